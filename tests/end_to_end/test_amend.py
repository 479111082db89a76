"""Late changes through the program: what they change, what they leave, and that all agrees."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from late_changes import (
    OPERATOR,
    REVIEWER,
    TWO,
    acts,
    agree,
    amended,
    but_the_log,
    files,
    like,
    moves,
    posted,
    proposed,
    roster,
    said,
    texts,
    unrelated,
)
from published import data_of, digest_of, edit_record, rewrite_log

from allocator.record import log
from allocator.record.ceremony import draw_digest
from allocator.record.documents import sha256_of
from allocator.reporting.witness_sheet import qr_png
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from pathlib import Path

NAME, OTHER_NAME, PHONE = "更正之名", "更正又名", "13955550123"
PAPER, REPORT = "变更单_第1次.xlsx", "合规审查报告.xlsx"
FROZEN = {
    "inputs.json", "structure.json", "draw.json", "recusals.json", "posting.json", "posts.json",
    "run.json", "staff.json", "documents/seats.json", "documents/posts.json",
}  # fmt: skip


@pytest.fixture(scope="module")
def before(arranged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run with two rehearsals, of one of which the one who leaves later is absent."""
    output = shutil.copytree(arranged, tmp_path_factory.mktemp("变更前") / "结果")
    for session, words in ((1, ("--absent", _leaver(output))), (2, ())):
        done = said("draw", "--site", "01", "--session", session, "--seed", "7", "--rehearse",
                    *words, "-o", output, "-q")  # fmt: skip
        assert done.exit_code == 0, done.output
    return output


def _leaver(output: Path) -> str:
    """Return an invigilator of session 1 who is no reserve."""
    sheet = data_of(output, "sheets/01.json")
    return str(sheet["people"][sheet["turns"][0]["invigilators"][0]][0])


def _renamed(output: Path) -> tuple[str, str]:
    """Return 报名序号 and 工号 of two people whose facts are put right."""
    candidate = next(
        one["registration"] for one in data_of(output, "inputs.json")["candidates"]
        if one["registration"] in unrelated(output, "考生") and len(one["id_number"]) == 18
    )  # fmt: skip
    staff = (who for who in posted(output, "监考") if who in unrelated(output, "工作人员"))
    return candidate, next(who for who in staff if who != _leaver(output))


def _numbers(output: Path) -> dict[str, str]:
    """Return 证件号码 and 电话 of the roster that was frozen, by 报名序号 or 工号."""
    frozen = data_of(output, "inputs.json")
    found = {one["registration"]: one["id_number"] for one in frozen["candidates"]}
    for one in frozen["staff"]:
        found |= {one["staff"]: one["id_number"], f"{one['staff']} 电话": one["phone"]}
    return found


