"""Long numbers in documents for staff: whatever may be a 证件号码, wherever in the file it stands.

The texts between the tags of every part of the file are searched, so that hidden sheets, comments,
headers and shared strings are seen as well; a number that is found is then looked up in the cells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from allocator.audit.cells import Unreadable, sheets, text
from allocator.audit.exported import FoundText

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TEXTS = re.compile(rb">([^<]+)<")
_LONG = re.compile(r"[0-9]{6}")
"""Every kind of 证件号码 has at least six digits in a row."""
_SEPARATORS = re.compile(r"[\s：:，,、；;。（）()\[\]【】《》<>~～—–\-/|“”\"]+")


def words_of(cell: str) -> list[str]:
    """Return a text without spaces and each of its words, those of one character left out."""
    words = dict.fromkeys(["".join(cell.split()), *_SEPARATORS.split(cell)])
    return [word for word in words if len(word) > 1]


def long_numbers(path: Path, document: str, harmless: frozenset[str]) -> list[FoundText]:
    """Return the words with long numbers in a workbook but `harmless` ones, where each stands.

    Raises `Unreadable` where the file is missing or damaged.
    """
    known = {word.encode() for word in harmless}
    try:
        with ZipFile(path) as parts:
            texts = {found for name in parts.namelist() for found in _texts(parts.read(name))}
    except OSError:
        raise Unreadable(f"{path.name} 不存在或无法打开") from None
    except BadZipFile:
        raise Unreadable(f"{path.name} 已损坏，无法读取") from None
    words: set[str] = set()
    for found in texts:
        if found not in known and _LONG.search(found.decode("ascii", "ignore")):
            whole, *pieces = words_of(found.decode("utf-8", "replace"))
            long = {word for word in (pieces or [whole]) if _LONG.search(word)} - harmless
            if long:
                words |= {whole, *long}
    return _located(path, document, words) if words else []


def _texts(part: bytes) -> Iterator[bytes]:
    return iter(_TEXTS.findall(part))


def _located(path: Path, document: str, words: set[str]) -> list[FoundText]:
    """Return each word with the first cell it stands in; outside cells it has no row (0)."""
    found: dict[str, FoundText] = {}
    for sheet, rows in sheets(path):
        for line, row in enumerate(rows, start=1):
            for cell in row:
                if not _LONG.search(text(cell)):
                    continue
                for word in words.intersection(words_of(text(cell))):
                    found.setdefault(word, FoundText(word, document, sheet, line))
    for word in sorted(words - set(found)):
        found[word] = FoundText(word, document, "（单元格以外）", 0)
    return [found[word] for word in sorted(found)]
