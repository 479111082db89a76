"""Whether seeds that are said to be made of two halves are: replayed from the log alone.

The hash chain shows only that nothing was changed afterwards. This shows that what was written can
be true: commitments came before the halves, halves hash to them, the seed is made of both, and the
draw used it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from allocator.errors import AuditError
from allocator.record import log
from allocator.record.ceremony import (
    COMMITTED,
    DAY,
    DAY_BEGUN,
    REDRAWN,
    REVEALED,
    SEATS,
    SEATS_BEGUN,
)
from allocator.record.day_store import DRAWS
from allocator.record.halves import (
    WHO,
    A,
    B,
    Subject,
    commitment_of,
    draw_of,
    is_half,
    key_of,
    place_of,
    seed_of,
)
from allocator.record.store import RUN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from allocator.record.log import LogEntry

_TITLE = {A: "编排人", B: "复核人"}
_NONCE, _HASH = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{64}")


def refuse_wrong_halves(
    folder: Path, entries: Sequence[LogEntry], files: Mapping[str, str]
) -> None:
    """Raise `AuditError` naming the entry of a record that `first_wrong` finds."""

    def read(name: str, digest: str) -> bytes | None:
        return (folder / name).read_bytes() if files.get(name) == digest else None

    wrong = first_wrong(entries, read)
    if wrong is not None:
        entry, words = wrong
        raise AuditError(
            f"记录被改动过：{folder / log.FILE} 的日志第 {entry.number} 条（{entry.act}）{words}。"
            "请恢复备份。"
        )


def first_wrong(
    entries: Sequence[LogEntry], read: Callable[[str, str], bytes | None] | None = None
) -> tuple[LogEntry, str] | None:
    """Return the first entry that is not as a seed of two halves demands, and why, in Chinese.

    `read` gives the file of a name where it still has the SHA-256 that is given.
    """
    replay = _Replay(read or (lambda _name, _digest: None))
    for entry in entries:
        check = replay.checks.get(entry.act)
        if check is None:
            continue
        try:
            body = json.loads(entry.body)
            words = check(key_of(entry, body), body)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            words = "无法读懂"
        if words:
            return entry, words
    return None


class _Replay:
    """Goes through a log; each check returns what is wrong, or nothing."""

    def __init__(self, read: Callable[[str, str], bytes | None]) -> None:
        self._read = read
        self._commitments: dict[str, dict[str, Any]] = {}
        self._revealed: dict[str, dict[str, Any]] = {}
        self._begun: dict[tuple[Any, ...], str] = {}
        self._used: set[str] = set()
        self.checks: dict[str, Callable[[str, dict[str, Any]], str]] = {
            COMMITTED: self._commitment,
            REVEALED: self._reveal,
            SEATS_BEGUN: self._attempt,
            DAY_BEGUN: self._attempt,
            REDRAWN: self._attempt,
            SEATS: self._result,
            DAY: self._result,
        }

    def _commitment(self, key: str, body: dict[str, Any]) -> str:
        role, number = body["role"], body["number"]
        whole = _HASH.fullmatch(body["commitment"]) and _HASH.fullmatch(body["digest"])
        if not whole or type(number) is not int or not body[WHO[role]].strip():
            return "不是完整的种子承诺"
        self._commitments[key] = body
        return ""

    def _reveal(self, key: str, body: dict[str, Any]) -> str:
        named, told = body["commitments"], (body["halves"], body["nonces"])
        if [len(named), *map(len, told)] != [2, 2, 2]:
            return "揭示的不是两半"
        order = [key for key in self._commitments if key in named]
        if order != named or self._used & set(named):
            return "没有先作的两份承诺，或不是各用一次"
        if body["operator"] == body["reviewer"]:
            return "揭示的两半是同一人的"
        subject = Subject(digest=body["digest"], number=body["number"], operator=body["operator"],
                          reviewer=body["reviewer"])  # fmt: skip
        for role, half, nonce, one in zip((A, B), *told, named, strict=True):
            made = self._commitments[one]
            mine = (made["role"], made[WHO[role]], place_of(made))
            if mine != (role, subject.who(role), place_of(body)):
                return f"揭示的{_TITLE[role]}一半与承诺不是同一人、同一次抽签的"
            good = is_half(half) and _NONCE.fullmatch(nonce)
            if not good or commitment_of(subject, role, half, nonce) != made["commitment"]:
                return f"揭示的{_TITLE[role]}一半与承诺不符"
        if body["seed"] != seed_of(body["halves"]):
            return "揭示的种子不是由两半合成的"
        self._used |= set(named)
        self._revealed[key] = body
        return ""

    def _attempt(self, _key: str, body: dict[str, Any]) -> str:
        revealed = body.get("halves", "")
        self._begun[draw_of(body)] = revealed
        if not revealed:
            return ""
        made = self._revealed.get(revealed)
        if made is None:
            return "写明种子由两半合成，却没有相应的承诺和揭示"
        names = ("seed", "number", "operator", "reviewer")
        same = all(made[name] == body[name] for name in names) and draw_of(made) == draw_of(body)
        # An attempt at a draw of the day has no digest; its result has.
        if not same or body.get("digest", made["digest"]) != made["digest"]:
            return "与所据的种子揭示不符"
        return ""

    def _result(self, _key: str, body: dict[str, Any]) -> str:
        revealed = self._begun.get(draw_of(body), "")
        if not revealed:
            return ""
        made = self._revealed[revealed]
        if (body["seed"], body["digest"]) != (made["seed"], made["digest"]):
            return "所用的种子不是由两半合成并揭示的种子"
        for name, digest in body["changed"].items() if "changed" in body else ():
            drawn = name == RUN or name.startswith(f"{DRAWS}/")
            data = self._read(name, digest) if drawn else None
            if data is not None and json.loads(data)["seed"] != made["seed"]:
                return f"的文件 {name} 所用的种子不是由两半合成并揭示的种子"
        return ""
