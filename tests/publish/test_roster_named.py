"""What an audit calls a roster of duty: another name for every other roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from allocator.audit.duty.tables import DutyTables, Fault, Hand, Ride, Watch
from allocator.audit.plain import Span
from allocator.verdict import NO_ROSTER, roster_named

START = datetime.fromisoformat("2026-09-12T08:00")
HOURS = Span(START, START + timedelta(hours=4))
ROSTER = DutyTables(
    watches=(Watch("卷库值守", "考区", HOURS, "V1", "甲", 2),),
    rides=(Ride("01", HOURS, "蒙A1", "D1", "E1", 2), Ride("01", HOURS, "蒙A1", "D1", "E2", 3)),
    hands=tuple(Hand("01", START, "出库", "交", f"V{n}", n) for n in range(2, 6)),
)


def test_without_a_roster_the_name_says_so() -> None:
    assert roster_named(None) == NO_ROSTER == "没有"


def test_it_tells_where_it_stands_and_how_many_rows_it_has() -> None:
    assert roster_named(ROSTER).startswith("值守安排.xlsx 7 行；摘要前 16 位 ")
    assert roster_named(replace(ROSTER, book="编排总表.xlsx")).startswith("编排总表.xlsx 7 行")


def test_whatever_is_changed_gives_another_name() -> None:
    others = (
        replace(ROSTER, watches=(ROSTER.watches[0]._replace(staff="V9"),)),
        replace(ROSTER, rides=(ROSTER.rides[0], ROSTER.rides[1]._replace(escort="E9"))),
        replace(ROSTER, hands=(*ROSTER.hands[:3], ROSTER.hands[3]._replace(staff="V9"))),
        replace(ROSTER, faults=(Fault("值守安排", 3, "", "任务为空"),)),
        replace(ROSTER, sheets=("值守安排",)),
    )
    assert len({roster_named(one) for one in (ROSTER, *others)}) == 1 + len(others)
    assert roster_named(replace(ROSTER)) == roster_named(ROSTER)
