"""Where the parts of the project are, for the tests that keep its lists honest."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "allocator"
PAGES = ("README.md", "README.zh-CN.md", "CHANGELOG.md", "CONTRIBUTING.md")


def modules() -> list[Path]:
    """Return every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def written() -> list[Path]:
    """Return every text that we write: code, tests, pages, settings."""
    found = [*modules(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "docs").rglob("*.md")]
    found += [ROOT / "docs" / "generate.py", ROOT / "Makefile", ROOT / "pyproject.toml"]
    found += [ROOT / ".ci" / "run", ROOT / "data" / "samples" / "README.md"]
    found += [ROOT / "reports" / "README.md", *(ROOT / page for page in PAGES)]
    return sorted(path for path in found if path.is_file())


def place(path: Path) -> str:
    """Return a path as messages name it."""
    return path.relative_to(ROOT).as_posix()
