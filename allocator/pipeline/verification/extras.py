"""Workbooks beside the published ones that pass for one of them: `编排总表（更正）`, another plan.

A copy under a longer name that says the same, as Windows makes, is no such thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator import reporting
from allocator.pipeline.telling import HEALTH_REPORT, NO_WAY
from allocator.pipeline.verification.books import contents_of
from allocator.pipeline.verification.tables import Difference
from allocator.publish import FLAT_TABLE
from allocator.record.documents import sha256_of
from allocator.verdict import COMPLIANCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from allocator.record.documents import Listed

_NAMES = tuple(
    entry.name
    for entries in (
        reporting.SITE_REPORTS,
        reporting.REGION_REPORTS,
        reporting.STAFF_SITE_REPORTS,
        reporting.STAFF_REGION_REPORTS,
        reporting.DAY_REPORTS,
        reporting.OTHER_REPORTS,
    )
    for entry in entries
)
_UNLISTED = (COMPLIANCE, HEALTH_REPORT, NO_WAY, FLAT_TABLE)
"""What may lie there and is on no list, as these very names; so do sheets of witnesses."""


def extra_books(
    output: Path, files: Mapping[str, Listed], told: Collection[str]
) -> Iterator[Difference]:
    """Tell workbooks named as documents are that nobody published; `told`: those told already.

    `files` are the documents that were listed. Only folders that hold some of them are looked at,
    so what a planner keeps elsewhere is his own.
    """
    folders = {file.rpartition("/")[0] for file in files} | {""}
    for folder in sorted(folders):
        for path in sorted((output / folder).glob("*.xlsx")):
            file = path.relative_to(output).as_posix()
            known = file in files or file in told or path.name in _UNLISTED
            if known or not path.name.startswith(_NAMES):
                continue
            if path.name.startswith("抽签见证单") and _is_a_sheet(path, files):
                continue
            if not _is_copy(path):
                words = "不是公布的文书，也不与公布的相同；请移出这个文件夹"
                yield Difference(file, "", 0, "", "", "", "", words)


def _is_a_sheet(path: Path, files: Mapping[str, Listed]) -> bool:
    """Return whether a sheet of witnesses is named as that of a draw that was published there."""
    ending = path.stem.removeprefix("抽签见证单")
    return not ending or any(
        file.endswith(f"{ending}.xlsx") and ending.startswith("_场次") for file in files
    )


def _is_copy(path: Path) -> bool:
    """Return whether a workbook says what one beside it says whose name its own begins with."""
    beside = [
        one
        for one in sorted(path.parent.glob("*.xlsx"))
        if one.stem != path.stem and path.stem.startswith(one.stem)
    ]
    return any(
        sha256_of(one) == sha256_of(path) or contents_of(one) == contents_of(path) != ""
        for one in beside
    )
