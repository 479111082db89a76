"""The ceremony as the log has it: what was frozen, by whom it was proposed and confirmed.

One person freezes inputs and structure, another confirms what is shown by its digest; only then
may a seed come. Both acts are entries of the log, and nothing else is kept of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import AuditError, LimitError, NotDrawnError, UsageError
from allocator.record.canonical import digest_of
from allocator.record.store import INPUTS, STRUCTURE

if TYPE_CHECKING:
    from allocator.record.ledger import Ledger

FREEZE, CONFIRM = "封存", "确认"
SEATS_BEGUN, SEATS = "座位抽签开始", "座位抽签"
POSTS_BEGUN, POSTS = "岗位抽签开始", "岗位抽签"
COMMITTED, REVEALED = "种子承诺", "种子揭示"
DAY_BEGUN, DAY, REDRAWN, REHEARSED = "抽签开始", "抽签结果", "重抽", "演练抽签"
AMEND_BEGUN, AMENDED = "变更开始", "变更"
BACKUP, RESTORE, EXPORT = "备份", "恢复", "导出"
"""What acts are called in the log."""
LEAST_SHOWN = 16
"""Digits of the digest that whoever confirms types off what is shown."""
_GROUP = 8
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What was frozen last."""

    number: int
    """1 for the first freeze of a record, 2 for the next …"""
    digest: str
    sm3: str
    operator: str
    reviewer: str
    """As the log names them."""
    confirmed: bool
    photos: int = 0
    """Candidates with a photo, where they were counted: only of what is confirmed just now."""


def proposal_of(ledger: Ledger) -> Proposal | None:
    """Return what was frozen last in a record; None where it was made in one act."""
    proposals = ledger.facts(FREEZE)
    if not proposals:
        return None
    last = proposals[-1]
    confirmed = {(fact["number"], fact["digest"]) for fact in ledger.facts(CONFIRM)}
    return Proposal(
        number=last["number"],
        digest=last["digest"],
        sm3=last["sm3"],
        operator=last["operator"],
        reviewer=last["reviewer"],
        confirmed=(last["number"], last["digest"]) in confirmed,
    )


def refuse_undrawn(ledger: Ledger) -> None:
    """Raise `NotDrawnError` where something was frozen and no seat was ever drawn."""
    if ledger.facts(FREEZE) and not ledger.facts(SEATS):
        raise NotDrawnError


def refuse_unconfirmed(proposal: Proposal) -> None:
    """Raise `LimitError` where nobody has confirmed what was frozen."""
    if not proposal.confirmed:
        reviewer = "复核人的证件号码" if "*" in proposal.reviewer else proposal.reviewer
        raise LimitError(
            f"数据已封存（摘要 {grouped(proposal.digest)[:35]} …），尚未由复核人确认，不能抽签。"
            f"请复核人核对摘要后运行 allocator confirm --digest 摘要 --reviewer {reviewer}。"
        )


def shows(digest: str, shown: str) -> bool | None:
    """Return whether somebody typed a digest off; None where it is too short, or none at all."""
    plain = "".join(shown.split()).replace("-", "").lower()
    if not LEAST_SHOWN <= len(plain) <= len(digest) or not set(plain) <= _HEX:
        return None
    return digest.startswith(plain)


def draw_digest(
    act: str, digest: str, number: int, seed: str, persons: tuple[str, str], reason: str
) -> str:
    """Return what the second person confirms of a draw, in lower-case hex.

    `act` is what the log calls its result; `digest` that of what it is drawn from: inputs and
    structure, a draw of the day, or for posts the result of the seats. `number` says for which
    time; `persons` are who proposes and who confirms, as the log names them; `reason` is why it is
    drawn again.
    """
    parts = (act, digest, str(number), seed, *persons, reason)
    return digest_of(*(part.encode() for part in parts))


def refuse_other_digest(proposal: Proposal, shown: str) -> None:
    """Raise where the digest that somebody read is not the one that was frozen.

    `UsageError` where it is too short or no digest, `AuditError` where it is another one.
    """
    same = shows(proposal.digest, shown)
    if same is None:
        raise UsageError(
            f"--digest 应为封存时显示的 SHA-256 摘要，至少前 {LEAST_SHOWN} 位"
            "（0-9、a-f，可带空格）。没有确认。"
        )
    if not same:
        raise AuditError(
            "摘要与封存的数据不符，没有确认。请与封存摘要逐组核对；"
            "确不相同的，说明封存后另有改动，应查明原因后重新封存。"
        )


def frozen_bytes(ledger: Ledger, proposal: Proposal) -> tuple[bytes, bytes]:
    """Return frozen inputs and structure; `AuditError` where they are not those of the digest."""
    inputs, structure = ((ledger.folder / name).read_bytes() for name in (INPUTS, STRUCTURE))
    if digest_of(inputs, structure) != proposal.digest:
        raise AuditError(f"记录被改动过：{ledger.folder} 中冻结的数据与封存摘要不符。请恢复备份。")
    return inputs, structure


def grouped(digest: str) -> str:
    """Return a digest in groups of eight, as people read it aloud."""
    return " ".join(digest[n : n + _GROUP] for n in range(0, len(digest), _GROUP))
