"""SM3, the Chinese digest (GB/T 32905-2016), shown beside SHA-256 when a record is frozen.

OpenSSL's is used where Python has it, for it is a thousand times as fast; ours stands in for it
elsewhere and is held against it, and against the examples of the standard, in the tests.
"""

from __future__ import annotations

import hashlib
import struct

_START: tuple[int, ...] = (
    0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
)  # fmt: skip
_MASK = 0xFFFFFFFF
_BLOCK = 64


def sm3_of(*parts: bytes) -> str:
    """Return the SM3 of the parts, each after its length as 8 bytes, as `digest_of` frames them."""
    whole = b"".join(piece for part in parts for piece in (len(part).to_bytes(8, "big"), part))
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", whole).hexdigest()
    return sm3(whole)


def sm3(data: bytes) -> str:
    """Return the SM3 of `data` in lower-case hex, by nothing but the standard's own words."""
    padding = b"\x80" + b"\0" * ((55 - len(data)) % _BLOCK)
    padded = data + padding + (8 * len(data)).to_bytes(8, "big")
    state = _START
    for place in range(0, len(padded), _BLOCK):
        state = _compressed(state, padded[place : place + _BLOCK])
    return b"".join(word.to_bytes(4, "big") for word in state).hex()


def _turned(x: int, n: int) -> int:
    """Return a 32-bit word turned left by n bits."""
    n %= 32
    return (x << n | x >> (32 - n)) & _MASK


_ROUND = tuple(_turned(0x79CC4519 if j < 16 else 0x7A879D8A, j) for j in range(64))


def _compressed(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    """Return the state after one block of 64 bytes."""
    w = _expanded(block)
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        top = _turned(a, 12)
        one = _turned((top + e + _ROUND[j]) & _MASK, 7)
        two = one ^ top
        if j < 16:
            ff, gg = a ^ b ^ c, e ^ f ^ g
        else:
            ff, gg = a & b | a & c | b & c, e & f | ~e & _MASK & g
        left = (ff + d + two + (w[j] ^ w[j + 4])) & _MASK
        right = (gg + h + one + w[j]) & _MASK
        a, b, c, d = left, a, _turned(b, 9), c
        e, f, g, h = right ^ _turned(right, 9) ^ _turned(right, 17), e, _turned(f, 19), g
    return tuple(x ^ y for x, y in zip((a, b, c, d, e, f, g, h), state, strict=True))


def _expanded(block: bytes) -> list[int]:
    """Return the 68 words made of a block."""
    w = list(struct.unpack(">16I", block))
    for j in range(16, 68):
        x = w[j - 16] ^ w[j - 9] ^ _turned(w[j - 3], 15)
        w.append(x ^ _turned(x, 15) ^ _turned(x, 23) ^ _turned(w[j - 13], 7) ^ w[j - 6])
    return w
