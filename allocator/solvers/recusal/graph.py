"""The kinship graph of one workbook: people as nodes, primitive ties as edges, in networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from allocator.solvers.recusal.facts import KinFacts, sex_digit

if TYPE_CHECKING:
    import networkx as nx

    from allocator.models.domain.exam import Inputs
    from allocator.solvers.recusal.identity import Sex

_TWO = 2
"""People in a row without third persons."""


class Bond(NamedTuple):
    """Key of an edge: how two people belong together."""

    kind: Literal["parent", "spouse", "sibling"]
    tie: str
    """blood, adoptive or step; of spouses always blood."""
    child: int
    """Which of the two is the child; -1: neither."""


class KinGraph:
    """Who is whose parent, child, spouse and sibling, after people were found to be one.

    Only people in sheet 亲属关系 and the third persons it implies are there.
    """

    def __init__(self, inputs: Inputs) -> None:
        """Read the declarations of `inputs`."""
        import networkx as nx

        facts = KinFacts(inputs)
        self._identities = facts.identities
        self.node_of_id: dict[str, int] = {
            number: facts.identities.who(node) for number, node in facts.node_of_id.items()
        }
        """By 证件号码 in upper case."""
        self.id_of: dict[int, str] = {node: number for number, node in self.node_of_id.items()}
        self.graph: nx.MultiGraph[int] = nx.MultiGraph()
        """Edges have their `Bond` as key; full siblings are in `siblings` instead, where a large
        family takes no more room than its people."""
        self.siblings: dict[int, list[int]] = {}
        """Full siblings of a person with himself, ascending; absent for who has none."""
        people = facts.identities.people()
        self._names = {node: facts.identities.name(node) for node in people}
        self._together: dict[int, set[int]] = {}
        """Who is named in one row with somebody who has no number of identity."""
        self._note_rows(facts.rows)
        self.graph.add_nodes_from(people)
        self._join_families()
        self._join_couples()
        self._join_legal(facts)

    def name(self, node: int) -> str:
        """Return a person's name, blank for a third person without one."""
        return self._names[node]

    def sex(self, node: int) -> Sex:
        """Return a person's sex, blank where nothing says it."""
        return self._identities.sex(node)

    def born(self, node: int) -> str:
        """Return eight digits of a birth date, blank without an 18-character number."""
        number = self.id_of.get(node, "")
        return number[6:14] if sex_digit(number) else ""

    def distinct(self, one: int, other: int) -> bool:
        """Tell whether two nodes are certainly two people.

        Who is known only as somebody's brother may be the very person one comes from. People of
        two numbers, names or sexes are two, and so are people whom one row tells apart.
        """
        if one in self.id_of and other in self.id_of:
            return one != other
        for fact in (self.sex, self.name):
            mine, theirs = fact(one), fact(other)
            if mine and theirs and mine != theirs:
                return True
        return other in self._together.get(one, ()) or one in self._together.get(other, ())

    def _note_rows(self, rows: list[list[int]]) -> None:
        for row in rows:
            if len(row) > _TWO:
                people = {self._identities.who(person) for person in row}
                for person in people:
                    if person not in self.id_of:
                        self._together.setdefault(person, set()).update(people - {person})

    def _join_families(self) -> None:
        """Enter blood parents, and collect full siblings.

        Groups that share father and mother are one family even if no row calls them siblings.
        """
        identities = self._identities
        members: dict[int, list[int]] = {}
        for node in identities.people():
            members.setdefault(identities.group(node), []).append(node)
        families: dict[tuple[int, ...], list[int]] = {}
        for group in sorted(members):
            parents = identities.parents(group)
            for parent in parents:
                for child in members[group]:
                    self._edge(child, parent, Bond("parent", "blood", child))
            sexes = sorted(identities.sex(parent) for parent in parents)
            both = tuple(parents) if sexes == ["女", "男"] else (-1, group)
            families.setdefault(both, []).extend(members[group])
        for people in families.values():
            if len(people) > 1:
                people.sort()
                self.siblings.update((node, people) for node in people)

    def _join_couples(self) -> None:
        bond = Bond("spouse", "blood", -1)
        for node in self._identities.people():
            for other in self._identities.spouses(node):
                self._edge(node, other, bond)

    def _join_legal(self, facts: KinFacts) -> None:
        for kind, person, other, tie in facts.legal:
            one, two = self._identities.who(person), self._identities.who(other)
            self._edge(one, two, Bond(kind, tie, one if kind == "parent" else -1))

    def _edge(self, one: int, other: int, bond: Bond) -> None:
        if one != other:
            self.graph.add_edge(one, other, bond)
