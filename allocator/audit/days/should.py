"""What a draw keeps small: pairs of one unit, rooms of one sex, own units, repeats, no experience.

Each check counts again what is left, row by row, and holds the count against the record's claim.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from allocator.audit.claims import LEFT, scope_of
from allocator.audit.days.floors import day_floor
from allocator.audit.days.plan import ROLES, day_plans, gaps_of, invigilators, members, stopped
from allocator.audit.days.tables import DUTIES
from allocator.audit.plain import report
from allocator.audit.sessions import rooms_by_session
from allocator.models.domain.findings import Finding, Measure, RuleReport
from allocator.models.domain.staff_policy import experienced_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from allocator.audit.days.plan import DayPlan, DayRoom, Serving
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import Tier

    Left = Callable[[DayPlan, DayRoom, list[Serving]], Iterator[str]]
    """Yields a sentence for each thing left in one room, given those who count as 监考 there."""


def pair_unit(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Pairs of 监考 of one 工作单位 in a room; a blank unit is none."""
    unit = {staff: member.employer for staff, member in members(inputs).items()}

    def left(plan: DayPlan, room: DayRoom, crew: list[Serving]) -> Iterator[str]:
        for one, other in combinations(crew, 2):
            if unit.get(one.staff) and unit.get(one.staff) == unit.get(other.staff):
                yield f"工号 {one.staff}、{other.staff} 同为 {unit[one.staff]}"

    return _report("PAIR-UNIT", left, book, inputs, run)


