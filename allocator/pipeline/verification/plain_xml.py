"""The XML of a workbook as Excel would have written it.

What a workbook hides is looked for in its bytes, which is fast. XML can be written in other ways
that mean the same: prefixes, single quotes, blanks around `=`, digits as entities, UTF-16. A part
that uses them is written again first, so that nothing hides behind its spelling.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import IO, TYPE_CHECKING
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zipfile import ZipFile

_CHUNK, _OVERLAP = 1 << 20, 1 << 10
_SPELLINGS = (
    b"='",
    b" =",
    b"= ",
    b"\t=",
    b"=\t",
    b"\n=",
    b"=\n",
    b"\r=",
    b"=\r",
    b"\0",
    b"<!DOCTYPE",
)
_ENTITY = re.compile(rb"&[^<>]*>")
"""Within a tag, not in a text."""
_PREFIXED = re.compile(
    rb":(?:workbook|sheet\w*|worksheet|row|col|c|f|is|r|rPr|rPh|sst|si|comments?|hyperlink"
    rb"|dataValidation|conditionalFormatting|(?:odd|even|first)(?:Header|Footer))[\s/>]"
)
"""Each sign begins with what is rare, so that large parts are looked through fast."""


def plain(book: ZipFile, part: str) -> IO[bytes]:
    """Return the XML of a part to be read, in plain spelling.

    Raises `ValueError` where it is no XML, besides what reading an archive raises.
    """
    with book.open(part) as source:
        before = b""
        while chunk := source.read(_CHUNK):
            piece = before + chunk
            if _is_odd(piece):
                break
            before = rest_of(piece)
        else:
            return book.open(part)
    with book.open(part) as source:
        return BytesIO(_rewritten(source))


def rest_of(piece: bytes) -> bytes:
    """Return the end of a piece of XML to be looked at with the next one: no tag is cut."""
    return piece[max(piece.rfind(b">") - _OVERLAP, 0) :]


def _is_odd(piece: bytes) -> bool:
    return (
        any(sign in piece for sign in _SPELLINGS)
        or _ENTITY.search(piece) is not None
        or _PREFIXED.search(piece) is not None
    )


def _rewritten(source: IO[bytes]) -> bytes:
    written: list[str] = []

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        # `quoteattr` prefers single quotes where a value holds double ones.
        told = "".join(f" {key}={quoteattr(value.replace(chr(34), ''))}"
                       for key, value in attributes.items())  # fmt: skip
        written.append(f"<{name.rpartition(':')[2]}{told}>")

    parser = ParserCreate()
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda name: written.append(f"</{name.rpartition(':')[2]}>")
    parser.CharacterDataHandler = lambda text: written.append(escape(text))
    try:
        parser.ParseFile(source)
    except ExpatError as error:
        raise ValueError(str(error)) from error
    return "".join(written).encode()
