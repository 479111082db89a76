"""Compares a published sheet, cell by cell, with the rows that it must have.

Rows are taken in their order. Where the two sides stop agreeing they are brought together again
at the nearest rows of the same key, so that a row taken out or put in is told as just that.
"""

from __future__ import annotations

from collections import deque
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.cells import Unreadable, headed, text
from allocator.lettering import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_AHEAD = 24
"""Rows looked at on either side to bring them together again."""
SECRET = ("证件号码",)
"""Columns whose contents are never told."""

Row = list[str]

NO_BOOK, NO_FILE = "没有这个工作簿", "没有这个文件"
"""What is told of a document that is not there: whoever got a part of them need not have it."""


class Difference(NamedTuple):
    """One thing that is not as the record has it."""

    file: str
    """Workbook or file of the record, from the folder of documents on."""
    sheet: str
    row: int
    """Excel row; 0 where there is none."""
    key: str
    """Whom it is about, such as 报名序号 26091000001."""
    column: str
    expected: str
    found: str
    words: str
    """The whole of it in Chinese, but for file, sheet and row."""

    @property
    def text(self) -> str:
        """Return one line for the screen."""
        place = " ".join(part for part in (self.file, self.sheet, self.place) if part)
        return printable(f"{place}：{self.words}")

    @property
    def is_lacking(self) -> bool:
        """Return whether a document is not there, which says nothing of what it says."""
        return self.words in (NO_BOOK, NO_FILE)

    @property
    def place(self) -> str:
        """Return where it is in the sheet, and whom it is about."""
        row = f"第 {self.row} 行" if self.row else ""
        return " ".join(part for part in (row, self.key) if part)


