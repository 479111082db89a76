"""Shows what a command gives back, and turns what it raises into an exit code and Chinese words.

Exit codes are those of `docs/cli.md`. The log of a defect holds no values: only the kind of error,
modules, functions and line numbers.
"""

from __future__ import annotations

import errno
import json
import platform
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from allocator import __version__
from allocator.errors import (
    AllocatorError,
    InfeasibleError,
    InputError,
    UsageError,
    reason_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from allocator.models.domain.findings import Clash, Issue

SHOWN_ISSUES = 20
"""Lines of problems on the screen; all of them stand in 体检报告.xlsx."""
_SHOWN_ROWS = 5
INTERRUPTED = (
    "已中断。新的结果要么已完整写好，要么没有写，先前的结果没有改动；重新运行同一命令即知。"
)
"""True as well when the interruption comes after the last file was moved, before it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command came to: words for people, data for programs."""

    text: str
    data: Mapping[str, Any] = field(default_factory=dict)
    exit_code: int = 0


def guarded(ctx: click.Context, work: Callable[[], Answer]) -> int:
    """Run `work`, show its answer or its error, and return the exit code."""
    finished = False
    try:
        answer = work()
        finished = True
    except click.ClickException:
        raise
    except (KeyboardInterrupt, click.Abort):
        answer = Answer(text=INTERRUPTED, exit_code=6)
    except AllocatorError as error:
        answer = _known(error, ctx)
    except OSError as error:
        answer = Answer(text=_os_words(error), exit_code=6)
    except MemoryError:
        answer = Answer(
            text="内存不足。请关闭其他程序，或用 --jobs 1 重试；先前的结果没有改动。", exit_code=6
        )
    except Exception as error:
        answer = _unexpected(error, ctx)
    _show(ctx, answer, refused=not finished)
    return answer.exit_code


def _show(ctx: click.Context, answer: Answer, *, refused: bool) -> None:
    """Show an answer on standard output, a refusal on standard error; JSON always on the former."""
    if ctx.params.get("as_json"):
        head = {"ok": answer.exit_code == 0, "exit": answer.exit_code, "command": ctx.info_name}
        data = {**head, **answer.data}
        if answer.exit_code:
            data.setdefault("message", answer.text.partition("\n")[0])
        ascii_only = (getattr(sys.stdout, "encoding", "") or "").lower() not in ("utf-8", "utf8")
        click.echo(json.dumps(data, ensure_ascii=ascii_only))
    else:
        click.echo(answer.text, err=refused)


def _known(error: AllocatorError, ctx: click.Context) -> Answer:
    data: dict[str, Any] = {"message": str(error)}
    lines = [str(error)]
    if isinstance(error, InputError):
        data["issues"] = issues_data(error.issues)
        place = _report(ctx, "体检报告.xlsx")
        lines += issue_lines(error.issues, None if str(place) in lines[0] else place)
    elif isinstance(error, UsageError):
        lines += error.details
    elif isinstance(error, InfeasibleError):
        data["clashes"] = [_clash_data(clash) for clash in error.clashes]
        lines += _clash_lines(error.clashes)
        place = _report(ctx, "无解说明.xlsx")
        if place is not None and str(place) not in lines[0]:
            lines.append(f"详见 {place}")
    return Answer(text="\n".join(lines), data=data, exit_code=error.exit_code)


def _report(ctx: click.Context, name: str) -> Path | None:
    """Return where a report about a refusal lies, if it was written."""
    output = ctx.meta.get("allocator.output")
    if not isinstance(output, Path):
        return None
    return output / name if (output / name).is_file() else None


def issue_lines(issues: Sequence[Issue], report: Path | None) -> list[str]:
    """Return the first problems, errors first, how many more there are, and where all stand.

    Rows of a sheet of which the same is said share a line, so that one fault does not hide others.
    Numbers of persons stand whole in 体检报告 only.
    """
    from allocator.pipeline.masking import without_numbers

    alike: dict[tuple[str, ...], list[Issue]] = defaultdict(list)
    for issue in sorted(issues, key=lambda issue: issue.severity != "错误"):
        key = (issue.severity, issue.file, issue.sheet, issue.column, issue.message)
        alike[key].append(issue)
    shown = list(alike.values())[:SHOWN_ISSUES]
    lines = [
        f"  {same[0].severity} {_place(same)}：{without_numbers(same[0].message)}" for same in shown
    ]
    if len(alike) > SHOWN_ISSUES:
        lines.append(f"  …… 另有 {len(issues) - sum(map(len, shown))} 个问题。")
    if report is not None:
        lines.append(f"全部问题和改法见 {report}" if issues else f"体检报告：{report}")
    return lines


def _place(same: Sequence[Issue]) -> str:
    rows = list(dict.fromkeys(issue.row for issue in same if issue.row))
    many = f" 等 {len(rows)} 行" if len(rows) > _SHOWN_ROWS else " 行"
    place = f"第 {'、'.join(map(str, rows[:_SHOWN_ROWS]))}{many}" if rows else ""
    return " ".join(part for part in (same[0].file, same[0].sheet, place, same[0].column) if part)


def issues_data(issues: Sequence[Issue]) -> list[dict[str, Any]]:
    """Return the problems for --json; cell values are left out, for they may be personal."""
    from allocator.pipeline.masking import without_numbers

    names = ("code", "severity", "file", "sheet", "row", "column", "message", "cure")
    found = [{name: getattr(issue, name) for name in names} for issue in issues]
    return [one | {name: without_numbers(one[name]) for name in ("message", "cure")}
            for one in found]  # fmt: skip


def _clash_data(clash: Clash) -> dict[str, Any]:
    names = ("rule", "cause", "demand", "supply", "cure")
    return {name: getattr(clash, name) for name in names}


def _clash_lines(clashes: Sequence[Clash]) -> Iterator[str]:
    for clash in clashes:
        yield f"  [{clash.rule}] {clash.cause}（需要 {clash.demand}，现有 {clash.supply}）"
        yield f"    办法：{clash.cure}"


def _os_words(error: OSError) -> str:
    where = f"：{error.filename}" if error.filename else ""
    if error.errno == errno.ENOSPC:
        words = f"磁盘已满{where}。请清理磁盘或用 -o 换一个位置"
    elif error.errno in (errno.EROFS, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EEXIST):
        words = f"不能读写{where}。{reason_of(error)}"
    elif isinstance(error, PermissionError):
        words = f"不能写入或读取{where}。请关闭在 Excel 中打开的文件，或检查文件夹权限"
    else:
        words = f"读写文件出错{where}（{error.strerror or type(error).__name__}）。请检查磁盘和路径"
    return f"{words}后重试；先前的结果没有改动。"


def _unexpected(error: Exception, ctx: click.Context) -> Answer:
    from concurrent.futures import BrokenExecutor

    if isinstance(error, BrokenExecutor):
        words = "一个工作进程意外中止（常因内存不足）。请用较小的 --jobs 重试；先前的结果没有改动。"
        return Answer(text=words, exit_code=6)
    log = _write_log(error, ctx)
    kept = f"日志（不含姓名和证件号码）：{log}" if log else "日志未能写入"
    words = (
        f"程序内部错误（{type(error).__name__}），先前的结果没有改动。请把日志交给维护人员。{kept}"
    )
    return Answer(text=words, exit_code=1)


def _write_log(error: Exception, ctx: click.Context) -> Path | None:
    output = ctx.meta.get("allocator.output")
    folders = [output.parent] if isinstance(output, Path) and output.parent.is_dir() else []
    now = datetime.now(UTC)
    for folder in (*folders, Path(tempfile.gettempdir())):
        target = folder / f"allocator-错误-{now:%Y%m%d-%H%M%S}.log"
        try:
            target.write_text("\n".join(_log_lines(error, ctx)) + "\n", encoding="utf-8")
        except OSError:
            continue
        return target
    return None


def _log_lines(error: Exception, ctx: click.Context) -> Iterator[str]:
    import traceback

    yield f"allocator {__version__}, Python {platform.python_version()}, {platform.system()}"
    yield f"command: {ctx.info_name}"
    cause: BaseException | None = error
    while cause is not None:
        yield type(cause).__name__
        for frame, line in traceback.walk_tb(cause.__traceback__):
            module = frame.f_globals.get("__name__", "?")
            yield f"  {module}:{line} in {frame.f_code.co_name}"
        cause = cause.__cause__ or cause.__context__
