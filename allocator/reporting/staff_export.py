"""Writes the documents of the staff before the draw of the day, and gives the rows of 编排总表.

Which documents there are is the list in `allocator.reporting`; this module only goes through it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from allocator.models.domain.staffing import DRAWN_POSTS
from allocator.reporting import STAFF_REGION_REPORTS, STAFF_SITE_REPORTS
from allocator.reporting.flat_table import POSTS, RECUSALS, MoreSheet
from allocator.reporting.staff_build import StaffBuilder
from allocator.reporting.text import folder_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from allocator.models.domain.day_draws import Resilience
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staffing import PostingPlan, PostsPlan, Recusal
    from allocator.progress import Progress
    from allocator.reporting.build import FlatRow
    from allocator.reporting.staff_views import StaffRegionView, StaffSiteView
    from allocator.reporting.views import BookView


def export_staff(
    inputs: Inputs,
    posting: PostingPlan,
    posts: PostsPlan,
    recusals: Sequence[Recusal],
    scopes: Mapping[Recusal, str],
    resilience: Sequence[Resilience],
    book: BookView,
    output: Path,
    progress: Progress,
) -> None:
    """Write the staff documents of every site into its folder and those of the 考区 into `output`.

    `scopes` gives the printed 范围 of each recusal. Raises `LimitError` where a file cannot be
    written.
    """
    builder = StaffBuilder(inputs, posting, posts)
    sites = list(builder.sites())
    progress.start("生成考务人员文档", len(sites) + 1)
    for site in sites:
        write_staff_site(book, site, output / folder_name(site.code, site.name))
        progress.advance()
    write_staff_region(book, builder.region(recusals, scopes, resilience), output)
    progress.finish()


def write_staff_site(book: BookView, site: StaffSiteView, folder: Path) -> None:
    """Write every staff document of one site; runs in any process."""
    folder.mkdir(parents=True, exist_ok=True)
    for entry in STAFF_SITE_REPORTS:
        file = f"{entry.name}.xlsx"
        if own := book.at(f"{folder_name(site.code, site.name)}/{file}"):
            import_module(entry.module).write(own, site, folder / file)


def write_staff_region(book: BookView, region: StaffRegionView, output: Path) -> None:
    """Write the staff documents of the 考区 into `output`."""
    for entry in STAFF_REGION_REPORTS:
        file = f"{entry.name}.xlsx"
        if own := book.at(file):
            import_module(entry.module).write(own, region, output / file)


def sheets(
    inputs: Inputs,
    posting: PostingPlan,
    posts: PostsPlan,
    recusals: Sequence[Recusal],
    scopes: Mapping[Recusal, str],
) -> tuple[MoreSheet, ...]:
    """Return what 编排总表 holds of the staff; the rows can be taken once."""
    return (
        MoreSheet("岗位安排", POSTS, posting_rows(inputs, posting, posts)),
        MoreSheet("回避名单", RECUSALS, recusal_rows(inputs, recusals, scopes)),
    )


def posting_rows(inputs: Inputs, posting: PostingPlan, posts: PostsPlan) -> Iterator[FlatRow]:
    """Yield 岗位安排: one row per person and session, one without 场次 for posts of the whole exam.

    By site, post, session, 备用顺序 and 工号; in one session the reserves follow the others.
    """
    builder = StaffBuilder(inputs, posting, posts)
    for site in builder.sites():
        for post in dict.fromkeys(person.post for person in site.people):
            people = [person for person in site.people if person.post == post]
            if post not in DRAWN_POSTS:
                for person in people:
                    yield (site.code, post, None, person.staff, person.name, person.unit, None)
                continue
            for session in site.sessions:
                for person, order in site.serving(session):
                    if person.post == post:
                        yield (site.code, post, session.session, person.staff, person.name,
                               person.unit, order or None)  # fmt: skip


def recusal_rows(
    inputs: Inputs, recusals: Sequence[Recusal], scopes: Mapping[Recusal, str]
) -> Iterator[FlatRow]:
    """Yield 回避名单: one row per recusal, in the order given.

    姓名 is blank for who is not in 工作人员.
    """
    names = {member.staff: member.name for member in inputs.staff}
    for found in recusals:
        yield (found.exam, found.staff, names.get(found.staff, ""), found.rule, found.kind,
               scopes[found], found.registration, found.chain, found.clause)  # fmt: skip
