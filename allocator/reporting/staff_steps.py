"""What each role does when: 规范 表1 (paper) and 表2 (electronic) with the clock of a session.

The words of the two tables are kept for the roles they name (the 答案卡 of 表1 is called 答题卡, as
elsewhere). Before them stand reporting and the meeting with the draw (60 and 40 minutes before,
practice); the other roles have what follows from the same tables and from the clauses named.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.exam import Form
from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN
from allocator.reporting.entry_rule import entry_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.reporting.staff_views import FormTimes, StaffSession

REPORT_BEFORE, MEETING_BEFORE, FETCH_BEFORE = 60, 40, 30
"""Minutes before the start: 到岗, 考前会 and draw (practice), 领卷 (规范 9.1.2.5.3)."""
SITE_ADMIN, OFFICE = "考点系统管理员", "主考、考务办公室"
ROLES = {
    Form.PAPER: (INVIGILATOR, PATROL, OFFICE),
    Form.ELECTRONIC: (INVIGILATOR, PATROL, ROOM_ADMIN, SITE_ADMIN, OFFICE),
}
"""Roles that have a card, by 考试形式."""

_ENTRY_MINUTES = re.compile(r"(\d+)\s*分钟")
_STAY = 5  # minutes after the start until which candidates may enter, 规范 表1


class Step(NamedTuple):
    """One line of a card."""

    at: datetime | None
    """None: no fixed time."""
    moment: str
    task: str
    duty: str

    @property
    def clock(self) -> str:
        """Return 08:30, or blank."""
        return f"{self.at:%H:%M}" if self.at else ""


class _Line(NamedTuple):
    """A line of one of the tables: when, what, and the duty of each role."""

    start: bool
    """Minutes count from the start, not from the end."""
    minutes: int
    moment: str
    task: str
    duties: dict[str, str]


_PAPER_BEFORE = (
    _Line(True, -30, "考前30分钟", "监考人员到达责任考场", {
        INVIGILATOR: "同考场两名监考人员共同签字领取试卷，全程同行直达考场，严禁途中办理其他事项、"
        "停留或"
        "偏离规定路线（规范 9.1.2.5.3）。\n1. 佩戴监考标志上岗。\n2. 组织应试人员入场，提醒应试人"
        "员将与"
        "考试无关的物品放在规定区域，看管试卷，维持考场秩序。\n3. 检查确认应试人员准考证、身份证件"
        "与本人"
        "相符后，请应试人员在考场座次表上签字并进入考场。",
        PATROL: "到达所负责楼层，监督并协助监考人员履行职责：查看各考场监考人员是否两人到岗、试卷"
        "是否直达考场。",
        OFFICE: "分发试卷：两名监考人员到齐方可签字领取；分发室任何时候不少于两人"
        "（规范 9.1.2.5.1、9.1.2.5.3）。",
    }),
    _Line(True, -20, "考前20分钟", "宣读考试有关事项", {
        INVIGILATOR: "宣读考场规则、应试人员须知等有关事项。",
        PATROL: "查看各考场是否按时宣读。",
        OFFICE: "发出考试信号指令，各考场宣读考试有关事项。",
    }),
    _Line(True, -15, "考前15分钟", "进行试卷\n“验封签字”\n启封试卷", {
        INVIGILATOR: "展示试卷袋密封情况，由任意两名应试人员检查试卷密封情况，并由应试人员签字确认"
        "后才能"
        "当众启封试卷袋，启封后应首先当众清点试卷和答题卡（纸），数量准确无误后分发答题卡（纸）。",
        PATROL: "查看各考场“验封签字”；试卷、答题卡（纸）数量不符的，协助监考人员报考务办公室。",
        OFFICE: "发出启封指令；受理各考场试卷数量不符等情况。",
    }),
    _Line(True, -5, "考前5分钟", "分发试卷\n（确保在开考铃响起前发放完毕）", {
        INVIGILATOR: "1. 提醒应试人员检查答题卡和试卷是否存在污损、缺页。\n2. 逐一督促检查应试人员"
        "填写和填涂"
        "姓名、考号、试卷代码等信息。",
        PATROL: "查看各考场试卷分发情况。",
        OFFICE: "发出分发试卷指令。",
    }),
    _Line(True, 0, "考试开始", "发出开考指令", {
        INVIGILATOR: "宣布“考试开始”。",
        PATROL: "确认各考场按时开考。",
        OFFICE: "发出开考信号。",
    }),
)  # fmt: skip
_PAPER_AFTER = (
    _Line(True, 30, "开考30分钟", "复核应试人员信息", {
        INVIGILATOR: "1. 仔细核对缺考人员名单，并在缺考人员的试卷、答题卡（纸）上认真填写填涂缺考"
        "人员姓名考号。\n"
        "2. 考场情况记录单和试卷袋封面内容等要填写完整。",
        PATROL: "汇总各考场缺考人数报考务办公室。违纪违规被终止考试的应试人员，由流动监考带离责任"
        "考场"
        "（规范 7.4.2）。",
        OFFICE: "汇总缺考人数；协助主考处理并上报各类突发情况（规范 7.2.1.6）。",
    }),
    _Line(False, -15, "考试结束前15分钟", "提醒应试人员时间进度", {
        INVIGILATOR: "宣布“距离考试结束还有15分钟”。",
        OFFICE: "发出考试结束前15分钟信号。",
    }),
    _Line(False, 0, "考试结束", "发出考试结束指令，回收清点试卷及答题卡（纸）", {
        INVIGILATOR: "1. 宣布“考试结束，停止作答”。\n2. 回收、清点考后试卷及答题卡（纸），确保全部"
        "收回后允许"
        "应试人员离场；须等待流动监考人员入场再次清点考后试卷及答题卡（纸）后方可装袋密封试卷袋及"
        "答题卡（纸）袋，并履行签字确认程序。",
        PATROL: "逐一进入所负责考场，再次清点考后试卷及答题卡（纸），无误后方可装袋密封，并签字确"
        "认。",
        OFFICE: "发出考试结束信号。回收清点室任何时候不少于两人；全部回收封装后由主考指定专人再次"
        "清点，"
        "主考签字确认，与两名以上考区人事考试机构工作人员办理交接（规范 9.1.2.5.1、9.1.2.5.4）。",
    }),
)  # fmt: skip
_ELECTRONIC_BEFORE = (
    _Line(True, -60, "考前60分钟", "确认开考授权", {
        SITE_ADMIN: "考点系统管理员启动考点机，获取并验证开考授权。",
    }),
    _Line(True, -30, "考前30分钟", "到达责任考场", {
        INVIGILATOR: "监考人员、考场系统管理员共同携带考试用具到达责任考场，监考人员配合考场系统管"
        "理员启动考试"
        "设备。监考人员组织应试人员入场，宣读相关考试规则，指导应试人员登录作答系统、完成草稿纸发"
        "放等"
        "考前准备工作。",
        ROOM_ADMIN: "监考人员、考场系统管理员共同携带考试用具到达责任考场，启动考试设备。考场系统"
        "管理员进入监考"
        "系统，下载相关数据，启动应试人员端，指导应试人员登录作答系统。",
        PATROL: "到达所负责楼层，监督并协助监考人员履行职责。",
        SITE_ADMIN: "确认各考场监考系统联通、数据下载完成。",
        OFFICE: "分发考试用具；确认各考场监考人员、考场系统管理员到岗。",
    }),
    _Line(True, 0, "考试开始", "发出开考指令", {
        INVIGILATOR: "确认应试人员进入作答界面，维持考场秩序。",
        ROOM_ADMIN: "考场系统管理员通过监考系统发出开考指令。",
        PATROL: "确认各考场按时开考。",
        SITE_ADMIN: "密切注意各考场开考状态。",
        OFFICE: "发出开考信号。",
    }),
)  # fmt: skip
_ELECTRONIC_AFTER = (
    _Line(True, 0, "考试过程中", "监控考试状态、复核应试人员信息", {
        INVIGILATOR: "监考人员应复核应试人员信息，注意查看应试人员准考证、身份证件以及是否在指定位"
        "置就坐，同时"
        "维持考场秩序。",
        ROOM_ADMIN: "考场系统管理员应密切注意监考系统的考试状态监控信息，及时处理异常情况，同时核"
        "实实考人数，在"
        "监考系统中登记缺考信息。",
        PATROL: "违纪违规被终止考试的应试人员，由流动监考带离责任考场（规范 7.4.2）。",
        SITE_ADMIN: "考点系统管理员应密切注意各考场考试状态。",
        OFFICE: "对监考工作进行动态监督、检查，协助主考处理并上报各类突发情况（规范 7.2.1.6）。",
    }),
    _Line(False, 0, "考试结束", "提醒应试人员确认交卷，回收考试作答数据", {
        INVIGILATOR: "监考人员应提醒应试人员确认作答系统显示“交卷成功”后方可离开考场，同时提醒应试"
        "人员不应将"
        "草稿纸带出考场。",
        ROOM_ADMIN: "考场系统管理员应观察监考系统中应试人员交卷状态是否正常，在确认应试人员作答数"
        "据已全部回收且"
        "通过校验后，结束本场考试。",
        PATROL: "协助监考人员维持离场秩序，防止草稿纸带出考场。",
        SITE_ADMIN: "确认各考场作答数据回收情况。",
        OFFICE: "发出考试结束信号。",
    }),
    _Line(False, 0, "考试结束后", "清点交接", {
        INVIGILATOR: "监考人员、考场系统管理员与考务办公室进行清点交接，导出、打印考场情况记录单，"
        "核对记录情况并"
        "签字。",
        ROOM_ADMIN: "考场系统管理员上报考试结果至考点系统，备份数据，关闭应试人员端口；与监考人员"
        "、考务办公室进行"
        "清点交接，核对考场情况记录单并签字。",
        SITE_ADMIN: "考点系统管理员确认各考场数据均已正常回收，备份数据交至考务办公室。",
        OFFICE: "与各考场监考人员、考场系统管理员清点交接，核对考场情况记录单并签字；接收备份数据"
        "。",
    }),
)  # fmt: skip
_BEFORE = {Form.PAPER: _PAPER_BEFORE, Form.ELECTRONIC: _ELECTRONIC_BEFORE}
_AFTER = {Form.PAPER: _PAPER_AFTER, Form.ELECTRONIC: _ELECTRONIC_AFTER}
_NO_CLOCK = ("考试过程中", "考试结束后")


def steps(role: str, session: StaffSession, times: FormTimes, entry_rule: str) -> list[Step]:
    """Return the lines of one role's card for the rooms of one form in a session, in time order."""
    found = [*_gathering(role, session, times), *_lines(_BEFORE[times.form], role, times)]
    found = [_not_during(session, step) for step in found]
    found.sort(key=lambda step: step.at or times.start)
    found += _entry(role, times, entry_rule)
    found += _lines(_AFTER[times.form], role, times)
    return found


