"""A correction puts a person's facts right; it never puts another person in his place.

Whoever was drawn a seat or a post keeps it. Where 姓名 and 证件号码 of a row both come to differ
from what was frozen, by one amendment or by several, it must be a slip of the pen.
"""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING

from allocator.errors import AuditError
from allocator.models.domain.amendments import CANDIDATES, STAFF
from allocator.pipeline.amended_state import ARRANGE_ANEW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.models.domain.exam import Inputs

SLIP = 2
"""Signs of a 证件号码 that may differ where 姓名 differs too."""


def refuse_other_persons(frozen: bytes, inputs: Inputs) -> None:
    """Raise `AuditError` where corrections made somebody another person.

    `frozen` are the bytes of the inputs that were drawn from, `inputs` those with all corrections.
    """
    changed = list(_others(json.loads(frozen), inputs))
    if changed:
        raise AuditError(
            f"{'、'.join(changed[:5])}{' 等' if len(changed) > 5 else ''} 的姓名和证件号码都改了，"
            "等于换了一个人（连同以前的变更）。没有变更。变更只更正写错的字，抽到的座位、岗位"
            "不能转给别人；工作人员不能到岗，用 --out 写明工号，由抽签接替；考生报错了人的，"
            f"须{ARRANGE_ANEW}。"
        )


def _others(frozen: dict[str, list[dict[str, str]]], inputs: Inputs) -> Iterator[str]:
    candidates = [(CANDIDATES, who.registration, who.name, who.id_number)
                  for who in inputs.candidates]  # fmt: skip
    staff = [(STAFF, who.staff, who.name, who.id_number) for who in inputs.staff]
    for rows, now in ((frozen["candidates"], candidates), (frozen["staff"], staff)):
        known = {(row["name"], row["id_number"]) for row in rows}
        for was, (sheet, key, name, number) in zip(rows, now, strict=True):
            if was["name"] == name or was["id_number"] == number:
                continue
            differing = sum(a != b for a, b in zip_longest(was["id_number"], number))
            if differing > SLIP or (name, number) in known:
                yield f"{sheet} {key}"
