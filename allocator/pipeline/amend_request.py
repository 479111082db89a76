"""What is asked of an amendment: read, and refused where it cannot be meant or comes too late."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from allocator.errors import LimitError, UsageError
from allocator.models.domain.amendments import STAFF
from allocator.models.domain.staffing import DRAWN_POSTS
from allocator.pipeline.persons import refuse_unnamed
from allocator.pipeline.telling import AMENDMENT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from allocator.models.domain.amendments import Correction
    from allocator.pipeline.amended_state import State
    from allocator.pipeline.amending import AmendOptions
    from allocator.pipeline.telling import Password
    from allocator.progress import Progress
    from allocator.publish import Workplace
    from allocator.record.ledger import Ledger

LONGEST_REASON = 200
"""Characters; a longer one would fill 变更单."""


class Roster(NamedTuple):
    """A roster that was given with what is to be put right."""

    corrections: tuple[Correction, ...] = ()
    folders: tuple[Path, ...] = ()
    """Where its photos are looked for."""
    warnings: int = 0


def refuse_nothing(paths: Sequence[Path], options: AmendOptions) -> None:
    """Raise `UsageError` where nothing is asked for, or something that belongs to it is missing."""
    if not paths and not options.out:
        raise UsageError(
            "没有写明变更什么：更正信息，请给出改好的名单（INPUT）；"
            "人员不能到岗，用 --out 写明工号。没有变更。"
        )
    if not options.reason:
        raise UsageError("变更必须写明理由：加 --reason 理由。没有变更。")
    if len(options.reason) > LONGEST_REASON:
        raise UsageError(
            f"--reason 有 {len(options.reason)} 字，请写在 {LONGEST_REASON} 字以内。没有变更。"
        )
    refuse_unnamed(options.operator, options.reviewer, AMENDMENT)
    if options.seed and not options.out:
        raise UsageError("没有人退出，不用抽签。请去掉 --seed，或用 --out 写明退出人员的工号。")


def refuse_early(opened: Ledger) -> None:
    """Raise `UsageError` where seats have not been drawn: nothing is there to be amended."""
    from allocator.record.ceremony import FREEZE, SEATS

    if not opened.facts(SEATS):
        cure = (
            "抽签前要改，请用 allocator freeze --replace --reason 重新封存"
            if opened.facts(FREEZE)
            else "请先用 allocator run 编排"
        )
        raise UsageError(f"还没有抽签，没有可变更的结果。{cure}。没有变更。")


def read_roster(
    paths: Sequence[Path],
    state: State,
    output: Path,
    place: Workplace,
    password: Password,
    progress: Progress,
) -> Roster:
    """Return what the roster given puts right; raises as what it calls."""
    if not paths:
        return Roster()
    from allocator.models.domain.amending import corrected
    from allocator.pipeline.correcting import corrections_between
    from allocator.pipeline.reading import read_inputs
    from allocator.pipeline.same_persons import refuse_other_persons

    intake, given = read_inputs(paths, output, place, password, progress, undone="没有变更")
    corrections = corrections_between(state.inputs, given)
    refuse_other_persons(state.drawn[0], corrected(state.inputs, corrections))
    return Roster(
        corrections=corrections,
        folders=tuple(sorted({path.parent for path in intake.files})),
        warnings=len(intake.issues),
    )


def refuse_unfit(
    state: State,
    options: AmendOptions,
    corrections: Sequence[Correction],
    fixed: Collection[str],
) -> None:
    """Raise `UsageError` for what cannot be meant, `LimitError` for what comes too late.

    `fixed`: see `Amendment.fixed`.
    """
    if not corrections and not options.out:
        raise UsageError(
            "给出的名单与现有的相同，没有要更正的。换照片的，照片请用新的文件名，"
            "并在 照片 一列写明。没有变更。"
        )
    known = {member.staff for member in state.inputs.staff}
    strangers = [who for who in options.out if who not in known]
    if strangers:
        raise UsageError(f"名单中没有工号 {'、'.join(strangers)}。请核对 --out；没有变更。")
    again = [who for who in options.out if who in state.gone]
    if again:
        raise UsageError(f"工号 {'、'.join(again)} 在以前的变更中已经退出。没有变更。")
    if state.inputs.staff and state.staff is None:
        raise LimitError(
            "还没有安排岗位，现在变更会使岗位与名单不一致，没有变更。请先运行 allocator posts；"
            "不用本程序安排岗位的，编排时名单不要带 工作人员 表。"
        )
    posted = {one.staff: one for one in state.staff.posts.posted} if state.staff else {}
    leaving = [who for who in options.out if who in posted]
    if leaving and not options.seed:
        raise UsageError("接替的人由抽签产生，请用 --seed 写明种子，如当众摇出的数字。没有变更。")
    if options.seed and not leaving:
        raise UsageError(
            f"工号 {'、'.join(options.out)} 没有任职，不用抽签接替。请核对工号，"
            "或去掉 --seed。没有变更。"
        )
    renamed = [one.key for one in corrections if (one.sheet, one.column) == (STAFF, "姓名")]
    for who in (*leaving, *renamed):
        if who in posted and posted[who].post in DRAWN_POSTS and posted[who].site in fixed:
            refuse_fixed(posted[who].site, who)


def refuse_fixed(site: str, who: str = "") -> None:
    """Raise `LimitError`: a site may have drawn from its sheet, which cannot change any more."""
    words = f"工号 {who} 任职的" if who else ""
    raise LimitError(
        f"{words}考点 {site} 已作监考抽签，或已发考点包，它的抽签资料不能再变，没有变更。"
        "人员不能到岗，抽签时用 --absent 注明，由备用监考替补；姓名有误，在文书上更正并签字。"
    )
