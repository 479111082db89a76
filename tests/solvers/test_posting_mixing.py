"""Rooms with a woman and a man, as far as posting can see to it (男女搭配)."""

from collections import Counter
from dataclasses import replace

import pytest
from cases.posting import a_crew, a_member, a_need, a_problem, a_turn, a_turn_work, a_work, counts
from cases.small_inputs import a_paper, a_site, moment, small_inputs
from ortools.sat.python import cp_model
from posting_oracle import best_mixed

from allocator.errors import InfeasibleError
from allocator.models.cpsat.posting.problem import ADMINS, INVIGILATE
from allocator.models.cpsat.posting.variables import Load
from allocator.models.cpsat.posting.women import WomenVars, some_women
from allocator.models.domain.exam import Form
from allocator.models.domain.policy import Policy
from allocator.progress import Silent
from allocator.randomness import Stream
from allocator.solvers.base import Limits
from allocator.solvers.cpsat import solver_for
from allocator.solvers.posting import counts as posting_counts
from allocator.solvers.posting import mixing
from allocator.solvers.posting.bound import mixed_bound
from allocator.solvers.posting.counts import Counted, solve_counts
from allocator.solvers.posting.deal import dealt, kinds_of
from allocator.solvers.posting.mixing import with_women
from allocator.solvers.posting.pairing import Pairing
from allocator.solvers.posting.solve import solve_posting
from allocator.solvers.posting.swaps import Spreader
from allocator.solvers.posting.task import prepare

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
TURNS = (a_turn(1, start=moment(12, 9)), a_turn(2, start=moment(12, 14)))
PAPERS = tuple(replace(a_paper("E", str(n)), session=n) for n in (1, 2))
NAME = "男女搭配"


def rooms(*numbers, site="01", reserves=0, whole=(), groups=0):
    """Return a site with so many rooms of two 监考 in each turn."""
    parts = [
        a_turn_work(t, invigilators=2 * n, rooms=n, reserves=reserves, groups=groups)
        for t, n in enumerate(numbers)
    ]
    return a_work(site, parts, whole=whole)


def exam(staff, works, **changes):
    sites = [a_site(work.site) for work in works]
    return small_inputs([], [], papers=PAPERS, sites=sites, staff=tuple(staff), **changes)


def solved(staff, works, barred=None, **changes):
    turns = TURNS[: max(len(work.turns) for work in works)]
    return solve_posting(
        exam(staff, works, **changes), turns, works, [], barred or {}, [], Silent()
    )


def tier(plan):
    return next(one for one in plan.tiers if one.name == NAME)


def sexes(text, **changes):
    """Return people whose sexes stand in a text: 女, 男 or ? for none."""
    return [
        a_member(f"G{n:02d}", sex=sex.replace("?", ""), **changes) for n, sex in enumerate(text)
    ]


def test_a_woman_and_a_man_for_every_room_are_posted_where_there_are_any():
    """Four of ten serve, all alike but for their sex: two women and two men are taken."""
    plan = solved(sexes("女女女女女女女男男男"), [rooms(2)])
    assert (tier(plan).value, tier(plan).bound) == (0, 0)
    kinds = {kind.members[0]: sum(n for _, n in kind.places) for kind in plan.kinds}
    assert kinds == {"G00": 2, "G07": 2}


@pytest.mark.parametrize(
    ("staff", "left", "bound"),
    [
        ("女女女女男", 1, 1),
        ("女女女女", 2, 2),
        ("女男男??", 1, 1),
        ("????", 2, 2),
        ("女女??", 2, 0),
    ],
)
def test_what_there_are_not_the_people_for_is_left_and_proven(staff, left, bound):
    """Whoever is of no sex on the roster passes for a man in the proof, in the count for nobody."""
    plan = solved(sexes(staff), [rooms(2)])
    assert (tier(plan).value, tier(plan).bound) == (left, bound)


