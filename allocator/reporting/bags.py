"""How many bags of papers of which size: pure arithmetic (rule PAPERS, 试卷袋规格).

A room with a paper gets bags of its own for that paper: first the fewest copies over, then the
fewest bags, then the larger bags. 33 people are 30 + 5; 7 are one bag of 10, not two of 5; 26
are one of 30.
"""

from __future__ import annotations

import re
from functools import lru_cache

from allocator.errors import InputError


@lru_cache(maxsize=4096)
def bags_for(people: int, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Return how many bags of each of `sizes` (same order) hold papers for `people`.

    The total is at least `people`; among all such choices the total is least, then the number of
    bags, then the counts of the larger sizes are greatest. No people: no bags.
    """
    if not sizes or min(sizes) < 1:
        raise InputError("试卷袋规格须为正整数，例如 30、25、20、15、10、5")
    if people <= 0:
        return (0,) * len(sizes)
    descending = sorted(range(len(sizes)), key=lambda index: -sizes[index])
    limit = people + min(sizes)
    # best[n]: the best counts (descending sizes) whose bags hold exactly n copies.
    best: list[tuple[int, ...] | None] = [None] * (limit + 1)
    best[0] = (0,) * len(sizes)
    for copies in range(1, limit + 1):
        options = []
        for place, index in enumerate(descending):
            before = best[copies - sizes[index]] if sizes[index] <= copies else None
            if before is not None:
                options.append((*before[:place], before[place] + 1, *before[place + 1 :]))
        if options:
            best[copies] = min(options, key=lambda counts: (sum(counts), [-n for n in counts]))
    chosen = next(counts for counts in best[people:] if counts is not None)
    counts = dict(zip(descending, chosen, strict=True))
    return tuple(counts[index] for index in range(len(sizes)))


def spare_bags(setting: str, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Read 备用试卷袋: `2` is two bags of the largest size per paper; `30:2；5:1` names sizes.

    Returns counts in the order of `sizes`; raises `InputError` for a text that says neither.
    """
    text = setting.strip()
    if not text:
        return (0,) * len(sizes)
    counts = dict.fromkeys(sizes, 0)
    if text.isdecimal():
        counts[max(sizes)] = int(text)
        return tuple(counts[size] for size in sizes)
    for part in re.split(r"[;；,，、]", text):
        found = re.fullmatch(r"\s*(\d+)\s*份?\s*[:：×xX*]\s*(\d+)\s*袋?\s*", part)
        if not found or int(found[1]) not in counts:
            raise InputError(
                f"参数“备用试卷袋”的值“{setting}”无法识别："
                "写袋数（如 2），或规格:袋数（如 30:2;5:1）"
            )
        counts[int(found[1])] += int(found[2])
    return tuple(counts[size] for size in sizes)
