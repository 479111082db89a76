"""抽签见证单: one page for whoever witnesses a draw, with digests, seed and lines to sign.

Sheet `抽签见证单`: title, exam, what was drawn, then labels each followed by its value: 次数, 时间;
种子, 方法版本; of a seed out of two halves, who typed which half, its nonce and its commitment; the
digests in groups of eight, with a QR code of them; 重抽理由 where there is any; 编排人, 复核人,
见证人 with a line to sign. The only document that bears the time of the draw.
"""

from __future__ import annotations

from io import BytesIO, StringIO
from typing import TYPE_CHECKING, NamedTuple, Protocol

from allocator.reporting import Report
from allocator.reporting.form import Field, Form
from allocator.reporting.layout import PORTRAIT, Document, inside
from allocator.reporting.marks import mark_of
from allocator.reporting.text import by_exams, height_of, moment_text, shared_heights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from allocator.reporting.layout import PageSheet

REPORT = Report(name="抽签见证单", audience="考区、见证人", public=False)

_WIDTHS = (30.0, 59.0, 30.0, 59.0)
_HEIGHTS, _WITH_HALVES = (44.0, 150.0, 40.0), (36.0, 130.0, 36.0)
"""Heights of the rows of a digest, of the QR code and of a signature, in points; all still fits on
one page where the seed is made of halves and there are three digests and a reason."""
_TITLE_HEIGHT, _NOTE_HEIGHT = 62.0, 36.0
_LETTERS = 10.5
"""Points of the letters of long texts, as far as the page has room for them."""
_PICTURE: tuple[Field, ...] = ((1, "摘要二维码"), (3, ""))
_ROUND = 10.5
"""What is left free above and below the QR code, in points."""
_NOTE = (
    "摘要在抽签之前即已确定，种子在其后产生；用同样的数据、种子和方法，任何人都能算出同样的结果。"
    "二维码内容与上列摘要相同。本单由考区存档，保存不少于 5 年。"
)
_NOTE_OF_HALVES = (
    "种子由两人各自不公开输入的一半用“-”连成，两份承诺都记入日志并公布之后才公开两半。承诺是以下各项"
    "之间加一个零字节的 SHA-256：allocator-half-v1、数据与结构摘要（或抽签依据摘要）、次数、"
    "A（复核人为 B）、本人（如上所列）、这一半、随机数。"
)


class Halves(Protocol):
    """The halves of a seed, that of 编排人 first."""

    @property
    def halves(self) -> tuple[str, str]:
        """Return what the two typed."""
        ...

    @property
    def nonces(self) -> tuple[str, str]:
        """Return what hid them in their commitments."""
        ...

    @property
    def commitments(self) -> tuple[str, str]:
        """Return what was shown before."""
        ...


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
    halves: Halves | None = None
    """What the seed was made of, if it was."""


def write(sheet: Witnessed, target: Path) -> None:
    """Write the sheet; long texts take what the page has left."""
    notes = [_NOTE] if sheet.halves is None else [_NOTE_OF_HALVES, _NOTE]
    lines = _lines(sheet)
    usual = [height for height, _ in lines]
    spare = PORTRAIT.height - _TITLE_HEIGHT - _NOTE_HEIGHT * len(notes) - sum(usual)
    needed = [max(height, _needed(fields)) for height, fields in lines]
    heights = shared_heights((*usual, spare), (*needed, 0.0))
    with Document(REPORT.name, target, mark=mark_of(sheet.digests[-1][1])) as document:
        page = document.sheet(REPORT.name, PORTRAIT, _WIDTHS)
        form = Form(document, page, _WIDTHS)
        form.title(f"{by_exams(sheet.title)}\n{REPORT.name}", _TITLE_HEIGHT)
        for (_, fields), height in zip(lines, heights, strict=False):
            form.line(height, *fields)
            if fields == _PICTURE:
                place_code(page, sheet.digests, height - _ROUND, (page.rows_written - 1, 1))
        for note in notes:
            form.note(note, _NOTE_HEIGHT)
        page.finish()


def _lines(sheet: Witnessed) -> list[tuple[float, tuple[Field, ...]]]:
    """Return the lines of the form with their usual heights, in points."""
    digest, picture, sign = _HEIGHTS if sheet.halves is None else _WITH_HALVES
    lines: list[tuple[float, tuple[Field, ...]]] = [
        (34, ((1, "抽签内容"), (3, sheet.what))),
        (28, ((1, "次数"), (1, f"第 {sheet.number} 次"),
              (1, "时间"), (1, moment_text(sheet.time)))),
        (28, ((1, "种子"), (1, sheet.seed), (1, "方法版本"), (1, sheet.method))),
        *_halves(sheet.halves),
        *((digest, ((1, label), (3, in_two_lines(text)))) for label, text in sheet.digests),
    ]  # fmt: skip
    if sheet.reason:
        lines.append((34, ((1, "重抽理由"), (3, sheet.reason))))
    lines.append((picture, _PICTURE))
    for role, name in (("编排人", sheet.operator), ("复核人", sheet.reviewer),
                       ("见证人", sheet.witness)):  # fmt: skip
        lines.append((sign, ((1, role), (1, name), (1, f"{role}\n签字、日期"), (1, ""))))
    return lines


def _halves(found: Halves | None) -> Iterator[tuple[float, tuple[Field, ...]]]:
    """Yield who typed which half, and what was committed to before."""
    if found is None:
        return
    roles = ("编排人", "复核人")
    for role, half, nonce, commitment in zip(
        roles, found.halves, found.nonces, found.commitments, strict=True
    ):
        yield 28, ((1, f"{role}的一半"), (1, half), (1, "随机数"), (1, in_two_lines(nonce)))
        yield (_WITH_HALVES[0],
               ((1, f"{role}的承诺\nSHA-256"), (3, in_two_lines(commitment))))  # fmt: skip


def _needed(fields: tuple[Field, ...]) -> float:
    """Return the points of height in which the values of a line are read with ease."""
    needed, place = 0.0, 0
    for nth, (span, text) in enumerate(fields):
        if nth % 2 and text:
            width = inside(sum(_WIDTHS[place : place + span]))
            needed = max(needed, height_of(str(text), width, _LETTERS))
        place += span
    return needed


def in_two_lines(digest: str) -> str:
    """Return a digest in groups of eight."""
    groups = [digest[n : n + 8] for n in range(0, len(digest), 8)]
    half = -(-len(groups) // 2)
    return f"{' '.join(groups[:half])}\n{' '.join(groups[half:])}"


def place_code(
    page: PageSheet,
    digests: Sequence[tuple[str, str]],
    side: float,
    cell: tuple[int, int],
    inset: tuple[float, float] = (8, 6),
) -> None:
    """Lay a QR code of digests (label, hex), `side` points wide, over rows already written.

    It begins in a cell (row, column from 0), so many pixels right of and below its corner.
    """
    text = "\n".join(f"{label.split()[-1]}:{digest}" for label, digest in digests)
    picture = qr_png(text)
    page.fix_row_sizes()
    wide = int.from_bytes(picture[16:20], "big")  # where PNG keeps its width in pixels
    scale = side * 96 / 72 / wide
    page.insert_image(*cell, "摘要二维码.png", {
        "image_data": BytesIO(picture), "x_scale": scale, "y_scale": scale, "x_offset": inset[0],
        "y_offset": inset[1], "object_position": 2, "description": "摘要二维码",
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