def test_women_do_not_all_go_to_one_site_or_on_patrol():
    staff = sexes("女女女男男男女男", posts=("监考", "流动监考"))
    plan = solved(staff, [rooms(1, site="01", groups=1), rooms(2, site="02", groups=1)])
    assert (tier(plan).value, tier(plan).bound) == (0, 0)


def test_half_of_the_reserves_are_of_either_sex():
    """Six of two rooms with two reserves: three and three, so that a mixed pair may leave."""
    plan = solved(sexes("女女女女女男男男男男"), [rooms(2, reserves=2)])
    assert tier(plan).value == 0
    kinds = {kind.members[0]: sum(n for _, n in kind.places) for kind in plan.kinds}
    assert kinds == {"G00": 3, "G05": 3}
    assert tier(solved(sexes("女女女女男男"), [rooms(2, reserves=2)])).value == 1


def test_evenness_of_sessions_comes_first():
    """The two men have served nine sessions each: both women serve, though no room is mixed."""
    staff = [
        *sexes("女女"),
        *(replace(m, staff=f"M{m.staff}", past_sessions=9) for m in sexes("男男")),
    ]
    plan = solved(staff, [rooms(1)])
    assert (tier(plan).value, tier(plan).bound) == (1, 1)
    assert plan.tiers[0].value == 1 + 1 + 81 + 81


def test_administrators_who_double_count_and_others_do_not():
    part = a_turn_work(0, invigilators=1, admins=1, rooms=1)
    papers = [replace(PAPERS[0], form=Form.ELECTRONIC)]
    staff = [
        *sexes("女", posts=("监考",)),
        *(replace(m, staff="A1") for m in sexes("男", posts=("考场系统管理员",), computer=True)),
    ]
    for doubles, left in (("是", 0), ("否", 1)):
        inputs = small_inputs(
            [], [], papers=papers, sites=[a_site()], staff=tuple(staff),
            policy=Policy(others={"系统管理员兼任监考": doubles}),
        )  # fmt: skip
        works = [a_work("01", [part])]
        assert tier(solve_posting(inputs, TURNS[:1], works, [], {}, [], Silent())).value == left


def test_without_the_rule_there_is_no_such_tier():
    off = Policy(switches={"PAIR-GENDER": False})
    names = [one.name for one in solved(sexes("女女女男男"), [rooms(2)], policy=off).tiers]
    assert names == ["场次均衡", "早场均衡", "单位均衡", "男女均衡", "经验均衡", "离开所属考点"]


def a_case(nth):
    """Return any exam of five to eight people and up to two sites."""
    stream = Stream(f"posting/mixing/{nth}", "1", DIGEST)

    def one_of(*options):
        return options[stream.below(len(options))]

    staff = [
        a_member(
            f"G{n:02d}",
            posts=one_of(("监考",), ("监考",), ("监考", "流动监考"), ("监考", "主考")),
            sex=one_of("女", "女", "男"),
            sessions=one_of(*[()] * 5, (1,), (2,)),
            max_sessions=one_of(*[None] * 4, 1),
            past_sessions=stream.below(3),
        )
        for n in range(5 + stream.below(4))
    ]
    works = [
        rooms(
            *(1 + (not stream.below(3)) for _ in range(1 + stream.below(2))),
            site=site,
            reserves=one_of(0, 0, 1, 2),
            groups=one_of(0, 0, 1),
            whole=one_of((), (), (("主考", 1),)),
        )
        for site in ("01", "02")[: 1 + stream.below(2)]
    ]
    names = [member.staff for member in staff]
    barred = {one_of(*names): frozenset([one_of("01", "02")]) for _ in range(stream.below(2))}
    return staff, works, barred


