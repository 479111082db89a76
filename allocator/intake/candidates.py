"""Reads sheet 考生: each row becomes a `Candidate`, or every one of its faults is told.

Columns are read one at a time and wordings that repeat are worked out once, for rosters of 100,000.
"""

from __future__ import annotations

import re
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple, cast

from allocator.intake import cells, identity, needs
from allocator.intake.enrolment import Enrolment, Wording, enrol
from allocator.intake.reading import tell_unused
from allocator.intake.row_keys import RowKeys
from allocator.intake.schema import ID_TYPES
from allocator.intake.sink import Fault
from allocator.intake.sites import site_parser
from allocator.models.domain.exam import Candidate, Need

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.intake.exams import ExamBook
    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table

    _Row = tuple[int, str, str, str, str, str, str, str, Need, str, str, Enrolment]

id_type = cells.choice(
    {cells.canon(word): word for word in ID_TYPES} | identity.TYPE_ALIASES, "、".join(ID_TYPES)
)
sex = cells.choice({"男": "男", "女": "女", "男性": "男", "女性": "女"}, "男、女")

_NUMBER = re.compile(r"\d+\.0", re.ASCII)

_FILLED = Fault(
    "subjects-filled",
    "科目为空，已按该级别、专业的全部科目处理。",
    "如不是全部科目，请填写；是则不用处理。",
)
_UNLISTED = Fault(
    "level-unlisted",
    "级别没有在考试表中列出，已按“各级别同卷”的试卷处理。",
    "请核对级别；需要单独试卷的级别请写入考试表。",
)
_NO_EMPLOYER = Fault(
    "employer-placeholder",
    "工作单位填的是“无”一类的字样，视为没有单位（不参加同单位间隔）。",
    "不用处理；如有单位请填写全称。",
)


class Entry(NamedTuple):
    """A candidate with the row it came from and the times he is due."""

    candidate: Candidate
    table: Table
    at: int
    """Index of the row in the table."""
    enrolment: Enrolment


class Roster(NamedTuple):
    """Sheet 考生 as it was read, in order."""

    entries: list[Entry]
    """Without refused rows."""
    rows: list[RowKeys]
    """All rows."""


def read(
    tables: Sequence[Table], book: ExamBook, sites: Mapping[str, str] | None, sink: Sink
) -> Roster:
    """Return the candidates of all tables, in order; refused rows are left out and told.

    `sites` maps canonical code or name to 考点代码.
    """
    roster = Roster([], [])
    for table in tables:
        _read_table(table, book, sites, sink, roster)
    return roster


def _read_table(
    table: Table, book: ExamBook, sites: Mapping[str, str] | None, sink: Sink, roster: Roster
) -> None:
    size = len(table)
    registrations = cells.read(table, "registration", sink, cells.code, "")
    names = cells.read(table, "name", sink, cells.name, "")
    sexes = cells.read(table, "sex", sink, sex, "")
    types = cells.read(table, "id_type", sink, id_type, identity.RESIDENT)
    numbers = identity.identify(table, types, sexes, sink)
    employers = read_employers(table, sink)
    designated = cells.read(table, "site", sink, site_parser(sites), "")
    wishes = cells.read(table, "need", sink, needs.need, Need())
    photos = cells.read(table, "photo", sink, cells.text, "")
    notes = cells.read(table, "note", sink, cells.text, "")
    exams = cells.read(table, "exam", sink, cells.code, "")
    enrolments = _enrol(table, book, exams, wishes, sink)
    only = next(iter(book.exams)) if book.complete and len(book.exams) == 1 else ""
    roster.rows.extend(
        RowKeys(
            table,
            index,
            code or "",
            name or "",
            number,
            "" if exam is None else exam or only,
            enrolment.sittings if enrolment else (),
        )
        for index, code, name, number, exam, enrolment in zip(
            range(size), registrations, names, numbers.readable, exams, enrolments, strict=True
        )
    )
    rows = zip(
        range(size), registrations, names, sexes, types, numbers.taken, employers, designated,
        wishes, photos, notes, enrolments, strict=True,
    )  # fmt: skip
    for row in rows:
        if None in row:
            continue
        (index, registration, name, gender, kind, number, employer, site, wish, photo, note,
         enrolment) = cast("_Row", row)  # fmt: skip
        candidate = Candidate(
            registration=registration,
            name=name,
            sex=gender,
            id_type=kind,
            id_number=number,
            exam=enrolment.exam,
            level=enrolment.level,
            specialty=enrolment.specialty,
            subjects=enrolment.subjects,
            employer=employer,
            site=site,
            need=wish,
            photo=photo,
            note=note,
        )
        roster.entries.append(Entry(candidate, table, index, enrolment))


