"""复算.py puts amendments on, draws who takes a place again, and tells of what does not fit."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from amending import chained, digested, two_asked
from published import canonical, stranger

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Any], Any]

_BASE = ("inputs", "structure", "draw", "posts")


def _candidate(key: str, name: str) -> dict[str, str]:
    return {"registration": key, "name": name, "sex": "女", "id_type": "居民身份证",
            "id_number": f"3201011990010100{key}", "photo": ""}  # fmt: skip


_ABLE = {
    "S01": "监考", "S02": "监考", "S03": "监考", "S04": "主考", "S05": "监考", "S06": "医务",
    "S07": "监考、主考", "S08": "监考", "S09": "主考", "S10": "主考", "S11": "主考",
    "S12": "监考、主考",
}  # fmt: skip
"""可任岗位; those who have no post are free in the first session only, as 监考."""


def _member(staff: str, posts: str) -> dict[str, Any]:
    first = [1] if "监考" in posts and staff > "S05" else []
    facts = {"staff": staff, "name": f"职{int(staff[1:])}", "id_number": "", "phone": "",
             "employer": "", "sex": "男", "source": "单位选派",
             "trained": "2026-10-01"}  # fmt: skip
    return {**facts, "posts": posts.split("、"), "sessions": first, "max_sessions": None,
            "computer": False}  # fmt: skip


def _inputs() -> dict[str, Any]:
    return {"candidates": [_candidate("11", "张三"), _candidate("12", "李四")],
            "staff": [_member(*one) for one in _ABLE.items()],
            "papers": [{"exam": "E", "session": n} for n in (1, 2)],
            "policy": {"switches": {}, "waivers": {}, "others": {}},
            "kin_ties": [], "other_ties": []}  # fmt: skip


def _posting() -> dict[str, Any]:
    turns = [[[n], f"2026-11-0{n}T09:00:00"] for n in (1, 2)]
    parts = [{"turn": n, "rooms": [], "groups": [], "reserves": 2} for n in (0, 1)]
    return {"turns": turns, "works": [{"site": site, "exams": ["E"], "turns": parts}
                                      for site in ("02", "01")]}  # fmt: skip


_POSTS: dict[str, Any] = {
    "posted": [["S01", "02", "监考", [0, 1]], ["S02", "02", "监考", [0]],
               ["S03", "02", "监考", [0]], ["S04", "01", "主考", [0]], ["S05", "01", "监考", [0]]],
    "reserves": [["02", 0, ["S03", "S01"], 1], ["02", 1, ["S01"], 2], ["01", 0, ["S05"], 1]],
}  # fmt: skip
"""Sites stand as the works do, not by their codes."""


class _Scene:
    """A record in memory that 复算.py puts amendments on."""

    def __init__(self, change: Change = lambda _: None, late: Change = lambda _: None) -> None:
        """`change` edits what is asked, with digests and draws to fit; `late` what came of it."""
        self.other = stranger()
        asked = two_asked()
        change(asked)
        data = {"inputs.json": _inputs(), "structure.json": {"open_rooms": []}, "draw.json": {},
                "posts.json": _POSTS}  # fmt: skip
        parts = [canonical(data[f"{name}.json"]) for name in _BASE]
        for one in asked:
            chains = one.pop("chains", [])
            digested(one, parts)
            for people, able in chains:
                chained(one, people, able)
            parts.append(canonical(one))
        late(asked)
        data |= {f"amendments/{n}.json": one for n, one in enumerate(asked, start=1)}
        data |= {"posting.json": _posting(), "recusals.json": []}
        self.record = object.__new__(self.other.Record)
        self.record.has_staff = True
        self.said: list[str] = []
        self.report = self.record.report = self.other.Report(0)
        self.report.say = self.said.append
        self.record.data = copy.deepcopy(data)
        self.record.raw = {name: canonical(one) for name, one in data.items()}
        *_, self.posts = self.put_on()

    def put_on(self) -> Any:
        """Return the posts at first and after each amendment."""
        return self.other.amended(self.record, self.report, [], copy.deepcopy(_POSTS))


def test_amendments_are_put_on_in_their_order() -> None:
    scene = _Scene()
    assert scene.said == []
    assert scene.posts == {
        "posted": [["S02", "02", "监考", [0]], ["S03", "02", "监考", [0]],
                   ["S05", "02", "监考", [0, 1]], ["S10", "01", "主考", [0]],
                   ["S08", "01", "监考", [0]]],
        "reserves": [["02", 0, ["S03", "S05"], 1], ["02", 1, ["S05"], 2], ["01", 0, ["S08"], 1]],
    }  # fmt: skip
    (_, candidate), staff = (scene.record["inputs"][name] for name in ("candidates", "staff"))
    assert (candidate["name"], candidate["photo"]) == ("李四", "12.jpg")
    assert [one["staff"] for one in staff if one["phone"]] == ["S09"]


def test_the_shuffle_of_a_place_is_that_of_the_page() -> None:
    """The vector was computed from the words of the page, with hashes alone."""
    steps = [(["S02", "S05", "S07", "S09"], 1), (["S07", "S08", "S10"], 2)]
    drawn = stranger().draw_takers(1, "S01", steps, "5501", "ab" * 32)
    assert list(drawn) == [("S01", "S09"), ("S09", "S10")]


def test_a_person_who_has_no_post_leaves_no_chain_behind() -> None:
    assert "S06" not in {move[0] for move in _moves(_Scene())}


def _moves(scene: _Scene) -> list[Any]:
    moves: list[Any] = scene.record.data["amendments/1.json"]["moves"]
    return moves


def _move(nth: int, field: int, value: Any) -> Change:
    """Return a change of one field of a move of the first amendment; `value` may be computed."""

    def change(asked: Any) -> None:
        move = asked[0]["moves"][nth]
        move[field] = value(move[field]) if callable(value) else value

    return change


def _first(**fields: Any) -> Change:
    return lambda asked: asked[0].update(fields)


def _chains(*chains: Any) -> Change:
    return _first(chains=list(chains))


def _is_told(scene: _Scene, words: str) -> bool:
    """Return whether these words are said of the first amendment, or of the one that they name."""
    where = "" if words.startswith("[") else "[record/amendments/1.json]"
    return any(where in line and words in line for line in scene.said)


def _cell(*cell: str) -> Change:
    return _first(corrections=[list(cell)])


_LONG = (["S01", "S05", "S08"], [["S02"], ["S07"]])
_SHORT = (["S04", "S09"], [["S07", "S10"]])
_WRONG_CHAIN = "换下的、有岗位的人应依次各有一条链，至多三人接替，最后一人原来没有岗位"
_WRONG_ROW = "的人次序不对或有重复，或跳过的人数不对"


@pytest.mark.parametrize(
    ("late", "words"),
    [
        pytest.param(_move(0, 3, lambda n: (n + 1) % 5), "接替 S01 的人：应为", id="passed"),
        pytest.param(_move(0, 1, "S02"), "接替 S01 的人：应为 S05，记录为 S02", id="takes"),
        pytest.param(_move(1, 0, "S02"), "接替 S05 的人：应为 S08，记录为 没有", id="leaves"),
        pytest.param(_move(0, 2, lambda row: row[::-1]), f"可以接替 S01 {_WRONG_ROW}", id="able"),
        pytest.param(_move(2, 2, lambda row: [*row, row[-1]]), f"可以接替 S04 {_WRONG_ROW}",
                     id="twice able"),
        pytest.param(_move(1, 3, -1), f"可以接替 S05 {_WRONG_ROW}", id="passed below zero"),
        pytest.param(_first(number=3), "number 应是第 1 次", id="number"),
        pytest.param(_first(method="v0"), "method 应是", id="method"),
        pytest.param(_first(digest="ab" * 32), "摘要 digest", id="digest"),
        pytest.param(_first(seed="5501"), "接替 S01 的人：应为", id="seed"),
        pytest.param(_first(reason="事假"), "[record/amendments/2.json] 摘要 digest", id="earlier"),
        pytest.param(lambda asked: asked[0]["moves"].pop(), _WRONG_CHAIN, id="chain cut"),
        pytest.param(lambda asked: asked[0]["moves"].pop(1), _WRONG_CHAIN, id="chain open"),
    ],
)  # fmt: skip
def test_what_came_of_an_amendment_is_drawn_again(late: Change, words: str) -> None:
    assert _is_told(_Scene(late=late), words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(_chains(_SHORT, _LONG), _WRONG_CHAIN, id="order of chains"),
        pytest.param(_chains(_LONG), _WRONG_CHAIN, id="no chain"),
        pytest.param(_chains(_LONG, _SHORT, (["S02", "S11"], [])), _WRONG_CHAIN, id="not out"),
        pytest.param(_chains((["S01", "S02", "S03", "S05", "S08"], []), _SHORT), _WRONG_CHAIN,
                     id="chain of four"),
        pytest.param(_chains(_LONG, (["S04", "S02"], [])), _WRONG_CHAIN, id="last one had a post"),
        pytest.param(_chains(_LONG, (["S04", "S08"], [])), "有人让出或接替了两次", id="twice"),
        pytest.param(_chains(_LONG, (["S04", "S06"], [])), "可以接替 S04 的人多了", id="gone"),
        pytest.param(lambda asked: asked[1].update(chains=[(["S09", "S01"], [])]),
                     "[record/amendments/2.json] 可以接替 S09", id="taken out before"),
        pytest.param(_first(seed=""), "或没有种子", id="no seed"),
        pytest.param(_first(out=["S04", "S01"], chains=[_SHORT, _LONG]), "换下的人 out", id="out"),
        pytest.param(_first(out=["S01", "S04", "S99"]), "换下的人 out", id="out unknown"),
        pytest.param(_cell("考生", "11", "姓名", "张四", "张五"), "原来不是“张四”", id="old"),
        pytest.param(_cell("考生", "11", "姓名", "张三", "张三"), "或没有不同", id="not new"),
        pytest.param(_cell("考生", "13", "姓名", "张三", "张四"), "名单没有这一格", id="row"),
        pytest.param(_cell("工作人员", "S01", "性别", "男", "女"), "名单没有这一格", id="column"),
        pytest.param(_cell("考点", "S01", "姓名", "职1", "职"), "名单没有这一格", id="sheet"),
        pytest.param(_cell("考生", "11", "证件号码", "320101199001010", "1"),
                     "“320101*******10”", id="masked"),
        pytest.param(lambda two: two[0]["corrections"].reverse(), "各项更正的次序不对", id="rows"),
        pytest.param(lambda two: two[1]["corrections"].append(["考生", "12", "姓名", "李四", "李"]),
                     "[record/amendments/2.json] 各项更正的次序不对，或有重复", id="cell twice"),
    ],
)  # fmt: skip
def test_what_is_asked_must_fit_what_is_amended(change: Change, words: str) -> None:
    assert _is_told(_Scene(change), words)


def test_an_amendment_that_is_missing_leaves_a_gap() -> None:
    scene = _Scene()
    del scene.record.data["amendments/1.json"]
    scene.put_on()
    assert any("amendments/2.json] 文件名、number 应是第 1 次" in line for line in scene.said)
