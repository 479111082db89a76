"""Headers of the made-up workbooks and how their cells are written (see `docs/workbooks.md`)."""

from __future__ import annotations

import gc
import io
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import TYPE_CHECKING

from allocator.intake.saving import save

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        name: tuple(columns.split())
        for name, columns in (
            (
                "考试",
                "考试代码 考试名称 级别 级别代码 专业 专业代码 科目代码 科目名称 考试形式 批次 "
                "场次 日期 开始时间 结束时间 语音视频",
            ),
            (
                "考生",
                "报名序号 姓名 性别 证件类型 证件号码 考试代码 级别 专业 科目 工作单位 指定考点 "
                "特殊需求 照片 备注",
            ),
            ("考点", "考点代码 考点名称 地址 联系人 电话 备用考场"),
            (
                "考场",
                "考点代码 楼栋 楼层 教室 可用座位数 座位布局 座位顺序 首座 横向间距 考试形式 "
                "备用机 视频监控 无障碍 优先级 停用",
            ),
            (
                "工作人员",
                "工号 姓名 性别 证件号码 工作单位 电话 可任岗位 计算机能力 监考经验 培训日期 "
                "选派方式 所属考点 可用场次 每人最多场次 历史场次",
            ),
            ("亲属关系", "申报人 关系 亲属姓名 亲属证件号码 备注"),
            ("其他回避", "甲 乙 范围 事由"),
            ("岗位", "考点代码 岗位 人数"),
            ("值守", "任务 地点 开始 结束 班次小时 每班人数 岗位"),
            ("参数", "名称 值 理由"),
        )
    }
)
"""Sheets in the order of the workbook, with their columns."""

_WIDE = frozenset({"考试名称", "科目名称", "工作单位", "考点名称", "地址", "可任岗位", "证件号码"})
_WIDE_TOO = frozenset(
    {"报名序号", "亲属证件号码", "申报人", "专业", "电话", "值", "开始", "结束", "甲", "乙"}
)

_CODE_COLUMNS = (
    "考试代码 级别代码 专业代码 科目代码 报名序号 证件号码 科目 指定考点 考点代码 教室 电话 工号 "
    "所属考点 可用场次 申报人 亲属证件号码 甲 乙 值"
)
_CODES = frozenset(_CODE_COLUMNS.split())
"""Columns that Excel is told to keep as text when somebody edits them."""


def write_workbook(path: Path, content: Mapping[str, Iterable[Sequence[object]]]) -> None:
    """Write sheets of the given names and rows; text stays text, dates and hours are real ones.

    The file appears whole or not at all (OSError), the same to the last byte for the same content.
    """
    import xlsxwriter

    # Not constant_memory: values repeat so much that shared strings are a quarter faster, at 230 MB
    # for 100,000 candidates.
    packed = io.BytesIO()
    with _uncollected(), xlsxwriter.Workbook(packed) as book:
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        text = book.add_format({"num_format": "@"})
        formats = {
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            time: book.add_format({"num_format": "hh:mm"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        for name, rows in content.items():
            sheet = book.add_worksheet(name)
            columns = HEADERS[name]
            codes = [text if column in _CODES else None for column in columns]
            for place, column in enumerate(columns):
                sheet.set_column(place, place, _width(column), codes[place])
                sheet.write_string(0, place, column, head)
            sheet.freeze_panes(1, 0)
            write_string = sheet.write_string
            for number, row in enumerate(rows, 1):
                for place, value in enumerate(row):
                    if value is None or value == "":
                        continue
                    if isinstance(value, str):
                        write_string(number, place, value, codes[place])
                    elif isinstance(value, (date, time)):
                        sheet.write_datetime(number, place, value, formats[type(value)])
                    else:
                        sheet.write_number(number, place, value)
    save(path, packed.getvalue())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector away: walking a million live cells takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _width(column: str) -> int:
    if column in _WIDE:
        return 26
    return 18 if column in _WIDE_TOO else 10
