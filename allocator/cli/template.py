"""`allocator template`: writes the empty workbook that planners fill in."""

from __future__ import annotations

import click

from allocator.cli.chinese import Verb
from allocator.cli.guard import Answer
from allocator.cli.options import Desk, shared
from allocator.errors import UsageError
from allocator.models.rules.duty import ROSTER_BOOK


@click.command(
    "template",
    cls=Verb,
    short_help="生成空白录入模板",
    help="生成空白录入模板，含全部工作表、填写说明和下拉选项。\n\n"
    "加 --duties 则生成空白的值守安排.xlsx：人工安排值守、押运、交接，填好后由 allocator audit "
    "核对。\n\n"
    "例：allocator template -o 录入模板.xlsx",
)
@shared("模板文件，默认 录入模板.xlsx（加 --duties 则为 值守安排.xlsx）", work=False, folder=False)
@click.option("--duties", is_flag=True, help="生成空白的值守安排，而不是录入模板")
@click.option("--replace", is_flag=True, help="覆盖同名文件")
def command(desk: Desk, duties: bool, replace: bool) -> Answer:
    """Write the template, or the blank roster of duty."""
    from allocator.intake.roster_schema import NOTES, ROSTER_SHEETS, TITLE
    from allocator.intake.template import write_template

    name = ROSTER_BOOK if duties else "录入模板.xlsx"
    target = desk.given if desk.given is not None else desk.folder / name
    if target.is_dir():
        target = target / name
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"模板文件的扩展名应为 .xlsx：{target}")
    if target.exists() and not replace:
        raise UsageError(f"已有 {target}，没有覆盖。要覆盖请加 --replace。")
    target.parent.mkdir(parents=True, exist_ok=True)
    text = f"已写出 {target}"
    if duties:
        write_template(target, sheets=ROSTER_SHEETS, title=TITLE, notes=NOTES)
        text += (
            f"\n填好后以 {ROSTER_BOOK} 为名放在 编排总表.xlsx 所在的文件夹，"
            "再运行 allocator audit。"
        )
    else:
        write_template(target)
    return Answer(text=text, data={"paths": {"template": str(target)}})
