"""Cell formats that show something else than the cell says, or nothing: found in `xl/styles.xml`.

The program writes dark letters on light cells (or the reverse) of a size that can be read, and four
formats of numbers, none of which adds a letter. Other programs that save a workbook keep both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, fromstring

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STYLES = "xl/styles.xml"
ANOTHER, UNSEEN = "数字格式会显示为别的内容", "文字与底色相近，或小得看不见"
CROSSED, SIGNS, ASIDE = "文字被划去", "字体把文字显示为符号", "文字被移出格外"
"""What is told of a cell with such a format."""
_SPACE = "{*}"
_PLAIN_FORMATS = frozenset({"General", "@", "0", "0;-0;;@"})
_BUILT_IN = {"0": "General", "1": "0", "49": "@"}
_THEME = {0: 1.0, 1: 0.0, 2: 0.93}
_INDEXED = {0: 0.0, 1: 1.0, 8: 0.0, 9: 1.0, 64: 0.0, 65: 1.0}
"""Brightness of colours that are told by number: black, white, those of the system."""
_CLOSE, _SMALLEST, _DARK = 0.12, 4.0, 0.5
"""Smaller letters than 4 points no document has; those of a full cell may be as small."""
_COVERING = frozenset(
    ["solid", "darkGray", "mediumGray", "darkHorizontal", "darkVertical", "darkDown", "darkUp",
     "darkGrid", "darkTrellis"]
)  # fmt: skip
"""Patterns that leave little of a cell's ground free."""
_SYMBOLS = frozenset(["wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol"])
_ON, _FARTHEST = frozenset(["1", "true"]), 15
_ESCAPED = re.compile(r"\\(?=-)")


def odd_formats(styles: bytes) -> dict[int, str]:
    """Return the formats of cells, by their number, that deceive, and what is told of each.

    Empty for styles that cannot be read: Excel would not open such a workbook.
    """
    try:
        return dict(_odd(fromstring(styles)))
    except (ParseError, ValueError):
        return {}


def has_dark_ground(styles: bytes) -> bool:
    """Return whether any cell may have a dark ground, on which light letters are seen."""
    try:
        fills = _parts(fromstring(styles), "fills")
        return any(_ground(fill) < _DARK for fill in fills)
    except (ParseError, ValueError):
        return True


def _odd(root: Element) -> Iterator[tuple[int, str]]:
    codes = _BUILT_IN | {
        one.get("numFmtId", ""): one.get("formatCode", "")
        for one in root.iterfind(f".//{_SPACE}numFmt")
    }
    fonts, fills, borders = (_parts(root, name) for name in ("fonts", "fills", "borders"))
    for nth, cell in enumerate(_parts(root, "cellXfs")):
        font, fill = _of(fonts, cell.get("fontId")), _of(fills, cell.get("fillId"))
        if _ESCAPED.sub("", codes.get(cell.get("numFmtId", "0"), "")) not in _PLAIN_FORMATS:
            yield nth, ANOTHER
        elif font is not None and (_is_tiny(font) or abs(_ink(font) - _ground(fill)) < _CLOSE):
            yield nth, UNSEEN
        elif font is not None and _named(font) in _SYMBOLS:
            yield nth, SIGNS
        elif (font is not None and _is_on(font.find(f"{_SPACE}strike"))) or _is_crossed(
            _of(borders, cell.get("borderId"))
        ):
            yield nth, CROSSED
        elif (place := cell.find(f"{_SPACE}alignment")) is not None and _is_aside(place):
            yield nth, ASIDE


def _parts(root: Element, name: str) -> Sequence[Element]:
    found = root.find(f"{_SPACE}{name}")
    return [] if found is None else list(found)


def _of(parts: Sequence[Element], number: str | None) -> Element | None:
    nth = int(number or 0)
    return parts[nth] if nth < len(parts) else None


def _is_tiny(font: Element) -> bool:
    size = font.find(f"{_SPACE}sz")
    return size is not None and float(size.get("val", "11")) < _SMALLEST


def _named(font: Element) -> str:
    name = font.find(f"{_SPACE}name")
    return "" if name is None else name.get("val", "").lower()


def _is_on(switch: Element | None) -> bool:
    return switch is not None and switch.get("val", "1") in _ON


def _is_crossed(border: Element | None) -> bool:
    """Return whether a line runs through the cell."""
    line = None if border is None else border.find(f"{_SPACE}diagonal")
    if border is None or line is None or line.get("style", "none") == "none":
        return False
    return border.get("diagonalUp", "0") in _ON or border.get("diagonalDown", "0") in _ON


def _is_aside(place: Element) -> bool:
    return place.get("horizontal") == "fill" or int(place.get("indent", "0")) > _FARTHEST


def _ink(font: Element) -> float:
    color = font.find(f"{_SPACE}color")
    return 0.0 if color is None else _brightness(color, 0.0)


def _ground(fill: Element | None) -> float:
    """Return the brightness of a cell's ground: white where nothing fills it."""
    if fill is None:
        return 1.0
    stops = [_brightness(color, 1.0) for color in fill.iter() if color.tag.endswith("}color")]
    if stops:  # one colour runs into another
        return min(stops)
    pattern = fill.find(f"{_SPACE}patternFill")
    if pattern is None or pattern.get("patternType", "none") not in _COVERING:
        return 1.0
    color = pattern.find(f"{_SPACE}fgColor")
    return 1.0 if color is None else _brightness(color, 1.0)


def _brightness(color: Element, automatic: float) -> float:
    """Return how bright a colour is, 0 to 1."""
    told = color.get("rgb")
    if told:
        red, green, blue = (int(told[-6:][n : n + 2], 16) / 255 for n in (0, 2, 4))
        return _tinted(0.299 * red + 0.587 * green + 0.114 * blue, color)
    for name, known in (("theme", _THEME), ("indexed", _INDEXED)):
        number = color.get(name)
        if number is not None:
            return _tinted(known.get(int(number), 0.5), color)
    return automatic


def _tinted(brightness: float, color: Element) -> float:
    tint = float(color.get("tint", "0"))
    return brightness * (1 - abs(tint)) + max(tint, 0.0)


def pattern_of(numbers: Sequence[int]) -> re.Pattern[bytes]:
    """Return what finds the first cell of a sheet that says something in one of these formats."""
    either = b"|".join(str(number).encode() for number in numbers)
    return re.compile(rb'<c\s(?=[^>]*\bs="(?:' + either + rb')")[^>]*[^/>]>')
