"""Signed results that a laptop sends home: edited as files, or signed again by whoever has the key.

A result that is signed as it should be is told by what it says alone: the record knows what was
frozen, the log what was merged, and the seed gives the draw.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from laptop import WORD
from tamper_forgery import put, rewrite_log
from tampering import MERGE, Tampering, Target

from allocator.record import log
from allocator.record.canonical import canonical_bytes, digest_of
from allocator.record.packs import open_pack
from allocator.record.signing import new_keys, signed, split

if TYPE_CHECKING:
    from collections.abc import Callable

    from tamper_scene import Scene
    from tampering import Edit

_CHANGED = "抽签结果_01_场次3.alor 不是完整的抽签结果"


def _kind(name: str, edit: Edit, told: str, exit: int = 5) -> Tampering:
    return Tampering(name=f"a result: {name}", edit=edit, merge=f"抽签结果_01_场次3.alor … {told}",
                     exits={MERGE: exit})  # fmt: skip


def _again(name: str, edit: Edit, told: str, exit: int = 5) -> Tampering:
    one = _kind(name, edit, told, exit)
    return replace(one, name=f"a result signed again: {name}")


def _bytes(change: Callable[[bytes], bytes]) -> Edit:
    def edit(scene: Scene) -> None:
        before = scene.pending.read_bytes()
        scene.pending.write_bytes(change(before))
        assert scene.pending.read_bytes() != before

    return edit


def _facts(scene: Scene) -> dict[str, Any]:
    parts = split(scene.pending.read_bytes())
    assert parts
    found: dict[str, Any] = json.loads(parts[0])
    return found


def _signed(change: Callable[[dict[str, Any]], Any]) -> Edit:
    """Return a change of what a result says, signed with the key of its pack."""

    def edit(scene: Scene) -> None:
        facts = _facts(scene)
        before = canonical_bytes(facts)
        change(facts)
        assert canonical_bytes(facts) != before
        private = open_pack(scene.pack.read_bytes(), WORD, "包").private
        scene.pending.write_bytes(signed(canonical_bytes(facts), private))

    return edit


def _day(**values: object) -> Edit:
    return _signed(lambda facts: facts["day"].update(values))


def _begun(**values: object) -> Edit:
    """Return a change of the draw and of the attempt in the laptop's log, whose chain holds."""

    def change(facts: dict[str, Any]) -> None:
        facts["day"].update(values)
        _relog(facts, **values)

    return _signed(change)


def _relog(facts: dict[str, Any], **values: object) -> None:
    number, act, body, before, _ = facts["log"][-1]
    text = canonical_bytes(json.loads(body) | values).decode()
    facts["log"][-1] = [number, act, text, before, log.entry_digest(number, act, text, before)]


def _duties(facts: dict[str, Any]) -> None:
    rooms = facts["day"]["result"]["rooms"]
    rooms[0][3], rooms[1][3] = rooms[1][3], rooms[0][3]
    facts["day"]["result_digest"] = digest_of(canonical_bytes(facts["day"]["result"]))


def _unread(facts: dict[str, Any]) -> None:
    digest = log.entry_digest(1, "抽签开始", "[", log.START)
    facts["log"] = [[1, "抽签开始", "[", log.START, digest]]


def _own_key(scene: Scene) -> None:
    keys = new_keys()
    facts = _facts(scene) | {"key": keys.public}
    scene.pending.write_bytes(signed(canonical_bytes(facts), keys.private))


def _own_key_in_record(scene: Scene) -> None:
    """Forge a draw, sign it with a key of one's own, and put that key into record and log."""
    keys = new_keys()
    facts = _facts(scene) | {"key": keys.public}
    _duties(facts)
    put(scene.record / "packs/01_1.json", "public", value=keys.public)

    def change(acts: list[Any]) -> None:
        next(body for act, body, _ in acts if act == "发考点包")["public"] = keys.public

    rewrite_log(scene.record, change)
    scene.pending.write_bytes(signed(canonical_bytes(facts), keys.private))


def _of(source: str) -> Edit:
    """Put another signed result in the place of the one to be merged."""

    def edit(scene: Scene) -> None:
        (found,) = scene.aside.glob(f"{source}/结果/*.alor")
        shutil.copy(found, scene.pending)

    return edit


def _merged_one(scene: Scene) -> None:
    shutil.copy(scene.results / "抽签结果_01_场次2.alor", scene.pending)


