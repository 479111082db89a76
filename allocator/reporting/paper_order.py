"""试卷预定单: bags of papers of each size that every site needs (rule PAPERS).

Sheet `试卷预定单`: a title, a line of explanation, then one header row and flat rows: 考点代码,
考点名称, 级别, 专业, 科目代码, 科目名称, 场次, 时间 (day and time), 考场数, 人数, one column per
bag size (`30份` …, number of bags), 袋数合计, 份数合计, 考试代码. A row is one paper of a 纸笔 exam
at one site; 级别 and 专业 are the paper's, blank means all, and stand there only where some paper
has one. Below the sites, in column 考点代码: `合计` (one row per paper, all sites), `备用` (spare
bags of the 考区, one row per paper; only where 备用试卷袋 is set), `总计` (one row: 合计 and 备用
together). A room with several papers has bags per paper. The bag rule is in `bags.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.exam import Form
from allocator.reporting import Report
from allocator.reporting.bags import bags_for, spare_bags
from allocator.reporting.layout import LANDSCAPE, NARROWEST, Document
from allocator.reporting.tables import BLANK, DATE_BLANK, Column, Table
from allocator.reporting.text import ems, time_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from allocator.reporting.summary import SiteSummary
    from allocator.reporting.tables import Value
    from allocator.reporting.views import BookView

REPORT = Report(name="试卷预定单", audience="考区、命题印制单位", public=False)

TOTAL, SPARE, GRAND_TOTAL = "合计", "备用", "总计"
_WORDS = ("考点名称", "级别", "专业", "科目名称")
_SIZE, _LEAST = 9, 12.0
"""Points of the letters, and mm of the narrowest column of words."""
_REST = LANDSCAPE.width - 121.0
"""mm that the columns of words and of bags share."""
_NOTE = "袋的配法：按考场、按试卷分装，先求余份最少，再求袋数最少，再取大袋；电子化考试不预定试卷。"


def columns(sizes: tuple[int, ...], texts: Mapping[str, set[str]]) -> list[Column]:
    """Return the columns; the names of the first ones are the contract of `workbooks.md`.

    `texts` holds those of each column of words: one without any is left out.
    """
    bag = max(8.0, min(9.5, 57.0 / len(sizes)))
    words = [name for name in _WORDS if any(texts[name])]
    wide = dict(zip(words, _shared(_REST - bag * len(sizes), [texts[name] for name in words]),
                    strict=True))  # fmt: skip
    return [
        Column("考点代码", 10, digits=True),
        *(Column(name, wide[name]) for name in ("考点名称", "级别", "专业") if name in wide),
        Column("科目代码", 10, digits=True),
        Column("科目名称", wide["科目名称"]),
        Column("场次", 9, digits=True),
        Column("时间", 26, digits=True),
        Column("考场数", 12, digits=True),
        Column("人数", 12, digits=True),
        *(Column(f"{size}份", bag, digits=True, zero_blank=True) for size in sizes),
        Column("袋数合计", 14, digits=True),
        Column("份数合计", 14, digits=True),
        Column("考试代码", 14, digits=True),
    ]


def _shared(room: float, columns: Sequence[set[str]]) -> list[float]:
    """Return the mm of columns that share a room: all on two lines, then as many on one as can be.

    What is left over goes to the last.
    """
    whole = [max(ems(text) for text in texts) for texts in columns]
    widths = [_LEAST] * len(columns)
    for wanted in ([one / 2 + 1 for one in whole], whole):
        order = sorted(range(len(columns)), key=lambda nth: wanted[nth])
        for done, nth in enumerate(order):
            share = (room - sum(widths)) / (len(order) - done)
            needed = (wanted[nth] * _SIZE + 8) * 25.4 / 72 / NARROWEST
            widths[nth] += max(0.0, min(share, needed - widths[nth]))
    widths[-1] += max(0.0, room - sum(widths))
    return widths


def write(book: BookView, sites: Sequence[SiteSummary], target: Path) -> None:
    """Write the order of the 考区; sites in the order given."""
    rows = list(_rows(book, sites))
    texts = {name: {str(row.get(name) or "") for row in rows} for name in _WORDS}
    with Document.of(REPORT.name, book, target) as document:
        found = columns(book.bag_sizes, texts)
        table = Table(document, REPORT.name, found, note=_NOTE,
                      title=f"{book.title}　{REPORT.name}", size=_SIZE)  # fmt: skip
        for row in rows:
            last = row is rows[-1]
            table.line([row.get(column.name) for column in found], fill="#F2F2F2" if last else "",
                       bold=last or row["考点代码"] == TOTAL)  # fmt: skip
        table.sign(f"经办人（签字）：{BLANK}负责人（签字）：{BLANK}{DATE_BLANK}")
        table.close()


def _rows(book: BookView, sites: Sequence[SiteSummary]) -> Iterator[dict[str, Value]]:
    """Yield the rows by the names of their columns."""
    sizes = book.bag_sizes
    ordered = [i for i, paper in enumerate(book.papers) if paper.form is Form.PAPER]
    totals = {index: _Sum(sizes) for index in ordered}
    for site in sites:
        for count in site.papers:
            if count.paper not in totals:
                continue
            here = _Sum(sizes)
            for people in count.people:
                here.add(1, people, bags_for(people, sizes))
            totals[count.paper].join(here)
            yield _line(book, site.code, site.name, count.paper, here)
    grand = _Sum(sizes)
    for index in ordered:
        if totals[index].rooms:
            yield _line(book, TOTAL, "全考区", index, totals[index])
            grand.join(totals[index])
    spare = spare_bags(book.spare_bags, sizes)
    if any(spare):
        for index in ordered:
            if totals[index].rooms:
                extra = _Sum(sizes)
                extra.add(0, 0, spare)
                yield _line(book, SPARE, "备用袋", index, extra)
                grand.join(extra)
    of_all = "全考区，含备用" if any(spare) else "全考区"
    yield {"考点代码": GRAND_TOTAL, "考点名称": of_all, **grand.figures()}


class _Sum:
    """Rooms, people and bags added up."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self.sizes, self.rooms, self.people = sizes, 0, 0
        self.bags = [0] * len(sizes)

    def add(self, rooms: int, people: int, bags: Sequence[int]) -> None:
        self.rooms += rooms
        self.people += people
        self.bags = [had + more for had, more in zip(self.bags, bags, strict=True)]

    def join(self, other: _Sum) -> None:
        self.add(other.rooms, other.people, other.bags)

    def figures(self) -> dict[str, Value]:
        """Return 考场数, 人数, bags by size, 袋数合计, 份数合计."""
        bags = {f"{size}份": count for size, count in zip(self.sizes, self.bags, strict=True)}
        copies = sum(size * count for size, count in zip(self.sizes, self.bags, strict=True))
        return {"考场数": self.rooms, "人数": self.people, **bags,
                "袋数合计": sum(self.bags), "份数合计": copies}  # fmt: skip


def _line(book: BookView, code: str, name: str, index: int, amount: _Sum) -> dict[str, Value]:
    paper = book.papers[index]
    start = paper.start
    when = f"{start.month}月{start.day}日\n{time_text(start, paper.end)}"
    return {"考点代码": code, "考点名称": name, "级别": paper.level, "专业": paper.specialty,
            "科目代码": paper.subject, "科目名称": paper.subject_name, "场次": paper.session,
            "时间": when, "考试代码": paper.exam, **amount.figures()}  # fmt: skip
