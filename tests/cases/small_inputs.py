"""Builders of tiny inputs: each with defaults, so that a test states only what it is about."""

from datetime import UTC, datetime

from allocator.models.domain.exam import Candidate, Form, Inputs, Need, Paper
from allocator.models.domain.geometry import default_layout
from allocator.models.domain.policy import Policy
from allocator.models.domain.rooms import FirstSeat, Room, SeatOrder, Site

HOURS = {1: (9, 11), 2: (14, 16)}


def moment(day, hour):
    """Return a time of September 2026 as a planner types it, without a zone."""
    return datetime(2026, 9, day, hour, tzinfo=UTC).replace(tzinfo=None)


def a_paper(exam="E", subject="1", *, session=1, batch=0, level="", specialty="", **changes):
    first, last = HOURS[session]
    values = {
        "exam": exam,
        "exam_name": f"考试{exam}",
        "level": level,
        "level_code": "",
        "specialty": specialty,
        "specialty_code": "",
        "subject": subject,
        "subject_name": f"科目{subject}",
        "form": Form.PAPER,
        "batch": batch,
        "session": session,
        "start": moment(12 + batch, first),
        "end": moment(12 + batch, last),
        "audio_video": False,
    }
    return Paper(**{**values, **changes})


def a_candidate(nth, **changes):
    values = {
        "registration": f"R{nth:04d}",
        "name": f"考生{nth}",
        "sex": "",
        "id_type": "居民身份证",
        "id_number": f"C{nth:04d}",
        "exam": "E",
        "level": "",
        "specialty": "",
        "subjects": ("1",),
        "employer": "",
        "site": "",
        "need": Need(),
        "photo": "",
        "note": "",
    }
    return Candidate(**{**values, **changes})


def people(count, first=0, **changes):
    return [a_candidate(first + n, **changes) for n in range(count)]


def a_site(code="01", *, spare_rooms=0):
    return Site(
        code=code, name=f"考点{code}", address="", contact="", phone="", spare_rooms=spare_rooms
    )


def a_room(classroom, *, site="01", floor=1, seats=30, **changes):
    form = changes.get("form", Form.PAPER)
    values = {
        "site": site,
        "building": "主楼",
        "floor": floor,
        "classroom": classroom,
        "seats": seats,
        "layout": default_layout(seats, electronic=form is Form.ELECTRONIC),
        "order": SeatOrder.COLUMN_SNAKE,
        "first": FirstSeat.FRONT_LEFT,
        "spacing_hundredths": 100,
        "form": form,
        "spare_machines": 0,
        "video": True,
        "accessible": False,
        "priority": 0,
        "closed": False,
    }
    return Room(**{**values, **changes})


def small_inputs(candidates, rooms, *, papers=(), sites=(), policy=None, **others):
    codes = sorted({room.site for room in rooms})
    values = {
        "papers": tuple(papers) or (a_paper(),),
        "candidates": tuple(candidates),
        "sites": tuple(sites) or tuple(a_site(code) for code in codes),
        "rooms": tuple(rooms),
        "staff": (),
        "kin_ties": (),
        "other_ties": (),
        "post_needs": (),
        "duty_needs": (),
        "policy": policy or Policy(),
    }
    return Inputs(**{**values, **others})
