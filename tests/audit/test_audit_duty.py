"""Every rule on duty: silent on an obeying roster, named when just it is broken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from audit_builders import kin
from audit_tables import save
from duty_mutations import MUTATIONS, DutyMutation
from duty_scene import DUTY_CHECKS, GUARD, SORTING, TRIP, DutyScene, at, broken, reports, told

from allocator.audit.duty.rest import duty_rest
from allocator.audit.duty.tables import COLUMNS, HANDOVERS, TRIPS, WATCHES, read_duty_tables
from allocator.audit.duty.watches import sorting_two
from allocator.audit.staff.recusal import recuse_kin
from allocator.models.rules.duty import DUTY_RULES, NOT_ROSTERED

if TYPE_CHECKING:
    from pathlib import Path


def test_obeying_roster_has_no_finding_and_is_looked_at_by_every_rule(tmp_path: Path) -> None:
    scene = DutyScene()
    book = scene.book(tmp_path)
    assert broken(scene, book) == {}
    assert [rule for rule, made in reports(scene, book).items() if not made.checked] == []


def test_checks_are_those_of_the_catalogue() -> None:
    assert [check.__name__ for check in DUTY_CHECKS] == [rule.snake for rule in DUTY_RULES]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_damage_is_named_as_the_rule_it_breaks(mutation: DutyMutation, tmp_path: Path) -> None:
    scene = DutyScene()
    mutation.spoil(scene)
    found = broken(scene, scene.book(tmp_path))
    assert set(found) == {mutation.rule, *mutation.also}, found
    assert any(mutation.says in text for text in found[mutation.rule]), found[mutation.rule]


def test_every_rule_on_duty_is_broken_by_some_damage() -> None:
    assert {rule.code for rule in DUTY_RULES} <= {mutation.rule for mutation in MUTATIONS}


def test_where_there_is_one_exam_alone_all_work_is_work_for_it(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.staff.hire("P9", "值班")
    son = scene.staff.scene.person("A15")
    scene.staff.scene.kin.append(kin("P9", "儿子", son.id_number))
    scene.staff.listed("A", "P9", "RECUSE-KIN", "直系血亲", "考试", "A15")
    scene.watch("值班电话", "考区", "11 08:00", "11 12:00", "P9")
    book, inputs = scene.book(tmp_path), scene.inputs()
    assert not recuse_kin(book, inputs, scene.staff.run()).findings
    only = replace(inputs, papers=tuple(paper for paper in inputs.papers if paper.exam == "A"))
    found = [finding.message for finding in recuse_kin(book, only, scene.staff.run()).findings]
    assert "不得考区 值班电话 09-11 08:00—12:00：只有这一项考试" in found[-1]


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        (WATCHES, ["VAULT-TWO", "SORTING-TWO", "PHONE", "DUTY-PAIR"]),
        (TRIPS, ["ESCORT-TWO"]),
        (HANDOVERS, ["HANDOVER-TWO"]),
    ],
)  # fmt: skip
def test_a_sheet_without_a_column_is_told_once_by_every_rule_that_reads_it(
    sheet: str, found: list[str], tmp_path: Path
) -> None:
    scene = DutyScene()
    tables = {name: (COLUMNS[name], rows) for name, rows in scene.cells.items()}
    tables[sheet] = (("列", *COLUMNS[sheet][1:]), scene.cells[sheet])
    save(tmp_path / "值守安排.xlsx", tables)
    book = replace(scene.staff.book(), duty=read_duty_tables(tmp_path))
    cure = "列名以 allocator template --duties 生成的空白表为准"
    words = f"值守安排.xlsx {sheet}｜缺少列：{COLUMNS[sheet][0]}；{cure}"
    assert broken(scene, book) == {rule: [words] for rule in found}
    assert {reports(scene, book)[rule].remark for rule in found} == {"未能核对"}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["", "考区", "8点", at("12 09:00"), "V1", ""], "任务为空"),
        ([GUARD, "考区", "8点", at("12 09:00"), "V1", ""], "开始“8点”不是日期和时间"),
        ([TRIP, "01", at("12 08:00"), at("12 09:00"), "", "甲"], "工号为空"),
    ],
    ids=["no task", "other task", "trip"],
)  # fmt: skip
def test_an_unreadable_row_of_no_task_with_a_rule_is_told_all_the_same(
    row: list[object], says: str, tmp_path: Path
) -> None:
    scene = DutyScene()
    scene.cells[WATCHES].append(row)
    found = broken(scene, scene.book(tmp_path))
    assert list(found) == ["STAFF-ONE-PLACE"]
    (words,) = found["STAFF-ONE-PLACE"]
    assert words.startswith(f"值守安排.xlsx 值守安排 第 {len(scene.cells[WATCHES]) + 1} 行｜")
    assert says in words


def test_each_of_two_tasks_at_a_place_has_watches_of_its_own(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.without(SORTING)
    # Signs in full width, and a blank, are read as they are in the roster.
    for task in (SORTING, "答卷 回收室"):
        scene.need(task, "01", "12 07:30", "12 19:00", 2)
    (words,) = told(sorting_two, scene, tmp_path)
    assert words.startswith("考点 01 答卷 回收室 09-12 07:30—19:00 无人")
    scene.watch("答卷回收室", "01", "12 07:30", "12 19:00", "S5", "S6")
    assert told(sorting_two, scene, tmp_path) == []


def test_rest_is_counted_from_the_turn_that_ended_last(tmp_path: Path) -> None:
    """A short watch within a long one must not hide the end of the long one."""
    scene = DutyScene()
    for start, end in (
        ("13 08:00", "13 20:00"),
        ("13 09:00", "13 10:00"),
        ("13 21:00", "13 22:00"),
    ):
        scene.watch(GUARD, "考区", start, end, "E1")
    words = told(duty_rest, scene, tmp_path)
    assert len(words) == 1
    assert "09-13 08:00—20:00之后只隔 1 小时，又在考区 网络保障 09-13 21:00—22:00" in words[0]


def test_a_minute_too_little_is_not_told_as_enough(tmp_path: Path) -> None:
    scene = DutyScene()
    scene.watch(GUARD, "考区", "11 18:00", "11 22:31", "E1")
    (words,) = told(duty_rest, scene, tmp_path)
    assert "之后只隔 7 小时 59 分" in words


def test_without_a_roster_no_rule_on_duty_applies(tmp_path: Path) -> None:
    scene = DutyScene()
    made = reports(scene, replace(scene.book(tmp_path), duty=None))
    for rule in DUTY_RULES:
        assert not made[rule.code].applies
        assert made[rule.code].remark == NOT_ROSTERED
        assert made[rule.code].findings == ()
