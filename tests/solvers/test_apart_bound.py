"""The proven least of neighbouring pairs against every seating of small rooms."""

from itertools import combinations, product

import pytest
from cases.small_inputs import a_room
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.models.domain.policy import Apart
from allocator.models.domain.rooms import FirstSeat, SeatOrder
from allocator.solvers.apart_bound import pairs_bound
from allocator.solvers.neighbours import neighbours_of


def grid(rows, columns, *, people=None, apart=Apart.FOUR):
    room = a_room("1", seats=rows * columns, layout=(rows,) * columns)
    return neighbours_of(room, people or rows * columns, apart)


def bound_of(people, neighbours):
    """Return the bound for one unit in one room."""
    return pairs_bound({1: {0: people}}, [(neighbours, {0: len(neighbours.around)})])


def fewest(neighbours, people):
    """Return by people the fewest pairs they leave in a room, trying every choice of seats."""
    seats = range(len(neighbours.around))
    return min(
        sum(i in chosen and j in chosen for i, j in neighbours.pairs)
        for chosen in map(set, combinations(seats, people))
    )


def least_over_rooms(rooms, people):
    """Return the fewest pairs of one unit over rooms (neighbours, most of the unit)."""
    return min(
        (
            sum(fewest(neighbours, n) for (neighbours, _), n in zip(rooms, parts, strict=True))
            for parts in product(*(range(most + 1) for _, most in rooms))
            if sum(parts) == people
        ),
    )


@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (2, 3), (3, 3)])
@pytest.mark.parametrize("apart", [Apart.FOUR, Apart.EIGHT])
def test_bound_of_one_room_is_exact(rows, columns, apart):
    neighbours = grid(rows, columns, apart=apart)
    for people in range(1, rows * columns + 1):
        bound = bound_of(people, neighbours)
        assert bound == fewest(neighbours, people), people


def test_neighbours_off_needs_no_pair():
    neighbours = grid(2, 3, apart=Apart.OFF)
    assert neighbours.pairs == ()
    assert bound_of(6, neighbours) == 0


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(
    st.lists(st.sampled_from([(2, 2), (2, 3), (3, 3)]), min_size=2, max_size=2),
    st.integers(1, 13),
    st.integers(1, 9),
)
def test_bound_over_two_rooms_is_never_above_the_truth(sizes, people, most):
    rooms = [(grid(*size), min(most, size[0] * size[1])) for size in sizes]
    if people > sum(most for _, most in rooms):
        return
    bound = pairs_bound({1: {0: people}}, [(n, {0: most}) for n, most in rooms])
    truth = least_over_rooms(rooms, people)
    assert bound <= truth
    assert bound >= truth - 1


def test_units_are_bounded_one_by_one_and_added():
    room = grid(2, 2)
    assert pairs_bound({1: {0: 2}, 2: {0: 2}}, [(room, {0: 4})]) == 0
    assert pairs_bound({1: {0: 3}, 2: {0: 1}}, [(room, {0: 4})]) == 2
    rooms = [(room, {0: 4}), (grid(2, 2), {1: 4})]
    assert pairs_bound({1: {0: 3}, 2: {1: 3}}, rooms) == 4


def test_people_of_a_kind_count_only_where_their_kind_has_places():
    rooms = [(grid(2, 2), {0: 4}), (grid(2, 2), {1: 4})]
    assert pairs_bound({1: {0: 3, 1: 1}}, rooms) == 2
    assert pairs_bound({1: {0: 2, 1: 2}}, rooms) == 0


def test_only_seats_in_use_are_neighbours():
    assert grid(2, 3, people=1).pairs == ()
    assert grid(3, 2, people=4).pairs == ((0, 1), (1, 2), (2, 3))


@pytest.mark.parametrize(
    ("order", "first", "expected"),
    [
        (SeatOrder.COLUMN_SNAKE, FirstSeat.FRONT_LEFT, {(0, 1), (1, 2), (2, 3), (0, 3)}),
        (SeatOrder.COLUMN, FirstSeat.FRONT_LEFT, {(0, 1), (0, 2), (1, 3), (2, 3)}),
        (SeatOrder.ROW, FirstSeat.FRONT_RIGHT, {(0, 1), (0, 2), (1, 3), (2, 3)}),
        (SeatOrder.ROW_SNAKE, FirstSeat.FRONT_LEFT, {(0, 1), (1, 2), (2, 3), (0, 3)}),
    ],
)
def test_neighbours_follow_the_way_from_seat_to_seat(order, first, expected):
    room = a_room("1", seats=4, layout=(2, 2), order=order, first=first)
    assert set(neighbours_of(room, 4, Apart.FOUR).pairs) == expected
    eight = set(neighbours_of(room, 4, Apart.EIGHT).pairs)
    assert eight == {(i, j) for i in range(4) for j in range(i + 1, 4)}
