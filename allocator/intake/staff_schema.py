"""The sheets about staff: who they are, their ties, which posts and duties need whom."""

from __future__ import annotations

from allocator.intake.columns import SEXES, YES_NO, Column, Sheet
from allocator.models.domain.staff import POSTS

STAFF = Sheet(
    key="staff",
    name="工作人员",
    aliases=("考务人员", "工作人员名单", "考务人员名单", "监考人员", "监考名单"),
    note="一行一名工作人员。",
    columns=(
        Column(key="staff", header="工号", aliases=("人员编号", "编号", "职工号"), required=True,
               kind="code", example="G0001"),
        Column(key="name", header="姓名", aliases=("名字",), required=True, kind="name",
               example="示例丙"),
        Column(key="sex", header="性别", allowed=SEXES, example="女"),
        Column(key="id_number", header="证件号码",
               aliases=("证件号", "身份证号", "身份证号码", "身份证", "公民身份号码",
                        "身份证件号码"),
               required=True, kind="code",
               example="990101198806120026"),
        Column(key="employer", header="工作单位", aliases=("单位", "单位名称", "所在单位"),
               example="示例第一中学"),
        Column(key="phone", header="电话", aliases=("联系电话", "手机", "手机号", "手机号码"),
               example=""),
        Column(key="posts", header="可任岗位", aliases=("岗位", "可任职务", "职务"), required=True,
               allowed=POSTS, open_list=True, example="监考、流动监考", note="用顿号分隔。"),
        Column(key="computer", header="计算机能力", aliases=("计算机", "计算机应用能力"),
               kind="yesno",
               allowed=YES_NO, example="是", note="留空：否。"),
        Column(key="experience", header="监考经验", aliases=("监考次数", "经验"), kind="int",
               example="3",
               note="监考过的次数；留空：0。"),
        Column(key="trained", header="培训日期", aliases=("培训时间",), kind="date",
               example="2026-09-05"),
        Column(key="source", header="选派方式", aliases=("选派", "来源"),
               allowed=("单位选派", "志愿者招募", "社会招聘"), example="单位选派",
               note="留空：单位选派。"),
        Column(key="site", header="所属考点", aliases=("考点", "考点代码"), kind="code", example="",
               note="考点代码或名称；留空：任意考点。"),
        Column(key="sessions", header="可用场次", aliases=("可任场次",), example="",
               note="如 1、2 或 1-4；留空：全部。"),
        Column(key="max_sessions", header="每人最多场次", aliases=("最多场次",), kind="int",
               example=""),
        Column(key="past_sessions", header="历史场次", aliases=("历次场次",), kind="int",
               example="0"),
    ),
)  # fmt: skip


KIN = Sheet(
    key="kin",
    name="亲属关系",
    aliases=("亲属", "亲属申报", "亲属关系申报"),
    note="一行一名亲属：该亲属是申报人的“关系”。",
    columns=(
        Column(key="declarer", header="申报人", aliases=("申报人工号", "申报人证件号码"),
               required=True,
               kind="code", example="G0001",
               note="工号或证件号码；名单以外的第三人，须另有一行写他是谁的亲属。"),
        Column(key="relation", header="关系", aliases=("与申报人关系", "称谓", "亲属称谓"),
               required=True,
               example="堂弟", note="称谓，或用“的”连接：妻子的弟弟。"),
        Column(key="name", header="亲属姓名", aliases=("姓名",), required=True, kind="name",
               example="示例丁"),
        Column(key="id_number", header="亲属证件号码",
               aliases=("亲属身份证号", "证件号码", "亲属证件号"), kind="code",
               example=""),
        Column(key="note", header="备注", aliases=("说明",), example=""),
    ),
)  # fmt: skip


OTHER = Sheet(
    key="other",
    name="其他回避",
    aliases=("回避", "其他回避申报"),
    note="甲、乙依次按工号、报名序号、证件号码、工作单位查找。",
    columns=(
        Column(key="first", header="甲", aliases=("甲方",), required=True, kind="code",
               example="G0001"),
        Column(key="second", header="乙", aliases=("乙方",), required=True, kind="code",
               example="B000001"),
        Column(key="scope", header="范围", aliases=("回避范围",), allowed=("考试", "考点", "考场"),
               example="考试", note="留空：考试（最严）。"),
        Column(key="reason", header="事由", aliases=("原因", "理由"), example="师生"),
    ),
)  # fmt: skip


POST = Sheet(
    key="posts",
    name="岗位",
    aliases=("岗位需求", "岗位设置"),
    note="改变默认的岗位人数（每考点每场次）。监考、流动监考、考场系统管理员由考场数推出，不在此设置。",
    columns=(
        Column(key="site", header="考点代码", aliases=("考点", "考点编号"), kind="code", example="",
               note="留空：每个考点。"),
        Column(key="post", header="岗位", aliases=("岗位名称",), required=True, allowed=POSTS,
               open_list=True,
               example="保卫"),
        Column(key="people", header="人数", aliases=("需要人数",), required=True, kind="int",
               example="4"),
    ),
)  # fmt: skip


DUTY = Sheet(
    key="duties",
    name="值守",
    aliases=("值守任务", "值班"),
    note="卷库值守、值班电话、试卷押运等任务。本版本只读取、检查，不编排，请人工安排。",
    columns=(
        Column(key="task", header="任务", aliases=("值守任务", "任务名称"), required=True,
               example="卷库值守"),
        Column(key="place", header="地点", aliases=("值守地点",), kind="code", example="考区",
               note="考区，或考点代码；留空：考区。"),
        Column(key="start", header="开始", aliases=("开始时间",), required=True, kind="datetime",
               example="2026-09-11 12:00"),
        Column(key="end", header="结束", aliases=("结束时间",), required=True, kind="datetime",
               example="2026-09-13 20:00"),
        Column(key="shift_hours", header="班次小时", aliases=("每班小时",), kind="int",
               example="8"),
        Column(key="people", header="每班人数", aliases=("人数",), kind="int", example="2"),
        Column(key="post", header="岗位", allowed=POSTS, open_list=True, example="卷库值守"),
    ),
)  # fmt: skip
