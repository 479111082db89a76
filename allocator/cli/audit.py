"""`allocator audit`: reads the exported workbooks back and checks every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.chinese import Verb
from allocator.cli.compared import difference_data, edited_lines, uncompared_lines
from allocator.cli.guard import Answer
from allocator.cli.options import Desk, shared
from allocator.cli.places import Place, record_around
from allocator.cli.summary import broken, objective_lines, roster_lines, rules_data, verdict_lines
from allocator.errors import UsageError
from allocator.models.rules import RULE_OF

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "audit",
    cls=Verb,
    short_help="读回导出的工作簿，逐条规则审查",
    help="读回导出的工作簿，逐条规则审查，重新计算每项目标，并与记录逐格核对，重写合规审查报告.xlsx；"
    "其中工作表“合规审查单页”打印为一页，供签字存档。\n\n"
    "DIR 为存放文书的文件夹或项目文件夹；不写则为当前项目文件夹。\n\n例：allocator audit 结果",
)
@click.argument("place", metavar="[DIR]", required=False, type=Place())
@shared("存放文书的文件夹，与 DIR 相同")
def command(desk: Desk, place: Path | None) -> Answer:
    """Audit what was exported."""
    from allocator.pipeline import audit_folder

    output, record = folders(desk, place)
    done = audit_folder(output, record, jobs=desk.jobs, progress=desk.progress)
    failed = any(broken(r) and RULE_OF[r.rule].kind == "must" for r in done.reports)
    report = output / "合规审查报告.xlsx"
    lines = [*verdict_lines(done.reports), *roster_lines(done.reports, done.other_rosters),
             *objective_lines(done.reports), *edited_lines(done),
             *uncompared_lines(done.uncompared)]  # fmt: skip
    lines += [f"详见 {report}", "存档请打印其中的工作表“合规审查单页”，共一页。"]
    data = {
        "rules": rules_data(done.reports),
        "books": done.books,
        "differences": [difference_data(one) for one in done.edited],
        "uncompared": list(done.uncompared),
        "other_rosters": list(done.other_rosters),
        "paths": {"output": str(output), "record": str(record), "report": str(report)},
    }
    return Answer(text="\n".join(lines), data=data, exit_code=5 if failed or done.edited else 0)


def folders(desk: Desk, place: Path | None) -> tuple[Path, Path]:
    """Return the folders of documents and record: of `-o` or DIR, which may be the project folder.

    The record of documents lies inside their folder when `-o` made it, beside it otherwise.
    Raises `UsageError` where one of them is not there.
    """
    output, record = _folders(desk, place)
    for folder, what in ((output, "文书"), (record, "编排记录")):
        if not folder.is_dir():
            raise UsageError(
                f"没有{what}文件夹 {folder}。请写明编排时的输出文件夹；"
                "记录丢失的，请恢复备份（allocator record restore）。"
            )
    return output, record


def _folders(desk: Desk, place: Path | None) -> tuple[Path, Path]:
    if place is None:
        return desk.output, desk.record
    if (record := record_around(place)) is not None:
        beside = record.parent / "reports"
        return beside if beside.is_dir() else record.parent, record
    if (place / "编排总表.xlsx").is_file() or not (place / "reports").is_dir():
        inside, beside = place / "record", place.parent / "record"
        return place, beside if beside.is_dir() and not inside.is_dir() else inside
    return place / "reports", place / "record"
