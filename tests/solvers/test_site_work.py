"""What sites need of staff: turns, rooms by turn, the default table, and groups of a floor."""

from dataclasses import replace

import pytest
from arranging import rooms_for
from cases.small_inputs import a_paper, a_room, a_site, moment, people, small_inputs

from allocator.models.domain.exam import Form
from allocator.models.domain.ids import RoomId
from allocator.models.domain.policy import Policy
from allocator.models.domain.staff import PostNeed
from allocator.models.domain.staffing import WorkRoom
from allocator.solvers.staff.patrol import floor_groups
from allocator.solvers.staff.site_work import turns_of, works_of


def _works(inputs):
    turns = turns_of(inputs)
    _, plan = rooms_for(inputs)
    return turns, works_of(inputs, plan, turns)


def test_each_session_without_batches_is_a_turn_and_the_first_of_a_morning_is_early():
    papers = (
        a_paper(subject="1", session=1),
        a_paper(subject="2", session=2),
        a_paper(exam="F", subject="3", session=2),
    )
    turns = turns_of(small_inputs([], [a_room("101")], papers=papers))
    assert [(turn.sessions, turn.early) for turn in turns] == [((1,), True), ((2,), False)]
    assert turns[0].start == moment(12, 9)


def test_the_sessions_of_a_batch_share_a_turn():
    papers = [
        replace(a_paper(subject=subject, batch=batch), session=session, start=moment(day, hour),
                end=moment(day, hour + 1))
        for batch, day, subject, session, hour in (
            (1, 12, "1", 1, 9), (1, 12, "2", 2, 10), (2, 13, "1", 3, 9), (2, 13, "2", 4, 10),
        )
    ]  # fmt: skip
    turns = turns_of(small_inputs([], [a_room("101")], papers=papers))
    assert [turn.sessions for turn in turns] == [(1, 2), (3, 4)]
    assert [turn.early for turn in turns] == [True, True]
    assert (turns[0].start, turns[0].end) == (moment(12, 9), moment(12, 11))


def test_an_afternoon_that_begins_the_day_is_not_early():
    papers = (a_paper(session=1, start=moment(12, 14), end=moment(12, 16)),)
    (turn,) = turns_of(small_inputs([], [a_room("101")], papers=papers))
    assert not turn.early


def test_a_room_counts_only_in_turns_in_which_somebody_is_due():
    papers = (a_paper(subject="1", session=1), a_paper(subject="2", session=2))
    candidates = [*people(30, subjects=("1", "2")), *people(30, first=30, subjects=("1",))]
    rooms = [a_room(name) for name in ("101", "102", "103")]
    _, (work,) = _works(small_inputs(candidates, rooms, papers=papers))
    assert [len(turn.rooms) for turn in work.turns] == [2, 1]
    assert [turn.invigilators for turn in work.turns] == [4, 2]
    assert [turn.reserves for turn in work.turns] == [2, 2]
    assert [room.due for room in work.turns[0].rooms] == [30, 30]


def test_the_default_table_of_a_paper_site_and_sheet_posts_over_it():
    rows = (("", "保卫", 4), ("01", "保卫", 3), ("", "志愿引导", 2), ("", "医务", 0))
    needs = tuple(PostNeed(site=site, post=post, people=n) for site, post, n in rows)
    inputs = small_inputs(people(31), [a_room("101"), a_room("102")], post_needs=needs)
    _, (work,) = _works(inputs)
    assert dict(work.whole) == {
        "主考": 1, "副主考": 1, "试卷管理": 2, "考务办公室": 3, "保电": 1, "保卫": 3, "驾驶员": 1,
        "志愿引导": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "invigilators", "admins", "computer"),
    [
        ({}, 1, 1, 0),
        ({"系统管理员兼任监考": "否"}, 2, 1, 1),
        ({"考场系统管理员": "否"}, 2, 0, 1),
        ({"每考场监考": "3"}, 2, 1, 0),
    ],
)
def test_an_electronic_room_needs_an_administrator_who_may_double(
    settings, invigilators, admins, computer
):
    paper = a_paper(form=Form.ELECTRONIC)
    rooms = [a_room("101", form=Form.ELECTRONIC, seats=40, spare_machines=2)]
    inputs = small_inputs(people(30), rooms, papers=(paper,), policy=Policy(others=settings))
    _, (work,) = _works(inputs)
    (turn,) = work.turns
    assert (turn.invigilators, turn.admins, turn.computer) == (invigilators, admins, computer)
    assert dict(work.whole)["考点系统管理员"] == 1
    assert "试卷管理" not in dict(work.whole)


def test_a_large_electronic_room_needs_more_by_the_ratio():
    paper = a_paper(form=Form.ELECTRONIC)
    rooms = [a_room("101", form=Form.ELECTRONIC, seats=70, spare_machines=4)]
    _, (work,) = _works(small_inputs(people(61), rooms, papers=(paper,)))
    assert work.turns[0].rooms[0].invigilators == 3


def _rooms(*places):
    return [
        WorkRoom(f"{n:03}", RoomId("01", building, floor, f"{n}"), "E", 0, Form.PAPER, 30, 2, 0)
        for n, (building, floor) in enumerate(places, start=1)
    ]


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(1, [1]), (5, [5]), (6, [3, 3]), (7, [4, 3]), (10, [5, 5]), (11, [4, 4, 3]), (12, [4, 4, 4])],
)
def test_a_floor_is_split_evenly_into_fewest_groups_of_neighbours(count, sizes):
    rooms = _rooms(*[("A", 1)] * count)
    groups = floor_groups(rooms, {room.room: n for n, room in enumerate(rooms)})
    assert [len(group.rooms) for group in groups] == sizes
    assert [number for group in groups for number in group.rooms] == [r.number for r in rooms]


def test_groups_keep_to_one_floor_of_one_building_in_corridor_order():
    rooms = _rooms(("A", 1), ("A", 2), ("B", 1), ("A", 1))
    corridor = {room.room: place for room, place in zip(rooms, (3, 1, 2, 0), strict=True)}
    groups = floor_groups(rooms, corridor)
    assert [(g.building, g.floors, g.rooms) for g in groups] == [
        ("A", (1,), ("004", "001")), ("A", (2,), ("002",)), ("B", (1,), ("003",)),
    ]  # fmt: skip


def test_sites_without_open_rooms_need_nobody():
    rooms = [a_room("101"), a_room("201", site="02")]
    _, works = _works(small_inputs(people(10), rooms, sites=[a_site("01"), a_site("02")]))
    assert len(works) == 1
