"""By what a structure was found: where it is the same again, the same structure must be found."""

from __future__ import annotations

import platform
from importlib.metadata import version

from allocator import __version__


def solved_by() -> str:
    """Return the versions of program and solver here, and the kind of computer."""
    solver, here = version("ortools"), f"{platform.system()} {platform.machine()}"
    return f"allocator {__version__}，ortools {solver}，{here}"
