"""A seed of two halves: what is committed, and that a log which only pretends to it is found."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from allocator.errors import AuditError
from allocator.record import ledger
from allocator.record.ceremony import COMMITTED, DAY, DAY_BEGUN, REDRAWN, REVEALED, SEATS
from allocator.record.halves import (
    Subject,
    commitment_facts,
    commitment_of,
    is_half,
    normal_half,
    reveal_facts,
    revealed_by,
    seed_of,
    waiting,
)
from allocator.record.signing import fresh_nonce

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOON = "2026-09-12T12:00:00+08:00"
SUBJECT = Subject(digest="ab" * 32, number=1, operator="G00001", reviewer="G00002")
OF_DAY = replace(SUBJECT, site="01", session=3)
HALVES, NONCES = ("5501", "90210"), ("0f" * 16, "1e" * 16)
Forge = dict[str, Any]


def _log(folder: Path, subject: Subject, **forged: Forge) -> None:
    """Write the log of a draw by halves; `forged` changes the bodies of its acts.

    The chain always holds, as that of somebody who owns the computer.
    """
    folder.mkdir(exist_ok=True)
    entries = []
    for role, half, nonce in zip("AB", HALVES, NONCES, strict=True):
        facts = commitment_facts(subject, role, commitment_of(subject, role, half, nonce))
        facts |= {"time": NOON} | forged.get(f"commitment_{role}", {})
        if not facts.get("left_out"):
            entries.append(ledger.append(folder, COMMITTED, facts).digest)
    facts = reveal_facts(subject, HALVES, NONCES, entries) | forged.get("reveal", {})
    revealed = ledger.append(folder, REVEALED, facts).digest
    facts = {**subject.facts(), "seed": seed_of(HALVES), "halves": revealed,
             "operator": subject.operator, "reviewer": subject.reviewer}  # fmt: skip
    facts |= forged.get("attempt", {})
    ledger.append(folder, DAY_BEGUN if subject.site else "座位抽签开始", facts)
    facts = {**subject.facts(), "seed": seed_of(HALVES)} | forged.get("result", {})
    name, seed = forged.get("file", {}).get("seed", ("", ""))
    changed = {}
    if name:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps({"seed": seed}), "utf-8")
        changed = ledger.differences(folder)
    ledger.append(folder, DAY if subject.site else SEATS, facts, changed=changed)


def test_a_commitment_is_what_the_docs_say() -> None:
    text = "\0".join(("allocator-half-v1", "ab" * 32, "1", "A", "G00001", "5501", "0f" * 16))
    assert (
        commitment_of(SUBJECT, "A", "5501", "0f" * 16) == hashlib.sha256(text.encode()).hexdigest()
    )
    # A value to hold other programs against.
    assert commitment_of(SUBJECT, "B", "90210", "1e" * 16) == (
        "09aa231ac3cff5f66254d1d60e8e07c37644e4454b338ed7099448518eb37f65"
    )


def test_what_the_log_says_of_a_commitment_is_whose_it_is_and_for_what() -> None:
    subject = replace(OF_DAY, witness="公证处")
    assert commitment_facts(subject, "B", "c") == {
        "digest": "ab" * 32, "number": 1, "witness": "公证处", "site": "01", "session": 3,
        "role": "B", "reviewer": "G00002", "commitment": "c",
    }  # fmt: skip


def test_everything_that_a_commitment_binds_changes_it() -> None:
    made = {
        commitment_of(subject, role, half, nonce)
        for subject in (SUBJECT, replace(SUBJECT, digest="cd" * 32), replace(SUBJECT, number=2))
        for role in "AB"
        for half in ("5501", "5502")
        for nonce in NONCES
    }
    assert len(made) == 24
    assert commitment_of(replace(SUBJECT, operator="G3"), "A", *"12") not in made


def test_a_nonce_is_fresh_and_hides_but_never_steers() -> None:
    nonces = {fresh_nonce() for _ in range(100)}
    assert len(nonces) == 100
    assert {len(nonce) for nonce in nonces} == {32}
    assert seed_of(HALVES) == "5501-90210"


@pytest.mark.parametrize(
    ("typed", "half"),
    [
        (" 5501\t", "5501"),
        ("５５０１", "5501"),
        ("0123456789", "0123456789"),
        ("550", ""),
        ("01234567890", ""),
        ("55 01", ""),
        ("55-01", ""),
        ("张三李四", ""),
        ("5501a", ""),
        ("55\x0001", ""),
        ("٥٥٠١", ""),
        ("", ""),
    ],
)
def test_a_half_is_a_few_digits_however_typed(typed: str, half: str) -> None:
    normal = normal_half(typed)
    assert (normal if is_half(normal) else "") == half


@pytest.mark.parametrize("subject", [SUBJECT, OF_DAY])
def test_a_draw_by_halves_is_believed_where_all_of_it_is_there(
    tmp_path: Path, subject: Subject
) -> None:
    _log(tmp_path / "r", subject, file={"seed": ("run.json", "5501-90210")})
    opened = ledger.open_record(tmp_path / "r")
    (key,) = {fact["halves"] for fact in opened.facts(opened.entries[3].act)}
    found = revealed_by(opened.entries, key)
    assert found is not None
    assert (found.seed, found.halves, found.nonces) == ("5501-90210", HALVES, NONCES)
    assert found.commitments == tuple(
        commitment_of(subject, role, half, nonce)
        for role, half, nonce in zip("AB", HALVES, NONCES, strict=True)
    )


OTHER = commitment_of(SUBJECT, "A", "9999", NONCES[0])
SHORT_HALF = commitment_of(SUBJECT, "A", "550", NONCES[0])
SHORT_NONCE = commitment_of(SUBJECT, "A", "5501", "0f")
FORGED: dict[str, tuple[dict[str, Forge], int, str]] = {
    "half": ({"reveal": {"halves": ["5502", "90210"], "seed": "5502-90210"}}, 3,
             "编排人一半与承诺不符"),
    "half B": ({"reveal": {"halves": ["5501", "90211"], "seed": "5501-90211"}}, 3,
               "复核人一半与承诺不符"),
    "nonce": ({"reveal": {"nonces": [NONCES[0], NONCES[0]]}}, 3, "复核人一半与承诺不符"),
    "commitment": ({"commitment_A": {"commitment": OTHER}}, 3, "编排人一半与承诺不符"),
    "commitment that is none": ({"commitment_A": {"commitment": "5501"}}, 1, "不是完整的"),
    "commitment for no digest": ({"commitment_A": {"digest": "ab"}}, 1, "不是完整的"),
    "commitment for no number": ({"commitment_A": {"number": "1"}}, 1, "不是完整的"),
    "half that is none": (
        {"commitment_A": {"commitment": SHORT_HALF},
         "reveal": {"halves": ["550", "90210"], "seed": "550-90210"}}, 3, "编排人一半与承诺不符"),
    "nonce that is none": (
        {"commitment_A": {"commitment": SHORT_NONCE}, "reveal": {"nonces": ["0f", NONCES[1]]}}, 3,
        "编排人一半与承诺不符"),
    "both halves of A": (
        {"commitment_B": {"role": "A", "operator": "G00002"}}, 3, "复核人一半与承诺不是同一人"),
    "commitment of nobody": ({"commitment_B": {"reviewer": " "}}, 2, "不是完整的"),
    "halves changed places": (
        {"reveal": {"halves": list(HALVES[::-1]), "nonces": list(NONCES[::-1])}}, 3, "编排人一半"),
    "seed": ({"reveal": {"seed": "90210-5501"}}, 3, "不是由两半合成"),
    "no commitment of B": ({"commitment_B": {"left_out": True}}, 2, "不是两半"),
    "commitments of nowhere": (
        {"reveal": {"commitments": ["0" * 64, "1" * 64]}}, 3, "没有先作的两份承诺"),
    "one person": ({"reveal": {"reviewer": "G00001"}}, 3, "同一人"),
    "another person": ({"reveal": {"operator": "G00003"}}, 3, "不是同一人"),
    "another draw": ({"reveal": {"number": 2}}, 3, "同一次抽签"),
    "another digest": ({"commitment_A": {"digest": "cd" * 32}}, 3, "同一次抽签"),
    "another session": ({"commitment_A": {"site": "01", "session": 9}}, 3, "同一次抽签"),
    "three halves": ({"reveal": {"halves": ["5501", "90210", "7"]}}, 3, "不是两半"),
    "no list": ({"reveal": {"halves": 5501}}, 3, "无法读懂"),
    "attempt with another seed": ({"attempt": {"seed": "1"}}, 4, "与所据的种子揭示不符"),
    "attempt by others": ({"attempt": {"operator": "G00003"}}, 4, "与所据的种子揭示不符"),
    "attempt reviewed by others": (
        {"attempt": {"reviewer": "G00003"}}, 4, "与所据的种子揭示不符"),
    "attempt in another session": (
        {"attempt": {"site": "01", "session": 9}}, 4, "与所据的种子揭示不符"),
    "attempt at another draw": ({"attempt": {"number": 2}}, 4, "与所据的种子揭示不符"),
    "attempt at another freeze": ({"attempt": {"digest": "cd" * 32}}, 4, "与所据的种子揭示不符"),
    "attempt without a reveal": (
        {"attempt": {"halves": "0" * 64}}, 4, "没有相应的承诺和揭示"),
    "result with another seed": ({"result": {"seed": "1"}}, 5, "所用的种子不是"),
    "result of other data": ({"result": {"digest": "cd" * 32}}, 5, "所用的种子不是"),
    "file with another seed": (
        {"file": {"seed": ("run.json", "1")}}, 5, r"run\.json 所用的种子不是"),
    "file of a day with another seed": (
        {"file": {"seed": ("draws/01_3_1.json", "1")}}, 5, "所用的种子不是"),
}  # fmt: skip


@pytest.mark.parametrize("subject", [SUBJECT, OF_DAY], ids=["seats", "day"])
@pytest.mark.parametrize("name", FORGED)
def test_a_log_whose_chain_holds_but_whose_halves_do_not_is_refused(
    tmp_path: Path, name: str, subject: Subject
) -> None:
    forged, number, told = FORGED[name]
    _log(tmp_path / "r", subject, **forged)
    with pytest.raises(AuditError, match=rf"日志第 {number} 条（.*）.*{told}"):
        ledger.open_record(tmp_path / "r")


def test_two_halves_of_one_person_are_refused_though_all_of_it_agrees(tmp_path: Path) -> None:
    _log(tmp_path / "r", replace(SUBJECT, reviewer=SUBJECT.operator))
    with pytest.raises(AuditError, match=r"第 3 条（种子揭示）揭示的两半是同一人的"):
        ledger.open_record(tmp_path / "r")


def test_a_redraw_by_halves_that_nobody_showed_is_refused(tmp_path: Path) -> None:
    _log(tmp_path / "r", SUBJECT)
    facts = {**replace(SUBJECT, number=2).facts(), "seed": "1", "halves": "0" * 64}
    ledger.append(tmp_path / "r", REDRAWN, facts)
    with pytest.raises(AuditError, match=r"第 6 条（重抽）.*没有相应的承诺和揭示"):
        ledger.open_record(tmp_path / "r")


def test_a_file_that_a_later_draw_replaced_is_not_held_against_the_earlier(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "r"
    _log(folder, SUBJECT, file={"seed": ("run.json", seed_of(HALVES))})
    facts = {**replace(SUBJECT, number=2).facts(), "seed": "1"}
    ledger.append(folder, REDRAWN, facts)
    (folder / "run.json").write_text('{"seed":"1"}', "utf-8")
    ledger.append(folder, SEATS, facts, changed=ledger.differences(folder))
    ledger.open_record(folder)


def _again(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Append the halves of the first draw once more, as a redraw would."""
    body = ledger.open_record(folder).facts(REVEALED)[0]
    body = {key: body[key] for key in body if key not in ("state_before", "state_after", "changed")}
    change(body)
    ledger.append(folder, REVEALED, body)


