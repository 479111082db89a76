"""A program that dies on its way to what it publishes: the first lines of a script for `python -c`.

Arguments of the script: the folder of results, then the gate at which it dies: `journal`, before
what is to be moved was written down; a number, after so many moves; `settle`, before its entry
joins the log. What the script does follows these lines; `output` is the folder.
"""

PRELUDE = """
import os, sys
from pathlib import Path
from allocator import moving
from allocator.record import ledger
output, gate = Path(sys.argv[1]), sys.argv[2]
whole, moved = moving._move, []
def move(source, target):
    if len(moved) == int(gate):
        os._exit(9)
    moved.append(target)
    whole(source, target)
def settle(folder):
    if (folder / ledger.PENDING).exists():
        os._exit(9)
if gate == "journal":
    moving.write_journal = lambda *_: os._exit(9)
elif gate == "settle":
    ledger.settle = settle
else:
    moving._move = move
"""
