"""Which files are to be read, and whether each is what its extension says, before it is opened.

Folders are walked by name; lock files, hidden files and our own outputs are passed over.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.intake.sink import Fault
from allocator.models.domain.contents import PROPERTY
from allocator.models.rules.duty import ROSTER_BOOK
from allocator.old_workbooks import OLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.intake.sink import Sink

SUPPORTED = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".dbf")
_PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff")
MAX_BYTES = 200 * (1 << 20)
_CURE_TYPES = "请用 Excel 另存为 .xlsx，或提供 .xls、.ods、.csv、.dbf。"

_ZIP = b"PK\x03\x04"
_RESULTS = "编排总表.xlsx"
"""Lies in every folder of results, which may lie among the inputs."""
_LOG = "record.sqlite"
"""Lies in every record."""
_OF_RESULTS = "是名单的，请移到别的文件夹；不是的，不用处理。"

_SYSTEM = frozenset(("thumbs.db", "desktop.ini"))
"""What Windows itself puts into folders."""


def ours(path: Path) -> bool:
    """Return whether a file is not an input: a lock file, hidden, of Windows, or our own report."""
    name = path.name
    return (
        name.startswith(("~$", "."))
        or name.lower() in _SYSTEM
        or (name.startswith("体检报告") and path.suffix.lower() == ".xlsx")
        or path.stem.endswith("_批注")
    )


def gather(paths: Sequence[Path], sink: Sink) -> tuple[Path, ...]:
    """Return the files to read, each once, in the given order (folders by name)."""
    found: dict[Path, Path] = {}
    ignored: list[str] = []
    for given in paths:
        path = Path(given)
        if path.is_dir():
            for inside in _walk(path, sink):
                suffix = inside.suffix.lower()
                if suffix in SUPPORTED:
                    found.setdefault(inside.resolve(), inside)
                elif suffix not in _PICTURES:
                    ignored.append(inside.name)
        elif path.name.startswith("~$"):
            message = "这是打开文件时的临时文件，没有读取。"
            sink.report("file-ignored", message, "不用处理；请改选文件本身。", file=path.name)
        elif not path.is_file():
            sink.report("file-missing", "找不到这个文件。", "请检查路径和文件名。", file=path.name)
        elif path.suffix.lower() not in SUPPORTED:
            message = f"不支持 {path.suffix or '没有扩展名的'} 文件。"
            sink.report("file-unsupported", message, _CURE_TYPES, file=path.name)
        else:
            found.setdefault(path.resolve(), path)
    if ignored:
        names = "、".join(ignored[:10])
        message = f"文件夹里有 {len(ignored)} 个其他类型的文件没有读取：{names}"
        sink.report("file-ignored", message, _CURE_TYPES, file=ignored[0])
    if not found and not sink.has_errors():
        sink.report("file-none", "没有找到可读的文件。", _CURE_TYPES)
    return _without_copies(tuple(found.values()), sink)


def _without_copies(files: tuple[Path, ...], sink: Sink) -> tuple[Path, ...]:
    """Leave out, and tell, files that are the same to the byte as one before."""
    first: dict[str, Path] = {}
    sizes = Counter(path.stat().st_size for path in files if path.is_file())
    kept: list[Path] = []
    for path in files:
        if path.is_file() and sizes[path.stat().st_size] > 1:
            same = first.setdefault(_digest(path), path)
            if same is not path:
                message = f"与 {same.name} 一模一样，没有再读一遍。"
                cure = "不用处理；应当不同的，请核对是否交错了文件。"
                sink.report("file-ignored", message, cure, file=path.name)
                continue
        kept.append(path)
    return tuple(kept)


def _digest(path: Path) -> str:
    """Return what tells a file's bytes, its path where it cannot be read (told by the reader)."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return str(path)


def _walk(folder: Path, sink: Sink) -> Iterator[Path]:
    among = (folder / _RESULTS).is_file()
    published = 0
    for base, folders, names in os.walk(folder):
        if _RESULTS in names and Path(base) != folder:
            message = "文件夹里是编排结果，没有读取。"
            sink.report("file-ignored", message, _OF_RESULTS, file=Path(base).name)
            folders.clear()
            continue
        if _LOG in names:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(base) / name
            if among and _is_published(path):
                published += 1
            elif not ours(path):
                yield path
    if published:
        message = f"文件夹里有编排结果，其中的 {published} 个文书没有读取。"
        sink.report("file-ignored", message, _OF_RESULTS, file=folder.resolve().name)


def _is_published(path: Path) -> bool:
    """Return whether a workbook among results is one of theirs, not a roster that lies there."""
    if path.suffix.lower() != ".xlsx":
        return False
    if path.name in (_RESULTS, ROSTER_BOOK):
        return True
    try:
        with zipfile.ZipFile(path) as book:
            return PROPERTY.encode() in book.read("docProps/custom.xml")
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError):
        return False  # what is damaged or locked is told by its reader


def labels(files: Sequence[Path]) -> dict[Path, str]:
    """Return how messages call each file: its name, with its folder where names repeat."""
    names = [path.name for path in files]
    result: dict[Path, str] = {}
    for path in files:
        if names.count(path.name) == 1:
            result[path] = path.name
        else:
            result[path] = f"{path.parent.name}/{path.name}"
    if len(set(result.values())) < len(result):
        return {path: path.as_posix() for path in files}
    return result


def sniff(path: Path) -> Fault | None:
    """Return why a file cannot be what its extension says, from its size and first bytes."""
    size = path.stat().st_size
    if size == 0:
        return Fault("file-empty", "文件是空的（0 字节）。", "请重新保存或重新传送这个文件。")
    if size > MAX_BYTES:
        message = f"文件有 {size >> 20} MB，超过 {MAX_BYTES >> 20} MB。"
        return Fault("file-too-large", message, "请删去图片和无关工作表，或按考点拆成几个文件。")
    with path.open("rb") as stream:
        head = stream.read(4096)
    return _wrong_kind(path.suffix.lower(), head)


def _wrong_kind(suffix: str, head: bytes) -> Fault | None:
    is_zip, is_ole = head.startswith(_ZIP), head.startswith(OLE)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    is_markup = text.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta", b"<head"))
    actual = ""
    if suffix == ".csv":
        if is_zip or is_ole:
            actual = "Excel 工作簿"
        elif is_markup:
            actual = "网页"
    elif suffix == ".dbf":
        if is_zip or is_ole or is_markup or head[0] not in _DBF_VERSIONS:
            actual = "其他类型的文件"
    elif is_markup:
        actual = "网页（HTML 或 XML）"
    elif suffix == ".xls":
        if is_zip:
            actual = "新版工作簿（.xlsx）"
        elif not is_ole:
            actual = "文本或其他类型的文件"
    elif not is_zip and not is_ole:
        actual = "文本或其他类型的文件"
    if not actual:
        return None
    message = f"扩展名是 {suffix}，内容却是{actual}。"
    return Fault("file-wrong-extension", message, "请用 Excel 打开后另存为 .xlsx 再交。")


_DBF_VERSIONS = frozenset(
    (0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xCB, 0xE5, 0xF5, 0xFB)
)
"""First byte of a DBF file, by the programs that write it."""
