"""The record of staff: recusals, the structure of posts, who was drawn, and a sheet for each site.

Canonical JSON beside the record of seats. The digest that enters the draw of posts covers that
record too, for who is barred from where depends on where candidates sit. The sheet of a site is
all that its draws of the day need, so they run from it alone.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from allocator import METHOD_VERSION
from allocator.errors import LimitError, UsageError
from allocator.models.domain.amending import amended_posting, amended_posts
from allocator.models.domain.day_draws import Resilience, SiteSheet
from allocator.models.domain.staffing import PostingPlan, PostsPlan, Recusal
from allocator.record.amendments import read_amendments
from allocator.record.canonical import canonical_bytes, digest_of, thaw
from allocator.record.solver import solved_by
from allocator.record.store import DRAW, INPUTS, STRUCTURE, load_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

RECUSALS, POSTING, POSTS = "recusals.json", "posting.json", "posts.json"
_SHOWN = 20
STAFF_RUN, RESILIENCE, SHEETS = "staff.json", "resilience.json", "sheets"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffClaims:
    """What the run says of its posts; the audit holds the exported workbooks against it."""

    method: str
    seed: str
    digest: str
    """SHA-256 over inputs, structure and seats, then recusals and structure of posts."""
    result_digest: str
    """SHA-256 of the canonical posts."""
    operator: str
    reviewer: str
    solver: str = field(default="", metadata={"unsaid": True})
    """What found the structure of posts, as `solved_by`."""


@dataclass(frozen=True, slots=True)
class FrozenPosts:
    """Canonical bytes of recusals and structure of posts, with the digest that enters the draw."""

    recusals: bytes
    posting: bytes
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord:
    """The record of staff read back."""

    recusals: tuple[Recusal, ...]
    posting: PostingPlan
    posts: PostsPlan
    resilience: tuple[Resilience, ...]


def freeze_posts(
    seats: Sequence[bytes], recusals: Sequence[Recusal], posting: PostingPlan
) -> FrozenPosts:
    """Freeze recusals and structure of posts before their draw.

    `seats` are the bytes of inputs, structure and draw of seats, in this order.
    """
    a, b = canonical_bytes(tuple(recusals)), canonical_bytes(posting)
    return FrozenPosts(a, b, digest_of(*seats, a, b))


def read_seat_bytes(folder: Path) -> tuple[bytes, bytes, bytes]:
    """Return the bytes of inputs, structure and draw of seats in a record."""
    try:
        inputs, structure, draw = (
            (folder / name).read_bytes() for name in (INPUTS, STRUCTURE, DRAW)
        )
    except OSError as error:
        raise LimitError(f"记录不完整：{folder} 中缺少 {error.filename}。请恢复备份。") from error
    return inputs, structure, draw


def write_staff(
    folder: Path,
    frozen: FrozenPosts,
    posts: PostsPlan,
    sheets: Sequence[SiteSheet],
    resilience: Sequence[Resilience],
    *,
    seed: str,
    operator: str,
    reviewer: str,
) -> StaffClaims:
    """Write the record of staff into `folder` and return the claims."""
    drawn = canonical_bytes(posts)
    claims = StaffClaims(
        method=METHOD_VERSION,
        seed=seed,
        digest=frozen.digest,
        result_digest=digest_of(drawn),
        operator=operator,
        reviewer=reviewer,
        solver=solved_by(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECUSALS).write_bytes(frozen.recusals)
    (folder / POSTING).write_bytes(frozen.posting)
    (folder / POSTS).write_bytes(drawn)
    write_resilience(folder, resilience)
    write_sheets(folder, sheets)
    (folder / STAFF_RUN).write_bytes(canonical_bytes(claims))
    return claims


def write_sheets(folder: Path, sheets: Iterable[SiteSheet]) -> None:
    """Write sheets of sites into a record in the making."""
    (folder / SHEETS).mkdir(parents=True, exist_ok=True)
    for sheet in sheets:
        _sheet_file(folder, sheet.site).write_bytes(canonical_bytes(sheet))


def write_resilience(folder: Path, resilience: Sequence[Resilience]) -> None:
    """Write what every draw of the day bears into a record in the making."""
    (folder / RESILIENCE).write_bytes(canonical_bytes(tuple(resilience)))


def _sheet_file(folder: Path, site: str) -> Path:
    """Return where the sheet of a site lies; 考点代码 may hold what a file name must not."""
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", site)
    return folder / SHEETS / f"{name}.json"


def has_staff(folder: Path) -> bool:
    """Return whether a record holds posts."""
    return (folder / STAFF_RUN).is_file()


def read_staff_claims(folder: Path) -> StaffClaims:
    """Return what the recorded posts claim; raises `LimitError` when there are none."""
    return thaw(StaffClaims, load_json(folder / STAFF_RUN))


def staff_at(folder: Path, site: str) -> frozenset[str]:
    """Return the 工号 of all who are posted at a site, in whatever post."""
    return frozenset(one.staff for one in read_staff(folder).posts.posted if one.site == site)


def read_staff(folder: Path) -> StaffRecord:
    """Return the record of staff, amendments put on; raises as `read_drawn_staff` does."""
    drawn, amendments = read_drawn_staff(folder), read_amendments(folder)
    return replace(
        drawn,
        posting=amended_posting(drawn.posting, amendments),
        posts=amended_posts(drawn.posting, drawn.posts, amendments),
    )


def read_drawn_staff(folder: Path) -> StaffRecord:
    """Return the record of staff as it was drawn, with what the draws bear by now.

    Raises `LimitError` where it is not that of its digest.
    """
    claims = read_staff_claims(folder)
    try:
        recusals, posting, posts = (
            (folder / name).read_bytes() for name in (RECUSALS, POSTING, POSTS)
        )
    except OSError as error:
        raise LimitError(f"记录不完整：{folder} 中缺少 {error.filename}。请恢复备份。") from error
    digest = digest_of(*read_seat_bytes(folder), recusals, posting)
    if digest != claims.digest or digest_of(posts) != claims.result_digest:
        raise LimitError(f"记录被改动过：{folder} 中的岗位数据与摘要不符。请恢复备份。")
    return StaffRecord(
        recusals=thaw(tuple[Recusal, ...], json.loads(recusals)),
        posting=thaw(PostingPlan, json.loads(posting)),
        posts=thaw(PostsPlan, json.loads(posts)),
        resilience=thaw(tuple[Resilience, ...], load_json(folder / RESILIENCE)),
    )


def sites_with_sheets(folder: Path) -> tuple[str, ...]:
    """Return the 考点代码 of all sheets of a record, sorted."""
    return tuple(sorted(path.stem for path in (folder / SHEETS).glob("[!.]*.json")))


def read_sheet(folder: Path, site: str) -> tuple[SiteSheet, bytes]:
    """Return the sheet of a site with its bytes, which enter the digest of its draws.

    Raises `UsageError` where the site has none, `LimitError` where it is not that of the recorded
    posts.
    """
    path = _sheet_file(folder, site)
    if not path.is_file():
        codes = sites_with_sheets(folder)
        known = "、".join(codes[:_SHOWN]) + (" 等" if len(codes) > _SHOWN else "")
        raise UsageError(
            f"没有考点 {site} 的抽签资料。"
            + (f"有资料的考点：{known}。" if known else "请先用 allocator posts 安排岗位。")
        )
    sheet = thaw(SiteSheet, load_json(path))
    if sheet.digest != read_staff_claims(folder).digest:
        raise LimitError(f"考点 {site} 的抽签资料与岗位安排的摘要不符。请恢复备份。")
    return sheet, path.read_bytes()
