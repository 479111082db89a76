"""Copies that somebody left beside the documents, such as `考场门贴 - 副本.xlsx`.

A copy that says the same as its document is nobody's fault, saved again by another program or not.
One that says something else is told once: it is no document, and nothing in it is evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.pipeline.verification.books import contents_of, looked_through
from allocator.pipeline.verification.look_alikes import look_alikes, unopened
from allocator.pipeline.verification.tables import Difference
from allocator.record.documents import sha256_of
from allocator.reporting.text import folder_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from allocator.models.domain.exam import Inputs
    from allocator.pipeline.verification.books import Books
    from allocator.record.documents import Listed

_WORDS = "像是 {} 的副本，内容或显示却与记录不同，没有用作审查依据；请删去，或移出文书文件夹"


def without_copies(
    books: Books, output: Path, record: Path, inputs: Inputs, listed: Mapping[str, Listed]
) -> Books:
    """Return what came of a publication, each copy that deviates told once.

    What was told of a file already is told as it was. `listed`: the documents by path below
    `output`.
    """
    folders = {folder_name(site.code, site.name) for site in inputs.sites}
    closed: list[str] = []
    copied = {
        path.name: of
        for path in sorted(output.iterdir())
        if path.is_dir() and (of := _original(path.name, folders))
    }
    kept = [one for one in books.differences if one.file.partition("/")[0] not in copied]
    kept += [
        _told(name, of)
        for name, of in copied.items()
        if not _same_folder(output, name, of, listed, closed)
    ]
    told = {one.file for one in kept}
    found = look_alikes(output, record, listed, whole=copied, lacking=dict(books.lacking))
    kept += [
        _told(place, f"{of}.xlsx")
        for place, of in found.false.items()
        if place not in told and place.partition("/")[0] not in told
    ]
    unknown = {*found.unknown, *closed} - told
    return books._replace(differences=tuple(kept), uncompared=tuple(sorted(unknown)))


def _original(name: str, names: Collection[str]) -> str:
    """Return the name that a copy has in its own, the longest of several; blank: it is no copy."""
    folded = {one.casefold(): one for one in names}
    held = [one for one in folded if one in name.casefold()]
    if not held or name.casefold() in folded:
        return ""
    return folded[max(held, key=lambda one: (len(one), one))]


def _same_folder(
    output: Path, name: str, of: str, listed: Mapping[str, Listed], closed: list[str]
) -> bool:
    """Return whether folder `name` says what folder `of` does, but for what cannot be opened.

    The places of that go to `closed`.
    """
    for path in sorted((output / name).rglob("*.xlsx")):
        place = path.relative_to(output / name)
        if not path.is_file():
            closed.append(path.relative_to(output).as_posix())
            continue
        same = _same(path, output / of / place, listed.get(f"{of}/{place.as_posix()}"))
        if same is None:
            closed.append(path.relative_to(output).as_posix())
        elif not same:
            return False
    return True


def _same(copy: Path, document: Path, listed: Listed | None) -> bool | None:
    """Return whether a copy says what the record lists, or else what its document says.

    None where it cannot be opened.
    """
    if listed is not None and sha256_of(copy) == listed.digest:
        return True
    says = contents_of(copy)
    if not says:
        return unopened(copy)
    if listed is not None and listed.contents:
        return says == listed.contents and not any(looked_through(copy, document.name, listed))
    return document.is_file() and says == contents_of(document)


def _told(file: str, of: str) -> Difference:
    return Difference(file, "", 0, "", "", "", "", _WORDS.format(of))
