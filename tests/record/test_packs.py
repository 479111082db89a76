"""Packs and results: sealed and signed, and whatever is changed in them is found and named."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest

from allocator.errors import AllocatorError, AuditError, LimitError
from allocator.models.domain.day_draws import DayDraw, DrawPerson, RoomDuty, SiteSheet
from allocator.models.domain.ids import RoomId
from allocator.models.domain.plans import Tier
from allocator.pipeline.merge_checks import refuse_unconfirmed
from allocator.record import log, packs
from allocator.record.canonical import canonical_bytes
from allocator.record.ceremony import DAY, draw_digest
from allocator.record.day_store import day_record
from allocator.record.packs import (
    VALID,
    IssuedPack,
    Pack,
    exam_digest,
    open_pack,
    pack_bytes,
    read_issued,
    read_result,
    result_bytes,
    result_name,
    sha256,
    write_issued,
)
from allocator.record.signing import header, holds, new_keys, seal, signed, split, unseal

WORD = "一二三四 五六七八"
NAMES = ("欧阳测试甲", "司徒测试乙")


def a_sheet(site: str = "01", title: str = "2026年度测试考试") -> SiteSheet:
    people = tuple(
        DrawPerson(f"G{nth}", name, "示例市第一中学", "男", 1, True, ("监考",))
        for nth, name in enumerate(NAMES, start=1)
    )
    return SiteSheet(
        site=site, name="示例一中", title=title, digest="ab" * 32, experienced=1, doubles=False,
        patrol_waiver="", rules=("PAIR-KIN",), people=people, relatives=((0, 1),), turns=(),
    )  # fmt: skip


def a_day(number: int = 1):
    room = RoomId("01", "主楼", 1, "101")
    draw = DayDraw(
        site="01", sessions=(1,), rooms=(RoomDuty("001", room, "E", ("G1", "G2"), ""),),
        patrols=(), reserves=(), stepped_in=(),
        tiers=(Tier(name="同单位搭档", rule="PAIR-UNIT", value=1, bound=1),),
    )  # fmt: skip
    return day_record(draw, number=number, rehearsal=False, seed="391072", digest="d" * 64,
                      absent=(), earlier=(), reason="名单有误" if number > 1 else "")  # fmt: skip


def a_pack(**changes: object) -> Pack:
    sheet = a_sheet()
    keys = new_keys()
    pack = Pack(number=1, sheet=sheet, data=canonical_bytes(sheet), days=(a_day(),), by_two=False,
                public=keys.public, private=keys.private)  # fmt: skip
    return dataclasses.replace(pack, **changes)


def a_log(folder):
    log.append(folder, "抽签开始", {"seed": "391072"})
    return log.read(folder)


def resealed(data: bytes) -> bytes:
    """Return a changed file with the check sum that belongs to it, as a careful forger would."""
    return data[:-32] + hashlib.sha256(data[:-32]).digest()


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return a_pack()


@pytest.fixture(scope="module")
def sealed(pack: Pack) -> bytes:
    return pack_bytes(pack, WORD)


def test_a_pack_comes_back_as_it_was_sealed(pack, sealed):
    assert open_pack(sealed, WORD, "包") == pack
    assert open_pack(sealed, f"  {WORD}\n", "包") == pack


def test_the_header_says_what_it_should_and_no_more(sealed):
    facts = header(sealed, "包")
    assert sorted(facts) == ["check", "exam", "format", "nonce", "posts", "salt", "site"]
    assert facts["site"] == "01"
    assert facts["exam"] == hashlib.sha256("2026年度测试考试".encode()).hexdigest()
    assert facts["posts"] == "ab" * 32
    assert all(name.encode() not in sealed for name in (*NAMES, "示例一中", "测试考试"))


def test_salts_nonces_and_keys_are_made_anew(pack):
    one, two = (header(pack_bytes(pack, WORD), "包") for _ in range(2))
    assert {one[name] == two[name] for name in ("salt", "nonce", "check")} == {False}
    assert new_keys() != new_keys()


def test_the_key_is_scrypt_as_published(pack, sealed):
    """Another implementation of scrypt opens the pack, so the parameters are those of the docs."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    line, _, rest = sealed[:-32].partition(b"\n")
    facts = json.loads(line)
    both = hashlib.scrypt(WORD.encode(), salt=bytes.fromhex(facts["salt"]), n=2**15, r=8, p=1,
                          maxmem=2**26, dklen=64)  # fmt: skip
    body = json.loads(AESGCM(both[:32]).decrypt(bytes.fromhex(facts["nonce"]), rest, line))
    assert body["data"].encode() == pack.data
    # What stands in clear to tell a wrong passphrase comes of the other half, not of the key.
    assert facts["check"] == hashlib.sha256(both[32:]).hexdigest()[:32]


