"""The benchmark of kin declares what it says and counts each pair once."""

import kin_ties


def test_every_second_candidate_has_a_father_to_be_kept_apart_from(capsys):
    assert kin_ties.main(["--candidates", "40"]) == 0
    ties, pairs, _ = capsys.readouterr().out.split(", ")
    assert ties == f"{20 + 17 + 37} ties"
    assert pairs == "20 pairs"
