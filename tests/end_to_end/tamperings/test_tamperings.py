"""Every tampering is found by those who must find it, with its place; nobody writes anything."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tamper_beyond import TARGETS as BEYOND
from tamper_every import EVERY, TARGETS
from tamper_open import (
    FAULTS_YET,
    NOT_FOUND_YET,
    PLACE_NOT_TOLD_YET,
    STRANGER_MISSES,
    VERIFY_MISSES_YET,
)
from tamper_page import PAGE, line, page, written
from tampering import AUDIT, STRANGER, VERIFY, accusations, ask, names

if TYPE_CHECKING:
    from pathlib import Path

    from tamper_scene import Said, Scene
    from tampering import Tampering, Target

_REWRITTEN = "合规审查报告.xlsx"
"""What `audit` writes each time."""
_UNSEEN = {name for names in STRANGER_MISSES.values() for name in names}
_BEYOND = tuple((target, one) for target in BEYOND for one in target.kinds)
_REGENERATE = "run python tests/end_to_end/tamperings/tamper_page.py"


@pytest.mark.parametrize(("target", "one"), EVERY, ids=[one.name for _, one in EVERY])
def test_a_tampering_is_found(scene: Scene, tmp_path: Path, target: Target, one: Tampering) -> None:
    one.edit(scene)
    said = _asked(target, one, scene, tmp_path)
    found = {finder for finder in said if said[finder].exit}
    if one.name in NOT_FOUND_YET:
        assert not found, f"{found} found it: take it out of NOT_FOUND_YET"
    else:
        assert found
        for finder in said:
            _assert_told(one, finder, said[finder])
        if STRANGER in said:
            assert bool(said[STRANGER].exit) != (one.name in _UNSEEN), said[STRANGER].text
        assert one.place or one.name in PLACE_NOT_TOLD_YET
    assert line(one, said) == written(PAGE.read_text("utf-8")).get(one.name), _REGENERATE


def _asked(target: Target, one: Tampering, scene: Scene, folder: Path) -> dict[str, Said]:
    """Return what each finder says; nobody may write anything but `audit` its report."""
    said, before = {}, scene.files()
    for finder in target.asked(one):
        said[finder] = ask(finder, scene, folder / "空")
        after = scene.files()
        if said[finder].exit or finder in (VERIFY, STRANGER):
            changed = {n for n in {*before, *after} if before.get(n) != after.get(n)}
            assert {n for n in changed if not _may_change(n, finder, one)} == set(), finder
        before = after
    return said


def _may_change(name: str, finder: str, one: Tampering) -> bool:
    if finder == AUDIT and name.endswith(f"/{_REWRITTEN}"):
        return True
    return one.settles and name.endswith(("record.sqlite", "待记.json"))


def _assert_told(one: Tampering, finder: str, said: Said) -> None:
    fault = FAULTS_YET.get(one.name, {}).get(finder)
    if fault is not None:
        assert said.exit == fault, f"{finder}: take it out of FAULTS_YET"
        return
    assert said.exit in (0, one.exit(finder)), said.text
    assert "Traceback" not in said.text
    if finder == VERIFY and one.name in VERIFY_MISSES_YET:
        assert said.exit == 0, "verify found it: take it out of VERIFY_MISSES_YET"
        return
    words = one.words(finder)
    if words:
        assert said.exit, f"{finder} found nothing"
        told = names(words, said)
        if one.name in PLACE_NOT_TOLD_YET:
            assert not told, f"{finder} told the place: take it out of PLACE_NOT_TOLD_YET"
        else:
            assert told, said.text
    if one.alone and said.exit and finder in (VERIFY, STRANGER):
        assert len(accusations(finder, said)) == 1, said.text


@pytest.mark.parametrize(("target", "one"), _BEYOND, ids=[one.name for _, one in _BEYOND])
def test_what_agrees_with_itself_is_not_found(
    scene: Scene, tmp_path: Path, target: Target, one: Tampering
) -> None:
    """Not a wish: the page says so, and who can tell."""
    one.edit(scene)
    said = _asked(target, one, scene, tmp_path)
    assert {finder: done.text for finder, done in said.items() if done.exit} == {}
    assert line(one, said) == written(PAGE.read_text("utf-8")).get(one.name), _REGENERATE


def test_every_list_names_tamperings_once() -> None:
    kinds = Counter(one.name for _, one in (*EVERY, *_BEYOND))
    assert [name for name, count in kinds.items() if count > 1] == []
    lists = (*_UNSEEN, *NOT_FOUND_YET, *VERIFY_MISSES_YET, *PLACE_NOT_TOLD_YET, *FAULTS_YET)
    assert [name for name in lists if name not in kinds] == []
    assert [name for name in NOT_FOUND_YET if name in VERIFY_MISSES_YET] == []


def test_there_are_kinds_enough_on_record_workbooks_and_packs() -> None:
    assert sum(len(target.kinds) for target in TARGETS) - len(NOT_FOUND_YET) >= 300


def test_the_page_lists_them_all() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text, written(text)) == text, _REGENERATE
