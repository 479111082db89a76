"""Lists of documents: what lies where after redraws, and who wrote it."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from allocator import __version__
from allocator.errors import LimitError
from allocator.pipeline.listing import list_day
from allocator.record.documents import (
    FOLDER,
    POSTS_LIST,
    SEATS_LIST,
    Listed,
    list_of_day,
    read_published,
    write_list,
)

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.record.day_store import DayRecord

VOID = "已作废"
PLACE = "01_一中/监考抽签/监考安排表_场次1.xlsx"


def _listed(n: int) -> Listed:
    return Listed(f"{n:064}", f"{n:064x}")


def test_a_tenth_redraw_is_in_force_and_the_nine_before_lie_aside(tmp_path: Path) -> None:
    for n in range(1, 11):
        write_list(tmp_path, list_of_day("01", 1, n, rehearsal=False), {PLACE: _listed(n)})
    aside = "01_一中/监考抽签/已作废/第{}次/监考安排表_场次1.xlsx"
    assert read_published(tmp_path, VOID).files == {
        PLACE: _listed(10),
        **{aside.format(n): _listed(n) for n in range(1, 10)},
    }


def test_a_rehearsal_puts_nothing_aside(tmp_path: Path) -> None:
    other = PLACE.replace("监考抽签", "演练")
    write_list(tmp_path, list_of_day("01", 1, 1, rehearsal=False), {PLACE: _listed(1)})
    write_list(tmp_path, list_of_day("01", 1, 1, rehearsal=True), {other: _listed(2)})
    assert read_published(tmp_path, VOID).files == {PLACE: _listed(1), other: _listed(2)}


@pytest.mark.parametrize("rehearsal", [False, True])
def test_a_draw_of_the_day_is_listed_as_what_it_was(tmp_path: Path, rehearsal: bool) -> None:
    day = SimpleNamespace(site="01", session=3, number=1, rehearsal=rehearsal)
    list_day(tmp_path / "结果", tmp_path / "record", cast("DayRecord", day))
    (path,) = (tmp_path / "record" / FOLDER).iterdir()
    assert path.name == ("rehearsal_01_3_1.json" if rehearsal else "draw_01_3_1.json")


def test_posts_list_what_is_new_or_another(tmp_path: Path) -> None:
    write_list(tmp_path, SEATS_LIST, {"a.xlsx": _listed(1), "b.xlsx": _listed(2)})
    write_list(
        tmp_path, POSTS_LIST, {"a.xlsx": _listed(1), "b.xlsx": _listed(3), "c.xlsx": _listed(4)}
    )
    listed = json.loads((tmp_path / FOLDER / f"{POSTS_LIST}.json").read_bytes())
    assert sorted(listed["files"]) == ["b.xlsx", "c.xlsx"]
    published = read_published(tmp_path, VOID)
    assert published.files == {"a.xlsx": _listed(1), "b.xlsx": _listed(3), "c.xlsx": _listed(4)}
    assert published.is_ours


def test_documents_are_ours_where_no_other_version_wrote_any(tmp_path: Path) -> None:
    assert not read_published(tmp_path, VOID).is_ours
    write_list(tmp_path, SEATS_LIST, {"a.xlsx": _listed(1)})
    write_list(tmp_path, POSTS_LIST, {"b.xlsx": _listed(1)})
    path = tmp_path / FOLDER / f"{POSTS_LIST}.json"
    path.write_text(path.read_text("utf-8").replace(__version__, "0.0.1"), "utf-8")
    published = read_published(tmp_path, VOID)
    assert (published.versions, published.is_ours) == ({__version__, "0.0.1"}, False)


def test_a_site_with_signs_that_names_of_files_cannot_have_is_listed(tmp_path: Path) -> None:
    name = list_of_day("甲/1:2", 1, 2, rehearsal=False)
    assert name == "draw_甲_1_2_1_2"
    assert list_of_day("01", 3, 1, rehearsal=True) == "rehearsal_01_3_1"
    write_list(tmp_path, name, {PLACE: _listed(1)})
    assert read_published(tmp_path, VOID).files == {PLACE: _listed(1)}


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"files":{"a":1},"version":"1"}', b"\xff"])
def test_a_damaged_list_is_told_by_name(tmp_path: Path, data: bytes) -> None:
    write_list(tmp_path, SEATS_LIST, {})
    (tmp_path / FOLDER / f"{SEATS_LIST}.json").write_bytes(data)
    with pytest.raises(LimitError, match=r"seats\.json 已损坏"):
        read_published(tmp_path, VOID)
