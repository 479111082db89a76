"""Which rule is to blame that staff cannot be posted: the one without which it can be done.

Where counting finds nothing (`explain`), solving again without each rule in turn names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.findings import Clash
from allocator.models.rules import RULE_OF
from allocator.solvers.posting.counts import feasible
from allocator.solvers.posting.explain_overlaps import blamed_on_overlaps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.solvers.posting.task import Task


CURES = {
    "STAFF-AVAILABLE": "放宽 工作人员 表的 可用场次、每人最多场次，或增加人员",
    "STAFF-TRAINED": "安排未按时培训的人员在首个服务日的前一天完成培训，并填写 培训日期",
    "STAFF-SOURCE": "增加由单位选派的监考、流动监考人员",
    "RECUSE-OTHER": "核对 其他回避 表，或增加人员",
}
"""What to do about a rule on people without which posting can be done, in the order of trying."""


_CURES_OF_NEEDS = {
    "ROOM-COMPUTER": "增加具备计算机能力的监考人员，或核对 计算机能力 一列是否漏填",
    "STAFF-RESERVE": "增加监考人员，使每个考点每场配得出备用监考",
    "PATROL-5": "增加可任流动监考的人员",
    "ROOM-SYSADMIN": "增加可任系统管理员的人员",
    "POST-OFFICE": "增加人员，或在 岗位 表中减少每个考点的人数",
    "POST-PAPERS": "增加可任试卷管理的人员",
    "POST-CHIEF": "增加可任主考、副主考的人员，或在 岗位 表中减少副主考人数",
    "ROOM-TWO": "增加监考人员",
}
"""The same of rules that ask for people, tried where no rule on people is to blame."""


def blamed_rules(task: Task) -> Iterator[Clash]:
    """Solve again without each rule in turn; what makes it possible is to blame.

    What can be done with the sites put together fails on people barred from single sites.
    """
    needs = sum(people for work in task.works for _, people in work.whole)
    needs += sum(part.invigilators + part.reserves for w in task.works for part in w.turns)
    staff = len(task.everybody)
    if overlaps := blamed_on_overlaps(task, needs, staff):
        yield from overlaps
        return
    cures = {**CURES, **_CURES_OF_NEEDS}
    if feasible(task.problem, ()):
        blamed = ["RECUSE-OTHER"]
    else:
        blamed = [code for code in CURES if feasible(task.problem, (code,))]
        blamed = blamed or [code for code in _CURES_OF_NEEDS if feasible(task.problem, (code,))]
    for code in blamed:
        yield Clash(
            rule=code,
            cause=f"{staff} 名工作人员、约 {needs} 个岗位场次："
            f"若不要求“{RULE_OF[code].title}”就能安排",
            demand=needs,
            supply=staff,
            cure=cures[code],
        )
    if not blamed:
        yield Clash(
            rule="ROOM-TWO",
            cause=f"{staff} 名工作人员按可任岗位、回避、培训和可用场次分组后，"
            f"排不满约 {needs} 个岗位场次",
            demand=needs,
            supply=staff,
            cure="增加可任多个岗位、各场次都可用的人员；或放宽 可用场次、每人最多场次",
        )
