"""Acts on whole files and folders: put back, put there, taken away, renamed, exchanged."""

from __future__ import annotations

import shutil
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile
from tamper_scene import FLAT, SITE
from tampering import AUDIT, CHECK, STRANGER, VERIFY, Tampering, Target

from allocator.record import ledger

if TYPE_CHECKING:
    from pathlib import Path

    from tamper_scene import Scene
    from tampering import Edit

_DAYS = f"{SITE}/监考抽签"
_DRAWN = f"{_DAYS}/监考抽签_01_场次1.xlsx"
_VOID = f"{_DAYS}/已作废/第1次/监考抽签_01_场次1.xlsx"
_LOG = "record/record.sqlite … "
_OLDER = "记录比文书旧"
_ANYWHERE = (VERIFY, STRANGER, AUDIT)
"""Who is asked what passes for a document where no document lies."""
_HIJACK = "import sys\nprint('复算结果：全部一致。')\nsys.exit(0)\n"
"""What somebody imports who runs 复算.py without `-I` beside a file of this name."""


def _record(place: str) -> Edit:
    """Put another record in the place of the one that is there."""

    def edit(scene: Scene) -> None:
        shutil.rmtree(scene.record)
        shutil.copytree(scene.aside / place / "record", scene.record)

    return edit


def _older(name: str, place: str, verify: str, stranger: str) -> Tampering:
    return Tampering(name=name, edit=_record(place), check=_OLDER, verify=verify, stranger=stranger)


def _missing(file: str, verify: str = "", stranger: str = "") -> Tampering:
    """Return a file of the record deleted, which the log misses by its name."""
    told = f"缺失 1 个：{file}。"
    return Tampering(
        name=f"`{file}` deleted", edit=lambda scene: (scene.record / file).unlink(), check=told,
        verify=verify or _LOG + told, stranger=stranger,
    )  # fmt: skip


def _foreign(name: str, file: str, edit: Edit, verify: str = "", stranger: str = "") -> Tampering:
    """Return a file put into the record, which the log does not know."""
    told = f"多出 1 个：{file}。"
    return Tampering(name=name, edit=edit, check=told, verify=verify or _LOG + told,
                     stranger=stranger)  # fmt: skip


def _text(file: str, text: str) -> Edit:
    def edit(scene: Scene) -> None:
        path = scene.record / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")

    return edit


def _screened(scene: Scene) -> None:
    shutil.copy(scene.aside / "另一种子" / FLAT, scene.output / "编排总表（更正）.xlsx")
    for folder in (scene.output / "x", scene.output / "更正/x"):
        folder.mkdir(parents=True)
        (folder / "run.json").write_text("{}", "utf-8")
    shutil.copy(scene.aside / "另一种子" / FLAT, scene.output / "更正" / FLAT)


def _twofold(scene: Scene) -> None:
    for name in ("监考抽签_01_场次9", "监"):
        shutil.copy(scene.output / _DRAWN, scene.output / _DAYS / f"{name}.xlsx")


def _copy(source: str, target: str) -> Edit:
    return lambda scene: shutil.copy(scene.output / source, scene.output / target)


def _kept(place: str, file: str) -> Edit:
    """Put a file of another publication in the place of the one that is there."""
    return lambda scene: shutil.copy(scene.aside / place / file, scene.output / file)


def _elsewhere(name: str, source: str, target: str, of: str = "另一种子") -> Tampering:
    """Return a document put where it passes for a published one; `of`: blank for this exam."""

    def edit(scene: Scene) -> None:
        path = scene.output / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy((scene.aside / of if of else scene.output) / source, path)

    return Tampering(name=name, edit=edit, verify=target, audit=target, asked=_ANYWHERE)


def _forged(name: str, target: str, sheet: str = "监考安排") -> Tampering:
    """Return a draw with one name changed, called by its kind only."""

    def edit(scene: Scene) -> None:
        book = openpyxl.load_workbook(scene.output / _DRAWN)
        book["监考安排"]["H2"] = "冒名"
        book["监考安排"].title = sheet
        book.save(scene.output / target)

    return Tampering(name=name, edit=edit, verify=target, audit=target, asked=_ANYWHERE,
                     stranger=f"[{target}] 不是公布的文书")  # fmt: skip


def _lock(path: Path) -> None:
    data = BytesIO(path.read_bytes())
    with path.open("wb") as locked:
        OOXMLFile(data).encrypt("口令", locked)


