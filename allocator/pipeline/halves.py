"""A seed made on the spot of two halves: both committed in the log, then shown, then drawn with.

Only the order of things is decided here; who asks and shows is given (`Asker`). Nothing of a half
is shown or written before both are committed, and what is shown stands in the log first, so that
nobody knows a seed of which the log does not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from allocator.errors import LimitError, UsageError
from allocator.record.ceremony import COMMITTED, REVEALED
from allocator.record.halves import (
    LEAST,
    MOST,
    A,
    B,
    Revealed,
    Subject,
    commitment_facts,
    commitment_of,
    is_half,
    normal_half,
    reveal_facts,
    revealed_by,
    waiting,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.pipeline.arrangement import Options
    from allocator.pipeline.days import DayOptions
    from allocator.record.log import LogEntry

Given = TypeVar("Given", "Options", "DayOptions")


class Asker(Protocol):
    """Whoever asks the two persons for their halves and shows what they are to see."""

    def now(self) -> str:
        """Return the time, for the log."""
        ...

    def half(self, role: str, who: str) -> str:
        """Return the half that somebody types unseen; role `A` or `B`."""
        ...

    def committed(self, role: str, who: str, commitment: str) -> None:
        """Show a commitment that stands in the log."""
        ...

    def ready(self) -> None:
        """Return when both commitments have been noted down by whoever watches."""
        ...

    def revealed(self, found: Revealed, *, again: bool) -> None:
        """Show halves that stand in the log; `again`: an earlier command showed them before."""
        ...


class Book(Protocol):
    """A log that is carried on."""

    def entries(self) -> Sequence[LogEntry]:
        """Return all entries."""
        ...

    def append(self, act: str, facts: dict[str, Any]) -> LogEntry:
        """Append an act, durably."""
        ...


class RecordBook:
    """The log of a record."""

    def __init__(self, record: Path) -> None:
        """Take the folder of the record."""
        self._record = record

    def entries(self) -> Sequence[LogEntry]:
        """Return all entries."""
        from allocator.record import ledger

        return ledger.read_log(self._record)

    def append(self, act: str, facts: dict[str, Any]) -> LogEntry:
        """Append an act; raises as `ledger.append` does."""
        from allocator.record import ledger

        return ledger.append(self._record, act, facts)


def refuse_halves_of_one(operator: str, reviewer: str) -> None:
    """Raise where halves are not typed by two; `UsageError` where one is not named."""
    if not (operator.strip() and reviewer.strip()):
        raise UsageError(
            "用 --halves 须由两人各输入一半（规程 第四十二条）：请用 --operator 写明编排人、"
            "--reviewer 写明复核人。没有抽签。"
        )
    if operator.strip() == reviewer.strip():
        raise LimitError("编排人和复核人是同一人，不能各输入一半，没有抽签。须由两人分别担任。")


def refuse_rehearsed_halves(options: DayOptions) -> None:
    """Raise `UsageError` where halves are to be typed for a rehearsal, of which no log is kept."""
    if options.rehearsal and options.halves is not None:
        raise UsageError("演练不用 --halves：演练不计入，请用 --seed 写任意种子。没有抽签。")


def with_halves(options: Given, subject: Subject, book: Book) -> Given:
    """Return options with a seed; where halves are asked for, one made of them now.

    Halves shown for just this draw by a command that was cut short are taken again, and nobody is
    asked: whoever does not like a seed gets no other this way.
    """
    asker = options.halves
    if asker is None:
        return options
    refuse_halves_of_one(subject.operator, subject.reviewer)
    found = waiting(book.entries(), subject)
    again = found is not None
    if found is None:
        found = _made(asker, subject, book)
    elif (found.operator, found.reviewer) != (subject.operator, subject.reviewer):
        raise LimitError(
            f"本次抽签的种子 {found.seed} 已由 {found.operator}、{found.reviewer} 各出一半并公开，"
            "抽签没有完成。请仍由这两人用 --halves 继续；不能的，当众另定种子，用 --seed 写明。"
            "没有抽签。"
        )
    asker.revealed(found, again=again)
    return replace(options, seed=found.seed, revealed=found, time=asker.now())


def _made(asker: Asker, subject: Subject, book: Book) -> Revealed:
    """Ask for both halves; commit each before the next is typed; log both before they are shown."""
    from allocator.record.signing import fresh_nonce

    halves, nonces, entries = [], [], []
    for role in (A, B):
        who = subject.who(role)
        half, nonce = normal_half(asker.half(role, who)), fresh_nonce()
        if not is_half(half):
            raise UsageError(f"种子的一半应为 {LEAST} 至 {MOST} 位数字。没有抽签。")
        commitment = commitment_of(subject, role, half, nonce)
        facts = commitment_facts(subject, role, commitment) | {"time": asker.now()}
        entries.append(book.append(COMMITTED, facts).digest)
        halves.append(half)
        nonces.append(nonce)
        asker.committed(role, who, commitment)
    asker.ready()
    facts = reveal_facts(subject, halves, nonces, entries) | {"time": asker.now()}
    entry = book.append(REVEALED, facts)
    found = revealed_by(book.entries(), entry.digest)
    assert found is not None
    return found
