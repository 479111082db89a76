"""A run that replaces another puts the earlier results aside whole, wherever it is cut short."""

from contextlib import suppress

import pytest

from allocator import publish
from allocator.publish import recover, staged

NAMES = ("01_一中/桌贴.xlsx", "02_二中/桌贴.xlsx", "编排总表.xlsx", "record/run.json")


class _Killed(BaseException):
    """Nothing in the program catches this."""


def _place(folder, text):
    for name in NAMES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _texts(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _replace(output):
    with staged(output, output / "record", replace=True) as staging:
        _place(staging.output, "new")
        staging.publish(replace=True)


def _dying_after(monkeypatch, moves):
    """Let the program die when it has made some moves; a dead program clears nothing away."""
    real, done = publish._move, []

    def dying(source, target):
        if len(done) == moves:
            raise _Killed
        done.append(target)
        real(source, target)

    monkeypatch.setattr(publish, "_move", dying)


@pytest.fixture
def output(tmp_path):
    folder = tmp_path.resolve() / "结果"
    _place(folder, "old")
    return folder


@pytest.mark.parametrize("again", [None, 0, 3, 6])
@pytest.mark.parametrize("moves", range(8))
def test_a_replacement_cut_short_is_finished(output, monkeypatch, moves, again):
    """Cut short once, or a second time by whoever came to finish it."""
    with monkeypatch.context() as patch:
        _dying_after(patch, moves)
        with pytest.raises(_Killed):
            _replace(output)
    if again is not None:
        with monkeypatch.context() as patch, suppress(_Killed):
            _dying_after(patch, again)
            recover(output)
    recover(output)
    assert _texts(output) == dict.fromkeys(NAMES, "new")
    assert _texts(output.with_name("结果.旧-001")) == dict.fromkeys(NAMES, "old")
