"""Settings of sheet 参数 about staff, with their defaults, as numbers and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.exam import Form

if TYPE_CHECKING:
    from allocator.models.domain.policy import Policy
    from allocator.models.domain.staff import StaffMember

DEFAULT_RATIO = "30:2;60:3;99:4"
"""监考配比 of electronic rooms: candidates due at most, 监考 needed."""


def experienced_from(policy: Policy) -> int:
    """Return 有经验: 监考经验 from which somebody counts as experienced."""
    return int(policy.others.get("有经验", "1"))


def admin_in_each_room(policy: Policy) -> bool:
    """Return whether each electronic room has a 考场系统管理员 of its own (规范 7.2.1.5)."""
    return policy.others.get("考场系统管理员", "是") != "否"


def admin_doubles(policy: Policy) -> bool:
    """Return whether a 考场系统管理员 counts as one of the 监考 of the room (规范 7.2.1.3)."""
    return policy.others.get("系统管理员兼任监考", "是") != "否"


def may_administer(policy: Policy, member: StaffMember) -> bool:
    """Return whether somebody's 计算机能力 lets him be 考场系统管理员.

    Who counts as one of the 监考 is the one of them with 计算机能力 (规范 6.3.2.2.3).
    """
    return member.computer or not admin_doubles(policy)


def invigilators_of(policy: Policy, form: Form, due: int) -> int:
    """Return how many 监考 a room needs with so many candidates due (规范 6.3.2.2.2)."""
    least = int(policy.others.get("每考场监考", "2"))
    if form is not Form.ELECTRONIC:
        return least
    ratio = policy.others.get("监考配比", DEFAULT_RATIO)
    steps = sorted(
        (int(most), int(people))
        for most, people in (step.split(":") for step in ratio.split(";") if step.strip())
    )
    for most, people in steps:
        if due <= most:
            return max(least, people)
    return max(least, steps[-1][1])


def crew_of(policy: Policy, form: Form, due: int) -> tuple[int, int]:
    """Return how many 监考 and 考场系统管理员 serve a room with so many candidates due at most.

    Who doubles counts as 考场系统管理员 only (规范 7.2.1.3, 7.2.1.5).
    """
    admins = int(form is Form.ELECTRONIC and admin_in_each_room(policy))
    doubling = admins if admin_doubles(policy) else 0
    return invigilators_of(policy, form, due) - doubling, admins


def reserves_for(invigilators: int) -> int:
    """Return how many reserve 监考 a site needs in a session (STAFF-RESERVE)."""
    return max(2, -(-invigilators * 5 // 100))