def pair_gender(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Rooms without a woman or without a man among their 监考."""
    sex = {staff: member.sex for staff, member in members(inputs).items()}

    def left(plan: DayPlan, room: DayRoom, crew: list[Serving]) -> Iterator[str]:
        found = {sex.get(one.staff, "") for one in crew}
        missing = [name for name in ("男", "女") if name not in found]
        if missing:
            yield f"监考人员中没有{'、'.join(missing)}"

    return _report("PAIR-GENDER", left, book, inputs, run)


def pair_experience(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Rooms without an experienced 监考; and where 监考甲 is not the most experienced."""
    times = {staff: member.experience for staff, member in members(inputs).items()}
    enough = experienced_from(inputs.policy)

    def left(plan: DayPlan, room: DayRoom, crew: list[Serving]) -> Iterator[str]:
        if all(times.get(one.staff, 0) < enough for one in crew):
            yield f"没有有经验（{enough} 次以上）的监考人员"

    def led_wrongly(plan: DayPlan, room: DayRoom, crew: list[Serving]) -> Iterator[str]:
        first, *others = ROLES
        leading = [times.get(one.staff, 0) for one in crew if one.role == first]
        following = [times.get(one.staff, 0) for one in crew if one.role in others]
        if following and max(following) > max(leading, default=-1):
            shown = f"{max(leading)} 次" if leading else "空缺"
            yield f"监考甲的监考经验（{shown}）少于同考场的 {max(following)} 次"

    return _report("PAIR-EXPERIENCE", left, book, inputs, run, beside=led_wrongly)


def room_own_unit(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """监考 in a room where candidates of their own 工作单位 are due in a session of the draw."""
    unit = {staff: member.employer for staff, member in members(inputs).items()}
    there = _units_of_candidates(book, inputs) if book.draws else {}

    def left(plan: DayPlan, room: DayRoom, crew: list[Serving]) -> Iterator[str]:
        due: set[str] = set()
        for session in plan.sessions:
            due |= there.get((plan.table.site, room.number, session), set())
        for one in crew:
            if unit.get(one.staff) and unit[one.staff] in due:
                yield f"{one.role} 工号 {one.staff} 监考本单位（{unit[one.staff]}）的考生"

    return _report("ROOM-OWN-UNIT", left, book, inputs, run)


def room_repeat(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """监考 again in a room, and pairs again together, in draws of one exam at one site and kind.

    A person and a room, or a pair, count once in a draw, however often they met before.
    """
    earlier = _earlier(book, inputs)

    def left(plan: DayPlan, room: DayRoom, crew: list[Serving]) -> Iterator[str]:
        before = earlier[id(plan)]
        for one in crew:
            if (room.exam, one.staff, room.room) in before:
                yield f"{one.role} 工号 {one.staff} 再次监考这个考场"
        for one, other in combinations(crew, 2):
            if (room.exam, *sorted((one.staff, other.staff))) in before:
                yield f"工号 {one.staff}、{other.staff} 再次搭档"

    return _report("ROOM-REPEAT", left, book, inputs, run)


def _earlier(book: Exported, inputs: Inputs) -> dict[int, set[tuple[object, ...]]]:
    """Return for each draw (by `id`) the people and rooms, and the pairs, of the draws before it.

    Before it: of earlier sessions, at the same site, official ones and rehearsals apart.
    """
    so_far: dict[tuple[bool, str], set[tuple[object, ...]]] = defaultdict(set)
    found = {}
    for plan in sorted(day_plans(book, inputs), key=lambda plan: plan.sessions):
        before = so_far[plan.table.rehearsal, plan.table.site]
        found[id(plan)] = set(before)
        for room in plan.open.values():
            crew = invigilators(plan, room.number, inputs)
            before |= {(room.exam, one.staff, room.room) for one in crew}
            staff = sorted(one.staff for one in crew)
            before |= {(room.exam, *pair) for pair in combinations(staff, 2)}
    return found


def _units_of_candidates(book: Exported, inputs: Inputs) -> dict[tuple[str, str, int], set[str]]:
    """Return the 工作单位 of the candidates due in each room (site, 考场号) and session."""
    employer = {c.registration: c.employer for c in inputs.candidates if c.employer}
    found = {}
    for sheet in rooms_by_session(book, inputs):
        units = {employer.get(place.registration, "") for place in sheet.tickets.values()}
        found[sheet.room.site, sheet.number, sheet.session] = units
    return found


def _report(
    rule: str,
    left: Left,
    book: Exported,
    inputs: Inputs,
    run: RunFacts,
    beside: Left | None = None,
) -> RuleReport:
    """Return the report of a rule: what is left by `left`, and findings `beside` that count."""
    if stop := stopped(rule, book, inputs):
        return stop
    plans = day_plans(book, inputs)
    findings = gaps_of(rule, book, DUTIES)
    tallies: dict[str, _Tally] = {}
    checked = 0
    for plan in plans:
        if plan.table.lacks(DUTIES):
            continue
        tally = tallies.setdefault(plan.kind, _Tally())
        rows = _rows(rule, left, plan, inputs)
        findings += rows
        if beside is not None:
            findings += _rows(rule, beside, plan, inputs)
        findings += tally.enter(rule, plan, len(rows), day_floor(rule, plan, book, inputs), run)
        checked += len(plan.open)
    remark = "；".join(f"{kind}{tally}" for kind, tally in tallies.items())
    measures = [tally.measure(rule, kind) for kind, tally in tallies.items()]
    return report(rule, checked, findings, inputs, remark, measures)


def _rows(rule: str, left: Left, plan: DayPlan, inputs: Inputs) -> list[Finding]:
    """Return a finding for each thing left in each room of a draw."""
    found = []
    for number, room in plan.open.items():
        crew = invigilators(plan, number, inputs)
        for message in left(plan, room, crew):
            where = plan.where(number)
            place = plan.at_room(number)
            found.append(Finding(rule=rule, place=place, message=f"{where}：{message}"))
    return found


class _Tally:
    """What is left in all draws of one kind, and what the record claims to be least."""

    def __init__(self) -> None:
        self._draws = self._left = self._bound = self._unclaimed = 0
        self._claimed = self._floor = self._wrong = 0

    def enter(
        self, rule: str, plan: DayPlan, left: int, floor: int, run: RunFacts
    ) -> Iterator[Finding]:
        """Count one draw; yield how the claim of the record differs."""
        self._draws += 1
        self._left += left
        self._floor += floor
        claims = [tier for tier in run.draw_tiers.get(plan.key, ()) if tier.rule == rule]
        name = f"{plan.kind} 考点 {plan.table.site} 场次 {plan.table.session}"
        if not claims:
            self._unclaimed += 1
            message = f"{name}：运行记录没有这次抽签剩余多少，表中剩余 {left}"
            yield Finding(rule=rule, place="运行记录", message=message)
        for tier in claims:
            self._bound += tier.bound
            self._claimed += tier.value
            for text in _claim_wrong(rule, tier, left):
                self._wrong += 1
                yield Finding(rule=rule, place="运行记录", message=f"{name}：{text}")

    def measure(self, rule: str, kind: str) -> Measure:
        """Return the sums; claims that do not cover every draw have none."""
        whole = not self._unclaimed
        return Measure(
            name=LEFT[rule],
            scope=scope_of(kind, self._draws),
            recomputed=self._left,
            claimed=self._claimed if whole else None,
            bound=self._bound if whole else None,
            floor=self._floor,
            wrong=self._wrong,
        )

    def __str__(self) -> str:
        unclaimed = f"（其中 {self._unclaimed} 次没有记录）" if self._unclaimed else ""
        return f" {self._draws} 次：剩余 {self._left}，已证最少 {self._bound}{unclaimed}"


def _claim_wrong(rule: str, tier: Tier, left: int) -> Iterator[str]:
    """Yield what the table of a draw refutes of one claim."""
    if tier.value < tier.bound:
        yield f"运行记录的数值 {tier.value} 小于它自己的下界 {tier.bound}"
    if tier.value != left:
        # ROOM-REPEAT's claim is about the draws in force when it was made, in their order then.
        why = (
            "（按场次先后清点；曾重抽的，以前的抽签当时可能不同）" if rule == "ROOM-REPEAT" else ""
        )
        yield f"运行记录称剩余 {tier.value}，按抽签表清点为 {left}{why}"
    if left < tier.bound <= tier.value:
        yield f"运行记录称已证明至少剩余 {tier.bound}，按抽签表清点只有 {left}"
