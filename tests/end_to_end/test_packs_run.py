"""Site packs through the program: issued, drawn from on a laptop, merged; and every refusal."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from confirming import confirmation
from laptop import WORD
from laptop import Place as Laptop
from python_calamine import CalamineWorkbook

from allocator.errors import LimitError
from allocator.pipeline.days import DayOptions
from allocator.pipeline.packs import draw_from_pack
from allocator.record import log
from allocator.record.canonical import canonical_bytes
from allocator.record.packs import open_pack
from allocator.record.signing import signed, split
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True, slots=True)
class Place(Laptop):
    """A 考区 folder, the laptop of site 01 with its pack, and the file with the passphrase."""

    word: Path


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("两个考点")
    (path,) = write_exam(folder, exam="一级消防", candidates=200, sites=2, seed="测试")
    return path


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory, inputs: Path, program: Program) -> Place:
    """Return a 考区 that has issued the packs of both sites."""
    folder = tmp_path_factory.mktemp("考区")
    place = Place(folder / "结果", folder / "笔记本", folder / "口令.txt")
    done = program("run", inputs, "--seed", "391072", "-o", place.output, "--jobs", 1, "-q")
    assert done.returncode == 0, done.stderr
    place.word.write_text(f"\ufeff{WORD}\r\n", "utf-8")
    for site in ("01", "02"):
        done = _pack(program, place, site, "--to", place.laptop / f"考点包_{site}.aloc")
        assert done.returncode == 0, done.stderr
    return place


@pytest.fixture(scope="module")
def drawn(region: Place, tmp_path_factory: pytest.TempPathFactory, program: Program) -> Place:
    """Return a copy whose laptop has drawn sessions 1 and 2; nothing is merged."""
    place = region.copy(tmp_path_factory.mktemp("抽过"))
    for session in (1, 2):
        done = _draw(program, place, session)
        assert done.returncode == 0, done.stderr
    return place


@pytest.fixture
def fresh(region: Place, tmp_path: Path) -> Place:
    return region.copy(tmp_path)


@pytest.fixture
def ready(drawn: Place, tmp_path: Path) -> Place:
    return drawn.copy(tmp_path)


def _pack(program: Program, place: Place, site: str, *words: object) -> Any:
    return program("pack", "--site", site, "-o", place.output, "--passphrase-file", place.word,
                   *words)  # fmt: skip


def _draw(program: Program, place: Place, session: int, *words: object, seed: str = "7",
          pack: Path | None = None) -> Any:  # fmt: skip
    given = ("--pack", pack or place.pack, "--session", session, "--seed", seed)
    return program("draw", *given, "--result-to", place.results, "--passphrase-file", place.word,
                   *words)  # fmt: skip


def _merge(program: Program, place: Place, *files: Path) -> Any:
    return program("merge", *files, "-o", place.output)


def _files(folder: Path) -> dict[str, bytes]:
    """Return all files but logs, locks and what the record keeps of packs."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    every = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    no = ("record.sqlite", ".lock", "record/packs/")
    return {name: data for name, data in every.items() if not any(part in name for part in no)}


def _recused(place: Place) -> list[str]:
    rows = json.loads((place.output / "record" / "recusals.json").read_bytes())
    return sorted({str(row[1]) for row in rows})


def _two(place: Place) -> tuple[str, ...]:
    """Return two members of staff who may work on this exam, as options."""
    barred = set(_recused(place))
    one, two = [who for who in _posted(place, "01", 1) if who not in barred][:2]
    return ("--operator", one, "--reviewer", two)


def _facts(path: Path) -> dict[str, Any]:
    body, _ = split(path.read_bytes())
    facts: dict[str, Any] = json.loads(body)
    return facts


def _resign(place: Place, path: Path, facts: dict[str, Any], private: str = "") -> Path:
    """Sign changed facts with the key of the pack, as somebody who has pack and passphrase can."""
    own = open_pack(place.pack.read_bytes(), WORD, "包").private
    path.write_bytes(signed(canonical_bytes(facts), private or own))
    return path


def _acts(place: Place) -> list[tuple[str, dict[str, Any]]]:
    entries = log.read(place.output / "record")
    return [(entry.act, json.loads(entry.body)) for entry in entries]


