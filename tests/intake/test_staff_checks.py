"""Staff who cannot be posted are told of with row and cure, and only where it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from intake_books import EVERY_OTHER_POST, a_book, an_id, codes, found, put, read, with_staff

if TYPE_CHECKING:
    from pathlib import Path

    from intake_books import Book

    from allocator.models.domain.findings import Issue

COLUMNS = ["计算机能力", "选派方式", "每人最多场次"]


def staffed(**changes: object) -> Book:
    """Three people hold every post; `changes` are cells of the second, G002."""
    book = with_staff(a_book())
    rows = book["工作人员"]
    rows[0] += COLUMNS
    rows[1] += ["是", "", ""]
    rows[2] += ["", "", ""]
    rows.append(["G003", "工三", "男", an_id(53), EVERY_OTHER_POST, "", "2026-09-02", "", "", ""])
    for header, value in changes.items():
        put(book, "工作人员", 2, header, value)
    return book


def electronic(book: Book) -> Book:
    for row in (1, 2):
        put(book, "考试", row, "考试形式", "电子化")
        put(book, "考场", row, "考试形式", "电子化")
        put(book, "考场", row, "备用机", 2)
    who = ["G004", "工四", "男", an_id(54), "考点系统管理员、考场系统管理员、监考"]
    book["工作人员"].append([*who, "", "2026-09-02", "是", "", ""])
    return book


def only(book: Book, folder: Path, code: str) -> Issue:
    """Return the one issue there is, which is of this code."""
    (issue,) = read(book, folder).issues
    assert issue.code == code
    return issue


def test_staff_of_whom_everybody_may_serve_are_not_told_of(tmp_path: Path) -> None:
    assert codes(read(staffed(), tmp_path)) == set()
    assert codes(read(electronic(staffed()), tmp_path)) == set()


def test_one_person_under_two_numbers_is_told_with_both(tmp_path: Path) -> None:
    issue = only(staffed(证件号码=an_id(51, male=False), 性别="女"), tmp_path, "staff-id-twice")
    assert (issue.severity, issue.row, issue.column) == ("错误", 3, "证件号码")
    assert "工号 G002" in issue.message
    assert "工号 G001" in issue.message
    assert "第 2 行" in issue.message
    assert "只用一个工号" in issue.cure


def test_people_without_training_are_one_warning_with_their_rows(tmp_path: Path) -> None:
    book = staffed(培训日期="")
    put(book, "工作人员", 1, "可任岗位", "监考、流动监考")
    book["工作人员"].append(["G005", "工五", "男", an_id(55), "监考", "", "", "", "", ""])
    intake = read(book, tmp_path)
    (issue,) = intake.issues
    assert (issue.code, issue.severity, issue.row) == ("staff-untrained", "警告", 3)
    assert "共 2 行：第 3、5 行" in issue.message
    assert intake.inputs is not None
    assert len(intake.inputs.staff) == 4


@pytest.mark.parametrize(("trained", "late"), [("2026-09-11", False), ("2026-09-12", True)])
def test_training_is_late_on_the_last_day_of_service(
    trained: str, late: bool, tmp_path: Path
) -> None:
    book = staffed(培训日期=trained)
    if not late:
        assert codes(read(book, tmp_path)) == set()
        return
    issue = only(book, tmp_path, "trained-late")
    assert (issue.severity, issue.row, issue.column) == ("错误", 3, "培训日期")
    assert "G002" in issue.message
    assert "2026-09-12" in issue.cure


def test_training_before_the_end_of_duty_is_in_time(tmp_path: Path) -> None:
    book = put(staffed(培训日期="2026-09-12"), "值守", 1, "结束", "2026-09-13 20:00")
    assert codes(read(book, tmp_path)) == set()


@pytest.mark.parametrize("source", ["志愿者招募", "社会招聘"])
def test_who_is_not_sent_by_a_unit_is_no_invigilator(source: str, tmp_path: Path) -> None:
    assert codes(read(staffed(选派方式=source), tmp_path)) == set()
    book = staffed(选派方式=source, 可任岗位="医务、流动监考")
    issue = only(book, tmp_path, "staff-source")
    assert (issue.severity, issue.row, issue.column) == ("警告", 3, "选派方式")


def test_a_recruited_room_administrator_is_told_of_only_where_he_doubles(tmp_path: Path) -> None:
    changes = {"选派方式": "社会招聘", "可任岗位": "考场系统管理员", "计算机能力": "是"}
    book = electronic(staffed(**changes))
    only(book, tmp_path, "staff-source")
    book["参数"] = [["名称", "值"], ["系统管理员兼任监考", "否"]]
    assert codes(read(book, tmp_path)) == set()


@pytest.mark.parametrize("change", [{"可用场次": "1"}, {"每人最多场次": "1"}])
def test_a_post_for_the_whole_exam_needs_time_for_it(
    change: dict[str, object], tmp_path: Path
) -> None:
    issue = only(staffed(**change), tmp_path, "staff-part-time")
    assert (issue.severity, issue.row) == ("警告", 3)
    assert codes(read(staffed(**change, 可任岗位="主考、监考"), tmp_path)) == set()
    assert codes(read(staffed(可用场次="1-2", 每人最多场次="2"), tmp_path)) == set()


def test_sessions_from_last_to_first_are_no_way_to_say_all(tmp_path: Path) -> None:
    issue = only(staffed(可用场次="2-1"), tmp_path, "session-span")
    assert issue.severity == "错误"
    assert "1-2" in issue.cure


def test_a_post_of_the_default_needs_that_nobody_holds(tmp_path: Path) -> None:
    book = staffed(可任岗位="主考")
    put(book, "工作人员", 3, "可任岗位", EVERY_OTHER_POST.replace("医务、", ""))
    issue = only(book, tmp_path, "post-nobody")
    assert (issue.severity, issue.sheet, issue.row, issue.column) == (
        "警告", "工作人员", 1, "可任岗位",
    )  # fmt: skip
    assert "“医务”" in issue.message


def test_who_may_not_be_posted_holds_no_post(tmp_path: Path) -> None:
    book = staffed(可任岗位="主考")
    put(book, "工作人员", 3, "培训日期", "")
    intake = read(book, tmp_path)
    assert codes(intake) == {"staff-untrained", "post-nobody"}
    lacking = [issue.message for issue in intake.issues if issue.code == "post-nobody"]
    assert len(lacking) == len(EVERY_OTHER_POST.split("、")) - 1
    assert all("1 人都不能上岗" in message for message in lacking)


def test_sheet_of_posts_adds_needs_and_takes_them_away(tmp_path: Path) -> None:
    book = staffed(可任岗位="主考")
    put(book, "工作人员", 3, "可任岗位", EVERY_OTHER_POST.replace("医务、", ""))
    book["岗位"] = [["考点代码", "岗位", "人数"], ["", "医务", 0], ["", "值班", 1]]
    assert found(read(book, tmp_path)) == {("post-nobody", "岗位", 3, "岗位")}


def test_paper_and_electronic_sites_need_posts_of_their_own(tmp_path: Path) -> None:
    book = electronic(staffed())
    put(book, "工作人员", 4, "可任岗位", "监考")
    lacking = [i.message for i in read(book, tmp_path).issues if i.code == "post-nobody"]
    assert len(lacking) == 2
    assert "“考点系统管理员”" in lacking[0] + lacking[1]
    assert "“考场系统管理员”" in lacking[0] + lacking[1]
    book["参数"] = [["名称", "值"], ["考场系统管理员", "否"]]
    assert len(read(book, tmp_path).issues) == 1


def test_an_electronic_exam_wants_somebody_with_computer_skill(tmp_path: Path) -> None:
    book = electronic(staffed())
    put(book, "工作人员", 1, "计算机能力", "否")
    assert codes(read(book, tmp_path)) == set()
    put(book, "工作人员", 4, "计算机能力", "否")
    put(book, "工作人员", 3, "计算机能力", "是")
    told = [i for i in read(book, tmp_path).issues if i.code == "computer-none"]
    assert [(i.severity, i.sheet, i.column) for i in told] == [("警告", "工作人员", "计算机能力")]


def test_an_administrator_without_computer_skill_is_told_of_only_where_he_doubles(
    tmp_path: Path,
) -> None:
    book = electronic(staffed(可任岗位="考场系统管理员、监考", 计算机能力="否"))
    issue = only(book, tmp_path, "admin-computer")
    assert (issue.severity, issue.row, issue.column) == ("警告", 3, "计算机能力")
    book["参数"] = [["名称", "值"], ["系统管理员兼任监考", "否"]]
    assert codes(read(book, tmp_path)) == set()


def test_skill_of_an_administrator_who_does_not_double_is_no_help(tmp_path: Path) -> None:
    book = electronic(staffed())
    put(book, "工作人员", 1, "计算机能力", "否")
    put(book, "工作人员", 4, "可任岗位", "考点系统管理员、考场系统管理员")
    assert codes(read(book, tmp_path)) == set()
    book["参数"] = [["名称", "值"], ["系统管理员兼任监考", "否"]]
    only(book, tmp_path, "computer-none")


def test_a_refused_row_may_be_the_one_who_could(tmp_path: Path) -> None:
    book = staffed(可任岗位="主考")
    put(book, "工作人员", 3, "姓名", "")
    assert codes(read(book, tmp_path)) == {"required-blank"}


def test_without_staff_nothing_is_asked_of_them(tmp_path: Path) -> None:
    book = staffed()
    del book["工作人员"][1:]
    assert codes(read(book, tmp_path)) == set()
