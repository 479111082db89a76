"""Numbers of relatives are read as those of everybody: wrong ones are told, no words for none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from intake_books import a_book, an_id, found, read, with_staff

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.intake.load import Intake


def _with(folder: Path, *numbers: Any) -> Intake:
    book = with_staff(a_book())
    rows = [["G001", "弟弟", "甲乙丙丁"[at], number] for at, number in enumerate(numbers)]
    book["亲属关系"] = [["申报人", "关系", "亲属姓名", "亲属证件号码"], *rows]
    return read(book, folder)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (an_id(9)[:17] + ("1" if an_id(9)[17] != "1" else "2"), "id-check-digit"),
        (an_id(9)[:16], "id-length"),
        (f"'{an_id(9)}", "id-length"),
        ("990000900307001", "id-old"),
        ("同上", "ditto"),
    ],
)
def test_wrong_number_of_a_relative_is_refused(tmp_path: Path, number: str, code: str) -> None:
    intake = _with(tmp_path, number)
    assert found(intake) == {(code, "亲属关系", 2, "亲属证件号码")}
    assert intake.inputs is None


@pytest.mark.parametrize(
    "number", [an_id(9), an_id(9).lower(), "E12345678", "H12345678", "0123456789(B)"]
)
def test_right_number_of_a_relative_is_read(tmp_path: Path, number: str) -> None:
    intake = _with(tmp_path, number)
    assert intake.issues == ()
    assert intake.inputs is not None
    assert intake.inputs.kin_ties[0].id_number == number.upper()


@pytest.mark.parametrize("word", ["无", "不详", "/", "—", "未知", "暂无"])
def test_word_for_no_number_of_a_relative_is_none(tmp_path: Path, word: str) -> None:
    intake = _with(tmp_path, word, "", word)
    (issue,) = intake.issues
    assert (issue.code, issue.row) == ("relative-no-id", 2)
    assert "共 3 行" in issue.message
    assert intake.inputs is not None
    assert [tie.id_number for tie in intake.inputs.kin_ties] == ["", "", ""]
