"""封存摘要 as a page to print and hang: the QR code with what it is of, as SVG for any browser.

The picture beside it is the bare code, to be pasted elsewhere. In millimetres, within what browsers
print of A4: title, exams, number of the freeze, the digests in groups of eight, the code with its
caption, and lines to sign. The same facts give the same text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from allocator.reporting.text import ems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WIDTH, _HEIGHT, _INSIDE = 180, 250, 168.0
_CODE, _EXAMS = 70.0, 32.0
"""mm of the side of the code, and of all lines of exams at most."""
_FONT = "SimHei, 'Noto Sans CJK SC', sans-serif"
_DIGITS = "Consolas, 'Courier New', 'DejaVu Sans Mono', monospace"
_LABEL, _TEXT = 6.0, 5.0
_DIGIT = 0.6
"""Width in em of a letter of the fonts of digits."""


class Announced(NamedTuple):
    """What the page says."""

    exams: Sequence[str]
    number: int
    """1 for the first freeze, 2 for the one that replaced it …"""
    digests: tuple[tuple[str, str], ...]
    """(name, hex)."""
    code: str
    """What the QR code holds."""
    note: Sequence[str]
    """Lines below the code."""


def page(told: Announced) -> str:
    """Return the page."""
    lines = "\n".join(_lines(told))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}mm" height="{_HEIGHT}mm" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}">\n<title>封存摘要</title>\n'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>\n{lines}\n</svg>\n'
    )


def _lines(told: Announced) -> Iterator[str]:
    yield _text("封存摘要", 18, 12)
    down = 22.0
    step = min(8.0, _EXAMS / len(told.exams))
    for exam in told.exams:
        down += step
        yield _text(exam, down, step * 0.85)
    down += 9
    yield _text(f"第 {told.number} 次封存", down, _LABEL)
    for name, digest in told.digests:
        groups = [digest[n : n + 8] for n in range(0, len(digest), 8)]
        down += 11
        yield _text(name, down, _LABEL)
        for row in range(0, len(groups), 4):
            down += 7
            yield _text(" ".join(groups[row : row + 4]), down, _LABEL, digits=True)
    down += 6
    yield from _code(told.code, down)
    down += _CODE + 8
    yield _text(f"二维码内容与上列 {'、'.join(name for name, _ in told.digests)} 相同", down, _TEXT)
    for line in told.note:
        down += 7
        yield _text(line, down, _TEXT)
    down = max(down + 10, _HEIGHT - 20.0)
    for nth, role in enumerate(("编排人", "复核人", "见证人")):
        left = (_WIDTH - _INSIDE) / 2 + nth * _INSIDE / 3
        yield _text(f"{role}（签字、日期）：", down, 4.5, left=left)


def _text(text: str, down: float, most: float, *, left: float = 0, digits: bool = False) -> str:
    """Return a line: in the middle or from `left`, in letters of `most` mm or as large as fits."""
    wide = _DIGIT * len(text) if digits else ems(text)
    size = round(min(most, _INSIDE / wide), 2)
    place = f'x="{left:g}"' if left else f'x="{_WIDTH / 2:g}" text-anchor="middle"'
    look = f'font-size="{size:g}" font-family="{_DIGITS if digits else _FONT}"'
    return f'<text {place} y="{down:g}" {look}>{escape(text)}</text>'


def _code(text: str, down: float) -> Iterator[str]:
    """Yield the QR code, in the middle of the page from `down`."""
    import segno

    matrix = segno.make(text, error="m", micro=False).matrix
    dot = _CODE / len(matrix)
    dark = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, dots in enumerate(matrix)
        for column, on in enumerate(dots)
        if on
    )
    yield (
        f'<path transform="translate({(_WIDTH - _CODE) / 2:g} {down:g}) scale({dot:.4f})" '
        f'shape-rendering="crispEdges" d="{dark}"/>'
    )
