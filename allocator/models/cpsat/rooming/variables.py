"""Variables of `rooming`, behind phrases that read like the rules; all of them are counts.

`RoomingCounts` are the same by plain numbers: what a solution says, and what a hint is made of.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from allocator.models.cpsat.rooming.problem import Offer, RoomingProblem

Linear = cp_model.LinearExprT


def total(terms: Iterable[Linear]) -> Linear:
    """Return the sum of terms (0 for none) in one flat expression."""
    return cp_model.LinearExpr.sum(list(terms))


class RoomingVars:
    """Rooms opened, rooms by pattern and offer, people by pattern; keys index the problem."""

    def __init__(self, model: cp_model.CpModel, problem: RoomingProblem) -> None:
        """Create the variables in the order of the problem's sequences."""
        self._problem = problem
        self._ranks: dict[tuple[int, bool, int], Linear] | None = None
        self.offers: list[dict[Offer, list[int]]] = []
        """By sitting: each offer with the indexes of its classes."""
        forms = {(p.sitting, p.form) for p in problem.patterns}
        asked = problem.flags_asked()
        for sitting in range(problem.sittings):
            offers: dict[Offer, list[int]] = defaultdict(list)
            for c, room_class in enumerate(problem.classes):
                if (sitting, room_class.form) in forms:
                    offers[problem.offer_of(asked[sitting], room_class)].append(c)
            self.offers.append(dict(sorted(offers.items())))
        self._make_supply(model)
        self._make_people(model)
        self._make_needs(model)

    def _make_supply(self, model: cp_model.CpModel) -> None:
        problem = self._problem
        sites = range(len(problem.spare))
        self.site_open = [model.new_bool_var(f"site_open[{s}]") for s in sites]
        self.opened = [
            model.new_int_var(0, k.rooms, f"opened[{c}]") for c, k in enumerate(problem.classes)
        ]
        single = len(problem.cliques) == 1 and problem.sittings == 1
        self.used: dict[tuple[int, int], cp_model.IntVar] = {}
        for sitting, offers in enumerate(self.offers):
            for c in sorted(c for classes in offers.values() for c in classes):
                self.used[sitting, c] = (
                    self.opened[c]
                    if single
                    else model.new_int_var(0, problem.classes[c].rooms, f"used[{sitting},{c}]")
                )
        self.classes_of_floor: dict[int, list[int]] = defaultdict(list)
        for c, room_class in enumerate(problem.classes):
            self.classes_of_floor[room_class.floor].append(c)
        self.full_patrols: dict[int, cp_model.IntVar] = {}
        self.last_patrol: dict[int, cp_model.IntVar] = {}
        for floor, classes in sorted(self.classes_of_floor.items()):
            full, rest = divmod(
                sum(problem.classes[c].rooms for c in classes), problem.patrol_rooms
            )
            self.full_patrols[floor] = model.new_int_var(0, full, f"full_patrols[{floor}]")
            self.last_patrol[floor] = model.new_int_var(0, int(rest > 0), f"last_patrol[{floor}]")

    def _make_people(self, model: cp_model.CpModel) -> None:
        problem = self._problem
        self.people: dict[tuple[int, int], Linear] = {}
        self.demands_of_pattern: dict[int, list[int]] = defaultdict(list)
        for k, demand in enumerate(problem.demands):
            for p in demand.patterns:
                self.demands_of_pattern[p].append(k)
                self.people[k, p] = (
                    model.new_int_var(0, demand.people, f"people[{k},{p}]")
                    if len(demand.patterns) > 1
                    else demand.people
                )
        self.rooms: dict[tuple[int, Offer], cp_model.IntVar] = {}
        self.tail: dict[tuple[int, Offer], cp_model.IntVar] = {}
        for p, pattern in enumerate(problem.patterns):
            most = sum(problem.demands[k].people for k in self.demands_of_pattern[p])
            for nth, (offer, classes) in enumerate(self.offers[pattern.sitting].items()):
                if offer.form != pattern.form:
                    continue
                there = sum(problem.classes[c].rooms for c in classes)
                name = f"{p},{nth}"
                self.rooms[p, offer] = model.new_int_var(0, min(there, most), f"rooms[{name}]")
                if offer.tail_places and not pattern.alone:
                    self.tail[p, offer] = model.new_bool_var(f"tail[{name}]")

    def _make_needs(self, model: cp_model.CpModel) -> None:
        """Create flows only for the few people whose room must have a flag or stand at a site."""
        problem = self._problem
        self.flow: dict[tuple[int, int, Offer], cp_model.IntVar] = {}
        self.site_rooms: dict[tuple[int, int, Offer], cp_model.IntVar] = {}
        rooms_at: dict[tuple[int, int, Offer], int] = defaultdict(int)
        for sitting, offers in enumerate(self.offers):
            for offer, classes in offers.items():
                for c in classes:
                    rooms_at[sitting, problem.classes[c].site, offer] += problem.classes[c].rooms
        for k, demand in enumerate(problem.demands):
            if not demand.ground and not demand.accessible and demand.site < 0:
                continue
            for p in demand.patterns:
                for offer in self.offers_of_pattern(p):
                    if (demand.ground and not offer.ground) or (
                        demand.accessible and not offer.accessible
                    ):
                        continue
                    if demand.site >= 0:
                        there = rooms_at.get((demand.sitting, demand.site, offer), 0)
                        if not there:
                            continue
                        key = (demand.site, p, offer)
                        if key not in self.site_rooms:
                            self.site_rooms[key] = model.new_int_var(
                                0, there, f"site_rooms[{demand.site},{p}]"
                            )
                    self.flow[k, p, offer] = model.new_int_var(0, demand.people, f"flow[{k},{p}]")

    def offers_of_pattern(self, p: int) -> list[Offer]:
        """Return the offers a pattern can use, in ascending order."""
        pattern = self._problem.patterns[p]
        return [offer for offer in self.offers[pattern.sitting] if offer.form == pattern.form]

    def opened_of_rank(self, model: cp_model.CpModel) -> dict[tuple[int, bool, int], Linear]:
        """Return rooms opened by (class, video, priority); made when first asked for."""
        if self._ranks is None:
            self._ranks = {}
            for c, room_class in enumerate(self._problem.classes):
                if len(room_class.ranks) == 1:
                    ((video, priority, _),) = room_class.ranks
                    self._ranks[c, video, priority] = self.opened[c]
                    continue
                parts = {
                    (c, video, priority): model.new_int_var(0, n, f"rank[{c},{video},{priority}]")
                    for video, priority, n in room_class.ranks
                }
                model.add(total(parts.values()) == self.opened[c])
                self._ranks.update(parts)
        return self._ranks

    def rank_hint(self, values: Mapping[int, int]) -> dict[int, int]:
        """Return values completed by those of `opened_of_rank`: best rooms first."""
        hint = dict(values)
        left = {c: values.get(v.index, 0) for c, v in enumerate(self.opened)}
        for (c, video, priority), part in (self._ranks or {}).items():
            there = next(
                n for v, p, n in self._problem.classes[c].ranks if (v, p) == (video, priority)
            )
            taken = min(there, left[c])
            left[c] -= taken
            if isinstance(part, cp_model.IntVar) and part is not self.opened[c]:
                hint[part.index] = taken
        return hint

    def rooms_opened(self) -> Linear:
        """Return the number of physical rooms opened."""
        return total(self.opened)

    def patrols(self) -> Linear:
        """Return the number of 流动监考, one for each started five rooms of a floor."""
        return total([*self.full_patrols.values(), *self.last_patrol.values()])

    def hint(self, counts: RoomingCounts) -> dict[int, int]:
        """Return a value for the index of every variable that `counts` speaks of, 0 included."""
        pairs: list[tuple[Linear, int]] = []
        pairs += [(v, n) for v, n in zip(self.opened, counts.opened, strict=True)]
        pairs += [(v, counts.used.get(key, 0)) for key, v in self.used.items()]
        pairs += [(v, counts.rooms.get(key, 0)) for key, v in self.rooms.items()]
        pairs += [(v, int(key in counts.tail)) for key, v in self.tail.items()]
        pairs += [(v, counts.people.get(key, 0)) for key, v in self.people.items()]
        pairs += [(v, counts.flow.get(key, 0)) for key, v in self.flow.items()]
        pairs += [(v, counts.site_rooms.get(key, 0)) for key, v in self.site_rooms.items()]
        return {v.index: n for v, n in pairs if isinstance(v, cp_model.IntVar)}

    def extract(self, value: Callable[[Linear], int]) -> RoomingCounts:
        """Return the solution as plain counts."""
        return RoomingCounts(
            opened=[value(v) for v in self.opened],
            used={key: value(v) for key, v in self.used.items()},
            rooms={key: n for key, v in self.rooms.items() if (n := value(v))},
            tail={key for key, v in self.tail.items() if value(v)},
            people={key: n for key, v in self.people.items() if (n := _number(value, v))},
            flow={key: n for key, v in self.flow.items() if (n := value(v))},
            site_rooms={key: n for key, v in self.site_rooms.items() if (n := value(v))},
        )


