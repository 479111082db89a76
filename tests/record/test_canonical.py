"""Canonical bytes: there and back without loss, and no fact without a part in the digest."""

import dataclasses
import hashlib
import json
import os
import subprocess
import sys
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from types import MappingProxyType

import pytest
from cases.small_inputs import a_candidate, a_paper, a_room, a_site, moment, small_inputs

from allocator.models.domain.exam import Candidate, Form, Inputs, Need, Paper
from allocator.models.domain.ids import RoomId, Sitting
from allocator.models.domain.kinship import KinTie, OtherTie
from allocator.models.domain.plans import (
    Kind,
    OpenRoom,
    RoomingPlan,
    Seat,
    SeatingPlan,
    Tier,
)
from allocator.models.domain.policy import Apart, Numbering, Policy
from allocator.models.domain.rooms import FirstSeat, Room, SeatOrder, Site
from allocator.models.domain.staff import DutyNeed, PostNeed, StaffMember
from allocator.record.canonical import canonical_bytes, digest_of, thaw


def a_policy():
    """Return a policy in which no field has its default."""
    return Policy(
        standard_size=25,
        merge_tail=True,
        mixed_papers=2,
        mixed_specialties=("甲", "乙"),
        apart=Apart.EIGHT,
        templates=MappingProxyType({"": "{流水:5}", "E": "{考场:3}{座位:2}"}),
        numbering=Numbering.REGION,
        province="15",
        city="01",
        bag_sizes=(30, 10),
        switches=MappingProxyType({"SEAT-KIN": False}),
        waivers=MappingProxyType({"PATROL-5": "理由"}),
        others=MappingProxyType({"回避范围": "全部"}),
    )


def full_inputs():
    """Return inputs with at least one row of everything and no blank that hides a field."""
    member = StaffMember(
        staff="G1",
        name="职员",
        sex="女",
        id_number="S1",
        employer="单位",
        phone="0999-1",
        posts=("监考", "主考"),
        computer=True,
        experience=3,
        trained=date(2026, 9, 5),
        source="单位选派",
        site="01",
        sessions=(1, 2),
        max_sessions=2,
        past_sessions=4,
    )
    other = OtherTie(
        first="G1", first_kind="工号", second="R0001", second_kind="报名序号",
        scope="考场", reason="师生",
    )  # fmt: skip
    duty = DutyNeed(
        task="卷库值守",
        place="考区",
        start=moment(11, 15),
        end=moment(12, 20),
        shift_hours=8,
        people=2,
        post="卷库值守",
    )
    return small_inputs(
        [
            a_candidate(
                1,
                sex="男",
                level="初级",
                specialty="甲",
                subjects=("1", "2"),
                employer="单位",
                site="01",
                need=Need(ground=True, accessible=True, alone=True, extra_percent=30),
                photo="照片/1.jpg",
                note="备注",
            ),
            a_candidate(2),
        ],
        [a_room("101", accessible=True, priority=2), a_room("102")],
        papers=[
            a_paper(level="初级", level_code="1", specialty="甲", specialty_code="01", batch=1),
            a_paper(subject="2", session=2, form=Form.ELECTRONIC, audio_video=True),
        ],
        sites=[a_site(spare_rooms=1)],
        policy=a_policy(),
        staff=(member, dataclasses.replace(member, staff="G2", trained=None, max_sessions=None)),
        kin_ties=(KinTie(declarer="G1", relation="弟弟", name="某", id_number="C0001", note="继"),),
        other_ties=(other,),
        post_needs=(PostNeed(site="01", post="保卫", people=2),),
        duty_needs=(duty, dataclasses.replace(duty, shift_hours=None, people=None)),
    )


def a_plan():
    """Return a structure that need not make sense."""
    sitting, room = Sitting("E", 1), RoomId("01", "主楼", 2, "201")
    return RoomingPlan(
        kinds=(Kind("E", "初级", "甲", ("1", "2"), Need(ground=True), "01", (1, 2)),),
        batch_counts=(((1, 3), (2, 4)),),
        open_rooms=(OpenRoom(sitting=sitting, room=room, number="007", counts=((0, 3),)),),
        spare_rooms=((room, "备1"),),
        tiers=(Tier(name="启用考场", rule="ROOM-PRIORITY", value=4, bound=3),),
        apart=((0, 1),),
    )


def plain(value):
    """Return a value as the data that anybody reads from its bytes."""
    return json.loads(canonical_bytes(value))


def test_inputs_come_back_as_they_were():
    inputs = full_inputs()
    again = thaw(Inputs, plain(inputs))
    assert again == inputs
    assert type(again.candidates[0].need) is Need
    assert again.papers[1].form is Form.ELECTRONIC
    assert again.policy.is_on("SEAT-KIN") is False
    assert canonical_bytes(again) == canonical_bytes(inputs)


