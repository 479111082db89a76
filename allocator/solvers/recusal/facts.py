"""Reads sheet 亲属关系 into primitive facts between people and nameless third persons.

A row is a chain of parent, child, spouse and sibling steps; two rows meet in one person by
证件号码, or where there can be only one (`identity`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from allocator.models.domain.kin_terms import chain_of, is_chain
from allocator.models.domain.kinship import marriage_ended
from allocator.solvers.recusal.identity import Identities

if TYPE_CHECKING:
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.kin_words import Step
    from allocator.models.domain.kinship import KinTie
    from allocator.solvers.recusal.identity import Sex

_RAISED = "形成抚养关系"
_DENIED = ("未", "没有", "没")


class LegalTie(NamedTuple):
    """An adoptive or accepted step tie; it belongs to the two, not to their full siblings."""

    kind: Literal["parent", "sibling"]
    person: int
    """The child, or the first of two siblings."""
    other: int
    """The parent, or the second sibling."""
    tie: str
    """adoptive or step."""


def counted_steps(tie: KinTie) -> tuple[Step, ...] | None:
    """Return the steps of a row that counts, or None.

    No row counts whose words are unknown, whose step tie is not said to have become one of
    upbringing, or whose one word rests on a marriage that has ended.
    """
    steps = chain_of(tie.relation)
    if not steps:
        return None
    note = "".join(tie.note.split())
    if any(step.tie == "step" for step in steps) and not _says(note, _RAISED):
        return None
    marriage = any(step.kind == "spouse" for step in steps)
    if marriage and not is_chain(tie.relation) and marriage_ended(tie.note):
        return None
    return steps


def _says(note: str, word: str) -> bool:
    """Tell whether a note says something, without 未, 没 or 没有 before it."""
    *heads, _ = note.split(word)
    return any(not head.endswith(_DENIED) for head in heads)


class KinFacts:
    """Everybody in sheet 亲属关系 with what its rows say, settled into one node a person."""

    def __init__(self, inputs: Inputs) -> None:
        """Read all rows; `inputs` may hold any number of people who are in none of them."""
        self.identities = Identities()
        self.node_of_id: dict[str, int] = {}
        """By 证件号码 in upper case."""
        self.legal: list[LegalTie] = []
        self.rows: list[list[int]] = []
        """Who is passed in each row that counts, by numbers before merging."""
        self._id_of_staff = {one.staff: one.id_number.upper() for one in inputs.staff}
        self._name_of_id = {one.id_number.upper(): one.name for one in inputs.candidates}
        self._name_of_id.update((one.id_number.upper(), one.name) for one in inputs.staff)
        self._sex_of_id = {one.id_number.upper(): one.sex for one in inputs.candidates}
        self._sex_of_id.update((one.id_number.upper(), one.sex) for one in inputs.staff if one.sex)
        rows = [(tie, steps) for tie in inputs.kin_ties if (steps := counted_steps(tie))]
        # First who there is, and of which sex; only then what follows: the order must not matter.
        for tie, steps in rows:
            self._declarer(tie)
            if tie.id_number:
                self._learn(tie, steps[-1].sex)
        for tie, steps in rows:
            self._enter(tie, steps)
        self.identities.settle()

    def _learn(self, tie: KinTie, sex: Sex) -> None:
        """Take sex and name of a relative from a row where number and rosters do not say them."""
        number, person = tie.id_number.upper(), self._person(tie.id_number)
        if not self._certain_sex(number):
            self.identities.learn_sex(person, sex)
        if number not in self._name_of_id:
            self.identities.learn_name(person, tie.name)

    def _certain_sex(self, number: str) -> Sex:
        return _as_sex(self._sex_of_id.get(number, "") or sex_digit(number))

    def _declarer(self, tie: KinTie) -> int:
        return self._person(self._id_of_staff.get(tie.declarer, tie.declarer))

    def _person(self, id_number: str) -> int:
        number = id_number.upper()
        node = self.node_of_id.get(number)
        if node is None:
            node = self.identities.person(self._certain_sex(number), known=True)
            self.identities.learn_name(node, self._name_of_id.get(number, ""))
            self.node_of_id[number] = node
        return node

    def _enter(self, tie: KinTie, steps: tuple[Step, ...]) -> None:
        here = self._declarer(tie)
        row = [here]
        for step in steps[:-1]:
            here = self._take(here, step, self.identities.person(step.sex))
            row.append(here)
        last = steps[-1]
        if tie.id_number:
            end = self._person(tie.id_number)
        else:
            end = self.identities.person(last.sex)
            self.identities.learn_name(end, tie.name)
        self._take(here, last, end)
        self.rows.append([*row, end])

    def _take(self, here: int, step: Step, there: int) -> int:
        """Enter one step and return who is reached."""
        identities = self.identities
        if step.kind == "spouse":
            identities.add_spouses(here, there)
        elif step.kind == "sibling" and step.tie == "blood":
            identities.add_full_siblings(here, there)
        elif step.kind == "sibling":
            self.legal.append(LegalTie("sibling", here, there, step.tie))
        else:
            child, parent = (here, there) if step.kind == "parent" else (there, here)
            if step.tie == "blood":
                identities.add_blood_parent(child, parent)
            else:
                self.legal.append(LegalTie("parent", child, parent, step.tie))
        return there


def sex_digit(id_number: str) -> str:
    """Return the sex that an 18-character 居民身份证 states; blank for any other text."""
    if len(id_number) == 18 and id_number[:17].isascii() and id_number[:17].isdigit():
        return "男" if int(id_number[16]) % 2 else "女"
    return ""


def _as_sex(text: str) -> Sex:
    if text == "男":
        return "男"
    return "女" if text == "女" else ""
