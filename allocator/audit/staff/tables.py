"""Reading sheets 岗位安排 and 回避名单 of 编排总表.xlsx back, as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.cells import Unreadable, table, text, whole
from allocator.audit.exported import MASTER, Gap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POSTS = "岗位安排"
RECUSALS = "回避名单"
_POST_COLUMNS = ("考点代码", "岗位", "场次", "工号", "姓名", "工作单位", "备用顺序")
_RECUSAL_COLUMNS = (
    "考试代码", "工号", "姓名", "规则", "类别", "范围", "考生报名序号", "关系链", "依据",
)  # fmt: skip


class PostRow(NamedTuple):
    """One row of 岗位安排."""

    site: str
    post: str
    session: int
    """0 where the cell is blank: all sessions of the site."""
    staff: str
    name: str
    unit: str
    order: int
    """备用顺序; 0 where the cell is blank: not a reserve."""
    line: int


class RecusalRow(NamedTuple):
    """One row of 回避名单."""

    exam: str
    staff: str
    name: str
    rule: str
    kind: str
    """类别."""
    scope: str
    """`考试`, `考点 01` or `考场 003（考点 01）`."""
    registration: str
    chain: str
    clause: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffTables:
    """What 编排总表 says of the staff, in the order in which it stands."""

    posts: tuple[PostRow, ...] = ()
    recusals: tuple[RecusalRow, ...] = ()
    gaps: tuple[Gap, ...] = ()
    """Sheets that cannot be read; `document` is the name of the sheet."""


def read_staff_tables(output: Path) -> StaffTables:
    """Return both sheets of 编排总表.xlsx below `output`; one that cannot be read is a gap."""
    path = output / MASTER
    gaps: list[Gap] = []
    posts: tuple[PostRow, ...] = ()
    recusals: tuple[RecusalRow, ...] = ()
    try:
        posts = tuple(_posts(path))
    except Unreadable as problem:
        gaps.append(Gap(POSTS, MASTER, str(problem)))
    try:
        recusals = tuple(_recusals(path))
    except Unreadable as problem:
        gaps.append(Gap(RECUSALS, MASTER, str(problem)))
    return StaffTables(posts=posts, recusals=recusals, gaps=tuple(gaps))


def at_posts(line: int) -> str:
    """Return the place of a finding in 岗位安排."""
    return f"{MASTER} {POSTS} 第 {line} 行"


def at_recusals(line: int) -> str:
    """Return the place of a finding in 回避名单."""
    return f"{MASTER} {RECUSALS} 第 {line} 行"


def _posts(path: Path) -> Iterator[PostRow]:
    for line, (site, post, session, staff, name, unit, order) in _rows(path, POSTS, _POST_COLUMNS):
        yield PostRow(
            text(site), text(post), _number(session), text(staff), text(name), text(unit),
            _number(order), line,
        )  # fmt: skip


def _recusals(path: Path) -> Iterator[RecusalRow]:
    for line, cells in _rows(path, RECUSALS, _RECUSAL_COLUMNS):
        exam, staff, name, rule, kind, scope, registration, chain, clause = map(text, cells)
        yield RecusalRow(
            exam, staff, name, rule, kind, scope, registration, chain, clause, line
        )  # fmt: skip


def _rows(
    path: Path, sheet: str, columns: tuple[str, ...]
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Yield Excel row and the cells of `columns` of each row in which one of them is filled."""
    header, rows = table(path, sheet, columns)
    pick = itemgetter(*(header.index(column) for column in columns))
    for line, row in rows:
        cells: tuple[object, ...] = pick(row)
        if any(cell != "" for cell in cells):
            yield line, cells


def _number(cell: object) -> int:
    return 0 if cell == "" else whole(cell)
