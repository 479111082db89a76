"""延时 counts as time: rooms, people and batches keep clear of what begins before it is over."""

import json
import runpy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from arranging import DIGEST, rooms_for, tier
from cases.posting import a_member, a_turn_work, a_work, judging
from cases.small_inputs import (
    a_candidate,
    a_paper,
    a_room,
    moment,
    people,
    small_inputs,
)

from allocator.errors import InfeasibleError
from allocator.models.domain.exam import Need
from allocator.models.domain.staffing import SiteWork
from allocator.progress import Silent
from allocator.record import recompute
from allocator.record.canonical import canonical_bytes, thaw
from allocator.solvers.explain import clashes
from allocator.solvers.kinds import Kinds
from allocator.solvers.posting.solve import draw_posts, solve_posting
from allocator.solvers.rooming import prepare
from allocator.solvers.staff.site_work import turns_of, works_of

EXTRA = Need(extra_percent=30)
HALF_PAST_ELEVEN = moment(12, 11) + timedelta(minutes=30)


def at(paper, start, *, minutes=120):
    return replace(paper, start=start, end=start + timedelta(minutes=minutes))


def two_exams(**times):
    """Return a paper of E from 9:00 to 11:00 (11:36 with 延时) and one of F from 11:30."""
    return (
        a_paper("E", "1", session=1),
        at(a_paper("F", "1", session=2), times.get("second", HALF_PAST_ELEVEN)),
    )


def both(first, second, rooms, papers=None):
    """Return inputs of people of E and of F in rooms for 30 each."""
    fs = [replace(who, exam="F") for who in people(second, first=500)]
    names = [f"1{n:02d}" for n in range(1, rooms + 1)]
    return small_inputs([*first, *fs], [a_room(name) for name in names],
                        papers=papers or two_exams())  # fmt: skip


def rooms_of(plan, exam, *, extra=None):
    return {
        room.room.classroom
        for room in plan.open_rooms
        if room.sitting.exam == exam
        and (extra is None or bool(plan.kinds[room.counts[0][0]].need.extra_percent) is extra)
    }


def test_a_room_of_extra_time_is_not_opened_for_what_begins_before_it_ends():
    _, plan = rooms_for(both(people(10, need=EXTRA), 60, 3))
    assert len(rooms_of(plan, "F")) == 2
    assert not rooms_of(plan, "E") & rooms_of(plan, "F")


def test_the_other_rooms_of_the_sitting_are_used_again():
    """Four rooms do for two and three: only that of 延时 is still in use at 11:30."""
    everybody = [*people(25), *people(2, first=30, need=EXTRA)]
    _, plan = rooms_for(both(everybody, 90, 6))
    assert tier(plan, "启用考场").value == 4
    assert rooms_of(plan, "E", extra=False) < rooms_of(plan, "F")
    assert not rooms_of(plan, "E", extra=True) & rooms_of(plan, "F")
    sittings = [room.sitting.exam for room in plan.open_rooms]
    assert sittings == sorted(sittings)


def test_with_time_enough_between_them_every_room_is_used_again():
    papers = two_exams(second=moment(12, 14))
    _, plan = rooms_for(both(people(10, need=EXTRA), 60, 2, papers))
    assert tier(plan, "启用考场").value == 2


def test_rooms_that_are_too_few_because_of_extra_time_are_told():
    inputs = both([*people(25), *people(2, first=30, need=EXTRA)], 90, 3)
    assert rooms_for(inputs) is None
    (clash,) = clashes(prepare(inputs))
    assert "考试 E 的延时考生、F 纸笔考生 92 人" in clash.cause
    assert (clash.demand, clash.supply) == (92, 90)
    assert "推迟较晚的考试，到延时考生考完之后" in clash.cure


def test_who_sits_longer_is_drawn_into_the_batch_that_begins_later():
    papers = (
        a_paper("E", "1", session=1),
        at(a_paper("F", "1", session=2, batch=1), HALF_PAST_ELEVEN),
        replace(at(a_paper("F", "1", batch=2), moment(12, 14)), session=3),
    )
    for need, batches in ((EXTRA, (2,)), (Need(), (1, 2))):
        rows = [a_candidate(1, need=need), a_candidate(2, exam="F", id_number="C0001")]
        found = Kinds(small_inputs(rows, [a_room("101")], papers=papers))
        assert {kind.batches for kind in found.kinds if kind.exam == "F"} == {batches}


