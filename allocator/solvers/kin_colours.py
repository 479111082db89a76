"""How many rooms people need of whom certain pairs must be apart: the least number of colours.

Exact for the few people who have kin. Where the effort runs out the number is smaller, never wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.solvers.base import Limits, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import networkx as nx

_LIMITS = Limits(deterministic_time=2.0)
_NARROWED = 60
"""Up to so many people are told who of them need the colours."""


def more_colours(
    pairs: Collection[tuple[int, int]], than: int
) -> tuple[int, tuple[int, ...]] | None:
    """Return how many colours are proven to be needed, if more than `than`, and by which people.

    The people are ascending. None: so many colours suffice, or it is not proven that they do not.
    """
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from(sorted(pairs))
    if max(nx.greedy_color(graph, strategy="DSATUR").values()) < than:
        return None
    cliques = [sorted(clique) for clique in nx.find_cliques(graph)]
    clique = max(cliques, key=lambda one: (len(one), one))
    needed = than
    while _never(graph, clique, needed):
        needed += 1
    return (needed, _who_need(graph, needed)) if needed > than else None


def _never(graph: nx.Graph[int], clique: Sequence[int], colours: int) -> bool:
    """Return whether it is proven that so many colours do not suffice."""
    from ortools.sat.python import cp_model

    from allocator.solvers.cpsat import solve

    if len(clique) > colours:
        return True
    model = cp_model.CpModel()
    x = {who: [model.new_bool_var("") for _ in range(colours)] for who in sorted(graph)}
    for row in x.values():
        model.add_exactly_one(row)
    for one, other in graph.edges:
        for first, second in zip(x[one], x[other], strict=True):
            model.add_at_most_one(first, second)
    for colour, who in enumerate(clique):
        # Colours are alike: the people of one clique may be given theirs.
        model.add(x[who][colour] == 1)
    return solve(model, _LIMITS)[0] is Status.INFEASIBLE


def _who_need(graph: nx.Graph[int], needed: int) -> tuple[int, ...]:
    """Return people, as few as can be told by leaving out one after another."""
    if len(graph) > _NARROWED:
        return tuple(sorted(graph))
    left = graph.copy()
    for who in sorted(graph):
        without = left.copy()
        without.remove_node(who)
        if _never(without, (), needed - 1):
            left = without
    return tuple(sorted(left))
