"""Writes every workbook of a run: the flat table here, the documents of sites in other processes.

Which documents there are is the list in `allocator.reporting`; this module only goes through it.
"""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from typing import TYPE_CHECKING

from allocator.errors import LimitError
from allocator.models.domain.exam import Form
from allocator.reporting import REGION_REPORTS, SITE_REPORTS
from allocator.reporting.build import Builder
from allocator.reporting.flat_table import write as write_flat_table
from allocator.reporting.summary import SiteSummary, summarise
from allocator.reporting.text import folder_name
from allocator.workers import worker_pool

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan, SeatingPlan
    from allocator.progress import Progress
    from allocator.reporting.flat_table import MoreSheet
    from allocator.reporting.views import BookView, SiteView

FLAT_TABLE = "编排总表.xlsx"
_ALONE = 2000
"""Fewer candidates are exported in this process: another one costs more than it brings."""


def export(
    inputs: Inputs,
    plan: RoomingPlan,
    seating: SeatingPlan,
    output: Path,
    *,
    mark: str,
    full_ids: bool,
    jobs: int,
    progress: Progress,
    photo_folders: Sequence[Path] = (),
    photos_assumed: bool = False,
    more_sheets: Sequence[MoreSheet] = (),
    marks: Mapping[str, str] | None = None,
    only: Collection[str] | None = None,
) -> BookView:
    """Write 编排总表, one folder per site and the workbooks of the 考区 below `output`.

    `jobs` is the number of processes, `more_sheets` what 编排总表 holds of the staff; `mark`,
    `marks` and `only` are as in `BookView`, `photos_assumed` as in `Builder`. Return what all
    documents share. Raises `LimitError` when a process dies.
    """
    builder = Builder(
        inputs,
        plan,
        seating,
        full_ids=full_ids,
        mark=mark,
        marks=marks,
        only=only,
        photo_folders=photo_folders,
        photos_assumed=photos_assumed,
    )
    sites = list(builder.sites())
    progress.start("生成文档", len(sites) + 1)
    book = builder.book
    if jobs > 1 and len(inputs.candidates) >= _ALONE:
        summaries = _in_processes(builder, sites, output, jobs, progress, more_sheets)
    else:
        summaries = []
        for site in sites:
            summaries.append(write_site(book, site, site_folder(output, site)))
            progress.advance()
        write_flat(builder, output / FLAT_TABLE, more_sheets)
    write_region(book, summaries, output)
    progress.finish()
    return book


def write_region(book: BookView, summaries: Sequence[SiteSummary], output: Path) -> None:
    """Write the documents of the 考区 into `output`."""
    on_paper = any(paper.form is Form.PAPER for paper in book.papers)
    for entry in REGION_REPORTS:
        if entry.when == "always" or on_paper:
            file = f"{entry.name}.xlsx"
            if own := book.at(file):
                import_module(entry.module).write(own, summaries, output / file)


def site_folder(output: Path, site: SiteView) -> Path:
    """Return the folder of a site's documents."""
    return output / folder_name(site.code, site.name)


def write_site(book: BookView, site: SiteView, folder: Path) -> SiteSummary:
    """Write every document of one site and return its figures; runs in any process."""
    folder.mkdir(parents=True, exist_ok=True)
    on_paper = any(room.form is Form.PAPER for room in site.rooms)
    for entry in SITE_REPORTS:
        if entry.when == "always" or on_paper:
            file = f"{entry.name}.xlsx"
            if own := book.at(f"{folder_name(site.code, site.name)}/{file}"):
                import_module(entry.module).write(own, site, folder / file)
    return summarise(site)


def _in_processes(
    builder: Builder,
    sites: list[SiteView],
    output: Path,
    jobs: int,
    progress: Progress,
    more_sheets: Sequence[MoreSheet],
) -> list[SiteSummary]:
    book = builder.book
    try:
        with worker_pool(jobs) as pool:
            # The flat table is the longest single piece of work, so it is under way first.
            futures = [
                pool.submit(write_site, book, site, site_folder(output, site)) for site in sites
            ]
            write_flat(builder, output / FLAT_TABLE, more_sheets)
            return list(_finished(futures, progress))
    except BrokenProcessPool as error:
        raise LimitError(
            "一个工作进程意外结束（可能是内存不足）。请关闭其他程序，或加 --jobs 1 后重试；"
            "原有结果没有改动。"
        ) from error


def _finished(futures: Iterable[Future[SiteSummary]], progress: Progress) -> Iterator[SiteSummary]:
    for future in futures:
        yield future.result()
        progress.advance()


def write_flat(builder: Builder, target: Path, more_sheets: Sequence[MoreSheet] = ()) -> None:
    """Write 编排总表: candidates, rooms, and what `more_sheets` holds of the staff."""
    if own := builder.book.at(FLAT_TABLE):
        write_flat_table(own, builder.candidate_rows(), builder.room_rows(), target, more_sheets)
