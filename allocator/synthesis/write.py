"""Writes a made-up exam of any size as the workbook a planner would send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import UsageError
from allocator.randomness import Stream
from allocator.synthesis.crew import (
    Crew,
    duty_rows,
    make_staff,
    missing_invigilators,
    more_staff,
    post_rows,
)
from allocator.synthesis.exams import EXAMS
from allocator.synthesis.people import Employers, Registry
from allocator.synthesis.roster import (
    Options,
    candidate_rows,
    paper_rows,
    rooms_needed,
    subjects_cell,
)
from allocator.synthesis.sheets import write_workbook
from allocator.synthesis.ties import kept_apart, kin_rows, other_rows, recused
from allocator.synthesis.venues import make_rooms, make_sites

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from allocator.synthesis.exams import ExamPlan
    from allocator.synthesis.roster import Row
    from allocator.synthesis.venues import Room, Site

_PER_SITE = 910
_PER_SITE_ELECTRONIC = 700
_SMALL = 25
"""Opened rooms up to which an exam has no luck to even out who is recused or away."""
_MACHINES = 46
"""Machines of an electronic room that candidates may use, on average and a little less."""


def write_exam(
    target: Path,
    *,
    exam: str,
    candidates: int,
    sites: int | None = None,
    seed: str,
    options: Options | None = None,
) -> tuple[Path, ...]:
    """Write `<exam>.xlsx` into folder `target` and return the paths written.

    `exam` is a key of `EXAMS`; `sites` left out: one for about 900 candidates. The same arguments
    give the same bytes. Raises `UsageError` for an unknown exam or a number below 1.
    """
    plans = EXAMS.get(exam)
    if plans is None:
        raise UsageError(f"没有名为“{exam}”的示例考试；可选：{'、'.join(EXAMS)}")
    if candidates < 1 or (sites is not None and sites < 1):
        raise UsageError("考生人数和考点数至少为 1")
    electronic = plans[0].electronic
    per_site = _PER_SITE_ELECTRONIC if electronic else _PER_SITE
    made = _Made(plans, candidates, sites or -(-candidates // per_site), seed, options or Options())
    target.mkdir(parents=True, exist_ok=True)
    return made.write(target, exam)


class _Made:
    """One made-up exam; each part draws from a stream of its own."""

    def __init__(
        self, plans: Sequence[ExamPlan], count: int, sites: int, seed: str, options: Options
    ) -> None:
        self._plans = plans
        self._seed = seed
        self._options = options
        self._people = Registry(self._stream("people"))
        self._employers = Employers(self._stream("employers"), count)
        self._electronic = plans[0].electronic
        self.sites = make_sites(self._stream("sites"), sites)
        self.rows = candidate_rows(
            plans,
            count,
            [site.code for site in self.sites],
            people=self._people,
            employers=self._employers,
            stream=self._stream("candidates"),
            options=options,
        )
        self._size = _MACHINES if self._electronic else 28 if options.mixed_rooms else 30
        self._opened = rooms_needed(self.rows, self._size)
        self._staff = make_staff(
            self._crew("staff"), -(-len(self.rows) * 11 // 100), opened=self._opened
        )
        self._kin = list(kin_rows(self._staff, self.rows, self._stream("kin")))
        self._other = list(other_rows(self._staff, self.rows, self._stream("other")))
        opened = self._room_for_kin()
        self.rooms = make_rooms(
            self._stream("rooms"),
            self.sites,
            max(round(self._opened / 0.9), self._opened + sites + 1, opened + sites),
            electronic=self._electronic,
            options=options,
        )

    def _crew(self, stream: str) -> Crew:
        """Return what staff are made for, with the stream of this name."""
        return Crew(
            sites=self.sites,
            sessions=sorted({slot.session for plan in self._plans for slot in plan.slots}),
            first_day=min(day for plan in self._plans for day in plan.days),
            electronic=self._electronic,
            people=self._people,
            employers=self._employers,
            stream=self._stream(stream),
        )

    def _room_for_kin(self) -> int:
        """Return how many rooms will be opened with kin apart; a small exam gets staff for them."""
        if self._electronic:
            # Rooms of many machines hold all kinds, and 批次 part most.
            return self._opened
        apart = kept_apart(self.rows, self._kin, self._other)
        opened = rooms_needed(self.rows, self._size, apart)
        if opened <= _SMALL:
            lost = recused(self.rows, self._kin, self._other)
            crew = self._crew("staff for kin")
            invigilators = missing_invigilators(
                self._staff, lost, opened=opened, sites=len(self.sites), sessions=crew.sessions
            )
            more_staff(crew, self._staff, lost, invigilators)
        return opened

    def _stream(self, part: str) -> Stream:
        return Stream(f"sample/{part}", self._seed, digest="")

    def write(self, target: Path, exam: str) -> tuple[Path, ...]:
        plans = self._plans
        days = [day for plan in plans for day in plan.days]
        content = {
            "考试": paper_rows(plans),
            "考生": self._candidates(),
            "考点": self.sites,
            "考场": self.rooms,
            "工作人员": (member.cells() for member in self._staff),
            "亲属关系": self._kin,
            "其他回避": self._other,
            "岗位": post_rows(self.sites),
            "值守": duty_rows(self.sites, days, electronic=self._electronic),
            "参数": _settings(plans, self.sites, self._opened),
        }
        paths = []
        if self._options.workbook_per_site:
            del content["考场"]
            for site in self.sites:
                paths.append(target / f"{exam}_考场_{site.code}.xlsx")
                rooms: list[Room] = [room for room in self.rooms if room.site == site.code]
                write_workbook(paths[-1], {"考场": rooms})
        paths.insert(0, target / f"{exam}.xlsx")
        write_workbook(paths[0], content)
        return tuple(paths)

    def _candidates(self) -> Iterator[tuple[str, ...]]:
        several = len(self._plans) > 1
        for row in self.rows:
            yield _cells(row, several, self._options)


def _cells(row: Row, several: bool, options: Options) -> tuple[str, ...]:
    person = row.person
    return (
        row.registration,
        person.name,
        person.sex,
        person.id_type,
        person.id_number,
        row.plan.code if several else "",
        row.level.name,
        row.specialty,
        subjects_cell(row, options),
        row.employer,
        row.site,
        row.need,
        "",
        row.note,
    )


def _settings(
    plans: Sequence[ExamPlan], sites: Sequence[Site], opened: int
) -> list[tuple[str, str, str]]:
    rows = [
        ("标准人数", "30", ""),
        ("同单位间隔", "前后左右", ""),
        ("省", "15", ""),
        ("市", "99", ""),
        ("准考证模板", _template(plans, len(sites), opened), ""),
        ("试卷袋规格", "30/25/20/15/10/5", ""),
        ("每考场监考", "2", ""),
        ("有经验", "1", ""),
    ]
    if plans[0].electronic:
        rows.append(("系统管理员兼任监考", "是", ""))
    return rows


def _template(plans: Sequence[ExamPlan], sites: int, opened: int) -> str:
    """Return a seat-coded template whose segments are wide enough."""
    if plans[0].level_in_papers and not plans[0].electronic and opened <= 900:
        # Rooms numbered through the whole 考区; the level is the first digit.
        return "{级别:1}{年:2}{省:2}{市:2}{考场:3}{座位:2}"
    order = "{考试序号:1}" if len(plans) > 1 else ""
    batch = "{批次:1}" if plans[0].electronic else ""
    site = "{考点:3}" if sites > 99 else "{考点:2}"
    return f"{{年:2}}{{省:2}}{{市:2}}{order}{batch}{site}{{考场:3}}{{座位:2}}"
