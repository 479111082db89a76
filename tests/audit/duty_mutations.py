"""Ways to damage a roster of duty, each with the rule it breaks and the rules that this entails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from audit_builders import kin
from duty_scene import PHONE, SORTING, TRIP, VAULT, DutyScene, at

from allocator.audit.duty.tables import HANDOVERS, TRIPS, WATCHES

Spoil = Callable[[DutyScene], None]
_OUT = "2026-09-12 06:30:00"
_NIGHT = "2026-09-11 23:00:00"


@dataclass(frozen=True)
class DutyMutation:
    """One damage; `says` must stand in a finding of the rule."""

    name: str
    rule: str
    spoil: Spoil
    also: tuple[str, ...]
    says: str


MUTATIONS: list[DutyMutation] = []


def breaks(rule: str, *also: str, says: str) -> Callable[[Spoil], Spoil]:
    def enter(spoil: Spoil) -> Spoil:
        MUTATIONS.append(DutyMutation(spoil.__name__, rule, spoil, also, says))
        return spoil

    return enter


# --- the 卷库 -------------------------------------------------------------------------------------


@breaks(
    "VAULT-TWO", says="考区 卷库值守 09-11 23:00—09-12 07:00 只有 1 人（工号 V3），应有至少 2 人"
)
def one_alone_in_the_vault(scene: DutyScene) -> None:
    scene.drop(WATCHES, "V4")


@breaks("VAULT-TWO", says="考区 卷库值守 09-12 15:00—20:00 无人")
def nobody_in_the_vault(scene: DutyScene) -> None:
    scene.drop(WATCHES, "V7")
    scene.drop(WATCHES, "V8")


@breaks("VAULT-TWO", says="考区 卷库值守 09-12 07:00—07:01 只有 1 人（工号 V6）")
def relieved_a_minute_late(scene: DutyScene) -> None:
    scene.shift(WATCHES, 2, at("12 07:01"), "V5")


@breaks("VAULT-TWO", says="09-12 19:30—20:00 无人")
def gone_before_the_hand_back(scene: DutyScene) -> None:
    scene.shift(WATCHES, 3, at("12 19:30"), "V7")
    scene.shift(WATCHES, 3, at("12 19:30"), "V8")


@breaks("VAULT-TWO", says="只有 1 人（工号 V5）")
def one_named_twice_in_the_vault(scene: DutyScene) -> None:
    scene.rename("V6", "V5")


@breaks("VAULT-TWO", says="应有至少 3 人")
def fewer_than_the_sheet_asks_for(scene: DutyScene) -> None:
    scene.needs = [replace(n, people=3, post="") if n.task == VAULT else n for n in scene.needs]


@breaks("VAULT-TWO", says="可任卷库值守的只有 1 人，应有至少 2 人，工号 V1 的可任岗位中没有")
def watched_by_one_who_may_not(scene: DutyScene) -> None:
    scene.staff.change("V1", posts=("值班",))


@breaks("VAULT-TWO", says="考点 02 卷库值守 09-12 10:00—11:00 只有 1 人（工号 V9）")
def vault_of_a_site_that_the_sheet_does_not_name(scene: DutyScene) -> None:
    scene.staff.hire("V9", "卷库值守")
    scene.staff.hire("VA", "卷库值守")
    scene.watch("保密室值守", "02", "12 08:00", "12 11:00", "V9")
    scene.watch("保密室值守", "02", "12 08:00", "12 10:00", "VA")


@breaks("VAULT-TWO", says="工号为空：这一班没有写明是谁")
def watch_without_a_name(scene: DutyScene) -> None:
    scene.shift(WATCHES, 4, "", "V4")


@breaks("VAULT-TWO", says="开始“9月11日 15点”不是日期和时间")
def watch_without_a_year(scene: DutyScene) -> None:
    scene.shift(WATCHES, 2, "9月11日 15点", "V1")


@breaks("VAULT-TWO", says="结束 09-11 08:00 不晚于开始 09-11 15:00")
def watch_that_ends_before_it_begins(scene: DutyScene) -> None:
    scene.shift(WATCHES, 3, at("11 08:00"), "V1")


@breaks("VAULT-TWO", "PHONE", "SORTING-TWO", says="没有工作表 值守安排")
def sheet_of_watches_missing(scene: DutyScene) -> None:
    del scene.cells[WATCHES]


@breaks("VAULT-TWO", says="有纸笔考试，值守安排里却没有卷库值守")
def no_vault_at_all(scene: DutyScene) -> None:
    scene.drop(WATCHES, VAULT)
    scene.needs = [need for need in scene.needs if need.task != VAULT]


@breaks("VAULT-TWO", says="考点 01 09-12 22:10 回库时考区卷库有 0 人值守，应有至少 2 人")
def papers_come_back_after_the_last_watch(scene: DutyScene) -> None:
    scene.drop(TRIPS, "01", "D2")
    scene.trip("01", "12 21:00", "12 22:00", "蒙A01", "D2", "E3", "E4")
    scene.shift(HANDOVERS, 1, at("12 20:50"), "01", "考后离考点")
    scene.shift(HANDOVERS, 1, at("12 22:10"), "01", "回库")


@breaks("VAULT-TWO", says="工号 V9 的可任岗位中没有卷库值守，无关人员不得进入卷库")
def a_third_who_may_not_in_the_vault(scene: DutyScene) -> None:
    scene.staff.hire("V9", "值班")
    scene.watch(VAULT, "考区", "11 15:00", "11 23:00", "V9")


# --- vehicles -------------------------------------------------------------------------------------


@breaks(
    "ESCORT-TWO", says="考点 01 09-12 06:30—07:10 车辆 蒙A01：除驾驶员外押运 1 人，应有至少 2 人"
)
def one_escort(scene: DutyScene) -> None:
    scene.drop(TRIPS, "E2")


@breaks("ESCORT-TWO", says="除驾驶员外押运 1 人")
def driver_counts_as_an_escort(scene: DutyScene) -> None:
    scene.shift(TRIPS, 5, "D1", "E2", _OUT)


@breaks("ESCORT-TWO", says="除驾驶员外押运 1 人")
def one_escort_named_twice(scene: DutyScene) -> None:
    scene.shift(TRIPS, 5, "E1", "E2", _OUT)


@breaks("ESCORT-TWO", says="除驾驶员外押运 1 人")
def escort_without_a_name(scene: DutyScene) -> None:
    scene.shift(TRIPS, 5, "", "E2", _OUT)


@breaks("ESCORT-TWO", says="除驾驶员外押运 2 人，应有至少 3 人")
def fewer_escorts_than_the_sheet_asks_for(scene: DutyScene) -> None:
    scene.needs = [
        replace(n, people=3) if (n.task, n.place) == (TRIP, "01") else n for n in scene.needs
    ]  # fmt: skip


@breaks("ESCORT-TWO", says="没有写明驾驶员，应为 1 名")
def no_driver(scene: DutyScene) -> None:
    for row in scene.rows(TRIPS, "D1"):
        row[4] = ""


@breaks("ESCORT-TWO", says="有 2 名驾驶员，应为 1 名")
def two_drivers(scene: DutyScene) -> None:
    scene.staff.hire("D9", "驾驶员")
    scene.shift(TRIPS, 4, "D9", "D1", "E2")


@breaks("ESCORT-TWO", says="驾驶员工号 D1 的可任岗位中没有驾驶员")
def driver_who_may_not(scene: DutyScene) -> None:
    scene.staff.change("D1", posts=("押运",))


@breaks("ESCORT-TWO", says="工号 V9 的可任岗位中没有押运，无关人员不得搭乘")
def somebody_else_rides_along(scene: DutyScene) -> None:
    scene.staff.hire("V9", "卷库值守")
    scene.trip("01", "12 06:30", "12 07:10", "蒙A01", "D1", "V9")


@breaks("ESCORT-TWO", says="没有写明车辆")
def no_vehicle(scene: DutyScene) -> None:
    scene.shift(TRIPS, 3, "", "D1")


@breaks("ESCORT-TWO", says="这辆车同时在去考点 01 的路上（第 2 行），没有直达一个考点")
def one_vehicle_for_two_sites(scene: DutyScene) -> None:
    scene.shift(TRIPS, 3, "蒙A01", "D3")


@breaks("ESCORT-TWO", "HANDOVER-TWO", says="不是设有考场的考点")
def trip_to_nowhere(scene: DutyScene) -> None:
    for row in scene.rows(TRIPS, "02", "D4"):
        row[0] = "09"


@breaks("ESCORT-TWO", says="值守表要求的试卷押运（考点 02 09-12 06:00—08:00）没有安排")
def no_trip_at_all(scene: DutyScene) -> None:
    scene.drop(TRIPS, "02", "D3")


@breaks("ESCORT-TWO", says="到达时间 09-12 06:10 不晚于出发时间 09-12 06:30")
def arrives_before_it_leaves(scene: DutyScene) -> None:
    for row in scene.rows(TRIPS, "D1"):
        row[2] = at("12 06:10")


@breaks("ESCORT-TWO", says="没有工作表 押运安排")
def sheet_of_trips_missing(scene: DutyScene) -> None:
    del scene.cells[TRIPS]


# --- hand-overs -----------------------------------------------------------------------------------


@breaks("HANDOVER-TWO", says="考点 01 09-12 06:20 出库：交方 1 人，应有至少 2 人")
def one_gives(scene: DutyScene) -> None:
    scene.drop(HANDOVERS, "01", "出库", "V4")


@breaks("HANDOVER-TWO", says="考点 02 09-12 19:15 回库：接方 1 人")
def one_takes(scene: DutyScene) -> None:
    scene.drop(HANDOVERS, "02", "回库", "V8")


@breaks("HANDOVER-TWO", says="接方 1 人")
def one_taker_named_twice(scene: DutyScene) -> None:
    scene.shift(HANDOVERS, 4, "E1", "01", "出库", "E2")


@breaks("HANDOVER-TWO", says="工号 V4 同在交、接两方")
def one_gives_to_himself(scene: DutyScene) -> None:
    scene.shift(HANDOVERS, 4, "V4", "01", "出库", "E2")


@breaks(
    "HANDOVER-TWO", says="考点 01 09-12 06:30—07:10 车辆 蒙A01：出发前没有由随车押运接收的交接安排"
)
def no_hand_over_at_departure(scene: DutyScene) -> None:
    scene.drop(HANDOVERS, "01", "出库")


@breaks(
    "HANDOVER-TWO", says="考点 02 09-12 18:30—19:10 车辆 蒙A02：到达后没有由随车押运交出的交接安排"
)
def no_hand_over_at_arrival(scene: DutyScene) -> None:
    scene.drop(HANDOVERS, "02", "回库")


@breaks(
    "HANDOVER-TWO", says="考点 01 09-12 18:30—19:10 车辆 蒙A01：出发前没有由随车押运接收的交接安排"
)
def no_hand_over_between_two_trips(scene: DutyScene) -> None:
    scene.drop(HANDOVERS, "01", "考后离考点")


@breaks("HANDOVER-TWO", says="车辆 蒙A01：出发前没有由随车押运接收的交接安排（3 小时以内")
def others_take_than_those_who_ride(scene: DutyScene) -> None:
    for old, new in (("E1", "E7"), ("E2", "E8")):
        scene.shift(HANDOVERS, 4, new, "01", "出库", old)


@breaks("HANDOVER-TWO", says="车辆 蒙A01：到达后没有由随车押运交出的交接安排")
def one_of_those_who_rode_gives(scene: DutyScene) -> None:
    scene.shift(HANDOVERS, 4, "E7", "01", "到考点", "E2")


@breaks("HANDOVER-TWO", says="车辆 蒙A01：到达后没有由随车押运交出的交接安排")
def handed_over_hours_after_the_arrival(scene: DutyScene) -> None:
    scene.shift(HANDOVERS, 1, at("12 10:11"), "01", "到考点")


@breaks("HANDOVER-TWO", says="车辆 蒙A01：出发前没有由随车押运接收的交接安排")
def handed_over_hours_before_the_departure(scene: DutyScene) -> None:
    scene.shift(HANDOVERS, 1, at("12 03:29"), "01", "出库")


@breaks("HANDOVER-TWO", says="工号为空：交接人员没有事先确定")
def nobody_named_to_take(scene: DutyScene) -> None:
    scene.shift(HANDOVERS, 4, "", "01", "出库", "E2")


@breaks("HANDOVER-TWO", says="方应为 交 或 接，实为 监督")
def a_side_that_there_is_not(scene: DutyScene) -> None:
    scene.shift(HANDOVERS, 3, "监督", "01", "出库", "E2")


@breaks("HANDOVER-TWO", says="没有工作表 交接安排")
def sheet_of_hand_overs_missing(scene: DutyScene) -> None:
    del scene.cells[HANDOVERS]


# --- sorting, telephone ---------------------------------------------------------------------------


@breaks("SORTING-TWO", says="考点 01 分发（回收）室值班 09-12 07:30—19:00 只有 1 人（工号 S1）")
def one_alone_in_the_sorting_room(scene: DutyScene) -> None:
    scene.drop(WATCHES, "S2")


@breaks("SORTING-TWO", says="考点 02 分发（回收）室值班 09-12 12:00—12:30 只有 1 人（工号 S3）")
def lunch_of_one_sorter(scene: DutyScene) -> None:
    scene.shift(WATCHES, 3, at("12 12:00"), "S4")
    scene.staff.hire("S9", "试卷管理")
    scene.watch(SORTING, "02", "12 12:30", "12 19:00", "S9")


@breaks("PHONE", says="考点 02 值班电话 09-12 09:00—17:05 无人，应有至少 1 人")
def nobody_at_the_telephone_of_a_site(scene: DutyScene) -> None:
    scene.drop(WATCHES, "P5")


@breaks("PHONE", says="考区 值班电话 09-13 09:00—18:00 无人")
def nobody_at_the_telephone_of_the_region(scene: DutyScene) -> None:
    scene.drop(WATCHES, "P2")


@breaks("PHONE", says="考点 01 值班电话 09-12 18:00—18:01 无人")
def telephone_left_before_the_room_of_extra_time_ends(scene: DutyScene) -> None:
    scene.shift(WATCHES, 3, at("12 18:00"), "P3")


@breaks("PHONE", says="考区 值班电话 09-12 08:00—08:30 无人")
def telephone_later_than_the_sheet_asks_for(scene: DutyScene) -> None:
    scene.shift(WATCHES, 2, at("12 08:30"), "P1")


@breaks("PHONE", says="可任值班的只有 0 人，应有至少 1 人，工号 P1 的可任岗位中没有")
def telephone_of_one_who_may_not(scene: DutyScene) -> None:
    scene.staff.change("P1", posts=("卷库值守",))


# --- rest and pairs -------------------------------------------------------------------------------


@breaks(
    "DUTY-REST", says="工号 V1 考区 卷库值守 09-11 15:00—23:00之后只隔 0 小时，又在考区 卷库值守"
)
def two_adjoining_watches(scene: DutyScene) -> None:
    scene.rename("V3", "V1")


@breaks(
    "DUTY-REST",
    says="之后只隔 7 小时 30 分，又在考点 01 试卷押运 09-12 06:30—07:10，应隔至少 8 小时",
)
def trip_too_soon_after_a_watch(scene: DutyScene) -> None:
    scene.staff.change("V1", posts=("卷库值守", "押运"))
    scene.rename("E1", "V1")


@breaks(
    "DUTY-REST",
    says="之后只隔 1 小时 50 分，又任考点 01 场次 1（09-12 09:00 开考），应隔至少 8 小时",
)
def session_too_soon_after_a_trip(scene: DutyScene) -> None:
    scene.staff.change("监考016", posts=("监考", "押运"))
    scene.rename("E1", "监考016")


@breaks("DUTY-REST", says="任考点 01 场次 2（09-12 14:00 开考）之后只隔 29 分钟")
def trip_too_soon_after_a_session(scene: DutyScene) -> None:
    scene.staff.change("监考016", posts=("监考", "押运"))
    scene.rename("E3", "监考016")


@breaks("DUTY-REST", says="09-11 18:00—22:30是夜班，次日上午又任考点 01 场次 1（09-12 09:00 开考）")
def night_before_a_morning_session(scene: DutyScene) -> None:
    scene.staff.change("监考016", posts=("监考", "值班"))
    scene.watch(PHONE, "考区", "11 18:00", "11 22:30", "监考016")


@breaks("DUTY-PAIR", says="工号 V1 与 V2 上一班也在一起")
def the_same_two_again(scene: DutyScene) -> None:
    scene.rename("V7", "V1")
    scene.rename("V8", "V2")


# --- people ---------------------------------------------------------------------------------------


@breaks("PAIR-KIN", says="考区 卷库值守 09-11 15:00—23:00：工号 V1 与工号 V2 是亲属")
def brothers_on_a_watch(scene: DutyScene) -> None:
    scene.staff.scene.kin.append(kin("V1", "哥哥", "IDV2"))


@breaks("PAIR-KIN", says="车辆 蒙A01 09-12 06:30—07:10：工号 D1 与工号 E2 是亲属")
def driver_and_escort_are_kin(scene: DutyScene) -> None:
    scene.staff.scene.kin.append(kin("E2", "父亲", "IDD1"))


@breaks(
    "STAFF-TRAINED",
    says="值守安排 第 2 行｜工号 V1 于 2026-09-11 培训，应早于首个服务日 2026-09-11",
)
def watchman_trained_on_the_day(scene: DutyScene) -> None:
    scene.staff.change("V1", trained=date(2026, 9, 11))


@breaks("STAFF-TRAINED", says="工号 E1 没有培训日期，首个服务日为 2026-09-12")
def escort_never_trained(scene: DutyScene) -> None:
    scene.staff.change("E1", trained=None)


@breaks("STAFF-TRAINED", says="工号 监考016 于 2026-09-10 培训，应早于首个服务日 2026-09-10")
def on_duty_before_the_first_session(scene: DutyScene) -> None:
    scene.staff.change("监考016", posts=("监考", "值班"))
    scene.watch(PHONE, "考区", "10 08:00", "10 12:00", "监考016")


@breaks(
    "STAFF-ONE-PLACE",
    says="工号 V1 在考区 卷库值守 09-11 15:00—23:00（第 2 行），不能同时在考区 值班电话",
)
def in_the_vault_and_at_the_telephone(scene: DutyScene) -> None:
    scene.watch(PHONE, "考区", "11 16:00", "11 17:00", "V1")


@breaks("STAFF-ONE-PLACE", "HANDOVER-TWO", says="不能同时在考点 02 试卷押运")
def in_two_vehicles(scene: DutyScene) -> None:
    scene.shift(TRIPS, 5, "E1", "E5")


@breaks("STAFF-ONE-PLACE", "DUTY-REST", says="不能同时在考点 01 场次 1 任岗")
def on_duty_and_at_a_post(scene: DutyScene) -> None:
    scene.staff.change("主考010", posts=("主考", "值班"))
    scene.watch(PHONE, "01", "12 08:00", "12 12:00", "主考010")


@breaks(
    "STAFF-ONE-PLACE",
    says="工号 E5 在考点 02 试卷押运 09-12 06:30—07:10，不能同时在考点 01 09-12 06:40 补交交接",
)
def hands_over_while_on_the_way(scene: DutyScene) -> None:
    scene.meet("01", "12 06:40", "补交", "V3 V4", "E5 E6")


@breaks("STAFF-ONE-PLACE", says="不能同时在考点 01 09-12 10:00 补交交接")
def hands_over_at_another_site_during_a_session(scene: DutyScene) -> None:
    scene.meet("01", "12 10:00", "补交", "V5 V6", "试卷管理020 试卷管理021")


@breaks(
    "STAFF-ONE-PLACE",
    says="在考区 卷库值守 09-12 07:00—15:00，不能同时在考点 02 09-12 07:10 到考点交接",
)
def guards_of_the_vault_at_a_site(scene: DutyScene) -> None:
    for old, new in (("试卷管理020", "V5"), ("试卷管理021", "V6")):
        scene.shift(HANDOVERS, 4, new, "02", "到考点", old)


@breaks(
    "STAFF-ONE-PLACE",
    says="在考点 01 到考点交接（第 8 行），不能同时在考点 02 09-12 07:10 到考点交接",
)
def takes_papers_at_two_sites_in_one_minute(scene: DutyScene) -> None:
    scene.shift(HANDOVERS, 4, "试卷管理010", "02", "到考点", "试卷管理020")


@breaks(
    "STAFF-ONE-PLACE",
    says="工号 监考010 在考点 01 场次 1 任监考，不能同时在考点 01 09-12 10:00 补交交接",
)
def invigilator_leaves_the_room_for_a_hand_over(scene: DutyScene) -> None:
    scene.meet("01", "12 10:00", "补交", "V5 V6", "监考010 试卷管理010")


@breaks("STAFF-ONE-PLACE", says="不能同时在考点 02 试卷押运")
def escort_named_for_another_site_too(scene: DutyScene) -> None:
    scene.watch(TRIP, "02", "12 06:30", "12 07:10", "E1")


@breaks("STAFF-ONE-PLACE", says="第 19 行｜开始、结束为空")
def somebody_without_times(scene: DutyScene) -> None:
    scene.cells[WATCHES].append(["巡逻", "01", "", "", "X1", ""])


@breaks("STAFF-ONE-PLACE", says="第 19 行｜任务、开始、结束为空")
def somebody_without_anything(scene: DutyScene) -> None:
    scene.cells[WATCHES].append(["", "", "", "", "X1", ""])


@breaks("STAFF-ONE-PLACE", says="工号 110****14 不在工作人员表中")
def number_of_identity_for_a_number_of_staff(scene: DutyScene) -> None:
    scene.watch("网络值班", "考区", "12 08:00", "12 09:00", "110101199001010014")


@breaks("PHONE", says="考点 02 值班电话 09-12 09:00—17:05 无人")
def another_duty_than_the_telephone(scene: DutyScene) -> None:
    scene.shift(WATCHES, 0, "保电值班", "P5")


@breaks("STAFF-ONE-PLACE", says="工号 X9 不在工作人员表中")
def stranger_in_the_vault(scene: DutyScene) -> None:
    scene.needs = [replace(n, post="") for n in scene.needs]
    scene.shift(WATCHES, 4, "X9", "V4")


@breaks("STAFF-ONE-PLACE", "HANDOVER-TWO", says="工号 X8 不在工作人员表中")
def stranger_takes_the_papers(scene: DutyScene) -> None:
    scene.shift(HANDOVERS, 4, "X8", "01", "出库", "E2")


@breaks("STAFF-ONE-PLACE", "VAULT-TWO", says="工号 V3、V4 不在工作人员表中，一行只写一人")
def two_in_one_cell(scene: DutyScene) -> None:
    scene.shift(WATCHES, 4, "V3、V4", "V3")
    scene.drop(WATCHES, "V4")


@breaks("STAFF-ONE-PLACE", says="工号 V3 的姓名与工作人员表不符")
def another_name_on_the_roster(scene: DutyScene) -> None:
    scene.shift(WATCHES, 5, "职员V4", "V3")


@breaks("STAFF-ONE-PLACE", "PHONE", says="地点 9 不是考区，也不是考点代码")
def place_that_there_is_not(scene: DutyScene) -> None:
    scene.shift(WATCHES, 1, 9, "P5")


@breaks("STAFF-AVAILABLE", says="工号 P1 的可用场次没有 2，却在考区 值班电话 09-12 08:00—20:00")
def on_duty_though_away(scene: DutyScene) -> None:
    scene.staff.change("P1", sessions=(1,))


# --- recusal --------------------------------------------------------------------------------------


@breaks(
    "RECUSE-SELF",
    says="工号 X1 本人报名参加（考试 A），不得考区 卷库值守 09-11 16:00—18:00：会接触该考试的试卷",
)
def candidate_watches_the_papers(scene: DutyScene) -> None:
    scene.staff.change("X1", posts=("监考", "卷库值守"))
    scene.watch(VAULT, "考区", "11 16:00", "11 18:00", "X1")


@breaks("RECUSE-SELF", says="不得考区 值班电话 09-12 08:00—09:00：当天有该考试")
def candidate_at_the_telephone(scene: DutyScene) -> None:
    scene.watch(PHONE, "考区", "12 08:00", "12 09:00", "X1")


@breaks(
    "RECUSE-KIN",
    says="备021 有亲属报名参加（考试 B），不得考点 01 值班电话 09-13 08:00—09:00：当天有该考试",
)
def uncle_at_the_telephone(scene: DutyScene) -> None:
    scene.watch(PHONE, "01", "13 08:00", "13 09:00", "备021")


@breaks("RECUSE-KIN", says="不得考点 01 09-12 06:20 试卷交接：会接触该考试的试卷")
def father_takes_the_papers(scene: DutyScene) -> None:
    scene.staff.hire("E9", "押运")
    scene.staff.scene.kin.append(kin("E9", "儿子", scene.staff.scene.person("A15").id_number))
    scene.staff.listed("A", "E9", "RECUSE-KIN", "直系血亲", "考试", "A15")
    scene.cells[HANDOVERS].append(["01", at("12 06:20"), "出库", "接", "E9"])


@breaks(
    "RECUSE-OTHER", says="工号 保电020 与报名序号 A03 申报了考点范围的回避，不得考点 01 值班电话"
)
def interest_on_duty_at_the_site(scene: DutyScene) -> None:
    scene.watch(PHONE, "01", "11 08:00", "11 12:00", "保电020")


@breaks("RECUSE-OTHER", says="工号 V1 与 监考016 申报了考试范围的回避，不得同时参与考试工作")
def two_kept_apart_one_of_them_on_duty(scene: DutyScene) -> None:
    scene.staff.interest("V1", "工号", "监考016", "工号", "考试")


@breaks("RECUSE-OTHER", says="工号 V1 与 V2 申报了考场范围的回避，不得同班、同车")
def two_kept_apart_in_rooms_on_one_watch(scene: DutyScene) -> None:
    scene.staff.interest("V1", "工号", "V2", "工号", "考场")


@breaks("RECUSE-OTHER", says="工号 D1 与 E2 申报了考点范围的回避，不得同班、同车")
def two_kept_apart_at_sites_in_one_vehicle(scene: DutyScene) -> None:
    scene.staff.interest("D1", "工号", "E2", "工号", "考点")
