"""A 考区 folder and the laptop of its site 01, where a pack lies and results come to lie."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

WORD = "测试口令 八个字以上"
"""Passphrase of its packs."""


@dataclass(frozen=True, slots=True)
class Place:
    """A 考区 folder, and the laptop of site 01."""

    output: Path
    laptop: Path

    @property
    def pack(self) -> Path:
        return self.laptop / "考点包_01.aloc"

    @property
    def state(self) -> Path:
        """Return the folder that the program keeps beside the pack."""
        return self.laptop / "考点包_01.状态"

    @property
    def results(self) -> Path:
        return self.laptop / "结果"

    def result(self, session: int = 1, again: str = "") -> Path:
        return self.results / f"抽签结果_01_场次{session}{again}.alor"

    def copy(self, folder: Path) -> Self:
        """Return a copy that may be changed."""
        return replace(
            self,
            output=shutil.copytree(self.output, folder / self.output.name),
            laptop=shutil.copytree(self.laptop, folder / self.laptop.name),
        )
