"""RECUSE-KIN against a second opinion by common ancestors, over random families."""

from collections import Counter

import pytest
from kin_oracle import (
    Town,
    declared_primitives,
    declared_terms,
    id_of,
    inputs_of_town,
)

from allocator.models.domain.kin_terms import chain_of
from allocator.randomness import Stream
from allocator.solvers.recusal.recusals import recusals, staff_relatives

CLASSES = ("配偶", "直系血亲", "三代以内旁系血亲", "近姻亲", "其他亲属")
LISTED = (
    "pa", "papa", "ch", "chch", "si", "pasi", "sich", "pasich", "pach", "sppa", "spsi", "spsisp",
    "chsp", "chsppa", "sisp", "pasisp", "sichsp", "pasichsp",
)  # fmt: skip
"""Shapes of terms of two steps and more that 规范 5.1 names; 同父异母 is pach."""
TOWNS = 4
LEAST_PAIRS = 10_000
LEAST_OF_EACH = 20


def kin_rows(inputs):
    return {
        (int(row.staff[1:]), int(row.registration[1:])): row.kind
        for row in recusals(inputs)
        if row.rule == "RECUSE-KIN"
    }


@pytest.fixture(scope="module")
def towns():
    found = []
    for nth in range(TOWNS):
        town = Town(Stream("test/recusal", str(nth), digest=""))
        ties = declared_primitives(town)
        found.append((town, ties, *town.expected()))
    return found


def test_nobody_is_missed_and_nobody_recused_falsely(towns):
    looked_at = 0
    for town, ties, expected, misses in towns:
        assert kin_rows(inputs_of_town(town, ties)) == expected
        looked_at += len(expected) + len(misses)
    assert looked_at >= LEAST_PAIRS


def test_the_families_hold_every_class_and_near_miss(towns):
    classes, outside = Counter(), Counter()
    for _, _, expected, misses in towns:
        classes.update(expected.values())
        outside.update(misses.values())
    wanted = ("配偶", "直系血亲", "三代以内旁系血亲", "近姻亲", "其他亲属")
    assert all(classes[kind] >= LEAST_OF_EACH for kind in wanted), classes
    wanted = (
        "曾祖父母", "曾孙", "侄孙", "堂侄", "祖父的兄弟", "堂叔", "配偶的子女", "配偶的祖父母",
        "配偶的侄", "配偶的叔", "配偶的堂兄弟", "父母的配偶", "孙子女的配偶", "配偶的血亲的配偶",
    )  # fmt: skip
    assert all(outside[miss] >= LEAST_OF_EACH for miss in wanted), outside


def test_third_persons_are_in_no_roster(towns):
    """Only every third is staff and every third a candidate: the rest are known by ties alone."""
    for town, ties, expected, _ in towns:
        people = range(len(town.sex))
        inputs = inputs_of_town(town, ties, staff=people[::3], candidates=people[1::3])
        assert kin_rows(inputs) == {
            (one, other): kind
            for (one, other), kind in expected.items()
            if one % 3 == 0 and other % 3 == 1
        }


def test_relatives_among_staff_are_the_same_in_either_direction(towns):
    for town, ties, expected, _ in towns:
        pairs = {tuple(sorted((f"G{one}", f"G{other}"))) for one, other in expected}
        assert staff_relatives(inputs_of_town(town, ties)) == tuple(sorted(pairs))


@pytest.mark.parametrize("percent", [3, 20, 60])
def test_compound_terms_alone_never_recuse_strangers_and_say_what_they_say(percent):
    checked = 0
    for nth in range(3):
        town = Town(Stream("test/recusal-terms", str(nth), digest=""), widowed=False)
        town.legal.clear()
        ties = declared_terms(town, percent)
        expected, _ = town.expected()
        found = kin_rows(inputs_of_town(town, ties))
        number = {id_of(town, one): one for one in range(len(town.sex))}
        assert found.keys() <= expected.keys()
        for tie in ties:
            shape = "".join(step.kind[:2] for step in chain_of(tie.relation))
            if shape in LISTED:
                checked += 1
                assert (number[tie.declarer], number[tie.id_number]) in found, tie.relation
    assert checked > 100


def test_all_compound_terms_together_find_all_and_never_too_close_a_class():
    """A wife known only as the brother's 弟媳 is a brother's wife: on the list either way."""
    for nth in range(2):
        town = Town(Stream("test/recusal-all-terms", str(nth), digest=""), widowed=False)
        town.legal.clear()
        expected, _ = town.expected()
        found = kin_rows(inputs_of_town(town, declared_terms(town, 100)))
        for pair, kind in found.items():
            assert CLASSES.index(expected[pair]) <= CLASSES.index(kind), pair
        # Couples and families that no compound term names cannot be found.
        assert len(found) >= len(expected) * 95 // 100
