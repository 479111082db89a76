"""封存摘要: what is announced of a freeze, before there is a seed.

It lies beside the record, which alone is kept in backups: whatever brings results of a freeze back
to a folder, or makes them there, writes it again where it is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.models.domain.exam import Inputs
    from allocator.record.ceremony import Proposal

TEXT, PICTURE, PAGE = "封存摘要.txt", "封存摘要.png", "封存摘要.svg"
_NOTE = (
    "封存的是全部输入和考场结构，此后不得改动；",
    "种子应在此摘要公布之后当众产生。",
)


def announce(made: Path, inputs: Inputs, digest: str, sm3: str, number: int) -> tuple[str, ...]:
    """Write the page to print, the picture and the text into `made`, and return their names."""
    text, picture = announced(inputs, digest, sm3)
    page = printed(inputs, digest, sm3, number)
    (made / PAGE).write_text(page, encoding="utf-8", newline="\n")
    (made / PICTURE).write_bytes(picture)
    (made / TEXT).write_text(text, encoding="utf-8-sig", newline="\r\n")
    return PAGE, PICTURE, TEXT


def announce_again(made: Path, output: Path, inputs: Inputs, frozen: Proposal) -> None:
    """Write into `made` what `output` has not of the announcement; what is there stays as it is."""
    if all((output / name).exists() for name in (PAGE, PICTURE, TEXT)):
        return
    for name in announce(made, inputs, frozen.digest, frozen.sm3, frozen.number):
        if (output / name).exists():
            (made / name).unlink()


def announced(inputs: Inputs, digest: str, sm3: str) -> tuple[str, bytes]:
    """Return the text, and the QR code of the digests as PNG."""
    from allocator.record.ceremony import LEAST_SHOWN, grouped
    from allocator.reporting.witness_sheet import qr_png, qr_text

    code = _code(digest, sm3)
    lines = (
        f"封存摘要：{'、'.join(_exams(inputs))}",
        "",
        f"SHA-256　{grouped(digest)}",
        f"SM3　　　{grouped(sm3)}",
        "",
        "".join(_NOTE),
        f"复核人核对后确认：allocator confirm --digest “SHA-256 摘要，至少前 {LEAST_SHOWN} 位” "
        "--reviewer 复核人",
        "",
        qr_text(code),
    )
    return "\n".join(lines), qr_png(code)


def printed(inputs: Inputs, digest: str, sm3: str, number: int) -> str:
    """Return the page to print, as SVG: the QR code with what it is of; `number` of the freeze."""
    from allocator.reporting.digest_page import Announced, page

    digests = (("SHA-256", digest), ("SM3", sm3))
    return page(Announced(_exams(inputs), number, digests, _code(digest, sm3), _NOTE))


def _code(digest: str, sm3: str) -> str:
    return f"SHA-256:{digest}\nSM3:{sm3}"


def _exams(inputs: Inputs) -> tuple[str, ...]:
    return tuple({paper.exam: paper.exam_name for paper in inputs.papers}.values())
