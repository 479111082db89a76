"""What passes for a document by its name, and what is somebody's own."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from allocator.pipeline.verification.books import contents_of
from allocator.pipeline.verification.documents import _strangers as strangers
from allocator.pipeline.verification.look_alikes import LookAlikes, look_alikes
from allocator.record.documents import Listed, sha256_of

if TYPE_CHECKING:
    from pathlib import Path

_SITE = "KD01_第一中学"
_SIGN, _DRAW = f"{_SITE}/考场门贴_A.xlsx", f"{_SITE}/监考抽签/监考抽签_KD01_场次1.xlsx"
_DOCUMENTS = ((_SIGN, "场次1"), (_DRAW, "监考安排"))
_NOTHING = LookAlikes({}, ())


def _write(path: Path, sheet: str = "讲稿", cell: str = "A1", text: str = "改过") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.worksheets[0].title = sheet
    book.worksheets[0][cell] = text
    book.save(path)
    return path


@pytest.fixture
def output(tmp_path: Path) -> Path:
    for place, sheet in _DOCUMENTS:
        _write(tmp_path / place, sheet, text="公布")
    return tmp_path


def _found(output: Path) -> LookAlikes:
    listed = {
        place: Listed(sha256_of(output / place), contents_of(output / place))
        for place, _ in _DOCUMENTS
    }
    return look_alikes(output, output / "record", listed, whole=())


@pytest.mark.parametrize("name", ["监考抽签培训讲稿", "监考抽签_注意事项", "监考抽签"])
def test_what_has_the_kind_in_its_name_and_none_of_its_sheets_is_somebodys_own(
    output: Path, name: str
) -> None:
    path = _write(output / f"{name}.xlsx")
    assert _found(output) == _NOTHING
    # Sheets of documents of another kind are none of it.
    _write(path, "场次1")
    assert _found(output) == _NOTHING
    for sheet in ("监考安排", "监考安排 (2)", "监考安排2"):
        _write(path, sheet)
        assert _found(output) == LookAlikes({path.name: "监考抽签"}, ())
    _write(path, "监考安排", text="公布")
    assert _found(output) == _NOTHING


@pytest.mark.parametrize(
    ("name", "of"),
    [("考场门贴_A（更正）", "考场门贴_A"), ("监考抽签_KD01_场次1（更正）", "监考抽签_KD01_场次1"),
     ("监考抽签_KD01_场次9", "监考抽签")],
)  # fmt: skip
def test_what_has_the_name_of_a_document_is_told_whatever_its_sheets(
    output: Path, name: str, of: str
) -> None:
    _write(output / f"{name}.xlsx")
    assert _found(output) == LookAlikes({f"{name}.xlsx": of}, ())


@pytest.mark.parametrize("name", ["考场门贴_A - 副本", "监考抽签讲稿", "监考抽签_KD01_场次9"])
@pytest.mark.parametrize("data", [b"", b"PK", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)])
def test_what_cannot_be_opened_is_named(output: Path, name: str, data: bytes) -> None:
    (output / f"{name}.xlsx").write_bytes(data)
    assert _found(output) == LookAlikes({}, (f"{name}.xlsx",))


def test_what_only_the_reader_refuses_is_told_and_not_named(output: Path) -> None:
    """A cell far away stops the reader, and not Excel."""
    path = _write(output / "考场门贴_A（更正）.xlsx", cell="XFD1048576")
    assert zipfile.is_zipfile(path)
    assert contents_of(path) == ""
    assert _found(output) == LookAlikes({path.name: "考场门贴_A"}, ())


@pytest.mark.parametrize("place", ["考场门贴_a.XLSX", "kd01_第一中学/考场门贴_a（更正）.xlsx",
                                   "监考抽签_kd01_场次1.Xlsx"])  # fmt: skip
def test_names_are_compared_whatever_their_capitals(output: Path, place: str) -> None:
    path = _write(output / place)
    of = "考场门贴_A" if "考场门贴" in place else "监考抽签_KD01_场次1"
    assert _found(output) == LookAlikes({place: of}, ())
    path.write_bytes((output / (_SIGN if "考场门贴" in place else _DRAW)).read_bytes())
    assert _found(output) == _NOTHING


def test_what_cannot_be_compared_may_end_in_capitals(output: Path) -> None:
    (output / "考场门贴_a.PDF").write_bytes(b"%PDF")
    assert _found(output) == LookAlikes({}, ("考场门贴_a.PDF",))


def test_a_document_may_lie_there_in_other_capitals_where_the_disk_takes_them_for_the_same(
    output: Path,
) -> None:
    """One file by two names is what such a disk says; an edited one is told of the document."""
    os.link(_write(output / _SIGN), output / f"{_SITE}/考场门贴_a.xlsx")
    listed = {_SIGN: Listed("0" * 64, "0" * 64)}
    assert look_alikes(output, output / "record", listed, whole=()) == _NOTHING


@pytest.mark.parametrize(
    ("name", "told"), [("kd01_第一中学", []), ("KD02_第一中学", ["KD02_第一中学"])]
)
def test_a_folder_of_a_site_may_be_written_in_other_capitals(
    tmp_path: Path, name: str, told: list[str]
) -> None:
    _write(tmp_path / name / "考场门贴.xlsx")
    assert [one.file for one in strangers(tmp_path, {_SITE})] == told
