"""Everything that was published of an arrangement, held against what it is made from.

`compare_published` takes the record as it is: for an audit, which asks what was edited since.
`verify` recomputes first and compares with that.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

from allocator.pipeline.marking import marks_of
from allocator.pipeline.processes import each_site
from allocator.pipeline.verification.books import Books, Trust, shown
from allocator.pipeline.verification.concealed import concealed, footers, plain_footer
from allocator.pipeline.verification.documents import Source, StaffSource, compare_documents
from allocator.pipeline.verification.tables import NO_BOOK, NO_FILE, Difference, Sheet, compare
from allocator.publish import FLAT_TABLE
from allocator.reporting.flat_table import flat_footer
from allocator.reporting.marks import mark_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from allocator.models.domain.exam import Inputs
    from allocator.progress import Progress
    from allocator.record.documents import Published
    from allocator.record.ledger import Ledger
    from allocator.record.store import RunClaims
    from allocator.reporting.amendment_sheet import AmendmentSheet

_CANDIDATE = ("报名序号", "科目代码")
_ROOM = ("考试代码", "批次", "考点代码", "考场号", "场次", "科目代码", "级别", "专业")
_POST = ("考点代码", "岗位", "场次", "工号")
_RECUSAL = ("考试代码", "工号", "规则", "考生报名序号")
"""Columns that say which row of a sheet is which."""


def compare_published(
    output: Path, record: Path, ledger: Ledger, *, jobs: int, progress: Progress
) -> Books:
    """Compare every workbook below `output` with the record, which was found whole."""
    from allocator.pipeline.days import VOID
    from allocator.pipeline.verification.days import verify_site
    from allocator.pipeline.verification.witnesses import days_made
    from allocator.record.documents import read_published
    from allocator.record.staff_store import read_sheet, sites_with_sheets

    published = read_published(record, VOID)
    trust = Trust(published.files)
    # No list has the sheets of witnesses; another version may lay them out otherwise.
    known = ledger if published.is_ours else None
    source = source_of(record, known)
    # The table of all candidates is the largest file, and the only one whose contents have no
    # digest.
    found = trust.vouched(output, [FLAT_TABLE]) or compare_flat(source, output, progress)
    if known is not None:
        found = found.plus(Books(tuple(announced_differences(source.inputs, known, output))))
    found = found.plus(compare_documents(source, output, trust, jobs=jobs, progress=progress))
    if source.staff is None:
        return _without_copies(found, source, output, record, published)
    sheets = [read_sheet(record, site)[0] for site in sites_with_sheets(record)]
    work = partial(
        verify_site,
        output=output,
        record=record,
        how=None if known is None else days_made(known),
        trust=trust,
        recompute=False,
    )
    progress.start("核对抽签文书", len(sheets))
    for done in each_site(work, sheets, jobs):
        found = found.plus(done.books)
        progress.advance()
    progress.finish()
    return _without_copies(found, source, output, record, published)


def _without_copies(
    found: Books, source: Source, output: Path, record: Path, published: Published
) -> Books:
    from allocator.pipeline.verification.copies import without_copies

    return without_copies(found, output, record, source.inputs, published.files)


def announced_differences(inputs: Inputs, ledger: Ledger, output: Path) -> Iterator[Difference]:
    """Tell where 封存摘要 does not announce what was frozen; nothing without a freeze."""
    from allocator.pipeline.announcing import PAGE, PICTURE, TEXT, announced, printed
    from allocator.record.ceremony import proposal_of

    proposal = proposal_of(ledger)
    if proposal is None:
        return
    text, picture = announced(inputs, proposal.digest, proposal.sm3)
    there = {name: _bytes(output / name) for name in (TEXT, PICTURE)}
    for name, data in there.items():
        if data is None:
            yield Difference(name, "", 0, "", "", "", "", NO_FILE)
    told = [lines for lines in _readings(there[TEXT] or b"") if lines]
    if there[TEXT] is not None and text.splitlines() not in told:
        row = next((n for n, pair in enumerate(zip_longest(*told[:1], text.splitlines()), 1)
                    if pair[0] != pair[-1]), 0)  # fmt: skip
        yield Difference(TEXT, "", row, "", "", "", "", "与封存的数据不符")
    if there[PICTURE] not in (None, picture):
        yield Difference(PICTURE, "", 0, "", "", "", "", "不是封存数据的二维码")
    # Who wants the page prints it: it may have been taken away.
    page = printed(inputs, proposal.digest, proposal.sm3, proposal.number)
    if (_bytes(output / PAGE) or page.encode()).splitlines() != page.encode().splitlines():
        yield Difference(PAGE, "", 0, "", "", "", "", "与封存的数据不符")


def _readings(data: bytes) -> Iterator[list[str]]:
    """Yield the lines of a text in every encoding in which an editor may have saved it."""
    for encoding in ("utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"):
        with suppress(UnicodeError):
            yield data.decode(encoding).splitlines()


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def source_of(record: Path, ledger: Ledger | None) -> Source:
    """Return what the documents of a record are made from; raises as `read_arrangement` does."""
    from allocator.record.staff_store import has_staff, read_staff, read_staff_claims
    from allocator.record.store import read_arrangement, read_claims
    from allocator.solvers.staff.places import printed_scopes, rooms_of_candidates

    inputs, plan, seating = read_arrangement(record)
    staff = None
    if has_staff(record):
        read = read_staff(record)
        named = [one.registration for one in read.recusals if one.scope != "考试"]
        rooms = rooms_of_candidates(inputs, plan, seating, named)
        staff = StaffSource(
            posting=read.posting,
            posts=read.posts,
            recusals=read.recusals,
            scopes=printed_scopes(read.recusals, rooms),
            resilience=read.resilience,
            mark=mark_of(read_staff_claims(record).result_digest),
        )
    claims = read_claims(record)
    return Source(
        inputs=inputs, plan=plan, seating=seating, claims=claims, staff=staff, ledger=ledger,
        papers=_papers(record, claims), marks=marks_of(record),
    )  # fmt: skip


def _papers(record: Path, claims: RunClaims) -> tuple[AmendmentSheet, ...]:
    """Return 变更单 of every amendment of a record."""
    from allocator.pipeline.amended_state import drawn_state
    from allocator.pipeline.verification.amended import papers_of, to_print
    from allocator.record.amendments import amendment_files, read_amendments

    amendments = read_amendments(record)
    if not amendments:
        return ()
    state = drawn_state(record)
    data = [path.read_bytes() for path in amendment_files(record)]
    return papers_of(
        state, list(zip(amendments, data, strict=True)),
        [to_print(record, one.number) for one in amendments],
        full_ids=claims.full_ids,
    )  # fmt: skip


def compare_flat(source: Source, output: Path, progress: Progress) -> Books:
    """Compare the sheets of 编排总表, row by row."""
    progress.start("核对编排总表", 4)
    path, names = output / FLAT_TABLE, ["考生编排", "考场编排"]
    if not path.is_file():
        progress.finish()
        return Books((Difference(FLAT_TABLE, "", 0, "", "", "", "", NO_BOOK),), 1)
    names += ["岗位安排", "回避名单"] if source.staff is not None else []
    differences, cells = list(concealed(path, FLAT_TABLE, names)), 0
    mark = source.marks.get(FLAT_TABLE) or mark_of(source.claims.result_digest)
    below = plain_footer(flat_footer(mark))
    differences += [
        Difference(FLAT_TABLE, name, 0, "", "", "", "", f"页脚应为“{below}”，现为“{shown(other)}”")
        for name, other in footers(path).items()
        if name in names and other != below
    ]
    for sheet in _flat_sheets(source):
        done = compare(path, FLAT_TABLE, sheet)
        differences += done.differences
        cells += done.cells
        progress.advance()
    progress.finish()
    return Books(tuple(differences), 1, cells)


def _flat_sheets(source: Source) -> Iterator[Sheet]:
    from allocator.reporting import flat_table
    from allocator.reporting.build import Builder
    from allocator.reporting.staff_export import posting_rows, recusal_rows

    inputs, claims, staff = source.inputs, source.claims, source.staff
    builder = Builder(inputs, source.plan, source.seating, full_ids=claims.full_ids)
    yield Sheet("考生编排", flat_table.CANDIDATE_COLUMNS, _CANDIDATE, "报名序号",
                builder.candidate_rows())  # fmt: skip
    yield Sheet("考场编排", flat_table.ROOM_COLUMNS, _ROOM, "考场号", builder.room_rows())
    if staff is not None:
        posts = posting_rows(inputs, staff.posting, staff.posts)
        barred = recusal_rows(inputs, staff.recusals, staff.scopes)
        yield Sheet("岗位安排", flat_table.POST_COLUMNS, _POST, "工号", posts)
        yield Sheet("回避名单", flat_table.RECUSAL_COLUMNS, _RECUSAL, "工号", barred)
