"""Reads sheet 考试 and answers what candidates may sit: `ExamBook`.

Within one exam a subject has, for one level and specialty, at most one paper in each 批次.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from allocator.intake import cells
from allocator.intake.paper_keys import PaperKey, check_papers
from allocator.intake.sink import Fault
from allocator.intake.spans import read_spans
from allocator.models.domain.exam import Form, Paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table

    _Row = tuple[
        str, str, str, str, str, str, str, str, Form, int, int, bool, tuple[datetime, datetime]
    ]
    _KeyCells = tuple[
        str | None, object, str | None, object, str | None, object, str | None, object, object,
        int | None,
    ]  # fmt: skip

FORMS = {
    "纸笔": Form.PAPER,
    "纸笔考试": Form.PAPER,
    "笔试": Form.PAPER,
    "电子化": Form.ELECTRONIC,
    "电子化考试": Form.ELECTRONIC,
    "机考": Form.ELECTRONIC,
    "上机": Form.ELECTRONIC,
    "上机考试": Form.ELECTRONIC,
    "计算机化": Form.ELECTRONIC,
    "计算机化考试": Form.ELECTRONIC,
}
form = cells.choice(FORMS, "纸笔、电子化")
_session = cells.whole(1, 999)
_batch = cells.whole(1, 99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A paper with the row it came from."""

    paper: Paper
    table: Table
    index: int

    @property
    def place(self) -> str:
        """Return the row in words."""
        return f"{self.table.file}“{self.table.sheet}”第 {self.table.rows[self.index]} 行"


class Exam:
    """One exam: its papers, and its levels, specialties and subjects by name or code."""

    def __init__(self, code: str, papers: Sequence[Paper]) -> None:
        self.code = code
        self.papers = tuple(papers)
        self.levels = tuple(dict.fromkeys(p.level for p in papers if p.level))
        self.specialties = tuple(dict.fromkeys(p.specialty for p in papers if p.specialty))
        self.all_levels = any(not p.level for p in papers)
        self.batches = tuple(sorted({p.batch for p in papers}))
        self.level_of = _names(((p.level, p.level_code) for p in papers), self.levels)
        self.specialty_of = _names(
            ((p.specialty, p.specialty_code) for p in papers), self.specialties
        )

    def for_whom(self, level: str, specialty: str) -> tuple[Paper, ...]:
        """Return the papers that candidates of a level and specialty may sit."""
        return tuple(
            paper
            for paper in self.papers
            if paper.level in ("", level) and paper.specialty in ("", specialty)
        )


def _names(pairs: Iterable[tuple[str, str]], names: Sequence[str]) -> dict[str, str]:
    """Return the name by canonical name or code; a name wins over a code."""
    found = {cells.canon(name): name for name in names}
    for name, code in pairs:
        if name and code:
            found.setdefault(cells.canon(code), name)
    return found


class ExamBook:
    """All exams of the workbook, in the order of their first row."""

    def __init__(self, placed: Sequence[Placed], *, complete: bool = True) -> None:
        self.placed = tuple(placed)
        self.complete = complete
        """Whether every row of the sheet was taken."""
        self.papers = tuple(item.paper for item in placed)
        by_exam: dict[str, list[Paper]] = defaultdict(list)
        for paper in self.papers:
            by_exam[paper.exam].append(paper)
        self.exams = {code: Exam(code, papers) for code, papers in by_exam.items()}
        self.sessions = frozenset(paper.session for paper in self.papers)
        self.forms = tuple(dict.fromkeys(paper.form for paper in self.papers))

    def headers(self) -> dict[str, str]:
        """Return the subject's code by canonical code or name, for columns named by subject."""
        found = {cells.canon(paper.subject): paper.subject for paper in self.papers}
        for paper in self.papers:
            found.setdefault(cells.canon(paper.subject_name), paper.subject_name)
        return found


def read(tables: Sequence[Table], sink: Sink) -> ExamBook:
    """Return the exams of all tables of sheet 考试; rows with a fault are left out."""
    sheets = [(table, list(_columns(table, sink))) for table in tables]
    placed = [item for table, rows in sheets for item in _taken(table, rows)]
    book = ExamBook(placed, complete=len(placed) == sum(map(len, tables)))
    _check_exams(placed, sink)
    _check_codes(placed, sink)
    check_papers([key for table, rows in sheets for key in _keys(table, rows)], sink)
    _check_sessions(placed, sink)
    return book


def _columns(table: Table, sink: Sink) -> Iterator[tuple[object, ...]]:
    """Return the values of each row, None for what was refused."""

    def code(key: str) -> list[str | None]:
        return cells.read(table, key, sink, cells.code, "")

    return zip(
        code("exam"),
        cells.read(table, "exam_name", sink, cells.text, ""),
        code("level"),
        code("level_code"),
        code("specialty"),
        code("specialty_code"),
        code("subject"),
        cells.read(table, "subject_name", sink, cells.text, ""),
        cells.read(table, "form", sink, form, Form.PAPER),
        cells.read(table, "batch", sink, _batch, 0),
        cells.read(table, "session", sink, _session, 0),
        cells.read(table, "audio_video", sink, cells.yes_no, False),
        read_spans(table, sink),
        strict=True,
    )


