"""A tiny good workbook as plain data, and ways to damage it: every test changes one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
from stdnum.cn.ric import calc_check_digit

from allocator.intake.load import Intake, load

if TYPE_CHECKING:
    from pathlib import Path

Book = dict[str, list[list[Any]]]


def an_id(serial: int = 1, *, born: str = "19900307", male: bool = True) -> str:
    """A valid number of a region that does not exist."""
    body = f"990000{born}{serial:02d}{1 if male else 2}"
    return body + calc_check_digit(body + "0")


def a_book(people: int = 3) -> Book:
    exam = [
        "01",
        "示例考试",
        "",
        "",
        "",
        "",
        "",
        "",
        "纸笔",
        "",
        1,
        "2026-09-12",
        "9:00",
        "11:00",
        "",
    ]
    first, second = exam.copy(), exam.copy()
    first[6:8] = ["01", "甲科"]
    second[6:8] = ["02", "乙科"]
    second[10], second[12], second[13] = 2, "14:00", "16:00"
    roster = [
        [
            f"B{n:03d}",
            f"姓名{n}",
            "男",
            "",
            an_id(n),
            "01",
            "",
            "",
            "01、02",
            f"单位{n}",
            "",
            "",
            "",
            "",
        ]
        for n in range(1, people + 1)
    ]
    return {
        "考试": [
            ["考试代码", "考试名称", "级别", "级别代码", "专业", "专业代码", "科目代码", "科目名称",
            "考试形式", "批次", "场次",
             "日期", "开始时间", "结束时间", "语音视频"],
            first,
            second,
        ],
        "考生": [
            ["报名序号", "姓名", "性别", "证件类型", "证件号码", "考试代码", "级别", "专业", "科目",
            "工作单位", "指定考点",
             "特殊需求", "照片", "备注"],
            *roster,
        ],
        "考点": [["考点代码", "考点名称", "备用考场"], ["01", "一中", 1]],
        "考场": [
            ["考点代码", "楼栋", "楼层", "教室", "可用座位数", "座位布局", "横向间距", "考试形式",
            "备用机", "视频监控",
             "停用"],
            ["01", "教学楼", 1, 101, 30, "5x6", "", "", "", "是", ""],
            ["01", "教学楼", 1, 102, 30, "7-8-7-8", 1, "纸笔", "", "否", "否"],
        ],
    }  # fmt: skip


EVERY_OTHER_POST = "主考、副主考、试卷管理、考务办公室、医务、保电、保卫、驾驶员"


def with_staff(book: Book) -> Book:
    book["工作人员"] = [
        ["工号", "姓名", "性别", "证件号码", "可任岗位", "可用场次", "培训日期"],
        ["G001", "工一", "女", an_id(51, male=False), "监考、流动监考", "1-2", "2026-09-01"],
        ["G002", "工二", "男", an_id(52), EVERY_OTHER_POST, "", "2026-09-02"],
    ]
    book["值守"] = [
        ["任务", "地点", "开始", "结束", "班次小时", "每班人数", "岗位"],
        ["卷库值守", "考区", "2026-09-11 12:00", "2026-09-12 20:00", 8, 2, "卷库值守"],
    ]
    return book


def with_settings(book: Book, *rows: tuple[str, ...]) -> Book:
    book["参数"] = [["名称", "值", "理由"], *[[*row, ""][:3] for row in rows]]
    return book


def column(book: Book, sheet: str, header: str) -> int:
    return book[sheet][0].index(header)


def put(book: Book, sheet: str, row: int, header: str, value: Any) -> Book:
    """Set the cell of data row `row` (1 is the first below the header)."""
    book[sheet][row][column(book, sheet, header)] = value
    return book


def save(book: Book, path: Path) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in book.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
    workbook.save(path)
    return path


def read(book: Book, folder: Path, name: str = "名单.xlsx") -> Intake:
    return load([save(book, folder / name)])


def found(intake: Intake) -> set[tuple[str, str, int, str]]:
    """Errors and warnings as (code, sheet, row, column)."""
    return {(i.code, i.sheet, i.row, i.column) for i in intake.issues}


def codes(intake: Intake) -> set[str]:
    return {issue.code for issue in intake.issues}
