"""RECUSE-KIN: every sentence of the contract about who is a relative, on the smallest example.

Staff are G0 (a man, number S0) and G1 (a woman, S1); candidates are R0, R1 … with numbers C0, C1 ….
"""

import pytest
from cases.hash_order import printed

from allocator.models.domain.exam import Candidate, Inputs, Need
from allocator.models.domain.kinship import KinTie, OtherTie
from allocator.models.domain.policy import Policy
from allocator.models.domain.staff import StaffMember
from allocator.solvers.recusal.recusals import recusals, staff_relatives

SPOUSE, DIRECT, SIDE, AFFINE, LEGAL = (
    "配偶", "直系血亲", "三代以内旁系血亲", "近姻亲", "其他亲属",
)  # fmt: skip


def a_candidate(nth, *, id_number="", name="", exam="E", employer="", sex=""):
    return Candidate(
        registration=f"R{nth}", name=name or f"考生{nth}", sex=sex, id_type="居民身份证",
        id_number=id_number or f"C{nth}", exam=exam, level="", specialty="", subjects=("1",),
        employer=employer, site="", need=Need(), photo="", note="",
    )  # fmt: skip


def a_member(nth, *, sex="男", id_number="", name="", employer=""):
    return StaffMember(
        staff=f"G{nth}", name=name or f"职员{nth}", sex=sex, id_number=id_number or f"S{nth}",
        employer=employer, phone="", posts=("监考",), computer=False, experience=0, trained=None,
        source="单位选派", site="", sessions=(), max_sessions=None, past_sessions=0,
    )  # fmt: skip


def a_tie(declarer, relation, id_number, note="", name="示例"):
    return KinTie(declarer=declarer, relation=relation, name=name, id_number=id_number, note=note)


def an_other(first, first_kind, second, second_kind, scope="考试", reason="师生"):
    return OtherTie(
        first=first, first_kind=first_kind, second=second, second_kind=second_kind, scope=scope,
        reason=reason,
    )  # fmt: skip


def inputs_of(*ties, others=(), people=None, staff=None, settings=None):
    if people is None:
        people = [a_candidate(nth) for nth in range(5)]
    return Inputs(
        papers=(),
        candidates=tuple(people),
        sites=(),
        rooms=(),
        staff=tuple(staff or (a_member(0), a_member(1, sex="女"))),
        kin_ties=tuple(a_tie(*tie) for tie in ties),
        other_ties=tuple(others),
        post_needs=(),
        duty_needs=(),
        policy=Policy(others=settings or {}),
    )


def kinds(*ties, **options):
    """Return {(工号, 报名序号): class} of RECUSE-KIN."""
    rows = recusals(inputs_of(*ties, **options))
    return {(row.staff, row.registration): row.kind for row in rows if row.rule == "RECUSE-KIN"}


LISTED = {
    SPOUSE: ("妻子 丈夫 配偶 爱人"),
    DIRECT: ("爷爷 奶奶 外公 姥姥 爸爸 母亲 儿子 女儿 孙子 孙女 外孙 外孙女"),
    SIDE: (
        "伯父 大爷 叔叔 姑姑 舅舅 小姨 哥哥 妹妹 堂兄 堂妹 表弟 姑表姐 侄子 侄女 外甥 外甥女 "
        "同父异母的弟弟"
    ),
    AFFINE: (
        "公公 婆婆 岳父 丈母娘 大伯子 小姑子 小舅子 大姨子 妯娌 连襟 妻子的弟弟的妻子 "
        "大姑子的丈夫 儿媳 女婿 亲家公 亲家母 伯母 姑父 舅妈 姨父 嫂子 妹夫 堂嫂 表姐夫 侄媳 "
        "外甥女婿"
    ),
    LEGAL: (
        "养父 养母 养子 养女 养父的父亲 养母的弟弟 养父的哥哥的儿子 养女的儿子 养子的妻子 "
        "养女的公公 父亲的养母 爷爷的养子 妻子的养父 弟弟的养女 叔叔的养子 养兄 养姐的丈夫 "
        "妻子的养兄 养弟的儿子"
    ),
}
UNLISTED = (
    "曾祖父 曾孙 侄孙 外甥孙女 堂侄 表侄女 堂叔 爷爷的弟弟 舅公 姨婆 配偶的爷爷 岳父的父亲 "
    "配偶的侄子 丈夫的外甥 妻子的叔叔 妻子的舅舅的儿子 嫂子的母亲 嫂子的弟弟 姐夫的姐姐 "
    "父亲的妻子 爷爷的妻子 孙媳 外孙女婿 妻子的儿子 儿子的妻子的弟弟 儿子的母亲 堂哥的岳父 "
    "连襟的弟弟 养父的养子 养子的养女 养父的爷爷 妹妹的养父 养子的弟弟 女儿的公公的弟弟"
)


