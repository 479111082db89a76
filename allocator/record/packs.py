"""Site packs: what leaves the 考区 encrypted for one site, and what comes back signed.

A pack holds what the draws of one site need and a signing key of its own. The record keeps the
public key of every pack, so that a result can be known as that of this pack and of no other.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from allocator.errors import AuditError, LimitError
from allocator.models.domain.day_draws import SiteSheet
from allocator.record.canonical import canonical_bytes, thaw
from allocator.record.day_store import DayRecord
from allocator.record.log import LogEntry  # noqa: TC001  # `thaw` resolves it
from allocator.record.signing import header, holds, seal, signed, split, unseal

if TYPE_CHECKING:
    from pathlib import Path

PACKS = "packs"
VALID, WITHDRAWN = "有效", "停用"
PACK_FORMAT, RESULT_FORMAT = "allocator-pack-v1", "allocator-result-v1"
_LIMIT = 64 * 1024 * 1024
_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPack:
    """What the record keeps of a pack: `packs/<考点代码>_<号>.json`."""

    site: str
    number: int
    """From 1 within the site."""
    public: str
    """Ed25519, 32 bytes in hex; results of this pack are signed with the key that belongs to it."""
    sheet: str
    """SHA-256 of the sheet of the site."""
    posts: str
    """Digest of the record of posts."""
    state: str
    """有效 or 停用: results of a pack that was withdrawn are not taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack in clear."""

    number: int
    sheet: SiteSheet
    data: bytes
    """Bytes of the sheet, which enter the digests of draws."""
    days: tuple[DayRecord, ...]
    """Draws made at the site before the pack was issued."""
    by_two: bool
    """Two persons froze the exam: two draw it (规程 第四十二条)."""
    public: str
    private: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResult:
    """One draw made with a pack, as it comes back: 工号 only, no names."""

    format: str
    site: str
    pack: int
    key: str
    """Public key of the pack."""
    exam: str
    """SHA-256 of the title."""
    posts: str
    sheet: str
    sequence: int
    """From 1 in the order in which the pack's draws were made."""
    day: DayRecord
    log: tuple[LogEntry, ...]
    """The laptop's log of this pack up to the attempt that made the draw."""


def sha256(data: bytes) -> str:
    """Return the SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def exam_digest(title: str) -> str:
    """Return the digest of an exam's title, which says nothing but whether two are the same."""
    return sha256(title.encode())