def test_a_wrong_passphrase_is_told_as_one(sealed):
    with pytest.raises(LimitError, match="口令不对"):
        open_pack(sealed, "一二三四 五六七九", "包")


def test_a_private_key_is_not_shown(pack):
    assert pack.private not in repr(pack)


def test_every_single_flipped_byte_of_a_pack_is_found(sealed):
    for place in range(len(sealed)):
        with pytest.raises(AuditError, match="不是完整的考点包"):
            header(flipped(sealed, place), "包")


@pytest.mark.parametrize("keep", [0, 1, 31, 32, 100, -33, -1])
def test_a_truncated_pack_is_found(sealed, keep):
    with pytest.raises(AuditError, match="截断"):
        open_pack(sealed[:keep], WORD, "包")
    with pytest.raises(AuditError):
        open_pack(resealed(sealed[:keep] + b"\0" * 32), WORD, "包")


def _field(sealed: bytes, name: str) -> int:
    """Return a place inside the value of a field of the header."""
    return sealed.index(f'"{name}":"'.encode()) + len(name) + 5


@pytest.mark.parametrize(
    ("where", "kind", "told"),
    [
        ("salt", LimitError, "口令不对"),
        ("check", LimitError, "口令不对"),
        ("nonce", AuditError, "被改动过"),
        ("site", AuditError, "被改动过"),
        ("exam", AuditError, "被改动过"),
        ("posts", AuditError, "被改动过"),
        ("body", AuditError, "被改动过"),
        ("tag", AuditError, "被改动过"),
        ("format", LimitError, "格式"),
    ],
)
def test_an_edit_by_somebody_who_knows_the_format_is_found(sealed, where, kind, told):
    if where == "body":
        edited = flipped(sealed, sealed.index(b"\n") + 10)
    elif where == "tag":
        edited = flipped(sealed, len(sealed) - 32 - 1)
    else:
        place = _field(sealed, where)
        digit = b"1" if sealed[place : place + 1] == b"0" else b"0"
        edited = sealed[:place] + digit + sealed[place + 1 :]
    edited = resealed(edited)
    assert edited != sealed
    with pytest.raises(kind, match=told):
        open_pack(edited, WORD, "包")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"site":"01"', '"site":"02"'),
        ('"site":"01"', '"site": "01"'),
        ('"salt":"', '"salt":"00'),
        ('"salt":"', '"salz":"'),
        ('{"check"', '[{"check"'),
        ('"nonce":"', '"nonce":0,"x":"'),
    ],
)
def test_a_rewritten_header_is_found(sealed, old, new):
    edited = resealed(sealed.replace(old.encode(), new.encode(), 1))
    assert edited != sealed
    with pytest.raises(AuditError):
        open_pack(edited, WORD, "包")


def test_parts_of_two_packs_do_not_fit_together(pack, sealed):
    other = pack_bytes(a_pack(), WORD)
    head, body = sealed.partition(b"\n")[0], other.partition(b"\n")[2]
    with pytest.raises((AuditError, LimitError)):
        open_pack(resealed(head + b"\n" + body), WORD, "包")


