"""What is said of exported workbooks: audited, reported on, and refused if a must is broken.

Used by a run before it publishes and by `allocator audit` afterwards, in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import AuditError
from allocator.models.rules import RULE_OF

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from allocator.audit.duty.tables import DutyTables
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.findings import RuleReport
    from allocator.progress import Progress
    from allocator.record.staff_store import StaffRecord
    from allocator.record.store import RunClaims
    from allocator.reporting.audit_page import Head

COMPLIANCE = "合规审查报告.xlsx"
AUDITED = "审查的抽签"
"""What the report calls the draws that it is about."""
ROSTERED = "审查的值守安排"
"""What the report calls the roster of duty that it is about; people make it after publication."""
NO_ROSTER = "没有"
OF_FILE = "；文件 SHA-256 前 16 位 "
"""What stands between the digests of a roster: of what was read, and of the file."""
RESULTS = "；结果摘要前 16 位 "
"""What stands between their number and their digest."""
DayResult = tuple[str, int, str]
"""Site, session and result digest of a draw of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an audit came to."""

    reports: tuple[RuleReport, ...]
    """In the order of the catalogue."""
    facts: Mapping[str, str]
    """What 合规审查报告 prints of the run, in its order."""
    head: Head
    """What its single page says of the run."""

    def write(
        self, folder: Path, edited: Sequence[tuple[str, str, str, str]] | None = None
    ) -> None:
        """Write 合规审查报告 into a folder in the making.

        `edited` is what differs from the record (None: the documents were just written from it).
        """
        from allocator.reporting.audit_report import write

        write(self.reports, self.facts, folder / COMPLIANCE, edited, self.head)


def audit_exported(
    output: Path,
    record: Path,
    inputs: Inputs,
    claims: RunClaims,
    jobs: int,
    progress: Progress,
    *,
    rostered: bool = False,
) -> Verdict:
    """Audit the workbooks in `output` against inputs and claims.

    `record` may hold posts and draws too; `jobs` is the number of processes. `rostered`: a roster
    of duty that lies there is audited too; it is no reason not to publish what was drawn. A breach
    is in the reports, never raised (see `refuse_broken`).
    """
    from allocator.audit.duty.tables import read_duty_tables
    from allocator.audit.run import audit
    from allocator.record.staff_store import has_staff, read_staff

    staff = read_staff(record) if has_staff(record) else None
    duty = read_duty_tables(output) if rostered and staff is not None else None
    reports = audit(
        output,
        inputs,
        _facts(claims, staff, record),
        staffed=staff is not None,
        duty=duty,
        jobs=jobs,
        progress=progress,
    )
    return Verdict(
        reports=reports,
        facts=_printed(inputs, claims, staff)
        | {AUDITED: audited_draws(claims, record), ROSTERED: roster_named(output, duty)},
        head=_head(inputs, claims, staff),
    )


def roster_named(output: Path, duty: DutyTables | None) -> str:
    """Return what an audit calls a roster of duty: where it stands, how many rows, two digests.

    One of what was read, which stays when the workbook is saved again; one of the file, which can
    be computed without this program. Of each sixteen digits: to know it again, not to prove it.
    """
    from allocator.record.canonical import digest_of
    from allocator.record.documents import sha256_of

    path = output / duty.book if duty is not None else output
    if duty is None or not path.is_file():
        return NO_ROSTER
    rows = len(duty.watches) + len(duty.rides) + len(duty.hands)
    digest = digest_of(repr(duty).encode())
    return f"{duty.book} {rows} 行；摘要前 16 位 {digest[:16]}{OF_FILE}{sha256_of(path)[:16]}"


def audited_draws(claims: RunClaims, record: Path) -> str:
    """Return which draws an audit of a record is about."""
    from allocator.record.amendments import amendment_files
    from allocator.record.day_store import in_force, read_days
    from allocator.record.staff_store import POSTS

    path = record / POSTS
    days, rehearsals = (
        [(day.site, day.session, day.result_digest) for day in in_force(read)]
        for read in (read_days(record), read_days(record, rehearsals=True))
    )
    posts = path.read_bytes() if path.is_file() else None
    amendments = [file.read_bytes() for file in amendment_files(record)]
    return draws_named(claims.result_digest, posts, amendments, days, rehearsals)


def draws_named(
    seats: str,
    posts: bytes | None,
    amendments: Sequence[bytes],
    days: Sequence[DayResult],
    rehearsals: Sequence[DayResult],
) -> str:
    """Return what an audit calls draws: how many, and of what results.

    `seats` is a result digest, `posts` and `amendments` the files of the record; draws of the day
    by site and session. Of the digest sixteen digits: to know the draws again, not to prove them.
    """
    from allocator.record.canonical import digest_of

    results, words = [seats.encode()], ["座位"]
    if posts is not None:
        results.append(posts)
        words.append("岗位")
    if amendments:
        results += amendments
        words.append(f"变更 {len(amendments)} 次")
    for made, word in ((days, "监考抽签"), (rehearsals, "演练")):
        results += ["\0".join(map(str, day)).encode() for day in made]
        words += [f"{word} {len(made)} 次"] if made else []
    return f"{'、'.join(words)}{RESULTS}{digest_of(*results)[:16]}"


def _head(inputs: Inputs, claims: RunClaims, staff: StaffRecord | None) -> Head:
    """Return what the single page of 合规审查报告 says of the run."""
    from allocator.reporting.audit_page import Head
    from allocator.reporting.text import span_text

    policy, papers = inputs.policy, inputs.papers
    start, end = min(paper.start for paper in papers), max(paper.end for paper in papers)
    opened = {tier.name: tier.value for tier in claims.tiers}
    counts = [f"考生 {len(inputs.candidates)} 人"]
    counts += [
        f"{word} {opened[name]} 个"
        for word, name in (("考点", "启用考点"), ("考场", "启用考场"))
        if name in opened
    ]
    if staff is not None:
        counts.append(f"上岗 {len(staff.posts.posted)} 人")
    return Head(
        exams="、".join(dict.fromkeys(paper.exam_name for paper in papers)),
        region=policy.others.get("考区", ""),
        time=span_text(start, end),
        people="，".join(counts),
        seed=claims.seed,
        method=claims.method,
        digest=claims.digest,
        result=claims.result_digest,
        waivers=policy.waivers,
    )


def _printed(inputs: Inputs, claims: RunClaims, staff: StaffRecord | None) -> dict[str, str]:
    """Return what the head of 合规审查报告 says of the run."""
    others = inputs.policy.others
    facts = {
        "数据与结构摘要": claims.digest,
        "种子": claims.seed,
        "方法版本": claims.method,
        "抽签结果摘要": claims.result_digest,
        "考生": str(len(inputs.candidates)),
        "适用规定": "规范（2023）与规程（2021）不一致处从严；"
        f"禁止入场：{others.get('禁止入场', '规程 第三十条')}；"
        f"考场系统管理员：{others.get('考场系统管理员', '规范 7.2.1.5')}；"
        f"回避范围：{others.get('回避范围', '规范')}（规范 5.1 所列亲属）；"
        f"档案保存：{others.get('档案保存', '不少于 5 年（规程 第二十五条）')}",
    }
    tiers = claims.tiers
    if staff is not None:
        facts["岗位安排"] = (
            f"上岗 {len(staff.posts.posted)} 人，"
            f"回避 {len({r.staff for r in staff.recusals if r.scope == '考试'})} 人"
        )
        tiers += staff.posting.tiers
    for tier in tiers:
        gap = "已证最优" if tier.optimal else f"下界 {tier.bound}"
        facts[tier.name] = f"{tier.value}（{gap}）"
    for rule, reason in inputs.policy.waivers.items():
        facts[f"豁免 {rule}"] = reason
    return facts


def _facts(claims: RunClaims, staff: StaffRecord | None, record: Path) -> RunFacts:
    from allocator.audit.facts import RunFacts
    from allocator.record.amendments import read_amendments
    from allocator.record.day_store import in_force, read_days

    days = (*in_force(read_days(record)), *in_force(read_days(record, rehearsals=True)))
    return RunFacts(
        seed=claims.seed,
        digest=claims.digest,
        full_ids=claims.full_ids,
        tiers=claims.tiers,
        pairs_left=claims.pairs_left,
        pairs_bound=claims.pairs_bound,
        draw_tiers={(day.site, day.session, day.rehearsal): day.result.tiers for day in days},
        draws={(day.site, day.session, day.rehearsal): day.result for day in days},
        draw_absent={(day.site, day.session, day.rehearsal): day.absent for day in days},
        operator=claims.operator,
        reviewer=claims.reviewer,
        post_tiers=staff.posting.tiers if staff is not None else (),
        spreads=staff.posting.spreads if staff is not None else (),
        amenders=tuple(
            (f"第 {one.number} 次变更的{role}", who)
            for one in read_amendments(record)
            for role, who in (("编排人", one.operator), ("复核人", one.reviewer))
        ),
    )


def refuse_broken(reports: Sequence[RuleReport]) -> None:
    """Raise `AuditError` when a must rule has a breach that is not waived."""
    broken = [
        report
        for report in reports
        if RULE_OF[report.rule].kind == "must" and any(not f.waived for f in report.findings)
    ]
    if broken:
        lines = [
            f"{report.rule} {RULE_OF[report.rule].title}：违反 {len(report.findings)} 处，"
            f"例如 {report.findings[0].place} {report.findings[0].message}"
            for report in broken
        ]
        raise AuditError("审查发现违反必须遵守的规则，没有发布任何结果：\n" + "\n".join(lines))
