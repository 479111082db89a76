"""Record and documents of an amendment: only what changes is written, and told.

Everything is made in folders in the making; what comes out as it was published stays untouched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from zipfile import ZipFile, is_zipfile

from allocator.errors import InfeasibleError, InputError
from allocator.models.domain.amendments import CANDIDATES
from allocator.models.domain.findings import Clash
from allocator.pipeline.amend_request import refuse_fixed
from allocator.pipeline.amendment_paper import paper_name, paper_of
from allocator.pipeline.listing import keep_changed, list_amendment
from allocator.pipeline.marking import marks_of
from allocator.pipeline.rehearsing import rehearse_again
from allocator.publish import FLAT_TABLE
from allocator.reporting.marks import amended_mark, mark_of
from allocator.reporting.text import folder_name
from allocator.verdict import COMPLIANCE, audit_exported, refuse_broken

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from allocator.models.domain.day_draws import Resilience, SiteSheet
    from allocator.models.domain.staffing import Recusal
    from allocator.pipeline.amended_state import Next, State
    from allocator.progress import Progress
    from allocator.publish import Addition
    from allocator.reporting.flat_table import MoreSheet
    from allocator.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written of an amendment."""

    result: str
    """Digest of its file in the record."""
    documents: tuple[str, ...]
    """Paths below the output of what is to be printed again, sorted."""
    rehearsed: int
    verdict: Verdict


def write_changed(
    staging: Addition,
    output: Path,
    record: Path,
    state: State,
    after: Next,
    folders: Sequence[Path],
    *,
    jobs: int,
    progress: Progress,
) -> Written:
    """Write what an amendment changes, audited with all the rest.

    `folders`: where photos are looked for. Raises `LimitError` where a site whose sheet changes has
    drawn already, or holds a pack, `InputError` where photos are not found that were there, and
    `AuditError` where a must rule would be broken.
    """
    from allocator.record.amendments import write_amendment
    from allocator.record.recompute import write_recompute
    from allocator.record.staff_store import write_resilience, write_sheets
    from allocator.record.store import read_claims
    from allocator.reporting.amendment_sheet import write

    sheets = changed_sheets(record, after)
    for sheet in sheets:
        if sheet.site in after.amendment.fixed:
            refuse_fixed(sheet.site)
    _refuse_unworkable(after, sheets)
    result = write_amendment(staging.record, after.amendment)
    write_recompute(staging.record)
    resilience: tuple[Resilience, ...] = ()
    if after.staff is not None:
        resilience = _resilience(record, after, sheets, jobs, progress)
        write_sheets(staging.record, sheets)
        write_resilience(staging.record, resilience)
    claims = read_claims(record)
    export = partial(_export, staging.output, record, state, after, resilience, folders,
                     jobs=jobs, progress=progress)  # fmt: skip
    # With the marks that they bear, so that what does not change comes out as it was published.
    earlier = marks_of(record)
    export(marks=earlier)
    documents = keep_changed(staging.output, record)
    _refuse_lost_photos(staging.output, output, documents)
    number = after.amendment.number
    mark = amended_mark(number, result)
    export(marks={**earlier, **dict.fromkeys(documents, mark)}, only=documents)
    paper = paper_of(state, after, documents, full_ids=claims.full_ids)
    write(paper, staging.output / paper_name(number))
    list_amendment(staging.output, staging.record, number)
    rehearsals = rehearse_again(sheets, record, staging.output, staging.record)
    whole, whole_record = staging.whole(COMPLIANCE)
    verdict = audit_exported(whole, whole_record, after.inputs, claims, jobs, progress)
    refuse_broken(verdict.reports)
    verdict.write(staging.output)
    return Written(result=result, documents=documents, rehearsed=len(rehearsals), verdict=verdict)


def changed_sheets(record: Path, after: Next) -> tuple[SiteSheet, ...]:
    """Return the sheets of sites that are not as the record has them."""
    from allocator.record.canonical import canonical_bytes
    from allocator.record.staff_store import read_sheet, read_staff_claims

    if after.staff is None or after.known is None:
        return ()
    made = after.known.maker.make(after.staff.posts, read_staff_claims(record).digest)
    return tuple(
        sheet for sheet in made if canonical_bytes(sheet) != read_sheet(record, sheet.site)[1]
    )


