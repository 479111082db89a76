"""Who is spouse, in direct line or sibling of whom, walked plainly from sheet 亲属关系.

Declared terms become parent, child, spouse and sibling steps between people and nameless third
persons; a breadth-first walk from each candidate then follows a small table of states.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

from allocator.models.domain.kin_terms import chain_of, is_chain
from allocator.models.domain.kinship import marriage_ended

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.kin_words import Step
    from allocator.models.domain.kinship import KinTie

Person = str
"""证件号码 in upper case, or "#n" for a third person without one."""
Move = tuple[str, bool, Person]
"""(step, whether by blood, person reached)."""

_WALK: dict[tuple[str, str], str] = {
    ("self", "spouse"): "spouse",
    ("self", "sibling"): "sibling",
    ("sibling", "sibling"): "sibling",
    # A full sibling's parent is one's own parent; a parent's full sibling's parent a grandparent.
    ("self", "parent"): "parent",
    ("sibling", "parent"): "parent",
    ("parent", "sibling"): "uncle",
    ("uncle", "sibling"): "uncle",
    ("parent", "parent"): "forebear",
    ("uncle", "parent"): "forebear",
    ("forebear", "parent"): "forebear",
    ("forebear", "sibling"): "far uncle",
    ("far uncle", "sibling"): "far uncle",
    ("far uncle", "parent"): "forebear",
    # A parent's child is a sibling, of half blood perhaps.
    ("parent", "child"): "half sibling",
    ("half sibling", "sibling"): "half sibling",
    # A child's full sibling is one's own child.
    ("self", "child"): "child",
    ("child", "child"): "child",
    ("legal child", "child"): "child",
    ("child", "sibling"): "child",
}
_LEGAL = {"sibling": "sworn", "child": "legal child", "half sibling": "legal sibling"}
"""States after an adoptive or step tie, from which nothing is inherited through full siblings."""
_NAMES = {
    "spouse": "配偶",
    "sibling": "兄弟姐妹",
    "sworn": "兄弟姐妹",
    "half sibling": "兄弟姐妹",
    "legal sibling": "兄弟姐妹",
    "parent": "直系亲属",
    "forebear": "直系亲属",
    "child": "直系亲属",
    "legal child": "直系亲属",
}
_BACK = {"parent": "child", "child": "parent", "spouse": "spouse", "sibling": "sibling"}


class Family:
    """People and the steps between them."""

    def __init__(self) -> None:
        self.moves: dict[Person, set[Move]] = defaultdict(set)
        self.sex: dict[Person, str] = {}

    def join(self, one: Person, step: str, blood: bool, other: Person) -> None:
        """Enter a step and the step back."""
        if one != other:
            self.moves[one].add((step, blood, other))
            self.moves[other].add((_BACK[step], blood, one))

    def merge(self, kept: Person, gone: Person) -> None:
        """Make two names of one person one."""
        for step, blood, other in sorted(self.moves.pop(gone, ())):
            self.moves[other].discard((_BACK[step], blood, gone))
            self.join(kept, step, blood, other)
        self.sex[kept] = self.sex.get(kept) or self.sex.pop(gone, "")

    def parents(self, person: Person, sex: str) -> list[Person]:
        """Return the blood parents of a sex, those with a 证件号码 first."""
        found = [
            other
            for step, blood, other in self.moves[person]
            if step == "parent" and blood and self.sex.get(other) == sex
        ]
        return sorted(set(found), key=lambda other: (other.startswith("#"), other))

    def spouses(self, person: Person) -> list[Person]:
        """Return husbands and wives, those with a 证件号码 first."""
        found = {other for step, _, other in self.moves[person] if step == "spouse"}
        return sorted(found, key=lambda other: (other.startswith("#"), other))

    def full_siblings(self, person: Person) -> list[Person]:
        """Return the full siblings, declared or full siblings of those."""
        found = {person}
        queue = [person]
        while queue:
            for step, blood, other in self.moves[queue.pop()]:
                if step == "sibling" and blood and other not in found:
                    found.add(other)
                    queue.append(other)
        return sorted(found - {person})


def relatives_of_candidates(inputs: Inputs) -> dict[tuple[Person, Person], str]:
    """Return pairs of 证件号码 of candidates (each pair once, sorted) with what they are."""
    family = _family(inputs)
    candidates = {candidate.id_number.upper() for candidate in inputs.candidates}
    pairs: dict[tuple[Person, Person], str] = {}
    for person in sorted(candidates & set(family.moves)):
        for other, state in _walk(family, person).items():
            if other in candidates and state in _NAMES:
                pairs.setdefault((min(person, other), max(person, other)), _NAMES[state])
    return pairs


def _walk(family: Family, start: Person) -> dict[Person, str]:
    """Return whom one reaches by the table, with the first state that counts."""
    found: dict[Person, str] = {}
    queue = deque([(start, "self")])
    seen = {(start, "self")}
    while queue:
        person, state = queue.popleft()
        for step, blood, other in sorted(family.moves[person]):
            follow = _WALK.get((state, step))
            # Through a sibling only blood is inherited: my brother's foster father is not mine.
            through = step == "sibling" and state != "self"
            through = through or state in ("sibling", "uncle", "far uncle")
            if follow is None or other == start or (through and not blood):
                continue
            if not blood:
                follow = _LEGAL.get(follow, follow)
            if (other, follow) not in seen:
                seen.add((other, follow))
                queue.append((other, follow))
                if follow in _NAMES:
                    found.setdefault(other, follow)
    return found


def _family(inputs: Inputs) -> Family:
    """Return everybody named in sheet 亲属关系 with the steps declared there, one node a person."""
    family = Family()
    for staff in inputs.staff:
        family.sex[staff.id_number.upper()] = staff.sex
    for candidate in inputs.candidates:
        family.sex[candidate.id_number.upper()] = candidate.sex
    codes = {staff.staff: staff.id_number.upper() for staff in inputs.staff}
    for nth, tie in enumerate(inputs.kin_ties):
        chain = chain_of(tie.relation)
        if chain is not None and _counts(tie, chain):
            person = codes.get(tie.declarer, tie.declarer.upper())
            end = tie.id_number.upper() or f"#{nth}"
            for known in (person, end):
                family.sex[known] = family.sex.get(known) or _sex_of(known)
            for place, step in enumerate(chain, start=1):
                other = end if place == len(chain) else f"#{nth}.{place}"
                if step.sex and not family.sex.get(other):
                    family.sex[other] = step.sex
                family.join(person, step.kind, step.tie == "blood", other)
                person = other
    while _merge_round(family):
        pass
    return family


def _counts(tie: KinTie, chain: tuple[Step, ...]) -> bool:
    """Return whether a row counts: no ended marriage, step ties only with 形成抚养关系."""
    note = "".join(tie.note.split())
    if (
        marriage_ended(tie.note)
        and not is_chain(tie.relation)
        and any(step.kind == "spouse" for step in chain)
    ):
        return False
    brought_up = "形成抚养关系" in note and not any(
        no + "形成抚养关系" in note for no in ("未", "没有", "没")
    )
    return brought_up or all(step.tie != "step" for step in chain)


def _merge_round(family: Family) -> bool:
    """Merge nameless persons with who must be the same; return whether there were any.

    There is one blood father and one blood mother, shared by full siblings, and one spouse.
    """
    merged = False
    for person in sorted(family.moves):
        for same in _same_people(family, person):
            nameless = [other for other in same[1:] if other.startswith("#")]
            for gone in nameless:
                family.merge(same[0], gone)
                merged = True
    return merged


def _same_people(family: Family, person: Person) -> Iterator[list[Person]]:
    """Yield the names there are for one's spouse, father and mother, nameless ones last."""
    if person not in family.moves:
        return
    yield family.spouses(person)
    for sex in ("男", "女"):
        own = set(family.parents(person, sex))
        for sibling in family.full_siblings(person):
            own.update(family.parents(sibling, sex))
        yield sorted(own, key=lambda other: (other.startswith("#"), other))


def _sex_of(id_number: str) -> str:
    """Return the sex that an 18-digit number tells, for third persons in no other sheet."""
    if len(id_number) == 18 and id_number[16].isdecimal():
        return "男" if int(id_number[16]) % 2 else "女"
    return ""
