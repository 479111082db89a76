"""复算.py agrees with what was published, draw by draw; what it tells of edits: `tamperings`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from cases.posting import alike, judging
from confirming import confirmed
from published import (
    FLAT,
    canonical,
    data_of,
    recomputed,
    stranger,
)

from allocator.pipeline import Options, arrange
from allocator.progress import Silent
from allocator.randomness import Stream
from allocator.record import recompute
from allocator.record.canonical import canonical_bytes
from allocator.reporting.witness_sheet import qr_png
from allocator.solvers.day.draw import draw_day
from allocator.solvers.day.search import Search
from allocator.solvers.day.task import DayTask, Party
from allocator.solvers.neighbours import Neighbours
from allocator.solvers.posting.draw import draw_posts, drawings
from allocator.solvers.seat_draw import DrawnRoom, SittingDraw
from allocator.synthesis.roster import Options as Harder
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from collections.abc import Callable

    from published import Program

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.draw_sites import DIGEST, make_site

_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_DRAW = "01_青岚市第一中学/监考抽签/监考抽签_01_场次1.xlsx"


def test_it_needs_nothing_but_record_and_workbooks(original: Path, tmp_path: Path) -> None:
    alone = tmp_path / "只有这些"
    shutil.copytree(original / "record", alone / "record")
    for path in [original / FLAT, *original.glob("*/监考抽签/**/监考抽签_*.xlsx"),
                 *original.glob("*/演练/监考抽签_*.xlsx")]:  # fmt: skip
        target = alone / path.relative_to(original)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    before = {path: path.stat().st_mtime_ns for path in sorted(alone.rglob("*"))}
    done = recomputed(alone)
    assert done.stderr == ""
    assert done.returncode == 0, done.stdout
    assert "监考抽签：3 次" in done.stdout
    assert "演练：1 次" in done.stdout
    assert done.stdout.splitlines()[-1] == "复算结果：全部一致。"
    assert {path: path.stat().st_mtime_ns for path in sorted(alone.rglob("*"))} == before


def test_the_documents_may_lie_in_reports(original: Path, tmp_path: Path) -> None:
    shutil.copytree(original, tmp_path / "项目" / "reports")
    (tmp_path / "项目" / "reports" / "record").rename(tmp_path / "项目" / "record")
    done = recomputed(tmp_path / "项目")
    assert done.returncode == 0, done.stdout


def test_a_workbook_saved_by_another_program_is_not_accused(output: Path) -> None:
    for path in (output / FLAT, output / _DRAW):
        book = openpyxl.load_workbook(path)
        book.save(path)
    done = recomputed(output)
    assert done.returncode == 0, done.stdout


def _repacked(path: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Write a workbook again, part by part; a part that becomes None is left out."""
    with zipfile.ZipFile(path) as book:
        parts = {name: change(name, book.read(name)) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            if data is not None:
                book.writestr(name, data)


def test_a_workbook_saved_as_strict_open_xml_is_not_accused(output: Path) -> None:
    """What Excel calls Strict Open XML has the same elements in other namespaces."""
    spaces = (
        (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
         b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
         b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    )  # fmt: skip

    def strict(_: str, data: bytes) -> bytes:
        for plain, other in spaces:
            data = data.replace(plain, other)
        return data

    for path in (output / FLAT, output / _DRAW, next(output.glob("*/考场座次表.xlsx"))):
        _repacked(path, strict)
    done = recomputed(output)
    assert done.returncode == 0, done.stdout


def test_copies_of_a_table_of_the_draw_are_not_accused(output: Path) -> None:
    table = output / _DRAW
    for copy in (f"{table.stem} (2).xlsx", f"{table.stem} - 副本.xlsx"):
        shutil.copy(table, table.with_name(copy))
    done = recomputed(output)
    assert done.returncode == 0, done.stdout


def test_a_damaged_copy_is_named_and_accused_of_nothing(output: Path) -> None:
    """Such as a transfer leaves that broke off."""
    copy = f"{(output / FLAT).stem} - 副本.xlsx"
    (output / copy).write_bytes((output / FLAT).read_bytes()[:1000])
    done = recomputed(output)
    assert (done.returncode, done.stderr) == (0, "")
    told = [line for line in done.stdout.splitlines() if copy in line]
    assert told == [f"  说明：{copy} 打不开（已损坏，或加了密码），没有核对"]


def test_of_two_documents_of_a_name_a_damaged_one_makes_no_copy_of_the_other_false(
    tmp_path: Path,
) -> None:
    module, documents = stranger(), [tmp_path / f"{n}/考场门贴.xlsx" for n in "甲乙丙"]
    for path in documents:
        path.parent.mkdir()
        _book(path, "场次1", path.parent.name)
    copy = tmp_path / "考场门贴.xlsx"
    shutil.copy(documents[1], copy)
    for path in (documents[0], documents[2]):
        path.write_bytes(b"PK")
    assert not module.is_false(copy, module.opened(copy), set(documents), tmp_path, [], {})


@pytest.mark.parametrize("name", ["监考抽签_kd01_场次1（终稿）", "监考抽签_KD01_场次1 (2)"])
def test_names_are_compared_whatever_their_capitals(tmp_path: Path, name: str) -> None:
    """As Windows does: what says something else is accused, what says the same is a copy."""
    document, copy = (
        tmp_path / "KD01_一中/监考抽签_KD01_场次1.xlsx",
        tmp_path / f"kd01_一中/{name}.XLSX",
    )
    for path, said in ((document, "甲"), (copy, "甲"), (tmp_path / f"打印/{name}.xlsx", "乙")):
        path.parent.mkdir()
        _book(path, "讲稿", said)
    module = stranger()

    def is_false(path: Path) -> bool:
        told: bool = module.is_false(
            path, module.opened(path), {document}, tmp_path, [{"code": "KD01"}], {}
        )
        return told

    assert not is_false(copy)
    assert is_false(tmp_path / f"打印/{name}.xlsx")


def _book(path: Path, sheet: str, cell: str) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = sheet
    book.worksheets[0]["A1"] = cell
    book.save(path)


@pytest.mark.parametrize(
    ("name", "sheet", "false"),
    [
        ("监考抽签（更正）", "监考安排", True),
        ("监考抽签（更正）", "备用监考 (2)", True),
        ("监考抽签培训讲稿", "讲稿", False),
        ("监考抽签培训讲稿", "场次1", False),
        ("监考抽签_01_场次9", "讲稿", True),
    ],
)
def test_a_name_that_only_begins_as_a_draw_passes_for_one_by_its_sheets(
    tmp_path: Path, name: str, sheet: str, false: bool
) -> None:
    """Also where no draw was made yet."""
    module, path = stranger(), tmp_path / f"{name}.xlsx"
    _book(path, sheet, "甲")
    assert module.is_false(path, module.opened(path), set(), tmp_path, [], {}) == false


def test_a_workbook_damaged_within_is_told_as_such(output: Path) -> None:
    data = bytearray((output / FLAT).read_bytes())
    with zipfile.ZipFile(output / FLAT) as book:
        info = book.getinfo("xl/worksheets/sheet1.xml")
    start = info.header_offset + 30 + len(info.filename)
    data[start + 200 : start + 5200] = bytes(5000)
    (output / FLAT).write_bytes(data)
    done = recomputed(output)
    assert (done.returncode, done.stderr) == (1, "")
    assert f"不同 [{FLAT}] 工作表 考生编排 不存在或已损坏" in done.stdout


def test_an_audit_report_that_lost_its_digest_is_not_called_edited(output: Path) -> None:
    """Some programs drop the properties of a workbook when they save it."""
    report = output / "合规审查报告.xlsx"
    _repacked(report, lambda name, data: None if name == "docProps/custom.xml" else data)
    done = recomputed(output)
    assert _differences(done.stdout) == [
        "不同 [合规审查报告.xlsx] 没有自带的内容摘要（另存时丢失），不能核对"
    ]
    assert done.stdout.splitlines()[-1] == (
        "复算结果：没有发现不同，但有 1 处因缺少文件或摘要而不能核对，见上。"
    )


def test_the_announced_digests_may_be_saved_in_any_encoding(
    program: Program, workbook: Path, tmp_path: Path
) -> None:
    output, two = tmp_path / "结果", ("--operator", "G00001", "--reviewer", "G00002")
    assert program("freeze", workbook, *two, "-o", output, "-q").returncode == 0
    path = output / "封存摘要.txt"
    text = path.read_text("utf-8-sig")
    entries = stranger().read_log(output / "record")[0]
    digest = next(json.loads(body)["digest"] for _, act, body, *_ in entries if act == "封存")
    done = program("confirm", "--digest", digest, "--reviewer", "G00002", "-o", output)
    assert done.returncode == 0, done.stderr
    done = confirmed(program, "run", "--seed", "1", *two, "-o", output, "-q", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        path.write_text(text, encoding)
        told = recomputed(output)
        assert told.returncode == 0, told.stdout
        path.write_text(text.translate(str.maketrans("0123456789", "1234567890")), encoding)
        assert f"[{path.name}] 与封存时的摘要不同" in recomputed(output).stdout


def test_who_has_one_site_is_told_what_he_lacks_and_accuses_nobody(
    original: Path, tmp_path: Path
) -> None:
    place = tmp_path / "１号考点　材料（复印件）"
    shutil.copytree(original / "record", place / "record")
    site = Path(_DRAW).parts[0]
    shutil.copytree(original / site, place / "reports" / site)
    done = recomputed(place)
    assert (done.returncode, done.stderr) == (1, "")
    (told,) = _differences(done.stdout)
    assert told.startswith(f"不同 [{FLAT}] 找不到这个工作簿，应在 record 的上一级")
    assert done.stdout.splitlines()[-1].startswith("复算结果：没有发现不同，但有 1 处")


def test_who_has_nothing_but_an_archive_is_told_so(
    original: Path, program: Program, tmp_path: Path
) -> None:
    archive = tmp_path / "存档.zip"
    done = program("record", "export", "--to", archive, "-o", original)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(archive) as book:
        book.extractall(tmp_path / "他处")
    done = recomputed(tmp_path / "他处")
    assert (done.returncode, done.stderr) == (1, "")
    told = _differences(done.stdout)
    assert len(told) == 5  # The flat table, three draws and a rehearsal.
    assert told[0].startswith(f"不同 [{FLAT}] 找不到这个工作簿，应在 record 的上一级")
    assert all("找不到这个工作簿" in line for line in told[1:])
    assert done.stdout.splitlines()[-1].startswith("复算结果：没有发现不同，但有 5 处")


def test_who_has_the_flat_table_alone_is_told_what_he_lacks(original: Path, tmp_path: Path) -> None:
    shutil.copytree(original / "record", tmp_path / "record")
    shutil.copy(original / FLAT, tmp_path)
    done = recomputed(tmp_path)
    assert all("找不到这个工作簿" in line for line in _differences(done.stdout))
    assert done.stdout.splitlines()[-1].startswith("复算结果：没有发现不同，但有 4 处")


def _differences(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("不同 [")]


def test_it_checks_that_everybody_has_one_seat(original: Path) -> None:
    """A kind that the structure leaves out is missing in the draw again, and in what is told."""
    other, said = stranger(), []
    record = other.Record(original / "record", report := other.Report(0))
    report.say = said.append
    other.check_seats(record, report)
    assert said == []
    structure = record["structure"]
    for name in ("kinds", "batch_counts", "open_rooms"):
        structure[name] = []
    record["draw"]["seats"] = []
    other.check_seats(record, report)
    assert "不同 [record/structure.json] 不是每个考生恰有一个座位" in said


def test_a_record_that_lies_beside_its_documents_is_named_where_it_cannot_be_read(
    original: Path, tmp_path: Path
) -> None:
    shutil.copytree(original / "record", tmp_path / "record")
    shutil.copytree(original, tmp_path / "reports", ignore=shutil.ignore_patterns("record"))
    (tmp_path / "record/draw.json").write_bytes(b"{}")
    done = recomputed(tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert f"不同 [{(tmp_path / 'record').resolve()}] 记录不完整或前后矛盾" in done.stdout


def test_the_vectors_of_the_page_hold() -> None:
    chance = stranger().Chance
    again = chance("seats/demo", "391072", _EMPTY)
    assert [again.below(30) for _ in range(12)] == [24, 0, 6, 15, 17, 15, 23, 15, 25, 14, 6, 26]
    row = list(range(10))
    chance("seats/demo", " 考试391072 ", _EMPTY).shuffle(row)
    assert row == [1, 6, 0, 8, 4, 2, 3, 5, 9, 7]


@pytest.mark.parametrize(
    ("exam", "candidates", "options", "kin"),
    [
        pytest.param("一级消防", 70, Harder(), False, id="small, redrawn whole"),
        pytest.param("一级消防", 260, Harder(), True, id="dealt and walked, kin"),
        pytest.param("一级消防", 64, Harder(dominant_percent=70), False, id="dense rooms"),
        pytest.param("经济", 300, Harder(), False, id="batches"),
        pytest.param("造价与注安", 300, Harder(designated_percent=10), False, id="two exams"),
    ],
)
def test_a_stranger_gets_the_same_seats(
    tmp_path: Path, exam: str, candidates: int, options: Harder, kin: bool
) -> None:
    (book,) = write_exam(
        tmp_path, exam=exam, candidates=candidates, sites=2, seed="重算", options=options
    )
    if not kin:
        _without_ties(book)
    output = tmp_path / "结果"
    arrange([book], output, output / "record", Options(seed="考试391072"))
    assert bool(data_of(output, "structure.json")["apart"]) == kin
    done = recomputed(output)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_stranger_takes_as_much_chance_where_pairs_must_remain(seed: str) -> None:
    near = [[1, 3], [0, 2, 4], [1, 5], [0, 4], [1, 3, 5], [2, 4]]
    pairs = tuple((i, j) for i in range(6) for j in near[i] if i < j)
    room = DrawnRoom(((0, 6),), Neighbours(pairs, 6))
    stream, other = Stream("seats/E", seed, _EMPTY), stranger()
    chance = other.Chance("seats/E", seed, _EMPTY)
    units = [1] * 10 + [0] * 2
    ours = SittingDraw([room, room], {0: range(12)}, units, {}, stream).run(Silent())
    counts = [[[0, 6]], [[0, 6]]]
    theirs = other.Sitting(counts, [near, near], {0: list(range(12))}, units, {}, chance).draw()
    assert theirs == ours
    assert chance.below(2**60) == stream.below(2**60)


@pytest.mark.parametrize("tries", [1, 4])
def test_a_stranger_draws_posts_as_often_as_the_record_says(tries: int) -> None:
    inputs, plan = alike(7)
    wanted = list(islice(drawings(inputs, plan, "1", DIGEST), tries))[-1]
    drawn = draw_posts(inputs, plan, seed="1", digest=DIGEST,
                       judge=judging(lambda posted, *_: posted == wanted))  # fmt: skip
    posts = json.loads(canonical_bytes(drawn))
    assert posts.get("tries") == {1: None, 4: 4}[tries]
    plain = json.loads(canonical_bytes(plan))
    shuffles = {(site, turn): many for site, turn, _, many in posts["reserves"]}
    theirs = stranger().draw_posts(plain, "1", DIGEST, tries, shuffles)
    assert {**posts, **theirs} == posts


_SITES: tuple[dict[str, Any], ...] = (
    {"rooms": 5, "seed": "a"},
    {"rooms": 4, "seed": "f", "kin": 20, "units": 3, "slack": 1},
    {"rooms": 9, "seed": "c", "admins": 1, "electronic": True, "doubles": False},
    {"rooms": 12, "seed": "d", "kin": 5, "slack": 2, "turns": 2, "women": 20},
    {"rooms": 20, "seed": "e", "admins": 1, "electronic": True, "skilled": 90, "turns": 2},
)
_RESERVES = (("监考",), ("流动监考", "监考"), ("监考", "流动监考"), ("监考",))


@pytest.mark.parametrize("site", _SITES, ids=lambda site: f"{site['rooms']} rooms")
@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_stranger_draws_the_same_day(site: dict[str, Any], gone: int) -> None:
    sheet, other, earlier = make_site(**site, reserves=_RESERVES), stranger(), []
    plain = json.loads(canonical_bytes(sheet))
    for turn, one in enumerate(sheet.turns):
        away = [*one.invigilators[:gone], *one.patrols[: max(0, gone - 1)]]
        absent = sorted(sheet.people[who].staff for who in away)
        ours = draw_day(sheet, turn, absent=frozenset(absent), earlier=earlier, seed="1",
                        digest=DIGEST)  # fmt: skip
        result = json.loads(canonical_bytes(ours))
        before = [json.loads(canonical_bytes(draw)) for draw in earlier]
        groups = [group for _, group in result["patrols"]]
        theirs = other.draw_day(
            plain, plain["turns"][turn], absent, before, groups, result["tiers"], "1", DIGEST
        )
        values = [[tier["rule"], tier["value"]] for tier in result.pop("tiers")]
        assert theirs.pop("values") == values
        assert canonical(theirs) == canonical(result)
        earlier.append(ours)


@pytest.mark.parametrize(("rooms", "kin"), [(4, 0), (5, 40)])
def test_a_stranger_searches_alike_where_no_plan_will_do(rooms: int, kin: int) -> None:
    """Nothing reaches a goal below zero, so both shuffle three rooms again and again."""
    sheet, other = make_site(rooms, 1, seed="kick", kin=kin, patrols=2), stranger()
    row = sheet.turns[0]
    party = Party(
        invigilators=row.invigilators, admins=row.admins, patrols=row.patrols, groups=row.groups
    )
    stream, chance = Stream("s", "1", DIGEST), other.Chance("s", "1", DIGEST)
    search = Search(DayTask(sheet, 0, party), stream)
    assert not search.until(-1, 3000)
    plain = json.loads(canonical_bytes(sheet))
    people = [list(row.invigilators), list(row.admins), list(row.patrols)]
    day = other.Day(plain, plain["turns"][0], people, plain["turns"][0]["groups"], [])
    day.search(-1, chance)
    assert day.who == search.state.who
    assert chance.below(2**60) == stream.below(2**60)


def _without_ties(path: Path) -> None:
    """Take the ties out: in so small an exam two relatives may have one room for both."""
    book = openpyxl.load_workbook(path)
    for name in ("亲属关系", "其他回避"):
        del book[name]
    book.save(path)


@pytest.mark.parametrize(("size", "found"), [(4, []), (3, ["有的格式会显示为别的内容，或看不见"])])
def test_letters_as_small_as_the_program_writes_are_not_accused(
    tmp_path: Path, size: int, found: list[str]
) -> None:
    path = tmp_path / "甲.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("页").write(0, 0, "张三", book.add_format({"font_size": size}))
    assert list(stranger().concealed(path)) == found


@pytest.mark.parametrize(("name", "found"), [("监考安排表_场次1", ["有图片"]), ("考场座次表", [])])
def test_a_picture_is_told_where_the_program_writes_none(
    tmp_path: Path, name: str, found: list[str]
) -> None:
    path = tmp_path / f"{name}.xlsx"
    with xlsxwriter.Workbook(path) as book:
        picture = {"image_data": BytesIO(qr_png("张冠李"))}
        book.add_worksheet("页").insert_image(5, 4, "名字.png", picture)
    assert list(stranger().concealed(path)) == found


def test_a_log_whose_posts_come_before_its_seats_is_read_to_its_end() -> None:
    """Whoever writes a log anew can put anything first; it is told elsewhere, not crashed on."""
    record = SimpleNamespace(raw={"posts.json": b"x"}, data={})
    log = SimpleNamespace(entries=[(1, "岗位抽签", {"seed": "1"}, "")])
    (said,) = stranger().audited_draws(record, log)
    assert said.startswith("座位、岗位；结果摘要前 16 位 ")


@pytest.mark.parametrize("named", ["结果", "结果/record"])
def test_the_folder_above_the_record_may_be_named(original: Path, named: str) -> None:
    done = subprocess.run(
        [sys.executable, "-I", recompute.__path__[0] + "/" + recompute.RECOMPUTE, named],
        cwd=original.parent, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_candidates_too_few_for_their_rooms_end_in_words_and_not_in_a_traceback(
    tmp_path: Path,
) -> None:
    paths = write_exam(tmp_path, exam="一级建造师", candidates=60, sites=1, seed="测试")
    output = tmp_path / "结果"
    options = Options(seed="3", jobs=1)
    arrange(paths, output, output / "record", options, password=lambda _: None, progress=Silent())
    path = output / "record" / "inputs.json"
    data = json.loads(path.read_bytes())
    data["candidates"][0]["specialty"] += "臣"
    path.write_bytes(canonical(data))
    done = recomputed(output)
    assert (done.returncode, done.stderr) == (1, ""), done.stderr
    assert "无法继续复算" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="others read names as UTF-8 whatever is set")
def test_where_chinese_names_cannot_be_read_nobody_is_accused(original: Path) -> None:
    done = subprocess.run(
        [sys.executable, recompute.RECOMPUTE], cwd=original / "record",
        capture_output=True, check=False,
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0",
             "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert "-X utf8" in done.stderr.decode()
    assert len(done.stderr.decode().splitlines()) == 1
