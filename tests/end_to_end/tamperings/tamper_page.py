"""Writes `docs/tampering.md`: run it when an edit was added, or somebody finds more than before.

`python tests/end_to_end/tamperings/tamper_page.py` publishes the exams, tries every tampering and
writes down what each finder said. The tests hold what they observe against the page.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from tamper_amending import amended
from tamper_beyond import TARGETS as BEYOND
from tamper_every import TARGETS
from tamper_open import NOT_FOUND_YET, told
from tamper_scene import publish
from tampering import AUDIT, CHECK, DRAW, MERGE, STRANGER, VERIFY, ask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tamper_scene import Said, Scene
    from tampering import Tampering, Target

PAGE = Path(__file__).resolve().parents[3] / "docs" / "tampering.md"
_START = "<!-- tamperings -->\n"
_HEAD = (
    "| what was edited | record check | verify | 复算.py | audit | pack, merge | place told |\n"
    "|---|---|---|---|---|---|---|\n"
)
_FOUND_BY_NOBODY = "found by nobody"


def observed(target: Target, one: Tampering, scene: Scene, folder: Path) -> dict[str, Said]:
    """Return what everybody says who is asked about a tampered scene."""
    return {finder: ask(finder, scene, folder) for finder in target.asked(one)}


def line(one: Tampering, said: Mapping[str, Said]) -> str:
    """Return the line of the page: exit codes, 0 as a dash, blank where nobody was asked."""
    cells = [one.name]
    cells += [_code(said.get(finder)) for finder in (CHECK, VERIFY, STRANGER, AUDIT)]
    cells.append(" ".join(_code(said[f], f"{f} ") for f in (DRAW, MERGE) if f in said))
    found = any(done.exit for done in said.values())
    cells.append(one.place if found else _FOUND_BY_NOBODY)
    return "| " + " | ".join(cells) + " |\n"


def _code(said: Said | None, name: str = "") -> str:
    if said is None:
        return ""
    return f"{name}{said.exit or '–'}"


def named(text: str) -> str:
    """Return the name of the tampering that a line of the page is about."""
    return text.removeprefix("| ").partition(" | ")[0]


def page(text: str, lines: Mapping[str, str]) -> str:
    """Return the page with its tables made of `lines`, by name; its head is kept."""
    head, _, _ = text.partition(_START)
    kinds = sum(len(target.kinds) for target in TARGETS)
    missed = sum(name in lines and _FOUND_BY_NOBODY in lines[name] for name in NOT_FOUND_YET)
    body = f"{kinds} kinds; {kinds - missed} are found.\n"
    for target in TARGETS:
        body += f"\n## {target.title} ({len(target.kinds)})\n\n{_HEAD}"
        body += "".join(lines.get(one.name, "") for one in target.kinds)
    body += "\n## Not as it should be yet\n\n" + "".join(told())
    body += f"\n## {BEYOND[0].title}\n\n{_HEAD}"
    body += "".join(lines.get(one.name, "") for target in BEYOND for one in target.kinds)
    return head + _START + body


def written(text: str) -> dict[str, str]:
    """Return the lines of the tables of a page, by name."""
    rows = [row for row in text.partition(_START)[2].splitlines(keepends=True)
            if row.startswith("| ") and row not in _HEAD]  # fmt: skip
    return {named(row): row for row in rows}


def tried(folder: Path) -> dict[str, str]:
    """Publish the exams, try everything, and return the lines of the page by name."""
    published = publish(folder / "公布")
    (folder / "变更").mkdir()
    exams = {False: published, True: amended(published, folder / "变更")}
    lines = {}
    for target in (*TARGETS, *BEYOND):
        for one in target.kinds:
            place = folder / f"第{len(lines) + 1}种"
            mine = exams[target.amended].copy(place)
            one.edit(mine)
            lines[one.name] = line(one, observed(target, one, mine, place / "空"))
            sys.stdout.write(lines[one.name])
    return lines


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        # What the program logs of a defect goes to where it was started.
        os.chdir(name)
        made = page(PAGE.read_text("utf-8"), tried(Path(name)))
        os.chdir(PAGE.parent)
    PAGE.write_text(made, encoding="utf-8", newline="\n")
