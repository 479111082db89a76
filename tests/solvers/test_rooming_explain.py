"""Why candidates cannot be roomed: the cause told is the true one, and its cures really help."""

import re
from dataclasses import replace
from unittest.mock import patch

import pytest
from arranging import rooms_for
from cases.small_inputs import a_paper, a_room, a_site, people, small_inputs
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.intake.load import load
from allocator.models.domain.exam import Form, Need
from allocator.models.domain.policy import Policy
from allocator.progress import Silent
from allocator.solvers import rooming_words
from allocator.solvers.explain import clashes
from allocator.solvers.rooming import prepare
from allocator.solvers.rooming_causes import causes
from allocator.solvers.rooming_relief import rooms_to_add, spare_to_lend
from allocator.synthesis.write import write_exam

ALONE = Need(alone=True)
LATER = Need(extra_percent=30)
TWO_PAPERS = (a_paper(specialty="甲"), a_paper(specialty="乙"))


def with_need(inputs, count, need):
    """Give the first candidates a need."""
    changed = [replace(who, need=need) for who in inputs.candidates[:count]]
    return replace(inputs, candidates=(*changed, *inputs.candidates[count:]))


def at_site(inputs, count, site):
    changed = [replace(who, site=site) for who in inputs.candidates[:count]]
    return replace(inputs, candidates=(*changed, *inputs.candidates[count:]))


def rooms(*sizes, site="01", **changes):
    return [a_room(f"{n:03d}", site=site, seats=s, **changes) for n, s in enumerate(sizes, 1)]


def with_more_rooms(inputs, relief):
    more = [
        a_room(
            f"新{n}-{k}",
            site=entry.site,
            floor=1 if entry.ground else 2,
            seats=entry.places,
            accessible=entry.accessible,
            form=entry.form,
        )
        for n, entry in enumerate(relief.added)
        for k in range(entry.rooms)
    ]
    return replace(inputs, rooms=(*inputs.rooms, *more))


def with_changed(inputs, count, named, change):
    """Change the `named` candidates."""
    changed = [change(who) if who.registration in named else who for who in inputs.candidates]
    assert sum(one != who for one, who in zip(changed, inputs.candidates, strict=True)) == count
    return replace(inputs, candidates=tuple(changed))


def cured(inputs):
    """Return by cure told the inputs with that cure applied."""
    task = prepare(inputs)
    # Everybody is named, so that the cure can be applied to the letter.
    with patch.object(rooming_words, "NAMED", len(inputs.candidates)):
        told = clashes(task)
    made = {}
    relief = rooms_to_add(task)
    assert f"再增加 {relief.rooms} 个考场" in told[0].cure
    made["rooms"] = with_more_rooms(inputs, relief)
    if "减少 备用考场" in told[0].cure:
        lent = spare_to_lend(task)
        sites = [replace(s, spare_rooms=s.spare_rooms - lent.get(s.code, 0)) for s in inputs.sites]
        made["spare"] = replace(inputs, sites=tuple(sites))
    text = "；".join(clash.cure for clash in told)
    for name, cure, change in (
        (
            "alone",
            r"把 (\d+) 名考生（如 (.+?)）的 单独考场",
            lambda who: replace(who, need=who.need._replace(alone=False)),
        ),
        ("site", r"给 (\d+) 名考生（如 (.+?)）清空 指定考点", lambda who: replace(who, site="")),
    ):
        if found := re.search(cure, text):
            made[name] = with_changed(inputs, int(found[1]), found[2], change)
    return made


def two_sites(first, second, **changes):
    return [*rooms(*first, **changes), *rooms(*second, site="02", **changes)]


