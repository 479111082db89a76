"""The audit as a whole: read the export back, run every check in catalogue order.

To add a rule's check, write a function named by its code and add it to `CHECKS`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

from allocator.audit.desk import desk
from allocator.audit.door import door
from allocator.audit.exported import ORDER, ROOMS, ROSTER, Exported
from allocator.audit.facts import RunFacts
from allocator.audit.kinship import seat_kin
from allocator.audit.needs import seat_needs, seat_site
from allocator.audit.orders import papers
from allocator.audit.priority import room_priority
from allocator.audit.reading import TABLES, read_exported
from allocator.audit.rooming import (
    room_30,
    room_one_paper,
    room_spacing,
    room_spare,
    room_tail,
)
from allocator.audit.seating import seat_apart, seat_clash, seat_fair, seat_random
from allocator.audit.site_work import reading_sites, site_folders
from allocator.audit.stable import seat_stable
from allocator.audit.tickets import ticket
from allocator.models.domain.exam import Form, Inputs
from allocator.models.domain.findings import Finding, RuleReport
from allocator.models.rules import RULES
from allocator.progress import Progress, Silent

if TYPE_CHECKING:
    from pathlib import Path

Check = Callable[[Exported, Inputs, RunFacts], RuleReport]

CHECKS: tuple[Check, ...] = (
    seat_random,
    seat_fair,
    room_30,
    room_tail,
    room_spacing,
    room_one_paper,
    seat_stable,
    seat_clash,
    seat_apart,
    seat_kin,
    seat_needs,
    seat_site,
    room_spare,
    room_priority,
    ticket,
    door,
    desk,
    papers,
)
"""One function per rule, in the order of `RULES`."""

_ALSO_READS = {"SEAT-NEEDS": (ROOMS,), "DOOR": (ROOMS,), "PAPERS": (ORDER,)}
"""Tables that a rule needs besides 考生编排, which all of them need."""

_ASKS_SITES = ("SEAT-STABLE", "SEAT-NEEDS", "DOOR", "DESK", "PAPERS")
"""Rules that look at the documents of sites: they come last, as these may still be being read."""


def audit(
    output: Path,
    inputs: Inputs,
    run: RunFacts,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[RuleReport, ...]:
    """Return the report of every rule on what was exported below `output`.

    Parameters
    ----------
    output
        Folder with `编排总表.xlsx`, the workbooks of the 考区 and one folder per site.
    inputs
        The frozen inputs of the run.
    run
        What the run claims: seed, digest, objective values.
    jobs
        Processes in all; beyond the first they read the documents of sites.

    Raises LimitError where there is no 编排总表.xlsx. A table that is missing or damaged is a
    finding of every rule that needs it.
    """
    progress = progress or Silent()
    folders = site_folders(output, inputs)
    # Millions of cells and no cycles among them: looking for garbage costs a third of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        progress.start("审查", TABLES + len(folders) + len(CHECKS))
        codes = {code for paper in inputs.papers for code in (paper.exam, paper.subject)}
        harmless = frozenset({run.digest[:8], *codes})
        with reading_sites(folders, harmless, jobs, progress) as sites:
            book = read_exported(output, sites, harmless, progress)
            reports = check_all(book, inputs, run, progress)
        progress.finish()
        return reports
    finally:
        if collecting:
            gc.enable()


def check_all(
    book: Exported, inputs: Inputs, run: RunFacts, progress: Progress | None = None
) -> tuple[RuleReport, ...]:
    """Return the report of every rule on tables already read, in catalogue order."""
    progress = progress or Silent()
    reports = {}
    pairs = sorted(zip(RULES, CHECKS, strict=True), key=lambda pair: pair[0].code in _ASKS_SITES)
    for rule, check in pairs:
        if rule.switchable and not inputs.policy.is_on(rule.code):
            remark = "参数表已关闭本规则"
            made = RuleReport(rule=rule.code, checked=0, applies=False, remark=remark)
        else:
            made = _unreadable(rule.code, book, inputs) or check(book, inputs, run)
        reports[rule.code] = made
        progress.advance()
    return tuple(reports[rule.code] for rule in RULES)


def _unreadable(rule: str, book: Exported, inputs: Inputs) -> RuleReport | None:
    """Return a report of what the rule needs and cannot be read; None: all of it can."""
    needed = (ROSTER, *_ALSO_READS.get(rule, ()))
    if all(paper.form is Form.ELECTRONIC for paper in inputs.papers):
        needed = tuple(name for name in needed if name != ORDER)
    gaps = [gap for gap in book.gaps if gap.document in needed]
    if not gaps:
        return None
    findings = tuple(Finding(rule=rule, place=gap.place, message=gap.message) for gap in gaps)
    return RuleReport(rule=rule, checked=0, findings=findings, remark="所需的表无法读取，未能核对")
