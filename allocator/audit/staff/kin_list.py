"""The list of 规范 5.1 around one person, as sets: lines up to an ancestor and down again.

A relation of blood is a line up and a line down, counted in generations with both ends; a relation
by marriage is one of blood with a spouse before or behind it. Every such set comes twice: with no
tie of adoption or step, which gives the class, and with exactly one, which gives 其他亲属.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from allocator.audit.staff.kin_facts import KinFacts, Up

SPOUSE, DIRECT, COLLATERAL, AFFINE, OTHER_KIN = CLASSES = (
    "配偶", "直系血亲", "三代以内旁系血亲", "近姻亲", "其他亲属",
)  # fmt: skip
"""类别 of 规范 5.1, in its order; 本人 stands before them, 其他 behind."""
_COLLATERAL = ((2, 2), (3, 2), (2, 3), (3, 3))
"""Generations up to the common ancestor from this side and from the other (kinship.md)."""
_SIBLING = ((2, 2),)
_UNCLE = (3, 2)


class Found(NamedTuple):
    """Somebody reached, and over how many ties of adoption or step."""

    person: int
    legal: int
    beside: int = -1
    """Of a parent's brother or sister that parent; -1 of all others."""


Line = tuple[tuple[int, ...], int]
"""People from one's own generation on, oneself first, and how many ties among them are legal."""


def relatives_on_the_list(facts: KinFacts, person: int) -> dict[int, str]:
    """Return everybody of the five classes of kin, each with the first class that applies."""
    sets = (
        (SPOUSE, _spouses(facts, [Found(person, 0)])),
        (DIRECT, _direct(facts, person)),
        (COLLATERAL, _collaterals(facts, person, _COLLATERAL)),
        (AFFINE, _affines(facts, person)),
    )
    classes: dict[int, str] = {}
    others: dict[int, str] = {}
    for name, found in sets:
        for other, legal, _ in found:
            if other != person and legal == 0:
                classes.setdefault(other, name)
            elif other != person and legal == 1:
                others[other] = OTHER_KIN
    return others | classes


def _direct(facts: KinFacts, person: int) -> Iterator[Found]:
    """Yield parents, grandparents, children and grandchildren."""
    for relatives in (facts.parents, facts.children):
        for line, legal in _lines(relatives, person):
            if len(line) > 1:
                yield Found(line[-1], legal)


def _collaterals(
    facts: KinFacts, person: int, counts: tuple[tuple[int, int], ...]
) -> Iterator[Found]:
    """Yield who shares an ancestor so many generations up, on lines that part below him."""
    for up, legal_up in _lines(facts.parents, person):
        if len(up) == 1:
            continue
        for down, legal_down in _lines(facts.children, up[-1]):
            # Down the way one came is one's own line, not a collateral one.
            if len(down) > 1 and down[1] != up[-2] and (len(up), len(down)) in counts:
                parent = up[1] if (len(up), len(down)) == _UNCLE else -1
                yield Found(down[-1], legal_up + legal_down, parent)


def _affines(facts: KinFacts, person: int) -> Iterator[Found]:
    """Yield 配偶的父母, 配偶的兄弟姐妹及其配偶, 子女的配偶, 其父母, 三代以内旁系血亲的配偶."""
    for spouse in facts.spouses.get(person, ()):
        yield from _add(facts.parents, Found(spouse, 0))
        siblings = list(_collaterals(facts, spouse, _SIBLING))
        yield from siblings
        yield from _spouses(facts, siblings)
    children = list(_add(facts.children, Found(person, 0)))
    for in_law in _spouses(facts, children):
        yield in_law
        yield from _add(facts.parents, in_law)
    collaterals = _collaterals(facts, person, _COLLATERAL)
    # A nameless uncle may be the parent himself, and a parent's wife is not on the list. All else
    # that either of the two could lead to is on it by both readings.
    certain = (
        one for one in collaterals if one.beside < 0 or facts.are_two(one.person, one.beside)
    )
    yield from _spouses(facts, certain)


def _spouses(facts: KinFacts, people: Iterable[Found]) -> Iterator[Found]:
    for person, legal, _ in people:
        for spouse in facts.spouses.get(person, ()):
            yield Found(spouse, legal)


def _add(relatives: Mapping[int, tuple[Up, ...]], found: Found) -> Iterator[Found]:
    """Yield the parents (or children) of somebody reached."""
    for person, legal in relatives.get(found.person, ()):
        yield Found(person, found.legal + legal)


def _lines(relatives: Mapping[int, tuple[Up, ...]], person: int) -> Iterator[Line]:
    """Yield every line of one to three generations up (or down), beginning with the person."""
    yield (person,), 0
    for first, legal in relatives.get(person, ()):
        yield (person, first), legal
        for second, also in relatives.get(first, ()):
            yield (person, first, second), legal + also
