"""Variables of `posting`, behind phrases that read like the rules; all of them are counts.

`PostingCounts` are the same by plain numbers: what a solution says, and what a hint is made of.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python import cp_model

from allocator.models.cpsat.posting.problem import DRAWN_ROLES, drawn_roles, needed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from allocator.models.cpsat.posting.problem import PostingProblem
    from allocator.models.cpsat.posting.women import WomenVars

Linear = cp_model.LinearExprT


def total(terms: Iterable[Linear]) -> Linear:
    """Return the sum of terms (0 for none) in one flat expression."""
    return cp_model.LinearExpr.sum(list(terms))


class Stint(NamedTuple):
    """Where and when people of a crew serve."""

    crew: int
    area: int
    role: int
    pattern: int


class Cover(NamedTuple):
    """Places of one site that are served in the same turns."""

    site: int
    role: int
    pattern: int


class Load(NamedTuple):
    """People of a crew with the same 历史场次 who serve so many sessions."""

    crew: int
    past: int
    sessions: int


class PostingVars:
    """People by stint, places by cover, people by load; keys index the problem."""

    def __init__(
        self, model: cp_model.CpModel, problem: PostingProblem, *, lenient: bool = False
    ) -> None:
        """Create the variables in the order of the problem's sequences.

        `lenient` adds `lack`: places kept for 计算机能力 that may go to anybody, at most as many
        as there are reserves.
        """
        self._problem = problem
        self.people: dict[Stint, cp_model.IntVar] = {}
        self.covers: dict[Cover, cp_model.IntVar] = {}
        self.loads: dict[Load, cp_model.IntVar] = {}
        self.lack: dict[tuple[int, int], cp_model.IntVar] = {}
        self.posted_here: dict[tuple[int, int], cp_model.IntVar] = {}
        """By (crew, area; -1: anywhere) whether somebody is posted, for crews kept apart."""
        self.women: WomenVars | None = None
        """Made by the tier that asks for them."""
        self._make_people(model)
        self._make_covers(model)
        self._make_loads(model)
        for one, other, area in problem.apart:
            for crew in (one, other):
                if (crew, area) not in self.posted_here:
                    self.posted_here[crew, area] = model.new_bool_var(f"here[{crew},{area}]")
        if lenient:
            for j, site in enumerate(problem.sites):
                for t, reserves in enumerate(site.reserves):
                    most = min(reserves, site.capable[t])
                    if most:
                        self.lack[j, t] = model.new_int_var(0, most, f"lack[{j},{t}]")

    def _make_people(self, model: cp_model.CpModel) -> None:
        problem = self._problem
        wanted = {(s.area, role) for s in problem.sites for role, _ in s.whole}
        wanted |= {(s.area, r) for s in problem.sites for r in drawn_roles(s)}
        for c, crew in enumerate(problem.crews):
            for area in crew.areas:
                for role in crew.roles:
                    if (area, role) not in wanted:
                        continue
                    open_turns = problem.areas[area]
                    drawn = role in DRAWN_ROLES
                    free = crew.free_in(area, role)
                    for mask in problem.patterns[area] if drawn else (open_turns,):
                        if not mask & ~free:
                            self.people[Stint(c, area, role, mask)] = model.new_int_var(
                                0, crew.people, f"people[{c},{area},{role},{mask}]"
                            )

    def _make_covers(self, model: cp_model.CpModel) -> None:
        for j, site in enumerate(self._problem.sites):
            for role in drawn_roles(site):
                most = max(needed(site, role))
                for mask in self._problem.patterns[site.area]:
                    self.covers[Cover(j, role, mask)] = model.new_int_var(
                        0, most, f"covers[{j},{role},{mask}]"
                    )

    def _make_loads(self, model: cp_model.CpModel) -> None:
        problem = self._problem
        sessions: dict[int, set[int]] = defaultdict(set)
        for stint in self.people:
            sessions[stint.crew].add(problem.load[stint.pattern])
        for c, crew in enumerate(problem.crews):
            for past, people in crew.past:
                for count in sorted(sessions[c]):
                    self.loads[Load(c, past, count)] = model.new_int_var(
                        0, people, f"loads[{c},{past},{count}]"
                    )

    def served_all(self, site: int, turns: int, roles: Iterable[int]) -> list[cp_model.IntVar]:
        """Return the places of a site in some drawn roles served in all turns of a mask."""
        return [
            self.covers[key]
            for role in roles
            for mask in self._problem.patterns[self._problem.sites[site].area]
            if not turns & ~mask and (key := Cover(site, role, mask)) in self.covers
        ]

    def extract(self, value: Callable[[Linear], int]) -> PostingCounts:
        """Return the solution as plain counts."""
        return PostingCounts(
            people={key: n for key, v in self.people.items() if (n := value(v))},
            covers={key: n for key, v in self.covers.items() if (n := value(v))},
            loads={key: n for key, v in self.loads.items() if (n := value(v))},
            lack={key: n for key, v in self.lack.items() if (n := value(v))},
            women=None if self.women is None else self.women.extract(value),
        )

    def hint(self, counts: PostingCounts) -> dict[int, int]:
        """Return a value for the index of every variable, 0 for those `counts` leaves out."""
        values = {v.index: counts.people.get(key, 0) for key, v in self.people.items()}
        values.update((v.index, counts.covers.get(key, 0)) for key, v in self.covers.items())
        values.update((v.index, counts.loads.get(key, 0)) for key, v in self.loads.items())
        values.update((v.index, counts.lack.get(key, 0)) for key, v in self.lack.items())
        here = {(stint.crew, stint.area) for stint, n in counts.people.items() if n}
        here |= {(crew, -1) for crew, _ in here}
        values.update((v.index, int(key in here)) for key, v in self.posted_here.items())
        if self.women is not None and counts.women is not None:
            values.update(self.women.hint(counts.women))
        return values


@dataclass(frozen=True, slots=True)
class WomenCounts:
    """How many of the people counted are women, by the same keys; zero entries are left out."""

    people: dict[Stint, int]
    loads: dict[Load, int]
    covers: dict[Cover, int]
    """Of roles in rooms only."""
    missing: dict[tuple[int, int], int]
    """By (site, turn): women, or men, fewer than wanted."""


@dataclass(frozen=True, slots=True)
class PostingCounts:
    """The solved counts, by the same keys as the variables; zero entries are left out."""

    people: dict[Stint, int]
    covers: dict[Cover, int]
    loads: dict[Load, int]
    lack: dict[tuple[int, int], int] = field(default_factory=dict)
    women: WomenCounts | None = None
    """None: not looked at."""