def test_a_draw_from_the_pack_is_that_of_the_project_folder(
    region: Place, tmp_path: Path, program: Program
) -> None:
    """Two sessions and a redraw, merged in one call whose files are in no order."""
    here, there = region.copy(tmp_path / "a"), region.copy(tmp_path / "b")
    alone = tmp_path / "只有考点包"
    alone.mkdir()
    shutil.copy(here.pack, alone)
    laptop = Place(here.output, alone, here.word)
    absent, two = _posted(here, "01", 2)[0], _two(here)
    steps = (
        (1, "7", ()), (2, "8", ("--absent", absent)),
        (1, "9", ("--redraw", "--reason", "缺席名单有误", *two)),
    )  # fmt: skip
    for session, seed, words in steps:
        mine = _draw(program, laptop, session, "--json", *words, seed=seed)
        if "--redraw" in words:
            words += confirmation(mine.stdout)
            mine = _draw(program, laptop, session, "--json", *words, seed=seed)
        assert mine.returncode == 0, mine.stderr
        theirs = program("draw", "--site", "01", "--session", session, "--seed", seed, "-o",
                         there.output, "--json", *words)  # fmt: skip
        assert theirs.returncode == 0, theirs.stderr
        a, b = json.loads(mine.stdout), json.loads(theirs.stdout)
        assert {key: a[key] for key in b if key != "paths"} == {
            key: b[key] for key in b if key != "paths"
        }
    assert (alone / "结果" / "抽签结果_01_场次1_第2次.alor").is_file()
    done = _merge(program, here, *sorted(laptop.results.glob("*.alor"), reverse=True))
    assert done.returncode == 0, done.stderr
    merged, made = _files(here.output), _files(there.output)
    added = {name for name in made if "监考抽签/" in name or "draws/" in name}
    assert len([name for name in added if "已作废/第1次/" in name]) >= 5
    times = {name for name in made if "见证" in name}
    assert merged.keys() == made.keys()
    assert [name for name in made if merged[name] != made[name] and name not in times] == []
    earlier = json.loads(made["record/draws/01_2_1.json"])["earlier"]
    assert earlier == [json.loads(made["record/draws/01_1_1.json"])["result_digest"]]
    assert program("audit", here.output, "-q").returncode == 0
    # What the laptop printed is what the 考区 has.
    printed = {name: data for name, data in _files(laptop.results).items() if "监考抽签/" in name}
    assert printed.keys() == {name for name in merged if "监考抽签/" in name}
    assert {name for name in printed if merged[name] != printed[name]} == set()


def test_the_log_tells_of_packs_attempts_and_results(ready: Place, program: Program) -> None:
    before = len(_acts(ready))
    assert _merge(program, ready, ready.result(1), ready.result(2)).returncode == 0
    told = _acts(ready)[before:]
    assert [act for act, _ in told] == ["抽签开始", "抽签结果"] * 2
    assert {body["来自考点包"] for _, body in told} == {"01 第1号"}
    assert [body["session"] for _, body in told] == [1, 1, 2, 2]
    issued = [body for act, body in _acts(ready) if act == "发考点包"]
    assert [(body["site"], body["pack"]) for body in issued] == [("01", 1), ("02", 1)]
    kept = json.loads((ready.output / "record" / "packs" / "01_1.json").read_bytes())
    assert kept["public"] == issued[0]["public"] == _facts(ready.result(1))["key"]
    assert (kept["site"], kept["number"], kept["state"]) == ("01", 1, "有效")


def test_attempts_that_came_to_nothing_are_told_too(fresh: Place, program: Program) -> None:
    everybody = _posted(fresh, "01", 1)
    done = _draw(program, fresh, 1, "--absent", ",".join(everybody[1:]))
    assert done.returncode == 4
    assert (fresh.results / "无解说明.xlsx").is_file()
    assert _draw(program, fresh, 1).returncode == 0
    assert _merge(program, fresh, fresh.result(1)).returncode == 0
    attempts = [body for act, body in _acts(fresh) if act == "抽签开始"]
    assert [len(body["absent"]) for body in attempts] == [len(everybody) - 1, 0]


