"""Opens files and hands back their sheets; nothing else in the package opens an input.

Spreadsheets are read with python-calamine after the archive was inspected (`package.py`).
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers.expat import ExpatError

from allocator.far_cells import far_cell
from allocator.intake import package
from allocator.intake.files import sniff
from allocator.intake.flat import read_csv, read_dbf
from allocator.intake.ods_cells import Marks, read_marks
from allocator.intake.sheet_reader import Damaged, Endless, Locked, read_cells
from allocator.intake.sink import Fault
from allocator.intake.tables import RawSheet
from allocator.old_workbooks import OLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from allocator.intake.sink import Sink

    AskPassword = Callable[[Path], str | None]

MAX_ROWS = 500_000
_TRIES = 3
_DAMAGED = Fault(
    "file-damaged", "文件损坏或不完整，读不出来。", "请用 Excel 打开检查，重新保存或重新传送。"
)
_CURE_UNREADABLE = (
    "请关闭正在使用它的程序（Excel、WPS、网盘同步），核对文件是否还在、有没有权限，再试。"
)
_BROKEN = (
    ExpatError,
    struct.error,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    OSError,
    TypeError,
    ValueError,
)
"""What msoffcrypto raises for a damaged container."""


class Unlocked(NamedTuple):
    """A workbook's bytes without encryption."""

    data: bytes
    word: str
    """The password; blank where there is none."""


def read_file(path: Path, label: str, sink: Sink, password: AskPassword | None) -> list[RawSheet]:
    """Return the sheets of a file; problems of the file go to `sink` with row 0."""
    try:
        fault = sniff(path)
    except OSError as error:
        gone = isinstance(error, FileNotFoundError)
        why = "它已不在原处，或是失效的链接" if gone else "正被其他程序占用，或没有读取权限"
        fault = Fault("file-unreadable", f"文件打不开：{why}。", _CURE_UNREADABLE)
    sheets = fault if fault is not None else _read(path, label, sink, password)
    if isinstance(sheets, Fault):
        sink.report(sheets.code, sheets.message, sheets.cure, file=label)
        return []
    kept = []
    for sheet in sheets:
        while sheet.rows and not any(str(cell).strip() for cell in sheet.rows[-1]):
            sheet.rows.pop()
        if len(sheet.rows) > MAX_ROWS:
            last = sheet.first_row + len(sheet.rows) - 1
            message = f"一直到第 {last} 行都有内容，超过 {MAX_ROWS} 行，没有读取。"
            cure = "请把名单以下的行整行删除后保存；确有这么多行的，请拆成几个文件。"
            sink.report("too-many-rows", message, cure, file=label, sheet=sheet.name)
        else:
            kept.append(sheet)
    return kept


def _read(
    path: Path, label: str, sink: Sink, password: AskPassword | None
) -> list[RawSheet] | Fault:
    if path.suffix.lower() not in (".csv", ".dbf"):
        return _read_workbook(path, label, sink, password)
    read = read_csv if path.suffix.lower() == ".csv" else read_dbf
    sheet = read(path, label)
    return sheet if isinstance(sheet, Fault) else [sheet]


def unlock(path: Path, password: AskPassword | None) -> Unlocked | Fault:
    """Return the bytes of a workbook, decrypted when it has a password to open."""
    data = path.read_bytes()
    if not data.startswith(OLE):
        return Unlocked(data, word="")
    import msoffcrypto
    from msoffcrypto import exceptions

    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        locked = office.is_encrypted()
    except (exceptions.FileFormatError, exceptions.ParseError, *_BROKEN):
        return _DAMAGED
    if not locked:
        if path.suffix.lower() == ".xls":
            return Unlocked(data, word="")
        message = f"扩展名是 {path.suffix}，内容却是旧版工作簿（.xls）或其他文件。"
        return Fault("file-wrong-extension", message, "请用 Excel 打开后另存为 .xlsx 再交。")
    return _decrypt(office, path, password)