def _move(source: str, target: str) -> Edit:
    return lambda scene: (scene.output / source).replace(scene.output / target)


def _gone(name: str, file: str, stranger: str = "") -> Tampering:
    """Return a document or a folder of documents deleted."""

    def edit(scene: Scene) -> None:
        path = scene.output / file
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return Tampering(name=name, edit=edit, verify=file, stranger=stranger)


def _unannounced(scene: Scene) -> None:
    for path in scene.output.glob("封存摘要.*"):
        path.unlink()


def _exchange(scene: Scene) -> None:
    """Exchange the workbooks of two draws."""
    one, other = (scene.output / _DAYS / f"监考抽签_01_场次{n}.xlsx" for n in (1, 2))
    kept = one.read_bytes()
    shutil.copy(other, one)
    other.write_bytes(kept)


def _first_again(scene: Scene) -> None:
    """Put the documents of a draw that was replaced in the place of those in force."""
    for path in (scene.aside / "重抽前" / _DAYS).glob("*.xlsx"):
        shutil.copy(path, scene.output / _DAYS)


def _another_line(scene: Scene) -> None:
    path = scene.record / "复算.py"
    text = path.read_text("utf-8")
    path.write_text(text.replace("return 1 if total else 0", "return 0"), "utf-8")
    assert path.read_text("utf-8") != text


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


