"""Plan, draw and figures of `posting` on a 考区 of a few sites, counted again from the people."""

from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from cases.hash_order import printed
from cases.posting import a_member, a_turn, a_turn_work, a_work, judging
from cases.small_inputs import a_paper, a_site, moment, small_inputs

from allocator.errors import InfeasibleError
from allocator.models.domain.policy import Policy
from allocator.models.domain.post_order import post_order
from allocator.models.domain.staffing import DRAWN_POSTS, Posted
from allocator.progress import Silent
from allocator.randomness import Stream
from allocator.solvers.posting.counts import solve_counts
from allocator.solvers.posting.deal import Stuck, dealt, kinds_of
from allocator.solvers.posting.patterns import patterns
from allocator.solvers.posting.solve import draw_places, draw_posts, draw_reserves, solve_posting
from allocator.solvers.posting.spread import gini
from allocator.solvers.posting.swaps import Spreader
from allocator.solvers.posting.task import prepare

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
TURNS = (
    a_turn(1, start=moment(12, 9)),
    a_turn(2, start=moment(12, 14)),
    a_turn(3, start=moment(13, 9)),
)
CODES = ("01", "02", "03", "04", "05")
ROOMS = (4, 5, 6, 6, 7)
WHOLE = (("主考", 1), ("保卫", 2), ("引导", 1))


def region(*, people=170, whole=WHOLE, policy=None):
    """Return inputs and works of five sites of 10 to 14 监考, with some to spare."""
    stream = Stream("posting/plan", "1", DIGEST)
    staff = []
    for n in range(people):
        posts = (
            ("主考", "副主考") if n < 8 else ("保卫", "引导") if n < 30 else ("监考", "流动监考")
        )
        staff.append(
            a_member(
                f"G{n:03d}",
                posts=posts,
                sex="女" if stream.below(3) else "男",
                employer=f"单位{stream.below(12)}" if stream.below(4) else "",
                experience=stream.below(3),
                site=CODES[stream.below(5)] if stream.below(2) else "",
                past_sessions=stream.below(4),
                max_sessions=2 if not stream.below(9) else None,
            )
        )
    works = [
        a_work(
            code,
            [
                a_turn_work(t, invigilators=10 + n - (t == 2), reserves=2, groups=2, rooms=ROOMS[n])
                for t in range(3)
            ],
            whole=whole,
        )
        for n, code in enumerate(CODES)
    ]
    inputs = small_inputs([], [], papers=[a_paper()], sites=[a_site(c) for c in CODES],
                          staff=tuple(staff), policy=policy)  # fmt: skip
    return inputs, works


@pytest.fixture(scope="module")
def solved():
    inputs, works = region()
    return inputs, solve_posting(inputs, TURNS, works, [], {}, [], Silent())


def test_places_and_kinds_stand_in_their_order(solved):
    inputs, plan = solved
    order = ["主考", "保卫", "引导", *DRAWN_POSTS]
    assert list(plan.places) == sorted(
        set(plan.places), key=lambda p: (CODES.index(p.site), order.index(p.post), p.turns)
    )
    assert all(list(kind.members) == sorted(kind.members) for kind in plan.kinds)
    assert all(sum(n for _, n in kind.places) <= len(kind.members) for kind in plan.kinds)
    assert all(list(kind.places) == sorted(kind.places) for kind in plan.kinds)
    members = [m for kind in plan.kinds for m in kind.members]
    assert len(set(members)) == len(members) == plan.spreads[0].people
    like = {m.staff: (m.posts, m.sex, m.employer, m.experience >= 1, m.site, m.past_sessions,
                      m.max_sessions) for m in inputs.staff}  # fmt: skip
    assert all(len({like[m] for m in kind.members}) == 1 for kind in plan.kinds)


