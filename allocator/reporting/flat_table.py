"""编排总表: the flat tables for other programs and for checking (see `workbooks.md`).

At 100,000 candidates `考生编排` has 250,000 rows of 19 columns, so rows become XML straight
from one template per sheet. Row 1 is the header; codes and numbers of identity are text cells,
counts numbers, blanks empty cells.
"""

from __future__ import annotations

from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple

from allocator.reporting import Report
from allocator.reporting.layout import DIGITS, HEI, NARROWEST, SONG, Document, Page, PageSheet
from allocator.reporting.streaming import COLUMNS, escape, is_plain
from allocator.reporting.text import ems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from allocator.reporting.views import BookView

REPORT = Report(name="编排总表", audience="考区、其他程序", public=False)

TEXT, NUMBER = "text", "number"
CANDIDATES = (
    ("准考证号", 34, TEXT), ("报名序号", 30, TEXT), ("姓名", 24, TEXT), ("证件号码", 40, TEXT),
    ("考试代码", 19, TEXT), ("批次", 12, NUMBER), ("级别", 18, TEXT), ("专业", 28, TEXT),
    ("科目代码", 19, TEXT), ("科目名称", 44, TEXT), ("场次", 12, NUMBER), ("考点代码", 19, TEXT),
    ("考场号", 16, TEXT), ("楼栋", 22, TEXT), ("楼层", 12, NUMBER), ("教室", 20, TEXT),
    ("座位号", 16, NUMBER), ("行", 10, NUMBER), ("列", 10, NUMBER),
)  # fmt: skip
ROOMS = (
    ("考试代码", 19, TEXT), ("批次", 12, NUMBER), ("考点代码", 19, TEXT), ("考场号", 16, TEXT),
    ("楼栋", 22, TEXT), ("楼层", 12, NUMBER), ("教室", 20, TEXT), ("场次", 12, NUMBER),
    ("日期", 24, TEXT), ("开始时间", 19, TEXT), ("结束时间", 19, TEXT), ("科目代码", 19, TEXT),
    ("科目名称", 44, TEXT), ("级别", 18, TEXT), ("专业", 28, TEXT), ("人数", 14, NUMBER),
    ("准考证起号", 34, TEXT), ("准考证止号", 34, TEXT),
)  # fmt: skip
POSTS = (
    ("考点代码", 24, TEXT), ("岗位", 44, TEXT), ("场次", 16, NUMBER), ("工号", 34, TEXT),
    ("姓名", 40, TEXT), ("工作单位", 80, TEXT), ("备用顺序", 22, NUMBER),
)  # fmt: skip
RECUSALS = (
    ("考试代码", 22, TEXT), ("工号", 30, TEXT), ("姓名", 34, TEXT), ("规则", 38, TEXT),
    ("类别", 40, TEXT), ("范围", 52, TEXT), ("考生报名序号", 36, TEXT), ("关系链", 160, TEXT),
    ("依据", 56, TEXT),
)  # fmt: skip
"""Name, width in mm (the sheet prints one page wide, so widths are proportions) and kind."""
CANDIDATE_COLUMNS = tuple(name for name, _, _ in CANDIDATES)
ROOM_COLUMNS = tuple(name for name, _, _ in ROOMS)
POST_COLUMNS = tuple(name for name, _, _ in POSTS)
RECUSAL_COLUMNS = tuple(name for name, _, _ in RECUSALS)

FlatColumns = tuple[tuple[str, int, str], ...]


class MoreSheet(NamedTuple):
    """A sheet after the first two, such as 岗位安排."""

    name: str
    columns: FlatColumns
    """Name, width in mm and kind of each, such as `POSTS`."""
    rows: Iterable[Sequence[str | int | None]]


_WIDE = Page(landscape=True, width=600.0, height=492.0)
_CHUNK = 2000
_WIDEST, _SIDES = 160.0, 8.0
"""mm of the widest column, and the points left and right of a text."""
_ROW = "\x01"  # stands for the row number in a template; no cell can hold it, it would be escaped


