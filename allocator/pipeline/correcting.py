"""What a roster given again puts right of the one that the record has.

Only facts of people that nothing hangs on may differ; whatever else does is told with its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import AuditError
from allocator.models.domain.amending import FIELDS, corrected
from allocator.models.domain.amendments import CANDIDATES, STAFF, Correction
from allocator.pipeline.amended_state import ARRANGE_ANEW
from allocator.pipeline.comparing import first_difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.models.domain.exam import Inputs


_SHOWN = 5


def corrections_between(known: Inputs, given: Inputs) -> tuple[Correction, ...]:
    """Return what `given` puts right of `known`, by sheet, row and column.

    Raises `AuditError` naming the first place where they differ in anything else.
    """
    _refuse_other_rows(CANDIDATES, [r.registration for r in known.candidates],
                       [r.registration for r in given.candidates])  # fmt: skip
    _refuse_other_rows(STAFF, [r.staff for r in known.staff], [r.staff for r in given.staff])
    found = (
        *_of_sheet(CANDIDATES, "registration", known.candidates, given.candidates),
        *_of_sheet(STAFF, "staff", known.staff, given.staff),
    )
    place = first_difference(corrected(known, found), given)
    if place:
        columns = "；".join(f"{sheet}表的{'、'.join(names)}" for sheet, names in FIELDS.items())
        raise AuditError(
            f"这处改动不能用变更办理：{place}。没有变更。变更只更正{columns}，行的次序和增减都不动；"
            "人员不能到岗，不改名单，用 --out 写明工号；亲属关系、其他回避 两表保留原样，"
            f"其中的姓名不必随着更正。其他改动须{ARRANGE_ANEW}。"
        )
    return found


def _refuse_other_rows(sheet: str, known: Sequence[str], given: Sequence[str]) -> None:
    """Raise `AuditError` where rows were added, taken away or moved."""
    if known == given:
        return
    gone, new = sorted({*known} - {*given}), sorted({*given} - {*known})
    words = [f"少了 {_some(gone)}"] if gone else []
    words += [f"多出 {_some(new)}"] if new else []
    raise AuditError(
        f"工作表“{sheet}”的行与现有的不同：{'，'.join(words) or '次序变了'}。没有变更。"
        "变更只更正已有各人的信息，不增减人，也不改次序。人员不能到岗，不改名单，"
        f"用 --out 写明工号；要增减的，须{ARRANGE_ANEW}。"
    )


def _some(keys: Sequence[str]) -> str:
    more = f" 等 {len(keys)} 行" if len(keys) > _SHOWN else ""
    return "、".join(keys[:_SHOWN]) + more


def _of_sheet(
    sheet: str, key: str, known: Sequence[object], given: Sequence[object]
) -> Iterator[Correction]:
    """Yield the cells that differ, of rows that stand at the same place in both."""
    if known == given:
        return
    for old, new in zip(known, given, strict=False):
        name = getattr(old, key)
        if old == new or name != getattr(new, key):
            continue
        for column, field in FIELDS[sheet].items():
            before, after = getattr(old, field), getattr(new, field)
            if before != after:
                yield Correction(sheet=sheet, key=name, column=column, old=before, new=after)
