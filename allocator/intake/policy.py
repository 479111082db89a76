"""Reads sheet 参数: settings, switches of practice rules and waivers of 原则上 rules.

Which rule may be switched or waived comes from `models.rules`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from allocator.intake import cells
from allocator.intake.sink import Fault
from allocator.models.domain.policy import Apart, Numbering, Policy
from allocator.models.domain.tickets import parse_template
from allocator.models.rules import RULE_OF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.intake.exams import ExamBook
    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table

TEMPLATE = "准考证模板"
SPARE_ROOMS = "备用考场"
_WAIVER = "豁免"

KNOWN_SETTINGS = (
    "标准人数", "尾考场合并", "允许混编", "混编专业", "同单位间隔", "备用考场", "备用机",
    "试卷袋规格", "备用试卷袋", "准考证模板", "考场编号", "省", "市", "每考场监考", "监考配比",
    "有经验", "考场系统管理员", "系统管理员兼任监考", "回避范围", "禁止入场", "档案保存",
    "最短休息", "考区",
)  # fmt: skip
"""Names that the contract mentions; others are kept as text with a warning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of sheet 参数."""

    name: str
    value: str
    reason: str
    table: Table
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the sheet says; `rows` by 名称 places what later checks find wrong."""

    policy: Policy
    rows: dict[str, Setting]

    def spare_rooms(self) -> int:
        """Return 备用考场 where a site's cell is blank."""
        value = self.policy.others.get(SPARE_ROOMS, "1")
        return int(value) if value.isdecimal() else 1


def read(tables: Sequence[Table], book: ExamBook, sink: Sink) -> Settings:
    """Return the settings of all tables of sheet 参数; without any, the defaults."""
    builder = _Builder(sink)
    for table in tables:
        names = cells.read(table, "name", sink, cells.text, "")
        values = cells.read(table, "value", sink, cells.code, "")
        reasons = cells.read(table, "reason", sink, cells.text, "")
        for index, (name, value, reason) in enumerate(zip(names, values, reasons, strict=True)):
            if name and value is not None and reason is not None:
                wide = unicodedata.normalize("NFKC", name)
                setting = Setting(
                    name="".join(wide.split()), value=value, reason=reason, table=table, index=index
                )
                builder.add(setting)
    builder.name_specialties(book)
    return Settings(policy=builder.policy(), rows=builder.rows)


class _Builder:
    """Takes rows one by one."""

    def __init__(self, sink: Sink) -> None:
        self.rows: dict[str, Setting] = {}
        self._sink = sink
        self._values: dict[str, object] = {}
        self._templates: dict[str, str] = {}
        self._switches: dict[str, bool] = {}
        self._waivers: dict[str, str] = {}
        self._others: dict[str, str] = {}

    def add(self, setting: Setting) -> None:
        """Take one row, or tell what is wrong with it."""
        name = setting.name
        key = f"{name}/{_WAIVER}" if setting.value == _WAIVER else name
        earlier = self.rows.setdefault(key, setting)
        if earlier is not setting:
            if earlier.value != setting.value:
                message = (
                    f"“{name}”在第 {earlier.table.rows[earlier.index]} 行已设为“{earlier.value}”。"
                )
                self._fault(setting, "name", Fault("setting-twice", message, "同一参数只写一行。"))
            return
        if name.partition(":")[0] == TEMPLATE:
            self._template(setting)
        elif name.upper() in RULE_OF:
            self._rule(setting, name.upper())
        elif name in _PARSERS:
            field, parse = _PARSERS[name]
            value = parse(setting.value)
            if isinstance(value, Fault):
                self._fault(setting, "value", value)
            elif field:
                self._values[field] = value
            else:
                self._others[name] = str(value)
        else:
            if name not in KNOWN_SETTINGS:
                message = f"参数“{name}”不认识，按原样保留，不起作用。"
                cure = f"可用：{'、'.join(KNOWN_SETTINGS)}，以及规则编号。"
                self._fault(setting, "name", Fault("setting-unknown", message, cure))
            self._others[name] = setting.value

    def _fault(self, setting: Setting, key: str, fault: Fault) -> None:
        self._sink.cell(setting.table, setting.index, key, fault)

    def _template(self, setting: Setting) -> None:
        try:
            parse_template(setting.value)
        except ValueError as error:
            cure = "例如 {年:2}{考试序号:1}{批次:1}{考点:2}{考场:3}{座位:2}。"
            self._fault(setting, "value", Fault("template-syntax", f"{error}。", cure))
            return
        exam = setting.name.partition(":")[2]
        self._templates[exam] = unicodedata.normalize("NFKC", setting.value).strip()

    def _rule(self, setting: Setting, rule: str) -> None:
        if setting.value == _WAIVER:
            if not RULE_OF[rule].waivable:
                message = f"规则 {rule} 不是“原则上”的规定，不能豁免。"
                fault = Fault("rule-not-waivable", message, "请删去这一行。")
                self._fault(setting, "name", fault)
            elif not setting.reason:
                message = f"豁免 {rule} 没有写理由。"
                fault = Fault("waiver-no-reason", message, "请在“理由”列写明；合规审查报告会印出。")
                self._fault(setting, "reason", fault)
            else:
                self._waivers[rule] = setting.reason
            return
        value = cells.yes_no(setting.value)
        if isinstance(value, Fault):
            fault = Fault("setting-value", value.message, "请填写 是、否，或 豁免 并写理由。")
            self._fault(setting, "value", fault)
        elif RULE_OF[rule].switchable:
            self._switches[rule] = value
        elif not value:
            message = f"规则 {rule} 出自两个规定，不能关闭。"
            fault = Fault("rule-not-switchable", message, "请删去这一行。")
            self._fault(setting, "name", fault)

    def name_specialties(self, book: ExamBook) -> None:
        """Put names for codes in 混编专业, and refuse what no exam has."""
        setting = self.rows.get("混编专业")
        known: dict[str, str] = {}
        for exam in book.exams.values():
            known |= exam.specialty_of
        if setting is None or not known:
            return
        words = _specialties(setting.value)
        unknown = [word for word in words if cells.canon(word) not in known]
        if unknown:
            message = f"专业“{'、'.join(unknown)}”在考试表中没有。"
            cure = f"可用的专业：{'、'.join(dict.fromkeys(known.values()))}。"
            self._fault(setting, "value", _value(message, cure))
            return
        names = dict.fromkeys(known[cells.canon(word)] for word in words)
        self._values["mixed_specialties"] = tuple(names)

    def policy(self) -> Policy:
        """Return what was taken; ROOM-TAIL 是/否 says what 尾考场合并 says, and goes before it."""
        values = dict(self._values)
        if "ROOM-TAIL" in self._switches:
            values["merge_tail"] = self._switches["ROOM-TAIL"]
        return Policy(
            **values,  # type: ignore[arg-type]
            templates=MappingProxyType(dict(sorted(self._templates.items()))),
            switches=MappingProxyType(dict(sorted(self._switches.items()))),
            waivers=MappingProxyType(dict(sorted(self._waivers.items()))),
            others=MappingProxyType(dict(sorted(self._others.items()))),
        )


