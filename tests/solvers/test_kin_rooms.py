"""SEAT-KIN: rooms are laid so that kin of kinds with a single room can be parted by the draw."""

from __future__ import annotations

import pytest
from arranging import seats_for
from cases.small_inputs import a_candidate, a_paper, a_room, small_inputs

from allocator.models.domain.kinship import OtherTie

PAPERS = (a_paper(), a_paper(subject="2", subject_name="科目2", session=2))


def _tie(first: int, second: int) -> OtherTie:
    return OtherTie(first=f"R{first:04d}", first_kind="报名序号", second=f"R{second:04d}",
                    second_kind="报名序号", scope="考场", reason="师生")  # fmt: skip


@pytest.mark.parametrize("seed", ["1", "2", "3"])
@pytest.mark.parametrize(
    "kin",
    [
        ((0, 1), (2, 3), (4, 5), (6, 7)),
        ((0, 1), (0, 2), (3, 4), (5, 6)),
        ((11, 0), (12, 1)),
        ((11, 0), (12, 1), (2, 3)),
    ],
    ids=["pairs of one kind", "a star", "pairs of two kinds", "pairs of both"],
)
def test_pairs_of_the_same_kinds_are_all_parted(
    kin: tuple[tuple[int, int], ...], seed: str
) -> None:
    # All sit the second subject, in which 11 and 12 are alone of their kind.
    candidates = [a_candidate(n, subjects=("1", "2")) for n in range(11)]
    candidates += [a_candidate(n, subjects=("2",)) for n in (11, 12)]
    rooms = [a_room(f"{n}", seats=30) for n in range(4)]
    ties = tuple(_tie(*pair) for pair in kin)
    plan, seating = seats_for(small_inputs(candidates, rooms, papers=PAPERS, other_ties=ties), seed)
    assert len(plan.open_rooms) == 2
    room_of = {seat.candidate: seat.open_room for seat in seating.seats}
    assert [pair for pair in kin if room_of[pair[0]] == room_of[pair[1]]] == []


@pytest.mark.parametrize(
    ("sizes", "kin"),
    [((3, 1, 1), ((0, 3), (1, 2), (1, 3))), ((3, 3, 2), ((1, 7), (3, 4), (3, 6), (3, 7)))],
)
def test_a_kind_leaves_the_only_room_of_its_kin(
    sizes: tuple[int, int, int], kin: tuple[tuple[int, int], ...]
) -> None:
    both, second, first = sizes
    subjects = [("1", "2")] * both + [("2",)] * second + [("1",)] * first
    candidates = [a_candidate(n, subjects=wanted) for n, wanted in enumerate(subjects)]
    rooms = [a_room(f"{n}", seats=30) for n in range(6)]
    ties = tuple(_tie(*pair) for pair in kin)
    _, seating = seats_for(small_inputs(candidates, rooms, papers=PAPERS, other_ties=ties), "1")
    room_of = {seat.candidate: seat.open_room for seat in seating.seats}
    assert [pair for pair in kin if room_of[pair[0]] == room_of[pair[1]]] == []
