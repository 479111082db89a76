"""Damages to the plan, the inputs or the claims of a run; all tables and documents follow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit_builders import a_clerk, kin
from audit_mutation import plan

from allocator.models.domain.exam import Form, Need
from allocator.models.domain.kinship import OtherTie

if TYPE_CHECKING:
    from audit_scene import Scene


@plan("SEAT-RANDOM", says="种子")
def no_seed(scene: Scene) -> None:
    scene.claim(seed=" ")


@plan("SEAT-RANDOM", says="摘要")
def no_digest(scene: Scene) -> None:
    scene.claim(digest="ab")


@plan("SEAT-RANDOM", says="B07 没有编排")
def somebody_left_out(scene: Scene) -> None:
    # The last of a room, so that the numbers still run on.
    scene.swap("B07", scene.seats[-9].registration)
    scene.seats.remove(scene.draft("B07"))


@plan("SEAT-FAIR", says="60 人")
def seats_in_the_order_of_the_sheet(scene: Scene) -> None:
    drafts = [draft for draft in scene.seats if draft.exam == "B"]
    for nth, draft in enumerate(drafts):
        draft.registration = f"B{nth:02d}"


@plan("SEAT-FAIR", says="60 人")
def rooms_in_the_order_of_the_sheet_seats_mixed(scene: Scene) -> None:
    drafts = [draft for draft in scene.seats if draft.exam == "B"]
    for nth, draft in enumerate(drafts):
        draft.registration = f"B{nth // 6 * 6 + nth * 5 % 6:02d}"


@plan("ROOM-30", says="至多 5 人")
def too_many_for_the_seats(scene: Scene) -> None:
    scene.policy = replace(scene.policy, standard_size=5)


@plan("ROOM-30", "ROOM-SPARE", says="至多 35 人")
def too_many_machines_used(scene: Scene) -> None:
    scene.change_room("01", "301", spare_machines=5)


@plan("ROOM-30", "TICKET", says="座位 31")
def seat_beyond_the_usable(scene: Scene) -> None:
    scene.change_room("01", "103", seats=36, layout=(12, 12, 12))
    scene.draft("A09").seat = 31
    scene.draft("A08").seat = 4


@plan("ROOM-TAIL", says="只有 4 人")
def small_room_with_tails_merged(scene: Scene) -> None:
    scene.policy = replace(scene.policy, merge_tail=True)


@plan("ROOM-SPACING", says="停用")
def closed_room_open(scene: Scene) -> None:
    scene.change_room("02", "101", closed=True)


@plan("ROOM-SPACING", says="0.90")
def narrow_room_open(scene: Scene) -> None:
    scene.change_room("02", "101", spacing_hundredths=90)


@plan("ROOM-ONE-PAPER", says="2 种试卷")
def two_specialties_in_a_room(scene: Scene) -> None:
    scene.swap("A10", "A05")


@plan("ROOM-ONE-PAPER", says="形式")
def paper_exam_on_machines(scene: Scene) -> None:
    machines = {"form": Form.ELECTRONIC, "spare_machines": 2}
    scene.change_room("02", "101", **machines)
    scene.change_room("02", "102", **machines)


@plan("ROOM-ONE-PAPER", says="同一时间")
def two_exams_in_a_room_at_one_time(scene: Scene) -> None:
    sat = scene.papers[3]
    scene.papers[4] = replace(scene.papers[4], start=sat.start, end=sat.end)
    for seat, draft in enumerate([d for d in scene.seats if d.batch == 1], start=25):
        draft.room, draft.seat = scene.room("01", "302"), seat


@plan("ROOM-SPARE", says="备用考场应留 3 个")
def no_spare_room(scene: Scene) -> None:
    scene.sites[0] = replace(scene.sites[0], spare_rooms=3)
    scene.rooms.append(replace(scene.rooms[7], classroom="304"))
    scene.rooms.append(replace(scene.rooms[7], classroom="305"))


def _claims(scene: Scene, name: str, value: int) -> None:
    tiers = [replace(t, value=value, bound=1) if t.name == name else t for t in scene.run.tiers]
    scene.claim(tiers=tuple(tiers))


@plan("ROOM-PRIORITY", says="流动监考：运行记录称 3，按导出的编排总表重新清点为 4")
def patrols_counted_wrongly(scene: Scene) -> None:
    _claims(scene, "流动监考", 3)


@plan("ROOM-PRIORITY", says="科目考点：运行记录称 9，按导出的编排总表重新清点为 8")
def papers_at_sites_counted_wrongly(scene: Scene) -> None:
    _claims(scene, "科目考点", 9)


@plan("ROOM-PRIORITY", says="启用考场：运行记录称 6")
def rooms_counted_wrongly(scene: Scene) -> None:
    _claims(scene, "启用考场", 6)


@plan("ROOM-PRIORITY", says="小于它自己的下界 9")
def value_below_its_bound(scene: Scene) -> None:
    tiers = [replace(t, value=8, bound=9) if t.name == "科目考点" else t for t in scene.run.tiers]
    scene.claim(tiers=tuple(tiers))


@plan("ROOM-PRIORITY", says="运行记录称已证明至少 9，按导出的编排总表重新清点只有 8")
def bound_above_what_was_counted(scene: Scene) -> None:
    tiers = [replace(t, value=9, bound=9) if t.name == "科目考点" else t for t in scene.run.tiers]
    scene.claim(tiers=tuple(tiers))


@plan("SEAT-CLASH", says="A01 与 C1")
def same_person_at_two_places(scene: Scene) -> None:
    sat = scene.papers[0]
    for nth in (4, 5):
        scene.papers[nth] = replace(scene.papers[nth], start=sat.start, end=sat.end)
    # Two batches of one room at one time would break ROOM-ONE-PAPER as well.
    day_after = scene.papers[3].start.replace(day=14)
    scene.papers[5] = replace(scene.papers[5], start=day_after, end=day_after.replace(hour=11))


@plan("SEAT-APART", says="座位 1 与 2")
def colleagues_side_by_side(scene: Scene) -> None:
    scene.swap("A02", "A03")


@plan("SEAT-APART", says="称余 2 对")
def pairs_claimed_wrongly(scene: Scene) -> None:
    scene.claim(pairs_left=2)


@plan("SEAT-APART", says="称已证明至少 1 对，导出表中只有 0 对")
def bound_above_the_pairs_there_are(scene: Scene) -> None:
    scene.claim(pairs_bound=1)


@plan("SEAT-KIN", says="兄弟姐妹")
def brothers_in_a_room(scene: Scene) -> None:
    ids = [scene.person(name).id_number for name in ("A02", "A05")]
    scene.kin.append(kin(ids[0], "哥哥", ids[1]))


@plan("SEAT-KIN", says="直系亲属")
def father_and_son_by_a_clerk(scene: Scene) -> None:
    """A clerk's brother and father are father and son, though neither declared the other."""
    ids = [scene.person(name).id_number for name in ("A02", "A05")]
    scene.kin += [kin("G1", "哥哥", ids[0]), kin("S0001", "父亲", ids[1])]


