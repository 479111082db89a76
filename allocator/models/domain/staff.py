"""Staff and what they are needed for: sheets 工作人员, 岗位 and 值守."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime  # noqa: TC003  # the record resolves them at run time

POSTS = (
    "主考",
    "副主考",
    "监考",
    "流动监考",
    "考点系统管理员",
    "考场系统管理员",
    "试卷管理",
    "考务办公室",
    "医务",
    "保电",
    "保卫",
    "驾驶员",
    "押运",
    "卷库值守",
    "值班",
)
"""可任岗位, in the order of the workbook contract; a planner may add others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """One row of sheet 工作人员."""

    staff: str
    name: str
    sex: str
    id_number: str
    employer: str
    phone: str
    posts: tuple[str, ...]
    computer: bool
    experience: int
    trained: date | None
    source: str
    site: str
    """所属考点; blank: any."""
    sessions: tuple[int, ...]
    """可用场次; empty: all."""
    max_sessions: int | None
    past_sessions: int


NOT_INVIGILATORS = ("志愿者招募", "社会招聘")
"""选派方式 that keep somebody from being 监考 or 流动监考 (规程 第二十条(二))."""


def may_invigilate(member: StaffMember) -> bool:
    """Return whether 选派方式 lets somebody be 监考 or 流动监考 (STAFF-SOURCE)."""
    return member.source not in NOT_INVIGILATORS


@dataclass(frozen=True, slots=True, kw_only=True)
class PostNeed:
    """One row of sheet 岗位: people of a post per site (blank: every site), in every session."""

    site: str
    post: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyNeed:
    """One row of sheet 值守."""

    task: str
    place: str
    start: datetime
    end: datetime
    shift_hours: int | None
    people: int | None
    post: str
