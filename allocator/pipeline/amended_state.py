"""An arrangement as its amendments left it, and what the next one makes of it.

Shared by whoever amends and whoever verifies that it was done by the published method.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError, LimitError
from allocator.models.domain.amending import (
    amended_inputs,
    amended_posting,
    amended_posts,
    corrected,
)
from allocator.models.domain.findings import Clash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from allocator.models.domain.amendments import Amendment, Correction
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan, SeatingPlan
    from allocator.models.domain.staffing import PostingPlan, PostsPlan, Recusal
    from allocator.pipeline.derived import Derived
    from allocator.progress import Progress
    from allocator.record.log import LogEntry

ARRANGE_ANEW = (
    "用 allocator run --replace --reason 重新编排（已封存的，用 -o 另指定文件夹重新封存）"
)
"""The cure of what an amendment cannot change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """The staff of an arrangement at some moment."""

    recusals: tuple[Recusal, ...]
    posting: PostingPlan
    """With the objectives as they are then."""
    posts: PostsPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """An arrangement at some moment."""

    inputs: Inputs
    plan: RoomingPlan
    seating: SeatingPlan
    staff: Posts | None
    """None: no staff was posted."""
    drawn: tuple[bytes, ...]
    """The files inputs, structure, draw and posts (empty where there are none) of the record."""
    earlier: tuple[bytes, ...]
    """The files of the amendments so far."""
    amendments: tuple[Amendment, ...]

    @property
    def number(self) -> int:
        """Return the number of the next amendment."""
        return len(self.amendments) + 1

    @property
    def gone(self) -> frozenset[str]:
        """Return the 工号 of whom amendments took out."""
        return frozenset(who for one in self.amendments for who in one.out)

    def digest(
        self, corrections: Sequence[Correction], out: Sequence[str], fixed: Sequence[str]
    ) -> str:
        """Return the digest of the next amendment: of what it amends, and of what is asked for."""
        from allocator.record.amendments import amend_digest

        return amend_digest(self.drawn, self.earlier, corrections, out, fixed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What an amendment comes to."""

    inputs: Inputs
    staff: Posts | None
    known: Derived | None
    """What follows from these inputs; None where no staff was posted."""
    amendment: Amendment


def fixed_sites(entries: Iterable[LogEntry]) -> tuple[str, ...]:
    """Return the sites (考点代码) that drew, or were issued a pack, since seats were drawn last."""
    from allocator.pipeline.issuing import ISSUED
    from allocator.record.ceremony import DAY, SEATS

    found: set[str] = set()
    for entry in entries:
        if entry.act == SEATS:
            found.clear()
        elif entry.act in (DAY, ISSUED):
            found.add(json.loads(entry.body)["site"])
    return tuple(sorted(found))


def read_state(record: Path) -> State:
    """Return an arrangement as the record has it, amendments put on.

    Raises as `read_drawn` and `read_drawn_staff` do, and `LimitError` for an amendment that does
    not fit.
    """
    from allocator.record.amendments import UNFIT, amendment_files, read_amendments

    drawn, amendments = drawn_state(record), read_amendments(record)
    staff = drawn.staff
    if staff is not None:
        posts = amended_posts(staff.posting, staff.posts, amendments)
        staff = replace(staff, posting=amended_posting(staff.posting, amendments), posts=posts)
    try:
        inputs = amended_inputs(drawn.inputs, amendments)
    except ValueError as error:
        raise LimitError(UNFIT.format(record)) from error
    earlier = tuple(path.read_bytes() for path in amendment_files(record))
    return replace(drawn, inputs=inputs, staff=staff, earlier=earlier, amendments=amendments)


def drawn_state(record: Path) -> State:
    """Return an arrangement as it was drawn, without amendments; raises as `read_state` does."""
    from allocator.record.staff_store import POSTS, has_staff, read_drawn_staff, read_seat_bytes
    from allocator.record.store import read_drawn

    inputs, plan, seating = read_drawn(record)
    staff, posts = None, b""
    if has_staff(record):
        read, posts = read_drawn_staff(record), (record / POSTS).read_bytes()
        staff = Posts(recusals=read.recusals, posting=read.posting, posts=read.posts)
    return State(
        inputs=inputs,
        plan=plan,
        seating=seating,
        staff=staff,
        drawn=(*read_seat_bytes(record), posts),
        earlier=(),
        amendments=(),
    )


def after(state: State, made: Next, data: bytes) -> State:
    """Return the state after an amendment, whose file in the record is `data`."""
    return replace(
        state,
        inputs=made.inputs,
        staff=made.staff,
        earlier=(*state.earlier, data),
        amendments=(*state.amendments, made.amendment),
    )


def amended(state: State, asked: Amendment, progress: Progress) -> Next:
    """Return what an amendment comes to of which it is said what is asked for; writes nothing.

    Raises `AuditError` where a correction makes somebody another person, `InfeasibleError` where it
    changes who is recused, or nobody can take a place.
    """
    inputs = corrected(state.inputs, asked.corrections) if asked.corrections else state.inputs
    if asked.corrections:
        from allocator.pipeline.same_persons import refuse_other_persons

        refuse_other_persons(state.drawn[0], inputs)
        _refuse_other_kin(inputs, state.plan)
    staff = state.staff
    if staff is None:
        return Next(inputs=inputs, staff=None, known=None, amendment=asked)
    from allocator.pipeline.derived import Derived
    from allocator.pipeline.moving_people import moved

    known = Derived(inputs, state.plan, state.seating, progress)
    _refuse_other_recusals(staff.recusals, known.recusals)
    if any(one.column == "证件号码" for one in asked.corrections):
        _refuse_other_ties(state.inputs, known)
    if asked.out:
        moves, posts = moved(
            inputs, known, staff.posting, staff.posts, asked.out, asked.fixed, state.amendments,
            seed=asked.seed, digest=asked.digest,
        )  # fmt: skip
        if moves:
            asked, staff = _measured(
                inputs, replace(staff, posts=posts), replace(asked, moves=moves)
            )
    return Next(inputs=inputs, staff=staff, known=known, amendment=asked)


def _measured(inputs: Inputs, staff: Posts, amendment: Amendment) -> tuple[Amendment, Posts]:
    """Return both with the objectives as the moves left them."""
    from allocator.solvers.posting.measures import measured

    spreads, tiers = measured(inputs, staff.posting, staff.posts.posted)
    amendment = replace(amendment, spreads=spreads, tiers=tiers)
    return amendment, replace(staff, posting=amended_posting(staff.posting, (amendment,)))


def _refuse_other_kin(inputs: Inputs, plan: RoomingPlan) -> None:
    """Refuse a correction that changes which candidates must sit apart (SEAT-KIN)."""
    from allocator.solvers.kinds import Kinds

    if Kinds(inputs).kin != plan.apart:
        raise InfeasibleError(
            "更正后须分开就座的考生有变化，没有变更",
            [_to_arrange_anew("SEAT-KIN", "更正的证件号码改变了谁与谁是亲属，座位是按原来抽的")],
        )


def _refuse_other_recusals(known: Sequence[Recusal], found: Sequence[Recusal]) -> None:
    """Refuse a correction that changes who is recused.

    回避名单 keeps the names, masked, with which a relation was first told.
    """
    old, new = ({one._replace(chain="") for one in rows} for rows in (known, found))
    if old == new:
        return
    changed = sorted({one.staff for one in old ^ new})
    cause = f"更正的证件号码改变了谁须回避（{_some(changed)}），岗位是按原来的回避抽的"
    raise InfeasibleError(
        "更正后须回避的人与原来的不同，没有变更", [_to_arrange_anew("RECUSE-KIN", cause)]
    )


def _refuse_other_ties(before: Inputs, known: Derived) -> None:
    """Refuse a correction that changes which members of staff are kept apart."""
    from allocator.solvers.recusal.recusals import staff_interests, staff_relatives

    ties = {*staff_relatives(before), *staff_interests(before)}
    others = ties ^ {*known.relatives, *known.interests}
    changed = sorted({who for one in others for who in one[:2]})
    if changed:
        cause = f"更正的证件号码改变了哪些工作人员互相回避（{_some(changed)}），岗位是按原来的抽的"
        raise InfeasibleError(
            "更正后互相回避的工作人员与原来的不同，没有变更", [_to_arrange_anew("PAIR-KIN", cause)]
        )


def _some(staff: Sequence[str]) -> str:
    return f"工号 {'、'.join(staff[:10])}" + (" 等" if len(staff) > 10 else "")


def _to_arrange_anew(rule: str, cause: str) -> Clash:
    cure = f"请核对证件号码；确须更正的，{ARRANGE_ANEW}"
    return Clash(rule=rule, cause=cause, demand=1, supply=0, cure=cure)
