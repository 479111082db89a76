"""The second act of a draw that takes two: another person confirms by its digest what is drawn.

Of what two persons froze every draw takes two, and so does every redraw that counts. One proposes,
with the seed and, where it is drawn again, a reason; the other is shown a digest of what is drawn
from, with which seed, for which time and why, and types it off (规程 第四十二条). With halves of a
seed both act anyway: each half is committed to what is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from allocator.errors import AuditError, UsageError
from allocator.record.ceremony import LEAST_SHOWN, draw_digest, grouped, shows

if TYPE_CHECKING:
    from allocator.pipeline.amending import AmendOptions
    from allocator.pipeline.arrangement import Options
    from allocator.pipeline.days import DayOptions
    from allocator.record.halves import Subject

Given = TypeVar("Given", "Options", "DayOptions", "AmendOptions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What one person proposes and another is to confirm."""

    digest: str
    """As `draw_digest`."""
    words: str
    """What is drawn, with which seed, for which time, by whom and why, as the other reads it."""
    reviewer: str
    details: tuple[str, ...] = ()
    """Lines with all that is asked for, where it takes more than a sentence."""
    noun: str = "抽签"
    """What is not done where he does not confirm it."""


class Confirmer(Protocol):
    """Whoever gets a digest typed by the second person."""

    def typed(self, proposed: Proposed) -> str:
        """Return what the second person typed; blank: nothing, and nobody can be asked.

        Raises `UsageError` where he was asked and does not agree, `AuditError` where he mistyped
        the digest again and again.
        """
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A digest that the second person wrote on the command line."""

    text: str

    def typed(self, proposed: Proposed) -> str:  # asks nobody
        """Return it."""
        return self.text


def refuse_idle_confirmation(options: Options | DayOptions | AmendOptions) -> None:
    """Raise `UsageError` for a digest on the command line of a draw that nobody has to confirm.

    Taken in silence, it would look as if a second person had seen to it.
    """
    if isinstance(options.confirmer, Shown) and options.confirmer.text:
        why = "两人各输入一半种子" if options.halves is not None else "这次抽签不须另一人确认"
        raise UsageError(f"{why}，--confirm 没有用处。请去掉 --confirm 重新运行；没有抽签。")


def with_confirmation(
    options: Given,
    act: str,
    subject: Subject,
    what: str,
    *,
    by_two: bool = True,
    noun: str = "抽签",
    details: tuple[str, ...] = (),
) -> Given:
    """Return options with the digest that the second person confirmed, of a draw `by_two`.

    `act` as `draw_digest`, `what` names the draw, `noun` says what it is where it is no draw,
    `details` what the second person reads besides. Raises `UsageError` where nobody confirmed (it
    shows the digest), or somebody what need not be, and `AuditError` where the digest is another
    one.
    """
    if options.halves is not None or not by_two:
        refuse_idle_confirmation(options)
        return options
    persons = subject.operator, subject.reviewer
    number, seed, reason = subject.number, options.seed, options.reason
    proposed = Proposed(
        digest=draw_digest(act, subject.digest, number, seed, persons, reason),
        words=f"{subject.operator} 提出：{what}，第 {number} 次{noun}"
        + (f"，种子 {seed}" if seed else "")
        # A sentence goes on or ends after it.
        + (f"，理由：{reason.rstrip('。')}" if reason else ""),
        reviewer=subject.reviewer,
        noun=noun,
        details=details,
    )
    typed = options.confirmer.typed(proposed) if options.confirmer is not None else ""
    same = shows(proposed.digest, typed)
    if same is None:
        raise UsageError(
            f"{proposed.words}。须由复核人确认（规程 第四十二条）：请 {proposed.reviewer} "
            f"核对无误后，在同一命令后加 --confirm 和确认摘要（至少前 {LEAST_SHOWN} 位）。"
            f"确认摘要：{grouped(proposed.digest)}。没有{noun}。",
            details,
        )
    if not same:
        absent = "缺席人员、" if noun == "抽签" else ""
        raise AuditError(
            f"确认的摘要与这次{noun}不符，没有{noun}。{proposed.words}。确认摘要："
            f"{grouped(proposed.digest)}。请核对内容、种子、{absent}次数、理由和两人是否与"
            "提出时相同，由复核人重新确认。"
        )
    return replace(options, confirmed=proposed.digest)
