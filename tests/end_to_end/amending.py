"""Amendments as the record keeps them, written by hand from what the format says."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from published import canonical, digest_of

from allocator.randomness import Stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TWO = {"operator": "G00001", "reviewer": "G00002"}


def digested(amendment: dict[str, Any], before: Sequence[bytes]) -> dict[str, Any]:
    """Give an amendment its digest; `before` are the files it lies on, earlier ones last."""
    asked = {field: amendment[field] for field in ("corrections", "fixed", "number", "out")}
    amendment["digest"] = digest_of(*before, canonical(asked))
    return amendment


def plain(number: int, **fields: Any) -> dict[str, Any]:
    """Return an amendment that asks for nothing but what is given."""
    nothing: dict[str, list[Any]] = {
        field: [] for field in ("corrections", "fixed", "moves", "out", "spreads", "tiers")
    }
    return {
        **nothing, "digest": "", "method": "allocator-draw-v1", "number": number,
        "reason": "生病", "seed": "5501", "witness": "", **TWO, **fields,
    }  # fmt: skip


def chained(
    amendment: dict[str, Any], people: Sequence[str], able: Sequence[Sequence[str]]
) -> None:
    """Add a chain to an amendment that has its digest.

    `able`: of each step, who could take the place; nothing: only who takes it.
    """
    for n, (leaves, takes) in enumerate(pairwise(people)):
        row = sorted({*(able[n] if able else ()), takes})
        stream = f"amend/{amendment['number']}/{leaves}/{len(people) - 1 - n}"
        shuffled = list(row)
        Stream(stream, amendment["seed"], amendment["digest"]).shuffle(shuffled)
        amendment["moves"].append([leaves, takes, row, shuffled.index(takes)])


def confirmed_digest(facts: Mapping[str, Any]) -> str:
    """Return what the second person typed off for an amendment."""
    fields = ("digest", "number", "seed", "operator", "reviewer", "reason")
    return digest_of("变更".encode(), *(str(facts[field]).encode() for field in fields))


def entries_of(amendment: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return both entries of an amendment as they stand in the log, without what it changed."""
    facts = {f: amendment[f] for f in ("digest", "number", "seed", "reason", "witness", *TWO)}
    begun = {**facts, "confirmed": confirmed_digest(facts)}
    return [("变更开始", begun), ("变更", {**facts, "result": digest_of(canonical(amendment))})]


def two_asked() -> list[dict[str, Any]]:
    """Return two amendments: two leave, one of them by a chain of two; later another one."""
    corrections = [
        ["考生", "12", "姓名", "李四", "李思"], ["考生", "12", "照片", "", "12.jpg"],
        ["工作人员", "S09", "电话", "", "13800000000"],
    ]  # fmt: skip
    return [
        plain(1, corrections=corrections, out=["S01", "S04", "S06"], seed="5524", chains=[
            (["S01", "S05", "S08"], [["S02", "S03"], ["S07", "S12"]]),
            (["S04", "S09"], [["S07", "S10", "S11", "S12"]]),
        ]),
        plain(2, corrections=[["考生", "12", "姓名", "李思", "李四"]], out=["S09"], seed="5508",
              chains=[(["S09", "S10"], [["S07", "S11", "S12"]])]),
    ]  # fmt: skip
