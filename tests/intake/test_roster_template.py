"""The blank roster of duty: the audit must understand what is typed into it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner

from allocator.audit.duty.needs import Kind, kind_of
from allocator.audit.duty.tables import COLUMNS, GIVING, TAKING, DutyTables, read_duty_tables
from allocator.audit.plain import Span
from allocator.cli.main import cli
from allocator.intake.roster_schema import NOTES, ROSTER_SHEETS, TITLE
from allocator.intake.template import write_template
from allocator.lettering import ems
from allocator.models.rules.duty import DUTY_RULES, ROSTER_BOOK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_NINE, _NOON, _EVENING = (
    datetime.fromisoformat(f"2026-09-12 {hour}:00") for hour in ("09", "12", "18")
)


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    target = tmp_path / ROSTER_BOOK
    write_template(target, sheets=ROSTER_SHEETS, title=TITLE, notes=NOTES)
    return target


def _filled(blank: Path, rows: Mapping[str, Sequence[Sequence[object]]]) -> DutyTables:
    """Type rows below the headers and read the workbook back."""
    book = openpyxl.load_workbook(blank)
    for name, lines in rows.items():
        for down, cells in enumerate(lines, start=2):
            for across, value in enumerate(cells, start=1):
                book[name].cell(down, across, value)
    book.save(blank)
    return _read(blank)


def _read(blank: Path) -> DutyTables:
    tables = read_duty_tables(blank.parent)
    assert tables is not None
    return tables


def _run(*words: object) -> tuple[int, str]:
    """Run `allocator template --duties` and return how it ended and what it said."""
    done = CliRunner().invoke(cli, ["template", "--duties", *map(str, words)])
    return done.exit_code, done.output


def test_the_command_writes_it_under_its_name_and_not_over_another(tmp_path: Path) -> None:
    code, said = _run("-C", tmp_path)
    assert code == 0
    assert "编排总表.xlsx 所在的文件夹" in said
    assert [path.name for path in tmp_path.iterdir()] == [ROSTER_BOOK]
    assert _read(tmp_path / ROSTER_BOOK).faults == ()
    (tmp_path / ROSTER_BOOK).write_bytes(b"filled in")
    assert _run("-o", tmp_path)[0] == 2
    assert (tmp_path / ROSTER_BOOK).read_bytes() == b"filled in"
    assert _run("-o", tmp_path, "--replace")[0] == 0
    assert _read(tmp_path / ROSTER_BOOK).faults == ()
    assert _run("-o", tmp_path / "值守安排.xls")[0] == 2


def test_sheets_and_columns_are_those_that_the_audit_reads() -> None:
    written = {spec.name: tuple(one.header for one in spec.columns) for spec in ROSTER_SHEETS}
    assert written == COLUMNS
    assert list(written) == list(COLUMNS)


def test_the_blank_workbook_is_an_empty_roster_without_faults(blank: Path) -> None:
    assert openpyxl.load_workbook(blank).sheetnames == ["说明", *COLUMNS]
    assert _read(blank) == DutyTables(book=ROSTER_BOOK, sheets=tuple(COLUMNS))


def test_what_a_planner_types_is_read_back_as_meant(blank: Path) -> None:
    tables = _filled(blank, {
        "值守安排": [["卷库值守", "007", _NINE, "2026-09-12 18:00", "0012", "示例甲"]],
        "押运安排": [["007", "2026-09-12 09:00", _NOON, "示例A0001", "0013", "0014"]],
        "交接安排": [["007", _NINE, "出库", "交", "0012"],
                     ["007", "2026-09-12 09:00", "自拟的环节", "接", "0014"]],
    })  # fmt: skip
    assert tables.faults == ()
    (watch,), (ride,), (given, taken) = tables.watches, tables.rides, tables.hands
    assert watch == ("卷库值守", "007", Span(_NINE, _EVENING), "0012", "示例甲", 2)
    assert ride == ("007", Span(_NINE, _NOON), "示例A0001", "0013", "0014", 2)
    assert given == ("007", _NINE, "出库", GIVING, "0012", 2)
    assert taken == ("007", _NINE, "自拟的环节", TAKING, "0014", 3)


def test_cells_merged_over_the_rows_of_a_watch_stand_for_each_of_them(blank: Path) -> None:
    book = openpyxl.load_workbook(blank)
    sheet = book["值守安排"]
    for across, value in enumerate(("值班电话", "考区", _NINE, _NOON), start=1):
        sheet.cell(2, across, value)
        sheet.merge_cells(start_row=2, end_row=3, start_column=across, end_column=across)
    sheet["E2"], sheet["E3"] = "G0001", "G0002"
    book.save(blank)
    tables = _read(blank)
    assert tables.faults == ()
    assert [(one.task, one.span, one.staff) for one in tables.watches] == [
        ("值班电话", Span(_NINE, _NOON), staff) for staff in ("G0001", "G0002")
    ]


def test_a_row_of_the_examples_is_read_without_faults(blank: Path) -> None:
    rows = {spec.name: [[one.example for one in spec.columns]] for spec in ROSTER_SHEETS}
    tables = _filled(blank, rows)
    assert tables.faults == ()
    assert [len(part) for part in (tables.watches, tables.rides, tables.hands)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("name", "column"),
    [(spec.name, nth) for spec in ROSTER_SHEETS for nth in range(len(spec.columns))],
)
def test_only_what_is_marked_as_needed_is_missed(blank: Path, name: str, column: int) -> None:
    """车辆 and people of a trip are missed by ESCORT-TWO, all others by the reading."""
    spec = next(one for one in ROSTER_SHEETS if one.name == name)
    row = [one.example for one in spec.columns]
    row[column] = ""
    faults = _filled(blank, {name: [row]}).faults
    by_reading = spec.columns[column].required and spec.columns[column].key not in (
        "vehicle", "driver", "escort",
    )  # fmt: skip
    assert [fault.sheet for fault in faults] == [name] * by_reading


def test_tasks_of_the_list_are_known_to_the_rules() -> None:
    tasks = ROSTER_SHEETS[0].column("task").allowed
    assert [kind_of(task) for task in tasks] == [Kind.VAULT, Kind.PHONE, Kind.SORTING]


def test_lists_are_open_but_for_the_side(blank: Path) -> None:
    book = openpyxl.load_workbook(blank)
    lists = {
        (name, str(one.sqref).partition(":")[0]): one.showErrorMessage
        for name in COLUMNS
        for one in book[name].data_validations.dataValidation
    }
    assert lists == {
        ("值守安排", "A2"): False, ("交接安排", "C2"): False, ("交接安排", "D2"): True,
    }  # fmt: skip


def test_the_notes_name_the_rules_and_where_the_file_belongs(blank: Path) -> None:
    said = "\n".join(NOTES)
    assert [rule.code for rule in DUTY_RULES if rule.code not in said] == []
    assert ROSTER_BOOK in said
    assert "编排总表.xlsx" in said
    assert "allocator audit" in said
    sheet = openpyxl.load_workbook(blank)["说明"]
    assert [sheet.cell(row, 1).value for row in range(1, len(NOTES) + 2)] == [
        TITLE, *(f"{nth}. {note}" for nth, note in enumerate(NOTES, 1)),
    ]  # fmt: skip


def test_each_note_fits_its_line(blank: Path) -> None:
    sheet = openpyxl.load_workbook(blank)["说明"]
    units = sum(sheet.column_dimensions[letter].width for letter in "ABCDEFG")
    points = units * 7 * 72 / 96
    lines = [f"{nth}. {note}" for nth, note in enumerate(NOTES, 1)]
    assert [line for line in lines if ems(line) * 10 > points] == []
