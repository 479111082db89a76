"""`rooming` against trying everything, on exams small enough for it."""

from collections import Counter
from dataclasses import replace

import pytest
from arranging import arrange, rooms_for, tier
from cases.small_inputs import a_paper, a_room, a_site, people, small_inputs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rooming_oracle import least_rooms_and_sites, like_of, may_enter, may_share

from allocator.audit.exported import Exported
from allocator.audit.room_floors import room_floors
from allocator.models.domain.exam import Form, Need
from allocator.models.domain.policy import Policy

PAPERS = (
    a_paper(subject="1", session=1),
    a_paper(subject="2", session=2, specialty="甲"),
    a_paper(subject="2", session=2, specialty="乙"),
)
NOTHING_READ = Exported(places=(), room_rows=(), sites=(), orders=())
NEEDS = (Need(), Need(ground=True), Need(accessible=True), Need(alone=True), Need(extra_percent=30))


def rooms_of(*sizes, accessible=()):
    """Return rooms at two sites, two floors each: room n stands at site n % 2, floor n // 2 % 2."""
    return [
        a_room(
            f"{n}",
            site=("01", "02")[n % 2],
            floor=1 + n // 2 % 2,
            seats=seats,
            accessible=n in accessible,
        )
        for n, seats in enumerate(sizes)
    ]


def group(count, first, *, specialty="甲", subjects=("1", "2"), need=Need(), site=""):  # noqa: B008
    return people(count, first, specialty=specialty, subjects=subjects, need=need, site=site)


EXAMS = {
    "two specialties share the common subject only": small_inputs(
        group(3, 0) + group(2, 10, specialty="乙"), rooms_of(3, 3, 2, 2), papers=PAPERS
    ),
    "who sits the common subject only fits beside anybody": small_inputs(
        group(2, 0) + group(2, 10, specialty="乙") + group(2, 20, subjects=("1",)),
        rooms_of(3, 3, 3, 3),
        papers=PAPERS,
    ),
    "one site would do but for the spare": small_inputs(
        group(4, 0),
        rooms_of(2, 2, 2, 2),
        papers=PAPERS,
        sites=[a_site("01", spare_rooms=1), a_site("02", spare_rooms=1)],
    ),
    "the only ground floor is at the other site": small_inputs(
        group(3, 0, site="02") + group(1, 10, need=Need(ground=True)),
        rooms_of(1, 3, 2, 3, 1),
        papers=PAPERS,
    ),
    "an own room for one, a longer time for two": small_inputs(
        group(2, 0)
        + group(1, 10, need=Need(alone=True))
        + group(2, 20, need=Need(extra_percent=50)),
        rooms_of(2, 2, 2, 1),
        papers=PAPERS,
    ),
    "no room is accessible": small_inputs(
        group(1, 0, need=Need(accessible=True)), rooms_of(3, 3), papers=PAPERS
    ),
    "the designated site is full": small_inputs(
        group(4, 0, site="01"), rooms_of(3, 3), papers=PAPERS
    ),
    "every room is wanted and one must stay free": small_inputs(
        group(4, 0),
        rooms_of(2, 2),
        papers=PAPERS,
        sites=[a_site("01"), a_site("02", spare_rooms=1)],
    ),
    "two papers and one room": small_inputs(
        group(1, 0) + group(1, 10, specialty="乙"), rooms_of(5), papers=PAPERS
    ),
}


def check(inputs):
    """Compare with the oracle; return the least rooms, None for no arrangement."""
    expected = least_rooms_and_sites(inputs)
    found = rooms_for(inputs)
    if expected is None:
        assert found is None
        return None
    assert found is not None
    _, plan = found
    rooms, sites = expected
    assert (tier(plan, "启用考场").value, tier(plan, "启用考场").bound) == (rooms, rooms)
    assert tier(plan, "启用考点").bound <= sites <= tier(plan, "启用考点").value
    # What the audit counts without a solver is no more than the oracle needs.
    floors = room_floors(NOTHING_READ, inputs, {"启用考场": rooms})
    assert floors["启用考场"] <= rooms
    assert floors["启用考点"] <= sites
    assert floors["考场场次"] <= tier(plan, "考场场次").value
    assert floors["流动监考"] <= tier(plan, "流动监考").value
    return rooms


@pytest.mark.parametrize("name", EXAMS)
def test_least_rooms_are_those_of_the_oracle(name):
    check(EXAMS[name])


def test_more_than_the_standard_size_never_share_a_room():
    inputs = small_inputs(
        group(31, 0), rooms_of(40, 40), papers=PAPERS, policy=Policy(standard_size=30)
    )
    assert check(inputs) == 2
    assert check(replace(inputs, policy=Policy(standard_size=25), rooms=inputs.rooms[:1])) is None


def test_electronic_rooms_keep_their_spare_machines():
    papers = [replace(paper, form=Form.ELECTRONIC) for paper in PAPERS]
    rooms = [replace(room, form=Form.ELECTRONIC, spare_machines=2) for room in rooms_of(7, 7)]
    _, plan = rooms_for(small_inputs(group(10, 0), rooms, papers=papers))
    assert sorted(room.people for room in plan.open_rooms) == [5, 5]
    assert rooms_for(small_inputs(group(11, 0), rooms, papers=papers)) is None


