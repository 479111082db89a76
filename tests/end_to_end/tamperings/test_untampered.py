"""What nobody tampered with is accused by nobody, whatever was done to it in good faith."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from confirming import confirmation
from msoffcrypto.format.ooxml import OOXMLFile
from tamper_books import set_cell
from tamper_odd_files import FAKED, forged
from tamper_open import ACCUSED_YET
from tamper_scene import FLAT, OTHER_SEED, SITE, TWO, WITH_PHOTOS, Scene, by_two, must, run
from tampering import AUDIT, CHECK, STRANGER, VERIFY, accusations, ask, isolated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from _pytest.mark import ParameterSet

_ALL = (STRANGER, CHECK, VERIFY, AUDIT)
_BESIDE = f"{SITE}/监考抽签"


def _saved_again(scene: Scene) -> None:
    """Open every workbook with another program and save it."""
    for path in scene.output.rglob("*.xlsx"):
        openpyxl.load_workbook(path).save(path)


def _photos_saved_again(scene: Scene) -> None:
    """Save seat plans with photos as LibreOffice does: other names, offsets rounded to 1/100 mm."""
    shutil.rmtree(scene.output)
    shutil.copytree(scene.aside / WITH_PHOTOS, scene.output)
    for path in scene.output.glob("*/考场座次表.xlsx"):
        with zipfile.ZipFile(path) as book:
            parts = {entry.filename: book.read(entry) for entry in book.infolist()}
        with zipfile.ZipFile(path, "w") as book:
            for name, data in reversed(parts.items()):
                if name.startswith("xl/drawings/"):
                    data = data.replace(b"../media/image", b"/xl/media/Bild").replace(b"rId", b"Id")
                    data = re.sub(
                        rb"(?<=Off>)\d+", lambda m: b"%d" % (int(m[0]) // 360 * 360), data
                    )
                book.writestr(name.replace("media/image", "media/Bild"), data)


def _leave(*places: str, data: bytes = b"\0\x05\x16\x07") -> Callable[[Scene], None]:
    def leave(scene: Scene) -> None:
        for place in places:
            (scene.output / place).write_bytes(data)

    return leave


def _copies_beside(scene: Scene) -> None:
    for place, copy in (("编排总表", "编排总表 - 副本"), (f"{_BESIDE}/监考安排表_场次1",
                        f"{_BESIDE}/监考安排表_场次1 (2)"), (f"{SITE}/考场座次表",
                        f"{SITE}/考场座次表 - 副本")):  # fmt: skip
        shutil.copy(scene.output / f"{place}.xlsx", scene.output / f"{copy}.xlsx")
    path = scene.output / f"{SITE}/考场座次表 - 副本.xlsx"
    openpyxl.load_workbook(path).save(path)


def _copies_elsewhere(scene: Scene) -> None:
    """Copies that say the same in any folder, and prints that nobody can compare."""
    shutil.copytree(scene.output / SITE, scene.output / "打印" / SITE)
    shutil.copytree(scene.output / SITE, scene.output / "备份")
    for place in ("打印/编排总表.xlsx", "编排总表.xlsm", "打印/编排总表（9月12日）.XLSX"):
        shutil.copy(scene.output / "编排总表.xlsx", scene.output / place)
    _leave("编排总表.pdf", f"{SITE}/考场门贴.pdf", "打印/考场座次表.ods", "打印/编排总表.csv")(
        scene
    )


def _own_table(scene: Scene) -> None:
    book = openpyxl.Workbook()
    book.save(scene.output / "值班电话.xlsx")
    book.save(scene.output / SITE / "监考联系方式.xlsx")


def _own_of_a_family(scene: Scene) -> None:
    """Workbooks of one's own whose names begin as those of documents do, of other sheets."""
    book = openpyxl.Workbook()
    book.worksheets[0].title = "讲稿"
    book.worksheets[0]["A1"] = "监考抽签怎样进行"
    for place in ("监考抽签培训讲稿.xlsx", f"{SITE}/监考抽签培训讲稿.xlsx", "抽签条打印说明.xlsm",
                  f"{_BESIDE}/监考抽签_注意事项.xlsx", "培训/监考安排表填写说明.xlsx"):  # fmt: skip
        (scene.output / place).parent.mkdir(exist_ok=True)
        book.save(scene.output / place)


