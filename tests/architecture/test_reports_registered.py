"""Every module that writes a report is listed, and every listed one is what the list says."""

from __future__ import annotations

import importlib

import pytest
from house import PACKAGE, ROOT

from allocator.reporting import (
    DAY_REPORTS,
    OTHER_REPORTS,
    REGION_REPORTS,
    SITE_REPORTS,
    STAFF_REGION_REPORTS,
    STAFF_SITE_REPORTS,
    Entry,
)

_ENTRIES = (
    *SITE_REPORTS,
    *STAFF_SITE_REPORTS,
    *DAY_REPORTS,
    *REGION_REPORTS,
    *STAFF_REGION_REPORTS,
    *OTHER_REPORTS,
)


def test_no_report_is_unlisted() -> None:
    found = {
        f"allocator.reporting.{path.stem}"
        for path in (PACKAGE / "reporting").glob("*.py")
        if "\nREPORT = " in path.read_text("utf-8")
    }
    assert found == {entry.module for entry in _ENTRIES}, "list it in reporting/__init__.py"


@pytest.mark.parametrize("entry", _ENTRIES, ids=lambda entry: entry.name)
def test_a_listed_report_bears_its_name_and_is_documented(entry: Entry) -> None:
    module = importlib.import_module(entry.module)
    assert module.REPORT.name == entry.name
    assert callable(module.write)
    assert f"| {entry.name}.xlsx |" in (ROOT / "docs" / "workbooks.md").read_text("utf-8")


def test_names_are_unique() -> None:
    names = [entry.name for entry in _ENTRIES]
    assert len(set(names)) == len(names)