class Sheet(NamedTuple):
    """What a sheet must hold."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    """Columns that say which row is which."""
    named: str
    """The column by which a row is called in a message."""
    rows: Iterable[Sequence[str | int | None]]
    banner: str = ""
    """What stands above the header, in a row of its own."""


class Compared(NamedTuple):
    """What came of a sheet."""

    differences: list[Difference]
    cells: int


def of_record(name: str, words: str, key: str = "") -> Difference:
    """Return a difference in a file of the record."""
    return Difference(f"record/{name}", "", 0, key, "", "", "", words)


def compare(path: Path, file: str, sheet: Sheet) -> Compared:
    """Compare one sheet; `file` is how messages call the workbook."""
    work = _Comparison(file, sheet)
    try:
        found = headed(path, sheet.name, sheet.columns)
        work.look_above(found.above, found.header)
        work.run(found.header, found.rows)
    except Unreadable as problem:
        work.found.append(Difference(file, sheet.name, 0, "", "", "", "", str(problem)))
    return Compared(work.found, work.cells)


class _Comparison:
    """One sheet being compared."""

    def __init__(self, file: str, sheet: Sheet) -> None:
        self.found: list[Difference] = []
        self.cells = 0
        self._file, self._sheet = file, sheet
        self._keys = [sheet.columns.index(name) for name in sheet.keys]
        self._named = sheet.columns.index(sheet.named)
        self._numeric: dict[int, bool] = {}
        """Whether a column holds numbers, as far as rows that it must have were looked at."""

    def look_above(self, above: Sequence[Sequence[str]], header: Sequence[str]) -> None:
        """Tell what stands above the table or beside its header."""
        wanted = [[self._sheet.banner]] if self._sheet.banner else []
        filled = [[cell for cell in row if cell] for row in above if any(row)]
        if filled != wanted:
            there = "、".join(cell for row in filled for cell in row) or "没有"
            words = "、".join(*wanted) if wanted else "没有"
            self._tell(1, "", "", words, there, f"列名上面应为“{words}”，现为“{there}”")
        columns = list(self._sheet.columns)
        extra = [name for n, name in enumerate(header)
                 if name and (name not in columns or name in header[:n])]  # fmt: skip
        if extra:
            line = len(above) + 1
            self._tell(line, "", "", "", "", f"列名旁多出内容“{'、'.join(extra)}”")

    def run(self, header: list[str], rows: Iterable[tuple[int, Sequence[object]]]) -> None:
        ours = _Ahead(self._wanted())
        theirs = _Ahead(self._there(header, rows))
        line = 1
        while any([ours.fill(), theirs.fill()]):
            mine, other = self._apart(ours.rows, theirs.rows)
            if mine == other == 0:
                line = self._pair(ours.take(), theirs.take(), line)
                continue
            taken = zip_longest(
                [ours.take() for _ in range(mine)], [theirs.take() for _ in range(other)]
            )
            for own, row in taken:
                line = self._pair(own, row, line)

    def _wanted(self) -> Iterator[tuple[int, Row]]:
        for row in self._sheet.rows:
            for n, value in enumerate(row):
                if value is not None and value != "":
                    self._numeric[n] = isinstance(value, int)
            yield 0, ["" if value is None else str(value) for value in row]

    def _there(
        self, header: list[str], rows: Iterable[tuple[int, Sequence[object]]]
    ) -> Iterator[tuple[int, Row]]:
        order = [header.index(name) for name in self._sheet.columns]
        plain = order == list(range(len(header)))
        for line, cells in rows:
            row = [text(cell) for cell in cells]
            if not plain:
                extra = [t for n, t in enumerate(row) if t and n not in order]
                if extra:
                    self._tell(line, "", "", "", "", f"表外多出内容“{'、'.join(extra)}”")
                row = [row[n] for n in order]
            self._kinds(line, row, [cells[n] for n in order])
            if any(row):
                yield line, row

    def _kinds(self, line: int, row: Row, cells: Sequence[object]) -> None:
        """Tell numbers that should be texts, which lose leading zeros, and the other way round."""
        for n, cell in enumerate(cells):
            if row[n] and self._numeric.get(n, isinstance(cell, float)) != isinstance(cell, float):
                column = self._sheet.columns[n]
                kind = "文本" if isinstance(cell, float) else "数字"
                who = row[self._named]
                self._tell(line, who, column, kind, "", f"{column} 应为{kind}，表中不是")

    def _apart(
        self, ours: Iterable[tuple[int, Row]], theirs: Iterable[tuple[int, Row]]
    ) -> tuple[int, int]:
        """Return how many rows of either side come before the next that belong together."""
        mine = [self._key(row) for _, row in ours]
        others = [self._key(row) for _, row in theirs]
        if mine[:1] == others[:1]:
            return 0, 0
        near = [
            (i + j, abs(i - j), i, j)
            for i, one in enumerate(mine)
            for j, other in enumerate(others)
            if one == other
        ]
        return min(near)[2:] if near else (len(mine), len(others))

    def _key(self, row: Row) -> tuple[str, ...]:
        return tuple(row[n] for n in self._keys)

    def _pair(self, own: tuple[int, Row] | None, there: tuple[int, Row] | None, line: int) -> int:
        """Compare two rows, or tell one that has no counterpart; return the Excel row reached."""
        if there is None:
            if own is not None:
                who = own[1][self._named]
                self._tell(line, who, "", who, "", "此行之后缺少应有的一行")
            return line
        line, row = there
        if own is None:
            self._tell(line, row[self._named], "", "", row[self._named], "不应有这一行")
            return line
        self.cells += len(row)
        if own[1] != row:
            for name, one, other in zip(self._sheet.columns, own[1], row, strict=True):
                if one != other:
                    self._cell(line, own[1][self._named], name, one, other)
        return line

    def _cell(self, line: int, who: str, column: str, expected: str, found: str) -> None:
        if column in SECRET:
            self._tell(line, who, column, "", "", f"{column} 与记录不符")
            return
        words = f"{column} 应为“{expected}”，表中为“{found}”"
        self._tell(line, who, column, expected, found, words)

    def _tell(
        self, line: int, who: str, column: str, expected: str, found: str, words: str
    ) -> None:
        key = f"{self._sheet.named} {who}" if who else ""
        self.found.append(
            Difference(self._file, self._sheet.name, line, key, column, expected, found, words)
        )


class _Ahead:
    """Rows that can be looked at before they are taken."""

    def __init__(self, source: Iterable[tuple[int, Row]]) -> None:
        self._source = iter(source)
        self.rows: deque[tuple[int, Row]] = deque()

    def fill(self) -> bool:
        """Look ahead as far as may be needed; return whether anything is left."""
        while len(self.rows) < _AHEAD:
            row = next(self._source, None)
            if row is None:
                break
            self.rows.append(row)
        return bool(self.rows)

    def take(self) -> tuple[int, Row]:
        return self.rows.popleft()
