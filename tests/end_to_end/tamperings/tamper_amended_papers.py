"""Papers of an amended exam: 变更单, what it made out of date, and lists and reports of before."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tamper_amending import (
    BEFORE,
    INVIGILATOR,
    LAST,
    ONCE,
    RIGHT,
    RIGHT_DOCTOR,
    TAKER,
    WRONG,
    WRONG_DOCTOR,
)
from tamper_books import edit_book, edit_sheet, exchange, set_cell
from tamper_forgery import edit_json, put, relist, rewrite_log
from tamper_scene import FLAT, SITE
from tampering import AUDIT, CHECK, STRANGER, VERIFY, Tampering, Target

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tamper_scene import Scene
    from tampering import Edit

_PAPER, _PAGE = "变更单_第{}次.xlsx", "变更单"
_FIRST, _SECOND, _THIRD = (_PAPER.format(number) for number in (1, 2, 3))
_REPORT = "合规审查报告.xlsx"
_DAY = f"{SITE}/监考抽签/监考抽签_01_场次1.xlsx"
_REHEARSED = f"{SITE}/演练/监考抽签_01_场次3.xlsx"
_LIST, _SHEET, _BEARS = "documents/amend_1.json", "sheets/01.json", "resilience.json"
_REHEARSAL = "rehearsals/01_3_1.json"
_ANYWHERE = (VERIFY, STRANGER, AUDIT)
"""Who is asked what passes for a document and is none."""
_RECORD = (CHECK, VERIFY, STRANGER)


def _kind(name: str, file: str, sheet: str, row: int, edit: Edit) -> Tampering:
    """Return an edit of a listed document, known by workbook, sheet and row."""
    place = f"{file} {sheet} 第 {row} 行"
    return Tampering(name=name, edit=edit, verify=place, audit=place,
                     stranger=f"[{file}] 内容与公布时不同")  # fmt: skip


def _cell(name: str, where: str, value: object, number: int = 1) -> Tampering:
    """Return another value in a cell of 变更单."""
    file = _PAPER.format(number)
    return _kind(f"变更单: {name}", file, _PAGE, int(where[1:]),
                 lambda scene: set_cell(scene.output / file, _PAGE, where, value))  # fmt: skip


def _change(name: str, row: int, change: Callable[[Any], object]) -> Tampering:
    return _kind(f"变更单: {name}", _FIRST, _PAGE, row,
                 lambda scene: edit_sheet(scene.output / _FIRST, _PAGE, change))  # fmt: skip


def _told_before(name: str, file: str, sheet: str, row: int, was: str, now: str) -> Tampering:
    """Return a name of before an amendment put back wherever a sheet has the one of after it."""

    def edit(scene: Scene) -> None:
        _say(scene, file, sheet, was, now)

    return _kind(f"{file.rpartition('/')[2][:-5]}: {name}", f"{file}", sheet, row, edit)


def _say(scene: Scene, file: str, sheet: str, was: str, now: str) -> None:
    def change(page: Any) -> None:
        cells = [cell for row in page.iter_rows() for cell in row if cell.value == now]
        assert cells
        for cell in cells:
            cell.value = was

    edit_sheet(scene.output / file, sheet, change)


def _flat(name: str, sheet: str, row: int, was: str, now: str, file: str = FLAT) -> Tampering:
    """Return the same in a workbook that 复算.py reads cell by cell."""
    return Tampering(
        name=f"{file.rpartition('/')[2][:-5]}: {name}",
        edit=lambda scene: _say(scene, file, sheet, was, now),
        verify=f"{file} {sheet} 第 {row} 行",
        stranger=f"[{file} · {sheet}] 第 {row} 行",
        audit=file,
    )


def _of(moment: str, name: str, file: str, verify: str = "", stranger: str = "") -> Tampering:
    """Return a document of an earlier moment put in the place of the one that is there."""
    return Tampering(
        name=f"{name} put back",
        edit=lambda scene: shutil.copy(scene.aside / moment / file, scene.output / file),
        verify=verify or file,
        stranger=stranger or f"[{file}] 内容与公布时不同",
    )


def _third(scene: Scene) -> None:
    """Forge the paper of an amendment that there never was."""

    def change(book: Any) -> None:
        page = book[_PAGE]
        page["A1"] = page["A1"].value.replace("第 2 次", "第 3 次")
        page["B3"] = "另有任用"

    shutil.copy(scene.output / _SECOND, scene.output / _THIRD)
    edit_book(scene.output / _THIRD, change)


def _renamed(scene: Scene) -> None:
    (scene.output / _FIRST).replace(scene.output / _SECOND)


def _papers_exchanged(scene: Scene) -> None:
    one, other = scene.output / _FIRST, scene.output / _SECOND
    kept = one.read_bytes()
    other.replace(one)
    other.write_bytes(kept)


def _beside(scene: Scene) -> None:
    """Put another 变更单, of the same number, in a folder beside."""
    target = scene.output / "更正" / _FIRST
    target.parent.mkdir()
    shutil.copy(scene.output / _FIRST, target)
    set_cell(target, _PAGE, "B3", "另有任用")


def _gone(*files: str) -> Edit:
    def edit(scene: Scene) -> None:
        for file in files:
            (scene.output / file).unlink()

    return edit


def _relisted(*edits: Edit) -> Edit:
    """Return edits of documents whose lists, and the log, are made to fit."""

    def edit(scene: Scene) -> None:
        for one in edits:
            one(scene)
        relist(scene.record)
        rewrite_log(scene.record)

    return edit


def _put_back(file: str, moment: str = BEFORE) -> Edit:
    return lambda scene: shutil.copy(scene.aside / moment / file, scene.output / file)


def _unlisted(scene: Scene) -> None:
    """Take a document out of the list of what the first amendment changed."""
    edit_json(
        scene.record / _LIST, lambda listed: listed["files"].pop(f"{SITE}/考场座次表.xlsx") and None
    )


_PAPERS = (
    _cell("a name", "C15", WRONG),
    _cell("what stands now", "F15", "姓名：张冠李"),
    _cell("what stood before", "D16", "姓名：张冠李"),
    _cell("who takes", "B21", "G00094"),
    _cell("whose place he takes", "F21", "考点 01，监考，\n场次 1、2、3，\n接替 G00108"),
    _cell("who leaves", "B16", INVIGILATOR, 2),
    _cell("what is to be printed again", "A10", f"{SITE}：岗位安排表、监考证、考务人员签到表"),
    _cell("the reason", "B3", "另有任用"),
    _cell("the seed", "B4", "5503", 2),
    _cell("the digest", "B6", "0" * 64),
    _cell("the second person", "B24", "G00005"),
    _cell("the witness", "B25", "某人"),
    _cell("that what it lists is to be printed again", "A26", "没有列出的文书不变。"),
    _change("a line of what changed taken out", 18, lambda page: page.delete_rows(19)),
    _change("a line more", 27, lambda page: page.append(["更正考生", "26111000009"])),
    _kind("变更单: two lines exchanged", _SECOND, _PAGE, 17, lambda scene: exchange(
        scene.output / _SECOND, _PAGE, "17", "18")),
    Tampering(name="变更单 deleted", edit=_gone(_FIRST), verify=_FIRST,
              stranger=f"[{_FIRST}] 缺少这个公布过的文书"),
    Tampering(name="every 变更单 deleted", edit=_gone(_FIRST, _SECOND), verify=_SECOND,
              stranger=f"[{_SECOND}] 缺少这个公布过的文书"),
    Tampering(name="变更单 of the first amendment renamed to that of the second", edit=_renamed,
              verify=f"{_SECOND} {_PAGE} 第 1 行", stranger=f"[{_SECOND}] 内容与公布时不同"),
    Tampering(name="变更单 of both amendments exchanged", edit=_papers_exchanged,
              verify=f"{_FIRST} {_PAGE} 第 1 行", stranger=f"[{_FIRST}] 内容与公布时不同"),
    Tampering(name="变更单 of an amendment that there never was", edit=_third, verify=_THIRD,
              stranger=f"[{_THIRD}] 不是公布的文书", audit=_THIRD, asked=_ANYWHERE),
    Tampering(name="变更单 of another reason in a folder beside", edit=_beside,
              verify=f"更正/{_FIRST}", stranger=f"[更正/{_FIRST}] 不是公布的文书",
              audit=f"更正/{_FIRST}", asked=_ANYWHERE),
)  # fmt: skip
_OUT_OF_DATE = (
    _flat("a name that was put right, wrong again", "考生编排", 20, WRONG, RIGHT),
    _flat("who was replaced put back", "岗位安排", 17, TAKER, LAST),
    _flat("who was replaced first put back", "岗位安排", 17, INVIGILATOR, LAST),
    _flat("a name of the staff that was put right, wrong again", "岗位安排", 9, WRONG_DOCTOR,
          RIGHT_DOCTOR),
    _flat("who was replaced invigilates", "监考安排", 4, TAKER, LAST, _DAY),
    _flat("who was replaced invigilates in a rehearsal", "监考安排", 7, TAKER, LAST, _REHEARSED),
    _told_before("a name that was put right, wrong again", f"{SITE}/考场座次表.xlsx", "场次1", 11,
                 WRONG, RIGHT),
    _told_before("a name that was put right, wrong again", f"{SITE}/岗位安排表.xlsx",
                 "岗位安排表", 12, WRONG_DOCTOR, RIGHT_DOCTOR),
    _told_before("who was replaced put back", f"{SITE}/岗位安排表.xlsx", "岗位安排表", 22, TAKER,
                 LAST),
    _told_before("a name that was put right, wrong again", f"{SITE}/监考证.xlsx", "监考证", 27,
                 WRONG_DOCTOR, RIGHT_DOCTOR),
    _told_before("a name that was put right, wrong again", f"{SITE}/考务人员签到表.xlsx", "场次2",
                 12, WRONG_DOCTOR, RIGHT_DOCTOR),
    _kind("岗位安排汇总表: how even duties were before", "岗位安排汇总表.xlsx", "均衡情况", 4,
          lambda scene: set_cell(scene.output / "岗位安排汇总表.xlsx", "均衡情况", "F4", 11650)),
    _of(BEFORE, "编排总表 of before the amendments", FLAT, f"{FLAT} 考生编排 第 20 行",
        f"[{FLAT} · 考生编排] 第 20 行"),
    _of(ONCE, "编排总表 of before the second amendment", FLAT, f"{FLAT} 岗位安排 第",
        f"[{FLAT} · 岗位安排] 第"),
    _of(BEFORE, "考场座次表 of before the amendments", f"{SITE}/考场座次表.xlsx",
        f"{SITE}/考场座次表.xlsx 场次1 第 11 行"),
    _of(BEFORE, "监考证 of before the amendments", f"{SITE}/监考证.xlsx"),
    _of(ONCE, "岗位安排表 of before the second amendment", f"{SITE}/岗位安排表.xlsx"),
    _of(ONCE, "岗位安排汇总表 of before the second amendment", "岗位安排汇总表.xlsx"),
    _of(ONCE, "演练 of before the second amendment", _REHEARSED, f"{_REHEARSED} 监考安排 第",
        f"[{_REHEARSED} · 监考安排] 第"),
    Tampering(name="考场座次表 of before the amendments put back, lists and log made to fit",
              edit=_relisted(_put_back(f"{SITE}/考场座次表.xlsx")),
              verify=f"{SITE}/考场座次表.xlsx 场次1 第 11 行",
              stranger=f"[{SITE}/考场座次表.xlsx] 场次 1"),
    Tampering(name="监考证 of before the amendments put back, lists and log made to fit",
              edit=_relisted(_put_back(f"{SITE}/监考证.xlsx")), verify=f"{SITE}/监考证.xlsx",
              stranger=f"[{SITE}/监考证.xlsx] 工作人员的姓名不符：应有 "),
    *(Tampering(name=f"{one} of before the amendments put back, lists and log made to fit",
                edit=_relisted(_put_back(f"{SITE}/{one}.xlsx")), verify=f"{SITE}/{one}.xlsx",
                stranger=f"[{SITE}/{one}.xlsx] 工作人员的姓名不符：应有 ")
      for one in ("岗位安排表", "考务人员签到表")),
    Tampering(name="变更单 says another reason, lists and log made to fit",
              edit=_relisted(lambda scene: set_cell(
                  scene.output / _FIRST, _PAGE, "B3", "另有任用")),
              verify=f"{_FIRST} {_PAGE} 第 3 行", stranger=f"[{_FIRST}] 变更理由应为"),
    Tampering(name="变更单 says who else took a place, lists and log made to fit",
              edit=_relisted(lambda scene: set_cell(
                  scene.output / _SECOND, _PAGE, "C18", "某某某")),
              verify=f"{_SECOND} {_PAGE} 第 18 行",
              stranger=f"[{_SECOND}] 应有的一项变更：接替 {LAST} "),
    Tampering(name="变更单 without one of its lines, lists and log made to fit",
              edit=_relisted(lambda scene: edit_sheet(
                  scene.output / _SECOND, _PAGE, lambda page: page.delete_rows(17))),
              verify=f"{_SECOND} {_PAGE}", stranger=f"[{_SECOND}] 应有的一项变更："),
)  # fmt: skip


def _of_record(name: str, file: str, edit: Edit, verify: str, stranger: str) -> Tampering:
    """Return an edit of a file of the record that goes with documents."""
    missing = "缺失" if "deleted" in name else "被改动"
    return Tampering(name=name, edit=edit, check=f"{missing} 1 个：{file}。", verify=verify,
                     stranger=stranger, asked=_RECORD)  # fmt: skip


def _file_of(moment: str, file: str) -> Edit:
    return lambda scene: shutil.copy(scene.aside / moment / "record" / file, scene.record / file)


_RECORDS = (
    _of_record("a digest in the list of what an amendment changed", _LIST, lambda scene: put(
        scene.record / _LIST, "files", _FIRST, 1, value="0" * 64),
        f"被改动 1 个：{_LIST}。", f"record/{_LIST}]"),
    _of_record("a document taken out of the list of what an amendment changed", _LIST, _unlisted,
               f"{_FIRST} {_PAGE} 第 9 行", f"record/{_LIST}]"),
    _of_record("the list of what an amendment changed deleted", _LIST,
               lambda scene: (scene.record / _LIST).unlink(), f"{_FIRST}", f"[{_FIRST}]"),
    _of_record("the sheet of a site of before the second amendment", _SHEET,
               _file_of(ONCE, _SHEET), f"record/{_SHEET}：与重算不符：people",
               f"record/{_SHEET}] 场次 1"),
    _of_record("the sheet of a site of before the amendments", _SHEET, _file_of(BEFORE, _SHEET),
               f"record/{_SHEET}：与重算不符：people", f"record/{_SHEET}] 场次 1"),
    _of_record("what a draw bears made more since an amendment", _BEARS,
               lambda scene: put(scene.record / _BEARS, 0, "likely", value=99),
               "抽签预演表.xlsx", f"record/{_BEARS}]"),
    _of_record("a rehearsal of before the second amendment", _REHEARSAL,
               _file_of(ONCE, _REHEARSAL), f"record/{_REHEARSAL}：抽签数据",
               f"record/{_REHEARSAL}] 抽签数据的摘要 digest"),
    Tampering(name="合规审查报告 of before the amendments put back", edit=_put_back(_REPORT),
              verify=f"{_REPORT} … 最后一次变更以来", stranger=f"[{_REPORT}] 记录（有变更的"),
    Tampering(name="合规审查报告 of before the second amendment put back",
              edit=_put_back(_REPORT, ONCE), verify=f"{_REPORT} … 最后一次变更以来",
              stranger=f"[{_REPORT}] 记录（有变更的"),
)  # fmt: skip
TARGET = Target(
    title="Papers of an amended exam",
    finders=(CHECK, VERIFY, STRANGER, AUDIT),
    kinds=(*_PAPERS, *_OUT_OF_DATE, *_RECORDS),
    amended=True,
)
