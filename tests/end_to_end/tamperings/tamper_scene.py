"""A small exam with everything that a record can hold, published once, and copies of it to edit.

Frozen and confirmed by two, drawn, a draw of the day and its redraw by halves of a seed, a
rehearsal, a draw that a site pack brought home, and a signed result that is still to be merged.
Beside it lies what a cheat may have kept: earlier copies, the same exam drawn with another seed,
another exam.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

import openpyxl
from confirming import confirmation
from laptop import WORD, Place

from allocator.cli import confirming, halves
from allocator.cli.main import cli
from allocator.record import ledger
from allocator.reporting.witness_sheet import qr_png
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from pathlib import Path

SEED, OTHER_SEED = "391572", "777777"
"""With the first one every draw of the day has several plans, so that a changed seed shows."""
OPERATOR, REVIEWER = "G00001", "G00002"
TWO = ("--operator", OPERATOR, "--reviewer", REVIEWER)
HALVES = ("4711", "8128")
"""What the two type for the redraw."""
EARLIER = "笔记本（第三场抽签前）"
"""Where the laptop is kept as it was before the draw that is still to be merged."""
UNCONFIRMED = 2
"""Exit code of a draw that was proposed and not confirmed yet."""
PHOTOS, WITH_PHOTOS = ("甲.png", "乙.png"), "带照片"
"""Photos of candidates, and the exam whose seat plans have them."""
SITE = "01_青岚市第一中学"
FLAT = "编排总表.xlsx"
_BESIDE = ".lock"
"""Ending of the files with which commands keep each other out; they hold nothing."""


class Said(NamedTuple):
    """What a command came to."""

    exit: int
    text: str


@dataclass(frozen=True, slots=True)
class Scene(Place):
    """A published exam, the laptop of its site, and what was kept aside (never to be changed)."""

    aside: Path

    @property
    def record(self) -> Path:
        return self.output / "record"

    @property
    def pending(self) -> Path:
        """Return the signed result that was not merged yet."""
        return self.result(3)

    def files(self) -> dict[str, bytes]:
        """Return all files by place, but those that only say that somebody is at work."""
        found = {}
        for folder in (self.output, self.laptop):
            for path in sorted(folder.rglob("*")):
                passing = path.name.endswith((_BESIDE, "-wal", "-shm"))
                if path.is_file() and not passing:
                    found[path.relative_to(folder.parent).as_posix()] = path.read_bytes()
        return found


def run(*words: object, typed: str = "") -> Said:
    """Run a command of the program in this process: the same code as in one of its own."""
    from click.testing import CliRunner

    # What is typed for a terminal comes from a string here, which the program would refuse.
    with (
        patch.object(halves, "can_ask", lambda: bool(typed)),
        patch.object(confirming, "can_ask", lambda: bool(typed)),
    ):
        done = CliRunner(env={"ALLOCATOR_PASSPHRASE": WORD}).invoke(
            cli, [str(word) for word in words], prog_name="allocator", input=typed
        )
    return Said(done.exit_code, done.stdout + done.stderr)


def must(*words: object, typed: str = "") -> str:
    """Run a command that cannot be refused."""
    done = run(*words, typed=typed)
    assert done.exit == 0, done.text
    return done.text


def by_two(*words: object) -> str:
    """Run a draw that two persons make: refused until the second has confirmed it."""
    asked = run(*words)
    assert asked.exit == UNCONFIRMED, asked.text
    return must(*words, *confirmation(asked.text))


def draw(output: Path, session: int, *words: object, typed: str = "") -> None:
    must("draw", "--site", "01", "--session", session, *words, "-o", output, "-q", typed=typed)


def draw_packed(scene: Scene, session: int, seed: str, *words: object) -> Said:
    return run("draw", "--pack", scene.pack, "--session", session, "--seed", seed,
               "--result-to", scene.results, *words, "-q")  # fmt: skip


def packed_by_two(scene: Scene, session: int, seed: str, *words: object) -> Said:
    """Draw from the pack as two persons do; an answer that asks for no confirmation stays."""
    done = draw_packed(scene, session, seed, *TWO, *words)
    if done.exit != UNCONFIRMED:
        return done
    return draw_packed(scene, session, seed, *TWO, *words, *confirmation(done.text))


def data_of(path: Path) -> Any:
    return json.loads(path.read_bytes())


def publish(folder: Path) -> Scene:
    """Publish the exam below an empty folder."""
    aside = folder / "留存"
    scene = Scene(folder / "结果", folder / "笔记本", aside)
    output, record = scene.output, scene.record
    (book,) = write_exam(folder / "名单", exam="一级消防", candidates=70, sites=2, seed="测试")
    _arranged(book, output, SEED)
    shutil.copytree(output, aside / "抽签前")
    by_two("draw", "--site", "01", "--session", 1, "--seed", "11", *TWO, "-o", output, "-q")
    shutil.copytree(output, aside / "重抽前")
    sheet = data_of(record / "sheets/01.json")
    absent = sheet["people"][sheet["turns"][0]["invigilators"][0]][0]
    draw(output, 1, "--halves", "--absent", absent, "--redraw", "--reason", "缺席名单有误", *TWO,
         typed="".join(f"{half}\n{half}\n" for half in HALVES) + "\n")  # fmt: skip
    draw(output, 3, "--seed", "14", "--rehearse")
    must("pack", "--site", "01", "-o", output, "--to", scene.pack)
    shutil.copytree(output, aside / "并入前")
    for session, seed in ((2, "13"), (3, "15")):
        done = packed_by_two(scene, session, seed)
        assert done.exit == 0, done.text
        if session == 2:
            must("merge", scene.result(2), "-o", output)
            shutil.copytree(scene.laptop, aside / EARLIER)
    _arranged(book, aside / "另一种子", OTHER_SEED)
    _another_exam(aside)
    _with_photos(aside)
    return scene


def _arranged(book: Path, output: Path, seed: str) -> None:
    """Freeze, confirm and run: 封存, 确认, seats, posts."""
    must("freeze", book, *TWO, "-o", output, "-q")
    digest = ledger.open_record(output / "record").facts("封存")[-1]["digest"]
    must("confirm", "--digest", digest, "--reviewer", REVIEWER, "-o", output)
    by_two("run", "--seed", seed, "--witness", "公证处", *TWO, "-o", output, "-q", "--jobs", 1)


def _with_photos(aside: Path) -> None:
    """Leave an exam of whose candidates there are photos, two pictures in turn."""
    (book,) = write_exam(aside / "照片名单", exam="一级建造师", candidates=12, sites=1, seed="照")
    for name in PHOTOS:
        (book.parent / name).write_bytes(qr_png(name, 2))
    roster = openpyxl.load_workbook(book)
    sheet = next(one for one in roster if "照片" in [cell.value for cell in one[1]])
    column = [cell.value for cell in sheet[1]].index("照片") + 1
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            sheet.cell(row, column).value = PHOTOS[row % 2]
    roster.save(book)
    must("run", book, "--seed", "5", "-o", aside / WITH_PHOTOS, "-q", "--jobs", 1)


def _another_exam(aside: Path) -> None:
    """Leave another exam there, and a result of a pack of it."""
    (book,) = write_exam(aside / "另一名单", exam="一级建造师", candidates=40, sites=1, seed="别")
    other = Scene(aside / "另一考试", aside / "另一笔记本", aside)
    must("run", book, "--seed", "5", "-o", other.output, "-q", "--jobs", 1)
    must("pack", "--site", "01", "-o", other.output, "--to", other.pack)
    session = data_of(other.record / "posting.json")["turns"][0][0][0]
    done = draw_packed(other, session, "7")
    assert done.exit == 0, done.text
