"""How many of each kind go into each 批次: as even as can be, decided before anybody is drawn.

Counts only; who of a kind goes where is drawn by `allocator.solvers.seating.draw_batches`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from allocator.errors import LimitError
from allocator.solvers.base import Limits, Status
from allocator.solvers.cpsat import Objective, minimise_in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.plans import Kind

KindCounts = tuple[tuple[int, int], ...]
"""Pairs (批次, people)."""
BatchCounts = tuple[KindCounts, ...]
"""By kind."""


def batch_counts(kinds: Sequence[Kind], people: Sequence[int]) -> BatchCounts:
    """Return for each kind its pairs (批次, people).

    Tiers: the fullest batch as small as can be, then every kind as even over its batches as can
    be, then the batches themselves as even as can be. Raises `LimitError` when none was found
    within the effort.
    """
    counts: list[KindCounts] = [() for _ in kinds]
    for exam in sorted({kind.exam for kind in kinds}):
        rows = [k for k, kind in enumerate(kinds) if kind.exam == exam]
        if all(len(kinds[k].batches) == 1 for k in rows):
            for k in rows:
                counts[k] = ((kinds[k].batches[0], people[k]),)
            continue
        for k, parts in _spread(rows, kinds, people).items():
            counts[k] = parts
    return tuple(counts)


def _spread(
    rows: Sequence[int], kinds: Sequence[Kind], people: Sequence[int]
) -> dict[int, KindCounts]:
    """Return the counts of the kinds `rows`, which all belong to one exam."""
    model = cp_model.CpModel()
    everybody = sum(people[k] for k in rows)
    batches = sorted({b for k in rows for b in kinds[k].batches})
    part = {
        (k, b): model.new_int_var(0, people[k], f"part[{k},{b}]")
        for k in rows
        for b in kinds[k].batches
    }
    fullest = model.new_int_var(0, everybody, "fullest")
    emptiest = model.new_int_var(0, everybody, "emptiest")
    uneven = []
    for k in rows:
        options = kinds[k].batches
        model.add(cp_model.LinearExpr.sum([part[k, b] for b in options]) == people[k])
        even, rest = divmod(people[k], len(options))
        for b in options:
            over = model.new_int_var(0, people[k], f"over[{k},{b}]")
            under = model.new_int_var(0, people[k], f"under[{k},{b}]")
            model.add(part[k, b] <= even + int(rest > 0) + over)
            model.add(part[k, b] >= even - under)
            uneven += [over, under]
    for b in batches:
        load = cp_model.LinearExpr.sum([part[k, b] for k in rows if (k, b) in part])
        model.add(load <= fullest)
        model.add(load >= emptiest)
    outcome = minimise_in_order(
        model,
        (
            Objective(name="最大批次", term=lambda: fullest),
            Objective(name="均匀", term=lambda: cp_model.LinearExpr.sum(uneven)),
            Objective(name="最小批次", term=lambda: fullest - emptiest),
        ),
        Limits(deterministic_time=10.0),
    )
    if outcome.status not in (Status.OPTIMAL, Status.FEASIBLE):
        raise LimitError("批次分配未能在规定的计算量内完成，请减少批次或联系技术支持。")
    return {
        k: tuple((b, n) for b in kinds[k].batches if (n := outcome.value(part[k, b]))) for k in rows
    }