@plan("SEAT-KIN", says="配偶")
def a_couple_in_a_room_declared_by_a_third_person(scene: Scene) -> None:
    """She is the wife of the third person's brother; one of the two is only named by the chain."""
    ids = [scene.person(name).id_number for name in ("A02", "A05")]
    scene.kin += [kin("S0007", "姐姐", ids[0]), kin(ids[0], "丈夫", ids[1])]


@plan("SEAT-KIN", says="其他回避")
def declared_pair_in_a_room(scene: Scene) -> None:
    scene.other[0] = replace(scene.other[0], second="丙公司")


@plan("SEAT-KIN", says="其他回避")
def clerk_who_is_a_candidate_with_a_declared_pair(scene: Scene) -> None:
    scene.staff[0] = a_clerk("G1", scene.person("A02").id_number)
    tie = OtherTie(
        first="G1", first_kind="工号", second="A05", second_kind="报名序号", scope="考试", reason=""
    )
    scene.other.append(tie)


@plan("SEAT-NEEDS", says="一楼")
def need_of_ground_floor(scene: Scene) -> None:
    scene.change_person("A12", need=Need(ground=True))


@plan("SEAT-NEEDS", says="无障碍")
def need_of_accessible_room(scene: Scene) -> None:
    scene.change_person("A12", need=Need(accessible=True))


@plan("SEAT-NEEDS", says="另有 4 人")
def need_of_a_room_alone(scene: Scene) -> None:
    scene.change_person("A12", need=Need(alone=True))


@plan("SEAT-NEEDS", says="延时")
def different_extra_time_in_a_room(scene: Scene) -> None:
    scene.change_person("A08", need=Need(extra_percent=50))


@plan("SEAT-SITE", says="指定考点 01")
def not_at_the_designated_site(scene: Scene) -> None:
    scene.change_person("A18", site="01")


@plan("TICKET", says="考点段应为 01")
def ticket_of_another_site(scene: Scene) -> None:
    places = {p.registration: p.ticket for p in scene.places()}
    for draft in scene.seats:
        if draft.exam == "C" and draft.batch == 2:
            ticket = places[draft.registration]
            draft.ticket = ticket[:4] + "07" + ticket[6:]


@plan("TICKET", says="不连续递增")
def gap_in_the_seats(scene: Scene) -> None:
    scene.draft("A20").seat = 7


@plan("TICKET", says="第 7 号，实为 010")
def gap_in_the_room_numbers(scene: Scene) -> None:
    for draft in scene.seats:
        if draft.exam == "C":
            draft.number = "010"


@plan("TICKET", says="的考场号有 007 和 008 两个")
def another_room_number_in_another_batch(scene: Scene) -> None:
    for draft in scene.seats:
        if draft.batch == 2:
            draft.number = "008"


@plan("TICKET", says="重复")
def ticket_of_somebody_else(scene: Scene) -> None:
    scene.policy = replace(scene.policy, templates={**scene.policy.templates, "": "{流水:4}"})
    count = 0
    for draft in scene.seats:
        if draft.exam != "A":
            count += 1
            draft.ticket = f"{count if draft.exam == 'B' else count % 60 + 1:04d}"
