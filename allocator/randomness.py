"""The only door to chance: named streams of numbers that anyone can recompute.

The stream is SHA-256 in counter mode, exactly as published in `docs/draws.md`:

    key      = SHA-256("allocator-draw-v1" 00 stream 00 seed 00 digest)
    block(i) = SHA-256(key || i as 8 bytes, big-endian)
    words    = consecutive 8-byte big-endian integers of block(0) || block(1) || ...

Nothing else in the package may draw: no `random`, no solver seed, no hash order.
"""

from __future__ import annotations

import hashlib
import struct
import unicodedata
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import MutableSequence

_TAG = b"allocator-draw-v1"
_WORD = 1 << 64
_BLOCKS_AT_ONCE = 64

T = TypeVar("T")


class Stream:
    """An endless sequence of 64-bit words fixed by stream name, seed and input digest."""

    def __init__(self, stream: str, seed: str, digest: str) -> None:
        """Derive the key; `seed` is the announced text (NFC, trimmed), `digest` lower-case hex."""
        parts = (_TAG, stream.encode(), normal_seed(seed).encode(), digest.encode())
        self._key = hashlib.sha256(b"\0".join(parts)).digest()
        self._block = 0
        self._words: list[int] = []

    def word(self) -> int:
        """Return the next word, 0 <= word < 2**64."""
        if not self._words:
            self._refill()
        return self._words.pop()

    def below(self, n: int) -> int:
        """Return a uniform integer 0 <= value < n; words past the last multiple are skipped."""
        if n < 1:
            raise ValueError(f"below({n}): n must be at least 1")
        limit = _WORD - _WORD % n
        while True:
            if not self._words:
                self._refill()
            value = self._words.pop()
            if value < limit:
                return value % n

    def shuffle(self, items: MutableSequence[T]) -> None:
        """Shuffle in place by Fisher and Yates, from the last place down."""
        below = self.below
        for i in range(len(items) - 1, 0, -1):
            j = below(i + 1)
            items[i], items[j] = items[j], items[i]

    def _refill(self) -> None:
        start = self._block
        self._block = start + _BLOCKS_AT_ONCE
        key, sha256 = self._key, hashlib.sha256
        blocks = b"".join(
            sha256(key + i.to_bytes(8, "big")).digest() for i in range(start, self._block)
        )
        words = struct.unpack(f">{_BLOCKS_AT_ONCE * 4}Q", blocks)
        self._words = list(reversed(words))


def normal_seed(seed: str) -> str:
    """Return the seed as it enters the draw: Unicode NFC, without blanks at either end."""
    return unicodedata.normalize("NFC", seed).strip()
