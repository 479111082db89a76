"""Checks that span rows and sheets: people twice, people in two places, rooms that are too few."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.intake.sink import Fault, placed
from allocator.models.domain.exam import Form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from allocator.intake.candidates import Entry
    from allocator.intake.exams import ExamBook
    from allocator.intake.row_keys import RowKeys
    from allocator.intake.sink import Sink
    from allocator.intake.sites import PlacedSite
    from allocator.models.domain.rooms import Room

    Times = tuple[tuple[datetime, datetime], ...]

_MOST_NAMES = 10


def people(rows: Sequence[RowKeys], sink: Sink) -> None:
    """Check candidates against each other, refused rows among them."""
    _registrations(rows, sink)
    _numbers(rows, sink)
    _names(rows, sink)


def _registrations(rows: Sequence[RowKeys], sink: Sink) -> None:
    first: dict[str, RowKeys] = {}
    for row in rows:
        earlier = first.setdefault(row.code, row) if row.code else row
        if earlier is not row:
            message = f"报名序号 {row.code} 与{earlier.place}重复。"
            fault = Fault("registration-twice", message, "报名序号在全部文件中不得重复。")
            sink.cell(row.table, row.at, "registration", fault)


def _numbers(rows: Sequence[RowKeys], sink: Sink) -> None:
    """Report one 证件号码 twice in an exam, or in two exams at one time."""
    first: dict[str, RowKeys] = {}
    again: dict[str, list[RowKeys]] = {}
    for row in rows:
        start = first.setdefault(row.number, row) if row.number else row
        if start is not row:
            again.setdefault(row.number, [start]).append(row)
    for same in again.values():
        for nth, row in enumerate(same):
            for earlier in same[:nth]:
                fault = _both(earlier, row)
                if fault is not None:
                    sink.cell(row.table, row.at, "id_number", fault)
                    break


def _both(earlier: RowKeys, row: RowKeys) -> Fault | None:
    exam, other = row.exam, earlier.exam
    if not exam or not other:
        return None
    if exam == other:
        message = f"考试 {exam} 中证件号码重复：{earlier.place}和{row.place}。"
        return Fault("id-twice", message, "同一考试一人只写一行；请合并科目或改正号码。")
    if row.sittings and earlier.sittings and _always_clash(row.sittings, earlier.sittings):
        message = f"SEAT-CLASH：{earlier.place}的考试 {other} 与{row.place}的考试 {exam} 时间重叠。"
        return Fault("seat-clash", message, "同一人不能同时考两处；请与考生核实，只留一项。")
    return None


def _always_clash(one: Sequence[Times], other: Sequence[Times]) -> bool:
    """Return whether every choice of 批次 puts the person in two places at once."""
    return all(_overlap(mine, theirs) for mine in one for theirs in other)


def _overlap(one: Times, other: Times) -> bool:
    return any(
        start < other_end and other_start < end
        for start, end in one
        for other_start, other_end in other
    )


def _names(people: Sequence[RowKeys], sink: Sink) -> None:
    """Tell once of people of one name and two numbers."""
    known = [row for row in people if row.name and row.number]
    counts = Counter(row.name for row in known)
    shared = {name for name, count in counts.items() if count > 1}
    if not shared:
        return
    numbers: dict[str, set[str]] = defaultdict(set)
    rows: dict[str, list[RowKeys]] = defaultdict(list)
    for row in known:
        if row.name in shared:
            numbers[row.name].add(row.number)
            rows[row.name].append(row)
    same = [name for name in rows if len(numbers[name]) > 1]
    if not same:
        return
    total = sum(len(rows[name]) for name in same)
    examples = "；".join(
        f"{name}：{placed([(row.table, row.at) for row in rows[name]])}"
        for name in same[:_MOST_NAMES]
    )
    more = " 等" if len(same) > _MOST_NAMES else ""
    message = f"有 {len(same)} 个姓名是同名不同人，共 {total} 人（{examples}{more}）。"
    row = rows[same[0]][1]
    fault = Fault("same-name", message, "不用处理；请留意发放和核对时不要弄混。")
    sink.cell(row.table, row.at, "name", fault)


def photos(entries: Sequence[Entry], folders: Mapping[str, Path], sink: Sink) -> None:
    """Tell once a table of photos that are not there (`folders`: the folder of each file)."""
    missing: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        photo = entry.candidate.photo
        if photo and not (folders[entry.table.file] / Path(photo.replace("\\", "/"))).is_file():
            missing[id(entry.table)].append(entry)
    for found in missing.values():
        message = "照片文件不存在，座次表上不印照片。"
        cure = "请把照片放在名单所在的文件夹，按“照片”列的名字命名。"
        fault = Fault("photo-missing", message, cure)
        sink.summary(found[0].table, [entry.at for entry in found], "photo", fault)


def places(sites: Sequence[PlacedSite], rooms: Sequence[Room], sink: Sink) -> None:
    """Tell of sites without rooms."""
    used = {room.site for room in rooms}
    for site, table, index in sites:
        if site.code not in used:
            message = f"考点 {site.code} 没有考场。"
            fault = Fault("site-no-rooms", message, "请在考场表补上，或删去该考点。")
            sink.cell(table, index, "site", fault)


def capacity(
    entries: Sequence[Entry], book: ExamBook, rooms: Sequence[Room], size: int, sink: Sink
) -> None:
    """Warn of an exam whose people are more than all seats of its form, whatever the rooms hold.

    `size` is 标准人数. Whether they truly fit is decided by rooming.
    """
    seats: Counter[Form] = Counter()
    for room in rooms:
        if not room.closed:
            electronic = room.form is Form.ELECTRONIC
            usable = room.seats - room.spare_machines if electronic else min(room.seats, size)
            seats[room.form] += usable
    people = Counter(entry.candidate.exam for entry in entries)
    for code, exam in book.exams.items():
        kind = exam.papers[0].form
        batches = len(exam.batches)
        if people[code] > seats[kind] * batches:
            first = next(item for item in book.placed if item.paper.exam == code)
            times = f"{batches} 个批次共" if batches > 1 else ""
            message = (
                f"考试 {code} 有 {people[code]} 人，{times}{kind.value}座位只有"
                f" {seats[kind] * batches} 个。"
            )
            fault = Fault("capacity-short", message, "请增加考场，否则无法编排。")
            sink.cell(first.table, first.index, "exam", fault)
