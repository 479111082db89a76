"""The words of why a draw of the day cannot be finished: on the day, and when posts are drawn.

On the day nobody but those posted can come. Weeks before, when posts are drawn, nobody is absent,
reserves are not drawn yet, and the workbooks can still be mended.
"""

from __future__ import annotations

from dataclasses import dataclass

_CALL_IN = "通知缺席名单中的人员到岗，到岗后从 --absent 中去掉再抽"
_LAST_RESORT = (
    "仍不够的，由考区在工作人员表补充人员后用 allocator run --replace 重新编排"
    "（写明 --reason、--operator、--reviewer；封存过的，另用 -o 新文件夹重新封存）"
)
# Seats are drawn anew with the workbooks that were mended: a cure must not name a room.
_ADD = "请在 工作人员 表增加"
_TIES = "，或核对 亲属关系、其他回避 两表"
_SKILL = "，或核对 计算机能力 一列是否漏填"
_AGAIN = "；改后用 allocator run 重新编排"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Texts for `str.format`; each says which fields it is given, and may leave some out."""

    too_few: str
    """Cause of too few people; `posts`."""
    add: str
    """Its cure; `short` (people), `posts`, `waiver` (blank, or `waive`)."""
    waive: str
    """What else would help too few 流动监考."""
    unskilled: str
    """Cause of too few people with 计算机能力 for the rooms."""
    add_skilled: str
    """Its cure; `short` (people)."""
    barred_room: str
    """Cure for a room that too few of a post may serve; `room` (考场号), `post`."""
    barred_group: str
    """Cure for rooms that nobody may patrol."""
    relatives: str
    """Cure for people who cannot be parted from relatives or interests."""
    barred: str
    """Cure for people whose bars cannot be kept together."""
    together: str
    """Cause where only all counts together rule it out."""
    skilled: str
    """Its cure; `skilled` (people with 计算机能力)."""


ON_THE_DAY = Words(
    too_few="{posts}到岗人员连同备用人员不够",
    add=f"{_CALL_IN}：至少 {{short}} 名可任{{posts}}；{_LAST_RESORT}{{waiver}}",
    waive="，并可在参数表登记 PATROL-5 豁免及理由，由其他流动监考兼顾相邻考场",
    unskilled="电子化考场每场至少 1 名监考具备计算机能力，到岗人员不够",
    add_skilled=f"{_CALL_IN}：至少 {{short}} 名具备计算机能力；{_LAST_RESORT}",
    barred_room="请增派与考场 {room} 考生无回避关系、可任{post}的备用人员",
    barred_group="请增派与这些考场考生无回避关系、可任流动监考的备用人员",
    relatives="请增派与他们无亲属关系的备用人员，或让其中一人不参加本场",
    barred="请增派无须回避的备用人员",
    together="各岗位人数、计算机能力和备用人员可任岗位合在一起无法满足",
    skilled="请增派具备计算机能力的备用监考（现有 {skilled} 人）",
)
AT_POSTING = Words(
    too_few="{posts}人数不够",
    add=f"{_ADD}至少 {{short}} 名可任{{posts}}的人员{{waiver}}{_AGAIN}",
    waive="，或在 参数 表登记 PATROL-5 豁免及理由，由其他流动监考兼顾相邻考场",
    unskilled="电子化考场每场至少 1 名监考具备计算机能力，人数不够",
    add_skilled=f"{_ADD}至少 {{short}} 名具备计算机能力的监考{_SKILL}{_AGAIN}",
    barred_room=f"{_ADD}可任{{post}}、与考生没有亲属和回避关系的人员{_TIES}{_AGAIN}",
    barred_group=f"{_ADD}可任流动监考、与考生没有亲属和回避关系的人员{_TIES}{_AGAIN}",
    relatives=f"{_ADD}可任同一岗位、与其他工作人员没有亲属和回避关系的人员，"
    f"或在 可用场次 一列让其中一人避开本场{_TIES}{_AGAIN}",
    barred=f"{_ADD}可任同一岗位、与考生没有亲属和回避关系的人员{_TIES}{_AGAIN}",
    together="各岗位人数和计算机能力合在一起无法满足",
    skilled=f"{_ADD}具备计算机能力、可任监考或考场系统管理员的人员（抽到的有 {{skilled}} 人）"
    f"{_SKILL}{_AGAIN}",
)
