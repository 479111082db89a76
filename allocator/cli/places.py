"""Paths on the command line: none is blank, and nobody writes into a record by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from allocator.record.log import FILE as LOG


class Place(click.Path):
    """A path that is not blank."""

    def __init__(self) -> None:
        """Return paths, whatever lies there."""
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path; a blank one, which would be the current folder, is refused."""
        if not str(value).strip():
            self.fail("不能是空白", param, ctx)
        super().convert(value, param, ctx)
        return Path(value)


class Target(Place):
    """A path to write to."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path; one in a record, where a foreign file means that it was changed, not."""
        path = super().convert(value, param, ctx)
        record = record_around(path)
        if record is not None:
            self.fail(
                f"{path} 在记录文件夹 {record} 里，那里只放程序自己的记录。请另写一个位置，"
                "如记录的上一级文件夹；没有写任何文件",
                param, ctx,
            )  # fmt: skip
        return path


def record_around(path: Path) -> Path | None:
    """Return the record that a path is, or lies in, if any."""
    whole = path.absolute()
    return next((place for place in (whole, *whole.parents) if (place / LOG).is_file()), None)


def file_in_the_way(folder: Path) -> Path | None:
    """Return the file that stands where a folder, or one above it, would have to be, if any."""
    there = next((place for place in (folder, *folder.parents) if place.exists()), None)
    return there if there is not None and not there.is_dir() else None
