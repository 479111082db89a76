"""A roster of duty made by hand after publication: audited, and in nobody's way."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import openpyxl
import pytest
from cases.duty_roster import planned, write
from published import recomputed

from allocator.record.store import read_inputs

if TYPE_CHECKING:
    from pathlib import Path

    from published import Program

BOOK = "值守安排.xlsx"


@pytest.fixture
def rostered(arranged: Path, tmp_path: Path) -> Path:
    """Return a published exam beside which somebody has laid an obeying roster."""
    output = shutil.copytree(arranged, tmp_path / "结果")
    write(planned(output, read_inputs(output / "record"), trips=True), output / BOOK)
    return output


def spoil(output: Path) -> None:
    """Take somebody off the first watch of the 卷库."""
    book = openpyxl.load_workbook(output / BOOK)
    book["值守安排"].delete_rows(2)
    book.save(output / BOOK)


def test_an_obeying_roster_is_audited_and_everything_agrees(
    rostered: Path, program: Program
) -> None:
    # Nobody has audited it yet: what was published is as it was.
    for check in (program("verify", rostered, "-q"), recomputed(rostered)):
        assert check.returncode == 0, check.stdout
    done = program("audit", rostered, "-q")
    assert done.returncode == 0, done.stdout
    assert "值守规则未核对" not in done.stdout
    assert "SORTING-TWO 值守表和值守安排都没有分发（回收）室值班，未核对" in done.stdout
    report = openpyxl.load_workbook(rostered / "合规审查报告.xlsx")["合规审查报告"]
    verdicts = {row[0].value: (row[4].value, row[7].value) for row in report.iter_rows()}
    for rule in ("VAULT-TWO", "ESCORT-TWO", "HANDOVER-TWO", "PHONE", "DUTY-REST", "DUTY-PAIR"):
        checked, verdict = verdicts[rule]
        assert int(checked) > 0
        assert verdict == "符合", rule
    assert verdicts["SORTING-TWO"][1] == "不适用"
    assert program("verify", rostered, "-q").returncode == 0
    stranger = recomputed(rostered)
    assert stranger.returncode == 0, stranger.stdout
    assert "合规审查报告也审查了人工编排的值守安排（值守安排.xlsx " in stranger.stdout


def test_a_broken_roster_is_named_and_hinders_no_verification(
    rostered: Path, program: Program
) -> None:
    spoil(rostered)
    done = program("audit", rostered, "-q")
    assert done.returncode == 5
    assert "[VAULT-TWO]" in done.stdout
    assert "应有至少 2 人" in done.stdout
    assert "逐格一致" in done.stdout
    assert program("verify", rostered, "-q").returncode == 0


def test_a_roster_changed_after_its_audit_makes_the_report_stale(
    rostered: Path, program: Program
) -> None:
    assert program("audit", rostered, "-q").returncode == 0
    spoil(rostered)
    for gone in (False, True):
        if gone:
            (rostered / BOOK).unlink()
        done = program("verify", rostered, "-q")
        assert done.returncode == 5
        assert "值守安排在审查之后改动过或移走了" in done.stdout
    assert program("audit", rostered, "-q").returncode == 0
    assert program("verify", rostered, "-q").returncode == 0


def test_a_report_with_a_roster_stays_what_it_was_when_a_draw_is_made(
    rostered: Path, program: Program
) -> None:
    assert program("audit", rostered, "-q").returncode == 0
    draw = program("draw", "--site", "01", "--session", 1, "--seed", "11", "-o", rostered, "-q")
    assert draw.returncode == 0, draw.stderr
    # The log cannot know what an audit with a roster came to: it does not contradict the report.
    check = program("verify", rostered, "-q")
    assert check.returncode == 0, check.stdout
    book = openpyxl.load_workbook(rostered / "合规审查报告.xlsx")
    sheet = book["合规审查报告"]
    # At the edge of the sheet nothing stands behind it that could be a roster.
    sheet.cell(sheet.max_row + 1, sheet.max_column, "审查的值守安排")
    book.save(rostered / "合规审查报告.xlsx")
    check = program("verify", rostered, "-q")
    assert check.returncode == 5
    assert "内容已被改动，与它自带的内容摘要不符" in check.stdout
    (rostered / "合规审查报告.xlsx").write_bytes(b"PK damaged")
    check = program("verify", rostered, "-q")
    assert check.returncode == 5
    assert "合规审查报告.xlsx" in check.stdout


def test_without_a_roster_the_audit_says_what_it_did_not_check(
    arranged: Path, tmp_path: Path, program: Program
) -> None:
    output = shutil.copytree(arranged, tmp_path / "结果")
    done = program("audit", output, "-q")
    assert done.returncode == 0
    assert "值守规则未核对（没有 值守安排.xlsx）。请人工安排" in done.stdout


def test_a_roster_saved_again_after_its_audit_accuses_nobody(
    rostered: Path, program: Program
) -> None:
    assert program("audit", rostered, "-q").returncode == 0
    before = (rostered / BOOK).read_bytes()
    book = openpyxl.load_workbook(rostered / BOOK)
    book.properties.lastModifiedBy = "某人"  # within two seconds the bytes would be the same
    book.save(rostered / BOOK)
    assert (rostered / BOOK).read_bytes() != before
    done = program("verify", rostered, "-q")
    assert done.returncode == 0, done.stdout
    # Without this program only the file can be compared: it says that it may be no more than that.
    stranger = recomputed(rostered)
    assert f"[{BOOK}] 不是审查过的那个文件（也许只是另存过）" in stranger.stdout


def test_what_resembles_the_roster_by_name_is_named_and_not_read(
    rostered: Path, program: Program
) -> None:
    (rostered / BOOK).rename(rostered / "值守安排(1).xlsx")
    (rostered / "~$值守安排.xlsx").write_bytes(b"")
    done = program("audit", rostered, "-q")
    assert done.returncode == 0, done.stdout
    assert "值守规则未核对" in done.stdout
    assert "注意：值守安排(1).xlsx 没有审查；值守安排只认" in done.stdout
