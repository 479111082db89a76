"""Rules about duty, in the order of the compliance report, and words for what is not rostered.

No roster of duty is made: one that people make by hand is audited. What sheet 值守 asks for is
held against it.
"""

from __future__ import annotations

from allocator.models.rules.rule import Rule

DUTY_RULES: tuple[Rule, ...] = (
    Rule(
        code="VAULT-TWO",
        title="试卷到库至交还，卷库任何时候不少于 2 人值守",
        kind="must",
        stage="duty",
        carried_by="hand",
        clause="规范 9.1.2.4；规程 第二十二条(五)",
    ),
    Rule(
        code="ESCORT-TWO",
        title="运卷车只载驾驶员和至少 2 名押运，直达考点",
        kind="must",
        stage="duty",
        carried_by="hand",
        clause="规范 9.1.2.2；规程 第二十二条(三)",
    ),
    Rule(
        code="HANDOVER-TWO",
        title="每次试卷交接双方各至少 2 人，事先确定",
        kind="must",
        stage="duty",
        carried_by="hand",
        clause="规范 9.1.2.3；规程 第二十二条(四)",
    ),
    Rule(
        code="SORTING-TWO",
        title="试卷分发（回收）室任何时候不少于 2 人值班",
        kind="must",
        stage="duty",
        carried_by="hand",
        clause="规范 9.1.2.5.1",
    ),
    Rule(
        code="PHONE",
        title="考试期间考区和每个考点的值班电话有人值守",
        kind="must",
        stage="duty",
        carried_by="hand",
        clause="规范 7.3.1；规程 第二十七条",
    ),
    Rule(
        code="DUTY-REST",
        title="两次值守或押运之间、值守或押运与考试之间有最短休息，上午考试前夜不值夜班",
        kind="must",
        stage="duty",
        carried_by="hand",
        clause="惯例",
        switchable=True,
    ),
    Rule(
        code="DUTY-PAIR",
        title="同样的两人不连续两次同班值守",
        kind="should",
        stage="duty",
        carried_by="hand",
        clause="惯例",
        switchable=True,
    ),
)

ROSTER_BOOK = "值守安排.xlsx"
"""The workbook, beside 编排总表.xlsx, in which a roster made by hand is looked for."""
NOT_ROSTERED = "没有值守安排，未核对"
"""Remark of a rule on duty where there is no roster."""
NOT_AUDITED = (
    f"值守规则（{'、'.join(rule.code for rule in DUTY_RULES)}）未核对：没有 {ROSTER_BOOK}；"
    "值守、押运、交接请人工安排。"
)
NOT_AUDITED_SHORT = f"值守规则未核对（没有 {ROSTER_BOOK}）。"


def not_arranged(duties: int) -> str:
    """Return what a planner is told of so many rows of 值守."""
    return f"值守表的 {duties} 项任务已读取、检查，但本版本不编排值守，不会生成值守安排。"


ROSTER_HOW = (
    f"请人工安排：用 allocator template --duties 生成空白的{ROSTER_BOOK}，填好后与编排总表.xlsx "
    "放在一起，再用 allocator audit 核对。"
)
BY_HAND = f"{ROSTER_HOW}不必删去值守表。"
