"""A run that replaces another puts the earlier results aside whole, wherever it is cut short."""

from contextlib import suppress

import pytest
from killed import Killed, die_after

from allocator.moving import recover
from allocator.publish import staged

NAMES = ("01_一中/桌贴.xlsx", "02_二中/桌贴.xlsx", "编排总表.xlsx")


def _place(output, record, text):
    for path in (*(output / name for name in NAMES), record / "run.json"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _texts(output, record):
    return [path.read_text("utf-8") for path in (*map(output.joinpath, NAMES), record / "run.json")]


def _replace(output, record):
    with staged(output, record, replace=True) as staging:
        _place(staging.output, staging.record, "new")
        staging.publish(replace=True)


@pytest.fixture(params=["结果/record", "record"])
def places(request, tmp_path):
    """Return output and record of a finished run, the record in the output or beside it."""
    folder = tmp_path.resolve()
    _place(folder / "结果", folder / request.param, "old")
    return folder / "结果", folder / request.param


@pytest.mark.parametrize("again", [None, 0, 3, 6])
@pytest.mark.parametrize("moves", range(8))
def test_a_replacement_cut_short_is_finished(places, monkeypatch, moves, again):
    """Cut short once, or a second time by whoever came to finish it."""
    output, record = places
    with monkeypatch.context() as patch:
        die_after(patch, moves)
        with pytest.raises(Killed):
            _replace(output, record)
    if again is not None:
        with monkeypatch.context() as patch, suppress(Killed):
            die_after(patch, again)
            recover(output)
    recover(output)
    aside = output.with_name("结果.旧-001")
    assert set(_texts(output, record)) == {"new"}
    assert set(_texts(aside, aside / "record")) == {"old"}
