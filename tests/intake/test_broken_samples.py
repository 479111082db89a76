"""Every kind of input error is found in its sample, at its place, and nothing else is."""

import json
import zipfile
from pathlib import Path

import pytest

from allocator.intake import files
from allocator.intake.issue_codes import ISSUE_CODE_OF
from allocator.intake.load import load
from allocator.synthesis.broken import write_broken
from allocator.synthesis.tiny import tiny_book, write_book

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
BROKEN = SAMPLES / "broken"
EXPECTED = json.loads((BROKEN / "expected.json").read_text(encoding="utf-8"))

WITHOUT_SAMPLE = {
    "file-too-large": "a file above 200 MB has no place among the samples",
    "file-unreadable": "a file that another program holds is so on one machine only",
}


TELLS_DUTIES = True
EVERYWHERE = {"duty-not-arranged"}
"""What the faultless workbook has, too."""


def read(name):
    word = EXPECTED[name].get("password")
    return load([BROKEN / name], password=(lambda path: word) if word else None)


def test_every_issue_code_has_a_sample():
    codes = {entry["code"] for entry in EXPECTED.values()}
    assert codes | set(WITHOUT_SAMPLE) == set(ISSUE_CODE_OF)
    assert codes.isdisjoint(WITHOUT_SAMPLE)


def test_every_sample_is_expected():
    assert {path.name for path in BROKEN.iterdir()} - {"expected.json"} == {
        name for name in EXPECTED if name != "file-missing.xlsx"
    }


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_broken_sample_is_reported_at_its_place(name):
    wanted = EXPECTED[name]
    intake = read(name)
    places = [(issue.code, issue.sheet, issue.row, issue.column) for issue in intake.issues]
    assert (wanted["code"], wanted["sheet"], wanted["row"], wanted["column"]) in places
    codes = {issue.code for issue in intake.issues}
    assert codes - EVERYWHERE == {wanted["code"], *wanted.get("along", [])} - EVERYWHERE


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_error_stops_and_warning_does_not(name):
    codes = {EXPECTED[name]["code"], *EXPECTED[name].get("along", [])}
    is_error = any(ISSUE_CODE_OF[code].severity == "错误" for code in codes)
    assert (read(name).inputs is None) == is_error


def test_workbook_before_it_was_broken_has_no_issue(tmp_path):
    write_book(tmp_path / "tiny.xlsx", tiny_book())
    intake = load([tmp_path / "tiny.xlsx"])
    assert {issue.code for issue in intake.issues} == EVERYWHERE
    assert intake.inputs is not None
    assert len(intake.inputs.candidates) == 4


def test_file_above_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    write_book(tmp_path / "tiny.xlsx", tiny_book())
    assert "file-too-large" in {issue.code for issue in load([tmp_path / "tiny.xlsx"]).issues}


def parts_of(path):
    """Return what is in a file, without regard to how an archive packs it."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_broken_samples_are_what_the_program_writes(tmp_path):
    write_broken(tmp_path)
    salted = ("file-encrypted.xlsx", "file-password.xlsx")
    packed = ("file-damaged.xlsx",)
    for path in sorted(tmp_path.rglob("*")):
        if path.is_file() and path.name not in salted + packed:
            assert parts_of(path) == parts_of(BROKEN / path.relative_to(tmp_path)), path.name


def test_infeasible_samples_have_no_error():
    folder = SAMPLES / "infeasible"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert {path.name for path in folder.glob("*.xlsx")} == set(expected)
    for name in expected:
        assert load([folder / name]).inputs is not None, name
