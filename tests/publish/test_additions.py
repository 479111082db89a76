"""Files join published results all together or not at all, and what they replace is kept."""

import errno
import shutil
from pathlib import Path

import pytest
from killed import Killed, die_after

from allocator import moving, publish
from allocator.errors import LimitError
from allocator.moving import recover
from allocator.publish import added, caught_up


def _place(folder, **texts):
    for name, text in texts.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _texts(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def results(tmp_path):
    output = tmp_path / "结果"
    _place(output, a="1", site__b="2", record__c="3")
    return output


def test_an_addition_joins_what_is_there(results):
    with added(results, results / "record") as staging:
        _place(staging.output, site__new="4", a="5")
        _place(staging.record, draws__d="6")
        assert _texts(results) == {"a": "1", "site/b": "2", "record/c": "3"}
        staging.publish()
    assert _texts(results) == {
        "a": "5", "site/b": "2", "site/new": "4", "record/c": "3", "record/draws/d": "6",
    }  # fmt: skip
    assert [path.name for path in results.parent.iterdir() if "未完成" in path.name] == []


def _fail(results):
    with added(results, results / "record") as staging:
        _place(staging.output, site__new="4")
        raise ZeroDivisionError


def _replace(results):
    with added(results, results / "record") as staging:
        _place(staging.output, site__b="new", site__c="more")
        _place(staging.record, d="6")
        staging.keep((results / "site" / "b").resolve(), (results / "site" / "old" / "b").resolve())
        staging.publish()


def test_nothing_joins_when_the_work_fails(results):
    before = _texts(results)
    with pytest.raises(ZeroDivisionError):
        _fail(results)
    assert _texts(results) == before


def test_what_is_replaced_is_kept(results):
    with added(results, results / "record") as staging:
        _place(staging.output, site__b="new")
        staging.keep((results / "site" / "b").resolve(), (results / "site" / "old" / "b").resolve())
        staging.publish()
    assert _texts(results)["site/b"] == "new"
    assert _texts(results)["site/old/b"] == "2"


@pytest.mark.parametrize("moves", range(4))
def test_a_move_cut_short_is_finished_by_whoever_comes_next(results, moves, monkeypatch):
    """The process dies after some moves; those who come next find the whole addition."""
    work = results.parent / f".{results.name}.未完成"
    monkeypatch.setattr(publish.shutil, "rmtree", lambda *_, **__: None)
    die_after(monkeypatch, moves)
    with pytest.raises(Killed):
        _replace(results)
    monkeypatch.undo()
    assert work.exists()
    recover(results.resolve())
    texts = _texts(results)
    assert (texts["site/b"], texts["site/old/b"], texts["site/c"]) == ("new", "2", "more")
    assert texts["record/d"] == "6"


def _failing_once(monkeypatch, moves, error):
    """Let one move fail, after some have been made."""
    real, tried = moving._move, []

    def failing(source, target):
        tried.append(target)
        if len(tried) == moves + 1:
            raise error
        real(source, target)

    monkeypatch.setattr(moving, "_move", failing)


@pytest.mark.parametrize("moves", range(4))
def test_an_interruption_does_not_stop_a_move(results, moves, monkeypatch):
    _failing_once(monkeypatch, moves, KeyboardInterrupt())
    _replace(results)
    texts = _texts(results)
    assert (texts["site/b"], texts["site/old/b"], texts["site/c"]) == ("new", "2", "more")
    assert texts["record/d"] == "6"


@pytest.mark.parametrize("moves", range(4))
def test_a_file_that_cannot_be_moved_is_moved_by_the_next_command(results, moves, monkeypatch):
    """As where somebody has it open in Excel: nothing of the result is lost, and it is told."""
    _failing_once(monkeypatch, moves, PermissionError(errno.EACCES, "open in Excel"))
    with pytest.raises(LimitError, match=r"有文件没有移到.*接着移完"):
        _replace(results)
    recover(results.resolve())
    texts = _texts(results)
    assert (texts["site/b"], texts["site/old/b"], texts["site/c"]) == ("new", "2", "more")
    assert texts["record/d"] == "6"
    with added(results, results / "record"):
        pass
    assert [path.name for path in results.parent.iterdir() if "未完成" in path.name] == []


def test_whoever_reads_does_not_move_while_somebody_else_does(results, monkeypatch):
    """Together they would put the successor of a file where the file itself was kept."""
    seen = []

    def read():
        with pytest.raises(LimitError, match=r"另一个程序.*确认摘要.*等它做完"):
            caught_up(results, results / "record")
        seen.append(_texts(results))

    before = _texts(results)
    monkeypatch.setattr(publish, "_PATIENCE", 0.05)
    with added(results, results / "record") as staging:
        _place(staging.output, site__b="new")
        staging.keep((results / "site" / "b").resolve(), (results / "site" / "old" / "b").resolve())
        staging.publish(read)
    assert seen == [before]
    assert _texts(results)["site/old/b"] == "2"


def test_whoever_reads_finishes_what_was_cut_short(results, monkeypatch):
    _failing_once(monkeypatch, 2, OSError(errno.EIO, "pulled out"))
    with pytest.raises(LimitError):
        _replace(results)
    caught_up(results, results / "record")
    assert _texts(results)["record/d"] == "6"
    assert {path.name for path in results.parent.iterdir()} <= {"结果", ".结果.lock"}


def test_what_is_announced_stands_even_if_telling_it_fails(results):
    def untold():
        raise LimitError("the log cannot be written")

    with added(results, results / "record") as staging:
        _place(staging.output, new="4")
        with pytest.raises(LimitError, match="the log"):
            staging.publish(untold)
    recover(results.resolve())
    assert _texts(results)["new"] == "4"


def test_it_is_announced_when_nothing_can_stop_the_move(results):
    seen = []
    with added(results, results / "record") as staging:
        _place(staging.output, new="4")
        staging.publish(lambda: seen.append(_texts(results)))
    assert seen == [{"a": "1", "site/b": "2", "record/c": "3"}]


def test_the_whole_can_be_looked_at_before_and_published_files_stay_untouched(results):
    with added(results, results / "record") as staging:
        _place(staging.output, site__b="new", report="x")
        _place(staging.record, d="6")
        whole, record = staging.whole("a")
        assert _texts(whole) == {"site/b": "new", "report": "x", "record/c": "3"}
        assert _texts(record) == {"c": "3", "d": "6"}
    assert _texts(results) == {"a": "1", "site/b": "2", "record/c": "3"}


@pytest.mark.parametrize("note", [b"", b"\xe5", b"/x\0", b"/nowhere/.x.part"])
def test_a_note_that_a_power_cut_left_stops_nothing(results, note):
    """It says where a file was brought, and may be cut short itself."""
    work = results.parent / f".{results.name}.未完成"
    work.mkdir()
    (work / moving._NOTE).write_bytes(note)
    with added(results, results / "record") as staging:
        _place(staging.output, new="4")
        staging.publish()
    assert _texts(results)["new"] == "4"
    assert not work.exists()


def test_a_disk_that_is_pulled_out_as_the_file_arrives_is_told(results, tmp_path, monkeypatch):
    target, finish = tmp_path / "U盘" / "包", moving.finish

    def pulled(output):
        shutil.rmtree(target.parent)
        finish(output)

    def sending():
        with added(results, results / "record") as staging:
            _place(staging.elsewhere, made="5")
            staging.send(staging.elsewhere / "made", target)
            staging.publish()

    monkeypatch.setattr(moving, "finish", pulled)
    with pytest.raises(LimitError, match=r"U盘/包 没有写成：.*拔出"):
        sending()


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOSPC, "磁盘已满.*--to"), (errno.EROFS, "磁盘是只读的.*--to")]
)
def test_a_disk_that_takes_no_file_is_named_with_the_option_that_chose_it(
    results, tmp_path, monkeypatch, number, told
):
    def brought(*_):
        raise OSError(number, "as the system words it")

    def sending():
        with added(results, results / "record") as staging:
            _place(staging.elsewhere, made="5")
            staging.send(staging.elsewhere / "made", tmp_path / "U盘" / "包")

    monkeypatch.setattr(moving, "brought", brought)
    with pytest.raises(LimitError, match=rf"U盘/包 没有写成：{told}") as caught:
        sending()
    assert " -o " not in str(caught.value)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder that takes no file")
def test_a_folder_that_takes_no_file_is_not_one_that_another_program_uses(monkeypatch):
    place = Path("/proc/结果")
    monkeypatch.setattr(publish, "_PATIENCE", 0.05)
    with pytest.raises((LimitError, OSError)) as caught, added(place, place / "record"):
        pass
    assert "另一个程序" not in str(caught.value)


def test_a_second_one_into_the_same_folder_is_refused(results, monkeypatch):
    monkeypatch.setattr(publish, "_PATIENCE", 0.05)
    with (
        added(results, results / "record"),
        pytest.raises(LimitError, match=r"另一个程序.*确认摘要.*等它做完"),
        added(results, results / "record"),
    ):
        pass
