"""Recomputes a whole arrangement from its record and compares it with what was published.

The record says what was frozen and with which seeds; draws, recusals, sheets and the rows of every
table and document are made again from that, by the same code, and compared with the record and,
cell by cell, with every published workbook. Nothing is written.

The structures that solvers found (which kinds go where) are frozen and taken as they are; solved
again they must prove no less than the record claims (`proofs`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator import METHOD_VERSION
from allocator.errors import AllocatorError, AuditError, NoRecordError
from allocator.pipeline.days import VOID
from allocator.pipeline.marking import marks_of
from allocator.pipeline.verification.books import NO_TRUST, Books
from allocator.pipeline.verification.documents import Source, StaffSource, compare_documents
from allocator.pipeline.verification.outcome import Verification
from allocator.pipeline.verification.published import announced_differences, compare_flat
from allocator.pipeline.verification.record_files import RecordFiles, UnreadableError
from allocator.pipeline.verification.seats import claim_differences, seat_differences
from allocator.pipeline.verification.tables import Difference, of_record
from allocator.reporting.marks import mark_of

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.progress import Progress
    from allocator.record.ledger import Ledger

_CONTRADICTIONS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError,
                   StopIteration, TypeError, ValueError)  # fmt: skip
"""What comes of facts that contradict each other, such as a paper that ends before it begins."""


def verify(output: Path, record: Path, *, jobs: int, progress: Progress) -> Verification:
    """Recompute everything.

    Raises `NoRecordError` where there is nothing to verify, `NotDrawnError` where not yet.
    """
    from allocator.publish import caught_up

    caught_up(output, record)
    if not (record / "run.json").is_file() and not (record / "inputs.json").is_file():
        raise NoRecordError(record)
    work = _Work(output, record, jobs, progress)
    work.log()
    try:
        work.files.refuse_irregular()
        work.seats()
        work.staff()
        work.said()
        work.amendments()
        work.documents()
        work.days()
        work.beside()
        work.report()
        work.proofs()
    except UnreadableError as error:
        work.found.append(of_record("", f"{error}；之后的内容没有核对，请恢复备份"))
    except AllocatorError as error:
        work.found.append(of_record("", f"按记录重算不能完成（{error}）"))
    except _CONTRADICTIONS as error:
        # Facts that contradict each other: the digests above tell which file was changed.
        work.found.append(of_record("", f"记录的内容前后矛盾，不能重算（{type(error).__name__}）"))
    return Verification(
        differences=(*work.found, *work.books.differences),
        doubtful=tuple(work.doubtful),
        versions=work.versions,
        stale_report=work.stale_report,
        chosen=work.chosen,
        solvers=work.solvers,
        uncompared=work.books.uncompared,
        books=work.books.books,
        cells=work.books.cells,
        seats=work.seat_count,
        draws=work.draws,
        rehearsals=work.rehearsals,
        redraws=work.redraws,
        amendments=work.changes,
    )


class _Work:
    """One verification under way."""

    def __init__(self, output: Path, record: Path, jobs: int, progress: Progress) -> None:
        self.found: list[Difference] = []
        self.books = Books()
        self.seat_count = self.draws = self.rehearsals = self.redraws = self.changes = 0
        self.doubtful: list[Difference] = []
        self.versions: tuple[str, ...] = ()
        self.stale_report = False
        self.chosen: tuple[Difference, ...] = ()
        self.solvers: tuple[str, ...] = ()
        self._ledger: Ledger | None = None
        self._output, self._record, self._jobs, self._progress = output, record, jobs, progress
        self.files = RecordFiles(record, self.found)

    def log(self) -> None:
        """Check chain and files of the record; raises `LimitError` where a disk is in the way."""
        from allocator.record.ceremony import REDRAWN, refuse_undrawn
        from allocator.record.ledger import open_record

        try:
            self._ledger = open_record(self._record)
        except AuditError as error:
            self.found.append(of_record("record.sqlite", str(error)))
        else:
            refuse_undrawn(self._ledger)
            self.redraws = len(self._ledger.facts(REDRAWN))

    def said(self) -> None:
        """Hold what the log says of draws against the draws."""
        from allocator.pipeline.verification.logged import log_differences
        from allocator.record.documents import read_published
        from allocator.record.recompute import RECOMPUTE, text_of_recompute

        path = self._record / RECOMPUTE
        if not path.is_file() or path.read_bytes() != text_of_recompute():
            ours = read_published(self._record, VOID).is_ours
            words = "不是本版本程序写出的，请不要用它复算"
            (self.found if ours else self.doubtful).append(of_record(RECOMPUTE, words))
        if self._ledger is not None:
            self.found += log_differences(self._record, self._ledger.entries)

    def proofs(self) -> None:
        """Solve the structures again and hold what is claimed of them against that."""
        from allocator.pipeline.verification.proofs import Proofs
        from allocator.record.ceremony import FREEZE

        proofs = Proofs(self._jobs, self._progress)
        frozen = self._ledger is not None and bool(self._ledger.facts(FREEZE))
        proofs.rooms(self._inputs, self._plan, self._claims.solver, frozen=frozen)
        if self._staff is not None:
            proofs.posts(self._inputs, self._staff)
            proofs.draws(self._staff, self._resilience)
        self.found += proofs.found
        self.chosen, self.solvers = tuple(proofs.chosen), tuple(sorted(proofs.solvers))

    def seats(self) -> None:
        """Draw the seats again and compare them."""
        from allocator.models.domain.exam import Inputs
        from allocator.models.domain.plans import RoomingPlan, SeatingPlan
        from allocator.record.store import DRAW, INPUTS, RUN, STRUCTURE, RunClaims
        from allocator.solvers.kinds import Kinds
        from allocator.solvers.seating import draw_seats
        from allocator.solvers.tickets import with_tickets

        claims = self._claims = self.files.load(RunClaims, RUN)
        inputs = self._inputs = self.files.load(Inputs, INPUTS)
        plan = self._plan = self.files.load(RoomingPlan, STRUCTURE)
        recorded = self.files.load(SeatingPlan, DRAW)
        self.files.check(RUN, "digest", claims.digest, INPUTS, STRUCTURE)
        self.files.check(RUN, "result_digest", claims.result_digest, DRAW)
        if claims.method != METHOD_VERSION:
            words = f"方法版本为 {claims.method}，本程序为 {METHOD_VERSION}，不能重算"
            raise UnreadableError(words)
        kinds = Kinds(inputs)
        if kinds.kin != plan.apart:
            self.found.append(of_record(STRUCTURE, "须分开的考生 apart 与亲属关系、其他回避不符"))
        seating = self._seating = with_tickets(
            inputs, plan, draw_seats(inputs, kinds, plan, seed=claims.seed, digest=claims.digest,
                                     progress=self._progress),
        )  # fmt: skip
        self.seat_count = len(seating.seats)
        self.found += seat_differences(inputs, plan, seating, recorded)
        self.found += claim_differences(claims, plan, seating)

    def staff(self) -> None:
        """Make recusals, posts and sheets again and compare them."""
        from allocator.pipeline.verification.staff import Staff
        from allocator.record.staff_store import has_staff

        self._staff = None
        if not has_staff(self._record):
            left = [p.name for p in sorted(self._record.glob("po*.json"))]
            if left:
                raise UnreadableError(f"记录缺少 staff.json，却有 {'、'.join(left)}")
            return
        staff = self._staff = Staff(self._inputs, self._plan, self._seating, self.files.load)
        for name, field, stated, parts in staff.digests():
            self.files.check(name, field, stated, *parts)
        self.found += staff.differences()

    def amendments(self) -> None:
        """Make the amendments again, and compare what follows from all of it."""
        from allocator.models.domain.amendments import Amendment
        from allocator.pipeline.amended_state import Posts, State
        from allocator.pipeline.verification.amended import make_again, to_print
        from allocator.record.amendments import amendment_files
        from allocator.record.staff_store import POSTS
        from allocator.record.store import DRAW, INPUTS, STRUCTURE

        names = [path.relative_to(self._record).as_posix()
                 for path in amendment_files(self._record)]  # fmt: skip
        recorded = [(self.files.load(Amendment, name), self.files.raw[name]) for name in names]
        staff, raw, self.changes = self._staff, self.files.raw, len(names)
        state = State(
            inputs=self._inputs,
            plan=self._plan,
            seating=self._seating,
            staff=None if staff is None
            else Posts(recusals=staff.recusals, posting=staff.posting, posts=staff.posts),
            drawn=(raw[INPUTS], raw[STRUCTURE], raw[DRAW], raw.get(POSTS, b"")),
            earlier=(),
            amendments=(),
        )  # fmt: skip
        again = make_again(
            state, recorded, [to_print(self._record, one.number) for one, _ in recorded],
            full_ids=self._claims.full_ids, progress=self._progress,
        )  # fmt: skip
        self.found += again.differences
        if again.broken:
            raise UnreadableError(again.broken)
        self._inputs, self._papers = again.state.inputs, again.papers
        if staff is not None:
            staff.amend(again.state, again.known)
            self.found += staff.sheet_differences(self._record)

    def documents(self) -> None:
        """Write tables and documents again and compare them."""
        from allocator.models.domain.day_draws import Resilience
        from allocator.record.staff_store import RESILIENCE

        staff = None
        if self._staff is not None:
            self._resilience = self.files.load(tuple[Resilience, ...], RESILIENCE)
            staff = StaffSource(
                posting=self._staff.posting_now,
                posts=self._staff.posts,
                recusals=self._staff.recusals,
                scopes=self._staff.scopes,
                resilience=self._resilience,
                mark=mark_of(self._staff.claims.result_digest),
            )
        source = Source(
            inputs=self._inputs, plan=self._plan, seating=self._seating, claims=self._claims,
            staff=staff, ledger=self._ledger, papers=self._papers, marks=marks_of(self._record),
        )  # fmt: skip
        if self._ledger is not None:
            self.found += announced_differences(self._inputs, self._ledger, self._output)
        self.books = compare_flat(source, self._output, self._progress)
        self.books = self.books.plus(
            compare_documents(
                source, self._output, NO_TRUST, jobs=self._jobs, progress=self._progress
            )
        )

    def days(self) -> None:
        """Make every draw of the day again, site by site."""
        from allocator.pipeline.processes import each_site
        from allocator.pipeline.verification.days import verify_site
        from allocator.pipeline.verification.witnesses import days_made

        if self._staff is None:
            return
        sheets = self._staff.sheets
        self._progress.start("重算监考抽签", len(sheets))
        # Of a log that is not whole no times are taken.
        how = None if self._ledger is None else days_made(self._ledger)
        work = partial(verify_site, output=self._output, record=self._record, how=how,
                       trust=NO_TRUST)  # fmt: skip
        for done in each_site(work, sheets, self._jobs):
            self.books = self.books.plus(done.books)
            self.draws += done.draws
            self.rehearsals += done.rehearsals
            self._progress.advance()
        self._progress.finish()

    def beside(self) -> None:
        """Tell copies that deviate; set apart what another version may explain."""
        from allocator.pipeline.verification.books import with_photos
        from allocator.pipeline.verification.copies import without_copies
        from allocator.pipeline.verification.versions import set_apart
        from allocator.record.documents import read_published

        published = read_published(self._record, VOID)
        self.books = without_copies(self.books, self._output, self._record, self._inputs,
                                    published.files)  # fmt: skip
        if not published.is_ours:
            self.versions = tuple(sorted(published.versions)) or ("不明",)
            kept, doubtful = set_apart(self.books.differences, published.files, self._output)
            self.books = self.books._replace(differences=kept)
            self.doubtful += doubtful
        self.books = with_photos(self.books, self._output, published.files)

    def report(self) -> None:
        """Audit again what is as it must be, and compare 合规审查报告."""
        from allocator.pipeline.verification.reports import compare_report

        if self.found or self.books.differences or self.doubtful or self._ledger is None:
            return
        done = compare_report(self._output, self._record, self._ledger.entries, self._inputs,
                              self._claims, self._jobs, self._progress)  # fmt: skip
        self.books, self.stale_report = self.books.plus(done.books), done.stale
