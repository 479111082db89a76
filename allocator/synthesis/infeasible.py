"""Writes `data/samples/infeasible/`: faultless workbooks that cannot be arranged (exit 4).

`expected.json` names for each the rule that stands in the way.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from allocator.synthesis.tiny import id_of, tiny_book, write_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from allocator.synthesis.tiny import Book


class Impossible(NamedTuple):
    """One workbook, the rule to blame, and how the faultless book becomes it."""

    name: str
    rule: str
    change: Callable[[Book], None]
    staffed: bool = False
    """It is the staff that cannot be posted; otherwise there are only candidates."""


def write_infeasible(folder: Path) -> tuple[Path, ...]:
    """Write every workbook into `folder` and return the paths, `expected.json` the last."""
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    for case in CASES:
        book = tiny_book()
        if not case.staffed:
            # Nobody but the candidates: what cannot be done has one cause.
            for sheet in ("工作人员", "亲属关系", "其他回避", "岗位", "值守"):
                del book[sheet]
        case.change(book)
        write_book(folder / f"{case.name}.xlsx", book)
        expected[f"{case.name}.xlsx"] = {"exit": 4, "rule": case.rule}
    target = folder / "expected.json"
    text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
    target.write_text(text + "\n", encoding="utf-8", newline="\n")
    return (*(folder / name for name in sorted(expected)), target)


def _people(book: Book, count: int, **changes: object) -> None:
    """Make `count` candidates of one 专业, each from a unit of his own."""
    like = book["考生"][0]
    book["考生"] = [
        {
            **like,
            "报名序号": f"A{nth:03d}",
            "姓名": f"示例{'甲乙丙丁戊己庚辛壬癸'[nth // 10]}{'一二三四五六七八九十'[nth % 10]}",
            "证件号码": id_of("19910101", 2 * nth + 1),
            "工作单位": "",
            **changes,
        }
        for nth in range(count)
    ]


def _rooms(book: Book, count: int, *, site: str = "01", seats: int = 30) -> None:
    """Add `count` rooms on floor 2 of a site, which keeps none of them spare."""
    like = {**book["考场"][-1], "楼层": 2, "可用座位数": seats, "座位布局": "", "无障碍": "否"}
    book["考场"] += [
        {**like, "考点代码": site, "教室": f"2{nth:02d}"} for nth in range(11, 11 + count)
    ]


def _no_spare(book: Book) -> None:
    for site in book["考点"]:
        site["备用考场"] = 0


def _too_few_seats(book: Book) -> None:
    _no_spare(book)
    _people(book, 65)
    book["考场"] = book["考场"][:2]


def _no_accessible_room(book: Book) -> None:
    book["考生"][1]["特殊需求"] = "无障碍"
    for room in book["考场"]:
        room["无障碍"] = "否"


def _no_ground_floor(book: Book) -> None:
    book["考生"][1]["特殊需求"] = "一楼"
    book["考场"] = book["考场"][2:]
    _rooms(book, 2)


def _site_full(book: Book) -> None:
    book["考点"].append({**book["考点"][0], "考点代码": "02", "考点名称": "示例第二中学"})
    _no_spare(book)
    _people(book, 31, 指定考点="01")
    book["考场"] = book["考场"][:1]
    _rooms(book, 3, site="02")


def _narrow_ticket(book: Book) -> None:
    _people(book, 10, 特殊需求="单独考场")
    _rooms(book, 10)
    book["参数"].append({"名称": "准考证模板", "值": "{考点:2}{考场:1}{座位:2}", "理由": ""})


def _nothing_spare(book: Book) -> None:
    book["考场"] = book["考场"][:2]
    book["考点"][0]["备用考场"] = 2


def _two_papers(book: Book) -> None:
    _no_spare(book)
    book["考场"] = book["考场"][:1]


def _kin_in_one_room(book: Book) -> None:
    _no_spare(book)
    _people(book, 2)
    book["考场"] = book["考场"][:1]
    one, other = (str(person["证件号码"]) for person in book["考生"])
    name = book["考生"][1]["姓名"]
    book["亲属关系"] = [
        {"申报人": one, "关系": "弟弟", "亲属姓名": name, "亲属证件号码": other, "备注": ""}
    ]


def _staff_with(book: Book, post: str) -> list[dict[str, object]]:
    return [row for row in book["工作人员"] if post in str(row["可任岗位"]).split("、")]


def _recused(book: Book) -> None:
    """Leave seven 监考, enough for two rooms, and make four of them cousins of the candidates."""
    watching = _staff_with(book, "流动监考")[1:8]
    others = [row for row in book["工作人员"] if "监考" not in str(row["可任岗位"])]
    book["工作人员"] = [book["工作人员"][0], *others, *watching]
    for member, candidate in zip(watching, book["考生"], strict=False):
        relation = "表弟" if candidate["性别"] == "男" else "表妹"
        who = {"申报人": member["工号"], "关系": relation, "亲属姓名": candidate["姓名"]}
        book["亲属关系"].append({**who, "亲属证件号码": candidate["证件号码"], "备注": ""})


def _no_chief(book: Book) -> None:
    for row in _staff_with(book, "主考"):
        row["可任岗位"] = "副主考"


def _no_computer_skill(book: Book) -> None:
    for row in book["考试"]:
        row["考试形式"] = "电子化"
    for row in book["考场"]:
        row.update(考试形式="电子化", 备用机=2)
    for member in book["工作人员"]:
        member["计算机能力"] = "否"
    book["参数"].append({"名称": "系统管理员兼任监考", "值": "否", "理由": ""})


CASES = (
    Impossible("座位不足", "ROOM-30", _too_few_seats),
    Impossible("没有无障碍考场", "SEAT-NEEDS", _no_accessible_room),
    Impossible("没有一楼考场", "SEAT-NEEDS", _no_ground_floor),
    Impossible("指定考点已满", "SEAT-SITE", _site_full),
    Impossible("准考证考场段太窄", "TICKET", _narrow_ticket),
    Impossible("留不出备用考场", "ROOM-SPARE", _nothing_spare),
    Impossible("两份试卷只有一个考场", "ROOM-ONE-PAPER", _two_papers),
    Impossible("亲属只有一个考场", "SEAT-KIN", _kin_in_one_room),
    Impossible("回避后监考不足", "ROOM-TWO", _recused, staffed=True),
    Impossible("没有人可任主考", "POST-CHIEF", _no_chief, staffed=True),
    Impossible("电子化考场没有懂计算机的监考", "ROOM-COMPUTER", _no_computer_skill, staffed=True),
)
