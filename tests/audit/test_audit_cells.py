"""Cells of published workbooks that no program writes, but that a file may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from allocator.audit.cells import Unreadable, sheets, text, whole
from allocator.audit.exported import MISSING
from allocator.old_workbooks import OLE

if TYPE_CHECKING:
    from pathlib import Path


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


@pytest.mark.parametrize("name", ["考场座次表.xls", "考场座次表.xlsx"])
@pytest.mark.parametrize(
    ("head", "told"), [(OLE, "是旧版工作簿，或加了密码"), (OLE[:4] + bytes(4), "已损坏")]
)
def test_an_old_workbook_is_told_before_its_reader_sees_it(
    tmp_path: Path, name: str, head: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(head + bytes(4096))
    with pytest.raises(Unreadable, match=f"{name} {told}"):
        next(sheets(tmp_path / name))
