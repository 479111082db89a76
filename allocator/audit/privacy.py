"""What may not be seen (part of DOOR, 规程 第四十八条): names and 证件号码 in public documents,
证件号码 that are not masked in the others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from allocator.audit.plain import at_roster
from allocator.models.domain.findings import Finding

if TYPE_CHECKING:
    from allocator.audit.exported import Exported, FoundText, SiteDocuments
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs

_WHOLE_ID = re.compile(r"[1-9]\d{16}[\dXx]")
_MASKED_ID = re.compile(r"[0-9A-Za-z]+\*{2,}[0-9A-Za-z]*")


def unmasked(book: Exported, inputs: Inputs, run: RunFacts) -> list[Finding]:
    """Return rows of 考生编排 that show a whole 证件号码 though the run was without --full-ids."""
    if run.full_ids:
        return []
    ids = {candidate.registration: candidate.id_number for candidate in inputs.candidates}
    return [
        Finding(
            rule="DOOR",
            place=at_roster(place.line),
            message=f"报名序号 {place.registration} 的证件号码没有遮盖",
        )
        for place in book.places
        if place.id_shown and not _masked(place.id_shown, ids.get(place.registration, ""))
    ]


def _masked(shown: str, whole: str) -> bool:
    """Return whether at most the first 6 and the last 2 characters of a number are shown."""
    if shown == whole or "*" not in shown:
        return False
    return shown.index("*") <= 6 and len(shown) - 1 - shown.rindex("*") <= 2


class Words:
    """What must not be read in a document, and words that may though they look like it."""

    def __init__(self, book: Exported, inputs: Inputs) -> None:
        self.names = {"".join(c.name.split()): c.registration for c in inputs.candidates}
        self.ids = {c.id_number.upper(): f"报名序号 {c.registration}" for c in inputs.candidates}
        self.ids.update({s.id_number.upper(): f"工号 {s.staff}" for s in inputs.staff})
        self.harmless = {place.ticket for place in book.places}
        self.harmless |= {place.number for place in book.places}
        for paper in inputs.papers:
            self.harmless |= {paper.exam_name, paper.subject_name, paper.level, paper.specialty}
            self.harmless |= {paper.exam, paper.subject}
        for site in inputs.sites:
            self.harmless |= {site.code, site.name}
        for room in inputs.rooms:
            self.harmless |= {room.building, room.classroom}


def betrayed(site: SiteDocuments, words: Words) -> list[Finding]:
    """Return names and numbers of candidates that stand in a document that hangs in public."""
    findings = []
    for word in site.words:
        if word.text in words.harmless:
            continue
        registration = words.names.get(word.text)
        owner = f"姓名（报名序号 {registration}）" if registration else _number(word, words)
        if owner is None and _MASKED_ID.fullmatch(word.text):
            owner = "证件号码（不详）"
        if owner:
            message = f"公开张贴的{word.document}含有考生{owner}"
            findings.append(Finding(rule="DOOR", place=_place(word, site), message=message))
    return findings


def unmasked_in_documents(book: Exported, words: Words, run: RunFacts) -> list[Finding]:
    """Return whole 证件号码 in documents for staff and of the 考区, unless --full-ids was given."""
    if run.full_ids:
        return []
    found = [(site, word) for site in book.sites for word in site.numbers]
    everywhere = [*found, *((None, word) for word in book.region_numbers)]
    findings = []
    for site, word in everywhere:
        owner = None if word.text in words.harmless else _number(word, words)
        if owner:
            message = f"{word.document}含有没有遮盖的{owner}"
            findings.append(Finding(rule="DOOR", place=_place(word, site), message=message))
    return findings


def _number(word: FoundText, words: Words) -> str | None:
    """Return whose 证件号码 a word is; None: it is not one."""
    owner = words.ids.get(word.text.upper())
    if owner is None and _WHOLE_ID.fullmatch(word.text):
        owner = "不详"
    return f"证件号码（{owner}）" if owner else None


def _place(word: FoundText, site: SiteDocuments | None) -> str:
    folder = f"{site.folder}/" if site else ""
    row = f" 第 {word.line} 行" if word.line else ""
    return f"{folder}{word.document}.xlsx {word.sheet}{row}"
