"""The least rooms and sites of a tiny exam by trying everything, written from the rules alone.

Nothing here is shared with the solver: kinds are looked up from papers and candidates anew.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import NamedTuple


class Like(NamedTuple):
    """People whom no rule tells apart."""

    papers: tuple[tuple[int, int], ...]
    """Pairs (session, index of the paper)."""
    need: tuple
    site: str


def least_rooms_and_sites(inputs):
    """Return (rooms, sites): fewest rooms, then fewest sites; None when nothing will do."""
    people = Counter(_like(inputs, who) for who in inputs.candidates)
    usable = [room for room in inputs.rooms if not room.closed and room.spacing_hundredths >= 100]
    for count in range(len(usable) + 1):
        sites = [
            len({room.site for room in rooms})
            for rooms in combinations(usable, count)
            if _spares_left(inputs, usable, rooms) and _fits(inputs, people, rooms)
        ]
        if sites:
            return count, min(sites)
    return None


def may_share(one: Like, other: Like) -> bool:
    """Return whether people of two kinds may sit in one paper room."""
    papers = dict(one.papers)
    return (
        not one.need.alone
        and not other.need.alone
        and one.need.extra_percent == other.need.extra_percent
        and all(papers.get(session, paper) == paper for session, paper in other.papers)
    )


def may_enter(like: Like, room) -> bool:
    """Return whether a room has what a person needs and stands at his site."""
    return (
        (not like.need.ground or room.floor == 1)
        and (not like.need.accessible or room.accessible)
        and like.site in ("", room.site)
    )


def like_of(inputs, candidate) -> Like:
    """Return the kind of one candidate."""
    return _like(inputs, candidate)


def _like(inputs, who):
    papers = tuple(
        sorted(
            (paper.session, n)
            for n, paper in enumerate(inputs.papers)
            if paper.exam == who.exam
            and paper.subject in who.subjects
            and paper.level in ("", who.level)
            and paper.specialty in ("", who.specialty)
        )
    )
    assert len(papers) == len(who.subjects)
    return Like(papers, who.need, who.site)


def _spares_left(inputs, usable, rooms):
    spare = {site.code: site.spare_rooms for site in inputs.sites}
    there = Counter(room.site for room in usable)
    opened = Counter(room.site for room in rooms)
    return all(there[site] - count >= spare[site] for site, count in opened.items())


def _fits(inputs, people, rooms):
    """Place kind after kind, each in every way over the rooms."""
    size = inputs.policy.standard_size
    kinds = sorted(people)
    inside = [[] for _ in rooms]
    left = [min(room.seats, size) for room in rooms]

    def place(k, r, todo):
        if not todo:
            return k + 1 == len(kinds) or place(k + 1, 0, people[kinds[k + 1]])
        if r == len(rooms):
            return False
        like = kinds[k]
        most = min(todo, left[r])
        if like.need.alone:
            most = min(most, 1) if not inside[r] else 0
        if not may_enter(like, rooms[r]) or not all(may_share(like, o) for o in inside[r]):
            most = 0
        for count in range(most, -1, -1):
            left[r] -= count
            if count:
                inside[r].append(like)
            done = place(k, r + 1, todo - count)
            left[r] += count
            if count:
                inside[r].pop()
            if done:
                return True
        return False

    return not kinds or place(0, 0, people[kinds[0]])
