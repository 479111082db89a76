"""Papers, candidates and the root object `Inputs`: what a planner's workbooks say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003  # the record resolves it at run time
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from allocator.models.domain.kinship import KinTie, OtherTie
    from allocator.models.domain.policy import Policy
    from allocator.models.domain.rooms import Room, Site
    from allocator.models.domain.staff import DutyNeed, PostNeed, StaffMember


class Form(StrEnum):
    """How an exam is sat: 考试形式."""

    PAPER = "纸笔"
    ELECTRONIC = "电子化"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One row of sheet 考试: one paper in one session, for all levels or specialties left blank."""

    exam: str
    exam_name: str
    level: str
    level_code: str
    specialty: str
    specialty_code: str
    subject: str
    subject_name: str
    form: Form
    batch: int
    """0 where the exam has no 批次."""
    session: int
    start: datetime
    end: datetime
    audio_video: bool


class Need(NamedTuple):
    """What 特殊需求 asks for; `Need()` is none."""

    ground: bool = False
    """一楼: a room on floor 1."""
    accessible: bool = False
    """无障碍: a room so marked."""
    alone: bool = False
    """单独考场: nobody else in the room."""
    extra_percent: int = 0
    """延时: the duration is longer by this percentage, in rooms of their own kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One row of sheet 考生: one person in one exam."""

    registration: str
    """报名序号, unique over the workbook."""
    name: str
    sex: str
    id_type: str
    id_number: str
    exam: str
    level: str
    specialty: str
    subjects: tuple[str, ...]
    """Subject codes, sorted, never empty; a blank cell was filled with every subject of the level
    and specialty."""
    employer: str
    """工作单位 as the unit-separation group; blank: none."""
    site: str
    """指定考点, a site code; blank: any."""
    need: Need
    photo: str
    """Path of a picture, or blank."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything that was read, in the order of the sheets; frozen before any draw."""

    papers: tuple[Paper, ...]
    candidates: tuple[Candidate, ...]
    sites: tuple[Site, ...]
    rooms: tuple[Room, ...]
    staff: tuple[StaffMember, ...]
    kin_ties: tuple[KinTie, ...]
    other_ties: tuple[OtherTie, ...]
    post_needs: tuple[PostNeed, ...]
    duty_needs: tuple[DutyNeed, ...]
    policy: Policy

    def exam_codes(self) -> tuple[str, ...]:
        """Return the exams in the order of their first row in sheet 考试."""
        return tuple(dict.fromkeys(paper.exam for paper in self.papers))

    def title(self) -> str:
        """Return the names of the exams in that order, joined with 、."""
        names = {paper.exam: paper.exam_name for paper in reversed(self.papers)}
        return "、".join(names[exam] for exam in self.exam_codes())

    def batches_of(self, exam: str) -> tuple[int, ...]:
        """Return the 批次 of an exam in ascending order; `(0,)` for an exam without."""
        return tuple(sorted({paper.batch for paper in self.papers if paper.exam == exam}))
