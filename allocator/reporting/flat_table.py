"""编排总表: the flat tables for other programs and for checking (see `workbooks.md`).

At 100,000 candidates `考生编排` has 250,000 rows of 19 columns, so rows become XML straight
from one template per sheet. Row 1 is the header; codes and numbers of identity are text cells,
counts numbers, blanks empty cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple

from allocator.reporting import Report
from allocator.reporting.layout import (
    DIGITS,
    HEI,
    NARROWEST,
    SONG,
    Document,
    Footer,
    Page,
    PageSheet,
    inside,
)
from allocator.reporting.streaming import COLUMNS, escape, is_plain
from allocator.reporting.text import LINE, ems, lines_at, word_ems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from allocator.reporting.views import BookView

REPORT = Report(name="编排总表", audience="考区、其他程序", public=False)

TEXT, NUMBER, WORDS = "text", "number", "words"
CANDIDATES = (
    ("准考证号", 0, TEXT), ("报名序号", 0, TEXT), ("姓名", 30, WORDS), ("证件号码", 0, TEXT),
    ("考试代码", 0, TEXT), ("批次", 12, NUMBER), ("级别", 24, WORDS), ("专业", 26, WORDS),
    ("科目代码", 0, TEXT), ("科目名称", 40, WORDS), ("场次", 12, NUMBER), ("考点代码", 0, TEXT),
    ("考场号", 0, TEXT), ("楼栋", 22, WORDS), ("楼层", 12, NUMBER), ("教室", 24, WORDS),
    ("座位号", 12, NUMBER), ("行", 9, NUMBER), ("列", 9, NUMBER),
)  # fmt: skip
ROOMS = (
    ("考试代码", 0, TEXT), ("批次", 12, NUMBER), ("考点代码", 0, TEXT), ("考场号", 0, TEXT),
    ("楼栋", 22, WORDS), ("楼层", 12, NUMBER), ("教室", 24, WORDS), ("场次", 12, NUMBER),
    ("日期", 0, TEXT), ("开始时间", 0, TEXT), ("结束时间", 0, TEXT), ("科目代码", 0, TEXT),
    ("科目名称", 40, WORDS), ("级别", 24, WORDS), ("专业", 26, WORDS), ("人数", 14, NUMBER),
    ("准考证起号", 0, TEXT), ("准考证止号", 0, TEXT),
)  # fmt: skip
POSTS = (
    ("考点代码", 0, TEXT), ("岗位", 44, WORDS), ("场次", 16, NUMBER), ("工号", 0, TEXT),
    ("姓名", 40, WORDS), ("工作单位", 80, WORDS), ("备用顺序", 16, NUMBER),
)  # fmt: skip
RECUSALS = (
    ("考试代码", 0, TEXT), ("工号", 0, TEXT), ("姓名", 30, WORDS), ("规则", 0, TEXT),
    ("类别", 36, WORDS), ("范围", 44, WORDS), ("考生报名序号", 0, TEXT), ("关系链", 90, WORDS),
    ("依据", 40, WORDS),
)  # fmt: skip
"""Name, width in mm and kind. Columns of texts are as wide as their longest one, for the sheet
prints one page wide: letters are larger the less its columns take. `WORDS` are no wider than told
here where letters would be too small."""
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
_SIZE, _SIDES = 10, 8.0
"""Points of the letters, and those left and right of a text, together."""
_MOST, _WIDEST = 450.0, 160.0
"""mm of all columns, for more would print in letters below 6 points, and of one: Excel has a
limit."""
_HIGHEST, _ALMOST = 405.0, 0.01
"""Points of a row: Excel takes at most 409; and mm that widths may differ by rounding."""
_HEAD_HEIGHT = 30.0
"""Points of the header: names of columns take two lines where their texts are shorter."""
_ROW = "\x01"  # stands for the row number in a template; no cell can hold it, it would be escaped
_TALL = "\x02"  # stands before and after the number of a row's long texts, until widths are known
_TALLS = re.compile(f"{_TALL}([0-9]+){_TALL}")


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
    with Document(REPORT.name, target, mark=book.mark, in_memory=False) as document:
        for name, columns, rows in (
            ("考生编排", CANDIDATES, rows_of_candidates),
            ("考场编排", ROOMS, rows_of_rooms),
            *more,
        ):
            sheet = document.sheet(name, _WIDE, [0.0] * len(columns))
            _fill(document, sheet, columns, rows)


def flat_footer(mark: str) -> str:
    """Return the codes of what stands below each page."""
    return Footer(f"{REPORT.name}　", mark).codes(_WIDE)


def _fill(
    document: Document,
    sheet: PageSheet,
    columns: FlatColumns,
    rows: Iterable[Sequence[str | int | None]],
) -> None:
    head = document.style(HEI, _SIZE, align="center", text_wrap=True, border=1, bg_color="#D9E1F2")
    styles = {
        TEXT: document.style(SONG, _SIZE, num_format="@"),
        WORDS: document.style(SONG, _SIZE, num_format="@", text_wrap=True),
        NUMBER: document.style(DIGITS, _SIZE, align="center"),
    }
    sheet.row(_HEAD_HEIGHT, [(nth, nth, head, name) for nth, (name, _, _) in enumerate(columns)])
    kinds = [kind for _, _, kind in columns]
    batch = next((nth for nth, (name, _, _) in enumerate(columns) if name == "批次"), None)
    # Filter and dimensions stand before the rows in the file: the rows are counted first.
    made = TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115  # closed with document
    spool = document.resources.enter_context(made)
    written = 0
    seen = _Seen(columns)
    sizes = []
    for so_far, piece in _rows(_template(kinds, styles), batch, rows, seen):
        sizes.append(spool.write(piece))
        written = so_far
    widths = _widths(columns, seen.longest)
    for nth, width in enumerate(widths):
        sheet.set_width(nth, width)
    sheet.rows_written += written
    sheet.stream(_pieces(spool, sizes, seen.heights(widths)), len(columns) - 1)
    sheet.flow((0, 0), filter_from=0)


@dataclass(slots=True)
class _Seen:
    """The texts of a sheet that its widths and heights depend on, as rows go by."""

    columns: FlatColumns
    longest: list[str] = field(init=False)
    """The widest text of each column."""
    _numbers: dict[tuple[str, ...], int] = field(default_factory=dict)
    """Texts of one row that may take several lines, blank for others, and their number."""

    def __post_init__(self) -> None:
        """Start with no texts."""
        self.longest = [""] * len(self.columns)

    def take(self, chunk: Sequence[Sequence[str | int | None]]) -> list[str]:
        """Keep what is wide in some rows; return a mark for each, blank where all are low."""
        wide = []
        for nth, (values, (_, most, kind)) in enumerate(
            zip(zip(*chunk, strict=True), self.columns, strict=True)
        ):
            texts = {value for value in values if isinstance(value, str)}
            # Of texts as wide as each other always the same one, whatever the order of the set.
            self.longest[nth] = max((self.longest[nth], *texts), key=_by_width)
            # No column of words is narrower than told, unless all its texts are.
            too_wide = {text for text in texts if kind == WORDS and _needed(_wide(text)) > most}
            wide.append(too_wide)
        if not any(wide):
            return [""] * len(chunk)
        return [self._mark(tuple(str(value) if value in texts else ""
                                 for value, texts in zip(row, wide, strict=True)))
                for row in chunk]  # fmt: skip

    def _mark(self, texts: tuple[str, ...]) -> str:
        if not any(texts):
            return ""
        return f"{_TALL}{self._numbers.setdefault(texts, len(self._numbers))}{_TALL}"

    def heights(self, widths: Sequence[float]) -> list[str]:
        """Return the attributes of rows, by the number of their long texts.

        Programs make no row of so many higher by themselves.
        """
        found = []
        for texts in self._numbers:
            lines = max(1 if _needed(_wide(text)) <= width + _ALMOST
                        else lines_at(text, inside(width), _SIZE)
                        for text, width in zip(texts, widths, strict=True))  # fmt: skip
            high = lines * _SIZE * LINE + 4
            found.append(f' ht="{min(high, _HIGHEST):g}" customHeight="1"' if lines > 1 else "")
        return found


def _widths(columns: FlatColumns, longest: Sequence[str]) -> list[float]:
    """Return the mm of each column.

    All texts stand on one line, unless letters would be too small for it.
    """
    # A number in a column too narrow for it would show as ###.
    whole = [
        float(most) if kind == NUMBER else _needed(max(_head(name), _wide(text)))
        for (name, most, kind), text in zip(columns, longest, strict=True)
    ]
    if sum(whole) <= _MOST:
        return whole
    return [
        max(_needed(max(_head(name), word_ems(text))), min(most, width))
        if kind == WORDS
        else min(_WIDEST, width)
        for (name, most, kind), text, width in zip(columns, longest, whole, strict=True)
    ]


def _by_width(text: str) -> tuple[float, str]:
    return ems(text), text


def _head(name: str) -> int:
    """Return the em of the name of a column on two lines."""
    return -(-len(name) // 2)


def _wide(text: str) -> float:
    """Return the em of a text on one line; capitals are wider than the average."""
    return ems(text) + 0.12 * sum(map(str.isupper, text))


def _needed(wide: float) -> float:
    """Return the mm of a column in which so many em stand on one line."""
    return (wide * _SIZE + _SIDES) * 25.4 / 72 / NARROWEST


def _pieces(spool: IO[str], sizes: Sequence[int], heights: Sequence[str]) -> Iterator[str]:
    """Yield the rows again, piece by piece as they were written, with their heights."""
    spool.seek(0)
    for size in sizes:
        piece = spool.read(size)
        yield _TALLS.sub(lambda found: heights[int(found[1])], piece) if heights else piece


def _template(kinds: list[str], styles: Mapping[str, int]) -> str:
    parts = [f'<row r="{_ROW}"%s>']
    for nth, kind in enumerate(kinds):
        style = styles[kind]
        if kind != NUMBER:
            # `str` reads the same as `inlineStr` everywhere and makes the sheet a sixth smaller.
            parts.append(f'<c r="{COLUMNS[nth]}{_ROW}" s="{style}" t="str"><v>%s</v></c>')
        else:
            parts.append(f'<c r="{COLUMNS[nth]}{_ROW}" s="{style}"><v>%s</v></c>')
    return "".join([*parts, "</row>"])


def _rows(
    template: str, batch: int | None, rows: Iterable[Sequence[str | int | None]], seen: _Seen
) -> Iterator[tuple[int, str]]:
    """Yield, for a few thousand rows at a time, how many there were so far and their XML.

    `seen` is told of them; a row with long texts has a mark for its height.
    """
    source = iter(rows)
    number = 1
    while chunk := list(islice(source, _CHUNK)):
        lines = []
        plain = _plain(chunk)
        for row, tall in zip(chunk, seen.take(chunk), strict=True):
            number += 1
            cells = list(row)
            if batch is not None and not cells[batch]:
                cells[batch] = ""
            if None in cells:
                cells = ["" if value is None else value for value in cells]
            if not plain:
                cells = [escape(value) if isinstance(value, str) else value for value in cells]
            lines.append((template % (tall, *cells)).replace(_ROW, str(number)))
        # Blank cells keep their style and lose their value.
        xml = "".join(lines).replace(' t="str"><v></v></c>', "/>")
        yield number - 1, xml.replace("><v></v></c>", "/>")


def _plain(chunk: list[Sequence[str | int | None]]) -> bool:
    """Return whether no cell of the rows needs escaping: one search instead of one a cell."""
    return is_plain("\n".join(map(str, chain.from_iterable(chunk))))