def _refuse_unworkable(after: Next, sheets: Sequence[SiteSheet]) -> None:
    """Refuse corrections by which the draw of a site could not be finished any more."""
    from allocator.pipeline.moving_people import Workable

    if after.staff is None or after.known is None:
        return
    workable = Workable(after.known, after.staff.posting, frozenset())
    for sheet in sheets:
        if not workable(after.staff.posts, frozenset({sheet.site})):
            clash = Clash(
                rule="DRAW-DAY",
                cause=f"变更后考点 {sheet.site} 的人员排不成当日抽签（亲属关系或回避）",
                demand=1, supply=0,
                cure="请核对更正的证件号码；或用 --out 让有关人员退出，由他人接替",
            )  # fmt: skip
            raise InfeasibleError("变更后有考点排不成当日抽签，没有变更", [clash])


def _refuse_lost_photos(made: Path, output: Path, documents: Sequence[str]) -> None:
    """Raise `InputError` where a document would lose photos that it was published with."""
    for place in documents:
        if _pictures(made / place) < _pictures(output / place):
            raise InputError(
                f"{place} 原来印有照片，这次没有找到全部照片，没有变更。"
                "请把照片放在给出的名单旁边（与编排时一样）后重新运行。"
            )


def _pictures(path: Path) -> int:
    if not path.is_file() or not is_zipfile(path):
        return 0
    with ZipFile(path) as book:
        return sum(name.startswith("xl/media/") for name in book.namelist())


def _resilience(
    record: Path, after: Next, sheets: Sequence[SiteSheet], jobs: int, progress: Progress
) -> tuple[Resilience, ...]:
    """Return what every draw bears: of the sheets that change proven anew."""
    from allocator.pipeline.staffing import prove_draws
    from allocator.record.staff_store import read_staff, read_staff_claims

    assert after.staff is not None
    claims = read_staff_claims(record)
    proven = prove_draws(
        sheets, after.staff.posting.turns, claims.seed, claims.digest, jobs, progress
    )
    new = {(one.site, one.turn): one for one in proven}
    known = read_staff(record).resilience
    return tuple(new.get((one.site, one.turn), one) for one in known)


def _leave_others(output: Path, state: State, after: Next) -> None:
    """Take away documents of sites where nobody sits whose facts were put right."""
    keys = {one.key for one in after.amendment.corrections if one.sheet == CANDIDATES}
    people, rooms = after.inputs.candidates, state.plan.open_rooms
    sites = {
        rooms[seat.open_room].room.site
        for seat in state.seating.seats
        if people[seat.candidate].registration in keys
    }
    for site in after.inputs.sites:
        if site.code not in sites:
            for path in (output / folder_name(site.code, site.name)).glob("*.xlsx"):
                path.unlink()


def _export(
    output: Path,
    record: Path,
    state: State,
    after: Next,
    resilience: tuple[Resilience, ...],
    folders: Sequence[Path],
    *,
    jobs: int,
    progress: Progress,
    marks: Mapping[str, str],
    only: Collection[str] | None = None,
) -> None:
    """Write the documents that may have changed, or `only` some; `marks` as in `BookView`."""
    from allocator.record.staff_store import read_staff_claims
    from allocator.record.store import read_claims
    from allocator.reporting.build import Builder
    from allocator.reporting.export import export, write_flat
    from allocator.reporting.staff_export import export_staff, sheets
    from allocator.solvers.staff.places import printed_scopes

    inputs, staff, known, claims = after.inputs, after.staff, after.known, read_claims(record)
    mark = mark_of(claims.result_digest)
    more: tuple[MoreSheet, ...] = ()
    scopes: Mapping[Recusal, str] = {}
    if staff is not None and known is not None:
        scopes = printed_scopes(staff.recusals, known.rooms)
        more = sheets(inputs, staff.posting, staff.posts, staff.recusals, scopes)
    if any(one.sheet == CANDIDATES for one in after.amendment.corrections):
        book = export(
            inputs, state.plan, state.seating, output, mark=mark, full_ids=claims.full_ids,
            jobs=jobs, progress=progress, photo_folders=folders, more_sheets=more, marks=marks,
            only=only,
        )  # fmt: skip
        _leave_others(output, state, after)
    else:
        # What says nothing of the staff stays as it is, photos and all.
        builder = Builder(inputs, state.plan, state.seating, mark=mark, marks=marks, only=only,
                          full_ids=claims.full_ids)  # fmt: skip
        write_flat(builder, output / FLAT_TABLE, more)
        book = builder.book
    if staff is not None and known is not None:
        export_staff(
            inputs, staff.posting, staff.posts, staff.recusals, scopes, resilience,
            replace(book, mark=mark_of(read_staff_claims(record).result_digest)), output, progress,
        )  # fmt: skip
