"""The least that ROOM-PRIORITY's objectives can come to, by counting alone.

No solver is asked: rooms are divided into people and papers, rounded up; sites, patrols and the
rest are the best that so many rooms could do, taken from the sheets. So each figure is a bound that
a reader can follow by hand; it may lie below the one that the solver proved.

As the objectives are minimised in their order, what follows 启用考场 is the least for as many rooms
as were opened, and 科目考点 the least for the rooms that each paper and each site has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING

from allocator.audit.plain import Timetable, capacity, may_open
from allocator.audit.rooming import TAIL
from allocator.audit.sessions import rooms_by_session
from allocator.models.domain.exam import Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allocator.audit.exported import Exported
    from allocator.models.domain.exam import Candidate, Inputs
    from allocator.models.domain.ids import RoomId
    from allocator.models.domain.rooms import Room

PATROLLED = 5
"""Rooms of one floor that one 流动监考 covers (规范 7.2.1.4)."""
ALONE = -1
"""Stands for the 延时 of those who need a room of their own."""
Slot = int | str
"""A session; in an exam with 批次 the subject, which every 批次 has in a session of its own."""


def room_floors(book: Exported, inputs: Inputs, counted: Mapping[str, int]) -> dict[str, int]:
    """Return a floor for each objective, by its name; `counted` are their values in the export."""
    opened = counted["启用考场"]
    needs = [_Need(inputs, exam) for exam in inputs.exam_codes()]
    least = {form: _rooms(inputs, form, needs) for form in Form}
    usable = [room for room in inputs.rooms if may_open(room)]
    forms = {paper.form for paper in inputs.papers}
    best = max((room.priority for room in usable if room.form in forms), default=0)
    short = sorted(best - room.priority for room in usable if room.form in forms)
    with_video = Counter(room.form for room in usable if room.video and room.form in forms)
    return {
        "启用考场": sum(least.values()),
        "考场场次": sum(need.room_sessions() for need in needs),
        "启用考点": _sites(inputs, usable, opened),
        "流动监考": _patrols(usable, opened),
        "无监控考场": max(
            sum(max(0, least[form] - with_video[form]) for form in Form),
            opened - with_video.total(),
            0,
        ),
        "优先级": sum(short[:opened]),
        "科目考点": _paper_sites(book, inputs),
    }


class _Need:
    """How many rooms one exam needs in each slot, whoever sits where."""

    def __init__(self, inputs: Inputs, exam: str) -> None:
        papers = [paper for paper in inputs.papers if paper.exam == exam]
        self.form = papers[0].form
        self.batches = inputs.batches_of(exam)
        self.most = max(
            (limit_of(room, inputs) for room in inputs.rooms
             if room.form is self.form and may_open(room)),
            default=0,
        )  # fmt: skip
        policy = inputs.policy
        # Machines show any paper; with 允许混编 a paper room may hold several.
        self._apart = (
            self.form is Form.PAPER
            and policy.is_on("ROOM-ONE-PAPER")
            and policy.mixed_papers == 1
        )  # fmt: skip
        self.people: Counter[int] = Counter()
        """Everybody, by 延时."""
        self.due: dict[Slot, Counter[tuple[int, object]]] = defaultdict(Counter)
        """People by slot, then by 延时 and paper."""
        timetable = Timetable(inputs)
        alike = Counter(
            (who.level, who.specialty, who.subjects, _extra(who, inputs))
            for who in inputs.candidates
            if who.exam == exam
        )
        for (level, specialty, subjects, extra), people in alike.items():
            self.people[extra] += people
            for subject in subjects:
                found = self._slot(timetable, exam, level, specialty, subject)
                if found is not None:
                    slot, paper = found
                    self.due[slot][extra, paper if self._apart else None] += people
        by_session: dict[int, set[str]] = defaultdict(set)
        for paper in papers:
            by_session[paper.session].add(paper.subject)
        self._slots_add_up = self.batches == (0,) or all(
            len(subjects) == 1 for subjects in by_session.values()
        )

    def _slot(
        self, timetable: Timetable, exam: str, level: str, specialty: str, subject: str
    ) -> tuple[Slot, object] | None:
        """Return the slot and the paper of a subject; papers of 批次 that differ only by it are
        one."""
        for batch in self.batches:
            index = timetable.index(exam, batch, level, specialty, subject)
            if index is not None:
                paper = timetable.papers[index]
                return (subject if batch else paper.session), (
                    paper.level,
                    paper.specialty,
                    subject,
                )
        return None

    def at(self, slot: Slot) -> int:
        """Return the rooms of a slot, over all 批次: each class of people rounded up."""
        return self._rounded(self.due[slot])

    def sitting(self) -> int:
        """Return the rooms that all people of the exam need together, over all 批次."""
        return self._rounded(Counter({(extra, None): n for extra, n in self.people.items()}))

    def room_sessions(self) -> int:
        """Return the rooms in use, added over the sessions."""
        rooms = [self.at(slot) for slot in self.due]
        return sum(rooms) if self._slots_add_up else max(rooms, default=0)

    def _rounded(self, people: Mapping[tuple[int, object], int]) -> int:
        if not self.most:
            return 0
        return sum(n if extra == ALONE else -(-n // self.most) for (extra, _), n in people.items())


def limit_of(room: Room, inputs: Inputs) -> int:
    """Return how many a room may hold at the very most, the merged last room included."""
    most = capacity(room, inputs.policy)
    if inputs.policy.merge_tail and room.form is Form.PAPER:
        return min(room.seats, most + TAIL)
    return most


def _extra(who: Candidate, inputs: Inputs) -> int:
    """Return the 延时 that sets somebody apart from others: people of one share rooms."""
    if not inputs.policy.is_on("SEAT-NEEDS"):
        return 0
    return ALONE if who.need.alone else who.need.extra_percent


def _rooms(inputs: Inputs, form: Form, needs: list[_Need]) -> int:
    """Return the least physical rooms of a form."""
    sizes = sorted(
        (limit_of(room, inputs) for room in inputs.rooms if room.form is form and may_open(room)),
        reverse=True,
    )
    least = [0]
    for need in needs:
        if need.form is not form:
            continue
        rooms = [need.at(slot) for slot in need.due]
        # A seat belongs to one candidate through the whole exam (SEAT-STABLE).
        if inputs.policy.is_on("SEAT-STABLE"):
            rooms.append(need.sitting())
            if len(need.batches) == 1:
                least.append(_largest(sizes, need.people))
        # Sessions of 批次 follow each other, so that a room may serve in each of them.
        least += [-(-n // len(need.batches)) for n in rooms]
    exams = dict(zip(inputs.exam_codes(), needs, strict=True))
    papers = [paper for paper in inputs.papers if paper.form is form and not paper.batch]
    for moment in {paper.start for paper in papers}:
        sat: dict[str, set[int]] = defaultdict(set)
        for paper in papers:
            if paper.start <= moment < paper.end:
                sat[paper.exam].add(paper.session)
        least += _at_once(sizes, [(exams[exam], sessions) for exam, sessions in sat.items()],
                          apart=inputs.policy.is_on("ROOM-ONE-PAPER"))  # fmt: skip
    return max(least)


def _at_once(sizes: list[int], sat: list[tuple[_Need, set[int]]], *, apart: bool) -> list[int]:
    """Return what exams sat at one moment need together; `apart`: none shares a room of another."""
    rooms = [max(need.at(session) for session in sessions) for need, sessions in sat]
    people: Counter[int] = Counter()
    for need, sessions in sat:
        # Of sessions that overlap, people of one exam might share a room: the fullest counts.
        fullest = max(sessions, key=lambda session: (need.due[session].total(), session))
        for (extra, _), n in need.due[fullest].items():
            people[extra] += n
    return [sum(rooms), _largest(sizes, people)] if apart else rooms


def _largest(sizes: list[int], people: Mapping[int, int]) -> int:
    """Return how many of the largest rooms hold so many people."""
    alone = people.get(ALONE, 0)
    return alone + _fewest(sizes, sum(people.values()) - alone)


def _fewest(sizes: Iterable[int], wanted: int) -> int:
    """Return how many of the sizes, given in descending order, reach `wanted`; all if none do."""
    sums = list(accumulate(sizes))
    return next((nth for nth, sum_ in enumerate([0, *sums]) if sum_ >= wanted), len(sums))


def _sites(inputs: Inputs, usable: list[Room], opened: int) -> int:
    """Return the fewest sites with so many rooms that may open, those designated among them."""
    spare = {site.code: site.spare_rooms for site in inputs.sites}
    keeps = inputs.policy.is_on("ROOM-SPARE")
    there = Counter((room.site, room.form) for room in usable)
    most: Counter[str] = Counter()
    for (site, _), rooms in there.items():
        most[site] += max(0, rooms - (spare.get(site, 0) if keeps else 0))
    wanted: set[str] = set()
    if inputs.policy.is_on("SEAT-SITE"):
        wanted = {who.site for who in inputs.candidates if who.site}
    others = sorted((n for site, n in most.items() if site not in wanted), reverse=True)
    left = opened - sum(most[site] for site in wanted)
    return len(wanted) + _fewest(others, max(0, left))


def _patrols(usable: list[Room], opened: int) -> int:
    """Return the fewest 流动监考 of so many rooms, wherever they are: whole fives first."""
    floors = Counter((room.site, room.building, room.floor) for room in usable)
    pieces: list[int] = []
    for rooms in floors.values():
        whole, rest = divmod(rooms, PATROLLED)
        pieces += [PATROLLED] * whole + [rest] * bool(rest)
    return _fewest(sorted(pieces, reverse=True), opened)


def _paper_sites(book: Exported, inputs: Inputs) -> int:
    """Return the fewest sites of every paper, its rooms at the sites with most open rooms."""
    rooms: dict[int, set[RoomId]] = defaultdict(set)
    for sheet in rooms_by_session(book, inputs):
        for paper in sheet.papers:
            rooms[paper].add(sheet.room)
    opened = {room for of_paper in rooms.values() for room in of_paper}
    sizes = sorted(Counter(room.site for room in opened).values(), reverse=True)
    return sum(_fewest(sizes, len(of_paper)) for of_paper in rooms.values())
