"""One function per rule of `rooming`, named by the rule; `CONSTRAINTS` is the whole list.

No function depends on another having run. `build(without=...)` leaves rules out by code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from allocator.models.cpsat.rooming.variables import RoomingVars, total

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from allocator.models.cpsat.rooming.problem import Offer, RoomingProblem


def everybody_sits(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> None:
    """Everybody of a demand sits in one of its patterns: sum of people[k, p] = people of k."""
    for k, demand in enumerate(problem.demands):
        if len(demand.patterns) > 1:
            model.add(total(x.people[k, p] for p in demand.patterns) == demand.people)


def rooms_add_up(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> None:
    """Patterns and floors meet only here: rooms of an offer = rooms used of its classes."""
    for sitting, offers in enumerate(x.offers):
        taken: dict[Offer, list[cp_model.IntVar]] = defaultdict(list)
        for (p, offer), rooms in x.rooms.items():
            if problem.patterns[p].sitting == sitting:
                taken[offer].append(rooms)
        for offer, classes in offers.items():
            model.add(total(taken[offer]) == total(x.used[sitting, c] for c in classes))


def seat_clash(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> None:
    """Sittings that overlap in time have rooms of their own: their sum is within the opened rooms.

    A clique of the overlap graph at a time; that graph is chordal, so rooms can then be handed out.
    """
    for c, opened in enumerate(x.opened):
        for clique in problem.cliques:
            used = [x.used[u, c] for u in clique if (u, c) in x.used]
            if used and not (len(used) == 1 and used[0] is opened):
                model.add(total(used) <= opened)


def room_30(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> None:
    """People of a pattern fit the places of its rooms (规范 6.3.2.2.2); alone: one person a room.

    ROOM-TAIL adds `tail_places` to one room of a pattern. People whose room must have something
    (`flow`) fit the places of the rooms that have it.
    """
    for p, pattern in enumerate(problem.patterns):
        people = total(x.people[k, p] for k in x.demands_of_pattern[p])
        rooms = [(offer, x.rooms[p, offer]) for offer in x.offers_of_pattern(p)]
        if pattern.alone:
            model.add(people == total(room for _, room in rooms))
            continue
        whole = [room * offer.places for offer, room in rooms]
        tails = [(o, x.tail[p, o]) for o in x.offers_of_pattern(p) if (p, o) in x.tail]
        model.add(people <= total(whole + [t * o.tail_places for o, t in tails]))
        if tails:
            model.add_at_most_one(t for _, t in tails)
            for offer, tail in tails:
                model.add(tail <= x.rooms[p, offer])
    inside: dict[tuple[int, Offer], list[cp_model.IntVar]] = defaultdict(list)
    for (_, p, offer), flow in x.flow.items():
        inside[p, offer].append(flow)
    for (p, offer), flows in inside.items():
        places = 1 if problem.patterns[p].alone else offer.places
        model.add(total(flows) <= x.rooms[p, offer] * places)


def seat_needs(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> None:
    """Who needs 一楼 or 无障碍 flows into rooms with it (`flow` exists only for such rooms)."""
    for k, demand in enumerate(problem.demands):
        if demand.ground or demand.accessible:
            _flow_is_people(model, problem, x, k)


def seat_site(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> None:
    """Who has a 指定考点 flows into rooms there.

    `site_rooms[s, p, o]` is a lower bound on the rooms of pattern p and offer o at site s. Rows
    (patterns) and columns (sites) of rooms to hand out then form a transportation problem whose
    totals agree, so any such lower bound within both margins can be completed.
    """
    at_site: dict[tuple[int, int, Offer], list[cp_model.IntVar]] = defaultdict(list)
    for k, demand in enumerate(problem.demands):
        if demand.site < 0:
            continue
        for p, offer, flow in _flow_is_people(model, problem, x, k):
            at_site[demand.site, p, offer].append(flow)
    of_pattern: dict[tuple[int, Offer], list[cp_model.IntVar]] = defaultdict(list)
    of_site: dict[tuple[int, int, Offer], list[cp_model.IntVar]] = defaultdict(list)
    for (site, p, offer), rooms in x.site_rooms.items():
        places = 1 if problem.patterns[p].alone else offer.places
        model.add(total(at_site[site, p, offer]) <= rooms * places)
        of_pattern[p, offer].append(rooms)
        of_site[problem.patterns[p].sitting, site, offer].append(rooms)
    for (p, offer), parts in of_pattern.items():
        model.add(total(parts) <= x.rooms[p, offer])
    for (sitting, site, offer), parts in of_site.items():
        here = [c for c in x.offers[sitting][offer] if problem.classes[c].site == site]
        model.add(total(parts) <= total(x.used[sitting, c] for c in here))


def _flow_is_people(
    model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars, k: int
) -> list[tuple[int, Offer, cp_model.IntVar]]:
    """Tie the flows of demand k to its people in each pattern; return them as (p, offer, flow)."""
    found = []
    for p in problem.demands[k].patterns:
        flows = [(p, o, x.flow[k, p, o]) for o in x.offers_of_pattern(p) if (k, p, o) in x.flow]
        model.add(total(flow for _, _, flow in flows) == x.people[k, p])
        found.extend(flows)
    return found


def site_opens(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> None:
    """Rooms are opened only at open sites."""
    for c, room_class in enumerate(problem.classes):
        model.add(x.opened[c] <= room_class.rooms * x.site_open[room_class.site])


def room_spare(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> None:
    """An open site keeps its spare rooms free, of each form in use there (规范 7.1.2)."""
    of_site: dict[tuple[int, int], list[int]] = defaultdict(list)
    for c, room_class in enumerate(problem.classes):
        of_site[room_class.site, room_class.form].append(c)
    for (site, _), classes in sorted(of_site.items()):
        rooms = sum(problem.classes[c].rooms for c in classes)
        most = max(0, rooms - problem.spare[site])
        model.add(total(x.opened[c] for c in classes) <= most * x.site_open[site])


def seat_kin(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> None:
    """People who must not share a room have as many rooms they fit as there are of them."""
    for patterns, least in problem.apart:
        rooms = [x.rooms[p, offer] for p in patterns for offer in x.offers_of_pattern(p)]
        model.add(total(rooms) >= least)


def least_rooms(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> None:
    """A site opens at least as many rooms as its designated candidates need in any plan."""
    for site, least in enumerate(problem.least_rooms):
        if least:
            here = [x.opened[c] for c, k in enumerate(problem.classes) if k.site == site]
            model.add(total(here) >= least)
            model.add(x.site_open[site] == 1)


def patrols_cover(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> None:
    """A floor of 12 rooms offers patrols of 5, 5 and 2: the last one covers only the remainder.

    Tighter in the relaxation than 5 rooms for each patrol, with the same least number.
    """
    for floor, classes in x.classes_of_floor.items():
        rest = sum(problem.classes[c].rooms for c in classes) % problem.patrol_rooms
        covered = x.full_patrols[floor] * problem.patrol_rooms + x.last_patrol[floor] * rest
        model.add(total(x.opened[c] for c in classes) <= covered)


Constraint = Callable[["cp_model.CpModel", "RoomingProblem", RoomingVars], None]

CONSTRAINTS: tuple[tuple[str, Constraint], ...] = (
    ("", everybody_sits),
    ("", rooms_add_up),
    ("SEAT-CLASH", seat_clash),
    ("ROOM-30", room_30),
    ("SEAT-NEEDS", seat_needs),
    ("SEAT-SITE", seat_site),
    ("", site_opens),
    ("ROOM-SPARE", room_spare),
    ("SEAT-KIN", seat_kin),
    ("SEAT-SITE", least_rooms),
    ("", patrols_cover),
)
"""Rule code ("" for the book-keeping that gives the counts their meaning) and its function."""
