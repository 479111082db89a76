"""Small arrangements in which people are replaced, built without solving anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from types import SimpleNamespace

from cases.posting import a_member, a_turn
from cases.small_inputs import a_paper, a_site, moment, small_inputs
from replacing_oracle import Case, may

from allocator.models.domain.exam import Form
from allocator.models.domain.ids import RoomId
from allocator.models.domain.staffing import (
    DRAWN_POSTS,
    PatrolGroup,
    Posted,
    PostingPlan,
    PostPlace,
    PostsPlan,
    Recusal,
    ReserveList,
    SiteWork,
    TurnWork,
    WorkRoom,
)
from allocator.randomness import Stream
from allocator.solvers.posting.replacing import Asked, replace_people
from allocator.solvers.posting.standing_in import StandIns

TURNS = (
    a_turn(1, start=moment(12, 9)),
    a_turn(2, 3, start=moment(12, 14)),
    a_turn(4, start=moment(13, 9)),
)
PAPERS = (
    *(replace(a_paper("E", str(n)), session=n) for n in (1, 2, 4)),
    replace(a_paper("F", "3"), session=3),
)
POSTS = ("监考", "监考", "流动监考", "考场系统管理员", "主考", "医务")
ROOMS = ("001", "002")


@dataclass(frozen=True)
class Scene:
    """People in posts, and what keeps others from taking them."""

    staff: tuple
    places: dict
    """工号 -> PostPlace."""
    reserves: dict
    """(考点代码, turn) -> 工号 in order."""
    works: tuple
    recusals: tuple = ()
    rooms: object = None
    policy: object = None

    @property
    def inputs(self):
        sites = [a_site(work.site) for work in self.works]
        return small_inputs([], [], papers=PAPERS, sites=sites, staff=self.staff,
                            policy=self.policy)  # fmt: skip

    @property
    def posting(self):
        every = tuple(dict.fromkeys(self.places.values()))
        return PostingPlan(
            turns=TURNS, works=self.works, places=every, kinds=(), spreads=(), tiers=()
        )

    @property
    def posts(self):
        posted = [Posted(who, *place) for who, place in self.places.items()]
        lists = [ReserveList(*key, row) for key, row in self.reserves.items()]
        return PostsPlan(posted=tuple(posted), reserves=tuple(lists))

    @property
    def case(self):
        """Return the same as the oracle wants it."""
        case = Case(self.inputs, self.posting)
        for one in self.recusals:
            if one.scope == "考试":
                case.exams.add((one.staff, one.exam))
                continue
            room = self.rooms[one.registration]
            if one.scope == "考点":
                case.sites.add((one.staff, room.room.site))
            else:
                case.rooms.add((one.staff, room.room.site, room.number))
        return case

    def replaced(self, *out, number=1, gone=(), workable=lambda *_: True, key=("1", "")):
        """Return moves and posts."""
        stand_ins = StandIns(self.inputs, self.posting, self.recusals, self.rooms or {})
        return replace_people(
            self.posting, self.posts, Asked(number, tuple(out), frozenset(gone)), stand_ins,
            people=[member.staff for member in self.staff], workable=workable,
            seed=key[0], digest=key[1],
        )  # fmt: skip


def place(post="监考", turns=(0, 1, 2), site="01"):
    return PostPlace(site, post, turns)


def scene(places, staff, *, works=None, reserves=None, **changes):
    """Return people in places, 工号 -> (可任岗位, place), and others who serve nowhere."""
    people = [a_member(who, posts=posts) for who, (posts, _) in places.items()]
    posted = {who: where for who, (_, where) in places.items()}
    works = works or (a_site_work(),)
    return Scene((*people, *staff), posted, reserves or {}, works, **changes)


def taken(made):
    """Return pairs of who leaves and who takes."""
    moves, _ = made
    return [(move.leaves, move.takes) for move in moves]


def read(posts):
    """Return posts as the oracle writes them: places by 工号, reserves by site and turn."""
    places = {p.staff: PostPlace(p.site, p.post, p.turns) for p in posts.posted}
    return places, {(one.site, one.turn): one.staff for one in posts.reserves}


def a_part(turn, *, reserves=0, admins=0):
    """Return a turn of two rooms, each a group of its own, each with two 监考."""
    rooms = tuple(
        WorkRoom(number, RoomId("01", "主楼", 1, number), "E", 0, Form.PAPER, 30, 2, admins)
        for number in ROOMS
    )
    groups = tuple(PatrolGroup("主楼", (1,), (number,)) for number in ROOMS)
    return TurnWork(turn=turn, rooms=rooms, groups=groups, invigilators=4, admins=2 * admins,
                    reserves=reserves, computer=0)  # fmt: skip


def a_site_work(site="01", *, turns=(0, 1, 2), exams=("E",), **changes):
    parts = tuple(a_part(turn, **changes) for turn in turns)
    whole = tuple((post, 1) for post in ("主考", "副主考", "医务", "保电", "保卫"))
    return SiteWork(site=site, exams=exams, turns=parts, whole=whole)


def where(registration, site="01", number="001"):
    """Return the room of a candidate whom a recusal names."""
    room = SimpleNamespace(
        room=RoomId(site, "主楼", 1, number), number=number, sitting=("E", 0)
    )  # fmt: skip
    return {registration: room}


def recused(staff, scope="考试", exam="E", registration="R1"):
    return Recusal(exam, staff, "RECUSE-OTHER", "其他", scope, registration, "", "")


def a_scene(nth):
    """Return any arrangement of up to sixteen people at up to two sites."""
    stream = Stream(f"replacing/{nth}", "1", "")

    def one_of(*options):
        return options[stream.below(len(options))]

    works = tuple(
        a_site_work(site, turns=one_of((0,), (0, 1), (0, 1, 2)), exams=one_of(("E",), ("E", "F")),
                    reserves=one_of(0, 1, 2), admins=1)
        for site in ("01", "02")[: 1 + stream.below(2)]
    )  # fmt: skip
    staff = tuple(
        a_member(
            f"G{n:02d}",
            posts=tuple(dict.fromkeys(one_of(*POSTS) for _ in range(1 + stream.below(4)))),
            computer=one_of(True, True, True, False),
            source=one_of(*["单位选派"] * 11, "志愿者招募"),
            trained=one_of(*[date(2026, 9, 1)] * 11, date(2026, 9, 12), None),
            sessions=one_of(*[()] * 9, (1, 2, 3), (4,)),
            max_sessions=one_of(*[None] * 9, 1, 3),
        )
        for n in range(10 + stream.below(7))
    )
    names = [member.staff for member in staff]
    recusals, rooms = [], {}
    for n in range(stream.below(4)):
        rooms |= where(f"R{n}", one_of("01", "02"), one_of(*ROOMS))
        recusals += [
            recused(one_of(*names), one_of("考试", "考点"), one_of("E", "F", "F"), f"R{n}")
        ]
    for n in range(stream.below(3)):
        who, site = one_of(*names), one_of("01", "02")
        for number in ROOMS[: 1 + stream.below(2)]:
            rooms |= where(f"S{n}{number}", site, number)
            recusals.append(recused(who, "考场", "E", f"S{n}{number}"))
    scene = Scene(staff, {}, {}, works, tuple(recusals), rooms)
    case, places = scene.case, {}
    for who in names:
        every = [place for place in _every_place(works) if may(case, who, place)]
        if every and stream.below(20) < 15:
            places[who] = one_of(*every)
    reserves = {}
    for work in works:
        for part in work.turns:
            here = [who for who, place in places.items() if place.site == work.site
                    and place.post == "监考" and part.turn in place.turns]  # fmt: skip
            stream.shuffle(here)
            if here[: part.reserves]:
                reserves[work.site, part.turn] = tuple(here[: part.reserves])
    return replace(scene, places=places, reserves=reserves)


def _every_place(works):
    found = []
    for work in works:
        turns = tuple(part.turn for part in work.turns)
        some = dict.fromkeys([turns, turns[:1], turns[1:]])
        found += [PostPlace(work.site, post, t) for post in DRAWN_POSTS for t in some if t]
        found += [PostPlace(work.site, post, turns) for post, _ in work.whole]
    return found


def some_workable(name, tenths):
    """Return a judge who finds so many tenths of all posts workable, at whatever sites it asks."""

    def judge(places, reserves, sites):
        told = repr((name, sorted(places.items()), sorted(reserves.items()), sorted(sites)))
        return sha256(told.encode()).digest()[0] % 10 < tenths

    return judge
