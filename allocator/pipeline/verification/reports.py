"""合规审查报告, held against the same audit made again."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.cells import Unreadable, sheets, text
from allocator.pipeline.listing import contents_borne
from allocator.pipeline.verification.books import Books, compare_books, contents_of
from allocator.pipeline.verification.documents import TEMPORARY
from allocator.pipeline.verification.earlier import earlier_draws
from allocator.pipeline.verification.tables import Difference
from allocator.verdict import AUDITED, COMPLIANCE, audit_exported, audited_draws

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
    """What a report says it is about, and where."""

    sheet: str
    row: int
    draws: str


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
    `entries`, never had are told.
    """
    there = output / COMPLIANCE
    said = _draws_of(there) if there.is_file() else _NOTHING
    if said.draws not in ("", audited_draws(claims, record)):
        earlier = earlier_draws(entries, record)
        if earlier.holds(said.draws):
            return ReportDone(_as_made(there, earlier.said(said.draws)), stale=True)
        return ReportDone(_as_made(there, ()).plus(Books((_never(said),))))
    verdict = audit_exported(output, record, inputs, claims, jobs, progress)
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
        f"{AUDITED}“{said.draws}”从来不是这份记录的抽签，这份报告不是据此记录作出的，或已被改动；"
        "请用 allocator audit 重新审查"
    )
    return Difference(COMPLIANCE, said.sheet, said.row, "", AUDITED, "", said.draws, words)


def _draws_of(path: Path) -> _Said:
    """Return which draws a report says it is about; blank where it does not say."""
    try:
        for name, rows in sheets(path):
            for line, row in enumerate(rows, start=1):
                cells = [text(cell) for cell in row]
                if AUDITED in cells[:-1]:
                    return _Said(name, line, cells[cells.index(AUDITED) + 1])
    except Unreadable:
        return _NOTHING
    return _NOTHING
