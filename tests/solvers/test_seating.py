"""The draw of seats: valid whatever the seed, and the same for the same seed everywhere."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from arranging import DIGEST, arrange, rooms_for, seats_for
from cases.small_inputs import a_candidate, a_paper, a_room, people, small_inputs

from allocator.models.domain.geometry import walk
from allocator.models.domain.kinship import OtherTie
from allocator.models.domain.policy import Apart, Policy
from allocator.progress import Silent
from allocator.randomness import Stream
from allocator.record.canonical import canonical_bytes, digest_of
from allocator.solvers.explain import clashes
from allocator.solvers.rooming import prepare, solve_rooming
from allocator.solvers.seating import draw_batches

TWO_PAPERS = (a_paper(specialty="甲"), a_paper(specialty="乙"))
KIN = ((0, 1), (1, 2), (0, 40), (3, 41))


def a_tie(first, second):
    return OtherTie(
        first=f"R{first:04d}",
        first_kind="报名序号",
        second=f"R{second:04d}",
        second_kind="报名序号",
        scope="考场",
        reason="师生",
    )


def units(count, *sizes, first=0, **changes):
    """Return people, the first of them in units of these sizes."""
    names = [f"单位{n}" for n, size in enumerate(sizes) for _ in range(size)]
    names += [""] * (count - len(names))
    return [a_candidate(first + n, employer=name, **changes) for n, name in enumerate(names)]


def mixed_exam():
    """Return 70 people of two kinds in rooms of 12, five units, four pairs to keep apart."""
    candidates = units(40, 12, 8, 5, specialty="甲")
    candidates += units(30, 9, 6, first=40, specialty="乙")
    rooms = [a_room(f"{n}", seats=12) for n in range(7)]
    ties = tuple(a_tie(*pair) for pair in KIN)
    return small_inputs(candidates, rooms, papers=TWO_PAPERS, other_ties=ties)


def one_room(rows, columns, *sizes, policy=None):
    seats = rows * columns
    room = a_room("1", seats=seats, layout=(rows,) * columns)
    return small_inputs(units(seats, *sizes), [room], policy=policy)


def pairs_beside(inputs, plan, seating, *, diagonal=False):
    """Count neighbours of one unit by their cells, from the finished plan alone."""
    rooms = {room.id: room for room in inputs.rooms}
    at = {}
    for seat in seating.seats:
        room = rooms[plan.open_rooms[seat.open_room].room]
        row, column = walk(room.layout, room.order, room.first)[seat.seat - 1]
        at[seat.open_room, row, column] = inputs.candidates[seat.candidate].employer
    steps = [(0, 1), (1, 0)] + ([(1, 1), (1, -1)] if diagonal else [])
    return sum(
        bool(unit) and at.get((room, row + down, column + across)) == unit
        for (room, row, column), unit in at.items()
        for down, across in steps
    )


@pytest.mark.parametrize("seed", range(8))
def test_every_draw_is_valid(seed):
    inputs = mixed_exam()
    plan, seating = seats_for(inputs, str(seed))
    assert sorted(seat.candidate for seat in seating.seats) == list(range(70))
    assert [seat.seat for seat in seating.seats] == [
        n for room in plan.open_rooms for n in range(1, room.people + 1)
    ]
    room_of = {seat.candidate: seat.open_room for seat in seating.seats}
    assert all(room_of[a] != room_of[b] for a, b in KIN)
    drawn = Counter(
        (seat.open_room, inputs.candidates[seat.candidate].specialty) for seat in seating.seats
    )
    wanted = Counter()
    for n, room in enumerate(plan.open_rooms):
        for kind, count in room.counts:
            wanted[n, plan.kinds[kind].specialty] += count
    assert drawn == wanted
    assert pairs_beside(inputs, plan, seating) == seating.pairs_left == 0


def test_seeds_give_different_plans_and_one_seed_gives_one():
    inputs = mixed_exam()
    plans = [seats_for(inputs, seed)[1].seats for seed in ("1", "2", "3", " 1 ")]
    assert len(set(plans)) == 3
    assert plans[0] == plans[3]


def digest_of_draw():
    """Return the digest of everything drawn for the mixed exam."""
    plan, seating = arrange(mixed_exam())
    return digest_of(canonical_bytes(plan), canonical_bytes(seating))


def test_another_process_with_another_hash_seed_draws_the_same():
    here = Path(__file__).parent
    program = "import test_seating; print(test_seating.digest_of_draw())"
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={
                **os.environ,
                "PYTHONHASHSEED": hash_seed,
                "PYTHONPATH": os.pathsep.join([str(here), str(here.parent)]),
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed in ("1", "77")
    }
    assert found == {digest_of_draw()}


@pytest.mark.parametrize("seed", range(6))
def test_a_unit_with_two_fifths_of_a_room_sits_apart(seed):
    inputs = one_room(6, 5, 12)
    plan, seating = seats_for(inputs, str(seed))
    assert seating.pairs_left == pairs_beside(inputs, plan, seating) == 0


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("rows", "columns", "sizes"), [(6, 5, (15, 15)), (5, 3, (8, 7))])
def test_two_units_that_fill_a_room_sit_like_a_chess_board(rows, columns, sizes, seed):
    inputs = one_room(rows, columns, *sizes)
    plan, seating = seats_for(inputs, str(seed))
    assert pairs_beside(inputs, plan, seating) == seating.pairs_left == seating.pairs_bound


@pytest.mark.parametrize("sizes", [(18,), (16, 10), (30,)])
def test_what_cannot_be_kept_apart_stays_within_the_proven_bound(sizes):
    inputs = one_room(6, 5, *sizes)
    plan, seating = seats_for(inputs)
    assert seating.pairs_left == pairs_beside(inputs, plan, seating)
    assert 0 < seating.pairs_bound <= seating.pairs_left
    assert seating.pairs_left <= seating.pairs_bound + 2


@pytest.mark.parametrize(
    ("policy", "most"),
    [(Policy(apart=Apart.EIGHT), 0), (Policy(switches={"SEAT-APART": False}), 99)],
)
def test_the_setting_says_which_neighbours_count(policy, most):
    inputs = one_room(6, 5, 8, policy=policy)
    around = [
        pairs_beside(inputs, *seats_for(inputs, str(seed)), diagonal=True) for seed in range(5)
    ]
    assert max(around) <= most
    assert (max(around) > 0) == (most > 0)


def test_people_without_an_employer_may_sit_side_by_side():
    inputs = small_inputs(people(30), [a_room("1")])
    assert seats_for(inputs)[1].pairs_left == 0


def test_two_kin_and_a_single_room_cannot_be_arranged():
    inputs = small_inputs(people(6), [a_room("1")], other_ties=(a_tie(0, 1),))
    task = prepare(inputs)
    assert solve_rooming(task, Silent()) is None
    assert [clash.rule for clash in clashes(task)] == ["SEAT-KIN"]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("papers", "rooms"),
    [((a_paper(),), 2), (TWO_PAPERS, 4)],
    ids=["another kind shares its rooms", "a paper of their own"],
)
def test_two_kin_that_are_all_of_their_kind_sit_in_two_rooms(papers, rooms, seed):
    candidates = people(2, specialty="甲") + people(40, first=2, specialty="乙")
    inputs = small_inputs(
        candidates, [a_room(f"{n}") for n in range(5)], papers=papers, other_ties=(a_tie(0, 1),)
    )
    plan, seating = seats_for(inputs, str(seed))
    room_of = {seat.candidate: seat.open_room for seat in seating.seats}
    assert room_of[0] != room_of[1]
    assert len(plan.open_rooms) == rooms


def test_kin_share_a_room_when_the_planner_switches_the_rule_off():
    policy = Policy(switches={"SEAT-KIN": False})
    inputs = small_inputs(people(6), [a_room("1")], other_ties=(a_tie(0, 1),), policy=policy)
    assert len(seats_for(inputs)[1].seats) == 6


def batch_exam():
    papers = [a_paper(batch=batch) for batch in (1, 2, 3)]
    return small_inputs(people(20), [a_room("1", seats=10)], papers=papers)


def test_batches_are_even_and_everybody_is_in_one():
    kinds, plan = rooms_for(batch_exam())
    drawn = draw_batches(batch_exam(), kinds, plan, "E", Stream("batches/E", "1", DIGEST))
    assert sorted(map(len, drawn.values())) == [6, 7, 7]
    assert sorted(n for some in drawn.values() for n in some) == list(range(20))


def test_batches_and_seats_depend_on_the_seed_and_the_digest():
    kinds, plan = rooms_for(batch_exam())
    keys = [("1", DIGEST), ("2", DIGEST), ("1", "0" * 64)]
    streams = [Stream("batches/E", seed, digest) for seed, digest in keys]
    drawn = [draw_batches(batch_exam(), kinds, plan, "E", stream) for stream in streams]
    assert drawn[0] != drawn[1]
    assert drawn[0] != drawn[2]


def test_who_sits_where_does_not_depend_on_the_order_of_the_sheet():
    inputs = mixed_exam()
    turned = replace(inputs, candidates=inputs.candidates[::-1])
    assert seated(inputs) == seated(turned)


def seated(inputs):
    plan, seating = seats_for(inputs)
    return {
        inputs.candidates[seat.candidate].registration: (
            plan.open_rooms[seat.open_room].number,
            seat.seat,
        )
        for seat in seating.seats
    }
