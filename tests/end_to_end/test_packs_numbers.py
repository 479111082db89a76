"""A pack holds nobody's 证件号码, and the draws made before it are merged around all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from laptop import WORD, Place

from allocator.record.canonical import canonical_bytes
from allocator.record.packs import open_pack
from allocator.synthesis.people import check_digit
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]


def test_who_drew_before_is_named_by_a_masked_number(program: Program, tmp_path: Path) -> None:
    (inputs,) = write_exam(tmp_path, exam="一级消防", candidates=60, sites=1, seed="测试")
    place, word = Place(tmp_path / "结果", tmp_path / "笔记本"), tmp_path / "口令.txt"
    word.write_text(WORD, "utf-8")
    place.laptop.mkdir()
    outside = "99010119800101001" + check_digit("99010119800101001")

    def done(*words: object) -> None:
        made = program(*words, "-q")
        assert made.returncode == 0, made.stderr

    done("run", inputs, "--seed", "391072", "-o", place.output, "--jobs", 1)
    done("draw", "--site", "01", "--session", 1, "--seed", 5, "--operator", "G00001",
         "--reviewer", outside, "-o", place.output)  # fmt: skip
    done("pack", "--site", "01", "-o", place.output, "--to", place.pack,
         "--passphrase-file", word)  # fmt: skip
    pack = open_pack(place.pack.read_bytes(), WORD, "包")
    assert [day.reviewer for day in pack.days] == [f"990{'*' * 11}{outside[-4:]}"]
    assert outside.encode() not in canonical_bytes(pack.days) + pack.data
    done("draw", "--pack", place.pack, "--session", 2, "--seed", 6, "--result-to", place.results,
         "--passphrase-file", word)  # fmt: skip
    done("merge", place.result(2), "-o", place.output)
    done("verify", place.output, "--jobs", 1)
