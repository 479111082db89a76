"""Contradictions and doubts in sheet 亲属关系, each told with the rows and a cure."""

import pytest
from intake_books import a_book, an_id, read

HEAD = ["申报人", "关系", "亲属姓名", "亲属证件号码", "备注"]
WHO = [an_id(1), an_id(2), an_id(3)]
KIN = "亲属关系"


def told(tmp_path, *rows):
    """Return the issues about kin of a book with these rows (关系 of whom by 申报人)."""
    book = a_book()
    book[KIN] = [HEAD, *[list(row) + [""] * (5 - len(row)) for row in rows]]
    issues = [issue for issue in read(book, tmp_path).issues if issue.sheet == KIN]
    return [issue for issue in issues if issue.code not in ("relative-no-id", "kin-two-names")]


def only(tmp_path, *rows):
    (issue,) = told(tmp_path, *rows)
    assert issue.cure
    return issue


def places(issues):
    return [(issue.code, issue.row, issue.column) for issue in issues]


def test_ordinary_family_is_not_told(tmp_path):
    elder, child = an_id(4, born="19620101"), an_id(5, born="20150101", male=False)
    rows = [
        (WHO[0], "父亲", "甲", elder), (WHO[1], "父亲", "甲", elder),
        (WHO[0], "弟弟", "乙", WHO[1]),
        (WHO[0], "女儿", "丙", child), (WHO[0], "养父", "丁", "P1"), (WHO[0], "养父", "戊", "P2"),
        (WHO[0], "继父", "己", "P3", "未形成抚养关系"), (WHO[0], "妻子", "庚", "P4", "离婚"),
        (WHO[0], "妻子", "辛", "P5", "已故"), (WHO[0], "妻子", "壬", "P6"),
        (WHO[0], "小舅子", "癸", "P7"), (WHO[2], "表弟", "子", "P8"),
    ]  # fmt: skip
    assert told(tmp_path, *rows) == []


def test_parent_younger_than_the_child_is_an_error(tmp_path):
    issue = only(tmp_path, (WHO[0], "父亲", "甲", an_id(4, born="19950101")))
    assert (issue.code, issue.severity) == ("kin-parent-younger", "错误")
    assert (issue.row, issue.column) == (2, "关系")


@pytest.mark.parametrize(
    ("relation", "born", "wrong"),
    [
        ("儿子", "19800101", True),
        ("儿子", "20100101", False),
        ("爷爷", "19950101", True),
        ("养父", "19950101", True),
        ("继父", "19950101", False),
        ("叔叔", "19950101", False),
        ("孙子", "19890101", True),
    ],
)
def test_only_the_direct_line_must_be_older(tmp_path, relation, born, wrong):
    rows = [(WHO[0], relation, "甲", an_id(4, born=born), "形成抚养关系")]
    found = [issue.code for issue in told(tmp_path, *rows)]
    assert found == (["kin-parent-younger"] if wrong else [])


def test_parent_of_a_brother_must_be_older_too(tmp_path):
    young = an_id(4, born="19800101")
    rows = [(WHO[0], "父亲", "甲", young), (WHO[0], "哥哥", "乙", an_id(5, born="19700101"))]
    assert places(told(tmp_path, *rows)) == [("kin-parent-younger", 2, "关系")]


def test_circle_of_parents_is_an_error_with_its_rows(tmp_path):
    rows = [
        (WHO[1], "父亲", "丙", "P9"),
        (WHO[0], "父亲", "甲", "P1"),
        (WHO[0], "儿子", "甲", "P1"),
    ]
    issue = only(tmp_path, *rows)
    assert (issue.code, issue.severity, issue.row) == ("kin-parent-cycle", "错误", 4)
    assert "第 3、4 行" in issue.message


def test_circle_over_a_brother_and_over_third_persons_is_found(tmp_path):
    over_brother = [(WHO[0], "哥哥", "甲", "P1"), (WHO[0], "父亲", "甲", "P1")]
    assert [issue.code for issue in told(tmp_path, *over_brother)] == ["kin-parent-cycle"]
    over_third = [(WHO[0], "爷爷", "甲", "P1"), (WHO[0], "孙子", "甲", "P1")]
    assert [issue.code for issue in told(tmp_path, *over_third)] == ["kin-parent-cycle"]


@pytest.mark.parametrize(
    "rows",
    [
        [(WHO[0], "父亲", "甲", "P1"), (WHO[0], "爸爸", "乙", "P2")],
        [
            (WHO[0], "父亲", "甲", "P1"),
            (WHO[0], "哥哥", "丙", WHO[1]),
            (WHO[1], "父亲", "乙", "P2"),
        ],
        [(WHO[0], "父亲的父亲", "甲", "P1"), (WHO[0], "爷爷", "乙", "P2")],
        [
            (WHO[0], "父亲", "丙", WHO[1]),
            (WHO[0], "爷爷", "甲", "P1"),
            (WHO[1], "父亲", "乙", "P2"),
        ],
        [
            (WHO[0], "爷爷", "甲", "P1"),
            (WHO[1], "父亲", "乙", "P2"),
            (WHO[0], "父亲", "丙", WHO[1]),
        ],
    ],
)
def test_two_fathers_are_an_error(tmp_path, rows):
    (issue,) = [one for one in told(tmp_path, *rows) if one.code == "kin-two-parents"]
    assert "两个不同的父亲" in issue.message
    assert issue.severity == "错误"


