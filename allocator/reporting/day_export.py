"""Writes the documents of one draw of the day from the sheet of the site alone."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from allocator.reporting import DAY_REPORTS
from allocator.reporting.day_views import day_view
from allocator.reporting.staff_layout import file_name

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.models.domain.day_draws import DayDraw, SiteSheet


def export_day(
    sheet: SiteSheet,
    turn: int,
    draw: DayDraw,
    folder: Path,
    *,
    seed: str,
    digest: str,
    number: int,
    rehearsal: bool,
) -> None:
    """Write 监考抽签, 监考安排表, 流动监考路线卡, 备用监考表 and 抽签条 of a draw into `folder`.

    `turn` is an index into `sheet.turns`. With `rehearsal` every page says 演练, and which draw it
    is where `number` is not 1; 监考抽签, which programs read, says so in the footer. Raises
    `LimitError` where a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    day = day_view(sheet, turn, draw, seed=seed, digest=digest, number=number, rehearsal=rehearsal)
    for entry in DAY_REPORTS:
        import_module(entry.module).write(day, folder / day_file(entry.name, sheet.site, day.turn))
    from allocator.reporting import reserve_table

    reserve_table.write_day(day, folder / day_file(reserve_table.REPORT.name, sheet.site, day.turn))


def day_file(name: str, site: str, session: int) -> str:
    """Return the file name of a document of a draw that is named by its first session."""
    code = f"{site}_" if name == "监考抽签" else ""
    return file_name(f"{name}_{code}场次{session}") + ".xlsx"
