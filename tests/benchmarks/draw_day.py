"""How long a draw of the day takes, whole processes, beside a dense boolean CP-SAT model.

    python tests/benchmarks/draw_day.py [--runs 3] [--least 0] [--most 1000]
        [--dense-most 200] [--limit 60]

Each run is a process of its own: start of Python, reading the sheet from JSON, the draw, the result
as JSON. The dense model (person x room) of the same instance is told the least of every should and
only has to find one plan that keeps it; it runs with two workers under a limit of wall clock.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.day_draws import DayDraw, SiteSheet

SIZES = ((20, 6), (60, 8), (200, 20), (1000, 100))
"""Rooms and people more than places: with patrols about 46, 140, 460 and 2,300 people."""


class Kind(NamedTuple):
    """One kind of site."""

    name: str
    slack: int | None
    """Per cent more than places; None: as in `SIZES`."""
    options: dict[str, Any]


KINDS = (
    Kind("plain", None, {"women": 55, "barred": 0}),
    Kind("2 % slack, sexes 80:20, 30 % barred", 2, {"women": 20, "barred": 30}),
    Kind("the same, nobody left over, 5 % kin", 0, {"women": 20, "barred": 30, "kin": -5}),
    Kind("the same, machine rooms", 2, {"women": 20, "barred": 30, "electronic": True}),
    Kind("the same, second session", 2, {"women": 20, "barred": 30, "turns": 2}),
)


def site_of(rooms: int, slack: int, kind: Kind) -> SiteSheet:
    """Return the site of one row."""
    from draw_sites import make_site

    extra = slack if kind.slack is None else -(-2 * rooms * kind.slack // 100)
    options = dict(kind.options)
    if options.get("kin", 0) < 0:
        options["kin"] = 2 * rooms * -options["kin"] // 100
    return make_site(rooms, extra, seed=f"bench{rooms}", reserves=(("监考",),) * 3, **options)


def draw_once(folder: Path) -> None:
    """Read a sheet and earlier draws, draw, and write the result: what is timed."""
    from allocator.models.domain.day_draws import DayDraw, SiteSheet
    from allocator.record.canonical import canonical_bytes, thaw
    from allocator.solvers.day.draw import draw_day

    sheet = thaw(SiteSheet, json.loads((folder / "sheet.json").read_bytes()))
    before = json.loads((folder / "earlier.json").read_bytes())
    earlier = tuple(thaw(DayDraw, one) for one in before)
    # One of the regulars is missing, so that a reserve steps in.
    absent = frozenset({sheet.people[0].staff})
    drawn = draw_day(
        sheet, len(earlier), absent=absent, earlier=earlier, seed="391072", digest=sheet.digest
    )
    (folder / "draw.json").write_bytes(canonical_bytes(drawn))


def dense_once(folder: Path, limit: float) -> None:
    """Build and solve the dense model; print status and seconds."""
    from ortools.sat.python import cp_model

    from allocator.models.domain.day_draws import DayDraw, SiteSheet
    from allocator.record.canonical import thaw

    sheet = thaw(SiteSheet, json.loads((folder / "sheet.json").read_bytes()))
    draw = thaw(DayDraw, json.loads((folder / "draw.json").read_bytes()))
    before = json.loads((folder / "earlier.json").read_bytes())
    model = dense_model(sheet, [thaw(DayDraw, one) for one in before], draw)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = limit
    print(solver.status_name(solver.solve(model)))


def dense_model(sheet: SiteSheet, earlier: Sequence[DayDraw], draw: DayDraw) -> Any:
    """Return booleans person x room with every must, and every should at most at its least.

    Patrols and administrators are left out: the rows timed here have none of the latter.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    turn = sheet.turns[len(earlier)]
    serving = {staff for duty in draw.rooms for staff in duty.invigilators}
    people = [
        n
        for n, person in enumerate(sheet.people)
        if person.staff in serving or (n in turn.invigilators and n)
    ]
    rooms = range(len(turn.rooms))
    x = {(n, r): model.new_bool_var("") for n in people for r in rooms}
    for n in people:
        model.add_at_most_one(x[n, r] for r in rooms)
    for r in rooms:
        model.add(sum(x[n, r] for n in people) == turn.rooms[r].invigilators)
        if turn.rooms[r].form.value == "电子化":
            model.add_bool_or(x[n, r] for n in people if sheet.people[n].computer)
    for n, r in turn.barred:
        if n in set(people):
            model.add(x[n, r] == 0)
    for a, b in sheet.relatives:
        if a in set(people) and b in set(people):
            for r in rooms:
                model.add_at_most_one((x[a, r], x[b, r]))
    _shoulds(model, sheet, earlier, draw, people, x)
    return model


