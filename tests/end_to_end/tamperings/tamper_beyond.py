"""What no program on that computer can find, because everything there agrees with everything else.

A whole publication is exchanged for another whole one. What tells is in other hands: the digest
of the last entry on a backup or an archive, the announced 封存摘要, the signed 抽签见证单, the
seed that many heard.
"""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tamper_amending import ONCE, amend_again, draw_day, put_back
from tamper_books import edit_parts
from tamper_documents import REPORT, report_of_then
from tamper_forgery import rewrite_log
from tamper_scene import SITE
from tampering import AUDIT, CHECK, STRANGER, VERIFY, Tampering, Target

from allocator.pipeline.listing import contents_borne

if TYPE_CHECKING:
    from tamper_scene import Scene
    from tampering import Edit

_TIME = re.compile(r"(\d{4})年(\d+)月(\d+)日 (?=\d\d:)")


def _whole(place: str) -> Edit:
    """Put another publication, whole, in the place of the one that is there."""

    def edit(scene: Scene) -> None:
        shutil.rmtree(scene.output)
        shutil.copytree(scene.aside / place, scene.output)

    return edit


def _never_rehearsed(scene: Scene) -> None:
    """Leave a rehearsal out: its file, its documents, its entry."""
    shutil.rmtree(scene.record / "rehearsals")
    shutil.rmtree(scene.output / SITE / "演练")
    rewrite_log(scene.record, lambda acts: [entry for entry in acts if entry[0] != "演练抽签"])


def _a_day_later(scene: Scene) -> None:
    """Move every time in the log and on every 抽签见证单 by a day."""

    def change(acts: list[Any]) -> None:
        for _, body, _ in acts:
            # `drawn` is when the laptop drew what came with a site pack.
            for name in {"time", "drawn"} & body.keys():
                moment = datetime.fromisoformat(body[name]) + timedelta(days=1)
                body[name] = moment.isoformat(timespec="seconds")

    rewrite_log(scene.record, change)
    for path in scene.output.rglob("抽签见证单*.xlsx"):
        assert edit_parts(path, lambda _, text: _TIME.sub(_tomorrow, text))


def _tomorrow(found: re.Match[str]) -> str:
    day = date(*map(int, found.groups())) + timedelta(days=1)
    return f"{day.year}年{day.month}月{day.day}日 "


def _report_of_then(scene: Scene) -> None:
    """Change a verdict in the report of before the draws, and what the log says that it said."""
    report_of_then(scene)
    contents = contents_borne(scene.output / REPORT)
    rewrite_log(scene.record, lambda acts: acts[4][1].update(reports=[contents]))


def _never_amended(scene: Scene) -> None:
    """Take back what somebody amended, and draw as if nothing had been."""
    put_back(scene, ONCE)
    draw_day(scene)


def _amended_otherwise(scene: Scene) -> None:
    """Take back what somebody amended, and amend again with a seed that gives somebody else."""
    put_back(scene, ONCE)
    amend_again(scene, seed="5599")
    draw_day(scene)


_PUBLISHED = Target(
    title="Beyond what a program can find",
    finders=(CHECK, VERIFY, STRANGER, AUDIT),
    kinds=(
        Tampering(name="everything of before the redraw put back, record and documents",
                  edit=_whole("重抽前")),
        Tampering(name="everything drawn anew with another seed", edit=_whole("另一种子")),
        Tampering(name="a rehearsal that never was, the log written anew", edit=_never_rehearsed),
        Tampering(name="合规审查报告 of before the draws: a verdict, its own digest remade, the "
                       "log written anew", edit=_report_of_then),
        Tampering(name="every time moved by a day, the log written anew", edit=_a_day_later),
    ),
)  # fmt: skip
_AMENDED = Target(
    title=_PUBLISHED.title,
    finders=_PUBLISHED.finders,
    kinds=(
        Tampering(name="an amendment taken back, with everything of after it",
                  edit=_never_amended),
        Tampering(name="an amendment made anew with another seed, and everything after it",
                  edit=_amended_otherwise),
    ),
    amended=True,
)  # fmt: skip
TARGETS = (_PUBLISHED, _AMENDED)
