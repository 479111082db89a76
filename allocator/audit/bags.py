"""Rows of 试卷预定单 counted again: bags of each size, sums, spare bags (part of PAPERS)."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.exported import GRAND_TOTAL, ORDER, SPARE, TOTAL
from allocator.models.domain.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allocator.audit.exported import OrderRow
    from allocator.models.domain.exam import Inputs

Line = tuple[str, str, str, str, str]
"""考点代码, 级别, 专业, 科目代码, 科目名称."""


class Amount(NamedTuple):
    """What one row of the order is about."""

    rooms: int
    people: int
    bags: dict[int, int]
    """Bags by copies in each."""


def needed(rooms: list[int], sizes: tuple[int, ...]) -> Amount:
    """Return what rooms of so many people need, each packed for itself."""
    bags: dict[int, int] = defaultdict(int)
    for people in rooms:
        for size in best_bags(people, sizes):
            bags[size] += 1
    return Amount(len(rooms), sum(rooms), bags)


@cache
def best_bags(people: int, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the bags for so many people: fewest copies, then fewest bags, then the largest first.

    Every number of copies is tried upwards from `people`; the first that bags can make is least.
    """
    if not sizes:
        return ()
    made: list[tuple[int, ...] | None] = [()]
    while True:
        copies = len(made) - 1
        packed = made[copies]
        if copies >= people and packed is not None:
            return packed
        options = []
        for size in sizes:
            rest = made[copies + 1 - size] if size <= copies + 1 else None
            if rest is not None:
                options.append(tuple(sorted((*rest, size), reverse=True)))
        options.sort(key=lambda bags: (len(bags), tuple(-size for size in bags)))
        made.append(options[0] if options else None)


def rows_wrong(rows: Iterable[OrderRow], wanted: dict[Line, Amount]) -> list[Finding]:
    """Return the rows that are false, needless or missing; several rows of one line add up."""
    shown: dict[Line, list[OrderRow]] = defaultdict(list)
    for row in rows:
        shown[row.site, row.level, row.specialty, row.subject, row.subject_name].append(row)
    findings = []
    for key, same in shown.items():
        amount = wanted.get(key)
        wrong = ["没有这样的考点和试卷"] if amount is None else _wrong(same, amount)
        place = f"{ORDER}.xlsx 第 {same[0].line} 行"
        findings += [
            Finding(rule="PAPERS", place=place, message=f"{_name(key)}：{text}") for text in wrong
        ]
    for key, amount in wanted.items():
        if key not in shown:
            message = f"{_name(key)}：{amount.rooms} 个考场 {amount.people} 人没有预定试卷"
            if key[0] in (SPARE, GRAND_TOTAL):
                message = f"{_name(key)}：没有这一行"
            findings.append(Finding(rule="PAPERS", place=f"{ORDER}.xlsx", message=message))
    return findings


def totals_wrong(
    rows: Sequence[OrderRow], sites: dict[Line, Amount], kinds: dict[Line, int], inputs: Inputs
) -> list[Finding]:
    """Hold the rows 合计, 备用 and 总计 against the sites' and against 备用试卷袋.

    `kinds`: how many papers each row 备用 stands for.
    """
    setting = inputs.policy.others.get("备用试卷袋", "")
    spare = spare_bags(setting, inputs.policy.bag_sizes)
    if spare is None:
        message = f"备用试卷袋的值“{setting}”无法识别，备用袋未能核对"
        return [Finding(rule="PAPERS", place="参数", message=message)]
    wanted: dict[Line, Amount] = {}
    for key, amount in sites.items():
        line = (TOTAL, *key[1:])
        wanted[line] = _add(wanted.get(line), amount)
    grand = Amount(0, 0, {})
    for amount in wanted.values():
        grand = _add(grand, amount)
    if any(spare.values()):
        for key, count in kinds.items():
            extra = Amount(0, 0, {size: count * bags for size, bags in spare.items()})
            wanted[key] = extra
            grand = _add(grand, extra)
    wanted[GRAND_TOTAL, "", "", "", ""] = grand
    return rows_wrong(rows, wanted)


def spare_bags(setting: str, sizes: tuple[int, ...]) -> dict[int, int] | None:
    """Return spare bags of each paper by size; None: the setting cannot be read.

    A number alone counts bags of the largest size; otherwise 规格:袋数, several separated.
    """
    setting = setting.strip()
    if not setting:
        return {}
    if setting.isdecimal():
        return {max(sizes): int(setting)}
    bags: dict[int, int] = defaultdict(int)
    for part in re.split("[;；,，、]", setting):
        numbers = re.findall(r"\d+", part)
        if len(numbers) != 2 or int(numbers[0]) not in sizes:
            return None
        bags[int(numbers[0])] += int(numbers[1])
    return bags


def _add(one: Amount | None, other: Amount) -> Amount:
    if one is None:
        return other
    sizes = sorted({*one.bags, *other.bags})
    bags = {size: one.bags.get(size, 0) + other.bags.get(size, 0) for size in sizes}
    return Amount(one.rooms + other.rooms, one.people + other.people, bags)


def _wrong(rows: list[OrderRow], due: Amount) -> list[str]:
    """Return what the rows of one line say wrongly."""
    shown: dict[int, int] = defaultdict(int)
    for row in rows:
        for size, count in row.bags:
            shown[size] += count
    copies = sum(size * count for size, count in due.bags.items())
    pairs = [
        ("考场数", sum(row.rooms for row in rows), due.rooms),
        ("人数", sum(row.people for row in rows), due.people),
        ("袋数合计", sum(row.bags_total for row in rows), sum(due.bags.values())),
        ("份数合计", sum(row.copies_total for row in rows), copies),
    ]
    sizes = sorted({*shown, *due.bags})
    pairs += [(f"{size}份", shown.get(size, 0), due.bags.get(size, 0)) for size in sizes]
    return [f"{name}应为 {right}，实为 {value}" for name, value, right in pairs if value != right]


def _name(key: Line) -> str:
    site = key[0] if key[0] in (TOTAL, SPARE, GRAND_TOTAL) else f"考点 {key[0]}"
    return " ".join(part for part in (site, *key[1:]) if part)
