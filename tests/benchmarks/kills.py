"""Kills the program at many random moments: what is left is before or after, never between.

Usage: python tests/benchmarks/kills.py [--kills 200] [--candidates 150]

Acts: a run into an empty folder, a run that replaces another, posts for an arrangement, a draw of
the day, a redraw. After each kill -9 the folder must open (`allocator audit`, or nothing there),
hold the state before or the state after, and the same act must go through when asked again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from allocator.randomness import Stream
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
VOLATILE = ("record.sqlite", "合规审查报告", "抽签见证单")
"""Files that attempts, audits or the clock change by themselves."""


class Act(NamedTuple):
    """One thing to do to a folder that was prepared for it."""

    name: str
    words: tuple[str, ...]
    prepare: Callable[[Path], None]


def allocator(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run(
        [sys.executable, "-m", "allocator", *map(str, words)],
        capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip


def state(folder: Path) -> dict[str, bytes]:
    """Return the published files of a folder, without those in `VOLATILE`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(word in path.name for word in VOLATILE)
    }


def acts(workbook: Path, made: Path) -> list[Act]:
    """Return what is tried; `made` holds finished folders to start from."""
    run = ("run", str(workbook), "--seed", "2", "--jobs", "1", "-q", "-o")
    draw = ("draw", "--site", "01", "--session", "1", "-q")
    again = (
        *draw,
        "--redraw",
        "--reason",
        "演示",
        "--operator",
        "A0000001",
        "--reviewer",
        "B0000002",
    )

    def copy(name: str) -> Callable[[Path], None]:
        def prepare(folder: Path) -> None:
            if (made / name).is_dir():
                shutil.copytree(made / name, folder)

        return prepare

    return [
        Act("run into an empty folder", run, copy("nothing")),
        Act("run that replaces", (*run[:-1], "--replace", "-o"), copy("run")),
        Act("posts", ("posts", "--seed", "2", "--jobs", "1", "-q", "-o"), copy("arranged")),
        Act("draw", (*draw, "--seed", "3", "-o"), copy("run")),
        Act("redraw", (*again, "--seed", "4", "-o"), copy("drawn")),
    ]


def prepared(workbook: Path, made: Path) -> None:
    """Make the folders that acts begin with."""
    for name, verb in (("run", "run"), ("arranged", "arrange")):
        done = allocator(verb, workbook, "--seed", "1", "-q", "-o", made / name)
        if done.returncode:
            raise SystemExit(done.stderr)
    shutil.copytree(made / "run", made / "drawn")
    done = allocator("draw", "--site", "01", "--session", "1", "--seed", "1", "-o", made / "drawn")
    if done.returncode:
        raise SystemExit(done.stderr)


def killed(act: Act, folder: Path, after: float) -> bool:
    """Start the act and kill it; return whether it was still running."""
    with subprocess.Popen(
        [sys.executable, "-m", "allocator", *act.words, str(folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as running:  # fmt: skip
        time.sleep(after)
        if running.poll() is not None:
            return False
        running.send_signal(signal.SIGKILL)
    return True


def trouble(act: Act, folder: Path, before: dict[str, bytes], wanted: dict[str, bytes]) -> str:
    """Return what is wrong with a folder after a kill; blank for nothing."""
    if folder.exists() and (folder / "编排总表.xlsx").exists():
        opened = allocator("audit", folder, "-q")
        if opened.returncode:
            return f"audit ends with {opened.returncode}: {opened.stderr.strip()[-200:]}"
    left = state(folder) if folder.exists() else {}
    if left not in (before, wanted):
        odd = {name for name in {*left, *wanted} if left.get(name) != wanted.get(name)}
        return f"between: {sorted(odd)[:5]}"
    if left == before:
        done = allocator(*act.words, folder)
        if done.returncode:
            return f"does not go on: {done.stderr.strip()[-200:]}"
        if state(folder) != wanted:
            return "ends elsewhere after going on"
    return ""


def main(arguments: Sequence[str]) -> int:
    """Try every act at many moments, print a table, and end with 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--candidates", type=int, default=150)
    options = parser.parse_args(arguments)
    chance = Stream("kills", str(options.kills), DIGEST)
    wrong = 0
    print(
        "| act | killed while running | left as before | left as after | wrong |\n"
        "|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (workbook,) = write_exam(
            root / "in", exam="一级消防", candidates=options.candidates, sites=2, seed="中断"
        )
        made = root / "made"
        prepared(workbook, made)
        every = acts(workbook, made)
        for act in every:
            found: Counter[str] = Counter()
            target = root / "whole"
            act.prepare(target)
            begin = time.monotonic()
            whole = allocator(*act.words, target)
            length = time.monotonic() - begin
            if whole.returncode:
                raise SystemExit(f"{act.name}: {whole.stderr}")
            wanted = state(target)
            for nth in range(options.kills // len(every)):
                folder = root / f"{nth}" / "结果"
                folder.parent.mkdir()
                act.prepare(folder)
                before = state(folder) if folder.exists() else {}
                if killed(act, folder, length * chance.below(1000) / 950):
                    found["killed"] += 1
                now = state(folder) if folder.exists() else {}
                said = trouble(act, folder, before, wanted)
                found["wrong" if said else "before" if now == before else "after"] += 1
                if said:
                    print(f"{act.name}: {said}", file=sys.stderr)
                shutil.rmtree(folder.parent)
            shutil.rmtree(target)
            for path in root.glob("whole.旧-*"):
                shutil.rmtree(path)
            wrong += found["wrong"]
            print(f"| {act.name} | {found['killed']} | {found['before']} | {found['after']} |"
                  f" {found['wrong']} |", flush=True)  # fmt: skip
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
