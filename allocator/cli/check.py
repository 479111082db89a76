"""`allocator check`: reads and checks the inputs, and gives every problem back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.chinese import Verb
from allocator.cli.guard import Answer, issue_lines, issues_data
from allocator.cli.options import Desk, reading, shared

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "check",
    cls=Verb,
    short_help="检查输入，写出体检报告",
    help="检查输入，写出体检报告.xlsx 和标红批注的工作簿副本；原文件不改动。\n\n"
    "INPUT 为工作簿或文件夹，可写多个；不写则读项目文件夹的 inputs。\n\n"
    "例：allocator check 名单.xlsx -o 检查",
)
@reading()
@shared("体检报告所在文件夹，默认 reports")
def command(desk: Desk, inputs: tuple[Path, ...]) -> Answer:
    """Check the inputs."""
    from allocator.pipeline import check

    output = desk.output
    intake = check(desk.inputs(inputs), output, password=desk.password, progress=desk.progress)
    errors = sum(issue.severity == "错误" for issue in intake.issues)
    warnings = len(intake.issues) - errors
    lines = ["读取行数（读取 = 接收 + 拒收）："]
    lines += [
        f"  {count.file} {count.sheet}：{count.read} = {count.accepted} + {count.rejected}"
        for count in intake.counts
    ]
    found = f"发现错误 {errors} 个、警告 {warnings} 个。" if intake.issues else "没有发现问题。"
    lines.append(found)
    report = output / "体检报告.xlsx"
    lines += issue_lines(intake.issues, report if report.is_file() else None)
    names = ("file", "sheet", "read", "accepted", "rejected")
    data = {
        "message": found,
        "errors": errors,
        "warnings": warnings,
        "counts": [{name: getattr(count, name) for name in names} for count in intake.counts],
        "issues": issues_data(intake.issues),
        "paths": {"output": str(output), "report": str(report)},
    }
    return Answer(text="\n".join(lines), data=data, exit_code=0 if intake.inputs else 3)