def _value(message: str, cure: str) -> Fault:
    return Fault("setting-value", message, cure)


def _yes_no(text: str) -> bool | Fault:
    value = cells.yes_no(text)
    return _value(value.message, value.cure) if isinstance(value, Fault) else value


def _yes_no_word(text: str) -> str | Fault:
    value = _yes_no(text)
    return value if isinstance(value, Fault) else ("是" if value else "否")


def _whole(low: int, high: int) -> Callable[[str], int | Fault]:
    parse = cells.whole(low, high)

    def read(text: str) -> int | Fault:
        value = parse(text)
        return _value(value.message, value.cure) if isinstance(value, Fault) else value

    return read


def _standard_size(text: str) -> int | Fault:
    if text in ("25", "30"):
        return int(text)
    return _value(f"标准人数“{text}”不对。", "只能填 25 或 30（规范 6.3.2.2.2）。")


def _apart(text: str) -> Apart | Fault:
    try:
        return Apart(text)
    except ValueError:
        return _value(f"同单位间隔“{text}”不对。", "请填写 前后左右、八邻 或 关闭。")


def _numbering(text: str) -> Numbering | Fault:
    try:
        return Numbering(text)
    except ValueError:
        return _value(f"考场编号“{text}”不对。", "请填写 考点连续 或 考区连续。")


def _specialties(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, re.split(r"[、；;,，]+\s*", text))))


def _bag_sizes(text: str) -> tuple[int, ...] | Fault:
    parts = [part for part in re.split(r"[、；;,，/\s份]+", text) if part]
    if not parts or not all(
        part.isascii() and part.isdigit() and 0 < int(part) <= 100 for part in parts
    ):
        return _value(f"试卷袋规格“{text}”不对。", "请写每袋份数，如 30/25/20/15/10/5。")
    return tuple(sorted({int(part) for part in parts}, reverse=True))


def _digits(text: str) -> str | Fault:
    if text.isascii() and text.isdigit():
        return text
    return _value(f"“{text}”不是行政区划代码。", "请填写代码数字，如 15。")


def _kin_range(text: str) -> str | Fault:
    if text in ("规范", "规程"):
        return text
    return _value(f"回避范围“{text}”不对。", "请填写 规范（六类亲属，默认）或 规程。")


def _ratio(text: str) -> str | Fault:
    if re.fullmatch(r"\d{1,3}:\d(;\d{1,3}:\d)*;?", text.replace(" ", ""), re.ASCII):
        return text
    return _value(f"监考配比“{text}”不对。", "请写成 30:2;60:3;99:4 的样子。")


_PARSERS: dict[str, tuple[str, Callable[[str], object]]] = {
    "标准人数": ("standard_size", _standard_size),
    "尾考场合并": ("merge_tail", _yes_no),
    "允许混编": ("mixed_papers", _whole(1, 9)),
    "混编专业": ("mixed_specialties", _specialties),
    "同单位间隔": ("apart", _apart),
    "考场编号": ("numbering", _numbering),
    "省": ("province", _digits),
    "市": ("city", _digits),
    "试卷袋规格": ("bag_sizes", _bag_sizes),
    "备用考场": ("", _whole(0, 99)),
    "每考场监考": ("", _whole(2, 9)),
    "监考配比": ("", _ratio),
    "有经验": ("", _whole(0, 999)),
    "回避范围": ("", _kin_range),
    "最短休息": ("", _whole(0, 24)),
    "考场系统管理员": ("", _yes_no_word),
    "系统管理员兼任监考": ("", _yes_no_word),
}
