"""Who is parent, child, spouse or sibling of whom by sheet 亲属关系, for the audit of recusal.

The rows become plain lists of facts between people and nameless third persons. Then the lists are
gone through again and again: whoever must be one person (one blood father, one blood mother, shared
by full siblings; one spouse) becomes one, until a round finds nobody more. At last full siblings
without a known parent get a nameless one, so that every tie of blood is one of common ancestors.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.staff.kin_rows import KinRows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from allocator.models.domain.exam import Inputs

_SEXES = ("男", "女")


class Up(NamedTuple):
    """A parent, or a child, and whether by adoption or an accepted step tie (1) or by blood (0)."""

    person: int
    legal: int


class KinFacts:
    """Families when all is known that follows from the rows; people are numbers."""

    def __init__(
        self,
        number: Mapping[str, int],
        parents: Mapping[int, tuple[Up, ...]],
        spouses: Mapping[int, tuple[int, ...]],
        rows: KinRows,
    ) -> None:
        self._number = number
        self._rows = rows
        self.parents = parents
        self.spouses = spouses
        children: dict[int, list[Up]] = defaultdict(list)
        for child, ups in parents.items():
            for up in ups:
                children[up.person].append(Up(child, up.legal))
        self.children: Mapping[int, tuple[Up, ...]] = {
            parent: tuple(sorted(found)) for parent, found in children.items()
        }
        names: dict[int, list[str]] = defaultdict(list)
        for id_number, person in number.items():
            names[person].append(id_number)
        self._names = names

    def number_of(self, id_number: str) -> int | None:
        """Return the person with a 证件号码; None: nobody declared anything about him."""
        return self._number.get(id_number.upper())

    def are_two(self, one: int, other: int) -> bool:
        """Return whether two of these are two people for certain.

        A nameless child of a grandfather may be one's own father; who bears another name, is of
        the other sex or stands in one row with him is not.
        """
        rows = self._rows
        count = len(rows.same)
        if one == other or max(one, other) >= count:
            return False
        if rows.known[one] and rows.known[other]:
            return True
        if rows.sex[one] and rows.sex[other] and rows.sex[one] != rows.sex[other]:
            return True
        if rows.name[one] and rows.name[other] and rows.name[one] != rows.name[other]:
            return True
        return other in rows.beside(one) or one in rows.beside(other)

    def ids_of(self, person: int) -> list[str]:
        """Return the 证件号码 of a person, in upper case; none for a third person without one."""
        return self._names.get(person, [])


def kin_facts(inputs: Inputs) -> KinFacts:
    """Return the families of sheet 亲属关系, staff, candidates and third persons among them."""
    rows = KinRows(inputs)
    while _one_round(rows):
        pass
    group = _groups(rows)
    shared: dict[int, set[int]] = defaultdict(set)
    for child, parent in rows.parents:
        shared[group[rows.who(child)]].add(rows.who(parent))
    parents: dict[int, set[Up]] = defaultdict(set)
    nobody = len(rows.same)
    for person, head in group.items():
        if not shared[head]:
            # Full siblings have a parent in common, though no row names one.
            shared[head].add(nobody)
            nobody += 1
        parents[person].update(Up(parent, 0) for parent in shared[head])
    for child, parent in rows.legal:
        parents[rows.who(child)].add(Up(rows.who(parent), 1))
    for one, other in rows.sworn:
        # Whose tie it is the word leaves open: a nameless parent of these two alone.
        parents[rows.who(one)].add(Up(nobody, 0))
        parents[rows.who(other)].add(Up(nobody, 1))
        nobody += 1
    spouses: dict[int, set[int]] = defaultdict(set)
    for one, other in _both_ways(rows):
        spouses[one].add(other)
    return KinFacts(
        {id_number: rows.who(person) for id_number, person in rows.number.items()},
        # That somebody is his own father or wife is a contradiction from which nothing follows.
        {one: tuple(sorted(up for up in ups if up.person != one)) for one, ups in parents.items()},
        {one: tuple(sorted(others - {one})) for one, others in spouses.items()},
        rows,
    )


def _one_round(rows: KinRows) -> bool:
    """Make one person of spouses, fathers and mothers; return whether there were any."""
    group = _groups(rows)
    fathers: dict[tuple[int, str], set[int]] = defaultdict(set)
    for child, parent in rows.parents:
        one = rows.who(parent)
        if rows.sex[one] in _SEXES:
            fathers[group[rows.who(child)], rows.sex[one]].add(one)
    spouses: dict[int, set[int]] = defaultdict(set)
    for one, other in _both_ways(rows):
        spouses[one].add(other)
    merged = [rows.merge(people) for people in fathers.values() if len(people) > 1]
    merged += [rows.merge_spouses(people) for people in spouses.values() if len(people) > 1]
    return any(merged)


def _groups(rows: KinRows) -> dict[int, int]:
    """Return for all who are children or siblings a number of their group of full siblings."""
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in rows.siblings:
        near[rows.who(one)].append(rows.who(other))
        near[rows.who(other)].append(rows.who(one))
    group: dict[int, int] = {}
    for child, _ in rows.parents:
        near.setdefault(rows.who(child), [])
    for head in near:
        if head not in group:
            group[head] = head
            queue = [head]
            while queue:
                for other in near[queue.pop()]:
                    if other not in group:
                        group[other] = head
                        queue.append(other)
    return group


def _both_ways(rows: KinRows) -> Iterator[tuple[int, int]]:
    for one, other in rows.couples:
        yield rows.who(one), rows.who(other)
        yield rows.who(other), rows.who(one)
