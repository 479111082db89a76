"""Sheet 值守 is read and checked, and nobody is left to think that it is arranged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_books import a_book, read, save, with_staff

from allocator.intake.load import load

if TYPE_CHECKING:
    from pathlib import Path

TELLS_DUTIES = True


def test_duties_are_told_once_to_be_arranged_by_hand(tmp_path: Path) -> None:
    book = with_staff(a_book())
    book["值守"].append(["值班电话", "01", "2026-09-12 08:00", "2026-09-12 18:00", "", 1, "值班"])
    intake = read(book, tmp_path)
    (issue,) = [issue for issue in intake.issues if issue.code.startswith("duty-")]
    assert (issue.code, issue.severity) == ("duty-not-arranged", "警告")
    assert (issue.sheet, issue.row, issue.column) == ("值守", 1, "任务")
    assert "2 项" in issue.message
    assert "人工安排" in issue.cure
    assert intake.inputs is not None
    assert len(intake.inputs.duty_needs) == 2


def test_duties_of_several_files_are_told_once(tmp_path: Path) -> None:
    book = with_staff(a_book())
    save({"值守": book.pop("值守")}, tmp_path / "值守.xlsx")
    telephone = ["值班电话", "01", "2026-09-12 08:00", "2026-09-12 18:00", "", 1, "值班"]
    headers = with_staff(a_book())["值守"][0]
    save({"值守": [headers, telephone]}, tmp_path / "电话.xlsx")
    save(book, tmp_path / "名单.xlsx")
    issues = [i for i in load([tmp_path]).issues if i.code.startswith("duty-")]
    assert [i.code for i in issues] == ["duty-not-arranged"]
    assert "2 项" in issues[0].message


def test_an_empty_sheet_promises_no_roster(tmp_path: Path) -> None:
    book = with_staff(a_book())
    del book["值守"][1:]
    (issue,) = read(book, tmp_path).issues
    assert issue.code == "duty-none"
    assert "不编排" in issue.cure
    assert "填写" not in issue.cure
