"""The exams of the tamperings, published once in each process that runs tests."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from tamper_amending import amended
from tamper_scene import publish

from allocator.reporting import witness_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tamper_scene import Scene


@pytest.fixture(scope="session", autouse=True)
def drawn_once() -> Iterator[None]:
    """Draw each QR code once: `verify` and `audit` write 抽签见证单 again every time."""
    with patch.object(witness_sheet, "qr_png", cache(witness_sheet.qr_png)):
        yield


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return publish(tmp_path_factory.mktemp("公布"))


@pytest.fixture(scope="session", name="amended")
def amended_exam(published: Scene, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return amended(published, tmp_path_factory.mktemp("变更"))


@pytest.fixture
def scene(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Return a copy to be changed; the process works in the folder of the test.

    Of the amended exam where the test is about a target of it.
    """
    target = getattr(request.node, "callspec", None)
    target = target and target.params.get("target")
    exam: Scene = request.getfixturevalue("amended" if target and target.amended else "published")
    monkeypatch.chdir(tmp_path)
    return exam.copy(tmp_path / "公布处")
