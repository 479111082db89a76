"""Reads the planner's files and gives back either checked `Inputs` or every problem found.

The one entry to intake. To add a sheet: `schema.py`, a reader, its call in `_read_sheets` below.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from allocator.intake import (
    candidates,
    crosscheck,
    exams,
    kin_checks,
    names,
    policy,
    posts,
    rooms,
    sites,
    staff,
    staff_checks,
    tickets,
    ties,
)
from allocator.intake.columns import Sheet
from allocator.intake.files import gather, labels
from allocator.intake.reading import tell_unread, to_table
from allocator.intake.schema import SHEETS
from allocator.intake.sink import Sink
from allocator.intake.tables import RawSheet, Table
from allocator.intake.workbook import read_file
from allocator.models.domain.exam import Inputs, Need
from allocator.models.rules.duty import BY_HAND, not_arranged
from allocator.progress import Silent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from allocator.models.domain.exam import Candidate
    from allocator.models.domain.findings import Issue
    from allocator.models.domain.policy import Policy
    from allocator.progress import Progress


_UNKNOWN_LISTED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCount:
    """How many data rows of a sheet were read; `read` is `accepted` + `rejected`."""

    file: str
    sheet: str
    read: int
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What reading came to."""

    inputs: Inputs | None
    """None when there is any 错误."""
    issues: tuple[Issue, ...]
    counts: tuple[SheetCount, ...]
    """One for each sheet that was used, in the order of reading."""
    files: tuple[Path, ...]


