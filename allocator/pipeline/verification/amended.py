"""Makes every amendment of a record again, in its order, and compares it with the record.

From the state before it and from what was asked for: the digest, who could take each place, who was
drawn, what the objectives come to. What comes out is what the documents must say.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from allocator import METHOD_VERSION
from allocator.errors import AllocatorError
from allocator.models.domain.amending import amended_inputs, amended_posting, amended_posts
from allocator.pipeline.amended_state import Next, State, after, amended
from allocator.pipeline.amendment_paper import paper_name, paper_of
from allocator.pipeline.verification.tables import of_record
from allocator.record.amendments import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from allocator.models.domain.amendments import Amendment, Move
    from allocator.pipeline.derived import Derived
    from allocator.pipeline.verification.tables import Difference
    from allocator.progress import Progress
    from allocator.reporting.amendment_sheet import AmendmentSheet


class Again(NamedTuple):
    """What the amendments of a record come to."""

    state: State
    """After all of them."""
    known: Derived | None
    """What follows from the inputs after them; None: there are none, or no staff."""
    papers: tuple[AmendmentSheet, ...]
    """变更单 of each, as it must be."""
    differences: tuple[Difference, ...]
    broken: str = ""
    """Why one of them cannot be made again, so that those after it were not looked at."""


def make_again(
    state: State,
    recorded: Sequence[tuple[Amendment, bytes]],
    documents: Sequence[Sequence[str]],
    *,
    full_ids: bool,
    progress: Progress,
) -> Again:
    """Put amendments on a state without any; each comes with its bytes in the record.

    `documents`: by amendment what was to be printed again. One that does not fit what was before
    it ends the work.
    """
    found: list[Difference] = []
    papers: list[AmendmentSheet] = []
    known = None
    for (one, data), listed in zip(recorded, documents, strict=True):
        digest = state.digest(one.corrections, one.out, one.fixed)
        asked = replace(one, number=state.number, method=METHOD_VERSION, digest=digest, moves=(),
                        spreads=(), tiers=())  # fmt: skip
        try:
            made = amended(state, asked, progress)
        except (AllocatorError, LookupError, ValueError) as error:
            where = f"{FOLDER}/{one.number}.json"
            if digest != one.digest:
                found.append(of_record(where, _told_field("依据摘要", digest, one.digest)))
            why = f"（{error}）" if isinstance(error, AllocatorError) else ""
            broken = f"记录的 {where} 与变更前的内容不合，不能重算{why}"
            return Again(state, known, tuple(papers), tuple(found), broken)
        found += _differences(made.amendment, one)
        papers.append(paper_of(state, made, listed, full_ids=full_ids))
        known = made.known
        state = after(state, made, data)
    return Again(state, known, tuple(papers), tuple(found))


def papers_of(
    state: State,
    recorded: Sequence[tuple[Amendment, bytes]],
    documents: Sequence[Sequence[str]],
    *,
    full_ids: bool,
) -> tuple[AmendmentSheet, ...]:
    """Return 变更单 of each amendment as the record has them, nothing made again."""
    papers = []
    for (one, data), listed in zip(recorded, documents, strict=True):
        staff = state.staff
        if staff is not None:
            posts = amended_posts(staff.posting, staff.posts, (one,))
            staff = replace(staff, posting=amended_posting(staff.posting, (one,)), posts=posts)
        inputs = amended_inputs(state.inputs, (one,))
        made = Next(inputs=inputs, staff=staff, known=None, amendment=one)
        papers.append(paper_of(state, made, listed, full_ids=full_ids))
        state = after(state, made, data)
    return tuple(papers)


def to_print(record: Path, number: int) -> tuple[str, ...]:
    """Return the documents that were to be printed again after amendments, one after the other."""
    from allocator.record.documents import documents_of, list_of_amendment

    return tuple(
        place
        for place in documents_of(record, list_of_amendment(number))
        if place != paper_name(number)
    )


def _differences(mine: Amendment, theirs: Amendment) -> Iterator[Difference]:
    """Tell where an amendment of the record is not what was made again."""
    where = f"{FOLDER}/{theirs.number}.json"
    for field, title in (("number", "次数"), ("method", "方法版本"), ("digest", "依据摘要")):
        own, other = getattr(mine, field), getattr(theirs, field)
        if own != other:
            yield of_record(where, _told_field(title, own, other))
    for own, other in zip_longest(mine.moves, theirs.moves):
        if own != other:
            key = f"工号 {(own or other).leaves}"
            yield of_record(where, f"应为{_told(own)}，记录为{_told(other)}", key)
    if (mine.spreads, mine.tiers) != (theirs.spreads, theirs.tiers):
        yield of_record(where, "各项目标 spreads、tiers 与变更后的岗位不符")


def _told_field(title: str, own: object, other: object) -> str:
    return f"{title}应为 {own}，记录为 {other}"


def _told(move: Move | None) -> str:
    if move is None:
        return "没有接替"
    return f"由 {move.takes} 接替（{len(move.eligible)} 人中，此前跳过 {move.passed} 人）"
