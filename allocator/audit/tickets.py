"""TICKET: numbers follow the template, are unique text, and run on within a room and its 考场号."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.people import rooms_in_use
from allocator.audit.plain import at_roster, report, room_name
from allocator.models.domain.findings import Finding, RuleReport
from allocator.models.domain.policy import Numbering
from allocator.models.domain.tickets import parse_template

if TYPE_CHECKING:
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.audit.people import Duty, RoomUse, Seated
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.ids import RoomId
    from allocator.models.domain.tickets import Segment

Templates = dict[str, tuple["Segment", ...]]
"""By exam."""


def ticket(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Derive every number again from the template; then uniqueness, order and 考场号."""
    templates = {
        exam: parse_template(inputs.policy.template_of(exam)) for exam in inputs.exam_codes()
    }
    values = _Values(inputs)
    owner: dict[str, str] = {}
    findings = []
    checked = 0
    uses = rooms_in_use(book, inputs)
    for use in uses:
        forms: dict[tuple[Duty, str], _Form] = {}
        plainly_right = True
        for seated in use.people:
            place = seated.place
            key = (seated.duty, place.number)
            form = forms.get(key)
            if form is None:
                template = templates.get(seated.candidate.exam, ())
                form = forms[key] = _form(template, values.of(seated, template))
            first = owner.setdefault(place.ticket, place.registration)
            if form.fits(place.ticket, place.seat) and place.ticket_is_text:
                if first == place.registration:
                    continue
            else:
                plainly_right = False
            findings += _ticket_wrong(seated, form, first)
        checked += len(use.people)
        findings += _order(use, templates, plainly_right)
    findings += _numbers(uses, inputs, templates)
    return report("TICKET", checked, findings, inputs)


class _Form(NamedTuple):
    """What the numbers of like candidates in one room look like."""

    template: tuple[Segment, ...]
    known: tuple[str | None, ...]
    """What must stand in each segment; None: 座位 and 流水, which are the seat's."""
    width: int
    head: str
    tail: str
    seat_width: int
    """Where only 座位 differs from seat to seat its width, between `head` and `tail`; else 0."""

    def fits(self, number: str, seat: int) -> bool:
        """Return whether a number is plainly right; False: it has to be looked at by segments."""
        due = f"{self.head}{seat:0{self.seat_width}d}{self.tail}" if self.seat_width else ""
        return number == due and len(number) == self.width


def _form(template: tuple[Segment, ...], known: tuple[str | None, ...]) -> _Form:
    width = sum([segment.width for segment in template])
    open_places = [nth for nth, value in enumerate(known) if value is None]
    head = tail = ""
    seat_width = 0
    if len(open_places) == 1 and template[open_places[0]].name == "座位":
        at = open_places[0]
        seat_width = template[at].width
        head = "".join(value or "" for value in known[:at])
        tail = "".join(value or "" for value in known[at + 1 :])
    return _Form(template, known, width, head, tail, seat_width)


def _ticket_wrong(seated: Seated, form: _Form, first: str) -> list[Finding]:
    """Return what is wrong about one number; `first` is who was seen with it first."""
    place = seated.place
    wrong = [] if place.ticket_is_text else ["准考证号不是文本"]
    if first != place.registration:
        wrong.append("准考证号与他人重复")
    wrong += _segments_wrong(seated, form)
    name = f"报名序号 {place.registration}（准考证号 {place.ticket}）"
    return [
        Finding(rule="TICKET", place=at_roster(place.line), message=f"{name}：{text}")
        for text in wrong
    ]


class _Values:
    """What each segment stands for, looked up once."""

    def __init__(self, inputs: Inputs) -> None:
        self.policy = inputs.policy
        self.order = {exam: nth for nth, exam in enumerate(inputs.exam_codes(), start=1)}
        self.year: dict[str, int] = {}
        self.level: dict[tuple[str, str], str] = {}
        self.specialty: dict[tuple[str, str], str] = {}
        for paper in sorted(inputs.papers, key=lambda paper: paper.start):
            self.year.setdefault(paper.exam, paper.start.year)
        for paper in inputs.papers:
            if paper.level_code:
                self.level.setdefault((paper.exam, paper.level), paper.level_code)
            if paper.specialty_code:
                self.specialty.setdefault((paper.exam, paper.specialty), paper.specialty_code)

    def of(self, seated: Seated, template: tuple[Segment, ...]) -> tuple[str | None, ...]:
        """Return what must stand in each segment; None for 座位 and 流水, which are the seat's.

        Candidates of one level and specialty in one room have all of it in common.
        """
        return tuple(self._look_up(segment, seated) for segment in template)

    def _look_up(self, segment: Segment, seated: Seated) -> str | None:
        place, candidate = seated.place, seated.candidate
        exam = candidate.exam
        if segment.name == "年":
            return f"{self.year[exam]:04d}"[-segment.width :]
        value = {
            "": segment.literal,
            "级别": self.level.get((exam, candidate.level), ""),
            "专业": self.specialty.get((exam, candidate.specialty), ""),
            "考试": exam,
            "考试序号": str(self.order.get(exam, 0)),
            "批次": str(place.batch),
            "省": self.policy.province,
            "市": self.policy.city,
            "考点": place.site,
            "考场": str(_int(place.number)),
        }.get(segment.name)
        return value if value is None else value.zfill(segment.width)


