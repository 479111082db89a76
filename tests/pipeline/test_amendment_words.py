"""What an amendment says: where somebody serves, and which site cannot change any more."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from allocator.errors import LimitError
from allocator.models.domain.staffing import Posted, PostingPlan, PostsPlan, Turn
from allocator.pipeline.amend_request import refuse_fixed
from allocator.pipeline.amendment_paper import asked_for

_START = datetime(2026, 10, 31, 8, 30)  # noqa: DTZ001  # local time, as the planner writes it


def test_sessions_of_somebody_who_leaves_are_ranges_as_on_the_table_of_posts() -> None:
    turns = tuple(Turn(sessions, _START, _START, early=False)
                  for sessions in ((1, 2), (3, 4), (5, 8), (6,)))  # fmt: skip
    plan = PostingPlan(turns=turns, works=(), places=(), kinds=(), spreads=(), tiers=())
    posts = PostsPlan(posted=(Posted("G1", "01", "监考", (0, 1, 2)),), reserves=())
    state: Any = SimpleNamespace(
        inputs=SimpleNamespace(candidates=(), staff=(SimpleNamespace(staff="G1", name="张三"),)),
        staff=SimpleNamespace(posting=plan, posts=posts),
        amendments=(),
    )
    line = "  退出 G1 张三　考点 01，监考，场次 1—5、8，抽签接替"
    assert asked_for(state, (), ("G1",)) == (line,)


def test_a_site_that_cannot_change_any_more_is_named_once() -> None:
    with pytest.raises(LimitError, match=r"^工号 G1 任职的考点 01 已作监考抽签，或已发考点包"):
        refuse_fixed("01", "G1")
    with pytest.raises(LimitError, match=r"^考点 01 已作监考抽签，或已发考点包"):
        refuse_fixed("01")
