"""When sessions are held: from the first start to the last end of their papers and rooms."""

from __future__ import annotations

from dataclasses import replace

from duty_scene import DutyScene, at

from allocator.audit.plain import Span
from allocator.audit.staff.spans import SessionSpans
from allocator.models.domain.exam import Need


def spans(scene: DutyScene) -> SessionSpans:
    return SessionSpans(scene.staff.book(), scene.inputs())


def move_paper(scene: DutyScene, nth: int, start: str, end: str) -> None:
    papers = scene.staff.scene.papers
    papers[nth] = replace(papers[nth], start=at(start), end=at(end))


def test_a_session_is_as_long_as_its_papers() -> None:
    scene = DutyScene()
    for first, second in ((1, 2), (2, 1)):
        move_paper(scene, first, "12 13:30", "12 16:00")
        move_paper(scene, second, "12 14:00", "12 17:05")
        assert spans(scene).anywhere()[2] == Span(at("12 13:30"), at("12 17:05"))


def test_at_a_site_it_lasts_as_long_as_its_last_room() -> None:
    made = spans(DutyScene())
    # The room of 延时 is at site 01: 30 % more of 150 and of 185 minutes.
    assert made.at("01", 1) == Span(at("12 09:00"), at("12 12:15"))
    assert made.at("02", 1) == Span(at("12 09:00"), at("12 11:30"))
    assert made.at("01", 9) is None


def test_a_room_of_extra_time_is_one_of_its_own_site() -> None:
    scene = DutyScene()
    scene.staff.scene.change_person("A15", need=Need(extra_percent=50))
    made = spans(scene)
    assert made.at("01", 1) == Span(at("12 09:00"), at("12 12:15"))
    assert made.at("02", 1) == Span(at("12 09:00"), at("12 12:45"))


def test_of_several_rooms_of_extra_time_the_last_counts() -> None:
    for percents in ((30, 50), (50, 30)):
        scene = DutyScene()
        first, second = percents
        for name, percent in (("A07", first), ("A08", first), ("A09", second)):
            scene.staff.scene.change_person(name, need=Need(extra_percent=percent))
        assert spans(scene).at("01", 1) == Span(at("12 09:00"), at("12 12:45"))


def test_a_short_paper_with_extra_time_ends_no_session_early() -> None:
    scene = DutyScene()
    # 建筑, whose room of 延时 it is, has 100 minutes; 公路 has 185.
    move_paper(scene, 1, "12 14:00", "12 15:40")
    assert spans(scene).at("01", 2) == Span(at("12 14:00"), at("12 17:05"))


def test_sessions_that_touch_do_not_overlap() -> None:
    scene = DutyScene()
    for nth in (1, 2):
        move_paper(scene, nth, "12 11:30", "12 14:00")
    made = spans(scene)
    assert not made.overlap(("02", 1), ("02", 2))
    assert not made.overlap(("02", 2), ("02", 1))
    assert made.overlap(("01", 1), ("02", 2))
    assert not made.overlap(("01", 1), ("02", 9))
    words = "（考点 01 场次 1 有延时考场，12:15 才结束）"
    assert made.late(("01", 1), ("02", 2)) == words
    assert made.late(("02", 2), ("01", 1)) == words
    assert made.late(("01", 1), ("01", 1)) == ""
