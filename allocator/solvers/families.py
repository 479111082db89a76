"""Who is whom among people and the nameless third persons between them, for `kin_pairs`.

Facts are taken in one by one and closed under "one blood father and one blood mother each", "full
siblings share both" and "one spouse at a time": people found to be one person are merged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Sex = Literal["", "男", "女"]


class Families:
    """People by number, from 0; sibling groups by number too, since parents belong to a group."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._one: list[int] = []
        self._group: list[int] = []
        self._sibs: list[int] = []
        self._parents: dict[tuple[int, Sex], int] = {}
        """Blood father or mother of a sibling group."""
        self._spouse: dict[int, int] = {}
        self._unsexed: list[tuple[int, int]] = []
        """(child, parent) of blood, where nobody says whether that is the father or mother."""
        self._legal: list[tuple[int, int]] = []
        """(child, parent) of adoption and of accepted step ties: not shared by full siblings."""
        self._sworn: list[tuple[int, int]] = []
        """Siblings by adoption or an accepted step tie."""

    def person(self) -> int:
        """Return somebody new, with a sibling group of his own."""
        self._one.append(len(self._one))
        self._group.append(len(self._sibs))
        self._sibs.append(len(self._sibs))
        return len(self._one) - 1

    def who(self, person: int) -> int:
        """Return the number that stands for this person after all merging so far."""
        return _root(self._one, person)

    def group(self, person: int) -> int:
        """Return the number of the person's group of full siblings."""
        return _root(self._sibs, self._group[self.who(person)])

    def blood_parent(self, child: int, sex: Sex) -> int:
        """Return the blood father (男) or mother (女), a third person if not known yet."""
        key = (self.group(child), sex)
        if key not in self._parents:
            self._parents[key] = self.person()
        return self._parents[key]

    def spouse(self, person: int) -> int:
        """Return the spouse, a third person if not known yet."""
        one = self.who(person)
        if one not in self._spouse:
            other = self.person()
            self._spouse[one] = other
            self._spouse[other] = one
        return self._spouse[one]

    def add_parent(self, child: int, parent: int, *, blood: bool) -> None:
        """Note a parent by adoption or step, or one of blood whose sex is unknown."""
        (self._unsexed if blood else self._legal).append((child, parent))

    def settle_unsexed(self, sex_of: Mapping[int, Sex]) -> None:
        """Make fathers and mothers of the unsexed parents whose sex is known by now."""
        known: dict[int, Sex] = {}
        for person, sex in sex_of.items():
            known.setdefault(self.who(person), sex)
        left = []
        for child, parent in self._unsexed:
            sex = known.get(self.who(parent), "")
            if sex:
                self.merge(self.blood_parent(child, sex), parent)
            else:
                left.append((child, parent))
        self._unsexed = left

    def add_sworn_siblings(self, first: int, second: int) -> None:
        """Note siblings who share a parent by adoption or step."""
        self._sworn.append((first, second))

    def merge_siblings(self, first: int, second: int) -> None:
        """Note that the two are full siblings."""
        self._settle([], [(self.group(first), self.group(second))])

    def merge(self, first: int, second: int) -> None:
        """Note that the two are one person."""
        self._settle([(first, second)], [])

    def _settle(self, people: list[tuple[int, int]], groups: list[tuple[int, int]]) -> None:
        """Merge the given pairs and all that follows; each step leaves one person or group less."""
        while people or groups:
            if groups:
                self._join_groups(*groups.pop(), people)
                continue
            kept, gone = sorted(map(self.who, people.pop()))
            if kept == gone:
                continue
            groups.append((self.group(kept), self.group(gone)))
            self._one[gone] = kept
            spouse = self._spouse.pop(gone, None)
            if spouse is not None and kept in self._spouse:
                people.append((self._spouse[kept], spouse))
            elif spouse is not None:
                self._spouse[kept] = spouse

    def _join_groups(self, first: int, second: int, people: list[tuple[int, int]]) -> None:
        kept, gone = sorted((_root(self._sibs, first), _root(self._sibs, second)))
        if kept == gone:
            return
        self._sibs[gone] = kept
        sexes: tuple[Sex, Sex] = ("男", "女")
        for sex in sexes:
            parent = self._parents.pop((gone, sex), None)
            known = self._parents.get((kept, sex))
            if parent is not None and known is not None:
                people.append((known, parent))
            elif parent is not None:
                self._parents[kept, sex] = parent

    def parents_of_groups(self) -> dict[int, set[int]]:
        """Return for each sibling group its blood parents."""
        found: dict[int, set[int]] = {}
        for (group, _), parent in self._parents.items():
            found.setdefault(group, set()).add(self.who(parent))
        for child, parent in self._unsexed:
            found.setdefault(self.group(child), set()).add(self.who(parent))
        return found

    def legal_parents(self) -> dict[int, set[int]]:
        """Return for each person the parents by adoption or step."""
        found: dict[int, set[int]] = {}
        for child, parent in self._legal:
            found.setdefault(self.who(child), set()).add(self.who(parent))
        return found

    def spouses(self) -> list[tuple[int, int]]:
        """Return the couples, each of them twice."""
        return [(self.who(one), self.who(other)) for one, other in self._spouse.items()]

    def sworn_siblings(self) -> list[tuple[int, int]]:
        """Return the pairs noted by `add_sworn_siblings`."""
        return [(self.who(first), self.who(second)) for first, second in self._sworn]


def _root(links: list[int], number: int) -> int:
    while links[number] != number:
        links[number] = links[links[number]]
        number = links[number]
    return number
