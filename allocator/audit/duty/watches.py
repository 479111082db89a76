"""Watches: the 卷库, the 分发（回收）室 and the telephone are never left by too few."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from allocator.audit.duty.needs import (
    Cover,
    Kind,
    asked,
    covers,
    faults_of,
    hulls,
    place_of,
    posts_of,
    session_covers,
    stopped,
    watches_of,
    when,
    where,
)
from allocator.audit.duty.sheets import word
from allocator.audit.duty.tables import HANDOVERS, REGION, WATCHES, DutyTables
from allocator.audit.plain import Span, report
from allocator.models.domain.exam import Form
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.audit.duty.tables import Watch
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs

_LEAST = 2


def vault_two(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """At every minute from arrival to hand-back two different people watch the 卷库.

    Both moments are those of sheet 值守; of a place that it does not name, the roster's own. When
    papers leave or come back by 交接安排, two must be there too; and nobody else goes in.
    """
    made = _two("VAULT-TWO", Kind.VAULT, book, inputs)
    duty = book.duty
    if duty is None or book.staff is None or WATCHES not in duty.sheets:
        return made
    findings = [*_at_hand_overs(duty), *_outsiders(duty, inputs)]
    on_paper = any(paper.form is Form.PAPER for paper in inputs.papers)
    if not made.applies and on_paper:
        words = "有纸笔考试，值守安排里却没有卷库值守"
        findings.append(Finding(rule="VAULT-TWO", place=duty.at(WATCHES), message=words))
    if not findings:
        return made
    return report("VAULT-TWO", made.checked, (*made.findings, *findings), inputs)


def sorting_two(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """At every moment two different people are in the 分发（回收）室."""
    return _two("SORTING-TWO", Kind.SORTING, book, inputs)


def phone(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Somebody answers the telephone through every day of the exam, at the 考区 and each site."""
    if stop := stopped("PHONE", book, inputs, WATCHES):
        return stop
    due = [*covers(inputs, Kind.PHONE, 1), *session_covers(book, inputs)]
    return _covered("PHONE", Kind.PHONE, due, book, inputs)


def _two(rule: str, kind: Kind, book: Exported, inputs: Inputs) -> RuleReport:
    due = covers(inputs, kind, 2)
    if stop := stopped(rule, book, inputs, WATCHES, due=bool(due)):
        return stop
    watches = watches_of(book.duty, kind) if book.duty else []
    due += hulls(watches, (cover.place for cover in due))
    made = _covered(rule, kind, due, book, inputs)
    remark = "" if made.applies else f"值守表和值守安排都没有{kind.value}，未核对"
    return replace(made, remark=remark)


def _at_hand_overs(duty: DutyTables) -> Iterator[Finding]:
    """Yield the hand-overs at the 卷库 of the 考区 when it is watched by too few, if at all."""
    guarded = [watch for watch in watches_of(duty, Kind.VAULT) if watch.place == REGION]
    moments = {
        (hand.site, hand.time, hand.stage): hand.line
        for hand in reversed(duty.hands)
        if place_of(hand) == REGION
    }
    for (site, at, stage), line in sorted(moments.items()) if guarded else ():
        there = {watch.staff for watch in guarded if watch.span.start <= at <= watch.span.end}
        if len(there) < _LEAST:
            words = (
                f"{where(site)} {at:%m-%d %H:%M} {stage}时考区卷库有 {len(there)} 人值守，"
                f"应有至少 {_LEAST} 人"
            )
            yield Finding(rule="VAULT-TWO", place=duty.at(HANDOVERS, line), message=words)


def _outsiders(duty: DutyTables, inputs: Inputs) -> Iterator[Finding]:
    """Yield who watches a 卷库 though he may take none of the posts that sheet 值守 names."""
    able = {member.staff: frozenset(member.posts) for member in inputs.staff}
    posts: dict[str, set[str]] = defaultdict(set)
    open_to_all = set()
    for need in asked(inputs, Kind.VAULT):
        posts[need.place] |= posts_of(need)
        if not posts_of(need):
            open_to_all.add(need.place)
    for watch in watches_of(duty, Kind.VAULT):
        wanted, mine = posts.get(watch.place), able.get(watch.staff)
        if watch.place in open_to_all or not wanted or mine is None:
            continue
        if not wanted & mine:
            words = (
                f"工号 {watch.staff} 的可任岗位中没有{'、'.join(sorted(wanted))}，"
                "无关人员不得进入卷库"
            )
            yield Finding(rule="VAULT-TWO", place=duty.at(WATCHES, watch.line), message=words)


def _covered(rule: str, kind: Kind, due: list[Cover], book: Exported, inputs: Inputs) -> RuleReport:
    """Return the report on what is due; what is checked are the stretches between two changes."""
    duty = book.duty or DutyTables()
    able = {member.staff: frozenset(member.posts) for member in inputs.staff}
    watches = watches_of(duty, kind)
    findings, checked = faults_of(rule, duty, WATCHES, (kind,)), 0
    for cover in due:
        there = [
            watch for watch in watches
            if watch.place == cover.place and word(cover.task) in ("", watch.task)
        ]  # fmt: skip
        for span, people in stretches(cover.span, there):
            checked += 1
            wrong = _too_few(people, cover, able)
            if wrong:
                name = cover.task or kind.value
                words = f"{where(cover.place)} {name} {when(span)} {wrong}"
                findings.append(Finding(rule=rule, place=duty.at(WATCHES), message=words))
    return report(rule, checked, findings, inputs)


def _too_few(people: Sequence[str], cover: Cover, able: dict[str, frozenset[str]]) -> str:
    """Return what is wrong about who is there; blank: nothing."""
    least = max(cover.least, cover.of_post)
    if len(people) < least:
        named = f"只有 {len(people)} 人（工号 {'、'.join(people)}）" if people else "无人"
        return f"{named}，应有至少 {least} 人"
    known = [staff for staff in people if staff in able]
    fit = [staff for staff in known if cover.posts & able[staff]]
    if cover.posts and len(fit) < cover.of_post:
        post = "、".join(sorted(cover.posts))
        others = "、".join(staff for staff in known if staff not in fit)
        lacking = f"，工号 {others} 的可任岗位中没有{post}" if others else ""
        return f"可任{post}的只有 {len(fit)} 人，应有至少 {cover.of_post} 人{lacking}"
    return ""


def stretches(span: Span, watches: Sequence[Watch]) -> Iterator[tuple[Span, list[str]]]:
    """Yield the parts of a stretch of time between changes of who is there, with their 工号."""
    moments = {span.start, span.end}
    for watch in watches:
        moments |= {at for at in watch.span if span.start < at < span.end}
    ordered = sorted(moments)
    for start, end in pairwise(ordered):
        part = Span(start, end)
        yield part, sorted({watch.staff for watch in watches if watch.span.overlaps(part)})
