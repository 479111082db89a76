"""The printed documents: of the region, of a site, of a draw of the day, and its rehearsal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import openpyxl
from tamper_books import edit_book, edit_sheet, exchange, own_digest_again, set_cell
from tamper_scene import SITE, must, run
from tampering import AUDIT, CHECK, STRANGER, VERIFY, Tampering, Target

from allocator.models.domain.contents import PROPERTY
from allocator.verdict import AUDITED, ROSTERED
from allocator.verdict import COMPLIANCE as REPORT

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet
    from tamper_scene import Scene
    from tampering import Edit

_DAY = f"{SITE}/监考抽签"
_WATCH = ("卷库值守", "考区", "2026-09-11 15:00", "2026-09-11 23:00")
_NOT_LISTED = ("抽签见证单",)
"""Documents that bear the time, so that no list says what they held; 复算.py does
not look for those that a redraw put aside."""


def _kind(name: str, file: str, sheet: str, row: int, edit: Edit) -> Tampering:
    """Return an edit of a document, known by workbook, sheet and row."""
    document = file.rpartition("/")[2].partition(".")[0]
    place = f"{file} {sheet} 第 {row} 行"
    listed = not document.startswith(_NOT_LISTED) and "已作废" not in file
    return Tampering(
        name=f"{document}: {name}",
        edit=edit,
        verify=place,
        stranger=f"[{file}] 内容与公布时不同" if listed else "",
        audit=place,
    )


def _cell(name: str, file: str, sheet: str, where: str, value: object) -> Tampering:
    row = int("".join(sign for sign in where if sign.isdigit()))
    book = f"{file}.xlsx"
    return _kind(name, book, sheet, row,
                 lambda scene: set_cell(scene.output / book, sheet, where, value))  # fmt: skip


def _swap(name: str, file: str, sheet: str, one: str, other: str, row: int) -> Tampering:
    book = f"{file}.xlsx"
    return _kind(name, book, sheet, row,
                 lambda scene: exchange(scene.output / book, sheet, one, other))  # fmt: skip


def _rows(
    name: str, file: str, sheet: str, row: int, change: Callable[[Worksheet], object]
) -> Tampering:
    book = f"{file}.xlsx"
    return _kind(name, book, sheet, row,
                 lambda scene: edit_sheet(scene.output / book, sheet, change))  # fmt: skip


def _verdict(*, audited: bool = False) -> Edit:
    """Return an edit of a verdict, in the report of the run or of an audit since."""

    def edit(scene: Scene) -> None:
        if audited:
            must("audit", scene.output, "-q", "--jobs", 1)
        set_cell(scene.output / "合规审查报告.xlsx", "合规审查报告", "H4", "不符合")

    return edit


def _undigested(scene: Scene) -> None:
    """Change a verdict and take off the digest that the report bears of itself."""
    _verdict()(scene)
    edit_book(scene.output / "合规审查报告.xlsx",
              lambda book: book.custom_doc_props.__delitem__(PROPERTY))  # fmt: skip


def _about(fact: str, told: str) -> Edit:
    """Return a verdict changed in a report that says it is about something else, its digest remade.

    `fact`: `AUDITED` or `ROSTERED`.
    """

    def edit(scene: Scene) -> None:
        _verdict()(scene)
        path = scene.output / REPORT
        page = openpyxl.load_workbook(path)["基本信息"]
        (where,) = [row[1].coordinate for row in page.iter_rows() if row[0].value == fact]
        set_cell(path, "基本信息", where, told)
        own_digest_again(path)

    return edit


def _other_roster(scene: Scene) -> None:
    """Change a roster of duty after its audit."""
    path = scene.output / "值守安排.xlsx"
    must("template", "--duties", "-o", path)
    edit_sheet(path, "值守安排", lambda sheet: sheet.append([*_WATCH, "G00001"]))
    # With a single watch it is broken in many ways; that is not what is asked here.
    run("audit", scene.output, "-q", "--jobs", 1)
    edit_sheet(path, "值守安排", lambda sheet: sheet.append([*_WATCH, "G00002"]))


def report_of_then(scene: Scene) -> None:
    """Change a verdict in the report of before the draws, and remake its digest."""
    path = scene.output / REPORT
    set_cell(path, "合规审查报告", "H4", "不符合")
    own_digest_again(path)


def _announced(scene: Scene) -> None:
    """Change a digit of the digest that was announced."""
    path = scene.output / "封存摘要.txt"
    text = path.read_text("utf-8-sig")
    head, mark, rest = text.partition("SHA-256　")
    changed = "0" if rest[0] != "0" else "1"
    path.write_text(f"{head}{mark}{changed}{rest[1:]}", "utf-8-sig")


def _hung(scene: Scene) -> None:
    """Change the last digit of the digest on the page that hangs for everybody to see."""
    path = scene.output / "封存摘要.svg"
    text = path.read_text("utf-8")
    (place,) = [found.end() - 1 for found in re.finditer("[0-9a-f]{8}(?=</text>)", text)][1:2]
    path.write_text(
        f"{text[:place]}{'0' if text[place] != '0' else '1'}{text[place + 1 :]}", "utf-8"
    )


_OF_SITE = (
    _cell("the room", f"{SITE}/考场门贴", "场次1", "A4", "009"),
    _cell("the last ticket", f"{SITE}/考场门贴", "场次1", "B9", "2615990100131"),
    _cell("the ticket of a seat", f"{SITE}/桌贴", "桌贴", "C4", "2615990100103"),
    _swap("two seats exchanged", f"{SITE}/桌贴", "桌贴", "A3", "C3", 3),
    _cell("a name", f"{SITE}/考场座次表", "场次1", "B8", "张冠李"),
    _swap("two candidates exchanged", f"{SITE}/考场座次表", "场次1", "A9", "C9", 9),
    _cell("the direction of the seats", f"{SITE}/考场座次表", "场次1", "B10", "↑"),
    _cell("candidates due", f"{SITE}/考场安排表", "场次1", "G4", 29),
    _cell("the subject of a room", f"{SITE}/考场安排表", "场次1", "C5", "别的科目"),
    _cell("a room on the map", f"{SITE}/考场分布图", "场次1", "B12", "009"),
    _cell("papers in a bag", f"{SITE}/试卷袋封面", "场次1", "D8", 31),
    _cell("the first ticket", f"{SITE}/考场情况记录单", "场次1", "B5", "2615990100100"),
    _cell("an hour", f"{SITE}/时间卡", "场次1 监考", "A6", "08:30"),
    _cell("a name", f"{SITE}/监考证", "监考证", "C3", "张冠李"),
    _cell("a post", f"{SITE}/监考证", "监考证", "C4", "副主考"),
    _cell("a name", f"{SITE}/考务人员签到表", "场次1", "C5", "张冠李"),
    _rows("a person taken out", f"{SITE}/考务人员签到表", "场次1", 5,
          lambda page: page.delete_rows(6)),
    _cell("a person", f"{SITE}/岗位安排表", "岗位安排表", "D5", "张冠李"),
    _swap("two persons exchanged", f"{SITE}/岗位安排表", "岗位安排表", "C5", "C6", 5),
    _swap("the order of reserves", f"{SITE}/备用监考表", "场次1", "B5", "B6", 5),
)  # fmt: skip
_OF_DAY = (
    _cell("an invigilator", f"{_DAY}/监考安排表_场次1", "场次1", "E6", "张冠李"),
    _swap("two rooms exchanged", f"{_DAY}/监考安排表_场次1", "场次1", "E6", "E8", 6),
    _cell("the room on a slip", f"{_DAY}/抽签条_场次1", "抽签条", "B5", "003"),
    _cell("the name on a slip", f"{_DAY}/抽签条_场次1", "抽签条", "B4", "张冠李"),
    _cell("who patrols", f"{_DAY}/流动监考路线卡_场次1", "场次1", "B4", "张冠李"),
    _cell("who waits", f"{_DAY}/备用监考表_场次1", "场次1", "C6", "张冠李"),
    _cell("the seed", f"{_DAY}/抽签见证单_场次1", "抽签见证单", "B4", "4711-1823"),
    _cell("the number of the draw", f"{_DAY}/抽签见证单_场次1", "抽签见证单", "B3", "第 1 次"),
    _cell("a half of the seed", f"{_DAY}/抽签见证单_场次1", "抽签见证单", "B5", "4712"),
    _cell("the reason", f"{_DAY}/抽签见证单_场次1", "抽签见证单", "B11", "设备故障"),
    _cell("an invigilator of a replaced draw", f"{_DAY}/已作废/第1次/监考安排表_场次1", "场次1",
          "E5", "张冠李"),
    _cell("an invigilator of a rehearsal", f"{SITE}/演练/监考安排表_场次3", "场次3", "E6",
          "张冠李"),
    _rows("a rehearsal not called one", f"{SITE}/演练/监考安排表_场次3", "场次3", 1,
          lambda page: page.cell(1, 1, "")),
)  # fmt: skip
_OF_REGION = (
    _cell("the seed", "抽签见证单", "抽签见证单", "B4", "391573"),
    _cell("a digest", "抽签见证单", "抽签见证单", "B7", "00000000"),
    _cell("the witness", "抽签见证单", "抽签见证单", "B11", "某人"),
    _cell("a chain of relations", "回避名单", "回避名单", "J4", "朋友"),
    _rows("a recusal taken out", "回避名单", "回避名单", 4, lambda page: page.delete_rows(5)),
    _cell("people posted", "岗位安排汇总表", "分场次岗位", "F4", 3),
    _cell("a proven bound", "岗位安排汇总表", "优化目标", "E4", 0),
    _cell("rooms", "考场编排汇总表", "考场编排汇总表", "L3", 3),
    _cell("papers ordered", "试卷预定单", "试卷预定单", "G4", 48),
    _cell("how many may be absent", "抽签预演表", "抽签预演表", "E4", 3),
    Tampering(name="合规审查报告: a verdict", edit=_verdict(audited=True),
              verify="合规审查报告.xlsx 合规审查报告 第 4 行",
              stranger="[合规审查报告.xlsx] 内容被改动过"),
    Tampering(name="合规审查报告 of before the draws: a verdict", edit=_verdict(),
              verify="合规审查报告.xlsx：内容已被改动",
              stranger="[合规审查报告.xlsx] 内容被改动过"),
    Tampering(name="合规审查报告 of before the draws: a verdict, its own digest taken off",
              edit=_undigested, verify="合规审查报告.xlsx：内容已被改动",
              stranger="[合规审查报告.xlsx]"),
    Tampering(name="合规审查报告 of before the draws: a verdict, its own digest remade",
              edit=report_of_then, verify="合规审查报告.xlsx：不是日志记下的",
              stranger="[合规审查报告.xlsx] 不是日志记下的"),
    Tampering(name="合规审查报告: a verdict, of draws that there never were, its own digest remade",
              edit=_about(AUDITED, "座位、岗位；结果摘要前 16 位 0123456789abcdef"),
              verify="合规审查报告.xlsx … 审查的抽签“座位、岗位；"),
    Tampering(name="合规审查报告: a verdict, of more draws than there are, its own digest remade",
              edit=_about(AUDITED, "座位、岗位、监考抽签 9 次；结果摘要前 16 位 0123456789abcdef"),
              verify="合规审查报告.xlsx … 监考抽签 9 次"),
    Tampering(name="合规审查报告: a verdict, of a roster of duty that there is not, its own digest "
              "remade", edit=_about(ROSTERED, "值守安排.xlsx 9 行；摘要前 16 位 0123456789abcdef"),
              verify="合规审查报告.xlsx … 审查的值守安排“值守安排.xlsx",
              stranger="[值守安排.xlsx] 不是审查过的那个文件"),
    Tampering(name="a roster of duty after its audit", edit=_other_roster,
              verify="合规审查报告.xlsx … 值守安排在审查之后改动过",
              stranger="[值守安排.xlsx] 不是审查过的那个文件"),
    Tampering(name="封存摘要: a digit of the digest", edit=_announced, verify="封存摘要.txt"),
    Tampering(name="封存摘要: a digit of the digest on the page to hang", edit=_hung,
              verify="封存摘要.svg", stranger="[封存摘要.svg] 与封存时的摘要不同"),
)  # fmt: skip
TARGET = Target(
    title="Printed documents",
    finders=(CHECK, VERIFY, STRANGER, AUDIT),
    kinds=(*_OF_SITE, *_OF_DAY, *_OF_REGION),
)
