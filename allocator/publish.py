"""Output whole or not at all: made beside its place, moved there when complete.

A folder that does not exist yet appears by one rename. Into one that holds other files, results
are moved entry by entry, a journal written first: whoever comes next finishes what was cut short.
Earlier results are never overwritten: a run refuses, or puts them aside whole.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from allocator import moving
from allocator.errors import LimitError, NoRecordError, reason_of
from allocator.locking import alone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FLAT_TABLE = "编排总表.xlsx"
RUN_CLAIMS = "run.json"
_BEAR_A_SEED = (FLAT_TABLE, "抽签见证单.xlsx", "*/监考抽签/抽签见证单_*.xlsx")
"""Documents of draws, by which results are known whose record is gone."""
_PATIENCE = 10.0
"""Seconds that an addition waits for another one to the same folder."""


class Workplace:
    """Where a command makes what is to appear in a folder, while nobody else writes there."""

    def __init__(self, output: Path, record: Path, work: Path) -> None:
        """Take the folders of results and of their record, and one for unfinished work."""
        self._final_output = output
        self._final_record = record
        self._work = work

    def tell(self, write: Callable[[Path], object]) -> None:
        """Let `write` fill an empty folder with reports, and move each into the output.

        They tell what a command found, and make no result with one another: no journal, so that a
        report that somebody has open in Excel stops no other command. Raises `LimitError` then.
        """
        made = self._work / "报告"
        made.mkdir(parents=True)
        write(made)
        self._final_output.mkdir(parents=True, exist_ok=True)
        for path in sorted(made.iterdir()):
            try:
                path.replace(self._final_output / path.name)
            except OSError as error:
                raise LimitError(
                    f"{path.name} 没有写成：{reason_of(error)}。原有结果没有改动。"
                ) from error


class Staging(Workplace):
    """One run's unfinished output: `output` and `record` are where to write."""

    def __init__(self, output: Path, record: Path, work: Path) -> None:
        """Prepare empty folders below `work`."""
        super().__init__(output, record, work)
        self._inside = record.parent == output
        self.output = work / "输出"
        self.record = self.output / record.name if self._inside else work / "记录"
        self.output.mkdir(parents=True)

    def publish(self, *, replace: bool) -> Path | None:
        """Move everything into place; return where earlier results were put aside, if any.

        Raises `LimitError` when there are earlier results and `replace` is off.
        """
        aside = None
        if is_occupied(self._final_output, self._final_record):
            if not replace:
                raise occupied_error(self._final_output)
            aside = _free_name(self._final_output)
        if self._inside and aside is None and not self._final_output.exists():
            self._final_output.parent.mkdir(parents=True, exist_ok=True)
            self.output.replace(self._final_output)
            return None
        kept = []
        if aside is not None:
            kept = _moves_aside(self._final_output, self._final_record, aside)
        moves = [(entry, self._final_output / entry.name) for entry in _entries(self.output)]
        if not self._inside:
            moves.append((self.record, self._final_record))
        moving.write_journal(self._final_output, moves, kept)
        moving.finish(self._final_output)
        return aside


class Addition(Workplace):
    """Files to be added to results that are there: write them below `output` and `record`.

    What goes to a place of its own is made in `elsewhere`, and sent.
    """

    def __init__(self, output: Path, record: Path, work: Path) -> None:
        """Prepare empty folders below `work`."""
        super().__init__(output, record, work)
        self._kept: list[tuple[Path, Path]] = []
        self._sent: list[tuple[Path, Path]] = []
        self.output, self.record, self.elsewhere = (work / n for n in ("输出", "记录", "别处"))
        for folder in (self.output, self.record, self.elsewhere):
            folder.mkdir(parents=True)

    def whole(self, without: str) -> tuple[Path, Path]:
        """Return folders that hold what will be there: all published files, and those added.

        Output and record, for reading only, but for the file named `without`, which is left out.
        """
        return (
            _overlaid(self._final_output, self.output, self._work / "全部输出", without),
            _overlaid(self._final_record, self.record, self._work / "全部记录", without),
        )

    def keep(self, old: Path, new: Path) -> None:
        """Put a published file aside, to a place where nothing is, before its successor comes."""
        self._kept.append((old, new))

    def send(self, made: Path, target: Path) -> None:
        """Have a file moved to any place, on another disk too, when all others have been moved.

        One file a command. Nothing may be there; what comes there before it stays. Raises
        `LimitError` where the disk takes no file.
        """
        target = target.absolute()
        try:
            part = moving.brought(made, target, self._work)
        except OSError as error:
            raise LimitError(
                f"{target} 没有写成：{reason_of(error, '--to')}。原有结果没有改动。"
            ) from error
        self._sent.append((part, target))

    def publish(self, announced: Callable[[], None] | None = None) -> None:
        """Move every file into place, whatever happens from here on.

        `announced` is called when nothing can stop the move any more, before the first file moves.
        """
        moves = []
        for made, final in ((self.output, self._final_output), (self.record, self._final_record)):
            files = (path for path in sorted(made.rglob("*")) if path.is_file())
            moves += [(path, final / path.relative_to(made)) for path in files]
        moving.write_journal(self._final_output, moves, self._kept, self._sent)
        if announced is not None:
            announced()
        moving.finish(self._final_output)
        for _, target in self._sent:
            if not target.exists():
                raise LimitError(
                    f"{target} 没有写成：它的磁盘已拔出或无法读取，但操作已记入日志。"
                    "请插好磁盘，用另一个文件名再做一次。"
                )