def _decrypt(office: object, path: Path, password: AskPassword | None) -> Unlocked | Fault:
    from msoffcrypto import exceptions

    tried: set[str] = set()
    for _ in range(_TRIES):
        word = password(path) if password is not None else None
        if not word or word in tried:
            break
        tried.add(word)
        opened = io.BytesIO()
        try:
            office.load_key(password=word)  # type: ignore[attr-defined]
            office.decrypt(opened)  # type: ignore[attr-defined]
        except (exceptions.InvalidKeyError, exceptions.DecryptionError):
            continue
        except (exceptions.FileFormatError, exceptions.ParseError, *_BROKEN):
            return _DAMAGED
        return Unlocked(opened.getvalue(), word=word)
    if tried:
        return Fault("file-password", "密码不对，打不开。", "请核对打开密码后重试。")
    cure = "请在提示时输入打开密码，或在 Excel 中取消密码后再交。"
    return Fault("file-encrypted", "文件有打开密码，没有给出密码。", cure)


def _read_workbook(
    path: Path, label: str, sink: Sink, password: AskPassword | None
) -> list[RawSheet] | Fault:
    opened = unlock(path, password)
    if isinstance(opened, Fault):
        return opened
    if opened.data.startswith(OLE):
        return _cells(opened.data, label, {}, {}, {})
    stream = io.BytesIO(opened.data)
    try:
        size = package.too_big(stream)
        if size is not None:
            cure = "这不像正常的工作簿；请把数据复制到新工作簿后再交。"
            return Fault("archive-bomb", f"文件{size}，没有打开。", cure)
        contents = package.inspect(stream)
        far = far_cell(stream)
        if far:
            message = f"{far} 格有内容，离表格太远，读取会耗尽内存，文件没有打开。"
            cure = "请删去该格所在的行和列，保存后再交。"
            return Fault("archive-bomb", message, cure)
    except package.DAMAGED:
        return _DAMAGED
    wrong = _wrong_archive(path.suffix.lower(), contents.names)
    if wrong is not None:
        return wrong
    if contents.macros:
        sink.report("macros", "文件带有宏，宏没有运行。", "不需要处理；数据照常读取。", file=label)
    if contents.links:
        message = "文件链接到其他工作簿，链接没有更新，按已存的值读取。"
        cure = "请确认数值是最新的，或把公式粘贴为数值。"
        sink.report("external-links", message, cure, file=label)
    try:
        marks = read_marks(stream) if "content.xml" in contents.names else {}
    except package.DAMAGED:
        return _DAMAGED
    return _cells(opened.data, label, contents.flaws, marks, contents.looks)


def _wrong_archive(suffix: str, names: tuple[str, ...]) -> Fault | None:
    is_book = "xl/workbook.xml" in names
    is_ods = "content.xml" in names
    if (suffix == ".ods" and is_ods) or (suffix in (".xlsx", ".xlsm", ".xls") and is_book):
        return None
    if any(name.startswith("xl/") for name in names) and suffix != ".ods" and not is_ods:
        if "xl/workbook.bin" not in names:
            return _DAMAGED
        actual = "二进制工作簿（.xlsb）"
    else:
        actual = "ODS 表格" if is_ods else "新版工作簿（.xlsx）" if is_book else "其他类型的文件"
    message = f"扩展名是 {suffix}，内容却是{actual}。"
    return Fault("file-wrong-extension", message, "请用 Excel 打开后另存为 .xlsx 再交。")


def _cells(
    data: bytes,
    label: str,
    flaws: Mapping[str, dict[tuple[int, int], str]],
    marks: Mapping[str, Marks],
    looks: Mapping[str, package.Looks],
) -> list[RawSheet] | Fault:
    """Return the sheets; `flaws` and `looks` are those of .xlsx, `marks` those of .ods."""
    none, plain = Marks(), package.Looks(set(), set())
    try:
        return [
            RawSheet(
                file=label,
                name=one.name,
                rows=one.rows,
                first_row=one.first_row,
                first_column=one.first_column,
                flaws=flaws.get(one.name, {}) | marks.get(one.name, none).flaws | one.errors,
                hidden=one.hidden,
                hidden_rows=looks.get(one.name, plain).hidden,
                struck_rows=looks.get(one.name, plain).struck,
                merges=one.merges + tuple(marks.get(one.name, none).merges),
            )
            for one in read_cells(data)
        ]
    except Locked:
        cure = "请在 Excel 中取消打开密码后再交。"
        return Fault("file-encrypted", "文件有打开密码，没有给出密码。", cure)
    except Damaged:
        return _DAMAGED
    except Endless as ended:
        message = f"{ended}，文件可能已损坏，没有读取。"
        return Fault("file-damaged", message, "请用 Excel 打开检查，另存为 .xlsx 再交。")
