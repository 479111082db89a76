"""Random families with registers of who begot, married and adopted whom, and a second opinion.

`Town.expected` decides by common ancestors and numbers of generations, as 规范 5.1 and the
contract put it, without any walk along declared ties.
"""

from __future__ import annotations

from typing import NamedTuple

from allocator.models.domain.exam import Candidate, Inputs, Need
from allocator.models.domain.kin_words import TERMS
from allocator.models.domain.kinship import KinTie
from allocator.models.domain.policy import Policy
from allocator.models.domain.staff import StaffMember

GENERATIONS = 5


class Legal(NamedTuple):
    child: int
    parent: int
    tie: str


class Town:
    """People by number: sex, generation, blood father and mother, spouses, legal parents."""

    def __init__(self, stream, *, widowed=True):
        self.stream = stream
        self.widowed = widowed
        self.sex, self.generation = [], []
        self.father, self.mother = {}, {}
        self.spouses, self.late, self.divorced = {}, set(), set()
        self.legal = []
        couples = [self._found(0) for _ in range(3)]
        for generation in range(1, GENERATIONS):
            born = []
            for man, woman in couples:
                born += self._children(man, woman, generation)
            couples = self._marry(born, generation)
        self._adopt()

    def person(self, sex, generation):
        self.sex.append(sex)
        self.generation.append(generation)
        self.spouses[len(self.sex) - 1] = []
        return len(self.sex) - 1

    def chance(self, percent):
        return self.stream.below(100) < percent

    def _found(self, generation):
        man, woman = self.person("男", generation), self.person("女", generation)
        self._wed(man, woman)
        return man, woman

    def _wed(self, one, other):
        self.spouses[one].append(other)
        self.spouses[other].append(one)

    def _child(self, man, woman, generation):
        child = self.person("男女"[self.stream.below(2)], generation)
        self.father[child], self.mother[child] = man, woman
        return child

    def _children(self, man, woman, generation):
        born = [self._child(man, woman, generation) for _ in range(1 + self.stream.below(3))]
        if self.chance(20):
            born += self._second_marriage(man, woman, born, generation)
        return born

    def _second_marriage(self, man, woman, born, generation):
        """The first spouse dies, or the two divorce; half-siblings and step children follow."""
        stays, gone = (man, woman) if self.chance(50) else (woman, man)
        if self.widowed and self.chance(50):
            self.late.add((min(man, woman), max(man, woman)))
        else:
            self.spouses[man].remove(woman)
            self.spouses[woman].remove(man)
            self.divorced.add((man, woman))
        other = self.person("女" if self.sex[stays] == "男" else "男", self.generation[gone])
        self._wed(stays, other)
        pair = (stays, other) if self.sex[stays] == "男" else (other, stays)
        half = [self._child(*pair, generation)]
        if self.chance(60):
            self.legal.append(Legal(born[0], other, "继"))
        return half

    def _marry(self, born, generation):
        """Marry the unrelated of a generation; half of those left over marry somebody from away."""
        couples = []
        free = list(born)
        self.stream.shuffle(free)
        while free:
            one = free.pop()
            mates = [m for m in free if self.sex[m] != self.sex[one] and not self._kin(one, m)]
            if mates and self.chance(70):
                other = mates[0]
                free.remove(other)
            elif self.chance(60):
                other = self._from_away("女" if self.sex[one] == "男" else "男", generation)
            else:
                continue
            self._wed(one, other)
            couples.append((one, other) if self.sex[one] == "男" else (other, one))
        return couples[:6]

    def _from_away(self, sex, generation):
        """Somebody with parents, and a brother or sister who is married."""
        man, woman = self._found(generation - 1)
        one, other = self._child(man, woman, generation), self._child(man, woman, generation)
        self.sex[one] = sex
        mate = self.person("女" if self.sex[other] == "男" else "男", generation)
        self._wed(other, mate)
        return one

    def _kin(self, one, other):
        return bool(set(ancestors(self.parents(), one)) & set(ancestors(self.parents(), other)))

    def _adopt(self):
        """Adoptions between people of different families."""
        for _ in range(3):
            child, parent = self.stream.below(len(self.sex)), self.stream.below(len(self.sex))
            younger = self.generation[child] == self.generation[parent] + 1
            if younger and not self._kin(child, parent) and not self._by_marriage(child, parent):
                self.legal.append(Legal(child, parent, "养"))

    def _by_marriage(self, child, parent):
        """Step parents, parents-in-law and the like: whose adoption would be kin twice over."""
        return any(
            self._kin(one, other)
            for one in (child, *self.spouses[child])
            for other in (parent, *self.spouses[parent])
        )

    def parents(self):
        """Return the blood parents of each person."""
        return {
            one: [self.father[one], self.mother[one]] if one in self.father else []
            for one in range(len(self.sex))
        }

    def expected(self):
        """Return {(who, relative): class} over everybody, and {(who, other): near miss}."""
        people = range(len(self.sex))
        world = World(self.parents(), self.spouses)
        blood = {(a, b): world.classify(a, b) for a in people for b in people if a != b}
        for tie in self.legal:
            parents = self.parents()
            parents[tie.child] = [*parents[tie.child], tie.parent]
            world_of_tie = World(parents, self.spouses)
            for pair, kind in blood.items():
                if kind is None and world_of_tie.classify(*pair) is not None:
                    blood[pair] = "其他亲属"
        found = {pair: kind for pair, kind in blood.items() if kind is not None}
        misses = {pair: world.near_miss(*pair) for pair in blood if pair not in found}
        return found, {pair: miss for pair, miss in misses.items() if miss}


