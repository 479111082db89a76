"""复算.py accuses nobody where PATROL-5 is waived, and still finds what was edited."""

from __future__ import annotations

import shutil
from itertools import product
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from published import column, data_of, edit_record, recomputed, set_cell, stranger

from allocator.models.domain.exam import Form
from allocator.models.domain.ids import RoomId
from allocator.models.domain.staffing import WorkRoom
from allocator.solvers.staff.patrol import floor_groups
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from published import Program

_SHEET = "sheets/01.json"
_AREAS = f"不同 [record/{_SHEET}] 场次 3 流动监考的各区域："


def _exam(folder: Path, patrols: int) -> Path:
    """Write an exam that waives PATROL-5: two floors, one of which has rooms for two areas."""
    (path,) = write_exam(folder, exam="一级消防", candidates=320, sites=1, seed="重算")
    book = openpyxl.load_workbook(path)
    rooms, staff = book["考场"], book["工作人员"]
    for row in range(2, rooms.max_row + 1):
        where = {"楼栋": "主楼", "楼层": 1 + (row > 9), "教室": str(row)}
        for name, value in where.items():
            set_cell(row, name, value)(rooms)
    posts = [staff.cell(row, column(staff, "可任岗位")) for row in range(2, staff.max_row + 1)]
    able = [cell for cell in posts if "流动监考" in cell.value]
    for cell in able[patrols:]:
        cell.value = "监考"
    for cell in able[:patrols]:
        cell.value = "流动监考"
        for name in ("可用场次", "每人最多场次"):
            set_cell(cell.row, name, None)(staff)
    book["参数"].append(["PATROL-5", "豁免", "人员不足"])
    book.save(path)
    return path


@pytest.fixture(scope="module", params=[1, 2])
def few(request: Any, program: Program, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return results with fewer 流动监考 than areas, already when people were posted."""
    folder = tmp_path_factory.mktemp("豁免")
    output = folder / "结果"
    _done(program("run", _exam(folder, request.param), "--seed", "1", "-o", output, "-q"))
    return output


def test_areas_before_they_are_merged_are_those_that_posting_makes() -> None:
    """Whatever number of rooms a floor has: the fewest even parts of five at most."""
    unmerged = stranger().unmerged
    for first, second in product(range(1, 18), (1, 6, 11)):
        floors = [1] * first + [2] * second
        rooms = [
            WorkRoom(str(n), RoomId("01", "主楼", floor, str(n)), "XF", 0, Form.PAPER, 30, 2, 0)
            for n, floor in enumerate(floors)
        ]
        made = floor_groups(rooms, {room.room: n for n, room in enumerate(rooms)})
        merged = [["主楼", [1, 2], [room.number for room in rooms]]]
        part = {"rooms": [[room.number, [*room.room]] for room in rooms], "groups": merged}
        assert [*unmerged(part)] == [
            [group.building, [*group.floors], [*group.rooms]] for group in made
        ]


def _done(done: Any) -> None:
    assert done.returncode == 0, done.stdout + done.stderr


def _nobody_is_accused(program: Program, output: Path) -> None:
    for verb in ("verify", "audit"):
        _done(program(verb, output, "-q", "--jobs", "1"))
    _done(recomputed(output))


def test_areas_that_people_were_posted_for_are_merged_ones(few: Path, program: Program) -> None:
    work, sheet = data_of(few, "posting.json")["works"][0], data_of(few, _SHEET)
    last = sheet["turns"][-1]
    assert len(last["groups"]) == 3
    assert len(last["patrols"]) == len(work["turns"][-1]["groups"]) < 3
    _nobody_is_accused(program, few)


def test_and_so_after_draws_rehearsals_and_absence(
    few: Path, program: Program, tmp_path: Path
) -> None:
    output = shutil.copytree(few, tmp_path / "结果")
    sheet = data_of(output, _SHEET)
    patrols = [sheet["people"][n][0] for n in sheet["turns"][-1]["patrols"]]
    absent = ("--absent", patrols[0]) if len(patrols) > 1 else ()
    for words in (
        ("--session", "1", "--seed", "3", "--rehearse"),
        ("--session", "1", "--seed", "4"),
        ("--session", "2", "--seed", "5", "--rehearse"),
        ("--session", "3", "--seed", "6", *absent),
    ):
        _done(program("draw", "--site", "01", *words, "-o", output, "-q"))
    _nobody_is_accused(program, output)


def _moved(groups: list[Any]) -> None:
    """Let a room be covered by its neighbour's 流动监考; all rooms stay, in their order."""
    groups[1][2].insert(0, groups[0][2].pop())


def _merged(groups: list[Any]) -> None:
    """Make two areas of a floor one."""
    groups[0][2] += groups.pop(1)[2]


def _upstairs(groups: list[Any]) -> None:
    groups[0][1] = [2]


@pytest.mark.parametrize("change", [_moved, _merged, _upstairs])
def test_areas_that_were_edited_are_named(
    few: Path, tmp_path: Path, change: Callable[[list[Any]], None]
) -> None:
    """Whatever was merged for posting: the areas before follow from the rooms."""
    output = shutil.copytree(few, tmp_path / "结果")
    edit_record(output, _SHEET, lambda sheet: change(sheet["turns"][-1]["groups"]))
    done = recomputed(output)
    assert (done.returncode, done.stderr) == (1, "")
    (told,) = [line for line in done.stdout.splitlines() if "流动监考" in line]
    assert told.startswith(_AREAS)


def test_a_waiver_that_only_a_sheet_tells_of_is_named(original: Path, tmp_path: Path) -> None:
    output = shutil.copytree(original, tmp_path / "结果")
    edit_record(output, _SHEET, lambda sheet: sheet.update(patrol_waiver="人员不足"))
    done = recomputed(output)
    assert (done.returncode, done.stderr) == (1, "")
    assert f"不同 [record/{_SHEET}] 豁免 PATROL-5：应为 ，记录为 人员不足" in done.stdout
