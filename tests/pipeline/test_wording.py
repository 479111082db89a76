"""Seeds, reasons and witnesses that somebody could read otherwise than the program are refused."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from allocator.errors import UsageError
from allocator.pipeline.wording import is_plain_seed, refuse_unseen
from allocator.record import recompute

_STRANGER = runpy.run_path(str(Path(recompute.__path__[0]) / recompute.RECOMPUTE))

PLAIN = ("391072", "考试391072", "a-b.c:3/4", "3 9 1", "𠮷〇", " 391072 ", "甲&乙", "1" * 100)
UNSEEN = {
    "391072\u200b": "第 7 个字（U+200B）",
    "39\u20601072": "第 3 个字（U+2060）",
    "391\u00ad072": "第 4 个字（U+00AD）",
    "391072\ufe0f": "第 7 个字（U+FE0F）",
    "391072\U000e0061": "第 7 个字（U+E0061）",
    "\u202e391072": "第 1 个字（U+202E）",
    "391072\u0301": "第 7 个字（U+0301）",
    "39１072": "第 3 个字（U+FF11）",
    "٣91072": "第 1 个字（U+0663）",
    "\u041791072": "第 1 个字（U+0417）",
    "391\n072": "第 4 个字（U+000A）",
    "39\udcff": "第 3 个字（U+DCFF）",
    "\u3164": "第 1 个字（U+3164）",
    "⼀二": "第 1 个字（U+2F00）",
    "3  9": "有连续的空格",
    "1" * 101: "太长",
}


@pytest.mark.parametrize("seed", PLAIN)
def test_plain_seeds_are_taken(seed: str) -> None:
    refuse_unseen(seed)
    assert is_plain_seed(seed)
    assert _STRANGER["SEED"].fullmatch(seed.strip())


@pytest.mark.parametrize("seed", UNSEEN, ids=ascii)
def test_seeds_that_look_like_others_are_refused_and_told(seed: str) -> None:
    with pytest.raises(UsageError, match=re.escape(UNSEEN[seed])):
        refuse_unseen(seed)
    assert not _STRANGER["SEED"].fullmatch(seed)


def test_a_seed_still_to_be_typed_is_no_seed() -> None:
    refuse_unseen("")


@pytest.mark.parametrize("option", ["reason", "witness"])
def test_words_must_be_seen_and_printed(option: str) -> None:
    refuse_unseen("1", **{option: "考点停电（第 2 场），重抽"})
    for words, told in (("\u200b", "U\\+200B"), ("停电\n", "U\\+000A"), ("长" * 501, "501 个字")):
        with pytest.raises(UsageError, match=f"--{option} .*{told}"):
            refuse_unseen("1", **{option: words})