def safe(site: str) -> str:
    """Return 考点代码 as it stands in file names."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f\[\]]', "_", site)


def write_issued(folder: Path, pack: IssuedPack) -> None:
    """Write what a record keeps of a pack below `folder`."""
    (folder / PACKS).mkdir(parents=True, exist_ok=True)
    path = folder / PACKS / f"{safe(pack.site)}_{pack.number}.json"
    path.write_bytes(canonical_bytes(pack))


def read_issued(folder: Path) -> tuple[IssuedPack, ...]:
    """Return all packs of a record by site and number; `LimitError` for a damaged file."""
    found = []
    for path in sorted((folder / PACKS).glob("[!.]*.json")):
        try:
            found.append(thaw(IssuedPack, json.loads(path.read_bytes())))
        except (ValueError, KeyError, TypeError) as error:
            raise LimitError(f"考点包记录 {path} 已损坏，无法读取。请恢复备份。") from error
    return tuple(sorted(found, key=lambda pack: (pack.site, pack.number)))


def pack_bytes(pack: Pack, passphrase: str) -> bytes:
    """Return a pack as an encrypted file."""
    body = {
        "data": pack.data.decode(),
        "days": pack.days,
        "format": PACK_FORMAT,
        "number": pack.number,
        "private": pack.private,
        "public": pack.public,
        "title": pack.sheet.title,
        "two": pack.by_two,
    }
    facts = {
        "exam": exam_digest(pack.sheet.title),
        "format": PACK_FORMAT,
        "posts": pack.sheet.digest,
        "site": pack.sheet.site,
    }
    return seal(canonical_bytes(body), passphrase, facts)


def read_file(path: Path, what: str) -> bytes:
    """Return the bytes of a pack or result; `LimitError` where it is missing or far too large."""
    try:
        with path.open("rb") as file:
            data = file.read(_LIMIT + 1)
    except OSError as error:
        raise LimitError(f"{what} {path} 不存在或无法读取。请核对文件名和权限。") from error
    if len(data) > _LIMIT:
        raise LimitError(f"{path} 超过 64 MB，不会是{what}。请核对文件名。")
    return data


def open_pack(data: bytes, passphrase: str, name: str) -> Pack:
    """Return a pack in clear; raises as `unseal`, and `LimitError` for a version not known here."""
    facts = header(data, name)
    if facts.get("format") != PACK_FORMAT:
        raise LimitError(
            f"{name} 的格式 {facts.get('format', '不明')} 不是本程序能读的 {PACK_FORMAT}。"
            "请在两台电脑上使用同一版本的程序。"
        )
    plain = unseal(data, passphrase, name)
    try:
        body = json.loads(plain)
        sheet_bytes = body["data"].encode()
        pack = Pack(
            number=body["number"],
            sheet=thaw(SiteSheet, json.loads(sheet_bytes)),
            data=sheet_bytes,
            days=thaw(tuple[DayRecord, ...], body["days"]),
            by_two=bool(body["two"]),
            public=body["public"],
            private=body["private"],
        )
        keyed = all(_KEY.fullmatch(key) for key in (pack.public, pack.private))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _foreign(name) from error
    sheet = pack.sheet
    told = (facts.get("site"), facts.get("exam"), facts.get("posts"), body.get("title"))
    if not keyed or told != (sheet.site, exam_digest(sheet.title), sheet.digest, sheet.title):
        raise _foreign(name)
    return pack


def result_name(day: DayRecord) -> str:
    """Return the name of the file with the result of a draw."""
    again = f"_第{day.number}次" if day.number > 1 else ""
    return f"抽签结果_{safe(day.site)}_场次{day.session}{again}.alor"


def result_bytes(pack: Pack, day: DayRecord, sequence: int, log: tuple[LogEntry, ...]) -> bytes:
    """Return a result as a signed file."""
    result = SiteResult(
        format=RESULT_FORMAT,
        site=pack.sheet.site,
        pack=pack.number,
        key=pack.public,
        exam=exam_digest(pack.sheet.title),
        posts=pack.sheet.digest,
        sheet=sha256(pack.data),
        sequence=sequence,
        day=day,
        log=log,
    )
    return signed(canonical_bytes(result), pack.private)


def read_result(data: bytes, name: str) -> SiteResult:
    """Return a result whose signature is that of the key it names; whose key that is, is not asked.

    Raises `AuditError` for a file that is damaged or was changed, `LimitError` for a version not
    known here.
    """
    parts = split(data)
    facts = _facts(parts[0]) if parts else None
    key = facts.get("key") if facts else None
    if parts is None or facts is None or not isinstance(key, str) or not _KEY.fullmatch(key):
        raise _changed(name)
    if not holds(*parts, key):
        raise _changed(name)
    if facts.get("format") != RESULT_FORMAT:
        raise LimitError(
            f"{name} 的格式不是本程序能读的 {RESULT_FORMAT}。请在两台电脑上使用同一版本的程序。"
        )
    try:
        result = thaw(SiteResult, facts)
        same = canonical_bytes(result) == parts[0] and _is_typed(result)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _changed(name) from error
    if not same:
        raise _changed(name)
    return result


def _is_typed(result: SiteResult) -> bool:
    """Return whether what is compared later is of the kind it should be; JSON allows anything."""
    day = result.day
    parts = [part for entry in result.log for part in entry[1:]]
    texts = (*parts, result.site, result.exam, result.posts, result.sheet, day.site, day.seed,
             day.reason, day.operator, day.reviewer, day.witness, day.result_digest)  # fmt: skip
    numbers = (result.pack, result.sequence, day.session, day.number)
    return all(isinstance(text, str) for text in texts) and all(type(n) is int for n in numbers)


def _facts(body: bytes) -> dict[str, Any] | None:
    try:
        facts = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return facts if isinstance(facts, dict) else None


def _changed(name: str) -> AuditError:
    return AuditError(
        f"{name} 不是完整的抽签结果：内容与签名不符，文件被截断、损坏或改动过，没有使用。"
        "请从考点笔记本的“.状态”文件夹重新复制。"
    )


def _foreign(name: str) -> AuditError:
    return AuditError(f"{name} 的内容前后不符，不是本程序生成的考点包。请向考区重新索取。")
