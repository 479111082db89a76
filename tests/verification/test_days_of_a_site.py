"""The draws of one site as a record has them: where their documents lie, and what lacks."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from allocator.models.domain.day_draws import DayDraw, RoomDuty, SiteSheet
from allocator.models.domain.ids import RoomId
from allocator.pipeline.verification import days as module
from allocator.pipeline.verification.books import NO_TRUST, Books
from allocator.pipeline.verification.days import verify_site
from allocator.record.canonical import canonical_bytes
from allocator.record.day_store import DayRecord, day_record, write_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHEET = SiteSheet(
    site="01", name="一中", title="考试", digest="ab" * 32, experienced=1, doubles=False,
    patrol_waiver="", rules=(), people=(), relatives=(), turns=(),
)  # fmt: skip


def _day(number: int, *, rehearsal: bool = False) -> DayRecord:
    duty = RoomDuty("001", RoomId("01", "主楼", 1, "101"), "E", ("G1", "G2"), "")
    draw = DayDraw(site="01", sessions=(1,), rooms=(duty,), patrols=(), reserves=(),
                   stepped_in=(), tiers=())  # fmt: skip
    return day_record(draw, number=number, rehearsal=rehearsal, seed=str(number), digest="d" * 64,
                      absent=(), earlier=(), reason="名单有误" if number > 1 else "")  # fmt: skip


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Return the folders whose documents were compared, with the number of the draw."""
    seen: dict[str, int] = {}

    def compare(_output: Path, place: str, _sheet: Any, day: DayRecord, *_: object) -> Books:
        seen[place] = day.number
        return Books((), 1)

    monkeypatch.setattr(module, "documents_of_day", compare)
    return seen


def _told(folder: Path) -> list[tuple[str, str]]:
    done = verify_site(SHEET, output=folder / "结果", record=folder, how=None, trust=NO_TRUST,
                       recompute=False)  # fmt: skip
    return [(one.file, one.words) for one in done.books.differences]


def test_the_last_of_ten_draws_is_in_force_and_the_others_lie_aside(
    tmp_path: Path, places: dict[str, int]
) -> None:
    for number in range(1, 11):
        write_day(tmp_path, _day(number))
    assert _told(tmp_path) == []
    aside = {f"01_一中/监考抽签/已作废/第{n}次": n for n in range(1, 10)}
    assert places == {"01_一中/监考抽签": 10, **aside}


def _another_result(data: dict[str, Any]) -> None:
    data["result"]["rooms"][0][3].reverse()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_another_result, ["结果与摘要 result_digest 不符"]),
        (lambda data: data.update(session=2), ["文件名与内容不符：考点 01 场次 2 第 2 次"]),
        (lambda data: data.update(number=3), ["文件名与内容不符：考点 01 场次 1 第 3 次"]),
        (lambda data: data.update(site="02"), ["文件名与内容不符：考点 02 场次 1 第 2 次"]),
        (lambda data: data.pop("seed"), ["抽签记录已损坏，无法读取"]),
    ],
)
@pytest.mark.usefixtures("places")
def test_a_record_of_a_draw_that_contradicts_itself_is_told(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], told: list[str]
) -> None:
    for number in (1, 2):
        write_day(tmp_path, _day(number))
    path = tmp_path / "draws" / "01_1_2.json"
    data = json.loads(path.read_bytes())
    change(data)
    path.write_bytes(canonical_bytes(data))
    assert _told(tmp_path) == [("record/draws/01_1_2.json", words) for words in told]


@pytest.mark.usefixtures("places")
def test_a_record_written_otherwise_and_one_that_lacks_are_told(tmp_path: Path) -> None:
    for number in (2, 4):
        write_day(tmp_path, _day(number))
    write_day(tmp_path, replace(_day(1, rehearsal=True), session=3))
    path = tmp_path / "draws" / "01_1_4.json"
    path.write_bytes(path.read_bytes() + b"\n")
    assert _told(tmp_path) == [
        ("record/draws/01_1_4.json", "不是规范的 JSON，文件被改写过"),
        ("record/draws", "缺少考点 01 场次 1 第 1 次抽签的记录"),
        ("record/draws", "缺少考点 01 场次 1 第 3 次抽签的记录"),
    ]


@pytest.mark.usefixtures("places")
def test_documents_of_no_draw_are_told_wherever_they_lie(tmp_path: Path) -> None:
    write_day(tmp_path, _day(1))
    folder = tmp_path / "结果" / "01_一中" / "监考抽签"
    (folder / "已作废" / "第1次").mkdir(parents=True)
    for place in ("抽签条_场次1", "抽签条_场次2", "已作废/第1次/抽签条_场次1", "说明"):
        (folder / f"{place}.xlsx").write_bytes(b"")
    assert _told(tmp_path) == [
        ("01_一中/监考抽签/已作废/第1次/抽签条_场次1.xlsx", "记录中没有这次抽签"),
        ("01_一中/监考抽签/抽签条_场次2.xlsx", "记录中没有这次抽签"),
    ]
