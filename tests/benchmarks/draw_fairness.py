"""How fair the draw of the day is: against every valid plan, by chi-square where there are many.

    python tests/benchmarks/draw_fairness.py [--draws 2000] [--mode exact|walk|chain|both|none]
        [--large N] [--part N --parts N]

Small sites, most of them cut into islands when two people swap at a time, are drawn by counting and
by the walk; each row compares with truly uniform samples of the same size. Then a site of 60 rooms
in which all people are alike by symmetry, and one that is not.
"""

from __future__ import annotations

import argparse
import itertools
import math
import sys
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from draw_sites import (
    DIGEST,
    RULES,
    all_plans,
    best_plans,
    make_site,
    only,
)
from fairness_listing import UNIFORM_SAMPLES, Measured, measure

from allocator.models.domain.day_draws import DayDraw, DrawPerson, RoomDuty
from allocator.models.domain.staffing import INVIGILATOR
from allocator.randomness import Stream
from allocator.solvers.day.exact import exact_plan
from allocator.solvers.day.rooms import walk_to
from allocator.solvers.day.task import DayTask, Party
from allocator.solvers.day.walk import rounds_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draw_sites import Plan

    from allocator.models.domain.day_draws import SiteSheet

HEAD = """\
| site | mode | plans | islands | TVD | uniform median | uniform 99 % | x median | within 99 % \
| never drawn | invalid |
|---|---|---|---|---|---|---|---|---|---|---|"""


@dataclass(frozen=True, kw_only=True)
class Small:
    """A site small enough to list every valid plan."""

    name: str
    sheet: SiteSheet
    earlier: tuple[DayDraw, ...] = ()

    @property
    def party(self) -> Party:
        """Return everybody."""
        turn = self.sheet.turns[0]
        return Party(
            invigilators=turn.invigilators,
            admins=turn.admins,
            patrols=turn.patrols,
            groups=turn.groups,
        )

    def task(self) -> DayTask:
        """Return the task of the engine."""
        return DayTask(self.sheet, 0, self.party, self.earlier)

    def plans(self) -> tuple[tuple[int, ...], list[Plan]]:
        """Return the least shoulds and every plan that has them, without the engine."""
        turn, party = self.sheet.turns[0], self.party
        return best_plans(
            self.sheet,
            turn,
            all_plans(
                self.sheet, turn, party.invigilators, party.admins, party.patrols, party.groups
            ),
            self.earlier,
        )


def seeded(rooms: int, slack: int, bars: int, barred: int, seed: int) -> Small:
    """Return a tight site: its people are barred from several rooms each."""
    sheet = make_site(
        rooms, slack, seed=f"f{seed}", barred=barred, bars=bars, own=30, units=6, kin=2, patrols=0
    )
    return Small(name=f"{rooms} rooms, {slack} left over, no. {seed}", sheet=sheet)


def electronic() -> Small:
    """Return machine rooms whose administrator counts as one of two 监考."""
    sheet = make_site(
        5, 1, seed="e3", watch=1, admins=1, electronic=True, skilled=70, barred=60, own=40, units=5,
        kin=3, patrols=0,
    )  # fmt: skip
    return Small(name="5 machine rooms, administrators double", sheet=sheet)


def patrolled() -> Small:
    """Return a site where relatives on patrol limit who may serve which rooms."""
    sheet = make_site(4, 1, seed="p1", barred=40, own=30, units=6, patrols=2)
    first, second = sheet.turns[0].groups[0].rooms[:2], sheet.turns[0].groups[0].rooms[2:]
    group = sheet.turns[0].groups[0]
    groups = (group._replace(rooms=first), group._replace(rooms=second))
    patrols = sheet.turns[0].patrols
    ties = tuple(sorted([(0, patrols[0]), (1, patrols[0]), (2, patrols[1]), (3, patrols[1])]))
    turn = replace(sheet.turns[0], groups=groups)
    sheet = replace(only(sheet, *RULES[:4]), turns=(turn,), relatives=ties)
    return Small(name="4 rooms, relatives on patrol", sheet=sheet)


