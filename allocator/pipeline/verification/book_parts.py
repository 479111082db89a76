"""The parts of an xlsx archive: which sheets there are, and what belongs to each.

Excel finds the workbook by `_rels/.rels`; what reads cells here looks under the usual name. An
archive in which the two are not the same shows other cells than those that are compared.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from allocator.pipeline.verification.plain_xml import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_ROOT = "_rels/.rels"
_USUAL = {"styles": "xl/styles.xml", "sharedStrings": "xl/sharedStrings.xml"}
BROKEN = (BadZipFile, OSError, KeyError, EOFError, ValueError, RuntimeError, zlib.error)
"""What reading the parts of a damaged archive raises."""
_TAG = re.compile(rb"<(?:\w+:)?(sheet|Relationship)\s([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')


def two_faced(book: ZipFile) -> bool:
    """Return whether programs may show something else than the parts under their usual names.

    Names count as the same without their case, as Excel takes them.
    """
    names = [name.lower().lstrip("/") for name in book.namelist()]
    mains = [target for _, kind, target in _related(book, _ROOT, "") if kind == "officeDocument"]
    parts = relations(book, WORKBOOK)
    odd = any(_USUAL.get(kind, target) != target for kind, target in parts)
    return odd or len(set(names)) < len(names) or mains != [WORKBOOK]


def relations(book: ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """Yield the kind, such as `drawing`, and the part of each relation that a part has."""
    yield from ((kind, target) for _, kind, target in _of_part(book, part))


def parts_by_id(book: ZipFile, part: str) -> dict[str, str]:
    """Return the parts that a part is related to, by the id of the relation."""
    return {key: target for key, _, target in _of_part(book, part)}


def _of_part(book: ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    folder, _, name = part.rpartition("/")
    there = f"{folder}/_rels/{name}.rels".lower()
    for one in book.namelist():
        if one.lower() == there:
            yield from _related(book, one, folder)


def _related(book: ZipFile, there: str, folder: str) -> Iterator[tuple[str, str, str]]:
    """Yield id, kind and part of each relation within the workbook."""
    for found in _tags(book, there):
        target = posixpath.normpath(posixpath.join("/", folder, found.get("Target", "")))
        if found.get("TargetMode", "Internal") == "Internal":
            kind = found.get("Type", "").rpartition("/")[2]
            yield found.get("Id", ""), kind, target.lstrip("/")


def sheet_parts(book: ZipFile) -> Iterator[tuple[str, str, str]]:
    """Yield name, state (blank: shown) and part of each sheet."""
    targets = {found["Id"]: found["Target"] for found in _tags(book, _RELATIONS)}
    for found in _tags(book, WORKBOOK):
        target = targets[next(value for key, value in found.items() if key.endswith(":id"))]
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        state = found.get("state", "visible")
        yield unescaped(found["name"]), "" if state == "visible" else state, part


def _tags(book: ZipFile, part: str) -> Iterator[dict[str, str]]:
    for found in _TAG.finditer(plain(book, part).read()):
        yield {key.decode(): value.decode() for key, value in _ATTRIBUTE.findall(found[2])}


def unescaped(text: str) -> str:
    """Return what an attribute or a text of XML says."""
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text
