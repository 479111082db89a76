"""Watches exactly at a limit obey, a minute or one person beyond it they do not.

Vehicles and hand-overs, and people, have files of their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from duty_scene import GUARD, PHONE, SORTING, VAULT, DutyScene, at, report, rules, told

from allocator.audit.duty.rest import duty_pair, duty_rest
from allocator.audit.duty.tables import WATCHES
from allocator.audit.duty.watches import phone, sorting_two, vault_two

if TYPE_CHECKING:
    from pathlib import Path


# --- rest and nights ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "found"), [("11 22:30", []), ("11 22:31", ["DUTY-REST"])], ids=["obeys", "breaks"]
)
def test_eight_hours_between_a_watch_and_a_trip(end: str, found: list[str], tmp_path: Path) -> None:
    scene = DutyScene()
    scene.watch(GUARD, "考区", "11 18:00", end, "E1")
    assert rules(scene, tmp_path) == found


@pytest.mark.parametrize(("hours", "found"), [(7, []), (9, ["DUTY-REST"])], ids=["obeys", "breaks"])
def test_the_setting_says_how_long(hours: int, found: list[str], tmp_path: Path) -> None:
    scene = DutyScene()
    scene.rest(hours)
    scene.watch(GUARD, "考区", "11 18:00", f"11 {'23' if hours == 7 else '22'}:00", "E1")
    assert rules(scene, tmp_path) == found


@pytest.mark.parametrize(
    ("end", "found"), [("13 06:00", []), ("13 06:01", ["DUTY-REST"])], ids=["obeys", "breaks"]
)
def test_eight_hours_before_a_session_of_the_afternoon(
    end: str, found: list[str], tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.watch(GUARD, "考区", "12 22:00", end, scene.serving("01", 4))
    assert rules(scene, tmp_path) == found


@pytest.mark.parametrize(
    ("start", "found"), [("13 02:01", []), ("13 02:00", ["DUTY-REST"])], ids=["obeys", "breaks"]
)
def test_eight_hours_after_a_session_and_its_room_of_extra_time(
    start: str, found: list[str], tmp_path: Path
) -> None:
    scene = DutyScene()
    # Session 2 ends at 17:05 and, at site 01, in the room of 延时 at 18:01.
    scene.watch(GUARD, "考区", start, "13 03:00", scene.serving("01", 2))
    assert rules(scene, tmp_path) == found


def test_rest_is_counted_to_the_nearest_session_on_either_side(tmp_path: Path) -> None:
    scene = DutyScene()
    # Sessions 3, 4 and 5 are at 09:00, 14:00 and 16:30 of one day; 5 ends at 18:00.
    staff = scene.serving("01", 3, 4, 5)
    scene.watch(GUARD, "考区", "13 07:00", "13 08:00", staff)
    scene.watch(GUARD, "考区", "13 20:00", "13 21:00", staff)
    scene.rest(2)
    (words,) = told(duty_rest, scene, tmp_path)
    assert "之后只隔 1 小时，又任考点 01 场次 3" in words
    scene.rest(3)
    assert (
        "任考点 01 场次 5（09-13 16:30 开考）之后只隔 2 小时"
        in told(duty_rest, scene, tmp_path)[-1]
    )


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        # Session 2 is held at site 02 from 14:00 to 17:05.
        ("12 17:05", "12 18:00", 1), ("12 13:00", "12 14:00", 1),
        ("12 17:04", "12 18:00", 0), ("12 13:00", "12 14:01", 0), ("12 13:00", "12 18:00", 0),
    ],
)  # fmt: skip
def test_what_touches_a_session_lacks_rest_and_what_overlaps_is_not_of_this_rule(
    start: str, end: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.watch(GUARD, "02", start, end, scene.serving("02", 2))
    assert len(told(duty_rest, scene, tmp_path)) == found


def test_a_turn_between_two_sessions_is_held_against_both(tmp_path: Path) -> None:
    scene = DutyScene()
    # Session 1 ends at 11:30 at site 02, session 2 starts at 14:00.
    scene.watch(GUARD, "考区", "12 12:00", "12 13:00", scene.serving("02", 1, 2))
    words = told(duty_rest, scene, tmp_path)
    assert ["场次 2" in words[0], "场次 1" in words[1]] == [True, True]


@pytest.mark.parametrize(
    ("end", "found"), [("11 22:00", []), ("11 22:01", ["DUTY-REST"])], ids=["obeys", "breaks"]
)
def test_a_night_begins_at_ten(end: str, found: list[str], tmp_path: Path) -> None:
    scene = DutyScene()
    scene.watch(GUARD, "考区", "11 18:00", end, "监考016")
    assert rules(scene, tmp_path) == found


@pytest.mark.parametrize(
    ("start", "found"), [("12 06:00", []), ("12 05:59", ["DUTY-REST"])], ids=["obeys", "breaks"]
)
def test_a_night_ends_at_six(start: str, found: list[str], tmp_path: Path) -> None:
    scene = DutyScene()
    scene.rest(1)
    scene.watch(GUARD, "考区", start, "12 08:00", "监考016")
    assert rules(scene, tmp_path) == found


@pytest.mark.parametrize(("start", "found"), [("13 12:00", 0), ("13 11:59", 1)])
def test_a_session_at_noon_is_none_of_the_morning(start: str, found: int, tmp_path: Path) -> None:
    scene = DutyScene()
    scene.move_session(4, start, "13 13:30")
    scene.watch(GUARD, "考区", "12 22:30", "13 03:00", scene.serving("01", 4))
    assert len(told(duty_rest, scene, tmp_path)) == found


def test_a_night_is_held_against_the_next_morning_alone_and_told_once(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.move_session(4, "13 11:00", "13 12:30")
    staff = scene.serving("01", 3, 4)
    scene.watch(GUARD, "考区", "11 20:00", "12 04:00", staff)
    assert told(duty_rest, scene, tmp_path) == []
    scene.watch(GUARD, "考区", "12 20:00", "13 00:30", staff)
    (words,) = told(duty_rest, scene, tmp_path)
    assert "次日上午又任考点 01 场次 3" in words


def test_a_trip_by_night_is_no_night_watch(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.trip("01", "11 22:00", "11 22:30", "蒙A09", "D1", "E2", "监考016")
    assert told(duty_rest, scene, tmp_path) == []


# --- pairs ----------------------------------------------------------------------------------------


def pair_again(scene: DutyScene, *between: str) -> None:
    """Let V1 and V2 watch together once more, after watches alone of those named."""
    for staff in between:
        scene.watch(GUARD, "考区", "13 08:00", "13 09:00", staff)
    scene.watch(GUARD, "01", "14 08:00", "14 09:00", "V1", "V2")


@pytest.mark.parametrize(
    ("between", "found"), [([], 1), (["V1"], 0), (["V2"], 0)], ids=["breaks", "one", "other"]
)
def test_a_watch_between_parts_a_pair(between: list[str], found: int, tmp_path: Path) -> None:
    scene = DutyScene()
    pair_again(scene, *between)
    assert len(told(duty_pair, scene, tmp_path)) == found


def test_a_trip_between_parts_no_pair_and_makes_none(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.trip("01", "13 08:00", "13 09:00", "蒙A09", "D1", "V1", "V2")
    assert told(duty_pair, scene, tmp_path) == []
    pair_again(scene)
    made = report(duty_pair, scene, tmp_path)
    (finding,) = made.findings
    rows = len(scene.cells[WATCHES])
    assert finding.place == f"值守安排.xlsx 值守安排 第 {rows + 1} 行"


def test_two_watches_between_part_a_pair_too(tmp_path: Path) -> None:
    scene = DutyScene()
    for day in (12, 13):
        scene.watch(GUARD, "02", f"{day} 09:00", f"{day} 10:00", "V1")
        scene.watch(GUARD, "01", f"{day} 09:00", f"{day} 10:00", "V2")
    pair_again(scene)
    assert told(duty_pair, scene, tmp_path) == []


def test_nobody_is_a_pair_with_himself(tmp_path: Path) -> None:
    scene = DutyScene()
    for start, end in (
        ("13 08:00", "13 10:00"),
        ("13 09:00", "13 12:00"),
        ("13 11:00", "13 13:00"),
    ):
        scene.watch(GUARD, "01", start, end, "V1")
    assert told(duty_pair, scene, tmp_path) == []


def test_without_the_sheet_of_watches_no_pair_is_looked_at(tmp_path: Path) -> None:
    scene = DutyScene()
    del scene.cells[WATCHES]
    made = report(duty_pair, scene, tmp_path)
    assert (made.applies, made.findings, made.remark) == (False, (), "没有值守安排，未核对")


# --- watches and what sheet 值守 asks for --------------------------------------------------


@pytest.mark.parametrize(
    ("column", "time", "found"),
    [(2, "12 09:00", 0), (2, "12 09:01", 1), (3, "12 18:01", 0), (3, "12 18:00", 1)],
)  # fmt: skip
def test_the_telephone_is_answered_from_the_first_start_to_the_last_end(
    column: int, time: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.shift(WATCHES, column, at(time), "P3")
    assert len(told(phone, scene, tmp_path)) == found


def test_a_crew_that_comes_as_the_other_goes_leaves_no_gap(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.drop(WATCHES, "P3")
    for start, end, staff in (("12 08:00", "12 13:00", "P3"), ("12 13:00", "12 20:00", "P4")):
        scene.watch(PHONE, "01", start, end, staff)
    assert told(phone, scene, tmp_path) == []


def test_sheet_of_watches_may_ask_for_one_yet_two_are_due(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.needs = [replace(need, people=1, post="") for need in scene.needs]
    scene.drop(WATCHES, "V2")
    scene.drop(WATCHES, "S2")
    assert "只有 1 人（工号 V1），应有至少 2 人" in told(vault_two, scene, tmp_path)[0]
    assert "只有 1 人（工号 S1），应有至少 2 人" in told(sorting_two, scene, tmp_path)[0]


def test_those_beyond_the_post_may_be_of_another(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.needs = [replace(n, people=1) if n.task == VAULT else n for n in scene.needs]
    scene.staff.change("V2", posts=("值班",))
    assert told(vault_two, scene, tmp_path) == []
    scene.staff.change("V1", posts=("值班",))
    assert (
        "可任卷库值守的只有 0 人，应有至少 1 人，工号 V1、V2 的"
        in told(vault_two, scene, tmp_path)[0]
    )


def test_more_than_two_of_a_post_are_due_where_the_sheet_says_so(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.needs = [replace(n, people=3) if n.task == VAULT else n for n in scene.needs]
    words = told(vault_two, scene, tmp_path)
    assert words[0].endswith("可任卷库值守的只有 2 人，应有至少 3 人")


def test_a_task_written_with_blanks_is_the_same(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.needs = [
        replace(need, task="卷 库 值守", people=3) if need.task == VAULT else need
        for need in scene.needs
    ]
    assert "应有至少 3 人" in told(vault_two, scene, tmp_path)[0]


def test_two_of_a_post_are_due_where_the_sheet_gives_no_number(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.needs = [replace(n, people=None) if n.task == VAULT else n for n in scene.needs]
    assert told(vault_two, scene, tmp_path) == []
    scene.staff.change("V1", posts=("值班",))
    assert "可任卷库值守的只有 1 人，应有至少 2 人" in told(vault_two, scene, tmp_path)[0]


def test_nobody_unknown_counts_as_one_of_the_post(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.shift(WATCHES, 4, "X9", "V4")
    assert rules(scene, tmp_path) == ["STAFF-ONE-PLACE", "VAULT-TWO"]


def test_the_one_task_at_a_place_may_be_called_otherwise(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.needs = [
        replace(need, task="答卷回收室") if (need.task, need.place) == (SORTING, "02") else need
        for need in scene.needs
    ]
    assert told(sorting_two, scene, tmp_path) == []


def test_a_task_written_in_two_ways_is_one_task(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.without(SORTING)
    for task in ("答卷回收室", "答卷 回收室"):
        scene.need(task, "01", "12 07:30", "12 19:00", 2)
    assert told(sorting_two, scene, tmp_path) == []


@pytest.mark.parametrize("late", [("08:00", "10:00"), ("09:00", "11:00")])
def test_two_watch_a_place_of_the_roster_alone_from_first_to_last(
    late: tuple[str, str], tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.watch("保密室值守", "02", "12 08:00", "12 11:00", "V9", "VA")
    assert told(vault_two, scene, tmp_path) == []
    for column, time in zip((2, 3), late, strict=True):
        scene.shift(WATCHES, column, at(f"12 {time}"), "VA")
    assert len(told(vault_two, scene, tmp_path)) == 1


def test_without_any_sorting_room_the_rule_does_not_apply(tmp_path: Path) -> None:
    scene = DutyScene()
    assert report(sorting_two, scene, tmp_path).remark == ""
    scene.without(SORTING)
    scene.cells[WATCHES] = [row for row in scene.cells[WATCHES] if row[0] != SORTING]
    made = report(sorting_two, scene, tmp_path)
    assert not made.applies
    assert made.remark == "值守表和值守安排都没有分发（回收）室值班，未核对"
    del scene.cells[WATCHES]
    made = report(sorting_two, scene, tmp_path)
    assert (made.applies, made.remark) == (False, "没有值守安排，未核对")


def test_without_staff_there_is_nothing_to_hold_the_roster_against(tmp_path: Path) -> None:
    scene = DutyScene()
    book = replace(scene.book(tmp_path), staff=None)
    made = vault_two(book, scene.inputs(), scene.staff.run())
    assert (made.applies, made.remark) == (False, "没有工作人员名单，未安排岗位")
