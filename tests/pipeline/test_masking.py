"""Numbers of persons in free words are masked however they are typed, and nothing else is."""

from __future__ import annotations

import pytest

from allocator.pipeline.masking import tells_number, without_numbers

_ID, _MASKED = "99010119800101001X", "990***********001X"
_WIDE = str.maketrans("0123456789X -", "０１２３４５６７８９Ｘ　－")


@pytest.mark.parametrize("typed", [
    _ID,
    "990101 19800101 001X",
    "990101-19800101-001X",
    "990101 1980 0101 001X",
    "990 101 1980 0101 001X",
    "9901 0119 8001 0100 1X",
    "99 01 01 1980-01-01 001 X",
    "990101198001 01001X",
    "990101　19800101　001X",
    "990101 – 19800101 – 001X",
    " ".join(_ID),
    _ID.translate(_WIDE),
    "990101-19800101 001X".translate(_WIDE),
])  # fmt: skip
@pytest.mark.parametrize("words", ["{}", "张三（{}）迟到", "ID{}，2 人", "2 {} 3", "见{}。"])
def test_an_identity_number_is_masked(typed: str, words: str) -> None:
    text = without_numbers(words.format(typed))
    assert text == words.format(_MASKED)
    assert without_numbers(text) == text


@pytest.mark.parametrize(("typed", "masked"), [
    ("13900001234", "139****1234"),
    ("139 0000 1234", "139****1234"),
    ("139-0000-1234", "139****1234"),
    ("139 00001234", "139****1234"),
    ("13900001234".translate(_WIDE), "139****1234"),
    ("+8613900001234", "+86139****1234"),
    ("+86 139 0000 1234", "+86 139****1234"),
    ("990101198001010", "990********1010"),
    ("99010120100101001x", "990***********001x"),
    (f"13900001234 {_ID}", f"139****1234 {_MASKED}"),
    (f"{_ID} 13900001234 990101 19800101 0018", f"{_MASKED} 139****1234 990***********0018"),
])  # fmt: skip
def test_what_else_names_a_person_is_masked(typed: str, masked: str) -> None:
    assert without_numbers(f"电话{typed}、") == f"电话{masked}、"
    assert tells_number(typed)
    assert tells_number(masked)


@pytest.mark.parametrize("text", [
    "",
    "缺席名单有误",
    "种子 391072 20260912 0900 作废",
    "场次 1 3 5 7 9 11 13 15 17 19 20 1 2 停电",
    "教室 118 119 201 202 203 204 205 停电",
    "考场 001 002 003 004 005 006 007",
    "2026-09-12 08:00—2026-09-12 17:30 停电",
    "工号 G00012 G00034，准考证号 26110103015",
    "电话 010-82345678",
    "摘要 3f2a90c1 b7d4e586 11223344 55667788",
    "１２：３０　改在第３教室",
])  # fmt: skip
def test_all_else_stays_as_it_is(text: str) -> None:
    assert without_numbers(text) == text
    assert not tells_number(text)
