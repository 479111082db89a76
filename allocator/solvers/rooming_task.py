"""What `rooming` is asked, before anything is solved: the task, and the integers made of it.

`prepare` groups candidates and rooms; `problem_of` adds portions that look alike into demands, and
`Aggregate` knows the way back. Two bounds that need no solver are here as well.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from allocator.models.cpsat.rooming.problem import Demand, Pattern, RoomingProblem
from allocator.models.domain.exam import Form
from allocator.models.domain.ids import Sitting
from allocator.solvers.batching import batch_counts
from allocator.solvers.kin_rooms import Apart, apart_of, groups_of
from allocator.solvers.kinds import Kinds
from allocator.solvers.patterns import Family, Portion, RoomPattern, patterns_of
from allocator.solvers.slots import slots_of
from allocator.solvers.supply import FORMS, Supply, cliques_of, supply_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.cpsat.rooming.problem import Offer
    from allocator.models.cpsat.rooming.variables import RoomingCounts
    from allocator.models.domain.exam import Inputs
    from allocator.solvers.batching import BatchCounts


@dataclass(frozen=True, kw_only=True)
class Task:
    """Everything `rooming` derives from the inputs before it solves."""

    inputs: Inputs
    kinds: Kinds
    counts: BatchCounts
    """By kind: pairs (批次, people)."""
    sittings: tuple[Sitting, ...]
    """By slot: a sitting some of whose rooms 延时 keeps longer stands here twice (see `slots`)."""
    patterns: tuple[RoomPattern, ...]
    portions: tuple[Portion, ...]
    supply: Supply
    cliques: tuple[tuple[int, ...], ...]
    """Maximal sets of sittings (indexes) that overlap in time."""
    order: list[int]
    """Sittings in an order in which rooms can be handed out (see `cliques_of`)."""
    neighbours: list[set[int]]
    """By sitting: the others that overlap with it in time."""
    more_apart: tuple[Apart, ...] = ()
    """Rooms that kin needs beyond those of `kin_groups` (see `allocator.solvers.kin_more`)."""

    @property
    def apart(self) -> list[Apart]:
        """Return every group of people who must be apart, with the rooms it needs."""
        groups = [(sitting, members, len(members)) for sitting, members in self.kin_groups]
        return [*groups, *self.more_apart]

    @cached_property
    def kin_groups(self) -> list[tuple[int, tuple[int, ...]]]:
        """Return people who must be apart, as `allocator.solvers.kin_rooms.groups_of` has them."""
        return groups_of(self)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A problem, with the way back from its demands to portions and from its patterns to all."""

    problem: RoomingProblem
    portions: tuple[tuple[int, ...], ...]
    """By demand: the portions added up in it."""
    patterns: tuple[int, ...]
    """By pattern: its index in `Task.patterns`."""

    def spread(self, counts: RoomingCounts, portions: Sequence[Portion]) -> RoomingCounts:
        """Return counts by portion and by pattern of the task; portions are served in order."""
        people: dict[tuple[int, int], int] = defaultdict(int)
        flow: dict[tuple[int, int, Offer], int] = {}
        left = {n: portions[n].people for members in self.portions for n in members}
        with_flow = {k for k, _, _ in counts.flow}
        cells: list[tuple[int, int, Offer | None, int]] = [
            (k, p, o, n) for (k, p, o), n in sorted(counts.flow.items())
        ]
        cells += [
            (k, p, None, n) for (k, p), n in sorted(counts.people.items()) if k not in with_flow
        ]
        for k, p, offer, count in cells:
            pattern = self.patterns[p]
            for portion in self.portions[k]:
                taken = min(count, left[portion])
                if taken:
                    left[portion] -= taken
                    count -= taken
                    people[portion, pattern] += taken
                    if offer is not None:
                        flow[portion, pattern, offer] = taken
        return counts.renumbered(self.patterns, people=dict(people), flow=flow)

    def gather(self, counts: RoomingCounts) -> RoomingCounts:
        """Return counts by portion and task pattern as counts of this problem."""
        demand_of = {n: k for k, members in enumerate(self.portions) for n in members}
        number = {p: n for n, p in enumerate(self.patterns)}
        people: dict[tuple[int, int], int] = defaultdict(int)
        flow: dict[tuple[int, int, Offer], int] = defaultdict(int)
        for (n, p), count in counts.people.items():
            people[demand_of[n], number[p]] += count
        for (n, p, offer), count in counts.flow.items():
            flow[demand_of[n], number[p], offer] += count
        return counts.renumbered(number, people=dict(people), flow=dict(flow))


def prepare(inputs: Inputs) -> Task:
    """Group candidates and rooms; split kinds over 批次; derive what rooms may hold.

    Raises `LimitError` when papers combine in too many ways or no split over 批次 was found.
    """
    kinds = Kinds(inputs)
    counts = batch_counts(kinds.kinds, [len(m) for m in kinds.members])
    sittings = tuple(
        Sitting(exam, batch) for exam in inputs.exam_codes() for batch in inputs.batches_of(exam)
    )
    slots = slots_of(inputs, kinds, counts, sittings)
    patterns, portions = patterns_of(inputs, kinds, slots, counts)
    cliques, order = cliques_of(slots.neighbours)
    return Task(
        inputs=inputs,
        kinds=kinds,
        counts=counts,
        sittings=slots.sittings,
        patterns=patterns,
        portions=portions,
        supply=supply_of(inputs),
        cliques=cliques,
        order=order,
        neighbours=slots.neighbours,
    )


