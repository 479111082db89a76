"""What is told when posts are drawn weeks before the exam can be followed then.

Each cause of the draw of the day in a site of its own; whoever follows the cure can finish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import combinations
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from cases.posting import alike
from resilience_sheets import ADMIN, PATROL, TURN, WATCH, a_person, a_room, a_sheet

from allocator.errors import InfeasibleError, LimitError
from allocator.pipeline.judging import judge_by
from allocator.solvers.base import Status
from allocator.solvers.day import model
from allocator.solvers.day.causes import causes_of
from allocator.solvers.day.cures import AT_POSTING
from allocator.solvers.day.draw import can_finish
from allocator.solvers.day.party import present_of
from allocator.solvers.posting.draw import draw_posts

if TYPE_CHECKING:
    from allocator.models.domain.day_draws import SiteSheet

ONLY_ON_THE_DAY = re.compile("到岗|备用|缺席|--absent|增派|不参加|重抽|再抽")
DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@dataclass(frozen=True)
class Scene:
    """A site that cannot be finished, and what there is once its cure was followed."""

    name: str
    rules: tuple[str, ...]
    sheet: SiteSheet
    cure: tuple[str, ...]
    """What the cures say, besides the sheet to mend."""
    mended: SiteSheet


def people(*posts: str, skilled: tuple[int, ...] = ()):
    return [a_person(n, (post,), computer=n in skilled) for n, post in enumerate(posts)]


def scene(name, rules, cure, rooms, before, after, **more):
    """Return a scene with people before and after the cure was followed."""
    return Scene(name, rules, a_sheet(rooms, before, **more), cure, a_sheet(rooms, after, **more))


two = [a_room(0), a_room(1)]
singles = [a_room(n, 1) for n in range(3)]
W, P, A = WATCH, PATROL, ADMIN
SCENES = (
    scene("too few 监考", ("ROOM-TWO",), ("至少 1 名可任监考",), two,
          people(W, W, W), people(W, W, W, W)),
    scene("too few 流动监考", ("PATROL-5",), ("至少 1 名可任流动监考", "PATROL-5 豁免"), two,
          people(W, W, W, W), people(W, W, W, W, P), groups=[[0, 1]]),
    scene("too few 考场系统管理员", ("ROOM-SYSADMIN",), ("至少 1 名可任考场系统管理员",),
          [a_room(0, 1, 1, electronic=True)], people(W, skilled=(0,)),
          people(W, A, skilled=(0, 1))),
    scene("too few of 计算机能力", ("ROOM-COMPUTER",), ("至少 1 名具备计算机能力",),
          [a_room(0, electronic=True)], people(W, W), people(W, W, skilled=(1,))),
    scene("a room barred to 监考", ("RECUSE-OTHER",), ("可任监考",), two,
          people(W, W, W, W), people(W, W, W, W, W), barred=[(0, 0), (1, 0), (2, 0)]),
    scene("a room barred to 考场系统管理员", ("RECUSE-OTHER",), ("可任考场系统管理员",),
          [a_room(0, 1, 1, electronic=True)], people(W, A, skilled=(0, 1)),
          people(W, A, A, skilled=(0, 1, 2)), barred=[(1, 0)]),
    scene("rooms barred to 流动监考", ("RECUSE-OTHER",), ("可任流动监考",), two,
          people(W, W, W, W, P), people(W, W, W, W, P, P), groups=[[0, 1]], barred=[(4, 1)]),
    scene("relatives", ("PAIR-KIN",), ("与其他工作人员没有", "可用场次"), [a_room(0)],
          people(W, W), people(W, W, W), relatives=[(0, 1)]),
    scene("bars together", ("RECUSE-OTHER",), ("与考生没有",), singles,
          people(W, W, W), people(W, W, W, W), barred=[(1, 0), (1, 1), (2, 0), (2, 1)]),
    scene("bars and relatives together", ("PAIR-KIN", "RECUSE-OTHER"), ("没有", "没有"),
          [*singles, a_room(3)], people(*[W] * 5), people(*[W] * 7),
          barred=[(who, room) for who in range(1, 5) for room in range(2)],
          relatives=list(combinations(range(5), 2))),
    scene("all counts together", ("ROOM-COMPUTER",), ("可任监考或考场系统管理员",),
          [a_room(0, 1, electronic=True), a_room(1, 1, 2, electronic=True)],
          people(W, W, A, A, skilled=(2, 3)), people(W, W, A, A, skilled=(1, 2, 3))),
)  # fmt: skip


def told(sheet, number=1):
    """Return the clashes of posts drawn for a site that has this sheet whoever is drawn."""
    inputs, plan = alike(7)
    maker = SimpleNamespace(make_one=lambda site, posts: sheet)
    with pytest.raises(InfeasibleError) as stopped:
        draw_posts(inputs, plan, seed="1", digest=DIGEST, judge=judge_by(maker, [TURN]))
    return stopped.value.clashes


@pytest.mark.parametrize("case", SCENES, ids=lambda case: case.name)
def test_each_cause_has_a_cure_for_whoever_draws_posts(case):
    clashes = told(case.sheet)
    assert tuple(clash.rule for clash in clashes) == case.rules
    for clash in clashes:
        assert not ONLY_ON_THE_DAY.search(clash.cause + clash.cure), clash
        assert "工作人员 表" in clash.cure
        assert clash.cure.endswith("改后用 allocator run 重新编排")
        assert "{" not in clash.cause + clash.cure
    said = "".join(clash.cure for clash in clashes)
    assert all(words in said for words in case.cure)


@pytest.mark.parametrize("case", SCENES, ids=lambda case: case.name)
def test_whoever_follows_the_cure_can_finish(case):
    def finishable(sheet):
        return can_finish(sheet, 0, frozenset(person.staff for person in sheet.people))

    assert not finishable(case.sheet)
    assert finishable(case.mended)


@pytest.mark.parametrize("case", SCENES, ids=lambda case: case.name)
def test_on_the_day_the_cures_are_those_of_the_day(case):
    sheet = case.sheet
    here = present_of(sheet, sheet.turns[0], frozenset())
    of_the_day, before = causes_of(sheet, 0, here), causes_of(sheet, 0, here, AT_POSTING)
    assert [clash.rule for clash in of_the_day] == [clash.rule for clash in before]
    for clash, other in zip(of_the_day, before, strict=True):
        assert ONLY_ON_THE_DAY.search(clash.cure)
        assert (clash.demand, clash.supply) == (other.demand, other.supply)


def test_a_waiver_that_there_is_already_is_no_cure():
    case = next(case for case in SCENES if case.rules == ("PATROL-5",))
    (clash,) = told(replace(case.sheet, patrol_waiver="人手不足"))
    assert "豁免" not in clash.cure


def test_what_could_not_be_decided_names_site_and_session_and_both_cures(monkeypatch):
    """It may be told when posts are drawn and on the day."""
    monkeypatch.setattr(model, "solve", lambda *_: (Status.NO_ANSWER, None))
    sheet = SCENES[0].mended
    with pytest.raises(LimitError, match=r"考点 01 场次 1 的抽签能否完成.*工作人员 表.*考试当天"):
        model.reserves_can_finish(sheet, 0, present_of(sheet, sheet.turns[0], frozenset()), ())
