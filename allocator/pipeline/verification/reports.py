"""合规审查报告, held against the same audit made again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.cells import Unreadable, sheets, text
from allocator.audit.duty.tables import read_duty_tables
from allocator.pipeline.listing import contents_borne
from allocator.pipeline.verification.books import Books, compare_books, contents_of
from allocator.pipeline.verification.documents import TEMPORARY
from allocator.pipeline.verification.earlier import earlier_draws
from allocator.pipeline.verification.tables import Difference
from allocator.verdict import (
    AUDITED,
    COMPLIANCE,
    NO_ROSTER,
    OF_FILE,
    ROSTERED,
    audit_exported,
    audited_draws,
    roster_named,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.progress import Progress
    from allocator.record.log import LogEntry
    from allocator.record.store import RunClaims


class ReportDone(NamedTuple):
    """What came of it."""

    books: Books
    stale: bool = False
    """The report is of other draws than those of the record: it was not compared."""


class _Said(NamedTuple):
    """What a report says it is about, and where it says which draws."""

    sheet: str
    row: int
    draws: str
    roster: str = NO_ROSTER


_NOTHING = _Said("", 0, "")


def compare_report(
    output: Path,
    record: Path,
    entries: Sequence[LogEntry],
    inputs: Inputs,
    claims: RunClaims,
    jobs: int,
    progress: Progress,
) -> ReportDone:
    """Compare the report in `output` with an audit of the documents there.

    They must be those of the record, or the audit would find what was told already. A report says
    which draws it is about; those after it do not make it false, but it cannot be made again: of
    such a one it is only told whether it was edited since. Draws that the record, whose log is
    `entries`, never had are told; so is a report of another roster of duty than that which lies
    there, but for one made before there was any.
    """
    there = output / COMPLIANCE
    said = _said_by(there) if there.is_file() else _NOTHING
    rostered = said.roster != NO_ROSTER
    there_now = roster_named(output, read_duty_tables(output)) if rostered else NO_ROSTER
    if rostered and said.roster.partition(OF_FILE)[0] != there_now.partition(OF_FILE)[0]:
        return ReportDone(_as_made(there, ()).plus(Books((_other_roster(said),))))
    if said.draws not in ("", audited_draws(claims, record)):
        earlier = earlier_draws(entries, record)
        if earlier.holds(said.draws):
            # What an audit came to with a roster of duty, the log cannot know.
            logged = () if rostered else earlier.said(said.draws)
            return ReportDone(_as_made(there, logged), stale=True)
        return ReportDone(_as_made(there, ()).plus(Books((_never(said),))))
    verdict = audit_exported(
        output, record, inputs, claims, jobs, progress, rostered=rostered
    )  # fmt: skip
    # Its file may have been saved again since.
    verdict = replace(verdict, facts={**verdict.facts, ROSTERED: said.roster})
    with TemporaryDirectory(prefix=TEMPORARY) as name:
        found = []
        # With the sheet that `audit` adds, or without, as before a publication.
        for edited in ((), None):
            verdict.write(Path(name), edited)
            found.append(compare_books(Path(name, COMPLIANCE), there, COMPLIANCE))
    return ReportDone(min(found, key=lambda books: len(books.differences)))


def _as_made(there: Path, logged: Sequence[str]) -> Books:
    """Return whether a report still says what it said when it was made.

    By the digest that it bears, and by those that the log has of its draws, if any.
    """
    contents = contents_of(there)
    words = ""
    if contents_borne(there) != contents:
        words = "内容已被改动，与它自带的内容摘要不符；请用 allocator audit 重新审查"
    elif logged and contents not in logged:
        words = "不是日志记下的、当时的审查结果，或已被改动；请用 allocator audit 重新审查"
    if not words:
        return Books((), 1)
    return Books((Difference(COMPLIANCE, "", 0, "", "", "", "", words),), 1)


def _never(said: _Said) -> Difference:
    words = (
        f"{AUDITED}“{said.draws}”从来不是这份记录（有变更的，最后一次变更以来）的抽签，"
        "这份报告不是据此记录作出的，或已被改动；"
        "请用 allocator audit 重新审查"
    )
    return Difference(COMPLIANCE, said.sheet, said.row, "", AUDITED, "", said.draws, words)


def _other_roster(said: _Said) -> Difference:
    words = (
        f"{ROSTERED}“{said.roster}”与文件夹中的不同：值守安排在审查之后改动过或移走了，"
        "或报告已被改动；请用 allocator audit 重新审查"
    )
    return Difference(COMPLIANCE, said.sheet, 0, "", ROSTERED, "", said.roster, words)


def _said_by(path: Path) -> _Said:
    """Return which draws and roster a report says it is about; blank draws: it does not say."""
    said = _NOTHING
    try:
        for name, rows in sheets(path):
            for line, row in enumerate(rows, start=1):
                cells = [text(cell) for cell in row]
                if AUDITED in cells[:-1] and not said.draws:
                    said = said._replace(sheet=name, row=line, draws=_after(AUDITED, cells))
                if ROSTERED in cells[:-1]:
                    said = said._replace(roster=_after(ROSTERED, cells))
    except Unreadable:
        return _NOTHING
    return said


def _after(name: str, cells: list[str]) -> str:
    return cells[cells.index(name) + 1]
