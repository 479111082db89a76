"""Files that are not what they should be, and limits: each a clear error of row 0."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from intake_books import a_book, an_id, codes, found, put, read, save
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Font

from allocator.intake.load import Intake, load

if TYPE_CHECKING:
    from pathlib import Path


def _file_code(intake: Intake, name: str) -> set[str]:
    assert intake.inputs is None
    return {i.code for i in intake.issues if i.file == name and i.row == 0}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "file-empty"),
        ("a.xlsx", b"hello, world", "file-wrong-extension"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "file-wrong-extension"),
        ("a.xls", b"PK\x03\x04rest", "file-wrong-extension"),
        ("a.xlsx", b"PK\x03\x04rest", "file-damaged"),
        ("a.csv", b"\xff\xff\xff,\xfe\xff\n", "file-encoding"),
        ("a.csv", b"PK\x03\x04rest", "file-wrong-extension"),
        ("a.dbf", b"\x03" + bytes(3) + b"\xff\xff\0\0" + b"\x41\0\x10\0", "file-damaged"),
        ("a.pdf", b"%PDF", "file-unsupported"),
    ],
)
def test_wrong_file_is_told(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    told = _file_code(load([tmp_path / name]), name)
    if name == "a.xls" and data.startswith(b"PK"):
        assert told == {"file-damaged"} or told == {code}
    else:
        assert told == {code}


def test_missing_file_and_empty_folder_are_told(tmp_path: Path) -> None:
    assert "file-missing" in codes(load([tmp_path / "无.xlsx"]))
    assert "file-none" in codes(load([tmp_path]))


def test_truncated_workbook_is_told(tmp_path: Path) -> None:
    data = save(a_book(), tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "b.xlsx").write_bytes(data[: len(data) // 2])
    assert _file_code(load([tmp_path / "b.xlsx"]), "b.xlsx") == {"file-damaged"}


def test_xlsx_named_xls_is_told(tmp_path: Path) -> None:
    save(a_book(), tmp_path / "a.xlsx").rename(tmp_path / "a.xls")
    assert _file_code(load([tmp_path / "a.xls"]), "a.xls") == {"file-wrong-extension"}


def test_archive_that_expands_too_far_is_not_opened(tmp_path: Path) -> None:
    path = save(a_book(), tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", bytes(20 << 20))
    assert _file_code(load([path]), "a.xlsx") == {"archive-bomb"}


def test_archive_that_lies_about_its_sizes_is_damaged(tmp_path: Path) -> None:
    path = save(a_book(), tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", bytes(9 << 20))
    size = (9 << 20).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (9 << 10).to_bytes(4, "little")))
    assert _file_code(load([path]), "a.xlsx") == {"file-damaged"}


def _lock(path: Path, word: str) -> None:
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(path.read_bytes())).encrypt(word, locked)
    path.write_bytes(locked.getvalue())


def test_password_is_asked_for(tmp_path: Path) -> None:
    path = save(a_book(), tmp_path / "a.xlsx")
    _lock(path, "口令123")
    asked: list[Path] = []

    def tell(which: Path) -> str:
        asked.append(which)
        return "口令123"

    assert load([path], password=tell).inputs is not None
    assert asked == [path]
    assert _file_code(load([path]), "a.xlsx") == {"file-encrypted"}
    assert _file_code(load([path], password=lambda _: "错"), "a.xlsx") == {"file-password"}


def _edit(path: Path, part: str, pattern: str, replacement: str) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode("utf-8")
    changed = re.sub(pattern, replacement, text, count=1)
    assert changed != text
    parts[part] = changed.encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_formula_without_value_and_error_value_are_told(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(save(a_book(), tmp_path / "a.xlsx"))
    workbook["考生"]["B3"] = '="张"&"三"'
    workbook["考场"]["E2"] = "#N/A"
    workbook["考场"]["E2"].data_type = "e"
    workbook["考点"]["A2"] = "=A9"
    workbook.save(tmp_path / "b.xlsx")
    assert found(load([tmp_path / "b.xlsx"])) >= {
        ("formula-no-value", "考生", 3, "姓名"),
        ("error-cell", "考场", 2, "可用座位数"),
        ("formula-no-value", "考点", 2, "考点代码"),
    }


def test_formula_with_a_stored_value_is_read(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(save(a_book(), tmp_path / "a.xlsx"))
    workbook["考生"]["B3"] = "=J3"
    workbook.save(tmp_path / "b.xlsx")
    path = _edit(
        tmp_path / "b.xlsx",
        "xl/worksheets/sheet2.xml",
        r'<c r="B3"([^>]*)><f>J3</f><v ?/?>(</v>)?</c>',
        r'<c r="B3"\1 t="str"><f>J3</f><v>张三</v></c>',
    )
    intake = load([path])
    assert intake.inputs is not None
    assert intake.inputs.candidates[1].name == "张三"


def test_merged_data_cells_are_told_once_and_filled(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(save(a_book(), tmp_path / "a.xlsx"))
    workbook["考场"].merge_cells("A2:A3")
    workbook.save(tmp_path / "b.xlsx")
    assert found(load([tmp_path / "b.xlsx"])) == {("merged-cell", "考场", 2, "考点代码")}


def test_macros_and_links_are_told_and_not_used(tmp_path: Path) -> None:
    path = save(a_book(), tmp_path / "a.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<x/>")
    intake = load([path])
    assert intake.inputs is not None
    assert codes(intake) == {"macros", "external-links"}


def test_too_many_rows_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allocator.intake.workbook.MAX_ROWS", 3)
    told = found(load([save(a_book(9), tmp_path / "a.xlsx")]))
    assert ("too-many-rows", "考生", 0, "") in told


def test_blanks_at_the_end_of_a_sheet_are_no_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allocator.intake.workbook.MAX_ROWS", 9)
    path = save(a_book(), tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["考生"]["C90"] = " "
    workbook.save(path)
    assert load([path]).issues == ()
    workbook["考生"]["D80"] = "x"
    workbook.save(path)
    (issue,) = [issue for issue in load([path]).issues if issue.code == "too-many-rows"]
    assert issue.sheet == "考生"
    assert "第 80 行" in issue.message


def test_results_that_lie_among_the_inputs_are_told_and_not_read(tmp_path: Path) -> None:
    save(a_book(), tmp_path / "名单.xlsx")
    for folder in ("结果", "结果/01_一中", "结果.旧-001"):
        (tmp_path / folder).mkdir()
        save(a_book(), tmp_path / folder / "考场门贴.xlsx")
    for folder in ("结果", "结果.旧-001"):
        save(a_book(), tmp_path / folder / "编排总表.xlsx")
    intake = load([tmp_path])
    assert intake.files == (tmp_path / "名单.xlsx",)
    assert [(i.code, i.file) for i in intake.issues] == [
        ("file-ignored", "结果"), ("file-ignored", "结果.旧-001"),
    ]  # fmt: skip
    assert intake.inputs is not None


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for site in ("东区", "西区"):
        (tmp_path / site).mkdir()
        book = (
            a_book() if site == "东区" else {"考场": put(a_book(), "考场", 1, "楼栋", "")["考场"]}
        )
        save(book, tmp_path / site / "名单.xlsx")
    files = {i.file for i in load([tmp_path]).issues if i.code == "required-blank"}
    assert files == {"西区/名单.xlsx"}


def test_no_truncation_or_changed_byte_is_a_crash(tmp_path: Path) -> None:
    data = save(a_book(), tmp_path / "a.xlsx").read_bytes()
    target = tmp_path / "b.xlsx"
    for step in range(1, 40):
        at = step * len(data) // 40
        target.write_bytes(data[:at])
        assert load([target]).inputs is None
        target.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        intake = load([target])
        assert (intake.inputs is None) == any(i.severity == "错误" for i in intake.issues)


def test_reading_libraries_are_loaded_only_when_a_file_is_read() -> None:
    heavy = ("openpyxl", "xlsxwriter", "python_calamine", "msoffcrypto", "dbfread", "stdnum")
    script = (
        "import sys, allocator.intake.load, allocator.intake.template, "
        "allocator.intake.report_back, allocator.intake.health_report; "
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_result_does_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    book = put(a_book(), "考生", 1, "科目", "03、04")
    path = save(put(book, "考生", 2, "特殊需求", "靠窗"), tmp_path / "a.xlsx")
    script = (
        "import sys; from pathlib import Path; from allocator.intake.load import load; "
        "print(ascii(load([Path(sys.argv[1])])))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script, str(path)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(told) == 1
    assert "subject-unknown" in told.pop()


def _with_csv(folder: Path, lines: list[str]) -> None:
    book = a_book()
    book.pop("考生")
    save(book, folder / "总表.xlsx")
    (folder / "考生.csv").write_text("\n".join(lines), encoding="gb18030")


def test_title_above_a_csv_does_not_hide_its_separator(tmp_path: Path) -> None:
    rows = ["\t".join(map(str, row)) for row in a_book()["考生"]]
    _with_csv(tmp_path, ["2026年考生名单", "填报单位：示例, 联系人：甲", *rows])
    assert load([tmp_path]).inputs == read(a_book(), tmp_path).inputs


def test_marks_within_a_cell_of_a_csv_do_not_part_its_columns(tmp_path: Path) -> None:
    book = put(a_book(), "考生", 1, "备注", "师生;邻居;同乡;" * 9)
    _with_csv(tmp_path, [",".join(map(str, row)) for row in book["考生"]])
    assert load([tmp_path]).inputs == read(book, tmp_path).inputs


@pytest.mark.parametrize(
    ("right", "wrong", "row"),
    [
        ("单位1", '"单位1', 2),
        ("单位1", '"单位1"某部', 2),
        ("单位2", "单位2,某部", 3),
        ('备注,"一","二"', '备注,"一,"二"', 1),
    ],
)
def test_csv_whose_quotes_or_commas_do_not_add_up_is_refused(
    tmp_path: Path, right: str, wrong: str, row: int
) -> None:
    lines = [",".join(map(str, one)) for one in a_book()["考生"]]
    lines = [line + end for line, end in zip(lines, (',"一","二"', *[',"a","b"'] * 3), strict=True)]
    _with_csv(tmp_path, lines)
    assert load([tmp_path]).inputs is not None
    _with_csv(tmp_path, "\n".join(lines).replace(right, wrong).split("\n"))
    intake = load([tmp_path])
    assert _file_code(intake, "考生.csv") == {"csv-cells"}
    (issue,) = [issue for issue in intake.issues if issue.code == "csv-cells"]
    assert f"第 {row} 行" in issue.message
    assert "双引号" in issue.cure


def test_line_breaks_within_a_cell_of_a_csv_are_read(tmp_path: Path) -> None:
    book = put(a_book(), "考生", 1, "备注", '"甲，\n乙, 丙\n丁"')
    _with_csv(tmp_path, [",".join(map(str, row)) for row in book["考生"]])
    inputs = load([tmp_path]).inputs
    assert inputs is not None
    assert inputs.candidates[0].note == "甲，\n乙, 丙\n丁"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_text_that_excel_writes_as_unicode_is_read(tmp_path: Path, encoding: str) -> None:
    book = a_book()
    lines = "\r\n".join("\t".join(map(str, row)) for row in book.pop("考生"))
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    save(book, tmp_path / "总表.xlsx")
    (tmp_path / "考生.csv").write_bytes((mark + lines).encode(encoding))
    assert load([tmp_path]).inputs == read(a_book(), tmp_path).inputs


def test_text_that_a_csv_guards_from_excel_is_read_without_the_guard(tmp_path: Path) -> None:
    book = a_book()
    for row in book["考生"][1:]:
        row[4] = f'="{row[4]}"'
    put(book, "考生", 1, "备注", '=1+"2"')
    _with_csv(tmp_path, ["\t".join(map(str, row)) for row in book["考生"]])
    inputs = load([tmp_path]).inputs
    assert inputs is not None
    assert [who.id_number for who in inputs.candidates] == [an_id(n) for n in (1, 2, 3)]
    assert inputs.candidates[0].note == '=1+"2"'


def test_files_of_the_system_itself_are_passed_over(tmp_path: Path) -> None:
    save(a_book(), tmp_path / "a.xlsx")
    for name in ("Thumbs.db", "desktop.ini"):
        (tmp_path / name).write_bytes(b"x")
    assert load([tmp_path]).issues == ()


def test_hidden_sheet_that_is_read_is_told(tmp_path: Path) -> None:
    path = save(a_book(), tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["考场"].sheet_state = "hidden"
    workbook.create_sheet("旧").sheet_state = "veryHidden"
    workbook.save(path)
    intake = load([path])
    assert found(intake) == {("sheet-hidden", "考场", 0, "")}
    assert intake.inputs is not None


def test_file_that_cannot_be_opened_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    save(put(a_book(), "考点", 1, "备用考场", "三"), tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "nowhere.xlsx")
    intake = load([tmp_path])
    assert _file_code(intake, "b.xlsx") == {"file-unreadable"}
    assert ("not-whole-number", "考点", 2, "备用考场") in found(intake)


def test_file_that_another_program_holds_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(a_book(), tmp_path / "a.xlsx")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    intake = load([path])
    assert _file_code(intake, "a.xlsx") == {"file-unreadable"}
    assert "Excel" in intake.issues[0].cure


def test_lock_file_of_excel_named_directly_is_not_read(tmp_path: Path) -> None:
    path = save(a_book(), tmp_path / "a.xlsx")
    (tmp_path / "~$a.xlsx").write_bytes(b"\x05user")
    intake = load([path, tmp_path / "~$a.xlsx"])
    assert [(i.code, i.file) for i in intake.issues] == [("file-ignored", "~$a.xlsx")]
    assert intake.inputs is not None


def test_second_copy_of_a_file_is_told_and_not_read(tmp_path: Path) -> None:
    data = save(a_book(), tmp_path / "名单.xlsx").read_bytes()
    (tmp_path / "名单 - 副本.xlsx").write_bytes(data)
    intake = load([tmp_path])
    assert [(i.code, i.file) for i in intake.issues] == [("file-ignored", "名单.xlsx")]
    assert "名单 - 副本.xlsx" in intake.issues[0].message
    assert intake.inputs == load([tmp_path / "名单.xlsx"]).inputs


def test_rows_that_are_hidden_or_struck_out_are_read_and_told(tmp_path: Path) -> None:
    path = save(a_book(9), tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["考生"]
    for row in (3, 5):
        sheet.row_dimensions[row].hidden = True
    for place in ("B4", "E4", "A7"):
        sheet[place].font = Font(strike=True)
    sheet["Z8"].font = sheet["A40"].font = sheet["B1"].font = Font(strike=True)
    sheet["B9"].font = Font(strike=False, bold=True)
    sheet.row_dimensions[1].hidden = sheet.row_dimensions[50].hidden = True
    workbook.save(path)
    intake = load([path])
    assert [(i.code, i.sheet, i.row) for i in intake.issues] == [
        ("row-hidden", "考生", 3), ("row-struck", "考生", 4),
    ]  # fmt: skip
    hidden, struck = intake.issues
    assert "有 2 行是隐藏或被筛选掉的，已照常读取（第 3、5 行）" in hidden.message
    assert "有 2 行是有删除线的，已照常读取（第 4、7 行）" in struck.message
    assert intake.inputs == read(a_book(9), tmp_path).inputs
