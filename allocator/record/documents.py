"""Which documents were published, with digests of each: `documents/<act>.json` in a record.

Of each workbook the SHA-256 of the file, that of its contents (`contents`) and that of its
pictures, so that years later, with another version of the program or none, a document can be told
from an edited one without being written again. A list is never changed; what a redraw puts aside
keeps its digests.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from allocator import __version__
from allocator.errors import LimitError
from allocator.record.canonical import canonical_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FOLDER, SEATS_LIST, POSTS_LIST = "documents", "seats", "posts"
_AMENDED = re.compile(r"amend_([0-9]+)")
_OF_DAY = re.compile(r"(draw|rehearsal)_(.+)_([0-9]+)_([0-9]+)")


class Listed(NamedTuple):
    """What a list says of a workbook."""

    digest: str
    """SHA-256 of the file."""
    contents: str
    """`contents_digest`; blank for a workbook that bears none."""
    pictures: str | None = None
    """Of photos and QR codes; blank for a workbook without, None: no list says it."""


class Published(NamedTuple):
    """The documents of a record."""

    files: Mapping[str, Listed]
    """By path below the folder of documents, with /."""
    versions: frozenset[str]
    """Of the program that wrote them."""

    @property
    def is_ours(self) -> bool:
        """Return whether this version of the program wrote all of them."""
        return self.versions == {__version__}


def list_of_day(site: str, session: int, number: int, *, rehearsal: bool) -> str:
    """Return the name of the list of a draw of the day."""
    safe = re.sub(r'[\\/:*?"<>|\x00-\x1f\[\]]', "_", site)
    return f"{'rehearsal' if rehearsal else 'draw'}_{safe}_{session}_{number}"


def list_of_amendment(number: int) -> str:
    """Return the name of the list of an amendment."""
    return f"amend_{number}"


def documents_of(record: Path, name: str) -> tuple[str, ...]:
    """Return the documents that a list names, sorted; raises `LimitError` for a damaged list."""
    return tuple(sorted(_read(record, name)))


def write_list(record: Path, name: str, files: Mapping[str, Listed]) -> None:
    """List documents by path in a record in the making, but for those another list has just so."""
    known = _read(record, SEATS_LIST) if name == POSTS_LIST else {}
    new = {place: files[place] for place in sorted(files) if known.get(place) != files[place]}
    (record / FOLDER).mkdir(parents=True, exist_ok=True)
    listed = {"files": new, "version": __version__}
    (record / FOLDER / f"{name}.json").write_bytes(canonical_bytes(listed))


def read_published(record: Path, void: str) -> Published:
    """Return all documents that are to lie beside a record, where they are to lie.

    `void` is the folder for what a redraw puts aside. Raises `LimitError` for a damaged list.
    """
    files: dict[str, Listed] = {}
    versions = set()
    for name in _in_order(record):
        listed, version = _load(record, name)
        versions.add(version)
        of_day = _OF_DAY.fullmatch(name)
        if of_day and int(of_day[4]) > 1:
            # This draw put the documents of the one before it aside.
            before = name[: of_day.start(4)] + str(int(of_day[4]) - 1)
            for place in _read(record, before):
                path = PurePosixPath(place)
                aside = path.parent / void / f"第{int(of_day[4]) - 1}次" / path.name
                if place in files:
                    files[aside.as_posix()] = files.pop(place)
        files.update(listed)
    return Published(files, frozenset(versions))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _in_order(record: Path) -> Iterator[str]:
    names = [path.stem for path in sorted((record / FOLDER).glob("[!.]*.json"))]
    yield from (name for name in (SEATS_LIST, POSTS_LIST) if name in names)
    amended = [found for name in names if (found := _AMENDED.fullmatch(name))]
    yield from (found[0] for found in sorted(amended, key=lambda one: int(one[1])))
    days = [found for name in names if (found := _OF_DAY.fullmatch(name))]
    for found in sorted(days, key=lambda day: (day[1], day[2], int(day[3]), int(day[4]))):
        yield found[0]


def _read(record: Path, name: str) -> dict[str, Listed]:
    return _load(record, name)[0] if (record / FOLDER / f"{name}.json").is_file() else {}


def _load(record: Path, name: str) -> tuple[dict[str, Listed], str]:
    path = record / FOLDER / f"{name}.json"
    try:
        listed = json.loads(path.read_bytes())
        return {place: Listed(*told) for place, told in listed["files"].items()}, listed["version"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LimitError(f"文书清单 {path} 已损坏，无法读取。请恢复备份。") from error
