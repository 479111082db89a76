"""The rule catalogue: every rule has one identifier, one sentence, one owner stage and one clause.

To add a rule see `docs/adding.md`; `tests/architecture/test_rule_catalogue.py` names what is
missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Stage = Literal["intake", "rooming", "seating", "tickets", "documents"]
CarriedBy = Literal["model", "construction", "objective", "draw", "intake"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the exam, as the compliance report prints it."""

    code: str
    title: str
    """Chinese, one line."""
    kind: Literal["must", "should"]
    stage: Stage
    carried_by: CarriedBy
    clause: str
    """Where it comes from; 惯例 for rules of practice."""
    switchable: bool = False
    """A practice rule that 是/否 in sheet 参数 switches."""
    waivable: bool = False
    """A 原则上 rule that 豁免 with a 理由 waives."""

    @property
    def snake(self) -> str:
        """Return the name shared by constraint, audit check and test case."""
        return self.code.lower().replace("-", "_")


RULES: tuple[Rule, ...] = (
    Rule(
        code="SEAT-RANDOM",
        title="考场和座位由公开种子随机抽定，不得人工干预",
        kind="must",
        stage="seating",
        carried_by="draw",
        clause="规范 6.3.1；规程 第二十条(一)",
    ),
    Rule(
        code="SEAT-FAIR",
        title="条件相同的考生，取得每个座位的机会相同",
        kind="must",
        stage="seating",
        carried_by="draw",
        clause="规范 4",
    ),
    Rule(
        code="ROOM-30",
        title="纸笔考场应试人数不超过标准人数和可用座位数；电子化考场不超过可用机位",
        kind="must",
        stage="rooming",
        carried_by="model",
        clause="规范 6.3.2.2.2",
    ),
    Rule(
        code="ROOM-TAIL",
        title="尾考场余 1 至 3 人并入前一考场，不设不足 5 人的考场",
        kind="should",
        stage="rooming",
        carried_by="construction",
        clause="惯例",
        switchable=True,
    ),
    Rule(
        code="ROOM-SPACING",
        title="纸笔考场座位横向间距不少于一个座位宽度",
        kind="must",
        stage="rooming",
        carried_by="construction",
        clause="规范 6.3.2.2.2；规程 第十九条",
    ),
    Rule(
        code="ROOM-ONE-PAPER",
        title="一个考场一个场次只考一份试卷（混编须指定专业）",
        kind="must",
        stage="rooming",
        carried_by="construction",
        clause="规范 6.3.2.2.2（考场入口标识）；惯例",
        switchable=True,
    ),
    Rule(
        code="SEAT-STABLE",
        title="考生在一次考试（或批次）中准考证号、考场、座位不变，座位不另给他人",
        kind="must",
        stage="seating",
        carried_by="construction",
        clause="规范 6.3.2.2.2",
        switchable=True,
    ),
    Rule(
        code="SEAT-CLASH",
        title="同一考生不在同一时间安排于两处",
        kind="must",
        stage="intake",
        carried_by="intake",
        clause="规范 9.2.4",
    ),
    Rule(
        code="SEAT-APART",
        title="同一工作单位的考生不相邻",
        kind="should",
        stage="seating",
        carried_by="draw",
        clause="惯例",
        switchable=True,
    ),
    Rule(
        code="SEAT-KIN",
        title="配偶、直系亲属、兄弟姐妹及申报回避的考生不在同一考场",
        kind="must",
        stage="seating",
        carried_by="draw",
        clause="惯例",
        switchable=True,
    ),
    Rule(
        code="SEAT-NEEDS",
        title="满足考生的特殊需求（一楼、无障碍、单独考场、延时）",
        kind="must",
        stage="rooming",
        carried_by="model",
        clause="惯例",
        switchable=True,
    ),
    Rule(
        code="SEAT-SITE",
        title="有指定考点的考生安排在该考点",
        kind="must",
        stage="rooming",
        carried_by="model",
        clause="惯例",
        switchable=True,
    ),
    Rule(
        code="ROOM-SPARE",
        title="每个考点留足备用考场，电子化考场留足备用机",
        kind="must",
        stage="rooming",
        carried_by="model",
        clause="惯例；规范 7.1.2",
        switchable=True,
    ),
    Rule(
        code="ROOM-PRIORITY",
        title="优先启用有视频监控、优先级高的考场；考场、考点、流动监考最少",
        kind="should",
        stage="rooming",
        carried_by="objective",
        clause="规范 6.3.2.2.1；规程 第十九条",
        switchable=True,
    ),
    Rule(
        code="TICKET",
        title="准考证号符合模板、唯一、为文本，考场内按座位顺序连续递增",
        kind="must",
        stage="tickets",
        carried_by="construction",
        clause="规范 9.2.3、6.3.2.2.2",
    ),
    Rule(
        code="DOOR",
        title="考场门贴标明科目（类别）、考场号、准考证起止号码，不含姓名和证件号码",
        kind="must",
        stage="documents",
        carried_by="construction",
        clause="规范 6.3.2.2.2；规程 第四十八条",
    ),
    Rule(
        code="DESK",
        title="每个有考生的座位一张桌贴，标明准考证（座位）号",
        kind="must",
        stage="documents",
        carried_by="construction",
        clause="规范 6.3.2.2.2",
    ),
    Rule(
        code="PAPERS",
        title="试卷预定单与考生、科目、考场逐份相符",
        kind="must",
        stage="documents",
        carried_by="construction",
        clause="规程 第二十二条(一)",
    ),
)

RULE_OF = MappingProxyType({rule.code: rule for rule in RULES})
