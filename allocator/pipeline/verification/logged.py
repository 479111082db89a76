"""What the log says of draws, held against the draws that the record has.

The chain of the log shows that no entry was changed after somebody outside has seen its digest. A
log that was written anew as a whole is whole in itself; it must still say what was drawn: from the
data that were frozen, with the seed that was told when the draw began, once, and after all draws
that count for it (ROOM-REPEAT).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from allocator.pipeline.issuing import ISSUED
from allocator.pipeline.verification.replay import Issued, Key, Replay, Result, words_of
from allocator.pipeline.verification.tables import of_record
from allocator.record.ceremony import (
    AMEND_BEGUN,
    AMENDED,
    DAY,
    DAY_BEGUN,
    POSTS,
    POSTS_BEGUN,
    REDRAWN,
    SEATS,
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
_SEATS: Key = (SEATS, "", 0, 0)
_UNCONFIRMED = "须由两人抽签，之前没有复核人对它的确认"
_UNCONFIRMED_CHANGE = "须由两人办理，之前没有复核人对它的确认"


def log_differences(record: Path, entries: Sequence[LogEntry]) -> Iterator[Difference]:
    """Tell entries of draws that are not those of the record, and draws without an entry."""
    replay = Replay()
    for entry in entries:
        for words in replay.follow(entry):
            yield of_record(_LOG, f"日志第 {entry.number} 条（{entry.act}）{words}")
    said, drawn = replay.said, dict(_drawn(record))
    for key in sorted({*said, *drawn}):
        what, noun = words_of(key), AMENDED if key[0] == AMENDED else "抽签"
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


def _of_packs(issued: Mapping[tuple[str, int], Issued], record: Path) -> Iterator[Difference]:
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
        elif told.state != pack.state:
            words = f"按日志应为{told.state}，记录为{pack.state}：{what}"
            yield of_record(_LOG, words)


def _of_draw(key: Key, told: Result, drawn: Mapping[str, Any]) -> Iterator[Difference]:
    number, facts = told.number, told.facts
    for field, name, title in (*_FIELDS, *(_OF_DAY if key[0] in (DAY, AMENDED) else ())):
        own = drawn.get(name)
        if name in ("operator", "reviewer"):
            own = masked(str(own))
        if field in facts and facts[field] != own:
            words = (
                f"日志第 {number} 条（{words_of(key)}）的{title}应为 {own}，日志为 {facts[field]}"
            )
            yield of_record(_LOG, words)

    if key[0] == DAY and list(drawn["earlier"]) != list(told.earlier):
        words = (
            f"日志第 {number} 条（{words_of(key)}）计入的以前的抽签，不是该考点其他场次当时有效的"
        )
        yield of_record(_LOG, words)


def _of_fixed(key: Key, told: Result, drawn: Mapping[str, Any]) -> Iterator[Difference]:
    """Tell an amendment that took other sites for those that had drawn or held a pack."""
    if key[0] == AMENDED and list(drawn["fixed"]) != list(told.earlier):
        words = f"日志第 {told.number} 条（{words_of(key)}）当时已抽签或已发考点包的考点应为 "
        yield of_record(_LOG, f"{words}{'、'.join(told.earlier) or '没有'}")


def _of_posts(
    told: Result, posts: Mapping[str, Any], seats: Mapping[str, Any]
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


def _of_attempt(key: Key, told: Result, drawn: Mapping[str, Any]) -> Iterator[Difference]:
    """Tell a draw whose attempt was not logged, not as what it was, or not with its seed."""
    where = f"日志第 {told.number} 条（{words_of(key)}）"
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
        words = f"日志第 {number} 条应为“{wanted}”，日志为“{act}”：{words_of(key)}"
        yield of_record(_LOG, words)
    for field, title in (("seed", "种子"), ("digest", "数据摘要")):
        begun = facts.get(field, drawn.get(field))
        if begun != drawn.get(field):
            words = f"{where}的{title}与开始时（日志第 {number} 条）写明的不同：{begun}"
            yield of_record(_LOG, words)


def _persons(facts: Mapping[str, Any]) -> tuple[str, str]:
    return masked(facts.get("operator", "")), masked(facts.get("reviewer", ""))


def _is_unconfirmed(told: Result, attempt: Mapping[str, Any], shown: str) -> bool:
    """Return whether a draw that takes two was not confirmed by the digest that was shown.

    Who types a half of the seed confirms it. A confirmation that nobody needed must be right too.
    """
    if attempt.get("halves") or not (told.by_two or "confirmed" in attempt):
        return False
    return attempt.get("confirmed") != shown


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
