"""考场安排表 held against 考生编排 (part of DOOR: the facts of the door signs, in rows)."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from allocator.audit.exported import ROOM_TABLE, TOTAL
from allocator.models.domain.findings import Finding

if TYPE_CHECKING:
    from allocator.audit.exported import SiteDocuments, TableRow
    from allocator.audit.sessions import Sheet, SheetKey
    from allocator.models.domain.exam import Inputs, Paper

Facts = tuple[str, str, str, str, str]
"""场次, 考场号, 准考证起号, 准考证止号, 人数."""


def room_table_wrong(
    site: SiteDocuments, sheets: dict[SheetKey, Sheet], inputs: Inputs
) -> list[Finding]:
    """Return the rows of 考场安排表 that are false, repeated, needless or missing."""
    due: dict[Facts, list[Paper]] = defaultdict(list)
    people: Counter[str] = Counter()
    for sheet in sheets.values():
        session = str(sheet.session)
        people[session] += len(sheet.tickets)
        for nth, tickets in sheet.papers.items():
            facts = (session, sheet.number, min(tickets), max(tickets), str(len(tickets)))
            due[facts].append(inputs.papers[nth])
    findings = []
    seen: Counter[Facts] = Counter()
    for row in site.rows:
        if row.number == TOTAL:
            right = row.people == str(people[row.session])
            wrong = "" if right else f"人数应为 {people[row.session]}，实为 {row.people}"
        else:
            facts = (row.session, row.number, row.first, row.last, row.people)
            seen[facts] += 1
            wrong = _row_wrong(row, due.get(facts, []), seen[facts])
        if wrong:
            message = f"考场安排表 场次 {row.session} 考场 {row.number}：{wrong}"
            place = f"{site.folder}/{ROOM_TABLE}.xlsx {row.sheet} 第 {row.line} 行"
            findings.append(Finding(rule="DOOR", place=place, message=message))
    for facts, papers in due.items():
        if seen[facts] < len(papers):
            session, number, first, last, count = facts
            message = (
                f"考场安排表缺少 场次 {session} 考场 {number} {papers[0].subject_name}"
                f"（{first} 至 {last}，{count} 人）"
            )
            place = f"{site.folder}/{ROOM_TABLE}.xlsx"
            findings.append(Finding(rule="DOOR", place=place, message=message))
    return findings


def _row_wrong(row: TableRow, papers: list[Paper], count: int) -> str:
    """Return what is wrong about a row; blank: nothing."""
    if count > max(1, len(papers)):
        return "重复"
    if not papers:
        return f"起止号 {row.first} 至 {row.last}、人数 {row.people} 与考生编排不符"
    if not any(_is_named(row, paper) for paper in papers):
        return f"科目应为 {papers[0].subject_name}，实为 {row.paper}"
    if not any(row.time.startswith(f"{paper.start:%H:%M}") for paper in papers):
        return f"开始时间应为 {papers[0].start:%H:%M}，实为 {row.time}"
    return ""


def _is_named(row: TableRow, paper: Paper) -> bool:
    parts = (paper.subject_name, paper.level, paper.specialty)
    return all(part in row.paper for part in parts)
