"""The program `allocator`: its commands in the order of work, each imported only when used.

To add a command: one file beside this one with `command`, and a line in `VERBS`.
"""

from __future__ import annotations

from types import MappingProxyType

import click

from allocator import __version__
from allocator.cli.chinese import Root

VERBS = MappingProxyType(
    {
        "template": "生成空白录入模板",
        "sample": "生成任意规模的示例考试（虚构数据）",
        "check": "检查输入，写出体检报告",
        "freeze": "抽签前封存数据和考场结构，公布摘要（编排人）",
        "confirm": "核对摘要，确认封存的数据（复核人）",
        "arrange": "编排考场、座位和准考证号，生成考务文书",
        "run": "一次完成检查、编排、岗位、导出和审查",
        "posts": "为已有的编排安排岗位：回避、岗位、备用和文书",
        "amend": "公布后的变更：更正信息、人员退出与接替，由两人办理",
        "draw": "考试当天抽签：谁监考哪个考场",
        "pack": "为一个考点生成加密的考点包",
        "merge": "并入考点包的抽签结果",
        "audit": "读回导出的工作簿，逐条规则审查",
        "verify": "凭记录和种子重新计算，与公布的工作簿逐格核对",
        "documents": "按记录补写缺少的文书，与公布的相同",
        "record": "核对、备份、恢复、导出编排记录",
        "rules": "列出全部规则和实现位置",
    }
)


@click.group(
    cls=Root,
    verbs=VERBS,
    help="考务编排：读入 Excel 名单，编排考场和座位，输出可直接打印的 Excel 文书并逐条审查。\n\n"
    "例：allocator run 名单.xlsx --seed 391072 -o 结果",
)
@click.version_option(__version__, message="allocator %(version)s", help="显示版本号")
def cli() -> None:
    """Do nothing before the command."""
