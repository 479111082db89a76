"""Late changes as two persons make them, in this process; and what tests ask of what they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
from click.testing import CliRunner
from confirming import confirmation
from published import data_of

from allocator.cli.main import cli
from allocator.models.domain.amendments import Move
from allocator.record import log
from allocator.synthesis.people import check_digit

if TYPE_CHECKING:
    from pathlib import Path

OPERATOR, REVIEWER = "G00001", "G00003"
TWO = ("--operator", OPERATOR, "--reviewer", REVIEWER)
Cell = tuple[str, str, str, str]
"""Sheet, 报名序号 or 工号, header, new value."""


def said(*words: object) -> Any:
    """Run a command without a terminal."""
    return CliRunner().invoke(cli, [str(word) for word in words])


def proposed(output: Path, *words: object, two: tuple[str, ...] = TWO) -> Any:
    """Ask for an amendment that nobody confirms."""
    return said("amend", *words, *two, "-o", output, "-q", "--jobs", 1)


def amended(output: Path, *words: object, two: tuple[str, ...] = TWO) -> Any:
    """Ask for an amendment, and confirm it where it comes to that."""
    asked = proposed(output, *words, two=two)
    if "确认摘要：" not in asked.stderr:
        return asked
    return proposed(output, *words, *confirmation(asked.stderr), two=two)


def files(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder by their place."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def but_the_log(output: Path) -> dict[str, bytes]:
    """Return all files but the log, which also keeps attempts."""
    return {name: data for name, data in files(output).items() if log.FILE not in name}


def acts(output: Path) -> list[str]:
    """Return the acts in the log."""
    return [entry.act for entry in log.read(output / "record")]


def agree(output: Path) -> list[tuple[int, str]]:
    """Return what the audit and the verification come to, where it is not that all is well."""
    found = [said(verb, output, "-q", "--jobs", 1) for verb in ("verify", "audit")]
    return [(done.exit_code, done.output) for done in found if done.exit_code]


def moves(output: Path, number: int = 1) -> list[Move]:
    """Return who took whose place in an amendment."""
    return [Move(*one) for one in data_of(output, f"amendments/{number}.json")["moves"]]


def posted(output: Path, post: str, site: str = "01") -> list[str]:
    """Return who was drawn for a post, ascending by 工号."""
    return [who for who, at, what, _ in data_of(output, "posts.json")["posted"]
            if (at, what) == (site, post)]  # fmt: skip


def unrelated(output: Path, sheet: str) -> list[str]:
    """Return people of the frozen roster on whose names nothing hangs, in their order."""
    frozen = data_of(output, "inputs.json")
    field, key = {"考生": ("candidates", "registration"), "工作人员": ("staff", "staff")}[sheet]
    hang = str((data_of(output, "recusals.json"), frozen["kin_ties"], frozen["other_ties"]))
    return [one[key] for one in frozen[field]
            if not any(one[name] in hang for name in (key, "id_number", "name"))]  # fmt: skip


def roster(workbook: Path, target: Path, *cells: Cell) -> Path:
    """Write a roster with some cells changed."""
    book = openpyxl.load_workbook(workbook)
    for sheet, key, column, value in cells:
        head = [cell.value for cell in book[sheet][1]]
        row = next(row for row in book[sheet].iter_rows(min_row=2) if str(row[0].value) == key)
        row[head.index(column)].value = value
    book.save(target)
    return target


def like(number: str) -> str:
    """Return another 身份证号 of the same place, birthday and sex."""
    order = (int(number[14:17]) + 500) % 1000
    return (plain := f"{number[:14]}{order:03}") + check_digit(plain)


def texts(path: Path) -> str:
    """Return everything that a workbook says."""
    with ZipFile(path) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if ".xml" in name)
