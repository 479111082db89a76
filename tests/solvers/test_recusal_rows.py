"""Rows of 回避名单: who, why, where, in what order and in which words."""

import pytest
from test_recusal import a_candidate, a_member, an_other, inputs_of

from allocator.models.domain.staffing import Recusal
from allocator.solvers.recusal.graph import KinGraph
from allocator.solvers.recusal.recusals import planner_recusals, recusals, staff_interests


def chain_of(*ties, staff=None, people=None):
    (row,) = recusals(inputs_of(*ties, staff=staff, people=people))
    return row.chain


def id_of(born, serial):
    return f"990101{born}{serial:03d}0"


ZHANG = (a_member(0, name="张大海"),)


def test_chain_names_each_step_and_the_relation():
    people = [a_candidate(0, name="张三", sex="男")]
    found = chain_of(("G0", "堂弟", "C0"), staff=ZHANG, people=people)
    assert found == "张某某 —父亲→ 某人 —兄弟→ 某人 —儿子→ 张某：堂兄弟"


def test_chain_over_known_people_says_who_is_older():
    father, uncle = id_of("19600101", 1), id_of("19550101", 3)
    ties = (
        ("G0", "父亲", father, "", "张国"), (father, "弟弟", uncle, "", "张国强"),
        (uncle, "儿子", "C0"),
    )  # fmt: skip
    people = [a_candidate(0, name="张小明")]
    found = chain_of(*ties, staff=ZHANG, people=people)
    assert found == "张某某 —父亲→ 张某 —哥哥→ 张某某 —儿子→ 张某某：堂兄弟"


@pytest.mark.parametrize(
    ("relation", "chain"),
    [
        ("妻子", "张某某 —妻子→ 李某：妻子"),
        ("爱人", "张某某 —配偶→ 李某：配偶"),
        ("奶奶", "张某某 —父亲→ 某人 —母亲→ 李某：祖母"),
        ("外孙女", "张某某 —女儿→ 某人 —女儿→ 李某：外孙女"),
        ("妹妹", "张某某 —姐妹→ 李某：姐妹"),
        ("舅妈", "张某某 —母亲→ 某人 —兄弟→ 某人 —妻子→ 李某：舅妈"),
        ("姨表姐", "张某某 —母亲→ 某人 —姐妹→ 某人 —女儿→ 李某：表姐妹"),
        ("表妹", "张某某 —父母→ 某人 —兄弟姐妹→ 某人 —女儿→ 李某：表姐妹"),
        ("表嫂", "张某某 —父母→ 某人 —兄弟姐妹→ 某人 —儿子→ 某人 —妻子→ 李某：表兄弟的妻子"),
        ("亲家母", "张某某 —子女→ 某人 —配偶→ 某人 —母亲→ 李某：亲家母"),
        ("妻子的弟弟的妻子", "张某某 —妻子→ 某人 —兄弟→ 某人 —妻子→ 李某：妻子的嫂子或弟媳"),
        ("同父异母的妹妹", "张某某 —父亲→ 某人 —女儿→ 李某：姐妹"),
        ("养女", "张某某 —养女→ 李某：养女"),
        ("养兄的女儿", "张某某 —养兄弟→ 某人 —女儿→ 李某：其他亲属"),
        ("子女的配偶", "张某某 —子女→ 某人 —配偶→ 李某：子女的配偶"),
    ],
)
def test_relation_in_everyday_words_and_where_there_are_none_by_class(relation, chain):
    people = [a_candidate(0, name="李丽")]
    assert chain_of(("G0", relation, "C0"), staff=ZHANG, people=people) == chain


def test_shortest_chain_is_shown():
    ties = (("G0", "父亲", "X1"), ("X1", "父亲", "X2"), ("X2", "女儿", "X3"), ("X3", "弟弟", "C0"))
    assert "X1" not in chain_of(*ties)
    assert chain_of(*ties, ("G0", "叔叔", "C0")).count("→") == 2


