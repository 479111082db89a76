"""Numbers of persons in free words, such as a reason: masked before anything takes the words.

证件号码, with blanks or hyphens between their groups too, and mobile numbers; also full-width.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width signs as those of a keyboard, one for one."""
_GAP = r"[\s‐-―−﹣-]{1,3}"
_BORN = f"(?=1(?:{_GAP})?9|2(?:{_GAP})?0(?:{_GAP})?[01])"
"""A year of birth, not that of an exam: a seed, a date and a time are no 证件号码."""
_SIGNS = ("[1-9]", *(r"\d",) * 5, _BORN + r"\d", *(r"\d",) * 3, "[01]", r"\d", "[0-3]",
          *(r"\d",) * 4, "[0-9Xx]")  # fmt: skip
"""居民身份证: place, day of birth, number."""


def _grouped(gap: str, after: Collection[int]) -> str:
    """Return the pattern of a 居民身份证 with gaps after so many signs, as people group them.

    Not anywhere: a list of rooms or sessions is none.
    """
    parts = (sign + gap * (n in after) for n, sign in enumerate(_SIGNS, start=1))
    return rf"(?<!\d){''.join(parts)}(?!\d)"


_NUMBER = re.compile("|".join((
    *(_grouped(f"(?:{_GAP})?", after)
      for after in ((2, 4, 6, 10, 12, 14, 17), (3, 6, 10, 14), (4, 8, 12, 16))),
    _grouped(_GAP, range(1, 18)),
    # 15 to 18 signs of any 证件号码 (外国人永久居留证 too); a few digits more: a slip of the pen.
    r"(?<![0-9A-Za-z])(?=[0-9A-Za-z]{0,3}\d{11})[0-9A-Za-z]{15,18}(?![0-9A-Za-z])",
    r"(?<![0-9A-Za-z])\d{18,21}[0-9Xx](?![0-9A-Za-z])",
    rf"(?:(?<!\d)|(?<=(?<!\d)86))1[3-9]\d(?:{_GAP})?\d{{4}}(?:{_GAP})?\d{{4}}(?![0-9A-Za-z])",
)))  # fmt: skip
_MASKED = re.compile(r"[0-9A-Za-z]{3}\*{4,11}[0-9A-Za-z]{4}")


def without_numbers(text: str) -> str:
    """Return free words with of each 证件号码 and mobile number its first 3 and last 4 signs only.

    All else stays as it is; what is masked stays so when it is masked again.
    """
    words, end = [], 0
    for found in _NUMBER.finditer(text.translate(_HALF)):
        signs = re.sub(_GAP, "", found[0])
        words += [text[end : found.start()], signs[:3], "*" * (len(signs) - 7), signs[-4:]]
        end = found.end()
    return "".join((*words, text[end:]))


def tells_number(text: str) -> bool:
    """Return whether free words hold a 证件号码 or mobile number, whole or masked."""
    return without_numbers(text) != text or bool(_MASKED.search(text))