def follows(session: StaffSession) -> bool:
    """Return whether a session begins too soon after the one before it to report for it again."""
    if session.after is None:
        return False
    return session.start - timedelta(minutes=REPORT_BEFORE) < session.after[1]


def _not_during(session: StaffSession, step: Step) -> Step:
    """Return a step before the start, not before the session ends that the same people serve."""
    if session.after is None or step.at is None or step.at >= session.after[1]:
        return step
    before, free = session.after
    return step._replace(at=free, moment=f"场次{before}结束后")


def _gathering(role: str, session: StaffSession, times: FormTimes) -> Iterator[Step]:
    """Yield reporting and the meeting, which come before both tables."""
    if session.after and follows(session):
        before, free = session.after
        yield Step(
            free, f"场次{before}结束后", "接续下一场",
            f"不再签到、开会；责任考场沿用场次{session.turn_sessions[0]}的抽签结果。",
        )  # fmt: skip
        return
    office = role == OFFICE
    yield Step(
        _moved(times, -REPORT_BEFORE), f"考前{REPORT_BEFORE}分钟", "到岗签到",
        "组织考务人员签到，核对缺席人员。" if office else "到考点报到，在考务人员签到表上签到。",
    )  # fmt: skip
    if session.drawn:
        task = "考前会、抽签"
        duty = (
            "召开考前会，组织临考前培训（规范 7.1.3）；由主考组织从到岗人员中随机抽签，确定监考人"
            "员的责任考场"
            "（规范 7.2.1.3）；有人缺席的，备用监考按顺序递补。"
            if office
            else "参加考前会和临考前培训（规范 7.1.3）。"
        )
        if role in (INVIGILATOR, ROOM_ADMIN):
            duty += "责任考场当场抽签确定（规范 7.2.1.3），抽定后不得私自调换。"
        elif role == PATROL:
            duty += "履职范围当场抽签确定，抽定后不得私自调换。"
    else:
        task = "考前会"
        verb, first = "召开" if office else "参加", session.turn_sessions[0]
        duty = f"{verb}考前会；责任考场沿用场次{first}的抽签结果。"
    yield Step(_moved(times, -MEETING_BEFORE), f"考前{MEETING_BEFORE}分钟", task, duty)


