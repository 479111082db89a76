"""Walks the kinship graph from one person, through people and pattern together.

The list of 规范 5.1 is a set of patterns over primitive steps, read from the side of who walks. A
walk keeps the place in the graph and the place in the patterns, so it ends where no pattern goes
on: what it costs depends on the people around, not on the roster.
"""

from __future__ import annotations

import heapq
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from allocator.solvers.recusal.graph import Bond, KinGraph

Move = Literal["up", "down", "spouse", "sibling"]
State = Literal[
    "self", "parent", "grandparent", "child", "grandchild", "sibling", "uncle", "nephew", "cousin",
    "spouse", "parent of spouse", "sibling of spouse", "spouse of sibling of spouse",
    "spouse of child", "parent of spouse of child", "spouse of collateral",
]  # fmt: skip

# A way back down from a parent leads to siblings, never to who the way up came from.
_PATTERNS: Mapping[State, Mapping[Move, State]] = MappingProxyType(
    {
        "self": {"up": "parent", "down": "child", "spouse": "spouse", "sibling": "sibling"},
        "parent": {"up": "grandparent", "down": "sibling", "sibling": "uncle"},
        "grandparent": {"down": "uncle"},
        "child": {"down": "grandchild", "spouse": "spouse of child"},
        "sibling": {"down": "nephew", "spouse": "spouse of collateral"},
        "uncle": {"down": "cousin", "spouse": "spouse of collateral"},
        "nephew": {"spouse": "spouse of collateral"},
        "cousin": {"spouse": "spouse of collateral"},
        "spouse": {"up": "parent of spouse", "sibling": "sibling of spouse"},
        "parent of spouse": {"down": "sibling of spouse"},
        "sibling of spouse": {"spouse": "spouse of sibling of spouse"},
        "spouse of child": {"up": "parent of spouse of child"},
    }
)
_TURNS: frozenset[State] = frozenset({"parent", "grandparent", "parent of spouse"})
"""Where a way down may follow a way up."""

SPOUSE, DIRECT, COLLATERAL, AFFINE, LEGAL = KIN_CLASSES = (
    "配偶",
    "直系血亲",
    "三代以内旁系血亲",
    "近姻亲",
    "其他亲属",
)
"""Classes of kin in the order of 规范 5.1."""

_CLASS_OF: Mapping[State, str] = MappingProxyType(
    {
        "spouse": SPOUSE,
        **dict.fromkeys(("parent", "grandparent", "child", "grandchild"), DIRECT),
        **dict.fromkeys(("sibling", "uncle", "nephew", "cousin"), COLLATERAL),
    }
)
"""Class of each state without adoptive or step ties; all others are `AFFINE`."""

_UNCLES_WIFE = ("uncle", "spouse")
"""The one place where it matters whether two people may be one: every other step that either of
them could take ends on the list by both readings."""
_ARROW = 1_000


class KinStep(NamedTuple):
    """One step of a chain and who is reached."""

    move: Move
    tie: str
    """blood, adoptive or step."""
    node: int


class Relation(NamedTuple):
    """What somebody is to who walked."""

    kind: str
    """One of `KIN_CLASSES`."""
    chain: tuple[KinStep, ...]
    """The shortest one that shows it; of equal ones, the one with fewest nameless people."""


class _Place(NamedTuple):
    """Where a walk stands; ordered as the heap wants it."""

    cost: int
    """Steps, and, at a lower order, people without a name."""
    trace: tuple[str, ...]
    """Numbers or names of the people passed: decides between equals, whatever the row order."""
    node: int
    state: State
    legal: int
    """Adoptive or step ties passed: 0 or 1."""
    chain: tuple[KinStep, ...]


def relatives(kin: KinGraph, start: int, wanted: Container[int]) -> dict[int, Relation]:
    """Return the relatives of `start` among `wanted`, each in the first class that applies."""
    found: dict[int, Relation] = {}
    heap = [_Place(0, (), start, "self", 0, ())]
    seen: set[tuple[int, State, int, int]] = set()
    while heap:
        place = heapq.heappop(heap)
        key = (place.node, place.state, place.legal, _back(place, start))
        if key in seen:
            continue
        seen.add(key)
        if place.chain and place.node in wanted:
            _note(found, place)
        for following in _onward(kin, place, start):
            heapq.heappush(heap, following)
    return found


def _back(place: _Place, start: int) -> int:
    """Return who must not be reached by a way down: the last person before a turn.

    Of an uncle it is the parent whose brother he is.
    """
    if place.state == "uncle":
        return place.chain[0].node
    if place.state not in _TURNS:
        return start
    return place.chain[-2].node if len(place.chain) > 1 else start


def _note(found: dict[int, Relation], place: _Place) -> None:
    kind = LEGAL if place.legal else _CLASS_OF.get(place.state, AFFINE)
    known = found.get(place.node)
    # Shorter chains come first, so only a class that goes before replaces what is known.
    if known is None or KIN_CLASSES.index(kind) < KIN_CLASSES.index(known.kind):
        found[place.node] = Relation(kind, place.chain)


def _onward(kin: KinGraph, place: _Place, start: int) -> Iterator[_Place]:
    patterns = _PATTERNS.get(place.state)
    if patterns is None:
        return
    back = _back(place, start)
    for step in _steps(kin, place.node, patterns):
        node = step.node
        legal = place.legal + (step.tie != "blood")
        if legal > 1 or node in (start, back):
            continue
        if (place.state, step.move) == _UNCLES_WIFE and not kin.distinct(place.node, back):
            # The nameless uncle may be the parent himself, and a parent's wife is not listed.
            continue
        name = kin.name(node)
        yield _Place(
            place.cost + _ARROW + (not name),
            (*place.trace, kin.id_of.get(node) or name),
            node,
            patterns[step.move],
            legal,
            (*place.chain, step),
        )


def _steps(kin: KinGraph, node: int, moves: Container[Move]) -> Iterator[KinStep]:
    for other, bonds in kin.graph.adj[node].items():
        for bond in cast("Iterable[Bond]", bonds):
            move = _move(bond, node)
            if move in moves:
                yield KinStep(move, bond.tie, other)
    if "sibling" in moves:
        for other in kin.siblings.get(node, ()):
            if other != node:
                yield KinStep("sibling", "blood", other)


def _move(bond: Bond, here: int) -> Move:
    if bond.kind == "parent":
        return "up" if bond.child == here else "down"
    return bond.kind
