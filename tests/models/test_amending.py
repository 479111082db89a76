"""What amendments make of inputs and posts, put on in their order."""

from dataclasses import replace

import pytest
from cases.posting import a_member, a_turn, a_work
from cases.small_inputs import people, small_inputs

from allocator.models.domain.amending import (
    amended_inputs,
    amended_posting,
    amended_posts,
    corrected,
    with_moves,
)
from allocator.models.domain.amendments import CANDIDATES, STAFF, Amendment, Correction, Move
from allocator.models.domain.plans import Tier
from allocator.models.domain.staffing import Posted, PostingPlan, PostPlace, PostsPlan, ReserveList

INPUTS = small_inputs(people(3), [], staff=tuple(a_member(f"G{n}") for n in range(2)))
RENAMED = Correction(CANDIDATES, "R0001", "姓名", "考生1", "张三")
AGAIN = Correction(CANDIDATES, "R0001", "姓名", "张三", "张山")
PHONED = Correction(STAFF, "G1", "电话", "", "139")


def an_amendment(number, *, corrections=(), moves=(), tiers=()):
    return Amendment(
        number=number, method="", seed="", digest="", corrections=corrections, out=(), fixed=(),
        moves=moves,
        spreads=(), tiers=tiers, reason="", operator="", reviewer="", witness="",
    )  # fmt: skip


def test_cells_are_put_right_and_nothing_else():
    made = corrected(
        INPUTS, [RENAMED, PHONED, RENAMED._replace(column="照片", old="", new="1.jpg")]
    )
    assert [one.name for one in made.candidates] == ["考生0", "张三", "考生2"]
    assert made.candidates[1] == replace(INPUTS.candidates[1], name="张三", photo="1.jpg")
    assert [one.phone for one in made.staff] == ["", "139"]
    assert replace(made, candidates=INPUTS.candidates, staff=INPUTS.staff) == INPUTS


@pytest.mark.parametrize(
    "wrong",
    [
        AGAIN,
        RENAMED._replace(key="R0009"),
        PHONED._replace(key="R0001"),
        RENAMED._replace(sheet=STAFF),
    ],
)
def test_what_is_not_there_cannot_be_put_right(wrong):
    with pytest.raises(ValueError, match=r"put right|not there"):
        corrected(INPUTS, [PHONED, wrong])


def test_corrections_lie_on_top_of_each_other_in_their_order():
    first, second = (
        an_amendment(n, corrections=(one,)) for n, one in enumerate((RENAMED, AGAIN), 1)
    )
    moved = an_amendment(2, moves=(Move("G0", "G1", (), 0),))
    made = amended_inputs(INPUTS, [first, moved, second])
    assert [one.name for one in made.candidates] == ["考生0", "张山", "考生2"]
    with pytest.raises(ValueError, match="not what it was"):
        amended_inputs(INPUTS, [second, first])


PLACES = tuple(
    PostPlace(site, post, (0,)) for site in ("02", "01") for post in ("主考", "医务", "监考")
)
POSTING = PostingPlan(
    turns=(a_turn(1),), works=(a_work("02"), a_work("01")), places=PLACES, kinds=(), spreads=(),
    tiers=(Tier(name="场次均衡", rule="STAFF-SPREAD", value=3, bound=3),),
)  # fmt: skip
POSTS = PostsPlan(
    posted=tuple(
        Posted(who, site, post, (0,))
        for who, site, post in (
            ("G5", "02", "主考"), ("G3", "02", "医务"), ("G4", "02", "监考"), ("G6", "02", "监考"),
            ("G1", "01", "主考"), ("G2", "01", "监考"),
        )
    ),
    reserves=(ReserveList("02", 0, ("G6", "G4"), 7), ReserveList("01", 0, ("G2",))),
    tries=3,
)  # fmt: skip
CHAIN = (Move("G6", "G1", (), 0), Move("G1", "G2", (), 0), Move("G2", "G0", (), 0))


def test_moves_of_a_chain_are_made_at_once_and_people_stand_in_order():
    """G6 leaves, the last by 工号 in her post; G1, the first now, takes her order as a reserve."""
    made = with_moves(POSTING, POSTS, CHAIN)
    assert [one[:3] for one in made.posted] == [
        ("G5", "02", "主考"), ("G3", "02", "医务"), ("G1", "02", "监考"), ("G4", "02", "监考"),
        ("G2", "01", "主考"), ("G0", "01", "监考"),
    ]  # fmt: skip
    assert made.reserves == (
        ReserveList("02", 0, ("G1", "G4"), 7), ReserveList("01", 0, ("G0",)),
    )  # fmt: skip
    assert made.tries == 3


def test_two_who_change_places_keep_both():
    made = with_moves(POSTING, POSTS, [Move("G4", "G2", (), 0), Move("G2", "G4", (), 0)])
    assert {("G2", "02", "监考", (0,)), ("G4", "01", "监考", (0,))} < set(made.posted)
    assert [one.staff for one in made.reserves] == [("G6", "G2"), ("G4",)]


def test_amendments_of_posts_lie_on_top_of_each_other():
    """All moves of an amendment at once come to the same as chain after chain."""
    other = (Move("G3", "G7", (), 0),)
    one, two = an_amendment(1, moves=CHAIN), an_amendment(2, moves=other)
    named = an_amendment(3, corrections=(RENAMED,))
    both = an_amendment(1, moves=(*CHAIN, *other))
    made = amended_posts(POSTING, POSTS, [one, named, two])
    assert made == amended_posts(POSTING, POSTS, [both])
    assert {p.staff for p in made.posted} == {"G0", "G1", "G2", "G4", "G5", "G7"}
    assert amended_posts(POSTING, POSTS, [named]) == POSTS
    later = an_amendment(3, moves=(Move("G7", "G8", (), 0),))
    assert "G8" in {p.staff for p in amended_posts(POSTING, POSTS, [one, two, later]).posted}


def test_objectives_are_those_of_the_last_moves():
    tiers = [replace(POSTING.tiers[0], value=n) for n in (4, 5)]
    one, two = (an_amendment(n, moves=CHAIN, tiers=(tiers[n - 1],)) for n in (1, 2))
    named = an_amendment(3, corrections=(RENAMED,))
    assert amended_posting(POSTING, [one, two, named]) == replace(POSTING, tiers=(tiers[1],))
    assert amended_posting(POSTING, [named]) == amended_posting(POSTING, []) == POSTING