def _locked(path: Path, target: Path) -> None:
    data = BytesIO(path.read_bytes())
    with target.open("wb") as locked:
        OOXMLFile(data).encrypt("口令", locked)


def _copies_nobody_can_open(scene: Scene) -> None:
    """With a password, or cut short by a transfer that broke off."""
    flat, table = scene.output / FLAT, scene.output / _BESIDE / "监考抽签_01_场次1.xlsx"
    folder = shutil.copytree(scene.output / SITE, scene.output / f"{SITE} - 副本")
    for path in (flat, table, scene.output / SITE / "考场门贴.xlsx", folder / "桌贴.xlsx"):
        named = path if folder in path.parents else path.with_stem(f"{path.stem} - 副本")
        _locked(path, named)
        named.with_stem(f"{named.stem} (2)").write_bytes(path.read_bytes()[:1000])
    _leave("监考抽签（加密）.xlsx", "监考安排表_场次9.xlsx")(scene)


def _restored(scene: Scene) -> None:
    """Lose the record and restore it from a backup."""
    target = scene.output.parent / "备份.zip"
    must("record", "backup", "--to", target, "-o", scene.output)
    shutil.rmtree(scene.record)
    must("record", "restore", target, "-o", scene.output)


def _restored_elsewhere(scene: Scene) -> None:
    """Lose everything but a backup, restore it into an empty folder and draw again there."""
    target = scene.output.parent / "备份.zip"
    must("record", "backup", "--to", target, "-o", scene.output)
    shutil.rmtree(scene.output)
    must("record", "restore", target, "-o", scene.output)
    _drawn_again(scene)


def _record_elsewhere(scene: Scene) -> None:
    """Take the folder of the record alone to another place and draw again there."""
    record = shutil.move(scene.record, scene.output.parent)
    shutil.rmtree(scene.output)
    scene.output.mkdir()
    shutil.move(record, scene.output)
    _drawn_again(scene)


def _drawn_again(scene: Scene) -> None:
    by_two("run", "--seed", OTHER_SEED, "--replace", "--reason", "文书丢失", *TWO,
           "-o", scene.output, "-q", "--jobs", 1)  # fmt: skip


def _exported(scene: Scene) -> None:
    must("record", "export", "--to", scene.output.parent / "存档.zip", "-o", scene.output)


def _announced_as(encoding: str) -> Callable[[Scene], None]:
    """Save 封存摘要 as an editor does in another encoding."""

    def save(scene: Scene) -> None:
        path = scene.output / "封存摘要.txt"
        path.write_bytes(path.read_text("utf-8-sig").encode(encoding))

    return save


def _pipe_beside(scene: Scene) -> None:
    """Leave a pipe under the name of a copy: nobody waits for it."""
    os.mkfifo(scene.output / "编排总表 - 副本.xlsx")


def _copied_whole(scene: Scene) -> None:
    """Copy the publication into a folder of its own, record and all."""
    copy = scene.output.with_name("副本")
    shutil.copytree(scene.output, copy)
    shutil.move(copy, scene.output / "正式版")


_ZONES = ("record/run.json:Zone.Identifier", "record/draws/01_1_1.json:Zone.Identifier",
          "编排总表.xlsx:Zone.Identifier")  # fmt: skip
_WINDOWS = ("Thumbs.db", "desktop.ini", "record/Thumbs.db", "record/sheets/desktop.ini",
            f"{SITE}/Thumbs.db", "~$编排总表.xlsx",
            f"{_BESIDE}/~$监考抽签_01_场次1.xlsx")  # fmt: skip
_MACOS = (".DS_Store", "record/.DS_Store", f"{SITE}/.DS_Store", "._编排总表.xlsx",
          f"{_BESIDE}/._监考抽签_01_场次1.xlsx")  # fmt: skip
