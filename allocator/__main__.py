"""`python -m allocator` and the program `allocator`: sets up the console, runs the commands."""

from __future__ import annotations

import io
import multiprocessing
import sys


def main() -> None:
    """Run the program and exit with its code."""
    multiprocessing.freeze_support()
    # A Chinese Windows console may be GBK: a rare character becomes "?" rather than an error.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    from allocator.cli.main import cli

    cli(prog_name="allocator")


if __name__ == "__main__":
    main()
