"""A short run of the fairness benchmark: enough seeds to fail a method that is plainly unfair."""

import pytest
from fairness import LISTABLE, ChiSquare, batch_draw, chi_squares, dense, large
from fairness_listing import Instance, distance, islands, measure, valid_plans

QUICK = [instance for instance in LISTABLE if not instance.name.startswith("dense")]


@pytest.mark.parametrize("instance", QUICK, ids=lambda instance: instance.name)
def test_draws_are_uniform_over_all_valid_plans(instance):
    drawn = [instance.seen(instance.draw(seed)) for seed in range(150)]
    found = measure(instance.name, valid_plans(instance), drawn)
    assert found.invalid == 0
    assert found.distance <= 1.15 * found.line


def test_draws_of_a_dense_room_reach_every_island():
    instance = dense(4, 4, 7, 3, 6)
    plans = valid_plans(instance)
    island_of = islands(plans)
    drawn = [island_of[instance.seen(instance.draw(seed))] for seed in range(150)]
    sizes = {island: list(island_of.values()).count(island) for island in island_of.values()}
    found = measure("islands", sizes, drawn)
    assert len(sizes) == 22
    assert found.distance <= 1.15 * found.line


def test_batches_are_uniform_over_all_ways():
    found = batch_draw(300)
    assert found.invalid == 0
    assert found.distance <= 1.15 * found.line


def test_everybody_has_the_same_chance_of_every_room_and_seat():
    for test in chi_squares(large(240), 25):
        assert 0.001 < test.chance < 0.999, test


def test_a_biased_draw_is_found_out():
    instance = LISTABLE[0]
    plans = valid_plans(instance)
    drawn = [instance.seen(instance.draw(seed // 2 if seed % 3 else 0)) for seed in range(150)]
    found = measure("biased", plans, drawn)
    assert found.distance > 1.15 * found.line


def test_valid_plans_are_counted_right():
    names = {instance.name: len(valid_plans(instance)) for instance in LISTABLE}
    assert names["deal: seven rooms of 2, three kin"] == 7 * 6 * 5
    assert names["deal: seven rooms 1x2, unit 7"] == 2**7
    assert names["dense 4x4, units 8+8"] == 2
    assert names["dense 3x5, units 7+8"] == 1


def test_distance_of_equal_distributions_is_zero_and_of_disjoint_ones_is_one():
    assert distance({"a": 2, "b": 4}, {"a": 1, "b": 2}) == 0
    assert distance({"a": 2}, {"b": 1}) == 1


def test_chance_of_a_chi_square_is_that_of_the_tables():
    assert ChiSquare(name="", statistic=43.773, freedom=30).chance == pytest.approx(0.05, abs=5e-4)
    assert ChiSquare(name="", statistic=124.342, freedom=100).chance == pytest.approx(
        0.05, abs=5e-4
    )


def test_an_instance_without_kinds_has_one():
    assert Instance(name="", rooms=(), units=(0, 1)).members() == {0: [0, 1]}
