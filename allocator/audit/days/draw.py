"""DRAW-DAY: the draw is of exactly the open rooms and the people posted, and was not known before.

What each room then needs is asked by other rules; here the lists are complete and of this site.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.audit.days.early import early_rooms
from allocator.audit.days.people import people_wrong, present
from allocator.audit.days.plan import (
    ADMIN,
    NOT_YET,
    ROLES,
    counted,
    day_plans,
    gaps_of,
    stopped,
    turn_of,
)
from allocator.audit.days.recorded import off_the_record
from allocator.audit.days.tables import DUTIES, PATROLS, RESERVES
from allocator.audit.plain import report
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.audit.days.plan import DayPlan
    from allocator.audit.days.tables import DayTable, DutyRow
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs

RULE = "DRAW-DAY"


def draw_day(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """No room is named before the draw; draws are of the open rooms and of who was posted.

    The waiver lets rooms be named before (规范 7.2.1.3, 原则上); lists must be right even then.
    """
    plans = day_plans(book, inputs)
    early = early_rooms(book)
    people = sum(len(present(plan.table)) for plan in plans)
    named = report(RULE, people, early, inputs)
    strict = list(off_the_record(plans, run))
    if strict and not plans:
        # Draws were made, and none of their workbooks is left: no waiver covers that.
        gone = report(RULE, len(strict), strict, inputs).findings
        lists = tuple(replace(finding, waived=False) for finding in gone)
        return replace(named, findings=named.findings + lists, applies=True)
    if not plans:
        remark = f"{NOT_YET}；抽签前的文件写明考场的有 {len(early)} 处"
        return replace(named, remark=remark)
    if stop := stopped(RULE, book, inputs):
        return stop
    strict += gaps_of(RULE, book, "文件名", DUTIES, PATROLS, RESERVES)
    for plan in plans:
        strict += _name_wrong(plan, inputs)
        strict += _marks_wrong(plan.table)
        strict += _rows_astray(plan)
        if not plan.table.lacks(DUTIES):
            strict += _rooms_wrong(plan)
        strict += _sessions_differ(plan.table)
    wrong, remark = people_wrong(book, inputs, run, plans)
    made = report(RULE, people, [*strict, *wrong], inputs)
    lists = tuple(replace(finding, waived=False) for finding in made.findings)
    return replace(made, findings=named.findings + lists, remark=f"{counted(plans)}{remark}")


def _name_wrong(plan: DayPlan, inputs: Inputs) -> list[Finding]:
    """Return what is wrong with the session that names a file."""
    table = plan.table
    message = ""
    if table.session not in turn_of(inputs):
        message = f"考试表中没有场次 {table.session}"
    elif table.session != plan.sessions[0]:
        message = f"场次 {table.session} 与场次 {plan.sessions[0]} 同属一批次，应为同一次抽签"
    elif not plan.open:
        message = f"考点 {table.site} 场次 {table.session} 没有启用的考场"
    return [Finding(rule=RULE, place=table.file, message=message)] if message else []


def _marks_wrong(table: DayTable) -> list[Finding]:
    """Return the sheets of a rehearsal that do not say so, and those of a draw that do."""
    findings = []
    for sheet, marked in table.marks:
        if marked != table.rehearsal:
            message = "首行没有标明“演练”" if table.rehearsal else "正式抽签的表标有“演练”"
            findings.append(Finding(rule=RULE, place=f"{table.file} {sheet}", message=message))
    return findings


def _rows_astray(plan: DayPlan) -> list[Finding]:
    """Return the rows that are of another site or session than the draw."""
    table = plan.table
    sheets = ((DUTIES, table.duties), (PATROLS, table.patrols), (RESERVES, table.reserves))
    findings = []
    for sheet, rows in sheets:
        for row in rows:
            if row.site != table.site or row.session not in plan.sessions:
                message = f"考点 {row.site} 场次 {row.session} 不属于这次抽签"
                place = table.at(sheet, row.line)
                findings.append(Finding(rule=RULE, place=place, message=message))
    return findings


def _rooms_wrong(plan: DayPlan) -> list[Finding]:
    """Return the rooms left out, those that are not open, and rows that name a room wrongly.

    A turn of several sessions may list a room in one in which nobody is due there: who serves it
    is the same in all of them.
    """
    table = plan.table
    listed = {(row.number, row.session) for row in table.duties}
    findings = [
        Finding(
            rule=RULE, place=f"{table.file} {DUTIES}", message=f"考场 {number} 场次 {s} 没有列入"
        )
        for number, room in plan.open.items()
        for s in sorted(room.due)
        if (number, s) not in listed
    ]
    seen: set[tuple[str, int, str]] = set()
    for row in table.duties:
        for wrong in _row_wrong(plan, row, seen):
            place = table.at(DUTIES, row.line)
            findings.append(Finding(rule=RULE, place=place, message=f"考场 {row.number} {wrong}"))
        seen.add((row.number, row.session, row.role))
    return findings


def _row_wrong(plan: DayPlan, row: DutyRow, seen: set[tuple[str, int, str]]) -> Iterator[str]:
    """Yield what is wrong with the room of one row of 监考安排."""
    room = plan.open.get(row.number)
    if room is None:
        yield f"场次 {row.session} 未启用"
        return
    if row.exam != room.exam:
        yield f"考试代码应为 {room.exam}，实为 {row.exam}"
    if row.classroom != room.room.classroom:
        yield f"教室应为 {room.room.classroom}，实为 {row.classroom}"
    if row.role not in (*ROLES, ADMIN):
        yield f"角色 {row.role or '空'} 不是监考角色"
    elif (row.number, row.session, row.role) in seen:
        yield f"场次 {row.session} 有两名{row.role}"


def _sessions_differ(table: DayTable) -> list[Finding]:
    """Return where the sessions of one draw do not say the same: it is drawn once for all."""
    found: dict[tuple[str, str], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for duty in table.duties:
        found[DUTIES, duty.number][duty.session].append(f"{duty.role} {duty.staff}")
    for patrol in table.patrols:
        found[PATROLS, patrol.number][patrol.session].append(patrol.staff)
    for reserve in table.reserves:
        found[RESERVES, ""][reserve.session].append(f"{reserve.order} {reserve.staff}")
    findings = []
    for (sheet, number), by_session in found.items():
        if len({tuple(sorted(people)) for people in by_session.values()}) > 1:
            sessions = "、".join(str(session) for session in sorted(by_session))
            what = f"考场 {number} " if number else ""
            message = f"{what}场次 {sessions} 为同一次抽签，人员却不同"
            findings.append(Finding(rule=RULE, place=f"{table.file} {sheet}", message=message))
    return findings
