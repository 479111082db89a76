"""The samples do what their README says: good ones are arranged, infeasible ones end with 4."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from allocator.reporting.infeasible import REPORT as NO_WAY
from allocator.synthesis.samples import SAMPLES

_ROOT = Path(__file__).resolve().parents[2]
_SAMPLES = _ROOT / "data" / "samples"
_INFEASIBLE = json.loads((_SAMPLES / "infeasible" / "expected.json").read_text("utf-8"))


def _allocator(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "allocator", *map(str, words)],
        capture_output=True, encoding="utf-8", check=False, cwd=_ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip


def _command_of_readme(target: Path) -> list[str]:
    """Return the words of the run that the README shows, with its output at `target`."""
    text = (_ROOT / "README.md").read_text("utf-8")
    (line,) = re.findall(r"^\S*allocator (run .*)$", text, re.MULTILINE)
    words = line.replace("\\", "/").split()
    words[words.index("-o") + 1] = str(target)
    return words


@pytest.mark.slow
def test_the_run_of_the_readme_says_what_the_readme_shows(tmp_path: Path) -> None:
    done = _allocator(*_command_of_readme(tmp_path / "结果"), "-q")
    assert done.returncode == 0, done.stderr
    text = (_ROOT / "README.md").read_text("utf-8")
    (shown,) = re.findall(r"```text\n(编排完成.*?)```", text, re.DOTALL)
    figures = [line for line in shown.splitlines() if re.match(r"编排完成|  \S+：", line)]
    assert len(figures) >= 5
    assert [line for line in figures if line not in done.stdout] == []
    assert "必须遵守的规则全部符合" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("exam", [sample.exam for sample in SAMPLES[1:]])
def test_a_good_sample_is_arranged_and_every_must_rule_holds(exam: str, tmp_path: Path) -> None:
    done = _allocator(
        "run",
        _SAMPLES / exam,
        "--seed",
        f"示例-{exam}",
        "-o",
        tmp_path / "结果",
        "-q",
        "--json",
        "--rehearse",
    )
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    rules = {rule["rule"]: rule for rule in data["rules"]}
    assert [r["rule"] for r in data["rules"] if r["kind"] == "must" and r["broken"]] == []
    assert rules["DRAW-DAY"]["checked"] > 0
    assert data["staff"]["rehearsed"] == data["staff"]["draws"] > 0
    assert all(tier["optimal"] for tier in data["staff"]["left"])


@pytest.mark.parametrize("name", sorted(_INFEASIBLE))
def test_an_infeasible_sample_ends_with_its_exit_code_and_rule(name: str, tmp_path: Path) -> None:
    done = _allocator(
        "run",
        _SAMPLES / "infeasible" / name,
        "--seed",
        "1",
        "-o",
        tmp_path / "结果",
        "-q",
        "--json",
    )
    data = json.loads(done.stdout)
    assert done.returncode == _INFEASIBLE[name]["exit"]
    assert _INFEASIBLE[name]["rule"] in {clash["rule"] for clash in data["clashes"]}
    assert all(clash["cause"] and clash["cure"] for clash in data["clashes"])
    assert [path.name for path in (tmp_path / "结果").iterdir()] == [f"{NO_WAY.name}.xlsx"]


@pytest.mark.parametrize(
    ("exam", "candidates", "sites", "seed"),
    [
        ("社会工作者", 40, 1, "示例"),
        ("社会工作者", 20, 4, "二"),
        ("一级建造师", 40, 2, "二"),
        ("一级消防", 100, 2, "一"),
        ("监理", 300, 2, "一"),
    ],
)
def test_small_samples_have_rooms_and_people_enough(
    exam: str, candidates: int, sites: int, seed: str, tmp_path: Path
) -> None:
    words = ("--exam", exam, "--candidates", candidates, "--sites", sites, "--seed", seed)
    made = _allocator("sample", *words, "-o", tmp_path / "入", "-q")
    assert made.returncode == 0, made.stderr
    done = _allocator("run", tmp_path / "入", "--seed", f"甲{seed}", "-o", tmp_path / "出", "-q")
    assert done.returncode == 0, done.stderr
