"""What a result of a site pack must stand before it is merged.

Nothing of it is believed: its signature must be that of an issued pack, its log must go on from
what was merged before, and the draw made here again must be the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import AuditError, InfeasibleError, LimitError, UsageError
from allocator.pipeline.absentees import is_due
from allocator.pipeline.days import DayOptions, make_draw
from allocator.pipeline.merge_log import refuse_log
from allocator.pipeline.pack_state import facts_of
from allocator.pipeline.persons import refuse_one_person, refuse_recused_planners
from allocator.record.ceremony import DAY, FREEZE, draw_digest
from allocator.record.ledger import masked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.record.day_store import DayRecord
    from allocator.record.packs import IssuedPack, SiteResult


@dataclass(frozen=True, slots=True)
class Checked:
    """A result that was found good, with what was there when it was."""

    name: str
    result: SiteResult
    sheet: SiteSheet
    turn: int
    before: tuple[DayRecord, ...]
    """All draws of the site."""


def check(record: Path, name: str, result: SiteResult, earlier: Sequence[Checked]) -> Checked:
    """Return a result with its sheet; `earlier` are results of the same call, checked before."""
    from allocator.record.day_store import read_days
    from allocator.record.ledger import read_log

    sheet, data = _refuse_foreign(record, name, result)
    days = list(read_days(record, result.site))
    days += [one.result.day for one in earlier if one.result.site == result.site]
    days.sort(key=lambda day: (day.session, day.number))
    _refuse_place(name, result.day, days)
    refuse_log(record, name, result, [one.result for one in earlier])
    frozen = any(entry.act == FREEZE for entry in read_log(record))
    _refuse_persons(record, name, result.day, frozen=frozen)
    turn = _recomputed(name, sheet, data, result.day, days)
    refuse_unconfirmed(name, result.day, facts_of(result.log[-1]), frozen=frozen)
    return Checked(name, result, sheet, turn, tuple(days))


def _refuse_foreign(record: Path, name: str, result: SiteResult) -> tuple[SiteSheet, bytes]:
    """Return the sheet that a result belongs to, after checking whose it is."""
    from allocator.record.packs import WITHDRAWN, exam_digest, read_issued, sha256
    from allocator.record.staff_store import read_sheet

    issued = read_issued(record)
    pack = next((one for one in issued if one.public == result.key), None)
    if pack is None:
        raise _unknown(name, result, issued, record)
    if (pack.site, pack.number) != (result.site, result.pack):
        raise AuditError(
            f"{name} 用考点 {pack.site} 第 {pack.number} 号包的密钥签名，却写着考点 {result.site} "
            f"第 {result.pack} 号包，没有并入。请查明文件来源。"
        )
    if pack.state == WITHDRAWN:
        raise LimitError(
            f"{name} 来自已停用的考点 {pack.site} 第 {pack.number} 号包，没有并入。"
            "请用新发的考点包抽签。"
        )
    sheet, data = read_sheet(record, result.site)
    if result.posts != sheet.digest:
        raise _of_older_posts(name, result.site)
    if result.exam != exam_digest(sheet.title):
        raise _of_another_exam(name, sheet)
    if not pack.sheet == result.sheet == sha256(data):
        raise AuditError(
            f"{name} 所用的考点抽签资料与考区记录不同（摘要不符），没有并入。请核对记录或重新发包。"
        )
    return sheet, data


def _unknown(
    name: str, result: SiteResult, issued: Sequence[IssuedPack], record: Path
) -> AuditError | LimitError:
    """Return why a key is not known: another exam, older posts, or a forged result."""
    from allocator.record.packs import exam_digest
    from allocator.record.staff_store import read_sheet, sites_with_sheets

    codes = sites_with_sheets(record)
    here = result.site in codes
    sheet = read_sheet(record, result.site if here else codes[0])[0] if codes else None
    if sheet is not None and result.posts != sheet.digest:
        # Digests of posts cover the inputs, so another exam has others too.
        if result.exam != exam_digest(sheet.title):
            return _of_another_exam(name, sheet)
        return _of_older_posts(name, result.site)
    numbers = "、".join(f"{one.site} 第 {one.number} 号" for one in issued[:20])
    return AuditError(
        f"{name} 的签名密钥不属于本考区发出的任何考点包，没有并入。"
        + (f"已发：{numbers}。" if numbers else "本考区还没有发过考点包。")
        + "请查明文件来源。"
    )


def _of_another_exam(name: str, sheet: SiteSheet) -> LimitError:
    return LimitError(
        f"{name} 是另一个考试的抽签结果，本文件夹是“{sheet.title}”，没有并入。请核对项目文件夹。"
    )


def _of_older_posts(name: str, site: str) -> LimitError:
    return LimitError(
        f"{name} 依据的岗位安排与考区现有的不同（多为旧的安排），没有并入。"
        f"请用 allocator pack --site {site} 重新发包。"
    )


def _refuse_place(name: str, day: DayRecord, days: Sequence[DayRecord]) -> None:
    """Refuse a draw that is there already, or that did not see the draws that are there."""
    from allocator.record.day_store import in_force

    where = f"考点 {day.site} 场次 {day.session}"
    mine = [old for old in days if old.session == day.session]
    if day in mine:
        raise LimitError(
            f"{name}（{where} 第 {day.number} 次抽签）已经并入过；这次一个文件也没有并入。"
            "请去掉它后重新运行。"
        )
    if day.number <= len(mine):
        raise AuditError(
            f"{name} 与考区已有的{where} 第 {day.number} 次抽签不同（已有的种子 "
            f"{mine[day.number - 1].seed}，文件的种子 {day.seed}），没有并入，原结果没有改动。"
            "请查明哪一次是当天公布的结果。"
        )
    others = [old for old in in_force(days) if old.session != day.session]
    have = {old.result_digest for old in days}
    if day.number > len(mine) + 1 or any(digest not in have for digest in day.earlier):
        raise LimitError(
            f"{name}（{where} 第 {day.number} 次抽签）之前还有用这个考点包抽的结果没有并入。"
            "请把先抽的结果文件一并写上；没有并入。"
        )
    if tuple(old.result_digest for old in others) != day.earlier:
        raise AuditError(
            f"{name} 抽签时没有计入考区已有的该考点其他场次的抽签（ROOM-REPEAT），没有并入。"
            "请重新发包，由考点按新包重抽并写明理由。"
        )


def _refuse_persons(record: Path, name: str, day: DayRecord, *, frozen: bool) -> None:
    """Refuse what recused persons drew, or one person alone again: the laptop knows no relatives.

    As the draw in the project folder does (RECUSE-PLANNER, 规程 第四十二条).
    """
    from allocator.record.store import read_inputs

    if (frozen or day.number > 1) and not (day.operator.strip() and day.reviewer.strip()):
        what = "重抽" if day.number > 1 else "封存的考试的抽签"
        raise AuditError(f"{name} 是{what}，却没有写明两人，没有并入。请由两人重抽并写明工号。")
    if not (day.operator or day.reviewer):
        return
    inputs = read_inputs(record)
    try:
        refuse_one_person(inputs, day.operator, day.reviewer)
        refuse_recused_planners(inputs, day.operator, day.reviewer)
    except InfeasibleError as error:
        raise AuditError(
            f"{name} 没有并入：{'；'.join(clash.cause for clash in error.clashes)}。"
            "请由没有回避情形的人员重抽并写明理由。"
        ) from error
    except (LimitError, UsageError) as error:
        raise AuditError(f"{name} 没有并入：{error}请由考点两人重抽并写明理由。") from error


def refuse_unconfirmed(
    name: str, day: DayRecord, attempt: Mapping[str, object], *, frozen: bool
) -> None:
    """Refuse a draw that takes two and that no second person confirmed on the laptop.

    `attempt` is its last entry, `frozen` whether two persons froze the exam. Who types a half of
    the seed confirms by it what is drawn.
    """
    if not (frozen or day.number > 1) or attempt.get("halves"):
        return
    persons = masked(day.operator), masked(day.reviewer)
    drawn = draw_digest(DAY, day.digest, day.number, day.seed, persons, day.reason)
    if attempt.get("confirmed") != drawn:
        raise AuditError(
            f"{name} 须由两人抽签，却没有复核人对它的确认，没有并入。请由两人重抽，由复核人核对"
            "确认摘要。"
        )


def _recomputed(
    name: str, sheet: SiteSheet, data: bytes, day: DayRecord, days: Sequence[DayRecord]
) -> int:
    """Return the turn after drawing it here again; refuse a result that is not the same."""
    turns = [nth for nth, one in enumerate(sheet.turns) if one.turn.name == day.session]
    proper = day.site == sheet.site and not day.rehearsal
    proper = proper and all(is_due(sheet, turn, day.absent) for turn in turns)
    if not turns or not proper or (day.number > 1 and not day.reason.strip()):
        raise AuditError(
            f"{name} 不是考点 {sheet.site} 的正式抽签（场次、缺席人员或重抽理由不对），没有并入。"
            "请查明文件来源。"
        )
    options = DayOptions(
        site=day.site, session=day.session, seed=day.seed, absent=day.absent, reason=day.reason,
        operator=day.operator, reviewer=day.reviewer, witness=day.witness,
    )  # fmt: skip
    try:
        again = make_draw(sheet, data, turns[0], options, day.number, days)
    except (InfeasibleError, LimitError) as error:
        raise AuditError(f"{name} 无法重算：{error} 没有并入。") from error
    if again != day:
        raise AuditError(
            f"{name} 与按种子 {day.seed} 重算的结果不符：{_difference(again, day)}，没有并入。"
            "请核对两台电脑的程序版本，并查明文件来源。"
        )
    return turns[0]


def _difference(mine: DayRecord, theirs: DayRecord) -> str:
    """Return what differs first, in words."""
    if mine.method != theirs.method:
        return f"抽签方法为 {theirs.method}，本程序为 {mine.method}"
    if mine.digest != theirs.digest:
        return "抽签摘要不同"
    for one, other in zip(mine.result.rooms, theirs.result.rooms, strict=False):
        if one != other:
            return (
                f"考场 {one.number} 应为 {'、'.join(one.invigilators)}，"
                f"文件为 {'、'.join(other.invigilators)}"
            )
    return "流动监考、备用或摘要不同"
