"""How long SEAT-KIN takes to work out who is kin of whom.

    python tests/benchmarks/kin_ties.py [--candidates 40000]

Declares a father of every second candidate, a cousin beside him, and a brother of the wife of
the first 12,000, and prints ties, pairs found and seconds.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cases.small_inputs import people, small_inputs

from allocator.models.domain.kinship import KinTie
from allocator.solvers.kin_pairs import forbidden_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.exam import Inputs


def roster(candidates: int) -> Inputs:
    """Return candidates with about 1.3 declared ties each."""
    ties = [(n, "父亲", n + 1) for n in range(0, candidates - 1, 2)]
    ties += [(n, "表弟", n + 7) for n in range(0, candidates - 7, 2)]
    ties += [(n, "妻子的弟弟", n + 3) for n in range(0, min(12_000, candidates - 3))]
    return small_inputs(
        people(candidates, sex="男"),
        [],
        kin_ties=tuple(
            KinTie(
                declarer=f"C{one:04d}",
                relation=relation,
                name="某",
                id_number=f"C{other:04d}",
                note="",
            )
            for one, relation, other in ties
        ),
    )


def main(arguments: Sequence[str]) -> int:
    """Measure and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=40_000)
    inputs = roster(parser.parse_args(arguments).candidates)
    before = time.perf_counter()
    pairs = forbidden_pairs(inputs)
    seconds = time.perf_counter() - before
    print(f"{len(inputs.kin_ties)} ties, {len(pairs)} pairs, {seconds:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
