"""What a planner reads when staff do not suffice: rule, numbers, people and a cure."""

from dataclasses import replace
from datetime import date

import pytest
from cases.posting import a_member, a_turn, a_turn_work, a_work
from cases.small_inputs import a_paper, a_site, moment, small_inputs

from allocator.errors import InfeasibleError
from allocator.models.domain.staffing import Recusal
from allocator.models.rules import RULE_OF
from allocator.progress import Silent
from allocator.solvers.posting.solve import solve_posting

TURNS = (a_turn(1, start=moment(12, 9)), a_turn(2, start=moment(12, 14)))
PAPERS = tuple(replace(a_paper("E", str(n)), session=n) for n in (1, 2))


def clashes(staff, works, *, recused=(), barred=None, interests=()):
    """Return the clashes of a case that cannot be staffed."""
    sites = [a_site(work.site) for work in works]
    inputs = small_inputs([], [], papers=PAPERS, sites=sites, staff=tuple(staff))
    recusals = [Recusal("E", who, "RECUSE-KIN", "配偶", "考试", "R1", "", "") for who in recused]
    with pytest.raises(InfeasibleError) as error:
        solve_posting(inputs, TURNS, works, recusals, barred or {}, interests, Silent())
    found = error.value.clashes
    assert found
    assert all(clash.rule in RULE_OF and clash.cause and clash.cure for clash in found)
    return found


def site(code="01", *, whole=(), **needs):
    return a_work(code, [a_turn_work(t, **needs) for t in (0, 1)], whole=whole)


def crew(count, *, first=0, **changes):
    return [a_member(f"G{first + n:02d}", **changes) for n in range(count)]


def test_a_post_that_nobody_may_hold_is_named():
    (clash,) = clashes(crew(2), [site(invigilators=1, whole=(("主考", 1),))])
    assert (clash.rule, clash.demand, clash.supply) == ("POST-CHIEF", 1, 0)
    assert "岗位 主考 无人可任" in clash.cause
    assert "登记可任 0 人" in clash.cause


def test_each_reason_is_counted_with_its_people():
    staff = [
        *crew(2),
        *crew(1, first=10, source="志愿者招募"),
        *crew(2, first=20, trained=date(2026, 9, 12)),
        *crew(1, first=30, sessions=(2,)),
        *crew(3, first=40),
    ]
    (clash,) = clashes(staff, [site(invigilators=6)], recused=["G40", "G41", "G42"])
    assert (clash.rule, clash.demand, clash.supply) == ("ROOM-TWO", 6, 2)
    assert "场次 1" in clash.cause
    assert "登记可任 9 人" in clash.cause
    assert "应回避 3 人（G40、G41、G42）" in clash.cause
    assert "选派方式不符 1 人（G10）" in clash.cause
    assert "未按时培训 2 人（G20、G21）" in clash.cause
    assert "可用场次或最多场次不符 1 人（G30）" in clash.cause
    assert "能上岗 2 人" in clash.cause
    assert "再增加 4 名" in clash.cure


def test_no_more_than_five_people_are_listed():
    (clash,) = clashes(crew(9, trained=None), [site(invigilators=1)])
    assert "未按时培训 9 人（G00、G01、G02、G03、G04 等）" in clash.cause


def test_only_the_reserves_are_lacking():
    (clash,) = clashes(crew(3), [site(invigilators=2, reserves=2)])
    assert (clash.rule, clash.demand, clash.supply) == ("STAFF-RESERVE", 4, 3)


@pytest.mark.parametrize(
    ("rule", "post"),
    [("POST-PAPERS", "试卷管理"), ("POST-OFFICE", "医务"), ("ROOM-SYSADMIN", "考点系统管理员")],
)
def test_the_rule_is_that_of_the_post(rule, post):
    found = clashes(crew(1, posts=(post,)), [site(whole=((post, 2),))])
    assert [(clash.rule, clash.demand, clash.supply) for clash in found] == [(rule, 2, 1)]


def test_sites_without_computer_skills_are_named():
    found = clashes(crew(4), [site(invigilators=2, computer=1), site("02", invigilators=1)])
    (clash,) = found
    assert (clash.rule, clash.demand, clash.supply) == ("ROOM-COMPUTER", 1, 0)
    assert "没有具备计算机能力的监考" in clash.cause


def test_posts_that_share_their_people_are_told_together():
    """Each post has two candidates, but they are the same two; doctors are no part of it."""
    staff = [*crew(2, posts=("主考", "副主考")), *crew(5, first=10, posts=("医务",))]
    (clash,) = clashes(staff, [site(whole=(("主考", 1), ("副主考", 2), ("医务", 1)))])
    assert (clash.rule, clash.demand, clash.supply) == ("POST-CHIEF", 3, 2)
    assert "岗位 主考、副主考 合用" in clash.cause


def test_sessions_people_may_serve_are_added_up():
    staff = crew(3, max_sessions=1)
    (clash,) = clashes(staff, [site(invigilators=2)])
    assert (clash.rule, clash.demand, clash.supply) == ("STAFF-AVAILABLE", 4, 3)
    assert "人次" in clash.cause


def test_rivals_are_found_by_leaving_the_rule_out():
    found = clashes(crew(2), [site(invigilators=2)], interests=[("G00", "G01", "考试")])
    assert [clash.rule for clash in found] == ["RECUSE-OTHER"]


def test_sites_of_several_exams_are_told_apart():
    """Who is recused from E serves at site 02 in the first turn: enough in all, not for 01."""
    papers = (replace(a_paper("F"), session=1), replace(a_paper("E"), session=2))
    works = [
        a_work("01", [a_turn_work(0, invigilators=3), a_turn_work(1)], exams=("E", "F")),
        a_work("02", [a_turn_work(0, invigilators=1)], exams=("F",)),
    ]
    sites = [a_site("01"), a_site("02")]
    inputs = small_inputs([], [], papers=papers, sites=sites, staff=tuple(crew(4)))
    recusals = [Recusal("E", w, "RECUSE-KIN", "配偶", "考试", "R1", "", "") for w in ("G00", "G01")]
    with pytest.raises(InfeasibleError) as error:
        solve_posting(inputs, TURNS, works, recusals, {}, [], Silent())
    (clash,) = error.value.clashes
    assert (clash.rule, clash.demand, clash.supply) == ("ROOM-TWO", 3, 2)
    assert "考点 01，场次 1" in clash.cause
