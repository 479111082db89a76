"""What one candidate sits: exam, level, specialty and subjects from four cells, by `ExamBook`.

Thousands of candidates write the same four cells: each wording is worked out once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from allocator.intake import cells
from allocator.intake.sink import Fault
from allocator.models.domain.extra_time import extended_end

if TYPE_CHECKING:
    from datetime import datetime

    from allocator.intake.exams import Exam, ExamBook
    from allocator.models.domain.exam import Paper

_STRONG = re.compile(r"[、；;,，|/\n\r]+")


class Wording(NamedTuple):
    """The cells as they were read; blank where they are."""

    exam: str
    level: str
    specialty: str
    subjects: str
    marked: tuple[str, ...] | None
    """Subjects marked in columns of their own; None where there are no such columns."""
    extra_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """The answer; `faults` (by column key) means that the row is refused."""

    exam: str = ""
    level: str = ""
    specialty: str = ""
    subjects: tuple[str, ...] = ()
    filled: bool = False
    """The blank cell was filled with every subject."""
    unlisted: bool = False
    """The level does not stand in sheet 考试, whose papers are (partly) for all levels."""
    sittings: tuple[tuple[tuple[datetime, datetime], ...], ...] = ()
    """For each 批次 that holds all subjects, the times of its papers."""
    faults: tuple[tuple[str, Fault], ...] = ()


def enrol(book: ExamBook, wording: Wording) -> Enrolment:
    """Return what a wording means."""
    exam, fault = _exam(book, wording.exam)
    if exam is None:
        return Enrolment(faults=(("exam", fault),) if fault else ())
    level, level_fault, unlisted = _level(exam, wording.level)
    specialty, specialty_fault = _specialty(exam, wording.specialty)
    faults = [("level", level_fault)] if level_fault else []
    if specialty_fault:
        faults.append(("specialty", specialty_fault))
    if faults:
        return Enrolment(exam=exam.code, faults=tuple(faults))
    papers = exam.for_whom(level, specialty)
    chosen, faults = _subjects(exam, papers, wording, specialty)
    if faults:
        return Enrolment(exam=exam.code, faults=tuple(faults))
    sittings, fault = _sittings(papers, chosen, wording.extra_percent)
    if fault is not None:
        return Enrolment(exam=exam.code, faults=(("subjects", fault),))
    return Enrolment(
        exam=exam.code,
        level=level,
        specialty=specialty,
        subjects=tuple(sorted(chosen)),
        filled=not wording.subjects and wording.marked is None,
        unlisted=unlisted,
        sittings=sittings,
    )


def _exam(book: ExamBook, text: str) -> tuple[Exam | None, Fault | None]:
    if not book.exams:
        return None, None
    names = "、".join(list(book.exams)[:20])
    if not text:
        if len(book.exams) == 1:
            return next(iter(book.exams.values())), None
        message = "有几项考试，考试代码不能为空。"
        return None, Fault("exam-blank", message, f"请填写考试代码：{names}。")
    exam = book.exams.get(text)
    if exam is None:
        message = f"考试代码“{text}”在考试表中没有。"
        return None, Fault("exam-unknown", message, f"可用的考试代码：{names}。")
    return exam, None


def _level(exam: Exam, text: str) -> tuple[str, Fault | None, bool]:
    if not exam.levels:
        return text, None, False
    if not text:
        if len(exam.levels) == 1:
            return exam.levels[0], None, False
        cure = f"请填写级别：{'、'.join(exam.levels)}。"
        return "", Fault("level-blank", "该考试有几个级别，级别不能为空。", cure), False
    known = exam.level_of.get(cells.canon(text))
    if known is not None:
        return known, None, False
    if exam.all_levels:
        return text, None, True
    message = f"级别“{text}”在考试表中没有。"
    fault = Fault("level-unknown", message, f"可用的级别：{'、'.join(exam.levels)}。")
    return "", fault, False


def _specialty(exam: Exam, text: str) -> tuple[str, Fault | None]:
    if not exam.specialties or not text:
        return text, None
    known = exam.specialty_of.get(cells.canon(text))
    if known is not None:
        return known, None
    message = f"专业“{text}”在考试表中没有。"
    names = "、".join(exam.specialties[:30])
    return "", Fault("specialty-unknown", message, f"可用的专业：{names}。")


def _subjects(
    exam: Exam, papers: tuple[Paper, ...], wording: Wording, specialty: str
) -> tuple[set[str], list[tuple[str, Fault]]]:
    """Return the subject codes, or what is wrong."""
    faults: list[tuple[str, Fault]] = []
    by_specialty = [paper for paper in exam.papers if paper.specialty]
    if not wording.subjects and wording.marked is None:
        if by_specialty and not specialty:
            return set(), [("specialty", _specialty_blank(exam))]
        chosen = {paper.subject for paper in papers}
        if not chosen:
            message = "该级别、专业在考试表中没有任何科目。"
            fault = Fault("subject-no-paper", message, "请核对级别和专业，或补充考试表。")
            return set(), [("subjects", fault)]
        return chosen, []
    listed, unknown = _resolve(exam, papers, wording.subjects)
    marked, unmarked = _resolve_marks(exam, papers, wording.marked or ())
    for word in (*unknown, *unmarked):
        message = f"科目“{word}”在考试 {exam.code} 中没有。"
        names = "、".join(dict.fromkeys(p.subject_name for p in papers))
        faults.append(("subjects", Fault("subject-unknown", message, f"可用的科目：{names}。")))
    if faults:
        return set(), faults
    if wording.subjects and wording.marked is not None and listed != marked:
        message = "“科目”列与各科目列填写不一致。"
        fault = Fault("subject-contradiction", message, "请只用一种写法，或改成一致。")
        return set(), [("subjects", fault)]
    chosen = listed if wording.subjects else marked
    if not chosen:
        fault = Fault("subject-none", "没有报考任何科目。", "请在要考的科目列填“是”。")
        return set(), [("subjects", fault)]
    for subject in sorted(chosen - {paper.subject for paper in papers}):
        if not specialty and any(paper.subject == subject for paper in by_specialty):
            return set(), [("specialty", _specialty_blank(exam))]
        message = f"科目 {subject} 没有适用于该级别、专业的试卷。"
        fault = Fault("subject-no-paper", message, "请核对科目、级别和专业，或补充考试表。")
        faults.append(("subjects", fault))
    return chosen, faults


def _specialty_blank(exam: Exam) -> Fault:
    names = "、".join(exam.specialties[:30])
    return Fault("specialty-blank", "所报科目按专业分卷，专业不能为空。", f"请填写专业：{names}。")


def _names(exam: Exam, papers: tuple[Paper, ...]) -> dict[str, str]:
    """Return subject codes by canonical code or name; one's own papers before those of others."""
    found: dict[str, str] = {}
    for paper in (*papers, *exam.papers):
        found.setdefault(cells.canon(paper.subject), paper.subject)
    for paper in (*papers, *exam.papers):
        found.setdefault(cells.canon(paper.subject_name), paper.subject)
    return found


