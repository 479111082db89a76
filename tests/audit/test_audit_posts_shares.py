"""How people lie over sites, counted from the posts alone."""

from __future__ import annotations

import pytest
from audit_scene import Scene
from staff_scene import StaffScene, a_member

from allocator.audit.staff.mixed import lacking, lacking_at_least
from allocator.audit.staff.shares import EXPERIENCE, HOME, UNITS, WOMEN, Stationed, counted


def _count(*people: tuple[str, dict[str, object]]) -> dict[str, int]:
    posted = [
        Stationed(a_member(f"G{nth}", "监考", **changes), site)
        for nth, (site, changes) in enumerate(people)
    ]
    return dict(counted(posted, Scene().inputs()))


def test_fair_shares_cost_nothing() -> None:
    people = [(site, {"sex": sex, "employer": unit})
              for site in ("01", "02") for sex, unit in (("女", "甲"), ("男", "乙"))]  # fmt: skip
    assert _count(*people)[UNITS] == _count(*people)[WOMEN] == 0


def test_a_unit_all_at_one_site_is_beyond_its_share() -> None:
    people = [("01", {"employer": "甲"})] * 4 + [("02", {"employer": "乙"})] * 4
    assert _count(*people)[UNITS] == 4
    assert _count(*people[:4], ("02", {"employer": ""}))[UNITS] == 0


@pytest.mark.parametrize(("there", "off"), [(0, 4), (1, 2), (2, 0), (3, 2)])
def test_women_off_their_share_count_at_both_sites(there: int, off: int) -> None:
    women = [("01", {"sex": "女"})] * there + [("02", {"sex": "女"})] * (4 - there)
    men = [("01", {"sex": "男"})] * (4 - there) + [("02", {"sex": "男"})] * there
    assert _count(*women, *men)[WOMEN] == off


def test_experience_begins_at_the_setting_and_home_is_the_site_of_the_roster() -> None:
    people = [("01", {"experience": 1}), ("02", {"experience": 0}), ("02", {"site": "01"})]
    found = _count(*people)
    assert (found[EXPERIENCE], found[HOME]) == (0, 1)


def _in_pairs() -> StaffScene:
    """Return the scene with a man among every two 监考, administrators and reserves."""
    scene = StaffScene()
    for member in list(scene.scene.staff):
        if member.staff[:2] in ("监考", "备0"):
            scene.change(member.staff, sex="男" if int(member.staff[-1]) % 2 else "女")
        elif member.staff.startswith("考场系统管理员"):
            scene.change(member.staff, sex="男", posts=("考场系统管理员",))
    return scene


def _lacking(scene: StaffScene) -> tuple[int, int]:
    return (
        lacking(scene.book(), scene.inputs()), lacking_at_least(scene.book(), scene.inputs())
    )  # fmt: skip


def test_rooms_lack_nobody_where_men_and_women_are_posted_in_pairs() -> None:
    assert _lacking(_in_pairs()) == (0, 0)


def test_a_woman_fewer_is_missing_in_each_of_her_turns() -> None:
    """监考010 serves all five sessions of site 01, and in none of them is a woman to spare."""
    scene = _in_pairs()
    scene.change("监考010", sex="男")
    assert _lacking(scene)[0] == 5


def test_who_is_of_neither_sex_or_on_patrol_counts_for_nobody() -> None:
    scene = _in_pairs()
    scene.change("监考020", sex="")
    assert _lacking(scene)[0] == 2
    scene = _in_pairs()
    scene.change("流动监考020", sex="男", posts=("流动监考", "监考"))
    assert _lacking(scene)[0] == 0


def test_half_of_the_reserves_are_wanted_of_either_sex() -> None:
    """With reserves all women a man is missing; not in session 3, where both administrators are."""
    scene = _in_pairs()
    for order in (1, 2):
        for site in ("01", "02"):
            scene.change(f"备{site}{order}", sex="女")
    assert _lacking(scene)[0] == 6


def test_where_all_are_women_counting_shows_it() -> None:
    found, least = _lacking(StaffScene())
    assert found == least == 5 + 5 + 3 + 2 + 2 + 2 + 2
