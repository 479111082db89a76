"""Recusal on duty: who may not be near the papers of an exam, or at work on its days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.duty.needs import REGION, Kind
from allocator.audit.duty.people import hands, turns
from allocator.audit.duty.tables import HANDOVERS
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
        name = f"考点 {hand.site} {hand.time:%m-%d %H:%M} 试卷交接"
        job = Job(hand.site, Span(hand.time, hand.time), True, name, duty.at(HANDOVERS, hand.line))
        found.setdefault(hand.staff, []).append(job)
    return found


def on_duty_though_recused(
    rule: str, why: str, barred: Iterable[tuple[str, str]], book: Exported, inputs: Inputs
) -> Iterator[Finding]:
    """Yield the jobs of people (工号) recused from an exam with its papers, or on its days.

    Where there is but one exam in the workbook, all work is work for it.
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
    for staff, exam in barred:
        for job in jobs.get(staff, ()):
            there = job.place == REGION or (exam, job.place) in held
            if job.papers and exam in on_paper and there:
                where = "接触该考试的试卷"
            elif any(_touches(job.span, day) for day in days.get(exam, ())):
                where = "当天有该考试"
            elif len(exams) == 1:
                where = "只有这一项考试"
            else:
                continue
            message = f"工号 {staff} {why}考试 {exam}，不得{job.name}：{where}"
            yield Finding(rule=rule, place=job.at, message=message)


def _touches(span: Span, day: date) -> bool:
    """Return whether a job takes some of a day; one that ends at midnight takes none of the next.

    A hand-over takes a moment.
    """
    last = max(span.start, span.end - timedelta(microseconds=1))
    return span.start.date() <= day <= last.date()


def duty_at_site_of(
    rule: str, staff: str, registration: str, site: str, jobs: Mapping[str, list[Job]]
) -> Iterator[Finding]:
    """Yield the jobs of somebody at the site of a candidate whom he must avoid there."""
    for job in jobs.get(staff, ()):
        if job.place == site:
            message = f"工号 {staff} 与报名序号 {registration} 申报了考点范围的回避，不得{job.name}"
            yield Finding(rule=rule, place=job.at, message=message)
