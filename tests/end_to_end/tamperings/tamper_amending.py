"""The exam of `tamper_scene`, amended twice before its first draw of the day, and copies of it.

First a roster that was put right is given again and two leave, one of a post for the whole exam and
one who invigilates; then whoever took the place of the latter leaves, with somebody else. A
rehearsal of before is made again each time. Beside it lies what it was before each amendment.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import openpyxl
from tamper_scene import TWO, Scene, by_two, draw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CANDIDATE, DOCTOR = "26111000004", "G00015"
"""Whose names are put right."""
WRONG, RIGHT = "丁林国", "丁林果"
WRONG_DOCTOR, RIGHT_DOCTOR = "吴萱娜", "吴萱"
GUARD, INVIGILATOR, KEEPER = "G00018", "G00104", "G00031"
"""Who leave: 保卫 and 监考 first; then 试卷管理, with the second taker."""
NEW_GUARD, TAKER = "G00120", "G00110"
"""Who take the places of the first two; the second one leaves again."""
NEW_KEEPER, LAST = "G00130", "G00116"
"""Who take the places of 试卷管理 and of `TAKER`."""
FIRST_SEED, SECOND_SEED = "5501", "5502"
REASON, LATER_REASON = "姓名有误；两人生病", "事假"
WITNESS = "公证处"
ROSTER = "名单.xlsx"
"""What was given for the first amendment, kept aside."""
BEFORE, ONCE = "变更前", "一次变更后"
"""Where it is kept as it was before the first amendment, and before the second one."""
_CELLS = (
    ("考生", CANDIDATE, "姓名", WRONG, RIGHT),
    ("工作人员", DOCTOR, "姓名", WRONG_DOCTOR, RIGHT_DOCTOR),
    ("工作人员", "G00090", "电话", "0999-1902978", "0999-1902979"),
)


def amended(published: Scene, folder: Path) -> Scene:
    """Make the exam below an empty folder, from one that was published."""
    scene = Scene(folder / "结果", folder / "笔记本", folder / "留存")
    scene.laptop.mkdir()
    shutil.copytree(published.aside / "抽签前", scene.output)
    draw(scene.output, 3, "--seed", "14", "--rehearse")
    shutil.copytree(scene.output, scene.aside / BEFORE)
    (book,) = (published.aside.parent / "名单").glob("*.xlsx")
    roster = shutil.copy(book, scene.aside / ROSTER)
    put_right(roster, *_CELLS)
    amend(scene, roster, "--out", f"{GUARD},{INVIGILATOR}", "--seed", FIRST_SEED,
          "--reason", REASON, "--witness", WITNESS)  # fmt: skip
    shutil.copytree(scene.output, scene.aside / ONCE)
    amend_again(scene)
    draw_day(scene)
    return scene


def amend(scene: Scene, *words: object) -> None:
    """Amend as two persons do."""
    by_two("amend", *words, *TWO, "-o", scene.output, "-q", "--jobs", 1)


def amend_again(scene: Scene, seed: str = SECOND_SEED) -> None:
    """Make the second amendment."""
    amend(scene, "--out", f"{KEEPER},{TAKER}", "--seed", seed, "--reason", LATER_REASON)


def draw_day(scene: Scene) -> None:
    by_two("draw", "--site", "01", "--session", 1, "--seed", "11", *TWO, "-o", scene.output, "-q")


def put_back(scene: Scene, moment: str) -> None:
    """Put everything of an earlier moment in the place of what is there."""
    shutil.rmtree(scene.output)
    shutil.copytree(scene.aside / moment, scene.output)


def put_right(roster: Path, *cells: Sequence[str]) -> None:
    """Change cells of a roster, each given by sheet, key of the row, column, and both values."""
    book = openpyxl.load_workbook(roster)
    for sheet, key, column, old, new in cells:
        cell = _cell(book[sheet], key, column)
        assert cell.value == old
        cell.value = new
    book.save(roster)


def _cell(page: Any, key: str, column: str) -> Any:
    rows = list(page.iter_rows())
    (at,) = (nth for row in rows[:3] for nth, cell in enumerate(row) if cell.value == column)
    (row,) = (row for row in rows if key in [cell.value for cell in row])
    return row[at]
