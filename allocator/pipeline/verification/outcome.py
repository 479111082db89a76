"""What comes of a verification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.pipeline.verification.tables import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What came of a verification."""

    differences: tuple[Difference, ...]
    books: int
    """Workbooks that were compared."""
    cells: int
    """Cells of them that were compared one by one: not in workbooks that are the same to the last
    byte."""
    seats: int
    draws: int
    """Draws of the day that were made again, rehearsals included."""
    doubtful: tuple[Difference, ...] = ()
    """Differences of documents that are as another version of the program listed them: it may have
    laid them out otherwise, so that they prove nothing."""
    versions: tuple[str, ...] = ()
    """Other versions of the program that wrote documents."""
    stale_report: bool = False
    """合规审查报告 is about the draws of an earlier moment of the record."""
    chosen: tuple[Difference, ...] = ()
    """Structures that the program does not find, of the versions and the kind of computer that
    found them: somebody chose them, unless another processor calculates otherwise."""
    solvers: tuple[str, ...] = ()
    """Other versions, or kinds of computers, that found other structures, as good as those here."""
    uncompared: tuple[str, ...] = ()
    """Places of what passes for a document and cannot be compared with it."""
