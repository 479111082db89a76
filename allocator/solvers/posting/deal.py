"""Second level of `posting`: which kinds within a crew serve at which sites.

People of one crew and one 历史场次 form a *pool*: the first level cannot tell them apart. A kind
is people of a pool of one 工作单位, sex, experience and 所属考点. A token is one of them.
The deal is a systematic one: places of a pool are interleaved evenly over its kinds, then every
token takes the site that suits it best. `swaps` improves on it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.cpsat.posting.problem import DRAWN_ROLES
from allocator.models.domain.staff_policy import experienced_from
from allocator.solvers.posting.stints import halves, interleaved, stints_by_pool
from allocator.solvers.posting.task import WOMAN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.models.cpsat.posting.variables import PostingCounts
    from allocator.solvers.posting.crews import Closing
    from allocator.solvers.posting.stints import Half
    from allocator.solvers.posting.task import Task

NOWHERE = -1


class Bucket(NamedTuple):
    """Places that differ in nothing but their site."""

    area: int
    role: int
    pattern: int


class KindKey(NamedTuple):
    """What makes people of a crew one kind."""

    crew: int
    past: int
    unit: str
    sex: str
    experienced: bool
    home: str
    """所属考点."""
    barred: tuple[str, ...]
    """Sites barred by 其他回避 that the crew's areas leave open, sorted."""
    rivals: tuple[str, ...]
    """工号 of those who must not be at the same site, sorted."""
    closed: tuple[Closing, ...]
    """Turns closed to them in a drawn role at some sites only of their areas, sorted."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """All kinds, ascending by key, with their members."""

    keys: tuple[KindKey, ...]
    members: tuple[tuple[str, ...], ...]
    """工号, ascending."""


class Stuck(NamedTuple):
    """People who must not be at some sites fit nowhere: sites to be told apart by the model."""

    sites: tuple[str, ...]


def kinds_of(task: Task) -> Kinds:
    """Group the members of every crew into kinds."""
    least = experienced_from(task.inputs.policy)
    grouped: dict[KindKey, list[str]] = defaultdict(list)
    for c, people in enumerate(task.members):
        for m in people:
            veteran = m.experience >= least
            barred = task.barred.get(m.staff, ())
            rivals = task.rivals.get(m.staff, ())
            closed = task.closed.get(m.staff, ())
            key = KindKey(
                c, m.past_sessions, m.employer, m.sex, veteran, m.site, barred, rivals, closed
            )
            grouped[key].append(m.staff)
    keys = tuple(sorted(grouped))
    return Kinds(keys, tuple(tuple(grouped[key]) for key in keys))


@dataclass(slots=True)
class Deal:
    """Tokens of everybody posted: who (kind), what and when (bucket), where (site)."""

    kind: list[int]
    bucket: list[Bucket]
    site: list[int]


def dealt(task: Task, kinds: Kinds, counts: PostingCounts) -> Deal | Stuck:
    """Return the systematic deal, or what stands in its way."""
    deal = Deal([], [], [])
    for half in halves(counts):
        _deal_half(task, kinds, half, deal)
    stuck = _Placing(task, kinds, deal, counts).run()
    return deal if stuck is None else stuck


def _deal_half(task: Task, kinds: Kinds, half: Half, deal: Deal) -> None:
    """Give the stints of each pool to its kinds, evenly."""
    sizes: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for k, key in enumerate(kinds.keys):
        if half.woman in (None, key.sex == WOMAN):
            sizes[key.crew, key.past].append((k, len(kinds.members[k])))
    for pool, stints in sorted(stints_by_pool(task.problem, half).items()):
        people = sum(number for _, number in sizes[pool])
        slots = interleaved([(1, len(stints)), (0, people - len(stints))])
        taken = iter(sorted(stints))
        everybody = [k for k, number in sizes[pool] for _ in range(number)]
        for k, serves in zip(everybody, slots, strict=True):
            if serves:
                _, area, role, pattern = next(taken)
                deal.kind.append(k)
                deal.bucket.append(Bucket(area, role, pattern))
                deal.site.append(NOWHERE)


def places_of(task: Task, counts: PostingCounts) -> dict[Bucket, dict[int, int]]:
    """Return by bucket and site how many places there are."""
    places: dict[Bucket, dict[int, int]] = defaultdict(dict)
    problem = task.problem
    for (site, role, pattern), number in sorted(counts.covers.items()):
        places[Bucket(problem.sites[site].area, role, pattern)][site] = number
    for j, need in enumerate(problem.sites):
        for role, number in need.whole:
            places[Bucket(need.area, role, problem.areas[need.area])][j] = number
    return places


def _of_each_sex(task: Task, counts: PostingCounts) -> dict[tuple[Bucket, bool, int], int]:
    """Return by bucket, whether for a woman, and site the places in rooms; empty if all one."""
    places: dict[tuple[Bucket, bool, int], int] = {}
    women = counts.women.covers if counts.women is not None else {}
    for cover, number in sorted(counts.covers.items()):
        site, role, pattern = cover
        if counts.women is not None and role in task.problem.in_rooms:
            bucket = Bucket(task.problem.sites[site].area, role, pattern)
            places[bucket, True, site] = women.get(cover, 0)
            places[bucket, False, site] = number - women.get(cover, 0)
    return places


class Walls:
    """Who must not be where: sites barred or closed to a kind, kinds that must not meet at a site.

    Members of a kind have the same rivals, so whoever is a rival of one is a rival of all of them,
    and two kinds meet in either all pairs or none.
    """

    def __init__(self, task: Task, kinds: Kinds) -> None:
        """Read bars and rivals in the numbers of the problem."""
        number = {work.site: j for j, work in enumerate(task.works)}
        self._barred = [frozenset(number[s] for s in key.barred) for key in kinds.keys]
        kind_of = {m: k for k, members in enumerate(kinds.members) for m in members}
        self._rivals = [sorted({kind_of[m] for m in key.rivals}) for key in kinds.keys]
        self._closed = [
            {(number[site], role): mask for site, role, mask in key.closed} for key in kinds.keys
        ]
        self._here: dict[tuple[int, int], int] = defaultdict(int)
        """By (kind with rivals, site) how many there are."""

    def concern(self, kind: int) -> bool:
        """Return whether anything bars a kind anywhere or it has rivals."""
        return bool(self._barred[kind] or self._rivals[kind] or self._closed[kind])

    def allow(self, kind: int, site: int, bucket: Bucket) -> bool:
        """Return whether somebody of a kind may take a place of a bucket at a site."""
        if site in self._barred[kind]:
            return False
        if self._closed[kind].get((site, bucket.role), 0) & bucket.pattern:
            return False
        return not any(self._here[rival, site] for rival in self._rivals[kind])

    def count(self, kind: int, site: int, change: int) -> None:
        """Note that people of a kind came to a site or left it."""
        if self._rivals[kind]:
            self._here[kind, site] += change


class _Placing:
    """Gives every token its site, those with walls first."""

    def __init__(self, task: Task, kinds: Kinds, deal: Deal, counts: PostingCounts) -> None:
        self._task, self._keys, self._deal = task, kinds.keys, deal
        places = places_of(task, counts)
        self._for_sex = _of_each_sex(task, counts)
        self._left = {bucket: dict(sites) for bucket, sites in places.items()}
        self._whole = {bucket: dict(sites) for bucket, sites in places.items()}
        self._walls = Walls(task, kinds)
        self._number = {work.site: j for j, work in enumerate(task.works)}
        self._unit_here: dict[tuple[str, int], int] = defaultdict(int)
        self._tally: dict[tuple[int, bool, int], int] = defaultdict(int)
        self._filled: dict[int, int] = defaultdict(int)

    def run(self) -> Stuck | None:
        """Place everybody, or return what is in the way."""
        for n in self._order():
            bucket, kind = self._deal.bucket[n], self._deal.kind[n]
            key = self._keys[kind]
            options = [
                site
                for site, left in self._left[bucket].items()
                if left and self._walls.allow(kind, site, bucket)
            ]
            if not options:
                return self._stuck(bucket, key)
            self._put(n, min(options, key=lambda site: self._price(site, bucket, key)))
        return None

    def _order(self) -> Iterator[int]:
        """Yield tokens: those with walls, scarce posts first, then bucket by bucket."""
        keys, deal = self._keys, self._deal
        tokens = range(len(deal.kind))

        def rank(n: int) -> tuple[bool, bool, Bucket, bool, str, int]:
            key = keys[deal.kind[n]]
            free = not self._walls.concern(deal.kind[n])
            drawn = deal.bucket[n].role in DRAWN_ROLES
            return free, drawn, deal.bucket[n], not key.home, key.unit, n

        yield from sorted(tokens, key=rank)

    def _price(self, site: int, bucket: Bucket, key: KindKey) -> tuple[bool, int, bool, int, int]:
        """Return how little a site suits a kind: enough of its sex, its unit there, not home …"""
        here = self._unit_here[key.unit, site] if key.unit else 0
        alike = self._tally[0, key.sex == WOMAN, site] + self._tally[1, key.experienced, site]
        full = 1 + self._filled[site]
        left, whole = self._left[bucket][site], self._whole[bucket][site]
        away = self._number.get(key.home, NOWHERE) != site
        enough = self._for_sex.get((bucket, key.sex == WOMAN, site), 1) <= 0
        return enough, here, away, 1000 * alike // full, -1000 * left // whole

    def _put(self, n: int, site: int) -> None:
        bucket, key = self._deal.bucket[n], self._keys[self._deal.kind[n]]
        self._deal.site[n] = site
        self._left[bucket][site] -= 1
        if (bucket, key.sex == WOMAN, site) in self._for_sex:
            self._for_sex[bucket, key.sex == WOMAN, site] -= 1
        self._unit_here[key.unit, site] += 1
        self._tally[0, key.sex == WOMAN, site] += 1
        self._tally[1, key.experienced, site] += 1
        self._filled[site] += 1
        self._walls.count(self._deal.kind[n], site, 1)

    def _stuck(self, bucket: Bucket, key: KindKey) -> Stuck:
        """Return sites whose own areas would have told the model."""
        here = [self._task.works[j].site for j in self._task.sites_of(bucket.area)]
        walled = {*key.barred, *(site for site, role, _ in key.closed if role == bucket.role)}
        barred = [site for site in here if site in walled]
        return Stuck(tuple(barred if barred and not key.rivals else here))
