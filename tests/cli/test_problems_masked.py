"""What is said of problems of a roster shows nobody's number, on the screen or with --json."""

from __future__ import annotations

import json

import pytest

from allocator.cli.guard import issue_lines, issues_data
from allocator.models.domain.findings import Issue

_NUMBERS = ("991008930105353", "991305197503034385", "9913051975030343851", "13912345678")


@pytest.mark.parametrize("number", _NUMBERS)
def test_numbers_of_persons_are_masked(number: str) -> None:
    issue = Issue(
        code="id-old", severity="错误", file="名单.xlsx", sheet="考生", row=3, column="证件号码",
        value=number,
        message=f"“{number}”是旧的号码。", cure=f"请核对 {number}。",
    )  # fmt: skip
    said = "\n".join(issue_lines([issue], None)) + json.dumps(issues_data([issue]))
    assert number not in said
    assert f"“{number[:3]}" in said
    assert "第 3 行 证件号码" in said
