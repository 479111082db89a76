"""How well and how fast `posting` spreads sessions over a whole 考区.

    python tests/benchmarks/posting.py [--sites 110] [--staff 11000] [--hard] [--rooms N]
                                       [--women 58] [--draw]

Builds sites and staff in memory. Plain: one paper exam, four sessions, each a turn of its own.
`--hard`: an electronic exam of eight sessions in four turns of two, a fifth of the staff with
limited 可用场次, 历史场次 from 0 to 19. Prints value, bound and gap of every tier, the spread over
people, seconds by the clock and of a core, and peak memory.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cases.posting import a_member, a_turn, a_turn_work, a_work, judging
from cases.small_inputs import a_paper, a_site, moment, small_inputs

from allocator.errors import InfeasibleError
from allocator.models.domain.exam import Form
from allocator.models.domain.staff_policy import reserves_for
from allocator.progress import Silent
from allocator.randomness import Stream
from allocator.solvers.posting.draw import draw_posts
from allocator.solvers.posting.solve import solve_posting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staff import StaffMember
    from allocator.models.domain.staffing import SiteWork, Turn

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def instance(
    sites: int, staff: int, *, hard: bool, rooms: int = 0, women: int = 58
) -> tuple[Inputs, list[Turn], list[SiteWork]]:
    """Return a 考区 with so many sites and people, `women` of 100 of them women."""
    stream = Stream("bench/posting", "391072", DIGEST)
    turns = _turns(hard=hard)
    codes = [f"{n:03d}" for n in range(1, sites + 1)]
    # Whoever is not in a post of the whole exam serves in the rooms; some stay at home.
    rooms = rooms or max(4, (staff * 8 // 10 - 16 * sites) // sites * 10 // (36 if hard else 25))
    works = [_work(code, turns, rooms, stream, hard=hard) for code in codes]
    form = Form.ELECTRONIC if hard else Form.PAPER
    numbers = [session for turn in turns for session in turn.sessions]
    papers = [replace(a_paper("E", str(n), form=form), session=n) for n in numbers]
    people = [_member(n, stream, codes, works, women, hard=hard) for n in range(staff)]
    inputs = small_inputs([], [], papers=papers, sites=[a_site(c) for c in codes], staff=people)
    return inputs, turns, works


def _turns(*, hard: bool) -> list[Turn]:
    if hard:
        return [
            a_turn(2 * n + 1, 2 * n + 2, start=moment(12 + n // 2, 9 if n % 2 == 0 else 14))
            for n in range(4)
        ]
    return [a_turn(n + 1, start=moment(12 + n // 2, 9 if n % 2 == 0 else 14)) for n in range(4)]


def _work(code: str, turns: Sequence[Turn], rooms: int, stream: Stream, *, hard: bool) -> SiteWork:
    """Return a site of about so many rooms; the last subject has fewer of them."""
    whole = rooms - 4 + stream.below(9)
    parts = []
    for t in range(len(turns)):
        here = max(1, whole - stream.below(6) - (whole // 5 if t == 3 else 0))
        parts.append(
            a_turn_work(
                t,
                invigilators=here if hard else 2 * here,
                admins=here if hard else 0,
                reserves=reserves_for(here if hard else 2 * here),
                groups=-(-here // 5),
                computer=here // 2 if hard else 0,
                rooms=here,
            )
        )
    posts = [("主考", 1), ("副主考", 1 + whole // 30)]
    posts += [] if hard else [("试卷管理", 2)]
    posts += [("考务办公室", 2 + -(-whole // 20))]
    posts += [("考点系统管理员", 1)] if hard else []
    posts += [("医务", 1), ("保电", 1), ("保卫", 2), ("驾驶员", 1)]
    return a_work(code, parts, whole=posts)


def _member(
    n: int,
    stream: Stream,
    codes: Sequence[str],
    works: Sequence[SiteWork],
    women: int,
    *,
    hard: bool,
) -> StaffMember:
    """Return one person: the posts of each site first, everybody else for the rooms."""
    wanted = [
        (f"{post}、副主考" if post == "主考" else post, work.site)
        for work in works
        for post, people in work.whole
        for _ in range(people + (people + 1) // 2)
    ]
    posts, site = wanted[n] if n < len(wanted) else ("监考、流动监考", "")
    if not site:
        if hard and stream.below(100) < 36:
            posts = "考场系统管理员、监考"
        site = codes[stream.below(len(codes))] if stream.below(100) < 20 else ""
    sessions: tuple[int, ...] = ()
    turns = 4
    limited = 20 if hard else 4
    if stream.below(100) < limited:
        step = 2 if hard else 1
        keep = [t for t in range(turns) if stream.below(3)] or [stream.below(turns)]
        sessions = tuple(s for t in keep for s in range(step * t + 1, step * t + step + 1))
    chance = stream.below(100)
    unit = f"第{stream.below(len(codes)) + 1}中学" if chance < 60 else f"单位{stream.below(40)}"
    return a_member(
        f"G{n:05d}",
        posts=tuple(posts.split("、")),
        sex="女" if stream.below(100) < women else "男",
        employer=unit,
        computer="系统管理员" in posts or stream.below(100) < 60,
        experience=stream.below(9),
        trained=date(2026, 9, 11) - timedelta(days=stream.below(9)),
        site=site,
        sessions=sessions,
        max_sessions=None if stream.below(100) < 92 else 4 if hard else 2,
        past_sessions=stream.below(20),
    )


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=110)
    parser.add_argument("--staff", type=int, default=11_000)
    parser.add_argument("--hard", action="store_true")
    parser.add_argument("--rooms", type=int, default=0, help="rooms of a site, about; 0: spare")
    parser.add_argument("--women", type=int, default=58, help="percent of the staff")
    parser.add_argument("--draw", action="store_true", help="draw the people as well")
    options = parser.parse_args(arguments)
    inputs, turns, works = instance(
        options.sites,
        options.staff,
        hard=options.hard,
        rooms=options.rooms,
        women=options.women,
    )
    before, core = time.perf_counter(), time.process_time()
    try:
        plan = solve_posting(inputs, turns, works, [], {}, [], Silent())
    except InfeasibleError as error:
        print(f"{error} ({time.perf_counter() - before:.1f} s)")
        for clash in error.clashes:
            print(f"{clash.rule}: {clash.cause}；{clash.cure}")
        return error.exit_code
    seconds, core = time.perf_counter() - before, time.process_time() - core
    posted = sum(people for kind in plan.kinds for _, people in kind.places)
    print(
        f"{len(works)} sites, {len(inputs.staff)} staff, {posted} posted, {len(plan.kinds)} kinds"
    )
    for tier in plan.tiers:
        gap = 100 * (tier.value - tier.bound) / max(1, tier.bound) if tier.bound else 0
        print(f"{tier.name}: {tier.value}, bound {tier.bound}, gap {gap:.3f} %")
    for s in plan.spreads:
        print(f"{s.name}: {s.people} people, {s.least} to {s.most}, Gini {s.gini / 10_000:.4f}")
    print(f"solve_posting {seconds:.1f} s, {core:.1f} s of a core")
    if options.draw:
        before = time.perf_counter()
        drawn = draw_posts(inputs, plan, seed="391072", digest=DIGEST, judge=judging())
        print(
            f"draw_posts {time.perf_counter() - before:.1f} s, {len(drawn.reserves)} reserve lists"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