_RECORDS = (
    _older("the record of before the redraw put back", "重抽前",
           f"{_DRAWN} … 应为", f"[{_DRAWN} · "),
    _older("the record of before the draws put back", "抽签前",
           f"{_DRAWN}：记录中没有这次抽签", f"[{_DRAWN}] 不是公布的文书"),
    _older("the record of before the merge put back", "并入前",
           f"{_DAYS}/监考抽签_01_场次2.xlsx：记录中没有这次抽签",
           f"[{_DAYS}/监考抽签_01_场次2.xlsx] 不是公布的文书"),
    _older("the record of a draw with another seed", "另一种子", f"{FLAT} 考生编排 第 2 行",
           f"[{FLAT} · 考生编排]"),
    _older("the record of another exam", "另一考试", f"{FLAT} 考生编排", f"[{FLAT} · 考生编排]"),
    Tampering(name="the record deleted", edit=lambda scene: shutil.rmtree(scene.record),
              check="找不到记录", verify="没有编排记录文件夹",
              exits={CHECK: 2, VERIFY: 2}, asked=(CHECK, VERIFY)),
    _missing("inputs.json", "记录缺少 inputs.json", "record/inputs.json] 缺少"),
    _missing("run.json", "记录缺少 run.json", "record/run.json] 缺少"),
    _missing("structure.json", "记录缺少 structure.json", "record/structure.json] 缺少"),
    _missing("staff.json", "记录缺少 staff.json", "record/staff.json] 缺少"),
    _missing("posts.json", "记录缺少 posts.json", "record/posts.json] 缺少"),
    _missing("sheets/01.json", "缺少考点 01 的抽签资料", "sheets/01.json"),
    _missing("draws/01_1_1.json", "缺少考点 01 场次 1 第 1 次抽签",
             "缺少考点 01 场次 1 第 1 次抽签"),
    Tampering(name="`draws/01_2_1.json` deleted",
              edit=lambda scene: (scene.record / "draws/01_2_1.json").unlink(),
              check="缺失 1 个：draws/01_2_1.json",
              verify=f"{_DAYS}/监考抽签_01_场次2.xlsx：记录中没有这次抽签",
              stranger=f"[{_DAYS}/监考抽签_01_场次2.xlsx] 不是公布的文书"),
    _missing("rehearsals/01_3_1.json", f"{SITE}/演练/监考抽签_01_场次3.xlsx：记录中没有",
             f"{SITE}/演练/监考抽签_01_场次3.xlsx] 不是公布的文书"),
    _missing("resilience.json"),
    _missing("packs/01_1.json"),
    replace(_missing("复算.py", stranger="复算.py"), exits={STRANGER: 2}),
    Tampering(name="a draw renamed to another session",
              edit=_move("record/draws/01_2_1.json", "record/draws/01_3_1.json"),
              check="缺失 1 个：draws/01_2_1.json；多出 1 个：draws/01_3_1.json",
              verify="record/draws/01_3_1.json：文件名与内容不符",
              stranger="record/draws/01_3_1.json] 文件名与内容"),
    _foreign("a rehearsal put among the draws", "draws/01_3_1.json",
             _copy("record/rehearsals/01_3_1.json", "record/draws/01_3_1.json"),
             stranger=f"{_DAYS}/监考抽签_01_场次3.xlsx] 找不到"),
    _foreign("a file put into the record", "more.json", _text("more.json", "{}")),
    _foreign("a folder put into the record", "附件/说明.txt", _text("附件/说明.txt", "说明")),
    _foreign("a module put beside `复算.py` that it would import", "json.py",
             _text("json.py", _HIJACK)),
    Tampering(name="`复算.py` replaced by one that always says yes", edit=_text("复算.py", _HIJACK),
              check="被改动 1 个：复算.py", verify="被改动 1 个：复算.py"),
    Tampering(name="a line of `复算.py`", edit=_another_line, check="被改动 1 个：复算.py",
              verify="被改动 1 个：复算.py"),
    Tampering(name="an entry that waits to be logged, cut short",
              edit=_text(ledger.PENDING, '{"act":"座位抽签"'), check="待记.json 已损坏",
              verify="待记.json 已损坏", stranger="record/待记.json] 已损坏"),
    Tampering(name="an entry that waits to be logged after another than the last",
              edit=_text(ledger.PENDING, f'{{"act":"备份","changed":{{}},"facts":{{}},'
                                         f'"head":"{"0" * 64}"}}'),
              check="待记.json 不是接在日志末条之后的", verify="待记.json 不是接在日志末条之后的"),
)  # fmt: skip
_DOCUMENTS = (
    Tampering(name="编排总表 deleted", edit=lambda scene: (scene.output / FLAT).unlink(),
              verify=FLAT, stranger=f"[{FLAT}] 找不到这个工作簿，应在 record"),
    _gone("监考抽签 deleted", _DRAWN, f"{_DRAWN}] 找不到"),
    _gone("监考抽签 of a replaced draw deleted", _VOID, f"{_VOID}] 找不到"),
    _gone("everything of a replaced draw deleted", f"{_DAYS}/已作废", f"{_VOID}] 找不到"),
    _gone("监考抽签 of a rehearsal deleted", f"{SITE}/演练/监考抽签_01_场次3.xlsx",
          f"{SITE}/演练/监考抽签_01_场次3.xlsx] 找不到"),
    _gone("考场座次表 deleted", f"{SITE}/考场座次表.xlsx"),
    _gone("监考安排表 deleted", f"{_DAYS}/监考安排表_场次1.xlsx"),
    _gone("岗位安排表 deleted", f"{SITE}/岗位安排表.xlsx"),
    _gone("抽签见证单 deleted", "抽签见证单.xlsx"),
    _gone("回避名单 deleted", "回避名单.xlsx"),
    _gone("合规审查报告 deleted", "合规审查报告.xlsx"),
    _gone("封存摘要 deleted", "封存摘要.txt", "[封存摘要.txt] 缺少"),
    Tampering(name="封存摘要 deleted in all its forms", edit=_unannounced, verify="封存摘要.txt"),
    _gone("the folder of a site deleted", SITE, f"{_DRAWN}] 找不到"),
    Tampering(name="编排总表 cut short", edit=lambda scene: _cut(scene.output / FLAT),
              verify=f"{FLAT} 考生编排 … 已损坏",
              stranger=f"[{FLAT}] 工作表 考生编排 不存在或已损坏"),
    Tampering(name="监考抽签 cut short", edit=lambda scene: _cut(scene.output / _DRAWN),
              verify=f"{_DRAWN} 监考安排 … 已损坏",
              stranger=f"[{_DRAWN}] 工作表 监考安排 不存在或已损坏"),
    Tampering(name="编排总表 of a draw with another seed", edit=_kept("另一种子", FLAT),
              verify=f"{FLAT} 考生编排 第 2 行", stranger=f"[{FLAT} · 考生编排] 第 2 行"),
    Tampering(name="考场座次表 of a draw with another seed",
              edit=_kept("另一种子", f"{SITE}/考场座次表.xlsx"), verify=f"{SITE}/考场座次表.xlsx"),
    Tampering(name="监考抽签 of a draw that was replaced", edit=_copy(_VOID, _DRAWN),
              verify=f"{_DRAWN} 监考安排 第", stranger=f"[{_DRAWN} · 监考安排] 第"),
    Tampering(name="all documents of a draw that was replaced", edit=_first_again,
              verify=f"{_DRAWN} 监考安排 第", stranger=f"[{_DRAWN} · 监考安排] 第"),
    Tampering(name="监考抽签 of two sessions exchanged", edit=_exchange,
              verify=f"{_DRAWN} 监考安排", stranger=f"[{_DRAWN} · 监考安排]"),
    Tampering(name="监考抽签 of a session that was not drawn",
              edit=_copy(_DRAWN, f"{_DAYS}/监考抽签_01_场次9.xlsx"),
              verify=f"{_DAYS}/监考抽签_01_场次9.xlsx：记录中没有这次抽签",
              stranger=f"[{_DAYS}/监考抽签_01_场次9.xlsx] 不是公布的文书",
              check=_OLDER),
    Tampering(name="监考安排表 of a session that was not drawn",
              edit=_copy(f"{_DAYS}/监考安排表_场次1.xlsx", f"{_DAYS}/监考安排表_场次3.xlsx"),
              verify=f"{_DAYS}/监考安排表_场次3.xlsx"),
    Tampering(name="监考抽签 of a session that was not drawn, and the same under a shorter name",
              edit=_twofold,
              verify="监考抽签_01_场次9.xlsx：记录中没有这次抽签",
              stranger="监考抽签_01_场次9.xlsx] 不是公布的文书"),
    Tampering(name="a second 编排总表, of another seed, and a folder that passes for a record",
              edit=_screened, verify="编排总表（更正）.xlsx",
              stranger=f"更正/{FLAT}] 不是公布的文书"),
    Tampering(name="a second 编排总表, of another seed", edit=lambda scene: shutil.copy(
        scene.aside / "另一种子" / FLAT, scene.output / "编排总表（更正）.xlsx"),
        verify="编排总表（更正）.xlsx"),
    _forged("a second 监考抽签 under the name of its kind alone, one cell forged",
            "监考抽签（更正）.xlsx"),
    _forged("a second 监考抽签 in the folder of the draws, its sheet renumbered",
            f"{_DAYS}/监考抽签更正稿.xlsx", "监考安排 (2)"),
    Tampering(name="编排总表 with a password", edit=lambda scene: _lock(scene.output / FLAT),
              verify=f"{FLAT} 考生编排", stranger=f"[{FLAT}] 工作表 考生编排 不存在或已损坏"),
    Tampering(name="考场门贴 with a password", edit=lambda scene: _lock(
        scene.output / SITE / "考场门贴.xlsx"), verify=f"{SITE}/考场门贴.xlsx",
        stranger=f"[{SITE}/考场门贴.xlsx] 已损坏，或加了密码"),
    _elsewhere("编排总表 of another seed in a folder beside", FLAT, "更正/编排总表.xlsx"),
    _elsewhere("编排总表 of another seed as .xlsm", FLAT, "编排总表.xlsm"),
    _elsewhere("编排总表 of another seed, its ending in capitals", FLAT, "更正/编排总表终稿.XLSX"),
    _elsewhere("考场座次表 of another seed beside 编排总表", f"{SITE}/考场座次表.xlsx",
               "考场座次表.xlsx"),
    _elsewhere("考场门贴 of another seed two folders below", f"{SITE}/考场门贴.xlsx",
               f"更正/{SITE}/考场门贴（新）.xlsx"),
    _elsewhere("抽签见证单 of another seed in a folder beside", "抽签见证单.xlsx",
               "更正/抽签见证单.xlsx"),
    _elsewhere("监考安排表 of a replaced draw in a folder beside",
               f"{_DAYS}/已作废/第1次/监考安排表_场次1.xlsx", "更正/监考安排表_场次1.xlsx", ""),
    _elsewhere("监考安排表 called that of a session that was not drawn, in a folder beside",
               f"{_DAYS}/监考安排表_场次1.xlsx", "更正/监考安排表_场次9.xlsx", ""),
    Tampering(name="a folder of a site that there is not", edit=lambda scene: shutil.copytree(
        scene.output / SITE, scene.output / "03_第三中学"), verify="03_第三中学"),
)  # fmt: skip
TARGET = Target(
    title="Whole files and folders",
    finders=(CHECK, VERIFY, STRANGER),
    kinds=(*_RECORDS, *_DOCUMENTS),
)
