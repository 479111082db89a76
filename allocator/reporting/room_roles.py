"""Who serves a room, by role: as 监考安排 names them and as forms leave lines for them to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.staff_policy import crew_of
from allocator.models.domain.staffing import ROOM_ADMIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.exam import Form
    from allocator.models.domain.policy import Policy

INVIGILATOR = "监考"
_LETTERS = "甲乙丙丁戊己庚辛壬癸"


def role_name(place: int) -> str:
    """Return 监考甲, 监考乙 … of the place in a room, from 0."""
    return f"{INVIGILATOR}{_LETTERS[place] if place < len(_LETTERS) else place + 1}"


def roles_of(policy: Policy, form: Form, most: int) -> tuple[str, ...]:
    """Return the roles of a room where so many candidates are due at most, 监考甲 first.

    A 考场系统管理员 stands last, and where he doubles in place of one 监考 (规范 6.3.2.2, 7.2.1.3).
    """
    invigilators, admins = crew_of(policy, form, most)
    return (*map(role_name, range(invigilators)), *[ROOM_ADMIN] * admins)


def signing(roles: Sequence[str]) -> tuple[str, ...]:
    """Return who signs what a room hands in: those in the room, then 流动监考 and 主考."""
    return (*roles, "流动监考", "主考")
