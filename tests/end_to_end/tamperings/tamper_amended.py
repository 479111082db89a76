"""Files of amendments are edited, deleted, renamed, exchanged, and nothing else: the log tells."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from tamper_amending import GUARD, KEEPER, LAST, TAKER
from tamper_forgery import edit_json, put
from tampering import CHECK, STRANGER, VERIFY, Tampering, Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from tamper_scene import Scene
    from tampering import Edit

_FIRST, _SECOND = "amendments/1.json", "amendments/2.json"


def _kind(
    name: str, file: str, edit: Edit, verify: str = "", stranger: str = "", told: str = ""
) -> Tampering:
    """Return an edit of one file, told by the log at the least; `verify`, `stranger`: what more.

    `told`: what the log misses, where it is not that the file was changed.
    """
    logged = told or f"被改动 1 个：{file}。"
    return Tampering(
        name=f"{name} (`{file}`)",
        edit=edit,
        check=logged,
        verify=f"record/{file}{verify}" if verify else logged,
        stranger=f"record/{stranger}" if stranger else "",
    )


def _put(file: str, *keys: Any, value: object) -> Edit:
    return lambda scene: put(scene.record / file, *keys, value=value)


def _change(file: str, change: Callable[[Any], Any]) -> Edit:
    return lambda scene: edit_json(scene.record / file, change)


def _bytes(file: str, change: Callable[[bytes], bytes]) -> Edit:
    def edit(scene: Scene) -> None:
        path = scene.record / file
        before = path.read_bytes()
        path.write_bytes(change(before))
        assert path.read_bytes() != before

    return edit


def _gone(*files: str) -> Edit:
    def edit(scene: Scene) -> None:
        for file in files:
            (scene.record / file).unlink()

    return edit


def _exchanged(*, renumbered: bool) -> Edit:
    """Return an edit that exchanges the two; `renumbered`: each bears the number of its name."""

    def edit(scene: Scene) -> None:
        one, other = scene.record / _FIRST, scene.record / _SECOND
        kept = one.read_bytes()
        shutil.copy(other, one)
        other.write_bytes(kept)
        for number in (1, 2) if renumbered else ():
            put(scene.record / f"amendments/{number}.json", "number", value=number)

    return edit


def _third(scene: Scene) -> None:
    shutil.copy(scene.record / _SECOND, scene.record / "amendments/3.json")
    put(scene.record / "amendments/3.json", "number", value=3)


def _nicer(one: Any) -> None:
    tier = one["tiers"][0]
    tier["value"] = tier["bound"]


def _without_out(one: Any) -> None:
    """Let somebody of `out` not have left, nor anybody have taken his place."""
    one["out"].remove(KEEPER)
    one["moves"] = [move for move in one["moves"] if move[0] != KEEPER]


_WHO = f"工号 {TAKER}"
_ASKED = "摘要 digest"
_FILES = (
    _kind("deleted", _SECOND, _gone(_SECOND), stranger="record.sqlite] 变更 第 2 次：记录没有",
          told=f"缺失 1 个：{_SECOND}。"),
    _kind("deleted, the second one left", _FIRST, _gone(_FIRST),
          stranger=f"{_SECOND}] 文件名、number 应是第 1 次", told=f"缺失 1 个：{_FIRST}。"),
    _kind("both deleted", "amendments", _gone(_FIRST, _SECOND),
          stranger="record.sqlite] 变更 第 1 次：记录没有",
          told=f"缺失 2 个：{_FIRST}、{_SECOND}。"),
    _kind("renamed to a third one", _SECOND,
          lambda scene: (scene.record / _SECOND).rename(scene.record / "amendments/3.json"),
          stranger="amendments/3.json] 文件名、number 应是第 2 次",
          told=f"缺失 1 个：{_SECOND}；多出 1 个：amendments/3.json。"),
    _kind("exchanged with the first one", _SECOND, _exchanged(renumbered=False),
          stranger=f"{_FIRST}] 文件名、number 应是第 1 次",
          told=f"被改动 2 个：{_FIRST}、{_SECOND}。"),
    _kind("exchanged with the first one, renumbered", _SECOND, _exchanged(renumbered=True),
          stranger=f"{_FIRST}] {_ASKED}", told=f"被改动 2 个：{_FIRST}、{_SECOND}。"),
    _kind("a copy as a third one", "amendments/3.json", _third,
          stranger="record.sqlite] 变更 第 3 次：日志没有",
          told="多出 1 个：amendments/3.json。"),
    _kind("another number", _SECOND, _put(_SECOND, "number", value=3),
          stranger=f"{_SECOND}] 文件名、number 应是第 2 次"),
    _kind("cut short", _SECOND, _bytes(_SECOND, lambda data: data[:-40]),
          stranger=f"{_SECOND}] 已损坏"),
    _kind("blanks between", _SECOND, _bytes(_SECOND, lambda data: json.dumps(
        json.loads(data), ensure_ascii=False).encode()), "：不是规范的 JSON",
          f"{_SECOND}] 不是规范的 JSON"),
)  # fmt: skip
_CONTENTS = (
    _kind("another person takes", _SECOND, _put(_SECOND, "moves", 1, 1, value="G00094"),
          f" {_WHO}：应为由 {LAST} 接替", f"{_SECOND}] 接替 {TAKER} 的人：应为 {LAST}"),
    _kind("another number of people passed over", _SECOND, _put(_SECOND, "moves", 1, 3, value=1),
          f" {_WHO}：应为由 {LAST} 接替（12 人中，此前跳过 0 人）",
          f"{_SECOND}] 接替 {TAKER} 的人：应为"),
    _kind("somebody left out of those who could", _SECOND,
          _change(_SECOND, lambda one: one["moves"][1][2].remove("G00094")),
          f" {_WHO}：应为由 {LAST} 接替（12 人中"),
    _kind("somebody more among those who could", _SECOND,
          _change(_SECOND, lambda one: one["moves"][1][2].append("G00131")),
          f" {_WHO}：应为由 {LAST} 接替（12 人中"),
    _kind("a move taken out", _SECOND, _change(_SECOND, lambda one: one["moves"].pop() and None),
          f" {_WHO}：应为由 {LAST} 接替", f"{_SECOND}] 换下的、有岗位的人应依次各有一条链"),
    _kind("a digit of the seed", _FIRST, _put(_FIRST, "seed", value="5507"),
          f" 工号 {GUARD}：应为由", f"{_FIRST}] 接替 {GUARD} 的人：应为"),
    _kind("what stood there before", _FIRST, _put(_FIRST, "corrections", 0, 3, value="丁林"),
          "：依据摘要应为", f"{_FIRST}] 更正 考生 26111000004 的 姓名"),
    _kind("what stands there now", _FIRST, _put(_FIRST, "corrections", 0, 4, value="张冠李"),
          "：依据摘要应为", f"{_FIRST}] {_ASKED}"),
    _kind("a correction taken out", _FIRST,
          _change(_FIRST, lambda one: one["corrections"].pop() and None), "：依据摘要应为",
          f"{_FIRST}] {_ASKED}"),
    _kind("a correction added", _FIRST, _change(_FIRST, lambda one: one["corrections"].insert(
        1, ["考生", "26111000009", "照片", "", "9.jpg"])), "：依据摘要应为",
          f"{_FIRST}] {_ASKED}"),
    _kind("one of those who leave taken out", _SECOND, _change(_SECOND, _without_out),
          "：依据摘要应为", f"{_SECOND}] {_ASKED}"),
    _kind("somebody more who leaves", _FIRST,
          _change(_FIRST, lambda one: one["out"].insert(0, "G00014")), "：依据摘要应为",
          f"{_FIRST}] {_ASKED}"),
    _kind("the reason", _SECOND, _put(_SECOND, "reason", value="另有任用"),
          stranger="record.sqlite] 日志第 10 条（变更）的 reason 与记录不符"),
    _kind("the reason of the first one", _FIRST, _put(_FIRST, "reason", value="另有任用"),
          stranger=f"{_SECOND}] {_ASKED}"),
    _kind("the operator", _SECOND, _put(_SECOND, "operator", value="G00005"),
          stranger="record.sqlite] 日志第 10 条（变更）的 operator 与记录不符"),
    _kind("the second person", _SECOND, _put(_SECOND, "reviewer", value="G00005"),
          stranger="record.sqlite] 日志第 10 条（变更）的 reviewer 与记录不符"),
    _kind("the witness", _FIRST, _put(_FIRST, "witness", value="某人"),
          stranger="record.sqlite] 日志第 8 条（变更）的 witness 与记录不符"),
    _kind("the digest", _SECOND, _put(_SECOND, "digest", value="0" * 64), "：依据摘要应为",
          f"{_SECOND}] {_ASKED}"),
    _kind("the version of the method", _SECOND, _put(_SECOND, "method", value="allocator-draw-v9"),
          "：方法版本应为", f"{_SECOND}] 文件名、number 应是第 2 次"),
    _kind("an objective made nicer", _SECOND, _change(_SECOND, _nicer),
          "：各项目标 spreads、tiers"),
    _kind("how duties are spread made nicer", _FIRST, _put(_FIRST, "spreads", 0, "most", value=12),
          "：各项目标 spreads、tiers"),
)  # fmt: skip

TARGET = Target(
    title="A file of an amendment, the log left as it is",
    finders=(CHECK, VERIFY, STRANGER),
    kinds=(*_FILES, *_CONTENTS),
    amended=True,
)
