"""`python -m allocator` and the program `allocator`: sets up the console, runs the commands."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program and exit with its code."""
    try:
        _run()
    except KeyboardInterrupt:
        # Before there are commands to say it; 130 is what shells expect.
        sys.stderr.write("已中断。\n")
        sys.exit(130)


def _run() -> None:
    # Imported here: a second goes by until all is there, and Ctrl-C may come in it.
    import io
    import multiprocessing

    multiprocessing.freeze_support()
    # A Chinese Windows console may be GBK: a rare character becomes "?" rather than an error.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    from allocator.cli.main import cli

    cli(prog_name="allocator")


if __name__ == "__main__":
    main()
