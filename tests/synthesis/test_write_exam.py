"""Made-up exams read back without an error and look like real ones."""

import hashlib
from collections import Counter

import pytest

from allocator.errors import UsageError
from allocator.intake.load import load
from allocator.intake.schema import SHEETS
from allocator.models.domain.exam import Form, Need
from allocator.solvers.recusal.recusals import recusals
from allocator.synthesis.exams import EXAMS
from allocator.synthesis.people import check_digit
from allocator.synthesis.roster import Options
from allocator.synthesis.samples import SAMPLES
from allocator.synthesis.sheets import HEADERS
from allocator.synthesis.write import write_exam


def made(folder, exam="一级建造师", candidates=400, sites=2, seed="甲", **options):
    return write_exam(
        folder,
        exam=exam,
        candidates=candidates,
        sites=sites,
        seed=seed,
        options=Options(**options),
    )


def inputs_of(folder, **arguments):
    intake = load(made(folder, **arguments))
    assert [issue for issue in intake.issues if issue.severity == "错误"] == []
    return intake.inputs


def test_headers_are_those_of_the_contract_in_its_order():
    assert {
        sheet.name: tuple(column.header for column in sheet.columns) for sheet in SHEETS
    } == dict(HEADERS)


@pytest.mark.parametrize("exam", EXAMS)
@pytest.mark.parametrize("candidates", [1, 30, 700])
def test_every_exam_of_every_size_reads_without_an_error(tmp_path, exam, candidates):
    inputs = inputs_of(tmp_path, exam=exam, candidates=candidates, sites=None)
    assert len(inputs.candidates) == candidates
    assert len(inputs.exam_codes()) == len(EXAMS[exam])


def test_same_arguments_give_the_same_bytes_and_another_seed_does_not(tmp_path):
    digests = [
        hashlib.sha256(made(tmp_path / name, seed=seed)[0].read_bytes()).hexdigest()
        for name, seed in (("a", "甲"), ("b", "甲"), ("c", "乙"))
    ]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("exam", ["一级建造师", "造价与注安", "监理", "执业药师", "一级消防"])
def test_paper_rooms_leave_a_spare_and_about_a_tenth(tmp_path, exam):
    inputs = inputs_of(tmp_path, exam=exam, candidates=1500, sites=2)
    open_rooms = [room for room in inputs.rooms if not room.closed]
    assert 0.95 * len(open_rooms) > 1500 / 30
    assert len(open_rooms) < 1500 / 30 * 1.5
    assert {room.site for room in open_rooms} == {site.code for site in inputs.sites}
    assert all(min(30, room.seats) >= 30 for room in open_rooms)


def test_mixed_rooms_hold_25_in_a_third(tmp_path):
    inputs = inputs_of(tmp_path, candidates=3000, sites=4, mixed_rooms=True)
    small = sum(room.seats == 25 for room in inputs.rooms)
    assert 0.2 < small / len(inputs.rooms) < 0.47


def test_electronic_exam_has_four_batches_of_two_subjects(tmp_path):
    inputs = inputs_of(tmp_path, exam="经济", candidates=600)
    assert inputs.batches_of("JJ") == (1, 2, 3, 4)
    assert {room.form for room in inputs.rooms} == {Form.ELECTRONIC}
    assert all(40 <= room.seats <= 60 for room in inputs.rooms)
    usable = sum(room.seats - room.spare_machines for room in inputs.rooms if not room.closed)
    assert usable * 4 > 600
    assert len({paper.specialty for paper in inputs.papers if paper.specialty}) == 10


def test_papers_of_one_session_may_end_at_different_times(tmp_path):
    inputs = inputs_of(tmp_path, exam="社会工作者")
    ends = {paper.end.time() for paper in inputs.papers if paper.session == 3}
    starts = {paper.start for paper in inputs.papers if paper.session == 3}
    assert (len(starts), len(ends)) == (1, 3)


def test_two_exams_of_a_weekend_share_sessions_but_nobody(tmp_path):
    inputs = inputs_of(tmp_path, exam="造价与注安", candidates=900)
    numbers = [candidate.id_number for candidate in inputs.candidates]
    assert len(set(numbers)) == len(numbers)
    sessions = {
        code: {paper.session for paper in inputs.papers if paper.exam == code}
        for code in inputs.exam_codes()
    }
    assert sessions == {"ZJ": {1, 2, 3, 4}, "ZA": {1, 2, 3, 4}}


def test_nobody_could_be_real(tmp_path):
    inputs = inputs_of(tmp_path)
    residents = [c for c in inputs.candidates if c.id_type == "居民身份证"]
    assert all(c.id_number.startswith("99") for c in residents)
    assert all(check_digit(c.id_number[:17]) == c.id_number[17] for c in residents)
    assert all(member.id_number.startswith("99") for member in inputs.staff)


def test_units_are_skewed_and_the_biggest_has_about_three_percent(tmp_path):
    inputs = inputs_of(tmp_path, candidates=4000, sites=4)
    sizes = Counter(c.employer for c in inputs.candidates if c.employer)
    blank = sum(not c.employer for c in inputs.candidates)
    biggest = sizes.most_common(1)[0][1]
    assert 0.02 < biggest / 4000 < 0.045
    assert 0.09 < blank / 4000 < 0.15


