"""Random families of five generations, who is who in them by name, and rows of 亲属关系 about them.

The oracle names each relation of 规范 5.1 in plain sets (parents, siblings, spouses …) over the
true facts. A tie of adoption or step is tried as if it were of blood, one at a time: whoever
comes onto the list by that alone is 其他亲属.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from audit_builders import a_clerk, a_person, kin

from allocator.models.domain.exam import Inputs
from allocator.models.domain.kin_words import TERMS
from allocator.models.domain.policy import Policy

if TYPE_CHECKING:
    from allocator.models.domain.kin_words import Step
    from allocator.models.domain.kinship import KinTie
    from allocator.randomness import Stream

RAISED = "形成抚养关系"
COMPOUND = (
    "爷爷", "奶奶", "外公", "外婆", "孙子", "外孙女", "哥哥", "姐姐", "弟弟", "妹妹", "叔叔",
    "姑姑", "舅舅", "姨妈", "堂哥", "堂妹", "表弟", "表姐", "侄子", "侄女", "外甥", "外甥女",
    "儿媳", "女婿", "公公", "婆婆", "岳父", "岳母", "大舅子", "小姨子", "小叔子", "大姑子",
    "嫂子", "姐夫", "舅妈", "姑父", "伯母", "姨父", "连襟", "妯娌", "亲家公", "亲家母", "侄媳",
    "外甥女婿", "堂嫂", "表姐夫", "曾祖父", "侄孙", "舅公", "妻子的弟弟的妻子", "丈夫的侄子",
    "堂侄", "同父异母弟弟",
)  # fmt: skip


@dataclass
class World:
    """People by number with what is true of them."""

    sex: list[str] = field(default_factory=list)
    parents: dict[int, tuple[int, int]] = field(default_factory=dict)
    """(father, mother) of blood."""
    spouse: dict[int, int] = field(default_factory=dict)
    former: list[tuple[int, int]] = field(default_factory=list)
    """(husband, wife) whose marriage has ended."""
    legal: list[tuple[int, int, str]] = field(default_factory=list)
    """(child, parent, 养 or 继)."""

    def born(self, sex: str, *parents: int) -> int:
        self.sex.append(sex)
        if parents:
            self.parents[len(self.sex) - 1] = (parents[0], parents[1])
        return len(self.sex) - 1

    def couple(self, one: int, other: int) -> None:
        self.spouse[one], self.spouse[other] = other, one

    def full_siblings(self, one: int) -> list[int]:
        own = self.parents.get(one)
        return [x for x, both in self.parents.items() if own and both == own and x != one]


def grow(stream: Stream, founders: int) -> World:
    """Let some couples have five generations, with remarriage, adoption and step ties."""
    world = World()
    ages = [[world.born("男" if n % 2 else "女") for n in range(2 * founders)]]
    for age in range(5):
        people = list(ages[-1])
        stream.shuffle(people)
        men = [p for p in people if world.sex[p] == "男"]
        women = [p for p in people if world.sex[p] == "女"]
        children: list[int] = []
        for man, woman in zip(men, women, strict=False):
            if woman in world.full_siblings(man) or stream.below(10) == 0:
                continue
            world.couple(man, woman)
            mothers = [woman] * stream.below(5)
            if stream.below(5) == 0:
                first_wife = world.born("女")
                world.former.append((man, first_wife))
                mothers.append(first_wife)
            for mother in mothers if age < 4 else ():
                child = world.born("男" if stream.below(2) else "女", man, mother)
                children.append(child)
                if mother != woman and stream.below(2):
                    world.legal.append((child, woman, "继"))
        for child in children:
            if stream.below(14) == 0:
                parent = people[stream.below(len(people))]
                if parent not in world.parents[child]:
                    world.legal.append((child, parent, "养"))
        ages.append(children)
    world.legal = list({tie[:2]: tie for tie in world.legal}.values())
    return world


class Truth:
    """Relations by name when some ties of adoption or step are taken as blood."""

    def __init__(self, world: World, taken: tuple[tuple[int, int], ...] = ()) -> None:
        self.up: dict[int, set[int]] = defaultdict(set)
        self.down: dict[int, set[int]] = defaultdict(set)
        pairs = [(child, parent) for child, both in world.parents.items() for parent in both]
        for child, parent in (*pairs, *taken):
            self.up[child].add(parent)
            self.down[parent].add(child)
        self.wed = {one: {other} for one, other in world.spouse.items()}

    def of(self, step: dict[int, set[int]], people: set[int]) -> set[int]:
        return {other for person in people for other in step.get(person, ())}

    def siblings(self, person: int) -> set[int]:
        return self.of(self.down, self.up.get(person, set())) - {person}

    def named(self, me: int) -> dict[str, set[int]]:
        """Return everybody by what he is to `me`."""
        up, down, wed = self.up, self.down, self.wed
        mine = {me}
        parents, children = self.of(up, mine), self.of(down, mine)
        siblings = self.siblings(me)
        uncles = {u for p in parents for u in self.siblings(p)}
        nephews, cousins = self.of(down, siblings), self.of(down, uncles)
        spouse = self.of(wed, mine)
        in_laws = {s for x in spouse for s in self.siblings(x)}
        collateral = siblings | uncles | nephews | cousins
        grand = self.of(up, parents)
        return {
            "配偶": spouse,
            "直系血亲": parents | grand | children | self.of(down, children),
            "三代以内旁系血亲": collateral,
            "近姻亲": self.of(up, spouse) | in_laws | self.of(wed, in_laws)
            | self.of(wed, children) | self.of(up, self.of(wed, children))
            | self.of(wed, collateral),
            "曾祖": self.of(up, grand),
            "曾孙": self.of(down, self.of(down, children)),
            "侄孙": self.of(down, nephews),
            "堂侄": self.of(down, cousins),
            "祖父的兄弟": {s for g in grand for s in self.siblings(g)},
            "配偶的祖父母": self.of(up, self.of(up, spouse)),
            "配偶的侄": self.of(down, in_laws),
            "配偶的叔伯": {u for p in self.of(up, spouse) for u in self.siblings(p)},
            "兄弟的岳父": self.of(up, self.of(wed, siblings)),
            "孙辈的配偶": self.of(wed, self.of(down, children)),
            "继父母": self.of(wed, parents) - parents,
        }  # fmt: skip


LISTED = ("配偶", "直系血亲", "三代以内旁系血亲", "近姻亲")


def expected_classes(world: World) -> tuple[dict[tuple[int, int], str], dict[str, int]]:
    """Return the class of every ordered pair on the list, and how many near-misses there are."""
    blood = Truth(world)
    ties = [Truth(world, (tie[:2],)) for tie in world.legal]
    classes: dict[tuple[int, int], str] = {}
    near: dict[str, int] = defaultdict(int)
    for me in range(len(world.sex)):
        named = blood.named(me)
        for name in reversed(LISTED):
            classes |= {(me, other): name for other in named[name] - {me}}
        for tie in ties:
            for name in LISTED:
                for other in tie.named(me)[name] - {me}:
                    classes.setdefault((me, other), "其他亲属")
        for name in sorted(set(named) - set(LISTED)):
            near[name] += sum((me, other) not in classes for other in named[name] - {me})
    return classes, dict(near)


def declare(world: World, stream: Stream) -> list[KinTie]:
    """Return rows that tell every fact, by either side, and some longer true ones."""
    rows = []
    for child, both in world.parents.items():
        brothers = [x for x in world.full_siblings(child) if x < child]
        if brothers and stream.below(4) == 0:
            # The parents of one full sibling are those of the other.
            rows.append(_row(world, child, "哥哥 姐姐", brothers[0]))
            continue
        for parent in both:
            rows.append(_up_or_down(world, child, parent, "", "", stream))
    for child, parent, word in world.legal:
        rows.append(_up_or_down(world, child, parent, word, RAISED * (word == "继"), stream))
    rows += [_row(world, man, "丈夫 妻子", wife) for man, wife in world.spouse.items()
             if world.sex[man] == "男"]  # fmt: skip
    rows += [_row(world, man, "丈夫 妻子", wife, "已离婚") for man, wife in world.former]
    for person in range(len(world.sex)):
        term = COMPOUND[stream.below(len(COMPOUND))]
        end = follow(world, person, steps_of(term), stream)
        if end not in (None, person):
            assert end is not None
            rows.append(kin(id_of(person), term, id_of(end)))
    stream.shuffle(rows)
    return [replace(row, name=name_of(row.id_number)) for row in rows]


def forget(rows: list[KinTie], stream: Stream) -> list[KinTie]:
    """Return seven of ten rows, some of them without the relative's number."""
    kept = []
    for row in rows:
        chance = stream.below(10)
        if chance < 7:
            kept.append(replace(row, id_number="") if chance == 0 else row)
    return kept


