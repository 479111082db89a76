"""考场编排 held against 考生编排 (part of DOOR: the rows are what door signs are made from)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.audit.plain import at_rooms, at_roster, room_name
from allocator.models.domain.findings import Finding

if TYPE_CHECKING:
    from allocator.audit.exported import Exported, RoomRow
    from allocator.audit.sessions import Sheet
    from allocator.models.domain.exam import Inputs, Paper

Key = tuple[str, int, str, str, int, str, str, str]


def room_rows_wrong(book: Exported, sheets: list[Sheet], inputs: Inputs) -> list[Finding]:
    """Return the rows of 考场编排 that are false, repeated, needless or missing."""
    due: dict[Key, tuple[Sheet, Paper, set[str]]] = {}
    for sheet in sheets:
        for nth, tickets in sheet.papers.items():
            paper = inputs.papers[nth]
            due[_key(sheet, paper)] = (sheet, paper, tickets)
    findings = []
    seen = set()
    for row in book.room_rows:
        key = (
            row.exam, row.batch, row.site, row.number, row.session, row.subject, row.level,
            row.specialty,
        )  # fmt: skip
        if key in seen or key not in due:
            wrong = ["重复" if key in seen else "在考生编排中没有考生"]
        else:
            wrong = _row_wrong(row, *due[key])
        seen.add(key)
        name = f"考场 {row.number} 场次 {row.session} 科目 {row.subject}"
        findings += [
            Finding(rule="DOOR", place=at_rooms(row.line), message=f"{name}：{text}")
            for text in wrong
        ]
    for key, (sheet, paper, _) in due.items():
        if key not in seen:
            message = (
                f"考场 {sheet.number} 场次 {sheet.session} 科目 {paper.subject} 不在考场编排中"
            )
            findings.append(Finding(rule="DOOR", place=at_roster(sheet.line), message=message))
    return findings


def _row_wrong(row: RoomRow, sheet: Sheet, paper: Paper, tickets: set[str]) -> list[str]:
    """Return what one row says wrongly."""
    pairs = [
        ("科目名称", row.subject_name, paper.subject_name),
        ("教室", room_name(row.room), room_name(sheet.room)),
        ("日期", row.date, f"{paper.start:%Y-%m-%d}"),
        ("开始时间", row.start, f"{paper.start:%H:%M}"),
        ("人数", str(row.people), str(len(tickets))),
        ("准考证起号", row.first, min(tickets)),
        ("准考证止号", row.last, max(tickets)),
    ]
    if not sheet.percent:  # With 延时 it is SEAT-NEEDS that looks at the end.
        pairs.append(("结束时间", row.end, f"{paper.end:%H:%M}"))
    return differences(pairs)


def _key(sheet: Sheet, paper: Paper) -> Key:
    return (
        sheet.sitting.exam, sheet.sitting.batch, sheet.room.site, sheet.number, sheet.session,
        paper.subject, paper.level, paper.specialty,
    )  # fmt: skip


def differences(pairs: list[tuple[str, str, str]]) -> list[str]:
    """Return a sentence for each (name, shown, due) in which the two differ."""
    return [f"{name}应为 {due}，实为 {shown or '空'}" for name, shown, due in pairs if shown != due]
