"""Kills the program at many random moments: what is left is before or after, never between.

Usage: python tests/benchmarks/kills.py [--kills 300] [--candidates 150] [--only draw]

Acts: a run into an empty folder, a run that replaces another, the freeze and the draw of what was
frozen (a larger exam, so that several processes write its documents), posts, a draw of the day, a
redraw, a site pack issued, a draw from it, a merge of two results; an amendment of what was
published; the record exported, backed up, also encrypted, restored; a freeze confirmed; a check and
an audit, which write reports; documents that were lost written once more.

An act is done once whole, and timed. Then it is killed (kill -9) in copies of the same folder: in
equal shares at a moment of its whole length; since it locked its folder, for half of a short act is
Python's start; and since it began to publish, most of these soon after, for files are moved in
milliseconds. What makes a file for another place, or a last document, is killed since it began to
write that too. Each span is cut into as many parts as there are kills, with a random moment in
each; an act that ended before its kill is done and killed anew.

After each kill no process may live on; the record must open (`allocator record check`, or no record
there); all files must be as before or as after, byte for byte, or in a state of which the pages
say that it is lawful; the same command must go through, or be refused with its advice where the
act is done; and then files, log and folder must be those of the act that nobody killed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kill_acts import LOCKED, MOVING, Act, acts, prepared
from kill_folders import (
    State,
    acts_logged,
    copied,
    is_work,
    last_words,
    opens,
    program,
    remains,
    state,
)
from kill_moments import Course, killed_in_time, watched

from allocator.randomness import Stream
from allocator.record.ceremony import AMEND_BEGUN, DAY_BEGUN, POSTS_BEGUN, REDRAWN, SEATS_BEGUN
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from collections.abc import Sequence

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
LARGE = 2200
"""Candidates of the exam whose documents several processes write (`_ALONE` of the export)."""
ATTEMPTS = (SEATS_BEGUN, POSTS_BEGUN, DAY_BEGUN, REDRAWN, AMEND_BEGUN)
"""Acts that are logged before they are done: a kill after that leaves the entry, and the next
command makes another."""
COLUMNS = ("killed while running", "half made", "being moved", "as before", "in part", "as after",
           "wrong")  # fmt: skip
_PARTS = 1000


class Whole(NamedTuple):
    """An act that nobody killed."""

    wanted: State
    logged: list[str]
    """Acts, attempts that follow each other counted once."""
    course: Course


def done_whole(act: Act, made: Path, scene: Path) -> Whole:
    """Do an act without a kill; it must go through, and pass what is asked of it."""
    copied(made / act.scene, scene)
    course = watched(act, scene)
    wanted, (logged, said) = looked(act, scene), acts_logged(scene)
    if (scene / "结果" / "编排总表.xlsx").exists():
        audited = program(copied(scene, scene.with_name("audited")), "audit", "结果", "-q")
        said = said or (last_words(audited) if audited.returncode else "")
        shutil.rmtree(scene.with_name("audited"))
    said = said or act.holds(scene) or act.ends(scene)
    if course.code != act.code or said:
        raise SystemExit(f"{act.name}, not killed: exit {course.code} {said}")
    shutil.rmtree(scene)
    return Whole(wanted, once(logged), course)


def looked(act: Act, scene: Path) -> State:
    """Return the published files of a scene, and the entries of an act that no file tells of."""
    logged = {"the log": str(acts_logged(scene)[0].count(act.entry))} if act.entry else {}
    return state(scene, act.fresh) | logged


def once(logged: Sequence[str]) -> list[str]:
    """Return acts with repeated attempts counted once."""
    return [
        act
        for act, group in groupby(logged)
        for nth, _ in enumerate(group)
        if nth == 0 or act not in ATTEMPTS
    ]


def judged(act: Act, scene: Path, before: State, whole: Whole) -> tuple[str, str]:
    """Return as what a scene was left by a kill, and what is wrong, there or after going on."""
    said = opens(scene) or act.holds(scene)
    left, wanted = looked(act, scene), whole.wanted
    if left == wanted:
        place = "as after"
    elif left == before:
        place = "as before"
    elif act.partly(left, wanted):
        place = "in part"
    else:
        return "wrong", f"{said} neither before {_odd(left, before)} nor after {_odd(left, wanted)}"
    return place, said or went_on(act, scene, place, whole)


def went_on(act: Act, scene: Path, place: str, whole: Whole) -> str:
    """Ask for the act again; return what is wrong with what comes of it."""
    if place == "as after" and act.refusal:
        done = program(scene, *(act.again or act.words))
        if done.returncode != act.refused or act.refusal not in done.stderr:
            return f"asked again, it ends with {done.returncode}: {last_words(done)}"
    else:
        done = program(scene, *(act.rest if place == "in part" and act.rest else act.words))
        if done.returncode != act.code:
            return f"does not go on: {done.returncode}, {last_words(done)}"
    now = looked(act, scene)
    if now != whole.wanted:
        return f"ends elsewhere after going on: {_odd(now, whole.wanted)}"
    logged, said = acts_logged(scene)
    if said or once(logged) != whole.logged:
        return said or f"the log holds {logged}"
    # A refusal does not always come as far as the work folder, which the next act clears.
    refused = place == "as after" and act.refusal
    found = [name for name in remains(scene) if not (refused and is_work(name))]
    if found:
        return f"remains: {found[:5]}"
    return act.holds(scene) or act.ends(scene)


def _odd(one: State, other: State) -> list[str]:
    """Return some of the files in which two states differ."""
    return sorted(n for n in {*one, *other} if one.get(n) != other.get(n))[:5]


def tried(act: Act, made: Path, root: Path, kills: int, chance: Stream) -> Counter[str]:
    """Kill an act many times and return what was found."""
    found: Counter[str] = Counter()
    whole = done_whole(act, made, root / "whole")
    begun = [act.late, *({MOVING} & whole.course.reached.keys() - {act.late})]
    marks = ((), LOCKED, *begun)
    source = made / act.scene
    before = looked(act, source)
    for nth in range(kills):
        scene = root / f"{nth}"
        mark = marks[nth % len(marks)]
        share = (nth // len(marks) + chance.below(_PARTS) / _PARTS) / -(-kills // len(marks))
        span = whole.course.length - whole.course.reached.get(mark, 0.0)
        struck = killed_in_time(
            act, source, scene, span, mark, share**3 if mark in begun else share
        )
        place, said = judged(act, scene, before, whole)
        if struck.orphans:
            said = f"processes live on; {said}"
        found["killed while running"] += struck.running
        found["half made"] += struck.running and struck.making
        found["being moved"] += struck.running and struck.moving
        found["wrong" if said else place] += 1
        if said:
            print(f"{act.name}: {said}", file=sys.stderr, flush=True)
        shutil.rmtree(scene)
    return found


def main(arguments: Sequence[str]) -> int:
    """Try every act at many moments, print a table, and end with 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--candidates", type=int, default=150)
    parser.add_argument("--only", action="append", default=[],
                        help="acts whose name holds this; may be given again")  # fmt: skip
    options = parser.parse_args(arguments)
    chance = Stream("kills", str(options.kills), DIGEST)
    total: Counter[str] = Counter()
    print(f"| act | {' | '.join(COLUMNS)} |\n|---|{'---|' * len(COLUMNS)}")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        small, large = (
            write_exam(root / "in" / str(size), exam="一级消防", candidates=size, sites=2,
                       seed="中止")[0]
            for size in (options.candidates, LARGE)
        )  # fmt: skip
        prepared(small, large, root / "made")
        every = acts(small, large, root / "made")
        wanted = options.only or [""]
        for act in (act for act in every if any(word in act.name for word in wanted)):
            found = tried(act, root / "made", root, options.kills // len(every), chance)
            total += found
            print(row(act.name, found), flush=True)
    print(row("all", total))
    return int(total["wrong"] > 0)


def row(name: str, found: Counter[str]) -> str:
    """Return a line of the table."""
    return f"| {name} | {' | '.join(str(found[column]) for column in COLUMNS)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
