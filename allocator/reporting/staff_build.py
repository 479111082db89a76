"""From the plans of posting to what staff documents show: sorts, joins, masks, decides nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.models.domain.exam import Form
from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN
from allocator.reporting.staff_views import (
    FormTimes,
    PostCount,
    PostPerson,
    RecusalView,
    ResilienceView,
    SiteCounts,
    StaffRegionView,
    StaffSession,
    StaffSiteView,
    TurnCounts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from allocator.models.domain.day_draws import Resilience
    from allocator.models.domain.exam import Inputs, Paper
    from allocator.models.domain.staffing import (
        Posted,
        PostingPlan,
        PostsPlan,
        Recusal,
        SiteWork,
        Turn,
        TurnWork,
    )

RESERVE = "备用监考"


def masked_name(name: str) -> str:
    """Return a name as 张某 or 张某某: its first character and at most two more hidden ones."""
    return name[:1] + "某" * min(2, max(1, len(name) - 1)) if name else ""


class StaffBuilder:
    """Answers for every view of the posts of one run."""

    def __init__(self, inputs: Inputs, posting: PostingPlan, posts: PostsPlan) -> None:
        """Index people and reserves by site."""
        self._inputs = inputs
        self._posting = posting
        self._staff = {member.staff: member for member in inputs.staff}
        self._names = {site.code: site.name for site in inputs.sites}
        self._exam_names = {paper.exam: paper.exam_name for paper in reversed(inputs.papers)}
        self._extended = {who.exam for who in inputs.candidates if who.need.extra_percent}
        self._posted: dict[str, list[Posted]] = defaultdict(list)
        for posted in posts.posted:
            self._posted[posted.site].append(posted)
        self._orders: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        self._reserves: dict[tuple[str, int], int] = {}
        for waiting in posts.reserves:
            self._reserves[waiting.site, waiting.turn] = len(waiting.staff)
            for order, staff in enumerate(waiting.staff, start=1):
                self._orders[waiting.site, staff].append((waiting.turn, order))

    def sites(self) -> Iterator[StaffSiteView]:
        """Yield every site that needs staff, in the order of sheet 考点."""
        for work in self._works():
            yield StaffSiteView(
                code=work.site,
                name=self._names[work.site],
                title="、".join(self._exam_names[exam] for exam in self._inputs.exam_codes()
                               if exam in work.exams),
                sessions=tuple(sorted(self._sessions(work), key=lambda found: found.session)),
                people=tuple(self._people(work.site)),
                extended=not self._extended.isdisjoint(work.exams),
            )  # fmt: skip

    def region(
        self,
        recusals: Iterable[Recusal],
        scopes: Mapping[Recusal, str],
        resilience: Iterable[Resilience],
    ) -> StaffRegionView:
        """Return what the documents of the 考区 show."""
        return StaffRegionView(
            sites=tuple(self._counts(work) for work in self._works()),
            spreads=self._posting.spreads,
            tiers=self._posting.tiers,
            recusals=tuple(self._recusal(recusal, scopes[recusal]) for recusal in recusals),
            resilience=tuple(self._resilience(found) for found in resilience),
        )

    def _works(self) -> list[SiteWork]:
        of_site = {work.site: work for work in self._posting.works}
        return [of_site[site.code] for site in self._inputs.sites if site.code in of_site]

    def _people(self, site: str) -> Iterator[PostPerson]:
        places = dict.fromkeys(posted.post for posted in self._posted[site])
        order = {post: nth for nth, post in enumerate(places)}
        people = []
        for posted in self._posted[site]:
            member = self._staff[posted.staff]
            people.append(
                PostPerson(
                    posted.staff, member.name, member.employer, posted.post, posted.turns,
                    tuple(sorted(self._orders.get((site, posted.staff), ()))),
                )
            )  # fmt: skip
        yield from sorted(people, key=lambda person: (order[person.post], person.reserve))

    def _sessions(self, work: SiteWork) -> Iterator[StaffSession]:
        for part in work.turns:
            turn = self._posting.turns[part.turn]
            after: tuple[int, datetime] | None = None
            for session in turn.sessions:
                papers = self._held(part, session)
                times = tuple(_times(papers))
                if times:
                    batches = tuple(sorted({paper.batch for paper in papers} - {0}))
                    found = StaffSession(session, part.turn, turn.sessions, times, after, batches)
                    yield found
                    after = session, found.end

    def _held(self, part: TurnWork, session: int) -> list[Paper]:
        held = {(room.exam, room.batch) for room in part.rooms}
        return [paper for paper in self._inputs.papers
                if paper.session == session and (paper.exam, paper.batch) in held]  # fmt: skip

    def _counts(self, work: SiteWork) -> SiteCounts:
        posted = self._posted[work.site]
        whole: dict[str, int] = defaultdict(int)
        for person in posted:
            whole[person.post] += 1
        return SiteCounts(
            work.site,
            self._names[work.site],
            tuple(self._turn_counts(work.site, part, posted) for part in work.turns),
            tuple(PostCount(post, needed, whole[post]) for post, needed in work.whole),
        )

    def _turn_counts(self, site: str, part: TurnWork, posted: Sequence[Posted]) -> TurnCounts:
        present = {INVIGILATOR: 0, PATROL: 0, ROOM_ADMIN: 0}
        for person in posted:
            if person.post in present and part.turn in person.turns:
                present[person.post] += 1
        reserves = self._reserves.get((site, part.turn), 0)
        turn: Turn = self._posting.turns[part.turn]
        return TurnCounts(
            turn.sessions,
            len(part.rooms),
            (
                PostCount(INVIGILATOR, part.invigilators, present[INVIGILATOR] - reserves),
                PostCount(RESERVE, part.reserves, reserves),
                PostCount(PATROL, len(part.groups), present[PATROL]),
                PostCount(ROOM_ADMIN, part.admins, present[ROOM_ADMIN]),
            ),
        )

    def _recusal(self, recusal: Recusal, scope: str) -> RecusalView:
        member = self._staff.get(recusal.staff)
        return RecusalView(
            recusal.exam,
            recusal.staff,
            masked_name(member.name) if member else "",
            member.employer if member else "",
            recusal.rule,
            recusal.kind,
            scope,
            recusal.registration,
            recusal.chain,
            recusal.clause,
        )

    def _resilience(self, found: Resilience) -> ResilienceView:
        return ResilienceView(
            found.site,
            self._names[found.site],
            self._posting.turns[found.turn].sessions,
            found.people,
            found.worst,
            found.likely,
            found.lacking,
            found.cure,
            found.witness,
        )


def _times(papers: Sequence[Paper]) -> Iterator[FormTimes]:
    for form in (Form.PAPER, Form.ELECTRONIC):
        found = [paper for paper in papers if paper.form is form]
        if found:
            yield FormTimes(
                form,
                min(paper.start for paper in found),
                _ends(found),
                any(paper.audio_video for paper in found),
                any(not paper.audio_video for paper in found),
            )


def _ends(papers: Sequence[Paper]) -> tuple[tuple[datetime, str], ...]:
    subjects: dict[datetime, dict[str, None]] = defaultdict(dict)
    for paper in papers:
        subjects[paper.end][paper.subject_name] = None
    return tuple((end, "、".join(subjects[end])) for end in sorted(subjects))