@pytest.mark.parametrize(
    "facts",
    [
        {"site": "02"}, {"exam": "0" * 64}, {"posts": "0" * 64},
    ],
)  # fmt: skip
def test_a_sealed_header_that_is_not_that_of_its_sheet_is_found(pack, sealed, facts):
    """Whoever knows the passphrase can seal anything; it still must agree with itself."""
    plain = unseal(sealed, WORD, "包")
    told = {"exam": exam_digest(pack.sheet.title), "format": "allocator-pack-v1",
            "posts": "ab" * 32, "site": "01"}  # fmt: skip
    assert open_pack(seal(plain, WORD, told), WORD, "包") == pack
    with pytest.raises(AuditError, match="前后不符"):
        open_pack(seal(plain, WORD, told | facts), WORD, "包")
    with pytest.raises(AuditError, match="前后不符"):
        open_pack(seal(b"{}", WORD, told), WORD, "包")
    for change in ({"private": "abc"}, {"title": "2025年度测试考试"}):
        changed = canonical_bytes(json.loads(plain) | change)
        with pytest.raises(AuditError, match="前后不符"):
            open_pack(seal(changed, WORD, told), WORD, "包")


def test_a_result_comes_back_and_holds_no_name(pack, tmp_path):
    data = result_bytes(pack, a_day(), 1, a_log(tmp_path))
    result = read_result(data, "结果")
    assert (result.site, result.pack, result.key) == ("01", 1, pack.public)
    assert (result.sheet, result.posts) == (sha256(pack.data), "ab" * 32)
    assert (result.day, result.log) == (a_day(), log.read(tmp_path))
    assert all(name.encode() not in data for name in (*NAMES, "示例一中", "测试考试"))
    body, signature = split(data)
    assert canonical_bytes(json.loads(body)) == body
    assert holds(body, signature, pack.public)
    assert not holds(body, signature, a_pack().public)


def test_every_single_flipped_byte_of_a_result_is_found(pack, tmp_path):
    data = result_bytes(pack, a_day(), 1, a_log(tmp_path))
    for place in range(len(data)):
        with pytest.raises(AuditError, match="签名不符"):
            read_result(flipped(data, place), "结果")


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:-2],
        lambda data: data + b"\n",
        lambda data: data[:50],
        lambda data: data.replace(b'"G1"', b'"G9"'),
        lambda data: data.replace(b'"seed":"391072"', b'"seed":"391073"'),
        lambda data: data.replace(b"allocator-result-v1", b"allocator-result-v2"),
        lambda data: data.replace(b'"site":"01"', b'"site":"02"'),
        lambda data: data.split(b"\n")[0] + b"\n" + b"0" * 128 + b"\n",
        lambda data: data.split(b"\n")[0] + b"\n" + data.split(b"\n")[1].upper() + b"\n",
        lambda data: data.split(b"\n")[0].replace(b'{"day"', b'{ "day"') + data[-130:],
        lambda data: data.replace(b'"key":"', b'"kez":"'),
    ],
)
def test_an_edited_result_is_found(pack, tmp_path, edit):
    data = result_bytes(pack, a_day(), 1, a_log(tmp_path))
    assert edit(data) != data
    with pytest.raises(AuditError, match="签名不符"):
        read_result(edit(data), "结果")


@pytest.mark.parametrize(
    "change",
    [
        {"day": {}}, {"log": None}, {"log": [[1, 2]]},
        {"log": [[1, "抽签开始", 2, "", ""]]}, {"site": 1}, {"pack": "1"},
        {"sequence": True}, {"more": 1}, {"site": "\ud800"}, {"format": "allocator-result-v2"},
    ],
)  # fmt: skip
def test_a_signed_result_of_another_shape_is_refused_not_crashed_on(pack, tmp_path, change):
    """Who has the key can sign anything."""
    facts = json.loads(split(result_bytes(pack, a_day(), 1, a_log(tmp_path)))[0])
    # Canonical but for the surrogate, which has no bytes and comes as an escape.
    body = json.dumps(facts | change, sort_keys=True, separators=(",", ":"),
                      ensure_ascii="\ud800" in change.values()).encode()  # fmt: skip
    with pytest.raises((AuditError, LimitError)):
        read_result(signed(body, pack.private), "结果")


