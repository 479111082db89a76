"""How many of the people counted are women: variables beside those of `PostingVars`.

They are made when the tier that needs them comes, so that the tiers before it are solved without.
Whoever is not a woman passes for a man here: some may be neither, and a bound stays a bound.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from allocator.models.cpsat.posting.variables import Cover, WomenCounts, total

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ortools.sat.python import cp_model

    from allocator.models.cpsat.posting.problem import PostingProblem
    from allocator.models.cpsat.posting.variables import (
        Linear,
        Load,
        PostingCounts,
        PostingVars,
        Stint,
    )

Key = TypeVar("Key")
Place = tuple[int, int, int]
"""Area, role and pattern."""


class WomenVars:
    """Women by stint, load and cover, and how many women or men the rooms lack."""

    def __init__(
        self, model: cp_model.CpModel, problem: PostingProblem, whole: PostingVars | PostingCounts
    ) -> None:
        """Create the variables in the order of `whole`, and what gives them their meaning.

        `whole` has everybody by the same keys: variables of this model, or numbers that are fixed.
        """
        self._model, self._problem, self._whole = model, problem, whole
        of_pool = {
            (c, past): women
            for c, crew in enumerate(problem.crews)
            for past, _, women in crew.pools
        }
        of_crew = [sum(crew.women) for crew in problem.crews]
        self.people = {
            key: self._part(n, of_crew[key.crew], f"women{tuple(key)}")
            for key, n in whole.people.items()
        }
        self.loads = {
            key: self._part(n, of_pool[key.crew, key.past], f"wloads{tuple(key)}")
            for key, n in whole.loads.items()
        }
        self.covers = {
            key: self._part(n, sum(of_crew), f"wcovers{tuple(key)}")
            for key, n in whole.covers.items()
            if key.role in problem.in_rooms
        }
        self._of_pools()
        self._at_sites()
        self.missing = self._missing()

    def _part(self, whole: Linear, most: int, name: str) -> cp_model.IntVar:
        """Return a new number, no more than another one."""
        if isinstance(whole, int):
            return self._model.new_int_var(0, min(whole, most), name)
        part = self._model.new_int_var(0, most, name)
        self._model.add(part <= whole)
        return part

    def _of_pools(self) -> None:
        """Of each crew and 历史场次 no more women, and no more men, serve than there are."""
        by_load: dict[tuple[int, int], list[Linear]] = defaultdict(list)
        by_pool: dict[tuple[int, int], list[Load]] = defaultdict(list)
        for load, women in self.loads.items():
            by_load[load.crew, load.sessions].append(women)
            by_pool[load.crew, load.past].append(load)
        by_stint: dict[tuple[int, int], list[Linear]] = defaultdict(list)
        for stint, women in self.people.items():
            by_stint[stint.crew, self._problem.load[stint.pattern]].append(women)
        for key, stints in by_stint.items():
            self._model.add(total(stints) == total(by_load[key]))
        for c, crew in enumerate(self._problem.crews):
            for past, people, of_them in crew.pools:
                loads = by_pool[c, past]
                if loads:
                    serving = [self.loads[load] for load in loads]
                    everybody = total(self._whole.loads[load] for load in loads)
                    self._model.add(total(serving) <= of_them)
                    self._model.add(everybody <= total([*serving, people - of_them]))

    def _at_sites(self) -> None:
        """Women of an area, role and pattern are those in the places of its sites."""
        stints: dict[Place, list[Linear]] = defaultdict(list)
        places: dict[Place, list[Linear]] = defaultdict(list)
        for stint, women in self.people.items():
            if stint.role in self._problem.in_rooms:
                stints[stint.area, stint.role, stint.pattern].append(women)
        for cover, women in self.covers.items():
            area = self._problem.sites[cover.site].area
            places[area, cover.role, cover.pattern].append(women)
        for key in sorted({*stints, *places}):
            self._model.add(total(stints[key]) == total(places[key]))

    def _missing(self) -> dict[tuple[int, int], cp_model.IntVar]:
        """Make by (site, turn) how many women or men less than wanted are in the rooms."""
        missing = {}
        for j, site in enumerate(self._problem.sites):
            for t, wanted in enumerate(site.each_sex):
                if not wanted:
                    continue
                here = [
                    key
                    for role in self._problem.in_rooms
                    for mask in self._problem.patterns[site.area]
                    if mask >> t & 1 and (key := Cover(j, role, mask)) in self.covers
                ]
                women = [self.covers[key] for key in here]
                everybody = [self._whole.covers[key] for key in here]
                short = missing[j, t] = self._model.new_int_var(0, wanted, f"missing[{j},{t}]")
                self._model.add(total([short, *women]) >= wanted)
                self._model.add(total([short, *everybody]) >= total([*women, wanted]))
        return missing

    def extract(self, value: Callable[[Linear], int]) -> WomenCounts:
        """Return the solution as plain counts."""
        return WomenCounts(
            people={key: n for key, v in self.people.items() if (n := value(v))},
            loads={key: n for key, v in self.loads.items() if (n := value(v))},
            covers={key: n for key, v in self.covers.items() if (n := value(v))},
            missing={key: n for key, v in self.missing.items() if (n := value(v))},
        )

    def hint(self, counts: WomenCounts) -> dict[int, int]:
        """Return a value for the index of every variable, 0 for those `counts` leaves out."""
        values = {v.index: counts.people.get(key, 0) for key, v in self.people.items()}
        values.update((v.index, counts.loads.get(key, 0)) for key, v in self.loads.items())
        values.update((v.index, counts.covers.get(key, 0)) for key, v in self.covers.items())
        values.update((v.index, counts.missing.get(key, 0)) for key, v in self.missing.items())
        return values


def some_women(problem: PostingProblem, counts: PostingCounts) -> WomenCounts:
    """Return women among people counted as the rules allow, everywhere about their share.

    Where `counts` says how many women each stint and load has, these stay.
    """
    known = counts.women
    loads = _women_by_load(problem, counts) if known is None else known.loads
    people = _women_by_stint(problem, counts, loads) if known is None else known.people
    at_place: dict[Place, int] = defaultdict(int)
    for stint, women in people.items():
        at_place[stint.area, stint.role, stint.pattern] += women
    places: dict[Place, dict[Cover, int]] = defaultdict(dict)
    for cover, number in counts.covers.items():
        if cover.role in problem.in_rooms:
            area = problem.sites[cover.site].area
            places[area, cover.role, cover.pattern][cover] = number
    covers: dict[Cover, int] = {}
    for place, at_sites in places.items():
        covers |= _shared(at_sites, at_place[place])
    missing = _missing_of(problem, counts, covers)
    return WomenCounts(people=people, loads=loads, covers=covers, missing=missing)


def _women_by_stint(
    problem: PostingProblem, counts: PostingCounts, loads: Mapping[Load, int]
) -> dict[Stint, int]:
    of_load: dict[tuple[int, int], int] = defaultdict(int)
    for load, women in loads.items():
        of_load[load.crew, load.sessions] += women
    stints: dict[tuple[int, int], dict[Stint, int]] = defaultdict(dict)
    for stint, number in counts.people.items():
        stints[stint.crew, problem.load[stint.pattern]][stint] = number
    people: dict[Stint, int] = {}
    for key, numbers in stints.items():
        people |= _shared(numbers, of_load[key])
    return people


def _women_by_load(problem: PostingProblem, counts: PostingCounts) -> dict[Load, int]:
    of_pool: dict[tuple[int, int], dict[Load, int]] = defaultdict(dict)
    for load, number in counts.loads.items():
        of_pool[load.crew, load.past][load] = number
    loads: dict[Load, int] = {}
    for c, crew in enumerate(problem.crews):
        for past, people, women in crew.pools:
            served = sum(of_pool[c, past].values())
            share = served * women // people
            loads |= _shared(of_pool[c, past], max(share, served - (people - women)))
    return loads


def _missing_of(
    problem: PostingProblem, counts: PostingCounts, women: Mapping[Cover, int]
) -> dict[tuple[int, int], int]:
    """Return by (site, turn) how many women or men less than wanted are in the rooms."""
    here: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for cover, number in counts.covers.items():
        if cover.role in problem.in_rooms:
            for t in range(len(problem.sessions)):
                if cover.pattern >> t & 1:
                    here[cover.site, t][0] += women.get(cover, 0)
                    here[cover.site, t][1] += number - women.get(cover, 0)
    return {
        (j, t): wanted - min(wanted, *here[j, t])
        for j, site in enumerate(problem.sites)
        for t, wanted in enumerate(site.each_sex)
    }


def _shared(numbers: Mapping[Key, int], amount: int) -> dict[Key, int]:
    """Return an amount in shares of some numbers, none of them larger than its number."""
    whole, before, given = sum(numbers.values()), 0, 0
    shares = {}
    for key, number in numbers.items():
        before += number
        upto = amount * before // whole if whole else 0
        shares[key], given = upto - given, upto
    return shares
