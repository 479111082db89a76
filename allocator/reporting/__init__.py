"""The documents people print and the tables programs read: one module for each workbook.

This file only names them, so that importing it costs nothing. To add a report see `docs/adding.md`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Report(NamedTuple):
    """What a workbook is called, for whom it is, and whether it hangs where everybody reads it."""

    name: str
    """Chinese name of the document, and of its file without `.xlsx`."""
    audience: str
    public: bool
    """True: neither 证件号码 nor (save for the seat plan) names may stand in it."""


class Entry(NamedTuple):
    """One line of the lists below."""

    name: str
    module: str
    """Dotted path; the module holds `REPORT` and `write`."""
    when: Literal["always", "paper"] = "always"
    """"paper": only where the site (or 考区) has rooms of 纸笔 exams."""


SITE_REPORTS: tuple[Entry, ...] = (
    Entry("考场门贴", "allocator.reporting.door_sign"),
    Entry("考场座次表", "allocator.reporting.seat_plan"),
    Entry("桌贴", "allocator.reporting.desk_label"),
    Entry("考场安排表", "allocator.reporting.room_table"),
    Entry("考场分布图", "allocator.reporting.floor_map"),
    Entry("考场情况记录单", "allocator.reporting.room_record"),
    Entry("试卷袋封面", "allocator.reporting.bag_cover", "paper"),
)
"""`write(book: BookView, site: SiteView, target: Path)`, one workbook per site."""

REGION_REPORTS: tuple[Entry, ...] = (
    Entry("考场编排汇总表", "allocator.reporting.region_table"),
    Entry("试卷预定单", "allocator.reporting.paper_order", "paper"),
)
"""`write(book: BookView, sites: Sequence[SiteSummary], target: Path)`, one workbook per 考区."""

STAFF_SITE_REPORTS: tuple[Entry, ...] = (
    Entry("岗位安排表", "allocator.reporting.post_table"),
    Entry("考务人员签到表", "allocator.reporting.sign_in"),
    Entry("监考证", "allocator.reporting.post_card"),
    Entry("时间卡", "allocator.reporting.time_card"),
    Entry("备用监考表", "allocator.reporting.reserve_table"),
)
"""`write(book: BookView, site: StaffSiteView, target: Path)`, one workbook per site."""

STAFF_REGION_REPORTS: tuple[Entry, ...] = (
    Entry("岗位安排汇总表", "allocator.reporting.post_summary"),
    Entry("回避名单", "allocator.reporting.recusal_list"),
    Entry("抽签预演表", "allocator.reporting.resilience_table"),
)
"""`write(book: BookView, region: StaffRegionView, target: Path)`, one workbook per 考区."""

DAY_REPORTS: tuple[Entry, ...] = (
    Entry("监考抽签", "allocator.reporting.day_table"),
    Entry("监考安排表", "allocator.reporting.day_duty"),
    Entry("流动监考路线卡", "allocator.reporting.patrol_card"),
    Entry("抽签条", "allocator.reporting.draw_slip"),
)
"""`write(day: DayView, target: Path)`, one workbook per draw of the day; 备用监考表 has another
function for it, `write_day`."""

OTHER_REPORTS: tuple[Entry, ...] = (
    Entry("编排总表", "allocator.reporting.flat_table"),
    Entry("合规审查报告", "allocator.reporting.audit_report"),
    Entry("抽签见证单", "allocator.reporting.witness_sheet"),
    Entry("变更单", "allocator.reporting.amendment_sheet"),
    Entry("无解说明", "allocator.reporting.infeasible"),
)
"""Workbooks with arguments of their own; see their modules."""
