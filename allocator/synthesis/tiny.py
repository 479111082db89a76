"""A workbook of four candidates without any fault, and the means to spoil it.

A `Book` is sheet name -> rows, a row is header -> value; rows are counted as Excel shows them, so
the first row of data is 2.
"""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from allocator.synthesis.people import check_digit
from allocator.synthesis.sheets import HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

Book = dict[str, list[dict[str, object]]]
DAY = date(2026, 9, 12)


class Formula(NamedTuple):
    """A formula with its stored value; `NO_VALUE` for none."""

    text: str
    value: str


# Enough for two rooms and every post, with a few to spare; G1 is recused by his brother.
_POSTS = (
    "主考、副主考 副主考 医务 保电 驾驶员 考点系统管理员 "
    + "试卷管理 保卫 " * 2
    + "考务办公室 " * 3
    + "考场系统管理员、监考 卷库值守 " * 4
    + "监考、流动监考 " * 9
)
_NAMES = "孙周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施孔曹严华金魏陶姜戚谢邹"

NO_VALUE = "none"
"""Stands in the file until `write_book` takes the whole <v> element away."""


def id_of(birth: str, serial: int) -> str:
    """Return a 证件号码 with a right check digit in a region that no place has."""
    head = f"990101{birth}{serial:03d}"
    return head + check_digit(head)


def tiny_book() -> Book:
    """Return all sheets, each value as a planner would type it."""
    paper = ["T1", "示例考试", "初级", "1"]
    morning = ["纸笔", None, 1, DAY, time(9), time(11), "否"]
    afternoon = ["纸笔", None, 2, DAY, time(14), time(16), "否"]
    rows: dict[str, Sequence[Sequence[object]]] = {
        "考试": [
            [*paper, "", "", "1", "公共科目", *morning],
            [*paper, "甲专业", "01", "2", "专业科目（甲专业）", *afternoon],
            [*paper, "乙专业", "02", "2", "专业科目（乙专业）", *afternoon],
        ],
        "考生": [
            _candidate(1, "王示一", "男", "甲专业", "示例一公司"),
            _candidate(2, "李示二", "女", "乙专业", "示例二公司"),
            _candidate(3, "张示三", "男", "甲专业", "示例二公司"),
            _candidate(4, "阿示·四", "女", "乙专业", ""),
        ],
        "考点": [["01", "示例第一中学", "示例路1号", "示例甲", "0999-0000001", 1]],
        "考场": [_room(1, "101"), _room(1, "102"), _room(2, "201"), _room(2, "202")],
        "工作人员": [
            _member(1, "赵示五", "监考、流动监考"),
            _member(2, "钱示六", "主考"),
            *(_helper(nth, posts) for nth, posts in enumerate(_POSTS.split(), 11)),
        ],
        "亲属关系": [["G1", "弟弟", "王示一", id_of("19900101", 11), ""]],
        "其他回避": [["G2", "A002", "考场", "师生"]],
        "岗位": [["", "保卫", 2]],
        "值守": [["卷库值守", "考区", datetime(2026, 9, 11, 15, tzinfo=UTC).replace(tzinfo=None),
                datetime(2026, 9, 12, 20, tzinfo=UTC).replace(tzinfo=None), 8, 2, "卷库值守"]],
        "参数": [["标准人数", "30", ""], ["同单位间隔", "前后左右", ""]],
    }  # fmt: skip
    return {
        name: [dict(zip(HEADERS[name], row, strict=True)) for row in rows[name]] for name in rows
    }


def _candidate(nth: int, name: str, sex: str, specialty: str, employer: str) -> list[object]:
    number = id_of("19900101", 10 * nth + (sex == "男"))
    who = [f"A{nth:03d}", name, sex, "居民身份证", number, "T1", "初级", specialty]
    return [*who, "1、2", employer, "", "", "", ""]


def _room(floor: int, classroom: str) -> list[object]:
    seats = [30, "5x6", "列蛇形", "左前", 1.0, "纸笔"]
    return [
        "01",
        "主楼",
        floor,
        classroom,
        *seats,
        None,
        "是",
        "是" if floor == 1 else "否",
        1,
        "否",
    ]


def _member(nth: int, name: str, posts: str) -> list[object]:
    number = id_of("19800202", 100 * nth + 1)
    who = [f"G{nth}", name, "男", number, "示例第一中学", f"0999-100000{nth}", posts]
    return [*who, "是", 3, date(2026, 9, 5), "单位选派", "", "", None, 0]


def _helper(nth: int, posts: str) -> list[object]:
    """Return one more member of staff; every second one is a woman."""
    woman = nth % 2
    who = [f"G{nth}", f"{_NAMES[nth - 11]}示{'甲乙丙丁戊己庚辛壬癸'[nth % 10]}", "男女"[woman]]
    number = id_of("19820303", 10 * nth + 1 + woman)
    place = ["示例第一中学" if nth % 3 else "示例第二小学", f"0999-20000{nth:02d}", posts]
    return [*who, number, *place, "是", 3, date(2026, 9, 5), "单位选派", "", "", None, 0]


def write_book(
    path: Path,
    book: Book,
    *,
    merges: Mapping[str, str] | None = None,
    bare: frozenset[str] = frozenset(),
) -> None:
    """Write the book; columns are those of a sheet's first row, of its contract when it has none.

    `merges` maps a sheet to a range like B2:B3; sheets in `bare` get no header row.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(path) as out:
        out.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        text = out.add_format({"num_format": "@"})
        formats = {
            date: out.add_format({"num_format": "yyyy-mm-dd"}),
            time: out.add_format({"num_format": "hh:mm"}),
            datetime: out.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        for name, rows in book.items():
            sheet = out.add_worksheet(name)
            columns = tuple(rows[0]) if rows else HEADERS.get(name, ("列一",))
            if name in (merges or {}):
                sheet.merge_range((merges or {})[name], "", text)
            if name not in bare:
                sheet.write_row(0, 0, columns)
            for number, row in enumerate(rows, 1):
                for place, column in enumerate(columns):
                    value = row.get(column)
                    if isinstance(value, Formula):
                        sheet.write_formula(number, place, value.text, None, value.value)
                    elif isinstance(value, str):
                        sheet.write_string(number, place, value, text)
                    elif isinstance(value, (date, time)):
                        sheet.write_datetime(number, place, value, formats[type(value)])
                    elif value is not None:
                        sheet.write_number(number, place, value)
    if any(isinstance(value, Formula) for rows in book.values() for row in rows
           for value in row.values()):  # fmt: skip
        patch(path, lambda name, data: _drop_values(data))


def _drop_values(data: bytes) -> bytes:
    """Take away stored values that stand for none, and with them the type of the cell."""
    return re.sub(rb' t="str"(><f>[^<]*</f>)<v>%s</v>' % NO_VALUE.encode(), rb"\1", data)


def patch(
    path: Path,
    change: Callable[[str, bytes], bytes | None],
    extra: Mapping[str, bytes] | None = None,
) -> None:
    """Rewrite an archive part by part: `change` gets name and bytes, None drops the part."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    parts.update(extra or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if data is not None:
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data,
                                 compress_type=zipfile.ZIP_DEFLATED)  # fmt: skip
