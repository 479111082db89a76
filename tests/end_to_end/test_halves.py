"""Two persons make a seed of halves: committed, shown, drawn with; or cut short at any moment."""

from __future__ import annotations

import codecs
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from click.testing import CliRunner
from confirming import confirmed as by_two
from python_calamine import CalamineWorkbook
from typist import BY_HALVES, ONE, OTHER, SEED, Stopped, Typist

from allocator import pipeline
from allocator.cli import halves as asking
from allocator.cli.main import cli
from allocator.errors import InfeasibleError, LimitError, UsageError
from allocator.pipeline.freezing import FreezeOptions, confirm, freeze
from allocator.progress import Silent
from allocator.record import ledger, log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]

A, B = "G00001", "G00002"
TWO = ("--operator", A, "--reviewer", B)
TYPED = f"{ONE}\n{ONE}\n{OTHER}\n{OTHER}\n\n"


def _acts(output: Path, after: int = 0) -> list[str]:
    return [entry.act for entry in ledger.open_record(output / "record").entries][after:]


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _text(path: Path) -> str:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return "".join("".join(str(cell).split()) for row in rows for cell in row)


@pytest.fixture(scope="module")
def frozen_once(tmp_path_factory: pytest.TempPathFactory, workbook: Path) -> Path:
    output = tmp_path_factory.mktemp("封存") / "结果"
    options = FreezeOptions(operator=A, reviewer=B)
    freeze([workbook], output, output / "record", options, password=None, progress=Silent())
    return output


