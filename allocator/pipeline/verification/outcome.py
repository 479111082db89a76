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
    rehearsals: int = 0
    """Those among them."""
    redraws: int = 0
    """Seats or posts of the day that were drawn again: what was drawn before is void."""
    amendments: int = 0
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

    @property
    def recomputed(self) -> str:
        """Return the words for what was made again besides the seats, each kind by itself."""
        official = self.draws - self.rehearsals
        told = [f"、监考抽签 {official} 次"]
        told += [f"、演练 {self.rehearsals} 次"] if self.rehearsals else []
        told += [f"、变更 {self.amendments} 次"] if self.amendments else []
        return "".join(told) + (f"（重抽过 {self.redraws} 次）" if self.redraws else "")
