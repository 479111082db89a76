"""The draw of the day as CP-SAT on persons: asked for facts only, where counting leaves a gap.

Whether a draw can be finished, and the fewest broken shoulds: both are facts, whatever path the
solver took. It never chooses who serves where.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from allocator.errors import LimitError
from allocator.models.domain.exam import Form
from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN
from allocator.solvers.base import Limits, Status
from allocator.solvers.cpsat import solve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.models.domain.staffing import PatrolGroup
    from allocator.solvers.day.party import Present
    from allocator.solvers.day.task import Party

MUSTS_LIMIT = Limits(deterministic_time=30.0)


class PersonModel:
    """Booleans person x post x room, and person x group of the patrols."""

    def __init__(
        self,
        sheet: SiteSheet,
        turn: int,
        roles: Mapping[int, Sequence[str]],
        groups: Sequence[PatrolGroup],
    ) -> None:
        """State every must; `roles` says which posts each person may take."""
        self.model = cp_model.CpModel()
        self._sheet, self._turn, self._groups = sheet, sheet.turns[turn], groups
        self._roles = {who: tuple(roles[who]) for who in sorted(roles)}
        self.rooms = self._turn.rooms
        self._make()
        self._fill()
        self._computer()
        self._relatives()

    def _make(self) -> None:
        barred = set(self._turn.barred)
        number = {room.number: r for r, room in enumerate(self.rooms)}
        self._inside = [[number[text] for text in group.rooms] for group in self._groups]
        self.serves: dict[tuple[int, str, int], cp_model.IntVar] = {}
        self.covers: dict[tuple[int, int], cp_model.IntVar] = {}
        new = self.model.new_bool_var
        for who, posts in self._roles.items():
            for r in range(len(self.rooms)):
                for post in posts:
                    if post != PATROL and (who, r) not in barred:
                        self.serves[who, post, r] = new(f"x{who},{post},{r}")
            for g, rooms in enumerate(self._inside):
                if PATROL in posts and not any((who, r) in barred for r in rooms):
                    self.covers[who, g] = new(f"y{who},{g}")

    def _fill(self) -> None:
        by_place: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        by_person: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for (who, post, r), var in self.serves.items():
            by_place[post, r].append(var)
            by_person[who].append(var)
        for (who, g), var in self.covers.items():
            by_place[PATROL, g].append(var)
            by_person[who].append(var)
        for r, room in enumerate(self.rooms):
            self.model.add(sum(by_place[INVIGILATOR, r]) == room.invigilators)
            self.model.add(sum(by_place[ROOM_ADMIN, r]) == room.admins)
        for g in range(len(self._groups)):
            self.model.add(sum(by_place[PATROL, g]) == 1)
        for variables in by_person.values():
            self.model.add_at_most_one(variables)

    def _computer(self) -> None:
        counted = (INVIGILATOR, ROOM_ADMIN) if self._sheet.doubles else (INVIGILATOR,)
        for r, room in enumerate(self.rooms):
            if room.form is Form.ELECTRONIC:
                skilled = [
                    var
                    for (who, post, at), var in self.serves.items()
                    if at == r and post in counted and self._sheet.people[who].computer
                ]
                self.model.add(sum(skilled) >= 1)

    def _relatives(self) -> None:
        for a, b in self._sheet.relatives:
            if a not in self._roles or b not in self._roles:
                continue
            for r in range(len(self.rooms)):
                self.model.add(sum(self.at(a, r)) + sum(self.at(b, r)) <= 1)
            for who, patrol in ((a, b), (b, a)):
                for g, rooms in enumerate(self._inside):
                    if (patrol, g) in self.covers:
                        inside = [var for r in rooms for var in self.at(who, r)]
                        self.model.add(sum(inside) + self.covers[patrol, g] <= 1)

    def at(self, who: int, room: int) -> list[cp_model.IntVar]:
        """Return the variables of a person in a room."""
        return [
            self.serves[who, post, room]
            for post in self._roles[who]
            if (who, post, room) in self.serves
        ]


def _decide(sheet: SiteSheet, turn: int, model: PersonModel) -> bool:
    status, _ = solve(model.model, MUSTS_LIMIT)
    if status is Status.NO_ANSWER:
        # Asked when posts are drawn, too, where nobody is absent.
        raise LimitError(
            f"考点 {sheet.site} 场次 {sheet.turns[turn].turn.name} 的抽签能否完成，在限定的计算量内"
            "未能判定。请在 工作人员 表增加没有亲属和回避关系的监考，改后用 allocator run "
            "重新编排；考试当天有人缺席的，通知其到岗后再抽。"
        )
    return status is not Status.INFEASIBLE


def roles_of(party: Party) -> dict[int, tuple[str, ...]]:
    """Return the one post of each who takes part."""
    found: dict[int, tuple[str, ...]] = dict.fromkeys(party.invigilators, (INVIGILATOR,))
    found.update(dict.fromkeys(party.admins, (ROOM_ADMIN,)))
    found.update(dict.fromkeys(party.patrols, (PATROL,)))
    return found


def musts_can_hold(sheet: SiteSheet, turn: int, party: Party) -> bool:
    """Return whether some plan of this party keeps every must; raises LimitError if undecided."""
    return _decide(sheet, turn, PersonModel(sheet, turn, roles_of(party), party.groups))


def reserves_can_finish(
    sheet: SiteSheet, turn: int, present: Present, groups: Sequence[PatrolGroup]
) -> bool:
    """Return whether the draw can be finished, each reserve free among his posts."""
    roles: dict[int, tuple[str, ...]] = {
        who: (post,) for post, people in present.regular.items() for who in people
    }
    roles.update({who: sheet.people[who].posts for who in present.reserves})
    return _decide(sheet, turn, PersonModel(sheet, turn, roles, groups))
