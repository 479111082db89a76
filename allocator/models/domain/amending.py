"""What amendments make of inputs and posts; nothing here chooses (`docs/amend.md`)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from allocator.models.domain.amendments import CANDIDATES, STAFF
from allocator.models.domain.post_order import post_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from allocator.models.domain.amendments import Amendment, Correction, Move
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staffing import Posted, PostingPlan, PostsPlan

FIELDS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    CANDIDATES: MappingProxyType({
        "姓名": "name", "性别": "sex", "证件类型": "id_type", "证件号码": "id_number",
        "照片": "photo",
    }),
    STAFF: MappingProxyType({"姓名": "name", "证件号码": "id_number", "电话": "phone"}),
})  # fmt: skip
"""By sheet: header of each column that can be put right, and the field of the domain."""


def corrected(inputs: Inputs, corrections: Iterable[Correction]) -> Inputs:
    """Return inputs with cells put right; raises `ValueError` where one is not what it was."""
    wanted: dict[tuple[str, str], list[Correction]] = defaultdict(list)
    for one in corrections:
        wanted[one.sheet, one.key].append(one)
    made = replace(
        inputs,
        candidates=tuple(
            _put_right(row, wanted.pop((CANDIDATES, row.registration), ()))
            for row in inputs.candidates
        ),
        staff=tuple(_put_right(row, wanted.pop((STAFF, row.staff), ())) for row in inputs.staff),
    )
    if wanted:
        raise ValueError(f"corrections of {len(wanted)} rows that are not there")
    return made


def amended_inputs(inputs: Inputs, amendments: Iterable[Amendment]) -> Inputs:
    """Return inputs after amendments, in their order; raises as `corrected` does."""
    for one in amendments:
        if one.corrections:
            inputs = corrected(inputs, one.corrections)
    return inputs


def _put_right(row: Any, corrections: Sequence[Correction]) -> Any:
    if not corrections:
        return row
    for one in corrections:
        if getattr(row, FIELDS[one.sheet][one.column]) != one.old:
            raise ValueError("a cell to be put right is not what it was")
    return replace(row, **{FIELDS[one.sheet][one.column]: one.new for one in corrections})


def with_moves(posting: PostingPlan, posts: PostsPlan, moves: Sequence[Move]) -> PostsPlan:
    """Return posts after moves, all made at once.

    Whoever takes a place takes it with its turns and its order among the reserves.
    """
    takes = {move.leaves: move.takes for move in moves}
    places = {one.staff: one for one in posts.posted}
    away = {*takes, *takes.values()}
    moved = [places[leaves]._replace(staff=taker) for leaves, taker in takes.items()]
    return replace(
        posts,
        posted=in_order(posting, [*(one for one in posts.posted if one.staff not in away), *moved]),
        reserves=tuple(
            one._replace(staff=tuple(takes.get(who, who) for who in one.staff))
            for one in posts.reserves
        ),
    )


def in_order(posting: PostingPlan, posted: Iterable[Posted]) -> tuple[Posted, ...]:
    """Return people by site, post and 工号, as a draw of posts has them."""
    order = post_order(place.post for place in posting.places)
    sites = {work.site: n for n, work in enumerate(posting.works)}
    return tuple(sorted(posted, key=lambda p: (sites[p.site], order.index(p.post), p.staff)))


def amended_posting(posting: PostingPlan, amendments: Sequence[Amendment]) -> PostingPlan:
    """Return the structure of posts with the objectives as the last moves left them."""
    for one in reversed(amendments):
        if one.moves:
            return replace(posting, spreads=one.spreads, tiers=one.tiers)
    return posting


def amended_posts(
    posting: PostingPlan, posts: PostsPlan, amendments: Sequence[Amendment]
) -> PostsPlan:
    """Return posts after amendments, in their order."""
    for one in amendments:
        if one.moves:
            posts = with_moves(posting, posts, one.moves)
    return posts
