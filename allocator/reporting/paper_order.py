"""试卷预定单: bags of papers of each size that every site needs (rule PAPERS).

Sheet `试卷预定单`: a title, a line of explanation, then one header row and flat rows: 考点代码,
级别, 专业, 科目代码, 科目名称, 考场数, 人数, one column per bag size (`30份` …, number of
bags), 袋数合计, 份数合计, and after these 考试代码, 场次, 备注. A row is one paper of a 纸笔
exam at one site; 级别 and 专业 are the paper's, blank means all. Below the sites, in column
考点代码: `合计` (one row per paper, all sites), `备用` (spare bags of the 考区, one row per
paper; only where 备用试卷袋 is set), `总计` (one row: 合计 and 备用 together). A room with
several papers has bags per paper. The bag rule is in `bags.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.exam import Form
from allocator.reporting import Report
from allocator.reporting.bags import bags_for, spare_bags
from allocator.reporting.layout import LANDSCAPE, Document
from allocator.reporting.tables import BLANK, DATE_BLANK, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.reporting.summary import SiteSummary
    from allocator.reporting.tables import Value
    from allocator.reporting.views import BookView

REPORT = Report(name="试卷预定单", audience="考区、命题印制单位", public=False)

TOTAL, SPARE, GRAND_TOTAL = "合计", "备用", "总计"
_NOTE = "袋的配法：按考场、按试卷分装，先求余份最少，再求袋数最少，再取大袋；电子化考试不预定试卷。"


def columns(sizes: tuple[int, ...]) -> list[Column]:
    """Return the columns; the names of the first ones are the contract of `workbooks.md`."""
    bag = max(8.0, min(11.0, 66.0 / len(sizes)))
    rest = LANDSCAPE.width - bag * len(sizes) - 132
    return [
        Column("考点代码", 17, digits=True),
        Column("级别", rest * 0.16),
        Column("专业", rest * 0.32),
        Column("科目代码", 15, digits=True),
        Column("科目名称", rest * 0.52),
        Column("考场数", 13, digits=True),
        Column("人数", 14, digits=True),
        *(Column(f"{size}份", bag, digits=True, zero_blank=True) for size in sizes),
        Column("袋数合计", 15, digits=True),
        Column("份数合计", 16, digits=True),
        Column("考试代码", 15, digits=True),
        Column("场次", 10, digits=True),
        Column("备注", 17),
    ]


def write(book: BookView, sites: Sequence[SiteSummary], target: Path) -> None:
    """Write the order of the 考区; sites in the order given."""
    sizes = book.bag_sizes
    ordered = [i for i, paper in enumerate(book.papers) if paper.form is Form.PAPER]
    with Document.of(REPORT.name, book, target) as document:
        table = Table(document, REPORT.name, columns(sizes), note=_NOTE,
                      title=f"{book.title}　{REPORT.name}", size=9)  # fmt: skip
        totals = {index: _Sum(sizes) for index in ordered}
        for site in sites:
            for count in site.papers:
                if count.paper not in totals:
                    continue
                here = _Sum(sizes)
                for people in count.people:
                    here.add(1, people, bags_for(people, sizes))
                totals[count.paper].join(here)
                table.line(_line(book, site.code, count.paper, here))
        grand = _Sum(sizes)
        for index in ordered:
            if totals[index].rooms:
                table.line(_line(book, TOTAL, index, totals[index], "全考区"), bold=True)
                grand.join(totals[index])
        spare = spare_bags(book.spare_bags, sizes)
        if any(spare):
            for index in ordered:
                if totals[index].rooms:
                    extra = _Sum(sizes)
                    extra.add(0, 0, spare)
                    table.line(_line(book, SPARE, index, extra, "备用袋"))
                    grand.join(extra)
        table.line([GRAND_TOTAL, *[None] * 4, *grand.figures(), None, None,
                    "含备用" if any(spare) else None], bold=True, fill="#F2F2F2")  # fmt: skip
        table.sign(f"经办人（签字）：{BLANK}负责人（签字）：{BLANK}{DATE_BLANK}")
        table.close()


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

    def figures(self) -> list[Value]:
        """Return 考场数, 人数, bags by size, 袋数合计, 份数合计."""
        copies = sum(size * count for size, count in zip(self.sizes, self.bags, strict=True))
        return [self.rooms, self.people, *self.bags, sum(self.bags), copies]


def _line(book: BookView, place: str, index: int, amount: _Sum, remark: str = "") -> list[Value]:
    paper = book.papers[index]
    return [place, paper.level, paper.specialty, paper.subject, paper.subject_name,
            *amount.figures(), paper.exam, paper.session, remark]  # fmt: skip
