"""Goes through a log and keeps what it says of each draw in force, and what is wrong with it.

The order of its entries is what counts here: what was frozen, confirmed and begun before a result.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.pipeline.issuing import ISSUED
from allocator.pipeline.wording import is_plain_seed
from allocator.record.ceremony import (
    AMEND_BEGUN,
    AMENDED,
    CONFIRM,
    DAY,
    DAY_BEGUN,
    FREEZE,
    POSTS,
    POSTS_BEGUN,
    REDRAWN,
    SEATS,
    SEATS_BEGUN,
)
from allocator.record.packs import VALID, WITHDRAWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allocator.record.log import LogEntry

Key = tuple[str, str, int, int]
"""Act, site, session and number; blank and 0 for seats and posts, of amendments the number."""
_OF_ONE = "没有写明两人（封存的考试由两人抽签，重抽也是）"


class Result(NamedTuple):
    """What the log says of a draw in force."""

    number: int
    facts: Mapping[str, Any]
    attempt: tuple[int, str, Mapping[str, Any]] | None
    """Number, act and facts of the last attempt before it."""
    earlier: Sequence[str]
    """Of a draw of the day: results of other turns of the site in force by then, by session; of an
    amendment: sites that had drawn or held a pack."""
    by_two: bool = False
    """Another person must have confirmed it: frozen by two, or a draw of the day made again."""


class Issued(NamedTuple):
    """What the log says of a pack."""

    entry: int
    public: str
    sheet: str
    state: str = VALID


def _are_two(facts: Mapping[str, Any]) -> bool:
    """Return whether an entry names two persons.

    Numbers of persons are masked in the log, so two that look alike need not be one person's.
    """
    one, other = facts.get("operator"), facts.get("reviewer")
    return bool(one and other) and (one != other or "*" in str(one))


class Replay:
    """Goes through a log and keeps what it says of each draw in force."""

    def __init__(self) -> None:
        self.said: dict[Key, Result] = {}
        self.issued: dict[tuple[str, int], Issued] = {}
        self._begun: dict[Key, tuple[int, str, Mapping[str, Any]]] = {}
        self._frozen, self._confirmed, self._drawn = "", False, 0
        self._in_force: dict[tuple[str, int], str] = {}
        self._fixed: set[str] = set()
        """考点代码 of sites that drew or were issued a pack."""

    def follow(self, entry: LogEntry) -> Iterator[str]:
        """Take an entry in; yield what is wrong with it."""
        facts = json.loads(entry.body)
        if facts.get("seed") and not is_plain_seed(facts["seed"]):
            yield "的种子有看不见、或容易与别的字混淆的字，不是程序收下的"
        try:
            if entry.act == FREEZE:
                self._frozen, self._confirmed = facts["digest"], False
            elif entry.act == CONFIRM:
                self._confirmed = facts["digest"] == self._frozen and _are_two(facts)
            elif entry.act == SEATS:
                yield from self._seats(entry, facts)
            elif entry.act == POSTS:
                key = POSTS, "", 0, 0
                self.said[key] = Result(entry.number, facts, self._begun.pop(key, None), (),
                                         by_two=bool(self._frozen))  # fmt: skip
            elif entry.act in (SEATS_BEGUN, POSTS_BEGUN, DAY_BEGUN, REDRAWN, AMEND_BEGUN):
                self._begun[key_of(entry.act, facts)] = entry.number, entry.act, facts
            elif entry.act == DAY:
                yield from self._day(entry, facts)
            elif entry.act == AMENDED:
                yield from self._amended(entry, facts)
            elif entry.act == ISSUED:
                self._fixed.add(facts["site"])
                issued = Issued(entry.number, facts["public"], facts["sheet"])
                self.issued[facts["site"], facts["pack"]] = issued
                for number in facts.get("withdrawn", ()):
                    gone = facts["site"], number
                    self.issued[gone] = self.issued[gone]._replace(state=WITHDRAWN)
        except KeyError:
            yield "没有写明是哪次抽签"

    def _seats(self, entry: LogEntry, facts: Mapping[str, Any]) -> Iterator[str]:
        if self._frozen and facts["digest"] != self._frozen:
            yield "的数据不是封存的数据"
        if self._frozen and not self._confirmed:
            yield "之前没有复核人的确认"
        if self._is_of_one(facts):
            yield _OF_ONE
        self._drawn += 1
        if facts["number"] != self._drawn:
            yield f"应是第 {self._drawn} 次"
        attempt = self._begun.pop(key_of(SEATS, facts), None)
        if (self._frozen or self._drawn > 1) and attempt is None:
            yield f"之前没有“{SEATS_BEGUN}”或“{REDRAWN}”"
        for held in (self.said, self._begun, self._in_force, self.issued, self._fixed):
            held.clear()  # arranged anew: posts, draws and packs of before are void
        self.said[SEATS, "", 0, 0] = Result(
            entry.number, facts, attempt, (), by_two=bool(self._frozen)
        )

    def _is_of_one(self, facts: Mapping[str, Any]) -> bool:
        """Return whether a draw that takes two persons does not name two."""
        takes_two = self._frozen or ("site" in facts and facts["number"] > 1)
        return bool(takes_two) and not _are_two(facts)

    def _amended(self, entry: LogEntry, facts: Mapping[str, Any]) -> Iterator[str]:
        from allocator.record.packs import safe

        key = key_of(AMENDED, facts)
        if key in self.said:
            yield f"是同一次变更的又一个结果：{words_of(key)}"
        elif facts["number"] > 1 and (*key[:3], facts["number"] - 1) not in self.said:
            yield f"之前没有前一次变更：{words_of(key)}"
        if not _are_two(facts):
            yield f"没有写明两人：{words_of(key)}"
        for site in sorted(self._fixed):
            if f"sheets/{safe(site)}.json" in facts.get("changed", ()):
                yield f"改动了考点 {site} 的抽签资料，它已抽签或已发考点包：{words_of(key)}"
        self.said[key] = Result(entry.number, facts, self._begun.pop(key, None),
                                 tuple(sorted(self._fixed)))  # fmt: skip

    def _day(self, entry: LogEntry, facts: Mapping[str, Any]) -> Iterator[str]:
        key = key_of(DAY, facts)
        if key in self.said:
            yield f"是同一次抽签的又一个结果：{words_of(key)}"
        place = key[1:3]
        earlier = tuple(
            result for (site, session), result in sorted(self._in_force.items())
            if site == place[0] and session != place[1]
        )  # fmt: skip
        attempt = self._begun.pop(key, None)
        if self._is_of_one(facts):
            yield f"{_OF_ONE}：{words_of(key)}"
        by_two = bool(self._frozen) or facts["number"] > 1
        self.said[key] = Result(entry.number, facts, attempt, earlier, by_two=by_two)
        self._in_force[place] = facts["result"]
        self._fixed.add(facts["site"])


def key_of(act: str, facts: Mapping[str, Any]) -> Key:
    """Return which draw an attempt or a result is about; `KeyError` where it does not say."""
    if act in (DAY, DAY_BEGUN) or (act == REDRAWN and "site" in facts):
        return DAY, facts["site"], facts["session"], facts["number"]
    if act in (AMENDED, AMEND_BEGUN):
        return AMENDED, "", 0, facts["number"]
    if act == POSTS_BEGUN:
        return POSTS, "", 0, 0
    return SEATS, "", 0, facts["number"]


def words_of(key: Key) -> str:
    """Return how a draw is called."""
    act, site, session, number = key
    if act == AMENDED:
        return f"第 {number} 次变更"
    return f"{act}，考点 {site} 场次 {session} 第 {number} 次" if site else act