def test_a_commitment_serves_one_reveal_only(tmp_path: Path) -> None:
    _log(tmp_path / "r", SUBJECT)
    _again(tmp_path / "r", lambda body: None)
    with pytest.raises(AuditError, match=r"第 6 条（种子揭示）没有先作的两份承诺，或不是各用一次"):
        ledger.open_record(tmp_path / "r")


def test_commitments_come_in_their_order_and_before_the_halves(tmp_path: Path) -> None:
    _log(tmp_path / "r", SUBJECT)
    ledger.open_record(tmp_path / "r")
    facts = [
        commitment_facts(SUBJECT, role, commitment_of(SUBJECT, role, half, nonce))
        for role, half, nonce in zip("AB", HALVES, NONCES, strict=True)
    ]
    two, one = (ledger.append(tmp_path / "r", COMMITTED, fact).digest for fact in facts[::-1])
    ledger.append(tmp_path / "r", REVEALED, reveal_facts(SUBJECT, HALVES, NONCES, (one, two)))
    with pytest.raises(AuditError, match="第 8 条（种子揭示）没有先作的两份承诺"):
        ledger.open_record(tmp_path / "r")


def test_commitments_that_were_given_up_are_no_fault(tmp_path: Path) -> None:
    """Whoever stops after a commitment has shown nothing; the next try begins anew."""
    folder = tmp_path / "r"
    folder.mkdir()
    for role, nonce in (("A", NONCES[0]), ("A", NONCES[1]), ("B", NONCES[0])):
        facts = commitment_facts(SUBJECT, role, commitment_of(SUBJECT, role, "777777", nonce))
        ledger.append(folder, COMMITTED, facts)
    _log(folder, SUBJECT)
    opened = ledger.open_record(folder)
    assert [entry.act for entry in opened.entries].count(COMMITTED) == 5
    assert all("777777" not in entry.body for entry in opened.entries)