def _posted(place: Place, site: str, session: int) -> list[str]:
    book = CalamineWorkbook.from_path(place.output / "编排总表.xlsx")
    head, *rows = book.get_sheet_by_name("岗位安排").to_python()
    table = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    return [str(r["工号"]) for r in table if (r["考点代码"], r["场次"]) == (site, session)]


def test_a_session_is_drawn_once_with_a_pack(ready: Place, program: Program) -> None:
    before = _files(ready.laptop)
    for words, code, told in (
        ((), 6, "--redraw"),
        (("--redraw",), 2, "理由"),
        (("--redraw", "--reason", "x", "--reviewer", "G1"), 2, "两人"),
        (("--session", "77"), 2, "有考场的场次"),
        (("--absent", "G99999"), 3, "G99999"),
        (("--site", "02"), 6, "不是考点 02"),
    ):
        done = _draw(program, ready, 1, *words, seed="8")
        assert (done.returncode, told in done.stderr) == (code, True), done.stderr
    # Another folder for the results changes nothing: what counts lies beside the pack.
    other = Place(ready.output, ready.laptop, ready.word)
    done = program("draw", "--pack", other.pack, "--session", 1, "--seed", 8, "--result-to",
                   ready.laptop.parent / "另一个", "--passphrase-file", other.word)  # fmt: skip
    assert done.returncode == 6
    assert _files(ready.laptop) == before


def test_a_draw_by_a_recused_person_is_not_merged(fresh: Place, program: Program) -> None:
    """The laptop knows no relatives, so only the 考区 can tell (RECUSE-PLANNER)."""
    for nth, (words, told) in enumerate((
        (("--operator", _recused(fresh)[0]), "须回避"), (("--operator", "JW-1"), "工号"),
        (("--operator", "990000"), "工号"),
    )):  # fmt: skip
        place = fresh.copy(fresh.laptop.parent / f"份{nth}")
        assert _draw(program, place, 1, *words).returncode == 0
        before, acts = _files(place.output), _acts(place)
        done = _merge(program, place, place.result(1))
        assert (done.returncode, told in done.stderr) == (5, True), done.stderr
        assert (_files(place.output), _acts(place)) == (before, acts)


def test_a_redraw_with_a_pack_needs_two_persons(ready: Place, program: Program) -> None:
    again, two = ("--redraw", "--reason", "缺席名单有误"), _two(ready)
    before = _files(ready.laptop)
    for words, code, told in (
        ((), 2, "两人"), (two[:2], 2, "两人"), ((*two[:2], "--reviewer", two[1]), 6, "同一人"),
    ):  # fmt: skip
        done = _draw(program, ready, 1, *again, *words, seed="8")
        assert (done.returncode, told in done.stderr) == (code, True), done.stderr
    assert _files(ready.laptop) == before
    asked = _draw(program, ready, 1, *again, *two, seed="8")
    assert (asked.returncode, _files(ready.laptop)) == (2, before)
    wrong = _draw(program, ready, 1, *again, *two, "--confirm", "0" * 16, seed="8")
    assert (wrong.returncode, _files(ready.laptop)) == (5, before)
    words = (*again, *two, *confirmation(asked.stderr))
    assert _draw(program, ready, 1, *words, seed="8").returncode == 0
    done = _merge(program, ready, *ready.results.glob("*.alor"))
    assert done.returncode == 0, done.stderr
    acts = [act for act, _ in _acts(ready)][-6:]
    assert acts == ["抽签开始", "抽签结果"] * 2 + ["重抽", "抽签结果"]
    assert program("audit", ready.output, "-q").returncode == 0


def test_whoever_confirms_a_draw_reads_first_that_it_is_not_the_day(
    ready: Place, program: Program
) -> None:
    again = ("--redraw", "--reason", "抽签机卡住", *_two(ready))
    asked = _draw(program, ready, 1, *again, seed="9")
    assert asked.returncode == 2, asked.stderr
    assert asked.stderr.count("今天不是考试日期") == 1
    done = _draw(program, ready, 1, *again, *confirmation(asked.stderr), seed="9")
    assert (done.returncode, done.stdout.count("今天不是考试日期")) == (0, 1), done.stderr


