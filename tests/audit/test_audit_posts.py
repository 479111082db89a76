"""Every rule on posts and recusal: silent on an obeying plan, named when just it is broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from staff_scene import CHECKS, StaffScene, broken, reports

from allocator.audit.exported import Gap
from allocator.audit.staff.sites import NO_STAFF
from allocator.audit.staff.tables import POSTS, RECUSALS, StaffTables
from allocator.models.domain.plans import Tier
from allocator.models.domain.staff import PostNeed
from allocator.models.rules.staff import STAFF_RULES

if TYPE_CHECKING:
    from collections.abc import Callable


def test_obeying_plan_has_no_finding_and_is_looked_at_by_every_rule() -> None:
    scene = StaffScene()
    assert broken(scene) == {}
    assert [rule for rule, made in reports(scene).items() if not made.checked] == []


def test_checks_are_named_by_rules_of_the_catalogue() -> None:
    codes = [rule.code for rule in STAFF_RULES]
    named = [check.__name__.upper().replace("_", "-") for check in CHECKS]
    assert [code for code in codes if code in named] == sorted(named, key=codes.index)
    assert len(set(named)) == len(CHECKS)
    assert list(reports(StaffScene())) == named


def test_without_staff_no_rule_applies_but_that_of_the_planner() -> None:
    scene = StaffScene()
    made = reports(scene, replace(scene.book(), staff=None))
    idle = {rule for rule, report in made.items() if not report.applies}
    assert idle == set(made) - {"RECUSE-PLANNER"}
    assert {made[rule].remark for rule in idle} == {NO_STAFF}


def test_unreadable_sheets_are_findings_of_the_rules_that_need_them() -> None:
    scene = StaffScene()
    gap = Gap(RECUSALS, "编排总表.xlsx", "编排总表.xlsx 的工作表 回避名单 不存在")
    book = replace(scene.book(), staff=StaffTables(posts=tuple(scene.rows), gaps=(gap,)))
    assert set(broken(scene, book)) == {"RECUSE-SELF", "RECUSE-KIN", "RECUSE-OTHER"}
    gap = gap._replace(document=POSTS)
    book = replace(scene.book(), staff=StaffTables(recusals=tuple(scene.recusals), gaps=(gap,)))
    assert set(broken(scene, book)) == set(reports(scene)) - {"RECUSE-PLANNER"}


# --- damages: name, rule, what a finding says, other rules that this entails ----------------------


def session_soon_after(scene: StaffScene) -> None:
    """Begin session 2 at 12:00, with drawn posts of its own at site 01.

    Session 1 ends at 11:30, but at 12:15 in the room of 延时 at site 01; site 02 has none.
    """
    for nth, paper in enumerate(scene.scene.papers):
        if paper.session == 2:
            scene.scene.papers[nth] = replace(paper, start=paper.start.replace(hour=12))
    for registration in ("A07", "A08"):
        scene.scene.change_person(registration, subjects=("S1",))
    for row in [row for row in scene.rows if (row.site, row.session) == ("01", 2)]:
        scene.drop(row.staff, 2)
        scene.hire(f"{row.staff}晚", row.post)
        scene.post("01", row.post, 2, f"{row.staff}晚", row.order)
    # The room of 延时 is empty in session 2.
    scene.drop("监考016晚")
    scene.drop("监考017晚")


def test_sites_without_extra_time_may_keep_their_people_for_the_next_session() -> None:
    scene = StaffScene()
    session_soon_after(scene)
    assert {row.session for row in scene.rows if row.staff == "监考020"} == {1, 2}
    assert broken(scene) == {}


DAMAGES: list[tuple[Callable[[StaffScene], None], str, str, tuple[str, ...]]] = []
"""STAFF-SPREAD recounts by the same rows: damages to rows leave its claims true."""


def damage(rule: str, says: str, *also: str) -> Callable[..., Callable[[StaffScene], None]]:
    def enter(spoil: Callable[[StaffScene], None]) -> Callable[[StaffScene], None]:
        DAMAGES.append((spoil, rule, says, also))
        return spoil

    return enter


@damage("RECUSE-SELF", "X1 本人报名参加考试 A，不得任 监考：考点 02 设有该考试", "STAFF-SPREAD")
def candidate_invigilates(scene: StaffScene) -> None:
    scene.post("02", "监考", 1, "X1")


@damage("RECUSE-SELF", "本人，范围 考试，不在回避名单中")
def candidate_not_listed(scene: StaffScene) -> None:
    scene.recusals = [row for row in scene.recusals if row.rule != "RECUSE-SELF"]


@damage("RECUSE-KIN", "备021 有亲属报名参加考试 B，不得任 监考：考点 01 设有该考试")
def uncle_at_a_site_of_the_exam_in_another_session(scene: StaffScene) -> None:
    scene.drop("备021", 1)
    scene.post("01", "监考", 1, "备021")
    scene.hire("新1", "监考")
    scene.post("02", "监考", 1, "新1", 1)


@damage("RECUSE-KIN", "备021 有亲属报名参加考试 B，不得任 监考：场次 1 是该考试的场次")
def uncle_in_a_session_of_the_exam_elsewhere(scene: StaffScene) -> None:
    first = scene.scene.papers[0]
    scene.scene.papers.append(replace(first, exam="B", subject="T9", level="", level_code=""))


@damage("RECUSE-KIN", "不在回避名单中")
def uncle_not_listed(scene: StaffScene) -> None:
    scene.recusals = [row for row in scene.recusals if row.staff != "备021"]


@damage("RECUSE-KIN", "第 3 行｜考试 B 工号 备021 报名序号 B01：按申报的关系不须回避")
def somebody_listed_for_nothing(scene: StaffScene) -> None:
    scene.recusals[1] = scene.recusals[1]._replace(registration="B01")
    scene.listed("B", "备021", "RECUSE-KIN", "三代以内旁系血亲", "考试", "B00")


@damage("RECUSE-KIN", "类别应为 其他亲属，实为 直系血亲")
def adopted_daughter_listed_as_of_blood(scene: StaffScene) -> None:
    scene.recusals[2] = scene.recusals[2]._replace(kind="直系血亲")


@damage("RECUSE-OTHER", "工号 保电020 与报名序号 A03 申报了考点范围的回避，不得在考点 01 任 保电")
def interest_at_the_same_site(scene: StaffScene) -> None:
    scene.change_rows("保电020", site="01")
    scene.change_rows("保电010", site="02")


@damage("RECUSE-OTHER", "范围应为 考点 01，实为 考点 02")
def interest_listed_for_another_site(scene: StaffScene) -> None:
    nth = [row.staff for row in scene.recusals].index("保电020")
    scene.recusals[nth] = scene.recusals[nth]._replace(scope="考点 02")


@damage("RECUSE-OTHER", "其他，范围 考场，不在回避名单中")
def interest_in_a_room_not_listed(scene: StaffScene) -> None:
    scene.recusals = [row for row in scene.recusals if not row.scope.startswith("考场")]


@damage("RECUSE-OTHER", "X2 申报了其他回避考试 C，不得任 医务：考点 01 设有该考试", "RECUSE-KIN")
def interest_in_the_exam_at_its_site(scene: StaffScene) -> None:
    scene.drop("医务010")
    scene.post("01", "医务", 0, "X2")
    scene.scene.other = [tie for tie in scene.scene.other if tie.first != "医务010"]
    scene.drop("保卫010")
    scene.hire("新1", "保卫")
    scene.post("01", "保卫", 0, "新1")


@damage("RECUSE-OTHER", "工号 医务010 与 医务020 申报了考点范围的回避，不得在同一考点")
def two_kept_apart_at_one_site(scene: StaffScene) -> None:
    scene.post("01", "医务", 0, "医务020")
    scene.drop("医务020", 0)
    scene.post("01", "医务", 0, "医务020")
    scene.hire("新1", "医务")
    scene.post("02", "医务", 0, "新1")


@damage("RECUSE-OTHER", "工号 X2 与 保卫010 申报了考试范围的回避，不得同时参与考试工作")
def two_kept_apart_both_posted(scene: StaffScene) -> None:
    scene.post("02", "医务", 0, "X2")


@damage("RECUSE-OTHER", "规则 RECUSE-FUN 不认识")
def unknown_rule_listed(scene: StaffScene) -> None:
    scene.listed("A", "X2", "RECUSE-FUN", "其他", "考试", "A05")


@damage("RECUSE-PLANNER", "编排人 X1 须回避考试 A：本人报名参加（本人，报名序号 A02）")
def operator_is_a_candidate(scene: StaffScene) -> None:
    scene.claims["operator"] = "X1"


@damage("RECUSE-PLANNER", "复核人 **** 须回避考试 C：本人报名参加（本人，报名序号 C4）")
def reviewer_is_an_outsider_and_a_candidate(scene: StaffScene) -> None:
    scene.claims["reviewer"] = "C00004"


@damage("RECUSE-PLANNER", "须回避考试 C：申报了其他回避（其他，报名序号 C2）")
def reviewer_has_an_interest(scene: StaffScene) -> None:
    scene.claims["reviewer"] = "IDX2"


@damage("RECUSE-PLANNER", "第 2 次变更的复核人 X1 须回避考试 A：本人报名参加")
def reviewer_of_an_amendment_is_a_candidate(scene: StaffScene) -> None:
    scene.claims["amenders"] = (("第 1 次变更的编排人", "监考010"), ("第 2 次变更的复核人", "X1"))


@damage("STAFF-SOURCE", "工号 监考010 的选派方式为 社会招聘，不得任 监考")
def outsider_invigilates(scene: StaffScene) -> None:
    scene.change("监考010", source="社会招聘")


@damage("STAFF-SOURCE", "工号 考场系统管理员010 的选派方式为 志愿者招募，不得任 考场系统管理员")
def volunteer_doubles(scene: StaffScene) -> None:
    scene.change("考场系统管理员010", source="志愿者招募")


@damage("STAFF-SOURCE", "工号 流动监考010 的可任岗位中没有 流动监考")
def patrol_who_may_not(scene: StaffScene) -> None:
    scene.change("流动监考010", posts=("监考",))


@damage("STAFF-TRAINED", "工号 监考020 于 2026-09-12 培训，应早于首个服务日 2026-09-12")
def trained_on_the_day(scene: StaffScene) -> None:
    scene.change("监考020", trained=date(2026, 9, 12))


@damage("STAFF-TRAINED", "工号 主考010 没有培训日期，首个服务日为 2026-09-12")
def never_trained(scene: StaffScene) -> None:
    scene.change("主考010", trained=None)


@damage("STAFF-ONE-PLACE", "工号 流动监考020 场次 1 已在第")
def two_places_at_once(scene: StaffScene) -> None:
    scene.post("01", "流动监考", 1, "流动监考020")


@damage("STAFF-ONE-PLACE", "（考点 01 主考），不能同时任考点 02 保卫")
def chief_elsewhere_in_one_session(scene: StaffScene) -> None:
    scene.change("主考010", posts=("主考", "监考"))
    scene.post("02", "保卫", 0, "主考010")
    scene.change("主考010", posts=("主考", "保卫"))


@damage("STAFF-ONE-PLACE", "不能同时任考点 01 监考")
def two_rooms_in_sessions_that_overlap(scene: StaffScene) -> None:
    papers = scene.scene.papers
    second = next(paper for paper in papers if paper.session == 4)
    third = next(paper for paper in papers if paper.session == 5)
    papers[papers.index(third)] = replace(third, start=second.start.replace(minute=30))
    scene.drop("监考010", 4)
    scene.drop("监考010", 5)
    scene.hire("新1", "监考")
    for session in (4, 5):
        scene.post("01", "监考", session, "新1")
    # Only the new one stands in both.
    for staff in ("备011", "备012", "考场系统管理员010", "流动监考010"):
        order = {"备011": 1, "备012": 2}.get(staff, 0)
        post = next(row.post for row in scene.rows if row.staff == staff)
        scene.drop(staff, 5)
        scene.hire(f"{staff}5", post)
        scene.post("01", post, 5, f"{staff}5", order)


@damage("STAFF-ONE-PLACE", "不能同时任考点 01 监考（考点 01 场次 1 有延时考场，12:15 才结束）")
def next_session_before_the_room_of_extra_time_ends(scene: StaffScene) -> None:
    session_soon_after(scene)
    scene.drop("监考011晚", 2)
    scene.post("01", "监考", 2, "监考011")


@damage("STAFF-ONE-PLACE", "工号 监考999 不在工作人员表中", "STAFF-SPREAD")
def unknown_member(scene: StaffScene) -> None:
    scene.change_rows("监考011", staff="监考999")
    scene.claims["spreads"] = StaffScene().spreads()


@damage("STAFF-ONE-PLACE", "工号 监考011 的姓名或工作单位与工作人员表不符")
def wrong_name(scene: StaffScene) -> None:
    scene.change_rows("监考011", name="别人")


@damage("STAFF-ONE-PLACE", "考点 02 场次 3 没有启用考场")
def session_without_rooms(scene: StaffScene) -> None:
    scene.post("02", "流动监考", 3, "流动监考010")
    scene.drop("流动监考010", 3)
    scene.hire("新1", "流动监考")
    scene.post("02", "流动监考", 3, "新1")


@damage("STAFF-AVAILABLE", "工号 监考010 的可用场次没有 2")
def away_in_a_session(scene: StaffScene) -> None:
    scene.change("监考010", sessions=(1, 3, 4, 5))


@damage("STAFF-AVAILABLE", "工号 备011 服务 5 场，每人最多场次为 4")
def too_many_sessions(scene: StaffScene) -> None:
    scene.change("备011", max_sessions=4)


@damage("POST-CHIEF", "考点 01 有 2 名主考（主考010、新1），应恰好 1 名")
def two_chiefs(scene: StaffScene) -> None:
    scene.hire("新1", "主考")
    scene.post("01", "主考", 0, "新1")


@damage("POST-CHIEF", "考点 02 场次 1：主考至少 1 名，实有 0 名")
def no_chief(scene: StaffScene) -> None:
    scene.drop("主考020")


@damage("POST-CHIEF", "考点 02 场次 1：副主考至少 2 名，实有 1 名")
def a_deputy_too_few_by_the_sheet(scene: StaffScene) -> None:
    scene.needs = [PostNeed(site="", post="副主考", people=1),
                   PostNeed(site="02", post="副主考", people=2)]  # fmt: skip


@damage("POST-CHIEF", "主考 服务整场考试，场次应留空，实为 1")
def chief_for_one_session(scene: StaffScene) -> None:
    scene.change_rows("主考020", session=1)


@damage("POST-PAPERS", "考点 01 场次 1：试卷管理至少 2 名，实有 1 名")
def one_keeper_of_papers(scene: StaffScene) -> None:
    scene.drop("试卷管理010")
    # The sheet cannot lower what the regulation asks for.
    scene.needs = [PostNeed(site="01", post="试卷管理", people=1)]


@damage("POST-PAPERS", "工号 试卷管理010 的可任岗位中没有 试卷管理")
def keeper_of_papers_who_may_not(scene: StaffScene) -> None:
    scene.change("试卷管理010", posts=("保卫",))


@damage("POST-OFFICE", "考点 01 场次 1：考务办公室至少 3 名，实有 2 名")
def office_too_small(scene: StaffScene) -> None:
    scene.drop("考务办公室010")


@damage("POST-OFFICE", "考点 02 场次 1：保卫至少 3 名，实有 2 名")
def guards_too_few_by_the_row_of_the_site(scene: StaffScene) -> None:
    scene.needs = [PostNeed(site="02", post="保卫", people=3),
                   PostNeed(site="", post="保卫", people=2)]  # fmt: skip


@damage("POST-OFFICE", "考点 01 场次 1：安检至少 1 名，实有 0 名")
def post_of_the_sheet_alone(scene: StaffScene) -> None:
    scene.needs = [PostNeed(site="01", post="安检", people=1)]


@damage("ROOM-SYSADMIN", "考点 01 场次 1：考点系统管理员至少 1 名，实有 0 名")
def no_administrator_of_the_site(scene: StaffScene) -> None:
    scene.drop("考点系统管理员010")


@damage("ROOM-SYSADMIN", "考点 01 场次 3：考场系统管理员至少 2 名，实有 1 名")
def an_administrator_too_few(scene: StaffScene) -> None:
    scene.drop("考场系统管理员011", 3)


@damage("ROOM-TWO", "考点 01 场次 3：监考（备用除外）至少 3 名，实有 2 名")
def an_invigilator_too_few(scene: StaffScene) -> None:
    scene.drop("监考012", 3)


@damage("ROOM-TWO", "工号 监考012 的可任岗位中没有 监考")
def invigilator_who_may_not(scene: StaffScene) -> None:
    scene.change("监考012", posts=("保卫",))


@damage("STAFF-RESERVE", "考点 02 场次 2：备用监考至少 2 名，实有 1 名")
def a_reserve_too_few(scene: StaffScene) -> None:
    scene.drop("备022", 2)


@damage("STAFF-RESERVE", "考点 02 场次 2 的备用顺序为 1、3，应从 1 起连续不重复")
def a_gap_among_reserves(scene: StaffScene) -> None:
    nth = next(n for n, row in enumerate(scene.rows) if (row.staff, row.session) == ("备022", 2))
    scene.rows[nth] = scene.rows[nth]._replace(order=3)


@damage("STAFF-RESERVE", "工号 流动监考020 有备用顺序，岗位却是 流动监考")
def a_reserve_of_another_post(scene: StaffScene) -> None:
    scene.change_rows("流动监考020", order=3)


@damage("STAFF-SPREAD", "平方和记为")
def false_claim_of_squares(scene: StaffScene) -> None:
    first, second = scene.spreads()
    scene.claims["spreads"] = (replace(first, squares=first.squares - 1, bound=0), second)


@damage("STAFF-SPREAD", "早场均衡｜最多记为 1，重新计算为 2")
def false_claim_of_early_turns(scene: StaffScene) -> None:
    first, second = scene.spreads()
    scene.claims["spreads"] = (first, replace(second, most=1))


@damage("STAFF-SPREAD", "基尼系数记为万分之 9999")
def false_claim_of_gini(scene: StaffScene) -> None:
    first, second = scene.spreads()
    scene.claims["spreads"] = (replace(first, gini=9999), second)


@damage("STAFF-SPREAD", "离开所属考点｜记为 3（下界 0），重新计算为 0")
def false_claim_of_people_away_from_home(scene: StaffScene) -> None:
    tier = Tier(name="离开所属考点", rule="STAFF-SPREAD", value=3, bound=0)
    scene.claims["post_tiers"] = (tier,)


@damage("STAFF-SPREAD", "场次均衡｜记为 1（下界 1），重新计算为")
def false_claim_of_the_tier_of_sessions(scene: StaffScene) -> None:
    tier = Tier(name="场次均衡", rule="STAFF-SPREAD", value=1, bound=1)
    scene.claims["post_tiers"] = (tier,)


@damage("STAFF-SPREAD", "离开所属考点｜记为 0（下界 1），重新计算为 0")
def bound_of_a_tier_above_what_was_reached(scene: StaffScene) -> None:
    tier = Tier(name="离开所属考点", rule="STAFF-SPREAD", value=0, bound=1)
    scene.claims["post_tiers"] = (tier,)


@damage("STAFF-SPREAD", "大于平方和")
def bound_above_what_was_reached(scene: StaffScene) -> None:
    first, second = scene.spreads()
    scene.claims["spreads"] = (replace(first, bound=first.squares + 1), second)


@pytest.mark.parametrize("spoiled", DAMAGES, ids=lambda entry: entry[0].__name__)
def test_damage_is_named_as_the_rule_it_breaks(
    spoiled: tuple[Callable[[StaffScene], None], str, str, tuple[str, ...]],
) -> None:
    spoil, rule, says, also = spoiled
    scene = StaffScene()
    spoil(scene)
    found = broken(scene)
    assert set(found) == {rule, *also}, found
    assert any(says in message for message in found[rule]), found[rule]
    ids = {person.id_number for person in scene.scene.people}
    assert [number for number in sorted(ids) if number in str(found)] == []


def test_every_rule_is_broken_by_some_damage() -> None:
    assert {rule for _, rule, _, _ in DAMAGES} == set(reports(StaffScene()))


# --- settings -------------------------------------------------------------------------------------


def _with(scene: StaffScene, **others: str) -> StaffScene:
    scene.scene.policy = replace(scene.scene.policy, others=others)
    return scene


def test_narrow_list_knows_no_other_kin() -> None:
    scene = _with(StaffScene(), 回避范围="规程")
    found = broken(scene)
    assert list(found) == ["RECUSE-KIN"]
    assert found["RECUSE-KIN"] == [
        "编排总表.xlsx 回避名单 第 4 行｜考试 C 工号 X2 报名序号 C3：按申报的关系不须回避，不应列入"
    ]


def test_no_administrator_in_each_room_means_none_doubles() -> None:
    found = broken(_with(StaffScene(), 考场系统管理员="否"))
    # 36 and 24 candidates: three and two 监考, and nobody stands for one of them.
    assert "考点 01 场次 3：监考（备用除外）至少 5 名，实有 3 名" in found["ROOM-TWO"][0]
    assert "ROOM-SYSADMIN" not in found


def test_more_in_each_room_by_setting() -> None:
    found = broken(_with(StaffScene(), 每考场监考="3"))
    says = "考点 02 场次 1：监考（备用除外）至少 3 名，实有 2 名"
    assert any(says in message for message in found["ROOM-TWO"])


def test_remark_tells_the_spread_and_its_bound() -> None:
    scene = StaffScene()
    remark = reports(scene)["STAFF-SPREAD"].remark
    spread = scene.spreads()[0]
    assert f"场次：{spread.people} 人，最少 {spread.least}，最多 {spread.most}" in remark
    assert f"平方和 {spread.squares}，已证最少 {spread.bound}" in remark
    assert "早场：" in remark


def test_unknown_spread_is_told_and_no_finding() -> None:
    scene = StaffScene()
    scene.claims["spreads"] = (replace(scene.spreads()[0], name="夜班"),)
    made = reports(scene)["STAFF-SPREAD"]
    assert made.findings == ()
    assert made.remark == "未重新计算：夜班"


def test_an_interest_at_a_site_keeps_nobody_from_arranging() -> None:
    scene = StaffScene()
    scene.claims["operator"] = "保电020"
    assert broken(scene) == {}


def test_planners_not_named_are_told() -> None:
    scene = StaffScene()
    scene.claims = {"reviewer": "监考010"}
    made = reports(scene)["RECUSE-PLANNER"]
    assert (made.checked, made.remark) == (1, "没有写明编排人")
    scene.claims = {}
    assert not reports(scene)["RECUSE-PLANNER"].applies
