"""Rules of seats and persons: chance, one seat for all sessions, no clash, neighbours apart."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from allocator.audit.apart_floor import pairs_floor
from allocator.audit.claims import PAIRS
from allocator.audit.people import people_by_id, rooms_in_use
from allocator.audit.plain import at_roster, report, room_name
from allocator.models.domain.findings import Finding, Measure, RuleReport
from allocator.models.domain.policy import Apart

if TYPE_CHECKING:
    from allocator.audit.exported import Exported, Place
    from allocator.audit.facts import RunFacts
    from allocator.audit.people import RoomUse, Seated
    from allocator.models.domain.exam import Candidate, Inputs


def seat_random(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Seed and digest are there, and the export is about exactly the candidates of the inputs."""
    findings = []
    if not run.seed.strip():
        findings.append(Finding(rule="SEAT-RANDOM", place="运行记录", message="没有记录随机种子"))
    if not re.fullmatch(r"[0-9a-f]{64}", run.digest):
        findings.append(
            Finding(rule="SEAT-RANDOM", place="运行记录", message="没有记录输入和结构的摘要")
        )
    known = {candidate.registration: candidate for candidate in inputs.candidates}
    seen = set()
    for place in book.places:
        candidate = known.get(place.registration)
        seen.add(place.registration)
        wrong = "报名序号不在考生表中" if candidate is None else _mistaken(place, candidate)
        if wrong:
            message = f"报名序号 {place.registration}：{wrong}"
            findings.append(
                Finding(rule="SEAT-RANDOM", place=at_roster(place.line), message=message)
            )
    for candidate in inputs.candidates:
        if candidate.registration not in seen:
            message = f"报名序号 {candidate.registration} 没有编排"
            findings.append(Finding(rule="SEAT-RANDOM", place="考生编排", message=message))
    remark = "已核对种子、摘要和考生全员；抽签结果须另用复算程序按种子逐人重算，本表未重算"
    return report("SEAT-RANDOM", len(inputs.candidates), findings, inputs, remark)


def _mistaken(place: Place, candidate: Candidate) -> str:
    """Return what of a row does not belong to the candidate; blank: nothing."""
    shown = (place.name, place.exam, place.level, place.specialty)
    meant = (candidate.name, candidate.exam, candidate.level, candidate.specialty)
    if shown == meant and _shows(place.id_shown, candidate.id_number):
        return ""
    pairs = (
        ("姓名", place.name, candidate.name),
        ("考试代码", place.exam, candidate.exam),
        ("级别", place.level, candidate.level),
        ("专业", place.specialty, candidate.specialty),
    )
    wrong = [name for name, one, other in pairs if one != other]
    if not _shows(place.id_shown, candidate.id_number):
        wrong.append("证件号码")
    return f"{'、'.join(wrong)}与考生表不一致"


def _shows(shown: str, whole: str) -> bool:
    """Return whether a 证件号码, masked or whole, can be this one: what is not * must agree."""
    if shown == whole or not shown:
        return True
    if "*" not in shown:
        return False
    head, tail = shown[: shown.index("*")], shown[shown.rindex("*") + 1 :]
    return whole.startswith(head) and whole.endswith(tail)