def write(
    book: BookView,
    rows_of_candidates: Iterable[Sequence[str | int | None]],
    rows_of_rooms: Iterable[Sequence[str | int | None]],
    target: Path,
    more: Sequence[MoreSheet] = (),
) -> None:
    """Write both sheets; each row has its columns in the order of `CANDIDATES` and `ROOMS`.

    Sheets `more` follow, in their order. Rows are taken once, from any iterator, while the file is
    written. Text columns take str, number columns int; None and "" are blank in both, and so is 0
    in 批次.
    """
    with Document(REPORT.name, target, digest=book.digest, in_memory=False) as document:
        for name, columns, rows in (
            ("考生编排", CANDIDATES, rows_of_candidates),
            ("考场编排", ROOMS, rows_of_rooms),
            *more,
        ):
            sheet = document.sheet(name, _WIDE, [width for _, width, _ in columns])
            _fill(document, sheet, columns, rows)


def _fill(
    document: Document,
    sheet: PageSheet,
    columns: FlatColumns,
    rows: Iterable[Sequence[str | int | None]],
) -> None:
    head = document.style(HEI, 10, align="center", border=1, bg_color="#D9E1F2")
    text = document.style(SONG, 10, num_format="@")
    number = document.style(DIGITS, 10, align="center")
    sheet.row(21, [(nth, nth, head, name) for nth, (name, _, _) in enumerate(columns)])
    kinds = [kind for _, _, kind in columns]
    batch = next((nth for nth, (name, _, _) in enumerate(columns) if name == "批次"), None)
    # Filter and dimensions stand before the rows in the file: the rows are counted first.
    made = TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115  # closed with document
    spool = document.resources.enter_context(made)
    written = 0
    longest = [""] * len(columns)
    for so_far, piece in _rows(_template(kinds, text, number), batch, rows, longest):
        spool.write(piece)
        written = so_far
    for nth, (_, width, _) in enumerate(columns):
        sheet.widen(nth, width, min(_WIDEST, _needed(longest[nth])))
    sheet.rows_written += written
    sheet.stream(_pieces(spool), len(columns) - 1)
    sheet.flow((0, 0), filter_from=0)


def _needed(text: str) -> float:
    """Return the mm of a column in which a text stands on one line."""
    return (ems(text) * 10 + _SIDES) * 25.4 / 72 / NARROWEST


def _pieces(spool: IO[str]) -> Iterator[str]:
    """Yield the rows again."""
    spool.seek(0)
    while piece := spool.read(1 << 22):
        yield piece


def _template(kinds: list[str], text: int, number: int) -> str:
    parts = [f'<row r="{_ROW}">']
    for nth, kind in enumerate(kinds):
        if kind == TEXT:
            # `str` reads the same as `inlineStr` everywhere and makes the sheet a sixth smaller.
            parts.append(f'<c r="{COLUMNS[nth]}{_ROW}" s="{text}" t="str"><v>%s</v></c>')
        else:
            parts.append(f'<c r="{COLUMNS[nth]}{_ROW}" s="{number}"><v>%s</v></c>')
    return "".join([*parts, "</row>"])


def _rows(
    template: str,
    batch: int | None,
    rows: Iterable[Sequence[str | int | None]],
    longest: list[str],
) -> Iterator[tuple[int, str]]:
    """Yield, for a few thousand rows at a time, how many there were so far and their XML.

    `longest` is kept up to date: the widest text of each column so far.
    """
    source = iter(rows)
    number = 1
    while chunk := list(islice(source, _CHUNK)):
        lines = []
        plain = _plain(chunk)
        for nth, values in enumerate(zip(*chunk, strict=True)):
            texts = {value for value in values if isinstance(value, str)}
            longest[nth] = max((longest[nth], *texts), key=ems)
        for row in chunk:
            number += 1
            cells = list(row)
            if batch is not None and not cells[batch]:
                cells[batch] = ""
            if None in cells:
                cells = ["" if value is None else value for value in cells]
            if not plain:
                cells = [escape(value) if isinstance(value, str) else value for value in cells]
            lines.append((template % tuple(cells)).replace(_ROW, str(number)))
        # Blank cells keep their style and lose their value.
        xml = "".join(lines).replace(' t="str"><v></v></c>', "/>")
        yield number - 1, xml.replace("><v></v></c>", "/>")


def _plain(chunk: list[Sequence[str | int | None]]) -> bool:
    """Return whether no cell of the rows needs escaping: one search instead of one a cell."""
    return is_plain("\n".join(map(str, chain.from_iterable(chunk))))
