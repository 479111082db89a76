"""Rebuilds `data/samples/`: run `python -m allocator.synthesis.samples [FOLDER]` at the root."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from allocator.synthesis.broken import write_broken
from allocator.synthesis.infeasible import write_infeasible
from allocator.synthesis.roster import Options
from allocator.synthesis.write import write_exam


class Sample(NamedTuple):
    """One folder of `data/samples/` and the arguments that make it."""

    exam: str
    candidates: int
    sites: int
    seed: str
    options: Options = Options()


SAMPLES = (
    Sample("一级建造师", 1200, 3, "示例-一级建造师"),
    Sample("经济", 600, 2, "示例-经济"),
    Sample("造价与注安", 900, 3, "示例-造价与注安"),
)


def rebuild(folder: Path) -> tuple[Path, ...]:
    """Write every sample below `folder`, good, broken and infeasible; the same bytes each time."""
    good = tuple(
        path
        for sample in SAMPLES
        for path in write_exam(
            folder / sample.exam,
            exam=sample.exam,
            candidates=sample.candidates,
            sites=sample.sites,
            seed=sample.seed,
            options=sample.options,
        )
    )
    return (
        *good,
        *write_broken(folder / "broken"),
        *write_infeasible(folder / "infeasible"),
    )


def main(arguments: list[str]) -> int:
    """Rebuild the samples in the folder named, by default `data/samples`."""
    folder = Path(arguments[0]) if arguments else Path("data/samples")
    rebuild(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
