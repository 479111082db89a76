"""Where inputs differ from those that were frozen: the sheet, and the first row of it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from allocator.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.policy import Policy

# Field of `Inputs`, key of the sheet in the schema, and what tells one row of it from another;
# names and 证件号码 are never told.
_SHEETS = (
    ("papers", "exams", ("exam", "subject")),
    ("candidates", "candidates", ("registration",)),
    ("sites", "sites", ("code",)),
    ("rooms", "rooms", ()),
    ("staff", "staff", ("staff",)),
    ("kin_ties", "kin", ()),
    ("other_ties", "other", ()),
    ("post_needs", "posts", ("site", "post")),
    ("duty_needs", "duties", ("task",)),
)


def refuse_other_inputs(frozen: Inputs, given: Inputs) -> None:
    """Raise `AuditError` naming the first row in which inputs differ from the frozen ones."""
    place = first_difference(frozen, given)
    if place:
        raise AuditError(
            f"输入与封存的数据不符：{place}。没有抽签。封存后不得改动；请换回封存时的文件，"
            "或不写 INPUT 直接用封存的数据。确需修改的，抽签前用 allocator freeze --replace "
            "--reason 重新封存并确认；已抽过签的，用 -o 另指定文件夹重新封存。"
        )


def first_difference(frozen: Inputs, given: Inputs) -> str:
    """Return where two inputs differ first, sheet by sheet; blank where they are the same."""
    from allocator.intake.schema import SHEETS

    specs = {spec.key: spec for spec in SHEETS}
    for field, key, identity in _SHEETS:
        old, new = getattr(frozen, field), getattr(given, field)
        if old == new:
            continue
        headers = {column.key: column.header for column in specs[key].columns}
        return f"工作表“{specs[key].name}”{_row(old, new, identity, headers)}"
    if frozen.policy != given.policy:
        return f"工作表“{specs['policy'].name}”{_settings(frozen.policy, given.policy)}"
    return ""


def _row(
    old: Sequence[Any], new: Sequence[Any], identity: Sequence[str], headers: Mapping[str, str]
) -> str:
    same = min(len(old), len(new))
    place = next((n for n in range(same) if old[n] != new[n]), same)
    where = f"第 {place + 1} 行数据"
    if place == same:
        what = "少了" if len(new) < len(old) else "多出"
        return f"从{where}起{what} {abs(len(new) - len(old))} 行"
    parts = [str(getattr(new[place], name, "")) for name in identity]
    who = " ".join(part for part in parts if part)
    fields = dataclasses.fields(old[place]) if dataclasses.is_dataclass(old[place]) else ()
    names = [field.name for field in fields] or list(getattr(old[place], "_fields", ()))
    columns = [
        headers[name]
        for name in names
        if name in headers and getattr(old[place], name) != getattr(new[place], name)
    ]
    told = f"{where}（{who}）" if who else where
    return f"{told}的{'、'.join(columns)}" if columns else told


def _settings(old: Policy, new: Policy) -> str:
    names = [
        name
        for name in sorted({*old.others, *new.others})
        if old.others.get(name) != new.others.get(name)
    ]
    return f"的{'、'.join(names)}" if names else "的设置"
