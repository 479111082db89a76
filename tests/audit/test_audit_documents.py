"""The real documents, written by reporting, are understood by the audit and found true."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from audit_scene import Scene
from audit_tables import room_rows, roster_rows
from audit_views import book_view, site_views

from allocator.audit.run import audit
from allocator.reporting import flat_table, paper_order, region_table
from allocator.reporting.export import site_folder, write_site

if TYPE_CHECKING:
    from pathlib import Path


def write_documents(scene: Scene, folder: Path) -> None:
    """Write everything as a run does."""
    book, view = scene.export(), book_view(scene)
    sites = site_views(scene, book)
    flat_table.write(view, roster_rows(book), room_rows(book), folder / "编排总表.xlsx")
    summaries = [write_site(view, site, site_folder(folder, site)) for site in sites]
    paper_order.write(view, summaries, folder / "试卷预定单.xlsx")
    region_table.write(view, summaries, folder / "考场编排汇总表.xlsx")


@pytest.mark.parametrize("mixed", [False, True], ids=["one paper a room", "mixed rooms"])
def test_documents_of_an_obeying_plan_have_no_finding(tmp_path: Path, mixed: bool) -> None:
    scene = Scene()
    scene.policy = replace(scene.policy, others={"备用试卷袋": "2"})
    if mixed:
        scene.swap("A10", "A05")
        scene.policy = replace(scene.policy, mixed_papers=2, mixed_specialties=("建筑", "公路"))
    write_documents(scene, tmp_path)
    reports = audit(tmp_path, scene.inputs(), scene.run)
    assert [f for r in reports for f in r.findings] == []
    checked = {r.rule: r.checked for r in reports}
    assert (checked["DOOR"], checked["DESK"], checked["PAPERS"]) == (14, 88, 5)


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"ticket": "2621010050099"}, {"TICKET", "SEAT-STABLE", "DOOR", "DESK"}),
        ({"seat": 37}, {"TICKET", "SEAT-STABLE", "DOOR", "DESK"}),
    ],
    ids=["ticket", "seat"],
)
def test_documents_of_another_plan_are_seen(
    tmp_path: Path, change: dict[str, object], rules: set[str]
) -> None:
    """The roster is altered after the documents were made."""
    scene = Scene()
    write_documents(scene, tmp_path)
    draft = next(d for d in scene.seats if d.exam == "B" and d.seat == 36)
    for name, value in change.items():
        setattr(draft, name, value)
    altered = scene.export()
    flat_table.write(
        book_view(scene), roster_rows(altered), room_rows(altered), tmp_path / "编排总表.xlsx"
    )
    reports = audit(tmp_path, scene.inputs(), scene.run)
    assert {r.rule for r in reports if r.findings} == rules
