"""What sheet 亲属关系 says together: parents, marriages and full siblings, and what cannot be.

Plain bookkeeping for `kin_checks`: everybody has one blood father, one blood mother and one spouse
at a time, full siblings share both parents; who must be one person and has two 证件号码 is a
contradiction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

FATHER, MOTHER, SPOUSE = "父亲", "母亲", "配偶"
_PLACE_OF_SEX = {"男": FATHER, "女": MOTHER}


class Two(NamedTuple):
    """Two numbers of identity in one place."""

    place: str
    """`FATHER`, `MOTHER` or `SPOUSE`."""
    first: str
    second: str


class ParentEdge(NamedTuple):
    """A child and a blood parent, as one row says."""

    child: int
    parent: int
    row: int


class Families:
    """People by number; each may have a number of identity."""

    def __init__(self) -> None:
        """Start with nobody."""
        self.clashes: list[Two] = []
        self._edges: list[ParentEdge] = []
        self._one: list[int] = []
        self._group: list[int] = []
        """Full siblings: born into one's own group, joined with `join_siblings`."""
        self._id: list[str] = []
        self._sex: list[str] = []
        self._parents: dict[tuple[int, str], int] = {}
        self._spouse: dict[int, int] = {}

    def person(self, id_number: str = "", sex: str = "") -> int:
        """Return somebody new."""
        self._one.append(len(self._one))
        self._group.append(len(self._group))
        self._id.append(id_number)
        self._sex.append(sex)
        return len(self._one) - 1

    def add_parent(self, child: int, parent: int, row: int) -> None:
        """Note a blood parent; without a sex he fills no place of father or mother."""
        self._edges.append(ParentEdge(child, parent, row))
        place = _PLACE_OF_SEX.get(self._sex[self._root(parent)])
        if place:
            key = (self.group(child), place)
            known = self._parents.setdefault(key, parent)
            self._merge([(known, parent, place)])

    def add_spouses(self, first: int, second: int) -> None:
        """Note a marriage of the present time."""
        for one, other in ((first, second), (second, first)):
            known = self._spouse.setdefault(self._root(one), other)
            self._merge([(known, other, SPOUSE)])

    def join_siblings(self, first: int, second: int) -> None:
        """Note full siblings."""
        self._merge(self._join(self.group(first), self.group(second)))

    def group(self, person: int) -> int:
        """Return the number of the group of full siblings of a person."""
        return _find(self._group, self._root(person))

    def born_of(self) -> Iterator[ParentEdge]:
        """Yield each parent edge between groups of full siblings."""
        for edge in self._edges:
            yield ParentEdge(self.group(edge.child), self.group(edge.parent), edge.row)

    def numbers_of_edges(self) -> Iterator[tuple[str, str, int]]:
        """Yield (number of child, number of parent, row) where both have one; siblings too."""
        members: dict[int, list[str]] = {}
        for person, one in enumerate(self._one):
            if person == one and self._id[person]:
                members.setdefault(self.group(person), []).append(self._id[person])
        rows: dict[tuple[int, str], int] = {}
        for edge in self._edges:
            parent = self._id[self._root(edge.parent)]
            if parent:
                rows.setdefault((self.group(edge.child), parent), edge.row)
        for (group, parent), row in rows.items():
            for child in members.get(group, ()):
                yield child, parent, row

    def _root(self, person: int) -> int:
        return _find(self._one, person)

    def _merge(self, same: list[tuple[int, int, str]]) -> None:
        """Make people one and all that follows; two numbers are kept apart and noted."""
        while same:
            first, second, place = same.pop()
            kept, gone = sorted((self._root(first), self._root(second)))
            if kept == gone:
                continue
            if self._id[kept] and self._id[gone]:
                one, other = sorted((self._id[kept], self._id[gone]))
                self.clashes.append(Two(place, one, other))
                continue
            # Groups first: they are found through the people who still stand for themselves.
            same += self._join(self.group(kept), self.group(gone))
            self._one[gone] = kept
            self._id[kept] = self._id[kept] or self._id[gone]
            self._sex[kept] = self._sex[kept] or self._sex[gone]
            spouse = self._spouse.pop(gone, None)
            if spouse is not None:
                same.append((self._spouse.setdefault(kept, spouse), spouse, SPOUSE))

    def _join(self, first: int, second: int) -> list[tuple[int, int, str]]:
        """Join two groups and return who must be one person by that."""
        kept, gone = sorted((first, second))
        if kept == gone:
            return []
        self._group[gone] = kept
        same = []
        for place in (FATHER, MOTHER):
            parent = self._parents.pop((gone, place), None)
            if parent is not None:
                same.append((self._parents.setdefault((kept, place), parent), parent, place))
        return same


def _find(links: list[int], number: int) -> int:
    while links[number] != number:
        links[number] = links[links[number]]
        number = links[number]
    return number


def circles(edges: Iterator[ParentEdge]) -> list[list[int]]:
    """Return the rows of circles of parents, ascending; of circles that share a part not all."""
    above: dict[int, list[ParentEdge]] = {}
    for one in edges:
        above.setdefault(one.child, []).append(one)
    done: set[int] = set()
    found = []
    for start in sorted(above):
        path: list[ParentEdge] = []
        on_path = {start}
        stack = [(start, iter(above[start]))]
        while stack and start not in done:
            here, upward = stack[-1]
            edge = next(upward, None)
            if edge is None:
                done.add(here)
                on_path.discard(here)
                stack.pop()
                del path[-1:]
            elif edge.parent in on_path:
                children = [passed.child for passed in path]
                nth = children.index(edge.parent) if edge.parent in children else len(path)
                found.append(sorted({passed.row for passed in (*path[nth:], edge)}))
            elif edge.parent not in done:
                path.append(edge)
                on_path.add(edge.parent)
                stack.append((edge.parent, iter(above.get(edge.parent, ()))))
    return found
