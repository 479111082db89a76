"""What can be seen in the text of 复算.py without running it."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from allocator.record import recompute

_TEXT = (Path(recompute.__path__[0]) / recompute.RECOMPUTE).read_text("utf-8")


def test_it_is_plain_old_python_without_our_code() -> None:
    tree = ast.parse(_TEXT, feature_version=(3, 8))
    roots = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            roots.add((node.module or "").partition(".")[0])
    assert roots <= sys.stdlib_module_names
    assert "random" not in roots


def test_its_calculations_see_nothing_but_what_they_are_given() -> None:
    """Whoever reads only how they are called knows all that can enter their results."""
    before, rest = _TEXT.split("\n# ── 二、")
    second_part, after = rest.split("\n# ── 三、")
    draws, after = ast.parse("#" + second_part), "#" + after
    others = {
        name for part in (before, after) for node in ast.parse(part).body for name in _names(node)
    }
    used = {node.id for node in ast.walk(draws) if isinstance(node, ast.Name)}
    assert {
        "draw_seats",
        "draw_posts",
        "draw_takers",
        "draw_day",
        "candidate_rows",
        "day_rows",
    } <= {name for one in draws.body for name in _names(one)}
    assert used & others <= {
        "METHOD", "canonical", "Counter", "combinations", "comb", "datetime", "defaultdict",
        "groupby", "hashlib", "re", "struct", "timedelta", "unicodedata",
    }  # fmt: skip
    assert not used & {"open", "eval", "exec", "compile", "globals", "vars", "__import__"}
    clocks = {"datetime": {"fromisoformat"}, "timedelta": set()}
    assert not [
        node.attr
        for node in ast.walk(draws)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.attr not in clocks.get(node.value.id, {node.attr})
    ]


def _names(node: ast.stmt) -> set[str]:
    """Names that a statement at the top of a module defines."""
    if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {name.asname or name.name for name in node.names}
    if isinstance(node, ast.Assign):
        return {
            name.id
            for target in node.targets
            for name in ast.walk(target)
            if isinstance(name, ast.Name)
        }
    return set()
