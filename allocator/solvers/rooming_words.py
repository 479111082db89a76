"""Chinese words for the counts of `rooming_causes`: who, which rooms, what for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.ids import Sitting
    from allocator.solvers.rooming_causes import Count, Scope
    from allocator.solvers.rooming_task import Task

NAMED = 5
"""报名序号 told of those who need a room of their own."""


def who_of(task: Task, scope: Scope) -> str:
    """Return whom a scope is about, such as 考试 JJ第1批次 电子化考生."""
    names = []
    late = late_of(task, scope)
    for sitting in dict.fromkeys(task.sittings):
        if not any(task.sittings[slot] == sitting for slot in scope.clique):
            continue
        exam, batch = sitting
        name = f"{exam}第{batch}批次" if batch else exam
        names.append(f"{name} 的延时考生" if sitting in late else name)
    site = f"指定考点 {scope.site} 的" if scope.site else ""
    wish = f"、须{scope.wish.words}的" if scope.wish.words else ""
    return f"考试 {'、'.join(names)} {site}{wish}{scope.form}考生".replace(" 、", " ")


def late_of(task: Task, scope: Scope) -> set[Sitting]:
    """Return sittings of which a scope has none but people of 延时, in rooms longer in use."""
    first = {sitting: slot for slot, sitting in reversed([*enumerate(task.sittings)])}
    return {
        task.sittings[slot]
        for slot in scope.clique
        if first[task.sittings[slot]] not in scope.clique
    }


def rooms_of(count: Count) -> str:
    """Return the beginning of how many rooms there are; the number is to follow."""
    scope = count.scope
    site = "该考点" if scope.site else ""
    kept = f"留出备用考场（{count.kept} 个）后" if count.kept else ""
    return f"{site}{kept}可用的{scope.wish.words}{scope.form}考场只有"


def parts_of(task: Task, count: Count, least: int) -> str:
    """Return what the rooms are needed for; `least` of them are not rooms of one's own."""
    parts = []
    if count.alone:
        parts.append(
            f"单独考场 {count.alone} 个（{_registrations(task, count.scope)}，一人一个考场）"
        )
    if count.others:
        rest = "其余 " if count.alone else ""
        grouped = f"，分 {count.groups} 组不能同考场" if count.groups > 1 else ""
        extra = f"，其中延时考生另设 {count.extra} 个" if count.extra else ""
        extra += f"，其中须回避的考生分开另设 {count.kin} 个" if count.kin else ""
        parts.append(f"{rest}{count.others} 人 {least} 个{grouped}{extra}")
    return "；".join(parts)


def alone_of(task: Task, scope: Scope) -> list[int]:
    """Return candidates (indexes) of a scope who need a room of their own, in any of its 批次."""
    exams = {task.sittings[sitting].exam for sitting in scope.clique}
    late = {sitting.exam for sitting in late_of(task, scope)}
    return [
        n for n, who in enumerate(task.inputs.candidates)
        if who.need.alone and who.exam in exams and scope.wish.of(who.need)
        and (who.need.extra_percent or who.exam not in late)
        and (not scope.site or who.site == scope.site)
    ]  # fmt: skip


def named(task: Task, who: Sequence[int]) -> str:
    """Return the 报名序号 of the first few of the candidates `who` (indexes)."""
    few = "、".join(task.inputs.candidates[n].registration for n in who[:NAMED])
    return f"报名序号 {few}" + (" 等" if len(who) > NAMED else "")


def _registrations(task: Task, scope: Scope) -> str:
    who = alone_of(task, scope)
    batched = any(task.sittings[sitting].batch for sitting in scope.clique)
    return named(task, who) + (f"，各批次共 {len(who)} 人" if batched else "")
