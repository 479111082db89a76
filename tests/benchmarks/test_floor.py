"""The floor benchmark writes every cell once, balanced over its processes."""

import json
import subprocess
import sys
from pathlib import Path

from allocator.synthesis.tiny import tiny_book, write_book

SCRIPT = Path(__file__).with_name("floor.py")


def test_floor_counts_every_cell_that_has_a_value(tmp_path):
    source = tmp_path / "in.xlsx"
    write_book(source, tiny_book())
    for name in ("编排总表.xlsx", "01_甲/门贴.xlsx", "01_甲/桌贴.xlsx"):
        path = tmp_path / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_book(path, tiny_book())
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(source), str(tmp_path / "out")],
        capture_output=True,
        check=True,
    )
    found = json.loads(done.stdout)
    book = tiny_book()
    values = sum(
        v not in (None, "") for rows in book.values() for row in rows for v in row.values()
    )
    headers = sum(len(rows[0]) for rows in book.values())
    assert found["write_files"] == 3
    assert found["write_cells"] == 3 * (values + headers)
    assert len(found["write_seconds_by_process"]) == 2
    assert found["floor_seconds"] > 0
