"""The benchmark of kills finds what it looks for."""

import zipfile

import kills
import pytest
from kill_acts import Act
from kill_folders import copied, opens, remains, state
from kill_proofs import (
    PACK,
    SAVED,
    SEALED,
    WORD,
    agrees,
    no_backup_or_whole,
    no_pack_or_its_key,
    no_sealed_or_whole,
)

from allocator.pipeline import archiving
from allocator.pipeline.issuing import ISSUED
from allocator.record import ledger, packs


@pytest.fixture
def scene(tmp_path):
    """Return a scene with a small record and a backup of it."""
    record = tmp_path / "场景" / "结果" / "record"
    record.mkdir(parents=True)
    (record / "draw.json").write_bytes(b"{}")
    ledger.append(record, "座位抽签", {}, changed=ledger.differences(record))
    archiving.backup(record.parent, record, tmp_path / "场景" / SAVED, "")
    return tmp_path / "场景"


def test_a_backup_is_absent_or_whole(scene):
    target = scene / SAVED
    data = target.read_bytes()
    assert no_backup_or_whole(scene) == ""
    target.write_bytes(data[:-40])
    assert "BadZipFile" in no_backup_or_whole(scene)
    with zipfile.ZipFile(target, "w") as book:
        book.writestr("清单.json", '{"files": {"draw.json": "0"}}')
    assert "not as listed: ['draw.json']" in no_backup_or_whole(scene)
    target.unlink()
    assert no_backup_or_whole(scene) == ""


def test_a_backup_that_the_log_does_not_know_is_told(scene, tmp_path):
    other = copied(scene, tmp_path / "另一处")
    archiving.backup(other / "结果", other / "结果" / "record", other / "另一份.zip", "")
    (other / "另一份.zip").replace(scene / SAVED)
    assert "not in the log" in no_backup_or_whole(scene)


def test_an_encrypted_backup_is_absent_or_whole(scene):
    (scene / WORD).write_text("12345678", "utf-8")
    target = scene / SEALED
    archiving.backup(scene / "结果", scene / "结果" / "record", target, "", "12345678")
    data = target.read_bytes()
    assert no_sealed_or_whole(scene) == ""
    target.write_bytes(data[:-40])
    assert "不是完整的备份" in no_sealed_or_whole(scene)
    target.unlink()
    assert no_sealed_or_whole(scene) == ""


def test_a_pack_without_its_key_and_a_key_without_its_pack_are_told(scene):
    record, target = scene / "结果" / "record", scene / PACK
    assert no_pack_or_its_key(scene) == ""
    (scene / WORD).write_text("12345678", "utf-8")
    target.parent.mkdir()
    target.write_bytes(b"half")
    assert "不是完整的考点包" in no_pack_or_its_key(scene)
    target.unlink()
    packs.write_issued(record, packs.IssuedPack(
        site="01", number=1, public="ab", sheet="", posts="", state=packs.VALID))  # fmt: skip
    assert "no pack, but keys ['ab'] []" in no_pack_or_its_key(scene)
    ledger.append(record, ISSUED, {"public": "ab"}, changed=ledger.differences(record))
    assert "no pack, but keys ['ab'] ['ab']" in no_pack_or_its_key(scene)


def test_an_act_that_only_the_log_tells_of_makes_another_state(scene):
    act = Act("", "", (), entry="确认")
    before = kills.looked(act, scene)
    ledger.append(scene / "结果" / "record", "确认", {})
    assert state(scene) == {name: data for name, data in before.items() if name != "the log"}
    assert kills.looked(act, scene) != before


def _report(path, text, born):
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("docProps/core.xml", born)
        book.writestr("xl/worksheets/sheet1.xml", text)


def test_a_report_is_told_from_another_by_its_cells_and_not_by_its_birth(scene):
    path = scene / "结果" / "体检报告.xlsx"
    _report(path, "cells", "8:00")
    first = state(scene)
    _report(path, "cells", "9:00")
    assert state(scene) == first
    _report(path, "other", "9:00")
    assert state(scene) != first
    path.write_bytes(path.read_bytes()[:-30])
    assert state(scene)["结果/体检报告.xlsx"] not in ("", first["结果/体检报告.xlsx"])


def test_states_differ_by_what_is_published_and_not_by_the_clock(scene, tmp_path):
    (scene / "结果" / "抽签见证单.xlsx").write_bytes(b"8:00")
    whole = state(scene)
    other = copied(scene, tmp_path / "另一处")
    (other / "结果" / "抽签见证单.xlsx").write_bytes(b"9:00")
    (other / ".结果.lock").touch()
    ledger.append(other / "结果" / "record", "抽签开始", {})
    assert state(other) == whole
    (other / "结果" / "record" / "draw.json").write_bytes(b"{ }")
    assert {name for name in whole if state(other)[name] != whole[name]} == {
        "结果/record/draw.json"
    }


def test_a_record_that_does_not_open_and_what_remains_are_told(scene):
    assert (opens(scene), remains(scene)) == ("", [])
    (scene / ".存档.zip.part").write_bytes(b"half")
    assert remains(scene) == [".存档.zip.part"]
    (scene / "结果" / "record" / "draw.json").write_bytes(b"{ }")
    assert "ends with 5" in opens(scene)


def test_repeated_attempts_count_once_and_results_do_not():
    logged = ["抽签开始", "抽签开始", "抽签结果", "抽签结果", "导出", "导出"]
    assert kills.once(logged) == ["抽签开始", "抽签结果", "抽签结果", "导出", "导出"]
    logged = ["变更开始", "变更开始", "变更", "变更开始", "变更", "变更"]
    assert kills.once(logged) == ["变更开始", "变更", "变更开始", "变更", "变更"]


def test_results_that_do_not_agree_are_told_and_left_as_they_are(scene):
    before = state(scene)
    assert agrees(scene).startswith("verify ends with 2: ")
    assert state(scene) == before
    assert [path.name for path in scene.parent.iterdir()] == [scene.name]


def test_an_act_that_was_done_is_refused_as_it_says(scene):
    whole = kills.Whole(state(scene), ["座位抽签", "备份"], kills.Course(0, 0.0, {}))
    nothing = Act("", "", ("amend", "-o", "结果"), "没有写明变更什么", refused=2)
    assert kills.went_on(nothing, scene, "as after", whole) == ""
    other = nothing._replace(refused=6)
    assert kills.went_on(other, scene, "as after", whole).startswith("asked again, it ends with 2")


@pytest.mark.slow
def test_a_few_kills_from_end_to_end(capsys):
    assert kills.main(["--kills", "57", "--only", "merge"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("| all | 3 |")
    assert last.endswith("| 0 |")
