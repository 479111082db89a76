"""Output whole or not at all: made beside its place, moved there when complete.

A folder that does not exist yet appears by one rename. Into one that holds other files, results
are moved entry by entry, a journal written first: whoever comes next finishes what was cut short.
Earlier results are never overwritten: a run refuses, or puts them aside whole.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from allocator.errors import LimitError, NoRecordError, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

FLAT_TABLE = "编排总表.xlsx"
RUN_CLAIMS = "run.json"
_PATIENCE = 10.0
"""Seconds that an addition waits for another one to the same folder."""


class Staging:
    """One run's unfinished output: `output` and `record` are where to write."""

    def __init__(self, output: Path, record: Path, work: Path) -> None:
        """Prepare empty folders below `work`."""
        self._final_output = output
        self._final_record = record
        self._inside = record.parent == output
        self._work = work
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
        _write_journal(self._final_output, moves, kept)
        _finish(self._final_output)
        return aside


class Addition:
    """Files to be added to results that are there: write them below `output` and `record`."""

    def __init__(self, output: Path, record: Path, work: Path) -> None:
        """Prepare empty folders below `work`."""
        self._final_output = output
        self._final_record = record
        self._kept: list[tuple[Path, Path]] = []
        self.output, self.record = work / "输出", work / "记录"
        self.output.mkdir(parents=True)
        self.record.mkdir()

    def whole(self, without: str) -> tuple[Path, Path]:
        """Return folders that hold what will be there: all published files, and those added.

        Output and record, for reading only, but for the file named `without`, which is left out.
        """
        work = self.output.parent
        return (
            _overlaid(self._final_output, self.output, work / "全部输出", without),
            _overlaid(self._final_record, self.record, work / "全部记录", without),
        )

    def keep(self, old: Path, new: Path) -> None:
        """Put a published file aside, to a place where nothing is, before its successor comes."""
        self._kept.append((old, new))

    def publish(self, announced: Callable[[], None] | None = None) -> None:
        """Move every file into place, whatever happens from here on.

        `announced` is called when nothing can stop the move any more, before the first file moves.
        """
        moves = []
        for made, final in ((self.output, self._final_output), (self.record, self._final_record)):
            files = (path for path in sorted(made.rglob("*")) if path.is_file())
            moves += [(path, final / path.relative_to(made)) for path in files]
        _write_journal(self._final_output, moves, self._kept)
        if announced is not None:
            announced()
        _finish(self._final_output)


@contextmanager
def staged(output: Path, record: Path, *, replace: bool) -> Iterator[Staging]:
    """Lend a staging area for `output`, alone: a second run into the same folder is refused.

    Raises `LimitError` when the folder is in use or holds results already (unless `replace`), and
    when the disk is full; then the unfinished files are gone and earlier results untouched.
    """
    output, record = output.resolve(), record.resolve()
    with _alone(output, wait=0) as work:
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
    if existing and not _journal(output).exists() and not (record.is_dir() and [*record.iterdir()]):
        raise NoRecordError(record)
    with _alone(output, wait=_PATIENCE) as work:
        yield Addition(output, record, work)


@contextmanager
def _alone(output: Path, *, wait: float) -> Iterator[Path]:
    """Lend an empty work folder beside `output` while nobody else writes there."""
    from filelock import FileLock, Timeout

    output.parent.mkdir(parents=True, exist_ok=True)
    # The lock file stays on Unix, hidden by its dot (Windows takes it away): whoever waits has it
    # open, and were it removed, he would lock that and the next comer a new one, both at once. Nor
    # can it lie in the folders that are moved or removed while it is held, or on this machine only.
    lock = FileLock(output.parent / f".{output.name}.lock")
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise LimitError(
            f"另一个程序正在向 {output} 写结果。请等它结束，或用 -o 指定另一个文件夹。"
        ) from error
    work = output.parent / f".{output.name}.未完成"
    try:
        recover(output)
        shutil.rmtree(work, ignore_errors=True)
        yield work
    except OSError as error:
        if _journal(output).exists():
            raise LimitError(
                f"结果已经写成，但有文件没有移到 {output}：{reason_of(error)}。"
                "排除后运行 allocator record check 或任何其他命令，即接着移完。"
            ) from error
        raise LimitError(f"没有写成：{reason_of(error)}。原有结果没有改动。") from error
    finally:
        # What a journal says is to be moved lies nowhere else.
        if not _journal(output).exists():
            shutil.rmtree(work, ignore_errors=True)
        lock.release()


def _finish(output: Path) -> None:
    """Move what the journal says; an interruption comes too late and is not heeded."""
    while True:
        try:
            recover(output)
        except KeyboardInterrupt:
            continue
        return


def caught_up(output: Path, record: Path) -> None:
    """Finish a move that was cut short, if there is one; for commands that only read.

    Two who move at once could take each other's files for those that were put aside, so this waits
    while somebody is at it. Raises `LimitError` as `staged` does.
    """
    if _journal(output.resolve()).exists():
        with added(output, record):
            pass


def recover(output: Path) -> None:
    """Finish a move that was cut short, if there is one; only while nobody else writes there."""
    journal = _journal(output)
    if not journal.exists():
        return
    for source, target, once in json.loads(journal.read_text(encoding="utf-8")):
        old, new = output.__class__(source), output.__class__(target)
        # What was put aside is where its successor comes: once moved, it is never moved again.
        if not (once and new.exists()):
            _move(old, new)
    journal.unlink()


def _write_journal(
    output: Path, moves: Sequence[tuple[Path, Path]], kept: Sequence[tuple[Path, Path]] = ()
) -> None:
    """Write down what is to be moved, those put aside first; from then on it will be."""
    plan = [[str(old), str(new), True] for old, new in kept]
    plan += [[str(source), str(target), False] for source, target in moves]
    journal = _journal(output)
    part = journal.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(plan, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(journal)


def is_occupied(output: Path, record: Path) -> bool:
    """Return whether a folder holds results of an earlier run."""
    return (output / FLAT_TABLE).exists() or (record / RUN_CLAIMS).exists()


def occupied_error(output: Path) -> LimitError:
    """Return the refusal to touch earlier results."""
    return LimitError(
        f"{output} 里已有一次编排的结果，没有改动。请用 -o 指定新的文件夹；"
        "确要重新编排，加 --replace（旧结果会整体移到旁边保存，不会删除）。"
    )


def _journal(output: Path) -> Path:
    return output.parent / f".{output.name}.发布.json"


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


def _move(source: Path, target: Path) -> None:
    """Move unless already moved; an entry in the way can only be an older report of problems."""
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        shutil.rmtree(target)
    source.replace(target)
