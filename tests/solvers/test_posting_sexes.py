"""Reserves leave women and men enough for the rooms, as far as any choice of them could."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from cases.posting import alike

from allocator.randomness import Stream
from allocator.solvers.posting.draw import MOST_TRIES, draw_places, draw_reserves
from allocator.solvers.posting.sexes import NOBODY, Mix

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def _mix(women: str, men: str, rooms: int, more: tuple[int, int] = (0, 0)) -> Mix:
    return Mix(rooms, frozenset(women), frozenset(men), *more)


@pytest.mark.parametrize(
    ("mix", "regulars", "lacking"),
    [
        (_mix("ab", "cd", 2), "abcd", 0),
        (_mix("ab", "cd", 2), "abc", 1),
        (_mix("abcd", "", 2), "abcd", 2),
        (_mix("abc", "", 2, (0, 1)), "abc", 1),
        (_mix("a", "b", 0), "", 0),
        (_mix("abcd", "ef", 2), "abefxy", 0),
    ],
)
def test_rooms_that_lack_somebody_are_counted(mix: Mix, regulars: str, lacking: int) -> None:
    assert mix.lacking(regulars) == lacking


def test_the_least_is_that_of_the_best_choice_of_reserves() -> None:
    """Against all choices, for every number of women, men, others, rooms and reserves."""
    seen = set()
    for women, men, others, rooms, more in product(range(4), range(4), range(2), range(4), (0, 1)):
        people = "abc"[:women] + "def"[:men] + "x"[:others]
        mix = _mix("abc"[:women], "def"[:men], rooms, (more, 0))
        for reserves in range(len(people) + 1):
            least = min(
                mix.lacking(set(people).difference(chosen))
                for chosen in combinations(people, reserves)
            )
            assert mix.least(people, reserves) == least
            seen.add(least)
    assert seen == {0, 1, 2, 3}


def _lists(seed: str, mix: Mix, finishable=lambda *_: True):
    """Return the reserve drawn among three 监考 of one site, and with which shuffle."""
    inputs, plan = alike(7)
    posted = draw_places(inputs, plan, seed=seed, digest=DIGEST)
    people = sorted(p.staff for p in posted if p.post == "监考")
    (found,) = draw_reserves(
        plan, posted, seed=seed, digest=DIGEST, finishable=finishable, mix=lambda *_: mix
    )
    stream, shuffles = Stream("reserves/01/1", seed, DIGEST), []
    for _ in range(MOST_TRIES):
        shuffled = list(people)
        stream.shuffle(shuffled)
        shuffles.append(shuffled)
    return found, people, shuffles


def _of_three(seed: str) -> Mix:
    """Return one woman and two men of the three who are posted."""
    _, people, _ = _lists(seed, NOBODY)
    return Mix(1, frozenset(people[:1]), frozenset(people[1:]), 0, 0)


def test_the_first_shuffle_that_leaves_the_rooms_mixed_stands() -> None:
    tries = []
    for n in range(20):
        mix = _of_three(f"s{n}")
        found, people, shuffles = _lists(f"s{n}", mix)
        first = next(nth for nth, row in enumerate(shuffles, 1) if row[0] != people[0])
        assert (found.tries, found.staff) == (first, (shuffles[first - 1][0],))
        assert mix.lacking({*people} - {*found.staff}) == 0
        tries.append(found.tries)
    assert min(tries) == 1 < max(tries)


def test_where_that_cannot_be_finished_another_shuffle_does() -> None:
    """Only without the woman can the day be finished: the first shuffle that takes her stands."""
    mix = _of_three("s1")
    (woman,) = mix.women
    found, _, shuffles = _lists("s1", mix, lambda _site, _turn, people: woman not in people[:2]
                                or len(people) == 3)  # fmt: skip
    first = next(nth for nth, row in enumerate(shuffles, 1) if row[0] == woman)
    assert (found.tries, found.staff) == (first, (woman,))


def test_without_the_rule_the_first_shuffle_stands() -> None:
    for n in range(10):
        found, _, shuffles = _lists(f"s{n}", NOBODY)
        assert (found.tries, found.staff) == (1, (shuffles[0][0],))
