"""Nobody is posted where no room could use him: those barred from a room of every group.

The cases are what `allocator sample` gave of small exams that no draw of the day could finish.
"""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from cases.posting import a_member, a_turn, a_turn_work, a_work
from cases.small_inputs import a_paper, a_site, moment, small_inputs

from allocator.errors import InfeasibleError
from allocator.models.domain.exam import Form
from allocator.models.domain.ids import RoomId
from allocator.models.domain.staffing import PatrolGroup, TurnWork, WorkRoom
from allocator.progress import Silent
from allocator.solvers.posting.solve import draw_places, solve_posting
from allocator.solvers.staff.closed import closed_posts
from allocator.solvers.staff.patrol import with_fewer_patrols

TURNS = (a_turn(1, start=moment(12, 9)), a_turn(2, start=moment(12, 14)))


def barred(*numbers, site="01"):
    """Return open rooms as a recusal names them."""
    room = RoomId(site, "主楼", 1, "1")
    return tuple(SimpleNamespace(room=room, number=number, sitting=("E", 0)) for number in numbers)


def a_turn_of(groups, *, turn=0, admins=0, reserves=1, invigilators=2):
    """Return the work of a turn with these groups of rooms, given by 考场号."""
    rooms = tuple(
        WorkRoom(number, RoomId("01", "主楼", 1, number), "E", 0, Form.PAPER, 30, invigilators,
                 admins)
        for number in sorted(number for group in groups for number in group)
    )  # fmt: skip
    return TurnWork(
        turn=turn, rooms=rooms, groups=tuple(PatrolGroup("主楼", (1,), g) for g in groups),
        invigilators=invigilators * len(rooms), admins=admins * len(rooms), reserves=reserves,
        computer=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rooms", "closed"),
    [
        (("001",), {}),
        (("001", "002"), {}),
        (("001", "003"), {"流动监考": 0b01}),
        (("001", "002", "003"), {"流动监考": 0b01, "考场系统管理员": 0b01}),
    ],
)
def test_a_post_is_closed_where_no_group_or_room_is_left(rooms, closed):
    works = [a_work("01", [a_turn_of([("001", "002"), ("003",)], admins=1)]), a_work("02")]
    found = closed_posts(works, {"G1": barred(*rooms)}, merging=False)
    assert found.get("G1", {}) == {("01", post): mask for post, mask in closed.items()}


def test_rooms_of_another_site_or_sitting_close_nothing():
    works = [a_work("01", [a_turn_of([("001",)])])]
    other = tuple(SimpleNamespace(**{**vars(room), "sitting": ("F", 0)}) for room in barred("001"))
    bars = {"G1": barred("001", site="02"), "G2": other}
    assert closed_posts(works, bars, merging=False) == {}


def test_a_post_is_closed_in_the_turns_of_these_rooms_only():
    parts = [a_turn_of([("001",)]), a_turn_of([("001",), ("002",)], turn=1)]
    found = closed_posts([a_work("01", parts)], {"G1": barred("001")}, merging=False)
    assert found == {"G1": {("01", "流动监考"): 0b01}}


def test_where_groups_may_be_merged_another_takes_that_of_a_patrol():
    works = [a_work("01", [a_turn_of([("001",), ("002",)])])]
    assert closed_posts(works, {"G1": barred("001", "002")}, merging=True) == {}


@pytest.mark.parametrize(("rooms", "closed"), [(("001",), False), (("001", "002"), True)])
def test_with_one_group_in_each_building_there_is_nothing_to_merge(rooms, closed):
    part = a_turn_of([("001",), ("002",)])
    groups = (PatrolGroup("主楼", (1,), ("001",)), PatrolGroup("东楼", (1,), ("002",)))
    works = [a_work("01", [replace(part, groups=groups)])]
    found = closed_posts(works, {"G1": barred(*rooms)}, merging=True)
    assert found == ({"G1": {("01", "流动监考"): 1}} if closed else {})


def test_fewest_patrols_under_the_waiver_cover_whole_buildings():
    works = [a_work("01", [a_turn_of([("001",), ("002",), ("003",)])])]
    *_, fewest = with_fewer_patrols(works)
    bars = {"G1": barred("002")}
    assert closed_posts(works, bars, merging=True) == {}
    assert closed_posts(fewest, bars, merging=True) == {"G1": {("01", "流动监考"): 1}}


@pytest.mark.parametrize(("strict", "posts"), [(1, set()), (2, {"监考", "流动监考"})])
def test_groups_that_can_be_merged_are_closed_only_where_it_is_strictest(strict, posts):
    works = [a_work("01", [a_turn_of([("001",), ("002",)])])]
    bars = {"G1": barred("001")}
    found = closed_posts(works, bars, merging=True, strict={("01", 0): strict})
    assert {post for _, post in found.get("G1", {})} == posts


def test_without_reserves_the_rooms_want_everybody_who_invigilates():
    parts = [a_turn_of([("001",)]), a_turn_of([("001",)], turn=1, reserves=0)]
    found = closed_posts([a_work("01", parts)], {"G1": barred("001")}, merging=False)
    assert found["G1"]["01", "监考"] == 0b10


