"""Which mark each document bears: of its draw, or of the last amendment that wrote it anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.reporting.marks import amended_mark

if TYPE_CHECKING:
    from pathlib import Path


def marks_of(record: Path) -> dict[str, str]:
    """Return the marks of the documents that amendments of a record wrote, by their paths.

    Raises `LimitError` for a damaged list of documents.
    """
    from allocator.record.amendments import amendment_files
    from allocator.record.canonical import digest_of
    from allocator.record.documents import documents_of, list_of_amendment

    marks = {}
    for path in amendment_files(record):
        number = int(path.stem)
        mark = amended_mark(number, digest_of(path.read_bytes()))
        marks.update(dict.fromkeys(documents_of(record, list_of_amendment(number)), mark))
    return marks