VARIANTS: dict[str, Callable[[Scene], object]] = {
    "as it was published": lambda scene: None,
    "after an audit": lambda scene: must("audit", scene.output, "-q", "--jobs", 1),
    "after a verification": lambda scene: must("verify", scene.output, "-q", "--jobs", 1),
    "every workbook opened and saved by openpyxl": _saved_again,
    "seat plans with photos saved again": _photos_saved_again,
    "what Windows and Excel leave in folders": _leave(*_WINDOWS),
    "what Windows notes of files from elsewhere": _leave(*_ZONES),
    "封存摘要 saved in GB18030": _announced_as("gb18030"),
    "封存摘要 saved in UTF-16": _announced_as("utf-16"),
    "a pipe beside the documents": _pipe_beside,
    "a copy of everything in a folder inside": _copied_whole,
    "what macOS leaves in folders of documents": _leave(*_MACOS),
    "what macOS leaves beside files on a foreign disk": _leave(
        "record/._inputs.json", "record/sheets/._01.json", "record/draws/._01_1_1.json"),
    "a text of one's own beside the documents": _leave("说明.txt", f"{SITE}/电话.docx"),
    "copies beside, as Windows names them": _copies_beside,
    "copies in folders of their own, of other forms too": _copies_elsewhere,
    "copies of the folder of a site": lambda scene: [
        shutil.copytree(scene.output / SITE, scene.output / name)
        for name in (f"{SITE} - 副本", f"{SITE}（打印用）", "2026_备份")],
    "another publication in a folder inside": lambda scene: shutil.copytree(
        scene.aside / "另一种子", scene.output / "上次"),
    "a backup inside the folder": lambda scene: must(
        "record", "backup", "--to", scene.output / "编排总表备份.zip", "-o", scene.output),
    "a table of one's own beside the documents": _own_table,
    "workbooks of one's own whose names begin as those of documents": _own_of_a_family,
    "copies that nobody can open": _copies_nobody_can_open,
    "a backup made": lambda scene: must(
        "record", "backup", "--to", scene.output.parent / "备份.zip", "-o", scene.output),
    "an archive exported": _exported,
    "the record restored from a backup": _restored,
    "the record restored into an empty folder, and drawn again": _restored_elsewhere,
    "the record alone taken to another folder, and drawn again": _record_elsewhere,
    "a pack issued since": lambda scene: must(
        "pack", "--site", "01", "-o", scene.output, "--to", scene.laptop / "新.aloc"),
    "another draw merged since": lambda scene: must("merge", scene.pending, "-o", scene.output),
}  # fmt: skip
"""What may be done to a publication, by name."""


def _marked() -> list[ParameterSet]:
    return [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason="accused wrongly"))
        if name in ACCUSED_YET else pytest.param(name)
        for name in VARIANTS
    ]  # fmt: skip


@pytest.mark.parametrize("name", _marked())
def test_nobody_is_accused(scene: Scene, tmp_path: Path, name: str) -> None:
    VARIANTS[name](scene)
    said = {finder: ask(finder, scene, tmp_path / "空") for finder in _ALL}
    said["stranger, after the audit"] = ask(STRANGER, scene, tmp_path / "空")
    assert {finder: done.text for finder, done in said.items() if done.exit} == {}


def test_what_nobody_can_open_is_named_once(scene: Scene, tmp_path: Path) -> None:
    locked = f"{SITE}/考场门贴 - 副本.xlsx"
    _locked(scene.output / SITE / "考场门贴.xlsx", scene.output / locked)
    for finder, words in ((VERIFY, "不能核对："), (AUDIT, "不能核对："), (STRANGER, "  说明：")):
        done = ask(finder, scene, tmp_path / "空")
        told = [line for line in done.text.splitlines() if locked in line]
        assert (done.exit, len(told)) == (0, 1), done.text
        assert words in told[0]


def test_documents_moved_to_another_folder_are_only_missing(scene: Scene, tmp_path: Path) -> None:
    aside = scene.output / "打印"
    aside.mkdir()
    beside, site = scene.output / _BESIDE, scene.output / SITE
    moved = [*beside.glob("*.xlsx"), site / "考场门贴.xlsx", scene.output / "抽签见证单.xlsx"]
    for path in moved:
        path.rename(aside / path.name)
    done = ask(VERIFY, scene, tmp_path / "空")
    assert (done.exit, done.text[:7]) == (5, "没有发现不同：")
    told = accusations(VERIFY, done)
    assert len(told) == len(moved)
    assert all(line.endswith("没有这个工作簿") for line in told)
    done = ask(STRANGER, scene, tmp_path / "空")
    assert "复算结果：没有发现不同" in done.text


