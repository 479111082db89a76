"""What is not as it should be yet: lists that may only become shorter.

A test fails as soon as one of these is found after all: then it is taken out here, and
`python tests/end_to_end/tamperings/tamper_page.py` writes the page anew.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MISSED = MappingProxyType({
    "a list of documents is believed where it names another version, as `verify` says": (
        "a seat plan, its listed digest and the version that made it, the log written anew",
        "抽签见证单, and the version that made the documents, the log written anew",
    ),
    "styles are not looked at": (
        "编排总表: a seat shown as another by its format",
        "编排总表: a row in white ink",
    ),
    "documents that are not compared, or that nobody should have made": (
        "合规审查报告: a verdict",
        "合规审查报告 deleted",
        "a second 编排总表, of another seed",
    ),
})  # fmt: skip
"""Tamperings that nobody who is asked finds, by what it is for."""
NOT_FOUND_YET = tuple(name for names in _MISSED.values() for name in names)

VERIFY_MISSES_YET: tuple[str, ...] = ()
"""Tamperings that `verify` should find and does not; somebody else does."""

PLACE_NOT_TOLD_YET: tuple[str, ...] = ()
"""Tamperings that are found, but nobody tells where."""

FAULTS_YET: Mapping[str, Mapping[str, int]] = MappingProxyType({})
"""Finders that refuse, but with another exit code than the documented one; 1 is a defect."""

ACCUSED_YET: tuple[str, ...] = ()
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
