"""One draw of the day as numbers: who takes part, which places there are, what a team costs.

A plan is a flat list of people by place: the places of each room (监考, then its 考场系统管理员),
then those of the 监考 left over, then of the administrators left over. Every rule looks at one room
at a time, so a plan costs the sum of its rooms. Costs are lexicographic in one integer: each rule
has its own digit, so that one of an earlier rule outweighs any number of later ones.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.models.domain.exam import Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allocator.models.domain.day_draws import DayDraw, SiteSheet
    from allocator.models.domain.staffing import PatrolGroup

SHOULDS = ("PAIR-UNIT", "PAIR-GENDER", "PAIR-EXPERIENCE", "ROOM-OWN-UNIT", "ROOM-REPEAT")
"""In their order; the first counts most."""
MAN, WOMAN, EXPERIENCED, COMPUTER = 1, 2, 4, 8
_SEXES = {"男": MAN, "女": WOMAN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who takes part in a draw, by post: indexes into `SiteSheet.people`, ascending."""

    invigilators: tuple[int, ...]
    admins: tuple[int, ...]
    patrols: tuple[int, ...]
    groups: tuple[PatrolGroup, ...]
    """What the 流动监考 cover: those of the turn, or merged ones under the waiver."""


class DayTask:
    """Prices of teams and the places of one draw."""

    def __init__(
        self, sheet: SiteSheet, turn: int, party: Party, earlier: Sequence[DayDraw] = ()
    ) -> None:
        """Number everything once; people keep their index into `sheet.people`."""
        self.sheet, self.party = sheet, party
        self.turn = sheet.turns[turn]
        self.rooms = self.turn.rooms
        self.shoulds = tuple(rule for rule in SHOULDS if rule in sheet.rules)
        self._lay_places()
        self._price()
        self._traits()
        self._room_prices(earlier)
        self._pair_prices(earlier)
        self._patrol_ties()

    def _lay_places(self) -> None:
        self.start = [0]
        self.room_of: list[int] = []
        self.is_admin: list[bool] = []
        for r, room in enumerate(self.rooms):
            self.room_of += [r] * (room.invigilators + room.admins)
            self.is_admin += [False] * room.invigilators + [True] * room.admins
            self.start.append(len(self.room_of))
        self.in_rooms = len(self.room_of)
        watch = sum(room.invigilators for room in self.rooms)
        spare = len(self.party.invigilators) - watch
        spare_admins = len(self.party.admins) - (self.in_rooms - watch)
        self.room_of += [-1] * (spare + spare_admins)
        self.is_admin += [False] * spare + [True] * spare_admins
        self.enough = spare >= 0 and spare_admins >= 0
        admin = self.is_admin
        self.watch_places = [p for p, other in enumerate(admin) if not other]
        self.admin_places = [p for p, other in enumerate(admin) if other]
        self.spare_places = [p for p in self.watch_places if p >= self.in_rooms]
        self.spare_admin_places = [p for p in self.admin_places if p >= self.in_rooms]

    def _price(self) -> None:
        """Give each rule in force its digit; a digit never overflows into the next."""
        people = len(self.party.invigilators) + len(self.party.admins)
        sizes = [room.invigilators + room.admins for room in self.rooms]
        pairs = sum(size * (size - 1) // 2 for size in sizes)
        self.digit = (people + pairs + len(sizes)).bit_length()
        count = len(self.shoulds)
        self.must = 1 << (self.digit * count)
        self.weight = dict.fromkeys(SHOULDS, 0)
        for nth, rule in enumerate(self.shoulds):
            self.weight[rule] = 1 << (self.digit * (count - 1 - nth))

    def _traits(self) -> None:
        """Note traits as bits; who does not count as 监考 has none, and no unit."""
        sheet = self.sheet
        self.counted = set(self.party.invigilators)
        if sheet.doubles:
            self.counted |= set(self.party.admins)
        numbers: dict[str, int] = {}
        self.traits = [0] * len(sheet.people)
        self.units = [-1 - who for who in range(len(sheet.people))]
        for who in sorted(self.counted):
            person = sheet.people[who]
            self.traits[who] = _SEXES.get(person.sex, 0)
            self.traits[who] |= EXPERIENCED * (person.experience >= sheet.experienced)
            self.traits[who] |= COMPUTER * person.computer
            if person.unit and "PAIR-UNIT" in self.shoulds:
                self.units[who] = numbers.setdefault(person.unit, len(numbers))
        self._tables = [self._table(computer=room.form is Form.ELECTRONIC) for room in self.rooms]

    def _table(self, *, computer: bool) -> tuple[int, ...]:
        weight = self.weight
        return tuple(
            weight["PAIR-GENDER"] * (have & 3 != 3)
            + weight["PAIR-EXPERIENCE"] * (not have & EXPERIENCED)
            + self.must * (computer and not have & COMPUTER)
            for have in range(16)
        )

    def _room_prices(self, earlier: Sequence[DayDraw]) -> None:
        """What a person costs in a room: bars, the own unit, the same room again."""
        here: list[dict[int, int]] = [{} for _ in self.sheet.people]
        for who, room in self.turn.barred:
            here[who][room] = here[who].get(room, 0) + self.must
        self._count(here, self.turn.own, self.weight["ROOM-OWN-UNIT"])
        self._count(here, self._same_rooms(earlier), self.weight["ROOM-REPEAT"])
        self.here = here

    def _count(
        self, prices: list[dict[int, int]], pairs: Iterable[tuple[int, int]], weight: int
    ) -> None:
        for who, room in pairs:
            if weight and who in self.counted:
                prices[who][room] = prices[who].get(room, 0) + weight

    def _teams_before(self, earlier: Sequence[DayDraw]) -> list[tuple[str, tuple[str, ...], int]]:
        """Return (exam, physical room as text, people) of the earlier draws at this site."""
        number = {person.staff: n for n, person in enumerate(self.sheet.people)}
        found: list[tuple[str, tuple[str, ...], int]] = []
        for draw in earlier:
            for duty in draw.rooms if draw.site == self.sheet.site else ():
                team = duty.invigilators + ((duty.admin,) if self.sheet.doubles else ())
                found.extend(
                    (duty.exam, tuple(map(str, duty.room)), number[staff])
                    for staff in team
                    if staff in number
                )
        return found

    def _same_rooms(self, earlier: Sequence[DayDraw]) -> list[tuple[int, int]]:
        now = {(room.exam, tuple(map(str, room.room))): r for r, room in enumerate(self.rooms)}
        pairs = {
            (who, now[exam, room])
            for exam, room, who in self._teams_before(earlier)
            if (exam, room) in now
        }
        return sorted(pairs)

    def _pair_prices(self, earlier: Sequence[DayDraw]) -> None:
        """What two people cost together, by exam of the room: relatives, the same partner again."""
        kin: list[dict[int, int]] = [{} for _ in self.sheet.people]
        for a, b in self.sheet.relatives:
            kin[a][b] = kin[b][a] = self.must
        by_exam: dict[str, list[dict[int, int]]] = {}
        weight = self.weight["ROOM-REPEAT"]
        for exam in sorted({room.exam for room in self.rooms}):
            far = [dict(prices) for prices in kin]
            for a, b in self._partners(earlier, exam) if weight else ():
                if a in self.counted and b in self.counted:
                    far[a][b] = far[b][a] = far[a].get(b, 0) + weight
            by_exam[exam] = far
        self.far = [by_exam[room.exam] for room in self.rooms]

    def _partners(self, earlier: Sequence[DayDraw], exam: str) -> list[tuple[int, int]]:
        number = {person.staff: n for n, person in enumerate(self.sheet.people)}
        pairs: set[tuple[int, int]] = set()
        for draw in earlier:
            for duty in draw.rooms if draw.site == self.sheet.site else ():
                if duty.exam != exam:
                    continue
                team = duty.invigilators + ((duty.admin,) if self.sheet.doubles else ())
                known = sorted(number[staff] for staff in team if staff in number)
                pairs.update((a, b) for n, a in enumerate(known) for b in known[n + 1 :])
        return sorted(pairs)

    def _patrol_ties(self) -> None:
        """Which 监考 and administrators have relatives on patrol, and where nobody may patrol."""
        index = {room.number: r for r, room in enumerate(self.rooms)}
        groups = self.party.groups
        self.group_of = [-1] * len(self.rooms)
        for g, group in enumerate(groups):
            for number in group.rooms:
                self.group_of[index[number]] = g
        patrols = set(self.party.patrols)
        self.closed: dict[int, set[int]] = {who: set() for who in self.party.patrols}
        for who, room in self.turn.barred:
            if who in patrols and self.group_of[room] >= 0:
                self.closed[who].add(self.group_of[room])
        found: dict[int, list[int]] = defaultdict(list)
        serving = set(self.party.invigilators) | set(self.party.admins)
        for a, b in self.sheet.relatives:
            for who, patrol in ((a, b), (b, a)):
                if who in serving and patrol in patrols and groups:
                    found[who].append(patrol)
        self.patrol_kin = {who: tuple(found[who]) for who in sorted(found)}
        self.ties = {} if self._always_fit() else self.patrol_kin

    def _always_fit(self) -> bool:
        """Return whether every group can have a 流动监考 wherever people serve, by counting.

        With c the most patrols closed to one group and d the most groups closed to one patrol, it
        is so where c + d <= patrols and groups <= patrols: up to d groups have patrols - c >= d who
        may cover one of them, and of more than d groups every patrol may cover some (Hall).
        """
        patrols, groups = self.party.patrols, self.party.groups
        by_patrol = {who: len(self.closed[who]) for who in patrols}
        by_group = [0] * len(groups)
        for closed in self.closed.values():
            for g in closed:
                by_group[g] += 1
        for kin in self.patrol_kin.values():
            for patrol in kin:
                by_patrol[patrol] += 1
        tied = len({patrol for kin in self.patrol_kin.values() for patrol in kin})
        most = max(by_group, default=0) + tied + max(by_patrol.values(), default=0)
        return len(groups) <= len(patrols) and most <= len(patrols)

    def cost(self, room: int, team: Sequence[int]) -> int:
        """Return what a team costs in a room: `must` for each breach, else digits of shoulds."""
        here, units, traits, far = self.here, self.units, self.traits, self.far[room]
        if len(team) == 2:
            a, b = team
            cost = self._tables[room][traits[a] | traits[b]]
            if here[a]:
                cost += here[a].get(room, 0)
            if here[b]:
                cost += here[b].get(room, 0)
            if far[a]:
                cost += far[a].get(b, 0)
            return cost + self.weight["PAIR-UNIT"] if units[a] == units[b] else cost
        cost = have = 0
        for n, a in enumerate(team):
            have |= traits[a]
            cost += here[a].get(room, 0)
            for b in team[:n]:
                cost += far[a].get(b, 0)
                if units[a] == units[b]:
                    cost += self.weight["PAIR-UNIT"]
        return cost + self._tables[room][have]

    def costs(self, who: Sequence[int]) -> list[int]:
        """Return the cost of each room of a plan."""
        start = self.start
        return [self.cost(r, who[start[r] : start[r + 1]]) for r in range(len(self.rooms))]

    def digits(self, cost: int) -> tuple[int, ...]:
        """Return how often each should in force is broken, in their order."""
        base = (1 << self.digit) - 1
        count = len(self.shoulds)
        return tuple((cost >> (self.digit * (count - 1 - nth))) & base for nth in range(count))

    def code(self, digits: Sequence[int]) -> int:
        """Return the cost with these digits and every must kept."""
        return sum(
            self.weight[rule] * digit for rule, digit in zip(self.shoulds, digits, strict=True)
        )

    def open_to(self, who: Sequence[int]) -> dict[int, set[int]]:
        """Return the groups that each 流动监考 may not cover, given where everybody serves."""
        closed = {patrol: set(groups) for patrol, groups in self.closed.items()}
        if self.patrol_kin:
            for place in range(self.in_rooms):
                for patrol in self.patrol_kin.get(who[place], ()):
                    closed[patrol].add(self.group_of[self.room_of[place]])
        return closed

    def patrols_fit(self, closed: dict[int, set[int]]) -> bool:
        """Return whether every group can have a 流动监考 of its own (augmenting paths)."""
        return len(matched(len(self.party.groups), self.party.patrols, closed)) == len(
            self.party.groups
        )


def matched(groups: int, patrols: Sequence[int], closed: dict[int, set[int]]) -> dict[int, int]:
    """Return as many groups with a 流动监考 as can be, group to person; the order decides ties."""
    holder: dict[int, int] = {}
    taken: dict[int, int] = {}

    def place(group: int, seen: set[int]) -> bool:
        for who in patrols:
            if group in closed[who] or who in seen:
                continue
            seen.add(who)
            if who not in taken or place(taken[who], seen):
                taken[who], holder[group] = group, who
                return True
        return False

    for group in range(groups):
        place(group, set())
    return holder