def repeated() -> Small:
    """Return a second session: neither rooms nor partners of the first one again."""
    sheet = make_site(4, 0, seed="r2", barred=60, own=30, units=6, kin=1, patrols=0)
    before = Small(name="", sheet=sheet)
    found = exact_plan(before.task(), Stream("before", "1", DIGEST))
    assert found is not None
    who, _ = found
    duties = tuple(
        RoomDuty(
            room.number, room.room, room.exam,
            tuple(sheet.people[one].staff for one in who[2 * r : 2 * r + 2]), "",
        )
        for r, room in enumerate(sheet.turns[0].rooms)
    )  # fmt: skip
    draw = DayDraw(
        site="01", sessions=(1,), rooms=duties, patrols=(), reserves=(), stepped_in=(), tiers=()
    )
    return Small(name="4 rooms, second session", sheet=sheet, earlier=(draw,))


def sites() -> list[Small]:
    """Return all small sites of the table."""
    return [
        seeded(4, 1, 1, 80, 3),
        seeded(4, 1, 1, 80, 7),
        seeded(4, 1, 1, 80, 9),
        seeded(4, 1, 1, 80, 13),
        seeded(4, 0, 1, 80, 3),
        seeded(5, 0, 2, 80, 2),
        seeded(5, 0, 2, 80, 4),
        seeded(5, 0, 2, 80, 9),
        seeded(5, 1, 3, 80, 6),
        seeded(6, 0, 4, 85, 1),
        seeded(6, 0, 4, 85, 10),
        seeded(6, 0, 4, 85, 12),
        seeded(6, 1, 4, 90, 7),
        electronic(),
        patrolled(),
        repeated(),
    ]


def seen(task: DayTask, who: Sequence[int]) -> Plan:
    """Return a plan of the engine as plans are listed here."""
    found = []
    for r, room in enumerate(task.rooms):
        team = who[task.start[r] : task.start[r + 1]]
        admin = team[-1] if room.admins else -1
        found.append((tuple(sorted(team[: room.invigilators])), admin))
    return tuple(found)


def islands(small: Small, plans: Sequence[Plan]) -> int:
    """Return into how many parts the plans fall when two people of one post swap at a time."""
    number = {plan: n for n, plan in enumerate(plans)}
    island = list(range(len(plans)))

    def root(n: int) -> int:
        while island[n] != n:
            n = island[n]
        return n

    for plan, n in number.items():
        for other in _swapped(small, plan):
            if other in number:
                island[root(n)] = root(number[other])
    return len({root(n) for n in range(len(plans))})


def _swapped(small: Small, plan: Plan) -> list[Plan]:
    party = small.party
    watch = [(r, who) for r, (team, _) in enumerate(plan) for who in team]
    watch += [(-1, who) for who in party.invigilators if all(who not in t for t, _ in plan)]
    admins = [(r, admin) for r, (_, admin) in enumerate(plan) if admin >= 0]
    admins += [(-1, who) for who in party.admins if all(who != a for _, a in plan)]
    found = []
    for people in (watch, admins):
        for (r, a), (q, b) in itertools.combinations(people, 2):
            if r != q:
                change = {a: b, b: a}
                found.append(
                    tuple(
                        (tuple(sorted(change.get(w, w) for w in team)), change.get(admin, admin))
                        for team, admin in plan
                    )
                )
    return found


