"""Late changes to what was published: facts put right, and people who take another's place.

An amendment lies on top of what was frozen and drawn; nothing of that is changed. Whoever reads a
record puts the amendments on, in their order (`record.amended`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from allocator.models.domain.plans import Tier  # noqa: TC001  # the record resolves it
from allocator.models.domain.staffing import Spread  # noqa: TC001  # the record resolves it

CANDIDATES, STAFF = "考生", "工作人员"
"""Sheets of which facts can be put right."""


class Correction(NamedTuple):
    """One cell of a roster that is put right."""

    sheet: str
    """`CANDIDATES` or `STAFF`."""
    key: str
    """报名序号 or 工号."""
    column: str
    """Header of the column, such as 姓名."""
    old: str
    new: str


class Move(NamedTuple):
    """One person takes the place of another: site, post and turns, and the order as a reserve."""

    leaves: str
    """工号 of whoever had the place."""
    takes: str
    """工号 of whoever has it now."""
    eligible: tuple[str, ...]
    """工号 of all who could take it as far as the rules see single people, ascending."""
    passed: int
    """How many of them the shuffle put before him: no chain with them could be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """One amendment: what was asked for, and what came of it."""

    number: int
    """1 for the first of a record, 2 for the next …"""
    method: str
    seed: str
    """Blank where nobody had to be drawn."""
    digest: str
    """Digest of what is amended and of what is asked for; it enters the draw."""
    corrections: tuple[Correction, ...]
    """By sheet as above, row of the roster, column of the sheet."""
    out: tuple[str, ...]
    """工号 of people who cannot serve any more, ascending."""
    fixed: tuple[str, ...]
    """考点代码, ascending, of sites that had drawn for a session or held a pack: nobody in a post
    that is drawn moved there any more."""
    moves: tuple[Move, ...]
    """Chain by chain, in the order of `out`; a chain ends with somebody who served nowhere."""
    spreads: tuple[Spread, ...]
    """STAFF-SPREAD as it is now; empty where nobody moved."""
    tiers: tuple[Tier, ...]
    """Objectives of posting as they are now; empty where nobody moved."""
    reason: str
    operator: str
    reviewer: str
    witness: str
