"""Documents say what concerns those who read them, and no more."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from reporting_builders import PAPERS, a_book, a_room, a_site
from staff_builders import Case, a_paper, a_sheet, a_turn, a_work_room
from staff_reading import table, texts

from allocator.progress import Silent
from allocator.reporting import door_sign
from allocator.reporting.day_export import export_day
from allocator.reporting.entry_rule import entry_rule
from allocator.reporting.staff_export import export_staff

if TYPE_CHECKING:
    from pathlib import Path

RULE = "语音、视频类考试开考后禁止入场；其他考试开考 5 分钟后禁止入场"


@pytest.mark.parametrize(
    ("rule", "audio_video", "others", "said"),
    [
        (RULE, True, True, RULE),
        (RULE, False, True, "开考 5 分钟后禁止入场"),
        (RULE, True, False, "语音、视频类考试开考后禁止入场"),
        ("开考10分钟后不得入场", False, True, "开考10分钟后不得入场"),
        ("开考10分钟后不得入场", True, False, "开考10分钟后不得入场"),
    ],
)
def test_rule_of_entry_says_what_concerns_the_papers(
    rule: str, audio_video: bool, others: bool, said: str
) -> None:
    assert entry_rule(rule, audio_video=audio_video, others=others) == said


@pytest.mark.parametrize("audio_video", [False, True])
def test_door_says_when_those_of_its_papers_may_enter(audio_video: bool, tmp_path: Path) -> None:
    papers = tuple(replace(paper, audio_video=audio_video) for paper in PAPERS)
    door_sign.write(a_book(entry_rule=RULE, papers=papers), a_site((a_room("001"),)),
                    tmp_path / "门贴.xlsx")  # fmt: skip
    shown = texts(load_workbook(tmp_path / "门贴.xlsx"))
    assert ("开考 5 分钟后禁止入场" in shown) != audio_video
    assert ("语音、视频类考试开考后禁止入场" in shown) == audio_video
    assert RULE not in shown


@pytest.mark.parametrize("extra", [0, 30])
def test_time_card_speaks_of_longer_rooms_only_where_there_may_be_one(
    extra: int, tmp_path: Path
) -> None:
    case = Case(a_turn(1), papers=(a_paper(1),)).site("01", rooms=(a_work_room(1),))
    who: Any = SimpleNamespace(exam="YJ", need=SimpleNamespace(extra_percent=extra))
    export_staff(replace(case.inputs, candidates=(who,)), case.posting, case.posts, case.recusals,
                 case.scopes, case.resilience, a_book(entry_rule=RULE), tmp_path,
                 Silent())  # fmt: skip
    cards = load_workbook(next(tmp_path.glob("01_*")) / "时间卡.xlsx")
    rows = table(cards["场次1 监考"], "时间")
    assert ("延时考场" in rows[-1][0]) == bool(extra)
    entry = next(row for row in rows if row[2] == "禁止应试人员入场")
    assert entry[3] == "开考 5 分钟后禁止入场。"


def test_tables_of_reserves_before_and_after_the_draw_have_titles_of_their_own(
    tmp_path: Path,
) -> None:
    sheet, draw = a_sheet((a_work_room(1),))
    export_day(sheet, 0, draw, tmp_path, seed="1", digest="", number=1, rehearsal=False)
    after = load_workbook(tmp_path / "备用监考表_场次1.xlsx")["场次1"]
    assert after["A1"].value.endswith("备用监考表（抽签后）")
