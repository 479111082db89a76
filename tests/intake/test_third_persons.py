"""A third person, known by another row of 亲属关系, may declare relatives; a typo may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from intake_books import a_book, an_id, codes, found, read, with_staff

from allocator.audit.relatives import relatives_of_candidates
from allocator.audit.staff.recusals import KIN, recused_staff
from allocator.solvers.kin_pairs import forbidden_pairs
from allocator.solvers.recusal.recusals import recusals

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.intake.load import Intake

BROTHER, WIFE, NIECE, CANDIDATE = an_id(71), an_id(72, male=False), an_id(73, male=False), an_id(1)
MOTHER, UNCLE = an_id(81, born="19600307", male=False), an_id(82, born="19620307")
HEADERS = ["申报人", "关系", "亲属姓名", "亲属证件号码", "备注"]


def _with(folder: Path, *rows: tuple[str, str, str, str, str]) -> Intake:
    book = with_staff(a_book())
    book["亲属关系"] = [HEADERS, *map(list, rows)]
    return read(book, folder)


def _recused(intake: Intake) -> list[tuple[str, str, str]]:
    """Return 工号, 报名序号 and 关系链 of RECUSE-KIN, after the audit has found the same people."""
    assert intake.inputs is not None
    rows = [row for row in recusals(intake.inputs) if row.rule == "RECUSE-KIN"]
    audited = [one for one in recused_staff(intake.inputs) if one.rule == KIN]
    assert sorted((row.staff, row.registration, row.kind) for row in rows) == sorted(
        (one.staff, one.registration, one.kind) for one in audited
    )
    return [(row.staff, row.registration, row.chain) for row in rows]


def test_third_person_named_as_a_relative_declares(tmp_path: Path) -> None:
    intake = _with(
        tmp_path,
        ("G002", "妻子", "丁某某", WIFE, ""),
        (WIFE.lower(), "弟弟", "姓名1", CANDIDATE, ""),
    )
    assert "declarer-unknown" not in codes(intake)
    ((staff, registration, chain),) = _recused(intake)
    assert (staff, registration) == ("G002", "B001")
    assert chain.startswith("工某 —妻子→ 丁某某 —")


def test_ended_marriage_may_be_declared_step_by_step(tmp_path: Path) -> None:
    intake = _with(
        tmp_path,
        ("G002", "妻子", "丁某某", WIFE, "离婚"),
        (WIFE, "弟弟", "姓名1", CANDIDATE, ""),
    )
    assert intake.inputs is not None
    assert _recused(intake) == []


def test_chain_of_third_persons_declares_in_any_order_of_rows(tmp_path: Path) -> None:
    rows = [
        (WIFE, "弟弟", "姓名1", CANDIDATE, ""),
        (BROTHER, "妻子", "丁某某", WIFE, ""),
        ("G002", "弟弟", "丙某某", BROTHER, ""),
    ]
    for order in (rows, rows[::-1]):
        intake = _with(tmp_path, *order)
        assert intake.inputs is not None
        assert [tie.declarer for tie in intake.inputs.kin_ties] == [row[0] for row in order]


def test_staff_are_recused_through_a_chain_of_third_persons(tmp_path: Path) -> None:
    intake = _with(
        tmp_path,
        (UNCLE, "儿子", "姓名1", CANDIDATE, ""),
        (MOTHER, "弟弟", "丙某某", UNCLE, ""),
        ("G002", "母亲", "丁某某", MOTHER, ""),
    )
    ((staff, registration, chain),) = _recused(intake)
    assert (staff, registration) == ("G002", "B001")
    assert chain == "工某 —母亲→ 丁某某 —弟弟→ 丙某某 —儿子→ 姓某某：表兄弟"


def test_candidates_are_kept_apart_through_a_third_person(tmp_path: Path) -> None:
    intake = _with(
        tmp_path,
        (an_id(2), "母亲", "丁某某", MOTHER, ""),
        (MOTHER, "儿子", "姓名1", CANDIDATE, ""),
    )
    assert intake.inputs is not None
    assert forbidden_pairs(intake.inputs) == ((0, 1),)
    assert set(relatives_of_candidates(intake.inputs)) == {tuple(sorted((an_id(1), an_id(2))))}


@pytest.mark.parametrize("number", [NIECE, CANDIDATE[:17] + "Z", "某某"])
def test_who_is_named_nowhere_else_stays_an_error_and_is_told_the_cure(
    tmp_path: Path, number: str
) -> None:
    intake = _with(tmp_path, (number, "弟弟", "姓名1", CANDIDATE, ""))
    (issue,) = [issue for issue in intake.issues if issue.code == "declarer-unknown"]
    assert (issue.row, issue.column) == (2, "申报人")
    assert "亲属证件号码" in issue.cure
    assert intake.inputs is None


def test_who_names_only_himself_is_named_by_no_other_row(tmp_path: Path) -> None:
    intake = _with(tmp_path, (NIECE, "弟弟", "丙某某", NIECE, ""))
    assert ("declarer-unknown", "亲属关系", 2, "申报人") in found(intake)


def test_third_persons_who_name_only_each_other_are_known_to_nobody(tmp_path: Path) -> None:
    intake = _with(
        tmp_path,
        (WIFE, "弟弟", "丙某某", BROTHER, ""),
        (BROTHER, "姐姐", "丁某某", WIFE, ""),
        ("G002", "弟弟", "姓名1", CANDIDATE, ""),
    )
    assert {("declarer-unknown", "亲属关系", row, "申报人") for row in (2, 3)} <= found(intake)


def test_wrong_number_of_a_third_person_is_told_as_what_it_is(tmp_path: Path) -> None:
    wrong = WIFE[:17] + ("1" if WIFE[17] != "1" else "2")
    intake = _with(
        tmp_path, ("G002", "妻子", "丁某某", wrong, ""), (wrong, "弟弟", "姓名1", CANDIDATE, "")
    )
    assert found(intake) >= {
        ("id-check-digit", "亲属关系", 2, "亲属证件号码"),
        ("id-check-digit", "亲属关系", 3, "申报人"),
    }
    assert "declarer-unknown" not in codes(intake)


def test_word_for_no_number_names_nobody(tmp_path: Path) -> None:
    intake = _with(
        tmp_path, ("G002", "妻子", "丁某某", "不详", ""), ("不详", "弟弟", "姓名1", CANDIDATE, "")
    )
    assert ("declarer-unknown", "亲属关系", 3, "申报人") in found(intake)
