"""Numbers of identity by 证件类型: 居民身份证 by GB 11643, the others by their form.

A 性别 that contradicts the number is an error, not a warning: one of the two is somebody else's.
Region codes are not judged: no published table is complete.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from allocator.intake import cells
from allocator.intake.schema import ID_TYPES
from allocator.intake.sink import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table

RESIDENT = ID_TYPES[0]

TYPE_ALIASES = {
    "身份证": RESIDENT,
    "二代身份证": RESIDENT,
    "中华人民共和国居民身份证": RESIDENT,
    "社保卡": "社会保障卡",
    "港澳通行证": "港澳居民来往内地通行证",
    "回乡证": "港澳居民来往内地通行证",
    "港澳居民通行证": "港澳居民来往内地通行证",
    "台胞证": "台湾居民来往大陆通行证",
    "台湾通行证": "台湾居民来往大陆通行证",
    "居住证": "港澳台居民居住证",
    "港澳居民居住证": "港澳台居民居住证",
    "台湾居民居住证": "港澳台居民居住证",
    "外国人永久居留身份证": "外国人永久居留证",
    "永久居留证": "外国人永久居留证",
    "外国护照": "护照",
    "中国护照": "护照",
    "军人证": "军官证",
    "其它": "其他",
}

_LENGTH, _LONGEST_SHORT = 18, 10
_CURE = "请核对号码；若是其他证件，请填写证件类型。"
_RESIDENT = re.compile(r"\d{17}[\dX]", re.ASCII)
_FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    "社会保障卡": (re.compile(r"[0-9A-Z]{9,20}"), "9 到 20 位字母或数字"),
    "港澳居民来往内地通行证": (
        re.compile(r"[HM](?:\d{8}|\d{10})", re.ASCII),
        "H 或 M 加 8 位或 10 位数字",
    ),
    "台湾居民来往大陆通行证": (
        re.compile(r"\d{8}|\d{10}(?:\(?[A-Z]\)?)?", re.ASCII),
        "8 位数字，或 10 位数字加一个字母",
    ),
    "护照": (re.compile(r"(?=.*\d)[A-Z0-9]{5,17}", re.ASCII), "5 到 17 位字母和数字"),
    "军官证": (
        re.compile(r"[一-鿿]{0,4}字?第?\d{4,12}号?"),
        "如“某字第12345678号”，或 4 到 12 位数字",
    ),
}  # fmt: skip
_OLD_RESIDENCE = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)
_NEW_RESIDENCE = re.compile(r"9\d{16}[\dX]", re.ASCII)
_RESIDENCE_PERMIT = re.compile(r"8[123]\d{15}[\dX]", re.ASCII)


@cache
def _check_digit() -> Callable[[str], str]:
    from stdnum.cn.ric import calc_check_digit

    digit: Callable[[str], str] = calc_check_digit
    return digit


def clean(number: str) -> str:
    """Return a number of identity as it is kept: upper case, without blanks around letters."""
    return number.upper()


def kind_of(number: str) -> str:
    """Return the 证件类型 of a number where the sheet does not say it, by its look.

    More than ten letters and digits that begin with a digit are judged as 居民身份证, all else is
    taken as it stands.
    """
    bare = re.sub(r"[^0-9A-Z]", "", number.upper())
    is_long = bare[:1].isdigit() and len(bare) > _LONGEST_SHORT
    taiwan = _FORMS["台湾居民来往大陆通行证"][0]
    return RESIDENT if is_long and not taiwan.fullmatch(number.upper()) else "其他"


def check(id_type: str, number: str, sex: str) -> Fault | None:
    """Return what is wrong with a number (upper case) for its type, or None."""
    if id_type == RESIDENT:
        return _resident(number, sex)
    if id_type == "港澳台居民居住证":
        if not _RESIDENCE_PERMIT.fullmatch(number):
            return _form(id_type, number, "18 位，以 81、82 或 83 开头")
        return _eighteen(number, sex)
    if id_type == "外国人永久居留证":
        if _OLD_RESIDENCE.fullmatch(number):
            return None
        if not _NEW_RESIDENCE.fullmatch(number):
            return _form(id_type, number, "3 个字母加 12 位数字，或 9 开头的 18 位")
        return _digit(number)
    if id_type in _FORMS:
        pattern, words = _FORMS[id_type]
        return None if pattern.fullmatch(number) else _form(id_type, number, words)
    return None


def _form(id_type: str, number: str, words: str) -> Fault:
    message = f"{id_type}号码“{number}”格式不对。"
    return Fault("id-form", message, f"{id_type}应为{words}；请核对号码和证件类型。")


def _resident(number: str, sex: str) -> Fault | None:
    if _RESIDENT.fullmatch(number):
        return _eighteen(number, sex)
    if len(number) == 15 and number.isascii() and number.isdigit():
        cure = "一代身份证已停用，请填写 18 位号码。"
        return Fault("id-old", f"“{number}”是旧的 15 位身份证号。", cure)
    return Fault("id-length", f"“{number}”不是 18 位居民身份证号（{_amiss(number)}）。", _CURE)


def _amiss(number: str) -> str:
    """Return in words why a number is not 17 digits and a digit or X."""
    others = "".join(dict.fromkeys(re.sub(r"[0-9X]", "", number)))
    if _RESIDENT.fullmatch(re.sub(r"[^0-9X]", "", number)):
        return f"多出“{others}”"
    if len(number) == _LENGTH:
        place = next(at for at, mark in enumerate(number) if mark not in "0123456789")
        return f"第 {place + 1} 个字符“{number[place]}”不是数字"
    return f"现有 {len(number)} 个字符"


def _eighteen(number: str, sex: str) -> Fault | None:
    if not _is_day(number[6:14]):
        message = f"出生日期 {number[6:14]} 不对。"
        return Fault("id-birth-date", message, "请对照证件核对第 7 到 14 位。")
    wrong = _digit(number)
    if wrong is not None:
        return wrong
    if sex and (int(number[16]) % 2 == 1) != (sex == "男"):
        actual = "男" if sex == "女" else "女"
        message = f"性别填“{sex}”，证件号码第 17 位表示{actual}。"
        return Fault("id-sex", message, "请对照证件核对性别和号码。")
    return None


def _digit(number: str) -> Fault | None:
    if _check_digit()(number) == number[-1]:
        return None
    message = f"校验码（最后一位 {number[-1]}）不对，号码有误。"
    return Fault("id-check-digit", message, "请对照证件核对每一位。")


@cache
def _is_day(digits: str) -> bool:
    """Return whether eight digits are a day on which somebody here can have been born."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2020


class Numbers(NamedTuple):
    """证件号码 of each row of a table."""

    taken: list[str | None]
    """None where it is refused."""
    readable: list[str]
    """Those that are right in themselves, whatever 性别 says beside them; blank: none."""


def identify(
    table: Table, types: Sequence[str | None], sexes: Sequence[str | None], sink: Sink
) -> Numbers:
    """Return 证件号码 checked by type and sex; one whose type is refused is judged by its look."""
    numbers = cells.read(table, "id_number", sink, cells.code, "")
    found = Numbers([], [])
    for index, (number, kind, gender) in enumerate(zip(numbers, types, sexes, strict=True)):
        if not number:
            found.taken.append(number)
            found.readable.append("")
            continue
        upper = clean(number)
        if kind is None:
            right = check(kind_of(upper), upper, "") is None
            found.taken.append(upper)
            found.readable.append(upper if right else "")
            continue
        fault = check(kind, upper, gender or "")
        if fault is None:
            found.taken.append(upper)
        else:
            sink.cell(table, index, "sex" if fault.code == "id-sex" else "id_number", fault)
            found.taken.append(None)
        found.readable.append(upper if fault is None or fault.code == "id-sex" else "")
    return found
