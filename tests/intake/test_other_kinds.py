"""ODS and numeric DBF fields, subject columns headed by numbers, settings that name specialties."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from intake_books import Book, a_book, codes, found, put, read, save, with_settings

from allocator.intake.load import load

if TYPE_CHECKING:
    from pathlib import Path

_OPEN = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    "<office:spreadsheet>"
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)
_CLOSE = "</office:spreadsheet></office:body></office:document-content>"


def _cell(value: Any) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = str(value)
    if text == "2026-09-12":
        return f'<table:table-cell office:value-type="date" office:date-value="{text}"/>'
    if text == "9:00":
        return '<table:table-cell office:value-type="time" office:time-value="PT09H00M00S"/>'
    return (
        '<table:table-cell office:value-type="string">'
        f"<text:p>{escape(text)}</text:p></table:table-cell>"
    )


def _save_ods(book: Book, path: Path) -> Path:
    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in book.items()
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _OPEN + tables + _CLOSE)
    return path


def test_ods_is_read_like_xlsx(tmp_path: Path) -> None:
    book = put(a_book(), "考试", 2, "开始时间", "14:00")
    from_ods = load([_save_ods(book, tmp_path / "a.ods")])
    from_xlsx = load([save(book, tmp_path / "a.xlsx")])
    assert from_ods.issues == ()
    assert from_ods.inputs == from_xlsx.inputs


def _as_ods(path: Path, old: str, new: str) -> Path:
    """Save the good workbook with one piece of its XML replaced."""
    text = zipfile.ZipFile(_save_ods(a_book(), path)).read("content.xml").decode()
    assert text.count(old) == 1
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", text.replace(old, new))
    return path


_UNIT = _cell("单位2")


def test_error_value_of_an_ods_is_no_blank_cell(tmp_path: Path) -> None:
    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    intake = load([_as_ods(tmp_path / "a.ods", _UNIT, error)])
    assert found(intake) == {("error-cell", "考生", 3, "工作单位")}
    assert [(count.read, count.rejected) for count in intake.counts][1] == (3, 1)


def test_formula_without_a_value_of_an_ods_is_told(tmp_path: Path) -> None:
    formula = '<table:table-cell table:formula="of:=A1"/>'
    intake = load([_as_ods(tmp_path / "a.ods", _UNIT, formula)])
    assert found(intake) == {("formula-no-value", "考生", 3, "工作单位")}


def test_merged_cells_of_an_ods_are_told(tmp_path: Path) -> None:
    merged = _UNIT.replace("<table:table-cell", '<table:table-cell table:number-rows-spanned="2"')
    intake = load([_as_ods(tmp_path / "a.ods", _UNIT, merged)])
    assert found(intake) == {("merged-cell", "考生", 3, "工作单位")}


def test_repeated_cells_and_rows_of_an_ods_are_counted(tmp_path: Path) -> None:
    site = f"<table:table-row>{_cell('01')}{_cell('一中')}{_cell(1)}</table:table-row>"
    blank = '<table:table-row table:number-rows-repeated="4"><table:table-cell/></table:table-row>'
    wrong = site.replace("01", "02").replace(
        _cell(1), '<table:table-cell table:formula="of:=A1" table:number-columns-repeated="2"/>'
    )
    intake = load([_as_ods(tmp_path / "a.ods", site, site + blank + wrong)])
    assert ("formula-no-value", "考点", 7, "备用考场") in found(intake)


def test_ods_named_xlsx_is_told(tmp_path: Path) -> None:
    path = _save_ods(a_book(), tmp_path / "a.xlsx")
    assert "file-wrong-extension" in codes(load([path]))


def test_exact_number_of_a_dbf_field_is_its_digits(tmp_path: Path) -> None:
    fields = [(b"C", 12, 0), (b"C", 12, 0), (b"N", 8, 0), (b"N", 10, 2)]
    names = ["考点代码", "考点名称", "电话", "备用考场"]
    rows = [["02", "二中", "5550123", "1.00"]]
    data = bytearray(b"\x03\x7e\x01\x01") + len(rows).to_bytes(4, "little")
    data += (33 + 32 * len(fields)).to_bytes(2, "little")
    data += (1 + sum(width for _, width, _ in fields)).to_bytes(2, "little") + bytes(20)
    for name, (kind, width, places) in zip(names, fields, strict=True):
        data += name.encode("gbk").ljust(11, b"\0") + kind + bytes(4)
        data += bytes([width, places]) + bytes(14)
    data += b"\r"
    for row in rows:
        padded = (
            text.encode("gbk").rjust(width) if kind == b"N" else text.encode("gbk").ljust(width)
            for text, (kind, width, _) in zip(row, fields, strict=True)
        )
        data += b" " + b"".join(padded)
    (tmp_path / "考点.dbf").write_bytes(bytes(data) + b"\x1a")
    save(a_book(), tmp_path / "总表.xlsx")
    intake = load([tmp_path])
    assert codes(intake) == {"site-no-rooms"}
    assert intake.inputs is not None
    site = next(site for site in intake.inputs.sites if site.code == "02")
    assert (site.phone, site.spare_rooms) == ("5550123", 1)


def test_subject_column_headed_by_a_number_is_refused(tmp_path: Path) -> None:
    book = a_book()
    book["考生"][0].append(1)
    assert ("number-as-code", "考生", 1, "1.0") in found(read(book, tmp_path))


def test_sheet_of_a_vague_name_and_strange_headers_is_only_told(tmp_path: Path) -> None:
    book = a_book()
    book["科目"] = [["序", "题型"], ["1", "单选"]]
    intake = read(book, tmp_path)
    assert found(intake) == {("sheet-unknown", "科目", 0, "")}
    assert intake.inputs is not None


def test_mixed_specialties_are_named_as_the_exam_names_them(tmp_path: Path) -> None:
    book = with_settings(a_book(), ("允许混编", "3"), ("混编专业", "11、建筑"))
    for row, (name, code) in enumerate((("铁路", "11"), ("建筑", "12")), 1):
        put(book, "考试", row, "专业", name)
        put(book, "考试", row, "专业代码", code)
    for row in (1, 2, 3):
        put(book, "考生", row, "专业", "铁路")
        put(book, "考生", row, "科目", "01")
    intake = read(book, tmp_path)
    assert intake.inputs is not None
    assert intake.inputs.policy.mixed_specialties == ("铁路", "建筑")
    book["参数"][2][1] = "航天"
    assert codes(read(book, tmp_path)) == {"setting-value"}


def test_columns_without_header_and_trailing_blank_rows_do_not_matter(tmp_path: Path) -> None:
    book = a_book()
    book["考点"].append(["", "  ", ""])
    book["考点"].append(["", "", ""])
    book["考点"].append(["02", "二中", 0])
    intake = read(book, tmp_path)
    assert intake.inputs is not None
    assert [(s.code, s.spare_rooms) for s in intake.inputs.sites] == [("01", 1), ("02", 0)]
    assert next(c for c in intake.counts if c.sheet == "考点").read == 2
