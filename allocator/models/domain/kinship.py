"""Declared ties between people: sheets 亲属关系 and 其他回避, as they were written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class KinTie:
    """One row of 亲属关系: the 亲属 is the 申报人's `relation` (one term, or a chain with 的)."""

    declarer: str
    """工号 or 证件号码."""
    relation: str
    name: str
    id_number: str
    note: str


TieEnd = Literal["工号", "报名序号", "证件号码", "工作单位"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTie:
    """One row of 其他回避; ends looked up as 工号, 报名序号, 证件号码, 工作单位, in this order."""

    first: str
    first_kind: TieEnd
    second: str
    second_kind: TieEnd
    scope: Literal["考试", "考点", "考场"]
    reason: str
