"""The log is edited: by SQL behind its triggers, as a file, with the chain of hashes made good.

Entries of the scene: 1 封存, 2 确认, 3 座位抽签开始, 4 座位抽签, 5 岗位抽签, 6 抽签开始,
7 抽签结果, 8 种子承诺, 9 种子承诺, 10 种子揭示, 11 重抽, 12 抽签结果, 13 演练抽签, 14 发考点包,
15 抽签开始, 16 抽签结果.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from tamper_forgery import TRIGGERS, rewrite_log, sql
from tamper_scene import HALVES
from tampering import CHECK, STRANGER, VERIFY, Tampering, Target

from allocator.record import log

if TYPE_CHECKING:
    from collections.abc import Callable

    from tamper_scene import Scene
    from tampering import Edit

_GUARDS = "防改写设置不是程序写入的"


def _without(number: int) -> tuple[str, str, str]:
    """Return statements that take an entry out and close the gap."""
    return (
        f"DELETE FROM log WHERE number = {number}",
        f"UPDATE log SET number = number - 1 WHERE number > {number}",
        "UPDATE sqlite_sequence SET seq = 15",
    )


def _kind(name: str, edit: Edit, told: str, stranger: str = "") -> Tampering:
    """Return an edit of the log, which whoever opens the record tells of in the same words."""
    return Tampering(name=name, edit=edit, check=told, verify=f"record/record.sqlite … {told}",
                     stranger=stranger)  # fmt: skip


def _sql(
    name: str, told: str, *statements: str, stranger: str = "", guards: bool = True
) -> Tampering:
    edit = partial(_with_sql, statements=statements, guards=guards)
    return _kind(name, edit, told, stranger)


def _with_sql(scene: Scene, *, statements: tuple[str, ...], guards: bool) -> None:
    sql(scene.record, *statements, guards=guards)


def _entry(name: str, number: int, *statements: str) -> Tampering:
    """Return an edit that breaks the chain at an entry."""
    return _sql(name, f"日志第 {number} 条与前后不符", *statements,
                stranger=f"record/record.sqlite] 日志第 {number} 条")  # fmt: skip


def _chained(name: str, told: str, *statements: str) -> Tampering:
    """Return an edit after which the hashes of all entries are computed anew."""
    entry = told.partition("（")[0]
    return _kind(
        f"{name}, hashes made good",
        lambda scene: sql(scene.record, *statements, chained=True),
        told,
        f"record/record.sqlite] {entry}" if entry else "",
    )


def _contradicts(name: str, place: str, *statements: str) -> Tampering:
    """Return the same where the entry is well formed, and only what it says is not so.

    The files of the record and 抽签见证单 say otherwise: that is for `verify` to tell.
    """
    one = _chained(name, "", *statements)
    return Tampering(name=one.name, edit=one.edit, verify=place)


def _half(name: str, told: str, *statements: str) -> Tampering:
    """Return an edit that replaying the halves of a seed tells, which 复算.py does not do."""
    return replace(_chained(name, told, *statements), stranger="")


def _later(scene: Scene) -> None:
    """Let a result be half a minute later, with a log that is whole."""

    def change(acts: list[Any]) -> None:
        body = acts[11][1]
        moment = datetime.fromisoformat(body["time"]) + timedelta(seconds=30)
        body["time"] = moment.isoformat()

    rewrite_log(scene.record, change)


def _replace(old: str, new: str, where: str = "") -> str:
    return f"UPDATE log SET body = replace(body, '{old}', '{new}') {where}"


def _of_file(change: Callable[[bytes], bytes]) -> Edit:
    def edit(scene: Scene) -> None:
        path = scene.record / log.FILE
        before = path.read_bytes()
        path.write_bytes(change(before))
        assert path.read_bytes() != before

    return edit


def _kept(place: str) -> Edit:
    """Put the log of another record there."""
    return lambda scene: shutil.copy(scene.aside / place / "record" / log.FILE, scene.record)


def _waiting_change(scene: Scene) -> None:
    """Change an entry in `record.sqlite-wal` alone; the file of the log stays as it was."""
    path = scene.record / log.FILE
    beside = path.with_name(f"{log.FILE}-wal")
    whole = path.read_bytes()
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA wal_autocheckpoint=0")
        found = base.execute(TRIGGERS).fetchall()
        for name, _ in found:
            base.execute(f"DROP TRIGGER {name}")
        base.execute(_replace("391572", "391573", "WHERE number = 4"))
        for _, text in found:
            base.execute(text)
        base.commit()
        waiting = beside.read_bytes()
    path.write_bytes(whole)
    beside.write_bytes(waiting)


_ENTRIES = (
    _entry("a digit of the seed", 4, _replace('"391572"', '"391573"', "WHERE number = 4")),
    _entry("the operator", 11, _replace("G00001", "G00005", "WHERE number = 11")),
    _entry("the reason of a redraw", 11,
           _replace("缺席名单有误", "设备故障", "WHERE number = 11")),
    _entry("a redraw called a first draw", 11,
           "UPDATE log SET act = '抽签开始' WHERE number = 11"),
    _entry("a year", 4, _replace('"time":"2', '"time":"1', "WHERE number = 4")),
    _entry("a digest", 4,
           "UPDATE log SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE number = 4"),
    _entry("the digest of the last entry", 16,
           "UPDATE log SET digest = substr(digest, 2) || '0' WHERE number = 16"),
    _entry("the digest of the entry before", 4, "UPDATE log SET before = digest WHERE number = 4"),
    _entry("a blank behind", 4, "UPDATE log SET body = body || ' ' WHERE number = 4"),
    _sql("bytes for text", "日志第 4 条与前后不符",
         "UPDATE log SET body = CAST(body AS BLOB) WHERE number = 4"),
    _entry("the first entry deleted", 1, "DELETE FROM log WHERE number = 1"),
    _entry("an entry deleted", 11, "DELETE FROM log WHERE number = 11"),
    _entry("an entry deleted, those behind renumbered", 11, *_without(11)),
    _entry("two entries exchanged", 6, "UPDATE log SET number = 99 WHERE number = 6",
           "UPDATE log SET number = 6 WHERE number = 11",
           "UPDATE log SET number = 11 WHERE number = 99", "UPDATE sqlite_sequence SET seq = 16"),
    _entry("an entry added", 17, "INSERT INTO log VALUES (17, '重抽', '{}', 'a', 'b')"),
    _sql("the last entry deleted", "日志第 16 条缺失", "DELETE FROM log WHERE number = 16",
         stranger="日志末尾有缺失"),
    _sql("the last entry deleted, the counter with it", "多出 … draws/01_2_1.json",
         "DELETE FROM log WHERE number = 16", "UPDATE sqlite_sequence SET seq = 15",
         stranger="record/draws/01_2_1.json]"),
    _sql("all entries deleted", "日志第 1 条缺失", "DELETE FROM log",
         "UPDATE sqlite_sequence SET seq = 0"),
    _sql("all entries deleted, the counter with them", "日志是空的", "DELETE FROM log",
         "DELETE FROM sqlite_sequence"),
    _sql("the counter", "日志第 17 条缺失", "UPDATE sqlite_sequence SET seq = 20",
         stranger="日志末尾有缺失"),
)  # fmt: skip
_FILE = (
    _sql("the triggers deleted", _GUARDS, guards=False),
    _sql("triggers that refuse nothing", _GUARDS,
         "CREATE TRIGGER log_keeps_updates_out BEFORE UPDATE ON log BEGIN SELECT 1; END",
         "CREATE TRIGGER log_keeps_deletions_out BEFORE DELETE ON log BEGIN SELECT 1; END",
         guards=False),
    _sql("a trigger that leaves redraws out from now on", _GUARDS,
         "CREATE TRIGGER skip BEFORE INSERT ON log WHEN NEW.act = '重抽' "
         "BEGIN SELECT RAISE(IGNORE); END"),
    _sql("a table more", _GUARDS, "CREATE TABLE notes (text)"),
    _sql("the table deleted", "record.sqlite 已损坏", "DROP TABLE log", guards=False),
    _kind("the file deleted", lambda scene: (scene.record / log.FILE).unlink(), "没有日志",
          "record/record.sqlite] 缺少"),
    _kind("the file cut short", _of_file(lambda data: data[:9000]), "record.sqlite 已损坏",
          "record/record.sqlite] 缺少"),
    _kind("the file emptied", _of_file(lambda _: b""), "日志是空的"),
    _kind("another file in its place", _of_file(lambda _: b"x" * 500), "record.sqlite 已损坏"),
    _kind("a digit of the seed in the bytes of the file", _of_file(
        lambda data: data.replace(b'"seed":"391572"', b'"seed":"391573"')),
        "日志第 3 条与前后不符"),
    replace(_kind("a change that waits in `record.sqlite-wal`", _waiting_change,
                  "日志第 4 条与前后不符"), settles=True),
    _kind("an older log put back", _kept("重抽前"), "多出 … draws/01_1_2.json"),
    _kind("the log of a draw with another seed", _kept("另一种子"), "被改动 … 、draw.json"),
)  # fmt: skip
_HASHED = (
    _chained("the digest of the record after an act", "日志第 4 条（座位抽签）的记录摘要",
             _replace('state_after":"', 'state_after":"0', "WHERE number = 4")),
    _chained("the digest of a file", "日志第 4 条（座位抽签）的记录摘要",
             _replace('"draw.json":"', '"draw.json":"0', "WHERE number = 4")),
    _chained("the name of a file", "日志第 7 条（抽签结果）的记录摘要",
             _replace("draws/01_1_1", "draws/01_1_3", "WHERE number = 7")),
    _chained("a year", "日志第 4 条（座位抽签）的时间早于前一条",
             _replace('"time":"2', '"time":"1', "WHERE number = 4")),
    replace(_chained("an entry that says nothing readable", "日志第 4 条（座位抽签）无法读懂",
                     "UPDATE log SET body = 'x' WHERE number = 4"), stranger=""),
    _contradicts("an entry that says nothing", "第 11 条",
                 "UPDATE log SET body = '{}' WHERE number = 11"),
    _contradicts("a digit of the seed of the seats", "第 4 条",
                 _replace('"391572"', '"391573"', "WHERE number = 4")),
    _contradicts("a digit of the seed of a draw", "第 7 条",
                 _replace('"seed":"11"', '"seed":"17"', "WHERE number IN (6, 7)")),
    _contradicts("the digest of a result", "第 4 条",
                 _replace('"result":"', '"result":"0', "WHERE number = 4")),
    _contradicts("the operator of a draw", "第 16 条",
                 _replace("G00001", "G00005", "WHERE number IN (15, 16)")),
    _contradicts("the reason of a redraw", "第 12 条",
                 _replace("缺席名单有误", "设备故障", "WHERE number IN (11, 12)")),
    _contradicts("the witness of the seats", "抽签见证单.xlsx", _replace("公证处", "某人")),
    _contradicts("a redraw called a first draw", "第 11 条",
                 "UPDATE log SET act = '抽签开始' WHERE number = 11"),
    _contradicts("the attempt of a draw taken out", "第 6 条", *_without(6)),
    _contradicts("the attempt of a redraw by halves taken out", "抽签见证单_场次1.xlsx",
                 *_without(11)),
    Tampering(name="the time of a result, hashes made good", edit=_later,
              verify="抽签见证单_场次1.xlsx"),
)  # fmt: skip
_HALVES = (
    _half("a half of a seed", "日志第 10 条（种子揭示）揭示的编排人一半与承诺不符",
          _replace(f'["{HALVES[0]}","', '["4712","', "WHERE number = 10")),
    _half("a nonce", "日志第 10 条（种子揭示）",
          _replace('"nonces":["', '"nonces":["0', "WHERE number = 10")),
    _half("a commitment", "日志第 10 条（种子揭示）", "UPDATE log SET body = "
          f"json_set(body, '$.commitment', '{'0' * 64}') WHERE number = 8"),
    _half("whose half it is", "日志第 9 条（种子承诺）",
          _replace('"role":"B"', '"role":"A"', "WHERE number = 9")),
    _contradicts("that a seed was made of halves", "抽签见证单_场次1.xlsx",
                 "UPDATE log SET body = json_remove(body, '$.halves') WHERE number = 11"),
)  # fmt: skip
TARGET = Target(
    title="The log",
    finders=(CHECK, VERIFY, STRANGER),
    kinds=(*_ENTRIES, *_FILE, *_HASHED, *_HALVES),
)
