"""禁止入场 as it is printed: only what it says of the papers that are sat."""

from __future__ import annotations

import re

_OF_AUDIO_VIDEO = re.compile("语音|视频")
_OF_OTHERS = "其他考试"


def entry_rule(rule: str, *, audio_video: bool, others: bool) -> str:
    """Return the clauses of a rule that concern 语音视频 papers, others, or both.

    A rule that says nothing of the papers that are sat is returned as it stands.
    """
    if audio_video and others:
        return rule
    kept = [clause for clause in rule.split("；")
            if bool(_OF_AUDIO_VIDEO.search(clause)) == audio_video]  # fmt: skip
    return "；".join(kept).removeprefix(_OF_OTHERS) if kept else rule
