"""The rules of sheet 值守, which this version neither keeps nor audits, and words for that.

They stand in no catalogue: what stands there is carried and audited.
"""

from __future__ import annotations

DUTY_RULES = (
    "VAULT-TWO", "ESCORT-TWO", "HANDOVER-TWO", "SORTING-TWO", "PHONE", "DUTY-REST", "DUTY-PAIR",
)  # fmt: skip
DUTY_SWITCHABLE = frozenset(("DUTY-REST", "DUTY-PAIR"))
NOT_AUDITED = (
    f"值守规则（{'、'.join(DUTY_RULES)}）本版本尚未审查；值守、押运、交接请人工安排并核对。"
)
NOT_AUDITED_SHORT = "值守规则尚未审查。"


def not_arranged(duties: int) -> str:
    """Return what a planner is told of so many rows of 值守."""
    return f"值守表的 {duties} 项任务已读取、检查，但本版本不编排值守，不会生成值守安排。"


BY_HAND = "请人工安排这些值守并核对人员是否回避、是否与岗位冲突；不必删去值守表。"
