"""`posting` against trying everything, on exams small enough for it."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from cases.posting import a_member, a_turn, a_turn_work, a_work, judging
from cases.small_inputs import a_paper, a_site, moment, small_inputs
from posting_oracle import best, may_serve

from allocator.errors import InfeasibleError
from allocator.models.domain.policy import Policy
from allocator.models.domain.staffing import Recusal
from allocator.progress import Silent
from allocator.randomness import Stream
from allocator.solvers.posting import counts as posting_counts
from allocator.solvers.posting.solve import draw_posts, solve_posting

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
TURNS = (
    a_turn(1, 2, start=moment(12, 9)),
    a_turn(3, start=moment(12, 14)),
    a_turn(4, start=moment(13, 9)),
)
PAPERS = tuple(replace(a_paper("E", str(n)), session=n) for n in (1, 2, 3, 4))


def a_recusal(staff, exam="E"):
    return Recusal(exam, staff, "RECUSE-KIN", "配偶", "考试", "R1", "", "")


def exam(staff, works, **changes):
    sites = [a_site(work.site) for work in works]
    return small_inputs([], [], papers=PAPERS, sites=sites, staff=tuple(staff), **changes)


def check(staff, works, *, turns=TURNS, recusals=(), barred=None, interests=(), **changes):
    """Compare with the oracle; return the plan, None where there is none."""
    inputs = exam(staff, works, **changes)
    asked = (inputs, turns, works, recusals, barred or {}, interests)
    expected = best(*asked)
    if expected is None:
        with pytest.raises(InfeasibleError) as error:
            solve_posting(*asked, Silent())
        assert error.value.clashes
        assert all(clash.cure and clash.cause for clash in error.value.clashes)
        return None
    plan = solve_posting(*asked, Silent())
    sessions, early = plan.tiers[:2]
    assert (sessions.value, sessions.bound) == (expected[0], expected[0])
    assert (early.value, early.bound) == (expected[1], expected[1])
    serve = [m for m in staff if may_serve(inputs, turns, works, m, recusals, barred)]
    assert plan.spreads[0].people == len(serve)
    check_people(inputs, turns, works, plan, recusals, barred or {}, interests)
    return plan


def check_people(inputs, turns, works, plan, recusals, barred, interests):
    """Every need is met to the man, by people who may, each at one place."""
    drawn = draw_posts(inputs, plan, seed="1", digest=DIGEST, judge=judging())
    member = {m.staff: m for m in inputs.staff}
    assert len({p.staff for p in drawn.posted}) == len(drawn.posted)
    count = Counter()
    loads = {m: member[m].past_sessions for kind in plan.kinds for m in kind.members}
    for staff, site, post, served in drawn.posted:
        assert post in member[staff].posts
        assert site not in barred.get(staff, ())
        loads[staff] += sum(len(turns[t].sessions) for t in served)
        for t in served:
            count[site, post, t] += 1
            count[site, post, t, "capable"] += member[staff].computer
    for work in works:
        for part in work.turns:
            need = {
                "监考": part.invigilators + part.reserves,
                "流动监考": len(part.groups),
                "考场系统管理员": part.admins,
                **dict(work.whole),
            }
            for post, people in need.items():
                assert count[work.site, post, part.turn] == people
            assert count[work.site, "监考", part.turn, "capable"] >= part.computer
    assert sum(load**2 for load in loads.values()) == plan.spreads[0].squares
    site_of = {p.staff: p.site for p in drawn.posted}
    for one, other, scope in interests:
        both = one in site_of and other in site_of
        assert not (scope == "考试" and both)
        assert not (scope == "考点" and both and site_of[one] == site_of[other])
    assert not {r.staff for r in recusals if r.exam == "E"} & set(site_of)


def rooms(*numbers, site="01", whole=(), **changes):
    """Return a site that needs so many 监考 in each turn."""
    parts = [a_turn_work(t, invigilators=n, **changes) for t, n in enumerate(numbers)]
    return a_work(site, parts, whole=whole)


def crew(count, *, first=0, **changes):
    return [a_member(f"G{first + n:02d}", **changes) for n in range(count)]


EXAMS = {
    "two for one place take turns": (crew(2), [rooms(1, 1, 1)]),
    "who has served much serves little": (
        [a_member("G00", past_sessions=9), a_member("G01"), a_member("G02", past_sessions=2)],
        [rooms(1, 1, 1)],
    ),
    "one is too few": (crew(1), [rooms(2, 1, 1)]),
    "the chief may also watch rooms": (
        [*crew(2, posts=("主考", "监考")), *crew(2, first=5)],
        [rooms(1, 1, 1, whole=(("主考", 1),)), rooms(0, 1, 1, site="02", whole=(("主考", 1),))],
    ),
    "a volunteer may not watch": (crew(2, source="志愿者招募"), [rooms(1, 1, 1)]),
    "trained on the first day": (
        [
            a_member("G00", trained=date(2026, 9, 12)),
            a_member("G01"),
            a_member("G02", trained=None),
        ],
        [rooms(1, 1, 1)],
    ),
    "nobody to spare for a reserve": (crew(2), [rooms(2, 2, 2, reserves=1)]),
    "one knows computers": (
        [*crew(1, computer=True), *crew(3, first=5)],
        [rooms(2, 2, 2, computer=1)],
    ),
    "none knows computers": (crew(3), [rooms(2, 2, 2, computer=1)]),
    "capable people for the reserve too": (
        [*crew(2, computer=True), *crew(3, first=5)],
        [rooms(2, 2, 1, computer=1, reserves=1)],
    ),
    "not capable enough for the reserve": (
        [*crew(1, computer=True), *crew(3, first=5)],
        [rooms(2, 2, 1, computer=1, reserves=1)],
    ),
    "patrols and administrators": (
        [
            *crew(3, posts=("监考", "流动监考")),
            *crew(2, first=5, posts=("考场系统管理员", "监考"), computer=True),
        ],
        [rooms(1, 2, 1, groups=1, admins=1)],
    ),
    "at most one session": (
        [*crew(3, max_sessions=1), a_member("G09")],
        [rooms(1, 1, 1), rooms(0, 1, 1, site="02")],
    ),
}


@pytest.mark.parametrize("name", EXAMS)
def test_both_tiers_are_those_of_the_oracle(name):
    check(*EXAMS[name])


def test_some_exams_can_be_staffed_and_some_cannot():
    answers = [best(exam(*case), TURNS, case[1]) for case in EXAMS.values()]
    assert answers.count(None) >= 3
    assert len(answers) - answers.count(None) >= 8


def test_who_is_recused_from_the_only_exam_serves_nowhere():
    staff, works = crew(3), [rooms(1, 1, 1)]
    plan = check(staff, works, recusals=[a_recusal("G01")])
    assert plan.spreads[0].people == 2
    assert check(staff, works, recusals=[a_recusal(f"G0{n}") for n in range(3)]) is None


def test_who_is_recused_from_one_exam_serves_at_other_sites_and_times_only():
    papers = (*PAPERS[:3], replace(PAPERS[3], exam="F"))
    works = [
        a_work("01", [a_turn_work(0, invigilators=1), a_turn_work(1, invigilators=1)]),
        a_work("02", [a_turn_work(2, invigilators=1)], exams=("F",)),
    ]
    sites = [a_site("01"), a_site("02")]
    inputs = small_inputs([], [], papers=papers, sites=sites, staff=tuple(crew(2)))
    plan = solve_posting(inputs, TURNS, works, [a_recusal("G00", "F")], {}, [], Silent())
    drawn = draw_posts(inputs, plan, seed="1", digest=DIGEST, judge=judging())
    assert {p.site for p in drawn.posted if p.staff == "G00"} == {"01"}
    assert {p.site for p in drawn.posted if p.staff == "G01"} == {"02"}
    both = [a_recusal("G00", "F"), a_recusal("G00", "E")]
    with pytest.raises(InfeasibleError):
        solve_posting(inputs, TURNS, works, both, {}, [], Silent())


def test_not_while_the_exam_is_held_elsewhere():
    """Site 02 holds only F, but in a session of E too: who is recused from E stays away then."""
    papers = (*PAPERS, replace(PAPERS[3], exam="F"))
    works = [
        rooms(1, 1, 1),
        a_work("02", [a_turn_work(2, invigilators=1)], exams=("F",)),
    ]
    sites = [a_site("01"), a_site("02")]
    inputs = small_inputs([], [], papers=papers, sites=sites, staff=tuple(crew(2)))
    with pytest.raises(InfeasibleError):
        solve_posting(inputs, TURNS, works, [a_recusal("G00")], {}, [], Silent())
    solve_posting(inputs, TURNS, works, [], {}, [], Silent())


SITES = [rooms(1, 1, 1, whole=(("主考", 1),)), rooms(1, 1, 0, site="02", whole=(("主考", 1),))]
CHIEFS = [*crew(2, posts=("主考",)), *crew(3, first=5)]


def test_a_barred_site_is_avoided_and_both_barred_from_one_is_the_end():
    check(CHIEFS, SITES, barred={"G00": frozenset(["01"])})
    check(CHIEFS, SITES, barred={"G00": frozenset(["02"]), "G01": frozenset(["01"])})
    same = {"G00": frozenset(["01"]), "G01": frozenset(["01"])}
    assert check(CHIEFS, SITES, barred=same) is None


def test_interests_keep_two_people_apart():
    pair = [("G05", "G06", "考点")]
    assert check(CHIEFS, SITES, interests=pair)
    assert check(CHIEFS[:4], [rooms(2, 1, 1)], interests=pair) is None
    assert check(CHIEFS[:4], [rooms(2, 1, 1)], interests=[("G05", "G06", "考场")])
    assert check(CHIEFS[:4], SITES, interests=[("G05", "G06", "考试")]) is None
    assert check(CHIEFS, SITES, interests=[("G05", "G06", "考试")])


def test_leave_counts_only_while_the_rule_is_on():
    staff = [a_member("G00", sessions=(3,), max_sessions=1)]
    assert check(staff, [rooms(1, 1, 1)]) is None
    off = Policy(switches={"STAFF-AVAILABLE": False})
    assert check(staff, [rooms(1, 1, 1)], policy=off)


def a_case(nth):
    """Return any exam of six to ten people and up to two sites."""
    stream = Stream(f"posting/{nth}", "1", DIGEST)

    def one_of(*options):
        return options[stream.below(len(options))]

    staff = [
        a_member(
            f"G{n:02d}",
            posts=one_of(("监考",), ("监考", "流动监考"), ("监考", "主考"), ("主考", "流动监考")),
            computer=one_of(True, False),
            source=one_of(*["单位选派"] * 7, "志愿者招募"),
            trained=one_of(*[date(2026, 9, 1)] * 7, date(2026, 9, 12), None),
            sessions=one_of(*[()] * 5, (1, 2, 3), (3, 4), (4,)),
            max_sessions=one_of(*[None] * 4, 1, 2, 3),
            past_sessions=stream.below(6),
        )
        for n in range(6 + stream.below(5))
    ]
    works = []
    for site in ("01", "02")[: 1 + stream.below(2)]:
        parts = [
            a_turn_work(
                t,
                invigilators=one_of(1, 1, 2),
                reserves=one_of(0, 0, 1),
                groups=one_of(0, 0, 1),
                computer=one_of(0, 0, 0, 1),
            )
            for t in range(1 + stream.below(3))
        ]
        works.append(a_work(site, parts, whole=one_of((), (("主考", 1),))))
    names = [member.staff for member in staff]
    barred = {one_of(*names): frozenset([one_of("01", "02")]) for _ in range(stream.below(3))}
    pairs = [(one_of(*names), one_of(*names), one_of("考点", "考试")) for _ in range(2)]
    interests = [pair for pair in pairs[: stream.below(3)] if pair[0] < pair[1]]
    recusals = [a_recusal(one_of(*names)) for _ in range(stream.below(2))]
    return staff, works, recusals, barred, interests


@pytest.mark.parametrize("block", range(6))
def test_any_small_exam_has_the_tiers_of_the_oracle_or_none(block):
    plans = []
    for nth in range(30 * block, 30 * block + 30):
        staff, works, recusals, barred, interests = a_case(nth)
        plans.append(check(staff, works, recusals=recusals, barred=barred, interests=interests))
    assert plans.count(None) >= 4
    assert len(plans) - plans.count(None) >= 4


def test_solving_everything_at_once_agrees_with_the_oracle_too(monkeypatch):
    """The last resort, for cases in which the people of merged sites fit no single sites."""
    monkeypatch.setattr(posting_counts, "_apart", lambda *_, **__: None)
    plans = []
    for nth in range(180, 210):
        staff, works, recusals, barred, interests = a_case(nth)
        plans.append(check(staff, works, recusals=recusals, barred=barred, interests=interests))
    assert len(plans) - plans.count(None) >= 4