def problem_of(
    task: Task, *, sites: bool = True, flags: bool = True, widest: bool = False
) -> Aggregate:
    """Return the integers of a task.

    `flags` off drops 一楼 and 无障碍; `sites` off drops 指定考点 and keeps only the rooms a site
    must open for its designated candidates. `widest` keeps maximal patterns only; otherwise people
    with a need still use maximal patterns only: that keeps their flows few and costs no room.
    """
    kept = [p for p, pattern in enumerate(task.patterns) if pattern.maximal or not widest]
    number = {p: n for n, p in enumerate(kept)}
    site_number = {site.code: n for n, site in enumerate(task.inputs.sites)}
    merged: dict[Demand, list[int]] = defaultdict(list)
    allowed: dict[int, Sequence[int]] = {}
    for n, portion in enumerate(task.portions):
        kind = task.kinds.kinds[portion.kind]
        special = bool(kind.site or kind.need.ground or kind.need.accessible)
        options = portion.maximal if widest or special else portion.patterns
        demand = Demand(
            sitting=portion.sitting,
            people=0,
            patterns=tuple(number[p] for p in options),
            ground=flags and kind.need.ground,
            accessible=flags and kind.need.accessible,
            site=site_number[kind.site] if sites and kind.site else -1,
        )
        merged[demand].append(n)
        allowed[n] = options
    order = sorted(merged)
    people = [sum(task.portions[n].people for n in merged[demand]) for demand in order]
    problem = RoomingProblem(
        sittings=len(task.sittings),
        cliques=task.cliques,
        classes=task.supply.classes,
        patterns=tuple(_pattern(task.patterns[p]) for p in kept),
        demands=tuple(d._replace(people=n) for d, n in zip(order, people, strict=True)),
        spare=_spare(task.inputs),
        least_rooms=() if sites else _least_rooms(task),
        apart=apart_of(task, number, allowed),
    )
    return Aggregate(problem, tuple(tuple(merged[demand]) for demand in order), tuple(kept))


def _pattern(pattern: RoomPattern) -> Pattern:
    return Pattern(
        sitting=pattern.family.sitting,
        form=FORMS.index(pattern.family.form),
        sessions=pattern.sessions,
        alone=pattern.family.alone,
    )


def _spare(inputs: Inputs) -> tuple[int, ...]:
    on = inputs.policy.is_on("ROOM-SPARE")
    return tuple(site.spare_rooms if on else 0 for site in inputs.sites)


def _least_rooms(task: Task) -> tuple[int, ...]:
    """Rooms every plan opens at a site: people designated there who fit one maximal pattern only.

    Two maximal patterns never share a room, so their rooms add up; overlapping sittings add up too.
    """
    site_number = {site.code: n for n, site in enumerate(task.inputs.sites)}
    most = [0] * len(task.inputs.sites)
    for room_class in task.supply.classes:
        places = room_class.places + room_class.tail_places
        most[room_class.site] = max(most[room_class.site], places)
    people: dict[tuple[int, int, int], int] = defaultdict(int)
    anybody = set()
    for portion in task.portions:
        code = task.kinds.kinds[portion.kind].site
        if code:
            anybody.add(site_number[code])
            if len(portion.maximal) == 1:
                people[site_number[code], portion.sitting, portion.maximal[0]] += portion.people
    rooms: dict[tuple[int, int], int] = defaultdict(int)
    for (site, sitting, pattern), n in people.items():
        places = 1 if task.patterns[pattern].family.alone else max(1, most[site])
        rooms[site, sitting] += -(-n // places)
    return tuple(
        max(
            int(site in anybody),
            *(sum(rooms.get((site, s), 0) for s in clique) for clique in task.cliques),
        )
        for site in range(len(most))
    )


def sessions_bound(task: Task) -> int:
    """Room-sessions every plan needs: people of each paper by the largest room, rounded up.

    Papers of one session never share a room (unless mixed or electronic: then by session only).
    """
    largest: dict[int, int] = defaultdict(int)
    for k in task.supply.classes:
        largest[k.form] = max(largest[k.form], k.places + k.tail_places)
    people: dict[tuple[Family, int, int], int] = defaultdict(int)
    free = task.inputs.policy.mixed_papers > 1 or not task.inputs.policy.is_on("ROOM-ONE-PAPER")
    for portion in task.portions:
        family = task.patterns[portion.patterns[0]].family
        kind = task.kinds.kinds[portion.kind]
        merged = free or family.form is Form.ELECTRONIC
        for session, paper in task.kinds.due(kind, task.sittings[portion.sitting].batch):
            people[family, session, -1 if merged else paper] += portion.people
    return sum(
        n if family.alone else -(-n // max(1, largest[FORMS.index(family.form)]))
        for (family, _, _), n in people.items()
    )
