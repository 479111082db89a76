"""The whole data flow: what the commands call, one module for each kind of work.

`arrangement` reads, arranges, draws seats and publishes, from what `freezing` froze where two
persons did; `staffing` recuses and posts staff; `days` makes the draws of the day; `archiving`
backs records up and hands them on. Nothing appears before its audit is passed.
"""

from __future__ import annotations

from allocator.pipeline.arrangement import Options, Result, arrange, check
from allocator.pipeline.days import DayOptions, DayResult, draw
from allocator.pipeline.recording import audit_folder
from allocator.pipeline.telling import HEALTH_REPORT, NO_WAY, Password

__all__ = [
    "HEALTH_REPORT",
    "NO_WAY",
    "DayOptions",
    "DayResult",
    "Options",
    "Password",
    "Result",
    "arrange",
    "audit_folder",
    "check",
    "draw",
]
