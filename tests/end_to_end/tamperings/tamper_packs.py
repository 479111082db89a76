"""Site packs, and the folder that the laptop keeps beside its pack.

A pack is edited as a file, or by somebody who knows the passphrase and seals it again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from laptop import WORD
from tamper_forgery import sql
from tamper_scene import EARLIER, TWO, draw_packed, must, packed_by_two
from tampering import DRAW, MERGE, Tampering, Target

from allocator.models.domain.day_draws import SiteSheet
from allocator.record import log, packs
from allocator.record.canonical import canonical_bytes, thaw
from allocator.record.signing import new_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from tamper_scene import Scene
    from tampering import Edit

_SUM = 32
"""Bytes of the check sum at the end of a pack."""
_FIRST, _SECOND = "抽签结果_01_场次2.alor", "抽签结果_01_场次3.alor"


def _alone(scene: Scene) -> None:
    """Leave nothing on the laptop but the pack, so that it draws a session for the first time."""
    shutil.rmtree(scene.state)
    shutil.rmtree(scene.results)


def _bytes(change: Callable[[bytes], bytes]) -> Edit:
    def edit(scene: Scene) -> None:
        _alone(scene)
        before = scene.pack.read_bytes()
        scene.pack.write_bytes(change(before))
        assert scene.pack.read_bytes() != before

    return edit


def _summed(change: Callable[[bytes], bytes]) -> Edit:
    """Return an edit after which the check sum is right again."""

    def both(data: bytes) -> bytes:
        whole = change(data[:-_SUM])
        return whole + hashlib.sha256(whole).digest()

    return _bytes(both)


def _header(change: Callable[[dict[str, Any]], None]) -> Edit:
    """Return an edit of the line in clear, with the check sum made good."""

    def whole(data: bytes) -> bytes:
        line, _, rest = data.partition(b"\n")
        facts = json.loads(line)
        change(facts)
        return canonical_bytes(facts) + b"\n" + rest

    return _summed(whole)


def _flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place:][1:]


def _other_site(data: bytes) -> bytes:
    return data.replace(b'"site":"01"', b'"site":"02"')


def _sealed(change: Callable[[packs.Pack], packs.Pack]) -> Edit:
    """Return an edit of what is in a pack, sealed again with its passphrase; then it draws."""

    def edit(scene: Scene) -> None:
        _alone(scene)
        pack = packs.open_pack(scene.pack.read_bytes(), WORD, "包")
        scene.pack.write_bytes(packs.pack_bytes(change(pack), WORD))
        done = packed_by_two(scene, 3, "15")
        assert done.exit == 0, done.text

    return edit


def _one_alone(scene: Scene) -> None:
    """Draw what was not merged yet from a pack that asks for no confirmation."""
    shutil.rmtree(scene.laptop)
    shutil.copytree(scene.aside / EARLIER, scene.laptop)
    pack = packs.open_pack(scene.pack.read_bytes(), WORD, "包")
    scene.pack.write_bytes(packs.pack_bytes(replace(pack, by_two=False), WORD))
    done = draw_packed(scene, 3, "15", *TWO)
    assert done.exit == 0, done.text


def _with_sheet(change: Callable[[Any], None]) -> Callable[[packs.Pack], packs.Pack]:
    def edit(pack: packs.Pack) -> packs.Pack:
        data = json.loads(pack.data)
        change(data)
        return replace(pack, sheet=thaw(SiteSheet, data), data=canonical_bytes(data))

    return edit


def _with_own_key(pack: packs.Pack) -> packs.Pack:
    keys = new_keys()
    return replace(pack, public=keys.public, private=keys.private)


def _begun_anew(scene: Scene) -> None:
    """Delete the folder beside the pack and draw what was not merged yet with another seed."""
    _alone(scene)
    for session, seed in ((2, "13"), (3, "99")):
        done = packed_by_two(scene, session, seed)
        assert done.exit == 0, done.text


def _of_another_pack(scene: Scene) -> None:
    scene.pack.unlink()
    must("pack", "--site", "01", "-o", scene.output, "--to", scene.pack)


def _withdrawn(scene: Scene) -> None:
    """Issue a new pack that withdraws the one whose result is still to come."""
    must("pack", "--site", "01", "-o", scene.output, "--to", scene.laptop / "新.aloc", "--withdraw")


def _replace_in(scene: Scene, name: str, old: bytes, new: bytes) -> None:
    path = scene.state / name
    before = path.read_bytes()
    path.write_bytes(before.replace(old, new))
    assert path.read_bytes() != before


def _pack(name: str, edit: Edit, told: str, exit: int = 5) -> Tampering:
    return Tampering(
        name=f"a pack: {name}", edit=edit, draw=told, exits={DRAW: exit}, asked=(DRAW,)
    )


def _beside(name: str, edit: Edit, told: str, exit: int = 5) -> Tampering:
    return Tampering(name=f"beside the pack: {name}", edit=edit, draw=told, exits={DRAW: exit},
                     asked=(DRAW,))  # fmt: skip


def _merged(name: str, edit: Edit, told: str, exit: int = 5) -> Tampering:
    return Tampering(name=name, edit=edit, merge=told, exits={MERGE: exit}, asked=(MERGE,))


_NOT_WHOLE = "考点包_01.aloc 不是完整的考点包"
_PACKS = (
    _pack("the site in the line in clear", _bytes(_other_site), _NOT_WHOLE),
    _pack("the site, the check sum made good", _summed(_other_site), "考点包_01.aloc 被改动过"),
    _pack("the digest of the exam, the check sum made good",
          _header(lambda facts: facts.update(exam="0" * 64)), "考点包_01.aloc 被改动过"),
    _pack("the digest of the posts, the check sum made good",
          _header(lambda facts: facts.update(posts="0" * 64)), "考点包_01.aloc 被改动过"),
    _pack("the nonce, the check sum made good",
          _header(lambda facts: facts.update(nonce="0" * 24)), "考点包_01.aloc 被改动过"),
    _pack("the salt, the check sum made good",
          _header(lambda facts: facts.update(salt="0" * 32)), "考点包_01.aloc 的口令不对", 6),
    _pack("the version of the format, the check sum made good",
          _header(lambda facts: facts.update(format="v2")), "考点包_01.aloc 的格式 v2", 6),
    _pack("a byte of what is sealed", _bytes(lambda data: _flip(data, len(data) // 2)),
          _NOT_WHOLE),
    _pack("a byte of what is sealed, the check sum made good",
          _summed(lambda data: _flip(data, len(data) // 2)), "考点包_01.aloc 被改动过"),
    _pack("the tag", _summed(lambda data: _flip(data, len(data) - 1)), "考点包_01.aloc 被改动过"),
    _pack("the check sum", _bytes(lambda data: _flip(data, len(data) - 1)), _NOT_WHOLE),
    _pack("cut short", _bytes(lambda data: data[:-100]), "截断"),
    _pack("emptied", _bytes(lambda _: b""), _NOT_WHOLE),
    _pack("bytes behind", _bytes(lambda data: data + b"\n"), _NOT_WHOLE),
    _pack("a result in its place", lambda scene: (
        shutil.copy(scene.pending, scene.pack), _alone(scene))[0], _NOT_WHOLE),
    _pack("deleted", lambda scene: scene.pack.unlink(), "考点包_01.aloc 不存在", 6),
    _merged("a pack sealed again: experience of a member of staff", _sealed(_with_sheet(
        lambda sheet: sheet["people"][0].__setitem__(4, 99))), "考点抽签资料与考区记录不同"),
    _merged("a pack sealed again: who is barred from where", _sealed(_with_sheet(
        lambda sheet: sheet["turns"][2].update(barred=[]))), "考点抽签资料与考区记录不同"),
    _merged("a pack sealed again: the draws made before left out",
            _sealed(lambda pack: replace(pack, days=())), "没有计入考区已有的该考点其他场次"),
    _merged("a pack sealed again: a signing key of its own", _sealed(_with_own_key),
            "的签名密钥不属于本考区发出的任何考点包"),
    _merged("a pack sealed again: as if one might draw alone",
            _one_alone, "却没有复核人对它的确认"),
    _merged("a pack sealed again: the number of another pack",
            _sealed(lambda pack: replace(pack, number=2)), "却写着考点 01 第 2 号包"),
    _merged("a pack withdrawn", _withdrawn, "来自已停用的考点 01 第 1 号包", 6),
)  # fmt: skip
_STATE = (
    _beside("the last result deleted", lambda scene: (scene.state / _SECOND).unlink(),
            "缺少用这个考点包抽过的结果"),
    _beside("the first result deleted", lambda scene: (scene.state / _FIRST).unlink(),
            "缺少用这个考点包抽过的结果"),
    _beside("a seed in a result", lambda scene: _replace_in(
        scene, _FIRST, b'"seed":"13"', b'"seed":"31"'), f"{_FIRST} … 内容与签名不符"),
    _beside("the log deleted", lambda scene: [
        path.unlink() for path in scene.state.glob(f"{log.FILE}*")], "日志与已签名的结果不相接"),
    _beside("an entry of the log", lambda scene: sql(
        scene.state, "UPDATE log SET body = replace(body, '\"13\"', '\"31\"') WHERE number = 1"),
        "日志第 1 条与前后不符"),
    _beside("an entry of the log, hashes made good", lambda scene: sql(
        scene.state, "UPDATE log SET body = replace(body, '\"13\"', '\"31\"') WHERE number = 1",
        chained=True), "日志与已签名的结果不相接"),
    _beside("the last entry deleted, the counter with it", lambda scene: sql(
        scene.state, "DELETE FROM log WHERE number > 2", "UPDATE sqlite_sequence SET seq = 2"),
        "日志与已签名的结果不相接"),
    _beside("the triggers deleted", lambda scene: sql(scene.state, guards=False),
            "防改写设置不是程序写入的"),
    _beside("another pack of the site in its place", _of_another_pack, "属于另一个考点包", 6),
    _merged("beside the pack: everything deleted, and drawn again with another seed", _begun_anew,
            "不相接"),
)  # fmt: skip


TARGET = Target(
    title="Site packs and what lies beside them",
    finders=(DRAW, MERGE),
    kinds=(*_PACKS, *_STATE),
)
