"""Defects that take more than one cell to make: of rows that belong together, or of a sheet."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from allocator.synthesis.defect_kinds import Defect
from allocator.synthesis.tiny import DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.synthesis.tiny import Book


def _kin(*ties: tuple[str, str]) -> Callable[[Book], None]:
    """Add relatives of G1 by 关系 and a number that tells no birth."""

    def spoil(book: Book) -> None:
        for relation, number in ties:
            row = {"申报人": "G1", "关系": relation, "亲属姓名": "示例亲", "亲属证件号码": number}
            book["亲属关系"].append({**row, "备注": ""})

    return spoil


def _overlap(book: Book) -> None:
    for row in book["考试"][1:]:
        row.update(开始时间=time(10), 结束时间=time(12))


def _batch_partly(book: Book) -> None:
    book["考试"][0]["批次"] = 1


def _two_batches(book: Book, *, session: int, day: date) -> None:
    """Hold the whole exam twice; the second 批次 begins in the given 场次."""
    for row in list(book["考试"]):
        second = session if row["场次"] == 1 else session + 1
        book["考试"].append({**row, "批次": 2, "场次": second, "日期": day})
        row["批次"] = 1


def _session_two_batches(book: Book) -> None:
    _two_batches(book, session=3, day=date(2026, 9, 13))
    book["考试"][3].update(场次=1, 日期=DAY)


def _batch_none(book: Book) -> None:
    """Subject 1 stands in 批次 1 only and subject 2 in 批次 2 only."""
    for row in book["考试"]:
        row["批次"] = 1 if row["科目代码"] == "1" else 2
    for nth, row in enumerate(book["考生"]):
        row["科目"] = "1、2" if nth == 1 else "1"


def _no_batch_in_template(book: Book) -> None:
    _two_batches(book, session=3, day=date(2026, 9, 13))
    book["参数"].append({"名称": "准考证模板", "值": "{年:2}{考点:2}{考场:3}{座位:2}", "理由": ""})


def _second_exam(book: Book, **changes: object) -> None:
    row = {**book["考试"][0], "考试代码": "T2", "考试名称": "示例第二考试", "场次": 3,
           "日期": date(2026, 9, 13), **changes}  # fmt: skip
    book["考试"].append(row)
    person = {**book["考生"][0], "考试代码": "T2", "报名序号": "B001", "专业": "", "科目": "1"}
    book["考生"].append(person)


def _exam_blank(book: Book) -> None:
    _second_exam(book)
    book["考生"][1]["考试代码"] = ""


def _clash(book: Book) -> None:
    _second_exam(book, 场次=1, 日期=DAY)


def _form_assumed(book: Book) -> None:
    _second_exam(book, 考试形式="电子化")
    book["考场"][3].update(考试形式="电子化", 备用机=2)
    book["考场"][0]["考试形式"] = ""


def _level_blank(book: Book) -> None:
    for row in list(book["考试"]):
        book["考试"].append({**row, "级别": "中级", "级别代码": "2"})
    book["考生"][1]["级别"] = ""


def _level_unlisted(book: Book) -> None:
    book["考试"][0].update(级别="", 级别代码="")
    book["考生"][1].update(级别="免一科", 科目="1")


def _third_subject(book: Book, **changes: object) -> None:
    row = {**book["考试"][1], "科目代码": "3", "科目名称": "选考科目", **changes}
    book["考试"].append(row)


def _no_paper(book: Book) -> None:
    _third_subject(book, 场次=3, 日期=date(2026, 9, 13))
    book["考生"][1]["科目"] = "1、3"


def _subjects_overlap(book: Book) -> None:
    _third_subject(book)
    book["考生"][0]["科目"] = "1、2、3"


def _subject_columns(book: Book) -> None:
    for row in book["考生"]:
        row.update(公共科目="√", 专业科目="1")
    for row in book["考试"][1:]:
        row["科目名称"] = "专业科目"


def _subject_none(book: Book) -> None:
    _subject_columns(book)
    for row in book["考生"]:
        del row["科目"]
    book["考生"][1].update(公共科目="", 专业科目="")


def _contradiction(book: Book) -> None:
    _subject_columns(book)
    book["考生"][1].update(科目="1", 专业科目="√")


def _electronic(book: Book, spare: int | None) -> None:
    for row in book["考试"]:
        row["考试形式"] = "电子化"
    for row in book["考场"]:
        row.update(考试形式="电子化", 备用机=2)
    book["考场"][0]["备用机"] = spare


def _no_computer(book: Book) -> None:
    _electronic(book, 2)
    for row in book["工作人员"]:
        row["计算机能力"] = "否"


def _unskilled_admin(book: Book) -> None:
    _electronic(book, 2)
    book["工作人员"][0].update(可任岗位="监考、考场系统管理员", 计算机能力="否")


def _few_seats(book: Book) -> None:
    for row in book["考场"]:
        row.update(可用座位数=1, 座位布局="1")
    book["考场"][2:] = []


def _drop(sheet: str) -> Callable[[Book], None]:
    def spoil(book: Book) -> None:
        del book[sheet]

    return spoil


def _drop_column(book: Book) -> None:
    for row in book["考场"]:
        del row["楼栋"]


def _add_column(name: str) -> Callable[[Book], None]:
    def spoil(book: Book) -> None:
        for row in book["考生"]:
            row[name] = "某"

    return spoil


def _two_aliases(book: Book) -> None:
    """Two other names of 工作单位 and not the name itself, which would win."""
    for row in book["考生"]:
        row["单位"] = row["单位名称"] = row.pop("工作单位")


def _strange_sheet(book: Book) -> None:
    book["随手记"] = [{"事项": "订盒饭", "经办": "小示"}]


def _renamed_sheet(book: Book) -> None:
    book["Sheet1"] = book.pop("考生")


def _two_sheets_in_one(book: Book) -> None:
    row = {"考点代码": "01", "学校": "示例第一中学", "地址": "示例路1号", "岗位": "保卫", "人数": 4}
    book["Sheet1"] = [row]


SHEETS = (
    Defect("kin-parent-cycle", "亲属关系", 4, "关系", _kin(("父亲", "SL01"), ("儿子", "SL01"))),
    Defect(
        "kin-two-parents", "亲属关系", 4, "亲属证件号码", _kin(("父亲", "SL01"), ("父亲", "SL02"))
    ),
    Defect(
        "kin-two-spouses", "亲属关系", 4, "亲属证件号码", _kin(("妻子", "SL01"), ("妻子", "SL02"))
    ),
    Defect("sessions-overlap", "考试", 3, "开始时间", _overlap, ("subjects-overlap",)),
    Defect("batch-partly-blank", "考试", 3, "批次", _batch_partly, ("batch-none",)),
    Defect("session-two-batches", "考试", 5, "批次", _session_two_batches),
    Defect("batch-none", "考生", 3, "科目", _batch_none),
    Defect("template-no-batch", "参数", 4, "值", _no_batch_in_template),
    Defect("exam-blank", "考生", 3, "考试代码", _exam_blank),
    Defect("seat-clash", "考生", 6, "证件号码", _clash),
    Defect("form-assumed", "考场", 2, "考试形式", _form_assumed),
    Defect("level-blank", "考生", 3, "级别", _level_blank),
    Defect("level-unlisted", "考生", 3, "级别", _level_unlisted),
    Defect("subject-no-paper", "考生", 3, "科目", _no_paper),
    Defect("subjects-overlap", "考生", 2, "科目", _subjects_overlap),
    Defect("subject-none", "考生", 3, "科目", _subject_none),
    Defect("subject-contradiction", "考生", 3, "科目", _contradiction),
    Defect("spare-machines-low", "考场", 2, "备用机", lambda book: _electronic(book, None)),
    Defect("spare-machines-all", "考场", 2, "备用机", lambda book: _electronic(book, 30)),
    Defect("capacity-short", "考试", 2, "考试代码", _few_seats),
    Defect("computer-none", "工作人员", 1, "计算机能力", _no_computer, ("admin-computer",)),
    Defect("admin-computer", "工作人员", 2, "计算机能力", _unskilled_admin),
    Defect("duty-none", "值守", 0, "", _drop("值守")),
    # The faultless workbook itself has duties.
    Defect("duty-not-arranged", "值守", 1, "任务", lambda book: None),
    Defect("sheet-missing", "考点", 0, "", _drop("考点")),
    Defect("sheet-empty", "考点", 1, "", lambda book: book.update(考点=[])),
    Defect("sheet-unknown", "随手记", 0, "", _strange_sheet),
    Defect("sheet-by-headers", "Sheet1", 0, "", _renamed_sheet),
    Defect("sheet-ambiguous", "Sheet1", 0, "", _two_sheets_in_one),
    Defect("column-missing", "考场", 1, "楼栋", _drop_column),
    Defect("column-twice", "考生", 1, "单位名称", _two_aliases),
    Defect(
        "row-aside", "考点", 3, "考点代码", lambda book: book["考点"].append({"考点代码": "合计"})
    ),
    Defect("column-unknown", "考生", 1, "鞋码", _add_column("鞋码")),
)
