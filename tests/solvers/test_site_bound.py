"""The bound on sites and patrols against opening every possible set of rooms."""

from collections import Counter
from itertools import combinations, product
from typing import NamedTuple

import pytest
from cases.rooming import a_class, a_problem
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.solvers.site_bound import site_bound


class Floor(NamedTuple):
    """Rooms of one floor by (video, priority)."""

    site: int
    rooms: tuple[tuple[bool, int], ...]


def plain(*floors_of_site):
    """Return floors whose rooms are all alike: sizes of floors, site by site."""
    return [Floor(s, ((True, 0),) * n) for s, sizes in enumerate(floors_of_site) for n in sizes]


def by_enumeration(floors, rooms, spare):
    """Return the least figures, in their order, for opening exactly `rooms`; None: no way."""
    best = max((priority for floor in floors for _, priority in floor.rooms), default=0)
    total = Counter()
    for floor in floors:
        total[floor.site] += len(floor.rooms)
    found = []
    for opened in product(*(_openings(floor.rooms) for floor in floors)):
        if sum(map(len, opened)) != rooms:
            continue
        per_site = Counter()
        for floor, some in zip(floors, opened, strict=True):
            per_site[floor.site] += len(some)
        if any(n and n > total[site] - spare for site, n in per_site.items()):
            continue
        found.append(
            (
                sum(map(bool, per_site.values())),
                sum(-(-len(some) // 5) for some in opened),
                sum(not video for some in opened for video, _ in some),
                sum(best - priority for some in opened for _, priority in some),
            )
        )
    return min(found, default=None)


def _openings(rooms):
    """Return every different choice of rooms of a floor."""
    return {some for n in range(len(rooms) + 1) for some in combinations(sorted(rooms), n)}


def problem_with(floors, spare):
    """Return a problem in which each floor has two classes of rooms."""
    classes = [
        a_class(site=floor.site, floor=f, rooms=len(rooms))._replace(ranks=_ranks(rooms))
        for f, floor in enumerate(floors)
        for rooms in (floor.rooms[::2], floor.rooms[1::2])
        if rooms
    ]
    return a_problem(classes, [], spare=spare)


def _ranks(rooms):
    return tuple((*rank, n) for rank, n in sorted(Counter(rooms).items(), reverse=True))


def check(floors, rooms, spare):
    bound = site_bound(problem_with(floors, spare), rooms)
    expected = by_enumeration(floors, rooms, spare)
    if expected is None:
        assert bound is None
        return
    assert (bound.sites, bound.patrols, bound.without_video, bound.low_priority) == expected
    assert sum(bound.rooms_of_floor.values()) == rooms


@pytest.mark.parametrize(
    ("floors", "rooms", "spare"),
    [
        (plain((5, 2), (4, 4)), 7, 0),
        (plain((5, 2), (4, 4)), 7, 1),
        (plain((6,), (6,), (1, 1)), 8, 0),
        (plain((7, 1), (3, 3)), 9, 1),
        (plain((2,), (2,)), 5, 0),
        (plain((3, 3), (5,)), 5, 0),
    ],
)
def test_bound_is_the_least_of_all_ways(floors, rooms, spare):
    check(floors, rooms, spare)


FLOORS = st.lists(
    st.builds(
        Floor,
        st.integers(0, 2),
        st.lists(st.tuples(st.booleans(), st.integers(0, 2)), min_size=1, max_size=6).map(tuple),
    ),
    min_size=1,
    max_size=4,
).map(lambda floors: sorted(floors))


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(FLOORS, st.integers(1, 12), st.integers(0, 1))
def test_bound_is_the_least_for_any_floors(floors, rooms, spare):
    check(floors, rooms, spare)
