"""Writes the documents of a record that are missing once more, just as they were published.

Documents are not backed up: they follow from the record. What is there is never touched, and what
would come out otherwise than it was published is not written but told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.pipeline.listing import contents_borne
from allocator.pipeline.recording import opened_alone
from allocator.publish import FLAT_TABLE, added
from allocator.reporting.marks import mark_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.pipeline.telling import Password
    from allocator.pipeline.verification.documents import Source
    from allocator.progress import Progress
    from allocator.record.documents import Listed
    from allocator.record.ledger import Ledger

REWRITTEN = "补写文书"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """What was written of a record."""

    documents: tuple[str, ...]
    """Paths below the folder of documents, sorted."""
    left: tuple[str, ...]
    """Missing ones that come out otherwise than they were published, so that they were not."""
    photos: int
    """Candidates with a photo, where no roster was given beside which it could lie."""
    versions: tuple[str, ...]
    """Of the program that published the documents."""


def rewrite(
    paths: Sequence[Path],
    output: Path,
    record: Path,
    *,
    time: str,
    jobs: int,
    password: Password,
    progress: Progress,
) -> Rewritten:
    """Write what is missing of the documents of a record, and log how many they were.

    `paths`: the roster that was arranged, beside which photos lie; empty: there are none. Raises
    `NotDrawnError` before the draw, `AuditError` for a roster that is another one, and as
    `open_record` does.
    """
    from allocator.pipeline.days import VOID
    from allocator.pipeline.freezing import photos_named
    from allocator.pipeline.verification.published import source_of
    from allocator.record import ledger
    from allocator.record.ceremony import refuse_undrawn
    from allocator.record.clock import timed
    from allocator.record.documents import read_published

    with added(output, record, existing=True) as staging:
        opened = opened_alone(output, record)
        refuse_undrawn(opened)
        source = source_of(record, opened)
        folders = _folders(paths, source, output, password, progress)
        made = staging.elsewhere / "文书"
        made.mkdir()
        published = read_published(record, VOID)
        missing = [
            place for place in (*published.files, FLAT_TABLE) if not (output / place).exists()
        ]
        _write_all(source, opened, record, made, folders, missing, jobs, progress)
        done, left = [], []
        for path in sorted(found for found in made.rglob("*") if found.is_file()):
            place = path.relative_to(made).as_posix()
            if (output / place).exists():
                continue
            if not _as_published(path, published.files.get(place), source):
                left.append(place)
                continue
            target = staging.output / place
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
            done.append(place)
        if done:
            facts = {"files": len(done), **timed(opened.entries, time)}
            ledger.propose(staging.record, record, REWRITTEN, facts)
            staging.publish()
            ledger.settle(record)
    return Rewritten(
        documents=tuple(done),
        left=tuple(left),
        photos=0 if folders else photos_named(source.inputs),
        versions=tuple(sorted(published.versions)),
    )


def _folders(
    paths: Sequence[Path], source: Source, output: Path, password: Password, progress: Progress
) -> Sequence[Path]:
    """Return where photos are looked for, after a look whether it is the roster that was drawn."""
    if not paths:
        return ()
    from allocator.errors import InputError
    from allocator.intake.load import load
    from allocator.pipeline.comparing import refuse_other_inputs

    intake = load(paths, password=password, progress=progress)
    if intake.inputs is None:
        raise InputError("给出的名单有错误，没有补写文书。请给出编排时的名单。", intake.issues)
    refuse_other_inputs(source.inputs, intake.inputs)
    return sorted({path.parent for path in intake.files})


def _write_all(
    source: Source,
    opened: Ledger,
    record: Path,
    made: Path,
    folders: Sequence[Path],
    only: Sequence[str],
    jobs: int,
    progress: Progress,
) -> None:
    """Write the documents of a record into an empty folder, but for 合规审查报告.

    Of seats and posts `only` those of these paths, for they take the time.
    """
    from allocator.pipeline.amendment_paper import paper_name
    from allocator.pipeline.announcing import announce
    from allocator.pipeline.verification.witnesses import write_seats_again
    from allocator.record.ceremony import proposal_of
    from allocator.reporting.amendment_sheet import write as write_paper
    from allocator.reporting.export import export
    from allocator.reporting.staff_export import export_staff, sheets

    inputs, staff = source.inputs, source.staff
    book = export(
        inputs, source.plan, source.seating, made, mark=mark_of(source.claims.result_digest),
        full_ids=source.claims.full_ids, jobs=jobs, progress=progress, photo_folders=folders,
        photos_assumed=not folders, marks=source.marks, only=only,
        more_sheets=() if staff is None
        else sheets(inputs, staff.posting, staff.posts, staff.recusals, staff.scopes),
    )  # fmt: skip
    write_seats_again(opened, source.claims, made, title=book.title)
    if staff is not None:
        export_staff(inputs, staff.posting, staff.posts, staff.recusals, staff.scopes,
                     staff.resilience, book.marked(staff.mark), made, progress)  # fmt: skip
        _write_days(opened, record, made)
    for paper in source.papers:
        write_paper(paper, made / paper_name(paper.number))
    if (proposal := proposal_of(opened)) is not None:
        announce(made, inputs, proposal.digest, proposal.sm3, proposal.number)


def _write_days(opened: Ledger, record: Path, made: Path) -> None:
    """Write the documents of every draw of the day, where they lie."""
    from allocator.pipeline.days import write_documents
    from allocator.pipeline.verification.day_documents import folder_of_day
    from allocator.pipeline.verification.witnesses import days_made
    from allocator.pipeline.witnessing import witness_day
    from allocator.record.day_store import read_days
    from allocator.record.staff_store import read_sheet, sites_with_sheets

    how = days_made(opened)
    for code in sites_with_sheets(record):
        sheet, _ = read_sheet(record, code)
        for rehearsals in (False, True):
            days = read_days(record, sheet.site, rehearsals=rehearsals)
            last = {day.session: day.number for day in days}
            for day in days:
                folder = made / folder_of_day(sheet, day, last[day.session])
                turns = [turn.turn.name for turn in sheet.turns]
                write_documents(sheet, turns.index(day.session), day, folder)
                if not day.rehearsal:
                    told = how[day.site, day.session, day.number]
                    witness_day(sheet, day, folder, told.halves, time=told.time)


def _as_published(path: Path, listed: Listed | None, source: Source) -> bool:
    """Return whether a document is the one that was published, photos included.

    What no list has (抽签见证单, 封存摘要) is made of the log alone.
    """
    from allocator.record.documents import sha256_of

    if listed is None or listed.digest == sha256_of(path):
        return True
    pictured = path.name.startswith("考场座次表") and any(w.photo for w in source.inputs.candidates)
    flat = path.name == FLAT_TABLE
    return not (pictured or flat) and contents_borne(path) == listed.contents
