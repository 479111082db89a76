"""What 合规审查报告 may say of the draws it is about: those of an earlier moment of this record.

The log says what each draw came to, so that what an audit would have called the draws after each
entry is known. A report of other draws was not made of this record.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.record.amendments import FOLDER as AMENDMENTS
from allocator.record.ceremony import AMENDED, DAY, POSTS, REHEARSED, SEATS
from allocator.record.day_store import REHEARSALS
from allocator.record.staff_store import POSTS as POSTS_FILE
from allocator.verdict import RESULTS, draws_named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from allocator.record.log import LogEntry
    from allocator.verdict import DayResult


class Earlier(NamedTuple):
    """The draws of every moment since the seats were drawn last, or since the last amendment."""

    named: frozenset[str]
    counted: frozenset[str]
    """Only how many there were, where the result of a rehearsal is kept nowhere any more."""

    reports: Mapping[str, Sequence[str]]
    """By draws of a moment (or their numbers, as above): digests of what 合规审查报告 said then.

    Empty where the log does not say, or where moments of the same numbers cannot be told apart."""

    def holds(self, draws: str) -> bool:
        """Return whether a report of these draws can be of this record."""
        return draws in self.named or draws.partition(RESULTS)[0] in self.counted

    def said(self, draws: str) -> Sequence[str]:
        """Return the digests of what a report of these draws can say; empty: not known."""
        return self.reports.get(draws, self.reports.get(draws.partition(RESULTS)[0], ()))


def earlier_draws(entries: Sequence[LogEntry], record: Path) -> Earlier:
    """Return what audits may have been about; `record` is whole, and its log is `entries`."""
    state = _State(record, "")
    named: set[str] = set()
    counted: set[str] = set()
    reports: dict[str, Sequence[str]] = {}
    for entry in entries:
        facts = json.loads(entry.body)
        if entry.act == SEATS:
            # What was before lies aside, with its report.
            state = _State(record, facts["result"])
            named.clear()
            counted.clear()
            reports.clear()
        elif not state.take(entry.act, facts):
            continue
        elif entry.act == AMENDED:
            # It made the report anew.
            named.clear()
            counted.clear()
            reports.clear()
        draws, said = state.named(), facts.get("reports", ())
        if state.is_whole:
            named.add(draws)
            reports.setdefault(draws, said)
        else:
            draws = draws.partition(RESULTS)[0]
            counted.add(draws)
            reports[draws] = said
    return Earlier(frozenset(named), frozenset(counted), reports)


class _State:
    """The draws in force after an entry."""

    def __init__(self, record: Path, seats: str) -> None:
        self._record, self._seats = record, seats
        self._posts: bytes | None = None
        self._amendments: list[bytes] = []
        self._days: dict[tuple[str, int], str] = {}
        self._rehearsals: dict[str, DayResult] = {}
        """By file; of one that another replaced since, what the log does not say is blank."""

    @property
    def is_whole(self) -> bool:
        """Return whether the results of all draws are known."""
        return all(result for _, _, result in self._rehearsals.values())

    def take(self, act: str, facts: Mapping[str, Any]) -> bool:
        """Go on by an entry; return whether it is about draws."""
        if act in (POSTS, AMENDED):
            if act == POSTS:
                self._posts = (self._record / POSTS_FILE).read_bytes()
            else:
                path = self._record / AMENDMENTS / f"{facts['number']}.json"
                self._amendments.append(path.read_bytes())
            for name in _rehearsals_in(facts):
                self._rehearsals[name] = self._read(name, facts["changed"][name])
        elif act == DAY:
            self._days[facts["site"], facts["session"]] = facts["result"]
        elif act == REHEARSED:
            (name,) = _rehearsals_in(facts)
            self._rehearsals[name] = facts["site"], facts["session"], facts["result"]
        else:
            return False
        return True

    def named(self) -> str:
        """Return what an audit calls these draws."""
        days = [(*key, result) for key, result in sorted(self._days.items())]
        return draws_named(
            self._seats, self._posts, self._amendments, days, sorted(self._rehearsals.values())
        )

    def _read(self, name: str, digest: str) -> DayResult:
        path = self._record / name
        data = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() != digest:
            return "", 0, ""
        day = json.loads(data)
        return day["site"], day["session"], day["result_digest"]


def _rehearsals_in(facts: Mapping[str, Any]) -> list[str]:
    return [name for name in facts["changed"] if name.startswith(f"{REHEARSALS}/")]
