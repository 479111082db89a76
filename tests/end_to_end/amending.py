"""A published exam that was amended: by hand, from what the format says."""

from __future__ import annotations

import json
import shutil
from functools import partial
from typing import TYPE_CHECKING, Any

import openpyxl
from published import (
    FLAT,
    canonical,
    column,
    data_of,
    digest_of,
    edit_book,
    edit_record,
    stranger,
)

from allocator.models.domain.contents import PROPERTY
from allocator.randomness import Stream
from allocator.record import ledger
from allocator.record.documents import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

TWO = {"operator": "G00001", "reviewer": "G00002"}
CHANGED_NAME = "张三改"
SLIP = "变更单_第1次.xlsx"
_BASE = ("inputs.json", "structure.json", "draw.json", "posts.json")


def digested(amendment: dict[str, Any], before: Sequence[bytes]) -> dict[str, Any]:
    """Give an amendment its digest; `before` are the files it lies on, earlier ones last."""
    asked = {field: amendment[field] for field in ("corrections", "fixed", "number", "out")}
    amendment["digest"] = digest_of(*before, canonical(asked))
    return amendment


def plain(number: int, **fields: Any) -> dict[str, Any]:
    """Return an amendment that asks for nothing but what is given."""
    nothing: dict[str, list[Any]] = {
        field: [] for field in ("corrections", "fixed", "moves", "out", "spreads", "tiers")
    }
    return {
        **nothing, "digest": "", "method": "allocator-draw-v1", "number": number,
        "reason": "生病", "seed": "5501", "witness": "", **TWO, **fields,
    }  # fmt: skip


def chained(amendment: dict[str, Any], people: Sequence[str], able: Sequence[str]) -> None:
    """Add a chain to an amendment that has its digest; all of `able` could take each place."""
    for remaining, leaves, takes in zip(
        range(len(people) - 1, 0, -1), people, people[1:], strict=False
    ):
        row = sorted({*able, takes})
        stream = f"amend/{amendment['number']}/{leaves}/{remaining}"
        shuffled = list(row)
        Stream(stream, amendment["seed"], amendment["digest"]).shuffle(shuffled)
        amendment["moves"].append([leaves, takes, row, shuffled.index(takes)])


def confirmed_digest(facts: Mapping[str, Any]) -> str:
    """Return what the second person typed off for an amendment."""
    fields = ("digest", "number", "seed", "operator", "reviewer", "reason")
    return digest_of("变更".encode(), *(str(facts[field]).encode() for field in fields))


