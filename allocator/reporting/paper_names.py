"""How papers read on paper: 科目名称 and its class, each word once.

Planners often write the 专业 into the name of the subject too: 专业知识和实务（金融） of 金融. What
the name says already is not said again, as long as the names tell the papers apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.reporting.views import BookView, PaperView, RoomSession

_BRACKETS = (("（", "）"), ("(", ")"))
_SHORTEST = 2
"""A word of one character, such as 一, stands in a name by chance."""


def paper_text(book: BookView, index: int) -> str:
    """Return 科目名称, followed by its class (级别, 专业) unless the name says it already."""
    return _classed(book.papers[index].subject_name, *_unsaid(book, index))


def _unsaid(book: BookView, index: int) -> tuple[str, str]:
    """Return 级别 and 专业 of a paper, blank where its name says them and is nobody else's."""
    paper = book.papers[index]
    alike = [other for other in book.papers
             if (other.exam, other.subject_name) == (paper.exam, paper.subject_name)]  # fmt: skip
    level, specialty = paper.level, paper.specialty
    if _says(paper, level) and len({other.level for other in alike}) == 1:
        level = ""
    if _says(paper, specialty) and len({other.specialty for other in alike}) == 1:
        specialty = ""
    return level, specialty


def papers_text(book: BookView, due: RoomSession) -> str:
    """Return the papers of a room and session; where there are several, each with its count."""
    if len(due.papers) == 1:
        return paper_text(book, due.papers[0].paper)
    short = short_papers(book, due)
    names = _subjects(book.papers[part.paper] for part in due.papers)
    head = f"{names[0]}：" if len(names) == 1 and names[0] else ""
    return head + "、".join(f"{short[part.paper]} {part.people}人" for part in due.papers)


def short_papers(book: BookView, due: RoomSession) -> dict[int, str]:
    """Return for each paper of a room and session what tells it from the others there."""
    papers = {part.paper: book.papers[part.paper] for part in due.papers}
    several = len(_subjects(papers.values())) > 1
    levels = len({paper.level for paper in papers.values()}) > 1
    names = {}
    for index, paper in papers.items():
        if several:
            level, specialty = _unsaid(book, index)
            names[index] = _classed(paper.subject_name, level if levels else "", specialty)
        else:
            level = paper.level if levels else ""
            names[index] = " ".join(filter(None, (level, paper.specialty))) or paper.subject_name
    return names


def _subjects(papers: Iterable[PaperView]) -> list[str]:
    """Return the different subjects of papers, without the 专业 that their names say."""
    return list(dict.fromkeys(_bare(paper) for paper in papers))


def _bare(paper: PaperView) -> str:
    """Return 科目名称 without the 专业, in brackets or not; blank where it says nothing else."""
    word = paper.specialty
    if not _says(paper, word):
        return paper.subject_name
    for text in (*(f"{opening}{word}{closing}" for opening, closing in _BRACKETS), word):
        if text in paper.subject_name:
            return paper.subject_name.replace(text, "", 1)
    return paper.subject_name


def _says(paper: PaperView, word: str) -> bool:
    return len(word) >= _SHORTEST and word in paper.subject_name


def _classed(name: str, level: str, specialty: str) -> str:
    kind = " ".join(filter(None, (level, specialty)))
    return f"{name}（{kind}）" if kind else name
