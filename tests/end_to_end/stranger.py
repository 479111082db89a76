"""A stranger who recomputes the seats from the record alone, by the words of `docs/draws.md`.

Written from that page, with the standard library; only the pairs of kin are taken from outside.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Chance:
    """The stream of the page, one word at a time."""

    def __init__(self, stream: str, seed: str, digest: str) -> None:
        text = b"\0".join(part.encode() for part in ("allocator-draw-v1", stream, seed, digest))
        self._words = self._stream(hashlib.sha256(text).digest())

    @staticmethod
    def _stream(key: bytes) -> Iterator[int]:
        i = 0
        while True:
            block = hashlib.sha256(key + i.to_bytes(8, "big")).digest()
            yield from (int.from_bytes(block[n : n + 8], "big") for n in (0, 8, 16, 24))
            i += 1

    def word(self) -> int:
        return next(self._words)

    def below(self, n: int) -> int:
        while (v := self.word()) >= 2**64 - 2**64 % n:
            pass
        return v % n

    def shuffle(self, items: list[Any]) -> None:
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]


class Record:
    """The frozen files, and what follows from them without chance."""

    def __init__(self, folder: Path) -> None:
        frozen = [(folder / name).read_bytes() for name in ("inputs.json", "structure.json")]
        self.digest = hashlib.sha256(
            b"".join(len(b).to_bytes(8, "big") + b for b in frozen)
        ).hexdigest()
        self.inputs, self.structure = (json.loads(part) for part in frozen)
        self.seed = json.loads((folder / "run.json").read_bytes())["seed"]
        self.candidates = self.inputs["candidates"]
        self._units = [str(who["employer"]) for who in self.candidates]
        switches = self.inputs["policy"]["switches"]
        self.apart = self.inputs["policy"]["apart"] if switches.get("SEAT-APART", True) else "关闭"
        self.with_kin = switches.get("SEAT-KIN", True)
        self.exams = list(dict.fromkeys(paper["exam"] for paper in self.inputs["papers"]))
        self.kinds = self._kinds()

    def unit(self, n: int) -> str:
        return self._units[n]

    def registration(self, n: int) -> str:
        return str(self.candidates[n]["registration"])

    def _papers(self, n: int, batch: int) -> list[dict[str, Any]] | None:
        who, found = self.candidates[n], []
        for subject in who["subjects"]:
            fits = [
                p for p in self.inputs["papers"]
                if (p["exam"], p["batch"], p["subject"]) == (who["exam"], batch, subject)
                and p["level"] in ("", who["level"]) and p["specialty"] in ("", who["specialty"])
            ]  # fmt: skip
            if not fits:
                return None
            found.append(fits[0])
        return found

    def _kinds(self) -> list[list[int]]:
        of_exam = {
            e: sorted({p["batch"] for p in self.inputs["papers"] if p["exam"] == e})
            for e in self.exams
        }
        rows: dict[str, list[int]] = defaultdict(list)
        allowed: dict[int, list[int]] = {}
        for n, who in enumerate(self.candidates):
            rows[who["id_number"]].append(n)
            allowed[n] = [b for b in of_exam[who["exam"]] if self._papers(n, b) is not None]
        for mine in rows.values():
            if len(mine) > 1:
                mine.sort(key=lambda n: (len(of_exam[self.candidates[n]["exam"]]), n))
                taken: list[dict[str, Any]] = []
                for n in mine:
                    free = [b for b in allowed[n] if not _overlap(self._papers(n, b) or [], taken)]
                    if n != mine[-1]:
                        free = free[:1]
                    allowed[n] = free
                    taken += [p for b in free for p in self._papers(n, b) or []]
        members: dict[str, list[int]] = defaultdict(list)
        for n, who in enumerate(self.candidates):
            names = ("exam", "level", "specialty", "subjects", "need", "site")
            members[json.dumps([*(who[name] for name in names), allowed[n]])].append(n)
        return [
            sorted(members[json.dumps(kind)], key=self.registration)
            for kind in self.structure["kinds"]
        ]

    def neighbours(self, room_id: Sequence[Any], people: int) -> list[set[int]]:
        names = ("site", "building", "floor", "classroom")
        room = next(r for r in self.inputs["rooms"] if [r[name] for name in names] == room_id)
        cells = _walk(room["layout"], room["order"], room["first"])[:people]
        near = {(0, 1), (1, 0), (0, -1), (-1, 0)}
        near |= {(1, 1), (1, -1), (-1, 1), (-1, -1)} if self.apart == "八邻" else set()
        if self.apart == "关闭":
            near = set()
        at = {cell: n for n, cell in enumerate(cells)}
        return [{at[r + i, c + j] for i, j in near if (r + i, c + j) in at} for r, c in cells]


def _overlap(some: list[dict[str, Any]], others: list[dict[str, Any]]) -> bool:
    return any(p["start"] < q["end"] and q["start"] < p["end"] for p in some for q in others)


def _walk(layout: list[int], order: str, first: str) -> list[tuple[int, int]]:
    columns = list(range(len(layout)))
    if first == "右前":
        columns.reverse()
    cells = []
    if order.startswith("列"):
        for nth, column in enumerate(columns):
            rows = list(range(layout[column]))
            cells += [(r, column) for r in (rows[::-1] if order == "列蛇形" and nth % 2 else rows)]
        return cells
    for row in range(max(layout)):
        across = [c for c in columns if layout[c] > row]
        cells += [(row, c) for c in (across[::-1] if order == "行蛇形" and row % 2 else across)]
    return cells


class Sitting:
    """One sitting being drawn; `rooms` are the lists that become the seats."""

    def __init__(
        self, record: Record, rooms: list[dict[str, Any]], members: dict[int, list[int]],
        kin: dict[int, set[int]], chance: Chance,
    ) -> None:  # fmt: skip
        self.r, self.counts, self.members, self.chance = (
            record,
            [x["counts"] for x in rooms],
            members,
            chance,
        )
        self.near = [record.neighbours(x["room"], sum(n for _, n in x["counts"])) for x in rooms]
        self.rooms: list[list[int]] = [[] for _ in rooms]
        self.kind = {n: k for k in members for n in members[k]}
        self.kin = {n: kin[n] & set(self.kind) for n in self.kind if n in kin}

    def pairs(self, r: int) -> int:
        return sum(self._beside(r, seat) for seat in range(len(self.rooms[r]))) // 2

    def _beside(self, r: int, seat: int) -> int:
        """Neighbours of a seat who are of the unit of the one on it."""
        seats, unit = self.rooms[r], self.r.unit(self.rooms[r][seat])
        return sum(self.r.unit(seats[n]) == unit for n in self.near[r][seat]) if unit else 0

    def draw(self) -> list[list[int]]:
        everybody = [n for k in sorted(self.members) for n in self.members[k]]
        if len(self.rooms) <= 6 and len(everybody) <= 180:
            for _ in range(400):
                self._whole()
                kin_free = not any(self.kin.get(n, set()) & set(s) for s in self.rooms for n in s)
                if kin_free and not any(self.pairs(r) for r in range(len(self.rooms))):
                    return self.rooms
        self._deal()
        self._seat(everybody)
        for _ in range(3):
            before = sum(self.pairs(r) for r in range(len(self.rooms)))
            if not before:
                break
            kept = [list(seats) for seats in self.rooms]
            self._even_out()
            self._seat(everybody)
            if sum(self.pairs(r) for r in range(len(self.rooms))) >= before:
                self.rooms = kept
        return self.rooms

    def _seat(self, everybody: list[int]) -> None:
        self._part_kin()
        for r in range(len(self.rooms)):
            self._room(r)
        if len(self.rooms) > 1:
            self._walk(everybody, 30 if len(everybody) < 3000 else 3)
        for r in range(len(self.rooms)):
            if self.pairs(r):
                self._dense(r)

    def _whole(self) -> None:
        left = {}
        for k in sorted(self.members):
            left[k] = list(self.members[k])
            self.chance.shuffle(left[k])
        for r, counts in enumerate(self.counts):
            self.rooms[r] = []
            for k, n in counts:
                self.rooms[r] += left[k][-n:]
                left[k] = left[k][:-n]
            self.chance.shuffle(self.rooms[r])

    def _deal(self) -> None:
        self.rooms = [[] for _ in self.counts]
        for k in sorted(self.members):
            row = list(self.members[k])
            self.chance.shuffle(row)
            rank: dict[Any, int] = {}
            for n in row:
                rank.setdefault(self.r.unit(n) or n, len(rank))
            row.sort(key=lambda n: rank[self.r.unit(n) or n])
            start = self.chance.below(len(row))
            row = row[start:] + row[:start]
            places = [dict(map(tuple, counts)).get(k, 0) for counts in self.counts]
            for lap in range(max(places)):
                more = [r for r, n in enumerate(places) if n > lap]
                self.chance.shuffle(more)
                for r in more:
                    self.rooms[r].append(row.pop(0))

    def _even_out(self) -> None:
        crowded = {
            self.r.unit(n)
            for seats in self.rooms
            for n in seats
            if self.r.unit(n) and 3 * self._of_unit(seats, self.r.unit(n)) > len(seats)
        }
        movers = [n for k in sorted(self.members) for n in self.members[k]]
        movers = [n for n in movers if self.r.unit(n) in crowded]
        for _ in range(40 * len(movers) if len(self.rooms) > 1 else 0):
            a = movers[self.chance.below(len(movers))]
            peers = self.members[self.kind[a]]
            b = peers[self.chance.below(len(peers))]
            rooms, units = (self._at(a), self._at(b)), {self.r.unit(a), self.r.unit(b)} & crowded
            if rooms[0] != rooms[1] and self.r.unit(a) != self.r.unit(b):
                before = self._unevenness(rooms, units)
                self._swap(a, b)
                if self._unevenness(rooms, units) > before:
                    self._swap(a, b)

    def _of_unit(self, seats: list[int], unit: str) -> int:
        return sum(self.r.unit(n) == unit for n in seats)

    def _unevenness(self, rooms: tuple[int, ...], units: set[str]) -> Fraction:
        return sum(
            (
                Fraction(self._of_unit(self.rooms[r], unit) ** 2, len(self.rooms[r]))
                for r in rooms
                for unit in units
            ),
            Fraction(),
        )

    def _at(self, n: int) -> int:
        return next(r for r, seats in enumerate(self.rooms) if n in seats)

    def _swap(self, a: int, b: int) -> None:
        ra, rb = self._at(a), self._at(b)
        i, j = self.rooms[ra].index(a), self.rooms[rb].index(b)
        self.rooms[ra][i], self.rooms[rb][j] = b, a

    def _kin_in(self, n: int, room: int, but: int) -> bool:
        return bool(self.kin.get(n, set()) & set(self.rooms[room]) - {but})

    def _part_kin(self) -> None:
        for n in sorted(self.kin):
            for other in sorted(self.kin[n]):
                while self._at(n) == self._at(other):
                    mover = (n, other)[self.chance.below(2)]
                    peers = self.members[self.kind[mover]]
                    partner = peers[self.chance.below(len(peers))]
                    here, there = self._at(mover), self._at(partner)
                    blocked = self._kin_in(mover, there, partner) or self._kin_in(
                        partner, here, mover
                    )
                    if here != there and not blocked:
                        self._swap(mover, partner)

    def _room(self, r: int) -> None:
        for _ in range(300):
            self.chance.shuffle(self.rooms[r])
            if not self.pairs(r):
                return
        self._dense(r)

    def _dense(self, r: int) -> None:
        seats = self.rooms[r]
        n, counted, kept = len(seats), 0, list(seats)
        pairs = fewest = self.pairs(r)
        for step in range(2000 * n):
            if counted >= 200 * n and (fewest == 0 or step >= 600 * n):
                break
            i, j = self.chance.below(n), self.chance.below(n)
            growth = 0
            if self.r.unit(seats[i]) != self.r.unit(seats[j]):
                growth = -self._beside(r, i) - self._beside(r, j)
                seats[i], seats[j] = seats[j], seats[i]
                growth += self._beside(r, i) + self._beside(r, j)
                seats[i], seats[j] = seats[j], seats[i]
            if growth > 0 and self.chance.below((3 if fewest else 4) ** growth):
                growth = 0
            else:
                if growth > 0 and pairs == fewest:
                    kept = list(seats)
                seats[i], seats[j] = seats[j], seats[i]
            pairs += growth
            if pairs < fewest:
                fewest, counted = pairs, 0
            counted += pairs == fewest
        if pairs > fewest:
            seats[:] = kept

    def _walk(self, everybody: list[int], each: int) -> None:
        for _ in range(each * len(everybody)):
            a = everybody[self.chance.below(len(everybody))]
            peers = self.members[self.kind[a]]
            b = peers[self.chance.below(len(peers))]
            ra, rb = self._at(a), self._at(b)
            if ra == rb or self._kin_in(a, rb, b) or self._kin_in(b, ra, a):
                continue
            if self.r.unit(a) == self.r.unit(b):
                self._swap(a, b)
                continue
            before = self.pairs(ra) + self.pairs(rb)
            self._swap(a, b)
            if self.pairs(ra) + self.pairs(rb) > before:
                self._swap(a, b)


def recompute(folder: Path, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return `[candidate, open room, seat]` for every seat, ascending by room and seat."""
    record = Record(folder)
    kin: dict[int, set[int]] = defaultdict(set)
    for a, b in pairs if record.with_kin else ():
        kin[a].add(b)
        kin[b].add(a)
    streams = {
        name: {exam: Chance(f"{name}/{exam}", record.seed, record.digest) for exam in record.exams}
        for name in ("batches", "seats")
    }
    part: dict[tuple[int, int], list[int]] = {}
    for k, kind in enumerate(record.structure["kinds"]):
        row, parts = list(record.kinds[k]), record.structure["batch_counts"][k]
        if len(parts) > 1:
            streams["batches"][kind[0]].shuffle(row)
        for batch, n in parts:
            part[k, batch] = sorted(row[:n], key=record.registration)
            row = row[n:]
    rooms: dict[tuple[str, int], list[int]] = defaultdict(list)
    for n, room in enumerate(record.structure["open_rooms"]):
        rooms[tuple(room["sitting"])].append(n)  # type: ignore[index]
    seats = []
    for (exam, batch), numbers in rooms.items():
        opened = [record.structure["open_rooms"][n] for n in numbers]
        members = {k: part[k, batch] for room in opened for k, _ in room["counts"]}
        drawn = Sitting(record, opened, members, kin, streams["seats"][exam]).draw()
        for n, people in zip(numbers, drawn, strict=True):
            seats += [[who, n, seat] for seat, who in enumerate(people, 1)]
    return sorted(seats, key=lambda seat: seat[1:])