def test_tiers_are_what_the_people_say(solved):
    inputs, plan = solved
    drawn = draw_posts(inputs, plan, seed="7", digest=DIGEST, judge=judging())
    member = {m.staff: m for m in inputs.staff}
    at = defaultdict(list)
    for p in drawn.posted:
        at[p.site].append(member[p.staff])
    everybody = [m for people in at.values() for m in people]

    def share(number, site):
        return number * len(at[site]) / len(everybody)

    units = Counter(m.employer for m in everybody if m.employer)
    excess = sum(
        max(0, sum(m.employer == unit for m in at[site]) - -int(-share(units[unit], site) // 1))
        for unit in units
        for site in CODES
    )

    def off(has):
        number = sum(map(has, everybody))
        found = 0
        for site in CODES:
            here, fair = sum(map(has, at[site])), share(number, site)
            found += max(int(fair) - here, here - -int(-fair // 1), 0)
        return found

    inside = Counter(
        (p.site, turn, member[p.staff].sex)
        for p in drawn.posted
        for turn in p.turns
        if p.post == "监考"
    )
    lacking = sum(
        max(0, *(rooms + 1 - inside[site, turn, sex] for sex in "女男"))
        for site, rooms in zip(CODES, ROOMS, strict=True)
        for turn in range(3)
    )
    away = sum(m.site not in ("", site) for site in CODES for m in at[site])
    values = {tier.name: tier.value for tier in plan.tiers}
    assert values["男女搭配"] == lacking
    assert values["单位均衡"] == excess
    assert values["男女均衡"] == off(lambda m: m.sex == "女")
    assert values["经验均衡"] == off(lambda m: m.experience >= 1)
    assert values["离开所属考点"] == away
    assert [tier.rule for tier in plan.tiers] == ["STAFF-SPREAD"] * 7
    assert (excess, values["男女均衡"], values["经验均衡"]) == (0, 0, 0)


def test_spreads_are_what_the_people_say(solved):
    inputs, plan = solved
    drawn = draw_posts(inputs, plan, seed="7", digest=DIGEST, judge=judging())
    serves = {m for kind in plan.kinds for m in kind.members}
    sessions = {m.staff: m.past_sessions for m in inputs.staff if m.staff in serves}
    early = dict.fromkeys(sessions, 0)
    for staff, _, _, turns in drawn.posted:
        sessions[staff] += len(turns)
        early[staff] += len({0, 2} & set(turns))
    for spread, loads in zip(plan.spreads, (sessions, early), strict=True):
        values = list(loads.values())
        assert (spread.least, spread.most) == (min(values), max(values))
        assert spread.squares == sum(v * v for v in values) == spread.bound
        gaps = sum(abs(a - b) for a in values for b in values)
        assert abs(spread.gini - 10_000 * gaps / (2 * len(values) * sum(values))) <= 0.5
    assert [spread.name for spread in plan.spreads] == ["场次", "早场"]


def test_gini_of_known_loads():
    assert gini([]) == gini([0, 0]) == gini([3, 3, 3]) == 0
    assert gini([0, 1]) == 5000
    assert gini([1, 2, 3, 4]) == 2500


def test_swaps_never_make_the_deal_worse_and_keep_the_first_tiers():
    inputs, works = region()
    task = prepare(inputs, TURNS, works, [], {}, [])
    counted = solve_counts(task.problem, narrowed=False)
    kinds = kinds_of(task)
    deal = dealt(task, kinds, counted.counts)
    assert not isinstance(deal, Stuck)

    def loads():
        return Counter(
            (kinds.keys[k].crew, kinds.keys[k].past, task.problem.load[bucket.pattern])
            for k, bucket in zip(deal.kind, deal.bucket, strict=True)
        )

    def places():
        return Counter(zip(deal.bucket, deal.site, strict=True))

    before, loads_before, places_before = Spreader(task, kinds, deal).cost(), loads(), places()
    spreader = Spreader(task, kinds, deal)
    spreader.run()
    assert spreader.cost() < before
    assert spreader.cost() == Spreader(task, kinds, deal).cost()
    assert (loads(), places()) == (loads_before, places_before)


def test_walls_hold_after_the_swaps():
    inputs, works = region()
    names = [m.staff for m in inputs.staff]
    barred = {name: frozenset(CODES[: 1 + n % 4]) for n, name in enumerate(names[::6])}
    interests = [(names[n], names[n + 7], "考点") for n in range(30, 150, 9)]
    plan = solve_posting(inputs, TURNS, works, [], barred, interests, Silent())
    for seed in "123":
        drawn = draw_posts(inputs, plan, seed=seed, digest=DIGEST, judge=judging())
        site_of = {p.staff: p.site for p in drawn.posted}
        assert [w for w, sites in barred.items() if site_of.get(w) in sites] == []
        assert [p for p in interests if site_of.get(p[0], 0) == site_of.get(p[1], 1)] == []


def test_sites_are_told_apart_where_bars_are_tight():
    """Both candidates for 主考 fit, each at one site only; merged sites do not say which."""
    staff = [a_member("G1", posts=("主考",)), a_member("G2", posts=("主考",))]
    works = [a_work(code, [a_turn_work(0)], whole=(("主考", 1),)) for code in ("01", "02")]
    inputs = small_inputs([], [], papers=[a_paper()], sites=[a_site("01"), a_site("02")],
                          staff=tuple(staff))  # fmt: skip
    same = {"G1": frozenset(["01"]), "G2": frozenset(["01"])}
    task = prepare(inputs, TURNS[:1], works, [], same, [])
    counted = solve_counts(task.problem, narrowed=False)
    assert dealt(task, kinds_of(task), counted.counts) == Stuck(("01",))
    with pytest.raises(InfeasibleError) as error:
        solve_posting(inputs, TURNS[:1], works, [], same, [], Silent())
    (clash,) = error.value.clashes
    assert clash.rule == "POST-CHIEF"
    assert "考点 01" in clash.cause
    assert "应回避 2 人（G1、G2）" in clash.cause


def test_a_switched_off_spread_has_no_tiers():
    inputs, works = region(policy=Policy(switches={"STAFF-SPREAD": False}))
    plan = solve_posting(inputs, TURNS, works, [], {}, [], Silent())
    assert plan.tiers == ()
    assert [spread.name for spread in plan.spreads] == ["场次", "早场"]


def alike(count):
    """Return inputs of one site where `count` alike people fill 主考, 监考 and 流动监考."""
    staff = [a_member(f"G{n:02d}", posts=("主考", "监考", "流动监考")) for n in range(count)]
    works = [a_work("01", [a_turn_work(0, invigilators=4, groups=2)], whole=(("主考", 1),))]
    inputs = small_inputs([], [], papers=[a_paper()], sites=[a_site()], staff=tuple(staff))
    return inputs, solve_posting(inputs, TURNS[:1], works, [], {}, [], Silent())


@pytest.mark.parametrize("many", [False, True])
def test_a_stranger_recomputes_the_draw_of_places(solved, many):
    """With kinds of few people who differ, and with one kind of many who take three posts."""
    inputs, plan = alike(12) if many else solved
    posted = []
    left = [list(kind.members) for kind in plan.kinds]
    for post in ("主考", "保卫", "引导", "监考", "流动监考", "考场系统管理员"):
        stream = Stream(f"posts/{post}", "391072", DIGEST)
        for k, kind in enumerate(plan.kinds):
            wanted = []
            for index, people in kind.places:
                if plan.places[index].post == post:
                    wanted += [plan.places[index]] * people
            if wanted:
                people = sorted(left[k])
                stream.shuffle(people)
                posted += [Posted(w, *place) for w, place in zip(people, wanted, strict=False)]
                left[k] = people[len(wanted) :]
    order = post_order(p.post for p in plan.places)
    posted.sort(key=lambda p: (CODES.index(p.site), order.index(p.post), p.staff))
    assert draw_places(inputs, plan, seed=" 391072 ", digest=DIGEST) == tuple(posted)


def test_members_of_a_kind_have_equal_chances_of_its_places():
    """Six alike for one 主考: each is drawn about as often as the others over 1,200 seeds."""
    staff = [a_member(f"G{n}", posts=("主考", "监考")) for n in range(6)]
    works = [a_work("01", [a_turn_work(0, invigilators=2)], whole=(("主考", 1),))]
    inputs = small_inputs([], [], papers=[a_paper()], sites=[a_site()], staff=tuple(staff))
    plan = solve_posting(inputs, TURNS[:1], works, [], {}, [], Silent())
    chief, room = Counter(), Counter()
    for n in range(1200):
        for p in draw_places(inputs, plan, seed=f"s{n}", digest=DIGEST):
            (chief if p.post == "主考" else room)[p.staff] += 1
    # The 99.9 % line of chi-square with five degrees of freedom.
    assert sum((chief[m.staff] - 200) ** 2 / 200 for m in staff) < 20.5
    assert sum((room[m.staff] - 400) ** 2 / 400 for m in staff) < 20.5


def test_reserves_are_the_first_of_a_shuffle_that_can_be_finished(solved):
    inputs, plan = solved
    posted = draw_places(inputs, plan, seed="1", digest=DIGEST)
    here = [p.staff for p in posted if (p.site, p.post) == ("01", "监考") and 1 in p.turns]
    asked = []

    def third(site, turn, regulars):
        if (site, turn) == ("01", 1) and len(regulars) < len(here):
            asked.append(regulars)
            return len(asked) == 3
        return True

    lists = draw_reserves(plan, posted, seed="1", digest=DIGEST, finishable=third)
    assert [(r.site, r.turn) for r in lists] == [(code, t) for code in CODES for t in range(3)]
    stream = Stream("reserves/01/2", "1", DIGEST)
    for _ in range(3):
        shuffled = sorted(here)
        stream.shuffle(shuffled)
    assert lists[1].staff == tuple(shuffled[:2])
    assert asked[2] == sorted(shuffled[2:])
    assert all(len(r) == len(here) - 2 and list(r) == sorted(r) for r in asked)


def test_reserves_that_never_do_name_site_and_session(solved):
    inputs, plan = solved
    asked = []

    def never(posted, site, turn, regulars):
        asked.append((site, tuple(p.staff for p in posted if (p.site, p.post) == ("03", "监考"))))
        return site != "03"

    with pytest.raises(InfeasibleError, match="考点 03 场次 1") as error:
        draw_posts(inputs, plan, seed="1", digest=DIGEST, judge=judging(never))
    # Sites before it are asked about once; then it is known where it fails.
    assert Counter(site for site, _ in asked) == {"01": 3, "02": 3, "03": 2 + 199}
    assert len({drawn for site, drawn in asked if site == "03"}) > 1
    (clash,) = error.value.clashes
    assert (clash.rule, clash.demand, clash.supply) == ("STAFF-RESERVE", 14, 14)


def test_many_turns_keep_honest_bounds():
    """Seven turns: not every set of turns is tried, and the bounds still hold."""
    turns = [a_turn(n + 1, start=moment(12 + n, 9)) for n in range(7)]
    parts = [a_turn_work(t, invigilators=2) for t in range(7)]
    staff = [a_member(f"G{n}") for n in range(3)]
    inputs = small_inputs([], [], papers=[a_paper()], sites=[a_site()], staff=tuple(staff))
    plan = solve_posting(inputs, turns, [a_work("01", parts)], [], {}, [], Silent())
    sessions = plan.tiers[0]
    # Fourteen places over three people: 5, 5 and 4.
    assert sessions.bound == 66 <= sessions.value
    assert sessions.value == plan.spreads[0].squares
    far = replace(staff[0], sessions=(1, 4, 6))
    others = [replace(staff[1], sessions=(1, 2, 3, 5, 7)), replace(staff[2], sessions=(2, 4, 5, 7))]
    odd = replace(inputs, staff=(far, *others, replace(staff[2], staff="G8", sessions=(3, 6))))
    plan = solve_posting(odd, turns, [a_work("01", parts)], [], {}, [], Silent())
    assert sum(n for kind in plan.kinds for _, n in kind.places) == 4


def test_patterns_of_few_turns_are_all_of_them():
    assert len(patterns(0b101101, [], every_subset=False)) == 15
    many = patterns(0b1111111, [0b0101001], every_subset=False)
    assert {0b0101001, 0b1111111, 0b1110111, 0b0011100} <= set(many)
    assert 0b0101010 not in many
    assert len(patterns(0b1111111, [], every_subset=True)) == 127


def test_nothing_depends_on_the_order_of_hashing():
    outputs = printed(
        "from test_posting_plan import *\n"
        "inputs, works = region(people=150)\n"
        "names = [m.staff for m in inputs.staff]\n"
        "barred = {name: frozenset(CODES[:3]) for name in names[::9]}\n"
        "plan = solve_posting(inputs, TURNS, works, [], barred, [], Silent())\n"
        "print(plan, draw_posts(inputs, plan, seed='1', digest=DIGEST, judge=judging()))\n"
    )
    assert len(outputs) == 1
    assert len(outputs.pop()) > 10_000
