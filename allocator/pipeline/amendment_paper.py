"""变更单: what the paper of an amendment says, put together from the states before and after it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from allocator.models.domain.amendments import CANDIDATES
from allocator.models.domain.staffing import DRAWN_POSTS
from allocator.pipeline.persons import named
from allocator.record.canonical import canonical_bytes, digest_of
from allocator.reporting.text import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allocator.models.domain.amendments import Amendment, Correction
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staffing import Posted, PostingPlan
    from allocator.pipeline.amended_state import Next, State
    from allocator.reporting.amendment_sheet import AmendmentSheet, Change

NOWHERE, GONE = "未任职", "不再任职"
_HIDDEN = "（改动在隐去的几位）"


def paper_name(number: int) -> str:
    """Return the file name of the paper of an amendment."""
    return f"变更单_第{number}次.xlsx"


def paper_of(
    before: State, after: Next, documents: Sequence[str], *, full_ids: bool
) -> AmendmentSheet:
    """Return what the paper says; `documents` are to be printed again."""
    from allocator.reporting.amendment_sheet import AmendmentSheet

    one, inputs = after.amendment, after.inputs
    rows = [*_corrections(one.corrections, inputs, before.amendments, full_ids=full_ids)]
    if before.staff is not None and after.staff is not None:
        served = {p.staff: p for p in before.staff.posts.posted}
        serves = {p.staff: p for p in after.staff.posts.posted}
        rows += _moves(one, inputs, before.staff.posting, served, serves)
    return AmendmentSheet(
        title=inputs.title(),
        number=one.number,
        reason=one.reason,
        seed=one.seed,
        method=one.method,
        digests=(
            ("变更依据摘要\nSHA-256", one.digest),
            ("变更结果摘要\nSHA-256", digest_of(canonical_bytes(one))),
        ),
        operator=named(before.inputs, one.operator),
        reviewer=named(before.inputs, one.reviewer),
        witness=one.witness,
        rows=tuple(rows),
        documents=tuple(documents),
    )


def asked_for(
    state: State, corrections: Sequence[Correction], out: Sequence[str]
) -> tuple[str, ...]:
    """Return a line for each thing that is asked for, as whoever confirms it reads it."""
    lines = [
        f"  {one.what} {one.key} {one.name}　{one.before} → {one.after}"
        for one in _corrections(corrections, state.inputs, state.amendments, full_ids=False)
    ]
    names = {who.staff: who.name for who in state.inputs.staff}
    posted = {p.staff: p for p in state.staff.posts.posted} if state.staff is not None else {}
    for who in out:
        words = f"{NOWHERE}，不用接替"
        if state.staff is not None and who in posted:
            words = f"{_place(state.staff.posting, posted[who])}，抽签接替"
        lines.append(f"  退出 {who} {names[who]}　{words}")
    return tuple(lines)


def _corrections(
    corrections: Sequence[Correction],
    inputs: Inputs,
    earlier: Sequence[Amendment],
    *,
    full_ids: bool,
) -> Iterator[Change]:
    from allocator.reporting.amendment_sheet import Change

    candidates = {who.registration: who.name for who in inputs.candidates}
    staff = {who.staff: who.name for who in inputs.staff}
    for wrong in corrections:
        names = candidates if wrong.sheet == CANDIDATES else staff
        old, new = _shown(wrong, full_ids=full_ids)
        yield Change(
            what=f"更正{wrong.sheet}",
            key=wrong.key,
            name=names[wrong.key],
            before=f"{wrong.column}：{old}",
            after=f"{wrong.column}：{new}{_restored(wrong, earlier)}",
        )


def _restored(wrong: Correction, earlier: Sequence[Amendment]) -> str:
    """Return a remark where a cell becomes what an amendment changed: perhaps an old roster."""
    for amendment in earlier:
        for one in amendment.corrections:
            if one[:3] == wrong[:3] and one.old == wrong.new:
                return f"（恢复为第 {amendment.number} 次变更之前的内容）"
    return ""


def _shown(wrong: Correction, *, full_ids: bool) -> tuple[str, str]:
    """Return both values as the paper shows them: numbers of persons masked."""
    from allocator.reporting.build import masked

    old, new = wrong.old or "（空）", wrong.new or "（空）"
    if wrong.column == "证件号码" and not full_ids:
        old, new = masked(old), masked(new)
    elif wrong.column == "电话":
        old, new = _masked_phone(old), _masked_phone(new)
    return old, new + (_HIDDEN if old == new else "")


def _masked_phone(phone: str) -> str:
    """Return a telephone number of any kind, or several, with the last four digits only."""
    return re.sub(r"\d(?=(?:\D*\d){4})", "*", phone)


def _moves(
    one: Amendment,
    inputs: Inputs,
    posting: PostingPlan,
    served: Mapping[str, Posted],
    serves: Mapping[str, Posted],
) -> Iterator[Change]:
    from allocator.reporting.amendment_sheet import Change

    names = {who.staff: who.name for who in inputs.staff}
    for who in one.out:
        place = served.get(who)
        yield Change(
            what="退出",
            key=who,
            name=names[who],
            before=NOWHERE if place is None else _place(posting, place),
            after=GONE,
        )
    for move in one.moves:
        place = served.get(move.takes)
        yield Change(
            what="接替",
            key=move.takes,
            name=names[move.takes],
            before=NOWHERE if place is None else _place(posting, place),
            after=f"{_place(posting, serves[move.takes])}，接替 {move.leaves} {names[move.leaves]}",
        )


def _place(posting: PostingPlan, one: Posted) -> str:
    words = f"考点 {one.site}，{one.post}"
    if one.post in DRAWN_POSTS:
        sessions = sorted(s for turn in one.turns for s in posting.turns[turn].sessions)
        words += f"，场次 {ranges(sessions)}"
    return words
