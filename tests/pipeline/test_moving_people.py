"""Who must not serve together after a move: declared interests between members of staff."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from allocator.models.domain.staffing import Posted, PostingPlan, PostsPlan
from allocator.pipeline.moving_people import Workable

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAN = PostingPlan(turns=(), works=(), places=(), kinds=(), spreads=(), tiers=())
"""Without works no draw of the day is asked about."""


def _works(
    posted: Sequence[tuple[str, str]],
    interest: tuple[str, str, str],
    sites: Sequence[str],
    leaving: Sequence[str] = (),
) -> bool:
    known: Any = SimpleNamespace(interests=(interest,), maker=None)
    posts = PostsPlan(
        posted=tuple(Posted(who, site, "监考", (0,)) for who, site in posted), reserves=()
    )
    return Workable(known, _PLAN, frozenset(leaving))(posts, frozenset(sites))


@pytest.mark.parametrize(
    ("scope", "site", "sites", "works"),
    [
        ("考点", "01", ["01"], False),
        ("考点", "02", ["01"], True),
        ("考试", "01", ["01"], False),
        ("考试", "02", ["01"], False),
        ("考试", "02", ["02"], False),
        # Which room somebody serves is for the draw of the day.
        ("考场", "01", ["01"], True),
        # What no move touches was so before.
        ("考点", "01", ["03"], True),
        ("考试", "02", ["03"], True),
    ],
)
def test_whom_an_interest_parts_do_not_serve_together(
    scope: str, site: str, sites: list[str], works: bool
) -> None:
    posted = [("G1", "01"), ("G2", site), ("G3", "01"), ("G4", "03")]
    assert _works(posted, ("G1", "G2", scope), sites) == works


@pytest.mark.parametrize("gone", ["G1", "G2"])
def test_who_is_about_to_leave_keeps_nobody_apart(gone: str) -> None:
    posted = [("G1", "01"), ("G2", "01")]
    assert not _works(posted, ("G1", "G2", "考点"), ["01"])
    assert _works(posted, ("G1", "G2", "考点"), ["01"], leaving=[gone])


def test_who_serves_nowhere_keeps_nobody_apart() -> None:
    assert _works([("G1", "01")], ("G1", "G2", "考试"), ["01"])
