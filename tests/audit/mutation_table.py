"""Writes the table of rules and mutations in `docs/audit.md`: run it from `tests/audit`'s folder.

Every mutation is a test: a plan broken in exactly this way is reported as exactly this rule, with
those it entails.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import audit_document_mutations
import audit_plan_mutations
import audit_table_mutations
import day_mutations
import duty_mutations
from audit_mutation import MUTATIONS
from test_audit_posts import DAMAGES

from allocator.models.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[2] / "docs" / "audit.md"
_START = "<!-- mutations -->\n"
# Importing them is what enters their mutations.
_ENTERED = (audit_document_mutations, audit_plan_mutations, audit_table_mutations)


class Row(NamedTuple):
    """One mutation, wherever it is tried."""

    rule: str
    name: str
    also: tuple[str, ...]


def rows() -> Iterator[Row]:
    """Yield every mutation of the four scenes: candidates, posts, draws of the day, duty."""
    for one in MUTATIONS:
        yield Row(one.rule, one.name, one.also)
    for spoil, rule, _, also in DAMAGES:
        yield Row(rule, spoil.__name__, also)
    for day in day_mutations.MUTATIONS:
        yield Row(day.rule, day.name, day.also)
    for duty in duty_mutations.MUTATIONS:
        yield Row(duty.rule, duty.name, duty.also)


def table() -> str:
    """Return the table, rules in the order of the catalogue."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows():
        found[row.rule].append(row)
    lines = ["| rule | tried | ways to break it (rules that follow from it) |", "|---|---|---|"]
    for rule in RULES:
        ways = []
        for row in found[rule.code]:
            also = f" ({', '.join(row.also)})" if row.also else ""
            ways.append(row.name.replace("_", " ") + also)
        lines.append(f"| `{rule.code}` | {len(ways)} | {'; '.join(ways)} |")
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """Return the page with its table made anew."""
    head, _, _ = text.partition(_START)
    return head + _START + table()


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), encoding="utf-8", newline="\n")
