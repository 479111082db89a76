"""The blank roster of duty, declared as data: what `allocator template --duties` writes.

The audit, which knows nothing of intake, reads the filled workbook back and has names of its own
for these sheets and columns; a test holds both lists together. Required are the columns whose
blank cells it would find fault with.
"""

from __future__ import annotations

from allocator.intake.columns import Column, Sheet

TITLE = "值守安排"

NOTES = (
    "一行写一人：一班、一车、一次交接有几人就写几行。各行相同的内容可以合并单元格，但每人的工号各占一格。",
    "红色列名为必填，列名和工作表名请勿改动。"
    "时间要写日期和时刻，如 2026-09-12 09:00；后半夜写次日的日期。",
    "每辆车 1 名驾驶员、至少 2 名押运，直达一个考点（规则 ESCORT-TWO）；"
    "出发、到达时各交接一次，双方各至少 2 人（HANDOVER-TWO）。",
    "卷库、分发（回收）室任何时候不少于 2 人（VAULT-TWO、SORTING-TWO）；"
    "考试期间考区和每个考点的值班电话有人值守（PHONE）。",
    "值守、押运、考试之间有最短休息，上午考试前夜不值夜班（DUTY-REST）；"
    "同样的两人不连续两次同班（DUTY-PAIR）。",
    "审查核对以上各条，还核对：回避，亲属不同班、不同车，上岗前已培训，一人同一时间只在一处。",
    "填好后以 值守安排.xlsx 为名放在 编排总表.xlsx 所在的文件夹，再运行 allocator audit；"
    "不要放进录入工作簿的文件夹。",
)
"""Each fits one line of the sheet 说明."""

_AT = "2026-09-12 "

_WATCHES = Sheet(
    key="watches",
    name="值守安排",
    required=True,
    note="一行一人。",
    columns=(
        Column(key="task", header="任务", required=True, open_list=True,
               allowed=("卷库值守", "值班电话", "分发（回收）室值班"), example="卷库值守",
               note="可写其他。审查按字样认：卷库，分发或回收，电话或值班。"),
        Column(key="place", header="地点", kind="code", example="考区",
               note="写 考区，或考点代码；留空：考区。"),
        Column(key="start", header="开始", required=True, kind="datetime",
               example=f"{_AT}08:00", note="日期和时刻。"),
        Column(key="end", header="结束", required=True, kind="datetime",
               example=f"{_AT}16:00", note="下一班从这一刻接上，不留空当。"),
        Column(key="staff", header="工号", required=True, kind="code", example="G0001",
               note="与工作人员表一致，一格一人。"),
        Column(key="name", header="姓名", kind="name", example="示例甲",
               note="填写的与工号核对。"),
    ),
)  # fmt: skip

_TRIPS = Sheet(
    key="trips",
    name="押运安排",
    required=True,
    note="一行一名押运，同车各行其余各列相同。",
    columns=(
        Column(key="site", header="考点代码", required=True, kind="code", example="001",
               note="送往或接回的考点；考区领卷、退卷的运送写 考区。"),
        Column(key="depart", header="出发时间", required=True, kind="datetime",
               example=f"{_AT}07:00", note="去程、回程分开写。"),
        Column(key="arrive", header="到达时间", required=True, kind="datetime",
               example=f"{_AT}07:40", note="日期和时刻。"),
        Column(key="vehicle", header="车辆", required=True, example="示例A0001",
               note="车牌号。"),
        Column(key="driver", header="驾驶员工号", required=True, kind="code", example="G0102",
               note="每辆车 1 名，不算押运。"),
        Column(key="escort", header="押运工号", required=True, kind="code", example="G0103",
               note="每辆车至少 2 名，每名一行。"),
    ),
)  # fmt: skip

_HANDOVERS = Sheet(
    key="handovers",
    name="交接安排",
    required=True,
    note="一行一人，每次至少四行：交 2 人，接 2 人。",
    columns=(
        Column(key="site", header="考点代码", required=True, kind="code", example="001",
               note="与押运安排一致，在卷库交接也写该考点。"),
        Column(key="time", header="时间", required=True, kind="datetime",
               example=f"{_AT}06:50",
               note="出发前、到达后 3 小时以内。"),
        Column(key="stage", header="环节", open_list=True,
               allowed=("出库", "到考点", "考后离考点", "回库"), example="出库",
               note="可写其他；同一次交接各行相同。"),
        Column(key="side", header="方", required=True, allowed=("交", "接"), example="交",
               note="交出写 交，接收写 接。出发前随车押运接，到达后由他们交。"),
        Column(key="staff", header="工号", required=True, kind="code", example="G0001",
               note="事先确定，一格一人，不能既交又接。"),
    ),
)  # fmt: skip

ROSTER_SHEETS: tuple[Sheet, ...] = (_WATCHES, _TRIPS, _HANDOVERS)
"""In the order in which they stand in the workbook."""
