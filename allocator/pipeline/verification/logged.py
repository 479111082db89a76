"""What the log says of draws, held against the draws that the record has.

The chain of the log shows that no entry was changed after somebody outside has seen its digest. A
log that was written anew as a whole is whole in itself; it must still say what was drawn: from the
data that were frozen, with the seed that was told when the draw began, once, and after all draws
that count for it (ROOM-REPEAT).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.pipeline.issuing import ISSUED
from allocator.pipeline.verification.tables import of_record
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
    draw_digest,
)
from allocator.record.ledger import masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from allocator.pipeline.verification.tables import Difference
    from allocator.record.log import LogEntry

_LOG = "record.sqlite"
_FIELDS = (("seed", "seed", "种子"), ("digest", "digest", "数据摘要"),
           ("result", "result_digest", "结果摘要"))  # fmt: skip
_OF_DAY = (("operator", "operator", "编排人"), ("reviewer", "reviewer", "复核人"),
           ("witness", "witness", "见证人"), ("reason", "reason", "理由"))  # fmt: skip
"""Field of the log, of the draw, and what it is called; the second ones for draws of the day and
amendments."""
Key = tuple[str, str, int, int]
"""Act, site, session and number; blank and 0 for seats and posts, of amendments the number."""
_SEATS: Key = (SEATS, "", 0, 0)
_OF_ONE = "没有写明两人（封存的考试由两人抽签，重抽也是）"
_UNCONFIRMED = "须由两人抽签，之前没有复核人对它的确认"
_UNCONFIRMED_CHANGE = "须由两人办理，之前没有复核人对它的确认"


class _Result(NamedTuple):
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


def log_differences(record: Path, entries: Sequence[LogEntry]) -> Iterator[Difference]:
    """Tell entries of draws that are not those of the record, and draws without an entry."""
    replay = _Replay()
    for entry in entries:
        for words in replay.follow(entry):
            yield of_record(_LOG, f"日志第 {entry.number} 条（{entry.act}）{words}")
    said, drawn = replay.said, dict(_drawn(record))
    for key in sorted({*said, *drawn}):
        what, noun = _words(key), AMENDED if key[0] == AMENDED else "抽签"
        if key not in said:
            yield of_record(_LOG, f"日志没有这次{noun}：{what}")
        elif key not in drawn:
            yield of_record(_LOG, f"日志第 {said[key].number} 条的{noun}不在记录中：{what}")
        else:
            yield from _of_draw(key, said[key], drawn[key])
            yield from _of_fixed(key, said[key], drawn[key])
            if key[0] == POSTS:
                yield from _of_posts(said[key], drawn[key], drawn.get(_SEATS, drawn[key]))
            else:
                yield from _of_attempt(key, said[key], drawn[key])
    yield from _of_packs(replay.issued, record)


def _of_packs(issued: Mapping[tuple[str, int], _Issued], record: Path) -> Iterator[Difference]:
    """Tell packs that the record has otherwise than the log says they were issued."""
    from allocator.record.packs import read_issued

    kept = {(one.site, one.number): one for one in read_issued(record)}
    for site, number in sorted({*issued, *kept}):
        told, pack = issued.get((site, number)), kept.get((site, number))
        what = f"考点 {site} 第 {number} 号考点包"
        if told is None:
            yield of_record(_LOG, f"日志没有发过这个包：{what}")
        elif pack is None:
            yield of_record(_LOG, f"日志第 {told.entry} 条发的包不在记录中：{what}")
        elif (told.public, told.sheet) != (pack.public, pack.sheet):
            words = f"日志第 {told.entry} 条（{ISSUED}）的密钥或抽签资料与记录的不同：{what}"
            yield of_record(_LOG, words)


def _of_draw(key: Key, told: _Result, drawn: Mapping[str, Any]) -> Iterator[Difference]:
    number, facts = told.number, told.facts
    for field, name, title in (*_FIELDS, *(_OF_DAY if key[0] in (DAY, AMENDED) else ())):
        own = drawn.get(name)
        if name in ("operator", "reviewer"):
            own = masked(str(own))
        if field in facts and facts[field] != own:
            words = f"日志第 {number} 条（{_words(key)}）的{title}应为 {own}，日志为 {facts[field]}"
            yield of_record(_LOG, words)

    if key[0] == DAY and list(drawn["earlier"]) != list(told.earlier):
        words = f"日志第 {number} 条（{_words(key)}）计入的以前的抽签，不是该考点其他场次当时有效的"
        yield of_record(_LOG, words)


def _of_fixed(key: Key, told: _Result, drawn: Mapping[str, Any]) -> Iterator[Difference]:
    """Tell an amendment that took other sites for those that had drawn or held a pack."""
    if key[0] == AMENDED and list(drawn["fixed"]) != list(told.earlier):
        words = f"日志第 {told.number} 条（{_words(key)}）当时已抽签或已发考点包的考点应为 "
        yield of_record(_LOG, f"{words}{'、'.join(told.earlier) or '没有'}")


def _of_posts(
    told: _Result, posts: Mapping[str, Any], seats: Mapping[str, Any]
) -> Iterator[Difference]:
    """Tell posts whose seed, another than that of the seats, nobody told or confirmed before."""
    where = f"日志第 {told.number} 条（{POSTS}）"
    if posts["seed"] == seats["seed"]:
        return
    _, _, attempt = told.attempt or (0, "", {})
    if attempt.get("seed") != posts["seed"]:
        words = f"的种子之前没有“{POSTS_BEGUN}”写明，也不是座位抽签的种子"
        yield of_record(_LOG, where + words)
    elif _is_unconfirmed(told, attempt, draw_digest(
        POSTS, seats["result_digest"], 1, posts["seed"], _persons(told.facts),
        attempt.get("reason", ""),
    )):  # fmt: skip
        yield of_record(_LOG, where + _UNCONFIRMED)


def _of_attempt(key: Key, told: _Result, drawn: Mapping[str, Any]) -> Iterator[Difference]:
    """Tell a draw whose attempt was not logged, not as what it was, or not with its seed."""
    where = f"日志第 {told.number} 条（{_words(key)}）"
    wanted = REDRAWN if key[3] > 1 else DAY_BEGUN
    if key[0] == AMENDED:
        wanted = AMEND_BEGUN
    if told.attempt is None:
        if key[0] in (DAY, AMENDED):  # seats may be drawn in one act with all the rest
            yield of_record(_LOG, f"{where}之前没有“{wanted}”")
        return
    number, act, facts = told.attempt
    persons = _persons(drawn if key[0] == DAY else told.facts)
    shown = draw_digest(key[0], drawn["digest"], told.facts["number"], drawn["seed"], persons,
                        facts.get("reason", ""))  # fmt: skip
    if key[0] == AMENDED:
        # No half of a seed stands for the confirmation: an amendment has none.
        if facts.get("confirmed") != shown:
            yield of_record(_LOG, where + _UNCONFIRMED_CHANGE)
    elif _is_unconfirmed(told, facts, shown):
        yield of_record(_LOG, where + _UNCONFIRMED)
    if key[0] == DAY and act != wanted:
        words = f"日志第 {number} 条应为“{wanted}”，日志为“{act}”：{_words(key)}"
        yield of_record(_LOG, words)
    for field, title in (("seed", "种子"), ("digest", "数据摘要")):
        begun = facts.get(field, drawn.get(field))
        if begun != drawn.get(field):
            words = f"{where}的{title}与开始时（日志第 {number} 条）写明的不同：{begun}"
            yield of_record(_LOG, words)


def _persons(facts: Mapping[str, Any]) -> tuple[str, str]:
    return masked(facts.get("operator", "")), masked(facts.get("reviewer", ""))


def _is_unconfirmed(told: _Result, attempt: Mapping[str, Any], shown: str) -> bool:
    """Return whether a draw that takes two was not confirmed by the digest that was shown.

    Who types a half of the seed confirms it. A confirmation that nobody needed must be right too.
    """
    if attempt.get("halves") or not (told.by_two or "confirmed" in attempt):
        return False
    return attempt.get("confirmed") != shown


class _Issued(NamedTuple):
    """What the log says of a pack."""

    entry: int
    public: str
    sheet: str


def _are_two(facts: Mapping[str, Any]) -> bool:
    """Return whether an entry names two persons.

    Numbers of persons are masked in the log, so two that look alike need not be one person's.
    """
    one, other = facts.get("operator"), facts.get("reviewer")
    return bool(one and other) and (one != other or "*" in str(one))


class _Replay:
    """Goes through a log and keeps what it says of each draw in force."""

    def __init__(self) -> None:
        self.said: dict[Key, _Result] = {}
        self.issued: dict[tuple[str, int], _Issued] = {}
        self._begun: dict[Key, tuple[int, str, Mapping[str, Any]]] = {}
        self._frozen, self._confirmed, self._drawn = "", False, 0
        self._in_force: dict[tuple[str, int], str] = {}
        self._fixed: set[str] = set()
        """考点代码 of sites that drew or were issued a pack."""

    def follow(self, entry: LogEntry) -> Iterator[str]:
        """Take an entry in; yield what is wrong with it."""
        facts = json.loads(entry.body)
        try:
            if entry.act == FREEZE:
                self._frozen, self._confirmed = facts["digest"], False
            elif entry.act == CONFIRM:
                self._confirmed = facts["digest"] == self._frozen and _are_two(facts)
            elif entry.act == SEATS:
                yield from self._seats(entry, facts)
            elif entry.act == POSTS:
                key = POSTS, "", 0, 0
                self.said[key] = _Result(entry.number, facts, self._begun.pop(key, None), (),
                                         by_two=bool(self._frozen))  # fmt: skip
            elif entry.act in (SEATS_BEGUN, POSTS_BEGUN, DAY_BEGUN, REDRAWN, AMEND_BEGUN):
                self._begun[_key(entry.act, facts)] = entry.number, entry.act, facts
            elif entry.act == DAY:
                yield from self._day(entry, facts)
            elif entry.act == AMENDED:
                yield from self._amended(entry, facts)
            elif entry.act == ISSUED:
                self._fixed.add(facts["site"])
                issued = _Issued(entry.number, facts["public"], facts["sheet"])
                self.issued[facts["site"], facts["pack"]] = issued
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
        attempt = self._begun.pop(_key(SEATS, facts), None)
        if (self._frozen or self._drawn > 1) and attempt is None:
            yield f"之前没有“{SEATS_BEGUN}”或“{REDRAWN}”"
        for held in (self.said, self._begun, self._in_force, self.issued, self._fixed):
            held.clear()  # arranged anew: posts, draws and packs of before are void
        self.said[SEATS, "", 0, 0] = _Result(
            entry.number, facts, attempt, (), by_two=bool(self._frozen)
        )

    def _is_of_one(self, facts: Mapping[str, Any]) -> bool:
        """Return whether a draw that takes two persons does not name two."""
        takes_two = self._frozen or ("site" in facts and facts["number"] > 1)
        return bool(takes_two) and not _are_two(facts)

    def _amended(self, entry: LogEntry, facts: Mapping[str, Any]) -> Iterator[str]:
        from allocator.record.packs import safe

        key = _key(AMENDED, facts)
        if key in self.said:
            yield f"是同一次变更的又一个结果：{_words(key)}"
        elif facts["number"] > 1 and (*key[:3], facts["number"] - 1) not in self.said:
            yield f"之前没有前一次变更：{_words(key)}"
        if not _are_two(facts):
            yield f"没有写明两人：{_words(key)}"
        for site in sorted(self._fixed):
            if f"sheets/{safe(site)}.json" in facts.get("changed", ()):
                yield f"改动了考点 {site} 的抽签资料，它已抽签或已发考点包：{_words(key)}"
        self.said[key] = _Result(entry.number, facts, self._begun.pop(key, None),
                                 tuple(sorted(self._fixed)))  # fmt: skip

    def _day(self, entry: LogEntry, facts: Mapping[str, Any]) -> Iterator[str]:
        key = _key(DAY, facts)
        if key in self.said:
            yield f"是同一次抽签的又一个结果：{_words(key)}"
        place = key[1:3]
        earlier = tuple(
            result for (site, session), result in sorted(self._in_force.items())
            if site == place[0] and session != place[1]
        )  # fmt: skip
        attempt = self._begun.pop(key, None)
        if self._is_of_one(facts):
            yield f"{_OF_ONE}：{_words(key)}"
        by_two = bool(self._frozen) or facts["number"] > 1
        self.said[key] = _Result(entry.number, facts, attempt, earlier, by_two=by_two)
        self._in_force[place] = facts["result"]
        self._fixed.add(facts["site"])


def _key(act: str, facts: Mapping[str, Any]) -> Key:
    """Return which draw an attempt or a result is about; `KeyError` where it does not say."""
    if act in (DAY, DAY_BEGUN) or (act == REDRAWN and "site" in facts):
        return DAY, facts["site"], facts["session"], facts["number"]
    if act in (AMENDED, AMEND_BEGUN):
        return AMENDED, "", 0, facts["number"]
    if act == POSTS_BEGUN:
        return POSTS, "", 0, 0
    return SEATS, "", 0, facts["number"]


def _drawn(record: Path) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    from allocator.record.amendments import amendment_files
    from allocator.record.canonical import digest_of
    from allocator.record.day_store import DRAWS
    from allocator.record.staff_store import STAFF_RUN
    from allocator.record.store import RUN

    for act, name in ((SEATS, RUN), (POSTS, STAFF_RUN)):
        if (record / name).is_file():
            yield (act, "", 0, 0), json.loads((record / name).read_bytes())
    for path in amendment_files(record):
        amended, data = json.loads(path.read_bytes()), path.read_bytes()
        yield (AMENDED, "", 0, amended["number"]), {**amended, "result_digest": digest_of(data)}
    for path in sorted((record / DRAWS).glob("[!.]*.json")):
        day = json.loads(path.read_bytes())
        yield (DAY, day["site"], day["session"], day["number"]), day


def _words(key: Key) -> str:
    act, site, session, number = key
    if act == AMENDED:
        return f"第 {number} 次变更"
    return f"{act}，考点 {site} 场次 {session} 第 {number} 次" if site else act