def test_a_rehearsal_counts_for_nothing(fresh: Place, program: Program) -> None:
    done = _draw(program, fresh, 1, "--rehearse")
    assert done.returncode == 0, done.stderr
    assert not fresh.state.exists()
    names = set(_files(fresh.results))
    assert names
    assert all("/演练/" in name for name in names)
    assert _draw(program, fresh, 1).returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--operator", "张三丰"), 2, "工号"),
        (("--reviewer", "990101198001010011"), 2, "工号"),
        (("--witness", "李 四"), 2, "工号"),
        (("--redraw", "--reason", "见证人电话 13900001234"), 2, "--reason"),
        (("--redraw", "--reason", "证件 99010119800101001X 有误"), 2, "--reason"),
        (("--redraw", "--reason", "证件 990101 19800101 001X 有误"), 2, "--reason"),
        (("--witness", "13900001234"), 2, "工号"),
    ],
)
def test_names_and_numbers_do_not_get_into_a_result(
    fresh: Place, program: Program, words: tuple[str, ...], code: int, told: str
) -> None:
    done = _draw(program, fresh, 1, *words)
    assert (done.returncode, told in done.stderr) == (code, True), done.stderr
    assert not fresh.state.exists()
    assert not fresh.results.exists()


def test_a_name_of_the_site_does_not_get_into_seed_or_reason(
    fresh: Place, program: Program
) -> None:
    sheet = json.loads((fresh.output / "record" / "sheets" / "01.json").read_bytes())
    name = sheet["people"][0][1]
    for words, seed, told in (
        (("--redraw", "--reason", f"{name}迟到"), "7", "--reason"), ((), f"{name}的生日", "--seed"),
    ):  # fmt: skip
        done = _draw(program, fresh, 1, *words, seed=seed)
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert not fresh.state.exists()


def test_packs_and_results_hold_no_name_and_no_number(
    ready: Place, inputs: Path, program: Program
) -> None:
    """Every name, 证件号码, phone and employer of the roster against the bytes."""
    texts = set()
    for sheet, columns in (("考生", 4), ("工作人员", 4)):
        head, *rows = CalamineWorkbook.from_path(inputs).get_sheet_by_name(sheet).to_python()
        wanted = {"姓名", "证件号码", "手机", "联系电话", "电话", "手机号码", "工作单位"}
        places = [nth for nth, name in enumerate(head) if str(name).strip("*") in wanted]
        assert len(places) >= columns - 1
        texts |= {str(row[nth]) for row in rows for nth in places if len(str(row[nth])) > 1}
    assert len(texts) > 300
    texts |= {path.name.partition("_")[2] for path in ready.output.glob("0?_*")}
    files = [ready.pack, *ready.laptop.glob("*.aloc"), *ready.results.glob("*.alor")]
    files += [path for path in ready.state.rglob("*") if path.is_file()]
    files += sorted((ready.output / "record" / "packs").glob("*"))
    assert len(files) >= 9
    found = [
        (path.name, text)
        for path in files
        for text in texts
        if text.encode() in (data := path.read_bytes()) or text.encode("utf-16-le") in data
    ]
    assert found == []
    # The scan can find something: the sheet of the site does hold names.
    sheet = (ready.output / "record" / "sheets" / "01.json").read_bytes()
    assert sum(text.encode() in sheet for text in texts) > 10


@pytest.mark.parametrize(
    ("text", "code", "told"), [("另一个口令另一个口令", 6, "口令不对"), ("", 2, "空白")]
)
def test_a_wrong_passphrase_is_told_and_nothing_is_written(
    ready: Place, program: Program, tmp_path: Path, text: str, code: int, told: str
) -> None:
    word = tmp_path / "口令.txt"
    word.write_text(text, "utf-8")
    before = _files(tmp_path)
    done = program("draw", "--pack", ready.pack, "--session", 3, "--seed", 7, "--result-to",
                   tmp_path / "去处", "--passphrase-file", word)  # fmt: skip
    assert (done.returncode, told in done.stderr) == (code, True), done.stderr
    assert _files(tmp_path) == before


