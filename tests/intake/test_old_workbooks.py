"""Old workbooks (.xls): read in a process of its own, which a damaged one may bring down."""

from __future__ import annotations

import os
import shutil
import struct
from pathlib import Path

import pytest

from allocator.cli.absence import read_absent
from allocator.errors import InputError
from allocator.intake import sheet_reader, xls_errors
from allocator.intake.sheet_reader import Damaged, Endless, read_cells
from allocator.intake.sink import Sink
from allocator.intake.workbook import read_file

_BOOK = Path(__file__).with_name("old_workbook.xls").read_bytes()
"""Two rows on a sheet 考生, saved by LibreOffice."""
_ROWS = [["报名序号", "姓名"], ["0001", "张三"]]


def _codes(path: Path, data: bytes) -> set[str]:
    path.write_bytes(data)
    sink = Sink()
    sheets = read_file(path, path.name, sink, None)
    assert bool(sheets) == (not sink.issues())
    return {issue.code for issue in sink.issues()}


def test_an_old_workbook_is_read() -> None:
    (sheet,) = read_cells(_BOOK)
    assert (sheet.name, sheet.rows, sheet.first_row, sheet.first_column) == ("考生", _ROWS, 1, 0)


def _with_record(record: bytes) -> bytes:
    """Put a record of as many bytes in the place of the cell 张三."""
    at = _BOOK.rindex(b"\xfd\x00\x0a\x00\x01\x00\x01\x00")
    return _BOOK[:at] + record + _BOOK[at + len(record) :]


def test_error_value_is_no_blank_cell(tmp_path: Path) -> None:
    # BOOLERR: row, column, format, value, whether it is an error.
    error = b"\x05\x02\x0a\x00" + b"\x01\x00\x01\x00\x0f\x00" + b"\x2a\x01\0\0"
    path = tmp_path / "旧.xls"
    path.write_bytes(_with_record(error))
    (sheet,) = read_file(path, path.name, Sink(), None)
    assert (sheet.rows[1][0], sheet.flaws) == ("0001", {(2, 1): "#N/A"})
    path.write_bytes(_with_record(error.replace(b"\x2a\x01", b"\x01\x00")))
    (sheet,) = read_file(path, path.name, Sink(), None)
    assert (sheet.rows[1], sheet.flaws) == (["0001", True], {})


def test_error_value_of_a_formula_is_told() -> None:
    value = b"\x02\x00\x07\x00\x00\x00\xff\xff"
    sheet = struct.pack("<HH", 0x0809, 0) + struct.pack("<HHHHH", 0x0006, 22, 4, 2, 15) + value
    sheet += bytes(8) + struct.pack("<HH", 0x000A, 0)
    assert dict(xls_errors.errors_of(sheet, 0)) == {(5, 2): "#DIV/0!"}


def test_what_lies_in_the_folder_of_the_command_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert read_cells(_BOOK)[0].rows == _ROWS


def test_a_reader_that_cannot_begin_is_no_damage_of_the_workbook(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.executable", shutil.which("false"))
    with pytest.raises(RuntimeError, match="did not begin"):
        read_cells(_BOOK)


@pytest.fixture
def endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have .xls read by a process that never ends; return where it writes its number."""
    number, reader = tmp_path / "number", tmp_path / "reader"
    reader.write_text(f"#!/bin/sh\necho $$ > '{number}'\nprintf 1\nexec sleep 3600\n")
    reader.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(reader))
    monkeypatch.setattr(sheet_reader, "MOST_SECONDS", 3.0)
    return number


def test_a_reader_that_never_ends_is_ended(endless: Path) -> None:
    with pytest.raises(Endless, match="读了 3 秒"):
        read_cells(_BOOK)
    with pytest.raises(ProcessLookupError):
        os.kill(int(endless.read_text()), 0)


@pytest.mark.usefixtures("endless")
def test_the_file_that_is_read_for_ever_is_named_with_its_cure(tmp_path: Path) -> None:
    path = tmp_path / "旧.xls"
    path.write_bytes(_BOOK)
    sink = Sink()
    assert read_file(path, path.name, sink, None) == []
    (issue,) = sink.issues()
    assert (issue.code, issue.severity, issue.file) == ("file-damaged", "错误", "旧.xls")
    assert "读了 3 秒还没有读完" in issue.message
    assert "另存为 .xlsx" in issue.cure


@pytest.mark.usefixtures("endless")
def test_a_list_of_absentees_that_is_read_for_ever_is_named_with_its_cure(tmp_path: Path) -> None:
    path = tmp_path / "缺席.xls"
    path.write_bytes(_BOOK)
    with pytest.raises(InputError, match=r"缺席\.xls 读了 3 秒还没有读完.*另存为 \.xlsx"):
        read_absent(str(path))


def test_a_reader_that_has_not_begun_in_time_is_no_damage_of_the_workbook(
    endless: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = endless.with_name("reader")
    reader.write_text("#!/bin/sh\nexec sleep 3600\n")
    monkeypatch.setattr(sheet_reader, "MOST_SECONDS", 0.1)
    with pytest.raises(RuntimeError, match="did not begin"):
        read_cells(_BOOK)


@pytest.mark.parametrize("length", [4442, 5020, 5208, 5483])
def test_one_cut_short_where_the_reader_panics_is_damaged(length: int) -> None:
    with pytest.raises(Damaged):
        read_cells(_BOOK[:length])


def test_one_cut_short_anywhere_is_told_as_damaged(tmp_path: Path) -> None:
    found = [_codes(tmp_path / "旧.xls", _BOOK[:length]) for length in range(512, 5120, 512)]
    assert found == [{"file-damaged"}] * len(found)


def test_one_with_a_stream_that_makes_no_sense_is_told_as_damaged(tmp_path: Path) -> None:
    at = _BOOK.index(b"\x09\x08\x10\x00")  # where its records begin
    for junk in (bytes(64), b"\xff" * 64, b"\x09\x08\xff\xff" * 16):
        data = _BOOK[:at] + junk + _BOOK[at + 64 :]
        assert _codes(tmp_path / "旧.xls", data) == {"file-damaged"}
