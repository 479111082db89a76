"""Whether the ticket templates of 参数 can number what was read: widths, places, uniqueness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.intake.sink import Fault
from allocator.models.domain.policy import Numbering
from allocator.models.domain.tickets import parse_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.intake.exams import Exam, ExamBook, Placed
    from allocator.intake.policy import Settings
    from allocator.intake.sink import Sink
    from allocator.intake.sites import PlacedSite
    from allocator.models.domain.tickets import Segment

_NAME = "准考证模板"


def check(
    settings: Settings,
    book: ExamBook,
    sites: Sequence[PlacedSite],
    sink: Sink,
) -> None:
    """Tell of every template in force that cannot do, and of every code too long for it."""
    for key, setting in settings.rows.items():
        if key.startswith(f"{_NAME}:") and key.partition(":")[2] not in book.exams and book.exams:
            message = f"考试代码“{key.partition(':')[2]}”在考试表中没有。"
            fault = Fault("template-exam", message, f"可用：{'、'.join(book.exams)}。")
            sink.cell(setting.table, setting.index, "name", fault)
    for number, exam in enumerate(book.exams.values(), 1):
        text = settings.policy.template_of(exam.code)
        segments = parse_template(text)
        checker = _Checker(settings, exam, text, segments, sink)
        checker.shape(several_sites=len(sites) > 1)
        checker.region()
        checker.widths(number, book.placed, sites)


class _Checker:
    """Checks one template against one exam; where it was given decides where faults stand."""

    def __init__(
        self,
        settings: Settings,
        exam: Exam,
        text: str,
        segments: Sequence[Segment],
        sink: Sink,
    ) -> None:
        self._settings, self._exam, self._text, self._sink = settings, exam, text, sink
        self._width: dict[str, int] = {}
        for segment in segments:
            if segment.name:
                narrow = min(segment.width, self._width.get(segment.name, segment.width))
                self._width[segment.name] = narrow

    def _tell(self, fault: Fault) -> None:
        rows = self._settings.rows
        setting = rows.get(f"{_NAME}:{self._exam.code}") or rows.get(_NAME)
        if setting is not None:
            self._sink.cell(setting.table, setting.index, "value", fault)
        else:
            message = f"默认模板 {self._text}：{fault.message}"
            self._sink.report(fault.code, message, fault.cure, sheet="参数", column="值",
                              value=self._text)  # fmt: skip

    def shape(self, *, several_sites: bool) -> None:
        """Check that numbers can be unique, and that 批次 can be told apart."""
        has = self._width
        serial = "流水" in has
        if not serial and not ("考场" in has and "座位" in has):
            message = "模板里既没有流水，也没有考场加座位，准考证号会重复。"
            cure = "请加上 {考场:3}{座位:2}，或 {流水:5}。"
            self._tell(Fault("template-not-unique", message, cure))
        elif (
            not serial
            and several_sites
            and "考点" not in has
            and self._settings.policy.numbering is Numbering.SITE
        ):
            message = "考场按考点连续编号，模板里没有考点，不同考点的准考证号会重复。"
            cure = "请加上 {考点:2}，或把考场编号设为考区连续。"
            self._tell(Fault("template-not-unique", message, cure))
        if self._exam.batches != (0,) and not serial and "批次" not in has:
            message = f"考试 {self._exam.code} 分批次，模板里没有批次也没有流水。"
            self._tell(Fault("template-no-batch", message, "请加上 {批次:1} 或 {流水:5}。"))

    def region(self) -> None:
        """Check 省 and 市."""
        policy = self._settings.policy
        for name, value in (("省", policy.province), ("市", policy.city)):
            if name not in self._width:
                continue
            if not value:
                message = f"模板里有{name}，参数里没有{name}的代码。"
                fault = Fault("template-place", message, f"请在参数加一行：名称 {name}，值为代码。")
                self._tell(fault)
            elif len(value) > self._width[name]:
                setting = self._settings.rows[name]
                fault = self._long(name, value)
                self._sink.cell(setting.table, setting.index, "value", fault)

    def _long(self, name: str, code: str) -> Fault:
        width = self._width[name]
        message = f"{name}代码“{code}”有 {len(code)} 位，模板的“{name}”段只有 {width} 位。"
        return Fault("code-too-long", message, f"请缩短代码，或把模板改成 {{{name}:{len(code)}}}。")

    def widths(self, number: int, placed: Sequence[Placed], sites: Sequence[PlacedSite]) -> None:
        """Check the codes of the exam and of every site against their segments."""
        order = str(number)
        if len(order) > self._width.get("考试序号", len(order)):
            self._tell(self._long("考试序号", order))
        told: set[tuple[str, str]] = set()
        for item in placed:
            paper = item.paper
            if paper.exam != self._exam.code:
                continue
            for name, key, code in (
                ("考试", "exam", paper.exam),
                ("级别", "level_code", paper.level_code),
                ("专业", "specialty_code", paper.specialty_code),
                ("批次", "batch", str(paper.batch)),
            ):
                if len(code) > self._width.get(name, len(code)) and (name, code) not in told:
                    told.add((name, code))
                    self._sink.cell(item.table, item.index, key, self._long(name, code))
        for site, table, index in sites:
            if len(site.code) > self._width.get("考点", len(site.code)):
                self._sink.cell(table, index, "site", self._long("考点", site.code))
