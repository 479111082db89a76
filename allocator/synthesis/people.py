"""Made-up people: names, 证件号码 that nobody holds, and employers of very unequal size.

Regions of the 证件号码 begin with 99, which no place in the country has.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.randomness import Stream

T = TypeVar("T")

CITY = "青岚"
"""The made-up city where everything happens."""

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马胡朱郭何罗高林郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_DOUBLE = ("欧阳", "上官", "司马", "诸葛", "慕容", "尉迟", "皇甫", "令狐")
_MEN = (
    "伟强磊军勇涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林毅峰志成建国文博泽晨子轩昊然嘉睿家豪"
)
_WOMEN = (
    "芳娜敏静丽艳娟霞秀燕玲桂丹萍红英梅琳雪慧莹婷倩欣怡佳悦梦瑶思雨晓彤雅涵诗语可心若曦紫萱海兰淑珍"
)
_RARE = "䶮㛃𠮷𬭎𫖯𬍛䴖𫍯㭎𬱖"
_STEPPE = ("乌兰图雅", "苏日娜", "萨仁高娃", "巴特尔", "那日苏", "格日勒图", "其木格", "孟根花")
_SNOW = ("扎西多吉", "次仁卓玛", "格桑梅朵", "洛桑丹增", "达娃拉姆", "边巴次仁")
_OASIS = (
    "阿卜杜热合曼",
    "买买提吐尔逊",
    "古丽米热",
    "艾合麦提",
    "努尔艾力",
    "阿依古丽",
    "吾布力卡斯木",
    "迪丽努尔",
    "依明江",
    "热合木吐拉",
)
_FIRST_BIRTH = date(1965, 1, 1)
_DAYS = (date(2003, 12, 31) - _FIRST_BIRTH).days + 1
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


class Person(NamedTuple):
    """Somebody who does not exist."""

    name: str
    sex: str
    id_type: str
    id_number: str
    born: date


class Shares:
    """Draws items with given relative weights."""

    def __init__(self, weights: Sequence[int]) -> None:
        """Sum up the weights, all of them at least 0 and one above."""
        self._sums = list(accumulate(weights))

    def draw(self, stream: Stream) -> int:
        """Return an index."""
        return bisect_right(self._sums, stream.below(self._sums[-1]))


def pick(stream: Stream, items: Sequence[T]) -> T:
    """Return one of the items."""
    return items[stream.below(len(items))]


def check_digit(seventeen: str) -> str:
    """Return the eighteenth character by GB 11643."""
    return _CHECK[
        sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, seventeen, strict=True)) % 11
    ]


class Registry:
    """Makes people, no two with one 证件号码."""

    def __init__(self, stream: Stream) -> None:
        """Start an empty registry that draws from `stream`."""
        self._stream = stream
        self._taken: set[str] = set()
        self._days = [
            (day, f"{day:%Y%m%d}")
            for day in (_FIRST_BIRTH + timedelta(days=n) for n in range(_DAYS))
        ]
        # The weighted sum of region and birth date is shared by many: computed once for each.
        self._regions = [f"99{10 + n // 8:02d}{1 + n % 8:02d}" for n in range(48)]
        self._foreign = 0

    def person(self, *, resident: bool = False) -> Person:
        """Return a new person; `resident` forbids documents other than 居民身份证."""
        stream = self._stream
        sex = "女" if stream.below(100) < 44 else "男"
        name = self._name(sex)
        if not resident and stream.below(1000) < 4:
            born = self._days[stream.below(_DAYS)][0]
            return Person(name, sex, *self._other_document(), born)
        while True:
            born, digits = self._days[stream.below(_DAYS)]
            serial = stream.below(500) * 2 + (sex == "男")
            head = f"{self._regions[stream.below(48)]}{digits}{serial:03d}"
            if head not in self._taken:
                self._taken.add(head)
                return Person(name, sex, "居民身份证", head + check_digit(head), born)

    def _other_document(self) -> tuple[str, str]:
        self._foreign += 1
        kind = self._foreign % 3
        if kind == 0:
            return "护照", f"ZZ{9000000 + self._foreign}"
        if kind == 1:
            return "港澳居民来往内地通行证", f"H{99000000 + self._foreign}"
        return "台湾居民来往大陆通行证", f"{99000000 + self._foreign}"

    def _name(self, sex: str) -> str:
        stream = self._stream
        given = _WOMEN if sex == "女" else _MEN
        chance = stream.below(1000)
        if chance >= 12:
            surname = _SURNAMES[_squared(stream, len(_SURNAMES))]
        elif chance < 3:
            surname = pick(stream, _DOUBLE)
        elif chance < 5:
            return "·".join(pick(stream, _OASIS) for _ in range(2))
        elif chance < 6:
            # As long as names on identity cards get: 20 to 25 characters.
            return (
                "·".join(_distinct(stream, ("阿卜杜热合曼", "买买提吐尔逊", "吾布力卡斯木"))) + "江"
            )
        elif chance < 8:
            return pick(stream, _STEPPE)
        elif chance < 9:
            return pick(stream, _SNOW)
        else:
            return f"{pick(stream, _SURNAMES)}{pick(stream, _RARE)}"
        first = given[stream.below(len(given))]
        return surname + first + (given[stream.below(len(given))] if stream.below(100) < 84 else "")


def _squared(stream: Stream, n: int) -> int:
    """Return an index that favours the front: the smaller of two draws."""
    return min(stream.below(n), stream.below(n))


def _distinct(stream: Stream, items: Sequence[T]) -> list[T]:
    shuffled = list(items)
    stream.shuffle(shuffled)
    return shuffled


_PLACES = (CITY, "临澜", "海岳", "云栖岭", "白桦", "松原岗", "金川口", "望江台")
_BRANDS = "宏泰远恒瑞诚达信安鼎昌盛嘉和中天建工正华兴业博联通广厦永固立德"
_TRADES = (
    "建设工程有限公司",
    "工程咨询有限公司",
    "建筑安装集团有限公司",
    "设计研究院",
    "市政工程公司",
    "项目管理有限公司",
    "科技有限公司",
    "实业股份有限公司",
    "医药连锁有限公司",
    "能源发展有限公司",
    "人力资源服务中心",
    "社区服务中心",
)


class Employers:
    """工作单位 with sizes that fall like one over the rank; the biggest has about 3 %."""

    def __init__(self, stream: Stream, candidates: int, *, blank_percent: int = 12) -> None:
        """Make up about one unit for every 25 candidates, at least 60."""
        count = max(60, candidates // 25)
        self.names = _unit_names(stream, count)
        flat = _flatness(count, share=0.03 * 100 / (100 - blank_percent))
        self._shares = Shares([round(1e9 / (rank + flat)) for rank in range(1, count + 1)])
        self._blank = blank_percent

    def draw(self, stream: Stream) -> str:
        """Return a unit, or blank for people who named none."""
        if stream.below(100) < self._blank:
            return ""
        return self.names[self._shares.draw(stream)]


def _unit_names(stream: Stream, count: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    while len(found) < count:
        brand = pick(stream, _BRANDS) + pick(stream, _BRANDS)
        name = f"{pick(stream, _PLACES)}{brand}{pick(stream, _TRADES)}"
        # A million units would run out of names: a number tells the branches apart.
        found[name if name not in found else f"{name}第{1 + stream.below(99)}分公司"] = None
    return tuple(found)


def _flatness(count: int, *, share: float) -> float:
    """Return c for which the first of the weights 1 / (rank + c) has this share of their sum."""
    low, high = 0.0, 1000.0
    for _ in range(40):
        middle = (low + high) / 2
        total = sum(1 / (rank + middle) for rank in range(1, count + 1))
        if 1 / (1 + middle) / total > share:
            low = middle
        else:
            high = middle
    return low
