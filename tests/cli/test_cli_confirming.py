"""How the second person is asked to confirm a draw: by the digest, a few times, or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from cli_helpers import allocator
from click.testing import CliRunner

from allocator.cli import confirming
from allocator.errors import AuditError, UsageError
from allocator.pipeline.confirming import Shown, with_confirmation
from allocator.pipeline.days import DayOptions
from allocator.progress import Silent
from allocator.record.ceremony import DAY, SEATS, draw_digest, grouped
from allocator.record.halves import Subject

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = "990101198806120026"
OPTIONS = DayOptions(site="01", session=2, seed="7", redraw=True, reason="缺席名单有误",
                     operator=NUMBER, reviewer="G00002")  # fmt: skip
BASIS = "ab" * 32
PERSONS = "990***********0026", "G00002"
SUBJECT = Subject(digest=BASIS, number=2, operator=PERSONS[0], reviewer=PERSONS[1])
DIGEST = draw_digest(DAY, BASIS, 2, "7", PERSONS, OPTIONS.reason)
OTHER = draw_digest(DAY, BASIS, 3, "7", PERSONS, OPTIONS.reason)


def _asked(typed: str) -> tuple[str, str, UsageError | AuditError | None]:
    """Return what was confirmed, all that was shown, and what was raised."""
    digest, raised = "", None
    with CliRunner().isolation(input=typed) as (out, err, _):
        given = replace(OPTIONS, confirmer=confirming.Terminal(Silent()))
        try:
            digest = with_confirmation(given, DAY, SUBJECT, "考点 01 场次 2").confirmed
        except (UsageError, AuditError) as error:
            raised = error
        shown = out.getvalue().decode() + err.getvalue().decode()
    return digest, shown, raised


@pytest.mark.parametrize(
    "typed",
    [DIGEST[:16], grouped(DIGEST).upper(), f"{OTHER[:16]}\n{DIGEST[:15]}\n{DIGEST[:17]}"],
)
def test_what_is_shown_is_typed_off(typed: str) -> None:
    digest, shown, raised = _asked(typed + "\n")
    assert (digest, raised) == (DIGEST, None)
    for told in (
        "考点 01 场次 2，第 2 次抽签，种子 7，理由：缺席名单有误",
        grouped(DIGEST),
        "复核人 G00002",
    ):
        assert told in shown
    assert NUMBER not in shown


def test_whoever_does_not_agree_types_nothing() -> None:
    digest, _, raised = _asked("\n")
    assert digest == ""
    assert isinstance(raised, UsageError)
    assert "复核人 G00002 没有确认，没有抽签" in str(raised)
    assert NUMBER not in str(raised)


@pytest.mark.parametrize("typed", [OTHER[:16], "0123"])
def test_three_tries_are_enough(typed: str) -> None:
    digest, shown, raised = _asked(f"{typed}\n" * 3)
    assert (digest, isinstance(raised, AuditError)) == ("", True)
    assert "3 次输入都与确认摘要不符，没有抽签" in str(raised)
    assert shown.count("与确认摘要不符") == 3


@pytest.mark.parametrize(
    ("typed", "error", "told"),
    [("", UsageError, grouped(DIGEST)), (DIGEST[:15], UsageError, "至少前 16 位"),
     (OTHER, AuditError, "与这次抽签不符")],
)  # fmt: skip
def test_without_a_terminal_the_digest_stands_on_the_command_line(
    typed: str, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        with_confirmation(replace(OPTIONS, confirmer=Shown(typed)), DAY, SUBJECT, "考点 01 场次 2")
    with pytest.raises(UsageError):
        with_confirmation(OPTIONS, DAY, SUBJECT, "考点 01 场次 2")
    good = with_confirmation(replace(OPTIONS, confirmer=Shown(DIGEST)), DAY, SUBJECT, "x")
    assert good.confirmed == DIGEST


def test_a_reason_that_is_a_sentence_ends_the_line_once() -> None:
    options = replace(OPTIONS, reason="缺席名单有误。", confirmer=Shown(""))
    with pytest.raises(UsageError) as raised:
        with_confirmation(options, DAY, SUBJECT, "考点 01 场次 2")
    assert "理由：缺席名单有误。须由复核人确认" in str(raised.value)


def test_whoever_types_a_half_has_nothing_to_confirm() -> None:
    given = replace(OPTIONS, halves=cast("Any", Silent()))
    for nobody in (None, Shown(""), confirming.Terminal(Silent())):
        options = replace(given, confirmer=nobody)
        assert with_confirmation(options, DAY, SUBJECT, "x") == options
    with pytest.raises(UsageError, match="两人各输入一半种子，--confirm 没有用处"):
        with_confirmation(replace(given, confirmer=Shown(DIGEST)), DAY, SUBJECT, "x")


@pytest.mark.parametrize(
    "other",
    [
        {"act": SEATS},
        {"digest": "ac" * 32},
        {"number": 3},
        {"seed": "8"},
        {"reason": "别的理由"},
        {"persons": ("G00001", "G00002")},
        {"persons": (PERSONS[0], "G00003")},
        {"persons": (PERSONS[0] + "G", "00002")},
        {"persons": (PERSONS[0], "G00002缺"), "reason": "席名单有误"},
    ],
)
def test_another_draw_number_seed_person_or_reason_is_confirmed_by_another_digest(
    other: dict[str, Any],
) -> None:
    drawn: dict[str, Any] = {
        "act": DAY, "digest": BASIS, "number": 2, "seed": "7", "persons": PERSONS,
        "reason": OPTIONS.reason,
    }  # fmt: skip
    assert draw_digest(**drawn) == DIGEST
    assert draw_digest(**{**drawn, **other}) != DIGEST


def test_what_is_confirmed_is_made_as_the_documentation_has_it() -> None:
    assert draw_digest("抽签结果", "ab" * 32, 1, "391072", ("G00001", "G00002"), "") == (
        "04532466cd5071f702df56ff61c6b5cd91c19f6b38017efc271f8505811e0a0a"
    )


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("draw", "--site", "01", "--session", "1", "--seed", "1"), "--redraw"),
        (("draw", "--site", "01", "--session", "1", "--seed", "1", "--rehearse"), "--redraw"),
        (("freeze", "名单.xlsx", "--operator", "G00001", "--reviewer", "G00002"), "--replace"),
    ],
)
def test_a_reason_without_what_it_is_the_reason_of_is_refused(
    tmp_path: Path, words: tuple[str, ...], option: str
) -> None:
    done = allocator(*words, "--reason", "缺席名单有误", "-o", tmp_path / "结果")
    assert (done.code, done.out) == (2, "")
    assert f"只与 {option} 同用" in done.err
    assert list(tmp_path.iterdir()) == []
