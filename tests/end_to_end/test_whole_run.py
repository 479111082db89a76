"""From a workbook to audited documents through the program, and what it does when it cannot."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from allocator.models.rules import RULES
from allocator.record import log
from allocator.reporting import (
    OTHER_REPORTS,
    REGION_REPORTS,
    SITE_REPORTS,
    STAFF_REGION_REPORTS,
    STAFF_SITE_REPORTS,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]

_RECORD = ("inputs.json", "structure.json", "draw.json", "run.json")


def _tables(output: Path) -> dict[str, list[list[object]]]:
    """Return every sheet of every workbook below a folder, by its place.

    All but 抽签见证单, the one document that bears the time.
    """
    found = {}
    for path in sorted(output.rglob("*.xlsx")):
        if path.stem.startswith("抽签见证单"):
            continue
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            found[f"{path.relative_to(output)}/{name}"] = sheet.to_python()
    return found


def _bytes(output: Path) -> dict[str, bytes]:
    files = (path for path in sorted(output.rglob("*")) if path.is_file())
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def _record(folder: Path) -> tuple[dict[str, bytes], list[tuple[str, object]]]:
    """Return the files of a record and its log, without the times and what hangs on them."""
    files = {name: data for name, data in _bytes(folder).items() if name != "record.sqlite"}
    bodies = [(entry.act, json.loads(entry.body)) for entry in log.read(folder)]
    assert all(body.pop("time") for _, body in bodies)
    return files, bodies


def test_every_document_of_the_lists_is_there(arranged: Path) -> None:
    sites = [path for path in arranged.iterdir() if path.is_dir() and path.name != "record"]
    assert sites
    for site in sites:
        names = {path.stem for path in site.glob("*.xlsx")}
        assert names == {entry.name for entry in (*SITE_REPORTS, *STAFF_SITE_REPORTS)}
    names = {path.stem for path in arranged.glob("*.xlsx")}
    entries = (*REGION_REPORTS, *STAFF_REGION_REPORTS, *OTHER_REPORTS)
    wanted = {entry.name for entry in entries} - {"无解说明", "变更单"}
    assert names == wanted
    assert {path.name for path in (arranged / "record").iterdir()} >= set(_RECORD)


def test_every_candidate_has_one_row_for_each_subject(arranged: Path, workbook: Path) -> None:
    rows = CalamineWorkbook.from_path(arranged / "编排总表.xlsx").get_sheet_by_name("考生编排")
    head, *body = rows.to_python()
    at = {str(name): n for n, name in enumerate(head)}
    roster = CalamineWorkbook.from_path(workbook).get_sheet_by_name("考生").to_python()
    people = {str(row[roster[0].index("报名序号")]) for row in roster[1:]}
    assert {str(row[at["报名序号"]]) for row in body} == people
    keys = [(row[at["准考证号"]], row[at["科目代码"]]) for row in body]
    assert len(keys) == len(set(keys))
    places = {
        (r[at["报名序号"]], r[at["考点代码"]], r[at["考场号"]], r[at["座位号"]]) for r in body
    }
    assert len(places) == len(people)


def test_hash_order_and_number_of_processes_change_nothing(
    arranged: Path, workbook: Path, tmp_path: Path, program: Program
) -> None:
    other = tmp_path / "结果"
    done = program(
        "run", workbook, "--seed", "391072", "-o", other, "--jobs", "2", "-q", hash_seed="12345"
    )
    assert done.returncode == 0, done.stderr
    assert _record(other / "record") == _record(arranged / "record")
    assert len(_record(other / "record")[1]) == 2
    assert _tables(other) == _tables(arranged)


def test_another_seed_seats_people_elsewhere_in_the_same_structure(
    arranged: Path, workbook: Path, tmp_path: Path, program: Program
) -> None:
    other = tmp_path / "结果"
    done = program("run", workbook, "--seed", "391073", "-o", other, "-q", "--json")
    assert done.returncode == 0, done.stderr
    claims = json.loads((arranged / "record" / "run.json").read_text("utf-8"))
    assert json.loads(done.stdout)["digest"] == claims["digest"]
    here, there = ((folder / "record" / "draw.json").read_bytes() for folder in (arranged, other))
    assert here != there


def test_the_seed_counts_in_one_normal_form(
    workbook: Path, tmp_path: Path, program: Program
) -> None:
    results = []
    # A compatibility ideograph and the usual one: NFC makes them the same.
    for nth, seed in enumerate(("\u91d1391072", " \uf90a391072 ")):
        done = program("run", workbook, "--seed", seed, "-o", tmp_path / str(nth), "--json", "-q")
        draw = (tmp_path / str(nth) / "record" / "draw.json").read_bytes()
        results.append((json.loads(done.stdout)["seed"], draw))
    assert results[0] == results[1]
    assert results[0][0] == "\u91d1391072"


def test_json_holds_tiers_and_rules(workbook: Path, tmp_path: Path, program: Program) -> None:
    done = program("arrange", workbook, "--seed", "7", "-o", tmp_path / "结果", "--json", "-q")
    data = json.loads(done.stdout)
    assert (data["ok"], data["exit"], data["candidates"], data["seed"]) == (True, 0, 70, "7")
    assert [rule["rule"] for rule in data["rules"]] == [rule.code for rule in RULES]
    assert all(rule["broken"] == 0 for rule in data["rules"] if rule["kind"] == "must")
    assert all(tier["bound"] <= tier["value"] for tier in data["tiers"])
    assert data["paths"]["record"] == str(tmp_path / "结果" / "record")
    assert len(data["digest"]) == 64


def test_a_project_folder_has_inputs_reports_and_record(
    workbook: Path, tmp_path: Path, program: Program
) -> None:
    (tmp_path / "inputs").mkdir()
    shutil.copy(workbook, tmp_path / "inputs")
    done = program("run", "--seed", "391072", "-C", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "编排完成：考生 70 人" in done.stdout
    assert "必须遵守的规则全部符合" in done.stdout
    assert "开始：读取文件（1）" in done.stderr
    assert (tmp_path / "reports" / "编排总表.xlsx").is_file()
    assert (tmp_path / "record" / "run.json").is_file()
    for place in (tmp_path, tmp_path / "reports"):
        assert program("audit", place, "-q").returncode == 0


def test_a_second_run_is_refused_and_replace_puts_the_first_aside(
    arranged: Path, workbook: Path, tmp_path: Path, program: Program
) -> None:
    output = tmp_path / "结果"
    shutil.copytree(arranged, output)
    before = _bytes(output)
    refused = program("run", workbook, "--seed", "5", "-o", output, "-q")
    assert refused.returncode == 6
    assert "--replace" in refused.stderr
    assert _bytes(output) == before
    again = ("--replace", "--reason", "试排")
    done = program("run", workbook, "--seed", "5", "-o", output, "-q", *again, "--json")
    assert done.returncode == 0, done.stderr
    aside = tmp_path / "结果.旧-001"
    assert json.loads(done.stdout)["paths"]["aside"] == str(aside)
    assert _bytes(aside) == before
    assert _bytes(output)["record/draw.json"] != before["record/draw.json"]


@pytest.mark.parametrize(
    ("bad", "code", "report"),
    [
        ("data/samples/broken/id-check-digit.xlsx", 3, "体检报告.xlsx"),
        ("data/samples/infeasible/没有一楼考场.xlsx", 4, "无解说明.xlsx"),
    ],
)
def test_a_refusal_writes_its_report_and_leaves_earlier_results(
    arranged: Path, tmp_path: Path, program: Program, bad: str, code: int, report: str
) -> None:
    output = tmp_path / "结果"
    done = program("run", bad, "--seed", "1", "-o", output, "-q")
    assert done.returncode == code
    assert report in done.stderr
    assert report in {path.name for path in output.iterdir()}
    assert not (output / "编排总表.xlsx").exists()
    assert not (output / "record").exists()
    shutil.copytree(arranged, tmp_path / "旧")
    before = _bytes(tmp_path / "旧")
    again = ("--replace", "--reason", "试排")
    done = program("run", bad, "--seed", "1", "-o", tmp_path / "旧", "-q", *again)
    assert done.returncode == code
    after = _bytes(tmp_path / "旧")
    assert {name: after[name] for name in before} == before


def test_a_seat_changed_by_hand_fails_the_audit_with_5(
    arranged: Path, tmp_path: Path, program: Program
) -> None:
    output = tmp_path / "结果"
    shutil.copytree(arranged, output)
    assert program("audit", output, "-q").returncode == 0
    book = openpyxl.load_workbook(output / "编排总表.xlsx")
    sheet = book["考生编排"]
    head = [cell.value for cell in sheet[1]]
    column = head.index("座位号") + 1
    seats = [cell.value for cell in next(sheet.iter_cols(column, column, 2))]
    sheet.cell(2, column).value = next(seat for seat in seats if seat != seats[0])
    book.save(output / "编排总表.xlsx")
    done = program("audit", output, "-q", "--json")
    data = json.loads(done.stdout)
    assert (done.returncode, data["ok"]) == (5, False)
    assert any(rule["broken"] for rule in data["rules"] if rule["rule"] == "SEAT-STABLE")


def test_the_audit_counts_every_objective_anew_and_prints_on_one_page(
    arranged: Path, tmp_path: Path, program: Program
) -> None:
    output = shutil.copytree(arranged, tmp_path / "结果")
    done = program("audit", output, "-q", "--json")
    assert done.returncode == 0, done.stderr
    measures = [one for rule in json.loads(done.stdout)["rules"] for one in rule["measures"]]
    assert len(measures) == 15
    for one in measures:
        assert one["recomputed"] == one["claimed"], one
        assert 0 <= one["floor"] <= one["recomputed"], one
        assert one["bound"] <= one["recomputed"], one
        assert one["wrong"] == 0, one
    page = openpyxl.load_workbook(output / "合规审查报告.xlsx")["合规审查单页"]
    assert page.sheet_properties.pageSetUpPr.fitToPage
    words = [cell.value for row in page.iter_rows() for cell in row]
    assert {one["name"] for one in measures} <= set(words)
    assert "allocator-draw-v1" in words
    assert sum("文书与记录逐格一致" in str(word) for word in words) == 1
    told = program("audit", output, "-q").stdout
    assert "目标：复算 15 项，数值和下界均与记录相符。" in told


def test_an_audit_without_a_record_is_refused(
    arranged: Path, tmp_path: Path, program: Program
) -> None:
    output = tmp_path / "结果"
    shutil.copytree(arranged, output, ignore=shutil.ignore_patterns("record"))
    done = program("audit", output, "-q")
    assert done.returncode == 2
    assert "编排记录" in done.stderr


def test_documents_made_by_several_processes_are_the_same(
    arranged: Path, workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small exam is written by one process; here it is made to use more."""
    from allocator import pipeline
    from allocator.reporting import export

    monkeypatch.setattr(export, "_ALONE", 1)
    output = tmp_path / "结果"
    options = pipeline.Options(seed="391072", jobs=2, posts=True)
    pipeline.arrange([workbook], output, output / "record", options)
    assert _tables(output) == _tables(arranged)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal to send")
