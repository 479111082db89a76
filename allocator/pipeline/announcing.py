"""封存摘要: what is announced of a freeze, before there is a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.models.domain.exam import Inputs

TEXT, PICTURE = "封存摘要.txt", "封存摘要.png"


def announced(inputs: Inputs, digest: str, sm3: str) -> tuple[str, bytes]:
    """Return the text, and the QR code of the digests as PNG."""
    from allocator.record.ceremony import LEAST_SHOWN, grouped
    from allocator.reporting.witness_sheet import qr_png, qr_text

    code = f"SHA-256:{digest}\nSM3:{sm3}"
    names = {paper.exam: paper.exam_name for paper in inputs.papers}
    lines = (
        f"封存摘要：{'、'.join(names.values())}",
        "",
        f"SHA-256　{grouped(digest)}",
        f"SM3　　　{grouped(sm3)}",
        "",
        "封存的是全部输入和考场结构，此后不得改动；种子应在此摘要公布之后当众产生。",
        f"复核人核对后确认：allocator confirm --digest “SHA-256 摘要，至少前 {LEAST_SHOWN} 位” "
        "--reviewer 复核人",
        "",
        qr_text(code),
    )
    return "\n".join(lines), qr_png(code)
