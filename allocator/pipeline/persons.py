"""The two persons of an act (规程 第四十二条): who they are, that they are two, and not recused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError, LimitError, UsageError
from allocator.models.domain.findings import Clash

if TYPE_CHECKING:
    from allocator.models.domain.exam import Inputs

_LEAST_ID = 8
"""An operator named by fewer characters, and not by 工号, is a slip of the pen."""


def refuse_recused_planners(inputs: Inputs, operator: str, reviewer: str) -> None:
    """Refuse an operator or reviewer who has a relative in the exam (RECUSE-PLANNER).

    Raises `InfeasibleError` with the chain of relations, `UsageError` where nobody is meant.
    """
    named = [(role, who) for role, who in (("编排人", operator), ("复核人", reviewer)) if who]
    if not named:
        return
    from allocator.solvers.recusal.recusals import planner_recusals

    numbers = {member.staff for member in inputs.staff}
    clashes = []
    for role, who in named:
        if who not in numbers and len(who) < _LEAST_ID:
            raise UsageError(f"{role}“{who}”既不是名单中的工号，也不像证件号码。请核对。")
        if who not in numbers:
            _refuse_wrong_number(role, who)
        clashes += [
            Clash(
                rule="RECUSE-PLANNER",
                cause=f"{role}须回避：{found.chain}（考试 {found.exam}，{found.kind}）",
                demand=1,
                supply=0,
                cure=f"请由没有回避情形的人员担任{role}（{found.clause}）",
            )
            for found in planner_recusals(inputs, who)
        ]
    if clashes:
        raise InfeasibleError("编排人或复核人须回避，没有执行", clashes)


def _refuse_wrong_number(role: str, who: str) -> None:
    """Raise `UsageError` for a 证件号码 that cannot be one: nobody could tell whose it is."""
    from allocator.intake.identity import check, clean, kind_of
    from allocator.record.ledger import masked

    number = clean(who.strip())
    fault = check(kind_of(number), number, "")
    if fault is not None:
        raise UsageError(
            f"{role}的证件号码 {masked(number)} 有误，无法核对是谁、须不须回避。{fault.cure}"
            "是名单中的工作人员的，写工号就行。没有执行。"
        )


def named(inputs: Inputs, who: str) -> str:
    """Return how the log names a person: by 工号 where there is one, else 证件号码 masked."""
    from allocator.record.ledger import masked

    who = who.strip()
    numbers = {member.id_number.upper(): member.staff for member in inputs.staff}
    return masked(numbers.get(who.upper(), who))


def refuse_one_person(inputs: Inputs, operator: str, reviewer: str) -> None:
    """Raise `LimitError` where operator and reviewer are the same person, however named."""
    if operator and reviewer and named(inputs, operator) == named(inputs, reviewer):
        raise LimitError(
            "编排人和复核人是同一人，没有执行。须由两人分别担任（规程 第四十二条，AB 角制）。"
        )


def require_two(inputs: Inputs, operator: str, reviewer: str, what: str) -> None:
    """Raise where an act that needs two persons has not two, or one of them is recused.

    `UsageError` where one is missing, else as the other functions here.
    """
    refuse_unnamed(operator, reviewer, what)
    refuse_one_person(inputs, operator, reviewer)
    refuse_recused_planners(inputs, operator, reviewer)


def refuse_unnamed(operator: str, reviewer: str, what: str) -> None:
    """Raise `UsageError` where an act that needs two persons does not name two."""
    if not operator.strip() or not reviewer.strip():
        raise UsageError(
            f"{what}须由两人办理（规程 第四十二条）：请用 --operator 写明编排人、"
            f"--reviewer 写明复核人。没有{what}。"
        )
