"""Ticket numbers from the template of 参数, for seat-coded and for running numbers (TICKET).

Nothing is drawn here: seats already stand in the order in which running numbers go up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError
from allocator.models.domain.findings import Clash
from allocator.models.domain.tickets import parse_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.models.domain.exam import Candidate, Inputs
    from allocator.models.domain.plans import OpenRoom, RoomingPlan, Seat, SeatingPlan
    from allocator.models.domain.tickets import Segment

_NUMBERED = ("座位", "流水")
"""Segments in which candidates of one room differ."""


def with_tickets(inputs: Inputs, plan: RoomingPlan, seating: SeatingPlan) -> SeatingPlan:
    """Return the seats with their ticket numbers.

    Running numbers (流水) start at 1 for each distinct text around them, in the order of exam,
    考场号 and seat. Raises `InfeasibleError` naming the segment that is too narrow, or two equal
    numbers.
    """
    seats = []
    known: set[str] = set()
    for seat, ticket in zip(seating.seats, _tickets(inputs, plan, seating.seats), strict=True):
        if ticket in known:
            raise _twice(inputs, ticket, plan.open_rooms[seat.open_room].sitting.exam)
        known.add(ticket)
        seats.append(seat._replace(ticket=ticket))
    return replace(seating, seats=tuple(seats))


def _tickets(inputs: Inputs, plan: RoomingPlan, seats: Sequence[Seat]) -> Iterator[str]:
    """Yield the ticket number of each seat; seats stand in the order of exam, 批次, 考场号."""
    segments = {
        exam: parse_template(inputs.policy.template_of(exam)) for exam in inputs.exam_codes()
    }
    runs = {exam: any(part.name == "流水" for part in parts) for exam, parts in segments.items()}
    fixed = _Fixed(inputs)
    running: dict[tuple[str, ...], int] = defaultdict(int)
    shared: dict[tuple[int, str, str], tuple[str, ...]] = {}
    for seat in seats:
        room = plan.open_rooms[seat.open_room]
        exam = room.sitting.exam
        who = inputs.candidates[seat.candidate]
        key = (seat.open_room, who.level, who.specialty)
        around = shared.get(key)
        if around is None:
            around = shared[key] = tuple(
                fixed.text(part, room, who) for part in segments[exam] if part.name not in _NUMBERED
            )
        number = 0
        if runs[exam]:
            running[around] += 1
            number = running[around]
        texts = iter(around)
        pieces = []
        for part in segments[exam]:
            if part.name in _NUMBERED:
                value = seat.seat if part.name == "座位" else number
                pieces.append(_padded(part, value, inputs, exam))
            else:
                pieces.append(next(texts))
        yield "".join(pieces)


class _Fixed:
    """Texts of the segments that all candidates of a room share."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._levels: dict[tuple[str, str], str] = {}
        self._specialties: dict[tuple[str, str], str] = {}
        self._year: dict[str, int] = {}
        self._rank = {exam: n for n, exam in enumerate(inputs.exam_codes(), start=1)}
        for paper in inputs.papers:
            self._levels.setdefault((paper.exam, paper.level), paper.level_code)
            self._specialties.setdefault((paper.exam, paper.specialty), paper.specialty_code)
        for exam in inputs.exam_codes():
            first = min(
                (p for p in inputs.papers if p.exam == exam), key=lambda p: (p.session, p.start)
            )
            self._year[exam] = first.start.year

    def text(self, part: Segment, room: OpenRoom, who: Candidate) -> str:
        """Return the padded text of one segment."""
        if not part.name:
            return part.literal
        exam = room.sitting.exam
        value = {
            "级别": self._levels.get((exam, who.level), ""),
            "专业": self._specialties.get((exam, who.specialty), ""),
            "考试": exam,
            "考试序号": str(self._rank[exam]),
            "批次": str(room.sitting.batch),
            "年": str(self._year[exam])[-part.width :],
            "省": self._inputs.policy.province,
            "市": self._inputs.policy.city,
            "考点": room.room.site,
            "考场": str(int(room.number)),
        }[part.name]
        if len(value) > part.width:
            raise _narrow(part, value, self._inputs.policy.template_of(exam))
        return value.zfill(part.width)


def _padded(part: Segment, value: int, inputs: Inputs, exam: str) -> str:
    text = str(value).zfill(part.width)
    if len(text) > part.width:
        raise _narrow(part, text, inputs.policy.template_of(exam))
    return text


def _narrow(part: Segment, value: str, template: str) -> InfeasibleError:
    numeric = value.isdigit()
    return InfeasibleError(
        f"准考证模板的 {part.name} 段太窄",
        [
            Clash(
                rule="TICKET",
                cause=f"模板 {template} 的 {{{part.name}:{part.width}}} 放不下 {value}",
                demand=int(value) if numeric else len(value),
                supply=10**part.width - 1 if numeric else part.width,
                cure=f"把 参数 中 准考证模板 的 {{{part.name}:{part.width}}} 改为"
                f" {{{part.name}:{len(value)}}}",
            )
        ],
    )


def _twice(inputs: Inputs, ticket: str, exam: str) -> InfeasibleError:
    return InfeasibleError(
        "准考证号重复",
        [
            Clash(
                rule="TICKET",
                cause=f"按模板 {inputs.policy.template_of(exam)} 会有两名考生都是 {ticket}",
                demand=2,
                supply=1,
                cure="在 参数 的 准考证模板 中加上能区分的段：多个考试加 {考试序号:1}，"
                "有批次加 {批次:1}，考点连续编号加 {考点:2}",
            )
        ],
    )
