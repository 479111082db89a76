"""The small parsers one by one, the schema, and the list of codes."""

from __future__ import annotations

import re
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest

import allocator.intake
from allocator.intake import cells, rooms, times
from allocator.intake.headers import cut, plain
from allocator.intake.issue_codes import ISSUE_CODE_OF, ISSUE_CODES
from allocator.intake.needs import employer
from allocator.intake.package import Contents, inspect
from allocator.intake.schema import SHEETS
from allocator.intake.sink import Fault, show
from allocator.models.domain.extra_time import extended_end
from allocator.models.domain.tickets import Segment, parse_template


@pytest.mark.parametrize(
    ("text", "floor"),
    [
        (1.0, 1), ("1楼", 1), ("一楼", 1), ("1层", 1), ("F1", 1), ("1F", 1), ("二层", 2),
        ("第三层", 3),
        ("负一层", -1), (-1.0, -1), ("B1", -1), ("地下2层", -2), ("十二楼", 12), ("二十", 20),
        ("３楼", 3),
    ],
)  # fmt: skip
def test_floor_is_understood(text: Any, floor: int) -> None:
    assert rooms.floor(text) == floor


@pytest.mark.parametrize("text", ["顶楼", "一百", "", "1.5", "十十"])
def test_what_is_no_floor_is_refused(text: str) -> None:
    assert isinstance(rooms.floor(text), Fault)


@pytest.mark.parametrize(
    ("text", "layout"),
    [("5x6", (6,) * 5), ("5×6", (6,) * 5), ("5*6", (6,) * 5), ("7-8-7-8", (7, 8, 7, 8)),
    ("６－６", (6, 6))],
)  # fmt: skip
def test_layout_is_columns_of_seats(text: str, layout: tuple[int, ...]) -> None:
    assert rooms.layout(text) == layout


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("9:00", time(9)), ("09：30", time(9, 30)), ("下午2点半", time(14, 30)),
        ("14时05分", time(14, 5)),
        ("9:00:00", time(9)), ("上午9:00", time(9)), ("2:00 PM", time(14)),
    ],
)  # fmt: skip
def test_clock_is_understood(text: str, clock: time) -> None:
    assert times.clock(text) == clock


@pytest.mark.parametrize("text", ["24:00", "9", "九点", "9:75", "2026-09-12"])
def test_what_is_no_clock_is_refused(text: str) -> None:
    assert isinstance(times.clock(text), Fault)


@pytest.mark.parametrize("text", ["2026-09-11 12:00", "2026年9月11日 12:00", "2026/9/11 中午12点"])
def test_moment_is_understood(text: str) -> None:
    assert times.moment(text) == datetime.fromisoformat("2026-09-11T12:00")


def test_extra_time_is_rounded_up_to_the_minute() -> None:
    start = datetime.fromisoformat("2026-09-12T09:00")
    for end, wanted in (("11:00", time(11, 36)), ("10:35", time(11, 4))):
        plain = datetime.fromisoformat(f"2026-09-12T{end}")
        assert extended_end(start, plain, 30).time() == wanted
    assert extended_end(start, start, 0) == start


def test_template_is_parsed_into_segments() -> None:
    assert parse_template("K{年:2}-｛座位：3｝") == (
        Segment(name="", width=1, literal="K"),
        Segment(name="年", width=2),
        Segment(name="", width=1, literal="-"),
        Segment(name="座位", width=3),
    )


@pytest.mark.parametrize("text", ["", "{年}", "{年:3}", "{某:2}", "{考场:0}", "{考场:2", "考场:2}"])
def test_wrong_template_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match=r"[一-龥]"):
        parse_template(text)


def test_headers_are_compared_without_what_does_not_matter() -> None:
    assert plain(" 证件\n号码＊") == "证件号码"
    assert cut("每人最多场次") == "每人最多场"


def test_every_code_is_declared_once_and_used() -> None:
    assert len(ISSUE_CODE_OF) == len(ISSUE_CODES)
    folder = Path(allocator.intake.__path__[0])
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.py"))
        if path.name != "issue_codes.py"
    )
    unused = [code for code in ISSUE_CODE_OF if f'"{code}"' not in source]
    assert unused == []
    told = set(re.findall(r'(?:Fault|report)\(\s*"([a-z0-9-]+)"', source))
    assert told <= set(ISSUE_CODE_OF)


def test_schema_has_no_name_twice() -> None:
    for spec in SHEETS:
        keys = [column.key for column in spec.columns]
        heads = [plain(column.header) for column in spec.columns]
        assert len(set(keys)) == len(keys)
        assert len(set(heads)) == len(heads)
        names = [plain(alias) for column in spec.columns for alias in column.aliases]
        assert len(set(names)) == len(names)


def test_archive_is_read_through(tmp_path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with (tmp_path / "a.xlsx").open("rb") as stream:
        contents = inspect(stream)
    assert isinstance(contents, Contents)
    assert not contents.macros
    assert not contents.flaws


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_is_no_text(cell: float) -> None:
    """No program writes such cells, but a file may hold them."""
    told = cells.text(cell)
    assert isinstance(told, Fault)
    assert told.code == "error-cell"
    assert employer(cell) == str(cell)


def test_blanks_of_a_value_are_shown_as_blanks() -> None:
    assert show("填表人：甲　乙\u00a0丙") == "填表人：甲　乙\u00a0丙"
    assert show("甲\r\n乙\t丙") == "甲 乙 丙"
    assert show("甲\u200b乙\x0b丙") == "甲\ufffd乙\ufffd丙"


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), True, 20261301, 46277.5, -1.0, 1e300])
def test_number_that_is_no_day_is_refused(cell: float) -> None:
    assert isinstance(times.day(cell), Fault)
