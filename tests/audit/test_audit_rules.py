"""Every rule: silent on an obeying plan, and named, alone, when just that rule is broken."""

from __future__ import annotations

from dataclasses import replace

import audit_table_mutations  # noqa: F401  # enters its damages
import pytest
from audit_document_mutations import covers_missing, id_on_a_form_for_staff
from audit_mutation import MUTATIONS, Mutation
from audit_plan_mutations import (
    brothers_in_a_room,
    not_at_the_designated_site,
    two_specialties_in_a_room,
)
from audit_scene import Scene

from allocator.audit.exported import ROSTER, Exported, Gap
from allocator.audit.run import CHECKS, check_all
from allocator.models.domain.policy import Apart, Policy
from allocator.models.rules import CANDIDATE_RULES, DUTY_RULES, RULES, STAFF_RULES


def broken(scene: Scene, book: Exported | None = None) -> dict[str, list[str]]:
    """Return the findings by rule, waived ones left out."""
    reports = check_all(book or scene.export(), scene.inputs(), scene.run)
    return {
        r.rule: [f.message for f in r.findings if not f.waived]
        for r in reports
        if any(not f.waived for f in r.findings)
    }


def test_every_rule_has_its_check_in_catalogue_order() -> None:
    assert [check.__name__ for check in CHECKS] == [rule.snake for rule in RULES]


def test_obeying_plan_has_no_finding() -> None:
    assert broken(Scene()) == {}


def test_obeying_plan_is_looked_at_by_every_rule_but_the_tail() -> None:
    scene = Scene()
    reports = check_all(scene.export(), scene.inputs(), scene.run)
    idle = [r.rule for r in reports if not r.applies or r.checked == 0]
    # The scene has no staff: their rules have scenes of their own.
    assert idle == ["ROOM-TAIL", *(rule.code for rule in (*STAFF_RULES, *DUTY_RULES))]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.name)
def test_damage_is_named_as_the_rule_it_breaks(mutation: Mutation) -> None:
    scene = Scene()
    mutation.scene(scene)
    found = broken(scene, mutation.book(scene.export()))
    assert set(found) == {mutation.rule, *mutation.also}, found
    assert any(mutation.says in message for message in found[mutation.rule]), found[mutation.rule]


def test_every_rule_is_broken_by_some_damage() -> None:
    assert {mutation.rule for mutation in MUTATIONS} == {rule.code for rule in CANDIDATE_RULES}


# --- switches, waivers, settings ------------------------------------------------------------------


def report_of(rule: str, scene: Scene, book: Exported | None = None):  # type: ignore[no-untyped-def]
    reports = check_all(book or scene.export(), scene.inputs(), scene.run)
    return next(r for r in reports if r.rule == rule)


def test_rule_switched_off_does_not_apply() -> None:
    scene = Scene()
    brothers_in_a_room(scene)
    scene.policy = replace(scene.policy, switches={"SEAT-KIN": False})
    report = report_of("SEAT-KIN", scene)
    assert not report.applies
    assert report.findings == ()
    assert "关闭" in report.remark


def test_findings_of_a_waived_rule_are_waived() -> None:
    scene = Scene()
    not_at_the_designated_site(scene)
    scene.policy = replace(scene.policy, waivers={"SEAT-SITE": "考点停电"})
    assert [f.waived for f in report_of("SEAT-SITE", scene).findings] == [True]


def test_merged_tail_room_of_33_counts_as_a_waiver_and_34_does_not() -> None:
    scene = Scene()
    scene.policy = replace(scene.policy, merge_tail=True, standard_size=5)
    report = report_of("ROOM-30", scene)
    assert {f.waived for f in report.findings} == {True}
    assert len(report.findings) == 2
    scene.policy = replace(scene.policy, standard_size=2)
    assert False in {f.waived for f in report_of("ROOM-30", scene).findings}


