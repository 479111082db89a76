"""Reads the files of a record while it is verified: canonical, whole, and as their digests say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from allocator.errors import AllocatorError
from allocator.pipeline.verification.tables import Difference, of_record
from allocator.record.canonical import canonical_bytes, digest_of, thaw

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")


class UnreadableError(AllocatorError):
    """A file of the record is missing or is not what it was."""


class RecordFiles:
    """The files read so far; what is wrong with them but leaves them readable goes to `found`."""

    def __init__(self, record: Path, found: list[Difference]) -> None:
        self.raw: dict[str, bytes] = {}
        """Their bytes, by place in the record."""
        self._record, self._found = record, found

    def load(self, kind: type[T], name: str) -> T:
        """Return the value that a file holds; raises `UnreadableError`."""
        try:
            data = self.raw[name] = (self._record / name).read_bytes()
            value = thaw(kind, json.loads(data))
        except OSError as error:
            raise UnreadableError(f"记录缺少 {name}") from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnreadableError(f"记录的 {name} 已损坏，无法读取") from error
        if canonical_bytes(value) != data:
            self._found.append(of_record(name, "不是规范的 JSON，文件被改写过"))
        return value

    def refuse_irregular(self) -> None:
        """Raise `UnreadableError` where there is a pipe or device: reading it may never end."""
        others = (path for path in self._record.rglob("*") if not path.is_dir())
        odd = sorted(path for path in others if path.exists() and not path.is_file())
        if odd:
            names = "、".join(path.relative_to(self._record).as_posix() for path in odd)
            raise UnreadableError(f"记录里的 {names} 不是普通文件，不能读取")

    def check(self, name: str, field: str, stated: str, *parts: str) -> None:
        """Hold a digest that `name` states against the files `parts` that it covers."""
        computed = digest_of(*(self.raw[part] for part in parts))
        if computed != stated:
            what = "、".join(parts)
            words = f"{field} 与 {what} 不符：应为 {computed}，记录为 {stated}"
            self._found.append(of_record(name, words))
