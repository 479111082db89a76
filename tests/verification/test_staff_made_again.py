"""Recusals, posts and sheets of a record held against the same made again: every field counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from allocator.models.domain.day_draws import SiteSheet
from allocator.models.domain.staffing import (
    Posted,
    PostingPlan,
    PostsPlan,
    Recusal,
    ReserveList,
    Turn,
)
from allocator.pipeline.verification.staff import Staff
from allocator.record.canonical import canonical_bytes
from allocator.record.staff_store import POSTING, POSTS, RECUSALS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Told = Callable[..., list[tuple[str, ...]]]

TURNS = tuple(
    Turn((n,), datetime(2026, 9, n), datetime(2026, 9, n), early=True)  # noqa: DTZ001
    for n in (1, 2)
)
RECUSALS_MADE = tuple(
    Recusal("E", f"G{n}", "RECUSE-KIN", "配偶", "考点", f"2609000{n}", "甲的配偶", "第十条")
    for n in (1, 2)
)
POSTS_MADE = PostsPlan(
    posted=(Posted("G1", "01", "监考", (0, 1)), Posted("G2", "02", "监考", (0,))),
    reserves=(ReserveList("01", 0, ("G1", "G3")), ReserveList("01", 1, ("G3", "G1"))),
)
SHEETS = tuple(
    SiteSheet(
        site=site, name="一中", title="考试", digest="ab" * 32, experienced=1, doubles=False,
        patrol_waiver="", rules=(), people=(), relatives=(), turns=(),
    )
    for site in ("01", "02")
)  # fmt: skip


def _posting(turns: tuple[Turn, ...]) -> PostingPlan:
    return PostingPlan(turns=turns, works=(), places=(), kinds=(), spreads=(), tiers=())


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Return what tells the differences of a record, given by file where it is another one."""

    def make(self: Any) -> None:
        self.recusals, self.posts = RECUSALS_MADE, POSTS_MADE
        self.turns, self.sheets = TURNS, SHEETS

    monkeypatch.setattr(Staff, "_make", make)
    (tmp_path / "sheets").mkdir()
    for sheet in SHEETS:
        (tmp_path / "sheets" / f"{sheet.site}.json").write_bytes(canonical_bytes(sheet))

    def differences(**recorded: Any) -> list[tuple[str, ...]]:
        parts = {RECUSALS: RECUSALS_MADE, POSTS: POSTS_MADE, POSTING: _posting(TURNS)}
        parts |= {f"{name}.json": value for name, value in recorded.items()}
        nothing = cast("Any", None)
        staff = Staff(nothing, nothing, nothing, lambda _kind, name: parts.get(name))
        found = [*staff.differences(), *staff.sheet_differences(tmp_path)]
        return [(one.file.removeprefix("record/"), one.key, one.words) for one in found]

    return differences


def test_the_same_made_again_is_believed(told: Told) -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("recorded", "words"),
    [
        (RECUSALS_MADE[1:], ["缺少回避：RECUSE-KIN 配偶"]),
        ((*RECUSALS_MADE, RECUSALS_MADE[0]._replace(staff="G9")),
         ["记录的回避重算没有：RECUSE-KIN 配偶"]),
        (RECUSALS_MADE[::-1], ["回避的顺序与重算不符"]),
        ((RECUSALS_MADE[0]._replace(scope="考场"), RECUSALS_MADE[1]),
         ["缺少回避：RECUSE-KIN 配偶", "记录的回避重算没有：RECUSE-KIN 配偶"]),
    ],
)  # fmt: skip
def test_recusals_are_those_that_follow_from_the_inputs(
    told: Told, recorded: tuple[Recusal, ...], words: list[str]
) -> None:
    found = told(recusals=recorded)
    assert [one[0] for one in found] == [RECUSALS] * len(words)
    assert [one[2] for one in found] == words


@pytest.mark.parametrize("change", [{"site": "02"}, {"post": "主考"}, {"turns": (0,)}])
def test_who_serves_where_as_what_and_when_is_what_was_drawn(
    told: Told, change: dict[str, Any]
) -> None:
    first, second = POSTS_MADE.posted
    ((file, key, words),) = told(
        posts=replace(POSTS_MADE, posted=(first._replace(**change), second))
    )
    assert (file, key) == (POSTS, "工号 G1")
    assert words.startswith("应为 考点 01 监考 [0, 1]，记录为 考点")


def test_people_and_lists_too_many_or_lacking_are_told(
    told: Told,
) -> None:
    extra, (first, second) = Posted("G3", "02", "监考", (1,)), POSTS_MADE.reserves
    posts = PostsPlan(
        posted=(POSTS_MADE.posted[0], extra), reserves=(first._replace(staff=("G3", "G1")),)
    )
    assert told(posts=posts) == [
        (POSTS, "工号 G2", "应为 考点 02 监考 [0]，记录为 没有岗位"),
        (POSTS, "工号 G3", "应为 没有岗位，记录为 考点 02 监考 [1]"),
        (POSTS, "考点 01 场次 1 备用监考", "应为 G1 G3，记录为 G3 G1"),
        (POSTS, "考点 01 场次 2 备用监考", "应为 G3 G1，记录为 没有"),
    ]
    shuffled = replace(POSTS_MADE, reserves=(first, second._replace(tries=2)))
    assert [key for _, key, _ in told(posts=shuffled)] == ["考点 01 场次 2 备用监考"]
    assert told(posts=replace(POSTS_MADE, tries=3)) == [
        (POSTS, "", "岗位抽签次数 tries 应为 1，记录为 3")
    ]


def test_turns_are_those_of_the_papers(told: Told) -> None:
    assert told(posting=_posting(TURNS[:1])) == [(POSTING, "", "场次 turns 与考试表不符")]


def test_sheets_are_those_that_follow_to_the_last_byte(told: Told, tmp_path: Path) -> None:
    sheets = tmp_path / "sheets"
    (sheets / "01.json").write_bytes(canonical_bytes(replace(SHEETS[0], experienced=2)))
    (sheets / "02.json").write_bytes(canonical_bytes(SHEETS[1]) + b"\n")
    (sheets / "03.json").write_bytes(canonical_bytes(replace(SHEETS[0], site="03")))
    (sheets / "04.json").write_bytes(b"{")
    assert told() == [
        ("sheets/01.json", "", "与重算不符：experienced"),
        ("sheets/02.json", "", "与重算不符：文件的写法"),
        ("sheets/03.json", "", "不是有抽签的考点的资料"),
        ("sheets/04.json", "", "抽签资料已损坏，无法读取"),
    ]
    (sheets / "02.json").unlink()
    assert told()[-1] == ("sheets", "", "缺少考点 02 的抽签资料")


def test_digests_cover_everything_frozen_and_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Staff, "_make", lambda _: None)
    claims, nothing = SimpleNamespace(digest="d", result_digest="r"), cast("Any", None)
    staff = Staff(nothing, nothing, nothing, lambda *_: claims)
    frozen = ("inputs.json", "structure.json", "draw.json", "recusals.json", "posting.json")
    assert list(staff.digests()) == [
        ("staff.json", "digest", "d", frozen),
        ("staff.json", "result_digest", "r", ("posts.json",)),
    ]
