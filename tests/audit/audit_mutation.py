"""Ways to damage an obeying plan, each with the rule it breaks and the rules that this entails.

To add one, write a function below `plan` (the plan or the claims are damaged and all tables follow)
or `tables` (the tables alone); `says` must stand in a finding of the rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from audit_scene import Scene

from allocator.audit.exported import Exported

Spoil = Callable[[Scene], None]
SpoilBook = Callable[[Exported], Exported]


@dataclass(frozen=True)
class Mutation:
    """One damage: to the plan or claims (tables follow), or to the tables alone."""

    name: str
    rule: str
    scene: Spoil = lambda scene: None
    book: SpoilBook = lambda book: book
    also: tuple[str, ...] = ()
    says: str = ""


MUTATIONS: list[Mutation] = []


def plan(rule: str, *also: str, says: str = "") -> Callable[[Spoil], Spoil]:
    def enter(spoil: Spoil) -> Spoil:
        MUTATIONS.append(Mutation(spoil.__name__, rule, scene=spoil, also=also, says=says))
        return spoil

    return enter


def tables(rule: str, *also: str, says: str = "") -> Callable[[SpoilBook], SpoilBook]:
    def enter(spoil: SpoilBook) -> SpoilBook:
        MUTATIONS.append(Mutation(spoil.__name__, rule, book=spoil, also=also, says=says))
        return spoil

    return enter


def one_place(book: Exported, registration: str, **changes: object) -> Exported:
    places = tuple(
        p._replace(**changes) if p.registration == registration else p for p in book.places
    )
    return replace(book, places=places)


def first_site(book: Exported, **changes: object) -> Exported:
    return replace(book, sites=(replace(book.sites[0], **changes), *book.sites[1:]))
