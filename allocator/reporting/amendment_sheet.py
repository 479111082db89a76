"""变更单: what one late change was, for the archive of the 考区: why, what, by whom.

Sheet `变更单`: title with the exams and 第 n 次; then labels each followed by its value: 变更理由,
种子, 方法版本, the digests in groups of eight, beside them a QR code of these; then what is to be
printed again, a line for each folder; then 变更内容 with a header row on every further page: 类别,
报名序号或工号, 姓名, 原来 (two columns), 现在; last 编排人, 复核人, 见证人 and room to sign, never
parted and never without a row of the table above. It bears no time: dates are written by hand.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from allocator.reporting import Report
from allocator.reporting.amendment_cells import (
    AROUND,
    SIZES,
    by_clauses,
    high_at,
    letters_in,
    letters_of,
)
from allocator.reporting.form import Form
from allocator.reporting.layout import (
    DIGITS,
    HEI,
    NARROWEST,
    PALE,
    PORTRAIT,
    SONG,
    Document,
    inside,
)
from allocator.reporting.marks import amended_mark
from allocator.reporting.reprints import by_folder
from allocator.reporting.text import by_exams, fit, lines_at, title_row
from allocator.reporting.witness_sheet import in_two_lines, place_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.reporting.layout import PageSheet
    from allocator.reporting.streaming import Cell

REPORT = Report(name="变更单", audience="考区、见证人", public=False)

_WIDTHS = (25.0, 33.0, 34.0, 24.0, 19.0, 43.0)
_TABLE = ((0, 0), (1, 1), (2, 2), (3, 4), (5, 5))
"""First and last column of the grid of each column of the table."""
_HEADER = ("类别", "报名序号\n或工号", "姓名", "原来", "现在")
_KEY, _NAME = 1, 2
_LAST = len(_WIDTHS) - 1
_TITLE_SIZES = (20, 18, 16, 15, 14, 13, 12, 11, 10, 9)
_TITLE_HEIGHT, _TITLE_LEAST, _TITLE_HIGHEST = 62.0, 12.0, 130.0
_LABELS = (10.5, 10, 9.5, 9, 8.5, 8, 7, 6)
_GREY = "#E7E6E6"
_LETTERS = 10.5
"""Points of the letters of the head and of names of who signs."""
_HEAD, _DIGEST, _CODE = 28.0, 44.0, 124.0
"""Points of a row of the head, of a digest, and of all rows beside the QR code, at least."""
_CAPTION = 24.0
"""Points below the QR code, for what it is called."""
_REASON_HIGHEST, _VALUE_HIGHEST, _ROW_HIGHEST, _SIGN_HIGHEST = 240.0, 75.0, 300.0, 90.0
"""Points up to which a row grows with its text. What is longer has smaller letters; so a row of the
table still has room on the page of the signatures."""
_BAND, _HEADER_HEIGHT, _ROW, _SIGN, _NOTE_HEIGHT, _GAP = 25.0, 31.5, 21.0, 42.0, 30.0, 9.0
_DOCUMENT_LINE = 14.0
"""Points of a line of documents; many stand one below the other, so no font may need more."""
_REPRINT = "上列文书须重新打印，原件收回作废；"
_NOTE = (
    "其他文书不变，不必重新打印；合规审查报告和演练文书已随之重做。二维码内容与所列摘要相同。"
    "日期由签字人手写。本单由考区存档，保存不少于 5 年。"
)


class Change(NamedTuple):
    """One line: a cell that was put right, or what somebody served and now serves."""

    what: str
    """更正考生, 更正工作人员, 退出 or 接替."""
    key: str
    """报名序号 or 工号."""
    name: str
    before: str
    after: str


class AmendmentSheet(NamedTuple):
    """What the sheet of one amendment says."""

    title: str
    """Names of the exams, joined with 、."""
    number: int
    """1 for the first amendment of a record, 2 for the next …"""
    reason: str
    seed: str
    """Blank where nobody had to be drawn."""
    method: str
    digests: tuple[tuple[str, str], ...]
    """(label, hex), at least one; the last is of the result."""
    operator: str
    reviewer: str
    witness: str
    """The three persons; blank: to be written by hand."""
    rows: tuple[Change, ...]
    documents: tuple[str, ...]
    """Paths below the folder of results of what is to be printed again."""


def write(sheet: AmendmentSheet, target: Path) -> None:
    """Write the sheet; it takes as many pages as it needs."""
    mark = amended_mark(sheet.number, sheet.digests[-1][1])
    with Document(REPORT.name, target, mark=mark) as document:
        _Writer(document).write(sheet)


class _Writer:
    """Writes the parts of the sheet one below the other, and parts the pages."""

    def __init__(self, document: Document) -> None:
        self._style = document.style
        self._page: PageSheet = document.sheet(REPORT.name, PORTRAIT, _WIDTHS)
        self._form = Form(document, self._page, _WIDTHS)
        self._repeated = range(0)
        """Rows (0-based) that stand on every page after that on which they were written."""

    def write(self, sheet: AmendmentSheet) -> None:
        """Write the whole sheet."""
        text = f"{by_exams(sheet.title)}\n{REPORT.name}（第 {sheet.number} 次）"
        *_, high = title_row(text, _room(0, _LAST), _TITLE_HEIGHT, _TITLE_SIZES, _TITLE_LEAST,
                             _TITLE_HIGHEST)  # fmt: skip
        self._form.title(text, high)
        self._gap()
        self._head(sheet)
        self._documents(sheet.documents)
        signing = _signing(sheet)
        ending = _GAP + sum(height for height, _, _ in signing) + _NOTE_HEIGHT
        self._changes(sheet.rows, ending)
        self._gap()
        for height, role, name in signing:
            self._form.line(height, (1, role), (2, name), (1, "签字、日期"), (2, None))
        self._form.note((_REPRINT if sheet.documents else "") + _NOTE, _NOTE_HEIGHT)
        self._page.finish()
        self._page.repeat_rows(self._repeated[0], self._repeated[-1])

    def _head(self, sheet: AmendmentSheet) -> None:
        """Write reason, seed, method and digests; beside all but the reason, the QR code."""
        high = high_at(sheet.reason, _room(1, _LAST), _HEAD, _REASON_HIGHEST, _LETTERS)
        self._page.row(high, self._labelled("变更理由", sheet.reason, _LAST, high))
        lines = [
            (_HEAD, "种子", sheet.seed or "没有人员变动，没有抽签"),
            (_HEAD, "方法版本", sheet.method),
            *((_DIGEST, label, in_two_lines(digest)) for label, digest in sheet.digests),
        ]
        heights = [
            high_at(text, _room(1, _LAST - 1), least, _VALUE_HIGHEST, _LETTERS)
            for least, _, text in lines
        ]
        lacking = max(0.0, _CODE - sum(heights)) / len(heights)
        first = self._page.rows_written
        caption = self._style(SONG, 9, align="center", valign="bottom", border=1)
        for (_, label, text), usual in zip(lines, heights, strict=True):
            height = usual + lacking
            called = "摘要二维码" if self._page.rows_written == first else None
            self._page.row(height, [*self._labelled(label, text, _LAST - 1, height),
                                    (_LAST, _LAST, caption, called)])  # fmt: skip
        self._page.merge_down(first + 1, _LAST, self._page.rows_written, _LAST)
        width = _WIDTHS[_LAST] / 25.4 * 72 * NARROWEST
        height = sum(self._page.heights[first:]) - _CAPTION
        side = min(width - AROUND, height)
        inset = ((width - side) * 2 / 3, (height - side) * 2 / 3 + 6)
        place_code(self._page, sheet.digests, side, (first, _LAST), inset)

    def _documents(self, documents: Sequence[str]) -> None:
        """Write what is to be printed again; a further page says what goes on there."""
        self._gap()
        band = f"需要重新打印的文书（共 {len(documents)} 个）"
        texts = by_folder(documents, _room(0, _LAST) / SIZES[0] - 1) or ["没有文书需要重新打印。"]
        style = self._style(SONG, SIZES[0], align="left", border=1, text_wrap=True)
        for nth, text in enumerate(texts):
            lines = lines_at(text, _room(0, _LAST), SIZES[0])
            height = max(_ROW, lines * _DOCUMENT_LINE + AROUND)
            parted = self._keep(height if nth else _BAND + height)
            if parted or not nth:
                self._band(f"{band}（续）" if nth else band)
            self._page.row(height, [(0, _LAST, style, text)])

    def _changes(self, rows: Sequence[Change], ending: float) -> None:
        """Write the table; `ending` is the height of what stands on one page with its end."""
        rows = [_broken(row) for row in rows]
        heights = [_row_height(row) for row in rows]
        top = _BAND + _HEADER_HEIGHT
        # The last two rows go with the signatures, or one where two have no room there.
        two = top + sum(heights[-2:]) + ending <= self._page.page.height
        last = max(0, len(rows) - (2 if two else 1))
        needed = [*heights[:last], sum(heights[last:]) + ending]
        if not self._keep(_GAP + top + needed[0]):
            self._gap()
        first = self._page.rows_written
        self._band(f"变更内容（共 {len(rows)} 项：{_counted(rows)}）")
        head = self._style(HEI, 10, align="center", border=1, bg_color=_GREY, text_wrap=True)
        named = zip(_TABLE, _HEADER, strict=True)
        self._page.row(_HEADER_HEIGHT, [(*place, head, name) for place, name in named])
        self._repeated = range(first, self._page.rows_written)
        for nth, (row, height) in enumerate(zip(rows, heights, strict=True)):
            if nth <= last:
                self._keep(needed[nth])
            self._page.row(height, self._cells(row, height))

    def _cells(self, row: Change, height: float) -> list[Cell]:
        cells: list[Cell] = []
        for nth, ((first, last), text) in enumerate(zip(_TABLE, row, strict=True)):
            font = DIGITS if nth == _KEY else SONG
            align = "left" if nth > _NAME else "center"
            size = letters_in(text, _room(first, last), height)
            style = self._style(font, size, align=align, border=1, text_wrap=True)
            cells.append((first, last, style, text))
        return cells

    def _labelled(self, label: str, text: str, last: int, height: float) -> list[Cell]:
        """Return a label and, up to a column of the grid, its value."""
        small = fit(label, _room(0, 0), height, _LABELS)
        size = fit(text, _room(1, last), height, (_LETTERS, *SIZES))
        align = "left" if lines_at(text, _room(1, last), size) > 2 else "center"
        font = DIGITS if text.isascii() else SONG
        return [
            (0, 0, self._style(HEI, small, align="center", border=1, bg_color=PALE,
                               text_wrap=True), label),
            (1, last, self._style(font, size, align=align, border=1, text_wrap=True), text),
        ]  # fmt: skip

    def _band(self, text: str) -> None:
        style = self._style(HEI, 11, align="left", border=1, bg_color=PALE)
        self._page.row(_BAND, [(0, _LAST, style, text)])

    def _gap(self) -> None:
        self._page.row(_GAP, [(0, _LAST, self._style(SONG, 8), None)])

    def _keep(self, height: float) -> bool:
        """Begin a new page where less than `height` points are left; return whether it did."""
        free = self._page.height_left()
        if self._repeated and self._page.page_begun > self._repeated[0]:
            free -= sum(self._page.heights[row] for row in self._repeated)
        if free >= height:
            return False
        self._page.end_page()
        return True


def _signing(sheet: AmendmentSheet) -> list[tuple[float, str, str]]:
    """Return height, role and name of each line to sign."""
    roles = (("编排人", sheet.operator), ("复核人", sheet.reviewer), ("见证人", sheet.witness))
    return [
        (high_at(name, _room(1, 2), _SIGN, _SIGN_HIGHEST, _LETTERS), role, name)
        for role, name in roles
    ]


def _counted(rows: Sequence[Change]) -> str:
    """Return how many lines there are of each kind, in the order in which kinds come."""
    return "、".join(f"{what} {many}" for what, many in Counter(row.what for row in rows).items())


def _broken(row: Change) -> Change:
    """Return a line whose long texts are broken between their clauses."""
    was, is_now = _TABLE[_NAME + 1 :]
    before, after = by_clauses(row.before, _room(*was)), by_clauses(row.after, _room(*is_now))
    return row._replace(before=before, after=after)


def _row_height(row: Change) -> float:
    """Return how high a line of the table is at the usual size, but for very long texts."""
    return max(high_at(text, _room(*place), _ROW, _ROW_HIGHEST, letters_of(text, _room(*place)))
               for place, text in zip(_TABLE, row, strict=True))  # fmt: skip


def _room(first: int, last: int) -> float:
    """Return the points that type may take in columns of the grid."""
    return inside(sum(_WIDTHS[first : last + 1]))