def ancestors(parents, person):
    """Return generations up to each ancestor, the person himself with 0."""
    found, row, depth = {}, [person], 0
    while row:
        for one in row:
            found.setdefault(one, depth)
        row = [up for one in row for up in parents[one]]
        depth += 1
    return found


class World:
    """One set of parents and marriages."""

    def __init__(self, parents, spouses):
        self.parents, self.spouses = parents, spouses
        self.up = {one: ancestors(parents, one) for one in parents}

    def generations(self, one, other):
        """Return {(generations of one, of other)} to the nearest common ancestors, from 1."""
        shared = set(self.up[one]) & set(self.up[other])
        nearest = {a for a in shared if not any(a in self.up[b] and a != b for b in shared)}
        return {(self.up[one][a] + 1, self.up[other][a] + 1) for a in nearest}

    def blood(self, one, other):
        for pair in sorted(self.generations(one, other)):
            if pair in ((2, 1), (3, 1), (1, 2), (1, 3)):
                return "直系血亲"
            if min(pair) > 1 and max(pair) <= 3:
                return "三代以内旁系血亲"
        return None

    def classify(self, one, other):
        if other in self.spouses[one]:
            return "配偶"
        return self.blood(one, other) or ("近姻亲" if self.affine(one, other) else None)

    def affine(self, one, other):
        mates, theirs = self.spouses[one], self.spouses[other]
        siblings = {(2, 2)}
        return (
            any(other in self.parents[mate] for mate in mates)
            or any(self.generations(mate, other) == siblings for mate in mates)
            or any(self.generations(mate, t) == siblings for mate in mates for t in theirs)
            or any(one in self.parents[t] for t in theirs)
            or any(self.blood(one, t) == "三代以内旁系血亲" for t in theirs)
            or any(
                other in self.parents[mate]
                for child in self.parents
                if one in self.parents[child]
                for mate in self.spouses[child]
            )
        )

    def near_miss(self, one, other):
        """Return what somebody just outside the list is, or None for a stranger."""
        for pair in sorted(self.generations(one, other)):
            return {
                (4, 1): "曾祖父母", (1, 4): "曾孙", (2, 4): "侄孙", (3, 4): "堂侄",
                (4, 2): "祖父的兄弟", (4, 3): "堂叔", (4, 4): "再从兄弟",
            }.get(pair, "更远的血亲")  # fmt: skip
        for mate in self.spouses[one]:
            for pair in sorted(self.generations(mate, other)):
                return {
                    (1, 2): "配偶的子女", (3, 1): "配偶的祖父母", (2, 3): "配偶的侄",
                    (3, 2): "配偶的叔", (3, 3): "配偶的堂兄弟",
                }.get(pair, "配偶的其他血亲")  # fmt: skip
        for mate in self.spouses[other]:
            for pair in sorted(self.generations(one, mate)):
                return {(2, 1): "父母的配偶", (1, 3): "孙子女的配偶", (3, 1): "祖父母的配偶"}.get(
                    pair, "更远血亲的配偶"
                )
        for mate in self.spouses[one]:
            for theirs in self.spouses[other]:
                if self.generations(mate, theirs):
                    return "配偶的血亲的配偶"
        return None


