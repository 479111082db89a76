"""One defect for each kind of input error that stands in a cell or a sheet (`broken.py` writes)."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, NamedTuple

from allocator.synthesis.tiny import DAY, NO_VALUE, Formula, id_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.synthesis.tiny import Book


class Defect(NamedTuple):
    """One spoilt workbook: its issue code, where the issue is expected, and what spoils it."""

    code: str
    sheet: str
    row: int
    column: str
    spoil: Callable[[Book], None]
    along: tuple[str, ...] = ()
    """Other codes that come with it of necessity."""


def cell(
    code: str, sheet: str, row: int, column: str, value: object, *along: str, **other: object
) -> Defect:
    """Return a defect of one cell; `other` are further cells of the same row."""

    def spoil(book: Book) -> None:
        book[sheet][row - 2].update({column: value, **other})

    return Defect(code, sheet, row, column, spoil, along)


def added(
    code: str, sheet: str, row: int, column: str, like: int, *along: str, **changes: object
) -> Defect:
    """Return a defect by one more row at the end, like row `like` but for `changes`."""

    def spoil(book: Book) -> None:
        book[sheet].append({**book[sheet][like - 2], **changes})

    return Defect(code, sheet, row, column, spoil, along)


def template(code: str, sheet: str, row: int, column: str, text: str, exam: str = "") -> Defect:
    """Return a defect by a 准考证模板 added to sheet 参数."""

    def spoil(book: Book) -> None:
        book["参数"].append({"名称": f"准考证模板{exam}", "值": text, "理由": ""})

    return Defect(code, sheet, row, column, spoil)


CELLS = (
    cell("duty-end-day", "值守", 2, "结束", "2026-09-13"),
    added("duty-twice", "值守", 3, "任务", 2),
    cell("required-blank", "考生", 3, "姓名", ""),
    cell("number-as-code", "考生", 3, "证件号码", 9.901011990010102e17),
    cell("date-as-text", "考场", 2, "教室", date(2026, 3, 1)),
    cell("formula-no-value", "考生", 3, "姓名", Formula('="李"&"示二"', NO_VALUE)),
    cell("error-cell", "考生", 3, "工作单位", Formula("=NA()", "#N/A")),
    cell("invisible-character", "考生", 3, "姓名", "李\u200b示二"),
    cell("spaces-trimmed", "考生", 3, "姓名", "李示二 "),
    cell("not-whole-number", "考场", 2, "可用座位数", "三十间", 座位布局=""),
    cell("not-a-number", "考场", 2, "横向间距", "很宽"),
    cell("number-range", "考场", 2, "可用座位数", 0, 座位布局=""),
    cell("not-yes-no", "考场", 2, "视频监控", "大概"),
    cell("not-a-date", "考试", 2, "日期", "2026-13-01", "subject-unknown"),
    cell("not-a-time", "考试", 2, "开始时间", "25:00", "subject-unknown"),
    cell("not-allowed", "考生", 3, "性别", "不详"),
    cell("exam-name-differs", "考试", 3, "考试名称", "别的考试"),
    cell("exam-form-differs", "考试", 3, "考试形式", "电子化"),
    cell("code-differs", "考试", 4, "专业代码", "01"),
    added("paper-twice", "考试", 5, "科目代码", 4, "subjects-overlap"),
    added("paper-ambiguous", "考试", 5, "科目代码", 4, "subjects-overlap", 专业="", 专业代码=""),
    cell("end-before-start", "考试", 2, "结束时间", time(8), "subject-unknown"),
    cell("session-start-differs", "考试", 4, "开始时间", time(14, 30)),
    cell("registration-twice", "考生", 3, "报名序号", "A001", "tie-end-unknown"),
    cell("id-twice", "考生", 4, "证件号码", id_of("19900101", 11)),
    cell("same-name", "考生", 4, "姓名", "王示一"),
    cell("exam-unknown", "考生", 3, "考试代码", "T9"),
    cell("level-unknown", "考生", 3, "级别", "高级"),
    cell("specialty-blank", "考生", 3, "专业", ""),
    cell("specialty-unknown", "考生", 3, "专业", "丙专业"),
    cell("subject-unknown", "考生", 3, "科目", "1、9"),
    cell("subjects-filled", "考生", 3, "科目", ""),
    cell("id-old", "考生", 3, "证件号码", "990101900101002"),
    cell("id-length", "考生", 3, "证件号码", id_of("19900101", 20)[:17]),
    cell("id-check-digit", "考生", 3, "证件号码", "990101199001010200"),
    cell("id-birth-date", "考生", 3, "证件号码", id_of("19900230", 20)),
    cell("id-sex", "考生", 3, "性别", "男"),
    cell("id-form", "考生", 3, "证件号码", "护照一号", 证件类型="护照"),
    cell("need-unknown", "考生", 3, "特殊需求", "靠窗"),
    cell("ditto", "考生", 4, "工作单位", "同上"),
    cell("name-odd", "考生", 3, "姓名", "李 示二"),
    cell("number-two-names", "工作人员", 2, "姓名", "赵示五", 证件号码=id_of("19900101", 11)),
    cell("kin-two-names", "亲属关系", 2, "亲属姓名", "王示乙"),
    cell("employer-placeholder", "考生", 3, "工作单位", "待业"),
    cell("photo-missing", "考生", 3, "照片", "photos/A002.jpg"),
    cell("site-unknown", "考生", 3, "指定考点", "99"),
    added("site-twice", "考点", 3, "考点代码", 2, 考点名称="示例第二中学"),
    added("site-name-twice", "考点", 3, "考点名称", 2, 考点代码="02"),
    added("site-no-rooms", "考点", 3, "考点代码", 2, 考点代码="02", 考点名称="示例第二中学"),
    cell("room-twice", "考场", 3, "教室", "101"),
    cell("floor-form", "考场", 2, "楼层", "天台"),
    cell("layout-form", "考场", 2, "座位布局", "五列六排"),
    cell("layout-sum", "考场", 2, "座位布局", "5x5"),
    cell("spacing-low", "考场", 2, "横向间距", 0.8),
    cell("staff-twice", "工作人员", 3, "工号", "G1", "tie-end-unknown"),
    cell("staff-id-twice", "工作人员", 3, "证件号码", id_of("19800202", 101)),
    cell("post-unlisted", "工作人员", 3, "可任岗位", "茶水"),
    cell("session-unknown", "工作人员", 3, "可用场次", "1、9"),
    cell("session-span", "工作人员", 3, "可用场次", "2-1"),
    cell("staff-untrained", "工作人员", 3, "培训日期", None),
    cell("trained-late", "工作人员", 3, "培训日期", DAY),
    cell("staff-source", "工作人员", 2, "选派方式", "社会招聘"),
    cell("staff-part-time", "工作人员", 3, "可用场次", "1"),
    cell("post-nobody", "岗位", 2, "岗位", "值班"),
    cell("declarer-unknown", "亲属关系", 2, "申报人", "G9"),
    cell("relation-unknown", "亲属关系", 2, "关系", "堂第"),
    cell("relative-no-id", "亲属关系", 2, "亲属证件号码", "", "kin-same-person"),
    cell("kin-parent-younger", "亲属关系", 2, "关系", "父亲"),
    cell("kin-ended-chain", "亲属关系", 2, "备注", "离婚", 关系="妻子的弟弟"),
    cell("kin-two-ties", "亲属关系", 2, "关系", "养母的养子"),
    cell("kin-ended-unclear", "亲属关系", 2, "备注", "尚未办理离婚", 关系="配偶"),
    cell("kin-step-unsaid", "亲属关系", 2, "备注", "", 关系="继子"),
    cell("kin-sex", "亲属关系", 2, "关系", "妹妹"),
    added("kin-same-person", "亲属关系", 3, "亲属姓名", 2, "relative-no-id", 关系="表弟",
          亲属证件号码=""),
    cell("tie-end-unknown", "其他回避", 2, "乙", "A999"),
    cell("post-not-here", "岗位", 2, "岗位", "监考"),
    cell("post-below", "岗位", 2, "人数", 2, 岗位="主考"),
    added("post-twice", "岗位", 3, "岗位", 2, 人数=3),
    added("setting-twice", "参数", 4, "名称", 2, 值="25"),
    added("setting-unknown", "参数", 4, "名称", 2, 名称="桌布颜色"),
    cell("setting-value", "参数", 2, "值", "28"),
    added("rule-not-switchable", "参数", 4, "名称", 2, 名称="ROOM-30", 值="否"),
    added("rule-not-waivable", "参数", 4, "名称", 2, 名称="SEAT-FAIR", 值="豁免", 理由="试用"),
    added("waiver-no-reason", "参数", 4, "理由", 2, 名称="PATROL-5", 值="豁免"),
    template("template-syntax", "参数", 4, "值", "{年:2}{楼层:1}{考场:3}{座位:2}"),
    template("template-exam", "参数", 4, "名称", "{考点:2}{考场:3}{座位:2}", exam=":T9"),
    template("template-not-unique", "参数", 4, "值", "{年:2}{考场:3}"),
    template("template-place", "参数", 4, "值", "{省:2}{考点:2}{考场:3}{座位:2}"),
    template("code-too-long", "考点", 2, "考点代码", "{考点:1}{考场:3}{座位:2}"),
)  # fmt: skip


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
