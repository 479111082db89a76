"""批次 in which kin meet whom no room can part are drawn again, by a stranger's file too."""

from __future__ import annotations

import json
import runpy
from collections import Counter
from pathlib import Path

import pytest
from arranging import DIGEST, rooms_for
from cases.small_inputs import a_candidate, a_paper, a_room, small_inputs

from allocator.errors import LimitError
from allocator.models.domain.kinship import OtherTie
from allocator.progress import Silent
from allocator.record import recompute
from allocator.record.canonical import canonical_bytes
from allocator.solvers import seating
from allocator.solvers.seating import draw_seats

RING = [(n, (n + 1) % 5) for n in range(5)]
"""Five of whom no two neighbours may share a room: two rooms do for four of them."""


def _ring_exam():
    return small_inputs(
        [a_candidate(n) for n in range(120)],
        [a_room(f"{n}", seats=30) for n in range(2)],
        papers=(a_paper(batch=1), a_paper(batch=2, session=2)),
        other_ties=tuple(
            OtherTie(first=f"R{a:04d}", first_kind="报名序号", second=f"R{b:04d}",
                     second_kind="报名序号", scope="考场", reason="师生")
            for a, b in RING
        ),
    )  # fmt: skip


@pytest.fixture(name="exam", scope="module")
def fixture_exam():
    inputs = _ring_exam()
    return inputs, *rooms_for(inputs)


def _draw(exam, seed):
    inputs, kinds, plan = exam
    return draw_seats(inputs, kinds, plan, seed=seed, digest=DIGEST, progress=Silent())


def _batches(exam, seed, monkeypatch, most):
    """Return how often 批次 were drawn, at most `most` times, and the seats (None: not found)."""
    drawn = []
    draw = seating.draw_batches
    monkeypatch.setattr(seating, "draw_batches", lambda *a: drawn.append(1) or draw(*a))
    monkeypatch.setattr(seating, "BATCH_DRAWS", most)
    try:
        return len(drawn), _draw(exam, seed)
    except LimitError:
        return len(drawn), None


def _seats_of_a_stranger(exam, seed):
    inputs, _, plan = exam
    stranger = runpy.run_path(str(Path(recompute.__path__[0]) / recompute.RECOMPUTE))
    plain = [json.loads(canonical_bytes(one)) for one in (inputs, plan)]
    return stranger["draw_seats"](*plain, seed, DIGEST)


SEEDS = [str(seed) for seed in range(100)]


def test_every_seed_parts_a_ring_that_may_fall_into_one_batch(exam):
    for seed in SEEDS:
        room_of = {seat.candidate: seat.open_room for seat in _draw(exam, seed).seats}
        assert all(room_of[a] != room_of[b] for a, b in RING)


def test_a_stranger_draws_again_as_often(exam, monkeypatch):
    again = [seed for seed in SEEDS if _batches(exam, seed, monkeypatch, 1)[1] is None]
    monkeypatch.undo()
    assert again
    for seed in [*again, *SEEDS[:3]]:
        mine = [(s.candidate, s.open_room, s.seat) for s in _draw(exam, seed).seats]
        assert _seats_of_a_stranger(exam, seed) == mine


def test_nobody_is_favoured_by_drawing_again(exam):
    """Of the five any one or two may be alone in a 批次: each is there about as often."""
    batch = [room.sitting.batch for room in exam[2].open_rooms]
    first = Counter(
        seat.candidate
        for seed in range(400)
        for seat in _draw(exam, str(seed)).seats
        if batch[seat.open_room] == 1
    )
    # Half of 400, within four standard deviations.
    assert all(160 <= first[who] <= 240 for who in range(5))


def test_what_no_draw_can_part_ends_and_says_how_often_it_was_tried(exam, monkeypatch):
    monkeypatch.setattr(seating, "BATCH_DRAWS", 2)
    monkeypatch.setattr(seating, "draw_batches", _all_of_the_ring_in_one(seating.draw_batches))
    with pytest.raises(LimitError) as raised:
        _draw(exam, "1")
    assert "批次依次抽了 2 次，都是如此" in str(raised.value)


def _all_of_the_ring_in_one(draw):
    def steered(*args):
        drawn = draw(*args)
        everybody = sorted(who for people in drawn.values() for who in people)
        return dict(zip(drawn, (everybody[:60], everybody[60:]), strict=True))

    return steered
