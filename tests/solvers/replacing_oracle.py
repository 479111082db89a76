"""Who takes the places of those who leave, by trying every chain, written from docs/amend.md alone.

Nothing here is shared with the solver, not even the stream. People are strings, a place is
(考点代码, post, turns).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import count, permutations

DOUBLING = ("监考", "流动监考", "考场系统管理员")
"""Posts that 志愿者招募 and 社会招聘 never take, with 系统管理员兼任监考 as it is by default."""


@dataclass
class Case:
    """An arrangement, and who may not serve where."""

    inputs: object
    posting: object
    exams: set = field(default_factory=set)
    """(工号, 考试代码) recused."""
    sites: set = field(default_factory=set)
    """(工号, 考点代码) barred."""
    rooms: set = field(default_factory=set)
    """(工号, 考点代码, 考场号) barred."""


def may(case, who, place):
    """Return whether somebody could take a place by himself (1. of the method)."""
    (member,) = (m for m in case.inputs.staff if m.staff == who)
    (work,) = (w for w in case.posting.works if w.site == place[0])
    site, post, served = place
    turns = [case.posting.turns[t] for t in served]
    sessions = {s for turn in turns for s in turn.sessions}
    if post not in member.posts:
        return False
    if post in DOUBLING and member.source in ("志愿者招募", "社会招聘"):
        return False
    if post == "考场系统管理员" and not member.computer:
        return False
    if member.trained is None or any(member.trained >= turn.start.date() for turn in turns):
        return False
    if case.inputs.policy.is_on("STAFF-AVAILABLE"):
        if member.sessions and sessions - set(member.sessions):
            return False
        if member.max_sessions is not None and len(sessions) > member.max_sessions:
            return False
    sat = {paper.exam for paper in case.inputs.papers if paper.session in sessions}
    if any((who, exam) in case.exams for exam in sat.union(work.exams)):
        return False
    if (who, site) in case.sites:
        return False
    barred = {number for one, where, number in case.rooms if (one, where) == (who, site)}
    return not any(_shut(part, post, barred) for part in work.turns if part.turn in served)


def _shut(part, post, barred):
    """Return whether bars from rooms leave somebody nothing of a post in a turn."""
    groups = [set(group.rooms) for group in part.groups]
    watched = {room.number for room in part.rooms if room.invigilators}
    run = {room.number for room in part.rooms if room.admins}
    return {
        "流动监考": bool(groups) and all(group & barred for group in groups),
        "考场系统管理员": bool(run) and run <= barred,
        "监考": bool(watched) and watched <= barred and not part.reserves,
    }.get(post, False)


def amend(case, places, reserves, *, number, out, gone=(), workable, key=("1", "")):
    """Return (moves, places, reserves) after an amendment; None where somebody finds nobody.

    `places` is 工号 -> place, `reserves` (考点代码, turn) -> 工号 in order; `workable` is asked of
    both after a chain, and of the sites concerned. A move is (leaves, takes, eligible, passed).
    """
    places, reserves, moves = dict(places), dict(reserves), []
    leaving = sorted(who for who in out if who in places)
    for nth, who in enumerate(leaving):
        never = {*out, *gone, *(takes for _, takes, _, _ in moves)}
        chain = _chain(case, places, reserves, who, leaving[nth + 1 :], never, number, workable,
                       key)  # fmt: skip
        if chain is None:
            return None
        moves += chain
        places, reserves = after(places, reserves, chain)
    return moves, places, reserves


def after(places, reserves, chain):
    """Return places and reserves after a chain."""
    new, takers = dict(places), {}
    for leaves, takes, *_ in chain:
        new[takes] = places[leaves]
        takers[leaves] = takes
    del new[chain[0][0]]
    return new, {key: tuple(takers.get(w, w) for w in row) for key, row in reserves.items()}


def _chain(case, places, reserves, who, later, never, number, workable, key):
    everybody = sorted(member.staff for member in case.inputs.staff)
    free = [one for one in everybody if one not in places and one not in never]
    movable = [one for one in everybody if one in places and one not in never]
    needed = _needed(case, [places[one] for one in later], free)

    def eligible(place, people, path):
        if people == 1:
            return [one for one in free if may(case, one, place)]
        return [one for one in movable if one not in path and may(case, one, place)
                and comes_to_an_end(one, people - 1, {*path, one})]  # fmt: skip

    def comes_to_an_end(one, people, path):
        if people == 1:
            return any(may(case, other, places[one]) for other in free)
        return any(
            other not in path and may(case, other, places[one])
            and comes_to_an_end(other, people - 1, {*path, other})
            for other in movable
        )  # fmt: skip

    def chains(leaves, people, path):
        able = eligible(places[leaves], people, path)
        order = shuffled(able, f"amend/{number}/{leaves}/{people}", *key)
        for passed, takes in enumerate(order):
            move = (leaves, takes, tuple(able), passed)
            if people == 1:
                yield [move]
            else:
                for rest in chains(takes, people - 1, {*path, takes}):
                    yield [move, *rest]

    for people in (1, 2, 3):
        every = list(chains(who, people, set()))
        for last in (False, True):
            for chain in every:
                sites = frozenset(places[leaves][0] for leaves, *_ in chain)
                if (chain[-1][1] in needed) == last and workable(
                    *after(places, reserves, chain), sites
                ):
                    return chain
    return None


def _needed(case, places, free):
    """Return people without whom fewer of some places could be taken by somebody free."""
    able = [[one for one in free if may(case, one, place)] for place in places]
    most = matched(able)
    return {
        who for who in free
        if matched([[one for one in row if one != who] for row in able]) < most
    }  # fmt: skip


def matched(able, taken=frozenset()):
    """Return how many rows can have one of their people each, nobody twice: by trying all."""
    if not able:
        return 0
    first, *rest = able
    ways = [1 + matched(rest, taken | {who}) for who in first if who not in taken]
    return max([matched(rest, taken), *ways])


def perfect(able):
    """Return whether every row can have one of its people, nobody twice."""
    people = sorted({who for row in able for who in row})
    return any(
        all(who in row for who, row in zip(some, able, strict=True))
        for some in permutations(people, len(able))
    )


def shuffled(row, name, seed, digest):
    """Return a row shuffled as docs/draws.md says."""
    key = hashlib.sha256("\0".join(("allocator-draw-v1", name, seed, digest)).encode()).digest()
    blocks = (hashlib.sha256(key + i.to_bytes(8, "big")).digest() for i in count())
    words = (int.from_bytes(block[n : n + 8], "big") for block in blocks for n in (0, 8, 16, 24))
    row = list(row)
    for i in range(len(row) - 1, 0, -1):
        word = next(word for word in words if word < 2**64 - 2**64 % (i + 1))
        j = word % (i + 1)
        row[i], row[j] = row[j], row[i]
    return row
