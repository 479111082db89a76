"""Vehicles and hand-overs exactly at a limit obey, a minute or one person beyond it they do not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from duty_scene import TRIP, DutyScene, at, broken, report, rules, told

from allocator.audit.duty.tables import HANDOVERS, TRIPS, WATCHES
from allocator.audit.duty.trips import escort_two, handover_two

if TYPE_CHECKING:
    from pathlib import Path


# --- vehicles -------------------------------------------------------------------------------------


def ride(scene: DutyScene, site: str, depart: str, arrive: str, car: str = "蒙A09") -> None:
    scene.trip(site, depart, arrive, car, "D9", "E9", "EA")


@pytest.mark.parametrize(("depart", "found"), [("12 07:10", 0), ("12 07:09", 1)])
def test_a_vehicle_may_leave_as_it_arrives(depart: str, found: int, tmp_path: Path) -> None:
    scene = DutyScene()
    ride(scene, "02", depart, "12 07:50", "蒙A01")
    assert len(told(escort_two, scene, tmp_path)) == found


def test_a_vehicle_is_held_against_its_longest_way(tmp_path: Path) -> None:
    scene = DutyScene()
    ride(scene, "01", "13 06:00", "13 12:00")
    ride(scene, "02", "13 07:00", "13 08:00")
    ride(scene, "02", "13 09:00", "13 10:00")
    assert len(told(escort_two, scene, tmp_path)) == 2


def test_a_vehicle_is_held_against_its_latest_way(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.shift(TRIPS, 3, "蒙A01", "D4")
    (words,) = told(escort_two, scene, tmp_path)
    assert "考点 02 09-12 18:30—19:10 车辆 蒙A01：这辆车同时在去考点 01 的路上" in words


def test_vehicles_that_nobody_named_are_not_one(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.shift(TRIPS, 3, "", "D1")
    scene.shift(TRIPS, 3, "", "D3")
    assert [words[-6:] for words in told(escort_two, scene, tmp_path)] == ["没有写明车辆"] * 2


def test_two_vehicles_may_go_one_way_at_once(tmp_path: Path) -> None:
    scene = DutyScene()
    ride(scene, "01", "12 06:30", "12 07:10")
    assert told(escort_two, scene, tmp_path) == []
    # Escorts of both take in one hand-over; at the site each vehicle has one of its own.
    scene.meet("01", "12 06:20", "出库", "", "E9 EA")
    scene.meet("01", "12 07:20", "第二车到考点", "E9 EA", "试卷管理010 试卷管理011")
    assert told(handover_two, scene, tmp_path) == []


def test_what_the_sheet_asks_of_another_time_or_site_is_not_asked_of_a_trip(
    tmp_path: Path,
) -> None:
    scene = DutyScene()
    scene.need(TRIP, "01", "12 07:10", "12 08:00", 3)
    scene.need(TRIP, "03", "12 06:00", "12 08:00", 3)
    assert told(escort_two, scene, tmp_path) == [
        f"值守表要求的试卷押运（考点 {site} 09-12 {start}—08:00）没有安排"
        for site, start in (("01", "07:10"), ("03", "06:00"))
    ]


def test_what_the_sheet_asks_at_the_region_is_asked_of_sites_without_a_row(
    tmp_path: Path,
) -> None:
    scene = DutyScene()
    scene.needs = [need for need in scene.needs if (need.task, need.place) != (TRIP, "02")]
    scene.need(TRIP, "考区", "12 06:00", "12 08:00", 3)
    (words,) = told(escort_two, scene, tmp_path)
    assert words == "考点 02 09-12 06:30—07:10 车辆 蒙A02：除驾驶员外押运 2 人，应有至少 3 人"
    scene.cells[TRIPS] = [row for row in scene.cells[TRIPS] if row[1] != at("12 06:30")]
    assert "值守表要求的试卷押运（考区 09-12 06:00—08:00）没有安排" in told(
        escort_two, scene, tmp_path
    )


def test_what_the_sheet_asks_of_one_site_is_not_asked_of_another(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.without(TRIP)
    scene.need(TRIP, "01", "12 06:00", "12 08:00", 3)
    (words,) = told(escort_two, scene, tmp_path)
    assert words == "考点 01 09-12 06:30—07:10 车辆 蒙A01：除驾驶员外押运 2 人，应有至少 3 人"


def test_two_escorts_are_due_where_the_sheet_asks_for_one(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.needs = [replace(n, people=1) if n.task == TRIP else n for n in scene.needs]
    assert told(escort_two, scene, tmp_path) == []
    scene.drop(TRIPS, "E2")
    assert "除驾驶员外押运 1 人，应有至少 2 人" in told(escort_two, scene, tmp_path)[0]


def test_any_may_ride_where_the_sheet_gives_no_post_or_several(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.staff.change("E1", posts=("保卫",))
    scene.need(TRIP, "01", "12 06:00", "12 08:00", 2, "保卫")
    assert told(escort_two, scene, tmp_path) == []
    scene.without(TRIP)
    assert told(escort_two, scene, tmp_path) == []


def test_strangers_in_a_vehicle_are_told_as_strangers_alone(tmp_path: Path) -> None:
    scene = DutyScene()
    # X7 hands over what he has brought, as E3 would.
    scene.shift(TRIPS, 5, "X7", "E3")
    scene.shift(HANDOVERS, 4, "X7", "E3")
    scene.shift(TRIPS, 4, "X8", "D2")
    found = broken(scene, scene.book(tmp_path))
    assert list(found) == ["STAFF-ONE-PLACE"]
    assert sorted({text.partition("｜")[2] for text in found["STAFF-ONE-PLACE"]}) == [
        "工号 X7 不在工作人员表中", "工号 X8 不在工作人员表中"
    ]  # fmt: skip


def test_a_trip_may_go_to_the_region(tmp_path: Path) -> None:
    scene = DutyScene()
    ride(scene, "考区", "13 06:00", "13 07:00")
    assert told(escort_two, scene, tmp_path) == []


def test_a_row_of_trips_without_names_is_told_once(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.cells[TRIPS].append(["01", at("12 06:30"), at("12 07:10"), "蒙A01", "", ""])
    assert rules(scene, tmp_path) == []


def test_without_trips_their_sheets_may_be_missing(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.without(TRIP)
    del scene.cells[HANDOVERS]
    assert "没有工作表 交接安排" in told(handover_two, scene, tmp_path)[0]
    del scene.cells[TRIPS]
    for check, sheet in ((escort_two, "押运安排"), (handover_two, "交接安排")):
        made = report(check, scene, tmp_path)
        assert (made.applies, made.findings) == (False, ())
        assert made.remark == f"没有{sheet}，未核对"
    scene.need(TRIP, "01", "12 06:00", "12 08:00", 2)
    assert "没有工作表 交接安排" in told(handover_two, scene, tmp_path)[0]


def test_a_missing_sheet_is_not_told_by_what_is_wrong_with_another(tmp_path: Path) -> None:
    scene = DutyScene()
    del scene.cells[HANDOVERS]
    scene.shift(WATCHES, 2, "8点", "V1")
    assert "没有工作表 交接安排" in told(handover_two, scene, tmp_path)[0]


# --- hand-overs -----------------------------------------------------------------------------------


KEEPERS = "试卷管理010 试卷管理011"
OUT, BACK = "06:30—07:10", "18:30—19:10"


def move(scene: DutyScene, stage: str, time: str) -> None:
    """Hand over at site 01 at another time."""
    scene.shift(HANDOVERS, 1, at(time), "01", stage)


def takes(way: str = OUT, car: str = "蒙A01") -> str:
    """Return what is told of a trip to site 01 before which its escorts take nothing."""
    return (
        f"考点 01 09-12 {way} 车辆 {car}：出发前没有由随车押运接收的交接安排"
        "（3 小时以内，至少 2 人）"
    )


def gives(way: str = OUT, car: str = "蒙A01") -> str:
    """Return what is told of a trip to site 01 after which its escorts give nothing."""
    return (
        f"考点 01 09-12 {way} 车辆 {car}：到达后没有由随车押运交出的交接安排"
        "（3 小时以内，至少 2 人）"
    )


@pytest.mark.parametrize(
    ("stage", "time", "found"),
    [
        ("出库", "12 03:29", [takes()]), ("出库", "12 03:30", []),
        ("出库", "12 06:30", []), ("出库", "12 06:31", [takes()]),
        ("到考点", "12 07:09", [gives()]), ("到考点", "12 07:10", []),
        ("到考点", "12 10:10", []), ("到考点", "12 10:11", [gives()]),
        ("考后离考点", "12 15:29", [takes(BACK)]), ("考后离考点", "12 15:30", []),
        ("考后离考点", "12 18:30", []), ("考后离考点", "12 18:31", [takes(BACK)]),
        ("回库", "12 19:09", [gives(BACK)]), ("回库", "12 19:10", []),
        ("回库", "12 22:10", []), ("回库", "12 22:11", [gives(BACK)]),
    ],
)  # fmt: skip
def test_a_hand_over_is_within_three_hours_of_departure_or_arrival(
    stage: str, time: str, found: list[str], tmp_path: Path
) -> None:
    scene = DutyScene()
    move(scene, stage, time)
    assert told(handover_two, scene, tmp_path) == found


def test_a_hand_over_a_day_earlier_is_not_near(tmp_path: Path) -> None:
    scene = DutyScene()
    move(scene, "出库", "11 06:20")
    assert told(handover_two, scene, tmp_path) == [takes()]


def test_what_two_vehicles_lack_at_one_moment_is_told_of_each(tmp_path: Path) -> None:
    scene = DutyScene()
    ride(scene, "01", "12 06:30", "12 07:10")
    assert told(handover_two, scene, tmp_path) == [takes(car="蒙A09"), gives(car="蒙A09")]
    scene.drop(HANDOVERS, "01", "出库")
    assert told(handover_two, scene, tmp_path) == [
        takes(), takes(car="蒙A09"), gives(car="蒙A09")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [(0, "02", [takes()]), (3, "交", [takes()]), (2, "装车", [])],
    ids=["another site", "the other side", "another stage"],
)
def test_escorts_take_at_a_hand_over_of_their_site_whatever_its_stage(
    column: int, value: str, found: list[str], tmp_path: Path
) -> None:
    scene = DutyScene()
    rows = [list(row) for row in scene.rows(HANDOVERS, "01", "出库")]
    for row in rows:
        if row[4] in ("E1", "E2") or column != 3:
            row[column] = value
    scene.drop(HANDOVERS, "01", "出库")
    scene.cells[HANDOVERS] += rows
    if column == 3:
        # Who gives is not who takes, though both are in one hand-over.
        scene.meet("01", "12 06:20", "出库", "", "V1 V2")
    assert told(handover_two, scene, tmp_path) == found


def test_two_escorts_take_in_one_hand_over_not_each_in_another(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.shift(HANDOVERS, 4, "E7", "01", "出库", "E2")
    scene.meet("01", "12 06:25", "第二批出库", "V3 V4", "E2 E7")
    assert told(handover_two, scene, tmp_path) == [takes()]
    scene.shift(HANDOVERS, 4, "E1", "第二批出库", "E7")
    assert told(handover_two, scene, tmp_path) == []


def test_of_three_escorts_any_two_take_and_give(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.trip("01", "12 06:30", "12 07:10", "蒙A01", "D1", "E9")
    assert told(handover_two, scene, tmp_path) == []
    scene.shift(HANDOVERS, 4, "E9", "01", "E1")
    assert told(handover_two, scene, tmp_path) == []
    scene.shift(HANDOVERS, 4, "E7", "01", "E9")
    assert told(handover_two, scene, tmp_path) == [takes(), gives()]


@pytest.mark.parametrize(
    ("escorts", "takers", "found"),
    [
        # ESCORT-TWO tells that there are too few: those who ride take, as many as there are.
        ("E1", "E1 E7", []), ("E1", "E7 E8", [takes()]),
        ("E1 E2", "E1 E7", [takes()]),
        # Nobody but the driver: that papers are handed over at all is still due.
        ("", "E7 E8", []), ("", "", [takes()]),
    ],
)  # fmt: skip
def test_no_more_escorts_take_than_ride(
    escorts: str, takers: str, found: list[str], tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.drop(TRIPS, "01", "D1")
    scene.trip("01", "12 06:30", "12 07:10", "蒙A01", "D1", *(escorts.split() or [""]))
    scene.drop(HANDOVERS, "01", "出库")
    if takers:
        scene.meet("01", "12 06:20", "出库", "V3 V4", takers)
    assert told(handover_two, scene, tmp_path) == found


@pytest.mark.parametrize(
    ("named", "takers", "found"),
    [
        # D1 drives, and may stand among the escorts, or among the drivers of another row.
        ([("D1", "E1"), ("D1", "E2")], "D1 E1", [takes()]),
        ([("D1", "E1"), ("D1", "E2"), ("D1", "D1")], "D1 E1", [takes()]),
        ([("D1", "E1"), ("D1", "E2"), ("E2", "E3")], "E1 E2", [takes()]),
        ([("D1", "E1"), ("D1", "E2"), ("E2", "E3")], "E1 E3", []),
        # One is left beside him, and one is all that can take.
        ([("D1", "E1"), ("D1", "D1")], "E1 E7", []),
        ([("D1", "E1"), ("D1", "D1")], "D1 E7", [takes()]),
    ],
)  # fmt: skip
def test_who_drives_is_no_escort_at_a_hand_over(
    named: list[tuple[str, str]], takers: str, found: list[str], tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.drop(TRIPS, "01", "D1")
    for driver, escort in named:
        scene.trip("01", "12 06:30", "12 07:10", "蒙A01", driver, escort)
    scene.drop(HANDOVERS, "01", "出库")
    scene.drop(HANDOVERS, "01", "到考点")
    scene.meet("01", "12 06:20", "出库", "V3 V4", takers)
    scene.meet("01", "12 07:10", "到考点", "E1 E2 E3", KEEPERS)
    assert told(handover_two, scene, tmp_path) == found


def test_one_hand_over_may_end_a_trip_and_begin_the_next(tmp_path: Path) -> None:
    scene = DutyScene()
    ride(scene, "01", "12 07:10", "12 07:50")
    scene.meet("01", "12 07:50", "再到", "E9 EA", KEEPERS)
    assert told(handover_two, scene, tmp_path) == [takes("07:10—07:50", "蒙A09")]
    scene.meet("01", "12 07:10", "到考点", "", "E9 EA")
    assert told(handover_two, scene, tmp_path) == []
    # A minute later it is after the departure, a minute earlier before the arrival.
    move(scene, "到考点", "12 07:11")
    assert told(handover_two, scene, tmp_path) == [takes("07:10—07:50", "蒙A09")]
    move(scene, "到考点", "12 07:09")
    assert told(handover_two, scene, tmp_path) == [gives()]


def test_hand_overs_of_one_trip_do_not_serve_for_another(tmp_path: Path) -> None:
    scene = DutyScene()
    # The same two once more, hours after they took: what they took then was for the first trip.
    scene.trip("01", "12 09:21", "12 10:00", "蒙A09", "D9", "E1", "E2")
    second = ("09:21—10:00", "蒙A09")
    assert told(handover_two, scene, tmp_path) == [takes(*second), gives(*second)]
    scene.meet("01", "12 09:00", "再出库", "V5 V6", "E1 E2")
    scene.meet("01", "12 10:00", "再到考点", "E1 E2", KEEPERS)
    assert told(handover_two, scene, tmp_path) == []
    # What they take for the second trip is after the departure of the first.
    scene.drop(HANDOVERS, "01", "出库")
    assert told(handover_two, scene, tmp_path) == [takes()]


def test_two_hand_overs_at_one_moment_are_told_by_their_stage(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.meet("01", "12 06:20", "另一批", "V3 V4", "E9")
    assert told(handover_two, scene, tmp_path) == [
        "考点 01 09-12 06:20 另一批：接方 1 人，应有至少 2 人"
    ]


@pytest.mark.parametrize(("end", "found"), [("入库", 0), ("出发", 0), ("", 2)])
def test_of_a_trip_of_the_province_one_end_is_its_own_business(
    end: str, found: int, tmp_path: Path
) -> None:
    scene = DutyScene()
    for name in ("E9", "EA"):
        scene.staff.hire(name, "押运")
    scene.staff.hire("D9", "驾驶员")
    scene.trip("考区", "11 14:00", "11 15:00", "蒙A99", "D9", "E9", "EA")
    if end == "入库":
        scene.meet("考区", "11 15:00", end, "E9 EA", "V1 V2")
    elif end:
        scene.meet("考区", "11 14:00", end, "E1 E2", "E9 EA")
    assert len(told(handover_two, scene, tmp_path)) == found
