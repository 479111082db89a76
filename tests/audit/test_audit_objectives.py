"""Every objective is counted anew and held against claim and bound; floors are never too high."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest
from audit_builders import a_person, a_room
from audit_scene import Draft, Scene
from day_checks import reports_of
from day_scene import SHOULD, DayScene
from staff_scene import StaffScene, reports

from allocator.audit.claims import LEFT, PAIRS, claimed
from allocator.audit.exported import ROSTER, Gap
from allocator.audit.priority import room_priority
from allocator.audit.run import check_all
from allocator.audit.seating import seat_apart
from allocator.audit.staff.floors import _poured
from allocator.models.cpsat.posting import objective as posting_objective
from allocator.models.cpsat.rooming import objective as rooming_objective
from allocator.models.domain.plans import Tier
from allocator.models.domain.policy import Apart
from allocator.solvers.day.draw import LEFT_NAMES
from allocator.solvers.posting.swaps import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from allocator.models.domain.findings import Measure, RuleReport

ROOMS = (*(name for name, _ in rooming_objective.TIERS), "科目考点")
POSTS = (*(name for name, _ in posting_objective.TIERS), *NAMES)


def by_name(measures: Iterable[Measure]) -> dict[str, Measure]:
    return {measure.name: measure for measure in measures}


def of_rooms(scene: Scene) -> RuleReport:
    return room_priority(scene.export(), scene.inputs(), scene.run)


# --- what solvers minimise is what the audit counts -----------------------------------------------


def test_every_objective_of_rooming_is_counted_and_has_a_floor() -> None:
    measures = by_name(of_rooms(Scene()).measures)
    assert tuple(measures) == ROOMS
    for measure in measures.values():
        assert measure.recomputed == measure.claimed == measure.bound
        assert measure.floor is not None
        assert 0 <= measure.floor <= measure.recomputed
        assert (measure.wrong, measure.gap) == (0, 0)


def test_every_objective_of_posting_is_counted_and_has_a_floor() -> None:
    scene = StaffScene()
    scene.claims["post_tiers"] = tuple(_tier(name, 0) for name in POSTS)
    measures = by_name(reports(scene)["STAFF-SPREAD"].measures)
    assert tuple(measures) == POSTS
    for measure in measures.values():
        assert measure.recomputed is not None
        assert measure.floor is not None
        assert 0 <= measure.floor <= measure.recomputed


def test_every_objective_of_a_draw_is_counted(tmp_path: Path) -> None:
    assert LEFT == LEFT_NAMES
    assert tuple(LEFT) == SHOULD
    found = reports_of(DayScene(), tmp_path)
    for rule in SHOULD:
        scopes = [(m.name, m.scope, m.recomputed, m.claimed) for m in found[rule].measures]
        assert scopes == [(LEFT[rule], "正式抽签 5 次", 0, 0), (LEFT[rule], "演练 1 次", 0, 0)]


# --- false claims ---------------------------------------------------------------------------------


def _tier(name: str, value: int, bound: int = 0) -> Tier:
    return Tier(name=name, rule="STAFF-SPREAD", value=value, bound=bound)


@pytest.mark.parametrize("name", ROOMS)
@pytest.mark.parametrize(("value", "bound"), [(1, 0), (-1, -1), (0, 1), (1, 1)])
def test_false_claims_of_rooms_are_found(name: str, value: int, bound: int) -> None:
    scene = Scene()
    tiers = [
        replace(tier, value=tier.value + value, bound=tier.bound + bound)
        if tier.name == name
        else tier
        for tier in scene.run.tiers
    ]
    scene.claim(tiers=tuple(tiers))
    report = of_rooms(scene)
    assert report.findings
    assert {finding.message.partition("：")[0] for finding in report.findings} == {name}
    assert [m.name for m in report.measures if m.wrong] == [name]


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize(("value", "bound"), [(1, 0), (-1, -1), (0, 1), (1, 1)])
def test_false_claims_of_posts_are_found(name: str, value: int, bound: int) -> None:
    scene = StaffScene()
    scene.claims["post_tiers"] = (_tier(name, 0),)
    found = by_name(reports(scene)["STAFF-SPREAD"].measures)[name].recomputed
    assert found is not None
    scene.claims["post_tiers"] = (_tier(name, found, found),)
    assert reports(scene)["STAFF-SPREAD"].findings == ()
    scene.claims["post_tiers"] = (_tier(name, found + value, found + bound),)
    report = reports(scene)["STAFF-SPREAD"]
    assert [finding.place for finding in report.findings] == [f"运行记录 {name}"]
    assert [m.name for m in report.measures if m.wrong] == [name]


@pytest.mark.parametrize("rule", SHOULD)
@pytest.mark.parametrize("rehearsal", [False, True])
@pytest.mark.parametrize(("value", "bound"), [(1, 0), (-1, -1), (0, 1), (1, 1)])
def test_false_claims_of_draws_are_found(
    rule: str, rehearsal: bool, value: int, bound: int, tmp_path: Path
) -> None:
    day = DayScene()
    key = ("01", 1, rehearsal)
    day.claims[key][rule], day.bounds[key] = value, {rule: bound}
    report = reports_of(day, tmp_path)[rule]
    kind = "演练" if rehearsal else "正式抽签"
    assert report.findings
    assert all(f.message.startswith(f"{kind} 考点 01 场次 1：") for f in report.findings)
    assert [m.scope[:2] for m in report.measures if m.wrong] == [kind[:2]]


def test_errors_that_cancel_out_in_the_sum_are_told(tmp_path: Path) -> None:
    day = DayScene()
    day.claims["01", 1, False]["PAIR-UNIT"] = 1
    day.claims["02", 1, False]["PAIR-UNIT"] = -1
    day.bounds["02", 1, False] = {"PAIR-UNIT": -1}
    measure = reports_of(day, tmp_path)["PAIR-UNIT"].measures[0]
    assert (measure.recomputed, measure.claimed, measure.wrong) == (0, 0, 2)


# --- rules switched off, tables that cannot be read -----------------------------------------------


def _off(scene: Scene, rule: str) -> dict[str, RuleReport]:
    scene.policy = replace(scene.policy, switches={rule: False})
    made = check_all(scene.export(), scene.inputs(), scene.run)
    return {report.rule: report for report in made}


def test_what_is_claimed_of_a_rule_switched_off_is_counted_all_the_same() -> None:
    scene = Scene()
    ranked = {"无监控考场", "优先级"}
    scene.claim(tiers=tuple(tier for tier in scene.run.tiers if tier.name not in ranked))
    report = _off(scene, "ROOM-PRIORITY")["ROOM-PRIORITY"]
    assert (report.applies, report.findings) == (False, ())
    assert [m.name for m in report.measures] == [name for name in ROOMS if name not in ranked]
    tiers = [replace(t, value=9) if t.name == "启用考场" else t for t in scene.run.tiers]
    scene.claim(tiers=tuple(tiers))
    report = _off(scene, "ROOM-PRIORITY")["ROOM-PRIORITY"]
    assert report.applies
    assert ["称 9" in finding.message for finding in report.findings] == [True]


def test_neighbours_are_no_objective_where_they_are_not_kept_apart() -> None:
    assert _off(Scene(), "SEAT-APART")["SEAT-APART"].measures == ()
    scene = Scene(policy=replace(Scene().policy, apart=Apart.OFF))
    assert claimed("SEAT-APART", scene.inputs(), scene.run) == ()


def test_claims_about_tables_that_cannot_be_read_are_told_as_not_counted() -> None:
    scene = Scene()
    gap = Gap(ROSTER, "编排总表.xlsx", "编排总表.xlsx 的工作表 考生编排 不存在")
    book = replace(scene.export(), places=(), gaps=(gap,))
    made = {report.rule: report for report in check_all(book, scene.inputs(), scene.run)}
    measures = by_name([*made["ROOM-PRIORITY"].measures, *made["SEAT-APART"].measures])
    assert tuple(measures) == (*ROOMS, PAIRS)
    assert {measure.recomputed for measure in measures.values()} == {None}
    assert measures["启用考场"].claimed == 7


def test_draws_that_are_gone_leave_their_claims_uncounted() -> None:
    day = DayScene()
    made = {r.rule: r for r in check_all(day.scene.export(), day.inputs(), day.run())}
    assert [(m.scope, m.recomputed, m.claimed) for m in made["PAIR-UNIT"].measures] == [
        ("正式抽签 5 次", None, 0),
        ("演练 1 次", None, 0),
    ]


def test_a_claim_that_the_record_leaves_out_is_counted() -> None:
    scene = Scene()
    scene.claim(tiers=scene.run.tiers[1:])
    measure = by_name(of_rooms(scene).measures)["启用考场"]
    assert (measure.recomputed, measure.claimed, measure.gap) == (7, None, 7 - (measure.floor or 0))


# --- floors ---------------------------------------------------------------------------------------


CELLS = [(row, column) for column in (1, 2) for row in (1, 2, 3)]


def _beside(one: tuple[int, int], other: tuple[int, int], apart: Apart) -> bool:
    down, right = abs(one[0] - other[0]), abs(one[1] - other[1])
    return max(down, right) == 1 if apart is Apart.EIGHT else down + right == 1


@pytest.mark.parametrize(("apart", "groups"), [(Apart.FOUR, 3), (Apart.EIGHT, 2)])
@pytest.mark.parametrize("count", range(1, 7))
def test_no_way_to_sit_leaves_fewer_neighbours_than_the_floor(
    count: int, apart: Apart, groups: int
) -> None:
    """Six people, `count` of them of one unit, in a room of two columns of three."""
    room = a_room("01", "101", seats=6, layout=(3, 3))
    people = [
        a_person(f"A{n:02d}", "A", "S1", employer="甲" * (n < count), level="一级",
                 specialty="建筑")
        for n in range(6)
    ]  # fmt: skip
    seats = [Draft(who.registration, "A", 0, room.id, n) for n, who in enumerate(people, 1)]
    scene = Scene(people=people, rooms=[room], seats=seats)
    scene.policy = replace(scene.policy, apart=apart)
    (measure,) = seat_apart(scene.export(), scene.inputs(), scene.run).measures
    assert measure.floor == max(0, count - groups)
    least = min(
        sum(_beside(one, other, apart) for one, other in combinations(chosen, 2))
        for chosen in combinations(CELLS, count)
    )
    assert measure.floor <= least


def test_pouring_finds_the_least_sum_of_squares() -> None:
    cases = product(range(5), combinations([(0, 1), (0, 2), (1, 2), (2, 2), (3, 1)], 3))
    for amount, people in cases:
        shares = product(*(range(most + 1) for _, most in people))
        least = min(
            sum((load + more) ** 2 for (load, _), more in zip(people, share, strict=True))
            for share in shares
            if sum(share) == min(amount, sum(most for _, most in people))
        )
        assert _poured(amount, people) == least


def test_rooms_without_a_woman_are_counted_before_anybody_is_drawn(tmp_path: Path) -> None:
    day = DayScene()
    for number in (1, 2, 3):
        day.change(f"W{number}", sex="男", experience=5)
    found = reports_of(day, tmp_path)["PAIR-GENDER"].measures[0]
    # Three women too few for seven rooms, in sessions 1 and 2; enough for all other rooms.
    assert (found.recomputed, found.floor) == (6, 6)


def test_rooms_without_experience_are_counted_before_anybody_is_drawn(tmp_path: Path) -> None:
    day = DayScene()
    for number in range(1, 8):
        day.change(f"M{number}", experience=0)
    found = reports_of(day, tmp_path)["PAIR-EXPERIENCE"].measures[0]
    assert found.recomputed == found.floor == 7 + 7 + 2


def test_more_of_a_unit_than_rooms_must_meet(tmp_path: Path) -> None:
    day = DayScene()
    for number in range(1, 8):
        day.change(f"M{number}", employer="甲")
    day.change("W1", employer="甲")
    found = reports_of(day, tmp_path)["PAIR-UNIT"].measures[0]
    assert (found.recomputed, found.floor) == (2, 2)