@pytest.mark.parametrize(
    ("rooms", "strict", "closed"),
    [
        (("001",), 1, {"流动监考", "考场系统管理员"}),
        (("001",), 2, {"监考", "流动监考", "考场系统管理员"}),
        (("001", "002", "003"), 1, {"监考", "流动监考", "考场系统管理员"}),
        ((), 2, set()),
    ],
)
def test_strictly_one_bar_is_enough_in_that_turn(rooms, strict, closed):
    parts = [a_turn_of([("001", "002"), ("003",)], turn=t, admins=1) for t in (0, 1)]
    bars = {"G1": barred(*rooms)}
    found = closed_posts([a_work("01", parts)], bars, merging=False, strict={("01", 0): strict})
    expected = dict.fromkeys(closed, 1)
    if len(rooms) == 3:
        # Without being strict these two are closed in the other turn as well.
        expected |= {"流动监考": 0b11, "考场系统管理员": 0b11}
    assert {post: mask for (_, post), mask in found.get("G1", {}).items()} == expected


def solved(staff, works, closed, turns=TURNS):
    """Return inputs and plan."""
    sites = [a_site(work.site) for work in works]
    inputs = small_inputs([], [], papers=[a_paper()], sites=sites, staff=tuple(staff))
    return inputs, solve_posting(inputs, turns, works, [], {}, [], Silent(), closed=closed)


def patrols(inputs, plan):
    """Return who patrols where and when, over twenty seeds."""
    return {
        (p.staff, p.site, p.turns)
        for n in range(20)
        for p in draw_places(inputs, plan, seed=f"s{n}", digest="")
        if p.post == "流动监考"
    }


BOTH = ("监考", "流动监考")


def test_one_barred_from_the_only_room_is_not_drawn_to_patrol_it():
    """Four alike for one room and its patrol: the lot chose the one who must not be there."""
    staff = [a_member(f"G{n}", posts=BOTH) for n in range(4)]
    works = [a_work("01", [a_turn_work(0, invigilators=2, reserves=1, groups=1)])]
    inputs, plan = solved(staff, works, {"G0": {("01", "流动监考"): 0b01}}, TURNS[:1])
    assert {who for who, _, _ in patrols(inputs, plan)} == {"G1", "G2", "G3"}


def test_one_closed_at_one_of_two_like_sites_patrols_at_the_other():
    staff = [a_member("G0", posts=("流动监考",)), a_member("G1", posts=("流动监考",))]
    works = [a_work(code, [a_turn_work(0, groups=1)]) for code in ("01", "02")]
    for code, other in (("01", "02"), ("02", "01")):
        inputs, plan = solved(staff, works, {"G0": {(code, "流动监考"): 0b01}}, TURNS[:1])
        assert patrols(inputs, plan) == {("G0", other, (0,)), ("G1", code, (0,))}


def test_sites_are_told_apart_where_closed_posts_are_tight():
    """Each of the like sites has one who may patrol it; swaps of places keep to that too."""
    staff = [a_member(f"G{n}", posts=BOTH, employer=f"单位{n % 2}") for n in range(12)]
    codes = ("01", "02", "03")
    works = [
        a_work(code, [a_turn_work(t, invigilators=2, reserves=1, groups=1) for t in (0, 1)])
        for code in codes
    ]
    every = {(code, "流动监考"): 0b11 for code in codes}
    closed = {f"G{n}": every for n in range(3, 12)}
    closed |= {f"G{n}": {key: every[key] for key in every if key[0] != codes[n]} for n in range(3)}
    inputs, plan = solved(staff, works, closed)
    assert {(who, site) for who, site, _ in patrols(inputs, plan)} == {
        (f"G{n}", codes[n]) for n in range(3)
    }


def test_a_closed_turn_leaves_the_others():
    staff = [a_member(f"G{n}", posts=("流动监考",)) for n in range(2)]
    works = [a_work("01", [a_turn_work(t, groups=1) for t in (0, 1)])]
    inputs, plan = solved(staff, works, {"G0": {("01", "流动监考"): 0b01}})
    assert patrols(inputs, plan) == {("G0", "01", (1,)), ("G1", "01", (0,))}


def test_who_serves_in_another_post_instead_loses_nothing():
    """The least sum of squares is the same: two posts change hands."""
    staff = [a_member(f"G{n}", posts=BOTH, past_sessions=n // 2) for n in range(8)]
    works = [a_work("01", [a_turn_work(t, invigilators=2, reserves=1, groups=1) for t in (0, 1)])]
    _, free = solved(staff, works, {})
    _, plan = solved(staff, works, {f"G{n}": {("01", "流动监考"): 0b11} for n in range(4)})
    assert plan.tiers == free.tiers


@pytest.mark.parametrize("more", [[], ["02"]])
def test_a_site_that_nobody_may_patrol_is_named(more):
    """The cure is tried too: one more who may be there, or a bar fewer."""
    staff = [a_member("G0", posts=BOTH), a_member("G1", posts=BOTH), a_member("G2")]
    works = [
        a_work(code, [a_turn_work(0, invigilators=1 - n, groups=1)])
        for n, code in enumerate(["01", *more])
    ]
    closed = {who: {("01", "流动监考"): 0b01} for who in ("G0", "G1")}
    with pytest.raises(InfeasibleError) as error:
        solved(staff, works, closed, TURNS[:1])
    (clash,) = error.value.clashes
    assert (clash.rule, clash.demand, clash.supply) == ("PATROL-5", 1, 0)
    where = "考点 01" if more else "全部考点"
    assert f"岗位 流动监考 无人可任：{where}，场次 1" in clash.cause
    assert "应回避 2 人（G0、G1）" in clash.cause
    assert "其他回避" in clash.cure
    del closed["G1"]
    solved(staff, works, closed, TURNS[:1])
    solved([*staff, a_member("G3", posts=BOTH)], works, {**closed, "G1": closed["G0"]}, TURNS[:1])
