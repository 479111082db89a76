"""Draws of the day are kept one file each, numbered, and never taken for another."""

import json

import pytest

from allocator.errors import LimitError
from allocator.models.domain.day_draws import DayDraw, PatrolDuty, RoomDuty
from allocator.models.domain.ids import RoomId
from allocator.models.domain.plans import Tier
from allocator.models.domain.staffing import PatrolGroup
from allocator.record.day_store import (
    DRAWS,
    day_digest,
    day_record,
    in_force,
    read_days,
    write_day,
)


def a_draw(site="01", session=1, first="G1"):
    room = RoomId(site, "主楼", 1, "101")
    return DayDraw(
        site=site,
        sessions=(session,),
        rooms=(RoomDuty("001", room, "E", (first, "G2"), ""),),
        patrols=(PatrolDuty("G3", PatrolGroup("主楼", (1,), ("001",))),),
        reserves=("G4",),
        stepped_in=(),
        tiers=(Tier(name="同单位搭档", rule="PAIR-UNIT", value=0, bound=0),),
    )


def a_record(number=1, *, rehearsal=False, **draw):
    return day_record(
        a_draw(**draw), number=number, rehearsal=rehearsal, seed="391072", digest="d" * 64,
        absent=("G9",), earlier=(), reason="名单有误" if number > 1 else "",
    )  # fmt: skip


def test_a_draw_comes_back_as_it_was_written(tmp_path):
    record = a_record()
    write_day(tmp_path, record)
    assert read_days(tmp_path, "01") == (record,)


def test_a_redraw_stands_beside_the_first_and_is_in_force(tmp_path):
    records = [a_record(), a_record(2, first="G5"), a_record(session=2), a_record(site="02")]
    for record in records:
        write_day(tmp_path, record)
    assert len(list((tmp_path / DRAWS).iterdir())) == 4
    found = read_days(tmp_path)
    assert [(r.site, r.session, r.number) for r in found] == [
        ("01", 1, 1), ("01", 1, 2), ("01", 2, 1), ("02", 1, 1),
    ]  # fmt: skip
    assert [(r.site, r.session, r.number) for r in in_force(found)] == [
        ("01", 1, 2), ("01", 2, 1), ("02", 1, 1),
    ]  # fmt: skip


def test_rehearsals_are_kept_apart(tmp_path):
    write_day(tmp_path, a_record(rehearsal=True))
    assert read_days(tmp_path) == ()
    assert len(read_days(tmp_path, rehearsals=True)) == 1


def test_a_site_is_not_taken_for_one_whose_code_begins_alike(tmp_path):
    write_day(tmp_path, a_record(site="0"))
    write_day(tmp_path, a_record(site="0_1"))
    assert [r.site for r in read_days(tmp_path, "0")] == ["0"]


def test_a_changed_result_is_found(tmp_path):
    path = write_day(tmp_path, a_record())
    data = json.loads(path.read_bytes())
    data["result"]["rooms"][0][3][0] = "G8"
    path.write_text(json.dumps(data), "utf-8")
    with pytest.raises(LimitError, match="与摘要不符"):
        read_days(tmp_path)
    path.write_text("{", "utf-8")
    with pytest.raises(LimitError, match="已损坏"):
        read_days(tmp_path)


@pytest.mark.parametrize(
    "changed",
    [
        {"sheet": b"other"}, {"session": 2}, {"absent": ("G2",)}, {"earlier": ("e" * 64,)},
        {"number": 2},
    ],
)  # fmt: skip
def test_whatever_enters_a_draw_changes_its_digest(changed):
    facts = {"sheet": b"sheet", "session": 1, "absent": ("G1",), "earlier": (), "number": 1}
    assert day_digest(**facts) != day_digest(**{**facts, **changed})
