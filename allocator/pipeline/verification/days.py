"""Recomputes every draw of the day of a record and compares it with record and workbooks."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from allocator.errors import AllocatorError
from allocator.pipeline.absentees import is_due
from allocator.pipeline.days import OFFICIAL, REHEARSAL
from allocator.pipeline.verification.books import Books, Trust
from allocator.pipeline.verification.day_documents import documents_of_day, folder_of_day
from allocator.pipeline.verification.tables import Difference, of_record
from allocator.record.canonical import canonical_bytes, digest_of, thaw
from allocator.record.day_store import DRAWS, REHEARSALS, DayRecord, day_digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from allocator.models.domain.day_draws import DayDraw, SiteSheet
    from allocator.pipeline.verification.day_documents import Made

_NAME = re.compile(r"(.+)_([0-9]+)_([0-9]+)\.json")
_OF_SESSION = re.compile(r"_场次([0-9]+)\.xlsx$")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\[\]]')
"""What the name of a file of the record does not have of a 考点代码."""


class Days(NamedTuple):
    """What came of the draws of one site."""

    draws: int
    rehearsals: int
    """Those among them."""
    books: Books
    """With what differs in the record too."""


def verify_site(
    sheet: SiteSheet,
    *,
    output: Path,
    record: Path,
    how: Made,
    trust: Trust,
    recompute: bool = True,
) -> Days:
    """Recompute the draws of a site, official ones and rehearsals, and read their workbooks.

    Without `recompute` the record is believed and only the workbooks are compared.
    """
    found: list[Difference] = []
    books, draws, rehearsals = Books(), 0, 0
    for folder in (DRAWS, REHEARSALS):
        days = _read(record, folder, sheet.site, found)
        found += _gaps(folder, sheet.site, days)
        results = {day.result_digest: day.result for day in days.values()}
        last: dict[int, int] = {}
        for day in days.values():
            last[day.session] = max(day.number, last.get(day.session, 0))
        known: set[tuple[str, int]] = set()
        for name, day in days.items():
            made = day
            if recompute:
                result = _recomputed(sheet, day, f"{folder}/{name}", results, found)
                made = replace(day, result=result)
            place = folder_of_day(sheet, day, last[day.session])
            books = books.plus(documents_of_day(output, place, sheet, made, how, trust))
            known.add((place, day.session))
            draws += 1
            rehearsals += folder == REHEARSALS
        found += _strangers(output, sheet, folder, known)
    return Days(draws, rehearsals, books.plus(Books(tuple(found))))


def _read(record: Path, folder: str, site: str, found: list[Difference]) -> dict[str, DayRecord]:
    """Return the draws of a site by file name; what cannot be read is told."""
    days = {}
    mine = _FORBIDDEN.sub("_", site)
    for path in sorted((record / folder).glob("[!.]*.json")):
        place = f"{folder}/{path.name}"
        named = _NAME.fullmatch(path.name)
        if named is None or named[1] != mine:
            continue  # of another site; the log tells of files that nobody wrote
        try:
            day = thaw(DayRecord, json.loads(path.read_bytes()))
        except (ValueError, KeyError, TypeError):
            found.append(of_record(place, "抽签记录已损坏，无法读取"))
            continue
        if digest_of(canonical_bytes(day.result)) != day.result_digest:
            found.append(of_record(place, "结果与摘要 result_digest 不符"))
        if canonical_bytes(day) != path.read_bytes():
            found.append(of_record(place, "不是规范的 JSON，文件被改写过"))
        if (day.site, day.session, day.number) != (site, int(named[2]), int(named[3])):
            words = f"考点 {day.site} 场次 {day.session} 第 {day.number} 次"
            found.append(of_record(place, f"文件名与内容不符：{words}"))
            continue
        days[path.name] = day
    return days


def _gaps(folder: str, site: str, days: Mapping[str, DayRecord]) -> Iterator[Difference]:
    """Tell the numbers that are missing before a draw."""
    have = {(day.session, day.number) for day in days.values()}
    for session, number in sorted(have):
        if number > 1 and (session, number - 1) not in have:
            yield of_record(folder, f"缺少考点 {site} 场次 {session} 第 {number - 1} 次抽签的记录")


def _recomputed(
    sheet: SiteSheet,
    day: DayRecord,
    place: str,
    results: Mapping[str, DayDraw],
    found: list[Difference],
) -> DayDraw:
    """Return the draw as it must be, or the recorded one where that cannot be told."""
    from allocator.solvers.day.draw import draw_day

    data = canonical_bytes(sheet)
    if day_digest(data, day.session, day.absent, day.earlier, day.number) != day.digest:
        found.append(
            of_record(place, "抽签数据（抽签资料、缺席、以前的抽签、次数）与摘要 digest 不符")
        )
    turn = next((n for n, t in enumerate(sheet.turns) if t.turn.name == day.session), None)
    if turn is None:
        found.append(of_record(place, f"考点 {sheet.site} 没有场次 {day.session} 的抽签"))
        return day.result
    if not is_due(sheet, turn, day.absent):
        found.append(of_record(place, "缺席人员不都是该场应到的，或有重复"))
    missing = [digest for digest in day.earlier if digest not in results]
    if missing:
        # A rehearsal made again replaces the former one, and others may have looked at that.
        if not day.rehearsal:
            found.append(of_record(place, "以前的抽签不在记录中，无法重算"))
        return day.result
    try:
        drawn = draw_day(
            sheet,
            turn,
            absent=frozenset(day.absent),
            earlier=[results[digest] for digest in day.earlier],
            seed=day.seed,
            digest=day.digest,
        )
    except AllocatorError as error:
        found.append(of_record(place, f"重算时抽签不能完成（{error}）"))
        return day.result
    found += _differences(place, drawn, day.result)
    return drawn


def _differences(place: str, ours: DayDraw, theirs: DayDraw) -> Iterator[Difference]:
    """Tell where a recorded draw is not the recomputed one."""
    recorded = {duty.number: duty for duty in theirs.rooms}
    for duty in ours.rooms:
        other = recorded.pop(duty.number, None)
        if other != duty:
            there = "没有" if other is None else _team(other.invigilators, other.admin)
            words = f"应为 {_team(duty.invigilators, duty.admin)}，记录为 {there}"
            yield of_record(place, words, f"考场 {duty.number}")
    for number in recorded:
        yield of_record(place, "记录多出这个考场", f"考场 {number}")
    for mine, other_patrol in zip(ours.patrols, theirs.patrols, strict=False):
        if mine != other_patrol:
            rooms = "、".join(mine.group.rooms)
            words = f"应为工号 {mine.staff}，记录为 {other_patrol.staff}"
            yield of_record(place, words, f"流动监考 {rooms}")
    for name, title in (
        ("reserves", "候补顺序"), ("stepped_in", "替补上岗"), ("sessions", "场次"),
        ("tiers", "尽量遵守的规则剩余"),
    ):  # fmt: skip
        one, other_list = getattr(ours, name), getattr(theirs, name)
        if one != other_list:
            yield of_record(
                place, f"{title}与重算不符：应为 {_words(one)}，记录为 {_words(other_list)}"
            )
    if len(ours.patrols) != len(theirs.patrols):
        yield of_record(
            place, f"流动监考应有 {len(ours.patrols)} 人，记录有 {len(theirs.patrols)} 人"
        )


def _team(staff: Sequence[str], admin: str) -> str:
    return " ".join([*staff, *([admin] if admin else [])])


def _words(values: Sequence[object]) -> str:
    return " ".join(str(getattr(value, "value", value)) for value in values) or "无"


def _strangers(
    output: Path, sheet: SiteSheet, folder: str, known: set[tuple[str, int]]
) -> Iterator[Difference]:
    """Tell documents of draws that the record does not have; `known`: folder and session."""
    from allocator.reporting.text import folder_name

    place = output / folder_name(sheet.site, sheet.name)
    inner = OFFICIAL if folder == DRAWS else REHEARSAL
    for path in sorted((place / inner).rglob("*.xlsx")):
        of_session = _OF_SESSION.search(path.name)
        where = path.parent.relative_to(output).as_posix()
        if of_session and (where, int(of_session[1])) not in known:
            file = path.relative_to(output).as_posix()
            yield Difference(file, "", 0, "", "", "", "", "记录中没有这次抽签")