def test_a_signature_for_something_else_is_no_signature_of_a_result(pack):
    """The key signs with a mark before the body."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(pack.private))
    assert not holds(b"{}", key.sign(b"{}"), pack.public)
    assert holds(*split(signed(b"{}", pack.private)), pack.public)


def test_redraws_have_file_names_of_their_own():
    assert result_name(a_day()) == "抽签结果_01_场次1.alor"
    assert result_name(a_day(2)) == "抽签结果_01_场次1_第2次.alor"
    strange = dataclasses.replace(a_day(), site="甲/1:2")
    assert result_name(strange) == "抽签结果_甲_1_2_场次1.alor"


def test_a_file_far_too_large_is_no_pack(tmp_path, monkeypatch):
    monkeypatch.setattr(packs, "_LIMIT", 10)
    path = tmp_path / "考点包.aloc"
    path.write_bytes(b"x" * 10)
    assert packs.read_file(path, "考点包") == b"x" * 10
    path.write_bytes(b"x" * 11)
    with pytest.raises(LimitError, match="不会是考点包"):
        packs.read_file(path, "考点包")
    with pytest.raises(LimitError, match="不存在或无法读取"):
        packs.read_file(tmp_path / "没有.aloc", "考点包")


def test_the_record_knows_its_packs(tmp_path):
    first = IssuedPack(site="01", number=1, public="a" * 64, sheet="b" * 64, posts="c" * 64,
                       state=VALID)  # fmt: skip
    for pack in (
        dataclasses.replace(first, number=10),
        first,
        dataclasses.replace(first, number=2),
    ):
        write_issued(tmp_path, pack)
    assert [pack.number for pack in read_issued(tmp_path)] == [1, 2, 10]
    (tmp_path / "packs" / "01_2.json").write_text("{", "utf-8")
    with pytest.raises(LimitError, match="已损坏"):
        read_issued(tmp_path)


def test_no_refusal_is_a_crash(sealed):
    """Whatever bytes come, what is raised is one of ours."""
    stream = hashlib.sha256(b"noise").digest()
    for nth in range(60):
        stream = hashlib.sha256(stream).digest()
        noise = stream * (nth % 7)
        for data in (noise, resealed(noise + b"\0" * 32), b"{}\n" + noise):
            with pytest.raises(AllocatorError):
                open_pack(data, WORD, "包")
            with pytest.raises(AllocatorError):
                read_result(data, "结果")


def _shown(number: int, persons: tuple[str, str] = ("", "")) -> str:
    day = a_day(number)
    return draw_digest(DAY, day.digest, number, day.seed, persons, day.reason)


@pytest.mark.parametrize(
    ("number", "frozen", "said", "refused"),
    [
        (1, False, {}, False),
        (1, True, {}, True),
        (1, True, {"confirmed": _shown(1)}, False),
        (1, True, {"confirmed": _shown(2)}, True),
        (1, True, {"confirmed": _shown(1, ("", "G00009"))}, True),
        (1, True, {"halves": "e" * 64}, False),
        (2, False, {}, True),
        (2, False, {"confirmed": _shown(3)}, True),
        (2, False, {"confirmed": _shown(2)}, False),
        (2, False, {"halves": "e" * 64}, False),
    ],
)
def test_what_takes_two_and_one_drew_alone_is_not_merged(
    number: int, said: dict[str, object], *, frozen: bool, refused: bool
) -> None:
    told = ""
    try:
        refuse_unconfirmed("结果", a_day(number), said, frozen=frozen)
    except AuditError as error:
        told = str(error)
    assert ("没有复核人对它的确认" in told) == refused
