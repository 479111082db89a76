"""Staff that cannot be enough wherever candidates sit are told before any seat is drawn."""

import pytest
from cases.small_inputs import a_site, small_inputs
from posting_oracle import best
from test_posting_explain import PAPERS, TURNS, clashes, crew, site
from test_posting_oracle import TURNS as TURNS_OF_CASES
from test_posting_oracle import a_case, exam

from allocator.errors import InfeasibleError
from allocator.models.domain.staffing import Recusal
from allocator.progress import Silent
from allocator.solvers.posting import screen
from allocator.solvers.posting.screen import screen_posting
from allocator.solvers.posting.solve import solve_posting


def screened(staff, works, *, recused=(), interests=()):
    """Return the clashes of a case that is refused before seats are drawn."""
    sites = [a_site(work.site) for work in works]
    inputs = small_inputs([], [], papers=PAPERS, sites=sites, staff=tuple(staff))
    recusals = [Recusal("E", who, "RECUSE-KIN", "配偶", "考试", "R1", "", "") for who in recused]
    with pytest.raises(InfeasibleError) as error:
        screen_posting(inputs, TURNS, works, recusals, interests)
    return error.value.clashes


@pytest.mark.parametrize(
    ("staff", "works", "more"),
    [
        (crew(2), [site(invigilators=1, whole=(("主考", 1),))], {}),
        (crew(6), [site(invigilators=6)], {"recused": ["G00", "G01", "G02"]}),
        (crew(4), [site(invigilators=2, computer=1), site("02", invigilators=1)], {}),
        (crew(2, posts=("主考", "副主考")), [site(whole=(("主考", 1), ("副主考", 2)))], {}),
        (crew(3, max_sessions=1), [site(invigilators=2)], {}),
        (crew(2), [site(invigilators=2)], {"interests": [("G00", "G01", "考试")]}),
    ],
)
def test_causes_and_cures_are_those_of_posting(staff, works, more):
    assert screened(staff, works, **more) == clashes(staff, works, **more)


def test_whom_only_a_seat_bars_is_for_posting_to_tell():
    """Two who may not serve the only site with a candidate of theirs, known when he sits there."""
    works = [site(invigilators=2)]
    inputs = small_inputs([], [], papers=PAPERS, sites=[a_site("01")], staff=tuple(crew(2)))
    screen_posting(inputs, TURNS, works, [], [])
    with pytest.raises(InfeasibleError):
        solve_posting(inputs, TURNS, works, [], {"G00": frozenset({"01"})}, [], Silent())


def test_nobody_is_refused_who_can_be_posted():
    """Random small exams against trying everything; of those not to be staffed most are told."""
    told = hopeless = 0
    for nth in range(150):
        staff, works, recusals, barred, interests = a_case(nth)
        inputs = exam(staff, works)
        possible = best(inputs, TURNS_OF_CASES, works, recusals, barred, interests) is not None
        hopeless += not possible
        try:
            screen_posting(inputs, TURNS_OF_CASES, works, recusals, interests)
        except InfeasibleError:
            assert not possible, nth
            told += 1
    assert hopeless > 20
    assert told > hopeless // 2


def test_what_cannot_be_solved_in_time_is_counted(monkeypatch):
    monkeypatch.setattr(screen, "feasible", lambda *_: None)
    (clash,) = screened(crew(2), [site(invigilators=1, whole=(("主考", 1),))])
    assert (clash.rule, clash.demand, clash.supply) == ("POST-CHIEF", 1, 0)
    works = [site(invigilators=2)]
    inputs = small_inputs([], [], papers=PAPERS, sites=[a_site("01")], staff=tuple(crew(2)))
    screen_posting(inputs, TURNS, works, [], [("G00", "G01", "考试")])