def steps_of(relation: str) -> list[Step]:
    return [step for word in relation.split("的") for step in TERMS[word]]


def follow(world: World, person: int, steps: list[Step], stream: Stream) -> int | None:
    """Return somebody whom the words truly lead to; None: there is nobody."""
    here: int | None = person
    for step in steps:
        assert here is not None
        choice = {
            "parent": list(world.parents.get(here, ())),
            "child": [c for c, both in world.parents.items() if here in both],
            "spouse": [world.spouse[here]] if here in world.spouse else [],
            "sibling": world.full_siblings(here),
        }[step.kind]
        choice = [one for one in choice if step.sex in ("", world.sex[one])]
        if not choice:
            return None
        here = choice[stream.below(len(choice))]
    return here


def inputs_of(world: World, rows: list[KinTie], stream: Stream) -> Inputs:
    """Put everybody into the rosters but a tenth, third persons whom the rows alone name."""
    staff, candidates = [], []
    for person, sex in enumerate(world.sex):
        place = stream.below(10)
        if place == 0:
            continue
        number = id_of(person)
        if place < 5:
            clerk = a_clerk(f"G{person}", number)
            staff.append(replace(clerk, sex=sex, name=name_of(number)))
        else:
            candidates.append(
                a_person(
                    f"R{person}", "A", "S1", id_number=number, sex=sex, name=name_of(number)
                )
            )  # fmt: skip
    return Inputs(
        papers=(), candidates=tuple(candidates), sites=(), rooms=(), staff=tuple(staff),
        kin_ties=tuple(rows), other_ties=(), post_needs=(), duty_needs=(), policy=Policy(),
    )  # fmt: skip


def id_of(person: int) -> str:
    return f"X{person:05d}"


def name_of(id_number: str) -> str:
    return f"名{int(id_number[1:])}"


def _row(world: World, one: int, words: str, other: int, note: str = "") -> KinTie:
    """Choose the word that fits the sex of the other: the man's first."""
    man, woman = words.split()
    return kin(id_of(one), man if world.sex[other] == "男" else woman, id_of(other), note)


def _up_or_down(
    world: World, child: int, parent: int, before: str, note: str, stream: Stream
) -> KinTie:
    if stream.below(2):
        words = f"{before}父 {before}母" if before else "父亲 母亲"
        return _row(world, child, words, parent, note)
    words = f"{before}子 {before}女" if before else "儿子 女儿"
    return _row(world, parent, words, child, note)
