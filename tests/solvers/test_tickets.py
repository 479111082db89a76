"""Ticket numbers of both families: seat-coded and running."""

from collections import defaultdict

import pytest
from arranging import arrange
from cases.small_inputs import a_paper, a_room, a_site, people, small_inputs

from allocator.errors import InfeasibleError
from allocator.models.domain.policy import DEFAULT_TEMPLATE, Numbering, Policy

CODED = (
    a_paper(subject="1", level="初级", level_code="1", specialty="甲", specialty_code="07"),
    a_paper(subject="1", level="初级", level_code="1", specialty="乙", specialty_code="12"),
)


def an_exam(template="", *, count=25, rooms=4, numbering=None, **more):
    """Return people of one exam in rooms of 10 at two sites."""
    templates = {"": template} if template else {}
    policy = Policy(templates=templates, numbering=numbering, province="15", city="0102")
    return small_inputs(
        more.pop("candidates", None) or people(count),
        [a_room(f"{n}", site=f"0{1 + n % 2}", seats=10) for n in range(rooms)],
        policy=policy,
        **more,
    )


def tickets_by_room(inputs):
    """Return by open room its tickets in seat order, and the plan."""
    plan, seating = arrange(inputs)
    found = defaultdict(list)
    for seat in sorted(seating.seats, key=lambda seat: (seat.open_room, seat.seat)):
        found[seat.open_room].append(seat.ticket)
    return plan, found


def all_tickets(inputs):
    return [ticket for row in tickets_by_room(inputs)[1].values() for ticket in row]


@pytest.mark.parametrize(
    "template",
    [
        DEFAULT_TEMPLATE,
        "{级别:1}{年:2}{省:2}{市:4}{考场:3}{座位:2}",
        "{年:4}{考试:2}{流水:5}",
        "K{考点:2}-{考场:3}{流水:3}",
    ],
)
def test_numbers_are_unique_text_of_one_length_and_ascend_in_seat_order(template):
    _, rooms = tickets_by_room(an_exam(template))
    tickets = [ticket for row in rooms.values() for ticket in row]
    assert len(set(tickets)) == len(tickets) == 25
    assert len({len(ticket) for ticket in tickets}) == 1
    for row in rooms.values():
        last = [int(ticket[-2:]) for ticket in row]
        assert last == list(range(last[0], last[0] + len(row)))


def test_seat_coded_number_holds_room_and_seat():
    plan, rooms = tickets_by_room(an_exam())
    for n, row in rooms.items():
        room = plan.open_rooms[n]
        start = f"2610{room.room.site}{room.number}"
        assert row == [f"{start}{seat:02d}" for seat in range(1, len(row) + 1)]


def test_every_segment_stands_in_its_place():
    candidates = people(3, level="初级", specialty="甲")
    candidates += people(3, 10, level="初级", specialty="乙")
    template = (
        "{级别:2}{专业:3}{考试:3}{考试序号:1}{批次:1}{年:4}{省:2}{市:4}{考点:3}A{考场:2}{座位:2}"
    )
    tickets = all_tickets(an_exam(template, candidates=candidates, papers=CODED))
    assert {ticket[:2] for ticket in tickets} == {"01"}
    assert {ticket[2:5] for ticket in tickets} == {"007", "012"}
    assert {ticket[5:20] for ticket in tickets} == {"00E102026150102"}
    assert {ticket[20:24] for ticket in tickets} <= {"001A", "002A"}


def test_running_numbers_start_at_one_for_each_text_around_them():
    by_site = defaultdict(list)
    for ticket in all_tickets(an_exam("{考点:2}{流水:3}", count=38)):
        by_site[ticket[:2]].append(int(ticket[2:]))
    assert sorted(by_site) == ["01", "02"]
    for numbers in by_site.values():
        assert numbers == list(range(1, len(numbers) + 1))


def test_running_numbers_without_a_site_run_through_the_region():
    assert all_tickets(an_exam("{流水:4}")) == [f"{n:04d}" for n in range(1, 26)]


@pytest.mark.parametrize(
    ("template", "segment", "demand", "supply"),
    [
        ("{考点:2}{考场:3}{座位:1}", "座位", 10, 9),
        ("{年:2}{流水:1}", "流水", 10, 9),
        ("{考点:1}{考场:3}{座位:2}", "", 0, 0),
        ("{市:3}{考场:3}{座位:2}", "市", 102, 999),
        ("{省:1}{考场:3}{座位:2}", "省", 15, 9),
    ],
)
def test_a_segment_too_narrow_is_named(template, segment, demand, supply):
    if not segment:
        sites = [a_site("01"), a_site("02")]
        with pytest.raises(InfeasibleError, match="考点"):
            arrange(an_exam(template, sites=sites))
        return
    with pytest.raises(InfeasibleError, match=segment) as caught:
        arrange(an_exam(template))
    (clash,) = caught.value.clashes
    assert clash.rule == "TICKET"
    assert f"{{{segment}:" in clash.cause
    assert f"{{{segment}:" in clash.cure
    if segment != "市":
        assert (clash.demand, clash.supply) == (demand, supply)


def test_more_rooms_than_the_segment_can_number_is_named_before_the_draw():
    inputs = small_inputs(
        people(10),
        [a_room(f"{n}", seats=1) for n in range(10)],
        policy=Policy(templates={"": "{考场:1}{座位:2}"}),
    )
    with pytest.raises(InfeasibleError, match="考场") as caught:
        arrange(inputs)
    (clash,) = caught.value.clashes
    assert (clash.rule, clash.demand, clash.supply) == ("TICKET", 10, 9)


def test_two_equal_numbers_are_refused():
    with pytest.raises(InfeasibleError) as caught:
        arrange(an_exam("{年:2}{座位:2}"))
    assert {clash.rule for clash in caught.value.clashes} == {"TICKET"}


@pytest.mark.parametrize(
    ("template", "numbering", "numbers"),
    [
        ("", None, ["001", "001", "002"]),
        ("", Numbering.REGION, ["001", "002", "003"]),
        ("{考场:4}{座位:2}", None, ["0001", "0002", "0003"]),
        ("{考点:2}{考场:2}{座位:2}", Numbering.SITE, ["01", "01", "02"]),
    ],
)
def test_rooms_are_numbered_within_the_site_or_through_the_region(template, numbering, numbers):
    plan, _ = tickets_by_room(an_exam(template, numbering=numbering))
    assert sorted(room.number for room in plan.open_rooms) == numbers


def test_tickets_of_two_exams_never_meet():
    papers = [a_paper("E"), a_paper("F", session=2)]
    candidates = people(12, exam="E") + people(12, 20, exam="F")
    tickets = all_tickets(an_exam(candidates=candidates, papers=papers))
    assert len(set(tickets)) == 24
    assert {ticket[2] for ticket in tickets} == {"1", "2"}