def id_of(town, person):
    """Return eighteen digits whose seventeenth tells the sex."""
    year = 1900 + 25 * town.generation[person]
    return f"990101{year}01{person:03d}{int(town.sex[person] == '男')}0"


def declared_primitives(town):
    """Return ties that say every fact of the town, each from one of the two sides."""
    stream, ties = town.stream, []

    def say(one, relation, other, note=""):
        ties.append(a_tie(town, one, relation, other, note))

    for child in town.father:
        for parent, upward in ((town.father[child], "父亲"), (town.mother[child], "母亲")):
            if town.chance(50):
                say(child, upward, parent)
            else:
                say(parent, "儿子" if town.sex[child] == "男" else "女儿", child)
    for one, mates in town.spouses.items():
        for other in mates:
            if one < other:
                note = "已故" if (one, other) in town.late else ""
                here, there = (one, other) if town.chance(50) else (other, one)
                plain = "丈夫" if town.sex[there] == "男" else "妻子"
                say(here, "配偶" if town.chance(30) else plain, there, note)
    for man, woman in sorted(town.divorced):
        say(man, "妻子", woman, "2019年离婚")
    for child, parent, tie in town.legal:
        note = "自幼共同生活，形成抚养关系" if tie == "继" else ""
        if town.chance(50):
            say(child, tie + ("父" if town.sex[parent] == "男" else "母"), parent, note)
        else:
            say(parent, tie + ("子" if town.sex[child] == "男" else "女"), child, note)
    for _ in range(10):
        # Step ties of no upbringing say nothing.
        one, other = stream.below(len(town.sex)), stream.below(len(town.sex))
        if one != other:
            note = "未形成抚养关系" if town.chance(50) else ""
            say(one, "继父" if town.sex[other] == "男" else "继母", other, note)
    stream.shuffle(ties)
    return ties


def reached(town, person, steps):
    """Return who is what a term says, by the registers; full siblings only, nobody twice."""
    paths = [(person,)]
    for step in steps:
        paths = [
            (*path, other)
            for path in paths
            for other in _next(town, path[-1], step.kind)
            if other not in path and step.sex in ("", town.sex[other])
        ]
    return sorted({path[-1] for path in paths})


def _next(town, person, kind):
    if kind == "spouse":
        return town.spouses[person]
    if kind == "parent":
        return town.parents()[person]
    if kind == "child":
        return [one for one, both in town.parents().items() if person in both]
    both = town.parents()[person]
    return [one for one, theirs in town.parents().items() if both and theirs == both]


def declared_terms(town, percent):
    """Return a random share of all that terms of at least two steps truly say of the town."""
    terms = {}
    for term, steps in TERMS.items():
        if len(steps) > 1 and all(step.tie == "blood" for step in steps):
            terms.setdefault(steps, term)
    ties = [
        a_tie(town, person, term, other)
        for person in range(len(town.sex))
        for steps, term in sorted(terms.items())
        for other in reached(town, person, steps)
        if town.chance(percent)
    ]
    town.stream.shuffle(ties)
    return ties


def a_tie(town, one, relation, other, note=""):
    return KinTie(
        declarer=id_of(town, one),
        relation=relation,
        name=f"示{other}",
        id_number=id_of(town, other),
        note=note,
    )


def inputs_of_town(town, ties, *, staff=None, candidates=None):
    """Return inputs where everybody, or who is named, is staff Gn and candidate Rn."""
    people = range(len(town.sex))
    return Inputs(
        papers=(),
        candidates=tuple(
            a_candidate(town, one) for one in (people if candidates is None else candidates)
        ),
        sites=(),
        rooms=(),
        staff=tuple(a_member(town, one) for one in (people if staff is None else staff)),
        kin_ties=tuple(ties),
        other_ties=(),
        post_needs=(),
        duty_needs=(),
        policy=Policy(),
    )


def a_candidate(town, one):
    return Candidate(
        registration=f"R{one}", name=f"示{one}", sex=town.sex[one], id_type="居民身份证",
        id_number=id_of(town, one), exam="E", level="", specialty="", subjects=("1",),
        employer="", site="", need=Need(), photo="", note="",
    )  # fmt: skip


def a_member(town, one):
    return StaffMember(
        staff=f"G{one}", name=f"示{one}", sex=town.sex[one], id_number=id_of(town, one),
        employer="", phone="", posts=("监考",), computer=False, experience=0, trained=None,
        source="单位选派", site="", sessions=(), max_sessions=None, past_sessions=0,
    )  # fmt: skip
