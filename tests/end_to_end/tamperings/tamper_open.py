"""What is not as it should be yet: lists that may only become shorter.

A test fails as soon as one of these is found after all: then it is taken out here, and
`python tests/end_to_end/tamperings/tamper_page.py` writes the page anew.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MISSED: Mapping[str, tuple[str, ...]] = MappingProxyType({})
"""Tamperings that nobody who is asked finds, by what it is for."""
NOT_FOUND_YET = tuple(name for names in _MISSED.values() for name in names)

STRANGER_MISSES = MappingProxyType(
    {
        "he gets workbooks": ("封存摘要 deleted in all its forms",),
        "he draws no QR codes": (
            "抽签见证单: the QR code exchanged for another",
            "抽签见证单_场次1: the QR code exchanged for another",
        ),
    }
)
"""Tamperings that 复算.py is asked about and does not see, by why: as its head says."""
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
    for head, lists in (("Found by nobody", _MISSED), ("Not seen by 复算.py", STRANGER_MISSES)):
        yield f"{head}:\n\n"
        yield from (f"- {reason}: {'; '.join(names)}\n" for reason, names in lists.items())
        yield "\n" if lists else "- nothing\n\n"
    yield "Other:\n\n"
    for title, names in (
        ("not found by `verify`, which should", VERIFY_MISSES_YET),
        ("found, but nobody tells where", PLACE_NOT_TOLD_YET),
        ("done in good faith, but accused", ACCUSED_YET),
    ):
        yield f"- {title}: {'; '.join(names) or 'nothing'}\n"
    codes = [f"{name} ({finder} {code})" for name, found in FAULTS_YET.items()
             for finder, code in found.items()]  # fmt: skip
    yield f"- refused, but not with the documented exit code: {'; '.join(codes) or 'nothing'}\n"
