"""SEAT-KIN: the draw parts all who have kin at once where exchanging pair by pair fails."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import allocator
from allocator.errors import LimitError
from allocator.progress import Silent
from allocator.randomness import Stream
from allocator.solvers.kin_search import Search
from allocator.solvers.neighbours import Neighbours
from allocator.solvers.seat_draw import DrawnRoom, SittingDraw

if TYPE_CHECKING:
    from collections.abc import Sequence

Pairs = list[tuple[int, int]]

CHAIN: Pairs = [(n, n + 1) for n in range(11)]
CLAN: Pairs = [(a, b) for a in range(30) for b in range(a) if a % 7 != b % 7 or a // 7 == b // 7]
RING: Pairs = [(n, (n + 1) % 5) for n in range(5)]


def _kin(pairs: Pairs) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for a, b in pairs:
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


def _drawn(counts: Sequence[Sequence[tuple[int, int]]], pairs: Pairs, seed: str) -> list[list[int]]:
    """Draw one sitting whose kinds are blocks of numbers, in kind order, without units."""
    rooms = [DrawnRoom(tuple(own), _apart(sum(n for _, n in own))) for own in counts]
    members = _members(counts)
    units = [0] * sum(map(len, members.values()))
    return SittingDraw(rooms, members, units, _kin(pairs), _stream(seed)).run(Silent())


def _apart(people: int) -> Neighbours:
    return Neighbours((), people)


def _stream(seed: str) -> Stream:
    return Stream("seats/demo", seed, "00")


def _members(counts: Sequence[Sequence[tuple[int, int]]]) -> dict[int, list[int]]:
    members: dict[int, list[int]] = {}
    start = 0
    for kind in sorted({k for own in counts for k, _ in own}):
        many = sum(n for own in counts for k, n in own if k == kind)
        members[kind] = list(range(start, start + many))
        start += many
    return members


def _together(plan: list[list[int]], pairs: Pairs) -> Pairs:
    room_of = {who: r for r, seats in enumerate(plan) for who in seats}
    return [pair for pair in pairs if room_of[pair[0]] == room_of[pair[1]]]


@pytest.mark.parametrize(
    ("counts", "pairs"),
    [
        ([[(0, 30)], [(0, 30)]], CHAIN),
        ([[(0, 29)]] * 6 + [[(0, 26)]], CLAN),
        ([[(0, 6), (1, 20)], [(0, 6), (1, 20)]], CHAIN),
    ],
    ids=["a chain in two rooms", "a clan of thirty in seven rooms", "a chain that is all its kind"],
)
def test_whether_kin_is_parted_does_not_depend_on_the_seed(
    counts: list[list[tuple[int, int]]], pairs: Pairs
) -> None:
    for seed in range(12):
        plan = _drawn(counts, pairs, str(seed))
        assert _together(plan, pairs) == []
        assert sorted(who for seats in plan for who in seats) == sorted(
            who for people in _members(counts).values() for who in people
        )
        for r, own in enumerate(counts):
            kinds = _members(counts)
            assert [sum(who in kinds[k] for who in plan[r]) for k, _ in own] == [n for _, n in own]


@pytest.mark.parametrize("seed", ["1", "2", "3", "4", "5", "6"])
def test_a_stranger_comes_to_the_same_rooms(seed: str) -> None:
    counts = [[(0, 8), (1, 21)], [(0, 8), (1, 21)]]
    recompute = _recompute()
    near: list[list[list[int]]] = [[[] for _ in range(29)] for _ in counts]
    members = _members(counts)
    kin = {who: sorted(others) for who, others in _kin(CHAIN).items()}
    chance = recompute.Chance("seats/demo", seed, "00")
    theirs = recompute.Sitting(counts, near, members, [0] * 58, kin, chance).draw()
    assert theirs == _drawn(counts, CHAIN, seed)


def test_some_of_these_draws_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = []
    run = Search.run
    monkeypatch.setattr(Search, "run", lambda self, s: searched.append(1) or run(self, s))
    for seed in range(1, 7):
        _drawn([[(0, 8), (1, 21)], [(0, 8), (1, 21)]], CHAIN, str(seed))
    assert searched


def test_who_goes_where_depends_on_the_seed_only_and_not_on_numbers() -> None:
    # Both ends of the chain, and both rooms, are alike.
    search = [
        Search(range(12), dict.fromkeys(range(12), 0), _kin(CHAIN), {0: [(0, 30), (1, 30)]})
        .run(_stream(str(seed)))
        for seed in range(200)
    ]  # fmt: skip
    first = sum(found[0] for found in search if found is not None)
    assert 70 <= first <= 130


def test_a_ring_of_five_in_two_rooms_is_no_claim_that_nothing_can_be_arranged() -> None:
    with pytest.raises(LimitError) as raised:
        _drawn([[(0, 30)], [(0, 30)]], RING, "1")
    text = str(raised.value)
    assert "试遍了全部分法" in text
    assert "可坐的考场 2 个" in text
    assert "这不证明无法安排" in text
    assert "已封存的，不得换种子碰运气" in text


def test_a_search_that_ended_early_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allocator.solvers.kin_search.SEARCH_STEPS", 0)
    monkeypatch.setattr("allocator.solvers.seat_deal.KIN_TRIES", 0)
    with pytest.raises(LimitError, match="在规定的次数内没有找到"):
        _drawn([[(0, 100)], [(0, 100)]], CHAIN, "1")


def _recompute() -> Any:
    path = Path(allocator.__file__).parent / "record" / "recompute" / "复算.py"
    spec = importlib.util.spec_from_file_location("recompute", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
