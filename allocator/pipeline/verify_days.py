"""Recomputes every draw of the day of a record and compares it with record and workbooks."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from allocator.errors import AllocatorError
from allocator.pipeline.days import OFFICIAL, REHEARSAL, VOID
from allocator.pipeline.verify_tables import Compared, Difference, Sheet, compare, of_record
from allocator.record.canonical import canonical_bytes, digest_of, thaw
from allocator.record.day_store import DRAWS, REHEARSALS, DayRecord, day_digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from allocator.models.domain.staffing import DayDraw, SiteSheet
    from allocator.reporting.day_views import DayView

_NAME = re.compile(r"(.+)_([0-9]+)_([0-9]+)\.json")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\[\]]')
"""What the name of a file of the record does not have of a 考点代码."""


class Days(NamedTuple):
    """What came of the draws of one site."""

    draws: int
    cells: int
    differences: list[Difference]


def verify_site(sheet: SiteSheet, *, output: Path, record: Path) -> Days:
    """Recompute the draws of a site, official ones and rehearsals, and read their workbooks."""
    found: list[Difference] = []
    draws = cells = 0
    for folder in (DRAWS, REHEARSALS):
        days = _read(record, folder, sheet.site, found)
        found += _gaps(folder, sheet.site, days)
        results = {day.result_digest: day.result for day in days.values()}
        last: dict[int, int] = {}
        for day in days.values():
            last[day.session] = max(day.number, last.get(day.session, 0))
        known: set[Path] = set()
        for name, day in days.items():
            result = _recomputed(sheet, day, f"{folder}/{name}", results, found)
            path = _workbook(output, sheet, day, last[day.session])
            known.add(path)
            done = _workbook_compared(path, output, sheet, day, result)
            found += done.differences
            cells += done.cells
            draws += 1
        found += _strangers(output, sheet, folder, known)
    return Days(draws, cells, found)


def _read(record: Path, folder: str, site: str, found: list[Difference]) -> dict[str, DayRecord]:
    """Return the draws of a site by file name; what cannot be read is told."""
    days = {}
    mine = _FORBIDDEN.sub("_", site)
    for path in sorted((record / folder).glob("*.json")):
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


def _workbook(output: Path, sheet: SiteSheet, day: DayRecord, last: int) -> Path:
    from allocator.reporting.day_export import day_file
    from allocator.reporting.text import folder_name

    place = (
        output / folder_name(sheet.site, sheet.name) / (REHEARSAL if day.rehearsal else OFFICIAL)
    )
    if not day.rehearsal and day.number != last:
        place = place / VOID / f"第{day.number}次"
    return place / day_file("监考抽签", sheet.site, day.session)


def _workbook_compared(
    path: Path, output: Path, sheet: SiteSheet, day: DayRecord, result: DayDraw
) -> Compared:
    from allocator.reporting.day_views import day_view

    file = path.relative_to(output).as_posix()
    if not path.is_file():
        return Compared([Difference(file, "", 0, "", "", "", "", "没有这个工作簿")], 0)
    turn = next((n for n, t in enumerate(sheet.turns) if t.turn.name == day.session), None)
    if turn is None:
        return Compared([], 0)
    try:
        view = day_view(
            sheet, turn, result, seed=day.seed, digest=day.result_digest, rehearsal=day.rehearsal
        )
    except KeyError:
        words = "抽签结果中有不属于该考点的人员或考场"
        return Compared([Difference(file, "", 0, "", "", "", "", words)], 0)
    done = [compare(path, file, rows) for rows in _sheets(view)]
    return Compared([d for one in done for d in one.differences], sum(one.cells for one in done))


def _sheets(view: DayView) -> tuple[Sheet, Sheet, Sheet]:
    """Return what the workbook of a draw must hold."""
    from allocator.reporting import day_table

    duties = [
        (room.exam, session, view.site, room.number, room.room.classroom, post.role, *post.person)
        for session in view.sessions
        for room in view.rooms_in(session)
        for post in room.posts
    ]
    patrols = [
        (session, view.site, room.room.building, room.room.floor, patrol.person.staff,
         patrol.person.name, room.number)
        for session in view.sessions
        for patrol in view.patrols
        for room in patrol.rooms_in(session)
    ]  # fmt: skip
    waiting = [
        (session, view.site, order, person.staff, person.name)
        for session in view.sessions
        for order, person in enumerate(view.reserves, start=1)
    ]
    columns = [
        tuple(column.name for column in part)
        for part in (day_table.ROOMS, day_table.PATROLS, day_table.RESERVES)
    ]
    return (
        Sheet("监考安排", columns[0], ("场次", "考场号", "角色"), "工号", duties),
        Sheet("流动监考", columns[1], ("场次", "考场号"), "工号", patrols),
        Sheet("备用监考", columns[2], ("场次", "顺序"), "工号", waiting),
    )


def _strangers(
    output: Path, sheet: SiteSheet, folder: str, known: set[Path]
) -> Iterator[Difference]:
    """Tell workbooks of draws that the record does not have."""
    from allocator.reporting.text import folder_name

    place = output / folder_name(sheet.site, sheet.name)
    inner = OFFICIAL if folder == DRAWS else REHEARSAL
    for path in sorted((place / inner).glob("监考抽签_*.xlsx")):
        if path not in known:
            file = path.relative_to(output).as_posix()
            yield Difference(file, "", 0, "", "", "", "", "记录中没有这次抽签")
