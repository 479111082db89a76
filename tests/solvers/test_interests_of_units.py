"""Two 工作单位 kept out of each other's rooms go to different sites where there are several."""

from dataclasses import replace

from cases.small_inputs import a_room, people, small_inputs
from test_patrol_waiver import WHOLE, _member, _post

from allocator.models.domain.kinship import OtherTie
from allocator.models.domain.staffing import INVIGILATOR, PATROL


def _inputs():
    rooms = [
        a_room(f"10{nth}", site=site, seats=30) for site in ("01", "02") for nth in range(1, 6)
    ]
    staff = []
    for nth, post in enumerate([*WHOLE.split() * 2, *[PATROL] * 4], start=1):
        staff.append(_member(nth, post))
    for nth in range(100, 124):
        staff.append(replace(_member(nth, INVIGILATOR), employer="甲校" if nth % 2 else "乙校"))
    tie = OtherTie(first="甲校", first_kind="工作单位", second="乙校", second_kind="工作单位",
                   scope="考场", reason="联考")  # fmt: skip
    return small_inputs(people(300), rooms, staff=tuple(staff), other_ties=(tie,))


def test_units_with_an_interest_serve_at_different_sites():
    inputs = _inputs()
    staffing = _post(inputs)
    unit = {member.staff: member.employer for member in inputs.staff}
    for sheet in staffing.sheets:
        posted = {
            unit[one.staff]
            for one in staffing.posts.posted
            if one.site == sheet.site and one.post == INVIGILATOR
        }
        assert len(posted) == 1
    assert len(staffing.sheets) == 2
