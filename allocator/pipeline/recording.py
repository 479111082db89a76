"""How the pipeline opens records: cut-short work finished first, then everything checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import AuditError
from allocator.models.rules.duty import ROSTER_BOOK
from allocator.publish import added, caught_up

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from allocator.models.domain.findings import RuleReport
    from allocator.pipeline.verification.tables import Difference
    from allocator.progress import Progress
    from allocator.record.ledger import Ledger

_DRAWN = re.compile(r"监考抽签_(.+)_场次(\d+)\.xlsx")
_AMENDED = re.compile(r"变更单_第(\d+)次\.xlsx")
_VOID = re.compile(r"第(\d+)次")
_POSTED, _STAFF = "岗位安排汇总表.xlsx", "staff.json"


def newer_document(output: Path, names: Collection[str]) -> Path | None:
    """Return a document of a draw that a record with these files knows nothing of, if any.

    Such a record is older than the documents beside it: somebody put an earlier copy back.
    """
    if (output / _POSTED).exists() and _STAFF not in names:
        return output / _POSTED
    for path in sorted(output.glob("变更单_第*次.xlsx")):
        amended = _AMENDED.fullmatch(path.name)
        if amended and f"amendments/{amended[1]}.json" not in names:
            return path
    void = "监考抽签/已作废/第*次/监考抽签_*_场次*.xlsx"
    for path in sorted(
        (*output.glob("*/监考抽签/监考抽签_*_场次*.xlsx"), *output.glob(f"*/{void}"))
    ):
        match, gone = _DRAWN.fullmatch(path.name), _VOID.fullmatch(path.parent.name)
        # A draw that was put aside has a successor in the record.
        number = int(gone[1]) + 1 if gone else 1
        if match:
            site = re.sub(r"[\[\]]", "_", match[1])
            if f"draws/{site}_{match[2]}_{number}.json" not in names:
                return path
    return None


def refuse_older(output: Path, ledger: Ledger) -> None:
    """Raise `AuditError` where a record is older than the documents beside it."""
    path = newer_document(output, ledger.files)
    if path is not None:
        raise AuditError(
            f"记录比文书旧：{path} 的抽签或变更不在 {ledger.folder} 里，记录可能被换成了"
            "较早的一份。请恢复最近的备份（allocator record restore）。"
        )


def opened(output: Path, record: Path) -> Ledger:
    """Return the whole record beside documents in `output`; for commands that only read.

    Raises as `ledger.open_record` does. Commands that write open it inside `publish.added`.
    """
    from allocator.record.ledger import open_record

    caught_up(output, record)
    try:
        found = open_record(record)
        refuse_older(output, found)
    except AuditError as error:
        # Somebody may be publishing at this moment: look again when nobody is.
        try:
            with added(output, record):
                return opened_alone(output, record)
        except OSError:
            raise error from None
    return found


def opened_alone(output: Path, record: Path) -> Ledger:
    """Return the same for a command that writes and holds `publish.added` already."""
    from allocator.record.ledger import open_record

    found = open_record(record)
    refuse_older(output, found)
    return found


def existing(record: Path) -> Ledger | None:
    """Return the record that a command is about to add to; None where there is none yet."""
    from allocator.record.ledger import open_record

    return open_record(record) if record.is_dir() and any(record.iterdir()) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What an audit of a folder found."""

    reports: tuple[RuleReport, ...]
    edited: tuple[Difference, ...]
    """Cells of workbooks that are not what the record makes of them."""
    books: int
    """Workbooks that were held against the record."""
    uncompared: tuple[str, ...]
    """Places of what passes for a document and cannot be compared with it."""
    other_rosters: tuple[str, ...]
    """Places of what passes for the roster of duty by its name, and was not audited."""


def audit_folder(output: Path, record: Path, *, jobs: int, progress: Progress) -> Audited:
    """Audit exported workbooks against their record and write 合规审查报告 anew.

    Raises `NoRecordError` when the record is missing, `NotDrawnError` before the draw, `LimitError`
    when the report cannot be written, `AuditError` when the record was changed.
    """
    from allocator.pipeline.verification.published import compare_published
    from allocator.record.ceremony import refuse_undrawn
    from allocator.record.store import read_claims, read_inputs
    from allocator.verdict import audit_exported

    ledger = opened(output, record)
    refuse_undrawn(ledger)
    inputs, claims = read_inputs(record), read_claims(record)
    compared = compare_published(output, record, ledger, jobs=jobs, progress=progress)
    edited = [(one.file, one.sheet, one.place, one.words) for one in compared.differences]
    verdict = audit_exported(
        output, record, inputs, claims, jobs, progress, rostered=True
    )  # fmt: skip
    # Others may go on while the audit looks: only its report is written alone.
    with added(output, record) as place:
        place.tell(lambda folder: verdict.write(folder, edited))
    return Audited(reports=verdict.reports, edited=compared.differences, books=compared.books,
                   uncompared=compared.uncompared,
                   other_rosters=tuple(_other_rosters(output)))  # fmt: skip


def _other_rosters(output: Path) -> Iterator[str]:
    """Yield the places of workbooks named like the roster of duty, such as 值守安排(1).xlsx."""
    stem = ROSTER_BOOK.partition(".")[0]
    for path in sorted(output.rglob(f"*{stem}*")):
        if (
            path != output / ROSTER_BOOK
            and path.is_file()
            and not path.name.startswith(("~$", "."))
        ):
            yield path.relative_to(output).as_posix()