def test_children_of_one_couple_are_brothers_in_one_step():
    father = (("G0", "父亲", "X1"), ("C0", "爸爸", "X1"))
    assert chain_of(*father) == "职某某 —父亲→ 示某 —子女→ 考某某：兄弟姐妹"
    both = (*father, ("G0", "母亲", "X2"), ("C0", "妈妈", "X2"))
    assert chain_of(*both) == "职某某 —兄弟姐妹→ 考某某：兄弟姐妹"


def test_of_equal_chains_the_one_with_names_is_shown():
    ties = (
        ("G0", "表弟", "C0"),
        ("G0", "母亲", "X1", "", "王芳"),
        ("X1", "妹妹", "X2", "", "王兰"),
    )
    found = chain_of(*ties, ("X2", "儿子", "C0"))
    assert found == "职某某 —母亲→ 王某 —姐妹→ 王某 —儿子→ 考某某：表兄弟"


def test_no_whole_name_of_anybody_is_in_a_chain():
    staff = (a_member(0, name="阿依古丽·买买提"),)
    people = [a_candidate(0, name="欧阳明月")]
    ties = (("G0", "母亲", "X1", "", "古丽"), ("X1", "哥哥", "C0"))
    assert chain_of(*ties, staff=staff, people=people) == "阿某某 —母亲→ 古某 —兄弟→ 欧某某：舅舅"


def test_who_is_registered_recuses_himself_in_the_exams_he_takes():
    people = [a_candidate(0), a_candidate(1, id_number="s0", exam="F", name="职员0")]
    assert recusals(inputs_of(people=people)) == (
        Recusal("F", "G0", "RECUSE-SELF", "本人", "考试", "R1", "职某某：本人", "规范 5.1"),
    )


def test_kin_rows_give_the_clause():
    (row,) = recusals(inputs_of(("G0", "儿子", "C0")))
    assert (row.scope, row.clause) == ("考试", "规范 5.1")


@pytest.mark.parametrize("scope", ["考试", "考点", "考场"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("G0", "工号"), ("R1", "报名序号")),
        (("R1", "报名序号"), ("G0", "工号")),
        (("s0", "证件号码"), ("c1", "证件号码")),
        (("学校", "工作单位"), ("甲厂", "工作单位")),
        (("甲厂", "工作单位"), ("G0", "工号")),
    ],
)
def test_declared_interest_holds_at_its_range_from_either_end(first, second, scope):
    staff = (a_member(0, employer="学校"), a_member(1))
    people = [a_candidate(0), a_candidate(1, employer="甲厂")]
    others = [an_other(*first, *second, scope=scope)]
    assert recusals(inputs_of(others=others, staff=staff, people=people)) == (
        Recusal(
            "E", "G0", "RECUSE-OTHER", "其他", scope, "R1", "职某某 — 考某某：其他回避（师生）",
            "规范 5.1（末项）、5.2",
        ),
    )  # fmt: skip


def test_unit_stands_for_all_its_staff_and_candidates_and_nobody_for_himself():
    staff = (a_member(0, employer="甲厂"), a_member(1, employer="甲厂"))
    people = [a_candidate(0, employer="甲厂"), a_candidate(1, employer="甲厂", id_number="S1")]
    others = [an_other("甲厂", "工作单位", "甲厂", "工作单位", "考场")]
    inputs = inputs_of(others=others, staff=staff, people=people)
    rows = [(row.staff, row.registration) for row in recusals(inputs) if row.scope == "考场"]
    assert rows == [("G0", "R0"), ("G0", "R1"), ("G1", "R0")]
    assert staff_interests(inputs) == (("G0", "G1", "考场"),)


def test_blank_unit_is_no_unit():
    inputs = inputs_of(others=[an_other("", "工作单位", "R0", "报名序号")])
    assert recusals(inputs) == ()


