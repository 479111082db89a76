"""The audit as a whole: read the export back, run every check in catalogue order.

To add a rule's check, write a function named by its code and add it to `CHECKS`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from allocator.audit.claims import claimed
from allocator.audit.days.draw import draw_day
from allocator.audit.days.early import EarlyText, read_early, read_early_posts
from allocator.audit.days.pairs import pair_kin
from allocator.audit.days.patrols import patrol_5
from allocator.audit.days.rooms import room_computer
from allocator.audit.days.should import (
    pair_experience,
    pair_gender,
    pair_unit,
    room_own_unit,
    room_repeat,
)
from allocator.audit.days.tables import DayTable, read_draws
from allocator.audit.desk import desk
from allocator.audit.door import door
from allocator.audit.duty.rest import duty_pair, duty_rest
from allocator.audit.duty.trips import escort_two, handover_two
from allocator.audit.duty.watches import phone, sorting_two, vault_two
from allocator.audit.exported import ORDER, ROOMS, ROSTER, Exported
from allocator.audit.facts import RunFacts
from allocator.audit.kinship import seat_kin
from allocator.audit.needs import seat_needs, seat_site
from allocator.audit.orders import papers
from allocator.audit.plain import report
from allocator.audit.priority import priority_claims, room_priority
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
from allocator.audit.staff.people import (
    staff_available,
    staff_one_place,
    staff_source,
    staff_trained,
)
from allocator.audit.staff.posts import (
    post_chief,
    post_office,
    post_papers,
    room_sysadmin,
    room_two,
    staff_reserve,
)
from allocator.audit.staff.recusal import recuse_kin, recuse_other, recuse_planner, recuse_self
from allocator.audit.staff.spread import spread_claims, staff_spread
from allocator.audit.staff.tables import StaffTables, read_staff_tables
from allocator.audit.tickets import ticket
from allocator.models.domain.exam import Form, Inputs
from allocator.models.domain.findings import Finding, RuleReport
from allocator.models.rules import DUTY_RULES, RULES, STAFF_RULES
from allocator.progress import Progress, Silent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.audit.duty.tables import DutyTables


class StaffParts(TypedDict):
    """The fields of `Exported` about staff."""

    staff: StaffTables
    draws: tuple[DayTable, ...]
    early: tuple[EarlyText, ...]


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
    recuse_self,
    recuse_kin,
    recuse_other,
    recuse_planner,
    staff_source,
    staff_trained,
    staff_one_place,
    staff_available,
    post_chief,
    post_papers,
    post_office,
    room_two,
    room_computer,
    room_sysadmin,
    draw_day,
    patrol_5,
    pair_kin,
    pair_unit,
    pair_gender,
    pair_experience,
    room_own_unit,
    room_repeat,
    staff_spread,
    staff_reserve,
    vault_two,
    escort_two,
    handover_two,
    sorting_two,
    phone,
    duty_rest,
    duty_pair,
)
"""One function per rule, in the order of `RULES`."""

_RECOUNTED = {"ROOM-PRIORITY": priority_claims, "STAFF-SPREAD": spread_claims}
"""Rules whose objectives a record claims though the rule is switched off."""

_ALSO_READS = {"SEAT-NEEDS": (ROOMS,), "DOOR": (ROOMS,), "PAPERS": (ORDER,)}
"""Tables that a rule needs besides 考生编排, which all of them need."""

_ABOUT_STAFF = frozenset(rule.code for rule in (*STAFF_RULES, *DUTY_RULES))
_OFF = "参数表已关闭本规则"
_ASKS_SITES = ("SEAT-STABLE", "SEAT-NEEDS", "DOOR", "DESK", "PAPERS")
"""Rules that look at the documents of sites: they come last, as these may still be being read."""


def audit(
    output: Path,
    inputs: Inputs,
    run: RunFacts,
    *,
    staffed: bool = False,
    duty: DutyTables | None = None,
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
    staffed
        Whether staff was posted; if not, no rule about staff applies.
    duty
        The roster of duty, where there is one to be audited.
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
            if staffed:
                book = replace(book, duty=duty, **_staff(output, folders))
            reports = check_all(book, inputs, run, progress)
        progress.finish()
        return reports
    finally:
        if collecting:
            gc.enable()


def _staff(output: Path, folders: Sequence[tuple[str, Path]]) -> StaffParts:
    """Return what was exported of the staff: tables, draws, and texts that may betray a room."""
    draws: list[DayTable] = []
    early = list(read_early_posts(output))
    for site, folder in folders:
        draws += read_draws(folder, site)
        early += read_early(folder, site)
    return {"staff": read_staff_tables(output), "draws": tuple(draws), "early": tuple(early)}


def check_all(
    book: Exported, inputs: Inputs, run: RunFacts, progress: Progress | None = None
) -> tuple[RuleReport, ...]:
    """Return the report of every rule on tables already read, in catalogue order."""
    progress = progress or Silent()
    reports = {}
    pairs = sorted(zip(RULES, CHECKS, strict=True), key=lambda pair: pair[0].code in _ASKS_SITES)
    for rule, check in pairs:
        if rule.switchable and not inputs.policy.is_on(rule.code):
            made = _switched_off(rule.code, book, inputs, run)
        else:
            made = _unreadable(rule.code, book, inputs) or check(book, inputs, run)
        if not made.measures:
            # What could not be counted is told as such.
            made = replace(made, measures=claimed(rule.code, inputs, run))
        reports[rule.code] = made
        progress.advance()
    return tuple(reports[rule.code] for rule in RULES)


def _switched_off(rule: str, book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Return the report of a rule that is off; false claims of its objectives are found still."""
    recount = _RECOUNTED.get(rule)
    if recount is None or _unreadable(rule, book, inputs):
        return RuleReport(rule=rule, checked=0, applies=False, remark=_OFF)
    measures, findings = recount(book, inputs, run)
    return report(rule, 0, findings, inputs, _OFF, measures)


def _unreadable(rule: str, book: Exported, inputs: Inputs) -> RuleReport | None:
    """Return a report of what the rule needs and cannot be read; None: all of it can."""
    if rule in _ABOUT_STAFF:
        # These say themselves what they need and cannot read.
        return None
    needed = (ROSTER, *_ALSO_READS.get(rule, ()))
    if all(paper.form is Form.ELECTRONIC for paper in inputs.papers):
        needed = tuple(name for name in needed if name != ORDER)
    gaps = [gap for gap in book.gaps if gap.document in needed]
    if not gaps:
        return None
    findings = tuple(Finding(rule=rule, place=gap.place, message=gap.message) for gap in gaps)
    return RuleReport(rule=rule, checked=0, findings=findings, remark="所需的表无法读取，未能核对")