def test_a_part_of_the_workbooks_is_told_apart_from_other_ones(
    scene: Scene, tmp_path: Path
) -> None:
    (scene.output / FLAT).unlink()
    done = ask(VERIFY, scene, tmp_path / "空")
    assert (done.exit, "备份" in done.text) == (5, False)
    assert "但有 1 个公布过的文书不在这里，没有核对（丢失的可用" in done.text
    set_cell(scene.output / SITE / "考场门贴.xlsx", "场次1", "A1", "别的")
    done = ask(VERIFY, scene, tmp_path / "空")
    assert done.text.startswith("复核不一致：")
    assert "其中 1 处只是缺少文书。" in done.text


def test_both_tell_how_often_there_was_a_draw_a_redraw_and_a_rehearsal(
    scene: Scene, tmp_path: Path
) -> None:
    done = ask(VERIFY, scene, tmp_path / "空")
    assert "监考抽签 3 次、演练 1 次（重抽过 1 次）" in done.text
    assert "说明：监考重抽过 1 次，以前的结果已作废" in ask(STRANGER, scene, tmp_path / "空").text


def test_both_tell_of_amendments(amended: Scene, tmp_path: Path) -> None:
    done = ask(VERIFY, amended, tmp_path / "空")
    assert "、变更 2 次，" in done.text
    assert "说明：公布以后变更过 2 次，见变更单" in ask(STRANGER, amended, tmp_path / "空").text


def test_no_name_of_a_file_writes_a_line(scene: Scene, tmp_path: Path) -> None:
    forged(FAKED)(scene)
    for finder in (VERIFY, STRANGER):
        text = ask(finder, scene, tmp_path / "空").text
        assert "\x1b" not in text
        assert "复算结果：全部一致。" not in [line[:10] for line in text.splitlines()]


def test_a_stranger_accuses_nobody(scene: Scene, tmp_path: Path) -> None:
    """In a process of its own, isolated, in a folder with nothing but record and workbooks."""
    done = isolated(scene, tmp_path / "空")
    assert done.exit == 0, done.text


def test_a_copy_elsewhere_is_not_accused(scene: Scene, tmp_path: Path) -> None:
    place = tmp_path / "U 盘" / "2026 年（第二批）"
    place.mkdir(parents=True)
    moved = Scene(shutil.move(scene.output, place / "结果 副本"), scene.laptop, scene.aside)
    said = {finder: ask(finder, moved, tmp_path / "空") for finder in _ALL}
    assert {finder: done.text for finder, done in said.items() if done.exit} == {}


def test_a_project_folder_is_not_accused(scene: Scene, tmp_path: Path) -> None:
    """The record beside `reports/` instead of inside."""
    project = tmp_path / "项目"
    project.mkdir()
    shutil.move(scene.record, project / "record")
    scene.output.rename(project / "reports")
    for words in (("record", "check", "-C", project), ("verify", project, "-q", "--jobs", 1),
                  ("audit", project, "-q", "--jobs", 1)):  # fmt: skip
        done = run(*words)
        assert done.exit == 0, done.text


def test_a_pack_under_another_name_draws_as_before(scene: Scene) -> None:
    (scene.laptop / "Thumbs.db").write_bytes(b"x")
    (scene.state / "desktop.ini").write_bytes(b"x")
    renamed = scene.pack.rename(scene.laptop / "考点包_01 (1).aloc")
    words = ("draw", "--pack", renamed, "--session", 3, "--seed", "16", "--redraw", "--reason",
             "缺席名单有误", *TWO, "--result-to", scene.results, "-q")  # fmt: skip
    done = run(*words, *confirmation(run(*words).text))
    assert done.exit == 0, done.text


def test_a_result_under_another_name_is_merged(scene: Scene) -> None:
    renamed = scene.pending.rename(scene.results / "第三场 (2).alor")
    done = run("merge", renamed, "-o", scene.output)
    assert done.exit == 0, done.text