CASES = {
    "more rooms of their own than rooms": (
        with_need(small_inputs(people(20), rooms(30, 30, 30)), 5, ALONE),
        "SEAT-NEEDS",
        {"rooms", "alone"},
    ),
    "rooms of their own leave too few seats": (
        with_need(small_inputs(people(62), rooms(30, 30, 30)), 2, ALONE),
        "SEAT-NEEDS",
        {"rooms", "alone"},
    ),
    "rooms of their own and spare ones": (
        with_need(
            small_inputs(people(20), rooms(30, 30, 30), sites=[a_site(spare_rooms=1)]), 2, ALONE
        ),
        "SEAT-NEEDS",
        {"rooms", "spare", "alone"},
    ),
    "rooms of their own at a 指定考点": (
        at_site(
            with_need(small_inputs(people(30), two_sites((30, 30), (30, 30, 30))), 2, ALONE),
            9, "01",
        ),
        "SEAT-NEEDS",
        {"rooms", "alone", "site"},
    ),
    "rooms of their own on the ground floor": (
        with_need(
            small_inputs(people(9), [*rooms(30, 30), a_room("9", floor=2), a_room("8", floor=2)]),
            3, Need(alone=True, ground=True),
        ),
        "SEAT-NEEDS",
        {"rooms", "alone"},
    ),
    "延时 wants a room": (
        with_need(small_inputs(people(20), rooms(30)), 1, LATER),
        "SEAT-NEEDS",
        {"rooms"},
    ),
    "too few ground floor seats": (
        with_need(
            small_inputs(people(40), [a_room("1", seats=10), a_room("2", floor=2)]),
            11, Need(ground=True),
        ),
        "SEAT-NEEDS",
        {"rooms"},
    ),
    "no accessible room": (
        with_need(small_inputs(people(4), rooms(30)), 1, Need(accessible=True)),
        "SEAT-NEEDS",
        {"rooms"},
    ),
    "a 指定考点 is full": (
        at_site(small_inputs(people(40), two_sites((30,), (30, 30))), 35, "01"),
        "SEAT-SITE",
        {"rooms", "site"},
    ),
    "too few seats": (small_inputs(people(65), rooms(30, 30)), "ROOM-30", {"rooms"}),
    "all rooms are spare": (
        small_inputs(people(20), rooms(30, 30), sites=[a_site(spare_rooms=2)]),
        "ROOM-SPARE",
        {"rooms", "spare"},
    ),
    "two papers, one room": (
        small_inputs(
            people(2, specialty="甲") + people(2, first=2, specialty="乙"),
            rooms(30), papers=TWO_PAPERS,
        ),
        "ROOM-ONE-PAPER",
        {"rooms"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_cause_is_told_and_every_cure_helps(name):
    inputs, rule, cures = CASES[name]
    assert rooms_for(inputs) is None
    assert {clash.rule for clash in clashes(prepare(inputs))} == {rule}
    made = cured(inputs)
    assert set(made) == cures
    assert [kind for kind, other in made.items() if rooms_for(other) is None] == []


@pytest.mark.parametrize("name", CASES)
def test_no_fewer_rooms_would_do(name):
    inputs, _, _ = CASES[name]
    relief = rooms_to_add(prepare(inputs))
    (entry,) = relief.added
    fewer = replace(relief, added=(entry._replace(rooms=entry.rooms - 1),))
    assert relief.least
    assert rooms_for(with_more_rooms(inputs, fewer)) is None


def test_rooms_of_their_own_are_counted_and_whose_they_are_is_said():
    inputs = CASES["more rooms of their own than rooms"][0]
    (clash,) = clashes(prepare(inputs))
    registrations = [who.registration for who in inputs.candidates[:5]]
    assert (clash.demand, clash.supply) == (6, 3)
    assert "单独考场 5 个" in clash.cause
    assert all(number in clash.cause for number in registrations)


def test_the_site_of_those_who_need_a_room_of_their_own_is_named():
    (clash,) = clashes(prepare(CASES["rooms of their own at a 指定考点"][0]))
    assert "指定考点 01" in clash.cause


def test_papers_may_mix_only_where_that_helps():
    inputs, _, _ = CASES["two papers, one room"]
    (clash,) = clashes(prepare(inputs))
    assert "混编" in clash.cure
    policy = Policy(mixed_papers=2, mixed_specialties=("甲", "乙"))
    assert rooms_for(replace(inputs, policy=policy)) is not None
    alone = with_need(inputs, 2, ALONE)
    assert all("混编" not in clash.cure for clash in clashes(prepare(alone)))


def test_a_spare_room_need_not_be_the_accessible_one():
    """The only accessible room is the smallest, and may be opened: it is not to blame."""
    inputs = small_inputs(
        people(40),
        [*rooms(30, 30), a_room("9", seats=5, accessible=True)],
        sites=[a_site(spare_rooms=1)],
    )
    inputs = with_need(with_need(inputs, 4, ALONE), 1, Need(accessible=True))
    assert all("无障碍" not in clash.cause for clash in clashes(prepare(inputs)))


@pytest.mark.parametrize("alone", [5, 28, 60])
def test_a_small_electronic_exam_with_many_rooms_of_their_own(alone, tmp_path):
    paths = write_exam(tmp_path, exam="经济", candidates=150, sites=1, seed="单独")
    inputs = load([p for p in paths if p.suffix == ".xlsx"], progress=Silent()).inputs
    assert {paper.form for paper in inputs.papers} == {Form.ELECTRONIC}
    inputs = with_need(inputs, alone, ALONE)
    told = clashes(prepare(inputs))
    assert {clash.rule for clash in told} == {"SEAT-NEEDS"}
    assert all("单独考场" in clash.cause and "批次" in clash.cause for clash in told)
    made = cured(inputs)
    assert {"rooms", "alone"} <= set(made)
    assert [kind for kind, other in made.items() if rooms_for(other) is None] == []


SIZES = st.lists(st.sampled_from([2, 3, 5, 30]), min_size=1, max_size=4)
PEOPLE = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.booleans(), st.sampled_from([0, 0, 30]),
              st.sampled_from(["", "", "01", "02"]), st.sampled_from(["甲", "乙"])),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(first=SIZES, second=SIZES, who=PEOPLE, spare=st.integers(0, 2), batches=st.booleans(),
       tail=st.booleans())  # fmt: skip
def test_a_count_never_accuses_what_can_be_arranged(first, second, who, spare, batches, tail):
    """And what cannot be arranged can be with the rooms told."""
    candidates = [
        replace(
            one, need=Need(g and a, g and not a, g and b, extra), site=site, specialty=specialty
        )
        for one, (g, a, b, extra, site, specialty) in zip(people(len(who)), who, strict=True)
    ]
    papers = [
        a_paper(specialty=specialty, batch=batch)
        for specialty in "甲乙"
        for batch in ((1, 2) if batches else (0,))
    ]
    made = [
        a_room(f"{n}", site=site, seats=seats, floor=1 + n % 2, accessible=n % 3 == 0)
        for site, sizes in (("01", first), ("02", second))
        for n, seats in enumerate(sizes)
    ]
    inputs = small_inputs(
        candidates, made, papers=papers, policy=Policy(merge_tail=tail),
        sites=[a_site(spare_rooms=spare), a_site("02", spare_rooms=0)],
    )  # fmt: skip
    task = prepare(inputs)
    possible = rooms_for(inputs) is not None
    found = causes(task)
    assert not (possible and found)
    assert all(cause.clash.demand > cause.clash.supply for cause in found)
    if not possible:
        assert [kind for kind, other in cured(inputs).items() if rooms_for(other) is None] == []
