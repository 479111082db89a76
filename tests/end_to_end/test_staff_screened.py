"""Too few staff are told before anything is frozen, a seed is known or a half of one is typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from typist import ONE, OTHER, Typist

from allocator import pipeline
from allocator.errors import InfeasibleError
from allocator.pipeline import screening
from allocator.pipeline.freezing import FreezeOptions, confirm, freeze
from allocator.progress import Silent
from allocator.record import ledger

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Program = Callable[..., subprocess.CompletedProcess[str]]

SAMPLES = Path(__file__).parents[2] / "data/samples/infeasible"
A, B = "990101198001010014", "99010119700101001X"
TWO = ("--operator", A, "--reviewer", B)
STAFFED = {
    "回避后监考不足.xlsx": "ROOM-TWO",
    "没有人可任主考.xlsx": "POST-CHIEF",
    "电子化考场没有懂计算机的监考.xlsx": "ROOM-COMPUTER",
}
NO_CHIEF = SAMPLES / "没有人可任主考.xlsx"


def _clashes(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 4, done.stdout + done.stderr
    return json.loads(done.stdout)["clashes"]


@pytest.mark.parametrize("name", sorted(STAFFED))
def test_nothing_is_frozen_that_cannot_be_staffed(
    name: str, tmp_path: Path, program: Program
) -> None:
    """With the same causes and cures as posting tells after the seats were drawn."""
    output = tmp_path / "结果"
    told = _clashes(program("freeze", SAMPLES / name, *TWO, "-o", output, "-q", "--json"))
    assert STAFFED[name] in {clash["rule"] for clash in told}
    assert [path.name for path in output.iterdir()] == ["无解说明.xlsx"]
    seats = program("arrange", SAMPLES / name, "--seed", "1", "-o", tmp_path / "座位", "-q")
    assert seats.returncode == 0, seats.stderr
    later = program("posts", "--seed", "1", "-o", tmp_path / "座位", "-q", "--json")
    assert told == _clashes(later)


def test_without_staff_seats_are_frozen(tmp_path: Path, program: Program) -> None:
    book = openpyxl.load_workbook(NO_CHIEF)
    for sheet in ("工作人员", "亲属关系", "其他回避", "岗位", "值守"):
        if sheet in book.sheetnames:
            del book[sheet]
    book.save(tmp_path / "名单.xlsx")
    done = program("freeze", tmp_path / "名单.xlsx", *TWO, "-o", tmp_path / "结果", "-q")
    assert done.returncode == 0, done.stderr


def test_no_half_is_typed_where_posts_cannot_be_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an earlier version froze, which asked nothing of the staff."""
    output, record = tmp_path / "结果", tmp_path / "结果" / "record"
    with monkeypatch.context() as patch:
        patch.setattr(screening, "_refuse_too_few_staff", lambda *_: None)
        options = FreezeOptions(operator=A, reviewer=B)
        freeze([NO_CHIEF], output, record, options, password=None, progress=Silent())
    digest = ledger.open_record(record).facts("封存")[0]["digest"]
    confirm(output, record, shown=digest, reviewer=B, time="")
    acts = [entry.act for entry in ledger.open_record(record).entries]
    asker = Typist(record, ONE, OTHER)
    given = pipeline.Options(seed="", operator=A, reviewer=B, halves=asker, posts=True)
    with pytest.raises(InfeasibleError) as told:
        pipeline.arrange([], output, record, given)
    assert {clash.rule for clash in told.value.clashes} == {"POST-CHIEF"}
    assert asker.seen == []
    assert [entry.act for entry in ledger.open_record(record).entries] == acts
