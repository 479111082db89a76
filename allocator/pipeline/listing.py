"""Which documents an act published, listed in the record by their digests."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import ZipFile

from allocator.pipeline.telling import HEALTH_REPORT, NO_WAY
from allocator.pipeline.verification.pictures import pictures_digest
from allocator.pipeline.witnessing import WITNESS_SHEET
from allocator.publish import FLAT_TABLE
from allocator.record.documents import (
    POSTS_LIST,
    SEATS_LIST,
    Listed,
    list_of_amendment,
    list_of_day,
    read_published,
    sha256_of,
    write_list,
)
from allocator.verdict import COMPLIANCE

if TYPE_CHECKING:
    from allocator.record.day_store import DayRecord
    from allocator.verdict import Verdict

_CUSTOM = "docProps/custom.xml"
_BORN = re.compile(rb">([0-9a-f]{64})<")
_LEFT_OUT = (COMPLIANCE, HEALTH_REPORT, NO_WAY, WITNESS_SHEET)
"""Made anew by other commands, or bearing the time: the same inputs and seeds give the same record,
but for its log."""


def list_seats(output: Path, record: Path) -> None:
    """List the documents of a draw of seats, all of them in folders in the making.

    Not 编排总表, to which a draw of posts adds its sheets: so posting in one act with the seats
    or later gives the same record.
    """
    files = _listed(output)
    files.pop(FLAT_TABLE, None)
    write_list(record, SEATS_LIST, files)


def list_posts(output: Path, record: Path) -> None:
    """List the documents of a draw of posts, with the rehearsals made at once."""
    write_list(record, POSTS_LIST, _listed(output))


def keep_changed(output: Path, record: Path) -> tuple[str, ...]:
    """Take away what was written into `output` just as the record lists it; return the rest."""
    from allocator.pipeline.days import VOID

    published = read_published(record, VOID).files
    kept = []
    for path in sorted(output.rglob("*.xlsx")):
        place = path.relative_to(output).as_posix()
        listed = published.get(place)
        if listed is not None and listed.digest == sha256_of(path):
            path.unlink()
        else:
            kept.append(place)
    return tuple(kept)


def list_amendment(output: Path, record: Path, number: int) -> None:
    """List the documents that an amendment changed, and its sheet."""
    write_list(record, list_of_amendment(number), _listed(output))


def list_rehearsal(output: Path, record: Path, place: Path, day: DayRecord) -> None:
    """List the documents of a rehearsal, which lie in the folder `place` of `output`."""
    name = list_of_day(day.site, day.session, day.number, rehearsal=True)
    mine = f"*_场次{day.session}.xlsx"
    write_list(record, name, _listed(output, f"{place.as_posix()}/{mine}"))


def list_day(output: Path, record: Path, day: DayRecord) -> None:
    """List the documents of a draw of the day."""
    name = list_of_day(day.site, day.session, day.number, rehearsal=day.rehearsal)
    write_list(record, name, _listed(output))


def reports_made(verdict: Verdict, output: Path) -> tuple[str, str]:
    """Return the digests of the contents of 合规审查报告, just written into `output`.

    As it is published, and as `audit` writes it of the same draws. Later draws make it say less
    than there is, and nobody can audit again what was there before; so the log keeps what it said.
    """
    with TemporaryDirectory() as name:
        verdict.write(Path(name), edited=())
        return contents_borne(output / COMPLIANCE), contents_borne(Path(name, COMPLIANCE))


def _listed(output: Path, which: str = "**/*.xlsx") -> dict[str, Listed]:
    return {
        path.relative_to(output).as_posix(): Listed(
            sha256_of(path), contents_borne(path), pictures_digest(path)
        )
        for path in sorted(output.glob(which))
        if not path.name.startswith(_LEFT_OUT)
    }


def contents_borne(path: Path) -> str:
    """Return the digest that a workbook bears of its contents, blank where it bears none."""
    with ZipFile(path) as book:
        if _CUSTOM not in book.namelist():
            return ""
        found = _BORN.search(book.read(_CUSTOM))
    return found[1].decode() if found else ""
