"""Every printed document is held against the record, by `audit` and by `verify`, and named."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from confirming import confirmed
from published import canonical, recomputed, rewrite_log, stranger

from allocator import __version__
from allocator.pipeline.verification.books import contents_of
from allocator.pipeline.verification.earlier import earlier_draws
from allocator.record.documents import read_published
from allocator.record.ledger import open_record
from allocator.record.store import read_claims
from allocator.reporting.witness_sheet import qr_png
from allocator.verdict import audited_draws

if TYPE_CHECKING:
    from pathlib import Path

    from published import Program

_NOT_HELD_AGAINST = ("合规审查报告", "编排总表", "监考抽签_", "无解说明")
"""Made anew by each audit, or compared row by row (test_verify)."""


def _differences(program: Program, verb: str, output: Path) -> list[dict[str, Any]]:
    done = program(verb, output, "-q", "--json", "--jobs", "1")
    data = json.loads(done.stdout)
    assert done.returncode == (5 if data["differences"] else 0), done.stderr
    found: list[dict[str, Any]] = data["differences"]
    return found


@pytest.mark.parametrize("verb", ["audit", "verify"])
def test_every_document_is_compared(
    original: Path, program: Program, tmp_path: Path, verb: str
) -> None:
    output = shutil.copytree(original, tmp_path / "结果")
    books = [
        path
        for path in sorted(output.rglob("*.xlsx"))
        if not path.name.startswith(_NOT_HELD_AGAINST)
    ]
    assert len(books) > 35
    for path in books:
        book = openpyxl.load_workbook(path)
        book.worksheets[-1].cell(2, 1).value = "改过"
        book.save(path)
    found = _differences(program, verb, output)
    told = {one["file"] for one in found}
    assert told == {path.relative_to(output).as_posix() for path in books}
    assert all(one["row"] == 2 and one["column"] == "A" for one in found)
    assert all("words" not in one for one in found)


@pytest.mark.parametrize("verb", ["audit", "verify"])
def test_every_workbook_is_counted_once(original: Path, program: Program, verb: str) -> None:
    """合规审查报告 is made anew by `audit`, which does not compare it with itself."""
    left = "合规审查报告.xlsx" if verb == "audit" else ""
    books = [path for path in original.rglob("*.xlsx") if path.name != left]
    done = program(verb, original, "-q", "--json", "--jobs", "1")
    assert json.loads(done.stdout)["books"] == len(books)


def test_the_report_of_an_audit_lists_what_was_edited(
    original: Path, program: Program, tmp_path: Path
) -> None:
    output = shutil.copytree(original, tmp_path / "结果")
    path = next(output.glob("*/岗位安排表.xlsx"))
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["E6"] = "某单位"
    book.save(path)
    path = next(output.glob("*/监考抽签/抽签条_场次1.xlsx"))
    path.unlink()
    assert len(_differences(program, "audit", output)) == 2
    report = openpyxl.load_workbook(output / "合规审查报告.xlsx")
    rows = [[cell.value for cell in row] for row in report["与记录不同"].iter_rows()]
    told = [row for row in rows if row[0] and str(row[0]).endswith(".xlsx")]
    assert [(str(row[0]).split("/")[-1], row[2]) for row in told] == [
        ("岗位安排表.xlsx", "第 6 行"), ("抽签条_场次1.xlsx", None),
    ]  # fmt: skip
    assert "E6" in str(told[0][3])
    assert told[1][3] == "没有这个工作簿"


def test_documents_of_a_draw_that_was_not_made_are_told(
    original: Path, program: Program, tmp_path: Path
) -> None:
    output = shutil.copytree(original, tmp_path / "结果")
    path = next(output.glob("*/监考抽签/监考安排表_场次1.xlsx"))
    shutil.copy(path, path.with_name("监考安排表_场次3.xlsx"))
    (one,) = _differences(program, "verify", output)
    assert one["file"].endswith("监考抽签/监考安排表_场次3.xlsx")
    assert one["words"] == "记录中没有这次抽签"


def _as_published_by(version: str, output: Path, file: str) -> None:
    """Let the record say that a version of the program published a document as it lies there."""
    for path in sorted((output / "record" / "documents").glob("*.json")):
        listed = json.loads(path.read_bytes())
        listed["version"] = version
        if file in listed["files"]:
            digest = hashlib.sha256((output / file).read_bytes()).hexdigest()
            listed["files"][file] = [digest, contents_of(output / file)]
        path.write_bytes(canonical(listed))
    rewrite_log(output)


@pytest.mark.parametrize(
    ("version", "kind", "code"), [("0.0.1", "doubtful", 6), (__version__, "differences", 5)]
)
def test_pages_of_another_version_prove_nothing_where_they_are_as_listed(
    original: Path, program: Program, tmp_path: Path, version: str, kind: str, code: int
) -> None:
    """Another version may lay pages out otherwise, and a list of digests could be made anew."""
    output = shutil.copytree(original, tmp_path / "结果")
    path = next(output.glob("*/岗位安排表.xlsx"))
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "旧版的标题"
    book.save(path)
    _as_published_by(version, output, path.relative_to(output).as_posix())
    done = program("verify", output, "-q", "--json", "--jobs", "1")
    data = json.loads(done.stdout)
    told = [(name, one["file"].split("/")[-1], one["column"])
            for name in ("differences", "doubtful") for one in data[name]]  # fmt: skip
    assert (done.returncode, told) == (code, [(kind, "岗位安排表.xlsx", "A")])
    if code == 6:
        assert data["message"].startswith("不能断定")
        assert data["versions"] == [version]
    assert _differences(program, "audit", output) == []
    book.worksheets[0]["E6"] = "某单位"
    book.save(path)
    assert {one["column"] for one in _differences(program, "audit", output)} == {"A", "E"}


def test_what_a_redraw_puts_aside_is_still_held_against_its_digest(
    original: Path, program: Program, tmp_path: Path
) -> None:
    output = shutil.copytree(original, tmp_path / "结果")
    listed = read_published(output / "record", "已作废").files
    files = {place: one.digest for place, one in listed.items()}
    there = {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*.xlsx"))
        if not path.name.startswith(("合规审查报告", "抽签见证单"))
    }
    assert files == there
    assert sum("已作废/第1次" in name for name in files) == 5


def test_every_document_bears_the_digest_of_what_it_says(original: Path) -> None:
    """Written while it is made, read back by calamine and by what a stranger runs."""
    other = stranger()
    for place, one in read_published(original / "record", "已作废").files.items():
        if place != "编排总表.xlsx":
            assert contents_of(original / place) == one.contents, place
            assert other.contents_of(original / place) == one.contents, place


def test_a_stranger_tells_edited_documents_from_saved_ones(
    original: Path, program: Program, tmp_path: Path
) -> None:
    output = shutil.copytree(original, tmp_path / "结果")
    aside = "监考抽签/已作废/第1次/监考安排表_场次1.xlsx"
    edited = ["监考抽签/抽签条_场次1.xlsx", "考场门贴.xlsx", "监考证.xlsx", aside]
    for path in sorted(output.rglob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        if path.as_posix().endswith(tuple(f"学/{name}" for name in edited)):
            book.worksheets[0].cell(40, 1).value = "添上的"
        book.save(path)
    done = recomputed(output)
    assert done.returncode == 1
    told = [line for line in done.stdout.splitlines() if line.startswith("不同")]
    assert sorted(line.split("]")[0].split("/", 1)[1] for line in told) == sorted(edited)
    assert all("内容与公布时不同" in line for line in told)


def test_photos_that_are_not_at_hand_accuse_nobody(
    workbook: Path, program: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "输入"
    folder.mkdir()
    (folder / "a.png").write_bytes(qr_png("照片"))
    book = openpyxl.load_workbook(workbook)
    sheet = next(s for s in book.worksheets if "照片" in [c.value for c in s[1]])
    column = [c.value for c in sheet[1]].index("照片") + 1
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            # Some have a picture, some have none, some name one that is not there.
            sheet.cell(row, column).value = ("a.png", None, "b.png")[row % 3]
    book.save(folder / "名单.xlsx")
    output = tmp_path / "结果"
    done = program("run", folder, "--seed", "1", "-o", output, "-q", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    shutil.rmtree(folder)
    assert _differences(program, "audit", output) == []
    done = recomputed(output)
    assert done.returncode == 0, done.stdout
    path = next(output.glob("*/考场座次表.xlsx"))
    book = openpyxl.load_workbook(path)
    cell = next(c for row in book.worksheets[0].iter_rows(min_row=6) for c in row
                if isinstance(c.value, int))  # fmt: skip
    cell.value = 99
    book.save(path)
    # openpyxl leaves out the photos.
    one, gone = _differences(program, "verify", output)
    assert (one["file"].split("/")[-1], one["row"]) == ("考场座次表.xlsx", cell.row)
    assert (gone["file"], gone["words"][:6]) == (one["file"], "图片没有了，")
    assert "座位 99：应为 没有" in recomputed(output).stdout


def test_a_report_of_before_the_draws_is_not_compared_and_it_is_said(
    original: Path, program: Program, tmp_path: Path
) -> None:
    output = shutil.copytree(original, tmp_path / "结果")
    words = "合规审查报告审查的不是记录中现在的这些抽签"
    assert program("audit", output, "-q", "--jobs", "1").returncode == 0
    done = program("verify", output, "-q", "--jobs", "1")
    assert (done.returncode, words in done.stdout) == (0, False)
    more = program("draw", "--site", "01", "--session", "2", "--seed", "5", "--rehearse",
                   "-o", output, "-q")  # fmt: skip
    assert more.returncode == 0, more.stderr
    done = program("verify", output, "-q", "--jobs", "1")
    assert (done.returncode, words in done.stdout) == (0, True)


def test_a_report_of_any_earlier_moment_is_of_this_record(
    arranged: Path, program: Program, tmp_path: Path
) -> None:
    """Whatever was drawn after it, also where a rehearsal that it looked at is gone since."""
    output = shutil.copytree(arranged, tmp_path / "结果")
    record, seen = output / "record", []
    two = ("--operator", "G00001", "--reviewer", "G00002")
    for words in (
        (),
        ("--session", 2, "--seed", "1", "--rehearse"),
        ("--session", 1, "--seed", "1"),
        ("--session", 1, "--seed", "3", "--redraw", "--reason", "缺席", *two),
        ("--session", 2, "--seed", "4", "--rehearse"),
        ("--session", 2, "--seed", "5"),
    ):
        if words:
            ask = partial(confirmed, program) if "--redraw" in words else program
            done = ask("draw", "--site", "01", *words, "-o", output, "-q")
            assert done.returncode == 0, done.stderr
        seen.append(audited_draws(read_claims(record), record))
    assert len(set(seen)) == len(seen)
    known = earlier_draws(open_record(record).entries, record)
    assert set(seen) < set(known.named)
    assert not any(known.holds(draws[:-1] + "x") for draws in seen)


def test_a_rehearsal_made_with_the_posts_and_again_is_known_by_number(
    workbook: Path, program: Program, tmp_path: Path
) -> None:
    """Its result is kept nowhere: only how many rehearsals there were can be told."""
    output, record = tmp_path / "结果", tmp_path / "结果" / "record"
    done = program("run", workbook, "--seed", "1", "--rehearse", "-o", output, "-q", "--jobs", 1)
    assert done.returncode == 0, done.stderr
    first = audited_draws(read_claims(record), record)
    again = program("draw", "--site", "01", "--session", "3", "--seed", "5", "--rehearse",
                    "-o", output, "-q")  # fmt: skip
    assert again.returncode == 0, again.stderr
    known = earlier_draws(open_record(record).entries, record)
    assert known.holds(first)
    assert first not in known.named
    assert not known.holds(first.replace("演练 ", "演练 1"))
    done = program("verify", output, "-q", "--jobs", "1")
    assert (done.returncode, "审查的不是" in done.stdout) == (0, True), done.stdout


def _assert_accused_nobody(program: Program, output: Path, *, stale: bool) -> None:
    """Ask both recomputations; `stale`: the report is one of another moment, and so noted."""
    done = program("verify", output, "-q", "--jobs", "1")
    assert (done.returncode, "审查的不是" in done.stdout) == (0, stale), done.stdout
    told = recomputed(output)
    assert told.returncode == 0, told.stdout


def test_a_report_that_an_audit_made_before_the_draws_accuses_nobody(
    arranged: Path, program: Program, tmp_path: Path
) -> None:
    """The audit adds a sheet to it, and after the draw nobody can make it again."""
    output = shutil.copytree(arranged, tmp_path / "结果")
    published = (output / "合规审查报告.xlsx").read_bytes()
    assert program("audit", output, "-q").returncode == 0
    assert (output / "合规审查报告.xlsx").read_bytes() != published
    drawn = program("draw", "--site", "01", "--session", 1, "--seed", 2, "-o", output, "-q")
    assert drawn.returncode == 0, drawn.stderr
    _assert_accused_nobody(program, output, stale=True)


def test_a_report_of_between_two_rehearsals_made_again_accuses_nobody(
    workbook: Path, program: Program, tmp_path: Path
) -> None:
    """It says other things than the report with which the posts were published, in like numbers."""
    output, report = tmp_path / "结果", tmp_path / "结果" / "合规审查报告.xlsx"
    done = program("run", workbook, "--seed", "1", "--rehearse", "-o", output, "-q", "--jobs", 1)
    assert done.returncode == 0, done.stderr
    made = []
    for session, *words in ((3, "--rehearse"), (1, "--rehearse"), (1,)):
        done = program("draw", "--site", "01", "--session", session, "--seed", 5, *words,
                       "-o", output, "-q")  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert program("audit", output, "-q", "--jobs", "1").returncode == 0
        made.append(report.read_bytes())
    for data, stale in zip(made, (True, True, False), strict=True):
        report.write_bytes(data)
        _assert_accused_nobody(program, output, stale=stale)


def test_an_audit_knows_which_draws_it_is_about(original: Path, tmp_path: Path) -> None:
    record = shutil.copytree(original / "record", tmp_path / "record")
    claims = read_claims(record)
    seen = [audited_draws(claims, record)]
    assert seen[0].startswith("座位、岗位、监考抽签 2 次、演练 1 次；")
    posts = json.loads((record / "posts.json").read_bytes())
    posts["posted"].reverse()
    (record / "posts.json").write_bytes(canonical(posts))
    seen.append(audited_draws(claims, record))
    shutil.rmtree(record / "draws")
    seen.append(audited_draws(claims, record))
    seen.append(audited_draws(replace(claims, result_digest="0" * 64), record))
    assert len(set(seen)) == 4
    assert seen[2].startswith("座位、岗位、演练 1 次；")