def _int(text: str) -> int:
    return int(text) if text.isdecimal() else -1


def _cut(number: str, template: tuple[Segment, ...]) -> list[tuple[Segment, str]]:
    """Return each segment with its characters of a number."""
    cut = []
    at = 0
    for segment in template:
        cut.append((segment, number[at : at + segment.width]))
        at += segment.width
    return cut


def _segments_wrong(seated: Seated, form: _Form) -> list[str]:
    """Return the segments of a number that are not what the template says."""
    number = seated.place.ticket
    if len(number) != form.width:
        return [f"应为 {form.width} 位，实为 {len(number)} 位"]
    wrong = []
    for (segment, shown), known in zip(_cut(number, form.template), form.known, strict=True):
        due = str(seated.place.seat).zfill(segment.width) if segment.name == "座位" else known
        if due is None and not shown.isdecimal():
            wrong.append(f"{segment.name}段“{shown}”不是数字")
        elif due is not None and due != shown:
            wrong.append(f"{segment.name or '固定文字'}段应为 {due}，实为 {shown}")
    return wrong


def _order(use: RoomUse, templates: Templates, plainly_right: bool) -> list[Finding]:
    """Return where numbers of a room do not run on in the order of seats.

    Numbers that are all plainly right run on as their seats do.
    """
    seats = [seated.place.seat for seated in use.people]
    if plainly_right and all(after == seat + 1 for seat, after in pairwise(seats)):
        return []
    template = templates.get(use.sitting.exam, ())
    cuts = [_cut(seated.place.ticket, template) for seated in use.people]
    findings = []
    for (one, before), (other, after) in pairwise(zip(use.people, cuts, strict=True)):
        if not _runs_on(before, after, one.place.ticket < other.place.ticket):
            message = (
                f"{room_name(use.id)} 座位 {one.place.seat}、{other.place.seat} 的准考证号 "
                f"{one.place.ticket}、{other.place.ticket} 不连续递增"
            )
            place = at_roster(other.place.line)
            findings.append(Finding(rule="TICKET", place=place, message=message))
    return findings


def _runs_on(
    before: list[tuple[Segment, str]], after: list[tuple[Segment, str]], ascending: bool
) -> bool:
    """Return whether a number is the next one: 座位 and 流水 go up by one.

    Where nothing else differs the whole number must ascend as well.
    """
    rest_equal = True
    for (segment, one), (_, other) in zip(before, after, strict=True):
        if segment.name in ("座位", "流水"):
            if _int(other) != _int(one) + 1:
                return False
        elif one != other:
            rest_equal = False
    return ascending or not rest_equal


class _Open(NamedTuple):
    """An open room of an exam (all its 批次), in the order in which 考场号 are given."""

    exam: int
    site: int
    room: int
    number: str
    line: int
    name: str


def _numbers(uses: list[RoomUse], inputs: Inputs, templates: Templates) -> list[Finding]:
    """Return 考场号 that differ within a room, are not text of digits, or leave the sequence."""
    exams = {exam: nth for nth, exam in enumerate(inputs.exam_codes())}
    sites = {site.code: nth for nth, site in enumerate(inputs.sites)}
    rooms = {room.id: nth for nth, room in enumerate(inputs.rooms)}
    opened: dict[tuple[str, RoomId], _Open] = {}
    findings = []
    for use in uses:
        exam = use.sitting.exam
        people = [s.place for s in use.people if s.candidate.exam == exam]
        if use.room is None or exam not in exams or not people:
            continue
        first = opened.get((exam, use.id))
        if first is None:
            first = opened[exam, use.id] = _Open(
                exam=exams[exam],
                site=sites.get(use.id.site, -1),
                room=rooms[use.id],
                number=people[0].number,
                line=people[0].line,
                name=room_name(use.id),
            )
        for place in people:
            if place.number != first.number:
                message = f"{first.name} 的考场号有 {first.number} 和 {place.number} 两个"
                findings.append(
                    Finding(rule="TICKET", place=at_roster(place.line), message=message)
                )
    by_site = _numbering(inputs, templates) is Numbering.SITE
    following: dict[int, int] = defaultdict(int)
    for entry in sorted(opened.values()):
        row = entry.site if by_site else -1
        following[row] += 1
        if _int(entry.number) != following[row]:
            message = f"{entry.name} 的考场号应为第 {following[row]} 号，实为 {entry.number}"
            findings.append(Finding(rule="TICKET", place=at_roster(entry.line), message=message))
    return findings


def _numbering(inputs: Inputs, templates: Templates) -> Numbering:
    """Return how rooms are numbered: as set, else by whether each template names the site."""
    if inputs.policy.numbering is not None:
        return inputs.policy.numbering
    named = [any(s.name == "考点" for s in template) for template in templates.values()]
    return Numbering.SITE if all(named) else Numbering.REGION
