"""Compares a published workbook with the same one written again, sheet by sheet, cell by cell.

Printed documents have no rows with keys: a cell is known by its sheet and place. Files that are the
same to the last byte are not read. What is compared is what a reader sees in the cells, pictures,
footers and what is printed; of the rest only what hides something is looked for (`concealed`).
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.cells import Unreadable, sheets, text
from allocator.models.domain.contents import contents_digest
from allocator.pipeline.verification.concealed import concealed, footers, print_areas
from allocator.pipeline.verification.pictures import OTHER_PICTURES, picture_words, pictures_digest
from allocator.pipeline.verification.tables import NO_BOOK, Difference
from allocator.record.documents import Listed, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_ALIGNED_ROWS = 4000
"""Sheets with more rows are compared row by row as they stand: aligning them would take minutes."""
# 证件号码 of every kind and mobile numbers: told by their place, never in full.
_PERSONAL = re.compile(r"(?<![0-9A-Za-z])(?:[A-Z]{1,2}\d{8,}|\d{15,17}[\dXx]|1[3-9]\d{9})(?!\d)")
WHOLE_ROW = "整行"
"""Stands for the column where a row is missing or too many."""
_LONGEST = 60
"""Characters of a cell that a message repeats."""

Row = tuple[str, ...]


class Books(NamedTuple):
    """What came of comparing workbooks."""

    differences: tuple[Difference, ...] = ()
    books: int = 0
    """Workbooks that were compared, those that are missing included."""
    cells: int = 0
    """Cells of the workbooks that are not the same to the last byte."""
    uncompared: tuple[str, ...] = ()
    """Places of what passes for a document and cannot be compared with it."""
    lacking: tuple[tuple[str, Listed], ...] = ()
    """Workbooks that are missing, by place, as they must be."""

    def plus(self, other: Books) -> Books:
        """Return both together."""
        return Books(
            (*self.differences, *other.differences),
            self.books + other.books,
            self.cells + other.cells,
            (*self.uncompared, *other.uncompared),
            (*self.lacking, *other.lacking),
        )


class Trust(NamedTuple):
    """Published workbooks that need not be written again: those that are as they were listed."""

    files: Mapping[str, Listed]
    """By path below the folder of documents."""

    def holds(self, output: Path, file: str) -> bool:
        """Return whether a workbook is there and says what it said when it was published."""
        path, listed = output / file, self.files.get(file)
        if listed is None or not path.is_file():
            return False
        return sha256_of(path) == listed.digest or (
            listed.contents != "" and contents_of(path) == listed.contents
        )

    def vouched(self, output: Path, files: Iterable[str]) -> Books | None:
        """Return what there is to tell of workbooks that all say what they said; None otherwise.

        What was saved again since, with the same contents, is asked what it hides.
        """
        found = Books()
        for file in files:
            if not self.holds(output, file):
                return None
            saved_again = sha256_of(output / file) != self.files[file].digest
            hidden = looked_through(output / file, file, self.files[file]) if saved_again else ()
            found = found.plus(Books(tuple(hidden), 1))
        return found

    def of_folder(self, output: Path, folder: str) -> Books | None:
        """Return the same for all workbooks that are listed of a folder, where there are any."""
        mine = [file for file in self.files if file.rpartition("/")[0] == folder]
        return self.vouched(output, mine) if mine else None


NO_TRUST = Trust({})
"""Everything is written again and compared."""


def looked_through(path: Path, file: str, listed: Listed) -> Iterator[Difference]:
    """Tell what a workbook that was saved again hides, and whether its pictures are others."""
    yield from concealed(path, file)
    words = picture_words(path, listed, file)
    if words:
        yield _of_book(file, words)


def with_photos(books: Books, output: Path, files: Mapping[str, Listed]) -> Books:
    """Return what came of documents, with those whose pictures are not the listed ones told too."""
    told = {one.file for one in books.differences if one.words == OTHER_PICTURES}
    found = []
    for file, listed in files.items():
        path = output / file
        if listed.pictures and file not in told and path.is_file():
            words = picture_words(path, listed, file) if sha256_of(path) != listed.digest else ""
            found += [_of_book(file, words)] if words else []
    return books.plus(Books(tuple(found)))


def contents_of(path: Path) -> str:
    """Return the digest of what a workbook says; blank where it cannot be read."""
    try:
        return contents_digest((name, _cells(rows)) for name, rows in sheets(path))
    except Unreadable:
        return ""


def _cells(rows: Iterable[Sequence[object]]) -> Iterator[tuple[str, str]]:
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            told = text(cell)
            if told:
                yield f"{column_letters(column)}{line}", told


def compare_books(expected: Path, found: Path, file: str, *, photos: bool = False) -> Books:
    """Compare the workbook `found`, called `file` in messages, with the one that it must be.

    `photos`: it may have pictures of candidates, which are not at hand any more; only the list of
    the record tells whose. One without any pictures is not told: some programs leave them out.
    """
    if not found.is_file():
        known = Listed(sha256_of(expected), contents_of(expected), pictures_digest(expected))
        return Books((_of_book(file, NO_BOOK),), 1, lacking=((file, known),))
    if same_bytes(expected, found):
        return Books((), 1)
    try:
        theirs = {name: _rows(rows) for name, rows in sheets(found)}
    except Unreadable:
        return Books((_of_book(file, "不是能打开的 Excel 工作簿，或已损坏"),), 1)
    ours = {name: _rows(rows) for name, rows in sheets(expected)}
    differences: list[Difference] = []
    for name, rows in ours.items():
        if name in theirs:
            differences += _sheet_differences(file, name, rows, theirs[name])
        else:
            differences.append(_of_book(file, "缺少这张工作表", name))
    differences += [_of_book(file, "多出这张工作表", name) for name in theirs if name not in ours]
    differences += concealed(found, file)
    if not photos and pictures_digest(found) not in ("", pictures_digest(expected)):
        differences.append(_of_book(file, OTHER_PICTURES))
    mine, other = print_areas(expected), print_areas(found)
    differences += [
        _of_book(file, f"打印区域应为 {area}，现为 {other.get(name, '全部')}", name)
        for name, area in mine.items()
        if name in theirs and other.get(name) != area
    ]
    mine, other = footers(expected), footers(found)
    differences += [
        _of_book(file, f"页脚应为“{shown(below)}”，现为“{shown(other.get(name, ''))}”", name)
        for name, below in mine.items()
        if name in theirs and other.get(name) != below
    ]
    return Books(tuple(differences), 1, sum(len(row) for rows in ours.values() for row in rows))


def same_bytes(one: Path, other: Path) -> bool:
    """Return whether two files are the same to the last byte."""
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()


def _of_book(file: str, words: str, sheet: str = "") -> Difference:
    return Difference(file, sheet, 0, "", "", "", "", words)


def _rows(rows: Iterable[Sequence[object]]) -> list[Row]:
    """Return the texts of all rows without the blanks at the end of each, and of the sheet."""
    found: list[Row] = []
    for row in rows:
        cells = [text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        found.append(tuple(cells))
    while found and not found[-1]:
        found.pop()
    return found


def _sheet_differences(
    file: str, sheet: str, ours: list[Row], theirs: list[Row]
) -> Iterator[Difference]:
    if ours == theirs:
        return
    for own, mth, row in _pairs(ours, theirs):
        if row is None:
            words = f"此行之后缺少应有的一行：{_told(own or ())}"
            yield Difference(file, sheet, mth, "", WHOLE_ROW, "", "", words)
        elif own is None:
            words = f"不应有这一行：{_told(row)}"
            yield Difference(file, sheet, mth + 1, "", WHOLE_ROW, "", "", words)
        elif own != row:
            yield from _row_differences(file, sheet, mth + 1, own, row)


def _pairs(ours: list[Row], theirs: list[Row]) -> Iterator[tuple[Row | None, int, Row | None]]:
    """Yield rows that belong together, with the place of the second; None: there is no such row."""
    if len(ours) == len(theirs) or max(len(ours), len(theirs)) > _ALIGNED_ROWS:
        for nth, (own, row) in enumerate(zip_longest(ours, theirs)):
            if own or row:
                yield own, nth, row
        return
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        # Blank rows move what is printed below; beside rows that say something, these are told.
        blank = not any(ours[a:b]) and not any(theirs[c:d])
        for n in range(max(b - a, d - c)):
            own = ours[a + n] if a + n < b else None
            row = theirs[c + n] if c + n < d else None
            if own or row or (blank and own != row):
                yield own, min(c + n, d), row


def _row_differences(file: str, sheet: str, line: int, own: Row, row: Row) -> Iterator[Difference]:
    for column, (one, other) in enumerate(zip_longest(own, row, fillvalue="")):
        if one == other:
            continue
        letter = column_letters(column)
        words = f"{letter}{line} 格应为“{shown(one)}”，表中为“{shown(other)}”"
        yield Difference(file, sheet, line, "", letter, shown(one), shown(other), words)


def _told(row: Row) -> str:
    return " ".join(shown(cell) for cell in row if cell)[:_LONGEST] or "空行"


def shown(cell: str) -> str:
    """Return a cell as a message repeats it: short, 证件号码 and telephone numbers masked."""
    plain = _PERSONAL.sub(_masked, cell.replace("\n", " "))
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def _masked(found: re.Match[str]) -> str:
    number = found[0]
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"


@cache
def column_letters(column: int) -> str:
    """Return how Excel calls a column, counted from 0: A, …, Z, AA, …."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
