"""Draws that were steered, with a log written anew: the seed does give what was published.

Who knows the seed can draw again with somebody absent who would not come anyway, or without a draw
that counts before this one, until he likes what comes out; or draw from other data than those that
were announced, without the other person, twice. Only what the draw began from is not what it must.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tamper_books import set_cell
from tamper_forgery import edit_json, forge, rewrite_log
from tamper_scene import SITE
from tampering import CHECK, STRANGER, VERIFY, Tampering, Target

from allocator.pipeline.absentees import due_in
from allocator.pipeline.days import DayOptions, make_draw
from allocator.record.day_store import read_days, write_day
from allocator.record.staff_store import read_sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from tamper_scene import Scene
    from tampering import Edit

_DRAW = "draws/01_2_1.json"
_LOG = "record/record.sqlite"


def _kind(name: str, edit: Edit, verify: str, stranger: str = "") -> Tampering:
    """Return a forgery of which both recomputations tell, in the same words but for `stranger`."""
    return Tampering(name=name, edit=edit, verify=verify,
                     stranger=stranger or verify.replace(" … ", "] … ", 1))  # fmt: skip


def _told(change: Callable[[list[Any]], list[Any] | None]) -> Edit:
    """Return an edit of what the log tells; acts are counted from 0."""

    def edit(scene: Scene) -> None:
        rewrite_log(scene.record, change)

    return edit


def _drawn(*, idle: bool = False, alone: bool = False) -> Edit:
    """Return an edit that makes the draw of 场次 2 again and leaves no trace of another.

    `idle`: with somebody absent who is not due; `alone`: as if nothing had been drawn before.
    """

    def edit(scene: Scene) -> None:
        sheet, data = read_sheet(scene.record, "01")
        days = read_days(scene.record, "01")
        (old,) = (day for day in days if day.session == 2)
        (turn,) = (nth for nth, one in enumerate(sheet.turns) if one.turn.name == 2)
        others = sorted({person.staff for person in sheet.people} - due_in(sheet, turn))
        options = DayOptions(site="01", session=2, seed=old.seed,
                             absent=tuple(others[:1]) if idle else ())  # fmt: skip
        before = [day for day in days if day.session != 2]
        new = make_draw(sheet, data, turn, options, 1, [] if alone else before)
        assert (new.absent, new.earlier) != (old.absent, old.earlier)
        persons = {"operator": old.operator, "reviewer": old.reviewer}
        write_day(scene.record, replace(new, **persons))
        forge(scene.record)

    return edit


def _announced(scene: Scene) -> None:
    """Announce and confirm the digest of other data, and draw from these."""
    other = "0123456789abcdef" * 4
    path = scene.output / "封存摘要.txt"
    old: list[str] = []

    def change(acts: list[Any]) -> None:
        old.append(acts[0][1]["digest"])
        for act in acts[:2]:
            act[1]["digest"] = other

    rewrite_log(scene.record, change)
    groups = [" ".join(text[n : n + 8] for n in range(0, 64, 8)) for text in (old[0], other)]
    text = path.read_text("utf-8-sig")
    for was, now in ((old[0], other), tuple(groups), (groups[0][:35], groups[1][:35]),
                     (groups[0][36:], groups[1][36:])):  # fmt: skip
        text = text.replace(was, now)
    path.write_text(text, "utf-8-sig")


def _twofold_sheet(scene: Scene) -> None:
    """Let somebody be off duty in the first of two entries of a session, which the draw takes."""

    def change(sheet: Any) -> None:
        false = copy.deepcopy(sheet["turns"][0])
        false["invigilators"].pop()
        sheet["turns"].insert(0, false)

    edit_json(scene.record / "sheets/01.json", change)
    forge(scene.record)


def _without_confirmation(acts: list[Any]) -> list[Any]:
    return [act for act in acts if act[0] != "确认"]


def _alone(acts: list[Any]) -> list[Any]:
    """Take the halves of the redraw out: its seed is what somebody chose."""
    del acts[10][1]["halves"]
    return [act for nth, act in enumerate(acts) if nth not in (7, 8, 9)]


def _unconfirmed(entry: int) -> Edit:
    """Return an edit after which one of the two began a draw without the other."""
    return _told(lambda acts: acts[entry - 1][1].pop("confirmed") and None)


def _posts_unconfirmed(scene: Scene) -> None:
    """Let posts be drawn with a seed that was told, and confirmed by nobody."""
    edit_json(scene.record / "staff.json", lambda staff: staff.update(seed="99"))

    def change(acts: list[Any]) -> None:
        acts[4][1].update(seed="99")
        told = {name: acts[4][1][name] for name in ("operator", "reviewer", "time", "reason")}
        acts.insert(4, ["岗位抽签开始", {**told, "seed": "99", "changed": {}}, "0" * 64])

    rewrite_log(scene.record, change)


def _one_name(scene: Scene) -> None:
    """Leave out who was the second person of the first draw."""
    edit_json(scene.record / "draws/01_1_1.json", lambda day: day.update(reviewer=""))
    forge(scene.record)
    rewrite_log(scene.record, lambda acts: acts[6][1].update(reviewer=""))


def _seats_of_one(scene: Scene) -> None:
    """Name one person twice for the draw of the seats: in record, log and 抽签见证单."""
    edit_json(scene.record / "run.json", lambda run: run.update(reviewer="G00001"))
    set_cell(scene.output / "抽签见证单.xlsx", "抽签见证单", "B10", "G00001")
    forge(scene.record)


def _redraw_of_one(scene: Scene) -> None:
    """Name one person twice for the redraw, and for both halves of its seed."""
    edit_json(scene.record / "draws/01_1_2.json", lambda day: day.update(reviewer="G00001"))
    set_cell(scene.output / SITE / "监考抽签/抽签见证单_场次1.xlsx", "抽签见证单", "B14", "G00001")
    forge(scene.record)


def _frozen_by_one(acts: list[Any]) -> None:
    """Name one person twice where the data were frozen and confirmed."""
    for _, body, _ in acts[:2]:
        body.update(reviewer="G00001")


def _another_reviewer(scene: Scene) -> None:
    """Name somebody else as the second person of the first draw; what was confirmed stays."""
    kept: dict[str, str] = {}
    rewrite_log(scene.record, lambda acts: kept.update(confirmed=acts[5][1]["confirmed"]))
    edit_json(scene.record / "draws/01_1_1.json", lambda day: day.update(reviewer="G00009"))
    forge(scene.record)
    rewrite_log(scene.record, lambda acts: acts[5][1].update(kept))


def _another_seed(scene: Scene) -> None:
    edit_json(scene.record / "staff.json", lambda staff: staff.update(seed="99"))
    rewrite_log(scene.record, lambda acts: acts[4][1].update(seed="99"))


def _twice(acts: list[Any]) -> None:
    name, body, _ = acts[15]
    acts.append([name, copy.deepcopy(body), "0" * 64])


def _seed(entry: int, seed: str) -> Edit:
    return _told(lambda acts: acts[entry - 1][1].update(seed=seed))


def _swap(acts: list[Any]) -> None:
    acts[14], acts[15] = acts[15], acts[14]
    acts[14][1]["time"] = acts[15][1]["time"]


TARGET = Target(
    title="Draws that were steered, the log written anew",
    finders=(CHECK, VERIFY, STRANGER),
    kinds=(
        _kind("drawn with somebody absent who was not due", _drawn(idle=True),
              f"record/{_DRAW} … 缺席", f"record/{_DRAW}] 缺席的人不都是该场应到的"),
        _kind("drawn as if nothing had been drawn before", _drawn(alone=True),
              f"{_LOG}：日志第 16 条（抽签结果，考点 01 场次 2 第 1 次）计入的以前的抽签",
              f"{_LOG}] 日志第 16 条（抽签结果）计入的以前的抽签"),
        _kind("another seed where the draw begins", _seed(15, "99"),
              f"{_LOG}：日志第 16 条（抽签结果，考点 01 场次 2 第 1 次）的种子与开始时",
              f"{_LOG}] 日志第 16 条（抽签结果）的 seed 与开始或揭示时不同"),
        _kind("another seed where the draw of seats begins", _seed(3, "99"),
              f"{_LOG}：日志第 4 条（座位抽签）的种子与开始时",
              f"{_LOG}] 日志第 4 条（座位抽签）的 seed 与开始或揭示时不同"),
        _kind("other data frozen, confirmed and announced", _announced,
              f"{_LOG}：日志第 4 条（座位抽签）的数据不是封存的数据",
              f"{_LOG}] 日志第 4 条（座位抽签）的数据不是封存的数据"),
        _kind("seats drawn without a confirmation", _told(_without_confirmation),
              f"{_LOG}：日志第 3 条（座位抽签）之前没有复核人的确认",
              f"{_LOG}] 日志第 3 条（座位抽签）之前没有复核人的确认"),
        _kind("a draw of seats before this one hidden",
              _told(lambda acts: acts[3][1].update(number=2)),
              f"{_LOG}：日志第 4 条（座位抽签）应是第 1 次",
              f"{_LOG}] 日志第 4 条（座位抽签）应是第 1 次"),
        _kind("a session twice on the sheet of a site, the first one false", _twofold_sheet,
              "record/sheets/01.json … 与重算不符：turns", "record/sheets/01.json] 各场：应为"),
        _kind("a redraw that one made alone", _told(_alone),
              f"{_LOG}：日志第 9 条（抽签结果，考点 01 场次 1 第 2 次）须由两人抽签，之前没有",
              f"{_LOG}] 日志第 9 条（抽签结果）须由两人抽签，之前没有复核人"),
        _kind("seats that one drew alone from what two froze", _unconfirmed(3),
              f"{_LOG}：日志第 4 条（座位抽签）须由两人抽签，之前没有复核人",
              f"{_LOG}] 日志第 4 条（座位抽签）须由两人抽签，之前没有复核人"),
        _kind("seats that one drew alone, the other not named",
              _told(lambda acts: acts[3][1].update(reviewer="")),
              f"{_LOG}：日志第 4 条（座位抽签）没有写明两人",
              f"{_LOG}] 日志第 4 条（座位抽签）没有写明两人"),
        _kind("seats drawn by one person, named twice", _seats_of_one,
              f"{_LOG}：日志第 4 条（座位抽签）没有写明两人",
              f"{_LOG}] 日志第 4 条（座位抽签）没有写明两人"),
        _kind("a redraw by one person, named twice", _redraw_of_one,
              "日志第 10 条（种子揭示）揭示的两半是同一人的",
              f"{_LOG}] 日志第 12 条（抽签结果）没有写明两人"),
        _kind("data frozen and confirmed by one person", _told(_frozen_by_one),
              f"{_LOG}：日志第 4 条（座位抽签）之前没有复核人的确认",
              f"{_LOG}] 日志第 4 条（座位抽签）之前没有复核人的确认"),
        _kind("a draw of the day that the second person did not confirm", _unconfirmed(6),
              f"{_LOG}：日志第 7 条（抽签结果，考点 01 场次 1 第 1 次）须由两人抽签，之前没有",
              f"{_LOG}] 日志第 7 条（抽签结果）须由两人抽签，之前没有复核人"),
        _kind("posts drawn with a seed of their own that nobody confirmed", _posts_unconfirmed,
              f"{_LOG}：日志第 6 条（岗位抽签）须由两人抽签，之前没有复核人",
              f"{_LOG}] 日志第 6 条（岗位抽签）须由两人抽签，之前没有复核人"),
        _kind("a draw that one made alone", _one_name,
              f"{_LOG}：日志第 7 条（抽签结果）没有写明两人",
              f"{_LOG}] 日志第 7 条（抽签结果）没有写明两人"),
        _kind("a draw in the name of another than who confirmed it", _another_reviewer,
              f"{_LOG}：日志第 7 条（抽签结果，考点 01 场次 1 第 1 次）须由两人抽签，之前没有",
              f"{_LOG}] 日志第 7 条（抽签结果）须由两人抽签，之前没有复核人"),
        _kind("posts drawn with a seed that nobody told", _another_seed,
              f"{_LOG}：日志第 5 条（岗位抽签）的种子之前没有“岗位抽签开始”写明",
              f"{_LOG}] 日志第 5 条（岗位抽签）的种子抽签之前没有记下"),
        _kind("a draw logged twice", _told(_twice),
              f"{_LOG}：日志第 17 条（抽签结果）是同一次抽签的又一个结果",
              f"{_LOG}] 日志第 17 条（抽签结果）同一次抽签有两个结果"),
        _kind("a draw logged before it began", _told(_swap),
              f"{_LOG}：日志第 15 条（抽签结果，考点 01 场次 2 第 1 次）之前没有“抽签开始”",
              f"{_LOG}] 日志第 15 条（抽签结果）之前应有这次抽签的“抽签开始”"),
    ),
)  # fmt: skip