@pytest.fixture
def frozen(frozen_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(frozen_once, tmp_path / "结果")


@pytest.fixture
def confirmed(frozen: Path) -> Path:
    shown = str(ledger.open_record(frozen / "record").facts("封存")[-1]["digest"])
    confirm(frozen, frozen / "record", shown=shown, reviewer=B, time="")
    return frozen


@pytest.fixture
def drawn(arranged: Path, tmp_path: Path) -> Path:
    return shutil.copytree(arranged, tmp_path / "结果")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program take the input of `CliRunner` for that of a terminal."""
    monkeypatch.setattr(asking, "can_ask", lambda: True)


def _said(*words: object, typed: str = TYPED) -> Any:
    return CliRunner().invoke(cli, [str(word) for word in words], input=typed)


def _draw(output: Path, asker: Typist | None, **changes: Any) -> Any:
    values: dict[str, Any] = {"site": "01", "session": 1, "seed": "", "operator": A, "reviewer": B}
    return pipeline.draw(
        output, output / "record", pipeline.DayOptions(**(values | changes), halves=asker)
    )


def _arrange(output: Path, asker: Typist | None, **changes: Any) -> Any:
    values: dict[str, Any] = {"seed": "", "operator": A, "reviewer": B}
    options = pipeline.Options(**(values | changes), halves=asker)
    return pipeline.arrange([], output, output / "record", options)


@pytest.mark.usefixtures("terminal")
def test_seats_and_posts_drawn_by_halves(confirmed: Path, program: Program, tmp_path: Path) -> None:
    other = shutil.copytree(confirmed, tmp_path / "另一份" / "结果")
    done = _said("run", "--halves", *TWO, "--witness", "公证处", "-o", confirmed, "-q", "--json",
                 "--jobs", "1")  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout[done.stdout.index("{") :])["seed"] == SEED
    acts = ["封存", "确认", *BY_HALVES, "座位抽签开始", "座位抽签", "岗位抽签"]
    assert _acts(confirmed) == acts
    _assert_shown_in_order(done.stderr)
    # Whoever draws with this seed gets the same: where it comes from changes nothing.
    same = by_two(program, "run", "--seed", SEED, "-o", other, "-q", "--jobs", 1, *TWO)
    assert same.returncode == 0, same.stderr
    mine, theirs = _bytes(confirmed / "record"), _bytes(other / "record")
    assert {name for name in mine if mine[name] != theirs[name]} == {log.FILE}
    assert mine.keys() == theirs.keys()
    _assert_witnessed(confirmed / "抽签见证单.xlsx", confirmed, "座位抽签")
    for words in (("verify", confirmed), ("audit", confirmed)):
        assert program(*words, "-q").returncode == 0, words
    done = program("record", "check", "-o", confirmed)
    assert done.returncode == 0, done.stderr
    for line in (f"种子承诺 {A}", f"种子承诺 {B}", f"种子揭示 {A}、{B}"):
        assert line in done.stdout


def _assert_shown_in_order(shown: str) -> None:
    """Nothing of a half before both commitments."""
    places = [shown.index(words) for words in (
        f"编排人（A角）{A} 的一半（不显示）", f"编排人（A角）{A} 的承诺：",
        f"复核人（B角）{B} 的一半（不显示）", f"复核人（B角）{B} 的承诺：",
        "记下两份承诺", f"编排人（A角）{A} 的一半：{ONE}", f"复核人（B角）{B} 的一半：{OTHER}",
        f"种子：{SEED}",
    )]  # fmt: skip
    assert places == sorted(places)
    assert ONE not in shown[: places[5]]
    assert OTHER not in shown[: places[6]]


def _assert_witnessed(path: Path, output: Path, act: str) -> None:
    opened = ledger.open_record(output / "record")
    shown, committed = opened.facts("种子揭示")[-1], opened.facts("种子承诺")[-2:]
    text = _text(path)
    words = [shown["seed"], *shown["halves"], *shown["nonces"], A, B]
    words += [fact["commitment"] for fact in committed]
    for word in (*words, opened.facts(act)[-1]["result"]):
        assert word in text
    assert "编排人的承诺" in text
    assert "复核人的一半" in text


@pytest.mark.usefixtures("terminal")
def test_a_draw_of_the_day_and_its_redraw_by_halves(drawn: Path, program: Program) -> None:
    words = ("draw", "--site", "01", "--session", 1, "--halves", *TWO, "-o", drawn)
    before = len(_acts(drawn))
    done = _said(*words)
    assert done.exit_code == 0, done.stderr
    assert f"种子：{SEED}" in done.stdout
    _assert_shown_in_order(done.stderr)
    refused = _said(*words)
    assert (refused.exit_code, "已抽签" in refused.stderr) == (6, True)
    assert "的一半" not in refused.stderr
    again = _said(
        *words, "--redraw", "--reason", "缺席名单有误", typed="1111\n1111\n2222\n2222\n\n"
    )
    assert again.exit_code == 0, again.stderr
    acts = [*BY_HALVES, "抽签开始", "抽签结果", *BY_HALVES, "重抽", "抽签结果"]
    assert _acts(drawn, before) == acts
    seeds = [json.loads((drawn / "record" / "draws" / f"01_1_{n}.json").read_bytes())["seed"]
             for n in (1, 2)]  # fmt: skip
    assert seeds == [SEED, "1111-2222"]
    (place,) = drawn.glob("01_*/监考抽签/抽签见证单_场次1.xlsx")
    _assert_witnessed(place, drawn, "抽签结果")
    digests = {fact["digest"] for fact in ledger.open_record(drawn / "record").facts("种子承诺")}
    assert len(digests) == 2, "each draw has a digest of its own"
    checked = program("record", "check", "-o", drawn)
    assert f"种子揭示 考点 01 场次 1 {A}、{B}" in checked.stdout
    for words in (("verify", drawn), ("audit", drawn)):
        assert program(*words, "-q").returncode == 0, words


def test_each_half_is_committed_before_the_next_is_typed(drawn: Path) -> None:
    asker = Typist(drawn / "record", ONE, "２７１８２８１８２８ ")
    result = _draw(drawn, asker)
    assert result.record.seed == SEED
    assert asker.seen == [
        (f"half A {A}", 0), (f"committed A {A}", 1), (f"half B {B}", 1), (f"committed B {B}", 2),
        ("ready", 2), ("revealed", 3),
    ]  # fmt: skip


def _kept(output: Path) -> bytes:
    files = (output / "record").glob(f"{log.FILE}*")
    return b"".join(path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("stop", "logged"),
    [(f"half A {A}", 0), (f"committed A {A}", 1), (f"half B {B}", 1), (f"committed B {B}", 2),
     ("ready", 2)],
)  # fmt: skip
@pytest.mark.parametrize("what", ["seats", "day"])
def test_cut_short_before_the_halves_are_shown_the_next_try_begins_anew(
    request: pytest.FixtureRequest, what: str, stop: str, logged: int
) -> None:
    output: Path = request.getfixturevalue("confirmed" if what == "seats" else "drawn")
    act = _arrange if what == "seats" else _draw
    before = len(_acts(output))
    files = {name for name in _bytes(output) if "record.sqlite" not in name}
    with pytest.raises(Stopped):
        act(output, Typist(output / "record", ONE, OTHER, stop=stop))
    assert _acts(output, before) == BY_HALVES[:logged]
    assert {name for name in _bytes(output) if "record.sqlite" not in name} == files
    assert ONE.encode() not in _kept(output)
    assert OTHER.encode() not in _kept(output)
    asker = Typist(output / "record", ONE, OTHER)
    result = act(output, asker)
    assert (result.seed if what == "seats" else result.record.seed) == SEED
    assert _acts(output, before)[logged : logged + 3] == BY_HALVES


@pytest.mark.parametrize("what", ["seats", "day"])
@pytest.mark.parametrize("stop", ["revealed", "drawing"])
def test_a_seed_once_shown_is_gone_on_with_and_nobody_is_asked(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, what: str, stop: str
) -> None:
    """So nobody stops a draw for a better seed."""
    output: Path = request.getfixturevalue("confirmed" if what == "seats" else "drawn")
    act, before = (_arrange if what == "seats" else _draw), len(_acts(output))

    def fail(*_: object, **__: object) -> None:
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr("allocator.solvers.seating.draw_seats", fail)
        patch.setattr("allocator.solvers.day.draw.draw_day", fail)
        with pytest.raises(Stopped):
            act(output, Typist(output / "record", ONE, OTHER, stop=stop))
    begun = "座位抽签开始" if what == "seats" else "抽签开始"
    assert _acts(output, before) == BY_HALVES + ([begun] if stop == "drawing" else [])
    with pytest.raises(LimitError, match=f"{SEED} 已由 {A}、{B} 各出一半"):
        act(output, Typist(output / "record"), operator=B, reviewer=A)
    asker = Typist(output / "record")
    result = act(output, asker)
    assert [what for what, _ in asker.seen] == ["again"]
    assert (result.seed if what == "seats" else result.record.seed) == SEED
    ledger.open_record(output / "record")


def test_a_seed_given_after_halves_were_shown_is_seen_in_the_log(drawn: Path) -> None:
    """As a seed given twice is: the draw is not hindered, and nothing is hidden."""
    before = len(_acts(drawn))
    with pytest.raises(Stopped):
        _draw(drawn, Typist(drawn / "record", ONE, OTHER, stop="revealed"))
    assert _draw(drawn, None, seed="77").record.seed == "77"
    assert _acts(drawn, before) == [*BY_HALVES, "抽签开始", "抽签结果"]
    (place,) = drawn.glob("01_*/监考抽签/抽签见证单_场次1.xlsx")
    assert "的承诺" not in _text(place)


def test_other_absentees_are_another_draw_with_halves_of_its_own(drawn: Path) -> None:
    with pytest.raises(Stopped):
        _draw(drawn, Typist(drawn / "record", ONE, OTHER, stop="revealed"))
    sheet = json.loads((drawn / "record" / "sheets" / "01.json").read_bytes())
    absent = sheet["people"][sheet["turns"][0]["reserves"][0]][0]
    asker = Typist(drawn / "record", "1111", "2222")
    assert _draw(drawn, asker, absent=(absent,)).record.seed == "1111-2222"


def test_seats_are_drawn_again_by_halves(confirmed: Path) -> None:
    _arrange(confirmed, Typist(confirmed / "record", ONE, OTHER))
    asker = Typist(confirmed / "record", "1111", "2222")
    again = _arrange(confirmed, asker, replace=True, reason="种子作废")
    assert again.seed == "1111-2222"
    acts = [*BY_HALVES, "座位抽签开始", "座位抽签", *BY_HALVES, "重抽", "座位抽签"]
    assert _acts(confirmed, 2) == acts
    numbers = [
        fact["number"] for fact in ledger.open_record(confirmed / "record").facts("种子揭示")
    ]
    assert numbers == [1, 2]


def _number_of(output: Path, who: str) -> str:
    staff = json.loads((output / "record" / "inputs.json").read_bytes())["staff"]
    return str(next(one["id_number"] for one in staff if one["staff"] == who))


@pytest.mark.parametrize("what", ["seats", "day"])
def test_halves_are_those_of_two_who_may_take_part(
    request: pytest.FixtureRequest, what: str
) -> None:
    output: Path = request.getfixturevalue("confirmed" if what == "seats" else "drawn")
    act, before = (_arrange if what == "seats" else _draw), _bytes(output)
    inputs = json.loads(before["record/inputs.json"])
    candidate = inputs["candidates"][0]["id_number"]
    for reviewer, kind in (
        ("", UsageError), (A, LimitError), (_number_of(output, A), LimitError),
        (candidate, InfeasibleError),
    ):  # fmt: skip
        asker = Typist(output / "record", ONE, OTHER)
        with pytest.raises(kind):
            act(output, asker, reviewer=reviewer)
        assert asker.seen == []
        (output / "无解说明.xlsx").unlink(missing_ok=True)
        assert _bytes(output) == before


def test_a_half_that_is_none_is_never_committed(drawn: Path) -> None:
    before = _bytes(drawn)
    with pytest.raises(UsageError, match="4 至 10 位数字"):
        _draw(drawn, Typist(drawn / "record", "张三"))
    with pytest.raises(UsageError, match="演练"):
        _draw(drawn, Typist(drawn / "record", ONE, OTHER), rehearsal=True)
    assert _bytes(drawn) == before


def test_nothing_is_typed_before_both_have_acted(frozen: Path, arranged: Path) -> None:
    for output, told in ((frozen, "尚未由复核人确认"), (arranged, "已封存并确认")):
        before = _bytes(output)
        asker = Typist(output / "record", ONE, OTHER)
        with pytest.raises(LimitError, match=told):
            _arrange(output, asker, replace=True)
        assert (asker.seen, _bytes(output) == before) == ([], True)


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("typed", "code", "logged"),
    [
        ("", 6, 0),
        (f"{ONE}\n", 6, 0),
        (f"{ONE}\n{ONE}\n", 6, 1),
        (f"{ONE}\n{ONE}\n{OTHER}\n{OTHER}\n", 6, 2),
        (f"{ONE}\n{ONE}\n" + f"{OTHER}\n{ONE}\n" * 3, 2, 1),
        (f"{ONE}\n{OTHER}\n" * 3, 2, 0),
    ],
)
def test_whoever_gives_up_has_shown_nothing(
    drawn: Path, typed: str, code: int, logged: int
) -> None:
    """The end of the input is as Ctrl+C."""
    before = len(_acts(drawn))
    done = _said("draw", "--site", "01", "--session", 1, "--halves", *TWO, "-o", drawn, typed=typed)
    assert done.exit_code == code, done.stderr
    assert _acts(drawn, before) == BY_HALVES[:logged]
    assert not [half for half in set(typed.split()) if half in done.output + done.stderr]
    assert not [half for half in set(typed.split()) if half.encode() in _kept(drawn)]


@pytest.mark.usefixtures("terminal")
def test_a_defect_while_halves_are_asked_for_leaves_nothing_of_them(
    drawn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("x")

    monkeypatch.setattr(asking.Terminal, "ready", fail)
    done = _said("draw", "--site", "01", "--session", 1, "--halves", *TWO, "-o", drawn)
    assert done.exit_code == 1
    (found,) = tmp_path.glob("allocator-错误-*.log")
    for text in (found.read_text("utf-8"), done.output, done.stderr):
        assert OTHER not in text


class Forged(NamedTuple):
    old: str
    new: str
    told: str


@pytest.mark.parametrize(
    "forged",
    [
        Forged(f'"{ONE}","', f'"{OTHER}","', "（种子揭示）揭示的编排人一半与承诺不符"),
        Forged('"role":"A"', '"role":"B"', "（种子承诺）不是完整的"),
        Forged('"halves":"', '"halves":"0', "（抽签开始）写明种子由两半合成"),
    ],
    ids=["half", "role", "reference"],
)
def test_a_log_forged_with_a_chain_that_holds_is_found(
    drawn: Path, program: Program, forged: Forged
) -> None:
    import sqlite3
    from contextlib import closing

    _draw(drawn, Typist(drawn / "record", ONE, OTHER))
    assert program("record", "check", "-o", drawn).returncode == 0
    with closing(sqlite3.connect(drawn / "record" / log.FILE)) as base:
        triggers = base.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
        triggers = triggers.fetchall()
        for name, _ in triggers:
            base.execute(f"DROP TRIGGER {name}")
        before = log.START
        for number, act, body in base.execute("SELECT number, act, body FROM log").fetchall():
            body = body.replace(forged.old, forged.new)
            digest = log.entry_digest(number, act, body, before)
            base.execute("UPDATE log SET body = ?, before = ?, digest = ? WHERE number = ?",
                         (body, before, digest, number))  # fmt: skip
            before = digest
        for _, sql in triggers:
            base.execute(sql)
        base.commit()
    for words in (("record", "check"), ("draw", "--site", "01", "--session", 2, "--seed", 1)):
        done = program(*words, "-o", drawn)
        assert (done.returncode, "日志第" in done.stderr) == (5, True), done.stderr
        assert forged.told in done.stderr
    assert program("verify", drawn, "-q").returncode == 5


class Screen:
    """The program at a real terminal, whose other end is in the hands of the test."""

    def __init__(self, *words: object) -> None:
        import pty

        self._end, far = pty.openpty()
        self.running = subprocess.Popen(
            [sys.executable, "-m", "allocator", *map(str, words)], stdin=far, stdout=far,
            stderr=far, start_new_session=True, env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
        os.close(far)
        self.shown = ""
        # A character may come in two pieces.
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def wait_for(self, words: str) -> None:
        begin, seen = time.monotonic(), len(self.shown)
        while words not in self.shown[seen:]:
            left = 120 - (time.monotonic() - begin)
            assert left > 0, self.shown
            assert select.select([self._end], [], [], left)[0], self.shown
            self.shown += self._decoder.decode(os.read(self._end, 4096))
        # `getpass` throws away what was typed before it turned the echo off.
        time.sleep(0.3)

    def type(self, text: str) -> None:
        os.write(self._end, f"{text}\n".encode())

    def end(self) -> int:
        try:
            while select.select([self._end], [], [], 120)[0]:
                data = os.read(self._end, 4096)
                if not data:
                    break
                self.shown += self._decoder.decode(data)
        except OSError:  # how Linux tells that the other end is closed
            pass
        os.close(self._end)
        return self.running.wait(120)


@pytest.fixture
def screens() -> Iterator[list[Screen]]:
    made: list[Screen] = []
    yield made
    for one in made:
        if one.running.poll() is None:
            one.running.kill()
            one.running.wait()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminals to open")
@pytest.mark.parametrize("ending", ["drawn", "Ctrl+C", "killed"])
def test_at_a_real_terminal_nothing_typed_is_shown(
    drawn: Path, screens: list[Screen], ending: str
) -> None:
    before = len(_acts(drawn))
    screen = Screen("draw", "--site", "01", "--session", 1, "--halves", *TWO, "-o", drawn)
    screens.append(screen)
    for who, half in ((A, ONE), (B, OTHER)):
        screen.wait_for(f"{who} 的一半（不显示）")
        if who == B and ending != "drawn":
            assert ONE not in screen.shown
            number = signal.SIGINT if ending == "Ctrl+C" else signal.SIGKILL
            screen.running.send_signal(number)
            assert screen.end() == (6 if ending == "Ctrl+C" else -9)
            assert ONE not in screen.shown
            assert _acts(drawn, before) == ["种子承诺"]
            assert ONE.encode() not in _kept(drawn)
            return
        screen.type(half)
        screen.wait_for("再输一次")
        screen.type(half)
    screen.wait_for("按回车公开")
    assert ONE not in screen.shown
    assert OTHER not in screen.shown
    screen.type("")
    assert screen.end() == 0, screen.shown
    assert f"种子：{SEED}" in screen.shown
    assert _acts(drawn, before) == [*BY_HALVES, "抽签开始", "抽签结果"]


def test_without_a_terminal_nobody_is_asked(drawn: Path, program: Program) -> None:
    before = _bytes(drawn)
    done = program("draw", "--site", "01", "--session", 1, "--halves", *TWO, "-o", drawn)
    assert (done.returncode, "没有终端" in done.stderr) == (2, True), done.stderr
    assert _bytes(drawn) == before