def test_named_small_specialties_may_share_a_room() -> None:
    scene = Scene()
    two_specialties_in_a_room(scene)
    scene.policy = replace(scene.policy, mixed_papers=2, mixed_specialties=("建筑", "公路"))
    assert broken(scene) == {}
    scene.policy = replace(scene.policy, mixed_specialties=("公路",))
    assert list(broken(scene)) == ["ROOM-ONE-PAPER"]


@pytest.mark.parametrize("setting", ["2", "30:2", "30份×2袋"])
def test_spare_bags_are_counted_again(setting: str) -> None:
    scene = Scene()
    scene.policy = replace(scene.policy, others={"备用试卷袋": setting})
    assert broken(scene) == {}
    book = scene.export()
    less = tuple(row for row in book.totals if row.site != "备用")
    found = broken(scene, replace(book, totals=less))
    assert set(found) == {"PAPERS"}
    assert any("备用 一级 S1 科目S1：没有这一行" in text for text in found["PAPERS"])


def test_whole_ids_may_stand_in_documents_of_a_run_with_full_ids() -> None:
    scene = Scene()
    scene.claim(full_ids=True)
    book = id_on_a_form_for_staff(scene.export())
    assert broken(scene, book) == {}


def test_covers_are_not_asked_for_where_there_are_only_machines() -> None:
    scene = Scene()
    scene.seats = [draft for draft in scene.seats if draft.exam != "A"]
    book = covers_missing(scene.export())
    covers = [m for m in broken(scene, book).get("PAPERS", []) if "试卷袋封面" in m]
    assert covers == []


def test_unknown_tier_is_named_as_not_counted_again() -> None:
    scene = Scene()
    tier = replace(scene.run.tiers[0], name="新目标")
    scene.claim(tiers=(*scene.run.tiers[1:], tier))
    report = report_of("ROOM-PRIORITY", scene)
    assert report.findings == ()
    assert "未重新清点：新目标" in report.remark
    assert "运行记录未列：启用考场" in report.remark


def test_eight_neighbours_see_diagonals_and_four_do_not() -> None:
    scene = Scene()
    # Seats 5 and 9 stand in rows 5 and 4 of columns 1 and 2.
    extra = [scene.draft(name) for name in ("A03", "A05")]
    extra[0].registration, extra[1].registration = "A05", "A03"
    for seat, name in ((7, "A15"), (8, "A16"), (9, "A01")):
        scene.draft(name).room, scene.draft(name).seat = scene.room("01", "101"), seat
    book = scene.export()
    assert "余 0 对" not in report_of("SEAT-APART", scene, book).remark
    four = report_of("SEAT-APART", scene, book)
    scene.policy = replace(scene.policy, apart=Apart.EIGHT)
    eight = report_of("SEAT-APART", scene, book)
    assert (len(four.findings), len(eight.findings)) == (0, 2)


def test_separation_that_is_off_does_not_apply() -> None:
    scene = Scene(policy=Policy(templates=Scene().policy.templates, apart=Apart.OFF))
    assert not report_of("SEAT-APART", scene).applies


def test_unreadable_roster_is_a_finding_of_every_rule() -> None:
    scene = Scene()
    gap = Gap(ROSTER, "编排总表.xlsx", "编排总表.xlsx 的工作表 考生编排 缺少列：座位号")
    book = replace(scene.export(), places=(), gaps=(gap,))
    found = broken(scene, book)
    assert set(found) == {rule.code for rule in CANDIDATE_RULES}
    assert all("座位号" in messages[0] for messages in found.values())


def test_no_finding_shows_a_whole_id_number() -> None:
    ids = {person.id_number for person in Scene().people}
    for mutation in MUTATIONS:
        scene = Scene()
        mutation.scene(scene)
        found = broken(scene, mutation.book(scene.export()))
        texts = " ".join(text for messages in found.values() for text in messages)
        assert not [number for number in ids if number in texts], mutation.name