def _lines(lines: tuple[_Line, ...], role: str, times: FormTimes) -> Iterator[Step]:
    """Yield the steps of a role: from the start, those of each end by time, those after the end."""
    several = len(times.ends) > 1
    closing: list[tuple[datetime, Step]] = []
    last: list[Step] = []
    for line in lines:
        duty = line.duties.get(role, "")
        if not duty:
            continue
        if line.moment in _NO_CLOCK:
            step = Step(None, line.moment, line.task, duty)
            if line.start:
                yield step
            else:
                last.append(step)
        elif line.start:
            yield Step(_moved(times, line.minutes), line.moment, line.task, duty)
        else:
            for end, subjects in times.ends:
                at = end + timedelta(minutes=line.minutes)
                task = f"{line.task}\n（{subjects}）" if several else line.task
                closing.append((at, Step(at, line.moment, task, duty)))
    yield from (step for _, step in sorted(closing, key=lambda found: found[0]))
    yield from last


def _entry(role: str, times: FormTimes, rule: str) -> Iterator[Step]:
    """Yield from when nobody may enter: at the start with sound or film, else some minutes later.

    `rule` is the setting 禁止入场 as printed; the minutes are the last ones it names.
    """
    if role in (ROOM_ADMIN, SITE_ADMIN):
        return
    if times.audio_video:
        yield Step(
            _moved(times, 0), "开考", "禁止应试人员入场",
            "语音类、视频类考试，开考后即不允许应试人员入场。",
        )  # fmt: skip
    if times.others:
        named = _ENTRY_MINUTES.findall(rule)
        minutes = int(named[-1]) if named else _STAY
        said = entry_rule(rule, audio_video=times.audio_video, others=True)
        yield Step(_moved(times, minutes), f"开考{minutes}分钟", "禁止应试人员入场", f"{said}。")


def _moved(times: FormTimes, minutes: int) -> datetime:
    return times.start + timedelta(minutes=minutes)
