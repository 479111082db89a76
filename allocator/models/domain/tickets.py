"""The template of 准考证号: which segments it has and how wide each is (sheet 参数, 准考证模板).

Only the parser: numbers are made by the ticket stage and judged by the audit, each on its own.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

SEGMENTS = (
    "级别", "专业", "考试", "考试序号", "批次", "年", "省", "市", "考点", "考场", "座位", "流水",
)  # fmt: skip
"""Names that may stand in braces, each with its width: `{考场:3}`."""

_WIDEST = 20
_SEGMENT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One piece of a ticket number: a named value padded to `width`, or literal text."""

    name: str
    """One of `SEGMENTS`; blank for literal text."""
    width: int
    """Characters it takes in the number."""
    literal: str = ""
    """The text itself where `name` is blank."""


def parse_template(text: str) -> tuple[Segment, ...]:
    """Return the segments of a template, left to right.

    Full-width braces, colons and digits are read as meant. Raises ValueError with a Chinese
    message that names the segment at fault.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        raise ValueError("模板是空的")
    segments: list[Segment] = []
    done = 0
    for found in _SEGMENT.finditer(plain):
        segments.extend(_literal(plain[done : found.start()]))
        segments.append(_named(found.group(1)))
        done = found.end()
    segments.extend(_literal(plain[done:]))
    return tuple(segments)


def _literal(text: str) -> tuple[Segment, ...]:
    if "{" in text or "}" in text:
        raise ValueError(f"大括号不成对：{text}")
    return (Segment(name="", width=len(text), literal=text),) if text else ()


def _named(inside: str) -> Segment:
    name, colon, width = (part.strip() for part in inside.partition(":"))
    if name not in SEGMENTS:
        raise ValueError(f"不认识的段“{name}”，可用的段：{'、'.join(SEGMENTS)}")
    if not colon or not (width.isascii() and width.isdigit()) or not 1 <= int(width) <= _WIDEST:
        raise ValueError(f"段“{name}”要写位数，例如 {{{name}:2}}")
    if name == "年" and int(width) not in (2, 4):
        raise ValueError("段“年”的位数只能是 2 或 4")
    return Segment(name=name, width=int(width))