def test_dominant_unit_has_its_share_of_the_first_specialty(tmp_path):
    inputs = inputs_of(tmp_path, candidates=2000, sites=3, dominant_percent=40)
    first = [c.employer for c in inputs.candidates if c.specialty == "建筑工程"]
    share = Counter(first).most_common(1)[0][1] / len(first)
    assert 0.35 < share < 0.5


def test_designated_share_and_needs_are_there(tmp_path):
    inputs = inputs_of(tmp_path, candidates=2000, sites=3, designated_percent=3)
    assert 30 < sum(bool(c.site) for c in inputs.candidates) < 95
    needs = {c.need for c in inputs.candidates}
    assert {
        Need(ground=True),
        Need(accessible=True),
        Need(alone=True),
        Need(extra_percent=30),
    } <= needs


def test_designated_share_is_zero_unless_asked_for(tmp_path):
    assert not any(c.site for c in inputs_of(tmp_path).candidates)


def test_some_sit_only_the_subjects_left(tmp_path):
    inputs = inputs_of(tmp_path)
    every = Counter(c.subjects for c in inputs.candidates)
    assert every["1", "2", "3", "4"] > 400 * 0.35
    assert all(c.subjects == ("4",) for c in inputs.candidates if c.level == "增报专业")
    assert len(every) > 5


def test_rooms_in_workbooks_of_their_own_are_the_same_rooms(tmp_path):
    whole = inputs_of(tmp_path / "whole")
    paths = made(tmp_path / "parts", workbook_per_site=True)
    assert [path.name for path in paths] == [
        "一级建造师.xlsx",
        "一级建造师_考场_01.xlsx",
        "一级建造师_考场_02.xlsx",
    ]
    assert load(paths).inputs.rooms == whole.rooms


def test_more_than_99_sites_get_three_digits(tmp_path):
    inputs = inputs_of(tmp_path, candidates=300, sites=100)
    assert inputs.sites[0].code == "001"
    assert len({site.name for site in inputs.sites}) == 100
    assert "{考点:3}" in inputs.policy.template_of("JZS")


def test_staff_can_fill_the_posts_of_every_site(tmp_path):
    inputs = inputs_of(tmp_path, candidates=1500, sites=3)
    rooms = sum(not room.closed for room in inputs.rooms)
    assert sum("监考" in member.posts for member in inputs.staff) >= 2.3 * rooms
    for site in inputs.sites:
        own = [member for member in inputs.staff if member.site == site.code]
        for post in ("主考", "副主考", "试卷管理", "医务", "保电", "驾驶员", "押运"):
            assert any(post in member.posts for member in own), (site.code, post)
    assert not any(
        "监考" in member.posts and member.source != "单位选派" for member in inputs.staff
    )
    first = min(paper.start for paper in inputs.papers).date()
    assert all(member.trained and member.trained < first for member in inputs.staff)


def test_some_candidates_are_declared_kin(tmp_path):
    inputs = inputs_of(tmp_path, candidates=1500, sites=3)
    ids = {c.id_number for c in inputs.candidates}
    both = {tie.relation for tie in inputs.kin_ties if {tie.declarer, tie.id_number} <= ids}
    assert {"妻子", "弟弟", "父亲"} <= both


@pytest.mark.parametrize(
    "wrong",
    [{"exam": "驾照"}, {"candidates": 0}, {"sites": 0}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_meaningless_arguments_are_refused(tmp_path, wrong):
    with pytest.raises(UsageError):
        made(tmp_path, **wrong)
    assert not list(tmp_path.iterdir())


def test_samples_are_small_and_what_the_program_writes(request, tmp_path):
    folder = request.config.rootpath / "data" / "samples"
    for sample in SAMPLES:
        (path,) = (folder / sample.exam).glob("*.xlsx")
        assert path.stat().st_size < 300_000
        (again,) = write_exam(
            tmp_path,
            exam=sample.exam,
            candidates=sample.candidates,
            sites=sample.sites,
            seed=sample.seed,
            options=sample.options,
        )
        assert load([again]).inputs == load([path]).inputs


def test_staff_that_kin_makes_necessary_are_numbered_without_gaps(tmp_path):
    inputs = inputs_of(tmp_path, exam="一级建造师", candidates=40, sites=2, seed="二")
    numbers = [member.staff for member in inputs.staff]
    assert numbers == [f"G{nth:05d}" for nth in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("seed", ["b260", "2", "5", "甲"])
def test_a_small_exam_has_staff_in_place_of_each_who_is_recused(tmp_path, seed):
    inputs = inputs_of(tmp_path, candidates=260, sites=1, seed=seed)
    lost = {found.staff for found in recusals(inputs)}
    able = Counter(post for one in inputs.staff if one.staff not in lost for post in one.posts)
    for post, made_for in (("保卫", 4), ("考务办公室", 8), ("驾驶员", 4), ("试卷管理", 5)):
        assert able[post] >= made_for, post
