"""The first two acts of the ceremony: one person freezes, another confirms by the digest.

No seed is known when inputs and structure are frozen, and none is taken before both have acted;
`arrangement` then draws from what was frozen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError, LimitError, UsageError
from allocator.pipeline.announcing import announce
from allocator.pipeline.persons import named, refuse_recused_planners, require_two
from allocator.pipeline.reading import read_inputs
from allocator.pipeline.recording import existing, opened
from allocator.pipeline.screening import screened_structure
from allocator.pipeline.telling import ARRANGEMENT, explain, withdraw
from allocator.pipeline.wording import refuse_unseen
from allocator.publish import added, is_occupied, refuse_lost_record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan
    from allocator.pipeline.telling import Password
    from allocator.progress import Progress
    from allocator.record.ceremony import Proposal
    from allocator.record.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeOptions:
    """Who freezes, who is to confirm, and why again."""

    operator: str
    reviewer: str
    replace: bool = False
    """Freeze anew what was frozen but not drawn."""
    reason: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeResult:
    """What was frozen, for whoever shows it."""

    number: int
    digest: str
    sm3: str
    candidates: int
    rooms: int
    files: tuple[Path, ...]
    """封存摘要 as a page to print, as picture and as text."""
    reviewer: str
    """As the log names who is to confirm: 工号, or a masked 证件号码."""
    warnings: int
    duties: int
    """Rows of 值守, which nothing arranges."""


def freeze(
    paths: Sequence[Path],
    output: Path,
    record: Path,
    options: FreezeOptions,
    *,
    password: Password,
    progress: Progress,
) -> FreezeResult:
    """Read, check, solve the structure, screen the staff, freeze and log the proposal.

    Raises as `arrange` does, and `LimitError` where something is frozen or drawn there already.
    """
    from allocator.record import ceremony, ledger, store
    from allocator.record.sm3 import sm3_of

    refuse_unseen("", reason=options.reason)
    with added(output, record) as staging:
        number = _number(existing(record), output, record, options)
        intake, inputs = read_inputs(paths, output, staging, password, progress)
        try:
            require_two(inputs, options.operator, options.reviewer, ceremony.FREEZE)
            plan = screened_structure(inputs, None, progress, staffed=True)
        except InfeasibleError as error:
            explain(error, staging, ARRANGEMENT)
            raise
        frozen = store.freeze(inputs, plan)
        sm3 = sm3_of(frozen.inputs, frozen.structure)
        (staging.record / store.INPUTS).write_bytes(frozen.inputs)
        (staging.record / store.STRUCTURE).write_bytes(frozen.structure)
        facts = _facts(inputs, options) | {"number": number, "digest": frozen.digest, "sm3": sm3}
        ledger.propose(staging.record, record, ceremony.FREEZE, facts)
        names = announce(staging.output, inputs, frozen.digest, sm3, number)
        staging.publish()
        ledger.settle(record)
    withdraw(output, ARRANGEMENT)
    return FreezeResult(
        number=number,
        digest=frozen.digest,
        sm3=sm3,
        candidates=len(inputs.candidates),
        rooms=len({room.room for room in plan.open_rooms}),
        files=tuple(output / name for name in names),
        reviewer=named(inputs, options.reviewer),
        warnings=len(intake.issues),
        duties=len(inputs.duty_needs),
    )


def _facts(inputs: Inputs, options: FreezeOptions) -> dict[str, object]:
    return {
        "operator": named(inputs, options.operator),
        "reviewer": named(inputs, options.reviewer),
        "reason": options.reason,
        "time": options.time,
    }


def photos_named(inputs: Inputs) -> int:
    """Return how many candidates the roster names a photo of; the pictures lie beside it only."""
    return sum(bool(who.photo) for who in inputs.candidates)


def confirm(output: Path, record: Path, *, shown: str, reviewer: str, time: str) -> Proposal:
    """Confirm what was frozen by the digest that is shown, as the other person.

    Raises `NoRecordError` where there is no record, `LimitError` where nothing waits or the wrong
    person confirms, `AuditError` where the digest is another one, `InfeasibleError` where the
    person is recused.
    """
    from allocator.record import ceremony, ledger
    from allocator.record.clock import refuse_clock

    with added(output, record, existing=True):
        found = ledger.open_record(record)
        proposal = ceremony.proposal_of(found)
        if proposal is None:
            raise LimitError(
                f"{output} 里没有等待确认的封存。请先由编排人运行 allocator freeze，"
                "并用 -o 指定同一个文件夹。"
            )
        if proposal.confirmed:
            raise LimitError("封存的数据已经确认过，不用再确认。可以抽签：allocator run --seed …")
        inputs, _ = frozen_source(found, proposal)
        refuse_clock(found.entries, time)
        _refuse_wrong_person(inputs, proposal, reviewer)
        refuse_recused_planners(inputs, "", reviewer)
        ceremony.refuse_other_digest(proposal, shown)
        facts = {
            "number": proposal.number,
            "digest": proposal.digest,
            "operator": proposal.operator,
            "reviewer": named(inputs, reviewer),
            "time": time,
        }
        ledger.append(record, ceremony.CONFIRM, facts)
    return replace(proposal, confirmed=True, photos=photos_named(inputs))


def _refuse_wrong_person(inputs: Inputs, proposal: Proposal, reviewer: str) -> None:
    if not reviewer.strip():
        raise UsageError("请用 --reviewer 写明复核人的工号或证件号码。没有确认。")
    who = named(inputs, reviewer)
    if who == proposal.operator:
        raise LimitError(
            "确认人就是封存的编排人，没有确认。须由另一人核对摘要后确认（规程 第四十二条）。"
        )
    if who != proposal.reviewer:
        raise LimitError(
            f"确认人不是封存时写明的复核人（{proposal.reviewer}），没有确认。"
            "请由该复核人确认，或由编排人用 allocator freeze --replace --reason 重新封存。"
        )


def _number(ledger: Ledger | None, output: Path, record: Path, options: FreezeOptions) -> int:
    """Return the number of this freeze; raises where there must not be another."""
    from allocator.record.ceremony import FREEZE
    from allocator.record.clock import refuse_clock

    refuse_lost_record(output, record)
    if is_occupied(output, record):
        raise LimitError(
            f"{output} 里已有编排的结果，不能再封存，没有改动。请用 -o 另指定文件夹封存；"
            "用原来封存的数据重抽的，用 allocator run --replace，"
            "并写明 --reason、--operator、--reviewer。"
        )
    if ledger is None:
        return 1
    refuse_clock(ledger.entries, options.time)
    if not options.replace:
        raise LimitError(
            f"{output} 里已有封存的数据，没有改动。抽签前确需重新封存，"
            "加 --replace 并用 --reason 写明理由（先前的封存作废，日志保留）。"
        )
    if not options.reason.strip():
        raise UsageError("重新封存必须写明理由：加 --reason 理由。没有重新封存。")
    return len(ledger.facts(FREEZE)) + 1


def is_frozen(output: Path, record: Path) -> bool:
    """Return whether a folder holds a freeze; raises as `open_record` does for a broken record."""
    from allocator.record.ceremony import proposal_of

    return record.is_dir() and proposal_of(opened(output, record)) is not None


def frozen_source(ledger: Ledger, proposal: Proposal) -> tuple[Inputs, RoomingPlan]:
    """Return inputs and structure as they were frozen."""
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan
    from allocator.record.canonical import thaw
    from allocator.record.ceremony import frozen_bytes

    inputs, structure = frozen_bytes(ledger, proposal)
    return thaw(Inputs, json.loads(inputs)), thaw(RoomingPlan, json.loads(structure))
