"""Lets the tests of this folder use the shared builders and cases, as package `cases`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
