"""Each kind of wrong cell, row or sheet is told with its code, at its place."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from intake_books import a_book, an_id, codes, found, put, read, with_settings, with_staff

if TYPE_CHECKING:
    from pathlib import Path

_MISTYPED = an_id(1)[:-1] + ("2" if an_id(1)[-1] == "1" else "1")


@pytest.mark.parametrize(
    ("sheet", "row", "header", "value", "code"),
    [
        ("考试", 1, "日期", "2026-02-30", "not-a-date"),
        ("考试", 1, "日期", "9月12日", "not-a-date"),
        ("考试", 1, "开始时间", "25:00", "not-a-time"),
        ("考试", 1, "结束时间", "8:00", "end-before-start"),
        ("考试", 1, "考试形式", "口试", "not-allowed"),
        ("考试", 2, "考试形式", "电子化", "exam-form-differs"),
        ("考试", 2, "考试名称", "另一考试", "exam-name-differs"),
        ("考试", 1, "场次", 1.5, "not-whole-number"),
        ("考试", 2, "场次", 1, "session-start-differs"),
        ("考试", 2, "开始时间", "10:30", "sessions-overlap"),
        ("考试", 2, "批次", 2, "batch-partly-blank"),
        ("考试", 2, "语音视频", "可能", "not-yes-no"),
        ("考生", 1, "报名序号", 101, "number-as-code"),
        ("考生", 1, "证件号码", 1.1010119900307e17, "number-as-code"),
        ("考生", 1, "证件号码", "110101900307123", "id-old"),
        ("考生", 1, "证件号码", "12345", "id-length"),
        ("考生", 1, "证件号码", _MISTYPED, "id-check-digit"),
        ("考生", 1, "证件号码", an_id(1, born="19901332"), "id-birth-date"),
        ("考生", 1, "证件号码", an_id(1, born="18500101"), "id-birth-date"),
        ("考生", 1, "证件类型", "学生证", "not-allowed"),
        ("考生", 1, "考试代码", "09", "exam-unknown"),
        ("考生", 1, "科目", "03", "subject-unknown"),
        ("考生", 1, "指定考点", "二中", "site-unknown"),
        ("考生", 1, "姓名", "张\u200b三", "invisible-character"),
        ("考生", 2, "报名序号", "B001", "registration-twice"),
        ("考生", 2, "证件号码", an_id(1), "id-twice"),
        ("考点", 1, "考点名称", "", "required-blank"),
        ("考点", 1, "备用考场", -1, "number-range"),
        ("考场", 1, "考点代码", "07", "site-unknown"),
        ("考场", 1, "楼层", "顶楼", "floor-form"),
        ("考场", 1, "可用座位数", "三十", "not-whole-number"),
        ("考场", 1, "座位布局", "五乘六", "layout-form"),
        ("考场", 1, "座位布局", "5x5", "layout-sum"),
        ("考场", 1, "座位布局", datetime.fromisoformat("2026-05-06"), "date-as-text"),
        ("考场", 1, "横向间距", "一米", "not-a-number"),
        ("考场", 2, "教室", "101", "room-twice"),
    ],
)  # fmt: skip
def test_wrong_cell_is_told(
    tmp_path: Path, sheet: str, row: int, header: str, value: Any, code: str
) -> None:
    intake = read(put(a_book(), sheet, row, header, value), tmp_path)
    assert code in codes(intake)
    at = next(issue for issue in intake.issues if issue.code == code)
    assert (at.sheet, at.row) == (sheet, row + 1)
    assert at.file == "名单.xlsx"
    assert at.message
    assert at.cure
    assert intake.inputs is None


@pytest.mark.parametrize(
    ("kind", "number", "good"),
    [
        ("港澳居民来往内地通行证", "H12345678", True),
        ("港澳居民来往内地通行证", "A12345678", False),
        ("台湾居民来往大陆通行证", "12345678", True),
        ("台湾居民来往大陆通行证", "1234567", False),
        ("护照", "E12345678", True),
        ("护照", "护照1", False),
        ("军官证", "政字第12345678号", True),
        ("外国人永久居留证", "USA123456789012", True),
        ("外国人永久居留证", "12", False),
        ("社会保障卡", "AB1234567", True),
        ("港澳台居民居住证", "12345", False),
        ("其他", "甲-1", True),
    ],
)
def test_other_identity_documents_by_their_form(
    tmp_path: Path, kind: str, number: str, good: bool
) -> None:
    book = put(a_book(), "考生", 1, "证件类型", kind)
    intake = read(put(book, "考生", 1, "证件号码", number), tmp_path)
    assert codes(intake) == (set() if good else {"id-form"})


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("990000 19900307 011X", "“ ”"), ("990000-19900307011X", "“-”"),
        ("'99000019900307011X", "“'”"), ("身份证：99000019900307011X", "“身份证:”"),
        ("99OO0019900307011X", "第 3 个字符“O”"), ("99000019900307011", "现有 17 个字符"),
        ("99000019900307011X0", "现有 19 个字符"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_length_of_a_number_is_named(
    tmp_path: Path, written: str, word: str
) -> None:
    (issue,) = read(put(a_book(), "考生", 1, "证件号码", written), tmp_path).issues
    assert issue.code == "id-length"
    assert word in issue.message


@pytest.mark.parametrize("sheet", ["考试", "考生", "考点", "考场"])
def test_missing_sheet_is_told(tmp_path: Path, sheet: str) -> None:
    book = a_book()
    del book[sheet]
    intake = read(book, tmp_path)
    assert ("sheet-missing", sheet, 0, "") in found(intake)


def test_missing_and_doubled_columns_are_told(tmp_path: Path) -> None:
    book = a_book()
    book["考点"][0][0] = "编码"
    book["考场"][0].append("楼栋")
    told = found(read(book, tmp_path))
    assert ("column-missing", "考点", 1, "考点代码") in told
    assert ("column-twice", "考场", 1, "楼栋") in told


def test_one_error_in_the_exam_sheet_does_not_bury_the_roster(tmp_path: Path) -> None:
    book = put(a_book(50), "考试", 2, "日期", "某日")
    intake = read(book, tmp_path)
    assert len(intake.issues) == 2
    assert "50 行" in next(i for i in intake.issues if i.code == "subject-unknown").message


def _two_exams(start: str) -> dict[str, list[list[Any]]]:
    book = a_book()
    other = book["考试"][1].copy()
    other[0], other[1], other[10], other[12] = "02", "另一考试", 3, start
    other[13] = f"{int(start[:2]) + 1}:30"
    book["考试"].append(other)
    extra = book["考生"][1].copy()
    extra[0], extra[5], extra[8] = "B099", "02", "01"
    book["考生"].append(extra)
    return book


def test_person_in_two_exams_at_once_is_told_with_both_rows(tmp_path: Path) -> None:
    intake = read(_two_exams("10:00"), tmp_path)
    clash = next(issue for issue in intake.issues if issue.code == "seat-clash")
    assert (clash.row, clash.column) == (5, "证件号码")
    assert "SEAT-CLASH" in clash.message
    assert "第 2 行" in clash.message
    assert "第 5 行" in clash.message


def test_person_in_two_exams_one_after_the_other_is_fine(tmp_path: Path) -> None:
    intake = read(_two_exams("17:00"), tmp_path)
    assert intake.inputs is not None
    assert "seat-clash" not in codes(intake)


def test_batches_clash_only_when_every_choice_does(tmp_path: Path) -> None:
    book = _two_exams("10:00")
    later = book["考试"][3].copy()
    book["考试"][3][9] = 1
    later[9], later[10], later[12], later[13] = 2, 4, "18:00", "19:00"
    book["考试"].append(later)
    assert read(book, tmp_path).inputs is not None


def test_extra_time_that_reaches_into_the_next_paper_is_told(tmp_path: Path) -> None:
    book = put(a_book(), "考试", 2, "开始时间", "11:10")
    put(book, "考生", 2, "特殊需求", "延时30%")
    assert found(read(book, tmp_path)) == {("subjects-overlap", "考生", 3, "科目")}


def test_specialty_is_needed_where_papers_are_by_specialty(tmp_path: Path) -> None:
    book = put(a_book(), "考试", 2, "专业", "建筑")
    put(book, "考生", 1, "专业", "建筑")
    put(book, "考生", 2, "专业", "机电")
    put(book, "考生", 3, "科目", "")
    assert found(read(book, tmp_path)) == {
        ("specialty-unknown", "考生", 3, "专业"),
        ("specialty-blank", "考生", 4, "专业"),
    }


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("标准人数", "28")], "setting-value"),
        ([("同单位间隔", "六邻")], "setting-value"),
        ([("标准人数", "25"), ("标准人数", "30")], "setting-twice"),
        ([("随便", "1")], "setting-unknown"),
        ([("ROOM-30", "否")], "rule-not-switchable"),
        ([("ROOM-TWO", "豁免", "人手不足")], "rule-not-waivable"),
        ([("PATROL-5", "豁免")], "waiver-no-reason"),
        ([("准考证模板", "{年:3}{流水:5}")], "template-syntax"),
        ([("准考证模板", "{考位:3}{流水:5}")], "template-syntax"),
        ([("准考证模板", "{年:2}{考场}")], "template-syntax"),
        ([("准考证模板:07", "{年:2}{流水:5}")], "template-exam"),
        ([("准考证模板", "{年:2}{座位:2}")], "template-not-unique"),
        ([("准考证模板", "{省:2}{流水:5}")], "template-place"),
        ([("准考证模板", "{考点:1}{流水:5}")], "code-too-long"),
        ([("准考证模板", "{省:2}{流水:5}"), ("省", "150")], "code-too-long"),
    ],
)
def test_wrong_setting_is_told(tmp_path: Path, rows: list[tuple[str, ...]], code: str) -> None:
    assert codes(read(with_settings(a_book(), *rows), tmp_path)) == {code}


def test_template_without_batch_is_told_for_an_exam_with_batches(tmp_path: Path) -> None:
    book = with_settings(a_book(), ("准考证模板", "{考点:2}{考场:3}{座位:2}"))
    put(book, "考试", 1, "批次", 1)
    put(book, "考试", 2, "批次", 1)
    assert codes(read(book, tmp_path)) == {"template-no-batch"}


def test_ties_name_people_that_exist(tmp_path: Path) -> None:
    book = with_staff(a_book())
    book["亲属关系"] = [
        ["申报人", "关系", "亲属姓名", "亲属证件号码"],
        ["G001", "堂弟", "姓名1", an_id(1)],
        ["G009", "堂弟", "姓名1", an_id(1)],
        ["G001", "干爹的邻居", "姓名2", an_id(2)],
    ]
    book["其他回避"] = [
        ["甲", "乙", "范围"],
        ["G001", "单位2", ""],
        ["B001", an_id(2), "考场"],
        ["G001", "查无此人", "考点"],
    ]
    intake = read(book, tmp_path)
    assert found(intake) == {
        ("declarer-unknown", "亲属关系", 3, "申报人"),
        ("relation-unknown", "亲属关系", 4, "关系"),
        ("tie-end-unknown", "其他回避", 4, "乙"),
    }
    del book["亲属关系"][2:], book["其他回避"][3]
    inputs = read(book, tmp_path).inputs
    assert inputs is not None
    assert [(t.first_kind, t.second_kind, t.scope) for t in inputs.other_ties] == [
        ("工号", "工作单位", "考试"),
        ("报名序号", "证件号码", "考场"),
    ]
    assert inputs.kin_ties[0].relation == "堂弟"


def test_posts_that_follow_from_rooms_are_refused(tmp_path: Path) -> None:
    book = with_staff(a_book())
    book["岗位"] = [
        ["考点代码", "岗位", "人数"],
        ["", "保卫", 4],
        ["", "监考", 60],
        ["", "保卫", 3],
    ]
    assert found(read(book, tmp_path)) == {
        ("post-not-here", "岗位", 3, "岗位"),
        ("post-twice", "岗位", 4, "岗位"),
    }


@pytest.mark.parametrize(
    ("post", "people", "refused"),
    [("主考", 0, True), ("主考", 2, True), ("主考", 1, False), ("试卷管理", 1, True),
     ("试卷管理", 2, False), ("考点系统管理员", 0, False)],
)  # fmt: skip
def test_posts_below_the_regulations_are_refused(
    tmp_path: Path, post: str, people: int, refused: bool
) -> None:
    book = with_staff(a_book())
    book["岗位"] = [["考点代码", "岗位", "人数"], ["", post, people]]
    told = ("post-below", "岗位", 2, "人数") in found(read(book, tmp_path))
    assert told is refused


def test_several_exams_need_the_code_and_levels_need_the_level(tmp_path: Path) -> None:
    book = _two_exams("17:00")
    put(book, "考试", 1, "级别", "初级")
    put(book, "考试", 2, "级别", "中级")
    put(book, "考生", 1, "考试代码", "")
    put(book, "考生", 3, "级别", "高级")
    told = found(read(book, tmp_path))
    assert ("exam-blank", "考生", 2, "考试代码") in told
    assert ("level-blank", "考生", 3, "级别") in told
    assert ("level-unknown", "考生", 4, "级别") in told
