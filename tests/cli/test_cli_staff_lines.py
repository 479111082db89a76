"""What `allocator run` says of the staff: above all where a draw bears no absence."""

from __future__ import annotations

from dataclasses import replace

from allocator.cli.summary import staff_data, staff_lines
from allocator.pipeline.staff_result import StaffResult, Tight

ADMIN = "考场系统管理员"
CURE = "增加 1 名备用考场系统管理员"
FIRM = StaffResult(
    recused=0, posted=20, reserves=2, spreads=(), tiers=(), draws=4, worst=2, likely=3, tight=(),
    rehearsed=0, left=(),
)  # fmt: skip


def tight(site: str, *sessions: int, lacking: str = ADMIN, cure: str = CURE) -> Tight:
    return Tight(site=site, sessions=sessions, lacking=lacking, cure=cure)


def said(*found: Tight) -> list[str]:
    lines = staff_lines(replace(FIRM, worst=0, likely=0, tight=found))
    return lines[1:]


def test_how_many_may_be_absent_is_said_where_some_may():
    assert staff_lines(FIRM)[1:] == [
        "  抽签可行性：4 场抽签全部证明能够完成；任意 2 人缺席仍能完成，"
        "95% 的演练中 3 人缺席仍能完成（各场中最少者，逐场见抽签预演表）"
    ]


def test_the_post_that_bears_no_absence_is_named_with_its_cure():
    assert said(tight("01", 1, 2), tight("01", 5, 6)) == [
        "  抽签可行性：4 场抽签全部证明能够完成，"
        "但其中 2 场有岗位一人也缺不得（逐场见抽签预演表）：",
        "    考场系统管理员：考点 01 场次 1、2，考点 01 场次 5、6；"
        "办法：每场增加 1 名备用考场系统管理员",
    ]


def test_posts_are_told_apart_and_many_draws_are_counted():
    found = [tight(f"{n:02d}", 1) for n in range(1, 6)]
    people = tight("01", 2, lacking="", cure="增加 1 名备用监考")
    assert said(*found, people)[1:] == [
        "    考场系统管理员：考点 01 场次 1，考点 02 场次 1，考点 03 场次 1 等 5 场；"
        "办法：每场增加 1 名备用考场系统管理员",
        "    总人数：考点 01 场次 2；办法：每场增加 1 名备用监考",
    ]


def test_without_a_known_cure_none_is_told():
    assert said(tight("01", 1, cure=""))[1] == "    考场系统管理员：考点 01 场次 1"


def test_json_names_the_draws_that_bear_no_absence():
    data = staff_data(replace(FIRM, worst=0, tight=(tight("01", 1, 2),)))
    assert data["tight"] == [
        {"site": "01", "sessions": [1, 2], "lacking": ADMIN, "cure": CURE},
    ]