def test_rooms_closed_or_too_narrow_are_left_out():
    closed, narrow, fine = rooms_of(9, 9, 3)
    rooms = [replace(closed, closed=True), replace(narrow, spacing_hundredths=99), fine]
    assert check(small_inputs(group(3, 0), rooms, papers=PAPERS)) == 1
    assert check(small_inputs(group(4, 0), rooms, papers=PAPERS)) is None


def test_exams_at_one_time_have_rooms_of_their_own():
    papers = [a_paper("E"), a_paper("F"), a_paper("G", session=2)]
    candidates = [who for n, exam in enumerate("EFG") for who in people(3, 10 * n, exam=exam)]
    _, plan = rooms_for(small_inputs(candidates, rooms_of(3, 3, 3), papers=papers))
    by_exam = {room.sitting.exam: room.room for room in plan.open_rooms}
    assert by_exam["E"] != by_exam["F"]
    assert by_exam["G"] in (by_exam["E"], by_exam["F"])
    assert tier(plan, "启用考场").value == 2
    assert rooms_for(small_inputs(candidates, rooms_of(5), papers=papers)) is None


def test_a_remainder_of_three_joins_the_room_before_it_only_when_merging_is_on():
    inputs = small_inputs(group(33, 0), rooms_of(33, 33), papers=PAPERS)
    assert check(inputs) == 2
    merged = replace(inputs, policy=Policy(merge_tail=True))
    _, plan = rooms_for(merged)
    assert [room.people for room in plan.open_rooms] == [33]


def test_floors_of_the_audit_are_reached_where_rooms_are_plenty():
    inputs = EXAMS["an own room for one, a longer time for two"]
    floors = room_floors(NOTHING_READ, inputs, {"启用考场": check(inputs)})
    assert (floors["启用考场"], floors["考场场次"]) == (3, 6)


def test_what_nobody_minimises_is_not_claimed():
    rooms = [replace(room, video=False) for room in rooms_of(3, 3)]
    inputs = small_inputs(group(3, 0), rooms, papers=PAPERS)
    assert tier(rooms_for(inputs)[1], "无监控考场").value == 1
    _, plan = rooms_for(replace(inputs, policy=Policy(switches={"ROOM-PRIORITY": False})))
    names = [of_plan.name for of_plan in plan.tiers]
    assert names == ["启用考场", "考场场次", "启用考点", "流动监考", "科目考点"]


def test_some_exams_of_the_oracle_can_be_arranged_and_some_cannot():
    answers = [least_rooms_and_sites(inputs) for inputs in EXAMS.values()]
    assert [bool(answer) for answer in answers].count(True) >= 5
    assert answers.count(None) >= 4


@st.composite
def exams(draw):
    """Any exam of up to three kinds and six rooms."""
    candidates = []
    for nth in range(draw(st.integers(1, 3))):
        candidates += group(
            draw(st.integers(1, 4)),
            10 * nth,
            specialty=draw(st.sampled_from(["甲", "乙"])),
            subjects=draw(st.sampled_from([("1", "2"), ("1",), ("2",)])),
            need=draw(st.sampled_from(NEEDS)),
            site=draw(st.sampled_from(["", "", "01", "02"])),
        )
    sizes = draw(st.lists(st.integers(1, 4), min_size=4, max_size=6))
    spares = draw(st.tuples(st.integers(0, 1), st.integers(0, 1)))
    return small_inputs(
        candidates,
        rooms_of(*sizes, accessible=draw(st.sets(st.integers(0, 5), max_size=2))),
        papers=PAPERS,
        sites=[a_site(code, spare_rooms=n) for code, n in zip(("01", "02"), spares, strict=True)],
    )


PROFILE = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@PROFILE
@given(exams())
def test_any_small_exam_has_the_least_rooms_or_none(inputs):
    if check(inputs) is not None:
        check_seats(inputs, *arrange(inputs))


def check_seats(inputs, plan, seating):
    """Everybody once; rooms allowed for each; nobody beside a paper or time he must not meet."""
    assert sorted(seat.candidate for seat in seating.seats) == list(range(len(inputs.candidates)))
    room_of = {room.id: room for room in inputs.rooms}
    inside = {}
    for seat in seating.seats:
        like = like_of(inputs, inputs.candidates[seat.candidate])
        assert may_enter(like, room_of[plan.open_rooms[seat.open_room].room])
        inside.setdefault(seat.open_room, []).append(like)
    for n, likes in inside.items():
        assert all(may_share(one, other) for i, one in enumerate(likes) for other in likes[i + 1 :])
        assert len(likes) == plan.open_rooms[n].people
        assert len(likes) <= room_of[plan.open_rooms[n].room].seats
    _check_spares(inputs, plan)


def _check_spares(inputs, plan):
    opened = {room.room for room in plan.open_rooms}
    kept = Counter(room.site for room, _ in plan.spare_rooms)
    assert not opened & {room for room, _ in plan.spare_rooms}
    for site in inputs.sites:
        if site.code in {room.site for room in opened}:
            assert kept[site.code] >= site.spare_rooms


def test_the_generator_makes_both_kinds_of_exam():
    answers = []

    @settings(PROFILE, max_examples=40)
    @given(exams())
    def collect(inputs):
        answers.append(least_rooms_and_sites(inputs))

    collect()
    assert answers.count(None) >= 3
    assert len(answers) - answers.count(None) >= 10
