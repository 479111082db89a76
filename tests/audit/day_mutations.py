"""Ways to damage draws of the day, each with the rule it breaks and the rules that this entails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from audit_builders import kin
from day_scene import SHOULD, DayScene, pair

from allocator.models.domain.kinship import OtherTie

Spoil = Callable[[DayScene], None]


@dataclass(frozen=True)
class DayMutation:
    """One damage; `says` must stand in a finding of the rule."""

    name: str
    rule: str
    spoil: Spoil
    also: tuple[str, ...]
    says: str


MUTATIONS: list[DayMutation] = []


def breaks(rule: str, *also: str, says: str = "") -> Callable[[Spoil], Spoil]:
    def enter(spoil: Spoil) -> Spoil:
        MUTATIONS.append(DayMutation(spoil.__name__, rule, spoil, also, says))
        return spoil

    return enter


def interest(day: DayScene, first: str, first_kind: str, second: str, second_kind: str) -> None:
    day.scene.other.append(
        OtherTie(first=first, first_kind=first_kind, second=second,  # type: ignore[arg-type]
                 second_kind=second_kind, scope="考场", reason="")  # type: ignore[arg-type]
    )  # fmt: skip


# --- rooms ----------------------------------------------------------------------------------------


@breaks("ROOM-TWO", "PAIR-GENDER", says="考点 01 场次 1 考场 001 监考 1 人，应有 2 人")
def one_alone_in_a_room(day: DayScene) -> None:
    day.draft("01", 1).rooms["001"].pop()


@breaks("ROOM-TWO", "PAIR-GENDER", says="考点 01 场次 3 考场 008 监考 1 人")
def administrator_alone_in_a_room(day: DayScene) -> None:
    del day.draft("01", 3).rooms["008"][0]
    day.change("K1", experience=3)


@breaks("ROOM-TWO", "PAIR-GENDER", says="考点 01 场次 1 考场 001 监考 1 人，应有 2 人")
def administrator_of_a_paper_room_does_not_double(day: DayScene) -> None:
    day.change("W1", posts=("监考", "考场系统管理员"))
    day.draft("01", 1).rooms["001"][1] = ("考场系统管理员", "W1")


@breaks("ROOM-COMPUTER", says="场次 3 考场 008")
def nobody_knows_computers(day: DayScene) -> None:
    day.change("K1", computer=False)


@breaks("ROOM-SYSADMIN", says="场次 3 考场 009 没有考场系统管理员")
def electronic_room_without_administrator(day: DayScene) -> None:
    day.draft("01", 3).rooms["009"][1] = ("监考乙", "K2")


# --- the list of the day --------------------------------------------------------------------------


@breaks("DRAW-DAY", "ROOM-TWO", "PAIR-GENDER", "PAIR-EXPERIENCE", says="考场 007 场次 1 没有列入")
def room_left_out(day: DayScene) -> None:
    del day.draft("01", 1).rooms["007"]


@breaks("DRAW-DAY", says="考场 010 场次 1 未启用")
def room_that_is_not_open(day: DayScene) -> None:
    draft = day.draft("01", 1)
    draft.rooms["010"] = pair("R1", "R2")
    draft.reserves = []


@breaks("DRAW-DAY", says="考场 001 教室应为 101，实为 104")
def another_classroom(day: DayScene) -> None:
    day.sheet("01", 1, "监考安排")[0][4] = "104"


@breaks("DRAW-DAY", says="考试代码应为 A，实为 C")
def another_exam(day: DayScene) -> None:
    day.sheet("01", 1, "监考安排")[0][0] = "C"


@breaks("DRAW-DAY", "ROOM-TWO", "PAIR-GENDER", says="角色 副监考 不是监考角色")
def role_that_there_is_not(day: DayScene) -> None:
    day.draft("01", 1).rooms["001"][1] = ("副监考", "W1")


@breaks("DRAW-DAY", says="有两名监考甲")
def two_leaders(day: DayScene) -> None:
    day.draft("01", 1).rooms["001"][1] = ("监考甲", "W1")


@breaks("DRAW-DAY", says="工号 X9：不在工作人员表中")
def stranger(day: DayScene) -> None:
    day.draft("01", 1).patrols[0] = ("X9", ["001", "002", "003"])


@breaks("DRAW-DAY", says="姓名或工作单位与工作人员表不一致")
def another_name(day: DayScene) -> None:
    day.sheet("01", 1, "监考安排")[0][7] = "职员M2"


@breaks("DRAW-DAY", says="姓名或工作单位与工作人员表不一致")
def another_unit(day: DayScene) -> None:
    day.sheet("01", 1, "监考安排")[0][8] = ""


@breaks("DRAW-DAY", "ROOM-TWO", "PAIR-GENDER", says="考场 001 监考乙 工号 空：不在工作人员表中")
def nobody_named(day: DayScene) -> None:
    day.sheet("01", 1, "监考安排")[1][6] = ""


@breaks("DRAW-DAY", says="不属于这次抽签")
def session_that_is_no_number(day: DayScene) -> None:
    day.sheet("01", 1, "监考安排")[0][1] = "一"


@breaks("DRAW-DAY", says="流动监考 工号 W1：可任岗位中没有流动监考")
def post_that_one_may_not_take(day: DayScene) -> None:
    draft = day.draft("01", 1)
    day.change("P1", sex="女")
    draft.put("001", 1, "P1")
    draft.patrols[0] = ("W1", ["001", "002", "003"])


@breaks("DRAW-DAY", says="选派方式为志愿者招募，不得任监考")
def volunteer_in_a_room(day: DayScene) -> None:
    day.change("W9", source="志愿者招募")


@breaks("DRAW-DAY", says="选派方式为社会招聘，不得任考场系统管理员")
def hired_administrator_doubles(day: DayScene) -> None:
    day.change("K1", source="社会招聘")


@breaks("DRAW-DAY", says="工号 W9：岗位安排中不在考点 01 场次 1")
def somebody_of_another_site(day: DayScene) -> None:
    day.draft("01", 1).put("001", 1, "W9")


@breaks("DRAW-DAY", says="工号 M1 场次 1 不止一处：考场 001 监考甲、备用 3")
def in_a_room_and_in_reserve(day: DayScene) -> None:
    day.draft("01", 1).reserves.append("M1")


@breaks("DRAW-DAY", says="不止一处：考场 001 监考甲、流动监考")
def in_a_room_and_on_patrol(day: DayScene) -> None:
    day.draft("01", 1).patrols[0] = ("M1", ["001", "002", "003"])


@breaks("DRAW-DAY", "ROOM-TWO", "PAIR-GENDER", says="不止一处：考场 001 监考甲、考场 001 监考乙")
def both_of_a_room_are_one(day: DayScene) -> None:
    day.draft("01", 1).put("001", 1, "M1")


@breaks("DRAW-DAY", says="工号 M1 同一时间在两处：考点 01 场次 1 考场 001 监考甲、考点 02 场次 1")
def at_two_sites(day: DayScene) -> None:
    day.post("02", "监考", 1, "M1")
    day.draft("02", 1).put("001", 0, "M1")


@breaks("DRAW-DAY", says="备用监考的顺序不是从 1 起连续编号")
def order_of_reserves_with_a_gap(day: DayScene) -> None:
    day.sheet("01", 1, "备用监考")[1][2] = 3


@breaks("DRAW-DAY", says="考场 008 场次 3、4 为同一次抽签，人员却不同")
def drawn_again_within_a_turn(day: DayScene) -> None:
    rows = day.sheet("01", 3, "监考安排")
    later = [row for row in rows if row[1] == 4 and row[5] == "监考甲"]
    later[0][6:9], later[1][6:9] = later[1][6:9], later[0][6:9]


@breaks("DRAW-DAY", says="场次 1 监考 工号 R2 在岗位安排中，没有列入抽签")
def somebody_missing_in_a_rehearsal(day: DayScene) -> None:
    day.draft("01", 1, rehearsal=True).reserves.pop()


@breaks("DRAW-DAY", says="备用 2 工号 R2：运行记录称其未到岗")
def absent_one_drawn(day: DayScene) -> None:
    day.absent["01", 1, False] = ("R2",)


@breaks("DRAW-DAY", says="考点 02 场次 1 不属于这次抽签")
def row_of_another_site(day: DayScene) -> None:
    day.sheet("01", 1, "备用监考")[0][1] = "02"


@breaks("DRAW-DAY", says="考点 01 场次 2 不属于这次抽签")
def row_of_another_session(day: DayScene) -> None:
    day.sheet("01", 1, "备用监考")[1][0] = 2


@breaks("DRAW-DAY", says="场次 4 与场次 3 同属一批次")
def named_by_the_second_session(day: DayScene) -> None:
    day.draft("01", 3).sessions = (4, 3)
    day.claims["01", 4, False] = dict.fromkeys(SHOULD, 0)


# --- patrols --------------------------------------------------------------------------------------


@breaks("PATROL-5", says="工号 P1 巡视 6 个考场，至多 5 个")
def six_rooms_for_one(day: DayScene) -> None:
    six = [f"00{n}" for n in range(1, 7)]
    day.draft("01", 1).patrols = [("P1", six), ("P3", ["007"])]


@breaks("PATROL-5", says="的范围跨 明德楼 1 楼、明德楼 2 楼")
def two_floors_for_one(day: DayScene) -> None:
    day.draft("01", 1).patrols = [
        ("P1", ["001", "002", "003"]), ("P2", ["004", "005"]), ("P3", ["006", "007"]),
    ]  # fmt: skip


@breaks("PATROL-5", says="工号 P1 的考场 001、002、004 不相邻")
def rooms_apart(day: DayScene) -> None:
    day.draft("01", 1).patrols = [
        ("P1", ["001", "002", "004"]), ("P2", ["003", "005", "006"]), ("P3", ["007"]),
    ]  # fmt: skip


@breaks("PATROL-5", says="6 个考场分给 3 名流动监考，只需 2 名")
def more_ranges_than_needed(day: DayScene) -> None:
    draft = day.draft("01", 1)
    draft.patrols = [
        ("P1", ["001", "002"]), ("P2", ["003", "004"]), ("R1", ["005", "006"]), ("P3", ["007"]),
    ]  # fmt: skip
    draft.reserves = ["R2"]


@breaks("PATROL-5", says="巡视范围大小不均：2、4")
def uneven_ranges(day: DayScene) -> None:
    day.draft("01", 1).patrols = [
        ("P1", ["001", "002", "003", "004"]), ("P2", ["005", "006"]), ("P3", ["007"]),
    ]  # fmt: skip


@breaks("PATROL-5", says="考点 01 场次 1 考场 006 没有流动监考")
def room_without_patrol(day: DayScene) -> None:
    day.draft("01", 1).patrols[1] = ("P2", ["004", "005"])


@breaks("PATROL-5", says="考点 01 场次 1 考场 003 有 2 名流动监考")
def room_with_two_patrols(day: DayScene) -> None:
    day.draft("01", 1).patrols[1] = ("P2", ["003", "004", "005", "006"])


@breaks("PATROL-5", says="考场 001 在 明德楼 1 楼")
def another_floor_in_a_row(day: DayScene) -> None:
    day.sheet("01", 1, "流动监考")[0][3] = 2


@breaks("PATROL-5", says="考场 011 未启用")
def patrol_of_a_room_that_is_not_open(day: DayScene) -> None:
    day.sheet("01", 1, "流动监考").append([1, "01", "明德楼", 2, "P3", "职员P3", "011"])


# --- who must not work together -------------------------------------------------------------------


@breaks("PAIR-KIN", says="场次 1 考场 001：监考甲 工号 M1 与 监考乙 工号 W1 是亲属")
def brother_and_sister_in_a_room(day: DayScene) -> None:
    day.scene.kin.append(kin("W1", "哥哥", day.member("M1").id_number))


@breaks("PAIR-KIN", says="场次 3 考场 009：考场系统管理员 工号 K2 与 流动监考 工号 P1 是亲属")
def father_on_patrol(day: DayScene) -> None:
    day.scene.kin.append(kin("K2", "父亲", day.member("P1").id_number))


@breaks("RECUSE-OTHER", says="考场 001：监考甲 工号 M1 与考生报名序号 A11 申报了其他回避")
def interest_in_a_candidate_of_the_room(day: DayScene) -> None:
    interest(day, "M1", "工号", "A11", "报名序号")


@breaks("RECUSE-OTHER", says="考场 002：流动监考 工号 P1 与考生报名序号 A22")
def interest_in_a_candidate_on_patrol(day: DayScene) -> None:
    interest(day, "A22", "报名序号", "P1", "工号")


@breaks("RECUSE-OTHER", says="考场 009：考场系统管理员 工号 K2 与考生报名序号 C21")
def interest_of_a_unit_in_a_unit(day: DayScene) -> None:
    interest(day, "单位K2", "工作单位", "公司C2", "工作单位")


@breaks("RECUSE-OTHER", says="考场 001：监考甲 工号 M1 与 监考乙 工号 W1 申报了其他回避")
def interest_between_two_of_a_room(day: DayScene) -> None:
    interest(day, day.member("W1").id_number, "证件号码", "M1", "工号")


# --- what a draw keeps small ----------------------------------------------------------------------


@breaks("PAIR-UNIT", says="场次 1 考场 001：工号 M1、W1 同为 单位M1")
def two_of_one_unit(day: DayScene) -> None:
    day.change("W1", employer="单位M1")


@breaks("PAIR-UNIT", says="正式抽签 考点 02 场次 1：运行记录称剩余 1，按抽签表清点为 0")
def pairs_of_a_unit_claimed_wrongly(day: DayScene) -> None:
    day.claims["02", 1, False]["PAIR-UNIT"] = 1


@breaks("PAIR-GENDER", says="场次 2 考场 001：监考人员中没有女")
def two_men(day: DayScene) -> None:
    day.change("W3", experience=5)
    day.draft("01", 2).swap(("001", 1), ("002", 0))


@breaks("PAIR-GENDER", says="演练 考点 01 场次 1：运行记录的数值 0 小于它自己的下界 1")
def bound_above_the_claim_of_a_rehearsal(day: DayScene) -> None:
    day.bounds["01", 1, True] = {"PAIR-GENDER": 1}


@breaks("PAIR-EXPERIENCE", says="考点 02 场次 2 考场 001：没有有经验（1 次以上）的监考人员")
def nobody_experienced(day: DayScene) -> None:
    day.change("M9", experience=0)


@breaks("PAIR-EXPERIENCE", says="运行记录称剩余 2，按抽签表清点为 0")
def rooms_without_experience_claimed_wrongly(day: DayScene) -> None:
    day.claims["01", 1, False]["PAIR-EXPERIENCE"] = 2


@breaks("PAIR-EXPERIENCE", says="场次 1 考场 001：监考甲的监考经验（5 次）少于同考场的 9 次")
def the_less_experienced_leads(day: DayScene) -> None:
    day.change("W1", experience=9)


@breaks("ROOM-OWN-UNIT", says="场次 1 考场 001：监考甲 工号 M1 监考本单位（公司11）的考生")
def candidates_of_the_own_unit(day: DayScene) -> None:
    day.change("M1", employer="公司11")


@breaks("ROOM-OWN-UNIT", says="运行记录称已证明至少剩余 1，按抽签表清点只有 0")
def bound_above_what_is_left(day: DayScene) -> None:
    day.claims["01", 3, False]["ROOM-OWN-UNIT"] = 1
    day.bounds["01", 3, False] = {"ROOM-OWN-UNIT": 1}


@breaks("ROOM-REPEAT", says="场次 2 考场 001：监考甲 工号 M1 再次监考这个考场")
def in_the_same_room_again(day: DayScene) -> None:
    day.draft("01", 2).swap(("001", 0), ("007", 0))


@breaks("ROOM-REPEAT", says="场次 2 考场 007：工号 M2、W2 再次搭档")
def with_the_same_partner_again(day: DayScene) -> None:
    day.draft("01", 2).swap(("001", 0), ("007", 0))


@breaks("ROOM-REPEAT", says="运行记录称剩余 3，按抽签表清点为 0")
def false_claim(day: DayScene) -> None:
    day.claims["01", 2, False]["ROOM-REPEAT"] = 3
