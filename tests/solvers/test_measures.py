"""The objectives of posting counted of people in posts: as solved, and as the audit counts them."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import ceil, floor

import pytest
from cases.posting import a_member, a_turn, a_turn_work, a_work, judging
from cases.small_inputs import a_paper, a_site, moment, small_inputs

from allocator.audit.exported import MASTER, Exported
from allocator.audit.facts import RunFacts
from allocator.audit.reading import read_rooms, read_roster
from allocator.audit.staff.spread import spread_claims
from allocator.audit.staff.tables import PostRow, StaffTables
from allocator.intake.load import load
from allocator.models.domain.amending import with_moves
from allocator.models.domain.amendments import Move
from allocator.pipeline.arrangement import seat_candidates
from allocator.pipeline.derived import Derived
from allocator.pipeline.judging import judge_by
from allocator.pipeline.post_structure import workable_posting
from allocator.pipeline.reading import solve_structure
from allocator.progress import Silent
from allocator.randomness import Stream
from allocator.reporting.build import Builder
from allocator.reporting.export import write_flat
from allocator.reporting.staff_export import posting_rows
from allocator.solvers.posting.draw import draw_posts
from allocator.solvers.posting.measures import measured
from allocator.solvers.posting.solve import solve_posting
from allocator.synthesis.write import write_exam

EXAMS = {
    "two sites": ("一级消防", 70, 2, {}, {"有经验": "3"}),
    "electronic": ("经济", 60, 3, {}, {}),
    "administrators besides": ("经济", 60, 2, {}, {"系统管理员兼任监考": "否"}),
    "sexes no matter": ("一级消防", 60, 2, {"PAIR-GENDER": False}, {}),
    "without reserves": ("造价与注安", 80, 2, {"STAFF-RESERVE": False}, {"有经验": "5"}),
    "no spread": ("经济", 40, 2, {"STAFF-SPREAD": False}, {}),
}
NAMES = ["场次均衡", "早场均衡", "男女搭配", "单位均衡", "男女均衡", "经验均衡", "离开所属考点"]


@pytest.fixture(scope="module")
def arranged(tmp_path_factory):
    """Return what gives inputs, structure of posts, posts and what the audit reads of rooms."""

    @cache
    def arrange(name):
        exam, candidates, sites, switches, others = EXAMS[name]
        folder = tmp_path_factory.mktemp("measures")
        paths = write_exam(folder, exam=exam, candidates=candidates, sites=sites, seed="m1")
        inputs = load(paths, password=None, progress=Silent()).inputs
        policy = inputs.policy
        policy = replace(
            policy, switches={**policy.switches, **switches}, others={**policy.others, **others}
        )
        staff = tuple(
            replace(one, sex="", employer="") if nth % 5 == 0 else one
            for nth, one in enumerate(inputs.staff)
        )
        inputs = replace(inputs, policy=policy, staff=staff)
        plan = solve_structure(inputs, Silent())
        _, seating = seat_candidates(inputs, plan, "1", Silent())
        known = Derived(inputs, plan, seating, Silent())
        posting = workable_posting(inputs, known.turns, known.works, known.recusals, known.rooms,
                                   known.maker, Silent())  # fmt: skip
        posts = draw_posts(inputs, posting, seed="1", digest="",
                           judge=judge_by(known.maker, known.turns))  # fmt: skip
        builder = Builder(inputs, plan, seating, full_ids=False)
        write_flat(builder, folder / MASTER)
        book = Exported(places=read_roster(folder / MASTER), room_rows=read_rooms(folder / MASTER),
                        sites=(), orders=())  # fmt: skip
        return inputs, posting, posts, book

    return arrange


def by_the_audit(inputs, posting, posts, book, spreads, tiers):
    """Return what the audit finds wrong with claims, and its own values by name."""
    rows = tuple(
        PostRow(site, post, session or 0, staff, name, unit, order or 0, line)
        for line, (site, post, session, staff, name, unit, order) in enumerate(
            posting_rows(inputs, posting, posts), 2
        )
    )
    run = RunFacts(seed="1", digest="", full_ids=False, tiers=(), pairs_left=0, pairs_bound=0,
                   post_tiers=tiers, spreads=spreads)  # fmt: skip
    measures, wrong = spread_claims(
        replace(book, staff=StaffTables(posts=rows)), inputs, run
    )  # fmt: skip
    return wrong, {one.name: one.recomputed for one in measures}


def counted(inputs, posting, posted):
    """Return the values of all tiers in their order, counted from docs/posting.md alone."""
    member = {one.staff: one for one in inputs.staff}
    turns = posting.turns
    pool = [who for kind in posting.kinds for who in kind.members]
    sessions, early = Counter(), Counter()
    for one in posted:
        for t in one.turns:
            sessions[one.staff] += len(turns[t].sessions)
            early[one.staff] += turns[t].early
    loads = [member[who].past_sessions + sessions[who] for who in pool]
    posts = {"监考"}
    if inputs.policy.others.get("系统管理员兼任监考") != "否":
        posts.add("考场系统管理员")
    unmixed = 0
    for work in posting.works:
        for part in work.turns:
            here = [
                member[p.staff].sex
                for p in posted
                if (p.site, p.post in posts) == (work.site, True) and part.turn in p.turns
            ]
            spare = part.reserves // 2 if inputs.policy.is_on("STAFF-RESERVE") else 0
            wanted = len(part.rooms) + spare
            unmixed += max(0, wanted - here.count("女"), wanted - here.count("男"))

    def off(some):
        """Return (beyond the share rounded up, below it rounded down), over sites."""
        above = below = 0
        for site in sorted({p.site for p in posted}):
            size = sum(p.site == site for p in posted)
            share = Fraction(sum(some(p) for p in posted) * size, len(posted))
            have = sum(some(p) for p in posted if p.site == site)
            above, below = above + max(0, have - ceil(share)), below + max(0, floor(share) - have)
        return above, below

    units = sorted({member[p.staff].employer for p in posted} - {""})
    experienced = int(inputs.policy.others.get("有经验", "1"))
    return [
        sum(load**2 for load in loads),
        sum(early[who] ** 2 for who in pool),
        unmixed,
        sum(off(lambda p, unit=unit: member[p.staff].employer == unit)[0] for unit in units),
        sum(off(lambda p: member[p.staff].sex == "女")),
        sum(off(lambda p: member[p.staff].experience >= experienced)),
        sum(member[p.staff].site not in ("", p.site) for p in posted),
    ]


def named(posting):
    """Return the tiers that a plan claims, of all."""
    return [tier.name for tier in posting.tiers]


@pytest.mark.parametrize("name", EXAMS)
def test_of_posts_as_drawn_they_are_those_of_the_plan(arranged, name):
    inputs, posting, posts, book = arranged(name)
    assert measured(inputs, posting, posts.posted) == (posting.spreads, posting.tiers)
    values = dict(zip(NAMES, counted(inputs, posting, posts.posted), strict=True))
    assert [tier.value for tier in posting.tiers] == [values[one] for one in named(posting)]
    wrong, found = by_the_audit(inputs, posting, posts, book, posting.spreads, posting.tiers)
    assert not wrong
    assert found.items() >= {one: values[one] for one in named(posting)}.items()


def test_the_exams_claim_all_or_less_or_nothing(arranged):
    every = {name: named(arranged(name)[1]) for name in EXAMS}
    assert every["two sites"] == every["electronic"] == NAMES
    assert every["sexes no matter"] == [one for one in NAMES if one != "男女搭配"]
    assert every["no spread"] == []


def exchanged(posting, posts, stream):
    """Return posts in which two people changed places, or one gave his to one who had none."""
    pool = sorted(who for kind in posting.kinds for who in kind.members)
    leaves = posts.posted[stream.below(len(posts.posted))].staff
    takes = pool[stream.below(len(pool))]
    if takes == leaves:
        return posts
    there = {p.staff for p in posts.posted}
    pairs = [(leaves, takes), (takes, leaves)] if takes in there else [(leaves, takes)]
    return with_moves(posting, posts, [Move(one, other, (), 0) for one, other in pairs])


def test_after_any_exchange_they_are_what_is_counted_anew(arranged):
    seen = {one: set() for one in NAMES}
    for name in EXAMS:
        inputs, posting, posts, book = arranged(name)
        stream = Stream(f"measures/{name}", "1", "")
        for _ in range(40):
            posts = exchanged(posting, posts, stream)
            spreads, tiers = measured(inputs, posting, posts.posted)
            values = dict(zip(NAMES, counted(inputs, posting, posts.posted), strict=True))
            assert [tier.value for tier in tiers] == [values[one] for one in named(posting)], name
            assert [one.squares for one in spreads] == [values["场次均衡"], values["早场均衡"]]
            wrong, found = by_the_audit(inputs, posting, posts, book, spreads, tiers)
            assert not wrong
            assert found.items() >= {one: values[one] for one in named(posting)}.items(), name
            for one in named(posting):
                seen[one].add((name, values[one]))
    # Whoever has them, the early turns of all places together stay the same.
    assert min(len(values) for one, values in seen.items() if one != "早场均衡") >= 8


def plan_of(tiers, spreads=None):
    """Return an arrangement of one site, with these (value - now, bound - now) of its tiers.

    Its posts are drawn; the values of now are those of the posts.
    """
    staff = tuple(a_member(f"G{n}", sex="女男"[n % 2]) for n in range(6))
    works = [a_work("01", [a_turn_work(0, invigilators=2, reserves=1, rooms=1)])]
    inputs = small_inputs([], [], papers=[a_paper()], sites=[a_site()], staff=staff)
    plan = solve_posting(inputs, [a_turn(1)], works, [], {}, [], Silent())
    posts = draw_posts(inputs, plan, seed="1", digest="", judge=judging())
    changed = tuple(
        replace(tier, value=tier.value + more, bound=tier.value + bound)
        for tier, (more, bound) in zip(plan.tiers, tiers, strict=False)
    )
    return inputs, replace(plan, tiers=changed), posts.posted


@pytest.mark.parametrize(
    ("tiers", "proven"),
    [
        ([(0, 0), (0, 0), (0, 0)], [True, True, True]),
        ([(0, -1), (0, 0), (1, 0)], [True, True, True]),
        ([(0, 0), (-1, -2), (0, 0)], [True, True, False]),
        ([(1, 0), (0, 0), (0, 0)], [True, False, False]),
        ([(0, 0), (2, 1), (0, 0)], [True, False, False]),
    ],
)
def test_bounds_stay_until_a_value_changes_and_where_none_is_below(tiers, proven):
    inputs, plan, posted = plan_of(tiers)
    _, now = measured(inputs, plan, posted)
    expected = [tier.bound if kept else 0 for tier, kept in zip(plan.tiers, proven, strict=True)]
    assert [tier.bound for tier in now] == expected
    spreads = tuple(
        replace(one, squares=tier.value, bound=tier.bound)
        for one, tier in zip(plan.spreads, plan.tiers, strict=False)
    )
    found, _ = measured(inputs, replace(plan, spreads=spreads), posted)
    assert [one.bound for one in found] == expected[:2]


def test_below_its_bound_nothing_is_proven_of_a_value():
    """Posting puts two with 计算机能力 who served much, one of them in case; another may do."""
    staff = (
        *(a_member(f"C{n}", computer=True, past_sessions=5) for n in range(2)),
        *(a_member(f"G{n}") for n in range(3)),
    )
    works = [a_work("01", [a_turn_work(0, invigilators=2, reserves=1, computer=1)])]
    inputs = small_inputs([], [], papers=[a_paper()], sites=[a_site()], staff=staff)
    plan = solve_posting(inputs, [a_turn(1, start=moment(12, 9))], works, [], {}, [], Silent())
    posts = draw_posts(inputs, plan, seed="1", digest="", judge=judging())
    assert {"C0", "C1"} < {p.staff for p in posts.posted}
    idle = min({"G0", "G1", "G2"} - {p.staff for p in posts.posted})
    after = with_moves(plan, posts, [Move("C1", idle, (idle,), 0)])
    spreads, tiers = measured(inputs, plan, after.posted)
    assert spreads[0].squares < plan.spreads[0].bound
    assert spreads[0].bound == tiers[0].bound == 0
    assert [tier.bound for tier in tiers] == [0] * len(tiers)