def test_one_result_that_was_edited_lets_none_join(ready: Place, program: Program) -> None:
    """What else is done to packs and results, and who tells: `tamperings`."""
    path, data = ready.laptop / "改过.alor", ready.result(1).read_bytes()
    path.write_bytes(data.replace(b'"seed":"7"', b'"seed":"8"'))
    before, acts = _files(ready.output), _acts(ready)
    done = _merge(program, ready, ready.result(2), path, ready.result(1))
    assert (done.returncode, "签名不符" in done.stderr) == (5, True), done.stderr
    assert (_files(ready.output), _acts(ready)) == (before, acts)


def test_a_result_is_merged_once_and_in_its_order(ready: Place, program: Program) -> None:
    before, acts = _files(ready.output), _acts(ready)
    for words, told in (
        ((ready.result(2),), "先抽的结果"),
        ((ready.result(1), ready.result(1)), "已经并入过"),
    ):
        done = _merge(program, ready, *words)
        assert (done.returncode, told in done.stderr) == (6, True), done.stderr
        assert (_files(ready.output), _acts(ready)) == (before, acts)
    assert _merge(program, ready, ready.result(1)).returncode == 0
    before, acts = _files(ready.output), _acts(ready)
    for words in ((ready.result(1),), (ready.result(1), ready.result(2))):
        done = _merge(program, ready, *words)
        assert (done.returncode, "已经并入过" in done.stderr) == (6, True), done.stderr
        assert (_files(ready.output), _acts(ready)) == (before, acts)
    assert _merge(program, ready, ready.result(2)).returncode == 0


def test_a_draw_that_the_region_made_itself_is_never_replaced(
    ready: Place, program: Program
) -> None:
    done = program("draw", "--site", "01", "--session", 1, "--seed", 5, "-o", ready.output)
    assert done.returncode == 0, done.stderr
    before, acts = _files(ready.output), _acts(ready)
    done = _merge(program, ready, ready.result(1))
    assert (done.returncode, "原结果没有改动" in done.stderr) == (5, True), done.stderr
    assert (_files(ready.output), _acts(ready)) == (before, acts)


def test_a_draw_that_did_not_see_those_of_the_region_is_refused(
    ready: Place, program: Program
) -> None:
    done = program("draw", "--site", "01", "--session", 3, "--seed", 5, "-o", ready.output)
    assert done.returncode == 0, done.stderr
    done = _merge(program, ready, ready.result(1))
    assert (done.returncode, "ROOM-REPEAT" in done.stderr) == (5, True), done.stderr


def test_a_pack_begun_anew_on_another_laptop_is_found(
    ready: Place, program: Program, tmp_path: Path
) -> None:
    """The folder beside the pack is gone: another seed shows, and so does a log begun anew."""
    assert _merge(program, ready, ready.result(1)).returncode == 0
    everybody = ",".join(_posted(ready, "01", 1)[1:])
    for name, seed, session, told in (
        ("甲", "11", 1, "原结果没有改动"), ("乙", "7", 2, "不相接"), ("丙", "7", 1, "已经并入过"),
    ):  # fmt: skip
        other = Place(ready.output, tmp_path / name, ready.word)
        other.laptop.mkdir()
        shutil.copy(ready.pack, other.pack)
        assert _draw(program, other, 1, "--absent", everybody).returncode == 4
        for nth in range(1, session + 1):
            assert _draw(program, other, nth, seed=seed).returncode == 0
        done = _merge(program, ready, other.result(session))
        assert done.returncode == (6 if told == "已经并入过" else 5)
        assert told in done.stderr


