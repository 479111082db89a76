"""What is not as it should be yet: lists that may only become shorter.

A test fails as soon as one of these is found after all: then it is taken out here, and
`python tests/end_to_end/tamperings/tamper_page.py` writes the page anew.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from tampering import DRAW, VERIFY

if TYPE_CHECKING:
    from collections.abc import Iterator

_MISSED = MappingProxyType({
    "the database of the log may hold more than its table and its two triggers": (
        "a trigger that leaves redraws out from now on",
        "a table more",
    ),
    "what an entry says beside seed, digest and result is not held against draw and documents": (
        "the operator of a draw, hashes made good",
        "the reason of a redraw, hashes made good",
        "a redraw called a first draw, hashes made good",
        "the attempt of a draw taken out, hashes made good",
    ),
    "a list of documents is believed as soon as it names another version of the program": (
        "a seat plan, its listed digest and the version that made it, the log written anew",
        "抽签见证单, and the version that made the documents, the log written anew",
    ),
    "nobody holds 复算.py against that of the program": (
        "`复算.py` replaced by one that always says yes, the log written anew",
        "`复算.py` made blind, the log written anew",
    ),
    "only values of cells are read, in sheets that are looked for": (
        "编排总表: a sheet of other seats before the true one",
        "编排总表: a formula that gives another seat, the true one kept as its last result",
        "编排总表: a seat shown as another by its format",
        "编排总表: a row hidden",
        "编排总表: a row of no height",
        "编排总表: a row in white ink",
        "编排总表: rows hidden by a filter",
        "编排总表: a column hidden",
        "编排总表: a comment on a cell",
        "编排总表: a sheet hidden",
        "编排总表: a header on every printed page",
        "监考安排表_场次1: a row hidden",
        "监考安排表_场次1: rows left out of what is printed",
    ),
    "documents that are not compared, or that nobody should have made": (
        "合规审查报告: a verdict",
        "封存摘要: a digit of the digest",
        "合规审查报告 deleted",
        "封存摘要 deleted",
        "a second 编排总表, of another seed",
    ),
})  # fmt: skip
"""Tamperings that nobody who is asked finds, by what it is for."""
NOT_FOUND_YET = tuple(name for names in _MISSED.values() for name in names)

VERIFY_MISSES_YET = (
    "编排总表: a seat as text",
    "编排总表: a ticket number as a number",
    "a folder of a site that there is not",
)
"""Tamperings that `verify` should find and does not; somebody else does."""

PLACE_NOT_TOLD_YET = ("an entry that says nothing, hashes made good",)
"""Tamperings that are found, but nobody tells where."""

FAULTS_YET = MappingProxyType({
    "a paper begins later (`inputs.json`)": {VERIFY: 1},
    "brackets without end (`recusals.json`)": {VERIFY: 1},
    "beside the pack: an entry of the log": {DRAW: 6},
    "beside the pack: the triggers deleted": {DRAW: 6},
})  # fmt: skip
"""Finders that refuse, but with another exit code than the documented one; 1 is a defect."""

ACCUSED_YET: tuple[str, ...] = ("what macOS leaves beside files on a foreign disk",)
"""What was done in good faith, of `test_untampered.py`, and is accused all the same."""


def told() -> Iterator[str]:
    """Yield all of it as lines of a page."""
    yield "Found by nobody:\n\n"
    for reason, names in _MISSED.items():
        yield f"- {reason}: {'; '.join(names)}\n"
    yield "\nOther:\n\n"
    for title, names in (
        ("not found by `verify`, which should", VERIFY_MISSES_YET),
        ("found, but nobody tells where", PLACE_NOT_TOLD_YET),
        ("done in good faith, but accused", ACCUSED_YET),
    ):
        yield f"- {title}: {'; '.join(names) or 'nothing'}\n"
    codes = [f"{name} ({finder} {code})" for name, found in FAULTS_YET.items()
             for finder, code in found.items()]  # fmt: skip
    yield f"- refused, but not with the documented exit code: {'; '.join(codes) or 'nothing'}\n"
