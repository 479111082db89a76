"""The benchmark of recusal builds what it says and finds some of it."""

import re

import recusal


def test_small_province_has_recusals(capsys):
    assert recusal.main(["--candidates", "300", "--staff", "60", "--ties", "200"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "300 candidates, 60 staff, 200 ties"
    assert int(re.match(r"recusals: (\d+) rows", lines[2])[1]) > 20
