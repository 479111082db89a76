"""Several who leave at once, and chance: as few moves in all as can be, everybody alike."""

from collections import Counter
from dataclasses import replace

import pytest
from cases.hash_order import printed
from cases.posting import a_member
from replacing_cases import a_scene, place, read, scene, some_workable, taken
from replacing_oracle import perfect
from test_posting_replacing import lengths

from allocator.errors import InfeasibleError
from allocator.randomness import Stream

SOLE = ("主考", "副主考", "医务", "保电", "保卫")
"""Posts of which each has one place here."""


def sole(leaving, free):
    """Return people each in a post of his own, and others with the posts named."""
    places = {f"X{n}": ((post,), place(post)) for n, post in enumerate(SOLE[:leaving])}
    return scene(places, [a_member(f"Z{n}", posts=posts) for n, posts in enumerate(free)])


def test_all_who_leave_are_replaced_wherever_each_can_have_somebody_of_his_own():
    """With nobody to move but who is free: against every way to give each one of them."""
    stream, seen = Stream("several", "1", ""), Counter()
    for nth in range(300):
        leaving = 2 + stream.below(4)
        free = [
            tuple(sorted({SOLE[stream.below(leaving)] for _ in range(1 + stream.below(2))}))
            for _ in range(leaving + stream.below(2))
        ]
        able = [[n for n, posts in enumerate(free) if post in posts] for post in SOLE[:leaving]]
        out = [f"X{n}" for n in range(leaving)]
        try:
            moves, _ = sole(leaving, free).replaced(*out, key=(f"s{nth}", ""))
        except InfeasibleError:
            assert not perfect(able)
        else:
            assert perfect(able)
            assert lengths(moves) == [1] * leaving
            assert len({move.takes for move in moves}) == leaving
        seen[perfect(able)] += 1
    assert min(seen[True], seen[False]) >= 50


KEEPS = [("主考",), ("主考", "副主考")]


def test_whom_one_after_needs_is_left_to_him():
    for n in range(20):
        moves, _ = sole(2, KEEPS).replaced("X0", "X1", key=(f"s{n}", ""))
        assert [(move.leaves, move.takes) for move in moves] == [("X0", "Z0"), ("X1", "Z1")]
        assert moves[0].eligible == ("Z0", "Z1")
        order = ["Z0", "Z1"]
        Stream("amend/1/X0/1", f"s{n}", "").shuffle(order)
        assert moves[0].passed == order.index("Z0")


def test_whom_one_after_needs_is_taken_where_all_others_come_to_nothing():
    """Rather than in nobody's place: one of the two moves somebody else then."""
    places = {
        "X0": (("主考",), place("主考")),
        "X1": (("副主考",), place("副主考")),
        "Y": (("副主考", "医务"), place("医务")),
    }
    free = [a_member(f"Z{n}", posts=posts) for n, posts in enumerate([*KEEPS, ("医务",)])]
    one = scene(places, free)

    def workable(posts, _):
        return ("Z0", "主考") not in {(p.staff, p.post) for p in posts.posted}

    made = one.replaced("X0", "X1", workable=workable)
    assert taken(made) == [("X0", "Z1"), ("X1", "Y"), ("Y", "Z2")]
    # So it is where there is nobody but her.
    made = replace(one, staff=tuple(m for m in one.staff if m.staff != "Z0")).replaced("X0", "X1")
    assert taken(made) == [("X0", "Z1"), ("X1", "Y"), ("Y", "Z2")]


def test_a_chain_ends_with_whom_nobody_after_needs_where_there_is_one_so_short():
    """Y1 before Y2 or after: only she can be followed by somebody whom X1 does not need."""
    places = {
        "X0": (("主考",), place("主考")),
        "X1": (("副主考",), place("副主考")),
        "Y1": (("主考", "医务"), place("医务")),
        "Y2": (("主考", "保电"), place("保电")),
    }
    free = [a_member("Z1", posts=("医务",)), a_member("Z2", posts=("副主考", "保电"))]
    one = scene(places, free)
    for n in range(20):
        moves, _ = one.replaced("X0", "X1", key=(f"s{n}", ""))
        assert [(move.leaves, move.takes) for move in moves] == [
            ("X0", "Y1"), ("Y1", "Z1"), ("X1", "Z2"),
        ]  # fmt: skip
        assert moves[0].eligible == ("Y1", "Y2")


def chi_square(seen, ways):
    expected = seen.total() / ways
    return sum((seen[one] - expected) ** 2 / expected for one in seen)


WATCHER = (("监考",), place())


def test_all_who_are_alike_are_equally_likely_to_be_taken():
    """Lines of 99.9 % of chi-square: four and nineteen degrees of freedom, over 2,400 seeds."""
    one = scene({f"X{n}": WATCHER for n in range(2)}, [a_member(f"Z{n}") for n in range(5)])
    singly, pairs = Counter(), Counter()
    for n in range(2400):
        ((_, takes),) = taken(one.replaced("X0", key=(f"s{n}", "ab")))
        singly[takes] += 1
        pairs[
            tuple(takes for _, takes in taken(one.replaced("X0", "X1", key=(f"s{n}", "ab"))))
        ] += 1
    assert (len(singly), len(pairs)) == (5, 20)
    assert chi_square(singly, 5) < 18.5
    assert chi_square(pairs, 20) < 43.8


def test_all_chains_of_people_who_are_alike_are_equally_likely():
    """Two who could move, each with two who could follow."""
    movers = {f"Y{n}": (("主考", "监考"), place()) for n in range(2)}
    one = scene({"X0": (("主考",), place("主考")), **movers}, [a_member("Z0"), a_member("Z1")])
    seen = Counter(tuple(taken(one.replaced("X0", key=(f"s{n}", "ab")))) for n in range(2400))
    assert len(seen) == 4
    assert chi_square(seen, 4) < 16.3


def test_number_seed_and_digest_all_enter_the_draw():
    one = scene({"X0": WATCHER}, [a_member(f"Z{n:02d}") for n in range(40)])
    ways = [{}, {"number": 2}, {"key": ("2", "")}, {"key": ("1", "ab")}]
    assert len({taken(one.replaced("X0", **way))[0] for way in ways}) == 4


@pytest.mark.parametrize("block", range(2))
def test_the_order_in_which_anything_is_given_is_no_matter(block):
    changed = 0
    for nth in range(60 * block, 60 * block + 60):
        one = a_scene(nth)
        out = sorted(one.places)[:2]
        turned = replace(
            one,
            staff=one.staff[::-1],
            places=dict(reversed(one.places.items())),
            reserves=dict(reversed(one.reserves.items())),
            recusals=one.recusals[::-1],
        )
        results = [_result(one, out, nth), _result(turned, out[::-1], nth)]
        assert results[0] == results[1]
        changed += results[0] is not None
    assert changed >= 15


def _result(one, out, nth):
    """Return the moves and who serves where, None where somebody finds nobody."""
    judge = some_workable(nth, 8)
    try:
        moves, posts = one.replaced(*out, workable=lambda p, s: judge(*read(p), s))
    except InfeasibleError:
        return None
    return moves, posts.posted, read(posts)


def results():
    """Return what comes of some arrangements, as text."""
    return repr([_result(one, sorted(one.places)[:2], n) for n in range(80) if (one := a_scene(n))])


def test_the_order_of_hashing_is_no_matter():
    code = "from test_posting_replacing_several import results; print(results())"
    (text,) = printed(code)
    assert text.count("Move(") >= 30