def test_another_seed_after_one_of_halves_is_another_attempt(tmp_path: Path) -> None:
    """As in the open: the log shows both, and the result belongs to the later attempt."""
    folder = tmp_path / "r"
    _log(folder, OF_DAY, result={"number": 9})
    facts = {**OF_DAY.facts(), "seed": "1"}
    ledger.append(folder, REDRAWN, facts)
    ledger.append(folder, DAY, facts)
    ledger.open_record(folder)


def test_only_halves_shown_for_just_this_draw_are_taken_again(tmp_path: Path) -> None:
    _log(tmp_path / "r", OF_DAY)
    entries = ledger.open_record(tmp_path / "r").entries
    found = waiting(entries, OF_DAY)
    assert found is not None
    assert found.seed == "5501-90210"
    for other in (SUBJECT, replace(OF_DAY, number=2), replace(OF_DAY, digest="cd" * 32),
                  replace(OF_DAY, session=4), replace(OF_DAY, site="02")):  # fmt: skip
        assert waiting(entries, other) is None
    assert waiting(entries[:2], OF_DAY) is None
    # A laptop's are not, and do not hide those that were shown here.
    shown = json.loads(entries[2].body) | {"entry": "c" * 64, "seed": "9-9"}
    ledger.append(tmp_path / "r", REVEALED, shown)
    assert waiting(ledger.read_log(tmp_path / "r"), OF_DAY) == found
    assert revealed_by(entries, "0" * 64) is None