def compared(cases):
    """Yield the tier of every case that can be solved, and what trying everything finds."""
    for nth in cases:
        staff, works, barred = a_case(nth)
        turns = TURNS[: max(len(work.turns) for work in works)]
        expected = best_mixed(exam(staff, works), turns, works, barred)
        if expected is None:
            with pytest.raises(InfeasibleError):
                solved(staff, works, barred)
            continue
        plan = solved(staff, works, barred)
        assert tuple(one.value for one in plan.tiers[:2]) == expected[:2]
        yield tier(plan), expected[2]


def test_small_exams_reach_what_trying_everything_finds():
    """The last of them only if people go to other sites of their area."""
    found = [(one.value, one.bound, least) for one, least in compared([*range(160), 286])]
    assert [row for row in found if len(set(row)) > 1] == []
    assert len(found) >= 60
    assert len({least for _, _, least in found}) >= 4


def test_where_the_effort_runs_out_the_claim_is_wider_but_true(monkeypatch):
    for name in ("_SPLIT", "_OTHERS", "_PLACES"):
        monkeypatch.setattr(mixing, name, Limits(deterministic_time=0.0))
    found = list(compared(range(160)))
    assert all(one.bound <= least <= one.value for one, least in found)
    assert any(one.bound < least for one, least in found)


def test_with_many_turns_the_bound_is_that_of_counting_alone():
    """Seven turns: not every set of turns is tried, so nothing else is proven."""
    turns = [a_turn(n + 1, start=moment(12 + n, 9)) for n in range(7)]
    parts = [a_turn_work(t, invigilators=2, rooms=1) for t in range(7)]
    inputs = exam(sexes("女女女男", past_sessions=3), [a_work("01", parts)])
    plan = solve_posting(inputs, turns, [a_work("01", parts)], [], {}, [], Silent())
    # Fourteen places evenly over four people: the man serves at most four of seven turns.
    assert tier(plan).bound == 0
    assert tier(plan).value >= 3


def test_women_by_share_break_no_rule_of_the_model():
    """What a search starts from is a solution, whatever the pools."""
    crew = a_crew(past=((0, 3), (2, 4)), women=(1, 4), roles=(INVIGILATE, ADMINS))
    problem = a_problem(
        [crew, a_crew(3)],
        a_need(invigilators=(4, 3), admins=1, each_sex=(3, 2)),
        in_rooms=(INVIGILATE, ADMINS),
    )
    people = {(0, INVIGILATE, 0b11): 3, (0, INVIGILATE, 0b01): 1, (0, ADMINS, 0b11): 1}
    posted = counts(problem, people)
    loads = {Load(0, 0, 2): 2, Load(0, 2, 2): 2, Load(0, 2, 1): 1}
    posted = replace(posted, loads=loads)
    women = some_women(problem, posted)
    model = cp_model.CpModel()
    x = WomenVars(model, problem, posted)
    for index, value in x.hint(women).items():
        model.add(model.get_int_var_from_proto_index(index) == value)
    assert solver_for(Limits()).solve(model) == cp_model.OPTIMAL
    # Of past 0 two of three serve, one of whom may be the woman; of past 2 all are women.
    assert sum(women.people.values()) == sum(women.loads.values()) in (3, 4)


def test_fewer_than_wanted_are_counted_by_site_and_turn():
    """Three women and a man where two of each are wanted in the first turn, one in the second."""
    problem = a_problem([a_crew(4, women=(3,))], a_need(invigilators=(4, 2), each_sex=(2, 1)))
    posted = counts(problem, {(0, INVIGILATE, 0b01): 2, (0, INVIGILATE, 0b11): 2})
    counted = Counted(counts=posted, tiers=solve_counts(problem, narrowed=False).tiers)
    found = with_women(problem, counted, narrowed=False)
    assert found.counts.women.missing == {(0, 0): 1}
    assert (found.tiers[-1].value, found.tiers[-1].bound) == (1, 1)
    assert mixed_bound(problem) == 1