def test_results_of_another_site_exam_or_posting_are_named(
    ready: Place, program: Program, tmp_path: Path, inputs: Path
) -> None:
    pack = ready.laptop / "考点包_02.aloc"
    done = _draw(program, ready, 1, pack=pack)
    assert done.returncode == 0, done.stderr
    two = ready.results / "抽签结果_02_场次1.alor"
    path = _resign(ready, ready.laptop / "换考点.alor", _facts(two) | {"site": "01"},
                   open_pack(pack.read_bytes(), WORD, "包").private)  # fmt: skip
    done = _merge(program, ready, path)
    assert (done.returncode, "却写着考点 01" in done.stderr) == (5, True), done.stderr
    (other,) = write_exam(tmp_path / "别的", exam="一级建造师", candidates=70, sites=1, seed="别")
    for book, seed, told in ((inputs, "5", "岗位安排"), (other, "5", "另一个考试")):
        place = Place(tmp_path / f"考区{told}", ready.laptop, ready.word)
        done = program("run", book, "--seed", seed, "-o", place.output, "--jobs", 1, "-q")
        assert done.returncode == 0, done.stderr
        before = _files(place.output)
        done = _merge(program, place, ready.result(1))
        assert (done.returncode, told in done.stderr) == (6, True), done.stderr
        assert _files(place.output) == before


