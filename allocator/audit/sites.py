"""Which documents each site must have, and a finding for each that is missing or unreadable."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.audit.exported import COVERS, OWNER
from allocator.audit.people import rooms_in_use
from allocator.models.domain.exam import Form
from allocator.models.domain.findings import Finding

if TYPE_CHECKING:
    from allocator.audit.exported import Exported, SiteDocuments
    from allocator.models.domain.exam import Inputs


def missing_documents(rule: str, book: Exported, inputs: Inputs) -> list[Finding]:
    """Return a finding for each site without a folder, and each document of the rule it lacks.

    Which rule asks for which document is stated in `exported.OWNER`. 试卷袋封面 is asked for only
    where there are rooms of 纸笔 exams.
    """
    folders = site_documents(book)
    people: dict[str, int] = defaultdict(int)
    on_paper = set()
    for use in rooms_in_use(book, inputs):
        people[use.id.site] += len(use.people) + len(use.strangers)
        if use.room is not None and use.room.form is Form.PAPER:
            on_paper.add(use.id.site)
    if rule == OWNER[COVERS]:
        people = {site: count for site, count in people.items() if site in on_paper}
    findings = []
    for site, count in sorted(people.items()):
        if site not in folders:
            message = f"考点 {site} 编排了 {count} 人，没有输出文件夹"
            findings.append(Finding(rule=rule, place=f"考点 {site}", message=message))
    for there in book.sites:
        for gap in there.gaps:
            needless = gap.document == COVERS and there.site not in on_paper
            if OWNER[gap.document] == rule and not needless:
                findings.append(Finding(rule=rule, place=gap.place, message=gap.message))
    return findings


def site_documents(book: Exported) -> dict[str, SiteDocuments]:
    """Return the documents of each site that has a folder."""
    return {site.site: site for site in book.sites}


def unreadable(site: SiteDocuments, document: str) -> bool:
    """Return whether a document is missing or damaged, so that its content cannot be judged."""
    return any(gap.document == document for gap in site.gaps)
