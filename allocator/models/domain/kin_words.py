"""Words of kinship as data: each with its steps from the 申报人 to the 亲属.

Where a word of daily speech has two meanings the choice taken is written beside the table.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Step(NamedTuple):
    """One step to the next person: who that is, seen from the person before."""

    kind: Literal["parent", "child", "spouse", "sibling"]
    sex: Literal["", "男", "女"] = ""
    """Sex of the person reached; blank: the term does not say."""
    tie: Literal["blood", "adoptive", "step"] = "blood"
    """`step` counts only with 形成抚养关系; of a spouse it is always `blood` and says nothing.

    A `sibling` of blood is a full one; an adoptive or step sibling is one through such a tie of
    either of the two, which the word leaves open."""


# One letter a step: F M P father, mother, parent; s d c son, daughter, child; h w x husband, wife,
# spouse; b z y brother, sister, sibling; + before it adoptive, ~ step.
_LETTERS: Mapping[str, Step] = MappingProxyType(
    {
        "F": Step("parent", "男"),
        "M": Step("parent", "女"),
        "P": Step("parent"),
        "s": Step("child", "男"),
        "d": Step("child", "女"),
        "c": Step("child"),
        "h": Step("spouse", "男"),
        "w": Step("spouse", "女"),
        "x": Step("spouse"),
        "b": Step("sibling", "男"),
        "z": Step("sibling", "女"),
        "y": Step("sibling"),
    }
)


# Choices where speech is of two minds:
# 大爷 is the father's elder brother (kinship.md), not a form of address; 大妈, 大娘 his wife.
# 小姨, 小叔, 小姑, 大姑, 大舅 … are siblings of a parent; those of a spouse end in 子, 哥, 姐.
# 外甥 is a sister's child (in places also a daughter's: that is 外孙); 侄 a brother's child.
# 公公, 婆婆 are the husband's parents, never grandparents.
# 表 does not say through which parent nor by brother or sister: the parent and the sibling stay
# unsexed; 姑表, 舅表, 姨表 say it. 舅公, 姨婆 are siblings of a grandmother on either side.
# 亲家公, 亲家母 are the parents of a child's spouse, whichever child.
_TABLE = (
    ("F", "父亲 父 爸爸 爸 爹 爹爹 老爸 老爹 生父 亲生父亲 阿爸 家父"),
    ("M", "母亲 母 妈妈 妈 娘 老妈 老娘 生母 亲生母亲 阿妈 家母"),
    ("P", "父母 家长"),
    ("s", "儿子 子 儿 独生子 长子 次子 三子 幼子 犬子"),
    ("d", "女儿 女 闺女 独生女 长女 次女 三女 幼女"),
    ("c", "子女 孩子 小孩 独生子女"),
    ("h", "丈夫 老公 夫"),
    ("w", "妻子 老婆 妻 太太 内人"),
    ("x", "配偶 爱人 夫妻"),
    ("b", "哥哥 弟弟 哥 弟 兄 兄长 兄弟 大兄弟 胞兄 胞弟 亲兄弟 孪生兄弟 双胞胎兄弟"),
    ("z", "姐姐 妹妹 姐 妹 姊 姊姊 姐妹 姊妹 胞姐 胞妹 胞姊 亲姐妹 孪生姐妹 双胞胎姐妹"),
    ("y", "兄弟姐妹 兄妹 姐弟 双胞胎 孪生 龙凤胎"),
    ("Fs", "同父异母哥哥 同父异母弟弟 同父异母哥 同父异母弟 同父异母兄弟 同父异母兄"),
    ("Fd", "同父异母姐姐 同父异母妹妹 同父异母姐 同父异母妹 同父异母姐妹"),
    ("Fc", "同父异母兄弟姐妹"),
    ("Ms", "同母异父哥哥 同母异父弟弟 同母异父哥 同母异父弟 同母异父兄弟 同母异父兄"),
    ("Md", "同母异父姐姐 同母异父妹妹 同母异父姐 同母异父妹 同母异父姐妹"),
    ("Mc", "同母异父兄弟姐妹"),
    ("FF", "爷爷 祖父 阿爷"),
    ("FM", "奶奶 祖母 阿奶"),
    ("FP", "祖父母 爷爷奶奶"),
    ("MF", "外公 姥爷 外祖父 外爷"),
    ("MM", "外婆 姥姥 外祖母 姥娘"),
    ("MP", "外祖父母 姥姥姥爷"),
    ("FFF", "曾祖父 太爷爷 太爷"),
    ("FFM", "曾祖母 太奶奶 太奶"),
    ("FFP", "曾祖父母"),
    ("MFF", "外曾祖父"),
    ("MFM", "外曾祖母"),
    ("MPF", "太姥爷 太外公"),
    ("MPM", "太姥姥 太外婆"),
    ("FFFF", "高祖父"),
    ("FFFM", "高祖母"),
    ("ss", "孙子 孙 孙儿 长孙"),
    ("sd", "孙女 孙女儿"),
    ("sc", "孙子女"),
    ("ds", "外孙 外孙子"),
    ("dd", "外孙女 外孙女儿"),
    ("dc", "外孙子女"),
    ("sss", "曾孙 曾孙子 重孙 重孙子"),
    ("ssd", "曾孙女 重孙女"),
    ("dss", "外曾孙 重外孙"),
    ("dsd", "外曾孙女 重外孙女"),
    ("ssss", "玄孙"),
    ("sssd", "玄孙女"),
    ("Fb", "伯父 伯伯 伯 大爷 大伯 叔叔 叔父 叔 阿叔 阿伯 二大爷 三大爷 小叔叔"),
    ("Fz", "姑姑 姑妈 姑母 姑"),
    ("Mb", "舅舅 舅父 舅 娘舅 阿舅"),
    ("Mz", "姨妈 姨母 姨 姨妈妈 小姨 小姨妈 姨娘"),
    ("Fbw", "伯母 伯娘 大娘 大妈 婶婶 婶子 婶 婶娘 婶母 叔母"),
    ("Fzh", "姑父 姑夫 姑丈 姑爹"),
    ("Mbw", "舅妈 舅母 妗子 妗母 舅娘"),
    ("Mzh", "姨父 姨夫 姨丈 姨爹"),
    ("Fbs", "堂兄 堂哥 堂哥哥 堂弟 堂弟弟 堂兄弟 叔伯兄弟 叔伯哥 叔伯弟"),
    ("Fbd", "堂姐 堂姐姐 堂妹 堂妹妹 堂姐妹 堂姊 堂姊妹 叔伯姐妹 叔伯姐 叔伯妹"),
    ("Fbc", "堂兄弟姐妹 堂兄妹 堂姐弟"),
    ("Fzs", "姑表哥 姑表弟 姑表兄 姑表兄弟"),
    ("Fzd", "姑表姐 姑表妹 姑表姐妹"),
    ("Mbs", "舅表哥 舅表弟 舅表兄 舅表兄弟"),
    ("Mbd", "舅表姐 舅表妹 舅表姐妹"),
    ("Mzs", "姨表哥 姨表弟 姨表兄 姨表兄弟 两姨兄弟"),
    ("Mzd", "姨表姐 姨表妹 姨表姐妹 两姨姐妹"),
    ("Pys", "表兄 表哥 表哥哥 表弟 表弟弟 表兄弟"),
    ("Pyd", "表姐 表姐姐 表妹 表妹妹 表姐妹 表姊 表姊妹"),
    ("Pyc", "表兄弟姐妹 表兄妹 表姐弟"),
    ("Fbsw", "堂嫂 堂嫂子 堂弟媳 堂弟妹 堂弟媳妇"),
    ("Fbdh", "堂姐夫 堂妹夫"),
    ("Pysw", "表嫂 表嫂子 表弟媳 表弟妹 表弟媳妇"),
    ("Pydh", "表姐夫 表妹夫"),
    ("bs", "侄子 侄儿 侄 侄男"),
    ("bd", "侄女 侄女儿"),
    ("bc", "侄子女"),
    ("zs", "外甥 外甥子 甥"),
    ("zd", "外甥女 甥女"),
    ("zc", "外甥子女 甥子女"),
    ("bsw", "侄媳 侄媳妇 侄儿媳妇"),
    ("bdh", "侄女婿 侄婿"),
    ("zsw", "外甥媳妇 外甥媳"),
    ("zdh", "外甥女婿 甥婿"),
    ("bss", "侄孙 侄孙子"),
    ("bsd", "侄孙女"),
    ("zss", "外甥孙 甥孙"),
    ("zsd", "外甥孙女 甥孙女"),
    ("Fbss", "堂侄 堂侄子 堂侄儿"),
    ("Fbsd", "堂侄女"),
    ("Fbds", "堂外甥"),
    ("Fbdd", "堂外甥女"),
    ("Pyss", "表侄 表侄子 表侄儿"),
    ("Pysd", "表侄女"),
    ("Pyds", "表外甥"),
    ("Pydd", "表外甥女"),
    ("FFb", "伯祖父 叔祖父 伯祖 叔祖 伯公 叔公 二爷爷 三爷爷 大爷爷 小爷爷"),
    ("FFbw", "伯祖母 叔祖母 伯婆 叔婆"),
    ("FFz", "姑祖母 姑奶奶 姑婆"),
    ("FMb", "舅爷爷 舅爷 舅祖父"),
    ("FMz", "姨奶奶 姨祖母"),
    ("PMb", "舅公"),
    ("PMz", "姨婆"),
    ("MMb", "舅姥爷 舅外公"),
    ("MMz", "姨姥姥 姨外婆"),
    ("MFz", "姑姥姥 姑外婆"),
    ("FFbs", "堂伯 堂叔 堂伯父 堂叔父"),
    ("FFbd", "堂姑 堂姑妈"),
    ("MFbs", "堂舅"),
    ("MFbd", "堂姨"),
    ("FPys", "表叔 表伯 表叔叔"),
    ("FPyd", "表姑 表姑妈"),
    ("MPys", "表舅 表舅舅"),
    ("MPyd", "表姨 表姨妈"),
    ("sw", "儿媳 儿媳妇 子媳"),
    ("dh", "女婿 上门女婿 婿"),
    ("cx", "子女配偶"),
    ("ssw", "孙媳 孙媳妇"),
    ("sdh", "孙女婿 孙婿"),
    ("dsw", "外孙媳 外孙媳妇"),
    ("ddh", "外孙女婿"),
    ("hF", "公公 公爹"),
    ("hM", "婆婆 婆母"),
    ("hP", "公婆"),
    ("wF", "岳父 丈人 老丈人 岳丈 丈人爹"),
    ("wM", "岳母 丈母娘 丈母 老丈母 丈人娘"),
    ("wP", "岳父母"),
    ("hb", "大伯子 大伯哥 大伯兄 小叔子 夫兄 夫弟 夫哥"),
    ("hz", "大姑子 小姑子 大姑姐 小姑妹 夫姐 夫妹"),
    ("wb", "大舅子 小舅子 大舅哥 小舅弟 大舅兄 内兄 内弟 妻兄 妻弟 妻哥 妻舅"),
    ("wz", "大姨子 小姨子 大姨姐 小姨妹 妻姐 妻妹 内姐 内妹"),
    ("bw", "嫂子 嫂嫂 嫂 弟媳 弟媳妇 弟妹 弟妇"),
    ("zh", "姐夫 妹夫 妹婿 姐丈 妹丈"),
    ("hbw", "妯娌 大伯嫂"),
    ("hzh", "大姑子丈夫 小姑子丈夫"),
    ("wbw", "大舅嫂 小舅媳妇 舅嫂 内嫂 大舅子媳妇 小舅子媳妇"),
    ("wzh", "连襟 连桥 襟兄 襟弟 担挑 一担挑"),
    ("wbs", "内侄 内侄子"),
    ("wbd", "内侄女"),
    ("wzs", "内外甥 内甥"),
    ("wzd", "内外甥女 内甥女"),
    ("cxF", "亲家公 亲家翁 亲家爹"),
    ("cxM", "亲家母 亲家娘"),
    ("cxP", "亲家"),
    ("+F", "养父 养爸"),
    ("+M", "养母 养妈"),
    ("+P", "养父母"),
    ("+s", "养子 养儿子 养儿"),
    ("+d", "养女 养女儿"),
    ("+c", "养子女"),
    ("+b", "养兄 养弟 养哥 养哥哥 养弟弟 养兄弟"),
    ("+z", "养姐 养妹 养姐姐 养妹妹 养姐妹"),
    ("+y", "养兄弟姐妹"),
    ("~F", "继父 后爸 后爹 后父"),
    ("~M", "继母 后妈 后娘 后母"),
    ("~P", "继父母"),
    ("~s", "继子 继儿子"),
    ("~d", "继女 继女儿"),
    ("~c", "继子女"),
    ("~b", "继兄 继弟 继哥 继哥哥 继弟弟 继兄弟"),
    ("~z", "继姐 继妹 继姐姐 继妹妹 继姐妹"),
    ("~y", "继兄弟姐妹"),
)


# Words left out on purpose, with what the planner may have meant. An empty entry: no relative by
# the regulations; such a tie belongs into 其他回避.
UNCLEAR: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "先生": ("丈夫",),
        "媳妇": ("妻子", "儿媳"),
        "媳妇儿": ("妻子", "儿媳"),
        "姑爷": ("女婿", "姑父"),
        "姑娘": ("女儿", "姑姑"),
        "阿姨": ("姨妈", "小姨"),
        "前妻": ("妻子",),
        "前夫": ("丈夫",),
        "前配偶": ("配偶",),
        "养祖父": ("养父的父亲", "父亲的养父"),
        "养祖母": ("养父的母亲", "父亲的养母"),
        "养孙子": ("养子的儿子", "儿子的养子"),
        "养孙女": ("养子的女儿", "儿子的养女"),
        "表亲": ("表哥", "表弟", "表姐", "表妹"),
        "堂亲": ("堂哥", "堂弟", "堂姐", "堂妹"),
        **dict.fromkeys(("老爷", "娘娘", "家婆", "家公", "姑嫂"), ()),
        **dict.fromkeys(("本人", "自己", "男朋友", "女朋友", "未婚夫", "未婚妻", "对象"), ()),
        **dict.fromkeys(("干爹", "干爸", "干妈", "干儿子", "干女儿", "义父", "义母"), ()),
        **dict.fromkeys(("同事", "朋友", "同学", "邻居", "老师", "学生", "亲戚", "亲属"), ()),
    }
)


def _steps(letters: str) -> Iterator[Step]:
    tie: Literal["blood", "adoptive", "step"] = "blood"
    for letter in letters:
        if letter in "+~":
            tie = "adoptive" if letter == "+" else "step"
            continue
        yield _LETTERS[letter]._replace(tie=tie)
        tie = "blood"


TERMS: Mapping[str, tuple[Step, ...]] = MappingProxyType(
    {term: tuple(_steps(letters)) for letters, terms in _TABLE for term in terms.split()}
)
"""Every term known as it stands; ranks (二叔) and 亲, 双胞胎 … before a term come on top."""
