"""With PATROL-5 waived posting makes do with fewer 流动监考; without, it is refused."""

from dataclasses import replace

import pytest
from arranging import arrange
from cases.small_inputs import a_room, people, small_inputs

from allocator.errors import InfeasibleError
from allocator.models.domain.kinship import OtherTie
from allocator.models.domain.policy import Policy
from allocator.models.domain.staff import StaffMember
from allocator.models.domain.staffing import PATROL
from allocator.pipeline.staffing import post_staff
from allocator.progress import Silent
from allocator.record.canonical import canonical_bytes

WHOLE = "主考 副主考 试卷管理 试卷管理 医务 保电 保卫 保卫 驾驶员 " + "考务办公室 " * 3


def _member(nth, *posts):
    from datetime import date

    return StaffMember(
        staff=f"G{nth:03}", name=f"甲{nth}", sex="男女"[nth % 2], id_number=f"S{nth}", employer="",
        phone="", posts=posts, computer=False, experience=3, trained=date(2026, 9, 1),
        source="单位选派", site="", sessions=(), max_sessions=None, past_sessions=0,
    )  # fmt: skip


def _inputs(patrols, *, waived):
    rooms = [a_room(f"{floor}0{nth}", floor=floor) for floor in (1, 2, 3) for nth in (1, 2, 3)]
    posts = [*((post,) for post in WHOLE.split()), *[("监考",)] * 22, *[(PATROL,)] * patrols]
    staff = tuple(_member(nth, *one) for nth, one in enumerate(posts, start=1))
    policy = Policy(waivers={"PATROL-5": "流动监考不足"} if waived else {})
    return small_inputs(people(270), rooms, staff=staff, policy=policy)


def _post(inputs):
    plan, seating = arrange(inputs)
    seats = (canonical_bytes(inputs), canonical_bytes(plan), canonical_bytes(seating))
    return post_staff(inputs, plan, seating, seats, seed="1", jobs=1, progress=Silent())


def test_every_floor_has_its_patrol_where_there_are_enough():
    staffing = _post(_inputs(3, waived=True))
    assert sum(post.post == PATROL for post in staffing.posts.posted) == 3


def test_too_few_patrols_are_refused_with_the_rule():
    with pytest.raises(InfeasibleError) as refused:
        _post(_inputs(2, waived=False))
    assert {clash.rule for clash in refused.value.clashes} == {"PATROL-5"}
    assert [(clash.demand, clash.supply) for clash in refused.value.clashes] == [(3, 2)]


@pytest.mark.parametrize("patrols", [1, 2])
def test_the_waiver_merges_groups_until_there_are_people_for_them(patrols):
    staffing = _post(_inputs(patrols, waived=True))
    assert sum(post.post == PATROL for post in staffing.posts.posted) == patrols
    (sheet,) = staffing.sheets
    assert len(sheet.turns[0].groups) == 3
    (proof,) = staffing.resilience
    assert proof.worst >= 0


@pytest.mark.parametrize("waived", [True, False])
def test_who_may_not_patrol_the_only_floor_is_not_posted_to_it(waived):
    """The one with fewer past sessions is barred: the waiver has no group to merge his with."""
    inputs = _inputs(0, waived=waived)
    barred, other = _member(90, PATROL), replace(_member(91, PATROL), past_sessions=9)
    tie = OtherTie(
        first=barred.staff, first_kind="工号", second=inputs.candidates[0].registration,
        second_kind="报名序号", scope="考场", reason="师生",
    )  # fmt: skip
    floor = [room for room in inputs.rooms if room.floor == 1]
    rooms = {"rooms": tuple(floor), "candidates": inputs.candidates[:90]}
    staff = (*inputs.staff, barred, other)
    staffing = _post(replace(inputs, **rooms, staff=staff, other_ties=(tie,)))
    patrols = [post.staff for post in staffing.posts.posted if post.post == PATROL]
    assert patrols == [other.staff]


def test_nobody_at_all_is_no_patrol_even_with_the_waiver():
    with pytest.raises(InfeasibleError):
        _post(_inputs(0, waived=True))
