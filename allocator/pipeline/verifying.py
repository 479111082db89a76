"""Recomputes a whole arrangement from its record and compares it with what was published.

The record says what was frozen and with which seeds; draws, recusals, sheets and the rows of every
table are made again from that, by the same code, and compared with the record and, cell by cell,
with 编排总表 and the workbooks of the draws. Nothing is written.

Not made again: the structures that solvers found (which kinds go where), and the proofs about them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from allocator import METHOD_VERSION
from allocator.errors import AllocatorError, AuditError, LimitError, NoRecordError
from allocator.pipeline.verify_tables import Difference, Sheet, compare, of_record
from allocator.record.canonical import canonical_bytes, digest_of, thaw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan, SeatingPlan
    from allocator.progress import Progress
    from allocator.record.store import RunClaims

T = TypeVar("T")
_CANDIDATE = ("报名序号", "科目代码")
_ROOM = ("考试代码", "批次", "考点代码", "考场号", "场次", "科目代码", "级别", "专业")
_POST = ("考点代码", "岗位", "场次", "工号")
_RECUSAL = ("考试代码", "工号", "规则", "考生报名序号")
"""Columns that say which row of a sheet is which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What came of a verification."""

    differences: tuple[Difference, ...]
    cells: int
    """Cells of workbooks that were compared."""
    seats: int
    draws: int
    """Draws of the day that were made again, rehearsals included."""


class UnreadableError(AllocatorError):
    """A file of the record is missing or is not what it was."""


def verify(output: Path, record: Path, *, jobs: int, progress: Progress) -> Verification:
    """Recompute everything; raises `NoRecordError` where there is nothing to verify."""
    from allocator.publish import caught_up

    caught_up(output, record)
    if not (record / "run.json").is_file() and not (record / "inputs.json").is_file():
        raise NoRecordError(record)
    work = _Work(output, record, jobs, progress)
    work.log()
    try:
        work.seats()
        work.staff()
        work.days()
    except UnreadableError as error:
        work.found.append(of_record("", f"{error}；之后的内容没有核对，请恢复备份"))
    except AllocatorError as error:
        work.found.append(of_record("", f"按记录重算不能完成（{error}）"))
    except (KeyError, IndexError, ValueError, TypeError) as error:
        # Facts that contradict each other: the digests above tell which file was changed.
        work.found.append(of_record("", f"记录的内容前后矛盾，不能重算（{type(error).__name__}）"))
    return Verification(
        differences=tuple(work.found), cells=work.cells, seats=work.seat_count, draws=work.draws
    )


class _Work:
    """One verification under way."""

    def __init__(self, output: Path, record: Path, jobs: int, progress: Progress) -> None:
        self.found: list[Difference] = []
        self.cells = self.seat_count = self.draws = 0
        self._output, self._record, self._jobs, self._progress = output, record, jobs, progress
        self._raw: dict[str, bytes] = {}

    def log(self) -> None:
        """Check chain and files of the record; what else differs is told all the same."""
        from allocator.record.ledger import open_record

        try:
            open_record(self._record)
        except (AuditError, LimitError) as error:
            self.found.append(of_record("record.sqlite", str(error)))

    def _load(self, kind: type[T], name: str) -> T:
        try:
            data = self._raw[name] = (self._record / name).read_bytes()
            value = thaw(kind, json.loads(data))
        except OSError as error:
            raise UnreadableError(f"记录缺少 {name}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableError(f"记录的 {name} 已损坏，无法读取") from error
        if canonical_bytes(value) != data:
            self.found.append(of_record(name, "不是规范的 JSON，文件被改写过"))
        return value

    def _check(self, name: str, field: str, stated: str, *parts: str) -> None:
        computed = digest_of(*(self._raw[part] for part in parts))
        if computed != stated:
            what = "、".join(parts)
            self.found.append(of_record(name, f"{field} 与 {what} 不符：应为 {computed}，"
                                              f"记录为 {stated}"))  # fmt: skip

    def seats(self) -> None:
        """Draw the seats again; compare them, and 考生编排 and 考场编排."""
        from allocator.models.domain.exam import Inputs
        from allocator.models.domain.plans import RoomingPlan, SeatingPlan
        from allocator.record.store import DRAW, INPUTS, RUN, STRUCTURE, RunClaims
        from allocator.reporting import flat_table
        from allocator.reporting.build import Builder
        from allocator.solvers.kinds import Kinds
        from allocator.solvers.seating import draw_seats
        from allocator.solvers.tickets import with_tickets

        claims = self._claims = self._load(RunClaims, RUN)
        inputs = self._inputs = self._load(Inputs, INPUTS)
        plan = self._plan = self._load(RoomingPlan, STRUCTURE)
        recorded = self._load(SeatingPlan, DRAW)
        self._check(RUN, "digest", claims.digest, INPUTS, STRUCTURE)
        self._check(RUN, "result_digest", claims.result_digest, DRAW)
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
        self.found += _seat_differences(inputs, plan, seating, recorded)
        self.found += _claim_differences(claims, plan, seating)
        self._progress.start("核对编排总表", 4)
        builder = Builder(inputs, plan, seating, digest=claims.digest, seed=claims.seed,
                          full_ids=claims.full_ids)  # fmt: skip
        for sheet in (
            Sheet("考生编排", flat_table.CANDIDATE_COLUMNS, _CANDIDATE, "报名序号",
                  builder.candidate_rows()),
            Sheet("考场编排", flat_table.ROOM_COLUMNS, _ROOM, "考场号", builder.room_rows()),
        ):  # fmt: skip
            self._flat(sheet)

    def _flat(self, sheet: Sheet) -> None:
        from allocator.publish import FLAT_TABLE

        done = compare(self._output / FLAT_TABLE, FLAT_TABLE, sheet)
        self.found += done.differences
        self.cells += done.cells
        self._progress.advance()

    def staff(self) -> None:
        """Make recusals, posts and sheets again; compare them, and 岗位安排 and 回避名单."""
        from allocator.pipeline.verify_staff import Staff
        from allocator.record.staff_store import has_staff
        from allocator.reporting import flat_table
        from allocator.reporting.staff_export import posting_rows, recusal_rows

        self._staff = None
        if not has_staff(self._record):
            left = [p.name for p in sorted(self._record.glob("po*.json"))]
            if left:
                raise UnreadableError(f"记录缺少 staff.json，却有 {'、'.join(left)}")
            self._progress.finish()
            return
        staff = self._staff = Staff(self._inputs, self._plan, self._seating, self._load)
        for name, field, stated, parts in staff.digests():
            self._check(name, field, stated, *parts)
        self.found += staff.differences(self._record)
        posts = posting_rows(self._inputs, staff.posting, staff.posts)
        barred = recusal_rows(self._inputs, staff.recusals, staff.scopes)
        self._flat(Sheet("岗位安排", flat_table.POST_COLUMNS, _POST, "工号", posts))
        self._flat(Sheet("回避名单", flat_table.RECUSAL_COLUMNS, _RECUSAL, "工号", barred))
        self._progress.finish()

    def days(self) -> None:
        """Make every draw of the day again, site by site."""
        from allocator.pipeline.staffing import each_site
        from allocator.pipeline.verify_days import verify_site

        if self._staff is None:
            return
        sheets = self._staff.sheets
        self._progress.start("重算监考抽签", len(sheets))
        work = partial(verify_site, output=self._output, record=self._record)
        for done in each_site(work, sheets, self._jobs):
            self.found += done.differences
            self.cells += done.cells
            self.draws += done.draws
            self._progress.advance()
        self._progress.finish()


def _seat_differences(
    inputs: Inputs, plan: RoomingPlan, ours: SeatingPlan, theirs: SeatingPlan
) -> Iterator[Difference]:
    """Tell whose recorded seat or ticket is not the drawn one."""
    recorded = {seat.candidate: seat for seat in theirs.seats}
    if len(recorded) != len(theirs.seats) or len(theirs.seats) != len(ours.seats):
        words = f"应有 {len(ours.seats)} 个座位，记录有 {len(theirs.seats)} 个"
        yield of_record("draw.json", words)

    def words_of(seat: Any) -> str:
        if seat is None:
            return "没有"
        return (
            f"考场 {plan.open_rooms[seat.open_room].number} 座位 {seat.seat} 准考证号 {seat.ticket}"
        )

    for seat in ours.seats:
        other = recorded.get(seat.candidate)
        if other != seat:
            key = f"报名序号 {inputs.candidates[seat.candidate].registration}"
            yield of_record("draw.json", f"应为 {words_of(seat)}，记录为 {words_of(other)}", key)


def _claim_differences(
    claims: RunClaims, plan: RoomingPlan, seating: SeatingPlan
) -> Iterator[Difference]:
    """Tell which objective a run states otherwise than its structure and seats do."""
    if claims.tiers != plan.tiers:
        yield of_record("run.json", "各项目标 tiers 与 structure.json 不符")
    stated = (claims.pairs_left, claims.pairs_bound)
    if stated != (seating.pairs_left, seating.pairs_bound):
        words = f"同单位相邻应为 {seating.pairs_left} 对，记录为 {claims.pairs_left} 对"
        yield of_record("run.json", words)
