"""Files that pass for published documents, anywhere below the folder of documents.

`更正/编排总表.xlsx`, `考场门贴.XLSM`, `编排总表（终稿）.pdf`: whoever finds one takes it for what
was published. One that says the same is nobody's fault. One that says something else is told. Where
that cannot be known, because it is of another form, it is named and nobody is accused.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.cells import Unreadable, sheets
from allocator.far_cells import far_cell
from allocator.pipeline.days import OFFICIAL, VOID
from allocator.pipeline.verification.books import contents_of, looked_through
from allocator.pipeline.verification.concealed import concealed
from allocator.pipeline.witnessing import WITNESS_SHEET
from allocator.publish import FLAT_TABLE
from allocator.record.documents import sha256_of
from allocator.record.ledger import record_files
from allocator.record.log import FILE as LOG

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from allocator.record.documents import Listed

_NONE: Mapping[str, Listed] = MappingProxyType({})
_MADE_ANEW = ("合规审查报告", "体检报告", "无解说明", "~$", ".")
"""Beginnings of names of what is made anew at any time, and of what programs leave behind."""
_OF_SESSION = re.compile(r".+_场次[0-9]+")
"""A document of a draw, such as that of session 10, which holds the name of that of session 1."""
_NUMBERS = re.compile(r"[\s\d()（）]+")
"""What tells sheets of one kind apart: 场次1, 场次1(2), 监考安排 (2)."""
_TRADITIONAL = str.maketrans(
    "場編匯彙總崗備監簽籤條動線見證單門貼圖試時間情況記錄務員預變報審",
    "场编汇汇总岗备监签签条动线见证单门贴图试时间情况记录务员预变报审",
)
"""Traditional characters in which somebody may write the name of a document."""
_READ = (".xlsx", ".xlsm", ".xltx", ".xltm")
"""Forms whose cells are read; saved in one of them, a document still says the same."""
_NOT_READ = (".xls", ".xlt", ".xlsb", ".ods", ".ots", ".csv", ".tsv", ".et", ".ett", ".numbers",
             ".pdf")  # fmt: skip
"""Forms that are not opened: of .xls because a damaged one ends the reader, and the program."""
_WITNESS = f"{WITNESS_SHEET}.xlsx"
_WITNESSED = re.compile(rf"{OFFICIAL}/(?:{VOID}/[^/]+/)?抽签见证单_场次[0-9]+\.xlsx")
"""Where in the folder of a site documents lie that no list has; that of the seats lies above."""


class LookAlikes(NamedTuple):
    """What passes for a document and is none."""

    false: dict[str, str]
    """By place: the document that it passes for, and contradicts."""
    unknown: tuple[str, ...]
    """Places of those that cannot be compared, and of folders with a record of their own."""


def look_alikes(
    output: Path,
    record: Path,
    listed: Mapping[str, Listed],
    *,
    whole: Collection[str],
    lacking: Mapping[str, Listed] = _NONE,
) -> LookAlikes:
    """Look at every file below `output`; `listed` are the documents by path below it.

    `whole` names folders, copies of those of sites, whose .xlsx were compared as a whole; `lacking`
    are documents that no list has and that do not lie in their places, as they must be.
    """
    published, false, unknown = _Published(output, listed, lacking), {}, []
    for path in _files(output, record):
        place = path.relative_to(output).as_posix()
        if path.is_dir():
            if any(published.of(one.stem) for one in path.rglob("*") if _is_form(one)):
                unknown.append(f"{place}/")
            continue
        of = "" if published.holds(path, place) else published.of(path.stem)
        if not of:
            continue
        if path.suffix.casefold() in _NOT_READ:
            unknown.append(place)
        elif place.partition("/")[0] in whole and path.suffix == ".xlsx":
            continue
        elif (says := published.says(path, place, of)) is None:
            unknown.append(place)
        elif not says:
            false[place] = of
    return LookAlikes(false, tuple(unknown))


def _is_form(path: Path) -> bool:
    known = path.suffix.casefold() in (*_READ, *_NOT_READ)
    return known and not path.name.startswith(_MADE_ANEW) and path.is_file()


def _files(folder: Path, record: Path) -> Iterator[Path]:
    """Yield files that may be documents; of another publication only its folder."""
    for path in sorted(folder.iterdir()):
        # A link to a folder may lead anywhere, also round in a circle.
        if path == record or path.name.startswith(".") or (path.is_symlink() and path.is_dir()):
            continue
        if not path.is_dir():
            if _is_form(path):
                yield path
        elif _is_another(path / record.name, record):
            yield path
        else:
            yield from _files(path, record)


def _is_another(folder: Path, record: Path) -> bool:
    """Return whether a folder holds another record, not a copy of this one."""
    return (folder / LOG).is_file() and record_files(folder) != record_files(record)


def _stem(place: str) -> str:
    """Return the name of a document without its ending."""
    return place.rpartition("/")[2].removesuffix(".xlsx")


def _sheets(path: Path) -> set[str]:
    """Return what the sheets of a workbook are called, whatever session, page or copy each is of.

    None of a document that is missing or damaged, which others tell.
    """
    try:
        return {_NUMBERS.sub("", name) for name, _ in sheets(path)}
    except Unreadable:
        return set()


def unopened(path: Path) -> bool | None:
    """Return what is known of a workbook that cannot be read: None, nothing.

    False where Excel opens it all the same, and it is only a cell far away that keeps us out.
    """
    return False if far_cell(path) else None


class _Published:
    """The documents of a record, to be held against files of their names."""

    def __init__(
        self, output: Path, listed: Mapping[str, Listed], lacking: Mapping[str, Listed]
    ) -> None:
        self._output, self._known = output, {**lacking, **listed}
        sites = [output / folder for folder in {place.partition("/")[0] for place in listed}]
        witnessed = {
            path.relative_to(output).as_posix()
            for site in sites
            for path in site.glob("**/抽签见证单_*.xlsx")
            if _WITNESSED.fullmatch(path.relative_to(site).as_posix())
        }
        self._places = dict.fromkeys(sorted({FLAT_TABLE, _WITNESS, *self._known, *witnessed}))
        self._folded = {place.casefold(): place for place in self._places}
        self._stems = {_stem(place).casefold(): _stem(place) for place in self._places}
        self._families = {
            stem.partition("_")[0]: name.partition("_")[0] for stem, name in self._stems.items()
        }
        self._contents: dict[str, str] = {}
        self._sheets: dict[str, set[str]] = {}

    def holds(self, path: Path, place: str) -> bool:
        """Return whether a place is that of a document itself, as the disk tells capitals apart."""
        if place in self._places or place.casefold() not in self._folded:
            return place in self._places
        document = self._output / self._folded[place.casefold()]
        return document.is_file() and path.samefile(document)

    def of(self, stem: str) -> str:
        """Return the document whose name a name holds, or else its kind; blank: none."""
        stem = stem.casefold().translate(_TRADITIONAL)
        named = [name for name in self._stems if name in stem]  # old Windows: 复件 考场门贴
        if _OF_SESSION.fullmatch(stem):
            named = [name for name in named if stem.endswith(name)]
        if named:
            return self._stems[max(named, key=len)]
        kinds = [name for name in self._families if stem.startswith(name)]
        return self._families[max(kinds, key=len)] if kinds else ""

    def says(self, path: Path, place: str, of: str) -> bool | None:
        """Return whether a file says and shows what a document does whose name it bears.

        True, too, for somebody's own of which only the kind is in the name; None: it cannot be
        opened.
        """
        documents, digest = list(self._meant(path, place, of)), sha256_of(path)
        if any(one in self._known and self._known[one].digest == digest for one in documents):
            return True
        contents = contents_of(path)
        if not contents:
            return unopened(path)
        same = [one for one in documents if contents == self._said(one)]
        if same:
            return not all(self._shows_otherwise(path, place, one) for one in same)
        return self._is_own(path, of)

    def _shows_otherwise(self, path: Path, place: str, document: str) -> bool:
        if document not in self._known:
            return any(concealed(path, place))
        return any(looked_through(path, place, self._known[document]))

    def _meant(self, path: Path, place: str, of: str) -> Iterator[str]:
        """Yield the documents that a file may be a copy of."""
        whole = of in self._stems.values()
        if not whole and _OF_SESSION.fullmatch(path.stem):
            return  # of a session of which there is no such document
        for one in self._places:
            stem = _stem(one)
            named = stem.casefold() == of.casefold() if whole else stem.startswith(of)
            # What was drawn again is void wherever it does not lie as such.
            if named and (VOID not in one.split("/") or VOID in place.split("/")):
                yield one

    def _is_own(self, path: Path, of: str) -> bool:
        """Return whether a workbook has only the kind of a document in its name, and no sheet."""
        if of in self._stems.values() or _OF_SESSION.fullmatch(path.stem):
            return False
        if of not in self._sheets:
            documents = [one for one in self._places if _stem(one).startswith(of)]
            self._sheets[of] = set().union(*(_sheets(self._output / one) for one in documents))
        return self._sheets[of].isdisjoint(_sheets(path))

    def _said(self, place: str) -> str:
        """Return the digest of what a document says: as it is listed, else as it lies there."""
        if place in self._known and self._known[place].contents:
            return self._known[place].contents
        if place not in self._contents:
            self._contents[place] = contents_of(self._output / place)
        return self._contents[place]