def test_structure_and_seats_come_back_as_they_were():
    plan = a_plan()
    seating = SeatingPlan(seats=(Seat(0, 0, 1, "0012"),), pairs_left=2, pairs_bound=1)
    assert thaw(RoomingPlan, plain(plan)) == plan
    again = thaw(SeatingPlan, plain(seating))
    assert again == seating
    assert again.seats[0].ticket == "0012"


def test_bytes_are_json_without_blanks_in_sorted_order():
    text = canonical_bytes(full_inputs()).decode()
    data = json.loads(text)
    assert text == json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert data["papers"][0]["start"] == "2026-09-13T09:00:00"
    assert data["staff"][0]["trained"] == "2026-09-05"


def test_order_in_a_mapping_does_not_matter():
    one = Policy(others={"a": "1", "b": "2"})
    other = Policy(others={"b": "2", "a": "1"})
    assert canonical_bytes(one) == canonical_bytes(other)


def test_order_of_rows_does_matter():
    inputs = full_inputs()
    turned = dataclasses.replace(inputs, candidates=inputs.candidates[::-1])
    assert canonical_bytes(turned) != canonical_bytes(inputs)


def changed(value):
    """Return another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, Enum):
        return next(member for member in type(value) if member is not value)
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "改"
    if isinstance(value, (datetime, date)):
        return value.replace(year=value.year + 1)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return value[:-1]
    if isinstance(value, MappingProxyType):
        return MappingProxyType({**value, "新": "值"})
    if value is None:
        return 1
    raise AssertionError(f"no change known for {value!r}")


def variants(value, path=""):
    """Yield every (path, value) that differs from `value` in one field somewhere inside."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            for where, other in variants(inner, f"{path}.{field.name}"):
                yield where, dataclasses.replace(value, **{field.name: other})
    elif hasattr(value, "_fields"):
        for name in value._fields:
            for where, other in variants(getattr(value, name), f"{path}.{name}"):
                yield where, value._replace(**{name: other})
    elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
        yield f"{path}[-1]", value[:-1]
        for where, other in variants(value[0], f"{path}[0]"):
            yield where, (other, *value[1:])
    else:
        yield path, changed(value)


VARIANTS = list(variants(full_inputs(), "inputs"))


@pytest.mark.parametrize("variant", VARIANTS, ids=[path for path, _ in VARIANTS])
def test_every_field_changes_the_digest(variant):
    assert digest_of(canonical_bytes(variant[1])) != digest_of(canonical_bytes(full_inputs()))


@pytest.mark.parametrize(
    "kind",
    [Paper, Candidate, Site, Room, StaffMember, KinTie, OtherTie, PostNeed, DutyNeed, Policy],
)
def test_no_field_of_the_inputs_is_left_out_above(kind):
    paths = {path.split(".")[-1].split("[")[0] for path, _ in VARIANTS}
    names = {field.name for field in dataclasses.fields(kind)} - {"need"}
    assert names <= paths


@pytest.mark.parametrize("variant", list(variants(a_plan(), "plan")), ids=lambda v: v[0])
def test_every_field_of_the_structure_changes_its_bytes(variant):
    assert canonical_bytes(variant[1]) != canonical_bytes(a_plan())


def test_digest_is_sha256_over_parts_with_their_lengths():
    by_hand = hashlib.sha256(bytes(7) + b"\x02" + b"ab" + bytes(7) + b"\x01" + b"c").hexdigest()
    assert digest_of(b"ab", b"c") == by_hand
    assert digest_of(b"a", b"bc") != by_hand


def test_digest_is_the_same_in_a_process_with_another_hash_seed():
    here = Path(__file__).parent
    program = (
        "import test_canonical as t; "
        "print(t.digest_of(t.canonical_bytes(t.full_inputs()), t.canonical_bytes(t.a_plan())))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "PYTHONHASHSEED": "99",
            "PYTHONPATH": os.pathsep.join([str(here), str(here.parent)]),
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert found == digest_of(canonical_bytes(full_inputs()), canonical_bytes(a_plan()))


@pytest.mark.parametrize("value", [{1, 2}, object(), SeatOrder, b"bytes"])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(TypeError, match="no canonical form"):
        canonical_bytes({"inside": [value]})


def test_enums_and_layouts_are_plain_data():
    data = plain(a_room("1", seats=4, layout=(2, 2)))
    assert data["order"] == SeatOrder.COLUMN_SNAKE.value
    assert data["first"] == FirstSeat.FRONT_LEFT.value
    assert data["layout"] == [2, 2]


@pytest.mark.parametrize("damage", [{"candidates": None}, {"policy": {}}, {"papers": [{}]}])
def test_data_of_another_shape_is_not_thawed(damage):
    data = {**plain(full_inputs()), **damage}
    with pytest.raises((TypeError, KeyError, ValueError)):
        thaw(Inputs, data)
