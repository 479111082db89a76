"""`allocator template`: writes the empty workbook that planners fill in."""

from __future__ import annotations

import click

from allocator.cli.chinese import Verb
from allocator.cli.guard import Answer
from allocator.cli.options import Desk, shared
from allocator.errors import UsageError


@click.command(
    "template",
    cls=Verb,
    short_help="生成空白录入模板",
    help="生成空白录入模板，含全部工作表、填写说明和下拉选项。\n\n"
    "例：allocator template -o 录入模板.xlsx",
)
@shared("模板文件，默认 录入模板.xlsx", work=False)
@click.option("--replace", is_flag=True, help="覆盖同名文件")
def command(desk: Desk, replace: bool) -> Answer:
    """Write the template."""
    from allocator.intake.template import write_template

    target = desk.given if desk.given is not None else desk.folder / "录入模板.xlsx"
    if target.is_dir():
        target = target / "录入模板.xlsx"
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"模板文件的扩展名应为 .xlsx：{target}")
    if target.exists() and not replace:
        raise UsageError(f"已有 {target}，没有覆盖。要覆盖请加 --replace。")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_template(target)
    return Answer(text=f"已写出 {target}", data={"paths": {"template": str(target)}})
