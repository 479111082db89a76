"""How people lie over sites, counted from the posts alone."""

from __future__ import annotations

import pytest
from audit_scene import Scene
from staff_scene import a_member

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
