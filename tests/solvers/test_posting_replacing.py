"""Who takes the places of people who leave: against trying every chain, and each rule by itself."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from cases.posting import a_member
from replacing_cases import (
    ROOMS,
    a_scene,
    a_site_work,
    place,
    read,
    recused,
    scene,
    some_workable,
    taken,
    where,
)
from replacing_oracle import amend, may, shuffled

from allocator.errors import InfeasibleError, LimitError
from allocator.models.domain.policy import Policy
from allocator.randomness import Stream
from allocator.solvers.posting import replacing
from allocator.solvers.posting.standing_in import StandIns


def test_the_oracle_shuffles_as_published():
    row = [f"G{n}" for n in range(40)]
    same = list(row)
    Stream("amend/1/G1/2", "391072", "ab").shuffle(same)
    assert shuffled(row, "amend/1/G1/2", "391072", "ab") == same != row


def compared(nth):
    """Amend a random arrangement as the method says and as it is written; return the moves."""
    one = a_scene(nth)
    stream = Stream(f"leaving/{nth}", "1", "")
    posted = sorted(one.places)
    stream.shuffle(posted)
    out = posted[: (1, 1, 2, 3)[stream.below(4)]]
    idle = [member.staff for member in one.staff if member.staff not in one.places]
    gone, out = idle[: stream.below(2)], [*out, *idle[1 : 1 + stream.below(2)]]
    judge = some_workable(nth, (10, 9, 7, 4)[stream.below(4)])
    number, key = 1 + stream.below(3), (f"s{nth}", "ab")
    expected = amend(one.case, one.places, one.reserves, number=number, out=out, gone=gone,
                     workable=judge, key=key)  # fmt: skip

    def workable(posts, sites):
        return judge(*read(posts), sites)

    try:
        moves, posts = one.replaced(*out, number=number, gone=gone, workable=workable, key=key)
    except InfeasibleError:
        assert expected is None
        return None
    assert expected is not None
    assert [tuple(move) for move in moves] == expected[0]
    assert read(posts) == expected[1:]
    assert {one.staff for one in posts.posted}.isdisjoint([*out, *gone])
    return moves


def lengths(moves):
    """Return how many moves each chain has."""
    ends = [n for n, move in enumerate(moves, 1) if move.takes not in {m.leaves for m in moves}]
    return [b - a for a, b in zip([0, *ends], ends, strict=False)]


def test_any_small_arrangement_is_amended_as_the_method_says():
    """Whole chains, their order, who was passed over, the reserves: all as trying every chain."""
    seen, several, passed = Counter(), 0, 0
    for nth in range(600):
        moves = compared(nth)
        found = [None] if moves is None else lengths(moves)
        seen.update(found)
        several += len(found) > 1
        passed += any(move.passed for move in moves or ())
    assert min(seen[None], seen[1], seen[2], several, passed) >= 30
    assert seen[3] >= 10


def chain_of(length):
    """Return an arrangement in which so many moves are the fewest that there are."""
    posts = [("主考",), ("医务",), ("监考",), ("流动监考",)]
    places = {
        f"X{n}": ((*posts[n], *posts[max(0, n - 1)]), place(*posts[n])) for n in range(length)
    }
    return scene(places, [a_member("Z", posts=posts[length - 1])])


@pytest.mark.parametrize("length", [1, 2, 3])
def test_chains_are_as_short_as_can_be(length):
    made = chain_of(length).replaced("X0")
    people = [f"X{n}" for n in range(length)]
    assert taken(made) == list(zip(people, [*people[1:], "Z"], strict=True))
    assert read(made[1])[0] == {
        who: chain_of(length).places[one] for one, who in taken(made)
    }  # fmt: skip


def test_where_four_moves_were_needed_nobody_is_found():
    with pytest.raises(InfeasibleError, match="工号 X0 退出后没有人能接替") as error:
        chain_of(4).replaced("X0")
    (clash,) = error.value.clashes
    assert (clash.rule, clash.demand, clash.supply) == ("POST-CHIEF", 1, 0)
    assert "考点 01 的 主考（场次 1、2、3、4）要有人接替" in clash.cause
    assert "没有任职的 1 人中" in clash.cause
    assert "一个也没有" in clash.cause
    assert clash.cure.startswith("请在 工作人员 表增加可任此岗位的人员")


def test_who_could_but_for_the_draw_of_the_day_is_counted():
    free = [a_member("Y"), a_member("Z"), a_member("V", posts=("医务",))]
    one = scene({"X0": (("监考",), place(turns=(1,)))}, free)
    with pytest.raises(InfeasibleError) as error:
        one.replaced("X0", workable=lambda *_: False)
    (clash,) = error.value.clashes
    assert clash.rule == "ROOM-TWO"
    assert "的 监考（场次 2、3）要有人接替" in clash.cause
    assert "没有任职的 3 人中，各人条件允许的有 2 人，但接替后当日抽签都排不成" in clash.cause
    assert clash.cure.startswith("请在考试当天抽签时用 --absent 注明缺席")


@pytest.mark.parametrize(("most", "fails"), [(3, LimitError), (4, InfeasibleError)])
def test_no_more_chains_are_tried_than_published(monkeypatch, most, fails):
    monkeypatch.setattr(replacing, "MOST_TRIES", most)
    one = scene({"X0": (("监考",), place())}, [a_member(f"Z{n}") for n in range(4)])
    with pytest.raises(fails, match="没有变更"):
        one.replaced("X0", workable=lambda *_: False)


WORKS = (a_site_work(admins=1), a_site_work("02", exams=("F",), turns=(1,)))
RESERVED = (a_site_work(reserves=1, admins=1), WORKS[1])


def bars(*numbers):
    """Return recusals of Z from rooms of site 01, and where the candidates sit."""
    rooms = {}
    for number in numbers:
        rooms |= where(f"R{number}", number=number)
    found = tuple(recused("Z", "考场", "E", f"R{number}") for number in numbers)
    return {"recusals": found, "rooms": rooms}


SITE = {"recusals": (recused("Z", "考点"),), "rooms": where("R1")}
OTHER_SITE = {"recusals": (recused("Z", "考点"),), "rooms": where("R1", "02")}
OFF = {"policy": Policy(switches={"STAFF-AVAILABLE": False})}
ALONE = {"policy": Policy(others={"系统管理员兼任监考": "否"})}
COMPUTER = {"computer": True}
RULES = {
    "not his post": (place(), {"posts": ("流动监考",)}, {}, False),
    "his post among others": (place(), {"posts": ("流动监考", "监考")}, {}, True),
    "a volunteer": (place(), {"source": "志愿者招募"}, {}, False),
    "hired": (place("流动监考"), {"source": "社会招聘"}, {}, False),
    "a volunteer where nobody guards": (place("医务"), {"source": "志愿者招募"}, {}, True),
    "a volunteer who doubles": (
        place("考场系统管理员"), {"source": "志愿者招募", **COMPUTER}, {}, False),
    "a volunteer who does not": (place("考场系统管理员"), {"source": "志愿者招募"}, ALONE, True),
    "no computer": (place("考场系统管理员"), {}, {}, False),
    "a computer": (place("考场系统管理员"), COMPUTER, {}, True),
    "never trained": (place(), {"trained": None}, {}, False),
    "trained on the day": (place(turns=(0,)), {"trained": date(2026, 9, 12)}, {}, False),
    "trained on the eve": (place(turns=(0,)), {"trained": date(2026, 9, 11)}, {}, True),
    "trained before the second day": (place(turns=(2,)), {"trained": date(2026, 9, 12)}, {}, True),
    "away in a session of a turn": (place(turns=(1,)), {"sessions": (1, 2, 4)}, {}, False),
    "away otherwise": (place(turns=(1,)), {"sessions": (2, 3)}, {}, True),
    "away where that is no matter": (place(), {"sessions": (2, 3)}, OFF, True),
    "fewer sessions at most": (place(turns=(1, 2)), {"max_sessions": 2}, {}, False),
    "as many sessions at most": (place(turns=(1, 2)), {"max_sessions": 3}, {}, True),
    "fewer where that is no matter": (place(), {"max_sessions": 1}, OFF, True),
    "recused from an exam of the site": (place("医务"), {}, {"recusals": (recused("Z"),)}, False),
    "recused from an exam held then": (
        place(turns=(1,)), {}, {"recusals": (recused("Z", exam="F"),)}, False),
    "recused from an exam held at another time": (
        place(turns=(0, 2)), {}, {"recusals": (recused("Z", exam="F"),)}, True),
    "recused from an exam held elsewhere then": (
        place(turns=(1,), site="02"), {}, {"recusals": (recused("Z"),)}, False),
    "recused at the site": (place(), {}, SITE, False),
    "recused at another site": (place(), {}, OTHER_SITE, True),
    "barred from a room": (place("流动监考"), {}, bars("001"), True),
    "barred from each group": (place("流动监考"), {}, bars(*ROOMS), False),
    "barred from each room, without reserves": (place(), {}, bars(*ROOMS), False),
    "barred from each room, with reserves": (
        place(), {}, {**bars(*ROOMS), "works": RESERVED}, True),
    "barred from each room that he would run": (
        place("考场系统管理员"), COMPUTER, {**bars(*ROOMS), "works": RESERVED}, False),
    "barred from rooms that he never enters": (place("主考"), {}, bars(*ROOMS), True),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_alone_keeps_somebody_from_a_place(rule):
    here, changes, more, takes = RULES[rule]
    member = a_member("Z", **{"posts": (here.post,), **changes})
    works = more.get("works", WORKS)
    more = {name: value for name, value in more.items() if name != "works"}
    one = scene({"X0": ((here.post,), here)}, [member], works=works, **more)
    stand_ins = StandIns(one.inputs, one.posting, one.recusals, one.rooms or {})
    assert stand_ins.may_take("Z", here) == takes
    if "policy" not in more or more is OFF:
        assert may(one.case, "Z", here) == takes
    if takes:
        assert taken(one.replaced("X0")) == [("X0", "Z")]
    else:
        with pytest.raises(InfeasibleError):
            one.replaced("X0")


def test_somebody_taken_out_never_comes_back():
    """Amendment after amendment, until nobody is left."""
    one = scene({f"X{n}": (("监考",), place()) for n in range(2)},
                [a_member(f"Z{n}") for n in range(4)])  # fmt: skip
    gone = []
    for number in range(1, 5):
        out = min(one.places)
        moves, posts = one.replaced(out, number=number, gone=gone)
        assert not {out, *gone} & set(moves[0].eligible)
        assert len(moves[0].eligible) == 5 - number
        gone.append(out)
        one = replace(one, places=read(posts)[0])
        assert not set(gone) & set(one.places)
    with pytest.raises(InfeasibleError):
        one.replaced(min(one.places), number=5, gone=gone)


def test_who_leaves_takes_no_place_and_who_was_moved_moves_no_more():
    """X1 could go to X0 if she stayed, and again to X2: each person moves once at most."""
    places = {
        "X0": (("主考",), place("主考")),
        "X1": (("主考", "副主考", "医务"), place("医务")),
        "X2": (("副主考",), place("副主考")),
    }
    free = [a_member("Z0", posts=("医务",)), a_member("Z1", posts=("医务",))]
    one = scene(places, free)
    assert taken(one.replaced("X0")) == [("X0", "X1"), ("X1", one.replaced("X0")[0][1].takes)]
    for out in (("X0", "X1"), ("X0", "X2")):
        with pytest.raises(InfeasibleError):
            one.replaced(*out)


def test_who_serves_nowhere_leaves_nothing():
    one = scene({"X0": (("监考",), place())}, [a_member("Z0"), a_member("Z1")])
    assert one.replaced("Z0") == ((), one.posts)
    assert taken(one.replaced("X0", "Z0")) == [("X0", "Z1")]


def test_whoever_takes_the_place_of_a_reserve_takes_his_turn_among_them():
    watchers = {f"X{n}": (("监考",), place(turns=(0, 1))) for n in range(4)}
    lists = {("01", 0): ("X1", "X2", "X3"), ("01", 1): ("X3", "X2", "X0")}
    one = scene(watchers, [a_member("Z")], reserves=lists)
    _, posts = one.replaced("X2")
    assert read(posts)[1] == {("01", 0): ("X1", "Z", "X3"), ("01", 1): ("X3", "Z", "X0")}


def test_a_reserve_may_take_the_place_of_a_regular_where_who_is_free_could_not():
    """Z cannot do for X0, but for X1, who has the same place but for being a reserve."""
    watchers = {f"X{n}": (("监考",), place()) for n in range(2)}
    one = scene(watchers, [a_member("Z")], reserves={("01", 0): ("X1",)})
    made = one.replaced("X0", workable=lambda posts, _: "Z" in posts.reserves[0].staff)
    assert taken(made) == [("X0", "X1"), ("X1", "Z")]
    assert read(made[1])[1] == {("01", 0): ("Z",)}


def test_nobody_is_thought_to_follow_himself():
    """X1 could take the place of X0, but in a chain of three only he would be left to follow.

    X2 and X3 can take that of X0 too, X3 that of X2; with anybody next to X0 but X3's forerunner
    nothing can be finished.
    """
    places = {
        "X0": (("主考",), place("主考")),
        "X1": (("主考", "医务"), place("医务")),
        "X2": (("主考", "保电"), place("保电")),
        "X3": (("保电", "保卫"), place("保卫")),
    }
    one = scene(places, [a_member("Z", posts=("医务", "保卫"))])
    made = one.replaced("X0", workable=lambda posts, _: "X1" in
                        {p.staff for p in posts.posted if p.post == "医务"})  # fmt: skip
    assert taken(made) == [("X0", "X2"), ("X2", "X3"), ("X3", "Z")]
    assert [move.eligible for move in made[0]] == [("X2",), ("X3",), ("Z",)]
