"""Cell formats that show something else than the cell says, or nothing: found in `xl/styles.xml`.

The program writes dark letters on light cells (or the reverse) of a size that can be read, and four
formats of numbers, none of which adds a letter. Other programs that save a workbook keep both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, fromstring

from openpyxl.styles.colors import COLOR_INDEX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STYLES = "xl/styles.xml"
SYMBOLS = rb"(?i:wingdings|webdings|symbol\b|marlett)"
"""Beginnings of names of fonts that show signs for letters."""
ANOTHER, UNSEEN = "数字格式会显示为别的内容", "文字与底色相近，或小得看不见"
CROSSED, SIGNS, ASIDE = "文字被划去", "字体把文字显示为符号", "文字被移出格外或转了方向"
"""What is told of a cell with such a format."""
_SPACE = "{*}"
_PLAIN_FORMATS = frozenset({"General", "@", "0", "0;-0;;@"})
_BUILT_IN = {"0": "General", "1": "0", "49": "@"}
_THEME_ORDER = (1, 0, 3, 2, *range(4, 12))
"""Where colours that are told by number stand in the scheme: dark and light change places."""
_SYSTEM = {64: "000000", 65: "FFFFFF"}
"""Colours of the system: letters, ground."""
_OFFICE = ("000000", "FFFFFF", "1F497D", "EEECE1", "4F81BD", "C0504D", "9BBB59", "8064A2",
           "4BACC6", "F79646", "0000FF", "800080")  # fmt: skip
_SIGNS_OF_THEME = re.compile(rb'\btypeface="' + SYMBOLS)
_CLOSE, _SMALLEST, _DARK = 0.12, 4.0, 0.5
"""Smaller letters than 4 points no document has; those of a full cell may be as small."""
_COVERING = frozenset(
    ["solid", "darkGray", "mediumGray", "darkHorizontal", "darkVertical", "darkDown", "darkUp",
     "darkGrid", "darkTrellis"]
)  # fmt: skip
"""Patterns that leave little of a cell's ground free."""
_SYMBOLS = re.compile(SYMBOLS.decode())
_ON, _FARTHEST = frozenset(["1", "true"]), 15
_ESCAPED = re.compile(r"\\(?=-)")


def odd_formats(styles: bytes, theme: bytes = b"") -> dict[int, str]:
    """Return the formats of cells, by their number, that deceive, and what is told of each.

    `theme` has the colours that styles name by number, blank: those of Office. Empty for styles
    that cannot be read: Excel would not open such a workbook.
    """
    try:
        root = fromstring(styles)
        return dict(_odd(root, _Colors(root, theme)))
    except (ParseError, ValueError):
        return {}


def has_dark_ground(styles: bytes, theme: bytes = b"") -> bool:
    """Return whether any cell may have a dark ground, on which light letters are seen."""
    try:
        root = fromstring(styles)
        colors = _Colors(root, theme)
        return any(_ground(fill, colors) < _DARK for fill in _parts(root, "fills"))
    except (ParseError, ValueError):
        return True


def odd_theme(theme: bytes) -> Iterator[str]:
    """Yield what is told of a theme: its letters light, its fonts of signs."""
    try:
        if theme and _Colors(Element("none"), theme).theme[1] > _DARK:
            yield UNSEEN
    except (ParseError, ValueError):
        return
    if _SIGNS_OF_THEME.search(theme):
        yield SIGNS


class _Colors:
    """How bright the colours are that a workbook tells by number, 0 to 1."""

    def __init__(self, root: Element, theme: bytes) -> None:
        own = [color.get("rgb", "") for color in root.iterfind(f".//{_SPACE}rgbColor")]
        # What lies behind the colours of its own, Excel takes from the usual ones.
        self._indexed = dict(enumerate((*own, *COLOR_INDEX[len(own) : 64]))) | _SYSTEM
        scheme = fromstring(theme).find(f".//{_SPACE}clrScheme") if theme else None
        told = _OFFICE if scheme is None else [_named_color(one) for one in scheme]
        self.theme = [_bright(told[n]) for n in _THEME_ORDER if n < len(told)]

    def brightness(self, color: Element, automatic: float) -> float:
        """Return that of a colour; `automatic` where it tells none, the same if it is unknown."""
        rgb, theme, indexed = (color.get(name) for name in ("rgb", "theme", "indexed"))
        if rgb:
            return _tinted(_bright(rgb), color)
        if theme is not None and int(theme) < len(self.theme):
            return _tinted(self.theme[int(theme)], color)
        if indexed is not None and int(indexed) in self._indexed:
            return _tinted(_bright(self._indexed[int(indexed)]), color)
        return automatic


def _named_color(color: Element) -> str:
    """Return a colour of a theme; those of the system but for the letters' are light."""
    for one in color:
        if one.tag.rpartition("}")[2] == "sysClr":
            return "000000" if one.get("val") == "windowText" else "FFFFFF"
        return one.get("val", "")
    return ""


def _bright(code: str) -> float:
    red, green, blue = (int(code[-6:][n : n + 2], 16) / 255 for n in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _odd(root: Element, colors: _Colors) -> Iterator[tuple[int, str]]:
    codes = _BUILT_IN | {
        one.get("numFmtId", ""): one.get("formatCode", "")
        for one in root.iterfind(f".//{_SPACE}numFmt")
    }
    fonts, fills, borders = (_parts(root, name) for name in ("fonts", "fills", "borders"))
    for nth, cell in enumerate(_parts(root, "cellXfs")):
        font, fill = _of(fonts, cell.get("fontId")), _of(fills, cell.get("fillId"))
        if _ESCAPED.sub("", codes.get(cell.get("numFmtId", "0"), "")) not in _PLAIN_FORMATS:
            yield nth, ANOTHER
        elif font is not None and (
            _is_tiny(font) or abs(_ink(font, colors) - _ground(fill, colors)) < _CLOSE
        ):
            yield nth, UNSEEN
        elif font is not None and _SYMBOLS.match(_named(font)):
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
    turned = place.get("textRotation", "0") != "0"
    return turned or place.get("horizontal") == "fill" or int(place.get("indent", "0")) > _FARTHEST


def _ink(font: Element, colors: _Colors) -> float:
    color = font.find(f"{_SPACE}color")
    return 0.0 if color is None else colors.brightness(color, 0.0)


def _ground(fill: Element | None, colors: _Colors) -> float:
    """Return the brightness of a cell's ground: white where nothing fills it."""
    if fill is None:
        return 1.0
    stops = [colors.brightness(color, 1.0) for color in fill.iter() if color.tag.endswith("}color")]
    if stops:  # one colour runs into another
        return min(stops)
    pattern = fill.find(f"{_SPACE}patternFill")
    if pattern is None or pattern.get("patternType", "none") not in _COVERING:
        return 1.0
    color = pattern.find(f"{_SPACE}fgColor")
    return 1.0 if color is None else colors.brightness(color, 1.0)


def _tinted(brightness: float, color: Element) -> float:
    tint = float(color.get("tint", "0"))
    return brightness * (1 - abs(tint)) + max(tint, 0.0)


def pattern_of(numbers: Sequence[int]) -> re.Pattern[bytes]:
    """Return what finds the first cell of a sheet that says something in one of these formats."""
    either = b"|".join(str(number).encode() for number in numbers)
    return re.compile(rb'<c\s(?=[^>]*\bs="(?:' + either + rb')")[^>]*[^/>]>')
