"""The whole data flow: what the commands call, one module for each kind of work.

`arrangement` reads, arranges, draws seats and publishes; `staffing` recuses and posts staff;
`days` makes the draws of the day. Nothing appears before its audit is passed.
"""

from __future__ import annotations

from allocator.pipeline.arrangement import Options, Result, arrange, audit_folder, check
from allocator.pipeline.days import DayOptions, DayResult, draw
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