@pytest.mark.parametrize("stage", ["读取文件", "生成文档"])
def test_an_interruption_ends_with_6_and_leaves_earlier_results(
    arranged: Path, workbook: Path, tmp_path: Path, stage: str
) -> None:
    """Also after the solver has run, which may take the signal for itself."""
    output = tmp_path / "结果"
    shutil.copytree(arranged, output)
    before = _bytes(output)
    again = ("--replace", "--reason", "试排")
    words = ["run", str(workbook), "--seed", "2", "-o", str(output), *again]
    with subprocess.Popen(
        [sys.executable, "-m", "allocator", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as running:  # fmt: skip
        assert running.stderr is not None
        while f"开始：{stage}" not in running.stderr.readline():
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 6
    assert "已中断" in err
    assert "Traceback" not in err
    assert _bytes(output) == before
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == ["结果"]


def test_results_that_lie_in_the_folder_of_the_inputs_are_not_read_as_rosters(
    arranged: Path, workbook: Path, tmp_path: Path, program: Program
) -> None:
    """As after `allocator run . -o .`."""
    folder = shutil.copytree(arranged, tmp_path / "名单")
    shutil.copy(workbook, folder)
    checked = json.loads(program("check", folder, "-o", tmp_path / "检查", "-q", "--json").stdout)
    assert {row["file"] for row in checked["counts"]} == {workbook.name}
    told = [i["message"] for i in checked["issues"] if i["code"] == "file-ignored"]
    books = len(list(arranged.rglob("*.xlsx")))
    assert told == [f"文件夹里有编排结果，其中的 {books} 个文书没有读取。"]


def test_a_backup_is_not_restored_beside_the_documents_of_another_exam(
    arranged: Path, workbook: Path, tmp_path: Path, program: Program
) -> None:
    drawn = shutil.copytree(arranged, tmp_path / "抽过")
    assert program("record", "backup", "--to", tmp_path / "b.zip", "-o", drawn).returncode == 0
    other = tmp_path / "另一次"
    assert program("run", workbook, "--seed", "2", "-o", other, "-q").returncode == 0
    for folder in (other, drawn):
        shutil.rmtree(folder / "record")
    done = program("record", "restore", tmp_path / "b.zip", "-o", other)
    assert (done.returncode, "另一个空文件夹" in done.stderr) == (5, True), done.stderr
    assert not (other / "record").exists()
    # Its own documents, saved anew or edited here and there, take it back.
    openpyxl.load_workbook(drawn / "编排总表.xlsx").save(drawn / "编排总表.xlsx")
    done = program("record", "restore", tmp_path / "b.zip", "-o", drawn)
    assert done.returncode == 0, done.stderr
