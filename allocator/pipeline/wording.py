"""What may be typed as a seed, a reason or a witness: only what everybody who looks on can see.

Two seeds that look alike on the screen and on paper give two draws, so that whoever types one could
pick; a seed is therefore of few, plain signs.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from allocator.errors import UsageError
from allocator.randomness import normal_seed

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGN = r"[!-~〇㐀-䶿一-鿿\U00020000-\U000323AF]"
_SEED = re.compile(f"{_SIGN}+(?: {_SIGN}+)*")
_MOST_OF_SEED, _MOST_OF_WORDS = 100, 500
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters without anything to see."""


def is_plain_seed(seed: str) -> bool:
    """Return whether a seed is of signs that nobody can take for others; 复算.py asks the same."""
    text = normal_seed(seed)
    return len(text) <= _MOST_OF_SEED and bool(_SEED.fullmatch(text))


def refuse_unseen(seed: str, *, reason: str = "", witness: str = "") -> None:
    """Raise `UsageError` for a seed or words with signs that cannot be seen or told apart.

    A blank seed is none: its halves are still to be typed.
    """
    seed = normal_seed(seed)
    if seed and not is_plain_seed(seed):
        raise UsageError(
            f"--seed 的种子{_why(seed)}。种子只能用半角的数字、字母、符号和汉字，中间至多一个空格，"
            f"不超过 {_MOST_OF_SEED} 个字：让在场的人看到什么就是什么。请重新输入；没有抽签。"
        )
    for option, text in (("--reason", reason), ("--witness", witness)):
        _refuse_words(option, text)


def _refuse_words(option: str, text: str) -> None:
    """Raise `UsageError` for words with signs that cannot be seen, or for very many words."""
    unseen = next(_unseen(text), "")
    if unseen or len(text) > _MOST_OF_WORDS:
        why = unseen or f"有 {len(text)} 个字，不超过 {_MOST_OF_WORDS} 个才印得下"
        raise UsageError(f"{option} {why}。请重新输入；没有写任何文件。")


def _why(seed: str) -> str:
    """Return what is wrong with a seed: its first sign that is not plain."""
    for nth, sign in enumerate(seed, start=1):
        if sign != " " and not re.fullmatch(_SIGN, sign):
            return f"第 {nth} 个字（U+{ord(sign):04X}）看不见，或容易与别的字混淆"
    return "太长" if len(seed) > _MOST_OF_SEED else "有连续的空格"


def _unseen(text: str) -> Iterator[str]:
    for nth, sign in enumerate(text, start=1):
        if unicodedata.category(sign) in _UNSEEN or sign in _BLANK:
            yield f"第 {nth} 个字（U+{ord(sign):04X}）是看不见的字符"