@contextmanager
def staged(output: Path, record: Path, *, replace: bool) -> Iterator[Staging]:
    """Lend a staging area for `output`, alone: a second run into the same folder is refused.

    Raises `LimitError` when the folder is in use or holds results already (unless `replace`) or
    results without their record, and when the disk is full; then the unfinished files are gone and
    earlier results untouched.
    """
    output, record = output.resolve(), record.resolve()
    with alone(output, wait=0) as work:
        refuse_lost_record(output, record)
        if not replace and is_occupied(output, record):
            raise occupied_error(output)
        yield Staging(output, record, work)


@contextmanager
def added(output: Path, record: Path, *, existing: bool = False) -> Iterator[Addition]:
    """Lend a staging area for files that join results already there; waits for others a while.

    Raises `LimitError` as `staged` does. `existing`: raises `NoRecordError`, before anything is
    written, where there is no record to join, not even one that is being moved there.
    """
    output, record = output.resolve(), record.resolve()
    journal = moving.journal_of(output)
    if existing and not journal.exists() and not (record.is_dir() and [*record.iterdir()]):
        raise NoRecordError(record)
    with alone(output, wait=_PATIENCE) as work:
        yield Addition(output, record, work)


def caught_up(output: Path, record: Path) -> None:
    """Finish a move that was cut short, if there is one; for commands that only read.

    Two who move at once could take each other's files for those that were put aside, so this waits
    while somebody is at it. Raises `LimitError` as `staged` does.
    """
    if moving.journal_of(output.resolve()).exists():
        with added(output, record):
            pass


def is_occupied(output: Path, record: Path) -> bool:
    """Return whether a folder holds results of an earlier run."""
    return (output / FLAT_TABLE).exists() or (record / RUN_CLAIMS).exists()


def refuse_lost_record(output: Path, record: Path) -> None:
    """Raise `LimitError` where results lie whose record is gone.

    A new one would tell of a first draw there, and of the draws of these documents nothing.
    """
    if record.is_dir() and any(record.iterdir()):
        return
    found = next((path for mark in _BEAR_A_SEED for path in sorted(output.glob(mark))), None)
    if found is not None:
        raise LimitError(
            f"{output} 里有抽签的文书（{found.relative_to(output)}），却没有它们的记录（{record} "
            "不存在或是空的），不能在这里封存或编排，没有改动。请先恢复备份（allocator record "
            "restore）；没有备份的，用 -o 另指定文件夹，原有文书留作备查。"
        )


def occupied_error(output: Path) -> LimitError:
    """Return the refusal to touch earlier results."""
    return LimitError(
        f"{output} 里已有一次编排的结果，没有改动。请用 -o 指定新的文件夹；"
        "确要重新编排，加 --replace 并用 --reason 写明理由（旧结果会整体移到旁边保存，不会删除）。"
    )


def _entries(folder: Path) -> list[Path]:
    """Return the entries of a folder, the flat table and the record last: they mark it complete."""
    last = {FLAT_TABLE: 1, "record": 2}
    return sorted(folder.iterdir(), key=lambda entry: (last.get(entry.name, 0), entry.name))


def _moves_aside(output: Path, record: Path, aside: Path) -> list[tuple[Path, Path]]:
    moves = []
    for entry in reversed(_entries(output) if output.exists() else []):
        is_site = entry.is_dir() and "_" in entry.name
        if is_site or entry == record or entry.suffix == ".xlsx":
            moves.append((entry, aside / entry.name))
    if record.exists() and record.parent != output:
        moves.append((record, aside / record.name))
    return moves


def _free_name(output: Path) -> Path:
    number = 1
    while (aside := output.with_name(f"{output.name}.旧-{number:03}")).exists():
        number += 1
    return aside


def _overlaid(published: Path, added: Path, whole: Path, without: str) -> Path:
    ignored = shutil.ignore_patterns(without, "record.sqlite*")
    shutil.copytree(published, whole, copy_function=_link, ignore=ignored)
    for path in sorted(added.rglob("*")):
        if path.is_file():
            target = whole / path.relative_to(added)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            _link(path, target)
    return whole


def _link(source: Path | str, target: Path | str) -> None:
    """Give a file a second place; a copy where the disk knows no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