def load(
    paths: Sequence[Path],
    *,
    password: Callable[[Path], str | None] | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Read files and folders; nothing is raised for bad input, it is all in `issues`.

    `password` is asked for each workbook that has a password to open; None gives up on it.
    """
    shown = progress if progress is not None else Silent()
    sink = Sink()
    files = gather(paths, sink)
    called = labels(files)
    tables: dict[str, list[Table]] = defaultdict(list)
    every: list[Table] = []
    lost = _Lost(set(), [], [])
    shown.start("读取文件", len(files))
    for path in files:
        sheets = read_file(path, called[path], sink, password)
        if not sheets:
            lost.files.append(called[path])
        found = [to_table(raw, sink) for raw in sheets]
        read = [one for one in found if isinstance(one, Table)]
        every += read
        lost.sheets.update(one.key for one in found if isinstance(one, Sheet))
        unknown = [one for one in found if isinstance(one, RawSheet)]
        lost.unknown.extend(unknown)
        if unknown and not any(isinstance(one, Table | Sheet) for one in found):
            named = tell_unread(called[path], unknown, sink)
            lost.sheets.update([named.key] if named is not None else [])
        shown.advance()
    for table in every:
        tables[table.spec.key].append(table)
    shown.finish()
    shown.start("检查数据", len(SHEETS))
    _tell_missing(tables, lost, sink)
    inputs = _read_sheets(tables, {called[path]: path.parent for path in files}, sink, shown)
    shown.finish()
    return Intake(
        inputs=None if sink.has_errors() else inputs,
        issues=sink.issues(_order(every)),
        counts=_counts(every, sink),
        files=files,
    )


def _order(tables: Sequence[Table]) -> dict[tuple[str, str], int]:
    """Rank sheets as `SHEETS` lists them; file "" is that of sheets that are missing."""
    ranks = {spec.key: rank for rank, spec in enumerate(SHEETS)}
    order = {("", spec.name): rank for rank, spec in enumerate(SHEETS)}
    return order | {(table.file, table.sheet): ranks[table.spec.key] for table in tables}


class _Lost(NamedTuple):
    """What was there and could not be read; it was told."""

    sheets: set[str]
    """Keys of sheets whose header was not found."""
    files: list[str]
    unknown: list[RawSheet]


def _tell_missing(tables: Mapping[str, Sequence[Table]], lost: _Lost, sink: Sink) -> None:
    """Tell of required sheets that are not there, or have no rows."""
    unread = f"{'、'.join(lost.files)} 没有读出，这张表可能在其中；否则" if lost.files else ""
    unknown = "、".join(f"{raw.file}“{raw.name}”" for raw in lost.unknown[:_UNKNOWN_LISTED])
    for spec in SHEETS:
        if not spec.required or (spec.key in lost.sheets and not tables.get(spec.key)):
            continue
        found = tables.get(spec.key, ())
        headers = "、".join(column.header for column in spec.columns if column.required)
        if not found:
            message = f"缺少工作表“{spec.name}”。"
            there = (
                f"没有认出的工作表有 {unknown}，是它的请改名为“{spec.name}”；" if unknown else ""
            )
            cure = f"{unread}{there}请加上这张表，至少有列：{headers}。"
            sink.report("sheet-missing", message, cure, sheet=spec.name)
        elif not any(map(len, found)):
            message = f"工作表“{spec.name}”没有数据行。"
            sink.report("sheet-empty", message, "请在表头下面填写数据。", file=found[0].file,
                        sheet=found[0].sheet, row=found[0].header_row)  # fmt: skip


def _read_sheets(
    tables: Mapping[str, Sequence[Table]],
    folders: Mapping[str, Path],
    sink: Sink,
    progress: Progress,
) -> Inputs:
    def of(key: str) -> Sequence[Table]:
        progress.advance()
        return tables.get(key, ())

    book = exams.read(of("exams"), sink)
    settings = policy.read(of("policy"), book, sink)
    placed, known = sites.read(of("sites"), settings.spare_rooms(), sink)
    found_rooms = rooms.read_rooms(of("rooms"), book, known, sink)
    entries, rows = candidates.read(of("candidates"), book, known, sink)
    crew = staff.read_staff(of("staff"), book, known, sink)
    members = [entry.member for entry in crew.entries]
    people = ties.People(
        (entry.candidate for entry in entries),
        members,
        (*tables.get("candidates", ()), *tables.get("staff", ())),
    )
    kin = ties.read_kin(of("kin"), people, sink)
    inputs = Inputs(
        papers=book.papers,
        candidates=_in_force([entry.candidate for entry in entries], settings.policy),
        sites=tuple(item.site for item in placed),
        rooms=tuple(found_rooms),
        staff=tuple(members),
        kin_ties=tuple(row.tie for row in kin),
        other_ties=tuple(ties.read_other(of("other"), people, sink)),
        post_needs=tuple(posts.read_posts(of("posts"), book, known, sink)),
        duty_needs=tuple(posts.read_duties(of("duties"), known, sink)),
        policy=settings.policy,
    )
    crosscheck.people(rows, sink)
    kin_checks.check(kin, entries, members, sink)
    names.check((*rows, *crew.rows), kin, sink)
    crosscheck.photos(entries, folders, sink)
    if found_rooms and tables.get("sites"):
        crosscheck.places(placed, found_rooms, sink)
        crosscheck.capacity(entries, book, found_rooms, settings.policy.standard_size, sink)
    tickets.check(settings, book, placed, sink)
    _tell_duties(tables.get("duties", ()), sink)
    _tell_no_duties(tables, sink)
    staff_checks.check(crew.entries, tables.get("staff", ()), tables.get("posts", ()), inputs, sink)
    return inputs


def _tell_duties(tables: Sequence[Table], sink: Sink) -> None:
    """Tell once that nothing is made of the rows of 值守."""
    filled = [table for table in tables if len(table)]
    if filled:
        first = filled[0]
        sink.report("duty-not-arranged", not_arranged(sum(map(len, filled))), BY_HAND,
                    file=first.file, sheet=first.sheet, row=first.header_row,
                    column=first.header("task"))  # fmt: skip


def _tell_no_duties(tables: Mapping[str, Sequence[Table]], sink: Sink) -> None:
    if any(map(len, tables.get("staff", ()))) and not any(map(len, tables.get("duties", ()))):
        message = "没有“值守”任务。"
        cure = "本版本也不编排值守；卷库值守、值班电话、押运等请人工安排。"
        sink.report("duty-none", message, cure, sheet="值守")


def _in_force(candidates: Sequence[Candidate], policy: Policy) -> tuple[Candidate, ...]:
    """Return candidates without the needs and sites of rules that 参数 switches off."""
    if not policy.is_on("SEAT-NEEDS"):
        candidates = [replace(who, need=Need()) for who in candidates]
    if not policy.is_on("SEAT-SITE"):
        candidates = [replace(who, site="") for who in candidates]
    return tuple(candidates)


def _counts(tables: Sequence[Table], sink: Sink) -> tuple[SheetCount, ...]:
    """Count a row as rejected when it has an 错误; all rows where the sheet itself has one."""
    counts = []
    for table in tables:
        wrong = sink.refused(table.file, table.sheet)
        whole = 0 in wrong or table.header_row in wrong
        rejected = len(table) if whole else sum(row in wrong for row in table.rows)
        counts.append(
            SheetCount(
                file=table.file,
                sheet=table.sheet,
                read=len(table),
                accepted=len(table) - rejected,
                rejected=rejected,
            )
        )
    return tuple(counts)
