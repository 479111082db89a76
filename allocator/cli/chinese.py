"""Click in Chinese: help pages, usage errors and value types as an exam officer reads them.

`Verb` is the class of every command, `Root` of the program, which imports a command when used.
"""

from __future__ import annotations

import difflib
import importlib
import re
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EXTRA = re.compile(r"unexpected extra arguments? \((.*)\)")


class Text(click.ParamType):  # type: ignore[type-arg]
    """A text that is not blank."""

    name = "TEXT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text; a blank one is refused."""
        text = str(value)
        if not text.strip():
            self.fail("不能是空白", param, ctx)
        return text


class Whole(click.ParamType):  # type: ignore[type-arg]
    """A whole number of at least 1."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; anything else is refused."""
        text = str(value).strip()
        if not text.isdecimal() or int(text) < 1:
            self.fail(f"“{value}”不是 1 以上的整数", param, ctx)
        return int(text)


class OneOf(click.ParamType):  # type: ignore[type-arg]
    """One word of a list."""

    name = "NAME"

    def __init__(self, words: Sequence[str]) -> None:
        """Take the words that are allowed."""
        self.words = tuple(words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word; one that is not in the list is refused."""
        if value not in self.words:
            self.fail(f"“{value}”不在可选范围：{'、'.join(self.words)}", param, ctx)
        return str(value)


class Option(click.Option):
    """An option whose help marks 必填 in Chinese."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return name and help of the option."""
        record = super().get_help_record(ctx)
        if record is None or not self.required:
            return record
        return record[0], record[1].replace("[required]", "（必填）").replace("  （", "（")


class _Page(click.Command):
    """The parts of a help page that all commands share."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        records = [record for p in options if (record := p.get_help_record(ctx))]
        with formatter.section("选项"):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help with Chinese help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本说明"
        return option


class Verb(_Page):
    """One command; what it returns is shown, what it raises becomes an exit code (`guard`)."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        """Make the command as click does."""
        settings.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **settings)

    def invoke(self, ctx: click.Context) -> int:
        """Run the command and return its exit code."""
        from allocator.cli.guard import guarded

        return guarded(ctx, lambda: super(Verb, self).invoke(ctx))


class Root(_Page, click.Group):
    """The program: knows the one-line help of each command, imports it only when it is used."""

    def __init__(self, *args: Any, verbs: Mapping[str, str], **settings: Any) -> None:
        """Take the commands, name to one-line help; each lives in `allocator.cli.<name>`."""
        settings |= {"options_metavar": "[选项]", "subcommand_metavar": "命令 …"}
        super().__init__(*args, **settings)
        self.verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of work."""
        return list(self.verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None when there is none of that name."""
        if cmd_name not in self.verbs:
            return None
        module = importlib.import_module(f"allocator.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say in Chinese that there is none."""
        if args and not args[0].startswith("-") and args[0] not in self.verbs:
            near = difflib.get_close_matches(args[0], self.verbs, n=1)
            hint = f"，是不是 {near[0]}？" if near else ""
            ctx.fail(f"没有命令“{args[0]}”{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands without importing them."""
        with formatter.section("命令"):
            formatter.write_dl(list(self.verbs.items()))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write commands, then options."""
        self.format_commands(ctx, formatter)
        _Page.format_options(self, ctx, formatter)

    def main(self, *args: Any, **settings: Any) -> NoReturn:
        """Run the program and exit; usage errors are shown in Chinese."""
        from allocator.cli.guard import INTERRUPTED

        settings["standalone_mode"] = False
        unreadable = _unreadable(args[0] if args else settings.get("args") or sys.argv[1:])
        if unreadable:
            click.echo(f"错误：{unreadable}", err=True)
            sys.exit(2)
        try:
            code = super().main(*args, **settings)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message())
            code = 0
        except click.UsageError as error:
            _tell(error)
            code = 2
        except click.Abort:
            click.echo(INTERRUPTED, err=True)
            code = 6
        sys.exit(code if isinstance(code, int) else 0)


def _unreadable(words: Sequence[str]) -> str:
    """Return why names of files, or what was typed, cannot be read here; blank where they can."""
    if sys.getfilesystemencoding() != "utf-8":
        return (
            "系统的文字编码不是 UTF-8，找不到中文文件名，没有做任何事。请设环境变量 PYTHONUTF8=1，"
            "或用 python3 -X utf8 -m allocator 运行。"
        )
    for word in words:
        shown = word.encode(errors="replace").decode()
        if shown != word:
            return (
                f"参数“{shown}”中有不能识别的字符（不是 UTF-8 编码）。请重新输入；"
                "是文件名的，请先改名。没有做任何事。"
            )
    return ""


def _tell(error: click.UsageError) -> None:
    if error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
        click.echo(f"详细说明：{error.ctx.command_path} --help", err=True)
    click.echo(f"错误：{in_chinese(error)}", err=True)


def in_chinese(error: click.UsageError) -> str:
    """Return what a usage error says, in Chinese."""
    if isinstance(error, click.NoSuchOption):
        near = f"，是不是 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}{near}"
    if isinstance(error, click.BadOptionUsage):
        if "not take a value" in error.message:
            return f"选项 {error.option_name} 不带值"
        return f"选项 {error.option_name} 后面缺少值"
    if isinstance(error, click.MissingParameter):
        return f"缺少{_which(error)}"
    if isinstance(error, click.BadParameter):
        return f"{_which(error)} 的值不对：{error.message}"
    extra = _EXTRA.search(error.message)
    return f"多余的参数：{extra[1]}" if extra else error.message


def _which(error: click.BadParameter) -> str:
    param = error.param
    if param is None:
        return "参数"
    if isinstance(param, click.Option):
        return f"选项 {param.opts[-1]}"
    return f"参数 {param.human_readable_name}"