def test_first_tiers_that_had_a_gap_are_counted_again():
    """Two women serve both turns, loads squared 8; four people would do with 4 and mix the room."""
    problem = a_problem(
        [a_crew(2, women=(2,)), a_crew(2, women=(0,))],
        a_need(invigilators=2, each_sex=1),
        early=0b11,
    )
    poor = counts(problem, {(0, INVIGILATE, 0b11): 2})
    tiers = solve_counts(problem, narrowed=False).tiers
    wide = tuple(replace(one, value=8) for one in tiers)
    found = with_women(problem, Counted(counts=poor, tiers=wide), narrowed=False)
    assert tuple(one.value for one in found.tiers[:2]) == posting_counts.reached(
        problem, found.counts
    )
    assert all(one.bound <= one.value <= 8 for one in found.tiers[:2])
    assert (found.tiers[2].value, found.tiers[2].bound) == (0, 0)


def test_first_tiers_come_to_what_the_model_says():
    problem = a_problem([a_crew(3, past=((1, 2), (4, 1)))], a_need(invigilators=2))
    solved_ = solve_counts(problem, narrowed=False)
    assert posting_counts.reached(problem, solved_.counts) == tuple(
        one.value for one in solved_.tiers
    )


@pytest.fixture
def blind():
    """Return a task of three sites with its kinds and a deal that knows no sexes."""
    staff = [
        a_member(f"G{n:03d}", posts=("监考", "流动监考"), sex="女" if n % 5 < 3 else "男")
        for n in range(70)
    ]
    works = [rooms(n, n - 1, site=f"0{n}", reserves=1, groups=1) for n in (4, 5, 6)]
    task = prepare(exam(staff, works), TURNS, works, [], {}, [])
    kinds = kinds_of(task)
    return task, kinds, dealt(task, kinds, solve_counts(task.problem, narrowed=False).counts)


def lacking(task, kinds, deal):
    here = Counter()
    for kind, bucket, site in zip(deal.kind, deal.bucket, deal.site, strict=True):
        for t in range(2):
            if bucket.role == INVIGILATE and bucket.pattern >> t & 1:
                here[site, t, kinds.keys[kind].sex] += 1
    return sum(
        max(0, *(len(part.rooms) - here[j, part.turn, sex] for sex in "女男"))
        for j, work in enumerate(task.works)
        for part in work.turns
    )


def test_women_are_dealt_to_the_places_counted_for_women(blind):
    """So little is left to the swaps: here nothing."""
    task, kinds, _ = blind
    counted = with_women(task.problem, solve_counts(task.problem, narrowed=False), narrowed=False)
    deal = dealt(task, kinds, counted.counts)
    assert Pairing(task, kinds, deal).missing() == counted.tiers[2].value == 0


def test_swaps_mend_a_deal_that_knows_no_sexes(blind):
    task, kinds, deal = blind
    before = lacking(task, kinds, deal)
    spreader = Spreader(task, kinds, deal)
    assert spreader.cost()[0] == before
    spreader.run()
    assert spreader.cost()[0] == lacking(task, kinds, deal) < before


def test_any_two_who_change_places_change_what_is_missing_as_foretold(blind):
    task, kinds, deal = blind
    pairing = Pairing(task, kinds, deal)
    stream = Stream("posting/pairing", "1", DIGEST)
    tokens = len(deal.kind)
    seen = set()
    for _ in range(600):
        n, m = stream.below(tokens), stream.below(tokens)
        before, change = pairing.missing(), pairing.change(n, m)
        pairing.swap(n, m)
        # Kinds stay with their tokens; places go over.
        deal.site[n], deal.site[m] = deal.site[m], deal.site[n]
        deal.bucket[n], deal.bucket[m] = deal.bucket[m], deal.bucket[n]
        assert pairing.missing() == before + change == lacking(task, kinds, deal)
        seen.add((deal.site[n] == deal.site[m], (change > 0) - (change < 0)))
    assert len(seen) == 6
