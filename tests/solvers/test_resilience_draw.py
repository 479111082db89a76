"""The proof before the day speaks of the draw as it is: same people, same merged patrols."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

from resilience_sheets import PATROL, WATCH, a_person, a_room, a_sheet, by_hand, random_sheet

from allocator.randomness import Stream
from allocator.solvers.day.draw import can_finish
from allocator.solvers.day.patrols import merged_groups
from allocator.solvers.resilience.prove import resilience


def test_the_draw_says_the_same_of_who_can_finish_it():
    answers = Counter()
    for nth in range(60):
        stream = Stream(f"agree/{nth}", "1", "")
        sheet = random_sheet(stream, electronic=nth % 2 == 1, bars=3, kin=2)
        present = frozenset(who.staff for who in sheet.people if stream.below(8))
        answer = can_finish(sheet, 0, present)
        assert answer == by_hand(sheet, 0, present), nth
        answers[answer] += 1
    assert answers[True] > 5
    assert answers[False] > 5


def test_a_site_that_only_the_draws_answer_can_settle_is_settled():
    people = [a_person(nth) for nth in range(4)]
    sheet = a_sheet([a_room(0)], people, relatives=[(0, 1)], barred=[(3, 0)])
    asked = resilience(sheet, 0, seed="1", digest="", rehearsals=20, can_finish=can_finish)
    assert asked == resilience(sheet, 0, seed="1", digest="", rehearsals=20)
    assert (asked.worst, asked.witness) == (0, ("G002",))


def with_waiver(sheet):
    """The sheet under the waiver of PATROL-5, and one sheet for each merging of its groups."""
    waived = replace(sheet, patrol_waiver="人手不足")
    own = sheet.turns[0].groups
    merged = [merged_groups(own, people) for people in range(len(own), 0, -1)]
    return waived, [
        replace(sheet, turns=(replace(sheet.turns[0], groups=groups),)) for groups in merged
    ]


def test_under_the_waiver_the_worst_case_is_that_of_any_merging_of_the_groups():
    raised = 0
    for nth in range(60):
        stream = Stream(f"waiver/{nth}", "1", "")
        sheet = random_sheet(stream, electronic=False, bars=nth % 3, kin=nth % 2)
        if len(sheet.turns[0].groups) < 2:
            continue
        waived, merged = with_waiver(sheet)
        staff = frozenset(who.staff for who in sheet.people)
        said = resilience(waived, 0, seed="1", digest="", rehearsals=20)

        def stopped(away, staff=staff, merged=merged):
            return not any(by_hand(one, 0, staff.difference(away)) for one in merged)

        if said.worst >= 0:
            assert not any(stopped(away) for away in combinations(sorted(staff), said.worst))
        assert stopped(said.witness)
        assert len(said.witness) > said.worst
        raised += said.worst > resilience(sheet, 0, seed="1", digest="", rehearsals=20).worst
    assert raised >= 3


def test_the_last_patrol_may_cover_all_rooms_under_the_waiver():
    people = [a_person(nth) for nth in range(8)] + [a_person(n, (PATROL,)) for n in range(8, 10)]
    people.append(a_person(10, (WATCH,)))
    sheet = a_sheet([a_room(n) for n in range(4)], people, groups=[[0, 1], [2, 3]], reserves=[10])
    waived, _ = with_waiver(sheet)
    assert resilience(sheet, 0, seed="1", digest="").worst == 0
    assert resilience(waived, 0, seed="1", digest="").worst == 1
