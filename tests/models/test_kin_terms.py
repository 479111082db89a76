"""Kinship terms read as steps."""

from collections import Counter

import pytest

from allocator.models.domain import kin_words
from allocator.models.domain.kin_terms import chain_of, is_chain, nearest_terms
from allocator.models.domain.kin_words import TERMS, Step
from allocator.models.domain.kinship import ending_unclear, marriage_ended

AT_LEAST = (
    "爸爸 父亲 爹 爷爷 祖父 姥姥 外婆 外祖母 伯父 大爷 叔叔 姑姑 姑妈 舅舅 姨妈 小姨 堂兄 "
    "堂哥 堂弟 堂姐 堂妹 表兄 表哥 表弟 表姐 表妹 侄子 侄女 外甥 外甥女 儿媳 女婿 公公 婆婆 "
    "岳父 丈人 岳母 大伯子 小叔子 大姑子 小姑子 大舅子 小舅子 大姨子 小姨子 嫂子 弟媳 姐夫 "
    "妹夫 伯母 婶婶 姑父 舅妈 姨父 连襟 妯娌 亲家公 亲家母 养父 养母 养子 养女 继父 继母 "
    "继子 继女 侄媳 爱人 老公 老婆 太太 儿子 女儿 孙子 孙女 外孙 外孙女 曾祖父 曾孙 "
    "双胞胎哥哥 "
)


def spelt(relation):
    chain = chain_of(relation)
    assert chain is not None, relation
    return [(step.kind, step.sex) for step in chain]


@pytest.mark.parametrize("term", AT_LEAST.split())
def test_every_term_of_daily_speech_is_known(term):
    assert chain_of(term)


def test_no_term_stands_twice_in_the_table():
    words = Counter(term for _, terms in kin_words._TABLE for term in terms.split())
    assert [word for word, count in words.items() if count > 1] == []


def test_cousin_of_the_fathers_brother_goes_by_parent_sibling_child():
    assert spelt("堂弟") == [("parent", "男"), ("sibling", "男"), ("child", "男")]


def test_cousin_of_the_other_kind_leaves_open_by_which_parent():
    assert spelt("表姐") == [("parent", ""), ("sibling", ""), ("child", "女")]
    assert spelt("舅表姐") == [("parent", "女"), ("sibling", "男"), ("child", "女")]


def test_grand_uncle_word_is_the_fathers_brother():
    assert spelt("大爷") == spelt("伯父") == [("parent", "男"), ("sibling", "男")]


@pytest.mark.parametrize(
    ("aunt", "in_law"), [("小姨", "小姨子"), ("小姑", "小姑子"), ("大舅", "大舅子")]
)
def test_parents_sibling_and_spouses_sibling_differ_by_the_last_syllable(aunt, in_law):
    assert spelt(aunt)[0][0] == "parent"
    assert spelt(in_law)[0][0] == "spouse"


def test_brothers_in_law_by_two_sisters_are_three_steps_apart():
    assert spelt("连襟") == [("spouse", "女"), ("sibling", "女"), ("spouse", "男")]
    assert spelt("妯娌") == [("spouse", "男"), ("sibling", "男"), ("spouse", "女")]


def test_chain_with_de_joins_its_terms():
    assert spelt("妻子的弟弟的妻子") == [("spouse", "女"), ("sibling", "男"), ("spouse", "女")]
    assert is_chain("妻子的弟弟的妻子")
    assert not is_chain("同父异母的哥哥")


def test_half_sibling_goes_through_the_one_common_parent():
    assert spelt("同父异母的哥哥") == [("parent", "男"), ("child", "男")]
    assert spelt("同母异父妹妹") == [("parent", "女"), ("child", "女")]


def test_adoptive_and_step_ties_are_marked():
    assert chain_of("养父") == (Step("parent", "男", "adoptive"),)
    assert chain_of("继女") == (Step("child", "女", "step"),)
    assert chain_of("养父的父亲") == (Step("parent", "男", "adoptive"), Step("parent", "男"))


@pytest.mark.parametrize(
    ("ranked", "plain"),
    [
        ("二叔", "叔叔"),
        ("三姨", "姨妈"),
        ("大外甥", "外甥"),
        ("二表哥", "表哥"),
        ("小女儿", "女儿"),
    ],
)
def test_rank_before_a_term_changes_nothing(ranked, plain):
    assert chain_of(ranked) == chain_of(plain)


def test_rank_before_a_grandfather_makes_him_a_grandfathers_brother():
    assert spelt("二爷爷") == [("parent", "男"), ("parent", "男"), ("sibling", "男")]
    assert chain_of("二爸爸") is None


@pytest.mark.parametrize("word", ["亲哥哥", "双胞胎哥哥", "孪生哥", " 哥 哥 "])
def test_praise_and_blanks_before_a_brother_change_nothing(word):
    assert chain_of(word) == (Step("sibling", "男"),)


@pytest.mark.parametrize("word", ["", "的", "父亲的", "先生", "阿姨", "同事", "本人", "父亲的同事"])
def test_unknown_or_unclear_word_is_no_chain(word):
    assert chain_of(word) is None


def test_nearest_terms_are_known_and_near():
    assert "堂弟" in nearest_terms("堂第弟")
    assert nearest_terms("先生") == ("丈夫",)
    assert nearest_terms("妻子的弟弟的先生") == ("妻子的弟弟的丈夫",)
    for word in ("表格", "丈母粮", "孙女媳", "母亲的姑妈妈妈"):
        assert all(chain_of(term) for term in nearest_terms(word)), word


def test_what_is_no_relative_gets_no_suggestion():
    assert nearest_terms("干妈") == ()
    assert nearest_terms("同事的父亲") == ()


def test_nothing_to_suggest_for_a_known_relation():
    assert nearest_terms("妻子的弟弟") == ()


@pytest.mark.parametrize("syllable", ["妈", "母", "娘", "嫂", "女", "奶", "姨"])
def test_last_step_of_a_womans_word_is_a_woman(syllable):
    words = [term for term in TERMS if term.endswith(syllable)]
    words = [term for term in words if not term.endswith(("父母", "子女", "爷爷奶奶"))]
    assert words
    assert {term for term in words if TERMS[term][-1].sex != "女"} == set()


@pytest.mark.parametrize("syllable", ["爸", "哥", "夫", "公", "婿", "舅", "叔", "子"])
def test_last_step_of_a_mans_word_is_a_man(syllable):
    women = ("大姑子", "小姑子", "大姨子", "小姨子", "妗子", "婶子", "嫂子", "妻子", "孩子")
    words = [term for term in TERMS if term.endswith(syllable) and not term.endswith(women)]
    assert words
    assert {term for term in words if TERMS[term][-1].sex != "男"} == set()


@pytest.mark.parametrize("note", ["离婚", "已离婚", " 2019 年离婚 ", "前配偶", "离婚（协议）"])
def test_a_plain_remark_ends_a_marriage(note):
    assert marriage_ended(note)
    assert not ending_unclear(note)


@pytest.mark.parametrize("note", ["", "未离婚", "没有离婚", "不是前配偶", "已故"])
def test_a_plain_denial_or_another_remark_does_not(note):
    assert not marriage_ended(note)
    assert not ending_unclear(note)


@pytest.mark.parametrize(
    "note",
    ["尚未办理离婚", "正在办理离婚手续，未判决", "离婚后已复婚", "离婚又复婚", "已复婚（曾离婚）",
     "准备离婚", "申请离婚"],
)  # fmt: skip
def test_in_doubt_a_marriage_stands_and_the_planner_is_asked(note):
    assert not marriage_ended(note)
    assert ending_unclear(note)
