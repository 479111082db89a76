"""Everything the program says is Chinese, also what click would say in English."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest
from cli_helpers import allocator

from allocator.cli.main import VERBS, cli

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rn"], "没有命令“rn”，是不是 run？"),
        (["run", "--sed", "1"], "没有选项 --sed，是不是 --seed？"),
        (["run", "x"], "缺少选项 --seed"),
        (["run", "--seed"], "选项 --seed 后面缺少值"),
        (["run", "--seed", " "], "选项 --seed 的值不对：不能是空白"),
        (["run", "--seed", "1", "--jobs", "0"], "“0”不是 1 以上的整数"),
        (["run", "--seed", "1", "--jobs", "two"], "“two”不是 1 以上的整数"),
        (["run", "--seed", "1", "--json=1"], "选项 --json 不带值"),
        (["template", "a", "b"], "多余的参数：a b"),
        (["sample", "--exam", "没有"], "不在可选范围：一级建造师"),
        (["--what"], "没有选项 --what"),
    ],
)
def test_wrong_use_is_told_in_chinese_with_exit_2(words: list[str], said: str) -> None:
    code, out, err = allocator(*words)
    assert code == 2
    assert said in err
    assert out == ""
    assert not re.search(r"[Ee]rror|[Uu]sage|[Mm]issing|such", err)


@pytest.mark.parametrize("verb", [*VERBS, ""])
def test_every_line_of_help_is_chinese(verb: str) -> None:
    code, out, _ = allocator(*filter(None, [verb, "--help"]))
    assert code == 0
    lines = [line for line in out.splitlines() if line.strip()]
    assert lines[0].startswith("用法：allocator")
    assert [line for line in lines[1:] if not _CHINESE.search(line)] == []
    assert "例：allocator" in out


@pytest.mark.parametrize("verb", VERBS)
def test_the_list_of_commands_says_what_the_command_says(verb: str) -> None:
    command = cli.commands.get(verb) or cli.get_command(None, verb)  # type: ignore[arg-type]
    assert command is not None
    assert command.get_short_help_str(200) == VERBS[verb]


def test_no_command_shows_the_help() -> None:
    code, out, _ = allocator()
    assert code == 0
    assert "命令:" in out


def test_help_loads_nothing_heavy_and_is_quick() -> None:
    heavy = "{'ortools', 'networkx', 'pandas', 'numpy', 'openpyxl', 'xlsxwriter', 'tqdm'}"
    script = (
        "import sys\nfrom allocator.cli.main import cli\n"
        "try:\n    cli(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script], capture_output=True, encoding="utf-8",
        check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"
    # Half a second on a free machine; tests share theirs.
    assert time.perf_counter() - begin < 5


def test_a_console_without_rare_characters_does_not_stop_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "allocator", "sample", "--exam", "𠮷"],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "gbk:strict", "PYTHONUTF8": "0", "PATH": ""},
    )
    assert done.returncode == 2
    assert "“?”不在可选范围" in done.stderr.decode("gbk")


def test_a_wrong_rule_code_is_wrong_use_and_a_right_one_gives_its_places() -> None:
    assert allocator("rules", "NO-SUCH")[0] == 2
    code, out, _ = allocator("rules", "room_30")
    assert code == 0
    assert "ROOM-30（必须）" in out
    assert "allocator/models/cpsat/rooming/constraints.py:" in out
    assert "allocator/audit/rooming.py:" in out
