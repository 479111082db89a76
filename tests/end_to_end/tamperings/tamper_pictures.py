"""Pictures are exchanged, moved, enlarged, made faint or taken away: photos, QR codes, grounds."""

from __future__ import annotations

import re
import shutil
import zipfile
from typing import TYPE_CHECKING

from tamper_scene import SITE, WITH_PHOTOS
from tampering import AUDIT, CHECK, STRANGER, VERIFY, Tampering, Target

from allocator.reporting.witness_sheet import qr_png

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tamper_scene import Scene
    from tampering import Edit

    Parts = dict[str, bytes]

_PLANS = f"{SITE}/考场座次表.xlsx"
_WITNESS, _WITNESS_OF_DAY = "抽签见证单.xlsx", f"{SITE}/监考抽签/抽签见证单_场次1.xlsx"
_DRAWING, _RELATED = "xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels"
_FIRST, _SECOND = "xl/media/image1.png", "xl/media/image2.png"
_SHEET = "xl/worksheets/sheet1.xml"


def _parts(file: str, change: Callable[[Parts], object]) -> Edit:
    """Change the parts of a workbook; of seat plans that of an exam with photos."""

    def edit(scene: Scene) -> None:
        if file == _PLANS:
            shutil.rmtree(scene.output)
            shutil.copytree(scene.aside / WITH_PHOTOS, scene.output)
        _rewrite(scene.output / file, change)

    return edit


def _rewrite(path: Path, change: Callable[[Parts], object]) -> None:
    with zipfile.ZipFile(path) as book:
        parts = {entry.filename: book.read(entry) for entry in book.infolist()}
    before = dict(parts)
    change(parts)
    assert parts != before
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)


def _replace(part: str, old: str, new: str) -> Callable[[Parts], None]:
    """Replace the first of what a pattern finds in a part."""

    def change(parts: Parts) -> None:
        parts[part] = re.sub(old.encode(), new.encode(), parts[part], count=1, flags=re.DOTALL)

    return change


def _exchanged(parts: Parts) -> None:
    parts[_FIRST], parts[_SECOND] = parts[_SECOND], parts[_FIRST]


def _exchanged_relations(parts: Parts) -> None:
    related = parts[_RELATED].replace(b"image1", b"image0").replace(b"image2", b"image1")
    parts[_RELATED] = related.replace(b"image0", b"image2")


def _other(parts: Parts) -> None:
    parts[_FIRST] = qr_png("张冠李", 2)


def _gone(parts: Parts) -> None:
    """Leave the sheets without what lies over them."""
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = re.sub(rb"<drawing [^>]*>", b"", parts[name])
    for name in [one for one in parts if one.startswith("xl/worksheets/_rels/")]:
        del parts[name]


def _one_gone(parts: Parts) -> None:
    _replace(_DRAWING, r"<xdr:twoCellAnchor.*?</xdr:twoCellAnchor>", "")(parts)


def _ground(parts: Parts) -> None:
    """Let a picture lie behind the cells of a sheet, and be what is printed of it."""
    parts[_SHEET] = parts[_SHEET].replace(
        b"</worksheet>", b'<picture xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships" r:id="rId9"/></worksheet>')  # fmt: skip
    part = "xl/worksheets/_rels/sheet1.xml.rels"
    relation = (
        b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/image" Target="../media/image9.png"/></Relationships>'
    )
    before = parts.get(
        part,
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b"</Relationships>",
    )
    parts[part] = before.replace(b"</Relationships>", relation)
    parts["xl/media/image9.png"] = qr_png("底", 2)


_WIDER = _replace(_DRAWING, r"(<xdr:to><xdr:col>)\d+", r"\g<1>9")
_MOVED = _replace(_DRAWING, r"(<xdr:from>.*?<xdr:row>)\d+(.*?<xdr:to>.*?<xdr:row>)\d+",
                  r"\g<1>2\g<2>3")  # fmt: skip
_FAINT = _replace(_DRAWING, r"(<a:blip [^>]*)/>", r'\1><a:alphaModFix amt="0"/></a:blip>')
_OTHERS = "图片与公布时的不同"


def _kind(name: str, file: str, change: Callable[[Parts], object], words: str = _OTHERS,
          stranger: str = _OTHERS) -> Tampering:  # fmt: skip
    return Tampering(name=f"{file.rpartition('/')[2].partition('.')[0]}: {name}",
                     edit=_parts(file, change), verify=f"{file} … {words}",
                     stranger=stranger and f"{file}] {stranger}",
                     audit=f"{file} … {words}")  # fmt: skip


QR_CODES = tuple(
    _kind("the QR code exchanged for another", file, _other, stranger="")
    for file in (_WITNESS, _WITNESS_OF_DAY)
)
"""Of sheets that no list has, the time being on them: who draws no codes cannot tell one."""
TARGET = Target(
    title="Pictures of a workbook",
    finders=(CHECK, VERIFY, STRANGER, AUDIT),
    kinds=(
        _kind("the photos of two exchanged", _PLANS, _exchanged),
        _kind("the photos of two exchanged by their relations", _PLANS, _exchanged_relations),
        _kind("a photo of somebody else", _PLANS, _other),
        _kind("all photos taken out", _PLANS, _gone, "图片没有了"),
        _kind("a photo taken out", _PLANS, _one_gone),
        _kind("a photo enlarged over the names beside", _PLANS, _WIDER),
        _kind("a photo moved elsewhere", _PLANS, _MOVED),
        _kind("a photo made faint", _PLANS, _FAINT, "图片被裁剪", "有图片被裁剪"),
        *QR_CODES,
        *(_kind("the QR code enlarged over the text", file, _WIDER, stranger="二维码")
          for file in (_WITNESS, _WITNESS_OF_DAY)),
        _kind("a picture behind the cells", _PLANS, _ground, "另加了背景图片", "有背景"),
        _kind("a picture behind the cells", _WITNESS, _ground, "另加了背景图片", "有背景"),
    ),
)  # fmt: skip
