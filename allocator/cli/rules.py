"""`allocator rules`: prints the rule catalogue and where each rule is carried and audited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from allocator.cli.chinese import Option, Verb
from allocator.cli.guard import Answer
from allocator.errors import UsageError
from allocator.models.rules import RULES
from allocator.models.rules.duty import ROSTER_BOOK

if TYPE_CHECKING:
    from allocator.models.rules import Rule

_ROOT = Path(__file__).resolve().parents[2]
_PARTS = {
    "model": "allocator/models/cpsat/*/constraints.py",
    "audit": "allocator/audit/**/*.py",
}
KINDS = {"must": "必须", "should": "尽量"}


@click.command(
    "rules",
    cls=Verb,
    short_help="列出全部规则和实现位置",
    help="列出全部规则、依据条款和实现位置。写明规则代码则只列这一条。\n\n"
    "例：allocator rules ROOM-30",
)
@click.argument("code", metavar="[CODE]", required=False)
@click.option("--json", "as_json", is_flag=True, cls=Option, help="输出 JSON 摘要")
def command(code: str | None, as_json: bool) -> Answer:
    """Print the catalogue."""
    wanted = (code or "").upper().replace("_", "-")
    rules = [rule for rule in RULES if not wanted or rule.code == wanted]
    if not rules:
        raise UsageError(f"没有规则“{code}”；allocator rules 列出全部规则。")
    found = [(rule, {part: find(rule, pattern) for part, pattern in _PARTS.items()})
             for rule in rules]  # fmt: skip
    lines = []
    for rule, places in found:
        lines += [f"{rule.code}（{KINDS[rule.kind]}） {rule.title}", f"  依据：{rule.clause}"]
        if places["model"]:
            lines.append(f"  模型：{'、'.join(places['model'])}")
        if rule.carried_by == "hand":
            lines.append(f"  安排：人工编排，写入 {ROSTER_BOOK}")
        lines.append(f"  审查：{'、'.join(places['audit'])}")
    return Answer(text="\n".join(lines), data={"rules": [_data(*pair) for pair in found]})


def find(rule: Rule, pattern: str) -> list[str]:
    """Return `file:line` of the functions that bear the rule's name in the files of a pattern."""
    places = []
    for path in sorted(_ROOT.glob(pattern)):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if line.startswith(f"def {rule.snake}("):
                places.append(f"{path.relative_to(_ROOT).as_posix()}:{number}")
    return places


def _data(rule: Rule, places: dict[str, list[str]]) -> dict[str, Any]:
    names = ("code", "title", "kind", "stage", "carried_by", "clause", "switchable", "waivable")
    return {**{name: getattr(rule, name) for name in names}, "places": places}