def test_a_pack_is_issued_again_and_a_lost_one_withdrawn(ready: Place, program: Program) -> None:
    before = _files(ready.output)
    done = _pack(program, ready, "01", "--to", ready.pack)
    assert (done.returncode, "没有覆盖" in done.stderr) == (6, True)
    short = ready.laptop / "短.txt"
    short.write_text("1234567", "utf-8")
    done = program("pack", "--site", "01", "-o", ready.output, "--passphrase-file", short)
    assert (done.returncode, "口令太短" in done.stderr) == (2, True)
    done = _pack(program, ready, "77")
    assert (done.returncode, "没有考点 77" in done.stderr) == (2, True)
    assert _files(ready.output) == before
    assert _merge(program, ready, ready.result(1)).returncode == 0
    done = _pack(program, ready, "01", "--withdraw", "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert (data["number"], data["draws"], data["still_valid"]) == (2, 1, [])
    done = _merge(program, ready, ready.result(2))
    assert (done.returncode, "已停用" in done.stderr) == (6, True), done.stderr
    # The new pack knows what was merged, and goes on from there.
    new = Place(ready.output, ready.laptop / "新", ready.word)
    new.laptop.mkdir()
    shutil.move(ready.output / "考点包_01.aloc", new.pack)
    assert _draw(program, new, 1).returncode == 6
    assert _draw(program, new, 2).returncode == 0
    assert _merge(program, ready, new.result(2)).returncode == 0
    assert program("audit", ready.output, "-q").returncode == 0


def test_misuse_is_told(fresh: Place, program: Program) -> None:
    for words, told in (
        (("draw", "--session", 1, "--seed", 7), "--site"),
        (("draw", "--session", 1, "--seed", 7, "--pack", fresh.pack), "--result-to"),
        (("draw", "--session", 1, "--seed", 7, "--site", "01", "--result-to", "x"), "--pack"),
        (("draw", "--session", 1, "--seed", 7, "--pack", fresh.pack, "--result-to", fresh.state,
          "--passphrase-file", fresh.word), "--result-to"),
        (("draw", "--session", 1, "--seed", 7, "--pack", fresh.pack, "--result-to", "x"), "口令"),
        (("draw", "--session", 1, "--seed", 7, "--pack", fresh.pack, "--result-to", fresh.pack,
          "--passphrase-file", fresh.word), "是文件"),
        (("draw", "--session", 1, "--seed", 7, "--pack", fresh.pack, "--result-to", fresh.output,
          "--passphrase-file", fresh.word), "考区自己的"),
        (("merge", "-o", fresh.output), "结果文件"),
        (("pack", "-o", fresh.output), "--site"),
    ):  # fmt: skip
        done = program(*words)
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr


def test_documents_of_somebody_else_are_not_replaced(
    ready: Place, program: Program, tmp_path: Path
) -> None:
    """The folder of results holds the draw of another pack."""
    laptop = tmp_path / "又一台"
    laptop.mkdir()
    shutil.copy(ready.pack, laptop / "考点包_01.aloc")
    before = _files(ready.results)
    done = _draw(program, ready, 1, pack=laptop / "考点包_01.aloc", seed="8")
    assert (done.returncode, "另一个文件夹" in done.stderr) == (6, True), done.stderr
    assert _files(ready.results) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal to send")
def test_a_draw_from_a_pack_killed_at_any_moment_goes_on(fresh: Place, program: Program) -> None:
    """Once it is settled it stays as it is; its documents come with the same command again."""
    words = [sys.executable, "-m", "allocator", "draw", "--pack", str(fresh.pack), "--session", "1",
             "--result-to", str(fresh.results), "--passphrase-file", str(fresh.word)]  # fmt: skip
    settled = fresh.state / fresh.result(1).name
    killed, tries = 0, 0
    while not settled.exists():
        tries += 1
        assert tries < 60
        with subprocess.Popen(
            [*words, "--seed", str(tries)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUTF8": "1"},
        ) as running:  # fmt: skip
            # It must come to an end on a busy machine too.
            time.sleep(0.2 + tries / 30)
            running.send_signal(signal.SIGKILL)
        killed += running.returncode != 0
    assert killed
    kept = settled.read_bytes()
    seed = _facts(settled)["day"]["seed"]
    done = _draw(program, fresh, 1, seed="999")
    assert done.returncode == 6, done.stdout
    assert seed in done.stderr
    assert settled.read_bytes() == fresh.result(1).read_bytes() == kept
    assert len([name for name in _files(fresh.results) if name.endswith(".xlsx")]) >= 5
    assert _merge(program, fresh, fresh.result(1)).returncode == 0


_UNLOGGED = """
import os, sys
from pathlib import Path
from allocator.pipeline import packs
from allocator.pipeline.days import DayOptions
packs.log_result = lambda *_: os._exit(9)
options = DayOptions(site="", session=1, seed="7", time="2026-11-07T08:00:00+08:00")
packs.draw_from_pack(Path(sys.argv[1]), Path(sys.argv[2]), options, sys.argv[3])
"""


def test_a_result_cut_short_before_its_entry_is_logged_by_the_same_command(
    fresh: Place, program: Program
) -> None:
    """Else nothing would tell that the file was taken away, and the session drawn again."""
    words = [sys.executable, "-c", _UNLOGGED, str(fresh.pack), str(fresh.results), WORD]
    assert subprocess.run(words, check=False).returncode == 9
    done = _draw(program, fresh, 1)
    assert done.returncode == 0, done.stderr
    assert [entry.act for entry in log.read(fresh.state)] == ["抽签开始", "抽签结果"]
    (fresh.state / fresh.result(1).name).unlink()
    done = _draw(program, fresh, 1, seed="8")
    assert (done.returncode, "缺少" in done.stderr) == (5, True), done.stderr


def _given(fresh: Place, **changes: Any) -> tuple[Path, Path, DayOptions, str]:
    values = {"site": "", "session": 1, "seed": "7", "time": "2026-11-07T08:00:00+08:00"}
    return fresh.pack, fresh.results, DayOptions(**(values | changes)), WORD


def test_a_clock_set_back_is_told_and_nothing_is_drawn(fresh: Place) -> None:
    draw_from_pack(*_given(fresh))
    before = _files(fresh.laptop)
    with pytest.raises(LimitError, match="时钟回拨"):
        draw_from_pack(*_given(fresh, session=2, time="2026-11-07T07:50:00+08:00"))
    assert _files(fresh.laptop) == before
    draw_from_pack(*_given(fresh, session=2, time="2026-11-07T00:00:01+00:00"))


def test_a_full_disk_leaves_a_draw_that_stands_and_says_so(
    fresh: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("allocator.pipeline.packs.write_documents", full)
        with pytest.raises(LimitError, match=r"磁盘已满.*抽签结果已经确定"):
            draw_from_pack(*_given(fresh))
    kept = (fresh.state / fresh.result(1).name).read_bytes()
    assert not fresh.result(1).exists()
    drawn = draw_from_pack(*_given(fresh))
    assert drawn.file == fresh.result(1)
    assert fresh.result(1).read_bytes() == kept
    assert len(list(drawn.result.folder.glob("*.xlsx"))) >= 6


def test_a_copy_of_the_pack_under_another_name_is_no_fresh_start(
    ready: Place, program: Program
) -> None:
    other = shutil.copy(ready.pack, ready.laptop / "考点包_01 (1).aloc")
    done = _draw(program, ready, 1, pack=other, seed="8")
    assert (done.returncode, "已抽签" in done.stderr) == (6, True), done.stderr


def test_documents_cut_short_are_written_by_the_same_command(
    ready: Place, program: Program
) -> None:
    """As if the power had failed between the result and its documents."""
    whole = _files(ready.results)
    for path in ready.state.glob("*.已写出"):
        path.unlink()
    shutil.rmtree(ready.results)
    done = _draw(program, ready, 2)
    assert done.returncode == 0, done.stderr
    assert _files(ready.results) == whole
    assert _draw(program, ready, 2).returncode == 6


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal to send")
def test_a_merge_killed_at_any_moment_has_merged_whole_draws(
    ready: Place, program: Program, tmp_path: Path
) -> None:
    whole = ready.copy(tmp_path / "完整")
    began = time.monotonic()
    assert _merge(program, whole, whole.result(1), whole.result(2)).returncode == 0
    took, killed = time.monotonic() - began, 0
    wanted = _files(whole.output)
    for tenth in range(2, 11):
        place = ready.copy(tmp_path / f"第{tenth}次")
        words = ["merge", str(place.result(1)), str(place.result(2)), "-o", str(place.output)]
        with subprocess.Popen(
            [sys.executable, "-m", "allocator", *words], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONUTF8": "1"},
        ) as running:  # fmt: skip
            time.sleep(took * tenth / 10)
            running.send_signal(signal.SIGKILL)
        killed += running.returncode != 0
        audited = program("audit", place.output, "-q")
        assert audited.returncode == 0, audited.stderr
        have = {path.stem for path in (place.output / "record" / "draws").glob("*")}
        left = [n for n in (1, 2) if f"01_{n}_1" not in have]
        if left:
            done = _merge(program, place, *(place.result(n) for n in left))
            assert done.returncode == 0, done.stderr
        made = _files(place.output)
        report = "合规审查报告.xlsx"
        assert {n for n in wanted if made.get(n) != wanted[n]} <= {report}
        assert made.keys() == wanted.keys()
        acts = [act for act, _ in _acts(place) if act in ("抽签开始", "抽签结果")]
        assert acts == ["抽签开始", "抽签结果"] * 2
    assert killed


_ISSUE_CUT_SHORT = """
import os, sys
from pathlib import Path
from allocator import moving
from allocator.pipeline.issuing import PackOptions, issue
from allocator.record import ledger
output, target, gate = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
whole, moved = moving._move, []
def move(source, goal):
    if len(moved) == int(gate):
        os._exit(9)
    moved.append(goal)
    whole(source, goal)
def settle(folder):
    if (folder / ledger.PENDING).exists():
        os._exit(9)
if gate == "journal":
    moving.write_journal = lambda *_, **__: os._exit(9)
elif gate == "settle":
    ledger.settle = settle
else:
    moving._move = move
issue(output, output / "record", PackOptions(site="01", passphrase="12345678", target=target))
"""


@pytest.mark.parametrize("gate", ["journal", "0", "1", "2", "settle"])
def test_a_pack_and_its_key_in_the_record_come_together_wherever_it_is_killed(
    fresh: Place, program: Program, tmp_path: Path, gate: str
) -> None:
    """A key whose pack never came would be told as valid with every later pack."""
    folder, acts = tmp_path / "U盘", [act for act, _ in _acts(fresh)]
    target = folder / "考点包_01.aloc"
    words = [sys.executable, "-c", _ISSUE_CUT_SHORT, str(fresh.output), str(target), gate]
    assert subprocess.run(words, check=False).returncode == 9
    issued = fresh.output / "record" / "packs" / "01_2.json"
    assert program("record", "check", "-o", fresh.output).returncode == 0
    done = gate != "journal"
    assert (issued.exists(), target.exists()) == (done, done)
    assert [act for act, _ in _acts(fresh)] == [*acts, *(["发考点包"] if done else [])]
    again = _pack(program, fresh, "01", "--to", target)
    assert again.returncode == (6 if done else 0), again.stderr
    assert [path.name for path in folder.iterdir()] == [target.name]
