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
    from allocator.intake.sink import Sink
    from allocator.intake.sites import PlacedSite
    from allocator.models.domain.rooms import Room

    Times = tuple[tuple[datetime, datetime], ...]

_MOST_NAMES = 10


def _place(entry: Entry) -> str:
    return f"{entry.table.file}“{entry.table.sheet}”第 {entry.table.rows[entry.at]} 行"


def people(entries: Sequence[Entry], sink: Sink) -> None:
    """Check candidates against each other."""
    _registrations(entries, sink)
    _numbers(entries, sink)
    _names(entries, sink)


def _registrations(entries: Sequence[Entry], sink: Sink) -> None:
    first: dict[str, Entry] = {}
    for entry in entries:
        registration = entry.candidate.registration
        if not registration:
            # The column is missing, which was told already.
            continue
        earlier = first.setdefault(registration, entry)
        if earlier is not entry:
            message = f"报名序号 {registration} 与{_place(earlier)}重复。"
            fault = Fault("registration-twice", message, "报名序号在全部文件中不得重复。")
            sink.cell(entry.table, entry.at, "registration", fault)


def _numbers(entries: Sequence[Entry], sink: Sink) -> None:
    """Report one 证件号码 twice in an exam, or in two exams at one time."""
    first: dict[str, int] = {}
    again: dict[str, list[Entry]] = defaultdict(list)
    for index, entry in enumerate(entries):
        number = entry.candidate.id_number
        if not number:
            continue
        start = first.setdefault(number, index)
        if start != index:
            if number not in again:
                again[number].append(entries[start])
            again[number].append(entry)
    for same in again.values():
        for nth, entry in enumerate(same):
            for earlier in same[:nth]:
                fault = _both(earlier, entry)
                if fault is not None:
                    sink.cell(entry.table, entry.at, "id_number", fault)
                    break


def _both(earlier: Entry, entry: Entry) -> Fault | None:
    exam, other = entry.candidate.exam, earlier.candidate.exam
    row, other_row = _place(entry), _place(earlier)
    if exam == other:
        message = f"考试 {exam} 中证件号码重复：{other_row}和{row}。"
        return Fault("id-twice", message, "同一考试一人只写一行；请合并科目或改正号码。")
    if _always_clash(entry.enrolment.sittings, earlier.enrolment.sittings):
        message = f"SEAT-CLASH：{other_row}的考试 {other} 与{row}的考试 {exam} 时间重叠。"
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


def _names(entries: Sequence[Entry], sink: Sink) -> None:
    """Tell once of people of one name and two numbers."""
    counts = Counter(entry.candidate.name for entry in entries)
    shared = {name for name, count in counts.items() if count > 1}
    if not shared:
        return
    numbers: dict[str, set[str]] = defaultdict(set)
    rows: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.candidate.name in shared:
            numbers[entry.candidate.name].add(entry.candidate.id_number)
            rows[entry.candidate.name].append(entry)
    same = [name for name in rows if len(numbers[name]) > 1]
    if not same:
        return
    total = sum(len(rows[name]) for name in same)
    examples = "；".join(
        f"{name}：{placed([(e.table, e.at) for e in rows[name]])}" for name in same[:_MOST_NAMES]
    )
    more = " 等" if len(same) > _MOST_NAMES else ""
    message = f"有 {len(same)} 个姓名是同名不同人，共 {total} 人（{examples}{more}）。"
    entry = rows[same[0]][1]
    fault = Fault("same-name", message, "不用处理；请留意发放和核对时不要弄混。")
    sink.cell(entry.table, entry.at, "name", fault)


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
