"""Halves typed at a site's laptop: in its own log, in the signed result, checked when merged."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from laptop import WORD, Place
from python_calamine import CalamineWorkbook
from typist import BY_HALVES, ONE, OTHER, SEED, Stopped, Typist

from allocator.cli import halves as asking
from allocator.cli.main import cli
from allocator.errors import AuditError, LimitError, UsageError
from allocator.pipeline.days import DayOptions, draw
from allocator.pipeline.merging import merge
from allocator.pipeline.packs import draw_from_pack
from allocator.record import ledger, log
from allocator.record.canonical import canonical_bytes
from allocator.record.day_store import day_digest
from allocator.record.halves import Subject, commitment_facts, commitment_of, reveal_facts
from allocator.record.packs import open_pack
from allocator.record.signing import signed, split

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]

A, B = "G00001", "G00002"


@pytest.fixture(scope="module")
def region(arranged: Path, tmp_path_factory: pytest.TempPathFactory, program: Program) -> Place:
    folder = tmp_path_factory.mktemp("考区")
    place = Place(shutil.copytree(arranged, folder / "结果"), folder / "笔记本")
    (folder / "口令.txt").write_text(WORD, "utf-8")
    done = program("pack", "--site", "01", "-o", place.output, "--to", place.pack,
                   "--passphrase-file", folder / "口令.txt")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return place


@pytest.fixture
def place(region: Place, tmp_path: Path) -> Place:
    return region.copy(tmp_path)


def _draw(place: Place, *halves: str, stop: str = "", **changes: Any) -> tuple[Any, Typist]:
    asker = Typist(place.state, *halves, stop=stop)
    values: dict[str, Any] = {"site": "", "session": 1, "seed": "", "operator": A, "reviewer": B}
    options = DayOptions(**(values | {"halves": asker} | changes))
    return draw_from_pack(place.pack, place.results, options, WORD), asker


def _told(place: Place) -> list[tuple[str, dict[str, Any]]]:
    entries = ledger.open_record(place.output / "record").entries
    return [(entry.act, json.loads(entry.body)) for entry in entries]


def _merge(place: Place, *files: Path) -> None:
    merge(place.output, place.output / "record", files or [place.result()], "")


def _text(path: Path) -> str:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return "".join("".join(str(cell).split()) for row in rows for cell in row)


def test_halves_of_a_laptop_join_the_log_of_the_region(
    place: Place, monkeypatch: pytest.MonkeyPatch, program: Program
) -> None:
    before = len(_told(place))
    monkeypatch.setattr(asking, "can_ask", lambda: True)
    monkeypatch.setenv("ALLOCATOR_PASSPHRASE", WORD)
    words = ["draw", "--pack", place.pack, "--session", 1, "--halves", "--operator", A,
             "--reviewer", B, "--result-to", place.results]  # fmt: skip
    typed = f"{ONE}\n{ONE}\n{OTHER}\n{OTHER}\n\n"
    done = CliRunner().invoke(cli, [str(word) for word in words], input=typed)
    assert done.exit_code == 0, done.stderr
    assert f"种子：{SEED}" in done.stdout
    own = log.read(place.state)
    assert [entry.act for entry in own] == [*BY_HALVES, "抽签开始", "抽签结果"]
    merged = program("merge", place.result(), "-o", place.output)
    assert merged.returncode == 0, merged.stderr
    told = _told(place)[before:]
    assert [act for act, _ in told] == [*BY_HALVES, "抽签开始", "抽签结果"]
    assert {body["来自考点包"] for _, body in told} == {"01 第1号"}
    assert [body.get("entry") for _, body in told[:4]] == [entry.digest for entry in own[:4]]
    (here,) = place.output.glob("01_*/监考抽签/抽签见证单_场次1.xlsx")
    (there,) = place.results.glob("01_*/监考抽签/抽签见证单_场次1.xlsx")
    assert here.read_bytes() == there.read_bytes()
    for word in (SEED, *told[2][1]["nonces"], told[0][1]["commitment"], told[1][1]["commitment"]):
        assert word in _text(here)
    for words in (("verify", place.output), ("audit", place.output)):
        assert program(*words, "-q").returncode == 0, words


def test_each_half_is_committed_before_the_next_is_typed(place: Place) -> None:
    drawn, asker = _draw(place, ONE, OTHER)
    assert drawn.result.record.seed == SEED
    assert asker.seen == [
        (f"half A {A}", 0), (f"committed A {A}", 1), (f"half B {B}", 1), (f"committed B {B}", 2),
        ("ready", 2), ("revealed", 3),
    ]  # fmt: skip


def test_what_was_given_up_on_the_laptop_is_told_too(place: Place) -> None:
    """Commitments, and a seed that was shown; with a seed shown nobody is asked again."""
    before = len(_told(place))
    with pytest.raises(Stopped):
        _draw(place, "7777777", stop=f"half B {B}")
    with pytest.raises(Stopped):
        _draw(place, ONE, OTHER, stop="revealed")
    with pytest.raises(LimitError, match=SEED):
        _draw(place, operator=B, reviewer=A)
    drawn, asker = _draw(place)
    assert [what for what, _ in asker.seen] == ["again"]
    assert drawn.result.record.seed == SEED
    _merge(place)
    acts = ["种子承诺", *BY_HALVES, "抽签开始", "抽签结果"]
    assert [act for act, _ in _told(place)[before:]] == acts
    assert "7777777" not in json.dumps(_told(place))


def test_documents_cut_short_come_with_the_same_command_and_nobody_types_again(
    place: Place,
) -> None:
    _draw(place, ONE, OTHER)
    for path in place.state.glob("*.已写出"):
        path.unlink()
    shutil.rmtree(place.results)
    drawn, asker = _draw(place)
    assert (drawn.result.record.seed, asker.seen) == (SEED, [])
    (sheet,) = place.results.glob("01_*/监考抽签/抽签见证单_场次1.xlsx")
    assert SEED in _text(sheet)
    with pytest.raises(LimitError, match="已抽签"):
        _draw(place)


def test_halves_are_of_two_and_not_for_a_rehearsal(place: Place) -> None:
    for changes, kind in (
        ({"reviewer": ""}, UsageError), ({"reviewer": A}, LimitError),
        ({"rehearsal": True}, UsageError), ({"reviewer": "张三丰"}, UsageError),
    ):  # fmt: skip
        with pytest.raises(kind):
            _draw(place, ONE, OTHER, **changes)
        assert log.read(place.state) == ()


def test_two_sessions_and_a_redraw_merge_in_one_call(place: Place) -> None:
    before = len(_told(place))
    _draw(place, ONE, OTHER)
    _draw(place, "1111", "2222", session=2)
    staff = {row[1] for row in json.loads((place.output / "record/recusals.json").read_bytes())}
    assert not {A, B} & staff
    _draw(place, "3333", "4444", redraw=True, reason="缺席名单有误")
    files = sorted(place.results.glob("*.alor"), reverse=True)
    assert len(files) == 3
    _merge(place, *files)
    acts = [act for act, _ in _told(place)[before:]]
    one = [*BY_HALVES, "抽签开始", "抽签结果"]
    assert acts == one + one + [*BY_HALVES, "重抽", "抽签结果"]


def _forged(
    place: Place, change: Callable[[list[list[Any]]], None], again: str = "", **day: Any
) -> Path:
    """Return the result with another log whose chain holds, signed with the key of the pack.

    `change` gets act and body of each entry; digests that name entries are made good too. `day`:
    what the draw itself says otherwise.
    """
    facts = json.loads((split(place.result(1, again).read_bytes()) or (b"", b""))[0])
    facts["day"] |= day
    entries = [[entry[1], json.loads(entry[2]), entry[4]] for entry in facts["log"]]
    change(entries)
    renamed: dict[str, str] = {}
    before, made = log.START, []
    for number, (act, body, old) in enumerate(entries, start=1):
        text = canonical_bytes(body).decode()
        for was, now in renamed.items():
            text = text.replace(was, now)
        digest = log.entry_digest(number, act, text, before)
        made.append([number, act, text, before, digest])
        renamed[old] = before = digest
    facts["log"] = made
    path = place.laptop / "伪造.alor"
    own = open_pack(place.pack.read_bytes(), WORD, "包").private
    path.write_bytes(signed(canonical_bytes(facts), own))
    return path


def _other_half(entries: list[list[Any]]) -> None:
    entries[2][1]["halves"][0] = "9999"


def _no_commitments(entries: list[list[Any]]) -> None:
    del entries[:2]


def _no_reveal(entries: list[list[Any]]) -> None:
    del entries[2]


def _other_seed(entries: list[list[Any]]) -> None:
    """Halves that hash to their commitments, but not those of the seed that was drawn with."""
    shown = entries[2][1]
    subject = Subject(digest=shown["digest"], number=1, operator=A, reviewer=B)
    shown["halves"][0] = "9999"
    shown["seed"] = f"9999-{OTHER}"
    entries[0][1]["commitment"] = commitment_of(subject, "A", "9999", shown["nonces"][0])


def _named_anew(entries: list[list[Any]]) -> None:
    """An entry that says what it is called, so that it leads to nothing once it is copied."""
    entries[0][1]["entry"] = "0" * 64
    entries[2][1]["commitments"][0] = "0" * 64


def _of_another_site(entries: list[list[Any]]) -> None:
    for act, body, _ in entries[:3]:
        if act in BY_HALVES:
            body["site"] = "02"


def _no_attempt(entries: list[list[Any]]) -> None:
    """A result that nobody began, with all that an attempt would say."""
    entries[-1][0] = "抽签结果"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_no_attempt, r"日志末条不是这次抽签的开始"),
        (_named_anew, r"第 1 条（种子承诺）不是本考点笔记本写的"),
        (_of_another_site, r"第 1 条（种子承诺）不是本考点笔记本写的"),
        (_other_half, r"第 3 条（种子揭示）揭示的编排人一半与承诺不符"),
        (_no_commitments, r"第 1 条（种子揭示）没有先作的两份承诺"),
        (_no_reveal, r"第 3 条（抽签开始）写明种子由两半合成，却没有"),
        (_other_seed, r"第 4 条（抽签开始）与所据的种子揭示不符"),
    ],
)
def test_forged_halves_are_not_merged(
    place: Place, change: Callable[[list[list[Any]]], None], told: str
) -> None:
    _draw(place, ONE, OTHER)
    before = _told(place)
    with pytest.raises(AuditError, match=told):
        _merge(place, _forged(place, change))
    assert _told(place) == before
    # What was not changed is merged, made by the same hands.
    _merge(place, _forged(place, lambda entries: None))


def test_a_redraw_without_a_reason_is_not_merged(place: Place) -> None:
    """The laptop asks for one; who has pack and passphrase can take it out, of the log too."""
    _draw(place, ONE, OTHER)
    _draw(place, "3333", "4444", redraw=True, reason="缺席名单有误")

    def silent(entries: list[list[Any]]) -> None:
        entries[-1][1]["reason"] = " "

    _merge(place)
    before = _told(place)
    with pytest.raises(AuditError, match="重抽理由不对"):
        _merge(place, _forged(place, silent, "_第2次", reason=" "))
    assert _told(place) == before
    _merge(place, place.result(1, "_第2次"))


def test_halves_from_a_laptop_are_not_drawn_with_in_the_region(place: Place) -> None:
    """Whoever has a pack could plant a seed for a draw that the region is about to make."""
    drawn, _ = _draw(place, ONE, OTHER)
    data = (place.output / "record" / "sheets" / "01.json").read_bytes()
    digest = day_digest(data, 2, (), (drawn.result.record.result_digest,), 1)
    subject = Subject(digest=digest, number=1, operator=A, reviewer=B, site="01", session=2)

    def plant(entries: list[list[Any]]) -> None:
        names, nonce = ("c" * 64, "d" * 64), "0f" * 16
        planted: list[list[Any]] = [
            ["种子承诺",
             commitment_facts(subject, role, commitment_of(subject, role, half, nonce)), name]
            for role, half, name in zip("AB", ("7777", "8888"), names, strict=True)
        ]  # fmt: skip
        shown = reveal_facts(subject, ("7777", "8888"), (nonce, nonce), names)
        entries[:0] = [*planted, ["种子揭示", shown, "e" * 64]]

    _merge(place, _forged(place, plant))
    told = [body for act, body in _told(place) if act == "种子揭示"]
    assert [body["seed"] for body in told] == ["7777-8888", SEED]
    asker = Typist(place.output / "record", "1111", "2222")
    options = DayOptions(site="01", session=2, seed="", operator=A, reviewer=B, halves=asker)
    again = draw(place.output, place.output / "record", options)
    assert (again.record.digest, again.record.seed) == (digest, "1111-2222")
    assert asker.seen[0] == (f"half A {A}", 6)


def test_forged_halves_beside_the_pack_are_found_by_the_laptop(place: Place) -> None:
    with pytest.raises(Stopped):
        _draw(place, ONE, OTHER, stop="revealed")
    shown = json.loads(log.read(place.state)[-1].body)
    log.append(
        place.state, "种子揭示", shown | {"seed": f"9999-{OTHER}", "halves": ["9999", OTHER]}
    )
    with pytest.raises(AuditError, match=r"第 4 条（种子揭示）没有先作的两份承诺"):
        _draw(place)
