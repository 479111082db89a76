"""Documents to print again, as lines of text: those of one folder together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.reporting.text import ems

if TYPE_CHECKING:
    from collections.abc import Sequence

_REGION = "考区"
_MOST = 12
"""Lines of one folder in a text; further ones are a text of their own, lest a row be too high."""


def by_folder(documents: Sequence[str], width: float) -> list[str]:
    """Return `folder：name、name …` for each folder, in the order in which folders come.

    `documents` are paths below the folder of results, `width` is that of a line in em. A long text
    is broken between documents, and a very long one goes on in another.
    """
    folders: dict[str, list[str]] = {}
    for path in documents:
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder or _REGION, []).append(name.removesuffix(".xlsx"))
    found = []
    for folder, names in folders.items():
        lines = _lines(f"{folder}：", names, width)
        for start in range(0, len(lines), _MOST):
            head = f"{folder}（续）：\n" if start else ""
            found.append(head + "\n".join(lines[start : start + _MOST]))
    return found


def _lines(head: str, names: Sequence[str], width: float) -> list[str]:
    """Return names behind a head, joined with 、, on as many lines as they take."""
    lines = [head + names[0]]
    for name in names[1:]:
        if ems(f"{lines[-1]}、{name}、") <= width:
            lines[-1] += f"、{name}"
        else:
            lines[-1] += "、"
            lines.append(name)
    return lines
