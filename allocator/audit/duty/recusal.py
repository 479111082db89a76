"""Recusal on duty: who may not be near the papers of an exam, or at work on its days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.duty.needs import Kind, asked, where
from allocator.audit.duty.people import hands, turns, working_pairs
from allocator.audit.duty.tables import HANDOVERS, REGION
from allocator.audit.plain import Span, once
from allocator.models.domain.exam import Form
from allocator.models.domain.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from allocator.audit.exported import Exported
    from allocator.models.domain.exam import Inputs

_WITH_PAPERS = (Kind.VAULT, Kind.TRIP, Kind.SORTING)


class Job(NamedTuple):
    """Something that somebody does on duty: a watch, a trip or a hand-over."""

    place: str
    span: Span
    papers: bool
    """Whether papers of an exam are in his hands or before his eyes."""
    name: str
    at: str
    """Place of a finding."""


def jobs_of(book: Exported, inputs: Inputs) -> dict[str, list[Job]]:
    """Return what everybody does on duty, by 工号, watches and trips first."""
    return once(book, inputs, "jobs on duty", lambda: _jobs(book, inputs))


def _jobs(book: Exported, inputs: Inputs) -> dict[str, list[Job]]:
    duty = book.duty
    found: dict[str, list[Job]] = {}
    if duty is None:
        return found
    for staff, mine in turns(book, inputs).items():
        found[staff] = [
            Job(turn.place, turn.span, turn.kind in _WITH_PAPERS, turn.name,
                duty.at(turn.sheet, turn.line))
            for turn in mine
        ]  # fmt: skip
    for hand in hands(book):
        name = f"{where(hand.site)} {hand.time:%m-%d %H:%M} 试卷交接"
        job = Job(hand.site, Span(hand.time, hand.time), True, name, duty.at(HANDOVERS, hand.line))
        found.setdefault(hand.staff, []).append(job)
    return found


def on_duty_though_recused(
    rule: str, why: str, barred: Iterable[tuple[str, str]], book: Exported, inputs: Inputs
) -> Iterator[Finding]:
    """Yield the jobs of people (工号) recused from an exam with its papers, or on its days.

    Papers of an exam are about while the 卷库 is watched for it: in the rows of sheet 值守 that
    hold a session of it; without such a row, always. Where there is but one exam in the workbook,
    all work is work for it.
    """
    jobs = jobs_of(book, inputs)
    if not jobs:
        return
    exams = {paper.exam for paper in inputs.papers}
    held = {(row.exam, row.site) for row in book.room_rows}
    on_paper = {paper.exam for paper in inputs.papers if paper.form is Form.PAPER}
    days: dict[str, set[date]] = {exam: set() for exam in exams}
    for paper in inputs.papers:
        days[paper.exam].add(paper.start.date())
    kept = _papers_kept(inputs)
    for staff, exam in barred:
        for job in jobs.get(staff, ()):
            there = job.place == REGION or (exam, job.place) in held
            about = exam not in kept or any(_meet(job.span, span) for span in kept[exam])
            if job.papers and exam in on_paper and there and about:
                reason = "会接触该考试的试卷"
            elif any(_touches(job.span, day) for day in days.get(exam, ())):
                reason = "当天有该考试"
            elif len(exams) == 1:
                reason = "只有这一项考试"
            else:
                continue
            message = f"工号 {staff} {why}（考试 {exam}），不得{job.name}：{reason}"
            yield Finding(rule=rule, place=job.at, message=message)


def _papers_kept(inputs: Inputs) -> dict[str, list[Span]]:
    """Return when papers of each exam are in a 卷库, as far as sheet 值守 tells."""
    watched = [Span(need.start, need.end) for need in asked(inputs, Kind.VAULT)]
    found: dict[str, list[Span]] = {}
    for paper in inputs.papers:
        held = Span(paper.start, paper.end)
        found.setdefault(paper.exam, []).extend(
            span for span in watched if span.overlaps(held)
        )  # fmt: skip
    return {exam: spans for exam, spans in found.items() if spans}


def _meet(one: Span, other: Span) -> bool:
    """Return whether two stretches have a moment in common, be it the last of one of them."""
    return one.start <= other.end and other.start <= one.end


def _touches(span: Span, day: date) -> bool:
    """Return whether a job takes some of a day; one that ends at midnight takes none of the next.

    A hand-over takes a moment.
    """
    last = max(span.start, span.end - timedelta(microseconds=1))
    return span.start.date() <= day <= last.date()


def kept_apart_on_duty(
    rule: str, pairs: Iterable[tuple[str, str, str]], book: Exported, inputs: Inputs
) -> Iterator[Finding]:
    """Yield the pairs (工号 ascending, 范围) with a declared interest who share a watch or vehicle.

    Nobody is nearer to another at work, whatever the 范围; that of the exam is told by itself.
    """
    scopes = {(one, other): scope for one, other, scope in pairs if scope != "考试"}
    for one, other in working_pairs(book, inputs) if scopes else ():
        key = (min(one.staff, other.staff), max(one.staff, other.staff))
        if key in scopes and book.duty is not None:
            words = (
                f"{other.name}：工号 {one.staff} 与 {other.staff} "
                f"申报了{scopes[key]}范围的回避，不得同班、同车"
            )
            yield Finding(rule=rule, place=book.duty.at(other.sheet, other.line), message=words)


def duty_at_site_of(
    rule: str, staff: str, registration: str, site: str, jobs: Mapping[str, list[Job]]
) -> Iterator[Finding]:
    """Yield the jobs of somebody at the site of a candidate whom he must avoid there."""
    for job in jobs.get(staff, ()):
        if job.place == site:
            message = f"工号 {staff} 与报名序号 {registration} 申报了考点范围的回避，不得{job.name}"
            yield Finding(rule=rule, place=job.at, message=message)
