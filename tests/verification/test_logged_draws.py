"""What a log that is whole says of draws, held against them: each field, each entry; and 见证单."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from allocator.pipeline.verification.logged import log_differences
from allocator.pipeline.verification.witnesses import MadeDay, days_made, write_seats_again
from allocator.record.canonical import canonical_bytes, digest_of
from allocator.record.ceremony import DAY as DAYS
from allocator.record.ceremony import POSTS, SEATS, draw_digest
from allocator.record.ledger import Ledger
from allocator.record.log import LogEntry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Entries = list[tuple[str, dict[str, Any]]]

NUMBER = "990101198806120026"
MASKED = "990***********0026"
TWO = MASKED, "G00002"
RUN = {"number": 1, "seed": "391072", "digest": "a" * 64, "result_digest": "b" * 64}
DAY = {"site": "01", "session": 3, "number": 1, "seed": "11", "digest": "c" * 64,
       "result_digest": "d" * 64, "operator": NUMBER, "reviewer": "G00002", "witness": "公证处",
       "reason": "", "earlier": []}  # fmt: skip
_CONFIRMED = ("digest", "number", "seed", "reason")
REDRAW = DAY | {"number": 2, "seed": "12", "reason": "缺席名单有误"}


def _facts(drawn: dict[str, Any], /, **more: Any) -> dict[str, Any]:
    said = {name: drawn[name] for name in drawn if name != "result_digest"}
    if said.get("operator"):
        said["operator"] = MASKED
    return {**said, "result": drawn["result_digest"], "time": "", **more}


def _entries() -> Entries:
    """Return the log of seats, posts, a draw of the day and its redraw."""
    return [
        ("座位抽签", _facts(RUN)), ("岗位抽签", _facts(RUN)),
        ("抽签开始", _facts(DAY)), ("抽签结果", _facts(DAY)),
        ("重抽", _facts(REDRAW, confirmed=_confirmation(REDRAW))), ("抽签结果", _facts(REDRAW)),
    ]  # fmt: skip


def _confirmation(drawn: dict[str, Any], act: str = DAYS, **other: Any) -> str:
    names = drawn.get("operator", "").replace(NUMBER, MASKED), drawn.get("reviewer", "")
    said = {"act": act, **{name: drawn.get(name, "") for name in _CONFIRMED}, "persons": names}
    said |= other
    return draw_digest(**said)


def _logged(entries: Entries) -> tuple[LogEntry, ...]:
    return tuple(
        LogEntry(number, act, json.dumps(body), "", "")
        for number, (act, body) in enumerate(entries, start=1)
    )


def _record(folder: Path) -> Path:
    (folder / "draws").mkdir()
    for name, drawn in (("run", RUN), ("staff", RUN), ("draws/01_3_1", DAY),
                        ("draws/01_3_2", REDRAW)):  # fmt: skip
        (folder / f"{name}.json").write_text(json.dumps(drawn), "utf-8")
    return folder


def _told(folder: Path, entries: Entries) -> list[str]:
    return [one.words for one in log_differences(_record(folder), _logged(entries))]


def test_a_log_that_says_what_was_drawn_is_believed(tmp_path: Path) -> None:
    assert _told(tmp_path, _entries()) == []


@pytest.mark.parametrize("place", [0, 1, 3, 5])
@pytest.mark.parametrize(
    ("field", "title"), [("seed", "种子"), ("digest", "数据摘要"), ("result", "结果摘要")]
)
def test_a_draw_that_the_log_tells_otherwise_is_named(
    tmp_path: Path, place: int, field: str, title: str
) -> None:
    entries = _entries()
    entries[place][1][field] = "9"
    (words,) = _told(tmp_path, entries)
    assert words.startswith(f"日志第 {place + 1} 条（{entries[place][0]}")
    assert words.endswith("日志为 9")
    assert f"的{title}应为" in words


@pytest.mark.parametrize(
    ("field", "title"),
    [("operator", "编排人"), ("reviewer", "复核人"), ("witness", "见证人"), ("reason", "理由")],
)
def test_persons_and_reason_of_a_draw_of_the_day_are_those_of_its_record(
    tmp_path: Path, field: str, title: str
) -> None:
    entries = _entries()
    entries[5][1][field] = "别的"
    (words,) = _told(tmp_path, entries)
    assert words.startswith("日志第 6 条（抽签结果，考点 01 场次 3 第 2 次）")
    assert words.endswith(f"的{title}应为 {_facts(REDRAW)[field]}，日志为 别的")


def _without(*places: int) -> Callable[[Entries], Entries]:
    return lambda entries: [one for n, one in enumerate(entries) if n not in places]


def _called(place: int, act: str) -> Callable[[Entries], Entries]:
    return lambda entries: [
        (act if n == place else one, facts) for n, (one, facts) in enumerate(entries)
    ]


def _nameless(entries: Entries) -> Entries:
    del entries[5][1]["site"]
    return entries


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_without(0), ["日志没有这次抽签：座位抽签"]),
        (_without(1), ["日志没有这次抽签：岗位抽签"]),
        (_without(2), ["日志第 3 条（抽签结果，考点 01 场次 3 第 1 次）之前没有“抽签开始”"]),
        (_without(4), ["日志第 5 条（抽签结果，考点 01 场次 3 第 2 次）之前没有“重抽”"]),
        (_without(2, 3), ["日志没有这次抽签：抽签结果，考点 01 场次 3 第 1 次"]),
        (_called(2, "重抽"), ["日志第 3 条应为“抽签开始”，日志为“重抽”：抽签结果，考点 01 场次 3"]),
        (_called(4, "抽签开始"), ["日志第 5 条应为“重抽”，日志为“抽签开始”"]),
        (_nameless, ["日志第 6 条（抽签结果）没有写明是哪次抽签",
                     "日志没有这次抽签：抽签结果，考点 01 场次 3 第 2 次"]),
        (lambda entries: [*entries, ("抽签结果", _facts(DAY | {"session": 4})),
                          ("抽签开始", _facts(DAY | {"session": 4}))],
         ["日志第 7 条的抽签不在记录中：抽签结果，考点 01 场次 4 第 1 次"]),
        # Arranged anew: what was drawn before counts no more, and neither do its attempts.
        (lambda entries: [("抽签开始", _facts(DAY | {"session": 9})),
                          ("抽签结果", _facts(DAY | {"session": 9})), *entries], []),
        (lambda entries: [entries[2], entries[0], entries[1], *entries[3:]],
         ["日志第 4 条（抽签结果，考点 01 场次 3 第 1 次）之前没有“抽签开始”"]),
        (lambda entries: [("重抽", {"number": 2, "seed": "1"}), *entries], []),
    ],
)  # fmt: skip
def test_entries_that_lack_or_are_too_many_are_told(
    tmp_path: Path, change: Callable[[Entries], Entries], told: list[str]
) -> None:
    found = _told(tmp_path, change(_entries()))
    assert len(found) == len(told)
    for words, wanted in zip(found, told, strict=True):
        assert words.startswith(wanted)


BOTH = {"operator": MASKED, "reviewer": "G00002"}
FREEZE, CONFIRM = ("封存", {"digest": "a" * 64}), ("确认", {"digest": "a" * 64, **BOTH})
BEGUN = ("座位抽签开始", {"number": 1, "seed": "391072", "digest": "a" * 64,
                     "confirmed": _confirmation(RUN, SEATS, persons=TWO)})  # fmt: skip


def _by_two() -> Entries:
    """Return the log of the draws of what two froze: each by two, and confirmed."""
    entries = _entries()
    for nth in (0, 1):
        entries[nth][1].update(operator=MASKED, reviewer="G00002")
    for nth, drawn in ((2, DAY), (3, DAY), (4, REDRAW), (5, REDRAW)):
        entries[nth][1].update(operator=MASKED, reviewer="G00002")
        if nth in (2, 4):
            entries[nth][1]["confirmed"] = _confirmation(drawn)
    return entries


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ([FREEZE, CONFIRM, BEGUN], ""),
        ([FREEZE, CONFIRM], "之前没有“座位抽签开始”或“重抽”"),
        ([FREEZE, BEGUN], "之前没有复核人的确认"),
        ([CONFIRM, FREEZE, BEGUN], "之前没有复核人的确认"),
        ([FREEZE, ("确认", {"digest": "b", **BOTH}), BEGUN], "之前没有复核人的确认"),
        ([FREEZE, (CONFIRM[0], CONFIRM[1] | {"operator": ""}), BEGUN], "之前没有复核人的确认"),
        ([FREEZE, (CONFIRM[0], CONFIRM[1] | {"operator": "G00002"}), BEGUN],
         "之前没有复核人的确认"),
        ([("封存", {"digest": "b"}), FREEZE, CONFIRM, BEGUN], ""),
        ([FREEZE, CONFIRM, (BEGUN[0], BEGUN[1] | {"seed": "4"})],
         "的种子与开始时（日志第 3 条）写明的不同：4"),
        ([FREEZE, CONFIRM, (BEGUN[0], BEGUN[1] | {"digest": "4"})],
         "的数据摘要与开始时（日志第 3 条）写明的不同：4"),
    ],
)  # fmt: skip
def test_seats_are_drawn_from_what_was_frozen_and_confirmed_as_the_attempt_told(
    tmp_path: Path, before: Entries, told: str
) -> None:
    found = _told(tmp_path, [*before, *_by_two()])
    assert found == ([f"日志第 {len(before) + 1} 条（座位抽签）{told}"] if told else [])


def test_data_that_were_not_frozen_are_told(tmp_path: Path) -> None:
    before: Entries = [FREEZE, ("封存", {"digest": "b"}), ("确认", {"digest": "b", **BOTH}), BEGUN]
    found = _told(tmp_path, [*before, *_by_two()])
    assert found == ["日志第 5 条（座位抽签）的数据不是封存的数据"]


def test_draws_of_seats_are_counted_from_the_first(tmp_path: Path) -> None:
    entries = _entries()
    again = [("重抽", {"number": 3, "seed": "391072"}), ("座位抽签", entries[0][1] | {"number": 3})]
    told = _told(tmp_path, [entries[0], *again, *entries[1:]])
    assert told == ["日志第 3 条（座位抽签）应是第 2 次"]


def test_a_second_result_of_a_draw_is_told(tmp_path: Path) -> None:
    again = ("重抽", _facts(REDRAW, confirmed=_confirmation(REDRAW)))
    entries = [*_entries(), again, ("抽签结果", _facts(REDRAW))]
    assert _told(tmp_path, entries) == [
        "日志第 8 条（抽签结果）是同一次抽签的又一个结果：抽签结果，考点 01 场次 3 第 2 次"
    ]


UNCONFIRMED = "须由两人抽签，之前没有复核人对它的确认"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, True),
        ({"confirmed": _confirmation(REDRAW, number=3)}, True),
        ({"confirmed": _confirmation(REDRAW, seed="11")}, True),
        ({"confirmed": _confirmation(REDRAW, persons=(MASKED, "G00003"))}, True),
        ({"confirmed": _confirmation(REDRAW, persons=("G00002", MASKED))}, True),
        ({"confirmed": _confirmation(REDRAW, SEATS)}, True),
        ({"confirmed": _confirmation(REDRAW), "reason": "别的理由"}, True),
        ({"confirmed": _confirmation(REDRAW)}, False),
        ({"halves": "x"}, False),
    ],
)
def test_a_redraw_was_confirmed_by_its_digest_or_made_of_halves(
    tmp_path: Path, said: dict[str, str], told: bool
) -> None:
    entries = _entries()
    entries[4] = "重抽", _facts(REDRAW) | said
    found = _told(tmp_path, entries)
    where = "日志第 6 条（抽签结果，考点 01 场次 3 第 2 次）"
    assert found == ([where + UNCONFIRMED] if told else [])


AGAIN = _confirmation(RUN, SEATS, persons=TWO, number=2, reason="x")


@pytest.mark.parametrize(
    ("before", "said", "told"),
    [
        ([FREEZE, CONFIRM, BEGUN], {}, True),
        ([FREEZE, CONFIRM, BEGUN], {"confirmed": AGAIN}, False),
        ([], {"confirmed": AGAIN}, False),
        ([], {}, False),
        ([], {"confirmed": "0" * 64}, True),
    ],
)  # fmt: skip
def test_seats_that_two_froze_are_drawn_again_as_both_say(
    tmp_path: Path, before: Entries, said: dict[str, str], told: bool
) -> None:
    entries = _by_two()
    begun = {"number": 2, "seed": "391072", "digest": "a" * 64, "reason": "x", **said}
    again = [("重抽", begun), ("座位抽签", entries[0][1] | {"number": 2})]
    found = _told(tmp_path, [*before, entries[0], *again, *entries[1:]])
    where = f"日志第 {len(before) + 3} 条（座位抽签）"
    assert found == ([where + UNCONFIRMED] if told else [])


def test_what_two_froze_is_drawn_by_two(tmp_path: Path) -> None:
    record = _record(tmp_path)
    alone = DAY | {"reviewer": ""}
    (record / "draws/01_3_1.json").write_text(json.dumps(alone), "utf-8")
    entries = _by_two()
    entries[2][1]["confirmed"] = _confirmation(alone)
    entries[3][1]["reviewer"] = ""
    found = [one.words for one in log_differences(record, _logged(entries))]
    assert found == []
    frozen = [FREEZE, CONFIRM, BEGUN, *entries]
    (words,) = [one.words for one in log_differences(record, _logged(frozen))]
    assert words.startswith("日志第 7 条（抽签结果）没有写明两人")


@pytest.mark.parametrize(
    "persons", [{"operator": ""}, {"reviewer": ""}, {"operator": "G00002"}, {"reviewer": MASKED}]
)
def test_seats_of_what_two_froze_name_two(tmp_path: Path, persons: dict[str, str]) -> None:
    """Masked numbers that look alike may be those of two."""
    entries = _by_two()
    entries[0][1].update(persons)
    names = tuple(entries[0][1][who] for who in ("operator", "reviewer"))
    begun = BEGUN[1] | {"confirmed": _confirmation(RUN, SEATS, persons=names)}
    told = _told(tmp_path, [FREEZE, CONFIRM, (BEGUN[0], begun), *entries])
    wrong = ["日志第 4 条（座位抽签）没有写明两人（封存的考试由两人抽签，重抽也是）"]
    assert told == ([] if names == (MASKED, MASKED) else wrong)


@pytest.mark.parametrize(
    ("place", "said", "told"),
    [
        (2, {}, "日志第 4 条（座位抽签）"),
        (2, {"confirmed": _confirmation(RUN, SEATS, persons=TWO, seed="391073")},
         "日志第 4 条（座位抽签）"),
        (2, {"halves": "x"}, ""),
        (2, {"halves": ""}, "日志第 4 条（座位抽签）"),
        (5, {}, "日志第 7 条（抽签结果，考点 01 场次 3 第 1 次）"),
        (2, {"confirmed": _confirmation(RUN, SEATS, persons=(MASKED, "G3"))},
         "日志第 4 条（座位抽签）"),
        (5, {"confirmed": _confirmation(DAY, seed="12")},
         "日志第 7 条（抽签结果，考点 01 场次 3 第 1 次）"),
        (5, {"halves": "x"}, ""),
    ],
)  # fmt: skip
def test_each_draw_of_what_two_froze_was_confirmed_by_the_second_or_made_of_halves(
    tmp_path: Path, place: int, said: dict[str, str], told: str
) -> None:
    entries = [FREEZE, CONFIRM, BEGUN, *_by_two()]
    act, facts = entries[place]
    entries[place] = act, {k: v for k, v in facts.items() if k != "confirmed"} | said
    assert _told(tmp_path, entries) == ([told + UNCONFIRMED] if told else [])


@pytest.mark.parametrize(
    ("between", "told"),
    [
        ([], True),
        ([("岗位抽签开始", {"seed": "8"})], True),
        ([("岗位抽签开始", {"seed": "8"}), ("岗位抽签开始", {"seed": "7"})], False),
    ],
)
def test_posts_are_drawn_with_a_seed_that_was_told(
    tmp_path: Path, between: Entries, told: bool
) -> None:
    record, entries = _record(tmp_path), _entries()
    (record / "staff.json").write_text(json.dumps(RUN | {"seed": "7"}), "utf-8")
    entries[1][1]["seed"] = "7"
    entries[1:1] = between
    found = [one.words for one in log_differences(record, _logged(entries))]
    where = f"日志第 {len(between) + 2} 条（岗位抽签）的种子之前没有“岗位抽签开始”写明"
    assert [words.partition("，也不是")[0] for words in found] == ([where] if told else [])


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, True),
        ({"confirmed": _confirmation(RUN, POSTS, persons=TWO, digest="b" * 64, seed="8")}, True),
        ({"confirmed": _confirmation(RUN, POSTS, persons=TWO, digest="b" * 64, seed="7")}, False),
    ],
)
def test_a_seed_of_their_own_of_posts_of_what_two_froze_was_confirmed(
    tmp_path: Path, said: dict[str, str], told: bool
) -> None:
    record, entries = _record(tmp_path), _by_two()
    (record / "staff.json").write_text(json.dumps(RUN | {"seed": "7"}), "utf-8")
    entries[1][1]["seed"] = "7"
    entries[1:1] = [("岗位抽签开始", {"seed": "7", **said})]
    frozen = [FREEZE, CONFIRM, BEGUN, *entries]
    found = [one.words for one in log_differences(record, _logged(frozen))]
    assert found == (["日志第 6 条（岗位抽签）" + UNCONFIRMED] if told else [])


def test_a_seed_that_was_told_for_earlier_seats_counts_no_more(tmp_path: Path) -> None:
    record, entries = _record(tmp_path), _entries()
    (record / "staff.json").write_text(json.dumps(RUN | {"seed": "7"}), "utf-8")
    entries[1][1]["seed"] = "7"
    entries.insert(0, ("岗位抽签开始", {"seed": "7"}))
    (words,) = [one.words for one in log_differences(record, _logged(entries))]
    assert words.startswith("日志第 3 条（岗位抽签）的种子之前没有")


def test_a_draw_counts_what_was_in_force_at_its_site_by_then(tmp_path: Path) -> None:
    def of(**facts: Any) -> tuple[str, dict[str, Any]]:
        return "抽签结果", _facts(DAY | {"session": 1, "result_digest": "e" * 64} | facts)

    replaced, other_site, later = of(result_digest="9"), of(site="02"), of(session=2)
    redrawn = of(number=2)
    counted = [redrawn[1]["result"]]
    before = [replaced, other_site, redrawn]
    entries = _entries()
    entries[2:2] = before
    record = _record(tmp_path)
    told = [one.words for one in log_differences(record, _logged([*entries, later]))]
    wrong = "计入的以前的抽签，不是该考点其他场次当时有效的"
    assert [words for words in told if words.endswith(wrong)] == [
        f"日志第 {number} 条（抽签结果，考点 01 场次 3 第 {nth} 次）{wrong}"
        for number, nth in ((7, 1), (9, 2))
    ]
    for name, drawn in (("01_3_1", DAY), ("01_3_2", REDRAW)):
        (record / f"draws/{name}.json").write_text(json.dumps(drawn | {"earlier": counted}))
    told = [one.words for one in log_differences(record, _logged([*entries, later]))]
    assert not [words for words in told if words.endswith(wrong)]


def _ledger(folder: Path, entries: Entries) -> Ledger:
    return Ledger(folder=folder, entries=_logged(entries), files={})


def test_a_draw_was_made_when_its_result_was_logged_or_the_laptop_says(tmp_path: Path) -> None:
    entries = [
        ("抽签开始", _facts(DAY)), ("抽签结果", _facts(DAY, time="十点")),
        ("重抽", _facts(REDRAW, drawn="十一点")), ("抽签结果", _facts(REDRAW, time="十二点")),
    ]  # fmt: skip
    assert days_made(_ledger(tmp_path, entries)) == {
        ("01", 3, 1): MadeDay("十点", None), ("01", 3, 2): MadeDay("十一点", None),
    }  # fmt: skip


def _shown(seed: str, number: int) -> Entries:
    """Return the entries of a seed shown in halves, as copied from a laptop: named by `entry`."""
    halves = seed.split("-")
    return [
        ("种子承诺", {"commitment": "c", "entry": f"{seed} A"}),
        ("种子承诺", {"commitment": "c", "entry": f"{seed} B"}),
        ("种子揭示", {"entry": seed, "seed": seed, "operator": "G1", "reviewer": "G2",
                      "halves": halves, "nonces": ["", ""], "number": number,
                      "commitments": [f"{seed} A", f"{seed} B"]}),
    ]  # fmt: skip


def test_the_sheet_of_the_seats_is_that_of_the_last_draw_with_its_own_halves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = {"number": 1, "digest": "a", "sm3": "s", "operator": "G1", "reviewer": "G2"}
    drawn = {"operator": "G8", "reviewer": "G9", "witness": "公证处", "reason": "", "time": "十点"}
    entries: Entries = [
        ("封存", frozen),
        *_shown("1111-2222", 1),
        ("座位抽签开始", {"number": 1, "halves": "1111-2222"}),
        ("座位抽签", drawn | {"number": 1}),
        *_shown("3333-4444", 2),
        ("重抽", {"number": 2, "halves": ""}),
        ("重抽", {"number": 2, "halves": "3333-4444"}),
        ("座位抽签", drawn | {"number": 2, "reason": "作废", "time": "十一点"}),
        # Redraws of the day have numbers of their own, and one of the seats was given up.
        ("重抽", {"number": 2, "site": "01", "session": 1, "halves": ""}),
        ("重抽", {"number": 3, "halves": ""}),
    ]
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "allocator.pipeline.witnessing.witness_seats", lambda *_, **told: seen.append(told)
    )
    write_seats_again(_ledger(tmp_path, entries), None, tmp_path, title="考试")  # type: ignore[arg-type]
    (told,) = seen
    revealed = told.pop("revealed")
    assert revealed.seed == "3333-4444"
    assert told == {
        "title": "考试", "number": 2, "sm3": "s", "persons": ("G8", "G9", "公证处"),
        "reason": "作废", "time": "十一点",
    }  # fmt: skip


PACK = {"site": "01", "pack": 1, "public": "p" * 64, "sheet": "s" * 64}
KEPT = {"site": "01", "number": 1, "public": "p" * 64, "sheet": "s" * 64, "posts": "x",
        "state": "有效"}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "kept", "told"),
    [
        (PACK, KEPT, ""),
        (PACK, KEPT | {"state": "停用"}, "按日志应为有效，记录为停用：考点 01 第 1 号考点包"),
        (PACK, KEPT | {"public": "q" * 64}, "第 7 条（发考点包）的密钥或抽签资料与记录的不同"),
        (PACK | {"sheet": "t" * 64}, KEPT, "第 7 条（发考点包）的密钥或抽签资料与记录的不同"),
        (PACK, None, "第 7 条发的包不在记录中：考点 01 第 1 号考点包"),
        (PACK | {"pack": 2}, KEPT, "没有发过这个包：考点 01 第 1 号考点包"),
    ],
)
def test_packs_are_those_that_the_log_says_were_issued(
    tmp_path: Path, facts: dict[str, Any], kept: dict[str, Any] | None, told: str
) -> None:
    if kept:
        (tmp_path / "packs").mkdir()
        (tmp_path / "packs/01_1.json").write_text(json.dumps(kept), "utf-8")
    found = _told(tmp_path, [*_entries(), ("发考点包", facts)])
    assert bool(found) == bool(told)
    assert any(told in words for words in found) == bool(told)


def test_a_pack_that_was_withdrawn_stays_so(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    for number, state in ((1, "有效"), (2, "有效")):
        kept = KEPT | {"number": number, "state": state}
        (tmp_path / f"packs/01_{number}.json").write_text(json.dumps(kept), "utf-8")
    second = ("发考点包", PACK | {"pack": 2, "withdrawn": [1]})
    (told,) = _told(tmp_path, [*_entries(), ("发考点包", PACK), second])
    assert told == "按日志应为停用，记录为有效：考点 01 第 1 号考点包"


def test_packs_of_before_seats_were_drawn_again_are_void(tmp_path: Path) -> None:
    first = _entries()[0]
    again = ("重抽", {"number": 2, "seed": "391072"})
    second = ("座位抽签", first[1] | {"number": 2})
    entries = [first, ("发考点包", PACK), again, second, *_entries()[1:]]
    assert _told(tmp_path, entries) == []


AMENDMENT = {
    "number": 1, "seed": "5501", "digest": "e" * 64, "operator": NUMBER, "reviewer": "G00002",
    "witness": "公证处", "reason": "生病", "corrections": [], "out": ["G00012"], "moves": [],
    "fixed": ["01"],
}  # fmt: skip
SECOND = AMENDMENT | {"number": 2, "seed": "5502", "digest": "f" * 64, "reviewer": "G00003"}
CONFIRMED = {one["number"]: _confirmation(one, "变更") for one in (AMENDMENT, SECOND)}
_AMENDED_NAMES = ("number", "seed", "digest", "operator", "reviewer", "witness", "reason")


def _amended(folder: Path, entries: Entries, *amendments: dict[str, Any]) -> list[str]:
    """Return what is told of a log and a record with these amendments; lawful draws before them."""
    record = _record(folder)
    (record / "amendments").mkdir()
    for one in amendments:
        (record / f"amendments/{one['number']}.json").write_bytes(canonical_bytes(one))
    return [one.words for one in log_differences(record, _logged([*_entries(), *entries]))]


def _of_amendment(one: dict[str, Any], **more: Any) -> Entries:
    """Return the attempt and the amendment."""
    said = {name: one[name] for name in _AMENDED_NAMES} | {"operator": MASKED}
    result = digest_of(canonical_bytes(one))
    begun = said | {"confirmed": CONFIRMED[one["number"]]}
    return [("变更开始", begun), ("变更", said | {"result": result} | more)]


@pytest.mark.parametrize("fixed", [[], ["02"], ["01", "02"]])
def test_an_amendment_of_other_sites_that_had_drawn_is_told(
    tmp_path: Path, fixed: list[str]
) -> None:
    other = AMENDMENT | {"fixed": fixed}
    (words,) = _amended(tmp_path, _of_amendment(other), other)
    assert "第 1 次变更）当时已抽签或已发考点包的考点应为 01" in words


def test_amendments_that_the_log_tells_as_they_are_are_believed(tmp_path: Path) -> None:
    given_up = _of_amendment(AMENDMENT)[:1]
    entries = [*given_up, *_of_amendment(AMENDMENT), *_of_amendment(SECOND)]
    assert _amended(tmp_path, entries, AMENDMENT, SECOND) == []


_BEGAN = "日志第 8 条（第 1 次变更）"
UNAGREED = "须由两人办理，之前没有复核人对它的确认"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_without(0), ["日志第 7 条（第 1 次变更）之前没有“变更开始”"]),
        (_without(1), ["日志没有这次变更：第 1 次变更"]),
        (_without(0, 1), ["日志没有这次变更：第 1 次变更"]),
        (lambda both: both[::-1], ["日志第 7 条（第 1 次变更）之前没有“变更开始”"]),
        (lambda both: [*both, both[1]],
         ["日志第 9 条（变更）是同一次变更的又一个结果：第 1 次变更",
          "日志第 9 条（第 1 次变更）之前没有“变更开始”"]),
        (lambda both: [*both, *_of_amendment(SECOND)],
         ["日志第 10 条的变更不在记录中：第 2 次变更"]),
        # An attempt of another number is none of this one.
        (lambda both: [_of_amendment(SECOND)[0], both[1]], [_BEGAN + "之前没有“变更开始”"]),
    ],
)  # fmt: skip
def test_an_amendment_without_entry_file_or_attempt_is_told(
    tmp_path: Path, change: Callable[[Entries], Entries], told: list[str]
) -> None:
    assert _amended(tmp_path, change(_of_amendment(AMENDMENT)), AMENDMENT) == told


@pytest.mark.parametrize(
    ("field", "title"),
    [("seed", "种子"), ("digest", "数据摘要"), ("result", "结果摘要"), ("operator", "编排人"),
     ("reviewer", "复核人"), ("witness", "见证人"), ("reason", "理由")],
)  # fmt: skip
def test_an_amendment_that_the_log_tells_otherwise_is_named(
    tmp_path: Path, field: str, title: str
) -> None:
    told = _amended(tmp_path, _of_amendment(AMENDMENT, **{field: "别的"}), AMENDMENT)
    first = told[0]
    assert first.startswith(f"{_BEGAN}的{title}应为")
    assert first.endswith("日志为 别的")
    # Other persons than those who are named confirmed nothing.
    assert told[1:] == ([_BEGAN + UNAGREED] if field in ("operator", "reviewer") else [])


@pytest.mark.parametrize(
    ("begun", "told"),
    [
        ({"confirmed": ""}, [_BEGAN + UNAGREED]),
        ({"confirmed": "0" * 64}, [_BEGAN + UNAGREED]),
        ({"confirmed": CONFIRMED[2]}, [_BEGAN + UNAGREED]),
        ({"confirmed": _confirmation(AMENDMENT)}, [_BEGAN + UNAGREED]),
        ({"reason": "别的"}, [_BEGAN + UNAGREED]),
        ({"seed": "9"}, [_BEGAN + "的种子与开始时（日志第 7 条）写明的不同：9"]),
        ({"digest": "9"}, [_BEGAN + "的数据摘要与开始时（日志第 7 条）写明的不同：9"]),
        ({"halves": "x", "confirmed": ""}, [_BEGAN + UNAGREED]),
    ],
)
def test_an_amendment_was_begun_as_it_was_done_and_confirmed(
    tmp_path: Path, begun: dict[str, str], told: list[str]
) -> None:
    entries = _of_amendment(AMENDMENT)
    entries[0][1].update(begun)
    assert _amended(tmp_path, entries, AMENDMENT) == told


@pytest.mark.parametrize(
    ("name", "value"), [("operator", ""), ("reviewer", ""), ("operator", "G00002")]
)
def test_an_amendment_names_two(tmp_path: Path, name: str, value: str) -> None:
    alone = AMENDMENT | {name: value}
    entries = _of_amendment(alone)
    for _, facts in entries:
        facts[name] = value
    persons = tuple(entries[1][1][who] for who in ("operator", "reviewer"))
    entries[0][1]["confirmed"] = _confirmation(alone, "变更", persons=persons)
    assert _amended(tmp_path, entries, alone) == ["日志第 8 条（变更）没有写明两人：第 1 次变更"]


def test_amendments_of_before_seats_were_drawn_again_are_void(tmp_path: Path) -> None:
    first = _entries()[0]
    again = ("重抽", {"number": 2, "seed": "391072"})
    second = ("座位抽签", first[1] | {"number": 2})
    entries = [first, *_of_amendment(AMENDMENT), again, second, *_entries()[1:]]
    assert _told(tmp_path, entries) == []


_ASKED = {"number": 1, "seed": "5501", "digest": "e" * 64, "operator": "G00001",
            "reviewer": "G00002", "witness": "公证处", "reason": "生病", "fixed": []}  # fmt: skip


def _twice_amended(folder: Path, change: Callable[[Entries], object] = lambda _: None) -> list[str]:
    """Return what is told of a log of seats, a draw of the day and two amendments before it."""
    (folder / "amendments").mkdir()
    entries: Entries = []
    for number in (1, 2):
        path, one = folder / f"amendments/{number}.json", _ASKED | {"number": number}
        path.write_text(json.dumps(one), "utf-8")
        said = {**one, "time": "", "changed": {}, "result": digest_of(path.read_bytes())}
        begun = said | {"confirmed": draw_digest("变更", one["digest"], number, one["seed"],
                                                 ("G00001", "G00002"), "生病")}  # fmt: skip
        entries += [("变更开始", begun), ("变更", said)]
    whole = [*_entries()[:2], *entries, *_entries()[2:]]
    change(whole)
    return _told(folder, whole)


def test_amendments_that_the_log_tells_are_believed(tmp_path: Path) -> None:
    assert _twice_amended(tmp_path) == []


def _late(entries: Entries) -> None:
    """Let the second amendment come after the draws, and change the sheet that they are from."""
    moved = entries[4:6]
    del entries[4:6]
    entries += moved
    entries[-1][1]["changed"] = {"sheets/01.json": "0"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(lambda e: e.pop(2), "第 3 条（第 1 次变更）之前没有“变更开始”", id="attempt"),
        pytest.param(lambda e: e.pop(3), "（变更）之前没有前一次变更：第 2 次变更", id="first"),
        pytest.param(lambda e: e[5][1].update(reviewer="G00001"),
                     "第 6 条（变更）没有写明两人：第 2 次变更", id="one person"),
        pytest.param(lambda e: e[3][1].update(witness=""), "的见证人应为 公证处", id="witness"),
        pytest.param(lambda e: e[4][1].update(confirmed=""), "须由两人办理", id="unconfirmed"),
        pytest.param(lambda e: e.insert(6, e[5]), "是同一次变更的又一个结果", id="twice"),
        pytest.param(_late, "（变更）改动了考点 01 的抽签资料，它已抽签或已发考点包：第 2 次变更",
                     id="after a draw"),
    ],
)  # fmt: skip
def test_one_of_two_amendments_that_does_not_follow_is_named(
    tmp_path: Path, change: Callable[[Entries], object], words: str
) -> None:
    assert any(words in line for line in _twice_amended(tmp_path, change))