def _taken(table: Table, rows: Sequence[tuple[object, ...]]) -> list[Placed]:
    found: list[Placed] = []
    for index, row in enumerate(rows):
        if any(value is None for value in row):
            continue
        (exam, exam_name, level, level_code, specialty, specialty_code, subject, subject_name,
         kind, batch, session, sound, (start, end)) = cast("_Row", row)  # fmt: skip
        paper = Paper(
            exam=exam,
            exam_name=exam_name,
            level=level,
            level_code=level_code,
            specialty=specialty,
            specialty_code=specialty_code,
            subject=subject,
            subject_name=subject_name,
            form=kind,
            batch=batch,
            session=session,
            start=start,
            end=end,
            audio_video=sound,
        )
        found.append(Placed(paper=paper, table=table, index=index))
    return found


def _keys(table: Table, rows: Sequence[tuple[object, ...]]) -> Iterator[PaperKey]:
    for index, row in enumerate(rows):
        exam, _, level, _, specialty, _, subject, _, _, batch = cast("_KeyCells", row[:10])
        if exam and subject and level is not None and specialty is not None and batch is not None:
            yield PaperKey(exam, subject, batch, level, specialty, table, index)


def _check_exams(placed: Sequence[Placed], sink: Sink) -> None:
    first: dict[str, Placed] = {}
    for item in placed:
        head = first.setdefault(item.paper.exam, item)
        if item.paper.exam_name != head.paper.exam_name:
            message = f"考试代码 {item.paper.exam} 在{head.place}叫“{head.paper.exam_name}”。"
            cure = "同一考试代码只用一个名称；两项考试用两个代码。"
            sink.cell(
                item.table, item.index, "exam_name", Fault("exam-name-differs", message, cure)
            )
        if item.paper.form is not head.paper.form:
            message = f"考试代码 {item.paper.exam} 在{head.place}是{head.paper.form.value}。"
            cure = "一项考试只有一种形式；纸笔和电子化请分成两个考试代码。"
            sink.cell(item.table, item.index, "form", Fault("exam-form-differs", message, cure))
        if (item.paper.batch == 0) != (head.paper.batch == 0):
            message = f"同一考试有的行有批次，有的没有（见{head.place}）。"
            cure = "一项考试要么每行都填批次，要么都不填。"
            sink.cell(item.table, item.index, "batch", Fault("batch-partly-blank", message, cure))


def _level(paper: Paper) -> tuple[str, str]:
    return paper.level, paper.level_code


def _specialty(paper: Paper) -> tuple[str, str]:
    return paper.specialty, paper.specialty_code


def _check_codes(placed: Sequence[Placed], sink: Sink) -> None:
    for key, word, pair in (("level_code", "级别", _level), ("specialty_code", "专业", _specialty)):
        code_of: dict[tuple[str, str], Placed] = {}
        name_of: dict[tuple[str, str], Placed] = {}
        for item in placed:
            name, code = pair(item.paper)
            if not name or not code:
                continue
            same_name = code_of.setdefault((item.paper.exam, name), item)
            same_code = name_of.setdefault((item.paper.exam, code), item)
            other = same_name if pair(same_name.paper) != (name, code) else same_code
            if pair(other.paper) != (name, code):
                message = f"{word}“{name}”代码 {code} 与{other.place}不一致。"
                cure = f"同一考试中，一个{word}只用一个代码，一个代码只给一个{word}。"
                sink.cell(item.table, item.index, key, Fault("code-differs", message, cure))


def _check_sessions(placed: Sequence[Placed], sink: Sink) -> None:
    heads: dict[int, Placed] = {}
    batches: dict[tuple[str, int], Placed] = {}
    span: dict[tuple[str, int], dict[int, Placed]] = defaultdict(dict)
    for item in placed:
        paper = item.paper
        head = heads.setdefault(paper.session, item)
        if paper.start != head.paper.start:
            at = head.paper.start.strftime("%Y-%m-%d %H:%M")
            message = f"场次 {paper.session} 在{head.place}于 {at} 开考，这里不同。"
            cure = "同一场次必须同时开考；不同时间请用不同的场次号。"
            sink.cell(
                item.table, item.index, "start", Fault("session-start-differs", message, cure)
            )
        owner = batches.setdefault((paper.exam, paper.session), item)
        if owner.paper.batch != paper.batch:
            batch = f"属于批次 {owner.paper.batch}" if owner.paper.batch else "没有填批次"
            message = f"场次 {paper.session} 在{owner.place}{batch}。"
            cure = "每个批次用自己的场次号。"
            sink.cell(item.table, item.index, "batch", Fault("session-two-batches", message, cure))
        longest = span[paper.exam, paper.batch]
        known = longest.get(paper.session)
        if known is None or known.paper.end < paper.end:
            longest[paper.session] = item
    for sessions in span.values():
        inside = sorted(sessions.values(), key=lambda item: (item.paper.start, item.paper.session))
        for before, after in pairwise(inside):
            if after.paper.start < before.paper.end:
                message = f"场次 {after.paper.session} 与场次 {before.paper.session} 时间重叠。"
                cure = f"请改正日期或时间（另一行在{before.place}）。"
                fault = Fault("sessions-overlap", message, cure)
                sink.cell(after.table, after.index, "start", fault)