@pytest.mark.parametrize(
    ("kind", "relation"), [(kind, word) for kind, words in LISTED.items() for word in words.split()]
)
def test_relative_on_the_list_recuses_with_its_class(kind, relation):
    assert kinds(("G0", relation, "C0")) == {("G0", "R0"): kind}


@pytest.mark.parametrize("relation", UNLISTED.split())
def test_relative_outside_the_list_does_not_recuse(relation):
    assert kinds(("G0", relation, "C0")) == {}


def test_list_is_read_from_the_staff_members_side_whoever_declares():
    # The candidate calls the member 外甥; to the member the candidate is 舅妈.
    assert kinds(("C0", "丈夫的外甥", "S0")) == {("G0", "R0"): AFFINE}
    assert kinds(("G0", "舅妈", "C0")) == {("G0", "R0"): AFFINE}
    # The candidate calls the member 舅妈; to the member the candidate is 丈夫的外甥.
    assert kinds(("C0", "舅妈", "S1")) == {}
    assert kinds(("G1", "丈夫的外甥", "C0")) == {}


@pytest.mark.parametrize(
    ("relation", "kind"), [("父亲", DIRECT), ("外甥", SIDE), ("嫂子", AFFINE), ("养女", LEGAL)]
)
def test_candidate_may_be_the_declarer(relation, kind):
    assert kinds(("C0", relation, "S0"))[("G0", "R0")] == kind


def test_first_class_of_the_list_counts_where_several_apply():
    assert kinds(("G0", "妻子", "C0"), ("G0", "表妹", "C0")) == {("G0", "R0"): SPOUSE}
    assert kinds(("G0", "养子", "C0"), ("G0", "侄子", "C0")) == {("G0", "R0"): SIDE}


def test_mother_behind_the_uncle_is_the_declared_mother():
    # The declared mother's father is the uncle's father: the member's 外祖父.
    found = kinds(("G0", "舅舅", "C0"), ("G0", "母亲", "C1"), ("C0", "父亲", "C2"))
    assert found == {("G0", "R0"): SIDE, ("G0", "R1"): DIRECT, ("G0", "R2"): DIRECT}


def test_parents_are_known_by_siblings():
    found = kinds(("G0", "哥哥", "X1"), ("X1", "父亲", "C0"))
    assert found == {("G0", "R0"): DIRECT}


def test_siblings_are_known_by_common_parents():
    assert kinds(("G0", "父亲", "X1"), ("X1", "儿子", "C0")) == {("G0", "R0"): SIDE}
    found = kinds(("G0", "父亲", "X1"), ("X1", "父亲", "X2"), ("C0", "父亲", "X2"))
    assert found == {("G0", "R0"): SIDE}


def test_half_siblings_count_but_arise_only_through_the_common_parent():
    ties = (("G0", "父亲", "X1"), ("C0", "父亲", "X1"), ("C0", "母亲", "C1"))
    assert kinds(*ties) == {("G0", "R0"): SIDE}


def test_brother_means_full_brother():
    assert kinds(("G0", "弟弟", "C0"), ("C0", "母亲", "C1"))[("G0", "R1")] == DIRECT
    assert ("G0", "R1") not in kinds(("G0", "同父异母的弟弟", "C0"), ("C0", "母亲", "C1"))


def test_spouse_of_a_parent_is_not_thereby_a_parent():
    assert kinds(("G0", "父亲", "X1"), ("X1", "妻子", "C0")) == {}