@pytest.fixture(scope="module")
def after(before: Path, workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return it with facts of two people put right and somebody replaced."""
    folder = tmp_path_factory.mktemp("变更后")
    output = shutil.copytree(before, folder / "结果")
    candidate, staff = _renamed(output)
    numbers = _numbers(output)
    right = roster(
        workbook, folder / "改好.xlsx",
        ("考生", candidate, "姓名", NAME),
        ("考生", candidate, "证件号码", like(numbers[candidate])),
        ("工作人员", staff, "姓名", OTHER_NAME), ("工作人员", staff, "电话", PHONE),
        ("工作人员", staff, "证件号码", like(numbers[staff])),
    )  # fmt: skip
    done = amended(output, right, "--out", _leaver(output), "--seed", "5501", "--reason", "生病",
                   "--witness", "公证处")  # fmt: skip
    assert done.exit_code == 0, done.output
    return output


@pytest.fixture(scope="module")
def twice(after: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return that with whoever stood in leaving, too, and the chief."""
    output = shutil.copytree(after, tmp_path_factory.mktemp("两次") / "结果")
    (move,) = moves(output)
    leave = (move.takes, *posted(output, "主考"))
    done = amended(output, "--out", ",".join(leave), "--seed", "5502", "--reason", "也病了")
    assert done.exit_code == 0, done.output
    return output


@pytest.fixture(scope="module")
def drawn(twice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return that with a draw of the day and its redraw."""
    output = shutil.copytree(twice, tmp_path_factory.mktemp("抽签后") / "结果")
    assert _draw(output, 1, "--seed", "11").exit_code == 0
    again = ("--seed", "12", "--redraw", "--reason", "缺席", *TWO)
    shown = re.search(r"确认摘要：([0-9a-f ]{71})", _draw(output, 1, *again).stderr)
    assert shown
    assert _draw(output, 1, *again, "--confirm", shown[1]).exit_code == 0
    return output


def _draw(output: Path, session: int, *words: object, site: str = "01") -> Any:
    return said("draw", "--site", site, "--session", session, *words, "-o", output, "-q")


@pytest.fixture
def output(after: Path, tmp_path: Path) -> Path:
    """Return a copy of what was amended once, to be changed."""
    return shutil.copytree(after, tmp_path / "结果")


def _listed(output: Path, number: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = data_of(output, f"documents/amend_{number}.json")["files"]
    return found


def _changed(one: dict[str, bytes], other: dict[str, bytes]) -> set[str]:
    return {name for name in {*one, *other} if one.get(name) != other.get(name)}


def test_whoever_left_is_not_unknown_where_he_is_called_absent(output: Path) -> None:
    (gone,) = data_of(output, "amendments/1.json")["out"]
    before = files(output)
    done = _draw(output, 2, "--seed", "11", "--absent", gone)
    assert (done.exit_code, f"{gone} 已在第 1 次变更退出" in done.stderr) == (3, True), done.stderr
    assert files(output) == before


def test_the_documents_that_change_are_those_listed_and_no_other(before: Path, after: Path) -> None:
    listed = _listed(after, 1)
    changed = {name for name in _changed(files(before), files(after)) if name[:7] != "record/"}
    rehearsed = {name for name in changed if "/演练/" in name}
    assert rehearsed
    assert changed - rehearsed == {*listed, REPORT}
    assert set(files(before)) <= set(files(after))
    for place, (digest, *_) in listed.items():
        assert sha256_of(after / place) == digest
    names = {name.rpartition("/")[2] for name in listed}
    assert {PAPER, "编排总表.xlsx", "考场座次表.xlsx", "岗位安排表.xlsx"} <= names
    assert "考场门贴.xlsx" not in names  # it names nobody


def test_the_paper_names_the_documents_to_print_again_and_the_changes(after: Path) -> None:
    cells = [str(cell.value) for row in openpyxl.load_workbook(after / PAPER)["变更单"].iter_rows()
             for cell in row if cell.value is not None]  # fmt: skip
    wanted = {name for name in _listed(after, 1) if name != PAPER}
    assert f"需要重新打印的文书（共 {len(wanted)} 个）" in cells
    told = set()
    for folder in {name.rpartition("/")[0] for name in wanted}:
        (text,) = (cell for cell in cells if cell.startswith(f"{folder or '考区'}："))
        names = text.partition("：")[2].replace("\n", "").split("、")
        told |= {f"{folder}/{name}.xlsx".removeprefix("/") for name in names}
    assert told == wanted
    assert "变更内容（共 7 项：更正考生 2、更正工作人员 3、退出 1、接替 1）" in cells
    assert {"生病", "5501", OPERATOR, REVIEWER, "公证处", f"姓名：{NAME}", "不再任职"} <= set(cells)


def test_what_was_frozen_and_drawn_stays(before: Path, after: Path) -> None:
    changed = _changed(files(before / "record"), files(after / "record"))
    assert set(files(after / "record")) >= FROZEN
    assert changed == {
        "record.sqlite", "resilience.json", "sheets/01.json", "amendments/1.json",
        "rehearsals/01_1_1.json", "rehearsals/01_2_1.json", "documents/amend_1.json",
        "documents/rehearsal_01_1_1.json", "documents/rehearsal_01_2_1.json",
    }  # fmt: skip


def test_the_log_has_the_attempt_and_the_amendment_as_confirmed(before: Path, after: Path) -> None:
    assert acts(after)[len(acts(before)) :] == ["变更开始", "变更"]
    begun, done = (json.loads(entry.body) for entry in log.read(after / "record")[-2:])
    kept = data_of(after, "amendments/1.json")
    for facts in (begun, done):
        for name in ("digest", "number", "operator", "reviewer", "witness", "reason", "seed"):
            assert facts[name] == kept[name], name
    assert begun["confirmed"] == draw_digest(
        "变更", kept["digest"], 1, "5501", (OPERATOR, REVIEWER), "生病"
    )
    assert begun["changed"] == {}
    assert "amendments/1.json" in done["changed"]


def test_rehearsals_are_made_again_without_who_left(before: Path, after: Path) -> None:
    leaver = _leaver(before)
    for session in (1, 2):
        old, new = (data_of(one, f"rehearsals/01_{session}_1.json") for one in (before, after))
        assert (new["seed"], new["number"]) == (old["seed"], 1)
        assert new["digest"] != old["digest"]
        # Somebody who was absent and has left is due no more.
        assert (old["absent"], new["absent"]) == ([leaver] if session == 1 else [], [])
    books = sorted(after.glob("01_*/演练/*.xlsx"))
    assert books
    assert any(leaver in texts(path) for path in before.glob("01_*/演练/*.xlsx"))
    assert [path.name for path in books if leaver in texts(path)] == []


def test_new_facts_stand_where_the_old_ones_did(before: Path, after: Path) -> None:
    candidate, staff = _renamed(before)
    frozen = data_of(before, "inputs.json")
    names = {one["registration"]: one["name"] for one in frozen["candidates"]}
    names |= {one["staff"]: one["name"] for one in frozen["staff"]}
    for who, new in ((candidate, NAME), (staff, OTHER_NAME)):
        others = [name for key, name in names.items() if names[who] in name and key != who]
        held = [p for p in before.rglob("*.xlsx") if names[who] in texts(p)]
        assert held
        for path in held:
            there = after / path.relative_to(before)
            assert new in texts(there), path.name
            assert others or names[who] not in texts(there), path.name


@pytest.mark.parametrize("scene", ["before", "after", "twice", "drawn"])
def test_audit_and_verification_agree(
    scene: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    output = shutil.copytree(request.getfixturevalue(scene), tmp_path / "结果")
    assert agree(output) == []


@pytest.mark.parametrize("scene", ["after", "twice"])
def test_the_report_is_written_anew(scene: str, request: pytest.FixtureRequest) -> None:
    output = request.getfixturevalue(scene)
    done = said("verify", output, "-q", "--json", "--jobs", 1)
    data = json.loads(done.stdout)
    assert (data["differences"], data["stale_report"]) == ([], False)
    number = len(list(output.glob("变更单_*")))
    assert f"变更 {number} 次" in texts(output / REPORT)


def test_whoever_left_does_not_come_back(twice: Path) -> None:
    first, second = (data_of(twice, f"amendments/{n}.json") for n in (1, 2))
    gone = {*first["out"], *second["out"]}
    assert len(gone) == 3
    for move in moves(twice, 2):
        assert move.takes in move.eligible
        assert gone.isdisjoint(move.eligible)
    sheet = data_of(twice, "sheets/01.json")
    assert gone.isdisjoint(person[0] for person in sheet["people"])
    rows = texts(twice / "岗位安排汇总表.xlsx") + texts(next(twice.glob("01_*/岗位安排表.xlsx")))
    assert [who for who in sorted(gone) if who in rows] == []


def test_who_serves_nowhere_leaves_and_nothing_need_be_printed(
    before: Path, tmp_path: Path
) -> None:
    output = shutil.copytree(before, tmp_path / "结果")
    serving = {one[0] for one in data_of(output, "posts.json")["posted"]}
    idle = next(one["staff"] for one in data_of(output, "inputs.json")["staff"]
                if one["staff"] not in {*serving, OPERATOR, REVIEWER})  # fmt: skip
    done = amended(output, "--out", idle, "--seed", "1", "--reason", "出差")
    assert (done.exit_code, "没有任职，不用抽签接替" in done.stderr) == (2, True)
    done = amended(output, "--out", idle, "--reason", "出差")
    assert done.exit_code == 0, done.output
    assert "没有文书需要重新打印" in done.stdout
    assert set(_listed(output, 1)) == {PAPER}
    assert agree(output) == []
    # He is taken out for good.
    done = amended(output, "--out", _leaver(output), "--seed", "1", "--reason", "生病")
    assert done.exit_code == 0, done.output
    (move,) = moves(output, 2)
    assert idle not in move.eligible


def test_data_for_programs_tell_nobody_by_name_or_number(
    before: Path, workbook: Path, tmp_path: Path
) -> None:
    output = shutil.copytree(before, tmp_path / "结果")
    candidate, _ = _renamed(output)
    right = roster(workbook, tmp_path / "改.xlsx", ("考生", candidate, "姓名", NAME))
    leaver = _leaver(output)
    words = (right, "--out", leaver, "--seed", "5501", "--reason", "生病", "--json")
    asked = proposed(output, *words)
    told = json.loads(asked.stdout)
    assert (asked.exit_code, told["ok"], told["exit"], told["command"]) == (2, False, 2, "amend")
    shown = re.search(r"确认摘要：([0-9a-f ]{71})", told["message"])
    assert shown
    done = proposed(output, *words, "--confirm", shown[1])
    assert done.exit_code == 0, done.output
    data, kept = json.loads(done.stdout), data_of(output, "amendments/1.json")
    assert data["corrections"] == [{"sheet": "考生", "key": candidate, "column": "姓名"}]
    assert (data["number"], data["seed"], data["digest"]) == (1, "5501", kept["digest"])
    assert data["out"] == [leaver]
    assert [(one["leaves"], one["takes"]) for one in data["moves"]] == [
        (move.leaves, move.takes) for move in moves(output)
    ]
    assert {*data["documents"], PAPER} == set(_listed(output, 1))
    assert [one for one in data["rules"] if one["kind"] == "must" and one["broken"]] == []
    assert NAME not in done.stdout


def test_no_number_stands_whole_but_in_the_record(before: Path, after: Path) -> None:
    """Old ones and new ones, of everybody whose facts were put right."""
    candidate, staff = _renamed(before)
    numbers = _numbers(before)
    whole = {PHONE, numbers[f"{staff} 电话"]}
    for who in (candidate, staff):
        whole |= {numbers[who], like(numbers[who])}
    record = {"record/inputs.json", "record/amendments/1.json"}
    assert all(any(n.encode() in files(after)[name] for name in record) for n in whole)
    for name, data in files(after).items():
        text = texts(after / name) if name.endswith(".xlsx") else data.decode("utf-8", "replace")
        assert name in record or not [n for n in whole if n in text], name


def test_persons_from_outside_are_masked(before: Path, tmp_path: Path) -> None:
    output = shutil.copytree(before, tmp_path / "结果")
    outside = "99010119700101001X"
    done = amended(output, "--out", _leaver(output), "--seed", "5501", "--reason", "生病",
                   two=("--operator", OPERATOR, "--reviewer", outside))  # fmt: skip
    assert done.exit_code == 0, done.output
    assert outside not in done.output
    held = [name for name, data in files(output).items() if outside.encode() in data]
    held += [path.name for path in output.rglob("*.xlsx") if outside in texts(path)]
    assert held == ["record/amendments/1.json"]
    assert f"990{'*' * 11}{outside[-4:]}" in texts(output / PAPER)
    assert agree(output) == []


def test_an_earlier_record_beside_later_documents_is_told(
    before: Path, after: Path, tmp_path: Path
) -> None:
    backup, old = tmp_path / "备份.zip", shutil.copytree(before, tmp_path / "旧")
    assert said("record", "backup", "--to", backup, "-o", old).exit_code == 0
    output = shutil.copytree(after, tmp_path / "结果")
    shutil.rmtree(output / "record")
    there = files(output)
    done = said("record", "restore", backup, "-o", output)
    assert (done.exit_code, PAPER in done.output) == (6, True)
    assert files(output) == there
    shutil.copytree(old / "record", output / "record")
    for verb, words in (("verify", "记录中没有这次变更"), ("audit", "记录比文书旧")):
        done = said(verb, output, "-q", "--jobs", 1)
        assert (done.exit_code, words in done.output) == (5, True), verb
        assert PAPER in done.output
    done = amended(output, "--out", _leaver(output), "--seed", "1", "--reason", "生病")
    assert (done.exit_code, "记录比文书旧" in done.output) == (5, True)
    # Without the paper the other documents still tell it.
    (output / PAPER).unlink()
    done = said("verify", output, "-q", "--jobs", 1)
    assert (done.exit_code, "岗位安排汇总表.xlsx" in done.output) == (5, True)


def _edited(output: Path) -> str:
    book = openpyxl.load_workbook(output / PAPER)
    cells = (cell for row in book["变更单"].iter_rows() for cell in row)
    next(cell for cell in cells if cell.value == "生病").value = "调离"
    book.save(output / PAPER)
    return PAPER


def _deleted(output: Path) -> str:
    (output / PAPER).unlink()
    return PAPER


def _forged(output: Path) -> str:
    forged = PAPER.replace("1", "2")
    shutil.copy(output / PAPER, output / forged)
    return forged


def _copied_and_edited(output: Path) -> str:
    copy = output / "变更单_第1次 - 副本.xlsx"
    shutil.copy(output / PAPER, output / "原件")
    _edited(output)
    (output / PAPER).rename(copy)
    (output / "原件").rename(output / PAPER)
    return copy.name


@pytest.mark.parametrize("verb", ["verify", "audit"])
@pytest.mark.parametrize("change", [_edited, _deleted, _forged, _copied_and_edited])
def test_a_paper_that_is_not_the_one_published_is_named(
    output: Path, change: Any, verb: str
) -> None:
    name = change(output)
    done = said(verb, output, "-q", "--jobs", 1)
    assert (done.exit_code, name in done.output) == (5, True), done.output


def _taken_by_another(one: Any) -> None:
    """Let somebody else who could take the place have it."""
    leaves, takes, eligible, passed = one["moves"][0]
    one["moves"][0] = [leaves, next(who for who in eligible if who != takes), eligible, passed]


def _less_eligible(one: Any) -> None:
    one["moves"][0][2].pop(0)


def _another_name(one: Any) -> None:
    one["corrections"][0][4] = "别的名字"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_taken_by_another, "记录为由"),
        (_less_eligible, "应为由"),
        (_another_name, "依据摘要应为"),
        (lambda one: one.update(method="别的"), "方法版本应为"),
        (lambda one: one.update(tiers=[]), "各项目标"),
    ],
)
def test_an_amendment_that_does_not_follow_is_told_whatever_the_log_says(
    output: Path, change: Any, told: str
) -> None:
    edit_record(output, "amendments/1.json", change)
    result = digest_of((output / "record" / "amendments" / "1.json").read_bytes())
    rewrite_log(output, lambda entries: entries[-1][1].update(result=result))
    done = said("verify", output, "-q", "--jobs", 1)
    assert done.exit_code == 5
    assert re.search(rf"record/amendments/1\.json.*{told}", done.output), done.output
    assert "结果摘要" not in done.output


def test_documents_of_before_put_back_are_named(before: Path, output: Path) -> None:
    for place in ("编排总表.xlsx", "岗位安排汇总表.xlsx"):
        kept = (output / place).read_bytes()
        shutil.copy(before / place, output / place)
        for verb in ("verify", "audit"):
            done = said(verb, output, "-q", "--jobs", 1)
            assert (done.exit_code, place in done.output) == (5, True), (verb, place)
        (output / place).write_bytes(kept)


def test_photos_are_kept_and_can_be_put_right(workbook: Path, tmp_path: Path) -> None:
    folder, output = tmp_path / "输入", tmp_path / "结果"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.png").write_bytes(qr_png(name))
    people = [row[0].value for row in openpyxl.load_workbook(workbook)["考生"].iter_rows(min_row=2)]
    all_of = [("考生", str(one), "照片", "a.png") for one in people if one]
    book = roster(workbook, folder / "名单.xlsx", *all_of)
    done = said("run", book, "--seed", "1", "-o", output, "-q", "--jobs", 1)
    assert done.exit_code == 0, done.output
    plan = next(output.glob("*/考场座次表.xlsx"))
    first = plan.read_bytes()
    done = amended(output, "--out", _leaver(output), "--seed", "5", "--reason", "生病")
    assert done.exit_code == 0, done.output
    assert plan.read_bytes() == first
    somebody = unrelated(output, "考生")[0]
    for reason, *cells in (
        ("改名", ("考生", somebody, "姓名", NAME)), ("换照片", ("考生", somebody, "照片", "b.png"))
    ):  # fmt: skip
        before_it, pictures = plan.read_bytes(), _pictures(plan)
        book = roster(book, book, *cells)
        done = amended(output, book, "--reason", reason)
        assert done.exit_code == 0, done.output
        assert plan.read_bytes() != before_it
        same = _pictures(plan) == pictures
        assert same == (reason == "改名")
    assert agree(output) == []
    # Where the pictures are not at hand they are not left out in silence.
    there, elsewhere = but_the_log(output), tmp_path / "别处"
    elsewhere.mkdir()
    again = roster(book, elsewhere / "名单.xlsx", ("考生", somebody, "姓名", OTHER_NAME))
    done = amended(output, again, "--reason", "再改名")
    assert (done.exit_code, "考场座次表.xlsx 原来印有照片" in done.stderr) == (3, True), done.output
    assert but_the_log(output) == there
    assert agree(output) == []


def test_who_confirms_reads_all_that_is_asked(before: Path, workbook: Path, tmp_path: Path) -> None:
    output = shutil.copytree(before, tmp_path / "结果")
    candidate, _ = _renamed(output)
    (old,) = [one["name"] for one in data_of(output, "inputs.json")["candidates"]
              if one["registration"] == candidate]  # fmt: skip
    right = roster(workbook, tmp_path / "改.xlsx", ("考生", candidate, "姓名", NAME))
    leaver = _leaver(output)
    asked = proposed(output, right, "--out", leaver, "--seed", "5", "--reason", "生病")
    told = asked.stderr.splitlines()
    assert f"  更正考生 {candidate} {old}　姓名：{old} → 姓名：{NAME}" in told
    assert any(
        line.startswith(f"  退出 {leaver} ") and line.endswith("，抽签接替") for line in told
    )
    done = amended(output, right, "--reason", "改名")
    assert done.exit_code == 0, done.output
    # An old roster would undo that: whoever confirms it is told so.
    asked = proposed(output, workbook, "--reason", "再改")
    assert f"姓名：{old}（恢复为第 1 次变更之前的内容）" in asked.stderr
    # So is whoever arranges everything anew.
    again = said(
        "run", workbook, "--seed", "2", "--replace", "--reason", "重来", *TWO, "-o", output
    )
    assert "已办的 1 次变更随之作废" in again.stderr


def test_who_is_named_by_his_number_stands_in_the_record_by_his_code(
    before: Path, workbook: Path, tmp_path: Path
) -> None:
    output = shutil.copytree(before, tmp_path / "结果")
    (number,) = [one["id_number"] for one in data_of(output, "inputs.json")["staff"]
                 if one["staff"] == OPERATOR]  # fmt: skip
    right = roster(workbook, tmp_path / "改.xlsx", ("考生", _renamed(output)[0], "姓名", NAME))
    named = ("--operator", f" {number} ", "--reviewer", REVIEWER)
    done = amended(output, right, "--reason", "改名", two=named)
    assert done.exit_code == 0, done.output
    assert data_of(output, "amendments/1.json")["operator"] == OPERATOR
    assert agree(output) == []


def _pictures(path: Path) -> dict[str, str]:
    return {name: data for name, data in _parts(path).items() if "media/" in name}


def _parts(path: Path) -> dict[str, str]:
    from hashlib import sha256
    from zipfile import ZipFile

    with ZipFile(path) as parts:
        return {name: sha256(parts.read(name)).hexdigest() for name in parts.namelist()}


def test_a_frozen_exam_is_amended_and_goes_on(workbook: Path, tmp_path: Path) -> None:
    output = tmp_path / "结果"
    done = said("freeze", workbook, *TWO, "-o", output, "-q")
    digest = re.search(r"SHA-256　([0-9a-f ]+)", (output / "封存摘要.txt").read_text("utf-8"))
    assert digest, done.output
    confirm = ("confirm", "--digest", digest[1], "--reviewer", REVIEWER, "-o", output)
    assert said(*confirm).exit_code == 0
    run = ("run", "--seed", "391072", *TWO, "-o", output, "-q", "--jobs", 1)
    shown = re.search(r"确认摘要：([0-9a-f ]{71})", said(*run).stderr)
    assert shown
    assert said(*run, "--confirm", shown[1]).exit_code == 0
    done = amended(output, "--out", _leaver(output), "--seed", "5501", "--reason", "生病")
    assert done.exit_code == 0, done.output
    assert agree(output) == []


def test_arranged_again_nothing_of_an_amendment_stays(
    after: Path, workbook: Path, tmp_path: Path
) -> None:
    output = shutil.copytree(after, tmp_path / "结果")
    run = ("run", workbook, "--seed", "5", "--replace", "--reason", "重新编排", "-o", output, "-q",
           "--jobs", 1)  # fmt: skip
    alone = said(*run)
    assert (alone.exit_code, "的变更" in alone.stderr) == (2, True)
    shown = re.search(r"确认摘要：([0-9a-f ]{71})", said(*run, *TWO).stderr)
    assert shown
    assert said(*run, *TWO, "--confirm", shown[1]).exit_code == 0
    assert list(output.glob("变更单*")) == []
    assert not (output / "record" / "amendments").exists()
    done = amended(output, "--out", _leaver(output), "--seed", "5501", "--reason", "生病")
    assert done.exit_code == 0, done.output
    assert (output / PAPER).is_file()
    assert agree(output) == []


def test_of_two_sites_one_is_drawn_and_the_other_amended(tmp_path: Path) -> None:
    (book,) = write_exam(tmp_path / "输入", exam="一级消防", candidates=150, sites=2, seed="测试")
    output = tmp_path / "结果"
    done = said("run", book, "--seed", "1", "-o", output, "-q", "--jobs", 1)
    assert done.exit_code == 0, done.output
    assert _draw(output, 1, "--seed", "3").exit_code == 0
    sheet = (output / "record" / "sheets" / "01.json").read_bytes()
    leave = ("--seed", "5501", "--reason", "生病")
    there = files(output)
    done = amended(output, "--out", posted(output, "监考")[0], *leave)
    assert (done.exit_code, "考点 01 已作监考抽签" in done.stderr) == (6, True)
    assert files(output) == there
    # A chief is in no draw of the day.
    for who in (posted(output, "监考", "02")[0], posted(output, "主考")[0]):
        done = amended(output, "--out", who, *leave)
        assert done.exit_code == 0, done.output
    assert (output / "record" / "sheets" / "01.json").read_bytes() == sheet
    session = data_of(output, "sheets/02.json")["turns"][0]["turn"][0][0]
    assert _draw(output, session, "--seed", "4", site="02").exit_code == 0
    assert _draw(output, 2, "--seed", "5").exit_code == 0
    assert agree(output) == []
    # A name of somebody who is drawn stands in the sheet.
    last, found = acts(output), files(output)
    who = next(one for one in posted(output, "监考") if one in unrelated(output, "工作人员"))
    right = roster(book, tmp_path / "改.xlsx", ("工作人员", who, "姓名", NAME))
    done = amended(output, right, "--reason", "改名")
    assert (done.exit_code, "考点 01 已作监考抽签" in done.stderr) == (6, True)
    assert acts(output) == last
    assert {name for name in _changed(found, files(output)) if "record.sqlite" not in name} == set()
