"""The record of one arrangement: frozen inputs, structure, draw and what the run claims.

Four files of canonical JSON, so that a stranger can read and recompute them. The digest that enters
every draw covers inputs and structure; it is fixed before the first number is drawn.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from allocator import METHOD_VERSION
from allocator.errors import LimitError, NoRecordError
from allocator.models.domain.amending import amended_inputs
from allocator.models.domain.exam import Inputs
from allocator.models.domain.plans import RoomingPlan, SeatingPlan
from allocator.record.amendments import UNFIT, read_amendments
from allocator.record.canonical import canonical_bytes, digest_of, thaw
from allocator.record.recompute import write_recompute

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.models.domain.plans import Tier

INPUTS, STRUCTURE, DRAW, RUN = "inputs.json", "structure.json", "draw.json", "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunClaims:
    """What a run says of itself; the audit holds the exported workbooks against it."""

    method: str
    seed: str
    digest: str
    result_digest: str
    """SHA-256 of the canonical draw."""
    full_ids: bool
    operator: str
    reviewer: str
    tiers: tuple[Tier, ...]
    pairs_left: int
    pairs_bound: int
    solver: str = field(default="", metadata={"unsaid": True})
    """What found the structure, as `solved_by`; blank: it was frozen before."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """Canonical bytes of inputs and structure with their common digest."""

    inputs: bytes
    structure: bytes
    digest: str


def freeze(inputs: Inputs, plan: RoomingPlan) -> Frozen:
    """Freeze inputs and structure before the draw."""
    a, b = canonical_bytes(inputs), canonical_bytes(plan)
    return Frozen(a, b, digest_of(a, b))


def write_record(
    folder: Path,
    frozen: Frozen,
    seating: SeatingPlan,
    plan: RoomingPlan,
    *,
    seed: str,
    full_ids: bool,
    operator: str,
    reviewer: str,
    solver: str = "",
) -> RunClaims:
    """Write the four files into `folder` and return the claims."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = canonical_bytes(seating)
    claims = RunClaims(
        method=METHOD_VERSION,
        seed=seed,
        digest=frozen.digest,
        result_digest=digest_of(draw),
        full_ids=full_ids,
        operator=operator,
        reviewer=reviewer,
        tiers=plan.tiers,
        pairs_left=seating.pairs_left,
        pairs_bound=seating.pairs_bound,
        solver=solver,
    )
    (folder / INPUTS).write_bytes(frozen.inputs)
    (folder / STRUCTURE).write_bytes(frozen.structure)
    (folder / DRAW).write_bytes(draw)
    (folder / RUN).write_bytes(canonical_bytes(claims))
    write_recompute(folder)
    return claims


def read_claims(folder: Path) -> RunClaims:
    """Return what the recorded run claims; raises `LimitError` when there is no record."""
    return thaw(RunClaims, load_json(folder / RUN))


def read_arrangement(folder: Path) -> tuple[Inputs, RoomingPlan, SeatingPlan]:
    """Return inputs, structure and seats of a record, amendments put on.

    Raises `LimitError` as `read_inputs` does.
    """
    return read_inputs(folder), *_read_plans(folder)


def read_drawn(folder: Path) -> tuple[Inputs, RoomingPlan, SeatingPlan]:
    """Return the same as it was drawn, without amendments."""
    return read_frozen_inputs(folder), *_read_plans(folder)


def _read_plans(folder: Path) -> tuple[RoomingPlan, SeatingPlan]:
    plan = thaw(RoomingPlan, load_json(folder / STRUCTURE))
    data = (folder / DRAW).read_bytes()
    if digest_of(data) != read_claims(folder).result_digest:
        raise LimitError(f"记录被改动过：{folder} 中的座位与摘要不符。请恢复备份。")
    return plan, thaw(SeatingPlan, json.loads(data))


def read_inputs(folder: Path) -> Inputs:
    """Return the inputs with what amendments put right.

    Raises as `read_frozen_inputs` does, and `LimitError` where an amendment does not fit.
    """
    try:
        return amended_inputs(read_frozen_inputs(folder), read_amendments(folder))
    except ValueError as error:
        raise LimitError(UNFIT.format(folder)) from error


def read_frozen_inputs(folder: Path) -> Inputs:
    """Return the frozen inputs; raises `LimitError` when missing or not those of the digest."""
    claims = read_claims(folder)
    try:
        inputs, structure = (folder / INPUTS).read_bytes(), (folder / STRUCTURE).read_bytes()
    except OSError as error:
        raise LimitError(f"记录不完整：{folder} 中缺少 {error.filename}。请恢复备份。") from error
    if digest_of(inputs, structure) != claims.digest:
        raise LimitError(f"记录被改动过：{folder} 中冻结的数据与摘要不符。请恢复备份。")
    return thaw(Inputs, json.loads(inputs))


def load_json(path: Path) -> Any:
    """Return what a file of the record holds.

    Raises `NoRecordError` where it is missing, `LimitError` where it is damaged.
    """
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise NoRecordError(path) from error
    except ValueError as error:
        raise LimitError(f"记录 {path} 已损坏，无法读取。请恢复备份。") from error