def test_parents_of_one_child_are_not_thereby_spouses():
    assert kinds(("X1", "父亲", "S0"), ("X1", "母亲", "C0")) == {}


def test_wife_behind_her_brother_is_the_declared_wife():
    found = kinds(("G0", "妻子", "X1"), ("G0", "小舅子", "C0"), ("X1", "父亲", "C1"))
    assert found == {("G0", "R0"): AFFINE, ("G0", "R1"): AFFINE}
    # Her father is his father too.
    assert staff_relatives(
        inputs_of(
            ("G0", "妻子", "X1"), ("G0", "小舅子", "S1"), ("X1", "父亲", "S2"),
            staff=(a_member(0), a_member(1), a_member(2)),
        )
    ) == (("G0", "G1"), ("G0", "G2"), ("G1", "G2"))  # fmt: skip


def test_two_rows_meet_in_one_number_whatever_its_case():
    staff = (a_member(0, id_number="s0x"),)
    people = [a_candidate(0, id_number="c0x")]
    found = kinds(("G0", "父亲", "x1y"), ("C0X", "父亲", "X1Y"), people=people, staff=staff)
    assert found == {("G0", "R0"): SIDE}


def test_people_of_one_name_without_numbers_are_not_merged():
    ties = [("G0", "叔叔", "", "", "王大"), ("C0", "父亲", "", "", "王大")]
    assert kinds(*ties) == {}


@pytest.mark.parametrize(
    ("note", "recused"),
    [
        ("形成抚养关系", True),
        ("自幼共同生活，已形成抚养关系", True),
        ("", False),
        ("未形成抚养关系", False),
        ("没有形成抚养关系", False),
    ],
)
@pytest.mark.parametrize("relation", ["继父", "继母", "继子", "继女", "继父的弟弟"])
def test_step_tie_counts_only_when_brought_up_together(relation, note, recused):
    found = kinds(("G0", relation, "C0", note))
    assert found == ({("G0", "R0"): LEGAL} if recused else {})


def test_one_adoptive_tie_over_several_rows_counts_and_two_do_not():
    assert kinds(("G0", "养父", "X1"), ("X1", "弟弟", "C0")) == {("G0", "R0"): LEGAL}
    assert kinds(("G0", "养父", "X1"), ("X1", "养子", "C0")) == {}
    assert kinds(("G0", "养父", "X1"), ("X1", "继子", "C0", "形成抚养关系")) == {}


@pytest.mark.parametrize("relation", ["妻子", "岳父", "嫂子", "连襟"])
@pytest.mark.parametrize("note", ["离婚", "已于2020年离婚", "前配偶"])
def test_ended_marriage_ends_the_tie_of_a_one_word_row(relation, note):
    assert kinds(("G0", relation, "C0", note)) == {}


@pytest.mark.parametrize("note", ["已故", "妻子已故", "未离婚"])
@pytest.mark.parametrize("relation", ["妻子", "岳父", "嫂子"])
def test_other_remarks_end_nothing(relation, note):
    assert kinds(("G0", relation, "C0", note)) != {}


def test_divorce_in_the_row_of_a_parent_ends_nothing():
    assert kinds(("G0", "父亲", "C0", "离婚")) == {("G0", "R0"): DIRECT}


def test_late_and_present_wife_are_two_people():
    ties = (
        ("G0", "妻子", "X1", "已故", "王一"), ("G0", "妻子", "S1"), ("X1", "弟弟", "C0"),
        ("X1", "妹妹", "C1"),
    )  # fmt: skip
    assert kinds(*ties) == {("G0", "R0"): AFFINE, ("G0", "R1"): AFFINE}


def test_late_wife_known_by_name_is_not_the_present_one():
    ties = (("G0", "妻子", "", "已故", "王一"), ("G0", "妻子", "S1"), ("G0", "小舅子", "C0"))
    assert kinds(*ties) == {("G0", "R0"): AFFINE}


