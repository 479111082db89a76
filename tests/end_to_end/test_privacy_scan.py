"""No whole 证件号码 or telephone in any document or log, no name where everybody reads it."""

from __future__ import annotations

import importlib
import json
import shutil
import unicodedata
from functools import partial
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from confirming import confirmation, confirmed
from published import recomputed
from typist import ONE, OTHER, SEED, Typist

from allocator.pipeline import DayOptions
from allocator.pipeline import draw as draw_day
from allocator.reporting import (
    DAY_REPORTS,
    OTHER_REPORTS,
    REGION_REPORTS,
    SITE_REPORTS,
    STAFF_REGION_REPORTS,
    STAFF_SITE_REPORTS,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

_ENTRIES = (
    *SITE_REPORTS, *STAFF_SITE_REPORTS, *DAY_REPORTS, *REGION_REPORTS, *STAFF_REGION_REPORTS,
    *OTHER_REPORTS,
)  # fmt: skip
PUBLIC = {e.name for e in _ENTRIES if importlib.import_module(e.module).REPORT.public}
MAY_HOLD_NUMBERS = {"inputs.json"}
"""The frozen roster itself, without which no draw can be recomputed."""


def _text(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_bytes().decode("utf-8", "replace")
    with ZipFile(path) as parts:
        return "".join(
            parts.read(name).decode("utf-8") for name in parts.namelist() if name.endswith(".xml")
        )


def _found(folder: Path, words: set[str], only: Callable[[Path], bool]) -> list[str]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and only(path):
            text = _text(path)
            found += [f"{path.name}: {word}" for word in sorted(words) if word in text]
    return found


@pytest.fixture(scope="module")
def everything(
    arranged: Path, tmp_path_factory: pytest.TempPathFactory, program: Callable[..., object]
) -> Path:
    """Return a run with a draw, a redraw, a refusal, a rehearsal and a draw by halves in it."""
    output = shutil.copytree(arranged, tmp_path_factory.mktemp("扫描") / "结果")
    staff = [
        p["staff"] for p in json.loads((output / "record" / "inputs.json").read_bytes())["staff"]
    ]
    draw = ("draw", "--site", "01", "--session", "1", "--seed", "5", "-o", output)
    program(*draw)
    program(*draw, "--redraw", "--reason", "演示")
    confirmed(program, *draw, "--redraw", "--reason", "演示", "--operator", "G00001", "--reviewer",
              "G00002")  # fmt: skip
    program(*draw, "--redraw", "--reason", "缺席太多", "--absent", ",".join(staff))
    program(*draw, "--rehearse")
    options = DayOptions(site="01", session=2, seed="", operator="G00001", reviewer="G00002",
                         halves=Typist(output / "record", ONE, OTHER))  # fmt: skip
    assert draw_day(output, output / "record", options).record.seed == SEED
    return output


@pytest.fixture(scope="module")
def roster(everything: Path) -> dict[str, set[str]]:
    data = json.loads((everything / "record" / "inputs.json").read_bytes())
    people = [*data["candidates"], *data["staff"]]
    return {
        "numbers": {one["id_number"] for one in people if len(one["id_number"]) > 8},
        "phones": {one["phone"] for one in data["staff"] if one["phone"]},
        "names": {one["name"] for one in people if len(one["name"]) > 2},
    }


def test_the_scan_sees_what_it_looks_for(everything: Path, roster: dict[str, set[str]]) -> None:
    frozen = _found(everything, roster["numbers"], lambda path: path.name in MAY_HOLD_NUMBERS)
    assert len(frozen) == len(roster["numbers"])
    assert _found(everything, roster["names"], lambda path: path.stem == "考务人员签到表")


@pytest.mark.parametrize("what", ["numbers", "phones"])
def test_no_number_stands_whole_in_documents_record_or_log(
    everything: Path, roster: dict[str, set[str]], what: str
) -> None:
    assert roster[what]
    assert _found(everything, roster[what], lambda p: p.name not in MAY_HOLD_NUMBERS) == []


def test_no_name_stands_where_everybody_reads_it_nor_in_the_log(
    everything: Path, roster: dict[str, set[str]]
) -> None:
    assert {"考场门贴", "桌贴", "考场分布图"} <= PUBLIC
    hangs = _found(everything, roster["names"], lambda path: path.stem in PUBLIC)
    logged = _found(everything, roster["names"], lambda path: "record.sqlite" in path.name)
    assert (hangs, logged) == ([], [])


def test_a_defect_leaves_a_log_without_values(
    everything: Path, roster: dict[str, set[str]], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A failure in the middle of a draw: the traceback names modules and lines, nobody."""
    from click.testing import CliRunner

    from allocator.cli.main import cli
    from allocator.solvers.day import draw

    output = shutil.copytree(everything, tmp_path / "结果")
    name = min(roster["names"])

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(name)

    monkeypatch.setattr(draw, "draw_day", fail)
    words = ["draw", "--site", "01", "--session", "1", "--seed", "5", "--rehearse"]
    done = CliRunner().invoke(cli, [*words, "-o", str(output)])
    assert done.exit_code == 1
    (log,) = tmp_path.glob("allocator-错误-*.log")
    assert "RuntimeError" in log.read_text("utf-8")
    for words in roster.values():
        assert _found(tmp_path, words, lambda path: path.suffix == ".log") == []
        assert [word for word in words if word in done.output] == []


def test_whoever_acts_or_watches_and_is_named_by_number_is_masked_everywhere(
    workbook: Path, tmp_path: Path, program: Callable[..., CompletedProcess[str]]
) -> None:
    """Persons from outside: no document, log, archive or message has their whole number."""
    output, told = tmp_path / "结果", []
    run = partial(_told, program, told, output)
    one, other, third = "990101198001010030", "990101198001010014", "99010119800101005x"
    two = ("--operator", one, "--reviewer", other)
    witness = ("--witness", f"王公证 {third}")

    digest = run("freeze", workbook, *two).stdout.partition("SHA-256：")[2][:17]
    run("confirm", "--digest", digest, "--reviewer", other)
    draw = ("draw", "--site", "01", "--session", "1", "--seed", "5", *two, *witness)
    for words in (
        ("run", "--seed", "391072", *two, *witness),
        draw,
        (*draw, "--redraw", "--reason", "演示"),
    ):
        run(*words, *confirmation(run(*words, code=2).stderr))
    run("record", "export", "--to", tmp_path / "存档.zip")
    run("record", "check")
    with ZipFile(tmp_path / "存档.zip") as archive:
        told.append(archive.read("日志.csv").decode("utf-8-sig"))
    numbers = {one, other, third}
    assert _found(output, numbers, lambda path: path.suffix != ".json") == []
    said = "".join(told)
    assert [number for number in numbers if number in said] == []
    for masked in ("990***********0030", "990***********0014", "王公证 990***********005x"):
        assert _found(output, {masked}, lambda path: path.stem == "抽签见证单")
        assert masked in said
    assert run("verify")
    assert recomputed(output).returncode == 0


def test_numbers_in_a_reason_and_of_a_witness_are_masked_however_they_are_typed(
    workbook: Path, tmp_path: Path, program: Callable[..., CompletedProcess[str]]
) -> None:
    """Masked before the second person confirms: what he confirms is what the log has."""
    output, told = tmp_path / "结果", []
    run = partial(_told, program, told, output)
    typed = (
        "990101 19800101 0026",
        "139-0000-1234",
        "９９０１０１１９８００１０１００３４",
        "990101-1980-0101-0042",
    )
    frozen, called, named, witnessed = typed
    two = ("--operator", "G00001", "--reviewer", "G00002")

    run("freeze", workbook, *two)
    again = run("freeze", workbook, *two, "--replace", "--reason", f"更正（{frozen}）")
    run("confirm", "--digest", again.stdout.partition("SHA-256：")[2][:17], *two[2:])
    draw = ("draw", "--site", "01", "--session", "1", "--seed", "5")
    for words in (
        ("run", "--seed", "391072"),
        ("run", "--seed", "391073", "--replace", "--reason", f"电话{called}"),
        draw,
        (*draw, "--redraw", "--reason", f"{named}迟到"),
    ):
        whole_words = (*words, *two, "--witness", f"王公证 {witnessed}")
        run(*whole_words, *confirmation(run(*whole_words, code=2).stderr))
    whole = {*typed, *(_rostered(text) for text in typed)}
    assert _found(tmp_path, whole, lambda path: True) == []
    said = "".join(told)
    assert [number for number in sorted(whole) if number in said] == []
    log = (output / "record" / "record.sqlite").read_bytes().decode("utf-8", "replace")
    for masked in ("更正（990***********0026）", "电话139****1234", "990***********0034迟到"):
        assert masked in log
    assert "理由：990***********0034迟到" in said
    sheets = _found(output, {"990***********0034迟到", "王公证 990***********0042"},
                    lambda path: path.name == "抽签见证单_场次1.xlsx")  # fmt: skip
    assert len(sheets) >= 2
    run("verify", "--jobs", "1")
    assert recomputed(output).returncode == 0


def _told(
    program: Callable[..., CompletedProcess[str]], told: list[str], output: Path, *words: object,
    code: int = 0,
) -> CompletedProcess[str]:  # fmt: skip
    """Run the program on a folder and note down all that it says."""
    done = program(*words, "-o", output, "-q")
    assert done.returncode == code, done.stderr
    told += [done.stdout, done.stderr]
    return done


def _rostered(text: str) -> str:
    """Return a number as the roster has it."""
    return unicodedata.normalize("NFKC", text).replace(" ", "").replace("-", "")
