"""Writes `data/samples/broken/`: one file for each kind of input error, and `expected.json`.

Each is the tiny faultless workbook with one defect. Encryption takes fresh salt from the system, so
an encrypted file that already holds the right workbook is left as it is.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, NamedTuple

from allocator.synthesis.defects_in_cells import CELLS
from allocator.synthesis.defects_in_sheets import SHEETS
from allocator.synthesis.tiny import patch, tiny_book, write_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PASSWORD = "示例密码"


class BrokenFile(NamedTuple):
    """A file (or folder) that is wrong as a whole, and what to write there."""

    name: str
    code: str
    write: Callable[[Path], None]
    sheet: str = ""
    row: int = 0
    column: str = ""
    password: str = ""
    along: tuple[str, ...] = ()


def write_broken(folder: Path) -> tuple[Path, ...]:
    """Write every broken file into `folder` and return the paths, `expected.json` the last."""
    folder.mkdir(parents=True, exist_ok=True)
    expected: dict[str, dict[str, object]] = {}
    for defect in (*CELLS, *SHEETS):
        book = tiny_book()
        defect.spoil(book)
        name = f"{defect.code}.xlsx"
        write_book(folder / name, book)
        expected[name] = _expected(
            defect.code, defect.sheet, defect.row, defect.column, "", defect.along
        )
    for file in FILES:
        file.write(folder / file.name)
        expected[file.name] = _expected(
            file.code, file.sheet, file.row, file.column, file.password, file.along
        )
    target = folder / "expected.json"
    text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
    target.write_text(text + "\n", encoding="utf-8", newline="\n")
    return (*(folder / name for name in sorted(expected)), target)


def _expected(
    code: str, sheet: str, row: int, column: str, password: str, along: tuple[str, ...]
) -> dict[str, object]:
    found: dict[str, object] = {"code": code, "sheet": sheet, "row": row, "column": column}
    if password:
        found["password"] = password
    if along:
        found["along"] = list(along)
    return found


def _tiny(path: Path) -> None:
    write_book(path, tiny_book())


def _bytes(data: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


def _truncated(path: Path) -> None:
    _tiny(path)
    path.write_bytes(path.read_bytes()[:-900])


def _encrypted(path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = path.with_name("plain.tmp")
    _tiny(plain)
    data = plain.read_bytes()
    plain.unlink()
    if path.exists() and _decrypted(path) == data:
        return
    with path.open("wb") as target:
        OOXMLFile(io.BytesIO(data)).encrypt(PASSWORD, target)


def _decrypted(path: Path) -> bytes:
    import msoffcrypto

    opened = io.BytesIO()
    with path.open("rb") as source:
        office = msoffcrypto.OfficeFile(source)
        office.load_key(password=PASSWORD)
        office.decrypt(opened)
    return opened.getvalue()


def _bomb(path: Path) -> None:
    _tiny(path)
    patch(path, lambda name, data: data, {"xl/media/image1.png": bytes(40 * (1 << 20))})


def _far_row(path: Path) -> None:
    """Two cells half a million rows apart: a reader that lays out the range has them all."""
    _tiny(path)

    def change(name: str, data: bytes) -> bytes:
        if not name.endswith("sheet4.xml"):
            return data
        row = (
            '<row r="500900"><c r="A500900" t="inlineStr"><is><t>01</t></is></c></row></sheetData>'
        )
        return data.replace(b"</sheetData>", row.encode()).replace(b":O5", b":O500900")

    patch(path, change)


def _with_part(part: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        _tiny(path)
        patch(path, lambda name, data: data, {part: b"sample"})

    return write


def _merged(path: Path) -> None:
    write_book(path, tiny_book(), merges={"考生": "J2:J3"})


def _hidden(path: Path) -> None:
    _tiny(path)
    shown, hidden = b'<sheet name="\xe8\x80\x83\xe5\x9c\xba"', b' state="hidden"'
    patch(path, lambda name, data: data.replace(shown, shown + hidden))


def _hidden_row(path: Path) -> None:
    _tiny(path)

    def change(name: str, data: bytes) -> bytes:
        return data.replace(b'<row r="3"', b'<row r="3" hidden="1"') if "sheet2" in name else data

    patch(path, change)


def _struck(path: Path) -> None:
    """Cross out the letters of every cell: all data of a tiny workbook are of one style."""
    _tiny(path)

    def change(name: str, data: bytes) -> bytes:
        return data.replace(b"<font>", b"<font><strike/>") if name == "xl/styles.xml" else data

    patch(path, change)


def _headless(path: Path) -> None:
    write_book(path, tiny_book(), bare=frozenset({"考点"}))


def _folder_with_pdf(path: Path) -> None:
    path.mkdir(exist_ok=True)
    _tiny(path / "数据.xlsx")
    (path / "通知.pdf").write_bytes(b"%PDF-1.4 sample")


def _folder_without(path: Path) -> None:
    path.mkdir(exist_ok=True)
    (path / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0 sample")


def _nothing(path: Path) -> None:
    path.unlink(missing_ok=True)


_CSV = "考点代码,考点名称,地址,联系人,电话,备用考场\r\n01.0,示例第一中学,示例路1号,示例甲,,1\r\n"
_MISSING_SHEETS = ("sheet-missing",)


def dbf(fields: list[tuple[str, int]], rows: list[list[str]]) -> bytes:
    """Return a dBase III file in GBK with text fields of the given names and widths."""
    width = 1 + sum(size for _, size in fields)
    head = bytes([3, 126, 1, 1]) + len(rows).to_bytes(4, "little")
    head += (33 + 32 * len(fields)).to_bytes(2, "little") + width.to_bytes(2, "little") + bytes(20)
    for name, size in fields:
        head += name.encode("gbk").ljust(11, b"\0") + b"C" + bytes(4) + bytes([size, 0]) + bytes(14)
    body = b"".join(
        b" " + b"".join(value.encode("gbk").ljust(size) for value, (_, size) in zip(row, fields,
                                                                                  strict=True))
        for row in rows
    )  # fmt: skip
    return head + b"\r" + body + b"\x1a"


_SITE_FIELDS = [("考点代码", 8), ("考点名称", 30), ("地址", 30)]

FILES = (
    BrokenFile("file-missing.xlsx", "file-missing", _nothing, along=_MISSING_SHEETS),
    BrokenFile("file-none", "file-none", _folder_without, along=_MISSING_SHEETS),
    BrokenFile("file-ignored", "file-ignored", _folder_with_pdf),
    BrokenFile("file-unsupported.txt", "file-unsupported", _bytes("考点代码 01".encode()),
               along=_MISSING_SHEETS),
    BrokenFile("file-empty.xlsx", "file-empty", _bytes(b""), along=_MISSING_SHEETS),
    BrokenFile("file-wrong-extension.xls", "file-wrong-extension",
               _bytes("<html><body><table><tr><td>考点代码</td></tr></table></body></html>".encode()),
               along=_MISSING_SHEETS),
    BrokenFile("file-wrong-extension-text.xlsx", "file-wrong-extension",
               _bytes(_CSV.encode()), along=_MISSING_SHEETS),
    BrokenFile("file-wrong-extension-xlsx.xls", "file-wrong-extension", _tiny,
               along=_MISSING_SHEETS),
    BrokenFile("file-damaged.xlsx", "file-damaged", _truncated, along=_MISSING_SHEETS),
    BrokenFile("file-encrypted.xlsx", "file-encrypted", _encrypted, along=_MISSING_SHEETS),
    BrokenFile("file-password.xlsx", "file-password", _encrypted, password="错误密码",
               along=_MISSING_SHEETS),
    BrokenFile("file-encoding.csv", "file-encoding", _bytes(b"\xff\xff\x80\x80,\xff\r\n"),
               along=_MISSING_SHEETS),
    BrokenFile("csv-cells.csv", "csv-cells",
               _bytes(_CSV.replace("示例路1号", '"示例路1号').encode("gbk")),
               along=_MISSING_SHEETS),
    BrokenFile("archive-bomb.xlsx", "archive-bomb", _bomb, along=_MISSING_SHEETS),
    BrokenFile("too-many-rows.xlsx", "too-many-rows", _far_row, "考场", along=_MISSING_SHEETS),
    BrokenFile("external-links.xlsx", "external-links",
               _with_part("xl/externalLinks/externalLink1.xml")),
    BrokenFile("macros.xlsm", "macros", _with_part("xl/vbaProject.bin")),
    BrokenFile("merged-cell.xlsx", "merged-cell", _merged, "考生", 2, "工作单位"),
    BrokenFile("sheet-hidden.xlsx", "sheet-hidden", _hidden, "考场"),
    BrokenFile("row-hidden.xlsx", "row-hidden", _hidden_row, "考生", 3, "报名序号"),
    BrokenFile("row-struck.xlsx", "row-struck", _struck, "考生", 2, "报名序号"),
    BrokenFile("header-missing.xlsx", "header-missing", _headless, "考点"),
    BrokenFile("考点-number-as-code.csv", "number-as-code", _bytes(_CSV.encode("gbk")),
               "考点-number-as-code", 2, "考点代码", along=_MISSING_SHEETS),
    BrokenFile("考点-required-blank.dbf", "required-blank",
               _bytes(dbf(_SITE_FIELDS, [["01", "", "示例路1号"]])),
               "考点-required-blank", 2, "考点名称", along=_MISSING_SHEETS),
)  # fmt: skip
