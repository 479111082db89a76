"""Writes the documents of a draw of the day again and compares them with what was published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from allocator.pipeline.days import OFFICIAL, REHEARSAL, VOID
from allocator.pipeline.verification.books import Books, Trust
from allocator.pipeline.verification.concealed import concealed
from allocator.pipeline.verification.documents import TEMPORARY, all_compared
from allocator.pipeline.verification.tables import NO_BOOK, Difference, Sheet, compare
from allocator.pipeline.verification.witnesses import MadeDay
from allocator.reporting.day_export import day_file

if TYPE_CHECKING:
    from allocator.models.domain.day_draws import SiteSheet
    from allocator.record.day_store import DayRecord
    from allocator.reporting.day_views import DayView

Made = Mapping[tuple[str, int, int], MadeDay] | None
"""How each draw was made, as `witnesses.days_made`; None: 抽签见证单 is not compared."""
_UNKNOWN = MadeDay("", None)
_TABLE = "监考抽签"


def folder_of_day(sheet: SiteSheet, day: DayRecord, last: int) -> str:
    """Return where the documents of a draw lie, from the folder of documents on."""
    from allocator.reporting.text import folder_name

    place = f"{folder_name(sheet.site, sheet.name)}/{REHEARSAL if day.rehearsal else OFFICIAL}"
    if not day.rehearsal and day.number != last:
        place = f"{place}/{VOID}/第{day.number}次"
    return place


def documents_of_day(
    output: Path, place: str, sheet: SiteSheet, day: DayRecord, how: Made, trust: Trust
) -> Books:
    """Compare the workbooks of a draw in folder `place` with those that its record makes."""
    from allocator.pipeline.days import write_documents
    from allocator.pipeline.witnessing import witness_day

    turn = next((n for n, t in enumerate(sheet.turns) if t.turn.name == day.session), None)
    if turn is None:
        return Books()
    ending = f"_场次{day.session}.xlsx"
    # Not those below it: what redraws put aside is compared in its turn.
    mine = (one for one in trust.files if one.rpartition("/")[0] == place)
    listed = [one for one in mine if one.endswith(ending)]
    with TemporaryDirectory(prefix=TEMPORARY) as name:
        made, found = Path(name), Books()
        vouched = trust.vouched(output, listed) if listed else None
        if vouched is not None:
            found = vouched
        else:
            file = f"{place}/{day_file(_TABLE, sheet.site, day.session)}"
            try:
                found = _tables(output / file, file, sheet, turn, day)
                write_documents(sheet, turn, day, made)
            except KeyError:
                words = "抽签结果中有不属于该考点的人员或考场"
                return Books((Difference(file, "", 0, "", "", "", "", words),), 1)
            (made / Path(file).name).unlink()
        if how is not None and not day.rehearsal:
            told = how.get((day.site, day.session, day.number), _UNKNOWN)
            witness_day(sheet, day, made, told.halves, time=told.time)
        return found.plus(all_compared(made, output, trust, f"{place}/"))


def _tables(path: Path, file: str, sheet: SiteSheet, turn: int, day: DayRecord) -> Books:
    """Compare the workbook that programs read, row by row."""
    from allocator.reporting.day_views import day_view

    if not path.is_file():
        return Books((Difference(file, "", 0, "", "", "", "", NO_BOOK),), 1)
    view = day_view(
        sheet, turn, day.result, seed=day.seed, digest=day.result_digest, number=day.number,
        rehearsal=day.rehearsal,
    )  # fmt: skip
    sheets = _sheets(view)
    done = [compare(path, file, rows) for rows in sheets]
    hidden = concealed(path, file, [rows.name for rows in sheets])
    differences = (*(d for one in done for d in one.differences), *hidden)
    return Books(differences, 1, sum(one.cells for one in done))


def _sheets(view: DayView) -> tuple[Sheet, Sheet, Sheet]:
    """Return what the workbook of a draw must hold."""
    from allocator.reporting import day_table
    from allocator.reporting.staff_layout import BANNER

    duties = [
        (room.exam, session, view.site, room.number, room.room.classroom, post.role, *post.person)
        for session in view.sessions
        for room in view.rooms_in(session)
        for post in room.posts
    ]
    patrols = [
        (session, view.site, room.room.building, room.room.floor, patrol.person.staff,
         patrol.person.name, room.number)
        for session in view.sessions
        for patrol in view.patrols
        for room in patrol.rooms_in(session)
    ]  # fmt: skip
    waiting = [
        (session, view.site, order, person.staff, person.name)
        for session in view.sessions
        for order, person in enumerate(view.reserves, start=1)
    ]
    columns = [
        tuple(column.name for column in part)
        for part in (day_table.ROOMS, day_table.PATROLS, day_table.RESERVES)
    ]
    banner = BANNER if view.rehearsal else ""
    return (
        Sheet("监考安排", columns[0], ("场次", "考场号", "角色"), "工号", duties, banner),
        Sheet("流动监考", columns[1], ("场次", "考场号"), "工号", patrols, banner),
        Sheet("备用监考", columns[2], ("场次", "顺序"), "工号", waiting, banner),
    )
