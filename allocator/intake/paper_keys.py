"""Which rows of sheet 考试 are papers of the same people; rows refused for another fault too."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from allocator.intake.sink import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table


class PaperKey(NamedTuple):
    """What decides whether two rows are papers of one person."""

    exam: str
    subject: str
    batch: int
    level: str
    specialty: str
    table: Table
    at: int

    @property
    def place(self) -> str:
        """Return the row in words."""
        return f"{self.table.file}“{self.table.sheet}”第 {self.table.rows[self.at]} 行"


def check_papers(keys: Iterable[PaperKey], sink: Sink) -> None:
    """Tell who would have two papers of one subject in one 批次."""
    groups: dict[tuple[str, str, int], list[PaperKey]] = defaultdict(list)
    for item in keys:
        groups[item[:3]].append(item)
    for group in groups.values():
        for nth, item in enumerate(group):
            for earlier in group[:nth]:
                if not _same_people(item, earlier):
                    continue
                message = f"科目 {item.subject} 与{earlier.place}"
                if (item.level, item.specialty) == (earlier.level, earlier.specialty):
                    message += "重复。"
                    cure = "请删去一行；分批次考的请填不同的批次。"
                    fault = Fault("paper-twice", message, cure)
                else:
                    message += "的适用级别、专业重叠，同一考生会有两份试卷。"
                    cure = "一个科目要么不分级别（专业），要么每个级别（专业）各写一行。"
                    fault = Fault("paper-ambiguous", message, cure)
                sink.cell(item.table, item.at, "subject", fault)
                break


def _same_people(one: PaperKey, other: PaperKey) -> bool:
    level = not one.level or not other.level or one.level == other.level
    specialty = not one.specialty or not other.specialty or one.specialty == other.specialty
    return level and specialty
