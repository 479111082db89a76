"""A draw as two persons make it: one proposes, the other types off the digest that is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Done = subprocess.CompletedProcess[str]


def confirmation(told: str) -> tuple[str, str]:
    """Return the option with which the second person confirms what a proposed draw told."""
    shown = re.search(r"确认摘要：([0-9a-f ]{71})", told)
    assert shown, told
    return "--confirm", shown[1].replace(" ", "")[:16]


def confirmed(program: Callable[..., Done], *words: object) -> Done:
    """Run a draw that takes two: refused until the second person has confirmed."""
    asked = program(*words)
    assert asked.returncode == 2, asked.stderr
    return program(*words, *confirmation(asked.stderr))
