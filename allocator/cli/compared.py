"""What commands say of documents that were held against their record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from allocator.lettering import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.pipeline.recording import Audited
    from allocator.pipeline.verification.outcome import Verification
    from allocator.pipeline.verification.tables import Difference

_PERSONAL = ("姓名", "工作单位")
_PRINTED = re.compile("[A-Z]+|整行")
"""What stands for a column in a difference of a printed document, whose columns have no names."""

_SHOWN = 200
"""Differences that a verification shows; --json has all of them."""
_NAMED = 5
"""Files that a note names."""
_CURE = (
    "请查明原因：记录（record）有改动，恢复备份；文书有改动，换回公布时的文件，"
    "或移走后用 allocator documents 补写。"
)
_EDITED_SHOWN = 20
"""Differences that an audit shows; its report has them all."""


def edited_lines(done: Audited) -> list[str]:
    """Return what was edited, as far as a screen has room for it."""
    if not done.edited:
        return [f"与记录核对：工作簿 {done.books} 个，逐格一致。"]
    lines = [f"与记录核对：工作簿 {done.books} 个，有 {len(done.edited)} 处与记录不同："]
    lines += [f"  {one.text}" for one in done.edited[:_EDITED_SHOWN]]
    if len(done.edited) > _EDITED_SHOWN:
        lines.append(f"  …… 另有 {len(done.edited) - _EDITED_SHOWN} 处，见报告的“与记录不同”。")
    return lines


def difference_data(one: Difference) -> dict[str, Any]:
    """Return a difference for --json; what may be personal is left out.

    What a cell of a printed document holds may be personal as well.
    """
    names = ["file", "sheet", "row", "key", "column"]
    if one.column not in _PERSONAL and not _PRINTED.fullmatch(one.column):
        names += ["expected", "found", "words"]
    return {name: getattr(one, name) for name in names}


def verified_lines(done: Verification, looked: str) -> list[str]:
    """Return what a verification found, for the screen; `looked` says what it looked at."""
    lines = [
        f"复核一致：{looked}，与记录相同（文件相同；另存过的，各格文字、图片、页脚和打印范围相同，"
        "没有发现隐藏的内容）。"
    ]
    lacking = sum(one.is_lacking for one in done.differences)
    many = len(done.differences)
    if done.differences and lacking == many:
        head = f"没有发现不同：{looked}，但有 {lacking} 个公布过的文书不在这里，没有核对"
        head += "（丢失的可用 allocator documents 补写）："
        lines = [head, *_listed(done.differences)]
    elif done.differences:
        among = f"，其中 {lacking} 处只是缺少文书" if lacking else ""
        head = f"复核不一致：{looked}，有 {many} 处不同{among}。{_CURE}"
        lines = [head, *_listed(done.differences)]
    elif done.doubtful:
        lines = [f"不能断定：{looked}，抽签与编排总表同记录一致，其他文书见下。"]
    if done.doubtful:
        lines.append(
            f"文书由程序 {'、'.join(done.versions)} 版生成，与记录中的清单相同，但与本版本重新"
            f"生成的有 {len(done.doubtful)} 处不同，可能是版式有变，也可能是清单被人改写。"
            "要断定请用原来的版本核对："
        )
        lines += _listed(done.doubtful)
    if done.chosen:
        lines[:1] = lines[:1] if done.differences or done.doubtful else [f"不能断定：{looked}。"]
        lines.append(
            "下列结构不是本程序求解得到的那一个，虽然目标同样好：可能有人在同样好的当中挑选过，"
            "也可能是处理器不同。要断定请在当时的电脑上核对："
        )
        lines += _listed(done.chosen)
    if done.solvers:
        lines.append(
            f"注意：结构由 {'；'.join(done.solvers)} 求解，本机得到的是同样好的另一个，"
            "所以没有断定它未经挑选；要断定请用同样的版本和电脑核对。"
        )
    if done.stale_report:
        lines.append(
            "注意：合规审查报告审查的不是记录中现在的这些抽签，没有核对；"
            "请用 allocator audit 重新审查。"
        )
    return [*lines, *uncompared_lines(done.uncompared)]


def uncompared_lines(places: Sequence[str]) -> list[str]:
    """Return what is said of files and folders that pass for documents and were not compared."""
    folders = [place for place in places if place.endswith("/")]
    files = [place for place in places if not place.endswith("/")]
    lines = []
    if files:
        lines.append(
            f"注意：{len(files)} 个文件名称像公布的文书，但不是公布的文件，格式不同"
            "或打不开（已损坏，或加了密码），不能核对："
            f"{some(files)}。请以公布的文书为准；来历不明的，查明后移出文书文件夹。"
        )
    if folders:
        lines.append(
            f"注意：{len(folders)} 个文件夹里另有记录和文书，没有核对：{some(folders)}。"
            "要核对请对该文件夹单独运行 allocator verify。"
        )
    return lines


def some(places: Sequence[str]) -> str:
    """Return the first of many files as a note names them."""
    return printable("、".join(places[:_NAMED])) + (" 等" if len(places) > _NAMED else "")


def _listed(differences: Sequence[Difference]) -> list[str]:
    lines = [f"  {one.text}" for one in differences[:_SHOWN]]
    if len(differences) > _SHOWN:
        lines.append(f"  …… 另有 {len(differences) - _SHOWN} 处，加 --json 可全部列出。")
    return lines
