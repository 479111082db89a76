"""A published exam with draws of the day, and ways to change single things in copies of it."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

import openpyxl
from confirming import confirmed

from allocator.record import log, recompute
from allocator.record.ledger import record_files, state_digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]

FLAT = "编排总表.xlsx"


def drawn(program: Program, arranged: Path, folder: Path) -> Path:
    """Return a copy of a finished run with three official draws, one of them a redraw, and one
    rehearsal."""
    output = shutil.copytree(arranged, folder / "结果")
    sheet = data_of(output, "sheets/01.json")
    first = sheet["people"][sheet["turns"][0]["invigilators"][0]][0]
    two = ("--operator", "考务组工作人员甲", "--reviewer", "考务组工作人员乙")
    for words in (
        ("--session", 1, "--seed", "11"),
        ("--session", 1, "--seed", "12", "--absent", first, "--redraw", "--reason", "缺席", *two),
        ("--session", 2, "--seed", "13"),
        ("--session", 3, "--seed", "14", "--rehearse"),
    ):
        ask = partial(confirmed, program) if "--redraw" in words else program
        done = ask("draw", "--site", "01", *words, "-o", output, "-q")
        assert done.returncode == 0, done.stderr
    return output


def recomputed(output: Path) -> subprocess.CompletedProcess[str]:
    """Run 复算.py of a record as a stranger would: isolated, in its folder, without arguments."""
    return subprocess.run(
        [sys.executable, "-I", recompute.RECOMPUTE],
        cwd=output / "record", capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def stranger() -> Any:
    """Return 复算.py as a module, to ask its parts."""
    path = recompute.__path__[0] + "/" + recompute.RECOMPUTE
    spec = importlib.util.spec_from_file_location("a_stranger", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def data_of(output: Path, name: str) -> Any:
    return json.loads((output / "record" / name).read_bytes())


def canonical(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(len(p).to_bytes(8, "big") + p for p in parts)).hexdigest()


def edit_record(output: Path, name: str, change: Callable[[Any], None]) -> None:
    """Change one file of the record, well written."""
    data = data_of(output, name)
    change(data)
    (output / "record" / name).write_bytes(canonical(data))


def redigest_frozen(output: Path) -> None:
    """Make the digests of what was frozen those of the files; draws of them no longer follow."""
    names = ("inputs.json", "structure.json", "draw.json", "recusals.json", "posting.json")
    frozen = [(output / "record" / name).read_bytes() for name in names]
    edit_record(output, "run.json", lambda d: d.update(digest=digest_of(*frozen[:2])))
    edit_record(output, "staff.json", lambda d: d.update(digest=digest_of(*frozen)))


def rewrite_log(output: Path, change: Callable[[list[list[Any]]], None] = lambda _: None) -> None:
    """Write the whole log anew, whole in itself, as somebody could who owns the computer.

    `change` gets the entries as lists of act and facts. Digests of files and states are made those
    of the files that are there, in the entries that name them last.
    """
    path = output / "record" / "record.sqlite"
    with closing(sqlite3.connect(path)) as base:
        rows = base.execute("SELECT act, body FROM log ORDER BY number").fetchall()
    entries = [[act, json.loads(body)] for act, body in rows]
    change(entries)
    there = record_files(output / "record")
    last = {name: n for n, (_, facts) in enumerate(entries) for name in facts.get("changed", {})}
    for name, n in last.items():
        entries[n][1]["changed"][name] = there.get(name, "")
    for name in sorted({*there} - {*last}):
        entries[-1][1]["changed"][name] = there[name]
    for left in path.parent.glob("record.sqlite*"):
        left.unlink()
    files: dict[str, str] = {}
    for act, facts in entries:
        facts["state_before"] = state_digest(files)
        files = {k: v for k, v in {**files, **facts.get("changed", {})}.items() if v}
        facts["state_after"] = state_digest(files)
        log.append(path.parent, act, facts)


def edit_book(path: Path, sheet: str, change: Callable[[Any], None]) -> None:
    """Change one sheet of a workbook with openpyxl, which writes it as Excel would."""
    book = openpyxl.load_workbook(path)
    change(book[sheet])
    book.save(path)


def column(sheet: Any, name: str) -> int:
    """Return the number of a column by its header."""
    for row in sheet.iter_rows(max_row=3):
        for cell in row:
            if cell.value == name:
                return cell.column
    raise AssertionError(name)


def set_cell(row: int, name: str, value: object) -> Callable[[Any], None]:
    return lambda sheet: setattr(sheet.cell(row, column(sheet, name)), "value", value)


def swap_rows(sheet: Any, one: int, other: int) -> None:
    for a, b in zip(sheet[one], sheet[other], strict=True):
        a.value, b.value = b.value, a.value
