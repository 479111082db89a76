"""What every site needs of staff in every turn: counts that follow from the open rooms.

Turns are the sessions that share one draw of the day. Needs are the default table with sheet 岗位,
and the numbers of 规范 6.3.2.2, 7.2.1 for rooms, floors and reserves. Nothing here looks at people.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.models.domain import staff_policy
from allocator.models.domain.exam import Form
from allocator.models.domain.paper_index import PaperIndex
from allocator.models.domain.staffing import (
    DRAWN_POSTS,
    WHOLE_POSTS,
    SiteWork,
    Turn,
    TurnWork,
    WorkRoom,
)
from allocator.solvers.staff.overlaps import overlapping_turns
from allocator.solvers.staff.patrol import floor_groups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import OpenRoom, RoomingPlan
    from allocator.models.domain.policy import Policy


def turns_of(inputs: Inputs) -> tuple[Turn, ...]:
    """Return the turns of the workbook, by their first session.

    The sessions of one 批次 share a draw (workbooks.md); where exams of one workbook share
    sessions, what hangs together is one turn.
    """
    linked = {paper.session: paper.session for paper in inputs.papers}

    def root(session: int) -> int:
        while linked[session] != session:
            session = linked[session]
        return session

    batch: dict[tuple[str, int], int] = {}
    for paper in inputs.papers:
        if paper.batch:
            one = root(batch.setdefault((paper.exam, paper.batch), paper.session))
            other = root(paper.session)
            linked[max(one, other)] = min(one, other)
    groups: dict[int, list[int]] = defaultdict(list)
    for session in sorted(linked):
        groups[root(session)].append(session)
    found = []
    for sessions in sorted(map(tuple, groups.values())):
        times = tuple(_time_of(inputs, session) for session in sessions)
        start, end = min(begin for begin, _ in times), max(end for _, end in times)
        found.append(Turn(sessions, start, end, early=False, times=times))
    first_of_day: dict[date, datetime] = {}
    for turn in found:
        day = turn.start.date()
        first_of_day[day] = min(first_of_day.get(day, turn.start), turn.start)
    return tuple(
        turn._replace(early=turn.start == first_of_day[turn.start.date()] and turn.start.hour < 12)
        for turn in found
    )


def _time_of(inputs: Inputs, session: int) -> tuple[datetime, datetime]:
    papers = [paper for paper in inputs.papers if paper.session == session]
    return min(paper.start for paper in papers), max(paper.end for paper in papers)


def works_of(inputs: Inputs, plan: RoomingPlan, turns: Sequence[Turn]) -> tuple[SiteWork, ...]:
    """Return the needs of every site with an open room, in the order of sheet 考点."""
    rooms = _rooms_of_turns(inputs, plan, turns)
    overlaps = overlapping_turns(inputs, plan, turns)
    found = []
    for site in inputs.sites:
        mine = {turn: rooms[site.code, turn] for turn in range(len(turns))
                if (site.code, turn) in rooms}  # fmt: skip
        if mine:
            work = _site_work(inputs, site.code, mine)
            found.append(replace(work, overlaps=overlaps[site.code]))
    return tuple(found)


def _rooms_of_turns(
    inputs: Inputs, plan: RoomingPlan, turns: Sequence[Turn]
) -> Mapping[tuple[str, int], list[WorkRoom]]:
    """Return the rooms of each site and turn in which somebody is due, by 考场号."""
    index = PaperIndex(inputs.papers)
    form = {room.id: room.form for room in inputs.rooms}
    turn_of = {session: nth for nth, turn in enumerate(turns) for session in turn.sessions}
    found: dict[tuple[str, int], list[WorkRoom]] = defaultdict(list)
    for room in plan.open_rooms:
        due = _due(inputs, plan, index, room)
        for turn in sorted({turn_of[session] for session in due}):
            here = {session: due[session] for session in sorted(due) if turn_of[session] == turn}
            found[room.room.site, turn].append(
                _work_room(inputs.policy, room, form[room.room], here)
            )
    for rooms in found.values():
        rooms.sort(key=lambda room: room.number)
    return found


def _due(inputs: Inputs, plan: RoomingPlan, index: PaperIndex, room: OpenRoom) -> Mapping[int, int]:
    """Return how many are due in a room, by session."""
    due: dict[int, int] = defaultdict(int)
    for number, people in room.counts:
        kind = plan.kinds[number]
        for paper in index.of_subjects(
            kind.exam, room.sitting.batch, kind.level, kind.specialty, kind.subjects
        ):
            due[inputs.papers[paper].session] += people
    return due


def _work_room(policy: Policy, room: OpenRoom, form: Form, due: Mapping[int, int]) -> WorkRoom:
    most = max(due.values())
    invigilators, admins = staff_policy.crew_of(policy, form, most)
    return WorkRoom(
        number=room.number,
        room=room.room,
        exam=room.sitting.exam,
        batch=room.sitting.batch,
        form=form,
        due=most,
        invigilators=invigilators,
        admins=admins,
        sessions=tuple(due),
    )


def _site_work(inputs: Inputs, site: str, rooms: Mapping[int, list[WorkRoom]]) -> SiteWork:
    policy = inputs.policy
    corridor = {room.id: nth for nth, room in enumerate(inputs.rooms)}
    turns = []
    for turn, opened in sorted(rooms.items()):
        needed = sum(room.invigilators for room in opened)
        doubling = staff_policy.admin_doubles(policy)
        turns.append(
            TurnWork(
                turn=turn,
                rooms=tuple(opened),
                groups=floor_groups(opened, corridor),
                invigilators=needed,
                admins=sum(room.admins for room in opened),
                reserves=staff_policy.reserves_for(needed) if policy.is_on("STAFF-RESERVE") else 0,
                computer=sum(
                    room.form is Form.ELECTRONIC and not (room.admins and doubling)
                    for room in opened
                ),
            )
        )
    exams = tuple(sorted({room.exam for opened in rooms.values() for room in opened}))
    return SiteWork(site=site, exams=exams, turns=tuple(turns), whole=_whole(inputs, site, rooms))


def _whole(
    inputs: Inputs, site: str, rooms: Mapping[int, list[WorkRoom]]
) -> tuple[tuple[str, int], ...]:
    """Return the posts that serve a site through the exam: the default table, then sheet 岗位."""
    forms = {room.form for opened in rooms.values() for room in opened}
    most = max(len(opened) for opened in rooms.values())
    needs = dict.fromkeys(WHOLE_POSTS, 0)
    needs |= {"主考": 1, "副主考": 1 + most // 30, "考务办公室": 2 + -(-most // 20)}
    needs |= {"医务": 1, "保电": 1, "保卫": 2, "驾驶员": 1}
    if Form.PAPER in forms:
        needs["试卷管理"] = 2
    if Form.ELECTRONIC in forms:
        needs["考点系统管理员"] = 1
    # A row for the site goes before one for every site.
    for row in sorted(inputs.post_needs, key=lambda row: row.site != ""):
        if row.site in ("", site) and row.post not in DRAWN_POSTS:
            needs[row.post] = row.people
    return tuple((post, people) for post, people in needs.items() if people)