def _resolve(exam: Exam, papers: tuple[Paper, ...], text: str) -> tuple[set[str], list[str]]:
    """Return the subjects of a cell: taken whole, else cut at marks, else also at blanks."""
    names = _names(exam, papers)
    chosen: set[str] = set()
    unknown: list[str] = []
    whole = names.get(cells.canon(text))
    if whole is not None:
        return {whole}, []
    for piece in filter(None, (part.strip() for part in _STRONG.split(text))):
        known = names.get(cells.canon(piece))
        if known is not None:
            chosen.add(known)
            continue
        for word in piece.split():
            known = names.get(cells.canon(word))
            if known is None:
                unknown.append(word)
            else:
                chosen.add(known)
    return chosen, unknown


def _resolve_marks(
    exam: Exam, papers: tuple[Paper, ...], marked: tuple[str, ...]
) -> tuple[set[str], list[str]]:
    names = _names(exam, papers)
    found = {word: names.get(cells.canon(word)) for word in marked}
    chosen = {code for code in found.values() if code is not None}
    return chosen, [word for word, code in found.items() if code is None]


def _sittings(
    papers: tuple[Paper, ...], chosen: set[str], percent: int
) -> tuple[tuple[tuple[tuple[datetime, datetime], ...], ...], Fault | None]:
    """Return the times for each 批次 that holds all subjects, or why none will do."""
    result: list[tuple[tuple[datetime, datetime], ...]] = []
    for batch in sorted({paper.batch for paper in papers}):
        mine = [p for p in papers if p.batch == batch and p.subject in chosen]
        if {paper.subject for paper in mine} != chosen:
            continue
        mine.sort(key=lambda paper: (paper.start, paper.subject))
        times = tuple((p.start, extended_end(p.start, p.end, percent)) for p in mine)
        for before, after in pairwise(range(len(mine))):
            if times[after][0] < times[before][1]:
                one, other = mine[before], mine[after]
                message = f"科目 {one.subject} 与 {other.subject} 时间重叠"
                message += f"（含延时{percent}%）。" if percent else "。"
                cure = "同一考生不能同时考两科；请核对科目或考试时间。"
                return (), Fault("subjects-overlap", message, cure)
        result.append(times)
    if not result:
        message = "没有一个批次含有所报的全部科目。"
        return (), Fault("batch-none", message, "请核对科目，或在考试表为同一批次补上科目。")
    return tuple(result), None
