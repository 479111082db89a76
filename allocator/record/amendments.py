"""The amendments of a record: one file each, `amendments/<number>.json`, put on when it is read.

Nothing of what was frozen or drawn is written anew; `docs/amend.md`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from allocator.errors import LimitError
from allocator.models.domain.amendments import Amendment
from allocator.record.canonical import canonical_bytes, digest_of, thaw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.models.domain.amendments import Correction

FOLDER = "amendments"
UNFIT = "记录被改动过：{} 中的变更与名单不符。请恢复备份。"
"""What is said of a record whose amendments do not fit its inputs."""


def amendment_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of the amendments of a record, in their order.

    Raises `LimitError` where a number is missing or a name is none.
    """
    # No file that begins with a full stop: macOS leaves such beside those of a foreign disk.
    found = sorted((folder / FOLDER).glob("[!.]*.json"), key=lambda path: (len(path.stem), path))
    if [path.stem for path in found] != [str(n) for n in range(1, len(found) + 1)]:
        raise LimitError(f"记录不完整：{folder / FOLDER} 中的变更编号不连续。请恢复备份。")
    return tuple(found)


def read_amendments(folder: Path) -> tuple[Amendment, ...]:
    """Return the amendments of a record, in their order; raises `LimitError` for a damaged one."""
    found = []
    for path in amendment_files(folder):
        try:
            one = thaw(Amendment, json.loads(path.read_bytes()))
        except (ValueError, KeyError, TypeError) as error:
            raise LimitError(f"变更记录 {path} 已损坏，无法读取。请恢复备份。") from error
        if str(one.number) != path.stem:
            raise LimitError(f"记录被改动过：{path} 里的编号是 {one.number}。请恢复备份。")
        found.append(one)
    return tuple(found)


def left_by_amendment(folder: Path) -> dict[str, int]:
    """Return who cannot serve any more, by 工号, with the number of the amendment that says so."""
    return {who: one.number for one in read_amendments(folder) for who in one.out}


def write_amendment(folder: Path, amendment: Amendment) -> str:
    """Write an amendment into a record in the making and return the digest of the file."""
    data = canonical_bytes(amendment)
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    (folder / FOLDER / f"{amendment.number}.json").write_bytes(data)
    return digest_of(data)


def amend_digest(
    drawn: Sequence[bytes],
    earlier: Sequence[bytes],
    corrections: Sequence[Correction],
    out: Sequence[str],
    fixed: Sequence[str],
) -> str:
    """Return the digest of what is amended and of what is asked for, lower-case hex.

    `drawn` are the bytes of inputs, structure, seats and posts (empty where there are none),
    `earlier` those of the amendments before.
    """
    asked = {
        "corrections": tuple(corrections),
        "fixed": tuple(fixed),
        "number": len(earlier) + 1,
        "out": tuple(out),
    }
    return digest_of(*drawn, *earlier, canonical_bytes(asked))
