"""Every sheet and column that a planner may hand in, declared once as data.

Readers, the blank template and the column table of the docs all come from here. To add a column:
a `Column` below or in `staff_schema`, its use in the reader, the domain field, a broken sample.
"""

from __future__ import annotations

from types import MappingProxyType

from allocator.intake.columns import SEXES, YES_NO, Column, Sheet
from allocator.intake.staff_schema import DUTY, KIN, OTHER, POST, STAFF

ID_TYPES = (
    "居民身份证",
    "社会保障卡",
    "港澳居民来往内地通行证",
    "台湾居民来往大陆通行证",
    "港澳台居民居住证",
    "外国人永久居留证",
    "护照",
    "军官证",
    "其他",
)
_FORMS = ("纸笔", "电子化")

_EXAM = Sheet(
    key="exams",
    name="考试",
    aliases=("考试科目", "考试安排", "考试信息", "试卷", "考试时间安排", "科目"),
    required=True,
    note="一行一份试卷。专业留空表示各专业同卷，级别留空表示各级别同卷。",
    columns=(
        Column(key="exam", header="考试代码", aliases=("考试编号", "考试编码"), required=True,
               kind="code", example="01", note="同一考试各行相同。"),
        Column(key="exam_name", header="考试名称", aliases=("考试",), required=True,
               example="一级建造师", note="同一考试代码只能有一个名称。"),
        Column(key="level", header="级别", aliases=("报考级别", "级别名称", "考试级别"),
               kind="code",
               example="考全科", note="留空：各级别同卷。"),
        Column(key="level_code", header="级别代码", aliases=("级别编码", "报考级别代码"),
               kind="code",
               example="1"),
        Column(key="specialty", header="专业", aliases=("报考专业", "专业名称", "专业类别"),
               kind="code",
               example="建筑工程", note="留空：各专业同卷。"),
        Column(key="specialty_code", header="专业代码", aliases=("专业编码", "报考专业代码"),
               kind="code", example="01"),
        Column(key="subject", header="科目代码", aliases=("科目编码", "科目编号", "考试科目代码"),
               required=True, kind="code", example="01"),
        Column(key="subject_name", header="科目名称", aliases=("科目", "考试科目"), required=True,
               example="建设工程经济"),
        Column(key="form", header="考试形式", aliases=("考试方式", "形式", "作答方式"),
               required=True,
               allowed=_FORMS, example="纸笔", note="纸笔或电子化（机考）。"),
        Column(key="batch", header="批次", aliases=("考试批次",), kind="int", example="",
               note="没有分批次的考试留空。"),
        Column(key="session", header="场次", aliases=("场次号", "考试场次"), required=True,
               kind="int", example="1", note="全部考试统一编号；同一场次同时开考。"),
        Column(key="date", header="日期", aliases=("考试日期",), required=True, kind="date",
               example="2026-09-12"),
        Column(key="start", header="开始时间", aliases=("开考时间", "开始", "起始时间"),
               required=True,
               kind="time", example="09:00"),
        Column(key="end", header="结束时间", aliases=("终止时间", "结束"), required=True,
               kind="time", example="11:00"),
        Column(key="audio_video", header="语音视频", aliases=("语音视频类", "语音/视频", "听力"),
               kind="yesno", allowed=YES_NO, example="否", note="语音视频类科目开考后不得入场。"),
    ),
)  # fmt: skip

_CANDIDATE = Sheet(
    key="candidates",
    name="考生",
    aliases=("考生名单", "考生信息", "考生表", "报名信息", "报名表", "报名名单", "考生库"),
    required=True,
    note="一行一名考生报考一项考试。",
    columns=(
        Column(key="registration", header="报名序号",
               aliases=("报名号", "报名编号", "序列号", "档案号"),
               required=True, kind="code", example="B000001", note="全部文件中不得重复。"),
        Column(key="name", header="姓名", aliases=("考生姓名", "名字"), required=True, kind="name",
               example="示例甲", note="按证件原样填写，系统不改动。"),
        Column(key="sex", header="性别", allowed=SEXES, example="男"),
        Column(key="id_type", header="证件类型", aliases=("证件种类", "证件类别"), allowed=ID_TYPES,
               example="居民身份证", note="留空：居民身份证。"),
        Column(key="id_number", header="证件号码",
               aliases=("证件号", "身份证号", "身份证号码", "证件编号", "身份证", "公民身份号码",
                        "身份证件号码"),
               required=True,
               kind="code", example="990101199003070015", note="必须是文本格式。"),
        Column(key="exam", header="考试代码", aliases=("考试编号", "报考考试", "报考考试代码"),
               kind="code", example="01", note="只有一项考试时可留空。"),
        Column(key="level", header="级别", aliases=("报考级别", "级别名称", "考试级别"),
               kind="code",
               example="考全科", note="名称或代码；考试只有一个级别时可留空。"),
        Column(key="specialty", header="专业", aliases=("报考专业", "专业名称", "专业类别"),
               kind="code",
               example="建筑工程", note="名称或代码。"),
        Column(key="subjects", header="科目", aliases=("报考科目", "考试科目", "科目代码"),
               kind="code",
               example="01、02", note="代码或名称，用顿号分隔；留空：该级别专业的全部科目。"),
        Column(key="employer", header="工作单位",
               aliases=("单位", "单位名称", "所在单位", "工作单位名称"),
               example="示例建设集团"),
        Column(key="site", header="指定考点", aliases=("指定考点代码",), kind="code", example="",
               note="考点代码或考点名称；留空：不指定。"),
        Column(key="need", header="特殊需求", aliases=("特殊要求", "合理便利", "特殊情况"),
               example="",
               note="一楼、无障碍、单独考场、延时30%；其他说明写在备注。"),
        Column(key="photo", header="照片", aliases=("照片文件", "照片路径", "相片"), example=""),
        Column(key="note", header="备注", aliases=("说明",), example=""),
    ),
)  # fmt: skip

