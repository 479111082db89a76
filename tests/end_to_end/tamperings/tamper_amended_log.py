"""The log of an amended exam: entries of amendments left out, moved, changed.

Entries: 1 封存, 2 确认, 3 座位抽签开始, 4 座位抽签, 5 岗位抽签, 6 演练抽签, 7 变更开始, 8 变更,
9 变更开始, 10 变更, 11 抽签开始, 12 抽签结果.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tamper_forgery import rewrite_log, sql
from tampering import CHECK, STRANGER, VERIFY, Tampering, Target

from allocator.record.ceremony import draw_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tamper_scene import Scene
    from tampering import Edit

_LOG = "record/record.sqlite"


def _told(change: Callable[[list[Any]], list[Any] | None]) -> Edit:
    """Return an edit of what the log tells, which is made whole again; acts count from 0."""

    def edit(scene: Scene) -> None:
        rewrite_log(scene.record, change)

    return edit


def _logged(name: str, edit: Edit, verify: str, stranger: str) -> Tampering:
    """Return an edit of the log, its chain made anew."""
    return Tampering(name=f"{name}, the log written anew", edit=edit,
                     verify=f"{_LOG}：{verify}", stranger=f"{_LOG}] {stranger}")  # fmt: skip


def _sql(name: str, told: str, *statements: str) -> Tampering:
    """Return an edit of the log behind its triggers, nothing made good."""
    return Tampering(
        name=f"{name}, by SQL", edit=lambda scene: sql(scene.record, *statements), check=told,
        verify=f"{_LOG} … {told}", stranger=f"{_LOG}] {told[:7]}",
    )  # fmt: skip


def _only(*entries: int) -> Edit:
    """Return an edit that leaves entries out, counted from 1."""
    return _told(lambda acts: [act for n, act in enumerate(acts, start=1) if n not in entries])


def _moved(entries: slice, place: int) -> Edit:
    """Return an edit that moves entries to another place, at the times that stand there."""

    def change(acts: list[Any]) -> list[Any]:
        taken = acts[entries]
        left = [act for act in acts if act not in taken]
        times = [act[1]["time"] for act in acts]
        left[place:place] = taken
        for act, time in zip(left, times, strict=True):
            act[1]["time"] = time
        return left

    return _told(change)


def _fields(entries: tuple[int, ...], **fields: object) -> Edit:
    """Return an edit of what entries say, counted from 1."""

    def change(acts: list[Any]) -> None:
        for entry in entries:
            acts[entry - 1][1].update(fields)

    return _told(change)


def _as_one(acts: list[Any]) -> None:
    """Let the second amendment be of one person, who confirmed it himself."""
    for entry in (9, 10):
        acts[entry - 1][1].update(reviewer="G00001")
    _confirm(acts[8][1])


def _of_another_seed(acts: list[Any]) -> None:
    """Let the second amendment be begun, and confirmed, with another seed."""
    acts[8][1].update(seed="5599")
    _confirm(acts[8][1])


def _confirm(begun: Any) -> None:
    """Let the second person have confirmed just what an attempt says."""
    begun["confirmed"] = draw_digest(
        "变更", begun["digest"], begun["number"], begun["seed"],
        (begun["operator"], begun["reviewer"]), begun["reason"],
    )  # fmt: skip


def _third_entry(acts: list[Any]) -> list[Any]:
    """Log a third amendment, of which there is no file."""
    more = copy.deepcopy(acts[8:10])
    for act in more:
        act[1].update(number=3, changed={})
        act[2] = "0" * 64
    _confirm(more[0][1])
    return [*acts[:10], *more, *acts[10:]]


def _twice(acts: list[Any]) -> None:
    acts.append([acts[9][0], copy.deepcopy(acts[9][1]), "0" * 64])


_UNCONFIRMED = "，之前没有复核人对它的确认"
_ENTRIES = (
    _logged("the entry of the first amendment deleted", _only(8),
            "日志没有这次变更：第 1 次变更", "变更 第 1 次：日志没有"),
    _logged("both entries of the second amendment deleted", _only(9, 10),
            "日志没有这次变更：第 2 次变更", "变更 第 2 次：日志没有"),
    _logged("the attempt of the first amendment deleted", _only(7),
            "日志第 7 条（第 1 次变更）之前没有“变更开始”",
            "日志第 7 条（变更）之前应有这次抽签的“变更开始”"),
    _logged("another digest confirmed for an amendment", _fields((9,), confirmed="0" * 64),
            f"日志第 10 条（第 2 次变更）须由两人办理{_UNCONFIRMED}",
            f"日志第 10 条（变更）须由两人抽签{_UNCONFIRMED}"),
    _logged("an amendment that nobody confirmed", _fields((7,), confirmed=""),
            f"日志第 8 条（第 1 次变更）须由两人办理{_UNCONFIRMED}",
            f"日志第 8 条（变更）须由两人抽签{_UNCONFIRMED}"),
    _logged("the second person of an amendment is the first", _told(_as_one),
            "日志第 10 条（第 2 次变更）的复核人应为 G00002", "日志第 10 条（变更）没有写明两人"),
    _logged("the second person of an amendment not named", _fields((10,), reviewer=""),
            "日志第 10 条（变更）没有写明两人", "日志第 10 条（变更）没有写明两人"),
    _logged("an amendment begun with another seed", _told(_of_another_seed),
            "日志第 10 条（第 2 次变更）的种子与开始时", "日志第 10 条（变更）的 seed 与开始"),
    _logged("an amendment begun on other data", _fields((7,), digest="0" * 64),
            "日志第 8 条（第 1 次变更）的数据摘要与开始时", "日志第 8 条（变更）的 digest 与开始"),
    _logged("an amendment without a file", _told(_third_entry),
            "日志第 12 条的变更不在记录中：第 3 次变更", "变更 第 3 次：记录没有"),
    _logged("an amendment logged twice", _told(_twice),
            "日志第 13 条（变更）是同一次变更的又一个结果", "日志第 13 条（变更）同一次抽签有两个"),
    _logged("amendments before the draw of the seats", _moved(slice(6, 10), 2),
            "日志没有这次变更：第 1 次变更", "变更 第 1 次：日志没有"),
    _logged("the second amendment before the first", _moved(slice(8, 10), 6),
            "日志第 8 条（变更）之前没有前一次变更", "日志第 8 条（变更）之前没有前一次变更"),
    _logged("amendments after the draw of the day that was made from them", _moved(slice(6, 10), 8),
            "日志第 10 条（变更）改动了考点 01 的抽签资料",
            "日志第 10 条（变更）改动了已抽签或已发考点包的考点的抽签资料"),
    _logged("the reason of an amendment", _fields((9, 10), reason="另有任用"),
            "日志第 10 条（第 2 次变更）的理由应为", "日志第 10 条（变更）的 reason 与记录不符"),
    _logged("the witness of an amendment", _fields((7, 8), witness="某人"),
            "日志第 8 条（第 1 次变更）的见证人应为", "日志第 8 条（变更）的 witness 与记录不符"),
    _logged("the result of an amendment", _fields((8,), result="0" * 64),
            "日志第 8 条（第 1 次变更）的结果摘要应为", "日志第 8 条（变更）的 result 与记录不符"),
    _sql("the entry of an amendment deleted", "日志第 8 条与前后不符",
         "DELETE FROM log WHERE number = 8"),
    _sql("the seed of an amendment", "日志第 10 条与前后不符",
         "UPDATE log SET body = replace(body, '5502', '5503') WHERE number = 10"),
)  # fmt: skip
TARGET = Target(
    title="The log of an amended exam",
    finders=(CHECK, VERIFY, STRANGER),
    kinds=_ENTRIES,
    amended=True,
)
