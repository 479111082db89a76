"""The floor of a run: what reading its input and writing its cells costs with nothing between.

    python tests/benchmarks/floor.py INPUT OUTPUT

INPUT is the workbook (or folder) of a run, OUTPUT the folder it wrote. The input is read with bare
calamine; then two processes write every cell of the output again with bare XlsxWriter loops, one
call for each cell that has a value and no formats. The values are read back beforehand, which is
not timed. Prints one line of JSON; seconds are wall clock, memory is the peak of each process.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import python_calamine
import xlsxwriter

READABLE = (".xlsx", ".xlsm", ".xls", ".ods")
FLAT = "编排总表.xlsx"
PROCESSES = 2

Sheets = Sequence[tuple[str, Sequence[Sequence[object]]]]


def workbooks(path: Path) -> list[Path]:
    """Return the workbook, or all of a folder by name."""
    if path.is_file():
        return [path]
    return sorted(
        found
        for found in path.rglob("*")
        if found.suffix.lower() in READABLE and not found.name.startswith(("~$", "."))
    )


def read(path: Path) -> Sheets:
    """Return every sheet with its rows from A1 on."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    return [
        (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        for name in book.sheet_names
    ]


def cells(sheets: Sheets) -> int:
    """Return how many cells have a value."""
    return sum(value != "" for _, rows in sheets for row in rows for value in row)


def write(path: Path, sheets: Sheets, *, flat: bool) -> None:
    """Write the values as they are."""
    with xlsxwriter.Workbook(path, {"constant_memory": flat}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            text, other = sheet.write_string, sheet.write
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value == "":
                        continue
                    if type(value) is str:
                        text(number, column, value)
                    else:
                        other(number, column, value)


def balanced(counts: dict[Path, int]) -> list[list[Path]]:
    """Deal out the files, the biggest first, each to the process that has least to write."""
    parts: list[list[Path]] = [[] for _ in range(PROCESSES)]
    loads = [0] * PROCESSES
    for path in sorted(counts, key=lambda path: (-counts[path], path)):
        least = loads.index(min(loads))
        parts[least].append(path)
        # A file costs about as much as 300 cells before its first one.
        loads[least] += counts[path] + 300
    return parts


def work(part: list[Path], contents: dict[Path, Sheets], folder: Path, results: object) -> None:
    """Write one share of the files and report seconds and peak memory."""
    begin = time.perf_counter()
    for number, path in enumerate(part):
        write(folder / f"{number}_{path.name}", contents[path], flat=path.name == FLAT)
    seconds = time.perf_counter() - begin
    results.put((seconds, peak_mib()))  # type: ignore[attr-defined]


def peak_mib() -> int:
    """Return the peak memory of this process so far; a forked one begins with its parent's."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(arguments: list[str]) -> int:
    """Measure and print."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    source, target = map(Path, arguments)
    begin = time.perf_counter()
    read_cells = sum(cells_of_read(path) for path in workbooks(source))
    read_seconds = time.perf_counter() - begin
    read_peak = peak_mib()

    contents = {path: read(path) for path in workbooks(target)}
    counts = {path: cells(sheets) for path, sheets in contents.items()}
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()
    prepared = peak_mib()
    with tempfile.TemporaryDirectory() as name:
        workers = []
        begin = time.perf_counter()
        for number, part in enumerate(balanced(counts)):
            folder = Path(name) / str(number)
            folder.mkdir()
            worker = context.Process(target=work, args=(part, contents, folder, results))
            worker.start()
            workers.append(worker)
        for worker in workers:
            worker.join()
        write_seconds = time.perf_counter() - begin
        if any(worker.exitcode for worker in workers):
            return 1
    shares = sorted(results.get() for _ in workers)
    print(
        json.dumps(
            {
                "read_seconds": round(read_seconds, 2),
                "read_cells": read_cells,
                "read_peak_mib": read_peak,
                "write_seconds": round(write_seconds, 2),
                "write_files": len(contents),
                "write_cells": sum(counts.values()),
                "write_seconds_by_process": [round(seconds, 2) for seconds, _ in shares],
                "write_peak_mib_by_process": [peak for _, peak in shares],
                "prepared_mib": prepared,
                "floor_seconds": round(read_seconds + write_seconds, 2),
            }
        )
    )
    return 0


def cells_of_read(path: Path) -> int:
    """Read a workbook and return the size of what came, without counting what is blank."""
    return sum(len(rows) * len(rows[0]) for _, rows in read(path) if rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
