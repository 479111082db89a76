"""PAPERS: 试卷预定单 agrees with candidates, subjects and rooms to the last copy."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from allocator.audit.bags import needed, rows_wrong, totals_wrong
from allocator.audit.exported import ORDER, SPARE
from allocator.audit.plain import Timetable, report
from allocator.audit.sessions import rooms_by_session
from allocator.audit.sites import missing_documents
from allocator.models.domain.exam import Form
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from allocator.audit.bags import Line
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs


def papers(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Recount rooms, people and bags of every site and paper; reconcile with the roster.

    试卷袋封面, one for each room and paper, must be there.
    """
    due = _due(book, inputs)
    if not due and not book.orders:
        remark = "没有纸笔考试，不预定试卷"
        return RuleReport(rule="PAPERS", checked=0, applies=False, remark=remark)
    sizes = inputs.policy.bag_sizes
    wanted = {key: needed(rooms, sizes) for key, rooms in due.items()}
    findings = rows_wrong(book.orders, wanted)
    findings += totals_wrong(book.totals, wanted, _kinds_of_paper(book, inputs), inputs)
    findings += _unreconciled(book, inputs)
    findings += missing_documents("PAPERS", book, inputs)
    return report("PAPERS", len(due), findings, inputs)


def _kinds_of_paper(book: Exported, inputs: Inputs) -> dict[Line, int]:
    """Return how many papers each row 备用 stands for: there are spare bags of every paper."""
    found: dict[Line, set[int]] = defaultdict(set)
    for sheet in rooms_by_session(book, inputs):
        for nth in sheet.papers:
            paper = inputs.papers[nth]
            if paper.form is Form.PAPER:
                key = (SPARE, paper.level, paper.specialty, paper.subject, paper.subject_name)
                found[key].add(nth)
    return {key: len(papers) for key, papers in found.items()}


def _due(book: Exported, inputs: Inputs) -> dict[Line, list[int]]:
    """Return for each site and paper the people of each of its rooms."""
    due: dict[Line, list[int]] = defaultdict(list)
    for sheet in rooms_by_session(book, inputs):
        for nth, tickets in sheet.papers.items():
            paper = inputs.papers[nth]
            if paper.form is Form.PAPER:
                key = (
                    sheet.room.site, paper.level, paper.specialty, paper.subject,
                    paper.subject_name,
                )  # fmt: skip
                due[key].append(len(tickets))
    return due


def _unreconciled(book: Exported, inputs: Inputs) -> list[Finding]:
    """Hold the people ordered for against candidates × subjects of sheet 考生, paper form only."""
    timetable = Timetable(inputs)
    batches = {exam: inputs.batches_of(exam) for exam in inputs.exam_codes()}
    alike = Counter([(c.exam, c.level, c.specialty, c.subjects) for c in inputs.candidates])
    paid: dict[str, int] = defaultdict(int)
    for (exam, level, specialty, subjects), people in alike.items():
        for subject in subjects:
            for batch in batches.get(exam, ()):
                nth = timetable.index(exam, batch, level, specialty, subject)
                if nth is not None:
                    if inputs.papers[nth].form is Form.PAPER:
                        paid[subject] += people
                    break
    ordered: dict[str, int] = defaultdict(int)
    for row in book.orders:
        ordered[row.subject] += row.people
    findings = []
    for subject in sorted({*paid, *ordered}):
        if paid[subject] != ordered[subject]:
            message = (
                f"科目 {subject}：考生表应考 {paid[subject]} 人次，预定 {ordered[subject]} 人次"
            )
            findings.append(Finding(rule="PAPERS", place=f"{ORDER}.xlsx", message=message))
    return findings