def _number(value: Callable[[Linear], int], term: Linear) -> int:
    return int(term) if isinstance(term, int) else value(term)


class RoomingCounts:
    """The solved counts, by the same keys as the variables; zero entries are left out."""

    def __init__(
        self,
        *,
        opened: list[int],
        used: dict[tuple[int, int], int],
        rooms: dict[tuple[int, Offer], int],
        tail: set[tuple[int, Offer]],
        people: dict[tuple[int, int], int],
        flow: dict[tuple[int, int, Offer], int],
        site_rooms: dict[tuple[int, int, Offer], int],
    ) -> None:
        """Keep the maps."""
        self.opened = opened
        self.used = used
        self.rooms = rooms
        self.tail = tail
        self.people = people
        self.flow = flow
        self.site_rooms = site_rooms

    def renumbered(
        self,
        pattern: Sequence[int] | Mapping[int, int],
        *,
        people: dict[tuple[int, int], int],
        flow: dict[tuple[int, int, Offer], int],
    ) -> RoomingCounts:
        """Return the same rooms with pattern p called `pattern[p]`, and other people and flows."""
        return RoomingCounts(
            opened=self.opened,
            used=self.used,
            rooms={(pattern[p], o): n for (p, o), n in self.rooms.items()},
            tail={(pattern[p], o) for p, o in self.tail},
            people=people,
            flow=flow,
            site_rooms={(s, pattern[p], o): n for (s, p, o), n in self.site_rooms.items()},
        )
