"""Times the proof before the day: `python tests/benchmarks/resilience.py [SITE-TURNS]`.

Each case is one site and turn with 1,000 rehearsals, again and again under other seeds; 440 of them
stand for 110 sites in four sessions.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "solvers"))

from resilience_sheets import ADMIN, PATROL, WATCH, a_person, a_room, a_sheet

from allocator.randomness import Stream
from allocator.solvers.resilience.prove import resilience


def site(rooms: int, *, electronic: bool, barred: int, relatives: int):
    """Return a site with a reserve for 20 监考 and every fifth room a patrol group.

    `barred` percent of the people are barred from one room, `relatives` pairs are kin.
    """
    stream = Stream(f"benchmark/{rooms}/{electronic}/{barred}/{relatives}", "1", "")
    each = 1 if electronic else 2
    halls = [a_room(nth, each, int(electronic), electronic=electronic) for nth in range(rooms)]
    groups = [list(range(at, min(at + 5, rooms))) for at in range(0, rooms, 5)]
    reserves = max(2, -(-rooms * each // 20))
    posts = [(WATCH, PATROL)] * (rooms * each) + [(PATROL, WATCH)] * len(groups)
    posts += [(ADMIN, WATCH)] * (rooms if electronic else 0) + [(WATCH, PATROL)] * reserves
    people = [
        a_person(nth, able, computer=ADMIN in able or stream.below(100) < 60)
        for nth, able in enumerate(posts)
    ]
    number = len(people)
    drawn = {tuple(sorted((stream.below(number), stream.below(number)))) for _ in range(relatives)}
    return a_sheet(
        halls,
        people,
        groups=groups,
        barred=[(nth, stream.below(rooms)) for nth in range(number) if stream.below(100) < barred],
        relatives=[pair for pair in drawn if pair[0] != pair[1]],
        reserves=range(number - reserves, number),
    )


CASES = {
    "60 paper rooms": site(60, electronic=False, barred=0, relatives=0),
    "60 paper rooms, 5 pairs of kin": site(60, electronic=False, barred=2, relatives=5),
    "60 paper rooms, 30 % barred": site(60, electronic=False, barred=30, relatives=5),
    "60 electronic rooms, 5 pairs": site(60, electronic=True, barred=2, relatives=5),
    "31 paper rooms, 2 pairs": site(31, electronic=False, barred=2, relatives=2),
    "15 electronic rooms, 2 pairs": site(15, electronic=True, barred=2, relatives=2),
    "5 paper rooms, 2 pairs": site(5, electronic=False, barred=10, relatives=2),
}


def main(turns: int) -> None:
    """Print people, figures found and seconds for each case."""
    for name, sheet in CASES.items():
        start = time.process_time()
        found = [resilience(sheet, 0, seed=str(nth), digest="") for nth in range(turns)]
        seconds = time.process_time() - start
        likely = sorted(Counter(one.likely for one in found).items())
        print(
            f"{name}: {found[0].people} people, worst {found[0].worst}, likely {likely},"
            f" {turns} in {seconds:.2f} s of one core; {found[0].lacking or '-'}; {found[0].cure}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 440)
