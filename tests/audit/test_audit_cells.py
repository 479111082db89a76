"""Cells of published workbooks that no program writes, but that a file may hold."""

from __future__ import annotations

import pytest

from allocator.audit.cells import text, whole
from allocator.audit.exported import MISSING


@pytest.mark.parametrize(
    ("value", "told", "number"),
    [
        (3.0, "3", 3),
        ("3", "3", 3),
        (1.5, "1.5", MISSING),
        (float("nan"), "nan", MISSING),
        (float("inf"), "inf", MISSING),
        (float("-inf"), "-inf", MISSING),
    ],
)
def test_any_number_can_be_told(value: object, told: str, number: int) -> None:
    assert text(value) == told
    assert whole(value) == number
