"""Documents say what the program does: generated pages are fresh, lists complete, links good."""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING

import pytest
from house import PACKAGE, PAGES, ROOT, place

from allocator.cli.main import VERBS
from allocator.errors import (
    AllocatorError,
    AuditError,
    InfeasibleError,
    InputError,
    LimitError,
    UsageError,
)
from allocator.intake.schema import SHEETS
from allocator.models.rules import RULES

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

_MARKDOWN = [ROOT / name for name in PAGES] + sorted((ROOT / "docs").glob("*.md"))


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["rules.md", "workbooks.md", "cli.md"])
def test_generated_pages_are_fresh(name: str) -> None:
    text = _generator().pages()[name]
    assert (ROOT / "docs" / name).read_text("utf-8") == text, "run python docs/generate.py"


def test_every_command_has_a_file_and_stands_in_the_docs_and_readmes() -> None:
    files = {path.stem for path in (PACKAGE / "cli").glob("*.py")}
    assert set(VERBS) <= files
    for name in ("docs/cli.md", "README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        assert [verb for verb in VERBS if f"`allocator {verb}" not in text] == [], name


def test_every_file_of_a_command_is_listed() -> None:
    having = {
        path.stem
        for path in (PACKAGE / "cli").glob("*.py")
        if "@click.command(" in path.read_text("utf-8")
    }
    assert having == set(VERBS), "list it in VERBS of allocator/cli/main.py"


def test_commands_stay_small() -> None:
    sizes = {
        verb: len((PACKAGE / "cli" / f"{verb}.py").read_text("utf-8").splitlines())
        for verb in VERBS
    }
    assert {verb: size for verb, size in sizes.items() if size > 80} == {}


def test_exit_codes_of_the_docs_are_those_of_the_errors() -> None:
    errors = (AllocatorError, UsageError, InputError, InfeasibleError, AuditError, LimitError)
    codes = {error.exit_code for error in errors}
    assert [code for code, _ in _generator().EXITS] == sorted({0, *codes, 130})


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_every_column_stands_in_the_docs(sheet) -> None:  # type: ignore[no-untyped-def]
    text = (ROOT / "docs" / "workbooks.md").read_text("utf-8")
    _, _, rest = text.partition(f"### {sheet.name} (")
    part = rest.partition("\n### ")[0]
    assert [c.header for c in sheet.columns if f"| {c.header} | `{c.key}` |" not in part] == []


def test_every_stage_and_domain_class_has_a_row_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    assert {rule.stage for rule in RULES if f"stage `{rule.stage}`" not in glossary} == set()
    words = set(re.findall(r"`(\w+)`", glossary))
    classes = {
        name
        for path in (PACKAGE / "models" / "domain").glob("*.py")
        for name in re.findall(r"^class ([A-Z]\w*)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert sorted(classes - words) == []


@pytest.mark.parametrize("page", _MARKDOWN, ids=place)
def test_links_and_paths_in_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in link]
    missing = [link for link in links if not (page.parent / link).exists()]
    paths = re.findall(r"`((?:allocator|docs|tests|data)/[\w./-]+\.\w+)`", text)
    missing += [path for path in paths if not (ROOT / path).exists()]
    assert missing == []


def test_both_readmes_show_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        text = (ROOT / name).read_text("utf-8")
        blocks = re.findall(r"```(?:sh|bat)\n(.*?)```", text, re.DOTALL)
        return [line for block in blocks for line in block.splitlines() if line]

    english, chinese = commands("README.md"), commands("README.zh-CN.md")
    assert {"make run", "make test"} <= set(english)
    assert english == chinese


def test_the_map_of_the_readme_is_that_of_contributing() -> None:
    def the_map(name: str) -> str:
        return (
            (ROOT / name).read_text("utf-8").partition("<!-- map -->")[2].partition("<!-- /map")[0]
        )

    assert the_map("README.md").strip()
    assert the_map("README.md") == the_map("CONTRIBUTING.md")


def test_the_changelog_tells_what_changes_results() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    releases = text.split("\n## ")[1:]
    assert releases
    assert all("### Allocation results may change" in release for release in releases)


def test_pictures_are_small() -> None:
    sizes = {p.name: p.stat().st_size for p in (ROOT / "docs" / "pictures").glob("*.png")}
    assert sizes
    assert {name: size for name, size in sizes.items() if size > 150_000} == {}
