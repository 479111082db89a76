"""What a roster given again puts right, and what of it is refused, with its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from cases.posting import a_member
from cases.small_inputs import a_candidate, a_room, small_inputs

from allocator.errors import AuditError
from allocator.intake.schema import SHEETS
from allocator.models.domain.amending import FIELDS, corrected
from allocator.models.domain.amendments import CANDIDATES, STAFF, Correction
from allocator.models.domain.kinship import KinTie, OtherTie
from allocator.models.domain.policy import Policy
from allocator.pipeline.correcting import corrections_between

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.models.domain.exam import Inputs

_KIN = KinTie(declarer="G1", relation="配偶", name="甲", id_number="X1", note="")
_OTHER = OtherTie(first="G1", first_kind="工号", second="R0002", second_kind="报名序号",
                  scope="考场", reason="师生")  # fmt: skip


def _known() -> Inputs:
    return small_inputs(
        [a_candidate(nth) for nth in (1, 2, 3)],
        [a_room("101"), a_room("102")],
        staff=tuple(a_member(f"G{nth}") for nth in (1, 2, 3)),
        kin_ties=(_KIN,),
        other_ties=(_OTHER,),
        policy=Policy(others={"有经验": "1"}),
    )


def _with(sheet: str, row: int, **changes: Any) -> Inputs:
    """Return the inputs with a row changed; `sheet` is the field of them."""
    known = _known()
    rows = list(getattr(known, sheet))
    rows[row] = replace(rows[row], **changes)
    return replace(known, **{sheet: tuple(rows)})


_ROWS = {
    CANDIDATES: ("candidates", "R0002", {
        "name": "张三", "sex": "女", "id_type": "护照", "id_number": "E1234", "photo": "1.jpg",
    }),
    STAFF: ("staff", "G2", {"name": "李四", "id_number": "E1234", "phone": "139"}),
}  # fmt: skip


def test_columns_are_those_of_the_roster_in_its_order() -> None:
    specs = {spec.name: spec for spec in SHEETS}
    assert list(FIELDS) == [CANDIDATES, STAFF]
    for sheet, fields in FIELDS.items():
        columns = [(column.header, column.key) for column in specs[sheet].columns]
        assert list(fields.items()) == [one for one in columns if one[1] in fields.values()]


def test_nothing_is_put_right_where_nothing_differs() -> None:
    assert corrections_between(_known(), _known()) == ()


@pytest.mark.parametrize(
    ("sheet", "column"), [(sheet, column) for sheet, fields in FIELDS.items() for column in fields]
)
def test_each_fact_of_a_person_can_be_put_right_by_itself(sheet: str, column: str) -> None:
    rows, key, values = _ROWS[sheet]
    field = FIELDS[sheet][column]
    given = _with(rows, 1, **{field: values[field]})
    old = getattr(getattr(_known(), rows)[1], field)
    found = corrections_between(_known(), given)
    assert found == (Correction(sheet, key, column, old, values[field]),)
    assert corrected(_known(), found) == given


def test_all_are_told_by_sheet_row_and_column() -> None:
    given = _known()
    for sheet, (rows, _, values) in _ROWS.items():
        changed = tuple(replace(one, **values) for one in getattr(given, rows))
        given = replace(given, **{rows: changed})
        assert {FIELDS[sheet][name] for name in FIELDS[sheet]} == set(values)
    found = corrections_between(_known(), given)
    assert [(one.sheet, one.key, one.column) for one in found] == [
        (sheet, f"{letter}{nth}", column)
        for sheet, letter in ((CANDIDATES, "R000"), (STAFF, "G"))
        for nth in (1, 2, 3)
        for column in FIELDS[sheet]
    ]
    assert corrected(_known(), found) == given


def _refused(given: Inputs) -> str:
    """Return the place in the message, whose rest is the same for all."""
    with pytest.raises(AuditError) as error:
        corrections_between(_known(), given)
    text = str(error.value)
    begin, end = "这处改动不能用变更办理：", "。没有变更。"
    assert text.startswith(begin)
    assert "考生表的姓名、性别、证件类型、证件号码、照片；工作人员表的姓名、证件号码、电话" in text
    assert "用 --out 写明工号" in text
    assert "allocator run --replace --reason" in text
    return text[len(begin) : text.index(end)]


@pytest.mark.parametrize(("sheet", "changes", "place"), [
    ("candidates", {"employer": "甲校"}, "工作表“考生”第 2 行数据（R0002）的工作单位"),
    ("candidates", {"subjects": ("2",)}, "工作表“考生”第 2 行数据（R0002）的科目"),
    ("candidates", {"site": "01"}, "工作表“考生”第 2 行数据（R0002）的指定考点"),
    ("candidates", {"note": "迟到"}, "工作表“考生”第 2 行数据（R0002）的备注"),
    ("staff", {"sex": "女"}, "工作表“工作人员”第 2 行数据（G2）的性别"),
    ("staff", {"posts": ("主考",)}, "工作表“工作人员”第 2 行数据（G2）的可任岗位"),
    ("staff", {"employer": "甲校"}, "工作表“工作人员”第 2 行数据（G2）的工作单位"),
    ("staff", {"past_sessions": 3}, "工作表“工作人员”第 2 行数据（G2）的历史场次"),
    ("rooms", {"seats": 29}, "工作表“考场”第 2 行数据的可用座位数"),
])  # fmt: skip
def test_any_other_cell_is_refused_with_its_place(
    sheet: str, changes: dict[str, Any], place: str
) -> None:
    assert _refused(_with(sheet, 1, **changes)) == place
    if sheet != "rooms":
        # Nor is it taken along with what can be put right, there or in an earlier row.
        rows = list(getattr(_with(sheet, 1, **changes, name="张三"), sheet))
        rows[0] = replace(rows[0], name="李四")
        assert _refused(replace(_known(), **{sheet: tuple(rows)})).startswith(place)


def _rows(sheet: str, order: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Inputs:
    return replace(_known(), **{sheet: order(getattr(_known(), sheet))})


def _other_rows(given: Inputs) -> str:
    """Return what the message says of the rows, whose rest is the same for all."""
    with pytest.raises(AuditError) as error:
        corrections_between(_known(), given)
    text = str(error.value)
    assert "不增减人，也不改次序" in text
    assert "用 --out 写明工号" in text
    assert "allocator run --replace --reason" in text
    return text[: text.index("。没有变更。")]


@pytest.mark.parametrize(("sheet", "name", "keys"), [
    ("candidates", "考生", ("R0001", "R0002", "R0003")),
    ("staff", "工作人员", ("G1", "G2", "G3")),
])  # fmt: skip
def test_rows_are_neither_added_nor_taken_away_nor_swapped(
    sheet: str, name: str, keys: tuple[str, ...]
) -> None:
    more = a_candidate(4) if sheet == "candidates" else a_member("G4")
    key = "registration" if sheet == "candidates" else "staff"
    where = f"工作表“{name}”的行与现有的不同："
    new = getattr(more, key)
    assert _other_rows(_rows(sheet, lambda rows: rows[:2])) == f"{where}少了 {keys[2]}"
    assert _other_rows(_rows(sheet, lambda rows: (*rows, more))) == f"{where}多出 {new}"
    assert _other_rows(_rows(sheet, lambda rows: (rows[0], rows[2]))) == f"{where}少了 {keys[1]}"
    # One person is never told as another put right.
    told = _other_rows(
        _rows(sheet, lambda rows: (rows[0], replace(rows[1], **{key: new}), rows[2]))
    )
    assert told == f"{where}少了 {keys[1]}，多出 {new}"
    for order in (
        lambda rows: (rows[0], rows[2], rows[1]),
        lambda rows: (rows[1], *rows),
    ):
        assert _other_rows(_rows(sheet, order)) == f"{where}次序变了"


@pytest.mark.parametrize(("changes", "place"), [
    ({"kin_ties": ()}, "工作表“亲属关系”从第 1 行数据起少了 1 行"),
    ({"kin_ties": (_KIN, _KIN)}, "工作表“亲属关系”从第 2 行数据起多出 1 行"),
    ({"kin_ties": (replace(_KIN, relation="儿子"),)}, "工作表“亲属关系”第 1 行数据的关系"),
    ({"kin_ties": (replace(_KIN, name="乙"),)}, "工作表“亲属关系”第 1 行数据的亲属姓名"),
    ({"other_ties": (replace(_OTHER, scope="考点"),)}, "工作表“其他回避”第 1 行数据的范围"),
    ({"policy": Policy(others={"有经验": "2"})}, "工作表“参数”的有经验"),
    ({"policy": Policy(others={"有经验": "1"}, standard_size=25)}, "工作表“参数”的设置"),
])  # fmt: skip
def test_relations_and_settings_are_refused(changes: dict[str, Any], place: str) -> None:
    assert _refused(replace(_known(), **changes)) == place


def test_the_first_place_is_told_whatever_else_differs() -> None:
    given = replace(_with("staff", 0, sex="女"), policy=Policy())
    given = replace(given, candidates=_with("candidates", 0, name="张三").candidates)
    assert _refused(given) == "工作表“工作人员”第 1 行数据（G1）的性别"


def test_no_name_or_number_of_a_person_is_told() -> None:
    given = _with("candidates", 1, name="张三", id_number="E77", employer="甲校")
    place = _refused(given)
    assert not any(word in place for word in ("张三", "E77", "考生2", "C0002", "甲校"))