def test_two_spouses_at_one_time_are_an_error(tmp_path):
    issue = only(tmp_path, (WHO[0], "妻子", "甲", "P1"), (WHO[0], "配偶", "乙", "P2"))
    assert (issue.code, issue.severity, issue.row) == ("kin-two-spouses", "错误", 3)
    assert "第 2、3 行" in issue.message


def test_wife_behind_her_brother_may_not_be_another_one(tmp_path):
    rows = [
        (WHO[0], "妻子", "甲", "P1"),
        (WHO[1], "姐夫", "丙", WHO[0]),
        (WHO[1], "姐姐", "乙", "P2"),
    ]
    assert told(tmp_path, *rows) == []
    rows.append((WHO[0], "妻子", "乙", "P2"))
    assert [issue.code for issue in told(tmp_path, *rows)] == ["kin-two-spouses"]


def test_two_wives_of_one_father_are_an_error(tmp_path):
    rows = [
        (WHO[0], "父亲的妻子", "甲", "P1"),
        (WHO[1], "妻子", "乙", "P2"),
        (WHO[0], "父亲", "丙", WHO[1]),
    ]
    assert "kin-two-spouses" in [issue.code for issue in told(tmp_path, *rows)]


@pytest.mark.parametrize("note", ["离婚", "前配偶", "已于2020年离婚"])
def test_ended_marriage_in_a_chain_is_an_error(tmp_path, note):
    issue = only(tmp_path, (WHO[0], "妻子的弟弟", "甲", "P1", note))
    assert (issue.code, issue.severity, issue.column) == ("kin-ended-chain", "错误", "备注")


@pytest.mark.parametrize(
    ("relation", "note"),
    [("小舅子", "离婚"), ("妻子的弟弟", "已故"), ("妻子的弟弟", "未离婚"), ("父亲的弟弟", "离婚")],
)
def test_other_remarks_are_no_ended_marriage_in_a_chain(tmp_path, relation, note):
    assert told(tmp_path, (WHO[0], relation, "甲", "P1", note)) == []


@pytest.mark.parametrize("note", ["", "再婚"])
def test_step_tie_without_a_word_is_asked_about(tmp_path, note):
    issue = only(tmp_path, (WHO[0], "继子", "甲", "P1", note))
    assert (issue.code, issue.severity, issue.column) == ("kin-step-unsaid", "警告", "备注")


@pytest.mark.parametrize("note", ["形成抚养关系", "未形成抚养关系"])
def test_step_tie_with_a_word_is_not(tmp_path, note):
    assert told(tmp_path, (WHO[0], "继子", "甲", "P1", note)) == []


def test_two_adoptive_or_step_ties_in_a_chain_are_told(tmp_path):
    issue = only(tmp_path, (WHO[0], "养父的继子", "甲", "P1", "形成抚养关系"))
    assert (issue.code, issue.severity, issue.column) == ("kin-two-ties", "警告", "关系")


def test_sex_against_the_term_is_told(tmp_path):
    issue = only(tmp_path, (WHO[0], "姐姐", "乙", WHO[1]))
    assert (issue.code, issue.severity) == ("kin-sex", "警告")


def test_name_without_number_in_several_rows_is_asked_about(tmp_path):
    rows = [
        (WHO[0], "表弟", "王大", ""),
        (WHO[2], "姑姑", "李二", ""),
        (WHO[1], "叔叔", "王大", ""),
    ]
    issue = only(tmp_path, *rows)
    assert (issue.code, issue.severity, issue.row) == ("kin-same-person", "警告", 2)
    assert "疑似同一人" in issue.message
    assert "第 2、4 行" in issue.message


def test_name_without_number_of_somebody_in_the_roster_is_asked_about(tmp_path):
    issue = only(tmp_path, (WHO[0], "表弟", "姓名2", ""))
    assert issue.code == "kin-same-person"
    assert "考生 B002" in issue.message


def test_name_without_number_of_a_numbered_relative_is_asked_about(tmp_path):
    rows = [(WHO[0], "表弟", "王大", "P1"), (WHO[1], "叔叔", "王大", "")]
    issue = only(tmp_path, *rows)
    assert (issue.code, issue.row) == ("kin-same-person", 3)
    assert "第 2 行有同名亲属" in issue.message


def test_names_with_numbers_are_not_asked_about(tmp_path):
    assert told(tmp_path, (WHO[0], "表弟", "王大", "P1"), (WHO[1], "叔叔", "王大", "P2")) == []