_SITE = Sheet(
    key="sites",
    name="考点",
    aliases=("考点信息", "考点表", "考点名单", "考点设置"),
    required=True,
    note="一行一个考点。",
    columns=(
        Column(key="site", header="考点代码", aliases=("考点编号", "考点编码", "考点号"),
               required=True,
               kind="code", example="01"),
        Column(key="name", header="考点名称", aliases=("考点", "学校", "学校名称"), required=True,
               example="示例第一中学"),
        Column(key="address", header="地址", aliases=("考点地址", "详细地址"),
               example="示例路 1 号"),
        Column(key="contact", header="联系人", aliases=("考点联系人",), example="示例乙"),
        Column(key="phone", header="电话", aliases=("联系电话", "手机", "手机号", "联系方式"),
               example="0470-0000000"),
        Column(key="spare", header="备用考场", aliases=("备用考场数",), kind="int", example="1",
               note="留空：1 间（或参数“备用考场”）。"),
    ),
)  # fmt: skip

_ROOM = Sheet(
    key="rooms",
    name="考场",
    aliases=("考场信息", "考场表", "教室", "教室信息", "考场设置", "考场资源"),
    required=True,
    note="一行一间教室，按走廊顺序排列。",
    columns=(
        Column(key="site", header="考点代码", aliases=("考点编号", "考点编码", "考点号"),
               required=True,
               kind="code", example="01"),
        Column(key="building", header="楼栋", aliases=("教学楼", "楼号", "楼名", "楼宇"),
               required=True,
               example="教学楼"),
        Column(key="floor", header="楼层", aliases=("层", "所在楼层", "层数"), required=True,
               kind="int",
               example="1", note="数字；也可写 1楼、一层、负一层。"),
        Column(key="classroom", header="教室", aliases=("教室号", "房间号", "教室名称", "教室编号"),
               required=True, example="101"),
        Column(key="seats", header="可用座位数",
               aliases=("座位数", "座位", "容量", "机位数", "可用机位数"),
               required=True, kind="int", example="30",
               note="电子化考场填全部机位数（含备用机）。"),
        Column(key="layout", header="座位布局", aliases=("布局", "座位排列"), example="5x6",
               note="每列座位数：5x6（五列六排）或 7-8-7-8；合计等于可用座位数。"),
        Column(key="order", header="座位顺序", aliases=("排座方式", "座位编排"),
               allowed=("列蛇形", "列顺序", "行蛇形", "行顺序"), example="列蛇形",
               note="留空：列蛇形。"),
        Column(key="first", header="首座", aliases=("首座位置", "一号座位"),
               allowed=("左前", "右前"),
               example="左前", note="面向黑板看，1 号座位的角；留空：左前。"),
        Column(key="spacing", header="横向间距", aliases=("座位横向间距", "座位间距"),
               kind="decimal",
               example="1.0", note="以座位宽度为单位，不足 1.0 的纸笔考场不用；留空：1.0。"),
        Column(key="form", header="考试形式", aliases=("考试方式", "形式", "考场类型"),
               allowed=_FORMS,
               example="纸笔"),
        Column(key="spare", header="备用机", aliases=("备用机数", "备用机位"), kind="int",
               example="",
               note="电子化考场：不少于 5%。"),
        Column(key="video", header="视频监控", aliases=("监控", "有无监控"), kind="yesno",
               allowed=YES_NO, example="是", note="留空：否。"),
        Column(key="accessible", header="无障碍", aliases=("无障碍考场",), kind="yesno",
               allowed=YES_NO, example="否", note="留空：否。"),
        Column(key="priority", header="优先级", aliases=("优先",), kind="int", example="0",
               note="数字大的先启用；留空：0。"),
        Column(key="closed", header="停用", aliases=("是否停用",), kind="yesno", allowed=YES_NO,
               example="否", note="留空：否。"),
    ),
)  # fmt: skip


_POLICY = Sheet(
    key="policy",
    name="参数",
    aliases=("参数设置", "设置"),
    note="名称、值；豁免须写理由。值的单元格用文本格式。",
    columns=(
        Column(key="name", header="名称", aliases=("参数名称", "参数", "参数名"), required=True,
               example="标准人数"),
        Column(key="value", header="值", aliases=("参数值", "取值"), required=True, kind="code",
               example="30"),
        Column(key="reason", header="理由", aliases=("原因",), example=""),
    ),
)  # fmt: skip

SHEETS: tuple[Sheet, ...] = (
    _EXAM,
    _CANDIDATE,
    _SITE,
    _ROOM,
    STAFF,
    KIN,
    OTHER,
    POST,
    DUTY,
    _POLICY,
)
"""In the order of the workbook contract."""

SHEET_OF = MappingProxyType({sheet.key: sheet for sheet in SHEETS})
SHEETS_OF_NO_INTEREST = ("说明", "填写说明", "体检报告", "读取统计")
"""Sheets of our own making: skipped without a word."""
