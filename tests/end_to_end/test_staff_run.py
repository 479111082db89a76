"""Staff through the program: posts with a run or after it, the draw of the day and its refusals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

import openpyxl
import pytest
from confirming import confirmation
from python_calamine import CalamineWorkbook

from allocator.record import log
from allocator.reporting import DAY_REPORTS, STAFF_REGION_REPORTS, STAFF_SITE_REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]

TWO = ("--operator", "G00001", "--reviewer", "G00002")
POST_COLUMNS = ["考点代码", "岗位", "场次", "工号", "姓名", "工作单位", "备用顺序"]


def _table(path: Path, sheet: str) -> list[dict[str, object]]:
    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _published(folder: Path) -> dict[str, bytes]:
    """Return all files but the log, which also keeps attempts."""
    return {name: data for name, data in _bytes(folder).items() if "record.sqlite" not in name}


def _acts(output: Path) -> list[tuple[str, dict[str, object]]]:
    """Return the log without its times."""
    found = [(entry.act, json.loads(entry.body)) for entry in log.read(output / "record")]
    for _, body in found:
        del body["time"]
    return found


def _new_acts(output: Path) -> list[str]:
    """Return what was done after the run."""
    acts = [entry.act for entry in log.read(output / "record")]
    assert acts[:2] == ["座位抽签", "岗位抽签"]
    return acts[2:]


def _site(output: Path, code: str = "01") -> Path:
    (found,) = output.glob(f"{code}_*")
    return found


def _drawn(output: Path) -> Path:
    return _site(output) / "监考抽签" / "监考抽签_01_场次1.xlsx"


@pytest.fixture
def output(arranged: Path, tmp_path: Path) -> Path:
    """Return a copy of the finished run."""
    return shutil.copytree(arranged, tmp_path / "结果")


def _draw(program: Program, output: Path, *words: object, session: int = 1, seed: str = "112233"):
    return program(
        "draw", "--site", "01", "--session", session, "--seed", seed, "-o", output, *words
    )


def test_the_run_posts_staff_and_writes_their_documents(arranged: Path) -> None:
    names = {path.stem for path in _site(arranged).glob("*.xlsx")}
    assert {entry.name for entry in STAFF_SITE_REPORTS} <= names
    assert {e.name for e in STAFF_REGION_REPORTS} <= {p.stem for p in arranged.glob("*.xlsx")}
    rows = _table(arranged / "编排总表.xlsx", "岗位安排")
    assert list(rows[0]) == POST_COLUMNS
    posts = {(row["考点代码"], row["岗位"]) for row in rows}
    assert {("01", "主考"), ("01", "监考"), ("01", "流动监考")} <= posts
    reserves = [row for row in rows if row["备用顺序"] != ""]
    assert reserves
    assert {row["岗位"] for row in reserves} == {"监考"}
    assert all(row["场次"] == "" for row in rows if row["岗位"] == "主考")
    assert not (_site(arranged) / "监考抽签").exists()


def test_posts_after_an_arrangement_are_those_of_a_run(
    arranged: Path, workbook: Path, tmp_path: Path, program: Program
) -> None:
    output = tmp_path / "结果"
    assert program("arrange", workbook, "--seed", "391072", "-o", output, "-q").returncode == 0
    assert not (output / "record" / "posts.json").exists()
    done = program("posts", "--seed", "391072", "-o", output, "-q", "--json", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert [r["rule"] for r in data["rules"] if r["kind"] == "must" and r["broken"]] == []
    assert data["staff"]["posted"] > 0
    mine, theirs = _bytes(output), _bytes(arranged)
    timed = {"record/record.sqlite", "抽签见证单.xlsx"}
    assert [name for name in theirs if theirs[name] != mine.get(name)] == sorted(timed)
    assert set(mine) == set(theirs)
    assert _acts(output) == _acts(arranged)
    again = program("posts", "--seed", "5", "-o", output, "-q")
    assert again.returncode == 6
    assert _bytes(output) == mine


def test_an_arrangement_without_staff_is_told(
    workbook: Path, tmp_path: Path, program: Program
) -> None:
    book = openpyxl.load_workbook(workbook)
    for sheet in ("工作人员", "亲属关系", "其他回避", "岗位", "值守"):
        del book[sheet]
    bare = tmp_path / "没有人员.xlsx"
    book.save(bare)
    output = tmp_path / "结果"
    done = program("run", bare, "--seed", "1", "-o", output, "-q")
    assert done.returncode == 0, done.stderr
    assert "岗位安排完成" not in done.stdout
    refused = program("posts", "--seed", "1", "-o", output, "-q")
    assert refused.returncode == 3
    assert "没有工作人员名单" in refused.stderr


def test_a_draw_gives_every_room_its_people_and_passes_the_audit(
    output: Path, program: Program
) -> None:
    done = _draw(program, output, "--json")
    assert done.returncode == 0, done.stderr
    folder = _site(output) / "监考抽签"
    names = {path.stem for path in folder.glob("*.xlsx")}
    wanted = {f"{e.name}_场次1" for e in DAY_REPORTS if e.name != "监考抽签"}
    assert names == {*wanted, "监考抽签_01_场次1", "备用监考表_场次1", "抽签见证单_场次1"}
    rooms = {
        row["考场号"]
        for row in _table(output / "编排总表.xlsx", "考场编排")
        if (row["考点代码"], row["场次"]) == ("01", 1)
    }
    duties = _table(_drawn(output), "监考安排")
    assert {row["考场号"] for row in duties} == rooms
    people = [row["工号"] for row in duties]
    assert len(people) == len(set(people)) == 2 * len(rooms)
    posted = {
        row["工号"]
        for row in _table(output / "编排总表.xlsx", "岗位安排")
        if (row["考点代码"], row["场次"]) == ("01", 1)
    }
    assert set(people) <= posted
    audited = program("audit", output, "-q", "--json")
    assert audited.returncode == 0, audited.stdout
    rules = {rule["rule"]: rule for rule in json.loads(audited.stdout)["rules"]}
    for code in ("ROOM-TWO", "DRAW-DAY", "PATROL-5", "PAIR-KIN", "PAIR-GENDER"):
        assert rules[code]["applies"], code


def test_a_draw_that_is_gone_or_changed_by_hand_fails_the_audit(
    output: Path, program: Program
) -> None:
    assert _draw(program, output).returncode == 0
    path = _drawn(output)
    kept = path.read_bytes()
    path.unlink()
    gone = program("audit", output, "-q")
    assert gone.returncode == 5
    assert "没有找到它的工作簿" in gone.stdout
    path.write_bytes(kept)
    book = openpyxl.load_workbook(path)
    sheet = book["监考安排"]
    rooms = [sheet.cell(row, 4).value for row in range(1, sheet.max_row + 1)]
    first = 2
    other = next(
        row for row in range(first + 1, len(rooms) + 1) if rooms[row - 1] != rooms[first - 1]
    )
    for column in (7, 8, 9):
        one, two = sheet.cell(first, column), sheet.cell(other, column)
        one.value, two.value = two.value, one.value
    book.save(path)
    changed = program("audit", output, "-q")
    assert changed.returncode == 5
    assert "与抽签记录不同" in changed.stdout


def test_a_draw_depends_on_seed_and_absent_people_only(
    output: Path, tmp_path: Path, program: Program
) -> None:
    """Also on another machine with nothing but the record.

    Two rooms leave a handful of valid plans, so of a few seeds some draw the same one.
    """
    laptop = tmp_path / "笔记本"
    others = [(tmp_path / seed, seed, (), "0") for seed in ("8", "9", "10", "11")]
    for folder in (laptop, *(other[0] for other in others)):
        shutil.copytree(output / "record", folder / "record")
    results = []
    for folder, seed, words, hashes in (
        (output, "7", (), "0"), (laptop, "7", (), "4242"), *others,
    ):  # fmt: skip
        done = program("draw", "--site", "01", "--session", 1, "--seed", seed, "-o", folder,
                       "--json", *words, hash_seed=hashes)  # fmt: skip
        assert done.returncode == 0, done.stderr
        results.append(json.loads(done.stdout)["result_digest"])
    assert results[0] == results[1]
    assert len(set(results)) > 1


def test_reserves_leave_women_and_men_for_the_rooms(arranged: Path) -> None:
    """As many as any choice of reserves could leave, at every site and turn."""
    seen = 0
    for path in sorted((arranged / "record" / "sheets").iterdir()):
        sheet = json.loads(path.read_bytes())
        sexes = {number: person[3] for number, person in enumerate(sheet["people"])}
        for turn in sheet["turns"]:
            regulars, reserves = turn["invigilators"], turn["reserves"]
            everybody = Counter(sexes[who] for who in (*regulars, *reserves))
            left = Counter(sexes[who] for who in regulars)
            rooms, spare = len(turn["rooms"]), len(reserves)
            # Fewer of the others can be reserves than there are of them.
            best = max(
                min(rooms, everybody["女"] - women, everybody["男"] - (spare - women))
                for women in range(max(0, spare - everybody["男"]), min(spare, everybody["女"]) + 1)
            )
            assert min(rooms, left["女"], left["男"]) == best
            seen += spare
    assert seen


def test_a_turn_is_drawn_once_and_again_only_with_a_reason(output: Path, program: Program) -> None:
    assert _draw(program, output).returncode == 0
    before = _published(output)
    again = _draw(program, output, seed="9")
    assert again.returncode == 6
    assert "--redraw" in again.stderr
    assert _draw(program, output, "--redraw", seed="9").returncode == 2
    assert _published(output) == before
    again = ("--redraw", "--reason", "缺席名单有误")
    alone = _draw(program, output, *again, "--operator", "G00001", seed="9")
    assert (alone.returncode, "两人" in alone.stderr) == (2, True)
    same = _draw(program, output, *again, "--operator", "G00001", "--reviewer", "G00001", seed="9")
    assert (same.returncode, "同一人" in same.stderr) == (6, True)
    assert _new_acts(output) == ["抽签开始", "抽签结果"]
    asked = _draw(program, output, *again, *TWO, seed="9")
    assert (asked.returncode, "复核人确认" in asked.stderr) == (2, True)
    done = _draw(program, output, *again, *TWO, *confirmation(asked.stderr), seed="9")
    assert done.returncode == 0, done.stderr
    after = _published(output)
    kept = f"{_site(output).name}/监考抽签/已作废/第1次/监考抽签_01_场次1.xlsx"
    assert after[kept] == before[f"{_site(output).name}/监考抽签/监考抽签_01_场次1.xlsx"]
    assert after["record/draws/01_1_1.json"] == before["record/draws/01_1_1.json"]
    assert json.loads(after["record/draws/01_1_2.json"])["reason"] == "缺席名单有误"
    assert _new_acts(output) == ["抽签开始", "抽签结果", "重抽", "抽签结果"]
    _, redrawn = _acts(output)[-2]
    assert (redrawn["reason"], redrawn["operator"], redrawn["reviewer"]) == (
        "缺席名单有误", "G00001", "G00002",
    )  # fmt: skip
    assert program("audit", output, "-q").returncode == 0


def test_reserves_step_in_for_absent_people_in_their_order(output: Path, program: Program) -> None:
    rows = [
        row
        for row in _table(output / "编排总表.xlsx", "岗位安排")
        if (row["考点代码"], row["岗位"], row["场次"]) == ("01", "监考", 1)
    ]
    reserves = [r["工号"] for r in sorted((r for r in rows if r["备用顺序"] != ""),
                                         key=lambda r: r["备用顺序"])]  # fmt: skip
    absent = next(row["工号"] for row in rows if row["备用顺序"] == "")
    done = _draw(program, output, "--absent", absent, "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["stepped_in"] == reserves[:1]
    people = {row["工号"] for row in _table(_drawn(output), "监考安排")}
    assert absent not in people
    assert reserves[0] in people


def test_people_who_are_not_due_or_named_twice_do_not_change_a_draw(
    output: Path, tmp_path: Path, program: Program
) -> None:
    """Otherwise somebody could name them until he likes what is drawn."""
    sheet = json.loads((output / "record/sheets/01.json").read_bytes())
    fields = ("invigilators", "patrols", "admins", "reserves")
    due = {n for field in fields for n in sheet["turns"][0][field]}
    (idle, *_) = sorted(p[0] for n, p in enumerate(sheet["people"]) if n not in due)
    absent = sheet["people"][sheet["turns"][0]["invigilators"][0]][0]
    # The chief is of the site and in none of its draws.
    posts = _table(output / "编排总表.xlsx", "岗位安排")
    (chief,) = [r["工号"] for r in posts if (r["考点代码"], r["岗位"]) == ("01", "主考")]
    records = []
    for name, words in (
        ("甲", absent), ("乙", f"{idle},{absent},{absent}"), ("丙", f"{absent},{chief}")
    ):  # fmt: skip
        folder = tmp_path / name
        shutil.copytree(output / "record", folder / "record")
        done = _draw(program, folder, "--absent", words, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["not_due"] == [
            who for who in (idle, chief) if str(who) in words
        ]
        records.append((folder / "record/draws/01_1_1.json").read_bytes())
        assert _acts(folder)[-2][1]["absent"] == [absent]
    assert records[0] == records[1] == records[2]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--absent", "G99999"), 3, "G99999"),
        (("--absent", "没有.txt"), 3, "不存在"),
        (("--redraw", "--reason", "x"), 2, "还没有抽签"),
        (("--session", "77"), 2, "有考场的场次"),
        (("--site", "77"), 2, "有资料的考点：01"),
        (("--session", "x"), 2, "整数"),
    ],
)
def test_a_refused_draw_leaves_no_trace(
    output: Path, program: Program, words: tuple[str, ...], code: int, told: str
) -> None:
    before = _bytes(output)
    done = _draw(program, output, *words)
    assert done.returncode == code
    assert told in done.stderr
    assert _bytes(output) == before


def test_too_many_absent_is_told_with_cause_and_cure(output: Path, program: Program) -> None:
    rows = _table(output / "编排总表.xlsx", "岗位安排")
    here = {str(r["工号"]) for r in rows if (r["考点代码"], r["场次"]) == ("01", 1)}
    before = _published(output)
    done = _draw(program, output, "--absent", ",".join(sorted(here)[1:]), "--json")
    assert done.returncode == 4
    clashes = json.loads(done.stdout)["clashes"]
    assert clashes
    assert all(clash["cause"] and clash["cure"] for clash in clashes)
    after = _published(output)
    assert set(after) - set(before) == {"无解说明.xlsx"}
    assert _new_acts(output) == ["抽签开始"]
    # Another draw says nothing of this one; when this one is made, the reasons are gone.
    assert _draw(program, output, session=3).returncode == 0
    assert (output / "无解说明.xlsx").exists()
    assert _draw(program, output).returncode == 0
    assert not (output / "无解说明.xlsx").exists()


def test_rehearsals_say_so_on_every_sheet_and_count_for_nothing(
    output: Path, program: Program
) -> None:
    assert _draw(program, output, "--rehearse").returncode == 0
    folder = _site(output) / "演练"
    books = sorted(folder.glob("*.xlsx"))
    assert len(books) == len(DAY_REPORTS) + 1
    for path in books:
        for sheet in openpyxl.load_workbook(path).worksheets:
            assert "演" in str(sheet["A1"].value), path.name
            assert "练" in str(sheet["A1"].value), path.name
    assert _draw(program, output, "--rehearse").returncode == 0
    assert _draw(program, output).returncode == 0
    assert program("audit", output, "-q").returncode == 0


def test_a_planner_with_a_relative_in_the_exam_is_refused(
    workbook: Path, tmp_path: Path, program: Program
) -> None:
    rows = _table(workbook, "考生")
    person = str(rows[0]["证件号码"])
    done = program("run", workbook, "--seed", "1", "-o", tmp_path / "x", "--operator", person, "-q")
    assert done.returncode == 4
    assert "RECUSE-PLANNER" in done.stderr
    assert program("run", workbook, "--seed", "1", "-o", tmp_path / "x", "--operator", "张", "-q"
                   ).returncode == 2  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal to send")
def test_a_draw_killed_at_any_moment_is_whole_or_absent(output: Path, program: Program) -> None:
    """Only the log tells of the attempt; the next command finishes what had been decided."""
    before = _published(output)
    words = [sys.executable, "-m", "allocator", "draw", "--site", "01", "--session", "1",
             "--seed", "1", "-o", str(output)]  # fmt: skip
    for tenths in range(2, 14):
        with subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUTF8": "1"},
        ) as running:  # fmt: skip
            time.sleep(tenths / 10)
            running.send_signal(signal.SIGKILL)
        assert log.read(output / "record") is not None
        audited = program("audit", output, "-q")
        assert audited.returncode == 0, audited.stderr
        after = _published(output)
        added = set(after) - set(before)
        if added:
            assert "record/draws/01_1_1.json" in added
            assert len([name for name in added if "监考抽签/" in name]) == len(DAY_REPORTS) + 2
            break
        assert after.keys() == before.keys()
    words = ("--redraw", "--reason", "演示", *TWO)
    asked = _draw(program, output, *words, seed="2")
    assert asked.returncode == 2
    if "确认摘要" in asked.stderr:  # not where no draw had come to its end
        assert _draw(program, output, *words, *confirmation(asked.stderr), seed="2").returncode == 0
    acts = [entry.act for entry in log.read(output / "record")]
    assert acts.count("抽签结果") == len(list((output / "record" / "draws").iterdir()))
