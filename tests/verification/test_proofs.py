"""Claims about structures that were solved again: which of them are told not to hold."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from allocator.errors import InfeasibleError
from allocator.models.domain.day_draws import Resilience
from allocator.models.domain.plans import Tier
from allocator.pipeline.verification.proofs import OTHERWISE, UNKNOWN, Proofs
from allocator.progress import Silent
from allocator.record.solver import solved_by

if TYPE_CHECKING:
    from allocator.pipeline.verification.tables import Difference

Pairs = list[tuple[int, int]]
HEAVY, LIGHT = "启用考场", "空位"


def _tiers(pairs: Pairs, names: tuple[str, ...] = (HEAVY, LIGHT)) -> Any:
    tiers = tuple(
        Tier(name=name, rule=f"R{n}", value=value, bound=bound)
        for n, (name, (value, bound)) in enumerate(zip(names, pairs, strict=False))
    )
    return SimpleNamespace(tiers=tiers)


@pytest.mark.parametrize(
    ("claimed", "again", "told"),
    [
        ([(5, 5), (3, 3)], [(5, 5), (3, 3)], []),
        ([(5, 4), (3, 0)], [(5, 5), (3, 3)], []),
        # Worse than what is found now, and not said to be the least.
        ([(6, 4), (3, 3)], [(5, 4), (9, 9)], []),
        ([(5, 6), (3, 3)], [(6, 6), (3, 3)], ["下界 6 大于达到的值 5", "不能少于 6"]),
        ([(5, 5), (3, 3)], [(4, 4), (9, 9)], ["称不能少于 5，重新求解得到 4"]),
        ([(5, 5), (3, 3)], [(5, 4), (3, 3)], ["称不能少于 5，重新求解只能证明 4"]),
        ([(4, 4), (3, 3)], [(5, 5), (9, 9)], ["为 4，重新求解证明不能少于 5"]),
        ([(5, 5), (3, 3)], [(5, 5), (2, 2)], [f"目标“{LIGHT}”称不能少于 3，重新求解得到 2"]),
        ([(5, 5)], [(5, 5), (3, 3)], ["目标的名称或次序"]),
    ],
)
def test_each_claim_is_held_against_what_is_proven_now(
    monkeypatch: pytest.MonkeyPatch, claimed: Pairs, again: Pairs, told: list[str]
) -> None:
    _assert_told(_rooms(monkeypatch, claimed, _tiers(again)), "structure.json", told)


def test_objectives_in_another_order_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    same: Pairs = [(5, 5), (3, 3)]
    found = _rooms(monkeypatch, same, _tiers(same, (LIGHT, HEAVY)))
    _assert_told(found, "structure.json", ["目标的名称或次序"])


def _rooms(monkeypatch: pytest.MonkeyPatch, claimed: Pairs, again: Any) -> list[Difference]:
    monkeypatch.setattr("allocator.pipeline.reading.solve_structure", lambda *_: again)
    proofs = Proofs(1, Silent())
    proofs.rooms(None, _tiers(claimed), "", frozen=True)  # type: ignore[arg-type]
    return proofs.found


def _assert_told(found: list[Difference], name: str, told: list[str]) -> None:
    assert len(found) == len(told), found
    for one, words in zip(found, told, strict=True):
        assert one.file == f"record/{name}"
        assert words in one.words


def _bears(site: str, worst: int, likely: int, *witness: str) -> Resilience:
    return Resilience(site=site, turn=0, people=9, worst=worst, witness=witness, likely=likely,
                      lacking="", cure="")  # fmt: skip


@pytest.mark.parametrize(
    ("claimed", "told"),
    [
        ([_bears("01", 2, 4)], []),
        ([_bears("01", 3, 4)], ["应为 任意 2 人、95% 的情形下 4 人缺席仍能完成，记录为 任意 3 人"]),
        ([_bears("01", 2, 5)], ["记录为 任意 2 人、95% 的情形下 5 人"]),
        ([_bears("01", 2, 4, "S1", "S2")], ["4 人缺席仍能完成，S1、S2 都缺席则不能"]),
        ([], ["记录为 没有"]),
        ([_bears("01", 2, 4), _bears("02", 2, 4)], ["记录多出这场抽签"]),
    ],
)
def test_each_draw_bears_what_is_proven_of_it(
    monkeypatch: pytest.MonkeyPatch, claimed: list[Resilience], told: list[str]
) -> None:
    _assert_told(_staff(monkeypatch, [(5, 5), (3, 3)], claimed), "resilience.json", told)


def test_claims_about_posts_are_held_too(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _staff(monkeypatch, [(6, 6), (3, 3)], [_bears("01", 2, 4)])
    _assert_told(found, "posting.json", ["称不能少于 6，重新求解得到 5"])


def test_what_can_no_longer_be_solved_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Any:
        raise InfeasibleError("人数不够")

    for place in ("reading.solve_structure", "post_structure.workable_posting"):
        monkeypatch.setattr(f"allocator.pipeline.{place}", fail)
    proofs = Proofs(1, Silent())
    proofs.rooms(None, _tiers([(1, 1)]), "", frozen=False)  # type: ignore[arg-type]
    _assert_told(proofs.found, "structure.json", ["结论是排不下（人数不够）"])
    proofs = Proofs(1, Silent())
    proofs.posts(None, _a_staff([(1, 1)]))  # type: ignore[arg-type]
    _assert_told(proofs.found, "posting.json", ["结论是排不成（人数不够）"])


@pytest.mark.parametrize(
    ("solver", "frozen", "chosen", "solvers"),
    [
        (solved_by(), False, [OTHERWISE], set()),
        (solved_by(), True, [], set()),
        ("allocator 0.0.9，ortools 9.9", False, [], {"allocator 0.0.9，ortools 9.9"}),
        ("", False, [], {UNKNOWN}),
    ],
)
def test_a_structure_as_good_that_the_same_solver_does_not_find_was_chosen(
    monkeypatch: pytest.MonkeyPatch, solver: str, frozen: bool, chosen: list[str], solvers: set[str]
) -> None:
    same: Pairs = [(5, 5), (3, 3)]
    mine, theirs = _tiers(same), _tiers(same)
    mine.open_rooms, theirs.open_rooms = ("001",), ("002",)
    monkeypatch.setattr("allocator.pipeline.reading.solve_structure", lambda *_: mine)
    for plan, told, named in ((mine, [], set()), (theirs, chosen, solvers)):
        proofs = Proofs(1, Silent())
        proofs.rooms(None, plan, solver, frozen=frozen)  # type: ignore[arg-type]
        assert (proofs.found, [one.words for one in proofs.chosen]) == ([], told)
        assert proofs.solvers == named


def _a_staff(claimed: Pairs) -> Any:
    return SimpleNamespace(
        turns=[SimpleNamespace(name=3)], works=(), recusals=(), rooms={}, sheets=(),
        maker=None, posting=_tiers(claimed),
        claims=SimpleNamespace(seed="1", digest="d", solver=""),
    )  # fmt: skip


def _staff(
    monkeypatch: pytest.MonkeyPatch, tiers: Pairs, claimed: list[Resilience]
) -> list[Difference]:
    proven = [_bears("01", 2, 4)]
    again = _tiers([(5, 5), (3, 3)])
    monkeypatch.setattr("allocator.pipeline.post_structure.workable_posting", lambda *_: again)
    monkeypatch.setattr("allocator.pipeline.staffing.prove_draws", lambda *_: proven)
    proofs, staff = Proofs(1, Silent()), _a_staff(tiers)
    proofs.posts(None, staff)  # type: ignore[arg-type]
    proofs.draws(staff, claimed)
    return proofs.found
