"""Which paper a candidate sits for a subject: sheet 考试, where blank 级别 or 专业 means all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from allocator.models.domain.exam import Paper


class PaperIndex:
    """Looks papers up by exam, 批次, level, specialty and subject."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        """Index `papers`; answers are indexes into this sequence."""
        self._papers = papers
        self._known: dict[tuple[str, int, str, str, str], int | None] = {}

    def find(self, exam: str, batch: int, level: str, specialty: str, subject: str) -> int | None:
        """Return the paper's index, or None when this combination has no paper."""
        key = (exam, batch, level, specialty, subject)
        if key not in self._known:
            self._known[key] = next(
                (
                    n
                    for n, paper in enumerate(self._papers)
                    if paper.exam == exam
                    and paper.batch == batch
                    and paper.subject == subject
                    and paper.level in ("", level)
                    and paper.specialty in ("", specialty)
                ),
                None,
            )
        return self._known[key]

    def of_subjects(
        self, exam: str, batch: int, level: str, specialty: str, subjects: Iterable[str]
    ) -> Iterator[int]:
        """Yield the papers of these subjects in their order; none for a subject without paper."""
        for subject in subjects:
            paper = self.find(exam, batch, level, specialty, subject)
            if paper is not None:
                yield paper
