"""Flat tables and plain documents of an export, written to disk in the contract's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter
from audit_builders import SIZES

from allocator.audit.exported import ORDER, ROOMS, ROSTER, Exported

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.audit.exported import SeatPage, TableRow

ROSTER_COLUMNS = (
    "准考证号", "报名序号", "姓名", "证件号码", "考试代码", "批次", "级别", "专业", "科目代码",
    "科目名称", "场次", "考点代码", "考场号", "楼栋", "楼层", "教室", "座位号", "行", "列",
)  # fmt: skip
ROOM_COLUMNS = (
    "考试代码", "批次", "考点代码", "考场号", "楼栋", "楼层", "教室", "场次", "日期", "开始时间",
    "结束时间", "科目代码", "科目名称", "级别", "专业", "人数", "准考证起号", "准考证止号",
)  # fmt: skip
ORDER_COLUMNS = (
    "考点代码", "级别", "专业", "科目代码", "科目名称", "考场数", "人数", "袋数合计", "份数合计",
)  # fmt: skip

ROOM_TABLE_COLUMNS = (
    "考场号", "教室", "科目（类别）", "时间", "准考证起号", "准考证止号", "人数",
)  # fmt: skip

Rows = list[list[object]]
_AS_TYPED = {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd hh:mm"}


def roster_rows(book: Exported) -> Rows:
    rows: Rows = []
    for p in book.places:
        for due in p.dues:
            cells = [*p[:8], due.subject, due.subject_name, due.session, *p[8:16]]
            cells[5] = p.batch or ""
            rows.append(cells)
    return rows


def room_rows(book: Exported) -> Rows:
    return [[row[0], row[1] or "", *row[2:18]] for row in book.room_rows]


def order_rows(book: Exported) -> Rows:
    return [
        [*row[:7], row.bags_total, row.copies_total, *(count or "" for _, count in row.bags)]
        for row in (*book.orders, *book.totals)
    ]


def plan_rows(pages: tuple[SeatPage, ...]) -> Rows:
    """Draw seat plans plainly: three rows for each row of seats, two columns for each column."""
    rows: Rows = []
    for page in pages:
        marks = dict.fromkeys(page.due, "签名") | dict.fromkeys(page.absent, "本场不考")
        rows += [["考试　考场座次表"], ["考点", "", "某校", "", "考场号", "", page.number]]
        rows += [["场次", "", int(page.session)], ["应考人数", "", int(page.people)]]
        rows += [["门", "", "讲　台"]]
        grid: Rows = [[""] * 20 for _ in range(3 * max(spot[1] for spot in marks))]
        for (seat, row, column, ticket), mark in marks.items():
            top, left = 3 * (row - 1), 2 * (column - 1)
            grid[top][left : left + 2] = [seat, "某人"]
            grid[top + 1][left] = ticket
            grid[top + 2][left : left + 2] = [mark, "↓"]
        rows += [*grid, ["实考人数：　　缺考人数："]]
    return rows


def room_table_rows(rows: tuple[TableRow, ...]) -> dict[str, tuple[tuple[str, ...], Rows]]:
    """Return a sheet for each session, its header below a title and a note."""
    sheets: dict[str, tuple[tuple[str, ...], Rows]] = {}
    for row in rows:
        note = [f"考点：01　　场次：{row.session}　　日期"]
        header = [*ROOM_TABLE_COLUMNS, "签字"]
        _, lines = sheets.setdefault(f"场次{row.session}", (("考场安排表",), [note, header]))
        lines.append([row.number, "1层", row.paper, row.time, row.first, row.last, int(row.people)])
    for _, lines in sheets.values():
        lines.append(["备1", "1层 109", "备用考场"])
    return sheets


def save(path: Path, tables: dict[str, tuple[tuple[str, ...], Rows]], title: str = "") -> None:
    path.parent.mkdir(exist_ok=True)
    with xlsxwriter.Workbook(path, _AS_TYPED) as workbook:
        for name, (header, rows) in tables.items():
            sheet = workbook.add_worksheet(name)
            if title:
                sheet.write(0, 0, title)
            for nth, row in enumerate([list(header), *rows], start=int(bool(title))):
                sheet.write_row(nth, 0, row)


def export_to(folder: Path, book: Exported, *, without: str = "") -> None:
    """Write the flat tables and plain documents of every site."""
    tables = {ROSTER: (ROSTER_COLUMNS, roster_rows(book)), ROOMS: (ROOM_COLUMNS, room_rows(book))}
    tables.pop(without, None)
    save(folder / "编排总表.xlsx", tables)
    header = (*ORDER_COLUMNS, *(f"{size}份" for size in SIZES))
    save(folder / "试卷预定单.xlsx", {ORDER: (header, order_rows(book))}, title="试卷预定单")
    save(folder / "考场编排汇总表.xlsx", {"考场编排汇总表": (("考点代码",), [["01"]])})
    for site in book.sites:
        pages: Rows = []
        for page in site.pages:
            pages += [["考试"], ["考场号"], [page.number], ["教室", page.place]]
            pages += [["场次", int(page.session), "日期", page.date], ["时间", page.time]]
            pages += [
                ["准考证起号", page.first],
                ["准考证止号", page.last],
                ["人数", int(page.people)],
            ]
            pages += [[text] for text in page.texts[2:]]
        save(folder / site.folder / "考场门贴.xlsx", {"场次": ((), pages)})
        labels: Rows = []
        for label in site.labels:
            labels += [
                ["考试"],
                ["座位号", "考场号"],
                [int(label.seat), label.number],
                [label.ticket],
            ]
        save(folder / site.folder / "桌贴.xlsx", {"桌贴": ((), labels)})
        save(folder / site.folder / "考场分布图.xlsx", {"1层": ((), [["考场 001"]])})
        save(folder / site.folder / "考场座次表.xlsx", {"场次": ((), plan_rows(site.plans))})
        save(folder / site.folder / "考场安排表.xlsx", room_table_rows(site.rows))
        for name in ("考场情况记录单", "试卷袋封面"):
            save(folder / site.folder / f"{name}.xlsx", {name: ((), [["考场号", "001"]])})
