"""Writes every printed document again from the record and compares it with what was published.

Site by site, into a folder for the moment. 编排总表 and 监考抽签, which programs read, are compared
row by row elsewhere (`tables`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from allocator.pipeline.processes import each_site
from allocator.pipeline.verification.books import Books, Trust, compare_books
from allocator.pipeline.verification.tables import Difference
from allocator.reporting.marks import mark_of
from allocator.reporting.text import folder_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from allocator.models.domain.day_draws import Resilience
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan, SeatingPlan
    from allocator.models.domain.staffing import PostingPlan, PostsPlan, Recusal
    from allocator.progress import Progress
    from allocator.record.ledger import Ledger
    from allocator.record.store import RunClaims
    from allocator.reporting.amendment_sheet import AmendmentSheet
    from allocator.reporting.build import Builder
    from allocator.reporting.staff_views import StaffSiteView
    from allocator.reporting.summary import SiteSummary
    from allocator.reporting.views import BookView, SiteView

TEMPORARY = "allocator-"
_SEAT_PLANS = "考场座次表.xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSource:
    """What the documents of the staff are made from."""

    posting: PostingPlan
    posts: PostsPlan
    recusals: tuple[Recusal, ...]
    scopes: Mapping[Recusal, str]
    resilience: tuple[Resilience, ...]
    mark: str
    """In the footer of each (`allocator.reporting.marks`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the documents of an arrangement are made from."""

    inputs: Inputs
    plan: RoomingPlan
    seating: SeatingPlan
    claims: RunClaims
    staff: StaffSource | None
    ledger: Ledger | None
    """None: 抽签见证单, which shows times, is not compared."""
    papers: tuple[AmendmentSheet, ...] = ()
    """变更单 of each amendment."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """By path: the mark of a document that an amendment wrote."""


class _Site(NamedTuple):
    """One site's share of the work."""

    folder: str
    seats: SiteView | None
    with_photos: SiteView | None
    """The same with room for photos, where the roster names any."""
    staff: StaffSiteView | None


class _Done(NamedTuple):
    summary: SiteSummary | None
    books: Books


def compare_documents(
    source: Source, output: Path, trust: Trust, *, jobs: int, progress: Progress
) -> Books:
    """Compare all documents of seats and posts below `output`, but for those in `trust`.

    Raises `LimitError` where there is no room for the documents that are written to compare with.
    """
    builder = _builder(source)
    sites = _sites(source, builder)
    progress.start("核对文书", len(sites) + 1)
    found, summaries = Books(), []
    staff_mark = "" if source.staff is None else source.staff.mark
    work = partial(_compare_site, book=builder.book, staff_mark=staff_mark, output=output,
                   trust=trust)  # fmt: skip
    for done in each_site(work, sites, jobs):
        found = found.plus(done.books)
        if done.summary is not None:
            summaries.append(done.summary)
        progress.advance()
    found = found.plus(Books(tuple(_strangers(output, {site.folder for site in sites}))))
    found = found.plus(Books(tuple(_strange_papers(output, source.papers))))
    found = found.plus(_compare_region(source, builder.book, summaries, output, trust))
    progress.finish()
    return found


def _builder(source: Source, *, photos: bool = False) -> Builder:
    from allocator.reporting.build import Builder

    return Builder(
        source.inputs,
        source.plan,
        source.seating,
        mark=mark_of(source.claims.result_digest),
        marks=source.marks,
        full_ids=source.claims.full_ids,
        photos_assumed=photos,
    )


def _sites(source: Source, builder: Builder) -> list[_Site]:
    from allocator.reporting.staff_build import StaffBuilder

    plain = {site.code: site for site in builder.sites()}
    photos = {}
    if any(candidate.photo for candidate in source.inputs.candidates):
        photos = {site.code: site for site in _builder(source, photos=True).sites()}
    posted = {}
    if source.staff is not None:
        makes = StaffBuilder(source.inputs, source.staff.posting, source.staff.posts)
        posted = {site.code: site for site in makes.sites()}
    return [
        _Site(
            folder=folder_name(site.code, site.name),
            seats=plain.get(site.code),
            with_photos=photos.get(site.code),
            staff=posted.get(site.code),
        )
        for site in source.inputs.sites
        if site.code in plain or site.code in posted
    ]


def _compare_site(
    site: _Site, *, book: BookView, staff_mark: str, output: Path, trust: Trust
) -> _Done:
    """Compare the documents of one site; runs in any process."""
    from allocator.reporting.export import write_site
    from allocator.reporting.staff_export import write_staff_site
    from allocator.reporting.summary import summarise

    vouched = trust.of_folder(output, site.folder)
    if vouched is not None:
        summary = summarise(site.seats) if site.seats is not None else None
        return _Done(summary, vouched)
    with TemporaryDirectory(prefix=TEMPORARY) as name:
        made, summary = Path(name), None
        if site.seats is not None:
            summary = write_site(book, site.seats, made)
        if site.staff is not None:
            write_staff_site(replace(book, mark=staff_mark), site.staff, made)
        found = Books()
        for path in sorted(made.glob("*.xlsx")):
            there, file = output / site.folder / path.name, f"{site.folder}/{path.name}"
            books = trust.vouched(output, [file])
            if books is not None:
                found = found.plus(books)
                continue
            photos = path.name == _SEAT_PLANS and site.with_photos is not None
            books = compare_books(path, there, file, photos=photos)
            if books.differences and photos and site.with_photos is not None:
                books = _with_photos(book, site.with_photos, path, there, file, books)
            found = found.plus(books)
    return _Done(summary, found)


def _with_photos(
    book: BookView, site: SiteView, made: Path, there: Path, file: str, plain: Books
) -> Books:
    """Return what agrees better: the seat plans without photos (`plain`), or with.

    The record does not say whether the pictures were at hand when the documents were made.
    """
    from allocator.reporting.seat_plan import write

    own = book.at(file)
    assert own is not None
    write(own, site, made)
    other = compare_books(made, there, file, photos=True)
    return min(plain, other, key=lambda books: len(books.differences))


def _strangers(output: Path, folders: Collection[str]) -> Iterator[Difference]:
    """Tell folders with documents of a site that has none.

    They are named as those of sites are; what lies in any others, `copies` looks at.
    """
    from allocator.reporting import SITE_REPORTS, STAFF_SITE_REPORTS

    names = {f"{entry.name}.xlsx" for entry in (*SITE_REPORTS, *STAFF_SITE_REPORTS)}
    codes = {len(folder.partition("_")[0]) for folder in folders}
    known = {folder.casefold() for folder in folders}
    for path in sorted(output.iterdir()):
        code, named, _ = path.name.partition("_")
        like_a_site = named and code.isascii() and len(code) in codes
        if (
            like_a_site
            and path.name.casefold() not in known
            and any((path / n).exists() for n in names)
        ):
            yield Difference(path.name, "", 0, "", "", "", "", "记录中没有这个考点的文书")


def _strange_papers(output: Path, papers: Sequence[AmendmentSheet]) -> Iterator[Difference]:
    """Tell 变更单 of amendments that the record does not have."""
    from allocator.pipeline.amendment_paper import paper_name

    known = {paper_name(paper.number) for paper in papers}
    for path in sorted(output.glob("变更单_第*次.xlsx")):
        if path.name not in known:
            yield Difference(path.name, "", 0, "", "", "", "", "记录中没有这次变更")


def _compare_region(
    source: Source, book: BookView, summaries: Sequence[SiteSummary], output: Path, trust: Trust
) -> Books:
    from allocator.pipeline.amendment_paper import paper_name
    from allocator.reporting.amendment_sheet import write as write_paper
    from allocator.reporting.export import write_region
    from allocator.reporting.staff_build import StaffBuilder
    from allocator.reporting.staff_export import write_staff_region

    with TemporaryDirectory(prefix=TEMPORARY) as name:
        made = Path(name)
        write_region(book, summaries, made)
        if source.staff is not None:
            staff = source.staff
            builder = StaffBuilder(source.inputs, staff.posting, staff.posts)
            region = builder.region(staff.recusals, staff.scopes, staff.resilience)
            write_staff_region(replace(book, mark=staff.mark), region, made)
        if source.ledger is not None:
            _witness(source, source.ledger, book.title, made)
        for paper in source.papers:
            write_paper(paper, made / paper_name(paper.number))
        return all_compared(made, output, trust)


def _witness(source: Source, ledger: Ledger, title: str, made: Path) -> None:
    from allocator.pipeline.verification.witnesses import write_seats_again

    write_seats_again(ledger, source.claims, made, title=title)


def all_compared(made: Path, output: Path, trust: Trust, place: str = "") -> Books:
    """Compare every workbook of the folder `made` with that of its name in `output`/`place`."""
    found = Books()
    for path in sorted(made.glob("*.xlsx")):
        file = f"{place}{path.name}"
        vouched = trust.vouched(output, [file])
        found = found.plus(vouched or compare_books(path, output / file, file))
    return found
