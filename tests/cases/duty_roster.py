"""A roster of duty for a published exam, as a careful planner would make it by hand.

From the record's inputs and the published 岗位安排 and 回避名单 alone: people without a post take
turns, the longest rested first. Run it on a folder of documents to write 值守安排.xlsx there.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staff import DutyNeed, StaffMember

COLUMNS = {
    "值守安排": ("任务", "地点", "开始", "结束", "工号", "姓名"),
    "押运安排": ("考点代码", "出发时间", "到达时间", "车辆", "驾驶员工号", "押运工号"),
    "交接安排": ("考点代码", "时间", "环节", "方", "工号"),
}
_REST = timedelta(hours=8)
_LONG_AGO = datetime(2000, 1, 1)  # noqa: DTZ001  # rosters have no time zone


@dataclass
class Planner:
    """Hands out turns; `free` are the people whom no post and no recusal keeps away."""

    free: list[StaffMember]
    until: dict[str, datetime] = field(default_factory=dict)
    """End of each one's last turn."""
    last: dict[str, frozenset[str]] = field(default_factory=dict)
    """Who was on each one's last watch."""
    rows: dict[str, list[list[object]]] = field(
        default_factory=lambda: {name: [] for name in COLUMNS}
    )

    def take(
        self, post: str, start: datetime, end: datetime, people: int, site: str = ""
    ) -> list[StaffMember]:
        """Return so many rested people who may take a post; of a site its own people first."""
        able = [
            member for member in self.free
            if post in member.posts and member.trained and member.trained < start.date()
            and (member.staff not in self.until or start - self.until[member.staff] >= _REST)
        ]  # fmt: skip
        able.sort(key=lambda one: (one.site != site, self.until.get(one.staff, _LONG_AGO)))
        crew: list[StaffMember] = []
        for member in able:
            again = any(one.staff in self.last.get(member.staff, ()) for one in crew)
            if len(crew) < people and not again:
                crew.append(member)
        if len(crew) < people:
            raise SystemExit(f"{post} {start:%m-%d %H:%M}: {len(crew)} of {people}")
        for member in crew:
            self.until[member.staff] = end
            self.last[member.staff] = frozenset(one.staff for one in crew)
        return crew

    def watch(self, need: DutyNeed) -> None:
        """Fill the shifts of one row of sheet 值守."""
        step = timedelta(hours=need.shift_hours or 8)
        start = need.start
        site = "" if need.place == "考区" else need.place
        while start < need.end:
            end = min(start + step, need.end)
            for member in self.take(need.post, start, end, need.people or 1, site):
                row = [need.task, need.place, start, end, member.staff, member.name]
                self.rows["值守安排"].append(row)
            start = end

    def trip(self, site: str, day: datetime, keepers: list[str], guards: list[str]) -> None:
        """Bring papers to a site in the morning and answers back in the evening."""
        for hours, giving, taking, stages in (
            (6, guards, keepers, ("出库", "到考点")),
            (20, keepers, guards, ("离考点", "回库")),
        ):
            depart = day + timedelta(hours=hours, minutes=20)
            arrive = depart + timedelta(minutes=40)
            (driver,) = self.take("驾驶员", depart, arrive, 1, site)
            escorts = [one.staff for one in self.take("押运", depart, arrive, 2, site)]
            for escort in escorts:
                row = [site, depart, arrive, f"车{site}", driver.staff, escort]
                self.rows["押运安排"].append(row)
            for time, stage, sides in (
                (depart - timedelta(minutes=5), stages[0], (giving, escorts)),
                (arrive, stages[1], (escorts, taking)),
            ):
                for side, people in zip("交接", sides, strict=True):
                    self.rows["交接安排"] += [[site, time, stage, side, one] for one in people]

    def guards(self, at: datetime) -> list[str]:
        """Return who watches the 卷库 at a moment."""
        return [
            str(row[4]) for row in self.rows["值守安排"]
            if "卷库" in str(row[0]) and row[2] <= at <= row[3]  # type: ignore[operator]
        ][:2]  # fmt: skip


def planned(output: Path, inputs: Inputs, *, trips: bool) -> dict[str, list[list[object]]]:
    """Return the rows of the three sheets for the documents in `output`."""
    book = openpyxl.load_workbook(output / "编排总表.xlsx", read_only=True)
    posts = list(book["岗位安排"].iter_rows(min_row=2, values_only=True))
    barred = {str(row[3]) for row in posts}
    barred |= {str(row[1]) for row in book["回避名单"].iter_rows(min_row=2, values_only=True)}
    book.close()
    # Relatives or not, the cautious planner lets nobody serve who stands in sheet 亲属关系.
    barred |= {end for tie in inputs.kin_ties for end in (tie.declarer, tie.id_number)}
    free = [one for one in inputs.staff if not {one.staff, one.id_number} & barred]
    planner = Planner(free)
    for need in sorted(inputs.duty_needs, key=lambda one: ("卷库" not in one.task, one.start)):
        planner.watch(need)
    if trips:
        days = sorted({paper.start.date() for paper in inputs.papers})
        for site in dict.fromkeys(str(row[0]) for row in posts):
            keepers = [str(row[3]) for row in posts if (row[0], row[1]) == (site, "试卷管理")][:2]
            for day in days:
                morning = datetime.combine(day, datetime.min.time())
                guards = planner.guards(morning + timedelta(hours=6, minutes=15))
                planner.trip(site, morning, keepers, guards)
    return planner.rows


def write(rows: dict[str, list[list[object]]], target: Path) -> None:
    """Write the workbook as a planner has it in Excel."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, columns in COLUMNS.items():
        sheet = book.create_sheet(name)
        sheet.append(columns)
        for row in rows[name]:
            sheet.append(row)
    book.save(target)


if __name__ == "__main__":
    from allocator.record.store import read_inputs

    folder = Path(sys.argv[1])
    made = planned(folder, read_inputs(folder / "record"), trips="--trips" in sys.argv)
    write(made, folder / "值守安排.xlsx")
