"""Which candidates rule SEAT-KIN keeps out of one room: close kin, and pairs of 其他回避.

Kin is read from the declarations by `kinship.md`: facts first become one picture of families, in
which third persons and staff stand too, and the pairs are then looked up in it.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from allocator.models.domain.kin_terms import chain_of, is_chain
from allocator.models.domain.kinship import marriage_ended
from allocator.solvers.families import Families

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.kin_words import Step
    from allocator.models.domain.kinship import KinTie, TieEnd
    from allocator.solvers.families import Sex

_RAISED = "形成抚养关系"
_DENIED = ("未", "没有")


def forbidden_pairs(inputs: Inputs) -> tuple[tuple[int, int], ...]:
    """Return pairs (i, j), i < j, of indexes into `inputs.candidates`, sorted, without repeats.

    Spouses, direct line and siblings of sheet 亲属关系 in either direction, and every pair of
    candidates in 其他回避 whatever its 范围, in all exams. Whether SEAT-KIN is switched on is for
    the caller to ask. Where declarations contradict each other (two fathers), both count.
    """
    of_id: dict[str, list[int]] = {}
    for index, candidate in enumerate(inputs.candidates):
        of_id.setdefault(candidate.id_number.upper(), []).append(index)
    pairs = set(_Kin(inputs).pairs(of_id))
    pairs.update(_other_pairs(inputs, of_id))
    return tuple(sorted(pairs))


class _Kin:
    """The families of one workbook."""

    def __init__(self, inputs: Inputs) -> None:
        self._families = Families()
        self._node: dict[str, int] = {}
        self._sex: dict[int, Sex] = {}
        self._id_of_staff = {member.staff: member.id_number for member in inputs.staff}
        self._known_sex = {one.id_number.upper(): one.sex for one in inputs.candidates}
        self._known_sex.update((one.id_number.upper(), one.sex) for one in inputs.staff if one.sex)
        rows = [(tie, steps) for tie in inputs.kin_ties if (steps := _counted(tie))]
        # First who there is, and of which sex; only then what follows from it: the order of the
        # rows must not matter.
        for tie, steps in rows:
            self._person(self._id_of_staff.get(tie.declarer, tie.declarer))
            if tie.id_number:
                self._learn_sex(self._person(tie.id_number), steps[-1].sex)
        for tie, steps in rows:
            self._walk(tie, steps)
        self._families.settle_unsexed(self._sex)

    def _person(self, id_number: str) -> int:
        id_number = id_number.upper()
        node = self._node.get(id_number)
        if node is None:
            node = self._node[id_number] = self._families.person()
            self._learn_sex(node, self._known_sex.get(id_number, "") or _sex_digit(id_number))
        return node

    def _learn_sex(self, node: int, sex: str) -> None:
        if sex in ("男", "女"):
            self._sex.setdefault(node, "男" if sex == "男" else "女")

    def _walk(self, tie: KinTie, steps: tuple[Step, ...]) -> None:
        here = self._person(self._id_of_staff.get(tie.declarer, tie.declarer))
        for step in steps[:-1]:
            here = self._take(here, step, None)
        self._take(here, steps[-1], self._person(tie.id_number) if tie.id_number else None)

    def _take(self, here: int, step: Step, there: int | None) -> int:
        """Note one step to `there`, or to a third person, and return who was reached."""
        families = self._families
        # What the rosters say of somebody goes before the word: a wrong 父亲 does not make a man.
        sex = ("" if there is None else self._sex.get(there, "")) or step.sex
        if step.kind == "spouse":
            return self._reach(families.spouse(here), there, sex)
        if step.kind == "parent" and step.tie == "blood" and sex:
            return self._reach(families.blood_parent(here, sex), there, sex)
        reached = self._reach(families.person(), there, sex)
        blood = step.tie == "blood"
        if step.kind == "parent":
            families.add_parent(here, reached, blood=blood)
        elif step.kind == "child":
            families.add_parent(reached, here, blood=blood)
        elif blood:
            families.merge_siblings(here, reached)
        else:
            families.add_sworn_siblings(here, reached)
        return reached

    def _reach(self, stand_in: int, there: int | None, sex: Sex) -> int:
        if there is not None:
            self._families.merge(stand_in, there)
            stand_in = there
        self._learn_sex(stand_in, sex)
        return stand_in

    def pairs(self, of_id: dict[str, list[int]]) -> Iterator[tuple[int, int]]:
        """Yield the pairs of candidates, some of them several times."""
        families = self._families
        seated: dict[int, list[str]] = {}
        for id_number, node in self._node.items():
            if id_number in of_id:
                seated.setdefault(families.who(node), []).append(id_number)
        for first, second in self._related(seated):
            ids = sorted({*seated[first], *seated[second]})
            for one, other in combinations(ids, 2):
                yield from _cross(of_id[one], of_id[other])

    def _related(self, seated: dict[int, list[str]]) -> Iterator[tuple[int, int]]:
        """Yield people of `seated` who are close kin; with himself where ids contradict."""
        families = self._families
        yield from ((person, person) for person, ids in seated.items() if len(ids) > 1)
        for one, other in (*families.spouses(), *families.sworn_siblings()):
            if one in seated and other in seated:
                yield one, other
        of_group, legal = families.parents_of_groups(), families.legal_parents()
        groups: dict[int, list[int]] = {}
        children: dict[int, list[int]] = {}
        for person in seated:
            group = families.group(person)
            groups.setdefault(group, []).append(person)
            parents = of_group.get(group, set()) | legal.get(person, set())
            for parent in parents:
                children.setdefault(parent, []).append(person)
            yield from (
                (person, elder)
                for elder in self._ancestors(person, of_group, legal)
                if elder in seated
            )
        for siblings in (*groups.values(), *children.values()):
            yield from combinations(siblings, 2)

    def _ancestors(
        self, person: int, of_group: dict[int, set[int]], legal: dict[int, set[int]]
    ) -> set[int]:
        """Return everyone up the direct line; circles of parents, a contradiction, do no harm."""
        families = self._families
        found: set[int] = set()
        open_ = [person]
        while open_:
            one = open_.pop()
            for parent in (*of_group.get(families.group(one), ()), *legal.get(one, ())):
                if parent not in found:
                    found.add(parent)
                    open_.append(parent)
        found.discard(person)
        return found


def _counted(tie: KinTie) -> tuple[Step, ...] | None:
    """Return the steps of a row that counts: known words, no ended marriage, no mere step tie."""
    steps = chain_of(tie.relation)
    if not steps:
        return None
    if any(step.tie == "step" for step in steps) and not _raised(tie.note):
        return None
    marriage = any(step.kind == "spouse" for step in steps)
    if marriage and not is_chain(tie.relation) and marriage_ended(tie.note):
        return None
    return steps


def _raised(note: str) -> bool:
    """Tell whether 备注 says 形成抚养关系, without 未 or 没有 before it."""
    *heads, _ = note.split(_RAISED)
    return any(not head.endswith(_DENIED) for head in heads)


def _sex_digit(id_number: str) -> str:
    """Return the sex that an 18-character 居民身份证 states; blank for any other text."""
    if len(id_number) == 18 and id_number[:17].isdigit():
        return "男" if int(id_number[16]) % 2 else "女"
    return ""


def _cross(first: Iterable[int], second: Iterable[int]) -> Iterator[tuple[int, int]]:
    others = list(second)
    for one in first:
        for other in others:
            yield (one, other) if one < other else (other, one)


def _other_pairs(inputs: Inputs, of_id: dict[str, list[int]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of 其他回避; a 工作单位 stands for all its candidates.

    A member of staff stands for nobody, unless registered as a candidate too.
    """
    ids = [candidate.id_number.upper() for candidate in inputs.candidates]
    ends: dict[TieEnd, dict[str, list[int]]] = {
        "工号": {member.staff: of_id.get(member.id_number.upper(), []) for member in inputs.staff},
        "报名序号": {
            candidate.registration: of_id[number]
            for candidate, number in zip(inputs.candidates, ids, strict=True)
        },
        "证件号码": {**of_id, **{number.lower(): found for number, found in of_id.items()}},
        "工作单位": {},
    }
    for index, candidate in enumerate(inputs.candidates):
        if candidate.employer:
            ends["工作单位"].setdefault(candidate.employer, []).append(index)
    for tie in inputs.other_ties:
        first = ends[tie.first_kind].get(tie.first, ())
        second = ends[tie.second_kind].get(tie.second, ())
        for one, other in _cross(first, second):
            if ids[one] != ids[other]:
                yield one, other
