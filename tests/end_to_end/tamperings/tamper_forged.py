"""Forgeries without a trace in digests and log: what the seed gives is all that tells.

Whoever owns the computer can make every digest good and write the log anew. What he cannot do is to
make a seed that was announced give another draw.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from tamper_books import edit_book, say_instead, set_cell
from tamper_books import exchange as exchange_cells
from tamper_forgery import edit_json, exchange, forge, put, redigest, relist, rewrite_log
from tamper_scene import FLAT, OTHER_SEED, SEED, SITE
from tampering import CHECK, MERGE, STRANGER, VERIFY, Tampering, Target

from allocator.record import ledger
from allocator.record.canonical import canonical_bytes

if TYPE_CHECKING:
    from tamper_scene import Scene
    from tampering import Edit

_DAY = f"{SITE}/监考抽签/监考抽签_01_场次1.xlsx"
_SIGNED = f"{SITE}/监考抽签/抽签见证单_场次1.xlsx"
_PLAN = (f"{SITE}/考场座次表.xlsx", "场次1", "B8", "张冠李")
_WITNESS = ("抽签见证单.xlsx", "抽签见证单", "B4", "391573")
_YES = """import sys
sys.stdout.reconfigure(encoding="utf-8")
print("核对摘要 ……\\n复算座位 ……\\n复算结果：全部一致。")
"""


def _forged(edit: Edit) -> Edit:
    """Return an edit after which nothing but the draws themselves can tell."""

    def whole(scene: Scene) -> None:
        edit(scene)
        forge(scene.record)

    return whole


def _logged(edit: Edit) -> Edit:
    """Return an edit after which the log tells of the files as they are; digests stay."""

    def whole(scene: Scene) -> None:
        edit(scene)
        rewrite_log(scene.record)

    return whole


def _kind(name: str, edit: Edit, place: str, stranger: str = "") -> Tampering:
    """Return a forgery that both recomputations tell of, in the same words but for `stranger`."""
    return Tampering(
        name=name, edit=_forged(edit), verify=f"record/{place}",
        stranger=f"record/{stranger or place.replace(' … ', '] … ', 1)}",
    )  # fmt: skip


def _exchanged_seats(scene: Scene) -> None:
    exchange(scene.record / "draw.json", ("seats", 0, 0), ("seats", 1, 0))


def _exchanged_everywhere(scene: Scene) -> None:
    """Exchange two candidates in the record, in 编排总表 and on the seat plans.

    Door signs and desk labels bear tickets, which belong to the seats: they stay true.
    """
    _exchanged_seats(scene)
    for row in range(3):
        for column in "BCD":
            exchange_cells(
                scene.output / FLAT, "考生编排", f"{column}{2 + row}", f"{column}{5 + row}"
            )
    for session in (1, 2, 3):
        exchange_cells(scene.output / _PLAN[0], f"场次{session}", "B8", "D8")


def _duties(scene: Scene) -> None:
    """Exchange the invigilators of two rooms in the record and in the workbook."""
    exchange(scene.record / "draws/01_1_2.json", ("result", "rooms", 0, 3),
             ("result", "rooms", 1, 3))  # fmt: skip
    for one, other in ((2, 4), (3, 5)):
        exchange_cells(scene.output / _DAY, "监考安排", f"G{one}:I{one}", f"G{other}:I{other}")


def _only_draw(scene: Scene) -> None:
    """Hide a draw that was drawn again: the second becomes the first and only one."""
    draws = scene.record / "draws"
    edit_json(draws / "01_1_2.json", lambda day: day.update(number=1, reason=""))
    (draws / "01_1_2.json").replace(draws / "01_1_1.json")
    shutil.rmtree(scene.output / SITE / "监考抽签" / "已作废")
    rewrite_log(scene.record, _without_redraw)


def _without_redraw(acts: list[Any]) -> list[Any]:
    left = [entry for nth, entry in enumerate(acts, start=1) if nth not in (6, 7)]
    for act, body, _ in left[5:10]:
        body.update({"number": 1, "reason": ""} if "reason" in body else {"number": 1})
        assert act in ("种子承诺", "种子揭示", "重抽", "抽签结果")
    left[8][0] = "抽签开始"
    return left


def _another_seed(scene: Scene) -> None:
    """Publish what another seed gave, and say everywhere that it was the announced one."""
    shutil.rmtree(scene.output)
    shutil.copytree(scene.aside / "另一种子", scene.output)
    for name in ("run", "staff"):
        put(scene.record / f"{name}.json", "seed", value=SEED)
    say_instead(scene.output, OTHER_SEED, SEED)


def _waiting_entry(scene: Scene) -> None:
    """Exchange two seats and leave an entry to be logged that tells of the file as it now is."""
    _exchanged_seats(scene)
    redigest(scene.record)
    opened = ledger.read_log(scene.record)
    facts = {"reason": "", "time": json.loads(opened[-1].body)["time"]}
    plan = {"act": "座位抽签", "facts": facts, "changed": ledger.differences(scene.record),
            "head": opened[-1].digest}  # fmt: skip
    (scene.record / ledger.PENDING).write_bytes(canonical_bytes(plan))


def _listed(*cells: tuple[str, str, str, object], version: str = "") -> Edit:
    """Return edits of documents whose listed digests follow, and a version said to have made them.

    The list of what was published is there for another version of the program, which cannot write
    the same pages again: `verify` then believes it.
    """

    def edit(scene: Scene) -> None:
        for file, sheet, where, value in cells:
            set_cell(scene.output / file, sheet, where, value)
        relist(scene.record)
        if version:
            put(scene.record / "documents/seats.json", "version", value=version)

    return _logged(edit)


def _page_before(scene: Scene) -> None:
    """Put a copy of the first sheet with another name in it before all others."""

    def change(book: Any) -> None:
        page = book.copy_worksheet(book.worksheets[0])
        page[_PLAN[2]] = _PLAN[3]
        book.move_sheet(page, offset=-len(book.sheetnames))

    edit_book(scene.output / _PLAN[0], change)
    relist(scene.record)


def _yes_sayer(scene: Scene) -> None:
    (scene.record / "复算.py").write_text(_YES, "utf-8")


def _blind(scene: Scene) -> None:
    """Let 复算.py count nothing."""
    path = scene.record / "复算.py"
    text = path.read_text("utf-8")
    path.write_text(text.replace("self.counts[where] += 1", "self.counts[where] += 0"), "utf-8")
    assert path.read_text("utf-8") != text


def _official(scene: Scene) -> None:
    shutil.copy(scene.record / "rehearsals/01_3_1.json", scene.record / "draws")


def _no_relative(scene: Scene) -> None:
    edit_json(scene.record / "structure.json", lambda plan: plan["apart"].pop(0) and None)


def _put(file: str, *keys: Any, value: object) -> Edit:
    return lambda scene: put(scene.record / file, *keys, value=value)


_SEAT = "draw.json … 报名序号"
_ROOM = "draws/01_1_2.json … 考场 001：应为"
_RECORD = (
    _kind("two candidates' seats in the record", _exchanged_seats, _SEAT),
    _kind("two candidates' seats in the record, in 编排总表 and on the seat plans",
          _exchanged_everywhere, _SEAT),
    _kind("a digit of the seed of the seats", _put("run.json", "seed", value="391573"), _SEAT),
    _kind("a digit of the seed of the posts", _put("staff.json", "seed", value="391573"),
          "posts.json … 备用监考"),
    _kind("a digit of the seed of a draw", _put("draws/01_2_1.json", "seed", value="14"),
          "draws/01_2_1.json … 考场 … 应为"),
    _kind("everything that another seed gave, called by the announced one", _another_seed, _SEAT),
    _kind("a candidate's name", _put("inputs.json", "candidates", 3, "name", value="某某某"),
          _SEAT),
    _kind("a candidate's employer",
          _put("inputs.json", "candidates", 3, "employer", value="某单位"), _SEAT),
    _kind("two candidates' rows of the input", lambda scene: exchange(
        scene.record / "inputs.json", ("candidates", 3), ("candidates", 9)), _SEAT),
    _kind("a pair to be kept apart", _no_relative, "structure.json：须分开的考生 apart",
          "draw.json] … 报名序号"),
    _kind("a recusal", lambda scene: edit_json(
        scene.record / "recusals.json", lambda rows: rows.pop(0) and None),
        "recusals.json 工号 G00008：缺少回避", "posts.json] … 备用监考"),
    _kind("the order of reserves", lambda scene: edit_json(
        scene.record / "posts.json", lambda posts: posts["reserves"][0][2].reverse()),
        "posts.json … 考点 01 场次 1 备用监考"),
    _kind("who is barred from where", _put("sheets/01.json", "turns", 0, "barred", value=[]),
          "sheets/01.json：与重算不符：turns", "draws/01_ … 应为"),
    _kind("reserves that were never shuffled", _put("posts.json", "reserves", 1, 3, value=0),
          "posts.json", "posts.json] 抽签、洗牌的次数不在 1 到 200 之间"),
    _kind("an objective of posts made nicer", _put("posting.json", "tiers", 6, "value", value=1),
          "posts.json", "posting.json] 离开所属考点：应为 "),
    _kind("two rooms' invigilators, in record and workbook", _duties, _ROOM),
    _kind("who was absent", _put("draws/01_1_2.json", "absent", value=[]),
          "draws/01_1_2.json … 候补顺序"),
    # Of the few plans of so small a site its seed gives the same one as a first draw.
    Tampering(name="a draw that was drawn again hidden, the second called the first",
              edit=_forged(_only_draw), verify=f"{_SIGNED} 抽签见证单 第 3 行",
              stranger=f"{_SIGNED}] 次数应为"),
    Tampering(name="a rehearsal put among the draws, the log written anew",
              edit=_logged(_official), verify="日志没有这次抽签：抽签结果，考点 01 场次 3 第 1 次",
              stranger="监考抽签_01_场次3.xlsx] 找不到"),
    Tampering(name="a rehearsal called official, the log written anew",
              edit=_logged(_put("rehearsals/01_3_1.json", "rehearsal", value=False)),
              verify="监考抽签_01_场次3.xlsx：没有这个工作簿"),
    Tampering(name="a candidate's name, digests left, the log written anew",
              edit=_logged(_put("inputs.json", "candidates", 3, "name", value="某某某")),
              verify="record/run.json：digest 与 inputs.json",
              stranger="record/run.json] 冻结数据的摘要 digest"),
    Tampering(name="two candidates' seats, and an entry that waits to be logged",
              edit=_waiting_entry, verify="record/draw.json … 报名序号",
              stranger="record/draw.json] … 报名序号", settles=True),
)  # fmt: skip
_SAID = (
    Tampering(name="the reason of a redraw, in record and log",
              edit=_forged(_put("draws/01_1_2.json", "reason", value="设备故障")),
              verify="抽签见证单_场次1.xlsx"),
    Tampering(name="the operator of a redraw, in record and log",
              edit=_forged(_put("draws/01_1_2.json", "operator", value="G00005")),
              verify="抽签见证单_场次1.xlsx"),
    Tampering(name="the operator of the seats, in record and log",
              edit=_forged(_put("run.json", "operator", value="G00005")),
              verify="抽签见证单.xlsx"),
    Tampering(name="a proof made better, the log written anew",
              edit=_logged(_put("resilience.json", 0, "worst", value=3)),
              verify="抽签预演表.xlsx"),
    Tampering(name="a seat plan and its listed digest, the log written anew",
              edit=_listed(_PLAN), verify=f"{_PLAN[0]} 场次1 第 8 行"),
    Tampering(name="a seat plan, its listed digest and the version that made it, "
                   "the log written anew",
              edit=_listed(_PLAN, version="0.0.9"), verify=f"{_PLAN[0]} 场次1 第 8 行",
              exits={VERIFY: 6}),
    Tampering(name="a page of other names before those of a seat plan, and its listed digest, "
                   "the log written anew",
              edit=_logged(_page_before), verify=_PLAN[0], stranger=f"{_PLAN[0]}] 场次 1 考场 001"),
    Tampering(name="抽签见证单, and the version that made the documents, the log written anew",
              edit=_listed(_WITNESS, version="0.0.9"), verify="抽签见证单.xlsx 抽签见证单 第 4 行",
              exits={VERIFY: 6}),
    Tampering(name="the public key of a pack, the log written anew",
              edit=_logged(_put("packs/01_1.json", "public", value="0" * 64)),
              verify="发考点包）的密钥或抽签资料与记录的不同：考点 01 第 1 号考点包",
              stranger="record.sqlite] 考点 01 第 1 号考点包的密钥或抽签资料",
              merge="的签名密钥不属于本考区发出的任何考点包",
              asked=(CHECK, VERIFY, STRANGER, MERGE)),
    Tampering(name="a pack out of use, of which nobody said so, the log written anew",
              edit=_logged(_put("packs/01_1.json", "state", value="停用")),
              verify="按日志应为有效，记录为停用：考点 01 第 1 号考点包",
              stranger="record.sqlite] 考点 01 第 1 号考点包的密钥或抽签资料，或停用与否"),
    Tampering(name="`复算.py` replaced by one that always says yes, the log written anew",
              edit=_logged(_yes_sayer), verify="record/复算.py"),
    Tampering(name="`复算.py` made blind, seats exchanged, no trace left",
              edit=_forged(lambda scene: (_blind(scene), _exchanged_seats(scene))[0]),
              verify="record/draw.json … 报名序号"),
    Tampering(name="`复算.py` made blind, the log written anew", edit=_logged(_blind),
              verify="record/复算.py"),
)  # fmt: skip
TARGET = Target(
    title="Forgeries that leave digests and log whole",
    finders=(CHECK, VERIFY, STRANGER),
    kinds=(*_RECORD, *_SAID),
)