@pytest.mark.parametrize("extra", [0, 24, 25, 26, 30])
def test_the_file_that_recomputes_finds_the_same_batches(extra):
    """Of a paper of two hours, 25 % more ends just when the next one begins."""
    papers = (
        a_paper("E", "1", session=1),
        at(a_paper("F", "1", session=2, batch=1), HALF_PAST_ELEVEN),
        replace(at(a_paper("F", "1", batch=2), moment(12, 14)), session=3),
    )
    rows = [
        a_candidate(1, need=Need(extra_percent=extra)),
        a_candidate(2, exam="F", id_number="C0001"),
    ]
    inputs = small_inputs(rows, [a_room("101")], papers=papers)
    ours = Kinds(inputs)
    stranger = runpy.run_path(str(Path(recompute.__path__[0]) / recompute.RECOMPUTE))
    plain = json.loads(canonical_bytes(inputs))
    structure = {"kinds": json.loads(canonical_bytes(ours.kinds))}
    theirs = stranger["members_of_kinds"](plain, structure, stranger["Papers"](plain))
    assert [tuple(members) for members in theirs] == list(ours.members)
    (kind,) = (kind for kind in ours.kinds if kind.exam == "F")
    assert kind.batches == ((1, 2) if extra <= 25 else (2,))


def posting_of(inputs, staff, **needs):
    """Return inputs, needs (two 监考 in each turn if nothing else is said) and posting."""
    inputs = replace(inputs, staff=tuple(staff))
    turns = turns_of(inputs)
    _, plan = rooms_for(inputs)
    works = tuple(
        replace(
            a_work(
                work.site,
                [a_turn_work(part.turn, invigilators=2, **needs) for part in work.turns],
            ),
            overlaps=work.overlaps,
        )
        for work in works_of(inputs, plan, turns)
    )
    return inputs, works, solve_posting(inputs, turns, works, [], {}, [], Silent())


def one_exam(need):
    papers = (
        a_paper("E", "1", session=1),
        at(a_paper("E", "2", session=2), HALF_PAST_ELEVEN),
    )
    everybody = [*people(20, subjects=("2",)), *people(1, first=30, need=need)]
    return small_inputs(everybody, [a_room("101"), a_room("102")], papers=papers)


def test_nobody_is_posted_to_a_session_that_begins_before_a_room_of_extra_time_ends():
    inputs, works, plan = posting_of(one_exam(EXTRA), [a_member(f"G{n}") for n in range(4)])
    assert works[0].overlaps == ((0, 1),)
    posts = draw_posts(inputs, plan, seed="1", digest=DIGEST, judge=judging())
    assert sorted(one.turns for one in posts.posted) == [(0,), (0,), (1,), (1,)]


def test_without_extra_time_two_serve_both_sessions():
    _, works, plan = posting_of(one_exam(Need()), [a_member(f"G{n}") for n in range(2)])
    assert works[0].overlaps == ()
    assert {place.turns for place in plan.places} == {(0, 1)}


def test_staff_that_are_too_few_because_of_extra_time_are_told():
    with pytest.raises(InfeasibleError) as error:
        posting_of(one_exam(EXTRA), [a_member(f"G{n}") for n in range(3)])
    (clash,) = error.value.clashes
    assert (clash.rule, clash.demand, clash.supply) == ("STAFF-ONE-PLACE", 4, 3)
    assert "考点 01 场次 1 与 场次 2 时间重叠（前者有延时考场，到后者 11:30 开始" in clash.cause
    assert "再增加 1 名可任监考" in clash.cure


def test_overlaps_that_no_count_shows_are_told_all_the_same():
    """Three exams at one time ask for six; any two of them for no more than there are."""
    exams = ("E", "F", "H")
    papers = [replace(a_paper(exam), session=n) for n, exam in enumerate(exams, 1)]
    everybody = [a_candidate(n, exam=exam) for n, exam in enumerate(exams)]
    rooms = [a_room(name) for name in ("101", "102", "103")]
    inputs = small_inputs(everybody, rooms, papers=papers)
    posting_of(inputs, [a_member(f"G{n}") for n in range(6)])
    with pytest.raises(InfeasibleError) as error:
        posting_of(inputs, [a_member(f"G{n}") for n in range(5)])
    (clash,) = error.value.clashes
    assert clash.rule == "STAFF-ONE-PLACE"
    assert "同一人不能任时间重叠的两场；若不重叠就能安排" in clash.cause


def test_needs_without_overlaps_are_recorded_as_before():
    work = a_work("01", [a_turn_work(0, invigilators=2)])
    assert b"overlaps" not in canonical_bytes(work)
    for one in (work, replace(work, overlaps=((0, 1),))):
        assert thaw(SiteWork, json.loads(canonical_bytes(one))) == one
