"""岗位安排 and 回避名单 are read back as they stand, and needs follow from turns and rooms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from audit_builders import a_paper
from audit_scene import Scene
from audit_tables import save
from staff_scene import StaffScene

from allocator.audit.exported import MASTER, Gap, RoomRow
from allocator.audit.staff.sites import services, site_needs
from allocator.audit.staff.spread import early_turns, gini
from allocator.audit.staff.tables import (
    POSTS,
    RECUSALS,
    PostRow,
    StaffTables,
    at_posts,
    read_staff_tables,
)
from allocator.models.domain.exam import Form
from allocator.models.domain.staff import PostNeed

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.audit.exported import Exported

_POSTS = ("考点代码", "岗位", "场次", "工号", "姓名", "工作单位", "备用顺序")
_RECUSALS = ("考试代码", "工号", "姓名", "规则", "类别", "范围", "考生报名序号", "关系链", "依据")


def _written(folder: Path, scene: StaffScene, *, title: str = "") -> None:
    posts: list[list[object]] = [
        [r.site, r.post, r.session or "", r.staff, r.name, r.unit, r.order or ""]
        for r in scene.rows
    ]
    tables = {POSTS: (_POSTS, posts), RECUSALS: (_RECUSALS, [list(r[:9]) for r in scene.recusals])}
    save(folder / MASTER, tables, title)


def test_sheets_come_back_as_they_were_written(tmp_path: Path) -> None:
    scene = StaffScene()
    _written(tmp_path, scene)
    read = read_staff_tables(tmp_path)
    assert read == scene.book().staff
    assert {row.session for row in read.posts} == {0, 1, 2, 3, 4, 5}


def test_a_title_above_moves_the_rows(tmp_path: Path) -> None:
    scene = StaffScene()
    _written(tmp_path, scene, title="考务人员")
    read = read_staff_tables(tmp_path)
    assert [row.line for row in read.posts] == [row.line + 1 for row in scene.rows]
    assert at_posts(read.posts[0].line) == "编排总表.xlsx 岗位安排 第 3 行"


def test_a_session_that_is_no_number_is_none_that_there_is(tmp_path: Path) -> None:
    rows: list[list[object]] = [["01", "监考", "上午", "G1", "", "", ""]]
    save(tmp_path / MASTER, {POSTS: (_POSTS, rows), RECUSALS: (_RECUSALS, [])})
    assert read_staff_tables(tmp_path).posts == (PostRow("01", "监考", -1, "G1", "", "", 0, 2),)


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({RECUSALS: (_RECUSALS, [])}, "编排总表.xlsx 的工作表 岗位安排 不存在或已损坏，无法读取"),
        (
            {RECUSALS: (_RECUSALS, []), POSTS: (_POSTS[:-1], [["01"]])},
            "编排总表.xlsx 的工作表 岗位安排 缺少列：备用顺序",
        ),
    ],
)
def test_what_cannot_be_read_is_a_gap(
    tmp_path: Path, tables: dict[str, tuple[tuple[str, ...], list[list[object]]]], says: str
) -> None:
    save(tmp_path / MASTER, tables)
    read = read_staff_tables(tmp_path)
    assert read == StaffTables(gaps=(Gap(POSTS, MASTER, says),))


# --- needs ----------------------------------------------------------------------------------------


def _a_row(number: int, session: int, people: int, *, room: str = "101") -> RoomRow:
    return RoomRow(
        "J", 1 + (session > 2), "01", f"{number:03d}", "明德楼", 1, room, session, "2026-11-07",
        "09:00", "11:00", "K", "科目", "", "", people, "1", "2", number + 1,
    )  # fmt: skip


def _batches() -> tuple[Scene, Exported]:
    """Return an electronic exam of two 批次 of two sessions each; nobody is due in session 4."""
    electronic = {"form": Form.ELECTRONIC}
    papers = [
        a_paper("J", f"K{n % 2}", n, f"2026-11-0{7 + (n > 2)}T{'09' if n % 2 else '14'}:00", 90,
                batch=1 + (n > 2), **electronic)
        for n in (1, 2, 3, 4)
    ]  # fmt: skip
    scene = Scene(papers=papers)
    rows = (_a_row(1, 1, 35, room="301"), _a_row(1, 2, 25, room="301"), _a_row(1, 3, 9, room="301"))
    return scene, replace(StaffScene().book(), room_rows=rows, places=())


def test_a_blank_session_stands_for_all_sessions_of_the_turns_of_the_site() -> None:
    scene, book = _batches()
    first = PostRow("01", "监考", 0, "G1", "", "", 0, 2)
    posts = (first, first._replace(site="02", line=3))
    book = replace(book, staff=StaffTables(posts=posts))
    assert [service.sessions for service in services(book, scene.inputs())] == [(1, 2, 3, 4), ()]
    needs = site_needs(book, scene.inputs())["01"]
    assert needs.sessions == (1, 2, 3, 4)
    assert sorted(needs.rooms) == [1, 2, 3]


def test_early_turns_are_the_first_of_their_day_and_begin_before_noon() -> None:
    scene, _ = _batches()
    assert early_turns(scene.inputs()) == {1, 3}
    assert early_turns(StaffScene().inputs()) == {1, 3}
    scene.papers = [p for p in scene.papers if p.session != 3]
    assert early_turns(scene.inputs()) == {1}


@pytest.mark.parametrize(("rooms", "deputies", "office"), [(20, 1, 3), (29, 1, 4), (30, 2, 4)])
def test_default_needs_grow_with_the_rooms(rooms: int, deputies: int, office: int) -> None:
    scene, book = _batches()
    rows = tuple(_a_row(n, 1, 30, room=f"3{n:02d}") for n in range(rooms))
    # As many again in another session make no difference.
    rows += tuple(_a_row(n, 2, 30, room=f"3{n:02d}") for n in range(rooms))
    whole = site_needs(replace(book, room_rows=rows), scene.inputs())["01"].whole
    assert (whole["副主考"], whole["考务办公室"]) == (deputies, office)
    assert (whole["试卷管理"], whole["考点系统管理员"], whole["主考"]) == (0, 1, 1)


def test_a_row_of_the_site_goes_before_one_for_all_whatever_their_order() -> None:
    scene, book = _batches()
    rows = [PostNeed(site="01", post="保卫", people=5), PostNeed(site="", post="保卫", people=3)]
    for needs in (rows, rows[::-1]):
        inputs = replace(scene.inputs(), post_needs=tuple(needs))
        assert site_needs(book, inputs)["01"].whole["保卫"] == 5
    inputs = replace(scene.inputs(), post_needs=(PostNeed(site="02", post="保卫", people=5),))
    assert site_needs(book, inputs)["01"].whole["保卫"] == 2


def test_gini_of_equal_loads_is_none_and_of_one_burdened_person_nearly_all() -> None:
    assert gini([3, 3, 3]) == 0
    assert gini([0, 0]) == gini([]) == 0
    assert gini([0, 0, 0, 8]) == 7500
    assert gini([1, 3]) == 2500
