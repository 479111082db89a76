"""The published method gives the seats: a stranger with the record and the page gets the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from stranger import Chance, Sitting, recompute

from allocator.pipeline import Options, arrange
from allocator.progress import Silent
from allocator.randomness import Stream
from allocator.record.store import read_inputs
from allocator.solvers.kin_pairs import forbidden_pairs
from allocator.solvers.neighbours import Neighbours
from allocator.solvers.seat_draw import DrawnRoom, SittingDraw
from allocator.synthesis.roster import Options as Harder
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from pathlib import Path

_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_vectors_of_the_page_hold() -> None:
    stream = Chance("seats/demo", "391072", _EMPTY)
    assert [stream.word() for _ in range(3)] == [
        4424643520521605724, 5609980993952240460, 15355261641311553726,
    ]  # fmt: skip
    again = Chance("seats/demo", "391072", _EMPTY)
    assert [again.below(30) for _ in range(12)] == [24, 0, 6, 15, 17, 15, 23, 15, 25, 14, 6, 26]
    row = list(range(10))
    Chance("seats/demo", "考试391072", _EMPTY).shuffle(row)
    assert row == [1, 6, 0, 8, 4, 2, 3, 5, 9, 7]


@pytest.mark.parametrize(
    ("exam", "candidates", "options", "kin"),
    [
        pytest.param("一级消防", 70, Harder(), False, id="small, redrawn whole"),
        pytest.param("一级消防", 260, Harder(), True, id="dealt and walked, kin"),
        pytest.param("一级消防", 64, Harder(dominant_percent=70), False, id="dense rooms"),
        pytest.param("经济", 300, Harder(), False, id="batches"),
        pytest.param("造价与注安", 300, Harder(designated_percent=10), False, id="two exams"),
    ],
)
def test_a_stranger_gets_the_same_seats(
    tmp_path: Path, exam: str, candidates: int, options: Harder, kin: bool
) -> None:
    (book,) = write_exam(
        tmp_path, exam=exam, candidates=candidates, sites=2, seed="重算", options=options
    )
    if not kin:
        _without_ties(book)
    record = tmp_path / "结果" / "record"
    arrange([book], tmp_path / "结果", record, Options(seed="考试391072"))
    drawn = json.loads((record / "draw.json").read_bytes())["seats"]
    pairs = forbidden_pairs(read_inputs(record))
    assert bool(pairs) == kin
    assert recompute(record, pairs) == [seat[:3] for seat in drawn]


class _Full:
    """A record of nothing but full rooms 2x3 and ten people of one unit."""

    def unit(self, n: int) -> str:
        return "甲厂" if n < 10 else ""

    def neighbours(self, _room: object, _people: int) -> list[set[int]]:
        return [{1, 3}, {0, 2, 4}, {1, 5}, {0, 4}, {1, 3, 5}, {2, 4}]


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_stranger_takes_as_much_chance_where_pairs_must_remain(seed: str) -> None:
    near = _Full().neighbours(None, 6)
    pairs = tuple((i, j) for i in range(6) for j in sorted(near[i]) if i < j)
    room = DrawnRoom(((0, 6),), Neighbours(pairs, 6))
    stream, chance = Stream("seats/E", seed, _EMPTY), Chance("seats/E", seed, _EMPTY)
    units = [1] * 10 + [0] * 2
    drawn = SittingDraw([room, room], {0: range(12)}, units, {}, stream).run(Silent())
    one: dict[str, Any] = {"room": None, "counts": [[0, 6]]}
    record: Any = _Full()
    again = Sitting(record, [one, one], {0: list(range(12))}, {}, chance).draw()
    assert again == drawn
    assert chance.below(2**60) == stream.below(2**60)


def _without_ties(path: Path) -> None:
    """Take the ties out: in so small an exam two relatives may have one room for both."""
    book = openpyxl.load_workbook(path)
    for name in ("亲属关系", "其他回避"):
        del book[name]
    book.save(path)
