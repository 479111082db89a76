"""One file of the record is edited, and nothing else: the log, the digests or the draws tell.

Whoever edits a record by hand leaves the log as it is, which names every file that is not the one
it was. Recomputation tells what in the file is wrong, where it can.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tamper_forgery import edit_json, exchange, put, redigest
from tampering import CHECK, STRANGER, VERIFY, Tampering, Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from tamper_scene import Scene
    from tampering import Edit

_FIRST_TWO = ("seats", 0, 0), ("seats", 1, 0)
_TEAMS = ("result", "rooms", 0, 3), ("result", "rooms", 1, 3)
_LEADERS = ("result", "rooms", 0, 3, 0), ("result", "rooms", 0, 3, 1)
_PATROLS = ("result", "patrols", 0, 0), ("result", "patrols", 1, 0)
_DRAWN, _AGAIN, _VOID = "draws/01_2_1.json", "draws/01_1_2.json", "draws/01_1_1.json"
_REHEARSED, _SHEET = "rehearsals/01_3_1.json", "sheets/01.json"


def _kind(name: str, file: str, edit: Edit, verify: str = "", stranger: str = "") -> Tampering:
    """Return an edit of one file, told by the log at the least; `verify`, `stranger`: what more."""
    logged = f"被改动 1 个：{file}。"
    return Tampering(
        name=f"{name} (`{file}`)",
        edit=edit,
        check=logged,
        verify=f"record/{file}{verify}" if verify else logged,
        stranger=f"record/{file}]{stranger}",
    )


def _careful(name: str, file: str, edit: Edit, place: str, *more: str) -> Tampering:
    """Return an edit after which the digests of results are made those of their files.

    `more` are files that changed with them.
    """

    def both(scene: Scene) -> None:
        edit(scene)
        redigest(scene.record)

    changed = "、".join((file, *more))
    return Tampering(
        name=f"{name}, result digest made good (`{file}`)",
        edit=both,
        check=f"被改动 {1 + len(more)} 个：{changed}。",
        verify=f"record/{file}{place}",
        stranger=f"record/{file}]{place}",
    )


def _put(file: str, *keys: Any, value: object) -> Edit:
    return lambda scene: put(scene.record / file, *keys, value=value)


def _swap(file: str, places: tuple[tuple[Any, ...], tuple[Any, ...]]) -> Edit:
    return lambda scene: exchange(scene.record / file, *places)


def _change(file: str, change: Callable[[Any], Any]) -> Edit:
    return lambda scene: edit_json(scene.record / file, change)


def _one_more_left(day: Any) -> None:
    day["result"]["tiers"][1]["value"] += 1


def _drop(file: str, *keys: Any) -> Edit:
    """Take one row out of a list of a file."""

    def change(data: Any) -> None:
        for key in keys[:-1]:
            data = data[key]
        del data[keys[-1]]

    return _change(file, change)


def _bytes(file: str, change: Callable[[bytes], bytes]) -> Edit:
    def edit(scene: Scene) -> None:
        path = scene.record / file
        before = path.read_bytes()
        path.write_bytes(change(before))
        assert path.read_bytes() != before

    return edit


def _moved_place(data: Any) -> None:
    """Let a kind of candidates have one place more in one room, one less in another."""
    one, other = data["open_rooms"][0]["counts"], data["open_rooms"][2]["counts"]
    one[0][1] -= 1
    next(pair for pair in other if pair[0] == one[0][0])[1] += 1


def _chiefs(data: Any) -> None:
    one, other = (row for row in data["posted"] if row[2] in ("主考", "副主考"))
    one[0], other[0] = other[0], one[0]


_FROZEN = (
    _kind("a candidate's name", "inputs.json", _put("inputs.json", "candidates", 3, "name",
                                                    value="某某某")),
    _kind("a candidate's employer", "inputs.json",
          _put("inputs.json", "candidates", 3, "employer", value="某单位")),
    _kind("a digit of a 证件号码", "inputs.json",
          _put("inputs.json", "candidates", 3, "id_number", value="991405198710043169")),
    _kind("a candidate taken out", "inputs.json", _drop("inputs.json", "candidates", 5)),
    _kind("two candidates' rows exchanged", "inputs.json",
          _swap("inputs.json", (("candidates", 3), ("candidates", 9)))),
    _kind("a declared relative taken out", "inputs.json", _drop("inputs.json", "kin_ties", 0)),
    _kind("a seat less in a room", "inputs.json",
          _put("inputs.json", "rooms", 0, "layout", value=[6, 6, 6, 6, 5])),
    _kind("a rule switched off", "inputs.json",
          _put("inputs.json", "policy", "switches", value={"SEAT-APART": False})),
    _kind("experience of a member of staff", "inputs.json",
          _put("inputs.json", "staff", 0, "experience", value=9)),
    _kind("a paper begins later", "inputs.json",
          _put("inputs.json", "papers", 0, "start", value="2026-11-07T10:00:00")),
    _kind("a pair to be kept apart taken out", "structure.json",
          _drop("structure.json", "apart", 0), "：须分开的考生 apart"),
    _kind("a place moved to another room", "structure.json",
          _change("structure.json", _moved_place)),
    _kind("a proven bound", "structure.json", _put("structure.json", "tiers", 1, "bound", value=0)),
)  # fmt: skip
_SEATS = (
    _kind("two candidates' seats exchanged", "draw.json", _swap("draw.json", _FIRST_TWO),
          " 报名序号 … 应为 考场 001 座位 1 ", " 报名序号 … 应为 考场 001 座位 1 "),
    _careful("two candidates' seats exchanged", "draw.json", _swap("draw.json", _FIRST_TWO),
             " 报名序号 … 应为 考场 001 座位 1 ", "run.json"),
    _kind("a digit of a ticket number", "draw.json",
          _put("draw.json", "seats", 4, 3, value="2615990100106"),
          " 报名序号 … 应为 … 准考证号 2615990100105", " 报名序号 … 应为 … 准考证号 2615990100105"),
    _kind("a seat twice", "draw.json", _put("draw.json", "seats", 4, 0, value=61),
          "：应有 70 个座位", " 报名序号 … 记录为 没有"),
    _kind("a digit of the seed", "run.json", _put("run.json", "seed", value="391573")),
    _kind("the digest of the frozen data", "run.json", _put("run.json", "digest", value="0" * 64),
          "：digest 与 inputs.json", " 冻结数据的摘要 digest"),
    _kind("the digest of the seats", "run.json", _put("run.json", "result_digest", value="0" * 64),
          "：result_digest 与 draw.json", " 座位的摘要 result_digest"),
    _kind("the version of the method", "run.json", _put("run.json", "method", value="v2"), "",
          " 方法版本是 v2"),
    _kind("numbers in full", "run.json", _put("run.json", "full_ids", value=True)),
    _kind("the operator", "run.json", _put("run.json", "operator", value="G00005")),
    _kind("an objective made smaller", "run.json", _put("run.json", "tiers", 1, "value", value=0),
          "：各项目标 tiers"),
    _kind("neighbours of one employer", "run.json", _put("run.json", "pairs_left", value=1),
          "：同单位相邻应为 0 对"),
)  # fmt: skip
_POSTS = (
    _kind("a recusal taken out", "recusals.json", _drop("recusals.json", 0),
          " 工号 G00008：缺少回避"),
    _kind("a recusal made narrower", "recusals.json", _put("recusals.json", 13, 4, value="考点"),
          " 工号 G00089：缺少回避"),
    _kind("kinds of staff exchanged", "posting.json",
          _swap("posting.json", (("kinds", 0, "members"), ("kinds", 1, "members")))),
    _kind("主考 and 副主考 exchanged", "posts.json", _change("posts.json", _chiefs),
          " 工号 G00004：应为", " 工号 G00004：应为"),
    _careful("主考 and 副主考 exchanged", "posts.json", _change("posts.json", _chiefs),
             " 工号 G00004：应为", "staff.json"),
    _careful("the order of reserves", "posts.json",
             _change("posts.json", lambda data: data["reserves"][0][2].reverse()),
             " 考点 01 场次 1 备用监考 … 应为", "staff.json"),
    _kind("how often reserves were shuffled", "posts.json",
          _put("posts.json", "reserves", 0, 3, value=3), " 考点 01 场次 1 备用监考",
          " 考点 01 场次 1 备用监考"),
    _kind("a digit of the seed", "staff.json", _put("staff.json", "seed", value="391573")),
    _kind("the digest of the frozen data", "staff.json",
          _put("staff.json", "digest", value="0" * 64), "：digest 与", " 岗位数据的摘要 digest"),
    _kind("a proof made better", "resilience.json", _put("resilience.json", 0, "worst", value=3)),
)  # fmt: skip
_DAYS = (
    _kind("experience", _SHEET, _put(_SHEET, "people", 0, 4, value=9), "：与重算不符：people",
          " 工号 G00090"),
    _kind("who is barred from where taken out", _SHEET,
          _put(_SHEET, "turns", 0, "barred", value=[]), "：与重算不符：turns"),
    _kind("who serves as what exchanged", _SHEET,
          _swap(_SHEET, (("turns", 0, "patrols", 0), ("turns", 0, "invigilators", 0))),
          "：与重算不符：turns", " 场次 1 监考：应为"),
    _kind("rooms of patrols", _SHEET, _put(_SHEET, "turns", 0, "groups", 0, 1, value=[2]),
          "：与重算不符：turns"),
    _kind("two rooms' invigilators exchanged", _AGAIN, _swap(_AGAIN, _TEAMS),
          " 考场 001：应为", " 考场 001：应为"),
    _careful("two rooms' invigilators exchanged", _AGAIN, _swap(_AGAIN, _TEAMS),
             " … 考场 001：应为"),
    _careful("who leads a room", _AGAIN, _swap(_AGAIN, _LEADERS), " … 考场 001：应为"),
    _careful("two patrols exchanged", _AGAIN, _swap(_AGAIN, _PATROLS), " … 流动监考 001：应为"),
    _careful("the order of those who wait", _DRAWN,
             _change(_DRAWN, lambda day: day["result"]["reserves"].reverse()), " … 候补顺序"),
    _careful("what remains of a rule", _AGAIN,
             _change(_AGAIN, _one_more_left), " … 尽量遵守的规则剩余"),
    _careful("a draw that was replaced", _VOID, _swap(_VOID, _TEAMS), " … 考场 001：应为"),
    _careful("a rehearsal", _REHEARSED, _swap(_REHEARSED, _TEAMS), " … 考场 001：应为"),
    _kind("a rehearsal called official", _REHEARSED, _put(_REHEARSED, "rehearsal", value=False)),
    _kind("who was absent", _AGAIN, _put(_AGAIN, "absent", value=[]), "：抽签数据（抽签资料、缺席",
          " 抽签数据的摘要 digest"),
    _kind("a digit of a draw's seed", _DRAWN, _put(_DRAWN, "seed", value="14"), " 考场 … 应为",
          " 考场 … 应为"),
    _kind("a draw's digest", _DRAWN, _put(_DRAWN, "digest", value="0" * 64), "：抽签数据",
          " 抽签数据的摘要 digest"),
    _kind("the number of a draw", _AGAIN, _put(_AGAIN, "number", value=3), "：文件名与内容不符",
          " 文件名与内容"),
    _kind("the draws looked at before", _DRAWN, _put(_DRAWN, "earlier", value=[]), "：抽签数据",
          " 抽签数据的摘要 digest"),
    _kind("the reason of a redraw", _AGAIN, _put(_AGAIN, "reason", value="设备故障")),
    _kind("the operator of a redraw", _AGAIN, _put(_AGAIN, "operator", value="G00005")),
    _kind("a document's digest", "documents/seats.json",
          _put("documents/seats.json", "files", "试卷预定单.xlsx", 1, value="0" * 64)),
    _kind("the public key of a pack", "packs/01_1.json",
          _put("packs/01_1.json", "public", value="0" * 64)),
    _kind("a pack withdrawn", "packs/01_1.json", _put("packs/01_1.json", "state", value="停用")),
)  # fmt: skip
_WRITING = (
    _kind("cut short", "inputs.json", _bytes("inputs.json", lambda data: data[:-40]), "",
          " 已损坏"),
    _kind("cut short", "posts.json", _bytes("posts.json", lambda data: data[:-40]), "",
          " 已损坏"),
    _kind("cut short", _DRAWN, _bytes(_DRAWN, lambda data: data[:-40]), "：抽签记录已损坏",
          " 已损坏"),
    _kind("cut short", "resilience.json", _bytes("resilience.json", lambda data: data[:-40]), "",
          " 已损坏"),
    _kind("emptied", "structure.json", _bytes("structure.json", lambda _: b""), "", " 已损坏"),
    _kind("blanks between", "posting.json",
          _bytes("posting.json", lambda data: json.dumps(
              json.loads(data), ensure_ascii=False).encode()),
          "：不是规范的 JSON", " 不是规范的 JSON"),
    _kind("a byte order mark before", "run.json",
          _bytes("run.json", lambda data: b"\xef\xbb\xbf" + data),
          "：不是规范的 JSON", " 已损坏"),
    _kind("a seed twice, the false one first", "run.json",
          _bytes("run.json", lambda data: data.replace(
              b'"seed":"391572"', b'"seed":"391573","seed":"391572"')),
          "：不是规范的 JSON", " 不是规范的 JSON"),
    _kind("another spelling of a name", "inputs.json",
          _bytes("inputs.json", lambda data: data.replace("郭雨".encode(), b"\\u90ed\\u96e8")),
          "：不是规范的 JSON", " 不是规范的 JSON"),
    replace(_kind("brackets without end", "recusals.json",
                  _bytes("recusals.json", lambda _: b"[" * 100_000 + b"]" * 100_000)),
            stranger=""),
)  # fmt: skip
TARGET = Target(
    title="A file of the record, the log left as it is",
    finders=(CHECK, VERIFY, STRANGER),
    kinds=(*_FROZEN, *_SEATS, *_POSTS, *_DAYS, *_WRITING),
)
