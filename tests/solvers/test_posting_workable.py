"""Posts of whole small exams: whoever is posted, the draws of the day can be finished with them.

The exams are of `allocator sample`; some get more bars and relatives than any real one has.
"""

from dataclasses import replace
from functools import cache

import pytest

from allocator.errors import InfeasibleError
from allocator.intake.load import load
from allocator.models.domain.kinship import OtherTie
from allocator.pipeline import post_structure
from allocator.pipeline.arrangement import seat_candidates
from allocator.pipeline.post_structure import Narrowing, Spoilt
from allocator.pipeline.reading import solve_structure
from allocator.pipeline.staffing import post_staff
from allocator.progress import Silent
from allocator.randomness import Stream
from allocator.record.canonical import canonical_bytes
from allocator.solvers.day.draw import draw_day
from allocator.synthesis.write import write_exam


@pytest.fixture(scope="module")
def arranged(tmp_path_factory):
    """Return what gives inputs, rooms, seats and their bytes of a sample."""

    @cache
    def arrange(exam, candidates, sites, seed):
        folder = tmp_path_factory.mktemp(seed)
        paths = write_exam(folder, exam=exam, candidates=candidates, sites=sites, seed=seed)
        inputs = load(paths, password=None, progress=Silent()).inputs
        plan = solve_structure(inputs, Silent())
        frozen, seating = seat_candidates(inputs, plan, "1", Silent())
        seats = (frozen.inputs, frozen.structure, canonical_bytes(seating))
        return inputs, plan, seating, seats

    return arrange


def tied(inputs, name, *, rooms, staff):
    """Return inputs with more 其他回避: per cent of one to a room, tried ten times, to another."""
    stream = Stream(name, "1", "")
    more = []

    def tie(first, second, kind):
        return OtherTie(first=first, first_kind="工号", second=second, second_kind=kind,
                        scope="考场", reason="")  # fmt: skip

    for member in inputs.staff:
        for _ in range(10):
            if stream.below(100) < rooms:
                who = inputs.candidates[stream.below(len(inputs.candidates))]
                more.append(tie(member.staff, who.registration, "报名序号"))
        if stream.below(100) < staff:
            other = inputs.staff[stream.below(len(inputs.staff))]
            if other != member:
                more.append(tie(member.staff, other.staff, "工号"))
    return replace(inputs, other_ties=(*inputs.other_ties, *more))


def posted(case, seed="1"):
    return post_staff(*case, seed=seed, jobs=1, progress=Silent())


def finished(staffing):
    """Draw every turn of every site: it raises where that is not possible."""
    for sheet in staffing.sheets:
        for turn in range(len(sheet.turns)):
            draw_day(sheet, turn, absent=frozenset(), earlier=(), seed="1", digest="")


@pytest.mark.parametrize(
    "sample",
    [
        ("一级消防", 300, 4, "s45"),
        ("造价与注安", 400, 6, "s51"),
        ("一级消防", 400, 2, "s52"),
        ("经济", 40, 5, "s71"),
        ("一级消防", 40, 6, "s143"),
        ("执业药师", 200, 1, "s174"),
    ],
    ids=lambda sample: sample[-1],
)
def test_small_samples_are_posted_so_that_the_day_can_be_finished(arranged, sample):
    """Each ended with exit 4: a 流动监考 or 考场系统管理员 was barred from all there was."""
    finished(posted(arranged(*sample)))


CROWDED = ("社会工作者", 80, 5, "s81")


def test_posting_learns_what_several_people_spoil_together(arranged, monkeypatch):
    inputs, *rest = arranged(*CROWDED)
    case = (tied(inputs, "dense", rooms=10, staff=20), *rest)
    told = posted(case)
    finished(told)
    assert posted(case, "2").posting == told.posting
    first = told.posting.tiers[0]
    # What is claimed as proven is what was, before posting was told more than the rules.
    assert first.bound < first.value
    assert [tier.bound for tier in told.posting.tiers[1:]] == [0] * 6
    monkeypatch.setattr(post_structure, "ROUNDS", 0)
    with pytest.raises(InfeasibleError, match="抽不出可行的责任考场") as error:
        posted(case)
    assert all("岗位抽签 200 次都排不成" in clash.cause for clash in error.value.clashes)
    assert all("工作人员 表" in clash.cure for clash in error.value.clashes)


def test_steps_tell_of_bars_then_of_relatives_then_of_both():
    spoilt = Spoilt((("01", 0),), frozenset({("G1", "G2")}))
    strict, apart = {("01", 0): 1}, frozenset({("G1", "G2")})
    now = Narrowing()
    assert list(now.steps(spoilt)) == [
        Narrowing(strict), Narrowing({}, apart), Narrowing(strict, apart),
    ]  # fmt: skip
    assert list(Narrowing({("01", 0): 2}, apart).steps(spoilt)) == []
    stricter = Narrowing({("01", 0): 2}, apart)
    assert list(Narrowing(strict, apart).steps(spoilt)) == [stricter]
    alone = Spoilt(spoilt.places, frozenset())
    assert list(now.steps(alone)) == [Narrowing(strict)]


@pytest.mark.parametrize(
    ("name", "sample"),
    [("n31", ("一级消防", 40, 4, "s31")), ("n44", ("造价与注安", 80, 2, "s44"))],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_posting_counts_who_can_serve_which_rooms_where_bars_are_many(arranged, name, sample):
    """Each ended with exit 4: most of those posted were barred from one and the same room."""
    inputs, *rest = arranged(*sample)
    case = (tied(inputs, name, rooms=20, staff=50), *rest)
    told = posted(case)
    finished(told)
    assert posted(case, "2").posting == told.posting
