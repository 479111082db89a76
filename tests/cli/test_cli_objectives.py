"""What `allocator audit` says of objectives: how many hold, and which do not."""

from __future__ import annotations

import pytest

from allocator.cli.summary import objective_lines, rules_data
from allocator.models.domain.findings import Measure, RuleReport

RIGHT = Measure(name="启用考场", recomputed=5, claimed=5, bound=3, floor=4)
FALSE = Measure(name="流动监考", recomputed=5, claimed=4, bound=4, wrong=1)
DRAWN = Measure(name="同单位搭档", scope="演练 3 次", recomputed=1, claimed=0, bound=0, wrong=1)
UNREAD = Measure(name="场次均衡", recomputed=None, claimed=5, bound=5)


def a_report(*measures: Measure) -> RuleReport:
    return RuleReport(rule="ROOM-PRIORITY", checked=1, measures=measures)


@pytest.mark.parametrize(
    ("measures", "lines"),
    [
        ((), []),
        ((RIGHT,), ["目标：复算 1 项，数值和下界均与记录相符。"]),
        (
            (RIGHT, FALSE, DRAWN),
            ["目标：复算 3 项，2 项与记录不符：流动监考、同单位搭档（演练 3 次）。"],
        ),
        ((UNREAD,), ["目标：未能复算 1 项：场次均衡。"]),
    ],
)
def test_objectives_are_told_in_a_line(measures: tuple[Measure, ...], lines: list[str]) -> None:
    assert objective_lines([a_report(*measures)]) == lines


def test_json_has_every_figure() -> None:
    (data,) = rules_data([a_report(RIGHT, UNREAD)])
    assert data["measures"][0] == {
        "name": "启用考场", "scope": "", "recomputed": 5, "claimed": 5, "bound": 3, "floor": 4,
        "wrong": 0, "gap": 1,
    }  # fmt: skip
    assert (data["measures"][1]["recomputed"], data["measures"][1]["gap"]) == (None, None)
