"""Timetables of the exams that can be made up: papers, levels, specialties and their shares.

Days, hours and subjects follow published timetables; codes and shares are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Level(NamedTuple):
    """A 级别 with the subjects it asks for; `share` is relative."""

    name: str
    code: str
    share: int
    subjects: tuple[str, ...]


class Specialty(NamedTuple):
    """A 专业; `share` is relative."""

    name: str
    code: str
    share: int


class Slot(NamedTuple):
    """One subject in one session; by specialty it becomes one paper for each."""

    subject: str
    name: str
    session: int
    day: int
    start: time
    end: time
    by_specialty: bool = False
    level: str = ""
    """Blank: one paper for all levels."""
    batch: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamPlan:
    """One exam as the planner's sheet 考试 has it."""

    code: str
    name: str
    days: tuple[date, ...]
    levels: tuple[Level, ...]
    specialties: tuple[Specialty, ...]
    slots: tuple[Slot, ...]
    electronic: bool = False
    share: int = 1
    """Relative number of candidates where a workbook holds several exams."""
    full_percent: int = 60
    """How many of a level sit all its subjects; the others passed some in earlier years."""
    level_in_papers: bool = False
    """Whether 级别 stands in sheet 考试, so that levels sit different papers."""

    def batches(self) -> tuple[int, ...]:
        """Return the 批次 in ascending order; `(0,)` without."""
        return tuple(sorted({slot.batch for slot in self.slots}))


def _specialties(text: str) -> tuple[Specialty, ...]:
    """Read `name share name share …`; codes count from 01."""
    words = text.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return tuple(
        Specialty(name, f"{nth:02d}", int(share)) for nth, (name, share) in enumerate(pairs, 1)
    )


def _slot(
    subject: str,
    name: str,
    session: int,
    day: int,
    hours: str,
    *,
    by: bool = False,
    level: str = "",
    batch: int = 0,
) -> Slot:
    start, end = (time.fromisoformat(hour) for hour in hours.split("-"))
    return Slot(subject, name, session, day, start, end, by, level, batch)


_JIANZAO = ExamPlan(
    code="JZS",
    name="2026年度一级建造师职业资格考试",
    days=(date(2026, 9, 12), date(2026, 9, 13)),
    levels=(
        Level("考全科", "1", 82, ("1", "2", "3", "4")),
        Level("免二科", "2", 8, ("2", "4")),
        Level("增报专业", "3", 10, ("4",)),
    ),
    specialties=_specialties(
        "建筑工程 380 市政公用工程 240 机电工程 160 公路工程 80 水利水电工程 70 矿业工程 20 "
        "通信与广电工程 20 铁路工程 15 港口与航道工程 8 民航机场工程 7"
    ),
    slots=(
        _slot("1", "建设工程经济", 1, 0, "09:00-11:00"),
        _slot("2", "建设工程法规及相关知识", 2, 0, "14:00-17:00"),
        _slot("3", "建设工程项目管理", 3, 1, "09:00-12:00"),
        _slot("4", "专业工程管理与实务", 4, 1, "14:00-18:00", by=True),
    ),
)

_ZAOJIA = ExamPlan(
    code="ZJ",
    name="2026年度一级造价工程师职业资格考试",
    days=(date(2026, 10, 24), date(2026, 10, 25)),
    levels=(
        Level("考全科", "1", 80, ("1", "2", "3", "4")),
        Level("免二科", "2", 12, ("3", "4")),
        Level("增报专业", "3", 8, ("3", "4")),
    ),
    specialties=_specialties("土木建筑工程 55 安装工程 28 交通运输工程 11 水利工程 6"),
    slots=(
        _slot("1", "建设工程造价管理", 1, 0, "09:00-11:30"),
        _slot("2", "建设工程计价", 2, 0, "14:00-16:30"),
        _slot("3", "建设工程技术与计量", 3, 1, "09:00-11:30", by=True),
        _slot("4", "建设工程造价案例分析", 4, 1, "14:00-18:00", by=True),
    ),
    share=4,
)

_ZHUAN = ExamPlan(
    code="ZA",
    name="2026年度中级注册安全工程师职业资格考试",
    days=(date(2026, 10, 24), date(2026, 10, 25)),
    levels=(
        Level("考全科", "1", 84, ("1", "2", "3", "4")),
        Level("免一科", "2", 9, ("1", "2", "4")),
        Level("免二科", "3", 4, ("1", "4")),
        Level("免三科", "4", 3, ("4",)),
    ),
    specialties=_specialties(
        "建筑施工安全 42 其他安全 25 化工安全 15 煤矿安全 8 道路运输安全 4 金属非金属矿山安全 4 "
        "金属冶炼安全 2"
    ),
    slots=(
        _slot("1", "安全生产法律法规", 1, 0, "09:00-11:30"),
        _slot("2", "安全生产管理", 2, 0, "14:00-16:30"),
        _slot("3", "安全生产技术基础", 3, 1, "09:00-11:30"),
        _slot("4", "安全生产专业实务", 4, 1, "14:00-16:30", by=True),
    ),
    share=5,
)

