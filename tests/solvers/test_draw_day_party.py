"""Who takes part on the day: reserves, patrols under the waiver, and why a draw cannot be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from benchmarks.draw_sites import DIGEST, make_site

from allocator.errors import InfeasibleError
from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN, PatrolGroup
from allocator.randomness import Stream
from allocator.solvers.day.draw import can_finish, draw_day
from allocator.solvers.day.patrols import draw_patrols, merged_groups
from allocator.solvers.day.task import DayTask, Party


def drawn(sheet, absent=()):
    gone = frozenset(sheet.people[who].staff for who in absent)
    return draw_day(sheet, 0, absent=gone, earlier=(), seed="1", digest=DIGEST)


def site(*reserves, **options):
    return make_site(6, 0, barred=0, own=0, reserves=reserves, **options)


def names(sheet, people):
    return tuple(sheet.people[who].staff for who in people)


def test_nobody_steps_in_while_all_are_present():
    sheet = site((INVIGILATOR,), (INVIGILATOR,))
    draw = drawn(sheet)
    assert draw.stepped_in == ()
    assert draw.reserves == names(sheet, sheet.turns[0].reserves)


def test_reserves_step_in_in_their_order():
    sheet = site(*[(INVIGILATOR,)] * 3)
    first, second, third = names(sheet, sheet.turns[0].reserves)
    draw = drawn(sheet, absent=(0, 1))
    assert draw.stepped_in == (first, second)
    assert draw.reserves == (third,)


def test_an_absent_reserve_is_passed_over():
    sheet = site(*[(INVIGILATOR,)] * 3)
    first, *_ = sheet.turns[0].reserves
    assert drawn(sheet, absent=(0, first)).stepped_in == names(sheet, sheet.turns[0].reserves[1:2])


def test_earlier_reserves_take_the_scarcer_post():
    sheet = site((INVIGILATOR, PATROL), (INVIGILATOR, PATROL))
    first, second = names(sheet, sheet.turns[0].reserves)
    draw = drawn(sheet, absent=(0, sheet.turns[0].patrols[0]))
    assert first in {duty.staff for duty in draw.patrols}
    assert second in {staff for duty in draw.rooms for staff in duty.invigilators}


def test_a_reserve_of_another_post_is_passed_over_and_stays_a_reserve():
    sheet = site((INVIGILATOR,), (INVIGILATOR, PATROL))
    first, second = names(sheet, sheet.turns[0].reserves)
    draw = drawn(sheet, absent=sheet.turns[0].patrols[:1])
    assert draw.stepped_in == (second,)
    assert draw.reserves == (first,)


def test_want_of_computer_skill_lengthens_the_prefix():
    sheet = site(*[(INVIGILATOR,)] * 2, electronic=True, skilled=0, patrols=0)
    able = {*range(1, 6), 0}
    reserves = sheet.turns[0].reserves
    people = tuple(
        person._replace(computer=n in able or n == reserves[1])
        for n, person in enumerate(sheet.people)
    )
    sheet = replace(sheet, people=people)
    assert drawn(sheet).stepped_in == ()
    draw = drawn(sheet, absent=(0,))
    serving = {staff for duty in draw.rooms for staff in duty.invigilators}
    assert sheet.people[reserves[1]].staff in serving
    # The first reserve and the regulars have the same claim: one of them is left over.
    assert len(draw.reserves) == 1


def test_administrators_are_replaced_by_those_who_may():
    sheet = site(
        (INVIGILATOR,), (INVIGILATOR, ROOM_ADMIN), electronic=True, watch=1, admins=1, skilled=100
    )
    admin = sheet.turns[0].admins[0]
    second = names(sheet, sheet.turns[0].reserves)[1]
    draw = drawn(sheet, absent=(admin,))
    assert second in {duty.admin for duty in draw.rooms}
    assert draw.stepped_in == (second,)


def test_left_over_regulars_come_before_reserves_that_did_not_serve():
    sheet = make_site(6, 3, seed="left", barred=0, reserves=((INVIGILATOR,),) * 2)
    draw = drawn(sheet)
    spare = names(sheet, sheet.turns[0].reserves)
    assert draw.reserves[-2:] == spare
    assert set(draw.reserves[:-2]) <= set(names(sheet, sheet.turns[0].invigilators))
    assert len(draw.reserves) == 5


def test_too_few_watch():
    sheet = site()
    with pytest.raises(InfeasibleError) as stopped:
        drawn(sheet, absent=(0, 1))
    clash = stopped.value.clashes[0]
    assert (clash.rule, clash.demand, clash.supply) == ("ROOM-TWO", 12, 10)
    assert "2 名" in clash.cure


def test_too_few_patrols_name_the_waiver_and_merge_under_it():
    sheet = site()
    gone = sheet.turns[0].patrols[:1]
    with pytest.raises(InfeasibleError) as stopped:
        drawn(sheet, absent=gone)
    clash = stopped.value.clashes[0]
    assert (clash.rule, clash.demand, clash.supply) == ("PATROL-5", 2, 1)
    assert "豁免" in clash.cure
    waived = replace(sheet, patrol_waiver="人手不足")
    draw = drawn(waived, absent=gone)
    assert [len(duty.group.rooms) for duty in draw.patrols] == [6]
    present = frozenset(p.staff for n, p in enumerate(sheet.people) if n not in gone)
    assert can_finish(waived, 0, present)
    assert not can_finish(sheet, 0, present)


def test_reserves_come_before_merging():
    sheet = replace(site((INVIGILATOR, PATROL)), patrol_waiver="人手不足")
    draw = drawn(sheet, absent=sheet.turns[0].patrols[:1])
    assert len(draw.patrols) == 2
    assert len(draw.stepped_in) == 1


def test_a_room_from_which_too_many_are_barred_is_named():
    sheet = site(patrols=0)
    barred = tuple((who, 2) for who in range(11))
    sheet = replace(sheet, turns=(replace(sheet.turns[0], barred=barred),))
    with pytest.raises(InfeasibleError) as stopped:
        drawn(sheet)
    (clash,) = stopped.value.clashes
    assert (clash.rule, clash.demand, clash.supply) == ("RECUSE-OTHER", 2, 1)
    assert "0003" in clash.cause


def test_relatives_that_cannot_be_parted_are_named():
    sheet = make_site(2, 0, barred=0, own=0, patrols=0)
    sheet = replace(sheet, relatives=tuple((a, b) for a in range(4) for b in range(a + 1, 4)))
    with pytest.raises(InfeasibleError) as stopped:
        drawn(sheet)
    assert [clash.rule for clash in stopped.value.clashes] == ["PAIR-KIN"]


def group(floor, *rooms, building="A"):
    return PatrolGroup(building, (floor,), tuple(rooms))


def sizes(groups):
    return [len(one.rooms) for one in groups]


def test_groups_stay_while_there_are_people():
    groups = (group(1, "1", "2", "3"), group(2, "4", "5"))
    assert merged_groups(groups, 2) == groups


def test_neighbouring_floors_of_five_rooms_merge_before_a_larger_group():
    groups = (group(1, "1", "2", "3"), group(1, "4", "5", "6"), group(2, "7"), group(3, "8", "9"))
    found = merged_groups(groups, 3)
    assert sizes(found) == [3, 3, 3]
    assert [one.floors for one in found] == [(1,), (1,), (2, 3)]


def test_a_floor_is_split_again_evenly():
    groups = tuple(group(1, *map(str, range(4 * n, 4 * n + 4))) for n in range(3))
    assert sizes(merged_groups(groups, 2)) == [6, 6]
    assert sizes(merged_groups(groups, 1)) == [12]


def test_buildings_are_never_merged():
    groups = (group(1, "1"), group(1, "2", building="B"))
    assert sizes(merged_groups(groups, 1)) == [1, 1]


def test_every_room_stays_in_one_group():
    groups = tuple(group(floor, f"{floor}1", f"{floor}2") for floor in (1, 2, 3, 5, 6))
    for people in (5, 4, 3, 2, 1):
        found = merged_groups(groups, people)
        assert len(found) == people
        rooms = [number for one in found for number in one.rooms]
        assert rooms == [number for one in groups for number in one.rooms]


def patrol_task(people, groups, barred):
    sheet = make_site(groups, 0, seed="patrols", barred=0, patrols=people)
    turn = sheet.turns[0]
    each = tuple(PatrolGroup("A", (1,), (room.number,)) for room in turn.rooms)
    bars = tuple(sorted((turn.patrols[n], g) for n, g in barred))
    sheet = replace(sheet, turns=(replace(turn, groups=each, barred=bars),))
    party = Party(invigilators=turn.invigilators, admins=(), patrols=turn.patrols, groups=each)
    return DayTask(sheet, 0, party)


@pytest.mark.parametrize("people", [8, 15])
def test_patrols_of_one_way_only_find_it(people):
    # Person n may cover group n only: whole shuffles never succeed.
    barred = [(n, g) for n in range(people) for g in range(people) if n != g]
    task = patrol_task(people, people, barred)
    who = list(range(task.in_rooms))
    found = draw_patrols(task, who, Stream("p", "1", DIGEST))
    assert found == list(task.party.patrols)


def test_patrols_are_drawn_evenly():
    barred = [(0, 0), (1, 0), (2, 1)]
    task = patrol_task(4, 3, barred)
    who = list(range(task.in_rooms))
    count = Counter(
        tuple(draw_patrols(task, who, Stream("p", str(seed), DIGEST))) for seed in range(900)
    )
    first = task.party.patrols[0]
    assert all(task.party.patrols.index(row[0]) > 1 for row in count)
    # Of the 24 rows, those with 0 or 1 first or 2 second fall away.
    assert len(count) == 10
    assert first in {row[1] for row in count}
    assert max(count.values()) < 2 * min(count.values())