def test_registration_stands_for_the_person_in_all_exams():
    people = [a_candidate(0, id_number="C9"), a_candidate(1, id_number="C9", exam="F")]
    others = [an_other("G0", "工号", "R0", "报名序号", "考点")]
    rows = recusals(inputs_of(others=others, people=people))
    assert [(row.exam, row.registration) for row in rows] == [("E", "R0"), ("F", "R1")]


def test_interest_declared_twice_stands_once_for_each_range():
    others = [
        an_other("G0", "工号", "R0", "报名序号", "考场"),
        an_other("R0", "报名序号", "G0", "工号", "考场"),
        an_other("G0", "工号", "R0", "报名序号", "考试"),
    ]
    assert [row.scope for row in recusals(inputs_of(others=others))] == ["考试", "考场"]


def test_interests_among_staff_are_sorted_pairs_with_their_range():
    others = [
        an_other("G1", "工号", "S0", "证件号码", "考点"),
        an_other("G0", "工号", "G1", "工号", "考试"),
        an_other("G0", "工号", "G0", "工号", "考试"),
        an_other("G0", "工号", "R1", "报名序号", "考试"),
    ]
    assert staff_interests(inputs_of(others=others)) == (
        ("G0", "G1", "考试"),
        ("G0", "G1", "考点"),
    )


def test_rows_are_sorted_by_exam_staff_rule_and_registration():
    people = [
        a_candidate(1), a_candidate(0), a_candidate(2, id_number="S0", exam="A"),
        a_candidate(3, id_number="S1"),
    ]  # fmt: skip
    others = [an_other("G0", "工号", "R0", "报名序号")]
    ties = (("G1", "弟弟", "C1"), ("G0", "弟弟", "C1"), ("G0", "哥哥", "C0"))
    rows = recusals(inputs_of(*ties, others=others, people=people))
    # G1 sits exam E and is a sister of the others.
    assert [(row.exam, row.staff, row.rule[7:], row.registration) for row in rows] == [
        ("A", "G0", "SELF", "R2"),
        ("A", "G1", "KIN", "R2"),
        ("E", "G0", "KIN", "R0"),
        ("E", "G0", "KIN", "R1"),
        ("E", "G0", "KIN", "R3"),
        ("E", "G0", "OTHER", "R0"),
        ("E", "G1", "SELF", "R3"),
        ("E", "G1", "KIN", "R0"),
        ("E", "G1", "KIN", "R1"),
    ]


@pytest.mark.parametrize("who", ["G0", "S0", "s0", " G0 "])
def test_planner_by_number_of_staff_or_identity(who):
    others = [
        an_other("G0", "工号", "R1", "报名序号", "考试"),
        an_other("G0", "工号", "R2", "报名序号", "考点"),
        an_other("G1", "工号", "R3", "报名序号", "考试"),
    ]
    inputs = inputs_of(("G0", "侄子", "C0"), ("G1", "儿子", "C4"), others=others)
    rows = planner_recusals(inputs, who)
    assert [(row.staff, row.kind, row.registration) for row in rows] == [
        ("G0", "三代以内旁系血亲", "R0"),
        ("G0", "其他", "R1"),
    ]
    assert {(row.rule, row.scope, row.clause) for row in rows} == {
        ("RECUSE-PLANNER", "考试", "规程 第四十九条")
    }


def test_planner_need_not_be_staff():
    inputs = inputs_of(("X7", "妻子", "C0"))
    assert [row.kind for row in planner_recusals(inputs, "x7")] == ["配偶"]
    assert planner_recusals(inputs, "X8") == ()
    assert [row.kind for row in planner_recusals(inputs, "C1")] == ["本人"]


def test_graph_read_once_serves_all_questions():
    inputs = inputs_of(("G0", "侄子", "C0"), ("G1", "儿子", "C4"))
    kin = KinGraph(inputs)
    assert recusals(inputs, kin) == recusals(inputs)
    assert planner_recusals(inputs, "G1", kin) == planner_recusals(inputs, "G1")
