"""SEAT-KIN: where groups of kin ask for too few rooms, more are opened, or their lack is proven."""

from __future__ import annotations

import pytest
from arranging import rooms_for, seats_for, tier
from cases.small_inputs import a_candidate, a_paper, a_room, small_inputs

from allocator.errors import InfeasibleError
from allocator.models.domain.kinship import OtherTie
from allocator.solvers.kin_colours import more_colours

RING = [(n, (n + 1) % 5) for n in range(5)]
SEEDS = ["1", "2", "3"]


def _tie(first: int, second: int) -> OtherTie:
    return OtherTie(first=f"R{first:04d}", first_kind="报名序号", second=f"R{second:04d}",
                    second_kind="报名序号", scope="考场", reason="师生")  # fmt: skip


def _inputs(people, rooms, pairs, **others):
    return small_inputs(
        [a_candidate(n) for n in range(people)],
        [a_room(f"{n}", seats=30) for n in range(rooms)],
        other_ties=tuple(_tie(*pair) for pair in pairs),
        **others,
    )


def _together(seating, pairs):
    room_of = {seat.candidate: seat.open_room for seat in seating.seats}
    return [pair for pair in pairs if room_of[pair[0]] == room_of[pair[1]]]


@pytest.mark.parametrize("seed", SEEDS)
def test_five_in_a_ring_get_the_three_rooms_that_they_need(seed):
    plan, seating = seats_for(_inputs(60, 5, RING), seed)
    assert len(plan.open_rooms) == 3
    assert (tier(plan, "启用考场").value, tier(plan, "启用考场").bound) == (3, 3)
    assert _together(seating, RING) == []


def test_a_ring_changes_nothing_where_rooms_suffice():
    _, with_ring = rooms_for(_inputs(90, 5, RING))
    _, without = rooms_for(_inputs(90, 5, []))
    assert with_ring.open_rooms == without.open_rooms
    assert with_ring.tiers == without.tiers


def test_two_rooms_for_a_ring_are_proven_too_few():
    with pytest.raises(InfeasibleError) as raised:
        rooms_for(_inputs(60, 2, RING))
    (clash,) = raised.value.clashes
    assert (clash.rule, clash.demand, clash.supply) == ("SEAT-KIN", 3, 2)
    assert "R0000、R0001、R0002、R0003、R0004" in clash.cause
    assert "至少再增加 1 个" in clash.cure


@pytest.mark.parametrize("seed", SEEDS)
def test_batches_have_rooms_for_a_ring_whoever_is_drawn_into_them(seed):
    papers = (a_paper(batch=1), a_paper(batch=2, session=2))
    plan, seating = seats_for(_inputs(120, 5, RING, papers=papers), seed)
    assert len(plan.open_rooms) == 6
    # Chance may well part the five in two rooms each: three are not proven to be needed.
    assert tier(plan, "启用考场").bound < tier(plan, "启用考场").value
    assert _together(seating, RING) == []


def test_batches_without_rooms_for_a_whole_ring_are_not_refused():
    papers = (a_paper(batch=1), a_paper(batch=2, session=2))
    _, plan = rooms_for(_inputs(120, 2, RING, papers=papers))
    assert len(plan.open_rooms) == 4


@pytest.mark.parametrize("seed", SEEDS)
def test_who_must_leave_a_room_gets_one_where_the_other_is_too_small(seed):
    # One with forty: two rooms of thirty suffice by groups, and hold not all of the forty in one.
    star = [(0, n) for n in range(1, 41)]
    plan, seating = seats_for(_inputs(60, 5, star), seed)
    assert len(plan.open_rooms) == 3
    # That no other two rooms would do is not proven by the model, so it is not claimed.
    assert (tier(plan, "启用考场").value, tier(plan, "启用考场").bound) == (3, 2)
    assert _together(seating, star) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_rooms_given_to_one_paper_each_are_filled_otherwise(seed):
    # Fewest sessions have the twenty of the first paper alone in one room, and the other is full.
    wanted = [("1",)] * 20 + [("1", "2")] * 13 + [("2",)] * 17
    pairs = [(0, 8), (1, 8)]
    inputs = small_inputs(
        [a_candidate(n, subjects=subjects) for n, subjects in enumerate(wanted)],
        [a_room(f"{n}", seats=30) for n in range(2)],
        papers=(a_paper(), a_paper(subject="2", subject_name="科目2", session=2)),
        other_ties=tuple(_tie(*pair) for pair in pairs),
    )
    plan, seating = seats_for(inputs, seed)
    assert len(plan.open_rooms) == 2
    assert _together(seating, pairs) == []


def test_colours_are_exact_and_name_only_who_needs_them():
    wheel = [*RING, *((5, n) for n in range(5)), (5, 6), (6, 7)]
    assert more_colours(wheel, 3) == (4, (0, 1, 2, 3, 4, 5))
    assert more_colours(wheel, 4) is None
    assert more_colours([(0, 1), (1, 2), (2, 3), (3, 0)], 2) is None


def test_colours_beyond_the_largest_group_are_proven():
    # Mycielski's graph of eleven: no three are a group, and four colours are needed.
    inner = RING
    copies = [(a + 5, b) for a, b in inner] + [(b + 5, a) for a, b in inner]
    graph = [*inner, *copies, *((n + 5, 10) for n in range(5))]
    assert more_colours(graph, 2) == (4, tuple(range(11)))