def chain_row(small: Small) -> str:
    """Return how far the walk is from uniform after its rounds, from the worst start: computed.

    The chance of each move between any two valid plans is known, so nothing is sampled. A swap
    draws two places, in either order; a redraw draws three rooms and then any of the ways to put
    their people and those left over.
    """
    import numpy as np

    _, plans = small.plans()
    number = {plan: n for n, plan in enumerate(plans)}
    swap, redraw = (np.zeros((len(plans), len(plans))) for _ in range(2))
    turn, party = small.sheet.turns[0], small.party
    watch, admins, rooms = len(party.invigilators), len(party.admins), len(turn.rooms)
    trios = list(itertools.combinations(range(rooms), min(3, rooms)))
    ways = _ways(watch, turn.rooms[0].invigilators, rooms) * _ways(
        admins, turn.rooms[0].admins, rooms
    )
    for plan, n in number.items():
        for other in _swapped(small, plan):
            if other in number:
                same = all(a == b for (_, a), (_, b) in zip(plan, other, strict=True))
                swap[n, number[other]] += 2 / (watch + admins) / (watch if same else admins)
        for other, m in number.items():
            changed = {r for r in range(rooms) if plan[r] != other[r]}
            if changed:
                redraw[n, m] = sum(changed <= set(trio) for trio in trios) / len(trios) / ways
    for moves in (swap, redraw):
        moves += np.diag(1 - moves.sum(axis=1))
    once = np.linalg.matrix_power(swap, watch + admins) @ np.linalg.matrix_power(redraw, rooms)
    second = np.sort(np.abs(np.linalg.eigvals(once)))[-2] if len(plans) > 1 else 0.0
    distances = []
    for rounds in (60, 200, 600, rounds_for(rooms)):
        after = np.linalg.matrix_power(once, rounds)
        distances.append(f"{np.abs(after - 1 / len(plans)).sum(axis=1).max() / 2:.4f}")
    return (
        f"| {small.name} | {len(plans)} | {islands(small, plans)} | {1 - second:.4f} |"
        f" {' | '.join(distances)} |"
    )


def _ways(people: int, places: int, rooms: int) -> int:
    """Return in how many ways three rooms, or all of fewer, can be filled anew."""
    here = min(3, rooms)
    free = people - places * (rooms - here)
    ways = 1
    for _ in range(here):
        ways *= math.comb(free, places)
        free -= places
    return ways


def measured(small: Small, mode: str, draws: int) -> Measured:
    """Draw many times in one mode and compare with uniform over all valid plans."""
    least, plans = small.plans()
    task = small.task()
    goal = task.code(least)
    drawn = []
    for seed in range(draws):
        stream = Stream("invigilators/fairness", str(seed), DIGEST)
        if mode == "exact":
            found = exact_plan(task, stream)
            assert found is not None
            drawn.append(seen(task, found[0]))
        else:
            drawn.append(seen(task, walk_to(task, goal, stream)[0]))
    return measure(small.name, dict.fromkeys(plans, 1), drawn)


def row_of(small: Small, mode: str, found: Measured) -> str:
    """Return the row in Markdown."""
    verdict = "yes" if found.distance <= found.line else "**no**"
    return (
        f"| {small.name} | {mode} | {found.plans} | {islands(small, small.plans()[1])} |"
        f" {found.distance:.4f} | {found.median:.4f} | {found.line:.4f} | {found.ratio:.2f} |"
        f" {verdict} | {found.missed} | {found.invalid} |"
    )


