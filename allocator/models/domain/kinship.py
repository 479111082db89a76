"""Declared ties between people: sheets 亲属关系 and 其他回避, as they were written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ENDED = ("离婚", "前配偶")
"""What 备注 says where a marriage has ended (kinship.md)."""
_DOUBT = ("未", "没", "不", "非", "无", "正在", "准备", "申请", "拟", "复婚")
"""Words beside these after which the marriage may still stand."""


def marriage_ended(note: str) -> bool:
    """Return whether 备注 says plainly that a marriage has ended; in doubt it stands."""
    text = "".join(note.split())
    return any(word in text for word in ENDED) and not any(word in text for word in _DOUBT)


def ending_unclear(note: str) -> bool:
    """Return whether 备注 speaks of an end of the marriage without saying plainly that it ended."""
    text = "".join(note.split())
    for word in ENDED:
        for denial in ("未", "没有", "没", "不是"):
            text = text.replace(denial + word, "")
    return any(word in text for word in ENDED) and not marriage_ended(note)


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
