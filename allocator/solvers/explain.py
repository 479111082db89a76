"""Why there is no arrangement: counts that clash, then the rules whose absence would allow one.

Counting names places and numbers, so it comes first; solving without a rule only names the rule.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.models.domain.findings import Clash
from allocator.models.rules import RULE_OF
from allocator.solvers.rooming import feasible
from allocator.solvers.supply import FORMS, places, usable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from allocator.models.domain.exam import Form, Need
    from allocator.models.domain.rooms import Room
    from allocator.solvers.rooming_task import Task

_NEEDS: tuple[tuple[str, Callable[[Need], bool], Callable[[Room], bool]], ...] = (
    ("一楼", lambda need: need.ground, lambda room: room.floor == 1),
    ("无障碍", lambda need: need.accessible, lambda room: room.accessible),
    (
        "一楼且无障碍",
        lambda need: need.ground and need.accessible,
        lambda room: room.floor == 1 and room.accessible,
    ),
)
"""Name of a need, who has it, which rooms meet it."""
_CURES = {
    "SEAT-KIN": "增加一个同类考场，使须回避的考生能分开；或核对 亲属关系、其他回避 两表是否填错",
    "ROOM-SPARE": "减少 考点 表的 备用考场，或增加考场",
    "SEAT-SITE": "减少 考生 表中 指定考点 的人数，或给这些考点增加考场",
    "SEAT-NEEDS": "增加一楼、无障碍考场，或核对 特殊需求",
    "SEAT-CLASH": "时间重叠的考试合用的考场不够：增加考场，或错开考试",
}
"""What to do about a rule without which there is an arrangement; they are tried in this order."""


def clashes(task: Task) -> list[Clash]:
    """Return the causes found, each with demand, supply and a cure; never empty."""
    found = [*_places(task), *_rooms(task), *_needs(task), *_designated(task)]
    return found or list(_by_leaving_out(task))


def _free_rooms(task: Task, form: Form, site: str = "") -> list[Room]:
    """Rooms that may hold candidates: usable, less the smallest ones kept as spare of each site."""
    on = task.inputs.policy.is_on("ROOM-SPARE")
    kept: list[Room] = []
    for place in task.inputs.sites:
        if site and place.code != site:
            continue
        rooms = [
            r for r in task.inputs.rooms if r.site == place.code and r.form is form and usable(r)
        ]
        rooms.sort(key=lambda r: -places(r, task.inputs.policy))
        kept += rooms[: max(0, len(rooms) - (place.spare_rooms if on else 0))]
    return kept


def _people(task: Task) -> Iterator[tuple[tuple[int, ...], Form, int]]:
    """Yield (clique, form, people who sit at overlapping times)."""
    for clique in task.cliques:
        for form in FORMS:
            people = sum(
                portion.people
                for portion in task.portions
                if portion.sitting in clique
                and task.patterns[portion.patterns[0]].family.form is form
            )
            if people:
                yield clique, form, people


def _named(task: Task, clique: tuple[int, ...]) -> str:
    names = []
    for sitting in clique:
        exam, batch = task.sittings[sitting]
        names.append(f"{exam}第{batch}批次" if batch else exam)
    return "、".join(names)


def _places(task: Task) -> Iterator[Clash]:
    """People of overlapping sittings against the places of all free rooms."""
    for clique, form, people in _people(task):
        rooms = _free_rooms(task, form)
        supply = sum(places(room, task.inputs.policy) for room in rooms)
        if people > supply:
            everywhere = [r for r in task.inputs.rooms if r.form is form and usable(r)]
            enough = people <= sum(places(r, task.inputs.policy) for r in everywhere)
            yield Clash(
                rule="ROOM-SPARE" if enough else "ROOM-30",
                cause=f"考试 {_named(task, clique)} 有 {people} 名{form}考生，"
                f"留出备用考场后可用的{form}考场 {len(rooms)} 个，共 {supply} 个座位",
                demand=people,
                supply=supply,
                cure=f"至少再增加 {people - supply} 个座位"
                f"（约 {-(-(people - supply) // 30)} 个 30 人考场），或减少 考点 表的 备用考场",
            )


def _rooms(task: Task) -> Iterator[Clash]:
    """Rooms needed when papers may not mix: people of each maximal pattern, rounded up."""
    for clique, form, people in _people(task):
        rooms = _free_rooms(task, form)
        largest = max((places(room, task.inputs.policy) for room in rooms), default=0)
        supply = sum(places(room, task.inputs.policy) for room in rooms)
        if not largest or people > supply:
            continue
        only: dict[int, int] = defaultdict(int)
        for portion in task.portions:
            pattern = task.patterns[portion.maximal[0]]
            here = portion.sitting in clique and pattern.family.form is form
            if here and len(portion.maximal) == 1:
                only[portion.maximal[0]] += portion.people
        needed = sum(
            n if task.patterns[p].family.alone else -(-n // largest) for p, n in only.items()
        )
        if needed > len(rooms):
            yield Clash(
                rule="ROOM-ONE-PAPER",
                cause=f"考试 {_named(task, clique)} 有 {len(only)} 组考生不能同考场"
                f"（试卷、延时或单独考场不同），至少要 {needed} 个{form}考场，"
                f"留出备用考场后只有 {len(rooms)} 个",
                demand=needed,
                supply=len(rooms),
                cure=f"至少再增加 {needed - len(rooms)} 个{form}考场；"
                "或在 参数 中设 允许混编 和 混编专业，让人数少的专业同考场；或减少 备用考场",
            )


def _needs(task: Task) -> Iterator[Clash]:
    """People with a need against the places that meet it, in all and by 指定考点."""
    for name, wants, has in _NEEDS:
        for clique, form, _ in _people(task):
            people: dict[str, int] = defaultdict(int)
            for portion in task.portions:
                kind = task.kinds.kinds[portion.kind]
                if (
                    portion.sitting in clique
                    and task.patterns[portion.patterns[0]].family.form is form
                    and wants(kind.need)
                ):
                    people[""] += portion.people
                    if kind.site:
                        people[kind.site] += portion.people
            for site, demand in sorted(people.items()):
                rooms = [room for room in _free_rooms(task, form, site) if has(room)]
                supply = sum(places(room, task.inputs.policy) for room in rooms)
                if demand > supply:
                    where = f"考点 {site} " if site else ""
                    yield Clash(
                        rule="SEAT-NEEDS",
                        cause=f"{where}有 {demand} 名考生需要{name}的{form}考场，"
                        f"可用的这类考场 {len(rooms)} 个，共 {supply} 个座位",
                        demand=demand,
                        supply=supply,
                        cure=f"在 考场 表中增加{name}的考场，或核对 楼层、无障碍 两列是否漏填",
                    )


def _designated(task: Task) -> Iterator[Clash]:
    """People with a 指定考点 against its places, then against its rooms."""
    for clique, form, _ in _people(task):
        people: dict[str, int] = defaultdict(int)
        groups: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for portion in task.portions:
            kind = task.kinds.kinds[portion.kind]
            pattern = task.patterns[portion.patterns[0]]
            if kind.site and portion.sitting in clique and pattern.family.form is form:
                people[kind.site] += portion.people
                if len(portion.maximal) == 1:
                    groups[kind.site][portion.maximal[0]] += portion.people
        for site, demand in sorted(people.items()):
            rooms = _free_rooms(task, form, site)
            supply = sum(places(room, task.inputs.policy) for room in rooms)
            largest = max((places(room, task.inputs.policy) for room in rooms), default=1)
            needed = sum(
                n if task.patterns[p].family.alone else -(-n // largest)
                for p, n in groups[site].items()
            )
            if demand > supply:
                yield Clash(
                    rule="SEAT-SITE",
                    cause=f"指定考点 {site} 的{form}考生有 {demand} 人，"
                    f"该考点留出备用考场后有 {len(rooms)} 个考场，共 {supply} 个座位",
                    demand=demand,
                    supply=supply,
                    cure=f"给 {demand - supply} 名考生改指定其他考点（或清空 指定考点），"
                    "或给该考点增加考场",
                )
            elif needed > len(rooms):
                yield Clash(
                    rule="SEAT-SITE",
                    cause=f"指定考点 {site} 的考生分属 {len(groups[site])} 组不能同考场的试卷，"
                    f"至少要 {needed} 个考场，该考点留出备用考场后只有 {len(rooms)} 个",
                    demand=needed,
                    supply=len(rooms),
                    cure="减少该考点的指定考生，或给该考点增加考场",
                )


def _by_leaving_out(task: Task) -> Iterator[Clash]:
    """Solve again without each rule in turn; what makes it possible is to blame."""
    people = sum(portion.people for portion in task.portions)
    rooms = sum(len(_free_rooms(task, form)) for form in FORMS)
    found = False
    for code, cure in _CURES.items():
        if feasible(task, (code,)):
            found = True
            yield Clash(
                rule=code,
                cause=f"{people} 名考生、{rooms} 个可用考场："
                f"若不要求“{RULE_OF[code].title}”就能安排",
                demand=people,
                supply=rooms,
                cure=cure,
            )
    if not found:
        yield Clash(
            rule="ROOM-30",
            cause=f"{people} 名考生按试卷、级别、专业和特殊需求分组后，{rooms} 个可用考场放不下",
            demand=people,
            supply=rooms,
            cure="增加考场；或在 参数 中设 允许混编 和 混编专业；或减少 备用考场",
        )
