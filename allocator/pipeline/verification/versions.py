"""Documents that another version of the program wrote, which may have laid them out otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.pipeline.verification.books import Trust

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from allocator.pipeline.verification.tables import Difference
    from allocator.record.documents import Listed


def set_apart(
    differences: Sequence[Difference], files: Mapping[str, Listed], output: Path
) -> tuple[tuple[Difference, ...], list[Difference]]:
    """Return the differences that count, and those that only another layout may make.

    Those are of documents that still are as they were listed, and of sheets of witnesses, which no
    list has. The tables for programs are a contract, the same in every version.
    """
    trust = Trust(files)
    kept: list[Difference] = []
    doubtful: list[Difference] = []
    for one in differences:
        name = one.file.rpartition("/")[2]
        table = name.startswith(("编排总表", "监考抽签_"))
        may = name.startswith("抽签见证单") or trust.holds(output, one.file)
        (doubtful if may and not table else kept).append(one)
    return tuple(kept), doubtful
