"""校验: the few digits in the footer of a document that tell prints of two results apart."""

from __future__ import annotations

_DIGITS = 8


def mark_of(digest: str) -> str:
    """Return the mark of what a draw gave: the first digits of its result digest; blank for none.

    抽签见证单 shows the whole digest, so any print can be held against it.
    """
    return f"校验 {digest[:_DIGITS]}" if digest else ""


def amended_mark(number: int, digest: str) -> str:
    """Return the mark of what an amendment changed; 变更单 shows the whole digest."""
    return f"第{number}次变更　{mark_of(digest)}"
