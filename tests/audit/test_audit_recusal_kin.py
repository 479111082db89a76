"""The plain method finds exactly the six classes: random families, then each sentence alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from audit_builders import a_clerk, a_person, kin
from staff_families import LISTED, declare, expected_classes, forget, grow, id_of, inputs_of

from allocator.audit.staff.kin_list import CLASSES
from allocator.audit.staff.recusals import Relatives
from allocator.models.domain.exam import Inputs
from allocator.models.domain.kinship import KinTie
from allocator.models.domain.policy import Policy
from allocator.randomness import Stream

_WORLDS = range(8)
_NEAR = (
    "侄孙", "堂侄", "祖父的兄弟", "曾祖", "曾孙", "配偶的侄", "配偶的祖父母",
    "配偶的叔伯", "兄弟的岳父", "孙辈的配偶",
)  # fmt: skip


def _found(inputs: Inputs, people: int) -> dict[tuple[int, int], str]:
    relatives = Relatives(inputs)
    return {
        (person, int(other[1:])): kind
        for person in range(people)
        for other, kind in relatives.of(id_of(person), CLASSES).items()
    }


@pytest.mark.parametrize("nth", _WORLDS)
def test_random_families_no_miss_and_no_false_relative(nth: int) -> None:
    stream = Stream("families", str(nth), "")
    world = grow(stream, 12)
    expected, _ = expected_classes(world)
    found = _found(inputs_of(world, declare(world, stream), stream), len(world.sex))
    wrong = {
        pair: (expected.get(pair), found.get(pair))
        for pair in sorted({*expected, *found})
        if expected.get(pair) != found.get(pair)
    }
    assert wrong == {}


@pytest.mark.parametrize("nth", range(12))
def test_what_is_found_from_a_part_of_the_rows_is_true(nth: int) -> None:
    """Third persons between, whom no number names, must not make relatives of strangers."""
    stream = Stream("part of families", str(nth), "")
    world = grow(stream, 12)
    expected, _ = expected_classes(world)
    rows = forget(declare(world, stream), stream)
    found = _found(inputs_of(world, rows, stream), len(world.sex))
    assert sorted(set(found) - set(expected)) == []
    assert len(found) > len(expected) // 10


def test_random_families_are_rich_enough() -> None:
    classes: Counter[str] = Counter()
    near: Counter[str] = Counter()
    for nth in _WORLDS:
        world = grow(Stream("families", str(nth), ""), 12)
        expected, missed = expected_classes(world)
        classes.update(expected.values())
        near.update(missed)
    assert min(classes[name] for name in (*LISTED, "其他亲属")) >= 500, classes
    assert min(near[name] for name in _NEAR) >= 500, near
    assert near["继父母"] >= 10
    assert sum(classes.values()) + sum(near.values()) >= 25_000


# --- each word alone: staff S declares it of candidate C, through nameless third persons ----------

_DIRECT = (
    "爸爸 父亲 妈妈 母亲 爷爷 祖父 奶奶 姥姥 外婆 外祖母 外公 姥爷 儿子 女儿 孙子 孙女 外孙 外孙女"
)
_COLLATERAL = (
    "哥哥 弟弟 姐姐 妹妹 同父异母哥哥 同母异父妹妹 伯父 大爷 叔叔 姑姑 姑妈 舅舅 姨妈"
    " 小姨 堂兄 堂哥 堂弟 堂姐 堂妹 表兄 表哥 表弟 表姐 表妹 姑表弟 侄子 侄女 外甥 外甥女"
    " 爷爷的儿子 父亲的女儿 二叔 大姐"
)
_AFFINE = (
    "公公 婆婆 岳父 丈人 岳母 大伯子 小叔子 大姑子 小姑子 大舅子 小舅子 大姨子 小姨子"
    " 连襟 妯娌 妻子的弟弟的妻子 儿媳 女婿 亲家公 亲家母 嫂子 弟媳 姐夫 妹夫 伯母 婶婶"
    " 姑父 舅妈 姨父 堂嫂 堂妹夫 表嫂 表姐夫 侄媳 侄女婿 外甥媳妇 外甥女婿"
    " 丈夫的父亲的女儿"
)
_OTHER = (
    "养父 养母 养子 养女 养父的父亲 父亲的养父 养子的儿子 女儿的养子 养父的哥哥"
    " 养母的姐姐的儿子 哥哥的养子 养弟 养妹的丈夫 养女的丈夫 养子的妻子的母亲 妻子的养父"
    " 妻子的养弟 丈夫的养妹的丈夫 养父的哥哥的妻子 养弟的儿子"
)
_NONE = (
    "曾祖父 曾祖母 曾孙 玄孙 侄孙 外甥孙 堂侄 表侄 堂外甥 伯祖父 舅公 姑奶奶 堂伯 表叔"
    " 妻子的爷爷 丈夫的外婆 丈夫的侄子 丈夫的外甥 内侄 妻子的叔叔 妻子的舅舅的儿子"
    " 妻子的姑姑 哥哥的妻子的父亲 姐姐的丈夫的弟弟 孙媳 外孙女婿 爷爷的妻子 父亲的妻子"
    " 养父的养父 养子的养子 养父的妻子 养父的侄孙 养弟的养子 哥哥的养父 伯祖父的妻子"
    " 弟弟的妻子的妹妹 女婿的弟弟 亲家公的兄弟"
)
_WORDS = [
    (word, name)
    for words, name in (
        ("丈夫 妻子 爱人 配偶", "配偶"), (_DIRECT, "直系血亲"), (_COLLATERAL, "三代以内旁系血亲"),
        (_AFFINE, "近姻亲"), (_OTHER, "其他亲属"), (_NONE, ""),
    )
    for word in words.split()
]  # fmt: skip


def _class(*rows: KinTie) -> str:
    """Return the class of candidate C, seen from member of staff S."""
    inputs = Inputs(
        papers=(), sites=(), rooms=(), other_ties=(), post_needs=(), duty_needs=(),
        candidates=(a_person("R1", "A", "S1", id_number="C", sex=""),),
        staff=(replace(a_clerk("G1", "S"), sex=""),), kin_ties=rows, policy=Policy(),
    )  # fmt: skip
    return Relatives(inputs).of("S", CLASSES).get("C", "")


@pytest.mark.parametrize(("word", "name"), _WORDS)
def test_a_word_of_the_staff_gives_the_class_of_the_list(word: str, name: str) -> None:
    assert _class(kin("G1", word, "C")) == name


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("父亲", "直系血亲"), ("外孙", "直系血亲"),
        ("弟弟", "三代以内旁系血亲"), ("叔叔", "三代以内旁系血亲"),
        ("外甥", "三代以内旁系血亲"), ("表姐", "三代以内旁系血亲"),
        ("女婿", "近姻亲"), ("岳母", "近姻亲"),
        ("妻子的弟弟的妻子", "近姻亲"), ("大姨子", "近姻亲"),
        ("亲家母", "近姻亲"), ("嫂子", "近姻亲"),
        ("养母", "其他亲属"), ("养子", "其他亲属"), ("外甥女婿", ""),
        ("舅妈", ""), ("姑父", ""), ("堂嫂", ""),
        ("丈夫的外甥", "近姻亲"), ("妻子的堂弟", "近姻亲"), ("哥哥的养父", ""), ("曾祖父", ""),
    ],
)  # fmt: skip
def test_a_word_of_the_candidate_is_read_from_the_side_of_the_staff(word: str, name: str) -> None:
    """The list is not symmetric: my 丈夫的外甥 is nothing to me, yet I am his 舅妈."""
    assert _class(kin("C", word, "S")) == name


# --- rows that meet -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        # One mother: the one behind 舅舅 and the declared 母亲.
        ([("G1", "母亲", "M"), ("M", "弟弟", "C")], "三代以内旁系血亲"),
        ([("G1", "舅舅", "U"), ("G1", "母亲", "M"), ("M", "父亲", "C")], "直系血亲"),
        ([("G1", "舅舅", "U"), ("U", "父亲", "C")], "直系血亲"),
        # Parents known by siblings, siblings by parents, also across two rows.
        ([("G1", "哥哥", "B"), ("B", "父亲", "C")], "直系血亲"),
        ([("G1", "父亲", "F"), ("C", "父亲", "F")], "三代以内旁系血亲"),
        ([("G1", "哥哥", "B"), ("B", "妹妹", "C")], "三代以内旁系血亲"),
        ([("G1", "同父异母弟弟", "B"), ("B", "哥哥", "C")], "三代以内旁系血亲"),
        ([("G1", "同父异母弟弟", "B"), ("B", "母亲", "C")], ""),
        # One spouse.
        ([("G1", "妻子", "W"), ("G1", "岳父", "F"), ("C", "父亲", "F")], "近姻亲"),
        ([("G1", "岳父", "F"), ("G1", "大舅子", "B"), ("B", "妻子", "C")], "近姻亲"),
        # A parent's spouse is no parent; the parents of a child are no spouses.
        ([("G1", "父亲", "F"), ("F", "妻子", "W"), ("W", "儿子", "C")], ""),
        ([("G1", "儿子", "K"), ("C", "女儿", "K")], ""),
        ([("G1", "儿子", "K"), ("M", "儿子", "K"), ("M", "弟弟", "C")], ""),
        # The first class of the list goes before the others.
        ([("G1", "表妹", "C"), ("G1", "妻子", "C")], "配偶"),
        ([("G1", "养父", "C"), ("G1", "舅舅", "C")], "三代以内旁系血亲"),
        # An adoptive parent is not shared by brothers; two ties are too many.
        ([("G1", "弟弟", "B"), ("B", "养父", "C")], ""),
        ([("G1", "养父", "F"), ("C", "养父", "F")], ""),
        ([("G1", "养父", "F"), ("C", "父亲", "F")], "其他亲属"),
    ],
)  # fmt: skip
def test_rows_meet_in_one_person(rows: list[tuple[str, str, str]], name: str) -> None:
    ties = [kin(*row) for row in rows]
    assert _class(*ties) == name
    assert _class(*reversed(ties)) == name


@pytest.mark.parametrize(
    ("word", "note", "name"),
    [
        ("继父", "", ""),
        ("继父", "形成抚养关系", "其他亲属"),
        ("继父", "已 形成 抚养关系", "其他亲属"),
        ("继父", "未形成抚养关系", ""),
        ("继子", "没有形成抚养关系", ""),
        ("继父的儿子", "形成抚养关系", "其他亲属"),
        ("继弟", "形成抚养关系", "其他亲属"),
        ("继弟", "", ""),
        ("妻子", "离婚", ""),
        ("岳父", "2019年离婚", ""),
        ("舅妈", "前配偶", ""),
        ("妻子", "没有离婚", "配偶"),
        ("妻子", "已故", "配偶"),
        ("舅舅", "已故", "三代以内旁系血亲"),
        ("儿子", "离婚后随母", "直系血亲"),
        # A chain with such a note is refused when read; were it not, it would count.
        ("妻子的弟弟", "离婚", "近姻亲"),
    ],
)
def test_the_note_decides_step_ties_and_ended_marriages(word: str, note: str, name: str) -> None:
    assert _class(kin("G1", word, "C", note)) == name


def test_a_nameless_wife_is_not_one_of_two_wives_of_different_names() -> None:
    rows = [kin("X", "妻子", "C"), kin("X", "岳父", "S")]
    assert _class(*rows) == "直系血亲"
    first = KinTie(declarer="X", relation="妻子", name="李兰", id_number="", note="已故")
    assert _class(*rows, first) == ""


def test_who_is_one_person_may_follow_from_who_was_found_to_be_one() -> None:
    """X's wife is W, therefore her father S, therefore S's father G, whose son C is."""
    rows = [kin("X", "岳父的父亲", "G"), kin("X", "妻子", "W"), kin("W", "父亲", "S")]
    assert _class(*rows, kin("C", "父亲", "G")) == "三代以内旁系血亲"


def test_two_people_with_numbers_are_never_made_one() -> None:
    rows = [kin("G1", "父亲", "F1"), kin("G1", "父亲", "F2"), kin("F2", "弟弟", "C")]
    assert _class(*rows) == "三代以内旁系血亲"
    assert _class(kin("X", "父亲", "F1"), kin("X", "父亲", "F2"), kin("F1", "儿子", "S"),
                  kin("F2", "儿子", "C")) == ""  # fmt: skip
