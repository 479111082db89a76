"""抽签见证单: one page for whoever witnesses a draw, with digests, seed and lines to sign.

Sheet `抽签见证单`: title, exam, what was drawn, then labels each followed by its value: 次数, 时间;
种子, 方法版本; the digests in groups of eight, with a QR code of them; 重抽理由 where there is any;
编排人, 复核人, 见证人 with a line to sign. The only document that bears the time of the draw.
"""

from __future__ import annotations

from io import BytesIO, StringIO
from typing import TYPE_CHECKING, NamedTuple

from allocator.reporting import Report
from allocator.reporting.form import Form
from allocator.reporting.layout import PORTRAIT, Document

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.layout import PageSheet

REPORT = Report(name="抽签见证单", audience="考区、见证人", public=False)

_WIDTHS = (30.0, 59.0, 30.0, 59.0)
_PICTURE = 150.0
"""Height of the row that holds the QR code, in points."""
_SIDE = 186
"""Side of the QR code in pixels of 96 to the inch."""
_NOTE = (
    "摘要在抽签之前即已确定，种子在其后产生；用同样的数据、种子和方法，任何人都能算出同样的结果。"
    "二维码内容与上列摘要相同。本单由考区存档，保存不少于 5 年。"
)


class Witnessed(NamedTuple):
    """What the sheet of one draw says."""

    title: str
    what: str
    number: int
    """1 for the first draw, 2 for its first redraw …"""
    digests: tuple[tuple[str, str], ...]
    """(label, hex)."""
    seed: str
    method: str
    operator: str
    reviewer: str
    witness: str
    """The three persons; blank: to be written by hand."""
    reason: str
    time: str
    """ISO 8601, or blank."""


def write(sheet: Witnessed, target: Path) -> None:
    """Write the sheet."""
    with Document(REPORT.name, target, digest=sheet.digests[0][1]) as document:
        page = document.sheet(REPORT.name, PORTRAIT, _WIDTHS)
        form = Form(document, page, _WIDTHS)
        form.title(f"{sheet.title}\n{REPORT.name}", 56)
        form.line(34, (1, "抽签内容"), (3, sheet.what))
        form.line(28, (1, "次数"), (1, f"第 {sheet.number} 次"), (1, "时间"), (1, sheet.time))
        form.line(28, (1, "种子"), (1, sheet.seed), (1, "方法版本"), (1, sheet.method))
        for label, digest in sheet.digests:
            form.line(44, (1, label), (3, _in_two_lines(digest)))
        if sheet.reason:
            form.line(34, (1, "重抽理由"), (3, sheet.reason))
        form.line(_PICTURE, (1, "摘要二维码"), (3, ""))
        _place(page, qr_png(_code_text(sheet)))
        for role, name in (("编排人", sheet.operator), ("复核人", sheet.reviewer),
                           ("见证人", sheet.witness)):  # fmt: skip
            form.line(40, (1, role), (1, name), (1, f"{role}\n签字、日期"), (1, ""))
        form.note(_NOTE, 36)
        page.finish()


def _in_two_lines(digest: str) -> str:
    groups = [digest[n : n + 8] for n in range(0, len(digest), 8)]
    half = -(-len(groups) // 2)
    return f"{' '.join(groups[:half])}\n{' '.join(groups[half:])}"


def _code_text(sheet: Witnessed) -> str:
    return "\n".join(f"{label.split()[-1]}:{digest}" for label, digest in sheet.digests)


def _place(page: PageSheet, picture: bytes) -> None:
    """Lay a square picture over the row just written."""
    page.fix_row_sizes()
    side = int.from_bytes(picture[16:20], "big")  # where PNG keeps its width in pixels
    scale = _SIDE / side
    page.insert_image(page.rows_written - 1, 1, "摘要二维码.png", {
        "image_data": BytesIO(picture), "x_scale": scale, "y_scale": scale, "x_offset": 8,
        "y_offset": 6, "object_position": 2, "description": "摘要二维码",
    })  # fmt: skip


def qr_png(text: str, scale: int = 6) -> bytes:
    """Return a QR code as PNG, the same bytes every time."""
    import segno

    data = BytesIO()
    segno.make(text, error="m", micro=False).save(data, kind="png", scale=scale, border=2)
    return data.getvalue()


def qr_text(text: str) -> str:
    """Return a QR code made of block characters, for a terminal or a text file."""
    import segno

    data = StringIO()
    segno.make(text, error="m", micro=False).terminal(data, border=2, compact=True)
    return data.getvalue()
