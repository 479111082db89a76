"""Checks of the staff against sessions, posts and forms of exam: who cannot be posted, and why.

Only where sheet 工作人员 has rows. Whether there are enough people for every post is decided by
posting; here a post is told of that nobody at all may hold.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from allocator.intake.sink import Fault
from allocator.models.domain.exam import Form
from allocator.models.domain.staff_policy import (
    admin_doubles,
    admin_in_each_room,
    may_administer,
)
from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN, WHOLE_POSTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from allocator.intake.sink import Sink
    from allocator.intake.staff import StaffEntry
    from allocator.intake.tables import Table
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staff import StaffMember

CHOSEN = "单位选派"
_PAPER_ONLY = "试卷管理"
_ELECTRONIC_ONLY = "考点系统管理员"


def check(
    entries: Sequence[StaffEntry],
    tables: Sequence[Table],
    needs: Sequence[Table],
    inputs: Inputs,
    sink: Sink,
) -> None:
    """Report who cannot be posted; `tables` are those of 工作人员, `needs` those of 岗位."""
    if not entries or not inputs.papers:
        return
    days = _Days(inputs)
    _tell(entries, "trained", _untrained, sink)
    for entry in entries:
        _trained_late(entry, days, sink)
    guarded = _guarded(inputs)
    _tell(entries, "source", lambda member: _wrong_source(member, guarded), sink)
    _tell(entries, "sessions", lambda member: _part_time(member, days), sink)
    _tell(entries, "computer", lambda member: _unskilled(member, inputs), sink)
    if len(entries) < sum(map(len, tables)):
        # A row that was refused may be the one who can.
        return
    able = [entry.member for entry in entries if _may_be_posted(entry.member, days, guarded)]
    for need in _needed(inputs):
        if not any(need.post in member.posts for member in able):
            _tell_nobody(need, tables[0], needs, entries, sink)
    _tell_no_computer(inputs, able, tables[0], sink)


class _Days:
    """When somebody could serve: days of sessions, and until when duty lasts."""

    def __init__(self, inputs: Inputs) -> None:
        self._day_of = {paper.session: paper.start.date() for paper in inputs.papers}
        self._duty = max((need.end.date() for need in inputs.duty_needs), default=None)
        wholes: dict[tuple[str, int], set[int]] = defaultdict(set)
        for paper in inputs.papers:
            wholes[paper.exam, paper.batch].add(paper.session)
        self.wholes = [frozenset(sessions) for sessions in wholes.values()]
        """Sessions of each exam and 批次: a post for the whole exam takes at least one of them."""

    def last(self, member: StaffMember) -> date:
        """Return the last day on which somebody could serve."""
        sessions = member.sessions or tuple(self._day_of)
        last = max(self._day_of[session] for session in sessions)
        return last if self._duty is None else max(last, self._duty)


def _tell(
    entries: Sequence[StaffEntry],
    key: str,
    fault_of: Callable[[StaffMember], Fault | None],
    sink: Sink,
) -> None:
    """Tell once a table and kind of people who cannot be posted."""
    found: dict[tuple[int, Fault], list[StaffEntry]] = defaultdict(list)
    for entry in entries:
        fault = fault_of(entry.member)
        if fault is not None:
            found[id(entry.table), fault].append(entry)
    for (_, fault), some in found.items():
        sink.summary(some[0].table, [entry.at for entry in some], key, fault)


def _untrained(member: StaffMember) -> Fault | None:
    if member.trained is not None:
        return None
    message = "没有培训日期的人员不会被安排上岗。"
    cure = "培训后请填写培训日期；最晚在首个服务日的前一天完成培训（规范 7.1.2）。"
    return Fault("staff-untrained", message, cure)


def _trained_late(entry: StaffEntry, days: _Days, sink: Sink) -> None:
    trained, last = entry.member.trained, days.last(entry.member)
    if trained is not None and trained >= last:
        message = f"工号 {entry.member.staff} 的培训日期 {trained} 晚于任何一个服务日的前一天。"
        cure = (
            f"能服务的最后一天是 {last}，培训最晚在服务日的前一天完成（规范 7.1.2）；"
            "请改正日期，尚未培训的请留空。"
        )
        sink.cell(entry.table, entry.at, "trained", Fault("trained-late", message, cure))


def _guarded(inputs: Inputs) -> tuple[str, ...]:
    """Return the posts that STAFF-SOURCE keeps for people sent by their units."""
    if admin_doubles(inputs.policy):
        return (INVIGILATOR, PATROL, ROOM_ADMIN)
    return (INVIGILATOR, PATROL)


def _wrong_source(member: StaffMember, guarded: tuple[str, ...]) -> Fault | None:
    if member.source == CHOSEN or not any(post in guarded for post in member.posts):
        return None
    posts = "、".join(guarded)
    message = f"志愿者招募、社会招聘的人员不会被安排为{posts}（规程 第二十条）。"
    cure = "请从可任岗位中去掉这些岗位，或改正选派方式。"
    return Fault("staff-source", message, cure)


def _unskilled(member: StaffMember, inputs: Inputs) -> Fault | None:
    electronic = any(paper.form is Form.ELECTRONIC for paper in inputs.papers)
    may = may_administer(inputs.policy, member)
    if not electronic or may or ROOM_ADMIN not in member.posts:
        return None
    message = "可任考场系统管理员的人员，“计算机能力”不是“是”，不安排为考场系统管理员。"
    cure = "兼任监考的系统管理员须具备计算机能力（规范 6.3.2.2.3）；请核对“计算机能力”。"
    return Fault("admin-computer", message, cure)


def _part_time(member: StaffMember, days: _Days) -> Fault | None:
    """Tell of people who have only posts for the whole exam, and no time for any whole exam."""
    if not member.posts or any(post not in WHOLE_POSTS for post in member.posts):
        return None
    most = member.max_sessions
    for whole in days.wholes:
        free = not member.sessions or whole.issubset(member.sessions)
        if free and (most is None or len(whole) <= most):
            return None
    message = "只写了从头到尾在岗的岗位，可用场次或每人最多场次却不够任何一项考试的全部场次。"
    cure = "这些人员不会被安排；请放宽可用场次、每人最多场次，或增加监考等按场次安排的岗位。"
    return Fault("staff-part-time", message, cure)


def _may_be_posted(member: StaffMember, days: _Days, guarded: tuple[str, ...]) -> bool:
    return (
        member.trained is not None
        and member.trained < days.last(member)
        and _wrong_source(member, guarded) is None
        and _part_time(member, days) is None
    )


class _Need(NamedTuple):
    """A post that somebody must hold."""

    post: str
    written: bool
    """It is needed because sheet 岗位 says so."""


def _needed(inputs: Inputs) -> Iterator[_Need]:
    """Yield the posts that are needed: those of the default table, and those of sheet 岗位."""
    forms = {paper.form for paper in inputs.papers}
    written: dict[str, int] = defaultdict(int)
    for row in inputs.post_needs:
        written[row.post] += row.people
    everywhere = {row.post for row in inputs.post_needs if not row.site}
    for post in WHOLE_POSTS:
        absent = (post == _PAPER_ONLY and Form.PAPER not in forms) or (
            post == _ELECTRONIC_ONLY and Form.ELECTRONIC not in forms
        )
        if not absent and post not in everywhere and not written[post]:
            yield _Need(post, written=False)
    yield from (_Need(post, written=True) for post, people in written.items() if people)
    yield from (_Need(post, written=False) for post in (INVIGILATOR, PATROL))
    if Form.ELECTRONIC in forms and admin_in_each_room(inputs.policy):
        yield _Need(ROOM_ADMIN, written=False)


def _tell_nobody(
    need: _Need, table: Table, needs: Sequence[Table], entries: Sequence[StaffEntry], sink: Sink
) -> None:
    listed = sum(need.post in entry.member.posts for entry in entries)
    who = f"写有该岗位的 {listed} 人都不能上岗" if listed else "可任岗位中没有人写有该岗位"
    message = f"需要“{need.post}”，但没有人可任：{who}。"
    cure = "请在工作人员表补上可任该岗位、已按时培训的人员，否则无法安排岗位。"
    fault = Fault("post-nobody", message, cure)
    if need.written:
        for sheet in needs:
            for at, post in enumerate(sheet.columns.get("post", ())):
                if str(post).strip() == need.post:
                    sink.cell(sheet, at, "post", fault)
                    return
    sink.report(fault.code, message, cure, file=table.file, sheet=table.sheet,
                row=table.header_row, column=table.header("posts"))  # fmt: skip


def _tell_no_computer(
    inputs: Inputs, able: Sequence[StaffMember], table: Table, sink: Sink
) -> None:
    if all(paper.form is not Form.ELECTRONIC for paper in inputs.papers):
        return
    watching = (INVIGILATOR, ROOM_ADMIN) if admin_doubles(inputs.policy) else (INVIGILATOR,)
    if any(member.computer and any(p in member.posts for p in watching) for member in able):
        return
    message = "有电子化考试，但没有一名可任监考的人员具备计算机能力。"
    cure = "电子化考场至少 1 名监考人员具备计算机应用能力（规范 6.3.2.2.3）；请核对“计算机能力”。"
    sink.report("computer-none", message, cure, file=table.file, sheet=table.sheet,
                row=table.header_row, column=table.header("computer"))  # fmt: skip
