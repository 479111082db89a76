"""岗位安排汇总表: needs against people posted at every site, and how evenly work is spread.

Sheet `分场次岗位`: title, a line, header, rows 考点代码, 考点名称, 场次 (text, joined with 、 where
sessions share a draw), 考场数, then for 监考, 备用监考, 流动监考 and 考场系统管理员 the columns 需
and 派; rows `合计`, one per draw. Sheet `全程岗位`: 考点代码, 考点名称 and one column per post with
the people posted (a number), or posted/needed (text) where they differ. Sheet `均衡情况`: 项目,
可任人数, 最少, 最多, 基尼系数, 平方和, 下界, 差距. Sheet `优化目标`: 次序, 目标, 规则, 结果, 下界,
结论. The first two end with a line for signatures.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN
from allocator.reporting import Report
from allocator.reporting.layout import PORTRAIT, Document
from allocator.reporting.tables import COMPILED, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.reporting.staff_views import PostCount, StaffRegionView, TurnCounts
    from allocator.reporting.tables import Value
    from allocator.reporting.views import BookView

REPORT = Report(name="岗位安排汇总表", audience="考区", public=False)

TOTAL, ALL = "合计", "全考区"
_GREY, _RED = "#F2F2F2", "#F8CBAD"
_DRAWN = (INVIGILATOR, "备用监考", PATROL, ROOM_ADMIN)
_POSTS_PER_SHEET = 11
_SPREADS = (
    Column("项目", 30),
    Column("可任人数", 20, digits=True),
    Column("最少", 16, digits=True),
    Column("最多", 16, digits=True),
    Column("基尼系数", 24, digits=True),
    Column("平方和", 26, digits=True),
    Column("下界", 26, digits=True),
    Column("差距", 20, digits=True),
)
_TIERS = (
    Column("次序", 14, digits=True),
    Column("目标", 62, "left"),
    Column("规则", 36, digits=True),
    Column("结果", 22, digits=True),
    Column("下界", 22, digits=True),
    Column("结论", 22),
)


def write(book: BookView, region: StaffRegionView, target: Path) -> None:
    """Write the four sheets."""
    with Document.of(REPORT.name, book, target) as document:
        _by_turn(document, book, region)
        _whole(document, book, region)
        _spreads(document, book, region)
        _tiers(document, book, region)


def _by_turn(document: Document, book: BookView, region: StaffRegionView) -> None:
    columns = [
        Column("考点代码", 17, digits=True),
        Column("考点名称", 67, "left"),
        Column("场次", 22, digits=True),
        Column("考场数", 16, digits=True),
    ]
    columns += [Column(f"{head_of(post)}\n{side}", 17.5, digits=True)
                for post in _DRAWN for side in ("需", "派")]  # fmt: skip
    note = "各场次抽签的岗位：“需”为规则要求的人数，“派”为安排的人数；不足的行标红。"
    table = Table(document, "分场次岗位", columns, size=9, note=note,
                  title=f"{book.title}　{REPORT.name}")  # fmt: skip
    totals: dict[tuple[int, ...], list[int]] = defaultdict(lambda: [0] * (1 + 2 * len(_DRAWN)))
    for site in region.sites:
        for turn in site.turns:
            figures = _figures(turn)
            sums = totals[turn.sessions]
            totals[turn.sessions] = [had + more for had, more in zip(sums, figures, strict=True)]
            short = any(count.posted < count.needed for count in turn.counts)
            table.line([site.code, site.name, _sessions(turn.sessions), *figures],
                       fill=_RED if short else "")  # fmt: skip
    for sessions in sorted(totals):
        table.line([TOTAL, ALL, _sessions(sessions), *totals[sessions]], bold=True, fill=_GREY)
    table.sign(COMPILED)
    table.close()


def head_of(post: str) -> str:
    """Return a post as the head of a narrow column: it breaks between words."""
    return f"考场系统\n{post.removeprefix('考场系统')}" if post == ROOM_ADMIN else post


def _figures(turn: TurnCounts) -> list[int]:
    figures = [turn.rooms]
    for count in turn.counts:
        figures += (count.needed, count.posted)
    return figures


def _sessions(sessions: Sequence[int]) -> str:
    return "、".join(map(str, sessions))


def _whole(document: Document, book: BookView, region: StaffRegionView) -> None:
    posts = list(dict.fromkeys(count.post for site in region.sites for count in site.whole))
    for start in range(0, max(1, len(posts)), _POSTS_PER_SHEET):
        shown = posts[start : start + _POSTS_PER_SHEET]
        width = min(24.0, 175.0 / max(1, len(shown)))
        columns = [Column("考点代码", 17, digits=True), Column("考点名称", 70, "left"),
                   *(Column(post, width, digits=True) for post in shown)]  # fmt: skip
        note = "全程在一个考点服务的人数；与需要的人数不同时写作“安排/需要”并标红。"
        table = Table(document, "全程岗位", columns, size=9, note=note,
                      title=f"{book.title}　全程岗位")  # fmt: skip
        sums = dict.fromkeys(shown, 0)
        for site in region.sites:
            counts = {count.post: count for count in site.whole}
            for post in shown:
                sums[post] += counts[post].posted if post in counts else 0
            cells = [_shown(counts.get(post)) for post in shown]
            differs = any(isinstance(cell, str) for cell in cells)
            table.line([site.code, site.name, *cells], fill=_RED if differs else "")
        table.line([TOTAL, ALL, *sums.values()], bold=True, fill=_GREY)
        table.sign(COMPILED)
        table.close()


def _shown(count: PostCount | None) -> Value:
    if count is None:
        return None
    return count.posted if count.posted == count.needed else f"{count.posted}/{count.needed}"


def _spreads(document: Document, book: BookView, region: StaffRegionView) -> None:
    note = "历史场次计入；优化的是平方和，下界为已证明的最小值；基尼系数 0 为完全均等。"
    table = Table(document, "均衡情况", _SPREADS, page=PORTRAIT, note=note,
                  title=f"{book.title}　均衡情况")  # fmt: skip
    for spread in region.spreads:
        table.line([spread.name, spread.people, spread.least, spread.most,
                    f"{spread.gini / 10000:.4f}", spread.squares, spread.bound,
                    _gap(spread.squares, spread.bound)])  # fmt: skip
    if not region.spreads:
        table.line(["—"] * len(_SPREADS))
    table.close()


def _gap(value: int, bound: int) -> str:
    """Return how far a value is above its bound, in percent."""
    if value == bound:
        return "0"
    return f"{100 * (value - bound) / bound:.2f}%" if bound > 0 else f"+{value - bound}"


def _tiers(document: Document, book: BookView, region: StaffRegionView) -> None:
    table = Table(document, "优化目标", _TIERS, page=PORTRAIT, title=f"{book.title}　优化目标",
                  note="按次序逐个优化；后一目标不得使前一目标变差。")  # fmt: skip
    for nth, tier in enumerate(region.tiers, start=1):
        result = "已证最优" if tier.optimal else f"差距 {tier.value - tier.bound}"
        table.line([nth, tier.name, tier.rule, tier.value, tier.bound, result])
    if not region.tiers:
        table.line(["—"] * len(_TIERS))
    table.close()
