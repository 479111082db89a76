"""The stages benchmark states what it measured, and stops on a run that fails."""

import json
import sys

import pytest
import stages
from stages import Run, measured, table

FLOOR = {
    "floor_seconds": 2.0,
    "read_seconds": 0.5,
    "write_seconds": 1.5,
    "write_cells": 12345,
    "write_files": 7,
}


def a_run(candidates, **times):
    return Run(candidates=candidates, rooms=40, wall=5.0, stages=times, peak_mib=300, floor=FLOOR)


def test_table_has_a_column_for_each_size_and_a_row_for_each_stage():
    rows = table([a_run(1200, 读取=1.0, 审查=2.5), a_run(10000, 读取=2.0)]).splitlines()
    assert rows[0] == "|  | 1,200 | 10,000 |"
    assert "| 读取 (s) | 1.00 | 2.00 |" in rows
    assert "| 审查 (s) | 2.50 |  |" in rows
    assert "| start and end (s) | 1.50 | 3.00 |" in rows
    assert "| **run / floor** | **2.50** | **2.50** |" in rows


def test_measured_returns_output_seconds_and_memory():
    text, seconds, peak = measured(
        [sys.executable, "-c", "import time; b = b'x' * (80 << 20); time.sleep(0.2); print('x')"]
    )
    assert text == "x\n"
    assert 0.2 <= seconds < 30
    assert peak >= 80


def test_a_failed_run_is_not_a_measurement():
    with pytest.raises(RuntimeError, match="exit 3"):
        measured([sys.executable, "-c", "raise SystemExit(3)"])


@pytest.mark.slow
def test_a_small_exam_is_measured_from_end_to_end(capsys, monkeypatch):
    seen = []
    monkeypatch.setattr(stages, "table", lambda runs: seen.extend(runs) or "")
    assert stages.main(["--exam", "一级消防", "--sizes", "70", "--jobs", "1"]) == 0
    (one,) = seen
    assert one.candidates == 70
    assert one.wall > sum(one.stages.values()) > 0
    assert one.floor["write_cells"] > 70 * 8
    assert json.dumps(one.stages)
    assert "70: " in capsys.readouterr().err
