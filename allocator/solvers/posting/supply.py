"""Who may fill which post, and why others may not: the counting side of `explain`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from allocator.models.cpsat.posting.problem import DRAWN_ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.cpsat.posting.problem import Crew
    from allocator.solvers.posting.task import Task

RECUSED, SOURCE, UNTRAINED, ABSENT = (
    "应回避", "选派方式不符", "未按时培训", "可用场次或最多场次不符",
)  # fmt: skip
"""Reasons in the order in which they are told; each person counts under the first."""
_RULES = {
    "主考": "POST-CHIEF",
    "副主考": "POST-CHIEF",
    "试卷管理": "POST-PAPERS",
    "考点系统管理员": "ROOM-SYSADMIN",
    "考场系统管理员": "ROOM-SYSADMIN",
    "监考": "ROOM-TWO",
    "流动监考": "PATROL-5",
}


def rule_of(post: str) -> str:
    """Return the rule that asks for a post."""
    return _RULES.get(post, "POST-OFFICE")


class Supply:
    """Staff by post, place and turn, with the reason that keeps each out."""

    def __init__(self, task: Task) -> None:
        """Keep the task and people by 工号."""
        self._task = task
        self._crew = {member.staff: crew for member, crew in task.everybody}
        self._reasons: dict[tuple[int, tuple[int, ...], int], dict[str, list[str]]] = {}

    def fit(self, role: int, areas: Sequence[int], turn: int) -> list[str]:
        """Return who may fill a role somewhere in some areas in a turn, ascending by 工号."""
        return self._sorted(role, tuple(areas), turn)[""]

    def reasons(self, role: int, areas: Sequence[int], turn: int) -> dict[str, list[str]]:
        """Return who else has the post among 可任岗位, by the reason that keeps him out."""
        people = self._sorted(role, tuple(areas), turn)
        return {reason: people[reason] for reason in (RECUSED, SOURCE, UNTRAINED, ABSENT)}

    def masks(self, areas: Sequence[int], turn: int) -> Counter[int]:
        """Return how many people may fill which set of roles (bit r is role r) in a turn."""
        found: Counter[str] = Counter()
        for role in range(len(self._task.problem.roles)):
            for staff in self.fit(role, areas, turn):
                found[staff] |= 1 << role
        return Counter(found.values())

    def within_limit(self, staff: str, sessions: int) -> int:
        """Return how many of some sessions a person may serve at most (每人最多场次)."""
        most = self._crew[staff].most
        return sessions if most < 0 else min(most, sessions)

    def _sorted(self, role: int, areas: tuple[int, ...], turn: int) -> dict[str, list[str]]:
        key = (role, areas, turn)
        if key not in self._reasons:
            people: dict[str, list[str]] = {
                reason: [] for reason in ("", RECUSED, SOURCE, UNTRAINED, ABSENT)
            }
            for staff, crew in self._crew.items():
                if role in crew.roles:
                    people[self._reason(crew, role, areas, turn)].append(staff)
            self._reasons[key] = people
        return self._reasons[key]

    def _reason(self, crew: Crew, role: int, areas: tuple[int, ...], turn: int) -> str:
        """Return the first reason that keeps a person out of every area, blank for none."""
        problem = self._task.problem
        wanted = [
            (area, 1 << turn if role in DRAWN_ROLES else problem.areas[area])
            for area in areas
            if area in crew.areas and problem.areas[area] >> turn & 1
        ]
        masks = [mask for area, mask in wanted if not mask & ~crew.free_in(area, role)]
        if not masks:
            return RECUSED
        if crew.volunteer and problem.roles[role].guarded:
            return SOURCE
        masks = [mask for mask in masks if not mask & ~crew.trained]
        if not masks:
            return UNTRAINED
        for mask in masks:
            within = crew.most < 0 or problem.load[mask] <= crew.most
            if within and not mask & ~crew.available:
                return ""
        return ABSENT
