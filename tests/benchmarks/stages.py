"""How long a run takes stage by stage, against the floor of reading and writing its cells.

    python tests/benchmarks/stages.py [--sizes 1200,10000,100000] [--exam 一级建造师] [--jobs N]

Makes an exam of each size, runs `allocator run` in a process of its own and `floor.py` on the same
input and output, and prints a Markdown table. Seconds are wall clock; a stage's are those that
`--json` states, so start and end of the program show as the rest. Memory is the peak of the largest
process of the run, workers included.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from collections.abc import Sequence

FLOOR = Path(__file__).with_name("floor.py")
SITES_PER_CANDIDATE = 1 / 900
"""As many sites as the yardstick of the project has: 110 for 100,000 candidates."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one size took."""

    candidates: int
    rooms: int
    wall: float
    stages: dict[str, float]
    peak_mib: int
    floor: dict[str, Any]

    @property
    def ratio(self) -> float:
        """Return the whole run in multiples of the floor."""
        return self.wall / self.floor["floor_seconds"]


def measured(command: Sequence[str]) -> tuple[str, float, int]:
    """Run a command; return its standard output, wall-clock seconds and peak MiB.

    Raises RuntimeError with both outputs when it fails.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
    if process.returncode:
        raise RuntimeError(f"exit {process.returncode}: {texts[0][-2000:]} {texts[1][-2000:]}")
    return texts[0], seconds, usage.ru_maxrss // 1024


def run(folder: Path, exam: str, candidates: int, extra: Sequence[str]) -> Run:
    """Make an exam in the folder, arrange it, and measure the floor beside it."""
    source, output = folder / "in", folder / "out"
    sites = max(2, round(candidates * SITES_PER_CANDIDATE))
    write_exam(source, exam=exam, candidates=candidates, sites=sites, seed=f"基准{candidates}")
    program = [sys.executable, "-m", "allocator", "run", str(source)]
    options = ["--seed", "391072", "-o", str(output), "--json", "-q", *extra]
    text, wall, peak = measured([*program, *options])
    summary = json.loads(text)
    floor, _, _ = measured([sys.executable, str(FLOOR), str(source), str(output)])
    return Run(
        candidates=summary["candidates"],
        rooms=summary["rooms"],
        wall=wall,
        stages=summary["seconds"],
        peak_mib=peak,
        floor=json.loads(floor),
    )


def table(runs: Sequence[Run]) -> str:
    """Return the runs as a Markdown table, one column for each size."""
    rows: list[list[str]] = [
        ["", *(f"{one.candidates:,}" for one in runs)],
        ["---", *("---:" for _ in runs)],
        ["rooms", *(str(one.rooms) for one in runs)],
    ]
    for stage in dict.fromkeys(stage for one in runs for stage in one.stages):
        cells = (f"{one.stages[stage]:.2f}" if stage in one.stages else "" for one in runs)
        rows.append([f"{stage} (s)", *cells])
    rest = (one.wall - sum(one.stages.values()) for one in runs)
    rows += [
        ["start and end (s)", *(f"{seconds:.2f}" for seconds in rest)],
        ["**whole run (s)**", *(f"**{one.wall:.2f}**" for one in runs)],
        ["floor: reading (s)", *(f"{one.floor['read_seconds']:.2f}" for one in runs)],
        ["floor: writing (s)", *(f"{one.floor['write_seconds']:.2f}" for one in runs)],
        ["cells written", *(f"{one.floor['write_cells']:,}" for one in runs)],
        ["files written", *(str(one.floor["write_files"]) for one in runs)],
        ["**run / floor**", *(f"**{one.ratio:.2f}**" for one in runs)],
        ["peak memory (MiB)", *(str(one.peak_mib) for one in runs)],
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main(arguments: Sequence[str]) -> int:
    """Measure every size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1200,10000,100000")
    parser.add_argument("--exam", default="一级建造师")
    parser.add_argument("--jobs", default="")
    options = parser.parse_args(arguments)
    extra = ["--jobs", options.jobs] if options.jobs else []
    runs = []
    for size in options.sizes.split(","):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(run(Path(folder), options.exam, int(size), extra))
        print(f"{size}: {runs[-1].wall:.1f} s", file=sys.stderr, flush=True)
    print(f"{options.exam}; {os.cpu_count()} processors, Python {platform.python_version()}\n")
    print(table(runs))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
