"""Posts for an arrangement made before: the same staffing as in a run, added to what is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError, InputError, LimitError
from allocator.pipeline.acts import announce_posts, posts_facts
from allocator.pipeline.listing import list_posts, reports_made
from allocator.pipeline.persons import refuse_one_person, refuse_recused_planners
from allocator.pipeline.recording import opened_alone
from allocator.pipeline.rehearsing import rehearse
from allocator.pipeline.staff_result import summarise
from allocator.pipeline.staffing import post_staff, publish_staff, staff_sheets
from allocator.pipeline.telling import POSTING, explain, withdraw
from allocator.pipeline.wording import refuse_unseen
from allocator.publish import FLAT_TABLE, added
from allocator.verdict import COMPLIANCE, audit_exported, refuse_broken

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.models.domain.findings import RuleReport
    from allocator.pipeline.arrangement import Options
    from allocator.pipeline.staff_result import StaffResult
    from allocator.progress import Progress
    from allocator.record.day_store import DayRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsResult:
    """What posting has to say."""

    output: Path
    seed: str
    digest: str
    """Digest of the record of posts."""
    staff: StaffResult
    duties: int
    """Rows of 值守, which nothing arranges."""
    reports: tuple[RuleReport, ...]


def post(output: Path, record: Path, options: Options, progress: Progress) -> PostsResult:
    """Recuse and post the staff of a recorded arrangement; publish their documents with it.

    Raises `LimitError` where there are posts already, `InputError` where there is no staff, and
    `InfeasibleError` (before it, 无解说明 was written) where there are not the people.
    """
    from allocator.record import ledger
    from allocator.record.ceremony import POSTS
    from allocator.record.clock import refuse_clock
    from allocator.record.staff_store import read_seat_bytes
    from allocator.record.store import read_arrangement, read_claims
    from allocator.reporting.build import Builder
    from allocator.reporting.export import write_flat
    from allocator.reporting.marks import mark_of

    refuse_unseen(options.seed)
    with added(output, record, existing=True) as staging:
        opened = opened_alone(output, record)
        claims = read_claims(record)
        _refuse_again(record, output)
        refuse_clock(opened.entries, options.time)
        inputs, plan, seating = read_arrangement(record)
        if not inputs.staff:
            raise InputError(
                "编排时的输入没有工作人员名单，无法安排岗位。请在工作簿的“工作人员”表填写后，"
                "用 allocator run 重新编排（加 --replace、--reason，旧结果会保留在旁边）。"
            )
        try:
            refuse_recused_planners(inputs, options.operator, options.reviewer)
            refuse_one_person(inputs, options.operator, options.reviewer)
            announce_posts(opened, inputs, claims, options)
            staffing = post_staff(
                inputs, plan, seating, read_seat_bytes(record),
                seed=options.seed, jobs=options.jobs, progress=progress,
            )  # fmt: skip
        except InfeasibleError as error:
            explain(error, staging, POSTING)
            raise
        builder = Builder(
            inputs, plan, seating,
            mark=mark_of(claims.result_digest), full_ids=claims.full_ids,
        )  # fmt: skip
        write_flat(builder, staging.output / FLAT_TABLE, staff_sheets(inputs, staffing))
        publish_staff(
            staging.output, staging.record, inputs, staffing, builder.book, progress,
            operator=options.operator, reviewer=options.reviewer,
        )  # fmt: skip
        rehearsals: tuple[DayRecord, ...] = ()
        if options.rehearse:
            rehearsals = rehearse(
                staffing.sheets, staging.output, staging.record,
                seed=options.seed, jobs=options.jobs, progress=progress,
            )  # fmt: skip
        whole, whole_record = staging.whole(COMPLIANCE)
        verdict = audit_exported(whole, whole_record, inputs, claims, options.jobs, progress)
        refuse_broken(verdict.reports)
        verdict.write(staging.output)
        list_posts(staging.output, staging.record)
        reports = reports_made(verdict, staging.output)
        facts = posts_facts(inputs, staffing, options, len(rehearsals), reports)
        ledger.propose(staging.record, record, POSTS, facts)
        staging.publish()
        ledger.settle(record)
    withdraw(output, POSTING)
    return PostsResult(
        output=output,
        seed=options.seed,
        digest=staffing.frozen.digest,
        staff=summarise(staffing, rehearsals),
        duties=len(inputs.duty_needs),
        reports=verdict.reports,
    )


def _refuse_again(record: Path, output: Path) -> None:
    from allocator.record.staff_store import has_staff

    if has_staff(record):
        raise LimitError(
            f"{output} 里已有岗位安排，没有改动。个别人员临时不能到岗，抽签时用 --absent 注明即可；"
            "确要全部重新编排，用 allocator run 加 --replace、--reason（旧结果会保留在旁边）。"
        )
