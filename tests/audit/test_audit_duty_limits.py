"""Watches exactly at a limit obey, a minute or one person beyond it they do not.

Vehicles and hand-overs, and people, have files of their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from duty_scene import GUARD, PHONE, SORTING, VAULT, DutyScene, at, report, rules, told

from allocator.audit.duty.rest import duty_pair, duty_rest
from allocator.audit.duty.tables import HANDOVERS, WATCHES
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
    scene.needs = [
        replace(n, people=1, post="试卷管理") if n.task == SORTING else n for n in scene.needs
    ]
    scene.staff.change("S2", posts=("值班",))
    assert told(sorting_two, scene, tmp_path) == []
    scene.staff.change("S1", posts=("值班",))
    (words,) = told(sorting_two, scene, tmp_path)
    assert "可任试卷管理的只有 0 人，应有至少 1 人，工号 S1、S2 的" in words


def test_in_the_vault_those_beyond_the_post_may_not_be_of_another(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.needs = [replace(n, people=1) if n.task == VAULT else n for n in scene.needs]
    scene.staff.change("V2", posts=("值班",))
    # One of the post is enough: V2 is told as an outsider, not as one too few.
    assert told(vault_two, scene, tmp_path) == [
        "工号 V2 的可任岗位中没有卷库值守，无关人员不得进入卷库"
    ]


def test_people_are_counted_before_it_is_asked_who_may_take_the_post(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.needs = [replace(n, people=3) if n.task == VAULT else n for n in scene.needs]
    scene.staff.hire("V9", "值班")
    first = "考区 卷库值守 09-11 15:00—23:00 "
    assert told(vault_two, scene, tmp_path)[0] == f"{first}只有 2 人（工号 V1、V2），应有至少 3 人"
    scene.watch(VAULT, "考区", "11 15:00", "11 23:00", "V9")
    assert told(vault_two, scene, tmp_path)[0] == (
        f"{first}可任卷库值守的只有 2 人，应有至少 3 人，工号 V9 的可任岗位中没有卷库值守"
    )
    scene.staff.change("V9", posts=("值班", "卷库值守"))
    assert not any(words.startswith(first) for words in told(vault_two, scene, tmp_path))


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


# --- who may be in the 卷库 -----------------------------------------------------------------------


def third(scene: DutyScene, *posts: str, place: str = "考区") -> None:
    """Let a third, V9, watch the 卷库."""
    scene.staff.hire("V9", *posts)
    scene.watch(VAULT, place, "11 15:00", "11 23:00", "V9")


@pytest.mark.parametrize(
    ("posts", "found"),
    [(["卷库值守"], 0), (["保卫"], 0), (["值班", "保卫"], 0), (["值班"], 1), ([], 1)],
)
@pytest.mark.parametrize("mark", ["、", "，", "/", " "])
def test_of_several_posts_any_one_opens_the_vault(
    mark: str, posts: list[str], found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.needs = [
        replace(n, post=f"卷库值守{mark}保卫") if n.task == VAULT else n for n in scene.needs
    ]
    third(scene, *posts)
    words = ["工号 V9 的可任岗位中没有保卫、卷库值守，无关人员不得进入卷库"]
    assert told(vault_two, scene, tmp_path) == words * found


def test_several_posts_may_be_shared_out_among_the_crew(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.needs = [replace(n, post="卷库值守、保卫") if n.task == VAULT else n for n in scene.needs]
    scene.staff.change("V1", posts=("保卫",))
    assert told(vault_two, scene, tmp_path) == []


@pytest.mark.parametrize(
    ("task", "place", "post", "found"),
    [
        (VAULT, "考区", "", 0), (VAULT, "考区", "值班", 0), (VAULT, "考区", "保卫", 1),
        # What is asked of another place or for another task opens no door here.
        (VAULT, "02", "", 1), (VAULT, "02", "值班", 1), (GUARD, "考区", "", 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("first", [True, False])
def test_a_second_row_lets_in_whom_it_names_or_everybody(
    first: bool, task: str, place: str, post: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.need(task, place, "11 15:00", "11 16:00", 2, post)
    if first:
        scene.needs.insert(0, scene.needs.pop())
    if place == "02":
        scene.watch(VAULT, "02", "11 15:00", "11 16:00", "P3", "P4")
    third(scene, "值班")
    told_of = [words for words in told(vault_two, scene, tmp_path) if "无关人员" in words]
    assert [words[:7] for words in told_of] == ["工号 V9 的"] * found


def test_a_vault_that_the_sheet_does_not_name_shuts_nobody_out(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.staff.hire("VA", "值班")
    scene.watch(VAULT, "02", "11 15:00", "11 23:00", "VA")
    third(scene, "值班", place="02")
    assert told(vault_two, scene, tmp_path) == []


def test_a_vault_without_a_post_in_the_sheet_shuts_nobody_out(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.needs = [replace(n, post="") if n.task == VAULT else n for n in scene.needs]
    third(scene, "值班")
    assert told(vault_two, scene, tmp_path) == []


def test_who_is_shut_out_is_told_of_each_watch_at_its_row(tmp_path: Path) -> None:
    scene = DutyScene()
    third(scene, "值班")
    # Outside the hours of the sheet the papers are not there, yet the room is the same.
    scene.watch(VAULT, "考区", "13 08:00", "13 09:00", "V9", "X9")
    places = [finding.place for finding in report(vault_two, scene, tmp_path).findings]
    last = len(scene.cells[WATCHES])
    assert places == [f"值守安排.xlsx 值守安排 第 {line} 行" for line in (last - 1, last)]


# --- the 卷库 when papers leave or come back ------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "found"),
    [
        ("11 14:59", 0), ("11 15:00", 2), ("11 23:00", 4), ("12 06:59", 2), ("12 07:00", 4),
        ("12 20:00", 2), ("12 20:01", 0),
    ],
)  # fmt: skip
def test_a_hand_over_may_fall_on_the_first_and_the_last_minute_of_a_watch(
    time: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.meet("01", time, "补入库", "E1 E2", "H1 H2")
    words = f"考点 01 09-{time} 补入库时考区卷库有 0 人值守，应有至少 2 人"
    assert told(vault_two, scene, tmp_path) == ([] if found else [words])


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [("V9", "VA", 2), ("V9", "V9", 1), ("V9", "", 1)],
    ids=["two", "one twice", "one"],
)
def test_who_goes_and_who_comes_are_both_there_unless_they_are_one(
    first: str, second: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.watch(VAULT, "考区", "13 08:00", "13 09:00", first)
    if second:
        scene.watch("保密室", "考区", "13 09:00", "13 10:00", second)
    scene.meet("01", "13 09:00", "补出库", "V1 V2", "E1 E2")
    made = [words for words in told(vault_two, scene, tmp_path) if "补出库" in words]
    words = f"考点 01 09-13 09:00 补出库时考区卷库有 {found} 人值守，应有至少 2 人"
    assert made == ([] if found == 2 else [words])


@pytest.mark.parametrize(
    ("stage", "found"),
    [
        ("出库", 1), ("回卷库", 1), ("考区接收", 1), ("考点回库", 0), ("考点至考区", 0),
        ("到考点", 0), ("补交", 0), ("", 0),
    ],
)  # fmt: skip
def test_the_stage_tells_which_hand_overs_are_at_the_vault(
    stage: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.meet("01", "13 09:00", stage, "V1 V2", "E1 E2")
    assert len(told(vault_two, scene, tmp_path)) == found


def test_a_hand_over_is_told_once_at_its_first_row(tmp_path: Path) -> None:
    scene = DutyScene()
    line = len(scene.cells[HANDOVERS]) + 2
    for site in ("01", "02"):
        scene.meet(site, "13 09:00", "补出库", "V1 V2", "E1 E2")
    places = [finding.place for finding in report(vault_two, scene, tmp_path).findings]
    assert places == [f"值守安排.xlsx 交接安排 第 {row} 行" for row in (line, line + 4)]


def test_where_no_watch_is_at_the_region_hand_overs_there_are_not_held_against_any(
    tmp_path: Path,
) -> None:
    scene = DutyScene()
    scene.without(VAULT)
    scene.shift(WATCHES, 1, "02", VAULT)
    assert told(vault_two, scene, tmp_path) == []
    scene.watch(VAULT, "考区", "11 15:00", "11 16:00", "V9", "VA")
    assert len(told(vault_two, scene, tmp_path)) == 4


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


def test_where_no_post_is_asked_for_who_may_take_none_may_watch(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.staff.change("V1", posts=())
    scene.needs = [replace(n, post="") if n.task == VAULT else n for n in scene.needs]
    assert told(vault_two, scene, tmp_path) == []
