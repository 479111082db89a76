"""People on duty: exactly at a limit nobody is told, a minute or a day beyond it somebody is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from audit_builders import kin
from duty_scene import (
    GUARD,
    PHONE,
    SORTING,
    TRIP,
    VAULT,
    DutyScene,
    at,
    report,
    rules,
    told,
)

from allocator.audit.days.pairs import pair_kin
from allocator.audit.days.plan import NOT_YET
from allocator.audit.days.tables import DayTable
from allocator.audit.duty.recusal import on_duty_though_recused
from allocator.audit.duty.tables import HANDOVERS, TRIPS, WATCHES
from allocator.audit.exported import ROOMS, Gap
from allocator.audit.staff.people import staff_available, staff_one_place, staff_trained
from allocator.audit.staff.recusal import recuse_other, recuse_self

if TYPE_CHECKING:
    from pathlib import Path

    from duty_scene import Check


def helping(scene: DutyScene, *staff: str) -> None:
    """Hire people for hand-overs, whom no post and no watch binds."""
    for one in staff:
        scene.staff.hire(one, "押运")


# --- one place ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "found"), [("12 07:10", 0), ("12 07:09", 1)])
def test_a_watch_may_begin_as_a_trip_ends(start: str, found: int, tmp_path: Path) -> None:
    scene = DutyScene()
    scene.watch(GUARD, "01", start, "12 08:00", "E1")
    assert len(told(staff_one_place, scene, tmp_path)) == found


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("12 08:00", "12 09:00", 0), ("12 08:00", "12 09:01", 1),
        ("12 18:01", "12 19:00", 0), ("12 18:00", "12 19:00", 1),
    ],
)  # fmt: skip
def test_a_watch_may_touch_a_session_and_its_room_of_extra_time(
    start: str, end: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.watch(GUARD, "01", start, end, "主考010")
    assert len(told(staff_one_place, scene, tmp_path)) == found


def test_of_two_sessions_the_earlier_one_is_named_whatever_its_number(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.move_session(4, "13 07:30", "13 08:30")
    scene.watch(GUARD, "01", "13 07:00", "13 12:00", scene.serving("01", 3, 4))
    assert [words[-7:] for words in told(staff_one_place, scene, tmp_path)] == ["场次 4 任岗"]


@pytest.mark.parametrize(
    ("time", "giver", "found"),
    [
        # At the telephone of site 02 from 08:00 to 20:00.
        ("12 08:00", "P5", 0), ("12 08:01", "P5", 1), ("12 19:59", "P5", 1), ("12 20:00", "P5", 0),
        # At that of site 01, and at that of the 考区.
        ("12 10:00", "P3", 0), ("12 10:00", "P1", 0),
        # Posted at site 02 in a session from 09:00 to 11:30; at site 01 the same.
        ("12 09:00", "主考020", 0), ("12 09:01", "主考020", 1),
        ("12 11:29", "主考020", 1), ("12 11:30", "主考020", 0), ("12 10:00", "主考010", 0),
        # In the rooms of site 01, where a session of the 13th is held from 09:00 to 10:30.
        ("13 09:00", "监考010", 0), ("13 09:01", "监考010", 1),
        ("13 10:29", "监考010", 1), ("13 10:30", "监考010", 0),
        ("13 10:00", "流动监考010", 1), ("13 10:00", "考场系统管理员010", 1),
        ("13 10:00", "考点系统管理员010", 0), ("13 10:00", "考务办公室010", 0),
    ],
)  # fmt: skip
def test_a_hand_over_may_fall_on_the_ends_of_what_is_elsewhere(
    time: str, giver: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    helping(scene, "H1", "H2", "H3")
    scene.meet("01", time, "补交", f"{giver} H1", "H2 H3")
    words = told(staff_one_place, scene, tmp_path)
    assert len(words) == found
    assert all(f"不能同时在考点 01 09-{time} 补交交接" in text for text in words)


_REGION, _SITE, _EITHER = ["P1", "卷1"], ["P3", "主考010"], ["P1", "卷1", "P3", "主考010"]
"""Who may hand over for site 01 at the 考区, at the site, at either, on the 12th at 10:00."""


@pytest.mark.parametrize(
    ("stage", "free"),
    [
        ("出库", _REGION), ("回卷库", _REGION), ("考区接收", _REGION),
        ("考点卷库", _EITHER), ("考点至考区", _EITHER),
        ("到考点", _SITE), ("考后离考点", _SITE),
        ("补交", _EITHER), ("考后", _EITHER), ("", _EITHER),
    ],
)  # fmt: skip
def test_the_stage_tells_where_a_hand_over_is(stage: str, free: list[str], tmp_path: Path) -> None:
    scene = DutyScene()
    scene.staff.hire("卷1", "卷库值守")
    scene.watch(VAULT, "考区", "12 09:00", "12 11:00", "卷1")
    # Of the telephone and the office of site 02, and in a room of site 01: at neither place.
    others = ["P5", "主考020", "监考010"]
    scene.meet("01", "12 10:00", stage, "P1 卷1 P3 主考010", " ".join(others))
    told_of = {words.split()[1] for words in told(staff_one_place, scene, tmp_path)}
    assert told_of == {*_EITHER, *others} - {*free}


@pytest.mark.parametrize(
    ("site", "time", "stage", "found"),
    [
        # Beside 到考点 at site 01.
        ("01", "13 07:00", "考点清点", 0), ("01", "13 07:00", "补交", 0),
        ("01", "13 07:00", "出库", 1), ("01", "13 07:01", "出库", 0),
        ("02", "13 07:00", "到考点", 1), ("02", "13 07:00", "补交", 1),
        ("02", "13 06:59", "到考点", 0), ("考区", "13 07:00", "补交", 1),
    ],
)  # fmt: skip
def test_two_hand_overs_of_one_minute_are_at_one_place(
    site: str, time: str, stage: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    helping(scene, "H1", "H2", "H3", "H4", "H5")
    scene.meet("01", "13 07:00", "到考点", "H1 H2", "H3 H4")
    line = len(scene.cells[HANDOVERS]) - 2
    scene.meet(site, time, stage, "H2 H5", "试卷管理020 试卷管理021")
    where = site if site == "考区" else f"考点 {site}"
    words = (
        f"工号 H2 在考点 01 到考点交接（第 {line + 1} 行），不能同时在{where} 09-{time} {stage}交接"
    )
    assert told(staff_one_place, scene, tmp_path) == [words] * found


@pytest.mark.parametrize(
    ("stages", "found"),
    [(("出库", "出库"), 0), (("补交", "补交"), 0), (("出库", "补交"), 0), (("出库", "到考点"), 1)],
)
def test_papers_of_two_sites_may_be_handed_over_at_the_region(
    stages: tuple[str, str], found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    helping(scene, "H1", "H2", "H3", "H4", "H5")
    for site, stage, giver in zip(("01", "02"), stages, ("H2", "H3"), strict=True):
        scene.meet(site, "13 07:00", stage, f"H1 {giver}", "H4" if site == "01" else "H5")
    assert len(told(staff_one_place, scene, tmp_path)) == found


@pytest.mark.parametrize(("post", "found"), [("保卫", 0), ("监考", 1)])
def test_sessions_that_overlap_are_one_place_unless_a_room_is_drawn(
    post: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.move_session(4, "13 14:00", "13 16:40")
    scene.staff.hire("N1", post)
    for session in (4, 5):
        scene.staff.post("01", post, session, "N1", 3 if post == "监考" else 0)
    words = told(staff_one_place, scene, tmp_path)
    assert len([text for text in words if "工号 N1" in text]) == found


@pytest.mark.parametrize("site", ["01", "考区"])
def test_no_hand_over_while_on_the_way_to_its_own_site(site: str, tmp_path: Path) -> None:
    scene = DutyScene()
    helping(scene, "H1", "H2", "H3")
    scene.trip(site, "13 06:00", "13 07:00", "蒙A09", "D1", "H1")
    scene.meet("01", "13 06:30", "补交", "H1 P1", "H2 H3")
    (words,) = told(staff_one_place, scene, tmp_path)
    assert "工号 H1 在" in words


def test_a_row_that_stands_twice_is_one_turn(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.cells[WATCHES].append(list(scene.cells[WATCHES][0]))
    assert rules(scene, tmp_path) == []


def test_a_trip_that_the_watches_name_too_is_one_turn(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.watch(TRIP, "01", "12 06:00", "12 07:30", "E1")
    assert rules(scene, tmp_path) == []


@pytest.mark.parametrize(
    ("task", "start", "end", "staff", "found"),
    [
        (TRIP, "12 12:00", "12 13:00", "E1", ["DUTY-REST"]),
        (PHONE, "12 06:40", "12 07:00", "E1", ["STAFF-ONE-PLACE"]),
        (TRIP, "11 16:00", "11 17:00", "V1", ["STAFF-ONE-PLACE"]),
    ],
    ids=["another time", "another task", "no trip"],
)  # fmt: skip
def test_only_the_same_trip_is_one_turn(
    task: str, start: str, end: str, staff: str, found: list[str], tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.watch(task, "01", start, end, staff)
    assert rules(scene, tmp_path) == found


def test_a_name_is_the_same_with_and_without_blanks_or_not_written(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.staff.change("V1", name="王 一")
    scene.shift(WATCHES, 5, "王一", "V1")
    scene.shift(WATCHES, 5, "", "V2")
    assert rules(scene, tmp_path) == []


def test_a_hand_over_at_a_site_that_there_is_not_is_told(tmp_path: Path) -> None:
    scene = DutyScene()
    helping(scene, "H1", "H2", "H3", "H4")
    scene.meet("考区", "12 05:00", "入库", "H1 H2", "H3 H4")
    assert told(staff_one_place, scene, tmp_path) == []
    scene.meet("09", "12 06:20", "出库", "H1 H2", "H3 H4")
    assert told(staff_one_place, scene, tmp_path) == ["地点 09 不是考区，也不是考点代码"] * 4


@pytest.mark.parametrize("mark", list("、,;/"))
def test_several_in_one_cell_are_told_how_to_be_written(mark: str, tmp_path: Path) -> None:
    scene = DutyScene()
    scene.shift(WATCHES, 4, f"V3{mark}V4", "V3")
    (words,) = told(staff_one_place, scene, tmp_path)
    assert words.endswith("不在工作人员表中，一行只写一人")


# --- training and leave ---------------------------------------------------------------------------


def test_the_first_day_of_duty_is_that_on_which_it_begins(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.staff.change("V3", trained=date(2026, 9, 11))
    (words,) = told(staff_trained, scene, tmp_path)
    assert "应早于首个服务日 2026-09-11" in words
    scene.staff.change("V3", trained=date(2026, 9, 10))
    assert told(staff_trained, scene, tmp_path) == []


def test_the_first_day_is_the_first_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.watch(GUARD, "01", "10 08:00", "10 09:00", "V3")
    (words,) = told(staff_trained, scene, tmp_path)
    assert "应早于首个服务日 2026-09-10" in words


@pytest.mark.parametrize(
    ("giver", "day", "found"),
    [("H1", "10", 1), ("H1", "11", 0), ("P2", "10", 1), ("P2", "11", 0), ("主考010", "10", 1)],
)
def test_a_hand_over_is_served_too(giver: str, day: str, found: int, tmp_path: Path) -> None:
    scene = DutyScene()
    helping(scene, "H1")
    scene.meet("01", f"{day} 08:00", "补交", giver, "V1")
    scene.drop("交接安排", "补交", "V1")
    words = told(staff_trained, scene, tmp_path)
    assert len(words) == found
    assert all("应早于首个服务日 2026-09-10" in text for text in words)


def test_of_a_watch_and_a_hand_over_of_one_day_the_watch_is_named(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.meet("01", "13 07:00", "补交", "P2", "V1")
    scene.staff.change("P2", trained=None)
    (finding,) = report(staff_trained, scene, tmp_path).findings
    assert finding.place.startswith("值守安排.xlsx 值守安排 ")


def test_a_later_hand_over_or_session_changes_no_first_day(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.meet("01", "14 08:00", "补交", "P1", "V1")
    scene.watch(GUARD, "01", "14 08:00", "14 09:00", "主考010")
    for staff in ("P1", "主考010"):
        scene.staff.change(staff, trained=date(2026, 9, 12))
    words = told(staff_trained, scene, tmp_path)
    assert len(words) == 2
    assert all("应早于首个服务日 2026-09-12" in text for text in words)


@pytest.mark.parametrize("check", [staff_trained, staff_available, staff_one_place])
def test_whoever_is_posted_or_on_duty_is_looked_at(check: Check, tmp_path: Path) -> None:
    scene = DutyScene()
    posted = {row.staff for row in scene.staff.rows}
    on_duty = {row[4] for row in scene.cells[WATCHES]}
    on_duty |= {cell for row in scene.cells[TRIPS] for cell in row[4:]}
    assert report(check, scene, tmp_path).checked == len(posted) + len(on_duty)
    # Posted to a site without an open room, he serves no session.
    scene.staff.hire("N1", "医务")
    scene.staff.post("03", "医务", 0, "N1")
    assert report(check, scene, tmp_path).checked == len(posted) + len(on_duty) + 1


def test_a_stranger_is_not_told_as_untrained(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.shift(WATCHES, 4, "X9", "V4")
    assert told(staff_trained, scene, tmp_path) == []
    assert told(staff_available, scene, tmp_path) == []


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [("12 11:30", "12 14:00", 0), ("12 11:29", "12 14:00", 1), ("12 11:30", "12 14:01", 1)],
)
def test_who_is_away_may_be_on_duty_between_his_sessions(
    start: str, end: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.staff.hire("N1", "监考", sessions=(3, 4))
    scene.watch(GUARD, "考区", start, end, "N1")
    assert len(told(staff_available, scene, tmp_path)) == found


def test_sessions_away_are_named_in_their_order(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.staff.scene.papers.reverse()
    scene.staff.hire("N1", "监考", sessions=(3,))
    scene.watch(GUARD, "考区", "12 08:00", "13 20:00", "N1")
    assert "的可用场次没有 1、2、4、5，却在" in told(staff_available, scene, tmp_path)[0]


# --- relatives ------------------------------------------------------------------------------------


def brothers(scene: DutyScene, one: str, other: str) -> None:
    scene.staff.scene.kin.append(kin(one, "哥哥", f"ID{other}"))


@pytest.mark.parametrize(("end", "found"), [("11 23:00", 0), ("11 23:01", 1)])
def test_a_brother_may_relieve_a_brother(end: str, found: int, tmp_path: Path) -> None:
    scene = DutyScene()
    brothers(scene, "V1", "V3")
    scene.shift(WATCHES, 3, at(end), "V1")
    assert len(told(pair_kin, scene, tmp_path)) == found


@pytest.mark.parametrize(("one", "other"), [("S1", "S3"), ("V5", "P1"), ("E1", "E5")])
def test_brothers_at_two_places_tasks_or_vehicles_are_apart(
    one: str, other: str, tmp_path: Path
) -> None:
    scene = DutyScene()
    brothers(scene, one, other)
    assert rules(scene, tmp_path) == []


def test_brothers_are_found_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    scene = DutyScene()
    brothers(scene, "V1", "V2")
    scene.cells[WATCHES].append(scene.cells[WATCHES].pop(1))
    assert len(told(pair_kin, scene, tmp_path)) == 1


def test_brothers_in_two_vehicles_of_one_way_are_apart_and_in_one_are_told_once(
    tmp_path: Path,
) -> None:
    scene = DutyScene()
    helping(scene, "E9")
    brothers(scene, "D1", "E9")
    scene.trip("01", "12 06:30", "12 07:10", "蒙A09", "D9", "E9", "EA")
    assert told(pair_kin, scene, tmp_path) == []
    scene.shift(TRIPS, 3, "蒙A01", "E9")
    assert len(told(pair_kin, scene, tmp_path)) == 1


def test_before_any_draw_pairs_on_duty_alone_are_looked_at(tmp_path: Path) -> None:
    scene = DutyScene()
    made = report(pair_kin, scene, tmp_path)
    # Pairs: four of the 卷库, two of sorting rooms, three in each of four vehicles.
    assert (made.applies, made.checked) == (True, 4 + 2 + 4 * 3)
    assert made.remark.endswith("，只核对了值守和押运")
    scene.cells = {HANDOVERS: scene.cells[HANDOVERS]}
    made = report(pair_kin, scene, tmp_path)
    assert (made.applies, made.checked, made.remark) == (False, 0, "")
    made = pair_kin(scene.staff.book(), scene.inputs(), scene.staff.run())
    assert (made.applies, made.remark) == (False, NOT_YET)


def test_pairs_are_not_looked_at_where_the_rooms_cannot_be_read(tmp_path: Path) -> None:
    scene = DutyScene()
    gap = Gap(ROOMS, "编排总表.xlsx", "编排总表.xlsx 没有工作表 考场编排")
    draw = DayTable(
        site="01", session=1, rehearsal=False, duties=(), patrols=(), reserves=(), file="", marks=()
    )
    book = replace(scene.book(tmp_path), draws=(draw,), gaps=(gap,))
    made = pair_kin(book, scene.inputs(), scene.staff.run())
    assert [finding.message for finding in made.findings] == [gap.message]


# --- recusal --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "place", "start", "end", "found"),
    [
        (PHONE, "考区", "11 20:00", "12 00:00", []),
        (PHONE, "考区", "11 20:00", "12 00:01", ["RECUSE-SELF"]),
        (PHONE, "考区", "13 00:00", "13 02:00", []),
        (PHONE, "考区", "12 23:59", "13 02:00", ["RECUSE-SELF"]),
        (PHONE, "考区", "11 08:00", "13 08:00", ["RECUSE-SELF"]),
        (PHONE, "01", "11 08:00", "11 16:00", []),
        # The 卷库 is watched from the 11th, 15:00.
        (VAULT, "01", "11 08:00", "11 14:59", []),
        (VAULT, "01", "11 08:00", "11 15:00", ["RECUSE-SELF"]),
        (SORTING, "01", "11 08:00", "11 14:59", []),
        (SORTING, "01", "11 08:00", "11 15:00", ["RECUSE-SELF"]),
        (TRIP, "01", "11 08:00", "11 14:59", []),
        (TRIP, "01", "11 08:00", "11 15:00", ["RECUSE-SELF"]),
        (GUARD, "01", "11 08:00", "11 16:00", []),
    ],
)  # fmt: skip
def test_who_is_recused_from_the_exam_on_paper_of_the_twelfth(
    task: str, place: str, start: str, end: str, found: list[str], tmp_path: Path
) -> None:
    scene = DutyScene()
    # One more beside them: of two in the 卷库 or the sorting room neither is alone.
    helping(scene, "H1")
    scene.watch(task, place, start, end, "X1", "H1")
    assert rules(scene, tmp_path) == found


def test_who_is_recused_from_an_exam_on_machines_may_be_near_papers(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.staff.change("备021", posts=("监考", "卷库值守"))
    scene.watch(VAULT, "考区", "11 16:00", "11 17:00", "备021")
    assert rules(scene, tmp_path) == []


def of_the_papers(scene: DutyScene, folder: Path) -> int:
    """Return how often X1 is told to be near papers of the exam that he sits."""
    words = told(recuse_self, scene, folder)
    assert all("工号 X1 本人报名参加（考试 A），不得" in text for text in words)
    return len([text for text in words if text.endswith("会接触该考试的试卷")])


def kept(scene: DutyScene, *rows: tuple[str, str]) -> None:
    """Let sheet 值守 have just these rows for the 卷库."""
    scene.without(VAULT)
    for start, end in rows:
        scene.need(VAULT, "考区", start, end, 2)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [("13 21:59", "13 23:00", 1), ("13 22:00", "13 23:00", 1), ("13 22:01", "13 23:00", 0)],
)
def test_papers_are_about_to_the_last_minute_of_the_row_that_holds_the_exam(
    start: str, end: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    kept(scene, ("11 15:00", "13 22:00"))
    scene.watch(VAULT, "考区", start, end, "X1")
    assert of_the_papers(scene, tmp_path) == found


@pytest.mark.parametrize(
    ("time", "found"), [("11 14:59", 0), ("11 15:00", 1), ("13 22:00", 1), ("13 22:01", 0)]
)
def test_a_hand_over_of_the_recused_is_held_against_the_same_row(
    time: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    kept(scene, ("11 15:00", "13 22:00"))
    scene.meet("01", time, "补交", "X1", "V1")
    assert of_the_papers(scene, tmp_path) == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        # Sessions of the exam are held from 09:00 to 11:30 and from 14:00 to 17:05 of the 12th.
        ([], 1),
        ([("11 15:00", "12 09:00")], 1), ([("11 15:00", "12 09:01")], 0),
        ([("12 17:05", "12 20:00")], 1), ([("12 17:04", "12 20:00")], 0),
        ([("12 11:30", "12 14:00")], 1),
        # A row that holds no session says nothing, whether it is before or after one that does.
        ([("10 08:00", "10 12:00"), ("11 15:00", "12 20:00")], 0),
        ([("11 15:00", "12 20:00"), ("10 08:00", "10 12:00")], 0),
        # Either session has a row of its own.
        ([("10 07:00", "12 10:00"), ("12 13:00", "12 20:00")], 1),
        ([("12 13:00", "12 20:00"), ("10 07:00", "12 10:00")], 1),
        ([("10 09:01", "12 10:00"), ("12 13:00", "12 20:00")], 0),
    ],
)  # fmt: skip
def test_without_a_row_that_holds_the_exam_its_papers_are_always_about(
    rows: list[tuple[str, str]], found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    kept(scene, *rows)
    scene.watch(SORTING, "01", "10 08:00", "10 09:00", "X1")
    assert of_the_papers(scene, tmp_path) == found


def test_a_row_for_another_task_or_exam_does_not_tell_when_papers_are_about(
    tmp_path: Path,
) -> None:
    scene = DutyScene()
    kept(scene, ("13 08:00", "13 20:00"))
    scene.need(GUARD, "考区", "12 08:00", "12 20:00", 2)
    scene.watch(SORTING, "01", "10 08:00", "10 09:00", "X1")
    assert of_the_papers(scene, tmp_path) == 1


@pytest.mark.parametrize(
    ("time", "found"),
    [("12 23:59", []), ("13 00:00", ["RECUSE-KIN"])],
)
def test_a_hand_over_at_midnight_is_of_the_day_that_begins(
    time: str, found: list[str], tmp_path: Path
) -> None:
    scene = DutyScene()
    helping(scene, "H1", "H2", "H3")
    scene.meet("02", time, "补交", "备021 H1", "H2 H3")
    # As text: a workbook would keep midnight as the day alone.
    scene.shift("交接安排", 1, f"2026-09-{time}", "补交")
    assert rules(scene, tmp_path) == found


def test_papers_of_a_site_are_those_of_the_exams_held_there(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.watch(SORTING, "02", "11 16:00", "11 17:00", "X1")
    book, inputs = scene.book(tmp_path), scene.inputs()
    barred = [("X1", "A")]
    assert list(on_duty_though_recused("RECUSE-SELF", "", barred, book, inputs))
    rows = tuple(row for row in book.room_rows if (row.exam, row.site) != ("A", "02"))
    book = replace(book, room_rows=rows)
    assert not list(on_duty_though_recused("RECUSE-SELF", "", barred, book, inputs))


def test_every_day_of_an_exam_counts(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.move_session(2, "14 14:00", "14 17:05")
    for day in ("12", "13", "14"):
        scene.watch(PHONE, "考区", f"{day} 20:00", f"{day} 21:00", "X1")
    assert told(recuse_self, scene, tmp_path) == [
        f"工号 X1 本人报名参加（考试 A），不得考区 值班电话 09-{day} 20:00—21:00：当天有该考试"
        for day in ("12", "14")
    ]


@pytest.mark.parametrize(
    ("place", "found"), [("02", []), ("考区", []), ("01", ["RECUSE-OTHER"])]
)  # fmt: skip
def test_an_interest_at_a_site_is_no_matter_elsewhere(
    place: str, found: list[str], tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.watch(GUARD, place, "11 08:00", "11 12:00", "保电020")
    assert rules(scene, tmp_path) == found


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        # At the 考区, but not on one watch: one after the other, or at two tasks.
        ((GUARD, "考区", "11 08:00", "11 12:00"), (GUARD, "考区", "11 12:00", "11 16:00"), 0),
        ((GUARD, "考区", "11 08:00", "11 12:01"), (GUARD, "考区", "11 12:00", "11 16:00"), 1),
        ((GUARD, "考区", "11 08:00", "11 12:00"), ("网络巡检", "考区", "11 08:00", "11 12:00"), 0),
        ((GUARD, "考区", "11 08:00", "11 12:00"), (GUARD, "01", "11 13:00", "11 16:00"), 1),
    ],
)  # fmt: skip
def test_two_kept_apart_at_a_site_may_both_be_at_the_region(
    first: tuple[str, ...], second: tuple[str, ...], found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.watch(*first, "医务010")
    scene.watch(*second, "医务020")
    assert len(told(recuse_other, scene, tmp_path)) == found


def test_an_interest_in_a_candidate_of_a_room_is_no_matter_on_duty(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.watch(GUARD, "01", "11 08:00", "11 12:00", "监考013")
    assert rules(scene, tmp_path) == []


@pytest.mark.parametrize("scope", ["考场", "考点"])
@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("V1", "V2", ["考区 卷库值守 09-11 15:00—23:00：工号 V1 与 V2"]),
        ("V2", "V1", ["考区 卷库值守 09-11 15:00—23:00：工号 V1 与 V2"]),
        ("D1", "E2", ["考点 01 试卷押运 车辆 蒙A01 09-12 06:30—07:10：工号 D1 与 E2"]),
        # A crew that comes as the other goes, another task, another vehicle.
        ("V1", "V3", []), ("V5", "P1", []), ("E1", "E5", []),
    ],
)  # fmt: skip
def test_two_with_an_interest_share_no_watch_and_no_vehicle(
    one: str, other: str, found: list[str], scope: str, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.staff.interest(one, "工号", other, "工号", scope)
    words = [text for text in told(recuse_other, scene, tmp_path) if "同班、同车" in text]
    assert words == [f"{text} 申报了{scope}范围的回避，不得同班、同车" for text in found]


def test_an_interest_counts_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.staff.interest("V1", "工号", "V2", "工号", "考场")
    scene.cells[WATCHES].append(scene.cells[WATCHES].pop(0))
    (words,) = told(recuse_other, scene, tmp_path)
    assert "工号 V2 与 V1 申报了考场范围的回避，不得同班、同车" in words


@pytest.mark.parametrize(("end", "found"), [("11 23:00", 0), ("11 23:01", 1)])
def test_one_with_an_interest_may_relieve_the_other(end: str, found: int, tmp_path: Path) -> None:
    scene = DutyScene()
    scene.staff.interest("V1", "工号", "V3", "工号", "考场")
    scene.shift(WATCHES, 3, at(end), "V1")
    assert len(told(recuse_other, scene, tmp_path)) == found


def test_an_interest_in_a_room_is_no_matter_in_two_vehicles_of_one_way(tmp_path: Path) -> None:
    scene = DutyScene()
    helping(scene, "E9")
    scene.staff.interest("E1", "工号", "E9", "工号", "考场")
    scene.trip("01", "12 06:30", "12 07:10", "蒙A09", "D9", "E9")
    assert told(recuse_other, scene, tmp_path) == []
    scene.shift(TRIPS, 3, "蒙A01", "E9")
    assert len(told(recuse_other, scene, tmp_path)) == 1


def test_two_kept_apart_in_the_exam_are_told_once_though_they_share_a_watch(
    tmp_path: Path,
) -> None:
    scene = DutyScene()
    scene.staff.interest("V1", "工号", "V2", "工号", "考试")
    (words,) = told(recuse_other, scene, tmp_path)
    assert words == "工号 V1 与 V2 申报了考试范围的回避，不得同时参与考试工作"


def test_all_hand_overs_of_a_minute_are_held_against_each_other(tmp_path: Path) -> None:
    scene = DutyScene()
    for stage in ("补交", "出库", "到考点"):
        scene.meet("01", "12 13:00", stage, "V5", "E1")
    found = told(staff_one_place, scene, tmp_path)
    assert any("在考点 01 出库交接" in one and "到考点交接" in one for one in found), found
