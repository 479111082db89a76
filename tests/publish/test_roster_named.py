"""What an audit calls a roster of duty: another name for every other roster."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from allocator.audit.duty.tables import DutyTables, Fault, Hand, Ride, Watch
from allocator.audit.plain import Span
from allocator.verdict import NO_ROSTER, OF_FILE, roster_named

if TYPE_CHECKING:
    from pathlib import Path


START = datetime.fromisoformat("2026-09-12T08:00")
HOURS = Span(START, START + timedelta(hours=4))
ROSTER = DutyTables(
    watches=(Watch("卷库值守", "考区", HOURS, "V1", "甲", 2),),
    rides=(Ride("01", HOURS, "蒙A1", "D1", "E1", 2), Ride("01", HOURS, "蒙A1", "D1", "E2", 3)),
    hands=tuple(Hand("01", START, "出库", "交", f"V{n}", n) for n in range(2, 6)),
)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Return a folder with a file for the roster; what it says the tables tell."""
    for name in ("值守安排.xlsx", "编排总表.xlsx"):
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path


def test_without_a_roster_the_name_says_so(output: Path) -> None:
    assert roster_named(output, None) == NO_ROSTER == "没有"


def test_a_roster_whose_file_is_gone_is_none(tmp_path: Path) -> None:
    assert roster_named(tmp_path, ROSTER) == NO_ROSTER


def test_it_tells_where_it_stands_and_how_many_rows_it_has(output: Path) -> None:
    assert roster_named(output, ROSTER).startswith("值守安排.xlsx 7 行；摘要前 16 位 ")
    other = replace(ROSTER, book="编排总表.xlsx")
    assert roster_named(output, other).startswith("编排总表.xlsx 7 行")


def test_whatever_is_changed_gives_another_name(output: Path) -> None:
    others = (
        replace(ROSTER, watches=(ROSTER.watches[0]._replace(staff="V9"),)),
        replace(ROSTER, rides=(ROSTER.rides[0], ROSTER.rides[1]._replace(escort="E9"))),
        replace(ROSTER, hands=(*ROSTER.hands[:3], ROSTER.hands[3]._replace(staff="V9"))),
        replace(ROSTER, faults=(Fault("值守安排", 3, "", "任务为空"),)),
        replace(ROSTER, sheets=("值守安排",)),
    )
    assert len({roster_named(output, one) for one in (ROSTER, *others)}) == 1 + len(others)
    assert roster_named(output, replace(ROSTER)) == roster_named(output, ROSTER)


def test_a_file_saved_again_changes_but_the_part_about_the_file(output: Path) -> None:
    before = roster_named(output, ROSTER)
    data = b"saved again"
    (output / "值守安排.xlsx").write_bytes(data)
    head, _, digest = roster_named(output, ROSTER).partition(OF_FILE)
    assert head == before.partition(OF_FILE)[0]
    assert digest == hashlib.sha256(data).hexdigest()[:16] != before.partition(OF_FILE)[2]
