"""Sheet 亲属关系 as plain lists of facts between people and nameless third persons.

What follows from the facts taken together is found out in `kin_facts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.kin_terms import chain_of, is_chain
from allocator.models.domain.kinship import marriage_ended

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.kin_words import Step
    from allocator.models.domain.kinship import KinTie

_RAISED = "形成抚养关系"
_NOT = ("未", "没有", "没")


class KinRows:
    """Facts as they stand, and who has turned out to be one person."""

    def __init__(self, inputs: Inputs) -> None:
        self.number: dict[str, int] = {}
        self.sex: list[str] = []
        self.name: list[str] = []
        self.known: list[bool] = []
        """Who has a 证件号码."""
        self.same: list[int] = []
        self.parents: list[tuple[int, int]] = []
        """(child, parent) of blood."""
        self.legal: list[tuple[int, int]] = []
        """(child, parent) by adoption or an accepted step tie."""
        self.couples: list[tuple[int, int]] = []
        self.siblings: list[tuple[int, int]] = []
        """Full siblings."""
        self.sworn: list[tuple[int, int]] = []
        """Siblings by adoption or an accepted step tie of one of the two."""
        self._chains: list[list[int]] = []
        """Who stands in one row, from the 申报人 on."""
        self._beside: dict[int, set[int]] = {}
        self._codes = {member.staff: member.id_number for member in inputs.staff}
        self._sex_of: dict[str, str] = {}
        self._name_of: dict[str, str] = {}
        for roster in (inputs.candidates, inputs.staff):
            self._sex_of |= {one.id_number.upper(): one.sex for one in roster if one.sex}
            self._name_of |= {one.id_number.upper(): one.name for one in roster}
        rows = [(tie, chain) for tie in inputs.kin_ties if (chain := _counted(tie))]
        # Everybody's sex is settled before it is asked for: the order of rows must not matter.
        ends = [self._ends(tie, chain) for tie, chain in rows]
        for (_, chain), (first, last) in zip(rows, ends, strict=True):
            self._enter(first, chain, last)

    def _ends(self, tie: KinTie, chain: tuple[Step, ...]) -> tuple[int, int]:
        first = self._person(self._codes.get(tie.declarer, tie.declarer))
        last = self._person(tie.id_number) if tie.id_number else self._third("")
        self.sex[last] = self.sex[last] or chain[-1].sex
        if tie.name and tie.id_number.upper() not in self._name_of:
            self.name[last] = min(self.name[last] or tie.name, tie.name)
        return first, last

    def _person(self, id_number: str) -> int:
        id_number = id_number.upper()
        if id_number not in self.number:
            sex = self._sex_of.get(id_number) or _sex_in(id_number)
            self.number[id_number] = self._third(sex)
            self.name[-1] = self._name_of.get(id_number, "")
            self.known[-1] = True
        return self.number[id_number]

    def _third(self, sex: str) -> int:
        self.sex.append(sex)
        self.name.append("")
        self.known.append(False)
        self.same.append(len(self.same))
        return len(self.same) - 1

    def _enter(self, here: int, chain: tuple[Step, ...], last: int) -> None:
        people = [here]
        self._chains.append(people)
        for place, step in enumerate(chain, start=1):
            there = last if place == len(chain) else self._third(step.sex)
            people.append(there)
            blood = step.tie == "blood"
            if step.kind == "spouse":
                self.couples.append((here, there))
            elif step.kind == "sibling":
                (self.siblings if blood else self.sworn).append((here, there))
            else:
                pair = (here, there) if step.kind == "parent" else (there, here)
                (self.parents if blood else self.legal).append(pair)
            here = there

    def beside(self, person: int) -> set[int]:
        """Return with whom a third person stands in one row; asked for when all are merged."""
        if not self._beside:
            for chain in self._chains:
                people = {self.who(one) for one in chain}
                for one in people:
                    if not self.known[one]:
                        self._beside.setdefault(one, set()).update(people - {one})
        return self._beside.get(person, set())

    def who(self, person: int) -> int:
        """Return the number that stands for a person after all that was found so far."""
        while self.same[person] != person:
            self.same[person] = self.same[self.same[person]]
            person = self.same[person]
        return person

    def merge(self, people: Iterable[int]) -> bool:
        """Make one of those who must be one person; return whether any two were not before.

        Two people with different 证件号码 are never made one: the rows contradict each other.
        """
        ones = sorted({self.who(person) for person in people})
        nameless = [one for one in ones if not self.known[one]]
        known = [one for one in ones if self.known[one]]
        join = known + nameless if len(known) == 1 else nameless
        for gone in join[1:]:
            self.same[gone] = join[0]
            self.sex[join[0]] = self.sex[join[0]] or self.sex[gone]
            self.name[join[0]] = self.name[join[0]] or self.name[gone]
        return len(join) > 1

    def merge_spouses(self, people: Collection[int]) -> bool:
        """Do the same with the spouses of one person, unless they bear different names.

        Those were married one after the other, and nobody can tell which a nameless one is.
        """
        names = {self.name[self.who(person)] for person in people} - {""}
        return len(names) < 2 and self.merge(people)


def _counted(tie: KinTie) -> tuple[Step, ...] | None:
    """Return the steps of a row that counts: no ended marriage, step ties only if brought up."""
    chain = chain_of(tie.relation)
    if not chain:
        return None
    note = "".join(tie.note.split())
    if any(step.tie == "step" for step in chain) and not _says(note, _RAISED):
        return None
    if (
        marriage_ended(tie.note)
        and not is_chain(tie.relation)
        and any(step.kind == "spouse" for step in chain)
    ):
        return None
    return chain


def _says(note: str, word: str) -> bool:
    """Return whether a note says the word somewhere without 未 or 没有 before it."""
    return any(not before.endswith(_NOT) for before in note.split(word)[:-1])


def _sex_in(id_number: str) -> str:
    """Return the sex that a 居民身份证 of 18 characters tells."""
    if len(id_number) == 18 and id_number[:17].isdigit():
        return "男" if int(id_number[16]) % 2 else "女"
    return ""
