"""Names of papers say each word once and never less than tells the papers apart."""

from __future__ import annotations

import pytest
from reporting_builders import a_book, a_paper, a_room

from allocator.reporting.paper_names import paper_text, papers_text, short_papers


@pytest.mark.parametrize(
    ("subject", "level", "specialty", "shown"),
    [
        ("专业知识和实务（金融）", "中级", "金融", "专业知识和实务（金融）（中级）"),
        ("专业知识和实务(金融)", "", "金融", "专业知识和实务(金融)"),
        ("金融", "", "金融", "金融"),
        ("金融专业知识和实务", "", "金融", "金融专业知识和实务"),
        ("初级会计实务", "初级", "", "初级会计实务"),
        ("专业知识（一）", "一", "", "专业知识（一）（一）"),
        ("专业知识和实务", "中级", "金融", "专业知识和实务（中级 金融）"),
        ("建设工程经济", "", "", "建设工程经济"),
    ],
)
def test_what_the_name_says_is_not_said_again(
    subject: str, level: str, specialty: str, shown: str
) -> None:
    paper = a_paper(0, subject_name=subject, level=level, specialty=specialty)
    assert paper_text(a_book(papers=(paper,)), 0) == shown


def test_papers_of_one_name_are_told_apart_by_their_class() -> None:
    papers = tuple(
        a_paper(n, subject_name="药学与中药学知识", specialty=name)
        for n, name in enumerate(("药学", "中药学"))
    )
    book = a_book(papers=papers)
    assert [paper_text(book, n) for n in (0, 1)] == [
        "药学与中药学知识（药学）", "药学与中药学知识（中药学）",
    ]  # fmt: skip


def _mixed(*papers: tuple[str, str, str]) -> tuple[str, list[str]]:
    found = tuple(
        a_paper(n, subject_name=name, level=level, specialty=specialty)
        for n, (name, level, specialty) in enumerate(papers)
    )
    book = a_book(papers=found)
    room = a_room(people=6, papers=tuple((n,) for n in range(len(found))), book_papers=found)
    due = room.sessions[0]
    return papers_text(book, due), list(short_papers(book, due).values())


@pytest.mark.parametrize("form", ["{}专业知识和实务", "专业知识和实务（{}）", "专业知识和实务({})"])
def test_a_mixed_room_names_the_subject_once(form: str) -> None:
    text, short = _mixed(
        (form.format("金融"), "中级", "金融"), (form.format("保险"), "中级", "保险")
    )
    assert text == "专业知识和实务：金融 3人、保险 3人"
    assert short == ["金融", "保险"]


def test_subjects_that_are_the_specialty_need_no_heading() -> None:
    text, _ = _mixed(("金融", "", "金融"), ("保险", "", "保险"))
    assert text == "金融 3人、保险 3人"


def test_subjects_of_different_names_keep_them() -> None:
    text, short = _mixed(("金融实务", "中级", "金融"), ("专业知识（保险）", "中级", "保险"))
    assert text == "金融实务 3人、专业知识（保险） 3人"
    assert short == ["金融实务", "专业知识（保险）"]


def test_specialties_that_every_name_says_tell_the_papers_apart() -> None:
    _, short = _mixed(("药学与中药学知识", "", "药学"), ("药学与中药学知识", "", "中药学"))
    assert short == ["药学与中药学知识（药学）", "药学与中药学知识（中药学）"]


def test_levels_are_named_where_they_differ() -> None:
    text, short = _mixed(("实务（金融）", "初级", "金融"), ("实务（金融）", "中级", "金融"))
    assert text == "实务：初级 金融 3人、中级 金融 3人"
    assert short == ["初级 金融", "中级 金融"]