def seat_fair(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Among candidates who look alike, the order of seats shows no trace of the order of the sheet.

    What a single export can show: in each group of at least 50, neither the rank correlation nor
    the number of ascents between sheet order and seat order is beyond six standard deviations
    (about 1 in 500 million for a fair draw).
    """
    rank = {candidate.registration: nth for nth, candidate in enumerate(inputs.candidates)}
    groups: dict[tuple[object, ...], list[Seated]] = defaultdict(list)
    for use in sorted(rooms_in_use(book, inputs), key=lambda use: (use.sitting, use.id)):
        for seated in use.people:
            c = seated.candidate
            groups[c.exam, c.level, c.specialty, c.subjects, c.need, c.site].append(seated)
    findings = []
    large = [group for group in groups.values() if len(group) >= 50]
    for group in large:
        order = [rank[seated.place.registration] for seated in group]
        if abs(_correlation(order)) > 6 or abs(_ascents(order)) > 6:
            first = group[0]
            message = (
                f"{first.candidate.exam} {first.candidate.level} {first.candidate.specialty} "
                f"条件相同的 {len(group)} 人，座位次序与考生表次序明显相关"
            )
            place = at_roster(first.place.line)
            findings.append(Finding(rule="SEAT-FAIR", place=place, message=message))
    remark = (
        f"条件相同的考生共 {len(groups)} 组；50 人以上的 {len(large)} 组检验座位次序与考生表次序"
        "无关。机会均等由公布的抽签方法保证，一次结果不能证明"
    )
    return report("SEAT-FAIR", len(groups), findings, inputs, remark)


def _correlation(order: list[int]) -> float:
    """Return Spearman's rank correlation of a sequence with its positions, in deviations."""
    n = len(order)
    rank = {value: nth for nth, value in enumerate(sorted(order))}
    squares = sum((nth - rank[value]) ** 2 for nth, value in enumerate(order))
    return (1 - 6 * squares / (n * (n * n - 1))) * math.sqrt(n - 1)


def _ascents(order: list[int]) -> float:
    """Return how far the number of ascents of a sequence is from its mean, in deviations."""
    n = len(order)
    ascents = sum(order[nth] < order[nth + 1] for nth in range(n - 1))
    return float((ascents - (n - 1) / 2) / math.sqrt((n + 1) / 12))


def seat_clash(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Nobody (by 证件号码) is due in two papers at one time."""
    by_person = people_by_id(book, inputs)
    findings = []
    for places in by_person.values():
        if len(places) == 1 and places[0].duty.clear:
            continue
        dues = []
        for seated in places:
            known = zip(seated.duty.papers, seated.place.lines, strict=True)
            lines = [line for paper, line in known if paper is not None]
            spans = zip(seated.duty.spans, lines, strict=True)
            dues += [(span, line, seated) for span, line in spans]
        dues.sort(key=lambda entry: entry[:2])
        for (span, _, one), (later, line, other) in pairwise(dues):
            if span.overlaps(later):
                names = " 与 ".join(
                    dict.fromkeys((one.place.registration, other.place.registration))
                )
                message = f"报名序号 {names}：同一人 {later.start:%m-%d %H:%M} 须同时参加两科考试"
                findings.append(Finding(rule="SEAT-CLASH", place=at_roster(line), message=message))
    return report("SEAT-CLASH", len(by_person), findings, inputs)


def seat_apart(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Count neighbours of one 工作单位 from the export and compare with what the run claims."""
    apart = inputs.policy.apart
    if apart is Apart.OFF:
        return RuleReport(rule="SEAT-APART", checked=0, applies=False, remark="同单位间隔已关闭")
    steps = [(0, 1), (1, 0)]
    if apart is Apart.EIGHT:
        steps += [(1, 1), (1, -1)]
    uses = rooms_in_use(book, inputs)
    findings = [finding for use in uses for finding in _neighbours(use, steps)]
    pairs = len(findings)
    wrong = []
    if pairs != run.pairs_left:
        wrong.append(f"运行记录称余 {run.pairs_left} 对同单位相邻，导出表中有 {pairs} 对")
    if pairs < run.pairs_bound:
        wrong.append(f"运行记录称已证明至少 {run.pairs_bound} 对，导出表中只有 {pairs} 对")
    findings += [Finding(rule="SEAT-APART", place="运行记录", message=text) for text in wrong]
    measure = Measure(
        name=PAIRS,
        recomputed=pairs,
        claimed=run.pairs_left,
        bound=run.pairs_bound,
        # No floor lies above what is there: with no pair left there is nothing to look for.
        floor=pairs_floor(book, inputs) if pairs else 0,
        wrong=len(wrong),
    )
    remark = f"{apart.value}：同单位相邻 {pairs} 对，已证明至少 {run.pairs_bound} 对"
    return report("SEAT-APART", len(uses), findings, inputs, remark, [measure])


def _neighbours(use: RoomUse, steps: list[tuple[int, int]]) -> list[Finding]:
    """Return a finding for each pair of neighbours of one unit in one room."""
    employed = [seated for seated in use.people if seated.candidate.employer]
    if len({seated.candidate.employer for seated in employed}) == len(employed):
        return []
    grid = {(seated.place.row, seated.place.column): seated for seated in employed}
    findings = []
    for (row, column), seated in sorted(grid.items(), key=lambda entry: entry[0]):
        for down, right in steps:
            other = grid.get((row + down, column + right))
            if other is not None and other.candidate.employer == seated.candidate.employer:
                message = (
                    f"{room_name(use.id)}：座位 {seated.place.seat} 与 {other.place.seat} "
                    f"（报名序号 {seated.place.registration}、{other.place.registration}）"
                    "同单位相邻"
                )
                place = at_roster(other.place.line)
                findings.append(Finding(rule="SEAT-APART", place=place, message=message))
    return findings