def test_nameless_uncle_may_be_the_father_himself():
    """The cousin's aunt by marriage may be the wife, not the mother, of the member's own father."""
    ties = (("G0", "父亲", "X1"), ("X2", "父亲", "X3"), ("X1", "弟弟", "X3"))
    assert kinds(*ties, ("X2", "伯母", "C0")) == {}
    # By a number, or where the row itself tells two brothers apart, he is another man.
    uncle = (("X2", "伯父", "X4"), ("X4", "妻子", "C0"))
    assert kinds(*ties, *uncle) == {("G0", "R0"): AFFINE}
    assert kinds(*ties, ("X1", "弟弟的妻子", "C0")) == {("G0", "R0"): AFFINE}


def test_fathers_sister_is_not_the_father():
    ties = (("G0", "父亲", "X1"), ("X2", "父亲", "X3"), ("X1", "弟弟", "X3"))
    assert kinds(*ties, ("X2", "姑父", "C0")) == {("G0", "R0"): AFFINE}


def test_spouse_who_turns_out_a_woman_is_the_mother_of_her_child():
    ties = (("G0", "配偶的孩子", "C0"), ("C0", "外婆", "C1"))
    assert kinds(*ties) == {}
    assert kinds(*ties, ("G0", "妻子", "X1")) == {("G0", "R1"): AFFINE}


def test_nameless_brother_may_be_the_member_himself_and_recuses_either_way():
    """The daughter-in-law of one's father is one's wife or a brother's."""
    assert kinds(("G0", "父亲", "X1"), ("X1", "儿媳", "C0")) == {("G0", "R0"): AFFINE}


def test_narrow_list_has_no_other_relatives():
    ties = (("G0", "养子", "C0"), ("G0", "叔叔", "C1"), ("G0", "嫂子", "C2"))
    assert set(kinds(*ties).values()) == {SIDE, AFFINE, LEGAL}
    narrow = kinds(*ties, settings={"回避范围": "规程"})
    assert narrow == {("G0", "R1"): SIDE, ("G0", "R2"): AFFINE}


def test_contradictions_do_not_hang_or_merge_people():
    circle = (("G0", "父亲", "C0"), ("C0", "父亲", "S0"))
    assert kinds(*circle) == {("G0", "R0"): DIRECT}
    fathers = (("G0", "父亲", "C0"), ("G0", "父亲", "C1"), ("C0", "弟弟", "C2"))
    assert kinds(*fathers) == {("G0", "R0"): DIRECT, ("G0", "R1"): DIRECT, ("G0", "R2"): SIDE}


def test_every_registration_of_a_relative_counts():
    people = [a_candidate(0, id_number="C9"), a_candidate(1, id_number="c9", exam="F")]
    assert kinds(("G0", "儿子", "C9"), people=people) == {
        ("G0", "R0"): DIRECT,
        ("G0", "R1"): DIRECT,
    }


def test_staff_relatives_are_pairs_in_either_direction():
    assert staff_relatives(inputs_of(("G1", "丈夫的外甥", "S0"))) == (("G0", "G1"),)
    assert staff_relatives(inputs_of(("G0", "舅妈", "S1"))) == (("G0", "G1"),)
    assert staff_relatives(inputs_of(("G0", "堂侄", "S1"))) == ()
    staff = (a_member(10), a_member(9))
    assert staff_relatives(inputs_of(("G9", "父亲", "S10"), staff=staff)) == (("G10", "G9"),)


def test_order_of_the_rows_does_not_matter():
    ties = [
        ("G0", "舅舅", "C0"), ("G0", "母亲", "X3"), ("C0", "父亲", "C2"), ("S1", "配偶", "X3"),
        ("C4", "父母", "S1"), ("G1", "姑姑", "C2"), ("G0", "堂弟", "C1"), ("C1", "妻子", "C3"),
    ]  # fmt: skip
    every = {recusals(inputs_of(*ties[n:], *ties[:n])) for n in range(len(ties))}
    assert len(every) == 1
    assert len(every.pop()) > len(ties) // 2


def test_rows_do_not_depend_on_the_hash_seed():
    texts = printed(
        "from test_recusal import *;"
        "print(recusals(inputs_of(('G0','舅舅','C1'),('G0','母亲','C3'),('C1','父亲','C2'))))"
    )
    assert len(texts) == 1
    assert "RECUSE-KIN" in texts.pop()
