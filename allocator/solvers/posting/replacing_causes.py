"""Why nobody can take a place: how many are free, and what keeps each of them from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.findings import Clash
from allocator.models.domain.staffing import DRAWN_POSTS
from allocator.solvers.posting.supply import rule_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from allocator.models.domain.staffing import PostingPlan, PostPlace
    from allocator.solvers.posting.standing_in import StandIns


def nobody_stands_in(
    place: PostPlace, posting: PostingPlan, stand_ins: StandIns, free: Collection[str]
) -> Clash:
    """Return the cause, in the words of a planner; `free` are the 工号 of who serves nowhere."""
    sessions = "、".join(str(s) for turn in place.turns for s in posting.turns[turn].sessions)
    able = stand_ins.who(place, free)
    cause = f"考点 {place.site} 的 {place.post}（场次 {sessions}）要有人接替："
    cause += f"没有任职的 {len(free)} 人中，"
    cause += (
        f"各人条件允许的有 {len(able)} 人，但接替后当日抽签都排不成（回避、亲属关系或计算机能力）"
        if able
        else "可任岗位、选派方式、培训、可用场次和回避都允许的一个也没有"
    )
    cause += "；由在岗人员调任、再由他人接替的（至多三人连动）也没有"
    cure = (
        "请在 工作人员 表增加可任此岗位的人员，用 allocator run --replace --reason 重新编排"
        "（已封存的，用 -o 另指定文件夹重新封存）"
    )
    if place.post in DRAWN_POSTS:
        cure = f"请在考试当天抽签时用 --absent 注明缺席，由备用监考替补；或{cure[1:]}"
    return Clash(rule=rule_of(place.post), cause=cause, demand=1, supply=0, cure=cure)
