"""Who of the inputs sits where by 考生编排: the basis of most checks, joined once for all of them.

What is the same for many candidates (the papers they sit, the room they sit in) is made once and
shared.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.plain import Span, Timetable, once
from allocator.models.domain.exam import Need

if TYPE_CHECKING:
    from allocator.audit.exported import Due, Exported, Place
    from allocator.models.domain.exam import Candidate, Inputs
    from allocator.models.domain.ids import RoomId, Sitting
    from allocator.models.domain.rooms import Room


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Duty:
    """What candidates who look alike are due in, as their rows say; shared by all of them."""

    dues: tuple[Due, ...]
    papers: tuple[int | None, ...]
    """Index into `Inputs.papers` for each of `dues`; None: there is no such paper."""
    spans: tuple[Span, ...]
    """When they are due, 延时 included; papers that there are not left out."""
    clear: bool
    """Whether no two of `spans` overlap."""
    need: Need
    needy: bool
    """Whether `need` is any at all."""


@dataclass(slots=True, eq=False)
class RoomUse:
    """One room in one sitting."""

    sitting: Sitting
    id: RoomId
    room: Room | None
    """None: the room is not in sheet 考场."""
    people: list[Seated] = field(default_factory=list)
    """Ascending by seat."""
    strangers: list[Place] = field(default_factory=list)
    """Places whose 报名序号 is not in sheet 考生: SEAT-RANDOM's finding."""

    @property
    def places(self) -> list[Place]:
        """Return every place, that of strangers included."""
        return [seated.place for seated in self.people] + self.strangers

    @property
    def line(self) -> int:
        """Return the Excel row of somebody there, seat 1 usually."""
        return (self.people[0].place if self.people else self.strangers[0]).line

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return every time at which somebody is due."""
        duties = dict.fromkeys(seated.duty for seated in self.people)
        return tuple(dict.fromkeys(span for duty in duties for span in duty.spans))


class Seated(NamedTuple):
    """A place in the export together with the candidate of the inputs who has it."""

    place: Place
    candidate: Candidate
    use: RoomUse
    duty: Duty


class People(NamedTuple):
    """Everybody, and every room in use."""

    seated: list[Seated]
    uses: list[RoomUse]


def arranged(book: Exported, inputs: Inputs) -> People:
    """Return everybody and every room in use, in the order of 考生编排."""
    return once(book, inputs, "people", lambda: _arranged(book, inputs))


def seated_people(book: Exported, inputs: Inputs) -> list[Seated]:
    """Return every place whose 报名序号 is known; the unknown ones are SEAT-RANDOM's finding."""
    return arranged(book, inputs).seated


def rooms_in_use(book: Exported, inputs: Inputs) -> list[RoomUse]:
    """Return every room of every sitting in which somebody sits."""
    return arranged(book, inputs).uses


def people_by_id(book: Exported, inputs: Inputs) -> dict[str, list[Seated]]:
    """Return the places of each person, by 证件号码 in upper case."""
    return once(book, inputs, "by id", lambda: _by_id(seated_people(book, inputs)))


def uses_by_room(book: Exported, inputs: Inputs) -> dict[RoomId, list[RoomUse]]:
    """Return the sittings of each physical room."""
    found: dict[RoomId, list[RoomUse]] = defaultdict(list)
    for use in rooms_in_use(book, inputs):
        found[use.id].append(use)
    return found


def _by_id(people: list[Seated]) -> dict[str, list[Seated]]:
    by_id: dict[str, list[Seated]] = defaultdict(list)
    for seated in people:
        by_id[seated.candidate.id_number.upper()].append(seated)
    return by_id


def _arranged(book: Exported, inputs: Inputs) -> People:
    candidates = {candidate.registration: candidate for candidate in inputs.candidates}
    rooms = {room.id: room for room in inputs.rooms}
    uses: dict[tuple[Sitting, RoomId], RoomUse] = {}
    duties = _Duties(inputs)
    seated = []
    where: tuple[object, ...] = ()
    use = None
    for place in book.places:
        here = (
            place.exam, place.batch, place.site, place.building, place.floor, place.classroom
        )  # fmt: skip
        if use is None or here != where:
            # Rows of a room stand together: the room is looked up when it changes.
            where, sitting, room = here, place.sitting, place.room
            use = uses.get((sitting, room))
            if use is None:
                use = uses[sitting, room] = RoomUse(sitting, room, rooms.get(room))
        candidate = candidates.get(place.registration)
        if candidate is None:
            use.strangers.append(place)
            continue
        entry = Seated(place, candidate, use, duties.of(place, candidate))
        seated.append(entry)
        use.people.append(entry)
    by_seat = attrgetter("place.seat")
    for use in uses.values():
        use.people.sort(key=by_seat)
    return People(seated, list(uses.values()))


class _Duties:
    """The duties made so far."""

    def __init__(self, inputs: Inputs) -> None:
        self._timetable = Timetable(inputs)
        self._known: dict[tuple[object, ...], Duty] = {}

    def of(self, place: Place, candidate: Candidate) -> Duty:
        """Return what a candidate is due in by the rows of a place."""
        key = (
            candidate.exam, place.batch, candidate.level, candidate.specialty, candidate.subjects,
            candidate.need, place.dues,
        )  # fmt: skip
        duty = self._known.get(key)
        if duty is None:
            duty = self._known[key] = self._make(place, candidate)
        return duty

    def _make(self, place: Place, candidate: Candidate) -> Duty:
        timetable, need = self._timetable, candidate.need
        who = (candidate.exam, place.batch, candidate.level, candidate.specialty)
        papers = tuple([timetable.index(*who, due.subject) for due in place.dues])
        spans = tuple(
            [timetable.span(paper, need.extra_percent) for paper in papers if paper is not None]
        )
        clear = not any(one.overlaps(other) for one, other in pairwise(sorted(spans)))
        return Duty(
            dues=place.dues, papers=papers, spans=spans, clear=clear, need=need,
            needy=need != Need(),
        )  # fmt: skip


def meet(one: Seated, other: Seated) -> bool:
    """Return whether two people, in one room, are there in one sitting or at one time."""
    return one.use.sitting == other.use.sitting or overlap(one.duty.spans, other.duty.spans)


def overlap(some: tuple[Span, ...], others: tuple[Span, ...]) -> bool:
    """Return whether any two stretches of time overlap."""
    return any(one.overlaps(other) for one in some for other in others)
