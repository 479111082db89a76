"""Documents of draws as the tool writes them are read back and pass, rehearsals too."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from day_checks import broken, reports_of
from day_scene import FOLDERS, DayDraft, DayScene

from allocator.audit.days.early import read_early
from allocator.audit.days.tables import read_draws
from allocator.models.domain.day_draws import (
    DayDraw,
    DrawPerson,
    DrawTurn,
    PatrolDuty,
    RoomDuty,
    SiteSheet,
)
from allocator.models.domain.staffing import PatrolGroup, Turn, WorkRoom
from allocator.reporting.day_export import export_day

if TYPE_CHECKING:
    from pathlib import Path


def export(day: DayScene, draft: DayDraft, folder: Path) -> None:
    """Write the documents of one draft as the tool writes those of a draw."""
    room = {(where.site, no): (exam, where)
            for (exam, where), no in day.scene.numbers().items()}  # fmt: skip
    form = {r.id: r.form for r in day.scene.rooms}
    duties, rooms = [], []
    for number, crew in draft.rooms.items():
        exam, where = room[draft.site, number]
        pair = tuple(staff for role, staff in crew if role != "考场系统管理员")
        admin = next((staff for role, staff in crew if role == "考场系统管理员"), "")
        duties.append(RoomDuty(number, where, exam, pair, admin))
        rooms.append(WorkRoom(number, where, exam, int(exam == "C"), form[where], 2, len(pair),
                              len(crew) - len(pair)))  # fmt: skip
    patrols = tuple(
        PatrolDuty(staff, PatrolGroup("明德楼", (room[draft.site, numbers[0]][1].floor,),
                                      tuple(numbers)))
        for staff, numbers in draft.patrols
    )  # fmt: skip
    people = tuple(
        DrawPerson(m.staff, m.name, m.employer, m.sex, m.experience, m.computer, m.posts)
        for m in sorted(day.scene.staff, key=lambda m: m.staff)
    )
    start = datetime(2026, 9, 12, 9)  # noqa: DTZ001  # local time, as the planner writes it
    turn = Turn(draft.sessions, start, start.replace(hour=12), early=True)
    sheet = SiteSheet(
        site=draft.site, name="某校", title="示例考试", digest="ab" * 32, experienced=1,
        doubles=True, patrol_waiver="", rules=(), people=people, relatives=(),
        turns=(DrawTurn(turn=turn, rooms=tuple(rooms), groups=tuple(p.group for p in patrols),
                        invigilators=(), patrols=(), admins=(), reserves=(), barred=(), own=()),),
    )  # fmt: skip
    draw = DayDraw(site=draft.site, sessions=draft.sessions, rooms=tuple(duties), patrols=patrols,
                   reserves=tuple(draft.reserves), stepped_in=(), tiers=())  # fmt: skip
    kind = "演练" if draft.rehearsal else "监考抽签"
    export_day(sheet, 0, draw, folder / FOLDERS[draft.site] / kind, seed="1", digest="ab" * 32,
               number=1, rehearsal=draft.rehearsal)  # fmt: skip


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("draws")
    day = DayScene()
    for draft in day.drafts:
        export(day, draft, output)
    return output


def test_documents_of_draws_pass(exported: Path) -> None:
    day = DayScene()
    reports = reports_of(day, exported, day.book(exported))
    found = {rule: [f.message for f in report.findings] for rule, report in reports.items()}
    assert {rule: messages for rule, messages in found.items() if messages} == {}


def test_documents_of_draws_hold_what_the_audit_reads(exported: Path, tmp_path: Path) -> None:
    day = DayScene()
    day.write(tmp_path)
    for site, folder in FOLDERS.items():
        found = read_draws(exported / folder, site)
        meant = read_draws(tmp_path / folder, site)
        assert len(found) == len(meant) > 0
        for one, other in zip(found, meant, strict=True):
            for rows, others in ((one.duties, other.duties), (one.patrols, other.patrols),
                                 (one.reserves, other.reserves)):  # fmt: skip
                assert [row[:-1] for row in rows] == [row[:-1] for row in others]
            assert (one.file, one.marks, one.gaps) == (other.file, other.marks, ())


def test_documents_of_a_draw_laid_among_those_before_are_found(
    exported: Path, tmp_path: Path
) -> None:
    folder = tmp_path / FOLDERS["01"]
    folder.mkdir()
    for path in (exported / FOLDERS["01"] / "监考抽签").glob("*_场次1.xlsx"):
        (folder / path.name).write_bytes(path.read_bytes())
    names = {text.text for text in read_early(folder, "01") if text.is_file}
    assert names == {"监考抽签_01_场次1.xlsx", "监考安排表_场次1.xlsx",
                     "流动监考路线卡_场次1.xlsx", "抽签条_场次1.xlsx"}  # fmt: skip
    assert list(broken(DayScene(), tmp_path)) == ["DRAW-DAY"]
