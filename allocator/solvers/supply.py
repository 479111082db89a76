"""Rooms as `rooming` sees them: classes of rooms that look alike, and how they are handed out.

Closed rooms and those with seats too close together (ROOM-SPACING) never get past this module.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.models.cpsat.rooming.problem import RoomClass
from allocator.models.domain.exam import Form

if TYPE_CHECKING:
    import networkx as nx

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.policy import Policy
    from allocator.models.domain.rooms import Room

FORMS = (Form.PAPER, Form.ELECTRONIC)
SPACING_LEAST = 100
"""ROOM-SPACING: one seat width, in hundredths (规范 6.3.2.2.2)."""


def usable(room: Room) -> bool:
    """Return whether a room may be opened or kept as a spare: not closed, wide enough apart."""
    wide = room.form is Form.ELECTRONIC or room.spacing_hundredths >= SPACING_LEAST
    return wide and not room.closed and places(room, None) > 0


def places(room: Room, policy: Policy | None) -> int:
    """Return how many people a room may hold (ROOM-30; machines less 备用机).

    Without a policy: as many as it has seats, whatever the 标准人数.
    """
    if room.form is Form.ELECTRONIC:
        return room.seats - room.spare_machines
    return min(room.seats, policy.standard_size) if policy else room.seats


def tail_places(room: Room, policy: Policy) -> int:
    """Return further places of a merged last room (ROOM-TAIL), at most 3."""
    if room.form is Form.ELECTRONIC or not policy.merge_tail:
        return 0
    return max(0, min(room.seats - policy.standard_size, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Room classes and, for each, its physical rooms in the order to open them."""

    classes: tuple[RoomClass, ...]
    rooms_of_class: tuple[tuple[int, ...], ...]
    """Indexes into `Inputs.rooms`: video and priority first, then corridor order."""
    floor_names: tuple[tuple[str, str, int], ...]
    """(site, building, floor) by floor index."""


def supply_of(inputs: Inputs) -> Supply:
    """Group the usable rooms of `inputs` into classes, sites in sheet order."""
    policy = inputs.policy
    site_number = {site.code: n for n, site in enumerate(inputs.sites)}
    floors: dict[tuple[str, str, int], int] = {}
    grouped: dict[tuple[int, int, int, int, int, bool, bool], list[int]] = defaultdict(list)
    for n, room in enumerate(inputs.rooms):
        if not usable(room):
            continue
        floor = floors.setdefault((room.site, room.building, room.floor), len(floors))
        key = (
            site_number[room.site],
            floor,
            FORMS.index(room.form),
            places(room, policy),
            tail_places(room, policy),
            room.floor == 1,
            room.accessible,
        )
        grouped[key].append(n)
    classes = []
    members = []
    ranked = policy.is_on("ROOM-PRIORITY")
    for key in sorted(grouped):
        rooms = grouped[key]
        ranks: dict[tuple[bool, int], int] = defaultdict(int)
        for n in rooms:
            room = inputs.rooms[n]
            ranks[(room.video, room.priority) if ranked else (True, 0)] += 1
        order = sorted(ranks, reverse=True)
        classes.append(
            RoomClass(*key, rooms=len(rooms), ranks=tuple((v, p, ranks[v, p]) for v, p in order))
        )
        rank_of = {n: (not inputs.rooms[n].video, -inputs.rooms[n].priority) for n in rooms}
        members.append(tuple(sorted(rooms, key=rank_of.__getitem__) if ranked else rooms))
    return Supply(classes=tuple(classes), rooms_of_class=tuple(members), floor_names=tuple(floors))


def cliques_of(neighbours: list[set[int]]) -> tuple[tuple[tuple[int, ...], ...], list[int]]:
    """Return the maximal cliques of the (chordally completed) overlap graph, and an order.

    In that order the earlier neighbours of each sitting form a clique, so handing out the first
    free rooms in this order never needs more rooms than the fullest clique.
    """
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(neighbours)))
    graph.add_edges_from((a, b) for a, others in enumerate(neighbours) for b in sorted(others))
    if not nx.is_chordal(graph):
        graph, _ = nx.complete_to_chordal_graph(graph)
    cliques = sorted(tuple(sorted(clique)) for clique in nx.find_cliques(graph))
    order: list[int] = []
    left = set(graph)
    while left:
        # A vertex whose remaining neighbours form a clique is last among those remaining.
        last = max(v for v in left if _is_clique(graph, [w for w in graph[v] if w in left]))
        order.append(last)
        left.remove(last)
    return tuple(cliques), order[::-1]


def _is_clique(graph: nx.Graph[int], vertices: list[int]) -> bool:
    return all(graph.has_edge(a, b) for n, a in enumerate(vertices) for b in vertices[n + 1 :])
