"""Counts that prove that candidates cannot be roomed: people and rooms of overlapping sittings.

Looked at in all, by 指定考点, and by 一楼 and 无障碍. Every cause is a proof: what is demanded is a
lower bound, what there is an upper one; the first count that clashes is told of each *scope*.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.findings import Clash
from allocator.solvers.rooming_words import parts_of, rooms_of, who_of
from allocator.solvers.supply import FORMS, places, tail_places, usable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.models.domain.exam import Form, Need
    from allocator.models.domain.rooms import Room
    from allocator.solvers.rooming_task import Task


class Wish(NamedTuple):
    """一楼 and 无障碍 as asked for together; neither: everybody, and every room."""

    ground: bool = False
    accessible: bool = False

    def of(self, need: Need) -> bool:
        """Return whether somebody with this need asks for it."""
        return need.ground >= self.ground and need.accessible >= self.accessible

    def met_by(self, room: Room) -> bool:
        """Return whether a room has it."""
        return (room.floor == 1 or not self.ground) and (room.accessible or not self.accessible)

    @property
    def words(self) -> str:
        """Return it in Chinese; blank: nothing is asked for."""
        return "且".join(
            word for word, on in (("一楼", self.ground), ("无障碍", self.accessible)) if on
        )


WISHES = (Wish(), Wish(ground=True), Wish(accessible=True), Wish(ground=True, accessible=True))


class Scope(NamedTuple):
    """Whom and which rooms a count is about."""

    clique: tuple[int, ...]
    """Sittings (indexes) that overlap in time."""
    form: Form
    site: str
    """指定考点; blank: the whole 考区."""
    wish: Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """People of a scope, and its rooms that may hold candidates, largest first."""

    scope: Scope
    alone: int
    """People who need a room of their own."""
    others: int
    papers: int
    """Least rooms of `others` when only papers part them; 0 where they may share anyhow."""
    extra: int
    """Further rooms because 延时 has rooms of its own."""
    kin: int
    """Further rooms because people who must be apart (SEAT-KIN) are too many for these."""
    groups: int
    rooms: tuple[int, ...]
    """Places of each."""
    kept: int
    """Rooms that ROOM-SPARE keeps free."""
    slack: int
    """Further places of merged last rooms (ROOM-TAIL), at the most."""

    @property
    def seats(self) -> int:
        """Return all places."""
        return sum(self.rooms)


class Cause(NamedTuple):
    """A clash with what it is about, which says what else might help."""

    clash: Clash
    people: Count
    by_alone: bool
    """Rooms of their own are to blame."""


def causes(task: Task) -> list[Cause]:
    """Return what clashes, the same cause in several sittings once, the worst of them."""
    found: dict[tuple[object, ...], list[Cause]] = defaultdict(list)
    told: set[tuple[tuple[int, ...], Form, str]] = set()
    for count in _counts(task):
        scope = count.scope
        both = scope.wish == WISHES[-1]
        if both and (scope.clique, scope.form, scope.site) in told:
            continue
        cause = _cause(task, count)
        if cause is not None:
            if scope.wish.words:
                told.add((scope.clique, scope.form, scope.site))
            found[cause.clash.rule, cause.by_alone, scope[1:]].append(cause)
    return [_worst(same) for same in found.values()]


def _worst(same: list[Cause]) -> Cause:
    worst = max(same, key=lambda cause: cause.clash.demand - cause.clash.supply)
    if len(same) == 1:
        return worst
    told = f"{worst.clash.cause}（共 {len(same)} 个批次（或时段）不够，这里写缺得最多的）"
    return worst._replace(clash=replace(worst.clash, cause=told))


def _counts(task: Task) -> Iterator[Count]:
    """Yield the counts of every scope in which there is anybody, the widest first."""
    sites = ("", *(site.code for site in task.inputs.sites))
    for wish in WISHES:
        for site in sites if len(sites) > 2 else ("",):
            for clique in task.cliques:
                for form in FORMS:
                    count = _count(task, Scope(clique, form, site, wish))
                    if count.alone + count.others:
                        yield count


def _count(task: Task, scope: Scope) -> Count:
    alone = others = 0
    slack: dict[int, int] = {}
    groups: dict[int, int] = defaultdict(int)
    rooms, kept = free_rooms(task, scope)
    tail = max((tail_places(room, task.inputs.policy) for room in rooms), default=0)
    for portion in task.portions:
        kind = task.kinds.kinds[portion.kind]
        family = task.patterns[portion.patterns[0]].family
        if portion.sitting not in scope.clique or family.form is not scope.form:
            continue
        if (scope.site and kind.site != scope.site) or not scope.wish.of(kind.need):
            continue
        if family.alone:
            alone += portion.people
            continue
        others += portion.people
        slack.update(dict.fromkeys(portion.maximal, tail))
        if len(portion.maximal) == 1:
            groups[portion.maximal[0]] += portion.people
    size = [places(room, task.inputs.policy) for room in rooms]
    largest = max(size, default=1) + tail
    papers, extra = _rooms_of_groups(task, groups, largest)
    kin = _rooms_of_kin(task, groups, largest) if not (scope.site or scope.wish.words) else 0
    return Count(
        scope=scope, alone=alone, others=others, papers=papers, extra=extra, kin=kin,
        groups=len(groups), rooms=tuple(size), kept=kept, slack=sum(slack.values()),
    )  # fmt: skip


def _rooms_of_groups(task: Task, groups: dict[int, int], largest: int) -> tuple[int, int]:
    """Return rooms by papers alone, and how many more because 延时 has rooms of its own."""
    merged: dict[object, int] = defaultdict(int)
    for p, people in groups.items():
        pattern = task.patterns[p]
        merged[pattern.family._replace(extra_percent=0), pattern.due] += people
    papers = sum(-(-people // largest) for people in merged.values())
    return papers, sum(-(-people // largest) for people in groups.values()) - papers


def _rooms_of_kin(task: Task, groups: dict[int, int], largest: int) -> int:
    """Return how many more rooms than its people fill each group needs to keep kin apart."""
    least: dict[int, int] = defaultdict(int)
    for _, members in task.kin_groups:
        fits = {p for n in members for p in task.portions[n].maximal}
        if len(fits) == 1:
            (p,) = fits
            least[p] = max(least[p], len(members))
    return sum(max(0, least[p] + people // -largest) for p, people in groups.items())


def free_rooms(task: Task, scope: Scope) -> tuple[list[Room], int]:
    """Return rooms of a scope that may hold candidates, largest first, and how many are kept.

    Which rooms of a site stay spare is open: as many as can be of those without the wish.
    """
    on = task.inputs.policy.is_on("ROOM-SPARE")
    found: list[Room] = []
    kept = 0
    for place in task.inputs.sites:
        if scope.site and place.code != scope.site:
            continue
        every = [
            r for r in task.inputs.rooms
            if r.site == place.code and r.form is scope.form and usable(r)
        ]  # fmt: skip
        fit = [room for room in every if scope.wish.met_by(room)]
        fit.sort(key=lambda room: -places(room, task.inputs.policy))
        most = max(0, len(every) - (place.spare_rooms if on else 0))
        found += fit[:most]
        kept += len(fit) - len(fit[:most])
    found.sort(key=lambda room: -places(room, task.inputs.policy))
    return found, kept


def _cause(task: Task, count: Count) -> Cause | None:
    """Return the first count that clashes: seats, rooms of one's own, then rooms."""
    scope, there = count.scope, len(count.rooms)
    who, where = who_of(task, scope), rooms_of(count)
    people = count.alone + count.others
    if people > count.seats + count.slack:
        rule = _rule(scope, "ROOM-SPARE" if _enough_with_spare(task, count) else "ROOM-30")
        cause = f"{who} {people} 人，{where} {there} 个，共 {count.seats} 个座位"
        return _made(rule, cause, people, count.seats, count, by_alone=False)
    shared = count.papers + count.extra
    least = max(shared, _rooms_by_seats(count))
    if count.alone + least > there:
        least = max(least, shared + count.kin)
        # Whoever is to blame: without needs of single people the rooms would do.
        by_need = count.papers <= there
        rule = "SEAT-NEEDS" if by_need else _rule(scope, "ROOM-ONE-PAPER")
        parts = parts_of(task, count, least)
        cause = f"{who}至少要 {count.alone + least} 个考场：{parts}；{where} {there} 个"
        by_alone = bool(count.alone) and by_need
        return _made(rule, cause, count.alone + least, there, count, by_alone=by_alone)
    return None


def _rooms_by_seats(count: Count) -> int:
    """Return how many of the largest rooms `others` fill at least, were there more of them."""
    least = places_there = 0
    while places_there + count.slack < count.others:
        places_there += count.rooms[min(least, len(count.rooms) - 1)]
        least += 1
    return least


def _made(
    rule: str, cause: str, demand: int, supply: int, count: Count, *, by_alone: bool
) -> Cause:
    clash = Clash(rule=rule, cause=cause, demand=demand, supply=supply, cure="")
    return Cause(clash, count, by_alone)


def _rule(scope: Scope, otherwise: str) -> str:
    if scope.wish.words:
        return "SEAT-NEEDS"
    return "SEAT-SITE" if scope.site else otherwise


def _enough_with_spare(task: Task, count: Count) -> bool:
    every = [
        places(room, task.inputs.policy)
        for room in task.inputs.rooms
        if room.form is count.scope.form and usable(room)
    ]
    return count.alone + count.others <= sum(every)
