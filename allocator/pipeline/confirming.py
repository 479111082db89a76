"""The second act of a redraw: another person confirms, by its digest, what is to be drawn again.

One proposes, with a reason; the other is shown a digest of what is drawn from, for which time and
why, and types it off (规程 第四十二条). With halves of a seed both act anyway: each half is
committed to what is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from allocator.errors import AuditError, UsageError
from allocator.record.ceremony import LEAST_SHOWN, grouped, redraw_digest, shows
from allocator.record.ledger import masked

if TYPE_CHECKING:
    from allocator.pipeline.arrangement import Options
    from allocator.pipeline.days import DayOptions

Given = TypeVar("Given", "Options", "DayOptions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What one person proposes and another is to confirm."""

    digest: str
    """As `redraw_digest`."""
    words: str
    """What is drawn again, for which time, by whom and why, as the other is to read it."""
    reviewer: str


class Confirmer(Protocol):
    """Whoever gets a digest typed by the second person."""

    def typed(self, proposed: Proposed) -> str:
        """Return what the second person typed; blank: nothing, and nobody can be asked."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A digest that the second person wrote on the command line."""

    text: str

    def typed(self, proposed: Proposed) -> str:  # asks nobody
        """Return it."""
        return self.text


def with_confirmation(options: Given, digest: str, number: int, what: str) -> Given:
    """Return options with the digest that the second person confirmed.

    `digest` is that of what is drawn from, `number` that of the draw, `what` names it. Raises
    `UsageError` where nobody confirmed (it shows the digest) and `AuditError` where the digest is
    another one.
    """
    if options.halves is not None:
        return options
    proposed = Proposed(
        digest=redraw_digest(digest, number, options.reason),
        words=f"{masked(options.operator)} 提出：{what}，第 {number} 次抽签，"
        f"理由：{options.reason}",
        reviewer=masked(options.reviewer),
    )
    typed = options.confirmer.typed(proposed) if options.confirmer is not None else ""
    same = shows(proposed.digest, typed)
    if same is None:
        raise UsageError(
            f"{proposed.words}。重抽须由复核人确认（规程 第四十二条）：请 {proposed.reviewer} "
            f"核对无误后，在同一命令后加 --confirm 和重抽摘要（至少前 {LEAST_SHOWN} 位）。"
            f"重抽摘要：{grouped(proposed.digest)}。没有重抽。"
        )
    if not same:
        raise AuditError(
            f"确认的摘要与这次重抽不符，没有重抽。{proposed.words}。重抽摘要："
            f"{grouped(proposed.digest)}。请核对缺席人员、理由和次数是否与提出时相同，"
            "由复核人重新确认。"
        )
    return replace(options, confirmed=proposed.digest)