def entries_of(amendment: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return both entries of an amendment as they stand in the log, without what it changed."""
    facts = {f: amendment[f] for f in ("digest", "number", "seed", "reason", "witness", *TWO)}
    begun = {**facts, "confirmed": confirmed_digest(facts)}
    return [("变更开始", begun), ("变更", {**facts, "result": digest_of(canonical(amendment))})]


def two_asked() -> list[dict[str, Any]]:
    """Return two amendments: two leave, one of them by a chain of two; later another one."""
    corrections = [
        ["考生", "12", "姓名", "李四", "李思"], ["考生", "12", "照片", "", "12.jpg"],
        ["工作人员", "S09", "电话", "", "13800000000"],
    ]  # fmt: skip
    return [
        plain(1, corrections=corrections, out=["S01", "S04", "S06"], chains=[
            (["S01", "S05", "S08"], ["S02", "S07", "S09", "S10"]), (["S04", "S09"], ["S07", "S10"]),
        ]),
        plain(2, corrections=[["考生", "12", "姓名", "李思", "李四"]], out=["S09"],
              chains=[(["S09", "S10"], ["S07", "S11", "S12"])]),
    ]  # fmt: skip


def amended_by_hand(arranged: Path, folder: Path) -> Path:
    """Return a copy of a finished run that was amended: a name of a candidate and of one of the
    staff put right, and a reserve replaced by a chain of two."""
    output = shutil.copytree(arranged, folder / "结果")
    inputs, posts = data_of(output, "inputs.json"), data_of(output, "posts.json")
    _, _, (leaves, *_), _ = posts["reserves"][0]
    held = {place[0] for place in posts["posted"]}
    middle = next(place[0] for place in posts["posted"] if place[2] == "流动监考")
    free = [one["staff"] for one in inputs["staff"] if one["staff"] not in held]
    candidate, *_ = inputs["candidates"]
    last = next(one for one in inputs["staff"] if one["staff"] in free)
    new = plain(1, out=[leaves], corrections=[
        ["考生", candidate["registration"], "姓名", candidate["name"], CHANGED_NAME],
        ["工作人员", last["staff"], "姓名", last["name"], "李四改"],
    ])  # fmt: skip
    digested(new, [(output / "record" / name).read_bytes() for name in _BASE])
    chained(new, [leaves, middle, last["staff"]], free)
    (output / "record/amendments").mkdir()
    (output / "record/amendments/1.json").write_bytes(canonical(new))
    people = {one["staff"]: one for one in inputs["staff"]}
    last["name"] = "李四改"
    takers = {move[0]: people[move[1]] for move in new["moves"]}
    for name in sorted(path.name for path in (output / "record/sheets").glob("*.json")):
        edit_record(output, f"sheets/{name}", partial(_put_people, takers=takers))
    edit_book(output / FLAT, "岗位安排", partial(_put_posts, takers=takers))
    edit_book(output / FLAT, "考生编排", partial(_put_name, who=candidate["registration"]))
    _list_documents(output, list(_new_plans(output, candidate["name"])))
    _report_again(output)
    act, facts = (entries := entries_of(new))[0]
    ledger.append(output / "record", act, facts)
    act, facts = entries[1]
    changed = ledger.differences(output / "record")
    ledger.append(output / "record", act, facts, changed=changed)
    return output


def _put_people(sheet: dict[str, Any], takers: Mapping[str, Any]) -> None:
    fields = ("staff", "name", "employer", "sex", "experience", "computer")
    for person in sheet["people"]:
        if person[0] in takers:
            person[:6] = [takers[person[0]][field] for field in fields]


def _put_posts(sheet: Any, takers: Mapping[str, Any]) -> None:
    """Exchange people in the rows of posts: within a post by 备用顺序 there, then in all turns."""
    at = {name: column(sheet, name) - 1 for name in ("工号", "姓名", "工作单位", "备用顺序")}
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for row in rows:
        if (one := takers.get(row[at["工号"]])) is not None:
            row[at["工号"]], row[at["姓名"]] = one["staff"], one["name"]
            row[at["工作单位"]] = one["employer"] or None
    waits: dict[str, list[Any]] = {}
    blocks: dict[tuple[Any, ...], list[list[Any]]] = {}
    for row in rows:
        if row[at["备用顺序"]]:
            waits.setdefault(row[at["工号"]], []).append((row[2], row[at["备用顺序"]]))
        blocks.setdefault(tuple(row[:3]), []).append(row)
    for block in blocks.values():
        block.sort(key=lambda row: row[at["工号"]])
        block.sort(key=lambda row: (row[at["备用顺序"]] or 0, waits.get(row[at["工号"]], [])))
    for n, row in enumerate((row for block in blocks.values() for row in block), start=2):
        for place, value in enumerate(row, start=1):
            sheet.cell(n, place).value = value


def _put_name(sheet: Any, who: str) -> None:
    key, name = column(sheet, "报名序号"), column(sheet, "姓名")
    for row in sheet.iter_rows(min_row=2):
        if row[key - 1].value == who:
            row[name - 1].value = CHANGED_NAME


def _new_plans(output: Path, old: str) -> Iterable[str]:
    """Put the name right where seats are told, and write 变更单; give the places of the files."""
    for path in sorted(output.glob("*/考场座次表.xlsx")):
        book = openpyxl.load_workbook(path)
        cells = [c for page in book for row in page for c in row if c.value == old]
        for cell in cells:
            cell.value = CHANGED_NAME
        if cells:
            book.save(path)
            yield path.relative_to(output).as_posix()
    book = openpyxl.Workbook()
    book.worksheets[0].title = "变更单"
    book.worksheets[0]["A1"] = "更正姓名"
    book.save(output / SLIP)
    yield SLIP


def _report_again(output: Path) -> None:
    """Let 合规审查报告 be about the amended exam, as an amendment writes it."""
    path, record = output / "合规审查报告.xlsx", output / "record"
    drawn = [data_of(output, "run.json")["result_digest"].encode()]
    drawn += [(record / name).read_bytes() for name in ("posts.json", "amendments/1.json")]
    book = openpyxl.load_workbook(path)
    (cell,) = (c for page in book for row in page for c in row if "；结果摘要前" in str(c.value))
    cell.value = f"座位、岗位、变更 1 次；结果摘要前 16 位 {digest_of(*drawn)[:16]}"
    book.save(path)
    book.custom_doc_props[PROPERTY].value = stranger().contents_of(path)
    book.save(path)


def _list_documents(output: Path, places: Iterable[str]) -> None:
    contents = stranger().contents_of
    files = {p: [sha256_of(output / p), contents(output / p)] for p in places}
    listed = json.loads(canonical({"files": files, "version": "1"}))
    (output / "record/documents/amend_1.json").write_bytes(canonical(listed))