def _shoulds(
    model: Any,
    sheet: SiteSheet,
    earlier: Sequence[DayDraw],
    draw: DayDraw,
    people: list[int],
    x: dict[tuple[int, int], Any],
) -> None:
    turn = sheet.turns[len(earlier)]
    rooms = range(len(turn.rooms))
    most = {tier.rule: tier.value for tier in draw.tiers}
    units = defaultdict(list)
    for n in people:
        units[sheet.people[n].unit].append(n)
    lacks: dict[str, list[Any]] = defaultdict(list)
    for r in rooms:
        for members in units.values():
            pair = model.new_bool_var("")
            model.add(sum(x[n, r] for n in members) <= 1 + pair)
            lacks["PAIR-UNIT"].append(pair)
        one_sex, green = model.new_bool_var(""), model.new_bool_var("")
        for sex in ("男", "女"):
            model.add_bool_or(one_sex, *(x[n, r] for n in people if sheet.people[n].sex == sex))
        model.add_bool_or(
            green, *(x[n, r] for n in people if sheet.people[n].experience >= sheet.experienced)
        )
        lacks["PAIR-GENDER"].append(one_sex)
        lacks["PAIR-EXPERIENCE"].append(green)
    lacks["ROOM-OWN-UNIT"] = [x[pair] for pair in turn.own if pair in x]
    number = {person.staff: n for n, person in enumerate(sheet.people)}
    for before in earlier:
        for r, duty in enumerate(before.rooms):
            team = [number[staff] for staff in duty.invigilators]
            lacks["ROOM-REPEAT"] += [x[n, r] for n in team if (n, r) in x]
            for a, b in itertools.combinations(team, 2):
                if (a, 0) in x and (b, 0) in x:
                    again = model.new_bool_var("")
                    for room in rooms:
                        model.add(x[a, room] + x[b, room] <= 1 + again)
                    lacks["ROOM-REPEAT"].append(again)
    for rule, terms in lacks.items():
        model.add(sum(terms) <= most.get(rule, len(terms)))


def timed(*arguments: str) -> tuple[float, float, str]:
    """Run this file in a process of its own; return seconds, those of a core, and what it said."""
    start, before = perf_counter(), getrusage(RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, __file__, *arguments], capture_output=True, encoding="utf-8", check=False
    )
    seconds = perf_counter() - start
    after = getrusage(RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, busy, done.stdout.strip() or done.stderr.strip()[-60:]


def prepare(folder: Path, sheet: SiteSheet) -> None:
    """Write the sheet, and for a second session the draw of the first."""
    from allocator.record.canonical import canonical_bytes
    from allocator.solvers.day.draw import draw_day

    earlier = []
    if len(sheet.turns) > 1:
        earlier.append(
            draw_day(sheet, 0, absent=frozenset(), earlier=(), seed="1", digest=sheet.digest)
        )
    (folder / "sheet.json").write_bytes(canonical_bytes(sheet))
    (folder / "earlier.json").write_bytes(canonical_bytes(earlier))


def command(sheet: SiteSheet, runs: int) -> str:
    """Return the seconds of `allocator draw` as a planner calls it, documents and log included."""
    from allocator.record import ledger
    from allocator.record.canonical import canonical_bytes
    from allocator.record.staff_store import StaffClaims

    claims = StaffClaims(
        method="", seed="", digest=sheet.digest, result_digest="", operator="", reviewer=""
    )
    spent = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as name:
            record = Path(name) / "record"
            (record / "sheets").mkdir(parents=True)
            (record / "sheets" / f"{sheet.site}.json").write_bytes(canonical_bytes(sheet))
            (record / "staff.json").write_bytes(canonical_bytes(claims))
            ledger.append(record, "岗位抽签", {}, changed=ledger.record_files(record))
            words = ["draw", "--site", sheet.site, "--seed", "391072", "-o", name]
            for turn in sheet.turns:
                start = perf_counter()
                done = subprocess.run(
                    [sys.executable, "-m", "allocator", *words, "--session", str(turn.turn.name)],
                    capture_output=True, encoding="utf-8", check=False,
                )  # fmt: skip
                seconds = perf_counter() - start
                if done.returncode:
                    return done.stderr.strip()[-60:]
            spent.append(seconds)
    spent.sort()
    return f"{spent[len(spent) // 2]:.2f} s ({spent[0]:.2f}–{spent[-1]:.2f})"


def row(rooms: int, slack: int, kind: Kind, options: argparse.Namespace) -> str:
    """Measure one row of the table."""
    sheet = site_of(rooms, slack, kind)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, sheet)
        found = [timed("--one", name) for _ in range(options.runs)]
        seconds = sorted(one for one, _, _ in found)
        busy = sorted(one for _, one, _ in found)[len(found) // 2]
        if any(text for _, _, text in found):
            return f"| {rooms} | {kind.name} | failed: {found[0][2]} |"
        tiers = json.loads((folder / "draw.json").read_bytes())["tiers"]
        least = " ".join(f"{tier['value']}/{tier['bound']}" for tier in tiers)
        dense = "–"
        if rooms <= options.dense_most:
            spent, work, status = timed("--dense", name, "--limit", str(options.limit))
            dense = f"{spent:.1f} s ({work:.1f} s busy), {status}"
    middle = seconds[len(seconds) // 2]
    return (
        f"| {rooms} | {len(sheet.people)} | {kind.name} | {middle:.2f} s ({seconds[0]:.2f}–"
        f"{seconds[-1]:.2f}) | {busy:.2f} s | {command(sheet, options.runs)} | {least} | {dense} |"
    )


def main(arguments: Sequence[str]) -> int:
    """Measure and print the table, or run one timed step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--least", type=int, default=0, help="rooms of the smallest site")
    parser.add_argument("--most", type=int, default=1000, help="rooms of the largest site")
    parser.add_argument("--dense-most", type=int, default=200)
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--one", type=Path)
    parser.add_argument("--dense", type=Path)
    options = parser.parse_args(arguments)
    if options.one:
        draw_once(options.one)
        return 0
    if options.dense:
        dense_once(options.dense, options.limit)
        return 0
    print(
        "| rooms | people | kind | draw, whole process | busy | `allocator draw` | left / proven "
        "| dense CP-SAT |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for rooms, slack in SIZES:
        for kind in KINDS if options.least <= rooms <= options.most else ():
            print(row(rooms, slack, kind, options), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