def read_employers(table: Table, sink: Sink) -> list[str | None]:
    """Return 工作单位, blank where it says that there is none (one warning)."""
    employers = cells.read(table, "employer", sink, needs.employer, "")
    holders = {name for name in set(employers) if name and needs.is_placeholder(name)}
    if not holders:
        return employers
    found = [index for index, name in enumerate(employers) if name in holders]
    sink.summary(table, found, "employer", _NO_EMPLOYER)
    return ["" if name in holders else name for name in employers]


def _enrol(
    table: Table,
    book: ExamBook,
    exams: Sequence[str | None],
    wishes: Sequence[Need | None],
    sink: Sink,
) -> list[Enrolment | None]:
    """Return each row's enrolment; None where it is refused."""
    levels = cells.read(table, "level", sink, cells.code, "")
    specialties = cells.read(table, "specialty", sink, cells.code, "")
    subjects = cells.read(table, "subjects", sink, _subject_text, "")
    marks = _marks(table, book, sink)
    known: dict[Wording, Enrolment] = {}
    result: list[Enrolment | None] = []
    filled: list[int] = []
    unlisted: list[int] = []
    refused: dict[tuple[str, Fault], list[int]] = {}
    rows = zip(exams, levels, specialties, subjects, marks, wishes, strict=True)
    for index, (exam, level, specialty, subject, marked, wish) in enumerate(rows):
        if exam is None or level is None or specialty is None or subject is None or marked == _BAD:
            result.append(None)
            continue
        wording = Wording(exam, level, specialty, subject, marked, wish[3] if wish else 0)
        enrolment = known.get(wording)
        if enrolment is None:
            enrolment = known[wording] = enrol(book, wording)
        if enrolment.faults or not enrolment.subjects:
            for fault in enrolment.faults:
                refused.setdefault(fault, []).append(index)
            result.append(None)
            continue
        if enrolment.filled:
            filled.append(index)
        if enrolment.unlisted:
            unlisted.append(index)
        result.append(enrolment)
    _tell_refused(table, refused, book, sink)
    if filled:
        sink.summary(table, filled, "subjects", _FILLED)
    if unlisted:
        sink.summary(table, unlisted, "level", _UNLISTED)
    return result


def _tell_refused(
    table: Table, refused: Mapping[tuple[str, Fault], Sequence[int]], book: ExamBook, sink: Sink
) -> None:
    """Tell each row; where sheet 考试 has faults itself, one line for all, as they may follow."""
    for (key, fault), indexes in refused.items():
        if book.complete:
            for index in indexes:
                sink.cell(table, index, key, fault)
        else:
            cure = f"考试表有错误，请先改正考试表。{fault.cure}"
            sink.summary(table, indexes, key, fault._replace(cure=cure))


_BAD = ("",)
"""Stands for a row with a subject column that says neither yes nor no."""


def _marks(table: Table, book: ExamBook, sink: Sink) -> Sequence[tuple[str, ...] | None]:
    """Return the subjects marked in columns of their own; tell columns that are not subjects."""
    subjects = book.headers()
    columns: list[tuple[str, list[bool | None]]] = []
    for header, column in table.extra:
        subject = subjects.get(cells.canon(header))
        if subject is None:
            if _NUMBER.fullmatch(header):
                _tell_number(table, header, sink)
            else:
                tell_unused(sink, table.file, table.sheet, table.header_row, header)
            continue
        table.columns[header] = column
        columns.append((subject, _ticks(table, header, column, sink)))
    if not columns:
        return list(repeat(None, len(table)))
    marks: list[tuple[str, ...] | None] = []
    for index in range(len(table)):
        row = [(subject, ticks[index]) for subject, ticks in columns]
        refused = any(tick is None for _, tick in row)
        marks.append(_BAD if refused else tuple(subject for subject, tick in row if tick))
    return marks


def _tell_number(table: Table, header: str, sink: Sink) -> None:
    """Refuse a column headed by a number: it may be a subject's code that lost its zeros."""
    message = f"列名是数字 {header}，可能是丢了前导 0 的科目代码。"
    cure = "请把列名设为“文本”格式，填写科目代码或科目名称；无关的列请删去。"
    sink.report("number-as-code", message, cure, file=table.file, sheet=table.sheet,
                row=table.header_row, column=header, value=header)  # fmt: skip


def _ticks(table: Table, header: str, column: list[object], sink: Sink) -> list[bool | None]:
    ticks: list[bool | None] = []
    for index, cell in enumerate(column):
        value = False if not str(cell).strip() else cells.yes_no(cell)
        if isinstance(value, Fault):
            sink.cell(table, index, header, value)
            ticks.append(None)
        else:
            ticks.append(value)
    return ticks


def _subject_text(cell: object) -> str | Fault:
    """Read 科目 with its separators, line breaks among them."""
    if isinstance(cell, str) and ("\n" in cell or "\r" in cell):
        parts = [cells.code(part) for part in cell.split() if part]
        bad = [part for part in parts if isinstance(part, Fault)]
        return bad[0] if bad else "\n".join(str(part) for part in parts)
    return cells.code(cell)
