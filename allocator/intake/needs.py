"""The words of 特殊需求, and the words that stand for "no 工作单位"."""

from __future__ import annotations

import re
import unicodedata

from allocator.intake import cells
from allocator.intake.sink import Fault
from allocator.models.domain.exam import Need

_GROUND = frozenset(
    ("一楼", "1楼", "底楼", "一层", "1层", "底层", "首层", "一楼考场", "1f", "低楼层")
)
_ACCESSIBLE = frozenset(("无障碍", "轮椅", "无障碍考场", "坐轮椅", "使用轮椅"))
_ALONE = frozenset(("单独考场", "单独", "单人考场", "单人", "独立考场"))
_NONE = frozenset(("无", "否", "没有", "-", "—", "/", "正常"))
_EXTRA = re.compile(r"(?:延时|延长|延长时间|加时)\(?(\d{1,3})%\)?")
_GAP = re.compile(r"(延时|延长|延长时间|加时)\s+(?=\d)")
_SEPARATORS = re.compile(r"[、；;,，\s+＋/]+")
_MOST_PERCENT = 200

KNOWN = "一楼、无障碍、单独考场、延时30%"

_NO_EMPLOYER = frozenset(
    (
        "无", "无单位", "暂无", "暂无单位", "没有", "待业", "无业", "自由职业", "自由职业者",
        "无工作单位", "待业中", "个人", "社会人员", "-", "--", "—", "——", "/", "\\", "0", ".",
        "。", "*", "n/a", "none",
    )
)  # fmt: skip


def need(cell: object) -> Need | Fault:
    """Read 特殊需求; a word that is not known is refused with the known ones named."""
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if text.lower() in _NONE:
        return Need()
    ground = accessible = alone = False
    percent = 0
    for word in filter(None, _SEPARATORS.split(_GAP.sub(r"\1", text))):
        token = word.lower()
        extra = _EXTRA.fullmatch(token)
        if token in _GROUND:
            ground = True
        elif token in _ACCESSIBLE:
            accessible = True
        elif token in _ALONE:
            alone = True
        elif extra is not None and 1 <= int(extra.group(1)) <= _MOST_PERCENT:
            percent = int(extra.group(1))
        else:
            message = f"特殊需求“{word}”不认识。"
            cure = f"可用：{KNOWN}（百分数可改），用顿号分隔；其他说明请写在备注。"
            return Fault("need-unknown", message, cure)
    return Need(ground, accessible, alone, percent)


def employer(cell: object) -> str | Fault:
    """Read 工作单位 as the name of a group: NFKC, inner blanks as they stand."""
    if not isinstance(cell, str):
        cell = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return cells.ditto(cell) or unicodedata.normalize("NFKC", cell).strip()


def is_placeholder(name: str) -> bool:
    """Return whether a 工作单位 says that there is none."""
    return name.lower() in _NO_EMPLOYER
