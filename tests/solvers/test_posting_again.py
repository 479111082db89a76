"""Posts are drawn anew until every draw of the day can be finished: the first drawing that will do.

Also that this is fair: every drawing that will do is as likely as any other.
"""

import json
from collections import Counter
from dataclasses import replace
from itertools import islice

from cases.posting import alike, judging

from allocator.models.domain.staffing import Posted, PostsPlan
from allocator.randomness import Stream
from allocator.record.canonical import canonical_bytes, thaw
from allocator.solvers.posting.draw import drawings
from allocator.solvers.posting.solve import draw_places, draw_posts, draw_reserves

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_first_drawing_that_will_do_stands_and_a_stranger_replays_it():
    inputs, plan = alike(7)
    ways = list(islice(drawings(inputs, plan, "1", DIGEST), 3))
    assert len(set(ways)) == 3
    third = judging(lambda posted, *_: posted == ways[2])
    drawn = draw_posts(inputs, plan, seed="1", digest=DIGEST, judge=third)
    assert (drawn.tries, drawn.posted) == (3, ways[2])
    chief, watch = (Stream(f"posts/{post}", "1", DIGEST) for post in ("主考", "监考"))
    for _ in range(drawn.tries):
        people = [f"G{n}" for n in range(7)]
        chief.shuffle(people)
        first, rest = people[0], sorted(people[1:])
        watch.shuffle(rest)
    assert drawn.posted == (
        Posted(first, "01", "主考", (0,)),
        *(Posted(who, "01", "监考", (0,)) for who in sorted(rest[:3])),
    )
    reserves = draw_reserves(
        plan, drawn.posted, seed="1", digest=DIGEST, finishable=lambda *_: True
    )
    assert drawn.reserves == reserves


def test_what_no_list_of_reserves_leaves_possible_is_drawn_anew():
    """Neither G0 nor G1 may serve in a room: one of them may be the reserve, not both be 监考."""
    inputs, plan = alike(5)
    tries = set()
    for n in range(30):
        drawn = draw_posts(
            inputs, plan, seed=f"s{n}", digest=DIGEST,
            judge=judging(lambda posted, site, turn, people: len({*people} - {"G0", "G1"}) > 1),
        )  # fmt: skip
        watching = {p.staff for p in drawn.posted if p.post == "监考"} - {*drawn.reserves[0].staff}
        assert not watching & {"G0", "G1"}
        tries.add(drawn.tries > 1)
    assert tries == {True, False}


def test_a_drawing_is_first_judged_where_the_last_one_failed():
    """It says nothing of the result: only the drawing as a whole counts."""
    inputs, plan = alike(7)
    ways = list(islice(drawings(inputs, plan, "1", DIGEST), 4))
    assert ways[0] == draw_places(inputs, plan, seed="1", digest=DIGEST)
    fine = {ways[3]}
    fourth = judging(lambda posted, *_: posted in fine)
    drawn = draw_posts(inputs, plan, seed="1", digest=DIGEST, judge=fourth)
    assert (drawn.tries, drawn.posted) == (4, ways[3])


def test_every_drawing_that_will_do_is_equally_likely():
    """Five alike, of whom G0 and G1 must not both be posted, over 2,400 seeds."""
    inputs, plan = alike(5)
    seen = Counter()
    for n in range(2400):
        drawn = draw_posts(
            inputs, plan, seed=f"s{n}", digest=DIGEST,
            judge=judging(lambda posted, *_: not {"G0", "G1"} <= {p.staff for p in posted}),
        )  # fmt: skip
        chief = next(p.staff for p in drawn.posted if p.post == "主考")
        seen[chief, frozenset(p.staff for p in drawn.posted)] += 1
    # Four of five are posted, without G0 or without G1; each of the four may be 主考.
    assert len(seen) == 8
    # The 99.9 % line of chi-square with seven degrees of freedom.
    assert sum((number - 300) ** 2 / 300 for number in seen.values()) < 24.4


def test_a_record_of_before_has_been_drawn_once():
    plan = PostsPlan(posted=(Posted("G1", "01", "监考", (0,)),), reserves=())
    data = {"posted": [["G1", "01", "监考", [0]]], "reserves": []}
    assert thaw(PostsPlan, data) == plan
    assert json.loads(canonical_bytes(plan)) == data
    again = replace(plan, tries=2)
    assert json.loads(canonical_bytes(again)) == {**data, "tries": 2}
    assert thaw(PostsPlan, {**data, "tries": 2}) == again
