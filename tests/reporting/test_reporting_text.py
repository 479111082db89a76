"""Bag arithmetic, type that fits, and names of sheets."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.errors import InputError, ModelError
from allocator.lettering import broken_lines
from allocator.reporting.bags import bags_for, spare_bags
from allocator.reporting.layout import LABELS, LANDSCAPE, PORTRAIT, Document, Footer, Page
from allocator.reporting.text import (
    by_exams,
    by_facts,
    ems,
    fit,
    headline,
    lines_at,
    shared_heights,
    sheet_name,
    span_text,
    without_middle,
    word_ems,
)

if TYPE_CHECKING:
    from pathlib import Path

SIZES = (30, 25, 20, 15, 10, 5)


@pytest.mark.parametrize(
    ("people", "bags"),
    [
        (0, (0, 0, 0, 0, 0, 0)),
        (1, (0, 0, 0, 0, 0, 1)),
        (7, (0, 0, 0, 0, 1, 0)),
        (26, (1, 0, 0, 0, 0, 0)),
        (30, (1, 0, 0, 0, 0, 0)),
        (33, (1, 0, 0, 0, 0, 1)),
        (36, (1, 0, 0, 0, 1, 0)),
        (99, (3, 0, 0, 0, 1, 0)),
    ],
)
def test_bags_of_the_default_sizes(people: int, bags: tuple[int, ...]) -> None:
    assert bags_for(people, SIZES) == bags


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.integers(1, 60), st.lists(st.integers(4, 31), min_size=1, max_size=3, unique=True))
def test_bags_hold_everybody_with_fewest_copies_then_fewest_bags(
    people: int, found: list[int]
) -> None:
    sizes = tuple(sorted(found, reverse=True))
    counts = bags_for(people, sizes)
    assert len(counts) == len(sizes)
    ours = (sum(n * size for n, size in zip(counts, sizes, strict=True)), sum(counts))
    ways = product(*(range(people // size + 2) for size in sizes))
    totals = ((sum(n * size for n, size in zip(way, sizes, strict=True)), sum(way)) for way in ways)
    assert ours == min(total for total in totals if total[0] >= people)


def test_order_of_sizes_is_kept() -> None:
    assert bags_for(33, (5, 30)) == (1, 1)


def test_spare_bags_as_written() -> None:
    assert spare_bags("", SIZES) == (0,) * 6
    assert spare_bags("2", SIZES) == (2, 0, 0, 0, 0, 0)
    assert spare_bags("30:1；5：2", SIZES) == (1, 0, 0, 0, 0, 2)
    for wrong in ("七袋", "31:1", "30"[:0] + "x"):
        with pytest.raises(InputError, match="备用试卷袋"):
            spare_bags(wrong, SIZES)


def test_type_shrinks_until_the_name_fits() -> None:
    sizes = (14, 12, 10, 9, 8, 7, 6, 5)
    assert fit("王明", 60, 40, sizes) == 14
    long = fit("阿卜杜热合曼·买买提吐尔逊·艾合买提江·喀迪尔阿洪", 60, 40, sizes)
    assert 5 <= long < 9
    assert ems("𠮷12") == pytest.approx(1 + 2 * 0.58)


def test_sheet_names_are_legal_and_unique() -> None:
    assert sheet_name("场次1[甲]:*?/\\", []) == "场次1_甲______"
    long = sheet_name("长" * 40, [])
    assert len(long) == 31
    again = sheet_name("长" * 40, [long])
    assert len(again) == 31
    assert again.endswith("(2)")
    assert sheet_name("场次1", ["场次1"]) == "场次1(2)"


@pytest.mark.parametrize("page", [PORTRAIT, LANDSCAPE, LABELS])
@pytest.mark.parametrize("warning", ["", "演练"])
@pytest.mark.parametrize("site", ["一中", "开发区第一职业中等专业技术学校（东校区）" * 2])
def test_a_footer_leaves_the_page_number_alone(page: Page, warning: str, site: str) -> None:
    codes = Footer(f"考场座次表　{site}", "校验 12345678", warning).codes(page)
    left = codes[2:].partition("&C")[0]
    found = re.fullmatch(r'"(宋体|黑体)"&(\d+)(.+)', left.lstrip("&"), re.DOTALL)
    assert found
    size, text = int(found[2]), found[3]
    assert size >= 8
    assert found[1] == ("黑体" if warning else "宋体")
    assert "第 &P 页 / 共 &N 页" in codes
    assert text.startswith(f"{warning}　考场座次表" if warning else "考场座次表")
    lines = text.split("\n")
    assert max(map(ems, lines)) * size * 25.4 / 72 <= (page.width - 30) / 2
    assert len(lines) * size * 1.2 * 25.4 / 72 <= page.bottom * (1 - 0.42)
    assert text.endswith("（东校区）" if site != "一中" else site)
    if site == "一中":
        assert text.endswith(site)
        assert size == (10 if warning else 8)


@pytest.mark.parametrize("page", [PORTRAIT, LANDSCAPE])
def test_columns_wider_than_their_page_are_a_defect(page: Page, tmp_path: Path) -> None:
    with Document("甲", tmp_path / "甲.xlsx") as document:
        document.sheet("一", page, (page.width - 10, 10)).finish()
        with pytest.raises(ModelError, match="页面过宽"):
            document.sheet("二", page, (page.width - 10, 10.1))


def test_a_title_of_two_lines_breaks_before_the_name_of_the_document() -> None:
    short, long = "一级建造师考试　监考安排表", "二〇二六年度全国一级建造师职业资格考试　监考安排表"
    assert headline(short, 400, 40, (20, 10)) == (short, 20)
    text, size = headline(long, 300, 40, (20, 14, 10))
    assert text == "二〇二六年度全国一级建造师职业资格考试\n监考安排表"
    assert size == 14
    assert headline(text, 100, 40, (20, 10))[0] == text
    broken = "二〇二六年度　一级建造师\n监考安排表"
    assert headline(broken, 100, 40, (20, 10))[0] == broken


def test_a_line_of_facts_breaks_between_them() -> None:
    facts = ["考点：01　某某市第一实验中学", "场次：1", "2026年10月17日（星期六）　09:00—11:30"]
    text = "　　".join(facts)
    width = ems("　　".join(facts[:2])) * 9
    assert by_facts(text, ems(text) * 9, 9) == text
    assert by_facts(text, width, 9) == f"{facts[0]}　　{facts[1]}\n{facts[2]}"
    assert by_facts(text, width - 1, 9).split("\n")[0] == facts[0]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("一二三四五六七八九十", 1),
        ("一二三四五六七八九十一", 2),
        ("一二三四五六七八九十。", 2),
        ("证件号码990101199003070015", 3),
        ("一二三四五99010119900", 2),
        ("一\n二三", 2),
        ("A" * 40, 3),
    ],
)
def test_words_and_numbers_go_to_the_next_line_whole(text: str, lines: int) -> None:
    assert broken_lines(text, 100.0, 10.0) == lines


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (datetime(2026, 9, 12, 18, 0, tzinfo=UTC), "2026年9月12日 09:00 至 18:00"),
        (datetime(2026, 9, 13, 18, 0, tzinfo=UTC), "2026年9月12日 09:00 至 9月13日 18:00"),
        (datetime(2027, 1, 2, 8, 5, tzinfo=UTC), "2026年9月12日 09:00 至 2027年1月2日 08:05"),
    ],
)
def test_a_span_says_the_day_of_its_end_where_it_is_another(end: datetime, text: str) -> None:
    assert span_text(datetime(2026, 9, 12, 9, 0, tzinfo=UTC), end) == text


def test_a_text_that_is_too_long_loses_its_middle() -> None:
    name = "青岚市高新技术产业开发区第一实验中学（东校区）"
    assert without_middle(name, ems(name)) == name
    short = without_middle(name, 16)
    assert ems(short) <= 16
    assert re.fullmatch(r"青岚市高新技.*….*（东校区）", short)
    assert without_middle(name, 1) == "青…"


def test_words_of_letters_stay_whole_and_are_counted_so() -> None:
    name = "CHRISTOPHER ALEXANDER MONTGOMERY-WELLINGTON"
    width = 8 * 0.58 * len("MONTGOMERY-") + 0.5 * 8 + 1
    assert lines_at(name, width, 8) == 4
    assert lines_at("阿卜杜热合曼·买买提", 50, 10) == 3
    size = fit(name, 100, 200, (14, 12, 10, 9, 8, 7))
    assert word_ems(name) * size <= 100 < word_ems(name) * 14
    assert word_ems("青岚 G00001 2026") == 0


def test_a_row_that_needs_more_gets_it_from_rows_that_can_spare_it() -> None:
    assert shared_heights((20, 20, 40), (10, 20, 40)) == (20, 20, 40)
    assert shared_heights((20, 20, 40), (33, 14, 12)) == (33, 17.5, 29.25)
    given = shared_heights((20, 20, 20), (90, 15, 15))
    assert given == (30, 15, 15)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("一级建造师考试", ["一级建造师考试"]),
        ("甲考试、乙考试、丙考试", ["甲考试", "乙考试", "丙考试"]),
        (
            "甲（土木、安装（一、二））考试、乙(化工、煤矿)考试",
            ["甲（土木、安装（一、二））考试", "乙(化工、煤矿)考试"],
        ),
        ("甲）考试、乙考试", ["甲）考试", "乙考试"]),
    ],
)
def test_exams_of_a_title_stand_on_a_line_each(title: str, lines: list[str]) -> None:
    assert by_exams(title).split("\n") == lines


def test_exams_stay_in_one_text_where_a_line_each_would_make_letters_much_smaller() -> None:
    title = "、".join(["二〇二六年度甲考试"] * 6)
    text, size = headline(f"{title}　考场分布图", 500, 33, (16, 14, 12, 10, 9, 8, 7, 6, 5, 4))
    assert text == f"{title}\n考场分布图"
    assert size >= 8
