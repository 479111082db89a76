"""Every kind of problem that reading the planner's workbooks can find, declared once as data.

`data/samples/broken/` has one workbook for each; `tests/intake/` compares the two lists. To add a
kind of problem: a line here, a call of `Sink.error` or `Sink.warn` with the code, a sample.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal, NamedTuple


class IssueCode(NamedTuple):
    """One kind of problem."""

    code: str
    severity: Literal["错误", "警告"]
    title: str
    """Chinese, as a heading of a list."""
    trigger: str
    """What brings it about, in one line."""


_E: Literal["错误"] = "错误"
_W: Literal["警告"] = "警告"

ISSUE_CODES: tuple[IssueCode, ...] = (
    # files (row 0, sheet blank)
    IssueCode("file-missing", _E, "找不到文件", "a path that does not exist"),
    IssueCode("file-none", _E, "没有可读的文件", "a folder (or list) without any supported file"),
    IssueCode(
        "file-unsupported",
        _E,
        "文件类型不支持",
        "a file named directly whose extension is not one of the six",
    ),
    IssueCode(
        "file-ignored",
        _W,
        "文件未读取",
        "a file of another kind (docx, pdf …) or a folder of results inside a folder; "
        "pictures are not told",
    ),
    IssueCode("file-empty", _E, "文件是空的", "a file of 0 bytes"),
    IssueCode("file-too-large", _E, "文件过大", "a file above 200 MB"),
    IssueCode(
        "file-wrong-extension",
        _E,
        "文件扩展名与内容不符",
        "html or text or xlsx saved as .xls, text as .xlsx, a workbook as .csv",
    ),
    IssueCode("file-damaged", _E, "文件损坏或不完整", "a truncated xlsx/xls/ods/dbf"),
    IssueCode(
        "file-encrypted", _E, "文件有打开密码", "an encrypted workbook and no password given"
    ),
    IssueCode("file-password", _E, "密码不对", "an encrypted workbook and a wrong password"),
    IssueCode("file-encoding", _E, "文字编码无法识别", "a CSV that is neither UTF-8 nor GB18030"),
    IssueCode(
        "archive-bomb", _E, "压缩包展开后过大", "expands beyond 1 GiB, or beyond 100:1 and 16 MiB"
    ),
    IssueCode("too-many-rows", _E, "行数过多", "more than 500,000 rows in a sheet"),
    IssueCode("external-links", _W, "外部链接未使用", "a workbook with xl/externalLinks"),
    IssueCode("macros", _W, "宏未运行", "a workbook with vbaProject.bin"),
    # sheets and headers (row 0, or the row of the header)
    IssueCode(
        "sheet-missing",
        _E,
        "缺少必需的工作表",
        "no 考试, 考生, 考点 or 考场 in any file (file blank, row 0)",
    ),
    IssueCode("sheet-empty", _E, "工作表没有数据行", "a required sheet with headers only"),
    IssueCode(
        "sheet-unknown",
        _W,
        "工作表未使用",
        "a sheet that neither its name nor its headers make known",
    ),
    IssueCode("sheet-hidden", _W, "工作表是隐藏的", "a hidden sheet whose rows are read"),
    IssueCode("header-missing", _E, "找不到表头", "a sheet of a known name without a header row"),
    IssueCode("column-missing", _E, "缺少必需的列", "a column marked * is not there"),
    IssueCode(
        "column-twice", _E, "同一列出现两次", "two columns of one meaning, e.g. 单位 and 工作单位"
    ),
    IssueCode("column-unknown", _W, "列未使用", "a column of no known name, or filled without one"),
    # cells
    IssueCode("row-aside", _W, "不是数据的行", "a total, a line for signatures, a header again"),
    IssueCode("required-blank", _E, "必填项为空", "blank cell of a column marked *"),
    IssueCode(
        "number-as-code",
        _E,
        "编号已被 Excel 变成数字",
        "101.0 or 1.1010119900307E+17 in a code or identity column",
    ),
    IssueCode(
        "date-as-text", _E, "文字已被 Excel 变成日期", "a date cell in a text column, e.g. 教室 3-1"
    ),
    IssueCode("formula-no-value", _E, "公式没有计算结果", "<f> without <v> in the sheet's XML"),
    IssueCode("error-cell", _E, "单元格是错误值", "#N/A, #REF! … in a known column"),
    IssueCode(
        "merged-cell", _E, "数据区有合并单元格", "a merged range over data rows of a known column"
    ),
    IssueCode(
        "invisible-character",
        _E,
        "含看不见的字符",
        "zero-width or control characters in a name, code or number",
    ),
    IssueCode("spaces-trimmed", _W, "首尾空格已去掉", "spaces before or after a name or code"),
    IssueCode("not-whole-number", _E, "不是整数", "三十 or 30.5 where a whole number is due"),
    IssueCode("not-a-number", _E, "不是数字", "横向间距 that is no number"),
    IssueCode("number-range", _E, "数字超出范围", "可用座位数 0, 人数 -1, 场次 0 …"),
    IssueCode("not-yes-no", _E, "应填是或否", "any other word in a 是/否 column"),
    IssueCode("not-a-date", _E, "日期无法识别", "2026-13-01, 9月12日 (no year)"),
    IssueCode("not-a-time", _E, "时间无法识别", "25:00, 九点"),
    IssueCode(
        "not-allowed",
        _E,
        "不在可选范围内",
        "考试形式, 性别, 证件类型, 座位顺序, 首座, 选派方式, 范围 outside its list",
    ),
    # 考试
    IssueCode("exam-name-differs", _E, "同一考试代码名称不同", "one 考试代码 with two 考试名称"),
    IssueCode(
        "exam-form-differs", _E, "同一考试有两种考试形式", "one 考试代码 with 纸笔 and 电子化"
    ),
    IssueCode(
        "code-differs",
        _E,
        "级别或专业与代码不是一一对应",
        "one 级别 (专业) with two codes, or one code for two, in one exam",
    ),
    IssueCode("paper-twice", _E, "试卷重复", "same 科目, 级别, 专业 and 批次 twice in one exam"),
    IssueCode(
        "paper-ambiguous",
        _E,
        "试卷适用范围重叠",
        "same 科目 once for all 专业 (级别) and once for a named one, same 批次",
    ),
    IssueCode(
        "end-before-start", _E, "结束早于开始", "结束时间 not later than 开始时间 (考试, 值守)"
    ),
    IssueCode(
        "session-start-differs",
        _E,
        "同一场次开始时间不同",
        "two papers of one 场次 with different starts",
    ),
    IssueCode("sessions-overlap", _E, "场次时间重叠", "two 场次 of one exam and 批次 that overlap"),
    IssueCode(
        "batch-partly-blank",
        _E,
        "批次有的填有的没填",
        "an exam with 批次 in some rows and blank in others",
    ),
    IssueCode(
        "session-two-batches", _E, "一个场次属于两个批次", "one 场次 with two 批次 of one exam"
    ),
    # 考生
    IssueCode(
        "registration-twice", _E, "报名序号重复", "one 报名序号 in two rows (also of two files)"
    ),
    IssueCode("id-twice", _E, "同一考试证件号码重复", "one 证件号码 twice in one exam"),
    IssueCode("same-name", _W, "同名考生", "same 姓名, other 证件号码 (one summary)"),
    IssueCode("exam-blank", _E, "考试代码为空", "blank 考试代码 where there are several exams"),
    IssueCode("exam-unknown", _E, "考试代码不存在", "考试代码 that sheet 考试 does not have"),
    IssueCode("level-blank", _E, "级别为空", "blank 级别 where the exam has several"),
    IssueCode(
        "level-unknown",
        _E,
        "级别不存在",
        "级别 that the exam does not have (every paper names its 级别)",
    ),
    IssueCode(
        "level-unlisted",
        _W,
        "级别未在考试表中列出",
        "级别 not named in 考试, but some papers are for all levels (one summary)",
    ),
    IssueCode("specialty-blank", _E, "专业为空", "blank 专业 though a subject of his is by 专业"),
    IssueCode("specialty-unknown", _E, "专业不存在", "专业 that the exam does not have"),
    IssueCode("subject-unknown", _E, "科目不存在", "a 科目 that the exam does not have"),
    IssueCode(
        "subject-no-paper", _E, "科目没有适用的试卷", "a 科目 without a paper for his 级别 and 专业"
    ),
    IssueCode("subject-none", _E, "没有报考科目", "one column per subject and none marked"),
    IssueCode(
        "subject-contradiction",
        _E,
        "科目两处填写不一致",
        "科目 filled and subject columns marked otherwise",
    ),
    IssueCode(
        "subjects-filled", _W, "科目为空，按全部科目", "blank 科目 (one summary with the count)"
    ),
    IssueCode(
        "subjects-overlap",
        _E,
        "所报科目时间重叠",
        "two of his papers at one time (also through 延时)",
    ),
    IssueCode(
        "batch-none",
        _E,
        "没有一个批次含所报全部科目",
        "his subjects do not all stand in any one 批次",
    ),
    IssueCode(
        "seat-clash", _E, "SEAT-CLASH 两项考试时间重叠", "one 证件号码 in two exams that overlap"
    ),
    IssueCode("id-old", _E, "旧的 15 位身份证号", "15 digits as 居民身份证"),
    IssueCode(
        "id-length", _E, "身份证号不是 18 位", "居民身份证 not of 17 digits and a digit or X"
    ),
    IssueCode("id-check-digit", _E, "身份证号校验码不对", "GB 11643 check digit"),
    IssueCode(
        "id-birth-date", _E, "身份证号出生日期不对", "no such day, or a year outside 1900–2020"
    ),
    IssueCode("id-sex", _E, "性别与身份证号不符", "17th digit against 性别"),
    IssueCode("id-form", _E, "证件号码格式不对", "another 证件类型 whose number has not its form"),
    IssueCode("need-unknown", _E, "特殊需求无法识别", "a word in 特殊需求 that is not known"),
    IssueCode("employer-placeholder", _W, "工作单位视为空", "无, 待业, - … (one summary)"),
    IssueCode(
        "photo-missing", _W, "照片文件不存在", "照片 names a file that is not there (one summary)"
    ),
    # 考点, 考场
    IssueCode("site-twice", _E, "考点代码重复", "one 考点代码 in two rows"),
    IssueCode("site-name-twice", _E, "考点名称重复", "one 考点名称 for two 考点代码"),
    IssueCode(
        "site-unknown",
        _E,
        "考点不存在",
        "指定考点, 所属考点, 考点代码 that sheet 考点 does not have",
    ),
    IssueCode("site-no-rooms", _W, "考点没有考场", "a site without rows in 考场"),
    IssueCode("room-twice", _E, "考场重复", "same 考点, 楼栋, 楼层, 教室 twice"),
    IssueCode("floor-form", _E, "楼层无法识别", "楼层 that is no floor"),
    IssueCode("layout-form", _E, "座位布局无法识别", "neither 5x6 nor 7-8-7-8"),
    IssueCode(
        "layout-sum",
        _E,
        "座位布局合计与可用座位数不符",
        "layout that does not add up to 可用座位数",
    ),
    IssueCode("spacing-low", _W, "横向间距不足，考场不用", "paper room with 横向间距 below 1.0"),
    IssueCode(
        "form-assumed", _W, "考试形式为空，按纸笔", "blank 考试形式 where exams are of both forms"
    ),
    IssueCode(
        "spare-machines-low",
        _W,
        "备用机已按 5% 补足",
        "备用机 of an electronic room blank or below 5 %",
    ),
    IssueCode("spare-machines-all", _E, "备用机不少于机位数", "备用机 ≥ 可用座位数"),
    IssueCode(
        "capacity-short",
        _W,
        "座位可能不够",
        "an exam's candidates exceed all usable seats of its form",
    ),
    # 工作人员, 亲属关系, 其他回避, 岗位, 值守
    IssueCode("staff-twice", _E, "工号重复", "one 工号 in two rows"),
    IssueCode("staff-id-twice", _E, "工作人员证件号码重复", "one 证件号码 for two 工号"),
    IssueCode(
        "post-unlisted",
        _W,
        "岗位不在常用名单内",
        "a 岗位 outside the usual list (kept; one summary)",
    ),
    IssueCode("session-unknown", _E, "场次不存在", "可用场次 that sheet 考试 does not have"),
    IssueCode("session-span", _E, "场次起止颠倒", "可用场次 4-1"),
    IssueCode(
        "staff-untrained",
        _W,
        "没有培训日期，不安排上岗",
        "blank 培训日期 (one summary)",
    ),
    IssueCode(
        "trained-late",
        _E,
        "培训日期过晚",
        "培训日期 not before the last day on which the person could serve",
    ),
    IssueCode(
        "staff-source",
        _W,
        "选派方式不能任监考",
        "志愿者招募 or 社会招聘 with 监考, 流动监考 or a doubling 考场系统管理员 (one summary)",
    ),
    IssueCode(
        "staff-part-time",
        _W,
        "可用场次不够所写的岗位",
        "only posts for the whole exam, and no time for all sessions of any (one summary)",
    ),
    IssueCode(
        "post-nobody",
        _W,
        "岗位没有人可任",
        "a post of the default needs or of sheet 岗位 that nobody may hold",
    ),
    IssueCode(
        "computer-none",
        _W,
        "没有具备计算机能力的监考",
        "an electronic exam and no 监考 (or doubling 考场系统管理员) with 计算机能力",
    ),
    IssueCode(
        "declarer-unknown", _E, "申报人不存在", "申报人 is no 工号 and no 证件号码 of anybody"
    ),
    IssueCode("relation-unknown", _E, "亲属称谓无法识别", "关系 that is no known term or chain"),
    IssueCode(
        "relative-no-id",
        _W,
        "亲属没有证件号码",
        "亲属证件号码 blank: cannot be compared (one summary)",
    ),
    IssueCode("kin-parent-younger", _E, "长辈不比晚辈年长", "births in both 证件号码 of a line"),
    IssueCode("kin-parent-cycle", _E, "有人成了自己的长辈", "a circle of parents over any rows"),
    IssueCode("kin-two-parents", _E, "同一人有两个父亲或母亲", "two 证件号码 for one of blood"),
    IssueCode("kin-two-spouses", _E, "同时有两个配偶", "two 证件号码, neither 离婚 nor 已故"),
    IssueCode("kin-ended-unclear", _W, "离婚写得不明确", "未离婚, 复婚, 正在办理离婚 in 备注"),
    IssueCode("kin-ended-chain", _E, "离婚写在多步关系中", "离婚, 前配偶 at a chain with 的"),
    IssueCode("kin-two-ties", _W, "经过两次收养或继亲", "two or more 养, 继 in a chain"),
    IssueCode("kin-step-unsaid", _W, "是否形成抚养关系未说明", "继 without a word in 备注"),
    IssueCode("kin-sex", _W, "亲属性别与称谓不符", "关系 against 证件号码 or roster"),
    IssueCode(
        "kin-same-person", _W, "疑似同一人", "亲属姓名 without 证件号码, named elsewhere too"
    ),
    IssueCode(
        "tie-end-unknown",
        _E,
        "回避对象不存在",
        "甲 or 乙 is no 工号, 报名序号, 证件号码 or 工作单位",
    ),
    IssueCode(
        "post-not-here", _E, "该岗位不在岗位表设置", "监考, 流动监考, 考场系统管理员 in sheet 岗位"
    ),
    IssueCode("admin-computer", _W, "系统管理员未填计算机能力", "no 计算机能力 and 兼任监考"),
    IssueCode("post-below", _E, "岗位人数低于规定", "主考 2, 试卷管理 1 … in sheet 岗位"),
    IssueCode("post-twice", _E, "岗位重复", "same 考点代码 and 岗位 twice"),
    IssueCode("duty-twice", _E, "值守重复", "same 任务, 地点, 开始, 结束 and 岗位 twice"),
    IssueCode("duty-none", _W, "没有值守任务", "sheet 工作人员 has rows and 值守 has none"),
    # 参数
    IssueCode(
        "setting-twice",
        _E,
        "参数重复",
        "one 名称 twice with different 值 (豁免 beside 是/否 excepted)",
    ),
    IssueCode(
        "setting-unknown",
        _W,
        "参数名称不认识",
        "a 名称 that the contract does not mention (kept as text)",
    ),
    IssueCode("setting-value", _E, "参数值不对", "标准人数 28, 同单位间隔 六邻, 试卷袋规格 abc …"),
    IssueCode("rule-not-switchable", _E, "该规则不能开关", "是/否 for a rule of the regulations"),
    IssueCode("rule-not-waivable", _E, "该规则不能豁免", "豁免 for a rule that is not 原则上"),
    IssueCode("waiver-no-reason", _E, "豁免没有理由", "豁免 with a blank 理由"),
    IssueCode(
        "template-syntax",
        _E,
        "准考证模板写法不对",
        "unknown segment, no width, unclosed brace, 年 not 2 or 4",
    ),
    IssueCode("template-exam", _E, "准考证模板的考试代码不存在", "准考证模板:<code> of no exam"),
    IssueCode(
        "template-not-unique",
        _E,
        "准考证模板不能保证唯一",
        "neither 流水 nor 考场+座位; or 考点连续 without 考点",
    ),
    IssueCode(
        "template-no-batch",
        _E,
        "准考证模板缺批次",
        "exam with 批次, template without 批次 and 流水",
    ),
    IssueCode(
        "template-place",
        _E,
        "准考证模板缺省市",
        "{省} or {市} in the template, 省 or 市 not in 参数",
    ),
    IssueCode(
        "code-too-long",
        _E,
        "代码比准考证模板的位数长",
        "考点, 考试, 级别, 专业 code, 省, 市, 批次 wider than its segment",
    ),
)

ISSUE_CODE_OF = MappingProxyType({entry.code: entry for entry in ISSUE_CODES})
