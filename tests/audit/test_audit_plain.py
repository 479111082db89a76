"""The audit's own arithmetic, held against enumeration and against the domain's walking order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations_with_replacement

import pytest
from audit_builders import a_paper, a_room, kin
from audit_scene import Scene

from allocator.audit.bags import best_bags
from allocator.audit.plain import end_of, seat_cells
from allocator.audit.relatives import relatives_of_candidates
from allocator.models.domain.geometry import walk
from allocator.models.domain.rooms import FirstSeat, SeatOrder


@pytest.mark.parametrize("order", list(SeatOrder))
@pytest.mark.parametrize("first", list(FirstSeat))
@pytest.mark.parametrize("layout", [(6,) * 5, (7, 8, 7, 8), (3, 1, 2), (4,), (1, 1, 1)])
def test_seats_stand_where_the_domain_walks(
    order: SeatOrder, first: FirstSeat, layout: tuple[int, ...]
) -> None:
    room = replace(a_room("01", "1"), seats=sum(layout), layout=layout, order=order, first=first)
    assert seat_cells(room) == [tuple(cell) for cell in walk(layout, order, first)]


def test_second_column_of_a_snake_comes_back() -> None:
    room = replace(a_room("01", "1"), seats=4, layout=(2, 2))
    assert seat_cells(room) == [(1, 1), (2, 1), (2, 2), (1, 2)]


@pytest.mark.parametrize("sizes", [(30, 25, 20, 15, 10, 5), (30,), (31, 7, 4)])
def test_bags_are_best_of_all_choices(sizes: tuple[int, ...]) -> None:
    for people in range(1, 41):
        choices = [
            bags
            for number in range(1, people // min(sizes) + 2)
            for bags in combinations_with_replacement(sizes, number)
            if people <= sum(bags) < people + max(sizes)
        ]
        best = min(choices, key=lambda bags: (sum(bags), len(bags), [-size for size in bags]))
        assert best_bags(people, sizes) == best


def test_33_people_are_30_and_5() -> None:
    assert best_bags(33, (30, 25, 20, 15, 10, 5)) == (30, 5)


@pytest.mark.parametrize(
    ("minutes", "percent", "longer"), [(150, 30, 195), (185, 30, 241), (60, 0, 60), (90, 50, 135)]
)
def test_extra_time_is_rounded_up_to_the_minute(minutes: int, percent: int, longer: int) -> None:
    paper = a_paper("A", "S", 1, "2026-09-12T09:00", minutes)
    assert end_of(paper, percent) == paper.start + timedelta(minutes=longer)


def related(*ties: tuple[str, str, str], note: str = "", women: str = "") -> dict[str, str]:
    """Return relations among candidates A01 … A06 after ties between them and third persons."""
    scene = Scene(kin=[])
    names = {f"A0{n}": f"ID{n}" for n in range(1, 7)}
    for name, number in names.items():
        scene.change_person(name, id_number=number, sex="女" if name in women else "男")
    for one, relation, other in ties:
        scene.kin.append(kin(names.get(one, one), relation, names.get(other, other), note))
    back = {number: name for name, number in names.items()}
    pairs = relatives_of_candidates(scene.inputs())
    return {f"{back[a]} {back[b]}": what for (a, b), what in pairs.items()}


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ([("A01", "妻子", "A02")], {"A01 A02": "配偶"}),
        ([("A02", "爷爷", "A01")], {"A01 A02": "直系亲属"}),
        ([("A01", "父亲", "X"), ("X", "母亲", "A02")], {"A01 A02": "直系亲属"}),
        ([("A01", "父亲", "X"), ("A02", "父亲", "X")], {"A01 A02": "兄弟姐妹"}),
        ([("A01", "哥哥", "X"), ("X", "哥哥", "A02")], {"A01 A02": "兄弟姐妹"}),
        ([("A01", "弟弟", "X"), ("X", "父亲", "A02")], {"A01 A02": "直系亲属"}),
        ([("A01", "儿子", "X"), ("X", "妹妹", "A02")], {"A01 A02": "直系亲属"}),
        ([("A01", "舅舅", "A02"), ("A01", "母亲", "A03")],
         {"A01 A03": "直系亲属", "A02 A03": "兄弟姐妹"}),
        ([("A01", "叔叔", "A02")], {}),
        ([("A01", "堂弟", "A02")], {}),
        ([("A01", "岳父", "A02")], {}),
        ([("A01", "妻子", "X"), ("X", "儿子", "A02")], {}),
        ([("A01", "儿子", "X"), ("A02", "儿子", "X")], {}),
        ([("A01", "继父", "A02")], {}),
        ([("A01", "养父", "A02")], {"A01 A02": "直系亲属"}),
        ([("A01", "养子", "X"), ("X", "哥哥", "A02")], {}),
        ([("A01", "养子", "X"), ("X", "儿子", "A02")], {"A01 A02": "直系亲属"}),
        ([("A01", "哥哥", "X"), ("X", "养父", "A02")], {}),
        ([("A01", "岳父", "A02"), ("A01", "妻子", "A03")],
         {"A01 A03": "配偶", "A02 A03": "直系亲属"}),
        ([("A01", "哥哥", "X"), ("X", "哥哥", "Y"), ("Y", "哥哥", "Z"), ("Z", "舅舅", "A02"),
          ("A01", "母亲", "A03")], {"A01 A03": "直系亲属", "A02 A03": "兄弟姐妹"}),
    ],
)  # fmt: skip
def test_spouses_direct_line_and_siblings_are_found_and_nobody_else(
    ties: list[tuple[str, str, str]], expected: dict[str, str]
) -> None:
    assert related(*ties, women="A03") == expected


def test_step_tie_counts_with_its_note_only() -> None:
    assert related(("A01", "继父", "A02"), note="形成抚养关系") == {"A01 A02": "直系亲属"}
    assert related(("A01", "继父", "A02"), note="未形成抚养关系") == {}


def test_divorce_ends_a_marriage() -> None:
    assert related(("A01", "妻子", "A02"), note="已离婚") == {}
