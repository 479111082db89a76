"""What every site needs by 考场编排 and the default table, and who serves it when by 岗位安排.

The needs are counted again from the exported rows: rooms open in a session, people due in each.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.days.plan import open_rooms, turn_of
from allocator.audit.exported import ROOMS
from allocator.audit.plain import once
from allocator.models.domain import staff_policy
from allocator.models.domain.exam import Form
from allocator.models.domain.findings import Finding, RuleReport
from allocator.models.domain.staffing import DRAWN_POSTS

if TYPE_CHECKING:
    from allocator.audit.days.plan import DayRoom
    from allocator.audit.exported import Exported
    from allocator.audit.staff.tables import PostRow
    from allocator.models.domain.exam import Inputs

NO_STAFF = "没有工作人员名单，未安排岗位"
CHIEF, DEPUTY, PAPERS, SITE_ADMIN = "主考", "副主考", "试卷管理", "考点系统管理员"


class Service(NamedTuple):
    """A row of 岗位安排 and the sessions it stands for."""

    row: PostRow
    sessions: tuple[int, ...]
    """Ascending; empty where the site has no open room."""

    @property
    def reserve(self) -> bool:
        """Return whether it is about a reserve."""
        return self.row.order != 0


class SiteNeeds(NamedTuple):
    """What one site needs."""

    sessions: tuple[int, ...]
    """All sessions of the turns in which it has an open room, ascending."""
    rooms: dict[int, list[DayRoom]]
    """Rooms in which somebody is due, by session."""
    whole: dict[str, int]
    """People by post that serves throughout."""

    def form(self, form: Form) -> bool:
        """Return whether the site ever has a room of this form open."""
        return any(room.form is form for rooms in self.rooms.values() for room in rooms)


def blocked(rule: str, book: Exported, *needed: str) -> RuleReport | None:
    """Return the report of a rule without staff, or without a sheet it needs; None: go on."""
    if book.staff is None:
        return RuleReport(rule=rule, checked=0, applies=False, remark=NO_STAFF)
    gaps = [gap for gap in book.staff.gaps if gap.document in needed]
    gaps += [gap for gap in book.gaps if gap.document == ROOMS]
    if not gaps:
        return None
    findings = tuple(Finding(rule=rule, place=gap.place, message=gap.message) for gap in gaps)
    return RuleReport(rule=rule, checked=0, findings=findings, remark="所需的表无法读取，未能核对")


def site_needs(book: Exported, inputs: Inputs) -> dict[str, SiteNeeds]:
    """Return the needs of every site with an open room, in the order of 考场编排."""
    return once(book, inputs, "needs of sites", lambda: _site_needs(book, inputs))


def services(book: Exported, inputs: Inputs) -> list[Service]:
    """Return every row of 岗位安排; a blank 场次 stands for all sessions of the site."""
    return once(book, inputs, "services", lambda: _services(book, inputs))


def services_by_staff(book: Exported, inputs: Inputs) -> dict[str, list[Service]]:
    """Return the same by 工号."""
    found: dict[str, list[Service]] = defaultdict(list)
    for service in services(book, inputs):
        found[service.row.staff].append(service)
    return found


def sessions_served(rows: list[Service]) -> list[int]:
    """Return the sessions of several rows of one person, ascending, each once."""
    return sorted({session for service in rows for session in service.sessions})


def doubling(inputs: Inputs, room: DayRoom) -> int:
    """Return how many 监考 of a room its 考场系统管理员 stands for (规范 7.2.1.3): 0 or 1."""
    policy = inputs.policy
    return int(admins(inputs, room) == 1 and staff_policy.admin_doubles(policy))


def admins(inputs: Inputs, room: DayRoom) -> int:
    """Return how many 考场系统管理员 a room needs (规范 7.2.1.5): 0 or 1."""
    return int(room.form is Form.ELECTRONIC and staff_policy.admin_in_each_room(inputs.policy))


def invigilators_needed(inputs: Inputs, rooms: list[DayRoom], session: int) -> int:
    """Return how many 监考 a site needs in a session, those doubled not counted."""
    return sum(
        staff_policy.invigilators_of(inputs.policy, room.form, room.due[session])
        - doubling(inputs, room)
        for room in rooms
    )


def _services(book: Exported, inputs: Inputs) -> list[Service]:
    needs = site_needs(book, inputs)
    found = []
    for row in book.staff.posts if book.staff else ():
        all_of_site = needs[row.site].sessions if row.site in needs else ()
        found.append(Service(row, (row.session,) if row.session else all_of_site))
    return found


def _site_needs(book: Exported, inputs: Inputs) -> dict[str, SiteNeeds]:
    turns = turn_of(inputs)
    sessions: dict[str, set[int]] = defaultdict(set)
    rooms: dict[str, dict[int, list[DayRoom]]] = defaultdict(lambda: defaultdict(list))
    for (site, first), opened in open_rooms(book, inputs).items():
        sessions[site].update(turns[first])
        for room in opened.values():
            for session, due in room.due.items():
                if due > 0:
                    rooms[site][session].append(room)
    return {
        site: SiteNeeds(
            tuple(sorted(found)), dict(rooms[site]), _whole(inputs, site, dict(rooms[site]))
        )
        for site, found in sessions.items()
    }


def _whole(inputs: Inputs, site: str, rooms: dict[int, list[DayRoom]]) -> dict[str, int]:
    """Return table "Default needs of a site, per session" of the rules, then sheet 岗位."""
    most = max((len(opened) for opened in rooms.values()), default=0)
    forms = {room.form for opened in rooms.values() for room in opened}
    needs = {
        CHIEF: 1,
        DEPUTY: 1 + most // 30,
        PAPERS: 2 if Form.PAPER in forms else 0,
        "考务办公室": 2 + (most + 19) // 20,
        SITE_ADMIN: 1 if Form.ELECTRONIC in forms else 0,
        "医务": 1,
        "保电": 1,
        "保卫": 2,
        "驾驶员": 1,
    }
    everywhere = {row.post: row.people for row in inputs.post_needs if row.site == ""}
    here = {row.post: row.people for row in inputs.post_needs if row.site == site}
    for post, people in (everywhere | here).items():
        if post not in DRAWN_POSTS:
            needs[post] = people
    # What the regulations ask for stays, whatever the sheet says.
    needs[CHIEF] = 1
    for post, form, least in ((PAPERS, Form.PAPER, 2), (SITE_ADMIN, Form.ELECTRONIC, 1)):
        if form in forms:
            needs[post] = max(least, needs[post])
    return needs
