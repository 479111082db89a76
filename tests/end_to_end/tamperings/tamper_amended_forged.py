"""Amendments that were forged or steered, without a trace in digests and log.

Forged: files and papers were edited, and all digests, and the log as a whole, made to fit. Steered:
the amendment was made, from list to paper, by a program that had been made to prefer somebody.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from tamper_amending import (
    BEFORE,
    CANDIDATE,
    GUARD,
    INVIGILATOR,
    KEEPER,
    LAST,
    NEW_KEEPER,
    ONCE,
    TAKER,
    amend_again,
    draw_day,
    put_back,
)
from tamper_books import set_cell
from tamper_forgery import edit_json, forge, load, put, rewrite_log
from tampering import CHECK, STRANGER, VERIFY, Tampering, Target

from allocator.models.domain.amending import with_moves
from allocator.pipeline import amend_request, amended_documents, amending, moving_people
from allocator.pipeline.amended_state import State
from allocator.pipeline.moving_people import Workable
from allocator.solvers.posting import measures, replacing
from allocator.solvers.posting.standing_in import StandIns

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from tamper_scene import Scene
    from tampering import Edit

_FIRST, _SECOND = "amendments/1.json", "amendments/2.json"
_PAPER = "变更单_第2次.xlsx"
OTHER, BARRED = "G00094", "G00131"
"""Who could have been drawn instead of `LAST`; who could not take any place."""
_WHO = f"{_SECOND} 工号 {TAKER}：应为由 {LAST} 接替"
_DRAWN = f"{_SECOND}] 接替 {TAKER} 的人：应为 {LAST}"


def _forged(name: str, edit: Edit, verify: str, stranger: str = "") -> Tampering:
    """Return an edit of the record after which digests and log are made to fit."""

    def whole(scene: Scene) -> None:
        edit(scene)
        forge(scene.record)

    return Tampering(name=f"{name}, no trace left", edit=whole, verify=verify, stranger=stranger)


def _put(file: str, *keys: Any, value: object) -> Edit:
    return lambda scene: put(scene.record / file, *keys, value=value)


def _change(file: str, change: Callable[[Any], Any]) -> Edit:
    return lambda scene: edit_json(scene.record / file, change)


def _as_one(scene: Scene) -> None:
    """Let one person have made the second amendment alone, on its paper too."""
    put(scene.record / _SECOND, "reviewer", value="G00001")
    set_cell(scene.output / _PAPER, "变更单", "B21", "G00001")


def _nicer(one: Any) -> None:
    """Let duties be spread as evenly as can be."""
    one["tiers"][0]["value"] = one["spreads"][0]["squares"] = one["tiers"][0]["bound"]


def _never(scene: Scene) -> None:
    """Leave the second amendment out: file, list, paper, entries; what it changed stays."""
    for path in (scene.record / _SECOND, scene.record / "documents/amend_2.json",
                 scene.output / _PAPER):  # fmt: skip
        path.unlink()
    rewrite_log(scene.record, lambda acts: [*acts[:8], *acts[10:]])


def _without_record(scene: Scene) -> None:
    """Put the record of before all amendments under the documents of after them, with its log."""
    shutil.rmtree(scene.record)
    shutil.copytree(scene.aside / BEFORE / "record", scene.record)


def _other_file(file: str, moment: str) -> Edit:
    """Put a file of the record of an earlier moment there."""
    return lambda scene: shutil.copy(scene.aside / moment / "record" / file, scene.record / file)


def _another(scene: Scene) -> None:
    """Let the first amendment put somebody else in the place of a candidate."""
    key = "26111000009"
    row = next(one for one in load(scene.record / "inputs.json")["candidates"]
               if one["registration"] == key)  # fmt: skip
    more = [["考生", key, "姓名", row["name"], "换来的人"],
            ["考生", key, "证件号码", row["id_number"], "990101198001010014"]]  # fmt: skip
    edit_json(scene.record / _FIRST, lambda one: one["corrections"].__setitem__(slice(1, 1), more))


_FORGED = (
    _forged("another person put in the place of a candidate", _another,
            "等于换了一个人", "的姓名、证件号码都改了，等于换了一个人"),
    _forged("another person takes", _put(_SECOND, "moves", 1, 1, value=OTHER), _WHO, _DRAWN),
    _forged("a digit of the seed of an amendment", _put(_FIRST, "seed", value="5507"),
            f"{_FIRST} 工号 {GUARD}：应为由", f"{_FIRST}] 接替 {GUARD} 的人：应为"),
    _forged("what a correction puts", _put(_FIRST, "corrections", 2, 4, value="0999-1902970"),
            f"{_FIRST} 工号 {INVIGILATOR}：应为由", f"{_FIRST}] 接替 {INVIGILATOR} 的人：应为"),
    _forged("a correction taken out",
            _change(_FIRST, lambda one: one["corrections"].pop(2) and None),
            f"{_FIRST} 工号 {INVIGILATOR}：应为由", f"{_FIRST}] 接替 {INVIGILATOR} 的人：应为"),
    _forged("a correction added", _change(_FIRST, lambda one: one["corrections"].insert(
        1, ["考生", "26111000009", "照片", "", "10.jpg"])),
            f"{_FIRST} 工号 {INVIGILATOR}：应为由", f"{_FIRST}] 接替 {INVIGILATOR} 的人：应为"),
    _forged("somebody more who leaves, of no post",
            _change(_FIRST, lambda one: one["out"].insert(0, "G00014")),
            f"{_FIRST} 工号 {INVIGILATOR}：应为由", f"{_FIRST}] 接替 {INVIGILATOR} 的人：应为"),
    _forged("the corrections put on in another order",
            _change(_FIRST, lambda one: one["corrections"].reverse()),
            f"{_FIRST} 工号 {INVIGILATOR}：应为由", f"{_FIRST}] 各项更正的次序不对"),
    _forged("a correction of what never stood there",
            _put(_FIRST, "corrections", 0, 3, value="丁林"), _FIRST,
            f"{_FIRST}] 更正 考生 {CANDIDATE} 的 姓名"),
    _forged("somebody left out of those who could take a place",
            _change(_SECOND, lambda one: one["moves"][1][2].remove(OTHER)), _WHO,
            f"{_SECOND}] 可以接替 {TAKER} 的人多了或少了 {OTHER}"),
    _forged("another number of people passed over", _put(_SECOND, "moves", 1, 3, value=1), _WHO,
            f"{_SECOND}] 接替 {TAKER} 的人：应为"),
    _forged("the second amendment as if it had never been", _never, "编排总表.xlsx 岗位安排 第",
            "编排总表.xlsx · 岗位安排] 第"),
    _forged("the sheet of a site of before an amendment",
            _other_file("sheets/01.json", ONCE), "record/sheets/01.json：与重算不符：people",
            "record/sheets/01.json] 场次"),
    _forged("a site taken for one that had drawn", _put(_SECOND, "fixed", value=["01"]),
            "日志第 10 条（第 2 次变更）当时已抽签或已发考点包的考点应为 没有",
            "record/record.sqlite] 日志第 10 条（变更）计入的以前的抽签，不是"),
    _forged("what a draw bears made more since an amendment",
            _put("resilience.json", 0, "likely", value=99),
            "record/resilience.json 考点 01 场次 1"),
    _forged("one person amends alone, on 变更单 too", _as_one,
            "日志第 10 条（变更）没有写明两人", "日志第 10 条（变更）没有写明两人"),
    _forged("the reason of an amendment, but on 变更单", _put(_SECOND, "reason", value="另有任用"),
            f"{_PAPER} 变更单 第 3 行"),
    _forged("who amended, but on 变更单", _put(_SECOND, "operator", value="G00005"),
            f"{_PAPER} 变更单 第 20 行"),
    _forged("an objective of after an amendment made nicer", _change(_SECOND, _nicer),
            f"{_SECOND}：各项目标"),
    Tampering(name="the record of before the amendments under what is after them",
              edit=_without_record, check="记录比文书旧",
              verify="编排总表.xlsx 考生编排", stranger="编排总表.xlsx · 考生编排]"),
)  # fmt: skip


def _steered(
    name: str, steer: Callable[[], AbstractContextManager[object]], verify: str, stranger: str = ""
) -> Tampering:
    """Return the second amendment and the draw of the day, made anew while `steer` is at work."""

    def edit(scene: Scene) -> None:
        wanted = load(scene.record / _SECOND)
        put_back(scene, ONCE)
        with steer():
            amend_again(scene)
        assert load(scene.record / _SECOND) != wanted
        draw_day(scene)

    return Tampering(name=f"an amendment by a program that {name}", edit=edit, verify=verify,
                     stranger=stranger)  # fmt: skip


def _replacing(change: Callable[..., Any]) -> Callable[[], AbstractContextManager[object]]:
    """Return a way to put another function in the place of the one that draws who takes over."""
    true = moving_people.replace_people
    return lambda: patch.object(
        moving_people, "replace_people", lambda *given, **named: change(true, *given, **named)
    )


def _prefers(draw: Callable[..., Any], posting: Any, posts: Any, *more: Any, **named: Any) -> Any:
    moves, _ = draw(posting, posts, *more, **named)
    moves = (*moves[:-1], moves[-1]._replace(takes=OTHER))
    return moves, with_moves(posting, posts, moves)


def _draws_otherwise(draw: Callable[..., Any], *more: Any, **named: Any) -> Any:
    return draw(*more, **{**named, "seed": "5599"})


def _who(change: Callable[[set[str]], set[str]]) -> Callable[[], AbstractContextManager[object]]:
    """Return a way to change who could take a place."""
    true = StandIns.who

    def who(self: StandIns, place: Any, people: Any) -> tuple[str, ...]:
        return tuple(sorted(change(set(true(self, place, people)))))

    return lambda: patch.object(StandIns, "who", who)


def _passing_over() -> AbstractContextManager[object]:
    true = Workable.__call__

    def workable(self: Workable, posts: Any, sites: Any) -> bool:
        return LAST not in {one.staff for one in posts.posted} and true(self, posts, sites)

    return patch.object(Workable, "__call__", workable)


def _by_two_moves() -> AbstractContextManager[object]:
    return patch.object(replacing, "range", lambda _, most: range(2, most), create=True)


def _on_other_data() -> AbstractContextManager[object]:
    return patch.object(State, "digest", lambda *_: "0123456789abcdef" * 4)


def _praising() -> AbstractContextManager[object]:
    true = measures.measured

    def measured(*given: Any) -> Any:
        spreads, tiers = true(*given)
        return spreads, (replace(tiers[0], value=tiers[0].bound), *tiers[1:])

    return patch.object(measures, "measured", measured)


def _too_late(scene: Scene) -> None:
    """Draw first, and let the program amend all the same."""
    put_back(scene, ONCE)
    draw_day(scene)
    with (
        patch.object(amend_request, "refuse_fixed", lambda *_: None),
        patch.object(amended_documents, "refuse_fixed", lambda *_: None),
        patch.object(amending, "fixed_sites", lambda _: ()),
        patch.object(amended_documents, "refuse_broken", lambda *_: None),
    ):
        amend_again(scene)


_STEERED = (
    _steered("prefers somebody", _replacing(_prefers), _WHO, _DRAWN),
    _steered("draws with another seed", _replacing(_draws_otherwise),
             f"{_SECOND} 工号 {KEEPER}：应为由 {NEW_KEEPER} 接替",
             f"{_SECOND}] 接替 {KEEPER} 的人：应为"),
    _steered("draws from other data", _on_other_data, f"{_SECOND}：依据摘要应为",
             f"{_SECOND}] 摘要 digest"),
    _steered("leaves the one who would be drawn out of those who could",
             _who(lambda able: able - {LAST}), _WHO,
             f"{_SECOND}] 可以接替 {TAKER} 的人多了或少了 {LAST}"),
    _steered("adds somebody to those who could, so that another is drawn",
             _who(lambda able: able | {BARRED}), f"{_SECOND} 工号 {KEEPER}：应为由",
             f"{_SECOND}] 可以接替 {KEEPER} 的人多了或少了 {BARRED}"),
    _steered("passes somebody over", _passing_over, _WHO,
             f"{_SECOND}] 接替 {TAKER} 的，应先抽到工号 {LAST}，却没有"),
    _steered("moves two where one would do", _by_two_moves, f"{_SECOND} 工号",
             f"{_SECOND}] 接替 {KEEPER} 的，应先抽到 1 人的一条链，却没有"),
    _steered("praises its own objectives", _praising, f"{_SECOND}：各项目标",
             f"{_SECOND}] 场次均衡：应为 ["),
    Tampering(name="an amendment by a program that amends after the draw",
              edit=_too_late,
              verify="record/record.sqlite：日志第 12 条（变更）改动了考点 01 的抽签资料",
              stranger="record/record.sqlite] 日志第 12 条（变更）改动了已抽签或已发考点包的考点"),
)  # fmt: skip
TARGET = Target(
    title="Amendments that were forged or steered, digests and log made to fit",
    finders=(CHECK, VERIFY, STRANGER),
    kinds=(*_FORGED, *_STEERED),
    amended=True,
)
