"""The draw of the day against a plain listing of every plan, and on sites too large to list."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest
from benchmarks.draw_sites import (
    DIGEST,
    RULES,
    all_plans,
    best_plans,
    broken,
    keeps_musts,
    make_site,
    only,
    patrol_rows,
    plan_of,
)
from cases.hash_order import printed

from allocator.errors import InfeasibleError
from allocator.models.domain.exam import Form
from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN
from allocator.randomness import Stream
from allocator.solvers.day.draw import can_finish, draw_day
from allocator.solvers.day.exact import ExactDraw, exact_plan, small
from allocator.solvers.day.rooms import walked_rooms
from allocator.solvers.day.task import DayTask, Party


def drawn(sheet, turn=0, absent=(), earlier=(), seed="391072"):
    return draw_day(
        sheet, turn, absent=frozenset(absent), earlier=earlier, seed=seed, digest=DIGEST
    )


def everybody(sheet):
    turn = sheet.turns[0]
    return Party(
        invigilators=turn.invigilators,
        admins=turn.admins,
        patrols=turn.patrols,
        groups=turn.groups,
    )


def listed(sheet, turn=0, earlier=()):
    row = sheet.turns[turn]
    plans = all_plans(sheet, row, row.invigilators, row.admins, row.patrols, row.groups)
    return best_plans(sheet, row, plans, earlier)


def mixed_site(number):
    """Return small sites of all kinds: machine rooms, administrators, relatives, bars."""
    stream = Stream("mixed", str(number), DIGEST)
    electronic = bool(stream.below(2))
    admins = stream.below(2) if electronic else 0
    return make_site(
        2 + stream.below(2), stream.below(2), seed=f"m{number}", turns=2, electronic=electronic,
        admins=admins, watch=2 - admins + stream.below(1 + admins), doubles=bool(stream.below(3)),
        women=20 + stream.below(60), barred=50, own=60, units=2 + stream.below(3),
        kin=stream.below(5), skilled=80, patrols=stream.below(3),
    )  # fmt: skip


@pytest.mark.parametrize("number", range(40))
def test_least_and_number_of_plans_are_those_of_the_listing(number):
    sheet = mixed_site(number)
    least, plans = listed(sheet)
    task = DayTask(sheet, 0, everybody(sheet))
    found = ExactDraw(task).least()
    people = frozenset(person.staff for person in sheet.people)
    assert can_finish(sheet, 0, people) is bool(plans)
    if not plans:
        assert found is None
        with pytest.raises(InfeasibleError) as stopped:
            drawn(sheet)
        assert stopped.value.clashes
        return
    assert found is not None
    assert (task.digits(found[0]), found[1]) == (least, len(plans))
    first = drawn(sheet)
    assert plan_of(sheet, first) in plans
    walked, _ = walked_rooms(task, 0, lambda: Stream("walk", "1", DIGEST))
    assert (walked.values, walked.bounds) == (least, least)
    later_least, later = listed(sheet, 1, (first,))
    if later:
        second = drawn(sheet, 1, earlier=(first,))
        assert plan_of(sheet, second) in later
        assert tuple(tier.value for tier in second.tiers) == later_least
        assert tuple(tier.bound for tier in second.tiers) == later_least


def test_the_mixed_sites_are_of_both_sorts():
    possible = [bool(listed(mixed_site(number))[1]) for number in range(40)]
    assert 10 <= sum(possible) <= 38


def test_each_number_is_another_valid_plan():
    sheet = make_site(3, 1, seed="n", women=40, barred=60, kin=2, patrols=0)
    task = DayTask(sheet, 0, everybody(sheet))
    exact = ExactDraw(task)
    least = exact.least()
    assert least is not None
    plans = {tuple(exact.plan(number)) for number in range(least[1])}
    assert len(plans) == least[1]
    assert {sum(task.costs(plan)) for plan in plans} == {least[0]}


@pytest.mark.parametrize("walks", [False, True])
def test_every_plan_is_as_likely_as_any_other(walks):
    sheet = make_site(3, 0, seed="u12", women=50, barred=70, own=30, units=6, kin=1, patrols=0)
    _, plans = listed(sheet)
    assert 4 <= len(plans) <= 30
    task = DayTask(sheet, 0, everybody(sheet))
    draws = 120 if walks else 400
    count = Counter()
    for seed in range(draws):
        stream = Stream("uniform", str(seed), DIGEST)
        if walks:
            who = walked_rooms(task, 0, lambda stream=stream: stream)[0].who
        else:
            who = exact_plan(task, stream)[0]
        count[tuple((tuple(sorted(who[2 * r : 2 * r + 2])), -1) for r in range(3))] += 1
    assert set(count) <= set(plans)
    fair = draws / len(plans)
    statistic = sum((count[plan] - fair) ** 2 / fair for plan in plans)
    freedom = len(plans) - 1
    assert statistic < freedom + 4 * (2 * freedom) ** 0.5


@pytest.mark.parametrize(
    "options",
    [
        {"women": 20},
        {"women": 20, "electronic": True, "kin": 12},
        {"women": 70, "electronic": True, "watch": 1, "admins": 1, "skilled": 75},
        {"watch": 3, "women": 12, "units": 3},
    ],
    ids=str,
)
def test_a_large_draw_keeps_every_must_and_counts_its_shoulds(options):
    sheet = make_site(30, 2, seed="large", reserves=((INVIGILATOR,),) * 3, turns=2, **options)
    first = drawn(sheet)
    for turn, draw, earlier in ((0, first, ()), (1, drawn(sheet, 1, earlier=(first,)), (first,))):
        row = sheet.turns[turn]
        plan = plan_of(sheet, draw)
        assert [duty.number for duty in draw.rooms] == [room.number for room in row.rooms]
        for r, (team, admin) in enumerate(plan):
            assert len(team) == row.rooms[r].invigilators
            assert (admin >= 0) == bool(row.rooms[r].admins)
            assert keeps_musts(sheet, row, r, team, admin)
        assert tuple(tier.value for tier in draw.tiers) == broken(sheet, row, plan, earlier)
        assert all(tier.value == tier.bound for tier in draw.tiers)
        number = {person.staff: n for n, person in enumerate(sheet.people)}
        covering = [number[duty.staff] for duty in draw.patrols]
        groups = [duty.group for duty in draw.patrols]
        assert any(patrol_rows(sheet, row, plan, covering, groups)) or len(covering) > 8
        serving = [staff for duty in draw.rooms for staff in (*duty.invigilators, duty.admin)]
        names = [*filter(None, serving), *(duty.staff for duty in draw.patrols), *draw.reserves]
        assert sorted(names) == [person.staff for person in sheet.people]


def test_the_more_experienced_comes_first():
    sheet = make_site(12, 0, seed="order", watch=3)
    for duty in drawn(sheet).rooms:
        served = [next(p for p in sheet.people if p.staff == s) for s in duty.invigilators]
        assert [p.experience for p in served] == sorted(p.experience for p in served)[::-1]


def test_the_same_facts_give_the_same_draw_and_another_seed_another():
    sheet = make_site(30, 3, seed="same", women=30)
    assert drawn(sheet) == drawn(sheet)
    assert drawn(sheet).rooms != drawn(sheet, seed="391073").rooms


def test_hash_order_and_solver_have_no_part():
    outputs = printed(
        "import sys\n"
        "from benchmarks.draw_sites import make_site\n"
        "from allocator.solvers.day.draw import draw_day\n"
        "sheet = make_site(20, 2, seed='hash', kin=6, women=30)\n"
        "print(draw_day(sheet, 0, absent=frozenset(), earlier=(), seed='1', digest='d'))\n"
        "print('ortools' in sys.modules)\n"
    )
    assert len(outputs) == 1
    assert outputs.pop().rstrip().endswith("False")


def test_a_rule_that_is_off_is_neither_counted_nor_kept():
    sheet = only(make_site(8, 0, seed="off", units=2), "PAIR-KIN", "PAIR-GENDER")
    assert [tier.rule for tier in drawn(sheet).tiers] == ["PAIR-GENDER"]
    assert [tier.rule for tier in drawn(only(sheet)).tiers] == []


def test_an_earlier_rule_is_never_given_up_for_a_later_one():
    # Two units of four in four rooms: pairs of one unit can be avoided only by mixing the units,
    # and each unit has one sex, so that both rules agree; experience then must yield.
    sheet = make_site(2, 0, seed="lex", barred=0, own=0, patrols=0)
    rows = [("甲", "女", 3), ("甲", "女", 0), ("乙", "男", 3), ("乙", "男", 0)]
    people = tuple(
        sheet.people[n]._replace(unit=unit, sex=sex, experience=served)
        for n, (unit, sex, served) in enumerate(rows)
    )
    sheet = replace(only(sheet, *RULES[:4]), people=people)
    values = [tier.value for tier in drawn(sheet).tiers]
    assert values == [0, 0, 0]
    alike = tuple(p._replace(experience=3 * (p.unit == "甲")) for p in people)
    same_unit = tuple(p._replace(sex="女" if n % 2 else "男") for n, p in enumerate(alike))
    assert [t.value for t in drawn(replace(sheet, people=same_unit)).tiers] == [0, 0, 0]
    crossed = tuple(p._replace(sex="男" if n in (0, 2) else "女") for n, p in enumerate(people))
    # Sexes want 0-3 or 1-2 apart from units; experienced 0 and 2 are both men: all can be met.
    assert [t.value for t in drawn(replace(sheet, people=crossed)).tiers] == [0, 0, 0]
    forced = tuple(
        p._replace(sex=s, experience=e)
        for p, s, e in zip(people, "男女男女", (3, 3, 0, 0), strict=True)
    )
    barred = ((0, 0), (3, 0))
    turn = replace(sheet.turns[0], barred=barred)
    sheet = replace(sheet, people=forced, turns=(turn,))
    # Room 0 must take 1 and 2, which keeps everything; with 2 a woman the sexes must yield.
    assert [t.value for t in drawn(sheet).tiers] == [0, 0, 0]
    women = (*forced[:2], forced[2]._replace(sex="女"), forced[3]._replace(sex="男"))
    assert [t.value for t in drawn(replace(sheet, people=women)).tiers] == [0, 2, 0]


def test_small_means_countable():
    few, many = make_site(6, 1, patrols=0), make_site(9, 0, patrols=0)
    assert small(DayTask(few, 0, everybody(few)))
    assert not small(DayTask(many, 0, everybody(many)))


def brute_possible(sheet, present):
    """Return whether any post for each reserve leads to a plan, by trying all of them."""
    row = sheet.turns[0]
    here = [n for n, person in enumerate(sheet.people) if person.staff in present]
    fixed = {INVIGILATOR: row.invigilators, PATROL: row.patrols, ROOM_ADMIN: row.admins}
    base = {post: [n for n in people if n in here] for post, people in fixed.items()}

    def give(left, posts):
        if not left:
            plans = all_plans(
                sheet, row, posts[INVIGILATOR], posts[ROOM_ADMIN], posts[PATROL], row.groups
            )
            return next(plans, None) is not None
        who = left[0]
        return any(
            give(left[1:], {**posts, post: [*posts[post], who]}) for post in sheet.people[who].posts
        )

    return give([n for n in row.reserves if n in here], base)


@pytest.mark.parametrize("number", range(30))
def test_can_finish_is_exact_when_reserves_have_a_choice(number):
    stream = Stream("choice", str(number), DIGEST)
    machine = bool(stream.below(2))
    posts = (INVIGILATOR, PATROL, ROOM_ADMIN) if machine else (INVIGILATOR, PATROL)
    reserves = tuple(
        tuple(post for post in posts if stream.below(2)) or posts[:1] for _ in range(3)
    )
    sheet = make_site(
        2, 0, seed=f"c{number}", reserves=reserves, kin=stream.below(4), barred=40,
        electronic=machine, admins=int(machine), watch=2 - machine, skilled=70,
    )  # fmt: skip
    absent = {sheet.people[stream.below(len(sheet.people))].staff for _ in range(2)}
    present = frozenset(person.staff for person in sheet.people) - absent
    answer = brute_possible(sheet, present)
    assert can_finish(sheet, 0, present) is answer
    if answer:
        draw = drawn(sheet, absent=absent)
        row = sheet.turns[0]
        plan = plan_of(sheet, draw)
        assert all(keeps_musts(sheet, row, r, *room) for r, room in enumerate(plan))
        assert not absent & {staff for duty in draw.rooms for staff in duty.invigilators}
    else:
        with pytest.raises(InfeasibleError):
            drawn(sheet, absent=absent)


def test_permutations_of_people_do_not_change_the_numbers():
    sheet = make_site(3, 0, seed="perm", women=40, kin=1, barred=50, patrols=0)
    found = ExactDraw(DayTask(sheet, 0, everybody(sheet))).least()
    for order in list(permutations(range(6)))[::180]:
        people = tuple(
            sheet.people[n]._replace(staff=person.staff)
            for n, person in zip(order, sheet.people, strict=True)
        )
        place = {old: new for new, old in enumerate(order)}
        turn = sheet.turns[0]
        moved = replace(
            sheet,
            people=people,
            relatives=tuple(
                sorted((min(p), max(p)) for p in ((place[a], place[b]) for a, b in sheet.relatives))
            ),
            turns=(
                replace(
                    turn,
                    barred=tuple(sorted((place[a], r) for a, r in turn.barred)),
                    own=tuple(sorted((place[a], r) for a, r in turn.own)),
                ),
            ),
        )
        assert ExactDraw(DayTask(moved, 0, everybody(moved))).least() == found


def test_only_machine_rooms_ask_for_computer_skill():
    paper = make_site(3, 0, seed="paper", skilled=0, patrols=0, barred=0)
    assert drawn(paper).rooms
    rooms = tuple(room._replace(form=Form.ELECTRONIC) for room in paper.turns[0].rooms)
    machine = replace(paper, turns=(replace(paper.turns[0], rooms=rooms),))
    with pytest.raises(InfeasibleError) as stopped:
        drawn(machine)
    clash = stopped.value.clashes[0]
    assert (clash.rule, clash.demand, clash.supply) == ("ROOM-COMPUTER", 3, 0)


def test_a_goal_that_the_search_does_not_meet_gives_way_to_the_least_it_met(monkeypatch):
    """On the morning a plan with a stated gap goes before none."""
    from allocator.solvers.day import rooms

    sheet = make_site(9, 0, seed="gap", barred=0, kin=0, patrols=0)
    men = tuple(person._replace(sex="男") for person in sheet.people)
    sheet = replace(sheet, people=men)
    task = DayTask(sheet, 0, everybody(sheet), ())
    found, _ = walked_rooms(task, 0, lambda: Stream("s", "1", DIGEST))
    assert found.values == found.bounds
    assert sum(found.values) > 0
    nothing = (0,) * len(found.values)
    monkeypatch.setattr(rooms, "_goal", lambda *_: (task.code(nothing), nothing))
    monkeypatch.setattr(rooms, "LONG_SWEEPS", 200)
    again, _ = walked_rooms(task, 0, lambda: Stream("s", "1", DIGEST))
    assert again.values == found.values
    assert again.bounds == nothing
