"""What a tampering is, who may find it, and how each of them is asked."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from tamper_scene import Said, Scene, packed_by_two, run

from allocator.record import recompute

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECK, VERIFY, STRANGER, AUDIT = "check", "verify", "stranger", "audit"
DRAW, MERGE = "draw", "merge"
FINDERS = {
    CHECK: "`record check`",
    VERIFY: "`verify`",
    STRANGER: "`复算.py`",
    AUDIT: "`audit`",
    DRAW: "`draw --pack`",
    MERGE: "`merge`",
}
"""In the order in which they are asked, with what the page calls them."""
FAILURE = {STRANGER: 1}
"""Exit code of a finder that finds something, where it is not 5."""

_PROGRAM = Path(recompute.__path__[0], recompute.RECOMPUTE)

Edit = Callable[[Scene], None]


@dataclass(frozen=True, kw_only=True)
class Tampering:
    """One kind of edit, and who must find it.

    A field named as a finder holds words of his that tell the place, in their order on one line of
    what he says, with ` … ` between them. Blank: nothing is asked of him beyond what the page says.
    """

    name: str
    edit: Edit
    check: str = ""
    verify: str = ""
    stranger: str = ""
    audit: str = ""
    draw: str = ""
    merge: str = ""
    exits: Mapping[str, int] = field(default_factory=dict)
    """Exit codes other than the usual ones."""
    alone: bool = False
    """`verify` and 复算.py accuse this one place and nothing else."""
    settles: bool = False
    """The edit leaves the log something to finish, as a cut would: whoever opens it finishes it."""
    asked: tuple[str, ...] = ()
    """Who is asked, where not everybody whom the target names."""

    def words(self, finder: str) -> str:
        """Return the words that a finder must say; blank where nothing is asked of him."""
        words: str = getattr(self, finder)
        return words

    def exit(self, finder: str) -> int:
        """Return with what a finder ends who finds it."""
        return self.exits.get(finder, FAILURE.get(finder, 5))

    @property
    def place(self) -> str:
        """Return the place for the page: what the most exact finder says."""
        found = [self.words(name) for name in (VERIFY, MERGE, DRAW, CHECK, STRANGER, AUDIT)]
        return next((words for words in found if words), "")


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is edited, who is asked, and the kinds of edits."""

    title: str
    finders: tuple[str, ...]
    kinds: tuple[Tampering, ...]
    amended: bool = False
    """Copies of the exam that was amended are edited, not of the other one."""

    def asked(self, one: Tampering) -> tuple[str, ...]:
        """Return who is asked about a tampering."""
        return one.asked or self.finders


def names(words: str, said: Said) -> bool:
    """Return whether one line holds the words in their order."""
    for line in said.text.splitlines():
        rest, missing = line, False
        for part in words.split(" … "):
            _, there, rest = rest.partition(part)
            missing = missing or not there
        if not missing:
            return True
    return False


def accusations(finder: str, said: Said) -> list[str]:
    """Return the lines of `verify` or 复算.py that tell a difference."""
    head = "  " if finder == VERIFY else "不同 ["
    return [line for line in said.text.splitlines() if line.startswith(head)]


def ask(finder: str, scene: Scene, empty: Path) -> Said:
    """Ask one finder about a scene; `empty` is a folder for the stranger."""
    if finder == CHECK:
        return run("record", "check", "-o", scene.output)
    if finder == VERIFY:
        return run("verify", scene.output, "-q", "--jobs", 1)
    if finder == AUDIT:
        return run("audit", scene.output, "-q", "--jobs", 1)
    if finder == STRANGER:
        return _stranger(scene, empty / "公布")
    if finder == MERGE:
        return run("merge", scene.pending, "-o", scene.output)
    again = ("--redraw", "--reason", "缺席名单有误") if scene.state.exists() else ()
    return packed_by_two(scene, 3, "16", *again)


def _stranger(scene: Scene, place: Path) -> Said:
    """Run 复算.py as somebody does who got record and workbooks.

    In this process where it is the program's own file and nothing beside it could be imported, for
    that takes a third of the time; in a process of its own otherwise. Where the record's own was
    edited, it says what its forger likes: asked is one that came from elsewhere.
    """
    scripts = {path.name: path.read_bytes() for path in scene.record.glob("*.py")}
    own = scripts.get(recompute.RECOMPUTE, b"")
    if scripts == {recompute.RECOMPUTE: _PROGRAM.read_bytes()}:
        return _in_this_process(scene.record)
    return isolated(scene, place, elsewhere=own not in (b"", _PROGRAM.read_bytes()))


@cache
def program() -> Any:
    """Return 复算.py as a module."""
    spec = importlib.util.spec_from_file_location("recomputation", _PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _in_this_process(record: Path) -> Said:
    module, shown = program(), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with (
        patch.object(module, "__file__", str(record / recompute.RECOMPUTE)),
        patch.object(sys, "argv", [recompute.RECOMPUTE]),
        contextlib.redirect_stdout(shown),
    ):
        code = module.main()
    shown.seek(0)
    return Said(code, shown.read())


def isolated(scene: Scene, place: Path, *, elsewhere: bool = False) -> Said:
    """Run 复算.py in an empty folder with nothing but record and workbooks, isolated.

    `-I`: neither this project nor anything beside the file can be imported. `elsewhere`: not the
    file of the record but one's own, in a folder beside.
    """
    record = shutil.copytree(scene.record, place / "record")
    for path in scene.output.rglob("*.xlsx"):
        target = place / path.relative_to(scene.output)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    words, where = [recompute.RECOMPUTE], record
    if elsewhere:
        words, where = [recompute.RECOMPUTE, str(record)], place.with_name("自带")
        where.mkdir()
        shutil.copy(_PROGRAM, where)
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", *words],
        cwd=where, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return Said(done.returncode, done.stdout + done.stderr)
