"""Lets the tests of this folder use the shared builders and cases, as package `cases`."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))


@pytest.fixture(scope="session")
def frozen_once(tmp_path_factory):
    """Return the folder of results of a record frozen by two persons; never to be changed."""
    from kept import frozen

    return frozen(tmp_path_factory.mktemp("考试"))


@pytest.fixture
def output(frozen_once, tmp_path):
    return shutil.copytree(frozen_once, tmp_path / "结果")
