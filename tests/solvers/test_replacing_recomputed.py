"""Who could take a place, and whom a chain passed over, as 复算.py finds it: against the method."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from cases.posting import a_member
from replacing_cases import a_scene, place, recused, scene, where
from replacing_oracle import amend

from allocator.randomness import Stream
from allocator.record import recompute
from allocator.record.canonical import canonical_bytes

KEY = ("s", "ab")


@cache
def stranger():
    """Return 复算.py as a module."""
    path = recompute.__path__[0] + "/" + recompute.RECOMPUTE
    spec = importlib.util.spec_from_file_location("a_stranger", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stand_ins(one, out, *, gone=(), fixed=(), **more):
    """Return what 复算.py makes of the frozen files of an arrangement; `more` fields of inputs."""
    frozen = (one.inputs, one.posting, tuple(one.recusals))
    inputs, posting, recusals = (json.loads(canonical_bytes(part)) for part in frozen)
    rooms = one.rooms or {}
    inputs["candidates"] = [{"registration": who, "id_number": f"C{who}"} for who in rooms]
    inputs |= more
    structure = {"open_rooms": [
        {"room": list(room.room), "number": room.number, "sitting": list(room.sitting)}
        for room in rooms.values()
    ]}  # fmt: skip
    posts = json.loads(canonical_bytes(one.posts))
    seats = [(n, n, 1) for n in range(len(rooms))]
    return stranger().StandIns(inputs, structure, posting, recusals, seats, posts,
                               {*out, *gone}, fixed)  # fmt: skip


def every_chain(here, leaves, length, path=()):
    """Yield all chains of so many moves, as the record keeps them."""
    able = here.eligible(leaves, length, path)
    order = list(able)
    stranger().Chance(f"amend/1/{leaves}/{length}", *KEY).shuffle(order)
    for passed, takes in enumerate(order):
        move = (leaves, takes, tuple(able), passed)
        if length == 1:
            yield (move,)
        else:
            for rest in every_chain(here, takes, length - 1, (*path, takes)):
                yield (move, *rest)


def parted(moves, out):
    """Return the moves chain by chain."""
    starts = [n for n, move in enumerate(moves) if move[0] in out]
    return [tuple(moves[a:b]) for a, b in zip(starts, [*starts[1:], None], strict=True)]


def told(here, chain, later):
    """Return what is said of a chain."""
    return here.overlooked(1, chain, later, *KEY)


def alike(one):
    """Return an arrangement in which nobody is barred from rooms, and everybody has 计算机能力."""
    return replace(
        one,
        staff=tuple(replace(member, computer=True) for member in one.staff),
        recusals=tuple(r for r in one.recusals if r.scope != "考场"),
    )


def tried(nth):
    """Hold the chains of a random arrangement against the method; return what was seen."""
    one = a_scene(nth)
    stream = Stream(f"recomputed/{nth}", "1", "")
    if stream.below(2):
        one = alike(one)
    posted = sorted(one.places)
    stream.shuffle(posted)
    out = sorted(posted[: 1 + stream.below(3)])
    made = amend(one.case, one.places, one.reserves, number=1, out=out,
                 workable=lambda *_: True, key=KEY)  # fmt: skip
    if made is None:
        return Counter()
    here, seen = stand_ins(one, out), Counter()
    for nth_chain, chain in enumerate(parted(made[0], out)):
        leaves, later = chain[0][0], out[nth_chain + 1 :]
        for n, (who, _, eligible, _) in enumerate(chain):
            path = [move[1] for move in chain[:n]]
            assert tuple(here.eligible(who, len(chain) - n, path)) == eligible
        assert told(here, chain, later) == ""
        seen[len(chain)] += 1
        same = here.plain == set(here.staff) and all(s["computer"] for s in here.staff.values())
        for length in (1, 2, 3):
            for other in list(every_chain(here, leaves, length))[:40]:
                if length < len(chain) or (same and other != chain):
                    assert told(here, other, later), (chain, other)
                    seen["others"] += 1
        here.move(chain)
    return seen


def test_it_agrees_with_the_method_and_tells_every_other_chain():
    """Of 600 arrangements: who could, step by step; of others, that something came before."""
    seen = sum((tried(nth) for nth in range(600)), Counter())
    assert min(seen[1], seen[2]) >= 20
    assert seen[3] >= 3
    assert seen["others"] >= 500


def of_two(*, able=("监考",), **changes):
    """Return what is said where Z was drawn though Y came first, or where Y was passed over."""
    people = [a_member("Y", posts=able, **changes), a_member("Z")]
    return scene({"X": (("监考",), place())}, people)


def passing(one, who="Y"):
    """Return what is said of a chain of one that passes somebody over, or of None of such."""
    here = stand_ins(one, ["X"])
    able = here.eligible("X", 1)
    for n in range(50):
        order = list(able)
        key = (f"s{n}", "ab")
        stranger().Chance("amend/1/X/1", *key).shuffle(order)
        if order[0] == who:
            return here.overlooked(1, [("X", order[1], able, 1)], [], *key)
    raise AssertionError


def test_who_was_passed_over_for_nothing_is_named():
    assert passing(of_two()) == "工号 Y"


def test_who_is_barred_from_a_room_may_have_been_passed_over():
    one = replace(of_two(), recusals=(recused("Y", "考场"),), rooms=where("R1"))
    assert passing(one) == ""


def tied(first, kind):
    """Return the fields of inputs that say that somebody is to avoid a candidate."""
    return {"other_ties": [{"first": first, "first_kind": kind, "second": "R9", "scope": "考场",
                            "second_kind": "报名序号", "reason": ""}]}  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(tied("Y", "工号"), id="by staff number"),
        pytest.param(tied("991402199110019294", "证件号码"), id="by number"),
        pytest.param(tied("某厂", "工作单位"), id="by employer"),
        pytest.param({"kin_ties": [{"declarer": "Z9", "relation": "儿子", "name": "",
                                    "id_number": "991402199110019294", "note": ""}]}, id="kin"),
        pytest.param({"candidates": [{"registration": "R9", "id_number": "991402199110019294"}]},
                     id="sits himself"),
    ],
)  # fmt: skip
def test_who_is_named_in_a_tie_may_have_been_passed_over(more):
    one = of_two(employer="某厂", id_number="991402199110019294")
    assert stand_ins(one, ["X"]).plain == {"X", "Y", "Z"}
    assert stand_ins(one, ["X"], **more).plain == {"X", "Z"}


def test_who_is_needed_by_others_comes_after_all_who_are_not():
    """X has 计算机能力, W and Y have not: only Y, who took over, shows that W would have done."""
    places = {"X": (("监考",), place()), "X2": (("主考",), place("主考"))}
    one = scene(places, [a_member("Y", posts=("监考", "主考")), a_member("W")])
    one = replace(one, staff=tuple(
        replace(m, computer=m.staff == "X") for m in one.staff))  # fmt: skip
    here = stand_ins(one, ["X", "X2"])
    assert here.needed(["X2"]) == {"Y"}
    able = here.eligible("X", 1)
    assert able == ["W", "Y"]
    order = list(able)
    stranger().Chance("amend/1/X/1", *KEY).shuffle(order)
    chain = [("X", "Y", able, order.index("Y"))]
    assert told(here, chain, ["X2"]) == "工号 W"


def test_who_lacks_what_the_others_have_may_have_been_passed_over():
    """Rooms may need 计算机能力, which who took over has, as had who left."""
    assert passing(of_two(computer=False)) == "工号 Y"
    others = [a_member("Y", computer=False), a_member("Z", computer=True)]
    one = scene({"X": (("监考",), place())}, others)
    one = replace(one, staff=tuple(
        replace(m, computer=True) if m.staff == "X" else m for m in one.staff))  # fmt: skip
    assert passing(one) == ""


def test_nobody_moves_from_a_drawn_post_of_a_site_that_had_drawn():
    places = {"X": (("主考",), place("主考")), "W": (("主考", "监考"), place())}
    one = scene(places, [a_member("Z")])
    assert stand_ins(one, ["X"]).eligible("X", 2) == ["W"]
    assert stand_ins(one, ["X"], fixed=["01"]).eligible("X", 2) == []


def test_who_left_before_takes_nothing():
    assert stand_ins(of_two(), ["X"], gone=["Y"]).eligible("X", 1) == ["Z"]


def test_sessions_count_only_where_the_rule_is_in_force():
    one = of_two(max_sessions=1)
    assert stand_ins(one, ["X"]).eligible("X", 1) == ["Z"]
    off = replace(one, policy=replace(one.inputs.policy, switches={"STAFF-AVAILABLE": False}))
    assert stand_ins(off, ["X"]).eligible("X", 1) == ["Y", "Z"]


def test_who_does_not_count_as_invigilator_needs_no_computer():
    one = scene({"X": (("考场系统管理员",), place("考场系统管理员"))},
                [a_member("Y", posts=("考场系统管理员",), computer=False,
                          source="志愿者招募")])  # fmt: skip
    assert stand_ins(one, ["X"]).eligible("X", 1) == []
    off = replace(one, policy=replace(one.inputs.policy, others={"系统管理员兼任监考": "否"}))
    assert stand_ins(off, ["X"]).eligible("X", 1) == ["Y"]


def test_merged_groups_keep_nobody_out():
    barred = [recused("Y", "考场", "E", f"R{n}") for n in (1, 2)]
    rooms = where("R1", number="001") | where("R2", number="002")
    one = scene({"X": (("流动监考",), place("流动监考"))}, [a_member("Y", posts=("流动监考",))],
                recusals=tuple(barred), rooms=rooms)  # fmt: skip
    assert stand_ins(one, ["X"]).eligible("X", 1) == []
    waived = replace(one, policy=replace(one.inputs.policy, waivers={"PATROL-5": "人手不足"}))
    assert stand_ins(waived, ["X"]).eligible("X", 1) == ["Y"]
