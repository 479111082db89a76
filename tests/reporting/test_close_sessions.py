"""Sessions that share a draw and follow each other closely, as those of a 批次 do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from reporting_builders import a_book
from staff_builders import Case, a_paper, a_sheet, a_turn, a_work_room, clock
from staff_reading import table, texts

from allocator.models.domain.exam import Form
from allocator.progress import Silent
from allocator.reporting.day_export import export_day
from allocator.reporting.staff_export import export_staff

if TYPE_CHECKING:
    from pathlib import Path


def _close_sessions() -> Case:
    """Two sessions of one turn, 40 minutes apart, and a third one the day after."""
    starts = [clock(1), clock(1) + timedelta(minutes=130), clock(3)]
    papers = tuple(
        a_paper(nth, form=Form.ELECTRONIC, batch=1, start=start, end=start + timedelta(minutes=90))
        for nth, start in enumerate(starts, start=1)
    )
    rooms = (a_work_room(1, form=Form.ELECTRONIC, admins=1, batch=1),)
    whole = (("考点系统管理员", 1),)
    return Case(a_turn(1, 2, 3), papers=papers).site("01", rooms=rooms, whole=whole)


def _exported(case: Case, folder: Path) -> Path:
    export_staff(case.inputs, case.posting, case.posts, case.recusals, case.scopes,
                 case.resilience, a_book(), folder, Silent())  # fmt: skip
    return next(folder.glob("01_*"))


def _drawn(folder: Path, *, batch: int = 0) -> Path:
    """Write the documents of a draw for sessions 3 and 4, which begin 20 minutes after 3 ends."""
    sheet, draw = a_sheet((a_work_room(1, batch=batch),), sessions=(3, 4))
    start = sheet.turns[0].turn.start
    times = tuple((start + timedelta(minutes=110 * nth), start + timedelta(minutes=110 * nth + 90))
                  for nth in range(2))  # fmt: skip
    turn = replace(sheet.turns[0], turn=sheet.turns[0].turn._replace(times=times))
    export_day(replace(sheet, turns=(turn,)), 0, draw, folder, seed="391072", digest="5f2d8a91",
               number=1, rehearsal=False)  # fmt: skip
    return folder


def test_nobody_is_to_report_while_he_still_serves_the_session_before(tmp_path: Path) -> None:
    folder = _exported(_close_sessions(), tmp_path)
    notes = [sheet.cell(3, 1).value for sheet in load_workbook(folder / "考务人员签到表.xlsx")]
    assert "08:00 前到岗签到　　08:20 考前会、抽签　　09:00 开考" in notes[0]
    assert notes[1].endswith("场次1于 10:30 结束后接续，开考前签名　　11:10 开考")
    assert "08:00 前到岗签到　　08:20 考前会　　09:00 开考" in notes[2]
    cards = load_workbook(folder / "时间卡.xlsx")
    second = [sheet for sheet in cards if sheet.title.startswith("场次2")]
    assert len(second) == 5
    for sheet in second:
        rows = table(sheet, "时间")[:-1]
        assert rows[0][:3] == ["10:30", "场次1结束后", "接续下一场"]
        assert all(row[0] is None or row[0] >= "10:30" for row in rows)
    admin = table(cards["场次2 考点系统管理员"], "时间")
    assert admin[1][:3] == ["10:30", "场次1结束后", "确认开考授权"]


def test_patrol_is_not_to_walk_while_the_session_before_is_held(tmp_path: Path) -> None:
    cards = load_workbook(_drawn(tmp_path) / "流动监考路线卡_场次3.xlsx")
    start = clock(3)
    for name, minutes in (("场次3", -30), ("场次4", 90)):
        at = start + timedelta(minutes=minutes)
        assert f"开考前\n{at:%H:%M}" in texts([cards[name]])


def test_documents_of_the_staff_name_the_batch(tmp_path: Path) -> None:
    folder = _exported(_close_sessions(), tmp_path / "before")
    for name, sheet in (
        ("考务人员签到表", "场次2"),
        ("时间卡", "场次2 监考"),
        ("备用监考表", "场次2"),
    ):
        shown = "\n".join(map(str, texts([load_workbook(folder / f"{name}.xlsx")[sheet]])))
        assert "场次：2（第1批）" in shown, name
    _drawn(tmp_path / "after", batch=1)
    for name in ("监考安排表", "备用监考表"):
        note = load_workbook(tmp_path / "after" / f"{name}_场次3.xlsx")["场次4"].cell(2, 1).value
        assert "场次：4（第1批）　　2026年" in note
    assert "4（第1批）" in texts(load_workbook(tmp_path / "after" / "流动监考路线卡_场次3.xlsx"))
    assert "3、4（第1批）" in texts(load_workbook(tmp_path / "after" / "抽签条_场次3.xlsx"))


def test_documents_of_an_exam_without_batches_name_none(tmp_path: Path) -> None:
    for path in _drawn(tmp_path).glob("*.xlsx"):
        assert "批" not in "".join(map(str, texts(load_workbook(path))))
