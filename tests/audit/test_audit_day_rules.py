"""Draws of the day: silent on obeying ones, and each damage named as the rule it breaks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from day_checks import CHECKS, broken, reports_of
from day_mutations import MUTATIONS, DayMutation, interest
from day_scene import SHOULD, DayScene, a_member, pair

from allocator.audit.days.draw import draw_day
from allocator.audit.days.pairs import pair_kin_by
from allocator.audit.days.should import pair_unit, room_repeat
from allocator.audit.exported import ROOMS, Gap

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.audit.exported import Exported
    from allocator.models.domain.exam import Inputs


def test_obeying_draws_have_no_finding(tmp_path: Path) -> None:
    assert broken(DayScene(), tmp_path) == {}


def test_obeying_draws_are_looked_at_by_every_rule(tmp_path: Path) -> None:
    reports = reports_of(DayScene(), tmp_path)
    checked = {rule: report.checked for rule, report in reports.items()}
    # 7 + 7 + 2 + 1 + 1 open rooms of official draws, 7 of the rehearsal.
    assert {checked[rule] for rule in (*SHOULD, "PAIR-KIN")} == {25}
    assert checked["ROOM-COMPUTER"] == 2
    assert checked["PATROL-5"] == 3 + 3 + 1 + 1 + 1 + 3
    assert checked["DRAW-DAY"] == 19 + 19 + 7 + 5 + 5 + 19
    assert all(report.applies for report in reports.values())


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.name)
def test_damage_is_named_as_the_rule_it_breaks(mutation: DayMutation, tmp_path: Path) -> None:
    day = DayScene()
    mutation.spoil(day)
    found = broken(day, tmp_path)
    assert set(found) == {mutation.rule, *mutation.also}, found
    assert any(mutation.says in message for message in found[mutation.rule]), found[mutation.rule]


def test_every_rule_is_broken_by_some_damage() -> None:
    rules = {"ROOM-TWO", "ROOM-COMPUTER", "ROOM-SYSADMIN", "DRAW-DAY", "PATROL-5", "PAIR-KIN",
             "RECUSE-OTHER", *SHOULD}  # fmt: skip
    assert {mutation.rule for mutation in MUTATIONS} == rules


# --- before the draw ------------------------------------------------------------------------------


def test_before_the_draw_no_rule_of_draws_applies(tmp_path: Path) -> None:
    reports = reports_of(DayScene(drafts=[]), tmp_path)
    for rule, report in reports.items():
        assert report.findings == () or rule == "ROOM-TWO"
        assert report.remark.startswith("尚未抽签")
    assert [rule for rule, report in reports.items() if report.applies] == ["ROOM-TWO"]


def test_without_rooms_read_no_draw_is_judged(tmp_path: Path) -> None:
    day = DayScene()
    day.write(tmp_path)
    gap = Gap(ROOMS, "编排总表.xlsx", "编排总表.xlsx 的工作表 考场编排 缺少列：教室")
    book: Exported = replace(day.book(tmp_path), room_rows=(), gaps=(gap,))
    for check in CHECKS:
        report = check(book, day.inputs(), day.run())
        assert {finding.message for finding in report.findings} == {gap.message}, report.rule


# --- settings and waivers -------------------------------------------------------------------------


def waive(day: DayScene, rule: str) -> None:
    day.scene.policy = replace(day.scene.policy, waivers={rule: "人手不足"})


def setting(day: DayScene, name: str, value: str) -> None:
    day.scene.policy = replace(day.scene.policy, others={name: value})


def test_waiver_of_patrols_lets_ranges_be_wide_but_no_room_alone(tmp_path: Path) -> None:
    day = DayScene()
    waive(day, "PATROL-5")
    day.draft("01", 1).patrols = [("P1", ["001", "002", "003", "004", "005", "006"]),
                                  ("P2", ["007"])]  # fmt: skip
    day.draft("01", 2).patrols = [("P1", ["001", "002"]), ("P2", ["003", "004", "005", "007"])]
    report = reports_of(day, tmp_path)["PATROL-5"]
    waived = [f.message for f in report.findings if f.waived]
    strict = [f.message for f in report.findings if not f.waived]
    assert [message.split(" ", 3)[3] for message in waived] == [
        "巡视 6 个考场，至多 5 个",
        "的范围跨 明德楼 1 楼、明德楼 2 楼，应在同一楼层",
    ]
    assert strict == ["考点 01 场次 2 考场 006 没有流动监考"]


def test_waiver_of_the_day_does_not_excuse_wrong_lists(tmp_path: Path) -> None:
    day = DayScene()
    waive(day, "DRAW-DAY")
    del day.draft("01", 1).rooms["007"]
    report = reports_of(day, tmp_path)["DRAW-DAY"]
    assert {f.waived for f in report.findings} == {False}


def test_three_are_asked_for_where_the_setting_says_so(tmp_path: Path) -> None:
    day = DayScene()
    setting(day, "每考场监考", "3")
    found = broken(day, tmp_path)
    assert set(found) == {"ROOM-TWO"}
    assert "考点 01 场次 3 考场 008 监考 2 人，应有 3 人" in found["ROOM-TWO"]


def test_who_does_not_double_is_no_invigilator(tmp_path: Path) -> None:
    day = DayScene()
    setting(day, "系统管理员兼任监考", "否")
    found = broken(day, tmp_path)
    assert set(found) == {"ROOM-TWO", "ROOM-COMPUTER", "PAIR-GENDER"}
    assert "考点 01 场次 3 考场 008 监考 1 人，应有 2 人" in found["ROOM-TWO"]


def test_rooms_need_no_administrator_where_the_setting_is_off(tmp_path: Path) -> None:
    day = DayScene()
    setting(day, "考场系统管理员", "否")
    draft = day.draft("01", 3)
    draft.rooms = {"008": pair("M1", "K1"), "009": pair("M2", "K2")}
    day.posts = [
        row._replace(post="监考") if row.post == "考场系统管理员" else row for row in day.posts
    ]
    assert broken(day, tmp_path) == {}


def test_rooms_are_counted_with_those_due_at_most_in_one_session(tmp_path: Path) -> None:
    day = DayScene()
    setting(day, "监考配比", "1:2;60:3")
    # Two are due in room 008 in session 3; one in room 009, and only in session 4.
    assert [m for m in broken(day, tmp_path)["ROOM-TWO"] if "考场 0" in m] == [
        "考点 01 场次 3 考场 008 监考 2 人，应有 3 人"
    ]


def test_room_need_not_be_listed_in_a_session_in_which_nobody_is_due(tmp_path: Path) -> None:
    day = DayScene()
    # Those of room 009 are due in session 4 of the turn only.
    for sheet, number, session in (("监考安排", 3, 1), ("流动监考", 6, 0)):
        rows = day.sheet("01", 3, sheet)
        rows[:] = [row for row in rows if (row[number], row[session]) != ("009", 3)]
    assert broken(day, tmp_path) == {}
    day.sheet("01", 3, "监考安排")[:] = [r for r in day.sheet("01", 3, "监考安排") if r[3] == "008"]
    assert "考场 009 场次 4 没有列入" in broken(day, tmp_path)["DRAW-DAY"]


# --- relatives ------------------------------------------------------------------------------------


def test_relatives_come_from_whoever_is_asked(tmp_path: Path) -> None:
    day = DayScene()
    day.write(tmp_path)
    book, inputs = day.book(tmp_path), day.inputs()

    def found(inputs: Inputs) -> set[tuple[str, str]]:
        # Together in room 001; on patrol past room 004; not together.
        return {("M1", "W1"), ("W4", "P2"), ("M1", "M2")}

    messages = [f.message for f in pair_kin_by(found, book, inputs).findings]
    assert (
        messages
        == [
            "考点 01 场次 1 考场 001：监考甲 工号 M1 与 监考乙 工号 W1 是亲属",
            "考点 01 场次 1 考场 004：监考乙 工号 W4 与 流动监考 工号 P2 是亲属",
            "考点 01 场次 1 考场 001：监考甲 工号 M1 与 监考乙 工号 W1 是亲属",
            "考点 01 场次 1 考场 004：监考乙 工号 W4 与 流动监考 工号 P2 是亲属",
        ][: len(messages)]
    )
    assert len(messages) == 4


# --- what remains of should rules -----------------------------------------------------------------


def test_what_is_left_is_counted_listed_and_held_against_the_claim(tmp_path: Path) -> None:
    day = DayScene()
    day.change("W1", employer="单位M1")
    # Together in session 1, in the draw and in the rehearsal.
    day.claims["01", 1, False]["PAIR-UNIT"] = 1
    report = reports_of(day, tmp_path)["PAIR-UNIT"]
    assert report.remark == "正式抽签 5 次：剩余 1，已证最少 0；演练 1 次：剩余 1，已证最少 0"
    rows = ["考点 01 场次 1 考场 001：工号 M1、W1 同为 单位M1"] * 2
    wrong = "演练 考点 01 场次 1：运行记录称剩余 0，按抽签表清点为 1"
    assert [f.message for f in report.findings] == [*rows, wrong]


def test_repeats_of_rehearsals_and_of_draws_are_apart(tmp_path: Path) -> None:
    day = DayScene()
    rehearsal = day.draft("01", 1, rehearsal=True)
    rehearsal.sessions = (2,)
    rehearsal.rooms = {k: list(v) for k, v in day.draft("01", 2).rooms.items()}
    day.claims["01", 2, True] = dict.fromkeys(SHOULD, 0)
    # The rehearsal of session 2 is like the draw of session 2, and there is none of session 1.
    assert broken(day, tmp_path) == {}


def test_same_room_and_partner_again_count_one_each(tmp_path: Path) -> None:
    day = DayScene()
    first, second = day.draft("01", 1), day.draft("01", 2)
    second.rooms = {k: list(v) for k, v in first.rooms.items()}
    day.claims["01", 2, False]["ROOM-REPEAT"] = 21
    report = reports_of(day, tmp_path)["ROOM-REPEAT"]
    messages = [f.message for f in report.findings]
    assert len([m for m in messages if "再次监考这个考场" in m]) == 14
    assert len([m for m in messages if "再次搭档" in m]) == 7
    assert len(messages) == 21


def test_candidate_who_is_not_due_is_not_there(tmp_path: Path) -> None:
    day = DayScene()
    # A12 sits in room 001 in session 1 only; M2 serves it in session 2.
    day.change("M2", employer="公司12")
    interest(day, "M2", "工号", "A12", "报名序号")
    assert broken(day, tmp_path) == {}


def test_interest_at_a_wider_range_is_not_asked_of_rooms(tmp_path: Path) -> None:
    day = DayScene()
    interest(day, "M1", "工号", "A11", "报名序号")
    interest(day, "M1", "工号", "W1", "工号")
    day.scene.other = [replace(tie, scope="考点") for tie in day.scene.other]
    # One at the range of a room, whose two never meet.
    interest(day, "M1", "工号", "A22", "报名序号")
    assert broken(day, tmp_path) == {}


def test_two_without_a_unit_are_not_of_one(tmp_path: Path) -> None:
    day = DayScene()
    day.change("M1", employer="")
    day.change("W1", employer="")
    assert broken(day, tmp_path) == {}


def test_another_exam_is_no_repeat(tmp_path: Path) -> None:
    day = DayScene()
    # The pair of room 001 in session 1 meets again in exam C.
    day.change("W1", posts=("考场系统管理员", "监考"), computer=True)
    day.draft("01", 3).put("008", 1, "W1")
    for session in (3, 4):
        day.post("01", "考场系统管理员", session, "W1")
    assert broken(day, tmp_path) == {}


def test_same_room_in_another_exam_is_no_repeat(tmp_path: Path) -> None:
    day = DayScene()
    day.draft("01", 2).rooms = {k: list(v) for k, v in day.draft("01", 1).rooms.items()}
    day.write(tmp_path)
    book = day.book(tmp_path)
    rows = tuple(r._replace(exam="X") if r.session == 2 else r for r in book.room_rows)
    report = room_repeat(replace(book, room_rows=rows), day.inputs(), day.run())
    assert report.findings == ()


def test_claim_below_its_own_bound_is_wrong(tmp_path: Path) -> None:
    day = DayScene()
    day.write(tmp_path)
    run = day.run()
    (first, *rest) = run.draw_tiers["01", 1, False]
    tiers = {**run.draw_tiers, ("01", 1, False): (replace(first, bound=2), *rest)}
    report = pair_unit(day.book(tmp_path), day.inputs(), replace(run, draw_tiers=tiers))
    assert [f.message for f in report.findings] == [
        "正式抽签 考点 01 场次 1：运行记录的数值 0 小于它自己的下界 2"
    ]


def test_draw_without_a_claim_is_told(tmp_path: Path) -> None:
    day = DayScene()
    del day.claims["02", 1, False]
    reports = reports_of(day, tmp_path)
    for rule in SHOULD:
        assert [f.message for f in reports[rule].findings] == [
            "正式抽签 考点 02 场次 1：运行记录没有这次抽签剩余多少，表中剩余 0"
        ]
        assert "（其中 1 次没有记录）" in reports[rule].remark


# --- who was absent, who stepped in ---------------------------------------------------------------


def test_reserve_who_steps_in_for_an_absent_one_is_no_breach(tmp_path: Path) -> None:
    day = DayScene()
    draft = day.draft("01", 1)
    day.change("R1", sex="女")
    draft.put("001", 1, "R1")
    draft.reserves = ["R2"]
    report = reports_of(day, tmp_path)["DRAW-DAY"]
    assert report.findings == ()
    assert report.remark == ("正式抽签 5 次，演练 1 次；岗位安排中有 1 人次未到岗，未列入抽签")
    day.absent[draft.key] = ("W1",)
    assert reports_of(day, tmp_path)["DRAW-DAY"] == report
    day.absent[draft.key] = ()
    (finding,) = reports_of(day, tmp_path)["DRAW-DAY"].findings
    assert finding.message == "场次 1 监考 工号 W1 在岗位安排中，没有列入抽签"


def test_draws_without_posts_cannot_be_judged(tmp_path: Path) -> None:
    day = DayScene()
    day.write(tmp_path)
    book = replace(day.book(tmp_path), staff=None)
    report = draw_day(book, day.inputs(), day.run())
    assert {f.message for f in report.findings} == {"没有可读的岗位安排，无法核对抽签人员"}
    assert len(report.findings) == 6


def test_no_finding_shows_a_whole_id_number(tmp_path: Path) -> None:
    day = DayScene()
    number = "110101199001011234"
    day.scene.staff.append(a_member("Z1", "监考", id_number=number))
    day.draft("01", 1).put("001", 0, number)
    messages = [m for found in broken(day, tmp_path).values() for m in found]
    assert messages
    assert not [m for m in messages if number in m]
