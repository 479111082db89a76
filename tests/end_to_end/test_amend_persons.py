"""A correction puts nobody else in the place of whom the lot gave it to."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from late_changes import acts, agree, amended, files, proposed, roster, unrelated
from published import data_of, stranger

from allocator.synthesis.people import check_digit

if TYPE_CHECKING:
    from pathlib import Path

_KEYS = {"考生": ("candidates", "registration"), "工作人员": ("staff", "staff")}
_REASON = ("--reason", "更正信息")


@pytest.fixture(name="output")
def fixture_output(arranged: Path, tmp_path: Path) -> Path:
    return shutil.copytree(arranged, tmp_path / "结果")


def _two(output: Path, sheet: str) -> list[dict[str, Any]]:
    """Return two of one sex on whom nothing hangs."""
    field, key = _KEYS[sheet]
    known = {one[key]: one for one in data_of(output, "inputs.json")[field]}
    free = [known[name] for name in unrelated(output, sheet)]
    first = free[0]
    return [first, next(one for one in free[1:] if one["sex"] == first["sex"])]


def _slip(number: str) -> str:
    """Return a number with another place in its order, and its check digit."""
    plain = f"{number[:16]}{(int(number[16]) + 2) % 10}"
    return plain + check_digit(plain)


@pytest.mark.parametrize("sheet", _KEYS)
def test_two_people_do_not_change_places(
    sheet: str, output: Path, workbook: Path, tmp_path: Path
) -> None:
    before, (one, other), (_, key) = files(output), _two(output, sheet), _KEYS[sheet]
    given = roster(workbook, tmp_path / "换.xlsx", *(
        (sheet, mine[key], column, theirs[field])
        for mine, theirs in ((one, other), (other, one))
        for column, field in (("姓名", "name"), ("证件号码", "id_number"))
    ))  # fmt: skip
    done = proposed(output, given, *_REASON)
    assert (done.exit_code, "等于换了一个人" in done.stderr) == (5, True), done.stderr
    assert f"{sheet} {one[key]}、{sheet} {other[key]} 的姓名和证件号码都改了" in done.stderr
    assert files(output) == before


def test_nobody_takes_a_place_in_two_steps(output: Path, workbook: Path, tmp_path: Path) -> None:
    one = _two(output, "考生")[0]
    name = ("考生", one["registration"], "姓名", "换来的人")
    given = roster(workbook, tmp_path / "一.xlsx", name)
    assert amended(output, given, *_REASON).exit_code == 0
    number = one["id_number"][:6] + "19800203" + one["id_number"][14:17]
    number += check_digit(number)
    given = roster(workbook, tmp_path / "二.xlsx", name,
                   ("考生", one["registration"], "证件号码", number))  # fmt: skip
    done = proposed(output, given, *_REASON)
    assert (done.exit_code, "（连同以前的变更）" in done.stderr) == (5, True), done.stderr
    assert acts(output).count("变更") == 1


def test_two_slips_of_the_pen_are_put_right(output: Path, workbook: Path, tmp_path: Path) -> None:
    one = _two(output, "考生")[0]
    cells = [("姓名", one["name"][:1] + "某"), ("证件号码", _slip(one["id_number"]))]
    given = roster(workbook, tmp_path / "改.xlsx",
                   *(("考生", one["registration"], *cell) for cell in cells))  # fmt: skip
    done = amended(output, given, *_REASON)
    assert done.exit_code == 0, done.output
    agree(output)


def test_a_stranger_tells_others_as_the_program_does() -> None:
    def inputs(*rows: tuple[str, str]) -> dict[str, list[dict[str, str]]]:
        people = [{"registration": str(n), "name": name, "id_number": number}
                  for n, (name, number) in enumerate(rows)]  # fmt: skip
        return {"candidates": people, "staff": []}

    frozen = inputs(("甲", "123456"), ("乙", "123457"), ("丙", "333333"))
    now = inputs(("乙", "123457"), ("丁", "123489"), ("丁", "333399"))
    assert list(stranger().others(frozen, now)) == ["0"]
    now = inputs(("甲", "999999"), ("丁", "123457"), ("丁", "333999"))
    assert list(stranger().others(frozen, now)) == ["2"]
