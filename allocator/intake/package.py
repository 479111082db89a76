"""What must be known of an xlsx, xlsm or ods archive before and beside reading its cells.

Sizes and checksums (an archive that lies about them is damaged), macros, external links, the cells
that a fast reader shows as blank (formulas without a stored value, error values), and the rows that
are hidden or struck out.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MAX_EXPANDED = 1 << 30
MAX_RATIO = 100
_RATIO_FROM = 1 << 20
_MAX_PARTS = 10_000
_CHUNK = 1 << 20

_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]+)([0-9]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</")


_ROW = re.compile(rb"<(?:\w+:)?row\s([^<>]*)")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_NUMBER = re.compile(rb"\br=[\"']([0-9]+)[\"']")


class Looks(NamedTuple):
    """What a reader of the sheet sees otherwise than a reader of its cells: Excel rows."""

    hidden: set[int]
    struck: set[int]
    """With a filled cell whose letters are crossed out."""


class Contents(NamedTuple):
    """What an archive holds besides cells."""

    names: tuple[str, ...]
    macros: bool
    links: bool
    flaws: dict[str, dict[tuple[int, int], str]]
    """By sheet name: (Excel row, column from 0) -> error value, "" for a formula without value."""
    looks: dict[str, Looks]
    """By sheet name."""


def too_big(stream: BinaryIO) -> str | None:
    """Return why the archive must not be unpacked, in Chinese, or None.

    Only the directory is read. Raises zipfile.BadZipFile for a damaged archive.
    """
    with zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
    if len(parts) > _MAX_PARTS:
        return f"压缩包里有 {len(parts)} 个部件"
    expanded = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if expanded > MAX_EXPANDED:
        return f"展开后有 {expanded >> 20} MB，超过 1024 MB"
    if expanded > _RATIO_FROM and expanded > MAX_RATIO * packed:
        return f"展开后是原来的 {expanded // packed} 倍，超过 {MAX_RATIO} 倍"
    return None


def inspect(stream: BinaryIO) -> Contents:
    """Read through every part once, checking checksums, and return what it holds.

    Raises zipfile.BadZipFile, zlib.error, EOFError or ElementTree.ParseError for damaged archives.
    """
    with zipfile.ZipFile(stream) as archive:
        names = tuple(archive.namelist())
        sheets = _sheet_parts(archive) if "xl/workbook.xml" in names else {}
        struck = _struck_styles(archive) if sheets else None
        flaws: dict[str, dict[tuple[int, int], str]] = {}
        looks: dict[str, Looks] = {}
        for name in names:
            if name not in sheets:
                _read_through(archive, name)
                continue
            found: dict[tuple[int, int], str] = {}
            seen = looks[sheets[name]] = Looks(set(), set())
            for text in _pieces(archive, name):
                _flaws_of(text, found)
                _looks_of(text, struck, seen)
            if found:
                flaws[sheets[name]] = found
    return Contents(
        names=names,
        macros=any(name.endswith("vbaProject.bin") for name in names),
        links=any(name.startswith("xl/externalLinks/") for name in names),
        flaws=flaws,
        looks=looks,
    )


DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ElementTree.ParseError,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What a damaged archive raises."""


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return sheet name by the path of its part."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    try:
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except KeyError:
        return {}
    target = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in relations
        if relation.get("Target")
    }
    parts: dict[str, str] = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        name = element.get("name", "")
        for attribute, value in element.attrib.items():
            if attribute.rpartition("}")[2] == "id" and value in target:
                path = target[value]
                parts[path.lstrip("/") if path.startswith("/") else f"xl/{path}"] = name
    return parts


def _struck_styles(archive: zipfile.ZipFile) -> re.Pattern[bytes] | None:
    """Return what finds the cells whose letters are crossed out; None where no style does so."""
    if "xl/styles.xml" not in archive.namelist():
        return None
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    parts = {element.tag.rpartition("}")[2]: element for element in styles}
    fonts = [
        any(
            mark.tag.rpartition("}")[2] == "strike" and mark.get("val", "1") not in ("0", "false")
            for mark in font
        )
        for font in parts.get("fonts", ())
    ]
    crossed = {str(number) for number, is_struck in enumerate(fonts) if is_struck}
    struck = [
        str(number)
        for number, style in enumerate(parts.get("cellXfs", ()))
        if style.get("fontId") in crossed
    ]
    if not struck:
        return None
    wanted = "|".join(struck).encode()
    return re.compile(rb"<(?:\w+:)?c\s([^<>]*\bs=[\"'](?:" + wanted + rb")[\"'][^<>]*)(?<!/)>")


def _looks_of(text: bytes, struck: re.Pattern[bytes] | None, seen: Looks) -> None:
    if b"hidden=" in text:
        for attributes in _ROW.findall(text):
            number = _NUMBER.search(attributes)
            if number is not None and _HIDDEN.search(attributes):
                seen.hidden.add(int(number.group(1)))
    for attributes in struck.findall(text) if struck is not None else ():
        place = _PLACE.search(attributes)
        if place is not None:
            seen.struck.add(int(place.group(2)))


def _read_through(archive: zipfile.ZipFile, name: str) -> None:
    """Read a part to its end, which checks its checksum."""
    with archive.open(name) as part:
        while part.read(_CHUNK):
            pass


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part, read to its end (this checks its checksum), cut between cells."""
    rest = b""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            text = rest + chunk
            cut = _last_end(text)
            yield text[:cut]
            rest = text[cut:]
    yield rest


def _last_end(text: bytes) -> int:
    plain = max(text.rfind(b"</c>"), text.rfind(b"</row>"))
    if plain >= 0:
        return text.index(b">", plain) + 1
    prefixed = text.rfind(b":c>")
    return prefixed + 3 if prefixed >= 0 else 0


def _flaws_of(text: bytes, flaws: dict[tuple[int, int], str]) -> None:
    if b't="e"' not in text and b"<f" not in text and b":f" not in text:
        return
    for attributes, inside in _CELL.findall(text):
        is_error = b't="e"' in attributes
        if not is_error and not _FORMULA.search(inside):
            continue
        place = _PLACE.search(attributes)
        if place is None:
            continue
        value = _VALUE.search(inside)
        at = (int(place.group(2)), _column_number(place.group(1)))
        if is_error:
            flaws[at] = value.group(1).decode("ascii", "replace") if value else "#N/A"
        elif (value is None or not value.group(1)) and b't="str"' not in attributes:
            flaws[at] = ""


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