_JIANLI = ExamPlan(
    code="JL",
    name="2026年度监理工程师职业资格考试",
    days=(date(2026, 5, 16), date(2026, 5, 17)),
    levels=(
        Level("考全科", "1", 86, ("1", "2", "3", "4")),
        Level("免二科", "2", 8, ("2", "4")),
        Level("增报专业", "3", 6, ("2", "4")),
    ),
    specialties=_specialties("土木建筑工程 68 交通运输工程 20 水利工程 12"),
    slots=(
        _slot("1", "建设工程合同管理", 1, 0, "09:00-11:00"),
        _slot("2", "建设工程目标控制", 2, 0, "14:00-17:00", by=True),
        _slot("3", "建设工程监理基本理论和相关法规", 3, 1, "09:00-11:00"),
        _slot("4", "建设工程监理案例分析", 4, 1, "14:00-18:00", by=True),
    ),
)

_XIAOFANG = ExamPlan(
    code="XF",
    name="2026年度一级注册消防工程师资格考试",
    days=(date(2026, 11, 7), date(2026, 11, 8)),
    levels=(
        Level("考全科", "1", 92, ("1", "2", "3")),
        Level("免一科", "2", 8, ("2", "3")),
    ),
    specialties=(),
    slots=(
        _slot("1", "消防安全技术实务", 1, 0, "09:00-11:30"),
        _slot("2", "消防安全技术综合能力", 2, 0, "14:00-16:30"),
        _slot("3", "消防安全案例分析", 3, 1, "09:00-12:00"),
    ),
)

_YAOSHI = ExamPlan(
    code="YS",
    name="2026年度执业药师职业资格考试",
    days=(date(2026, 10, 17), date(2026, 10, 18)),
    levels=(
        Level("考全科", "1", 93, ("1", "2", "3", "4")),
        Level("免二科", "2", 7, ("3", "4")),
    ),
    specialties=_specialties("药学 58 中药学 42"),
    slots=(
        _slot("1", "专业知识（一）", 1, 0, "09:00-11:30", by=True),
        _slot("2", "专业知识（二）", 2, 0, "14:00-16:30", by=True),
        _slot("3", "药事管理与法规", 3, 1, "09:00-11:30"),
        _slot("4", "综合知识与技能", 4, 1, "14:00-16:30", by=True),
    ),
)

# Three levels start together in the last session and end one after the other.
_SHEGONG = ExamPlan(
    code="SG",
    name="2026年度社会工作者职业资格考试",
    days=(date(2026, 6, 13), date(2026, 6, 14)),
    levels=(
        Level("初级", "1", 62, ("2", "3")),
        Level("中级", "2", 35, ("1", "2", "3")),
        Level("高级", "3", 3, ("3",)),
    ),
    specialties=(),
    slots=(
        _slot("1", "社会工作法规与政策", 1, 0, "14:00-16:00", level="中级"),
        _slot("2", "社会工作综合能力", 2, 1, "09:00-11:00", level="初级"),
        _slot("2", "社会工作综合能力", 2, 1, "09:00-11:00", level="中级"),
        _slot("3", "社会工作实务", 3, 1, "14:00-16:00", level="初级"),
        _slot("3", "社会工作实务", 3, 1, "14:00-16:30", level="中级"),
        _slot("3", "社会工作实务", 3, 1, "14:00-17:00", level="高级"),
    ),
    level_in_papers=True,
)

_HALF_DAYS = (
    (0, "08:30-10:00", "10:40-12:10"),
    (0, "14:00-15:30", "16:10-17:40"),
    (1, "08:30-10:00", "10:40-12:10"),
    (1, "14:00-15:30", "16:10-17:40"),
)

_JINGJI = ExamPlan(
    code="JJ",
    name="2026年度中级经济专业技术资格考试",
    days=(date(2026, 10, 31), date(2026, 11, 1)),
    levels=(Level("中级", "2", 1, ("1", "2")),),
    specialties=_specialties(
        "人力资源管理 340 工商管理 300 金融 110 财政税收 90 建筑与房地产经济 70 知识产权 30 "
        "农业经济 20 运输经济 20 保险 12 旅游经济 8"
    ),
    slots=tuple(
        slot
        for batch, (day, first, second) in enumerate(_HALF_DAYS, 1)
        for slot in (
            _slot("1", "经济基础知识", 2 * batch - 1, day, first, level="中级", batch=batch),
            _slot(
                "2", "专业知识和实务", 2 * batch, day, second, by=True, level="中级", batch=batch
            ),
        )
    ),
    electronic=True,
    full_percent=72,
    level_in_papers=True,
)

EXAMS: Mapping[str, tuple[ExamPlan, ...]] = MappingProxyType(
    {
        "一级建造师": (_JIANZAO,),
        "经济": (_JINGJI,),
        "造价与注安": (_ZAOJIA, _ZHUAN),
        "一级消防": (_XIAOFANG,),
        "社会工作者": (_SHEGONG,),
        "监理": (_JIANLI,),
        "执业药师": (_YAOSHI,),
    }
)
"""What `--exam` may name: one exam, or all exams of one weekend."""
