"""The acts that are killed, and the scenes they begin in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import kill_proofs
import openpyxl
from kill_folders import copied, last_words, program, state

import allocator
from allocator.record.ceremony import CONFIRM

if TYPE_CHECKING:
    from collections.abc import Callable

    from kill_folders import State

LOCKED = (".结果.lock", "笔记本/.考点包_01.状态.lock")
"""The first thing that appears when an act begins to work on a folder."""
MOVING = (".结果.发布.json", "笔记本/.考点包_01.状态.发布.json", "笔记本/.结果.发布.json")
"""The journal of files that are being moved into place."""
_CHECKED = (".结果.未完成/输出/合规审查报告.xlsx",)
"""The last document of a run, before everything appears by one rename and no journal."""
_ZIPPED = tuple(
    f".结果.未完成/别处/{name}"
    for name in (kill_proofs.ARCHIVE, kill_proofs.SAVED, kill_proofs.SEALED, "考点包_01.aloc")
)
"""What goes elsewhere and is being written."""
_TOLD = (".结果.未完成/报告/合规审查报告.xlsx", ".结果.未完成/报告/体检报告.xlsx")
"""A report that is being written."""
_LOGGING = ("结果/record/record.sqlite-wal",)
"""The log is open; it is read first, and written last."""
_BROKEN = Path(allocator.__file__).resolve().parents[1] / "data/samples/broken/id-check-digit.xlsx"
ROSTER = "名单.xlsx"
_PERSONS = ("--operator", "G00001", "--reviewer", "G00002")
_TURN = ("draw", "--site", "01", "--session", "1", "-q", "-o", "结果")
_WORD = ("--passphrase-file", kill_proofs.WORD)
_PACK = ("draw", "--pack", kill_proofs.PACK, *_WORD, "--result-to", "笔记本/结果")
_ISSUE = ("pack", "--site", "01", "-o", "结果", *_WORD, "--to", kill_proofs.PACK)


def _fine(_: Path) -> str:
    return ""


class Act(NamedTuple):
    """One thing to do in a scene that was prepared for it."""

    name: str
    scene: str
    words: tuple[str, ...]
    refusal: str = ""
    """A word of the refusal when the act is asked for again after it was done; blank: it may be
    done as often as one likes."""
    again: tuple[str, ...] = ()
    """How it is asked for again, where not by the same words."""
    late: tuple[str, ...] = MOVING
    """Which files in the scene tell that the act is about to publish, one of them."""
    partly: Callable[[State, State], bool] = lambda left, wanted: False
    """Whether what is left is lawful though neither before nor after."""
    code: int = 0
    """How it ends."""
    fresh: tuple[str, ...] = ()
    """What is in the names of files that are never the same twice."""
    entry: str = ""
    """The act in the log that alone tells whether it was done; blank: files tell."""
    rest: tuple[str, ...] = ()
    """What finishes an act left in part, where not the same words."""
    holds: Callable[[Path], str] = _fine
    """What is wrong with a scene at any time; blank for nothing."""
    ends: Callable[[Path], str] = _fine
    """What is wrong in the end, after doing more there."""
    refused: int = 6
    """How it ends when it is refused."""


def prepared(small: Path, large: Path, made: Path) -> None:
    """Make the scenes that acts begin in; the documents of `large` are written by processes."""

    def make(name: str, start: str, *commands: tuple[object, ...]) -> Path:
        scene = copied(made / start, made / name)
        for words in commands:
            done = program(scene, *words)
            if done.returncode:
                raise SystemExit(f"{' '.join(map(str, words))}: {last_words(done)}")
        return scene

    (made / "nothing").mkdir(parents=True)
    to = ("-q", "-o", "结果")
    make("arranged", "nothing", ("arrange", small, "--seed", "1", *to))
    make("run", "nothing", ("run", small, "--seed", "1", *to))
    make("drawn", "run", (*_TURN, "--seed", "1"))
    for path in make("bare", "drawn").rglob("*.xlsx"):
        path.unlink()
    _put_right(small, make("rehearsed", "run", (*_TURN, "--rehearse", "--seed", "1")))
    make("kept", "nothing", ("run", large, "--seed", "1", *to))
    saved = make("saved", "kept", ("record", "backup", "--to", kill_proofs.SAVED, "-o", "结果"))
    (made / "lost").mkdir()
    (saved / kill_proofs.SAVED).replace(made / "lost" / kill_proofs.SAVED)
    for start, name in (("run", "with word"), ("kept", "kept with word")):
        with_word = copied(made / start, made / name)
        (with_word / kill_proofs.WORD).write_text("演示口令 八个字以上", "utf-8")
    make("checked", "nothing", ("check", small, *to))
    make("packed", "with word", _ISSUE)
    draws = [(*_PACK, "--session", turn, "--seed", turn) for turn in "12"]
    returned = make("returned", "packed", *draws)
    make("half", "returned", ("merge", *_results(returned)[:1], "-o", "结果"))
    frozen = make("frozen", "nothing", ("freeze", large, *_PERSONS, *to))
    make("confirmed", "frozen", _confirm(frozen))


def _put_right(roster: Path, scene: Path) -> None:
    """Write a roster with the name of a candidate and the phone of a member of staff put right.

    Not of a candidate for whom somebody is recused: 回避名单 hangs on the name.
    """
    recusals = (scene / "结果" / "record" / "recusals.json").read_text("utf-8")
    book = openpyxl.load_workbook(roster)
    for sheet, column, value in (("考生", "姓名", "更正姓名"), ("工作人员", "电话", "13900000001")):
        rows = book[sheet].iter_rows(min_row=2)
        head = [cell.value for cell in book[sheet][1]]
        row = next(row for row in rows if str(row[0].value) not in recusals)
        row[head.index(column)].value = value
    book.save(scene / ROSTER)


def _confirm(frozen: Path) -> tuple[str, ...]:
    told = (frozen / "结果" / "封存摘要.txt").read_text("utf-8")
    digest = re.search(r"SHA-256　([0-9a-f ]+)", told)
    assert digest is not None
    return ("confirm", "--digest", digest[1], *_PERSONS[2:], "-o", "结果")


def _results(scene: Path) -> list[str]:
    found = sorted((scene / "笔记本" / "结果").glob("*.alor"))
    return [path.relative_to(scene).as_posix() for path in found]


def acts(small: Path, large: Path, made: Path) -> list[Act]:
    """Return what is tried, from the scenes below `made`."""
    return [*_arrangements(str(small), str(large), made), *_draws(made), *_records(), *_told(made)]


def _arrangements(small: str, large: str, made: Path) -> list[Act]:
    to = ("--jobs", "2", "-q", "-o", "结果")
    run = ("run", small, "--seed", "2", *to)
    replacing = (*run, "--replace", "--reason", "演示")
    frozen = ("arrange", "--seed", "2", *to, *_PERSONS)
    return [
        Act("run into an empty folder", "nothing", run, "--replace", late=_CHECKED),
        Act("run that replaces", "run", replacing, "--replace", again=run),
        Act("freeze", "nothing", ("freeze", large, *_PERSONS, *to), "--replace"),
        Act("confirm", "frozen", _confirm(made / "frozen"), "已经确认过", late=_LOGGING,
            entry=CONFIRM),
        Act("arrange what was frozen", "confirmed",
            (*frozen, *_confirmed(made / "confirmed", frozen)), "--replace"),
        Act("posts", "arranged", ("posts", "--seed", "2", *to), "--replace"),
    ]  # fmt: skip


def _draws(made: Path) -> list[Act]:
    draw = (*_TURN, "--seed", "3")
    again = (*draw, "--redraw", "--reason", "演示", *_PERSONS)
    files = _results(made / "returned")
    half = state(made / "half")
    amend = ("amend", ROSTER, "--out", _an_invigilator(made / "rehearsed"), "--seed", "3",
             "--reason", "演示", *_PERSONS, "--jobs", "2", "-q", "-o", "结果")  # fmt: skip
    return [
        Act("draw", "run", draw, "--redraw"),
        Act("redraw", "drawn", (*again, *_confirmed(made / "drawn", again)), "--redraw",
            again=draw),
        Act("pack", "with word", _ISSUE, "已存在", late=_ZIPPED, fresh=(".aloc", "record/packs/"),
            holds=kill_proofs.no_pack_or_its_key, ends=kill_proofs.drawn_from),
        Act("draw --pack", "packed", (*_PACK, "--session", "1", "--seed", "3"), "--redraw",
            partly=_settled, ends=kill_proofs.merges),
        Act("merge of two results", "returned", ("merge", *files, "-o", "结果"), "并入过",
            partly=lambda left, wanted: left == half, rest=("merge", files[1], "-o", "结果"),
            ends=kill_proofs.merged_once),
        Act("amend", "rehearsed", (*amend, *_confirmed(made / "rehearsed", amend)), "已经退出",
            refused=2, holds=kill_proofs.agrees, ends=kill_proofs.drawn_after),
    ]  # fmt: skip


def _an_invigilator(scene: Path) -> str:
    """Return the 工号 of somebody posted to the site that is drawn in other acts."""
    posts = json.loads((scene / "结果" / "record" / "posts.json").read_bytes())
    return next(staff for staff, site, post, _ in posts["posted"] if (site, post) == ("01", "监考"))


def _confirmed(scene: Path, words: tuple[str, ...]) -> tuple[str, str]:
    """Return how the second person confirms a draw: the proposal shows its digest."""
    proposed = program(scene, *words)
    digest = re.search(r"确认摘要：([0-9a-f ]+)", proposed.stderr)
    assert digest is not None, proposed.stderr
    return "--confirm", digest[1].strip()


def _settled(left: State, wanted: State) -> bool:
    """Return whether a laptop has drawn but not yet written all documents, and nothing else."""
    settled = "笔记本/考点包_01.状态/抽签结果_01_场次1.alor" in left
    return settled and left.items() <= wanted.items()


def _records() -> list[Act]:
    def record(verb: str, *words: str) -> tuple[str, ...]:
        return ("record", verb, *words, "-o", "结果")

    return [
        Act("record export", "kept", record("export", "--to", kill_proofs.ARCHIVE), "--to",
            late=_ZIPPED, holds=kill_proofs.no_archive_or_whole, ends=kill_proofs.exported_again),
        Act("record backup", "kept", record("backup", "--to", kill_proofs.SAVED), "--to",
            late=_ZIPPED, holds=kill_proofs.no_backup_or_whole, ends=kill_proofs.comes_back),
        Act("record backup --encrypt", "kept with word",
            record("backup", "--encrypt", *_WORD, "--to", kill_proofs.SEALED), "--to",
            late=_ZIPPED, fresh=(kill_proofs.SEALED,), holds=kill_proofs.no_sealed_or_whole,
            ends=kill_proofs.sealed_comes_back),
        Act("record restore", "lost", record("restore", kill_proofs.SAVED), "已有记录"),
    ]  # fmt: skip


def _told(made: Path) -> list[Act]:
    to = ("-q", "-o", "结果")
    before = state(made / "checked")

    def each_old_or_new(left: State, wanted: State) -> bool:
        """Return whether every report is that of this check or of the one before."""
        names = {*before, *left}
        return all(left.get(name) in (before.get(name), wanted.get(name)) for name in names)

    return [
        Act("check", "checked", ("check", str(_BROKEN), *to), late=_TOLD, code=3,
            partly=each_old_or_new),
        Act("audit", "run", ("audit", "结果", "--jobs", "2", "-q"), late=_TOLD),
        Act("documents", "bare", ("documents", "--jobs", "2", *to)),
    ]  # fmt: skip
