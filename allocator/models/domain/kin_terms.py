"""What 关系 in sheet 亲属关系 says, as steps from one person to the next.

A term is a chain of parent, child, spouse and sibling steps walked from the 申报人 to the 亲属.
"""

from __future__ import annotations

import difflib
import re
import unicodedata

from allocator.models.domain.kin_words import TERMS, UNCLEAR, Step

_RANKS = tuple("大二三四五六七八九小老幺")
_PRAISE = ("双胞胎", "孪生", "龙凤胎", "亲生", "嫡亲", "亲")
_HALF = re.compile("(同父异母|同母异父)的")


def chain_of(relation: str) -> tuple[Step, ...] | None:
    """Return the steps from the 申报人 to the 亲属, or None where a word is unknown.

    `relation` is one term (堂弟) or several joined by 的 (妻子的弟弟的妻子); blanks do not matter.
    """
    chain: list[Step] = []
    for part in _parts(relation):
        steps = _term(part)
        if steps is None:
            return None
        chain.extend(steps)
    return tuple(chain) or None


def is_chain(relation: str) -> bool:
    """Return whether the relation is written in several steps with 的."""
    return len(_parts(relation)) > 1


def nearest_terms(relation: str) -> tuple[str, ...]:
    """Return up to three known relations that an unknown one may stand for, likeliest first."""
    parts = _parts(relation)
    unknown = [place for place, part in enumerate(parts) if _term(part) is None]
    if not unknown:
        return ()
    guesses = [_guesses(parts[place]) for place in unknown]
    if not all(guesses):
        return ()
    found = []
    for nth in range(max(len(guess) for guess in guesses)):
        mended = list(parts)
        for place, guess in zip(unknown, guesses, strict=True):
            mended[place] = guess[min(nth, len(guess) - 1)]
        found.append("的".join(mended))
    return tuple(dict.fromkeys(found))


def _parts(relation: str) -> list[str]:
    text = "".join(unicodedata.normalize("NFKC", relation).split())
    return _HALF.sub(r"\1", text).split("的")


def _term(word: str) -> tuple[Step, ...] | None:
    steps = TERMS.get(word)
    if steps is not None:
        return steps
    for praise in _PRAISE:
        if word.startswith(praise) and len(word) > len(praise):
            return _term(word[len(praise) :])
    if word.startswith(_RANKS):
        steps = TERMS.get(word[1:])
        if steps is not None and _has_ranks(steps):
            return steps
    return None


def _has_ranks(steps: tuple[Step, ...]) -> bool:
    """Tell whether there can be several: 二叔 is one of the uncles, 二爷爷 no grandfather."""
    kinds = {step.kind for step in steps}
    return "sibling" in kinds or "child" in kinds


def _guesses(word: str) -> tuple[str, ...]:
    if word in UNCLEAR:
        return UNCLEAR[word]
    # Sorted first, so that equally near terms come in one fixed order.
    return tuple(difflib.get_close_matches(word, sorted(TERMS), n=3, cutoff=0.5))
