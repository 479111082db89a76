"""Names of things: one type per kind of identity, all of them the planner's own text."""

from __future__ import annotations

from typing import NamedTuple, NewType

ExamCode = NewType("ExamCode", str)
SiteCode = NewType("SiteCode", str)
SubjectCode = NewType("SubjectCode", str)
RegistrationId = NewType("RegistrationId", str)
StaffId = NewType("StaffId", str)


class RoomId(NamedTuple):
    """A physical room as the planner names it; sorts by site, building, floor, classroom."""

    site: str
    building: str
    floor: int
    classroom: str


class Sitting(NamedTuple):
    """What a candidate is due in with one seat: an exam, or one 批次 of it (0: none)."""

    exam: str
    batch: int
