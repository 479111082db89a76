"""A relation in words: the chain from one person to the next, names masked, and what it is called.

张某 —父亲→ 张某某 —哥哥→ 张某 —儿子→ 张某：堂兄弟
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.solvers.recusal.graph import KinGraph
    from allocator.solvers.recusal.identity import Sex
    from allocator.solvers.recusal.walk import KinStep, Move, Relation

NOBODY = "某人"
_LONG_NAME = 3

_STEPS: Mapping[Move, Mapping[Sex, str]] = MappingProxyType(
    {
        "up": {"男": "父亲", "女": "母亲", "": "父母"},
        "down": {"男": "儿子", "女": "女儿", "": "子女"},
        "spouse": {"男": "丈夫", "女": "妻子", "": "配偶"},
        "sibling": {"男": "兄弟", "女": "姐妹", "": "兄弟姐妹"},
    }
)
_OLDER: Mapping[Sex, str] = MappingProxyType({"男": "哥哥", "女": "姐姐"})
_YOUNGER: Mapping[Sex, str] = MappingProxyType({"男": "弟弟", "女": "妹妹"})
_LEGAL_STEPS: Mapping[Move, Mapping[Sex, str]] = MappingProxyType(
    {
        "up": {"男": "父", "女": "母", "": "父母"},
        "down": {"男": "子", "女": "女", "": "子女"},
        "sibling": {"男": "兄弟", "女": "姐妹", "": "兄弟姐妹"},
    }
)
_LEGAL_MARK = MappingProxyType({"adoptive": "养", "step": "继"})

# Letters as in `kin_terms`: F M P father, mother, parent; s d c child; h w x spouse; b z y sibling.
_LETTERS: Mapping[Move, Mapping[Sex, str]] = MappingProxyType(
    {
        "up": {"男": "F", "女": "M", "": "P"},
        "down": {"男": "s", "女": "d", "": "c"},
        "spouse": {"男": "h", "女": "w", "": "x"},
        "sibling": {"男": "b", "女": "z", "": "y"},
    }
)
_COMMON: Mapping[str, str] = MappingProxyType(
    {
        "b": "兄弟", "z": "姐妹", "y": "兄弟姐妹", "FF": "祖父", "FM": "祖母", "FP": "祖父母",
        "MF": "外祖父", "MM": "外祖母", "MP": "外祖父母", "ss": "孙子", "sd": "孙女",
        "sc": "孙子女", "ds": "外孙", "dd": "外孙女", "dc": "外孙子女", "Fb": "叔伯", "Fz": "姑姑",
        "Mb": "舅舅", "Mz": "姨妈", "bs": "侄子", "bd": "侄女", "bc": "侄子女", "zs": "外甥",
        "zd": "外甥女", "zc": "甥子女", "Fbs": "堂兄弟", "Fbd": "堂姐妹", "Fbc": "堂兄弟姐妹",
        "hF": "公公", "hM": "婆婆", "wF": "岳父", "wM": "岳母", "hbw": "妯娌", "wzh": "连襟",
        "hb": "丈夫的兄弟", "hz": "丈夫的姐妹", "wb": "妻子的兄弟", "wz": "妻子的姐妹",
        "xb": "配偶的兄弟",
        "xz": "配偶的姐妹", "hzh": "丈夫的姐夫或妹夫", "wbw": "妻子的嫂子或弟媳", "sw": "儿媳",
        "dh": "女婿", "cx": "子女的配偶", "bw": "嫂子或弟媳", "zh": "姐夫或妹夫",
        "Fbw": "伯母或婶婶",
        "Fzh": "姑父", "Mbw": "舅妈", "Mzh": "姨父", "bsw": "侄媳", "bdh": "侄女婿",
        "zsw": "外甥媳妇", "zdh": "外甥女婿", "Fbsw": "堂兄弟的妻子", "Fbdh": "堂姐妹的丈夫",
    }
)  # fmt: skip
# Patterns where several of the people passed may be of either sex.
_COUSINS = MappingProxyType({"s": "表兄弟", "d": "表姐妹", "c": "表兄弟姐妹"})
_SPOUSES = MappingProxyType({"": "", "w": "的妻子", "h": "的丈夫", "x": "的配偶"})
_CHILDREN_IN_LAW = MappingProxyType({"F": "亲家公", "M": "亲家母", "P": "亲家"})


def masked_name(name: str) -> str:
    """Return 张某 or 张某某 for a name of two or of more characters, 某人 for none."""
    if not name:
        return NOBODY
    return name[0] + ("某某" if len(name) >= _LONG_NAME else "某")


def chain_text(kin: KinGraph, start: int, relation: Relation) -> str:
    """Return the chain of a relation in words, with what it comes to after a colon."""
    parts = [masked_name(kin.name(start))]
    here = start
    for step in relation.chain:
        parts.append(f"—{_step_word(kin, here, step)}→ {masked_name(kin.name(step.node))}")
        here = step.node
    return f"{' '.join(parts)}：{_common_word(kin, relation)}"


def _step_word(kin: KinGraph, here: int, step: KinStep) -> str:
    sex = kin.sex(step.node)
    if step.tie != "blood":
        return _LEGAL_MARK[step.tie] + _LEGAL_STEPS[step.move][sex]
    if step.move == "sibling" and sex:
        mine, theirs = kin.born(here), kin.born(step.node)
        if mine and theirs and mine != theirs:
            return (_OLDER if theirs < mine else _YOUNGER)[sex]
    return _STEPS[step.move][sex]


def _common_word(kin: KinGraph, relation: Relation) -> str:
    """Return the everyday word of a relation, its class where there is none."""
    last = relation.chain[-1]
    if any(step.tie != "blood" for step in relation.chain):
        if len(relation.chain) > 1:
            return relation.kind
        return _LEGAL_MARK[last.tie] + _LEGAL_STEPS[last.move][kin.sex(last.node)]
    letters = ""
    before: Move | None = None
    for step in relation.chain:
        move = step.move
        if before == "up" and move == "down":
            # Up to a parent and down again is a brother or sister, whole or half.
            letters, move = letters[:-1], "sibling"
        letters += _LETTERS[move][kin.sex(step.node)]
        before = step.move
    if len(letters) == 1 and letters not in _COMMON:
        return _STEPS[last.move][kin.sex(last.node)]
    return _COMMON.get(letters) or _cousin_word(letters) or relation.kind


def _cousin_word(letters: str) -> str:
    """Return 表兄弟 and the like with their spouses, or 亲家; these do not hang on every sex.

    堂 stands in the table. A parent and a sibling neither of whose sex is known come of 表, the
    only word that leaves both open.
    """
    outer = letters[0] == "M" or letters[1:2] == "z" or letters[:2] == "Py"
    if outer and letters[0] in "FMP" and letters[1:2] in tuple("bzy"):
        word = _COUSINS.get(letters[2:3], "")
        return word and word + _SPOUSES[letters[3:]]
    if letters[0] in "sdc" and letters[1:2] in tuple("hwx"):
        return _CHILDREN_IN_LAW.get(letters[2:], "")
    return ""