def alike() -> SiteSheet:
    """Return 60 rooms and 120 people, none left over, all of one sex alike by symmetry.

    20 units of three women and three men; the women have experience, the men have none; the
    candidates of unit u sit in rooms 3u, 3u + 1, 3u + 2. So each person may serve 57 rooms, each
    woman with the 57 men of other units, and no room or partner is better than another.
    """
    sheet = make_site(60, patrols=0, barred=0, own=0)
    people = tuple(
        DrawPerson(
            f"G{n:05d}", f"人{n}", f"单位{n // 6}", "女" if n % 6 < 3 else "男",
            int(n % 6 < 3), False, (INVIGILATOR,),
        )
        for n in range(120)
    )  # fmt: skip
    own = tuple((n, n // 6 * 3 + k) for n in range(120) for k in range(3))
    return replace(sheet, people=people, turns=(replace(sheet.turns[0], own=own),))


def uneven() -> SiteSheet:
    """Return 60 rooms and 122 people, one in five a woman, 30 % barred from some room."""
    return make_site(60, 2, seed="u", women=20, barred=30, own=30, kin=10, patrols=0)


def tables(sheet: SiteSheet, draws: int) -> tuple[list[list[int]], Counter[tuple[int, int]]]:
    """Return how often each person served each room, and each pair one room together."""
    task = Small(name="", sheet=sheet).task()
    from allocator.solvers.day.rooms import walked_rooms

    by_room = [[0] * len(task.rooms) for _ in sheet.people]
    pairs: Counter[tuple[int, int]] = Counter()
    for seed in range(draws):
        drawn, _ = walked_rooms(
            task, 0, lambda seed=seed: Stream("invigilators/01/1", str(seed), DIGEST)
        )
        for r in range(len(task.rooms)):
            team = sorted(drawn.who[task.start[r] : task.start[r + 1]])
            for who in team:
                by_room[who][r] += 1
            pairs.update(itertools.combinations(team, 2))
    return by_room, pairs


def chi_square(name: str, rows: Sequence[Sequence[int]], freedom: int) -> str:
    """Return the row of a table whose cells are equally likely within each row.

    Each cell is binomial, so a fair draw gives sum(1 - p) on average; the rest of the scale is that
    of chi-square with this freedom.
    """
    statistic = mean = 0.0
    for row in rows:
        fair = sum(row) / len(row)
        statistic += sum((count - fair) ** 2 / fair for count in row)
        mean += len(row) - 1
    z = (statistic / mean - 1) * math.sqrt(freedom / 2)
    chance = math.erfc(z / math.sqrt(2)) / 2
    return f"| {name} | {statistic:.0f} | {mean:.0f} | {statistic / mean:.4f} | {chance:.3f} |"


def large_rows(draws: int) -> list[str]:
    """Return the rows of the two sites of 60 rooms."""
    by_room, pairs = tables(alike(), draws)
    found = []
    for sex, first in (("women", 0), ("men", 3)):
        people = [n for n in range(120) if first <= n % 6 < first + 3]
        rows = [[c for r, c in enumerate(by_room[n]) if r // 3 != n // 6] for n in people]
        found.append(chi_square(f"{sex} x room", rows, 60 * 57 - 119))
    women, men = ([n for n in range(120) if (n % 6 < 3) is sex] for sex in (True, False))
    together = [[pairs[min(w, m), max(w, m)] for m in men if m // 6 != w // 6] for w in women]
    found.append(chi_square("woman x man, one room", together, 60 * 57 - 119))
    most = max(map(max, by_room))
    found.append(
        f"\nLargest share of any person in any room: {most / draws:.4f} (fair: {1 / 57:.4f};"
        f" largest in uniform samples: {_largest(draws):.4f})."
    )
    by_room, pairs = tables(uneven(), draws)
    found.append(
        f"Uneven site: {max(map(max, by_room)) / draws:.4f}, largest pair"
        f" {max(pairs.values()) / draws:.4f}."
    )
    return found


def _largest(draws: int) -> float:
    """Return the median over 15 uniform samples of the largest share in 120 rows of 57."""
    stream = Stream("fairness/largest", str(draws), DIGEST)
    found = []
    for _ in range(15):
        most = 0
        for _ in range(120):
            most = max(most, *Counter(stream.below(57) for _ in range(draws)).values())
        found.append(most / draws)
    return sorted(found)[7]


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument(
        "--mode", choices=("exact", "walk", "chain", "both", "none"), default="both"
    )
    parser.add_argument("--large", type=int, default=2000)
    parser.add_argument("--sites", default="", help="only those whose name holds this")
    parser.add_argument("--part", type=int, default=0, help="with --parts: which sites")
    parser.add_argument("--parts", type=int, default=1)
    options = parser.parse_args(arguments)
    modes = {"both": ("exact", "walk"), "none": (), "chain": ()}.get(options.mode, (options.mode,))
    print(f"{options.draws} draws each; uniform: {UNIFORM_SAMPLES} samples of the same size\n")
    print(HEAD)
    chosen = [small for small in sites() if options.sites in small.name]
    for small in chosen[options.part :: options.parts] if modes else ():
        for mode in modes:
            print(row_of(small, mode, measured(small, mode, options.draws)), flush=True)
    if options.mode in ("chain", "both"):
        print("\n| site | plans | islands | spectral gap | 60 rounds | 200 | 600 | as published |")
        print("|---|---|---|---|---|---|---|---|")
        for small in sites():
            print(chain_row(small), flush=True)
    if options.large:
        print(f"\n{options.large} draws\n\n| chi-square | value | mean if fair | ratio | p |")
        print("|---|---|---|---|---|")
        for row in large_rows(options.large):
            print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
