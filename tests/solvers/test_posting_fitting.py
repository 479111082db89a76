"""Posting counts who can serve which room: what it allows is what the rooms can be filled from."""

from itertools import permutations, product
from types import SimpleNamespace

import pytest
from cases.posting import a_need, a_work

from allocator.models.cpsat.posting.problem import ADMINS, INVIGILATE, INVIGILATE_COMPUTER, PATROLS
from allocator.models.domain.exam import Form
from allocator.models.domain.ids import RoomId
from allocator.models.domain.staffing import PatrolGroup, TurnWork, WorkRoom
from allocator.solvers.posting.limits import limits_of
from allocator.solvers.staff.fitting import NOTHING, Fitting, fitting_of

WATCH = (INVIGILATE, INVIGILATE_COMPUTER)


def barred(*numbers, site="01", sitting=("E", 0)):
    """Return open rooms as a recusal names them."""
    room = RoomId(site, "主楼", 1, "1")
    return tuple(SimpleNamespace(room=room, number=number, sitting=sitting) for number in numbers)


def a_part(groups, *, turn=0, admins=0):
    """Return the work of a turn with these groups of rooms, given by 考场号."""
    rooms = tuple(
        WorkRoom(number, RoomId("01", "主楼", 1, number), "E", 0, Form.PAPER, 30, 2, admins)
        for number in sorted(number for group in groups for number in group)
    )
    return TurnWork(
        turn=turn, rooms=rooms, groups=tuple(PatrolGroup("主楼", (1,), g) for g in groups),
        invigilators=2 * len(rooms), admins=admins * len(rooms), reserves=1, computer=0,
    )  # fmt: skip


WORK = a_work("01", [a_part([("001", "002"), ("003",)], admins=1), a_part([("001",)], turn=1)])


def test_nothing_is_told_of_places_that_nobody_asked_about():
    assert fitting_of([WORK], {"G1": barred("001")}, (), merging=False) == NOTHING


def test_bars_of_a_place_are_masks_of_its_rooms_and_groups():
    bars = {"G1": barred("001", "003"), "G2": barred("002"), "G3": barred("001", site="02"),
            "G4": barred("001", sitting=("F", 0))}  # fmt: skip
    found = fitting_of([WORK], bars, {("01", 0)}, merging=False)
    assert found.wanted == {
        ("01", "监考", 0): (2, 2, 2),
        ("01", "考场系统管理员", 0): (1, 1, 1),
        ("01", "流动监考", 0): (1, 1),
    }
    assert {staff: {(post, mask) for _, post, _, mask in mine}
            for staff, mine in found.bars.items()} == {
        "G1": {("监考", 0b101), ("考场系统管理员", 0b101), ("流动监考", 0b11)},
        "G2": {("监考", 0b010), ("考场系统管理员", 0b010), ("流动监考", 0b01)},
    }  # fmt: skip


@pytest.mark.parametrize(("turn", "counted"), [(0, False), (1, True)])
def test_groups_that_can_be_merged_are_not_counted(turn, counted):
    found = fitting_of([WORK], {}, {("01", turn)}, merging=True)
    assert (("01", "流动监考", turn) in found.wanted) is counted


def served(people, wanted):
    """Return whether people, as masks of the units they are barred from, fill the units."""
    places = [unit for unit, number in enumerate(wanted) for _ in range(number)]
    return any(
        all(not mask >> unit & 1 for mask, unit in zip(order, places, strict=False))
        for order in permutations(people)
    )


@pytest.mark.parametrize(("post", "roles"), [("监考", WATCH), ("流动监考", (PATROLS,)),
                                             ("考场系统管理员", (ADMINS,))])  # fmt: skip
def test_limits_allow_those_and_only_those_with_whom_the_units_can_be_filled(post, roles):
    """Tried with any four people, barred from any of three units, for three or four places."""
    masks = range(8)
    bars = [() if not mask else (("01", post, 0, mask),) for mask in masks]
    wanted = (1, 1, 1)
    key = {"监考": "invigilators", "流动监考": "patrols", "考场系统管理员": "admins"}[post]
    for posted in (3, 4):
        fitting = Fitting({("01", post, 0): wanted}, {})
        limits = list(limits_of(fitting, bars, {"01": a_need(area=5, **{key: posted})}))
        assert {(one.area, one.roles, one.turn) for one in limits} == {(5, roles, 0)}
        for people in product(masks, repeat=posted):
            fine = all(sum(mask in one.crews for mask in people) <= one.most for one in limits)
            assert fine is served(people, wanted)


def test_bars_of_another_turn_or_post_do_not_count():
    bars = [(("01", "监考", 1, 1),), (("01", "流动监考", 0, 1),), (("01", "监考", 0, 1),)]
    fitting = Fitting({("01", "监考", 0): (2,)}, {})
    (limit,) = limits_of(fitting, bars, {"01": a_need(invigilators=2, reserves=1)})
    assert (limit.crews, limit.most) == ((2,), 1)
