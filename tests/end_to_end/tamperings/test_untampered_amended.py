"""An exam that was amended is accused by nobody either, whatever was done to it in good faith."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tamper_amending import CANDIDATE, LAST, ROSTER, amend, put_right
from tamper_forgery import load
from tamper_scene import TWO, UNCONFIRMED, by_two, run
from tampering import AUDIT, CHECK, STRANGER, VERIFY, ask, isolated
from test_untampered import VARIANTS

from allocator.synthesis.people import check_digit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tamper_scene import Scene

_SLIP = "变更单_第1次.xlsx"
_SHARED = (
    "as it was published",
    "after an audit",
    "every workbook opened and saved by openpyxl",
    "copies beside, as Windows names them",
    "copies in folders of their own, of other forms too",
    "copies of the folder of a site",
    "what macOS leaves beside files on a foreign disk",
    "the record restored from a backup",
    "the record restored into an empty folder, and drawn again",
    "a pack issued since",
)
"""What may be done to any publication."""


def _given_again(scene: Scene, *cell: str) -> Path:
    """Return the roster of the first amendment with one cell more put right."""
    roster = shutil.copy(scene.aside / ROSTER, scene.output.parent)
    put_right(roster, cell)
    return roster


def _third(scene: Scene) -> None:
    """Put a number right after the draw of the day, which no sheet of a site has."""
    roster = _given_again(scene, "工作人员", "G00090", "电话", "0999-1902979", "0999-1902970")
    amend(scene, roster, "--reason", "电话有误")


def _proposed(scene: Scene) -> None:
    """Propose an amendment that the second person does not confirm."""
    roster = _given_again(scene, "工作人员", "G00090", "电话", "0999-1902979", "0999-1902970")
    done = run("amend", roster, "--reason", "电话有误", *TWO, "-o", scene.output, "-q")
    assert done.exit == UNCONFIRMED


def _begun(scene: Scene) -> None:
    """Begin an amendment that comes to nothing: of another number nobody is recused."""
    roster = shutil.copy(scene.aside / ROSTER, scene.output.parent)
    (number,) = (one["id_number"] for one in load(scene.record / "inputs.json")["candidates"]
                 if one["registration"] == CANDIDATE)  # fmt: skip
    plain = f"{number[:16]}{(int(number[16]) + 2) % 10}"
    put_right(roster, ("考生", CANDIDATE, "证件号码", number, plain + check_digit(plain)))
    words = ("amend", roster, "--reason", "姓名有误", *TWO, "-o", scene.output, "-q")
    with pytest.raises(AssertionError, match="须回避的人与原来的不同"):
        by_two(*words)


def _refused(scene: Scene) -> None:
    """Ask for an amendment of somebody who was drawn for a room already."""
    done = run("amend", "--out", LAST, "--seed", "9", "--reason", "生病", *TWO, "-o",
               scene.output, "-q")  # fmt: skip
    assert done.exit not in (0, UNCONFIRMED)


def _slips_beside(scene: Scene) -> None:
    """Copies of 变更单 beside and in a folder for printing, and what was signed, as a scan."""
    slip = scene.output / _SLIP
    (scene.output / "打印").mkdir()
    for copy in (f"{slip.stem} - 副本.xlsx", f"{slip.stem} (2).xlsx", f"打印/{_SLIP}"):
        shutil.copy(slip, scene.output / copy)
    for scan in ("变更单_第1次.pdf", "变更单_第2次（签字）.jpg"):
        (scene.output / scan).write_bytes(b"\0")


AMENDED_VARIANTS: dict[str, Callable[[Scene], object]] = {
    **{name: VARIANTS[name] for name in _SHARED},
    "a third amendment since": _third,
    "an amendment proposed and not confirmed": _proposed,
    "an amendment begun that cannot be": _begun,
    "an amendment refused": _refused,
    "copies of 变更单 beside": _slips_beside,
}


@pytest.mark.parametrize("name", AMENDED_VARIANTS)
def test_nobody_is_accused_of_what_was_amended(
    amended: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = amended.copy(tmp_path / "公布处")
    AMENDED_VARIANTS[name](scene)
    said = {finder: ask(finder, scene, tmp_path / "空")
            for finder in (STRANGER, CHECK, VERIFY, AUDIT)}  # fmt: skip
    said["stranger, after the audit"] = ask(STRANGER, scene, tmp_path / "空")
    assert {finder: done.text for finder, done in said.items() if done.exit} == {}


def test_a_stranger_accuses_nobody_of_what_was_amended(amended: Scene, tmp_path: Path) -> None:
    """In a process of its own, isolated: with record and workbooks, and with two of these."""
    done = isolated(amended, tmp_path / "空")
    assert done.exit == 0, done.text
    few = amended.copy(tmp_path / "几份")
    for path in few.output.rglob("*.xlsx"):
        if not path.name.startswith(("编排总表", "变更单_第2次")):
            path.unlink()
    done = isolated(few, tmp_path / "又空")
    assert "没有发现不同，但" in done.text, done.text
