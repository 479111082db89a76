"""A seed out of two halves: each is committed by its hash in the log before either is shown.

The commitment of a half is

    SHA-256("allocator-half-v1" 00 digest 00 number 00 role 00 person 00 half 00 nonce)

in UTF-8, 00 being one zero byte: the digest of what is to be drawn (that of the freeze, or that
which enters a draw of the day), the number of the draw in decimal, role `A` (编排人) or `B`
(复核人), the person as the log names him, the nonce as 32 hexadecimal digits. The seed is half A, a
hyphen, half B.

The nonce is random so that a half of a few digits cannot be found by trying. It enters the
commitment and nothing else: with another nonce the seed, and so the draw, is the same.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.record.ceremony import COMMITTED, REVEALED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.record.log import LogEntry

A, B = "A", "B"
LEAST, MOST = 4, 10
"""Digits of a half. So few that neither 手机号码 nor 证件号码 can get into log and documents."""
_TAG = "allocator-half-v1"
_HALF = re.compile(rf"[0-9]{{{LEAST},{MOST}}}")
WHO = {A: "operator", B: "reviewer"}
"""Fields of the log by role."""
COPIED = "entry"
"""Field of an entry that came from a laptop: its digest there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A draw that two persons make, and who they are, as the log has it."""

    digest: str
    number: int
    operator: str
    reviewer: str
    witness: str = ""
    site: str = ""
    """Blank: the seats of the 考区."""
    session: int = 0

    def who(self, role: str) -> str:
        """Return the person of a role."""
        return self.operator if role == A else self.reviewer

    def facts(self) -> dict[str, Any]:
        """Return what entries of the log say of it, but for the persons."""
        place = {"site": self.site, "session": self.session} if self.site else {}
        return {"digest": self.digest, "number": self.number, "witness": self.witness, **place}


class Revealed(NamedTuple):
    """Two halves that were shown."""

    entry: str
    """Digest of the entry 种子揭示, as where it was made: a laptop's entries are copied."""
    seed: str
    operator: str
    reviewer: str
    halves: tuple[str, str]
    nonces: tuple[str, str]
    commitments: tuple[str, str]


def normal_half(text: str) -> str:
    """Return a half as it enters: NFKC, for nobody sees that he types full-width digits."""
    return unicodedata.normalize("NFKC", text).strip()


def is_half(half: str) -> bool:
    """Return whether a text in its normal form can be a half."""
    return _HALF.fullmatch(half) is not None


def commitment_of(subject: Subject, role: str, half: str, nonce: str) -> str:
    """Return what is shown of a half before it is shown itself."""
    parts = (_TAG, subject.digest, str(subject.number), role, subject.who(role), half, nonce)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def seed_of(halves: Sequence[str]) -> str:
    """Return the seed that two halves make; halves are digits, so it comes apart in one way."""
    return "-".join(halves)


def commitment_facts(subject: Subject, role: str, commitment: str) -> dict[str, Any]:
    """Return what the log says of a commitment: only whose it is, and for what."""
    return {
        **subject.facts(),
        "role": role,
        WHO[role]: subject.who(role),
        "commitment": commitment,
    }


def reveal_facts(
    subject: Subject, halves: Sequence[str], nonces: Sequence[str], entries: Sequence[str]
) -> dict[str, Any]:
    """Return what the log says of halves that are about to be shown.

    `entries`: digests of the entries with their commitments.
    """
    return {
        **subject.facts(),
        "operator": subject.operator,
        "reviewer": subject.reviewer,
        "seed": seed_of(halves),
        "halves": tuple(halves),
        "nonces": tuple(nonces),
        "commitments": tuple(entries),
    }


def waiting(entries: Sequence[LogEntry], subject: Subject) -> Revealed | None:
    """Return halves that were shown for just this draw, which was then cut short.

    A draw that was finished has another number than the next. What came from a laptop is not
    taken: whoever has its pack could have written it, to have it drawn with here.
    """
    found = None
    wanted = place_of(subject.facts())
    for entry in entries:
        if entry.act == REVEALED:
            body = json.loads(entry.body)
            if place_of(body) == wanted and COPIED not in body:
                found = entry.digest
    return None if found is None else revealed_by(entries, found)


def revealed_by(entries: Sequence[LogEntry], key: str) -> Revealed | None:
    """Return the halves that the entry 种子揭示 of this digest tells of."""
    bodies = {key_of(entry, body): body for entry in entries if (body := _body(entry))}
    if key not in bodies:
        return None
    body = bodies[key]
    one, two = (bodies[commitment]["commitment"] for commitment in body["commitments"])
    return Revealed(
        entry=key,
        seed=body["seed"],
        operator=body["operator"],
        reviewer=body["reviewer"],
        halves=tuple(body["halves"]),
        nonces=tuple(body["nonces"]),
        commitments=(one, two),
    )


def key_of(entry: LogEntry, body: dict[str, Any]) -> str:
    """Return the digest of an entry where it was made: copies of a laptop's entries keep it."""
    return str(body.get(COPIED, "") or entry.digest)


def _body(entry: LogEntry) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if entry.act in (COMMITTED, REVEALED):
        found = json.loads(entry.body)
    return found


def place_of(body: dict[str, Any]) -> tuple[Any, ...]:
    """Return which draw an entry is about, with the digest of what is drawn."""
    return (body["digest"], *draw_of(body))


def draw_of(body: dict[str, Any]) -> tuple[Any, ...]:
    """Return which draw an entry is about."""
    return body.get("site", ""), body.get("session", ""), body.get("number")
