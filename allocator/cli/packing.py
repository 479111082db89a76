"""What `draw` does with a site pack: its options, and the draw on the site's laptop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from allocator.cli.chinese import Option
from allocator.cli.guard import Answer
from allocator.cli.passphrase import passphrase_file, read_passphrase
from allocator.cli.places import Place, Target
from allocator.cli.summary import draw_data, draw_lines
from allocator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from allocator.pipeline.days import DayOptions


@dataclass(frozen=True, slots=True)
class PackChoice:
    """What the command line says of a pack."""

    file: Path | None
    target: Path | None
    passphrase: Path | None


def with_pack(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Add the options of a draw from a pack."""
    for option in (
        passphrase_file(),
        click.option("--result-to", metavar="DIR", type=Target(), cls=Option,
                     help="与 --pack 同用：存放文书和签名结果的文件夹"),
        click.option("--pack", metavar="FILE", type=Place(), cls=Option,
                     help="只凭考点包抽签（考点笔记本），不用 --site 和项目文件夹"),
    ):  # fmt: skip
        command = option(command)
    return command


def taken(given: dict[str, Any]) -> PackChoice:
    """Take the options of `with_pack` out of what was given; UsageError where they do not fit."""
    file, target = given.pop("pack"), given.pop("result_to")
    passphrase = given.pop("passphrase_file")
    if file is None and (target is not None or passphrase is not None):
        raise UsageError("--result-to 和 --passphrase-file 只与 --pack 同用。")
    given["site"] = given["site"] or ""
    if file is None and not given["site"]:
        raise UsageError("缺少选项 --site：请写明考点代码，或用 --pack 指定考点包。")
    if file is not None and target is None:
        raise UsageError("用 --pack 抽签时，请用 --result-to 写明存放文书和结果的文件夹。")
    return PackChoice(file, target, passphrase)


def draw_packed(choice: PackChoice, options: DayOptions, now: datetime) -> Answer:
    """Make a draw from a pack."""
    from allocator.pipeline.packs import draw_from_pack

    assert choice.file is not None
    assert choice.target is not None
    # What a refusal leaves, such as 无解说明, is told from there too.
    click.get_current_context().meta["allocator.output"] = choice.target
    passphrase = read_passphrase(choice.passphrase, twice=False)
    drawn = draw_from_pack(choice.file, choice.target, options, passphrase)
    title = f"第 {drawn.pack} 号考点包：{drawn.result.sheet.title}"
    lines = [title, *draw_lines(drawn.result, now)]
    data = draw_data(drawn.result) | {"pack": drawn.pack}
    if drawn.file is not None:
        lines.append(f"签名结果：{drawn.file}（请交考区用 allocator merge 并入）")
        data["paths"] = {**data["paths"], "result": str(drawn.file)}
    return Answer(text="\n".join(lines), data=data)
