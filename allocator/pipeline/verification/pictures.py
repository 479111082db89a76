"""Which pictures a workbook shows, and where: photos of candidates, QR codes.

As one digest, which the record lists of every document (`allocator.record.documents`). Programs
that save a workbook keep in which cells a picture begins and ends, and its bytes; within a cell
they round.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, fromstring
from zipfile import ZipFile, is_zipfile

from allocator.pipeline.verification.book_parts import (
    BROKEN,
    parts_by_id,
    relations,
    sheet_parts,
)
from allocator.record.canonical import canonical_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from allocator.record.documents import Listed

DAMAGED = "?"
OTHER_PICTURES = "图片与公布时的不同：换过、移动或缩放过，或另存时压缩过"
PICTURES_GONE = "图片没有了，公布时有照片"
_PLACE = re.compile(r"\{[^}]*\}(?:col|row)")
_PHOTOS = "考场座次表"
"""Documents without their photos are no longer what was published; a QR code repeats what stands
beside it, and some programs leave pictures out when they save."""


def pictures_digest(path: Path) -> str:
    """Return the SHA-256 of all pictures: sheet, first and last cell, SHA-256 of the bytes.

    Blank where there are none, `DAMAGED` where they cannot be read.
    """
    try:
        with ZipFile(path) as book:
            found = sorted(_placed(book))
    except (*BROKEN, ParseError):
        return DAMAGED
    return hashlib.sha256(canonical_bytes(found)).hexdigest() if found else ""


def picture_words(path: Path, listed: Listed, file: str) -> str:
    """Return what is told of the pictures of a document called `file`; blank: nothing.

    Nothing, too, of a file that cannot be opened, and of documents of which no list says it.
    """
    if listed.pictures is None or not is_zipfile(path):
        return ""
    found = pictures_digest(path)
    if found == listed.pictures:
        return ""
    if found:
        return OTHER_PICTURES
    return PICTURES_GONE if _PHOTOS in file.rpartition("/")[2] else ""


def _placed(book: ZipFile) -> Iterator[tuple[str, list[str], str]]:
    for name, _, part in sheet_parts(book):
        for kind, drawing in relations(book, part):
            if kind != "drawing":
                continue
            media = parts_by_id(book, drawing)
            for anchor in fromstring(book.read(drawing)):
                place = [one.text or "" for one in anchor.iter() if _PLACE.fullmatch(one.tag)]
                for picture in anchor.iter():
                    if picture.tag.endswith("}blip"):
                        embed = [value for key, value in picture.items() if key.endswith("}embed")]
                        shown = book.read(media[embed[0]]) if embed else b""
                        yield name, place, hashlib.sha256(shown).hexdigest()
