"""Bag arithmetic, type that fits, and names of sheets."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.errors import InputError
from allocator.reporting.bags import bags_for, spare_bags
from allocator.reporting.text import ems, fit, sheet_name

SIZES = (30, 25, 20, 15, 10, 5)


@pytest.mark.parametrize(
    ("people", "bags"),
    [
        (0, (0, 0, 0, 0, 0, 0)),
        (1, (0, 0, 0, 0, 0, 1)),
        (7, (0, 0, 0, 0, 1, 0)),
        (26, (1, 0, 0, 0, 0, 0)),
        (30, (1, 0, 0, 0, 0, 0)),
        (33, (1, 0, 0, 0, 0, 1)),
        (36, (1, 0, 0, 0, 1, 0)),
        (99, (3, 0, 0, 0, 1, 0)),
    ],
)
def test_bags_of_the_default_sizes(people: int, bags: tuple[int, ...]) -> None:
    assert bags_for(people, SIZES) == bags


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.integers(1, 60), st.lists(st.integers(4, 31), min_size=1, max_size=3, unique=True))
def test_bags_hold_everybody_with_fewest_copies_then_fewest_bags(
    people: int, found: list[int]
) -> None:
    sizes = tuple(sorted(found, reverse=True))
    counts = bags_for(people, sizes)
    assert len(counts) == len(sizes)
    ours = (sum(n * size for n, size in zip(counts, sizes, strict=True)), sum(counts))
    ways = product(*(range(people // size + 2) for size in sizes))
    totals = ((sum(n * size for n, size in zip(way, sizes, strict=True)), sum(way)) for way in ways)
    assert ours == min(total for total in totals if total[0] >= people)


def test_order_of_sizes_is_kept() -> None:
    assert bags_for(33, (5, 30)) == (1, 1)


def test_spare_bags_as_written() -> None:
    assert spare_bags("", SIZES) == (0,) * 6
    assert spare_bags("2", SIZES) == (2, 0, 0, 0, 0, 0)
    assert spare_bags("30:1；5：2", SIZES) == (1, 0, 0, 0, 0, 2)
    for wrong in ("七袋", "31:1", "30"[:0] + "x"):
        with pytest.raises(InputError, match="备用试卷袋"):
            spare_bags(wrong, SIZES)


def test_type_shrinks_until_the_name_fits() -> None:
    sizes = (14, 12, 10, 9, 8, 7, 6, 5)
    assert fit("王明", 60, 40, sizes) == 14
    long = fit("阿卜杜热合曼·买买提吐尔逊·艾合买提江·喀迪尔阿洪", 60, 40, sizes)
    assert 5 <= long < 9
    assert ems("𠮷12") == pytest.approx(1 + 2 * 0.58)


def test_sheet_names_are_legal_and_unique() -> None:
    assert sheet_name("场次1[甲]:*?/\\", []) == "场次1_甲______"
    long = sheet_name("长" * 40, [])
    assert len(long) == 31
    again = sheet_name("长" * 40, [long])
    assert len(again) == 31
    assert again.endswith("(2)")
    assert sheet_name("场次1", ["场次1"]) == "场次1(2)"
