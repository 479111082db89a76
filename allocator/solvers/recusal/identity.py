"""Which of the people named or implied by declarations are one person.

A person has one blood father and one blood mother, full siblings share both, and one spouse at a
time; so the mother behind 舅舅 and a declared 母亲 are one. Two people with numbers of identity are
never taken for one, whatever the declarations say (contradictions are reported by intake), nor
are two spouses of different names: one of them may have died.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Sex = Literal["", "男", "女"]

_SEXES: tuple[Sex, Sex] = ("男", "女")


class Identities:
    """People by number, from 0, their full sibling groups, blood parents and spouses.

    Enter all facts, then `settle`, then ask. The order of the facts does not matter.
    """

    def __init__(self) -> None:
        """Start with nobody."""
        self._one: list[int] = []
        self._known: list[bool] = []
        self._sex: list[Sex] = []
        self._name: list[str] = []
        self._joined: list[int] = []
        """Groups of full siblings; everybody is born into the group of his own number."""
        self._spouses: dict[int, set[int]] = {}
        self._parents: dict[int, set[int]] = {}
        """Blood parents of a group."""
        self._groups_of_parent: dict[int, set[int]] = {}
        self._open_people: set[int] = set()
        self._open_groups: set[int] = set()

    def person(self, sex: Sex = "", *, known: bool = False) -> int:
        """Return somebody new; `known`: he has a number of identity."""
        number = len(self._one)
        self._one.append(number)
        self._joined.append(number)
        self._known.append(known)
        self._sex.append(sex)
        self._name.append("")
        return number

    def learn_name(self, person: int, name: str) -> None:
        """Note a name; of several the first in the order of characters stands."""
        self._name[person] = _one_name(self._name[person], name)

    def learn_sex(self, person: int, sex: Sex) -> None:
        """Note a sex; where words contradict each other, one stands whatever their order."""
        known = self._sex[person]
        self._sex[person] = min(known, sex) if known and sex else known or sex

    def add_blood_parent(self, child: int, parent: int) -> None:
        """Note a parent of blood; father or mother by the parent's sex."""
        self._parents.setdefault(child, set()).add(parent)
        self._groups_of_parent.setdefault(parent, set()).add(child)

    def add_spouses(self, first: int, second: int) -> None:
        """Note a marriage that has not ended."""
        self._spouses.setdefault(first, set()).add(second)
        self._spouses.setdefault(second, set()).add(first)

    def add_full_siblings(self, first: int, second: int) -> None:
        """Note two people who share both parents."""
        self._join(self._root_group(first), self._root_group(second))

    def who(self, person: int) -> int:
        """Return the number that stands for this person."""
        return _root(self._one, person)

    def sex(self, person: int) -> Sex:
        """Return the sex of a person, blank where nobody says it."""
        return self._sex[self.who(person)]

    def name(self, person: int) -> str:
        """Return the name of a person, blank where no row gives it."""
        return self._name[self.who(person)]

    def group(self, person: int) -> int:
        """Return the number of the person's group of full siblings."""
        return self._root_group(self.who(person))

    def parents(self, group: int) -> list[int]:
        """Return the blood parents of a group of full siblings, ascending."""
        return sorted({self.who(parent) for parent in self._parents.get(group, ())})

    def spouses(self, person: int) -> list[int]:
        """Return husbands and wives, ascending."""
        return sorted({self.who(other) for other in self._spouses.get(self.who(person), ())})

    def people(self) -> list[int]:
        """Return everybody once, ascending."""
        return [person for person, one in enumerate(self._one) if person == one]

    def settle(self) -> None:
        """Find out who is one person, until nothing more follows.

        All that follows from one state is worked out before any of it is applied, so that the
        order of the facts cannot show.
        """
        # Facts were entered by born numbers, groups may have been joined since.
        for group in sorted(self._parents):
            root = self._root_group(group)
            if root != group:
                self._parents.setdefault(root, set()).update(self._parents.pop(group))
        self._open_people.update(self._spouses)
        self._open_groups.update(self._parents)
        while self._open_people or self._open_groups:
            same = [*self._same_spouses(), *self._same_parents()]
            self._open_people.clear()
            self._open_groups.clear()
            for people in same:
                for other in people[1:]:
                    self._merge(people[0], other)

    def _same_spouses(self) -> Iterator[list[int]]:
        for person in sorted(self._open_people):
            if len(self._spouses.get(person, ())) > 1:
                spouses = self.spouses(person)
                if len({self._name[one] for one in spouses} - {""}) < 2:
                    yield from self._same(spouses)

    def _same_parents(self) -> Iterator[list[int]]:
        for group in sorted(self._open_groups):
            if len(self._parents.get(group, ())) > 1:
                parents = self.parents(group)
                for sex in _SEXES:
                    yield from self._same(one for one in parents if self._sex[one] == sex)

    def _same(self, people: Iterable[int]) -> Iterator[list[int]]:
        """Yield people who fill one place as one person.

        Where two of them have numbers, only those without are one.
        """
        found = sorted(people)
        known = [one for one in found if self._known[one]]
        nameless = [one for one in found if not self._known[one]]
        same = known + nameless if len(known) == 1 else nameless
        if len(same) > 1:
            yield same

    def _merge(self, first: int, second: int) -> None:
        kept, gone = sorted((self.who(first), self.who(second)))
        if kept == gone or (self._known[kept] and self._known[gone]):
            return
        self._one[gone] = kept
        better, other = (gone, kept) if self._known[gone] else (kept, gone)
        self._sex[kept] = self._sex[better] or self._sex[other]
        if self._known[better]:
            self._known[kept] = True
            self._name[kept] = self._name[better] or self._name[other]
        else:
            self._name[kept] = _one_name(self._name[kept], self._name[gone])
        if gone in self._spouses:
            self._spouses.setdefault(kept, set()).update(self._spouses.pop(gone))
            self._open_people.add(kept)
        groups = self._groups_of_parent.setdefault(kept, set())
        groups.update(self._groups_of_parent.pop(gone, ()))
        # A sex that is known now may make a father or mother of a mere parent.
        self._open_groups.update(self._root_group(group) for group in groups)
        self._join(self._root_group(kept), self._root_group(gone))

    def _join(self, first: int, second: int) -> None:
        kept, gone = sorted((first, second))
        if kept == gone:
            return
        self._joined[gone] = kept
        if gone in self._parents:
            self._parents.setdefault(kept, set()).update(self._parents.pop(gone))
        self._open_groups.discard(gone)
        self._open_groups.add(kept)

    def _root_group(self, group: int) -> int:
        return _root(self._joined, group)


def _one_name(first: str, second: str) -> str:
    return min(first, second) if first and second else first or second


def _root(links: list[int], number: int) -> int:
    while links[number] != number:
        links[number] = links[links[number]]
        number = links[number]
    return number
