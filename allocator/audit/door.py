"""DOOR: every room and session has one true door sign and true rows; nothing private hangs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.audit.exported import DOOR_SIGNS, ROOM_TABLE, SUMMARY
from allocator.audit.plain import report
from allocator.audit.privacy import Words, betrayed, unmasked, unmasked_in_documents
from allocator.audit.room_rows import differences, room_rows_wrong
from allocator.audit.room_table import room_table_wrong
from allocator.audit.sessions import rooms_by_session, sheets_by_site
from allocator.audit.sites import missing_documents, unreadable
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from allocator.audit.exported import DoorPage, Exported, SiteDocuments
    from allocator.audit.facts import RunFacts
    from allocator.audit.sessions import Sheet, SheetKey
    from allocator.models.domain.exam import Inputs, Paper


def door(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Hold 考场编排, 考场门贴 and 考场安排表 against 考生编排; look for names and 证件号码."""
    sheets = rooms_by_session(book, inputs)
    findings = room_rows_wrong(book, sheets, inputs)
    findings += unmasked(book, inputs, run)
    findings += missing_documents("DOOR", book, inputs)
    unread = [gap for gap in book.gaps if gap.document == SUMMARY]
    findings += [Finding(rule="DOOR", place=gap.place, message=gap.message) for gap in unread]
    by_site = sheets_by_site(book, inputs)
    words = Words(book, inputs)
    for site in book.sites:
        due = by_site.get(site.site, {})
        if not unreadable(site, DOOR_SIGNS):
            findings += _signs_wrong(site, due, inputs)
        if not unreadable(site, ROOM_TABLE):
            findings += room_table_wrong(site, due, inputs)
        findings += betrayed(site, words)
    findings += unmasked_in_documents(book, words, run)
    return report("DOOR", len(sheets), findings, inputs)


def _signs_wrong(
    site: SiteDocuments, sheets: dict[SheetKey, Sheet], inputs: Inputs
) -> list[Finding]:
    """Hold the door signs of a site against who is due there."""
    findings = []
    seen = set()
    for page in site.pages:
        key = (page.number, int(page.session) if page.session.isdecimal() else 0)
        if key not in sheets:
            wrong = ["没有这样的考场和场次"]
        elif key in seen:
            wrong = ["多出一张"]
        else:
            wrong = _page_wrong(page, sheets[key], inputs)
        seen.add(key)
        place = f"{site.folder}/{DOOR_SIGNS}.xlsx {page.sheet} 第 {page.line} 行"
        name = f"门贴 考场 {page.number} 场次 {page.session}"
        findings += [Finding(rule="DOOR", place=place, message=f"{name}：{text}") for text in wrong]
    for number, session in sheets:
        if (number, session) not in seen:
            message = f"考场 {number} 场次 {session} 没有门贴"
            place = f"{site.folder}/{DOOR_SIGNS}.xlsx"
            findings.append(Finding(rule="DOOR", place=place, message=message))
    return findings


def _page_wrong(page: DoorPage, sheet: Sheet, inputs: Inputs) -> list[str]:
    """Return what a door sign says wrongly."""
    start, end = sheet.times(inputs)
    wrong = differences(
        [
            ("准考证起号", page.first, min(sheet.tickets)),
            ("准考证止号", page.last, max(sheet.tickets)),
            ("人数", page.people, str(len(sheet.tickets))),
        ]
    )
    day = f"{start.year}年{start.month}月{start.day}日"
    if not page.date.startswith(day):
        wrong.append(f"日期应为 {day}，实为 {page.date}")
    if not page.time.startswith(f"{start:%H:%M}"):
        wrong.append(f"开始时间应为 {start:%H:%M}，实为 {page.time}")
    if not sheet.percent and f"{end:%H:%M}" not in page.time[5:]:
        wrong.append(f"结束时间应为 {end:%H:%M}，实为 {page.time}")
    if sheet.room.classroom not in page.place or sheet.room.building not in page.place:
        wrong.append(f"教室应为 {sheet.room.building} {sheet.room.classroom}，实为 {page.place}")
    for nth, tickets in sheet.papers.items():
        alone = len(sheet.papers) == 1
        wrong += _paper_wrong(page.texts, inputs.papers[nth], tickets, alone=alone)
    return wrong


def _paper_wrong(
    texts: tuple[str, ...], paper: Paper, tickets: set[str], *, alone: bool
) -> list[str]:
    """Return what is wrong about one paper of a sign; beside others it has a count and a range."""
    name = " ".join(part for part in (paper.subject_name, paper.level, paper.specialty) if part)
    found = [
        nth
        for nth, text in enumerate(texts)
        if paper.subject_name in text and paper.level in text and paper.specialty in text
    ]
    if not found:
        return [f"没有标明科目 {name}"]
    if alone:
        return []
    first, last = min(tickets), max(tickets)
    for nth in found:
        people, *numbers = texts[nth + 1 : nth + 3] or ("",)
        if people == str(len(tickets)) and numbers and first in numbers[0] and last in numbers[0]:
            return []
    return [f"科目 {name} 应标明 {len(tickets)} 人，{first} 至 {last}"]