_FILES = (
    _kind("a digit of the seed", _bytes(lambda data: data.replace(b'"seed":"15"', b'"seed":"16"')),
          "内容与签名不符"),
    _kind("a digit of the signature",
          _bytes(lambda data: data[:-2] + (b"0" if data[-2:-1] != b"0" else b"1") + b"\n"),
          "内容与签名不符"),
    _kind("the signature of another result", lambda scene: scene.pending.write_bytes(
        scene.pending.read_bytes().partition(b"\n")[0] + b"\n"
        + (scene.results / "抽签结果_01_场次2.alor").read_bytes().partition(b"\n")[2]),
        "内容与签名不符"),
    _kind("cut short", _bytes(lambda data: data[: len(data) // 2]), "内容与签名不符"),
    _kind("emptied", _bytes(lambda _: b""), "内容与签名不符"),
    _kind("blanks in it", _bytes(lambda data: data.replace(b":", b": ", 1)), "内容与签名不符"),
    _kind("a line more", _bytes(lambda data: data + b"\n"), "内容与签名不符"),
    _kind("deleted", lambda scene: scene.pending.unlink(), "不存在", 6),
    _kind("a pack in its place", lambda scene: shutil.copy(scene.pack, scene.pending),
          "内容与签名不符"),
    _kind("one that was merged already", _merged_one, "已经并入过", 6),
    _kind("one of another exam", _of("另一笔记本"), "是另一个考试的抽签结果", 6),
    _kind("signed with a key of one's own", _own_key, "的签名密钥不属于本考区"),
)  # fmt: skip
_SIGNED = (
    _again("two rooms' invigilators exchanged", _signed(_duties),
           "与按种子 15 重算的结果不符：考场"),
    _again("two rooms exchanged, signed with a key put into record and log", _own_key_in_record,
          "与按种子 15 重算的结果不符：考场"),
    _again("a digit of the seed", _day(seed="19"), "日志末条不是这次抽签的开始"),
    _again("a digit of the seed, in the laptop's log too", _begun(seed="19"),
          "与按种子 19 重算的结果不符"),
    _again("who was absent", _day(absent=["G00104"]), "日志末条不是这次抽签的开始"),
    _again("who was absent, in the laptop's log too", _begun(absent=["G00104"]), "重算的结果不符"),
    _again("the witness", _day(witness="G00009"), "日志末条不是这次抽签的开始"),
    _again("the operator", _day(operator="G00009"), "日志末条不是这次抽签的开始"),
    _again("a recused operator, in the laptop's log too", _begun(operator="G00008"), "须回避"),
    _again("one person twice, in the laptop's log too", _begun(reviewer="G00001"), "同一人"),
    _again("drawn by one alone, in the laptop's log too", _begun(reviewer=""), "却没有写明两人"),
    _again("confirmed by nobody, in the laptop's log too", _signed(
        lambda facts: _relog(facts, confirmed="")), "却没有复核人对它的确认"),
    _again("the confirmation of another draw, in the laptop's log too", _signed(
        lambda facts: _relog(facts, confirmed="0" * 64)), "却没有复核人对它的确认"),
    _again("the digest of the draw", _day(digest="0" * 64), "抽签摘要不同"),
    _again("the digest of the result", _day(result_digest="0" * 64), "重算的结果不符"),
    _again("the version of the method", _day(method="v2"), "抽签方法为 v2"),
    _again("called a rehearsal", _day(rehearsal=True), "不是考点 01 的正式抽签"),
    _again("another session, in the laptop's log too", _begun(session=2), "第 1 次抽签不同"),
    _again("a second draw without a first", _begun(number=2, reason="设备故障"), "之前还有", 6),
    _again("draws before that there are not", _day(earlier=["0" * 64]), "没有并入", 6),
    _again("draws before left out", _day(earlier=[]), "没有计入考区已有的该考点其他场次"),
    _again("another site", _signed(lambda facts: facts.update(site="02")), "却写着考点 02"),
    _again("the number of another pack", _signed(lambda facts: facts.update(pack=2)), "第 2 号包"),
    _again("the draw of another site", _day(site="02"), "日志末条不是这次抽签的开始"),
    _again("another sheet", _signed(lambda facts: facts.update(sheet="0" * 64)), "（摘要不符）"),
    _again("another exam", _signed(lambda facts: facts.update(exam="0" * 64)), "另一个考试", 6),
    _again("other posts", _signed(lambda facts: facts.update(posts="0" * 64)), "岗位安排", 6),
    _again("an entry of the laptop's log",
          _signed(lambda facts: facts["log"][0].__setitem__(1, "重抽")), "日志第 1 条与前后不符"),
    _again("the laptop's log left out", _signed(lambda facts: facts.update(log=[])),
          "日志末条不是这次抽签的开始"),
    _again("the laptop's log begun anew", _signed(_unread), "日志末条不是这次抽签的开始"),
)  # fmt: skip
TARGET = Target(
    title="Signed results",
    finders=(MERGE,),
    kinds=(*_FILES, *_SIGNED),
)
