"""Settings of sheet 参数: regulations' numbers as data, each with the clause it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Apart(StrEnum):
    """同单位间隔: which neighbours of a seat must not be of the same 工作单位."""

    FOUR = "前后左右"
    EIGHT = "八邻"
    OFF = "关闭"


class Numbering(StrEnum):
    """考场编号: rooms numbered within each site, or through the whole 考区."""

    SITE = "考点连续"
    REGION = "考区连续"


DEFAULT_TEMPLATE = "{年:2}{考试序号:1}{批次:1}{考点:2}{考场:3}{座位:2}"


def _empty() -> Mapping[str, str]:
    return MappingProxyType({})


def _unswitched() -> Mapping[str, bool]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Settings in force for one arrangement; defaults are the stricter of the regulations."""

    standard_size: int = 30
    """标准人数 of a paper room, 25 or 30 (规范 6.3.2.2.2)."""
    merge_tail: bool = False
    """尾考场合并 (practice)."""
    mixed_papers: int = 1
    """允许混编: papers a paper room may hold in one session, for `mixed_specialties` only."""
    mixed_specialties: tuple[str, ...] = ()
    apart: Apart = Apart.FOUR
    templates: Mapping[str, str] = field(default_factory=_empty)
    """准考证模板 by exam code; key "" is the one for all exams. Absent: `DEFAULT_TEMPLATE`."""
    numbering: Numbering | None = None
    """None: 考区连续 when some template in force has no 考点 segment, 考点连续 otherwise."""
    province: str = ""
    city: str = ""
    bag_sizes: tuple[int, ...] = (30, 25, 20, 15, 10, 5)
    """试卷袋规格, descending."""
    switches: Mapping[str, bool] = field(default_factory=_unswitched)
    """Practice rules switched by 是/否, by rule identifier."""
    waivers: Mapping[str, str] = field(default_factory=_empty)
    """原则上 rules waived, by rule identifier, with the reason."""
    others: Mapping[str, str] = field(default_factory=_empty)
    """Every other setting as text, by 名称."""

    def is_on(self, rule: str) -> bool:
        """Return whether a practice rule is in force (rules are on unless switched off)."""
        return self.switches.get(rule, True)

    def template_of(self, exam: str) -> str:
        """Return the ticket template in force for an exam."""
        return self.templates.get(exam) or self.templates.get("") or DEFAULT_TEMPLATE
