"""What a forger can do to a record who knows the program: files, digests, and the whole log.

`edit_json` and `sql` change one thing and leave its traces; `redigest`, `refreeze`, `relist`,
`retell` and `rewrite_log` remove traces: digests follow the files, the log tells of them, and its
chain is made anew, with triggers and counter, so that it is whole again.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tampering import program

from allocator.record import ledger, log
from allocator.record.canonical import canonical_bytes, digest_of
from allocator.record.ceremony import draw_digest
from allocator.record.day_store import day_digest
from allocator.record.documents import sha256_of
from allocator.record.halves import Subject, commitment_of
from allocator.record.sm3 import sm3_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Act = list[Any]
    """Kind of act, what its entry says, and the digest that the entry had."""
    Retold = Callable[[list[Act]], list[Act] | None]

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


def load(path: Path) -> Any:
    return json.loads(path.read_bytes())


def edit_json(path: Path, change: Callable[[Any], Any]) -> None:
    """Change what a file of a record says, well written; `change` may return what replaces it."""
    data = load(path)
    other = change(data)
    path.write_bytes(canonical_bytes(data if other is None else other))


def put(path: Path, *keys: Any, value: object) -> None:
    """Change one value of a file, found by its keys."""

    def change(data: Any) -> None:
        for key in keys[:-1]:
            data = data[key]
        assert data[keys[-1]] != value
        data[keys[-1]] = value

    edit_json(path, change)


def exchange(path: Path, one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    """Exchange two values of a file, each found by its keys."""

    def change(data: Any) -> None:
        places = []
        for keys in (one, other):
            holder = data
            for key in keys[:-1]:
                holder = holder[key]
            places.append((holder, keys[-1]))
        (a, m), (b, n) = places
        assert a[m] != b[n]
        a[m], b[n] = b[n], a[m]

    edit_json(path, change)


def redigest(record: Path) -> None:
    """Make the digests of results those of their files."""
    for claims, result in (("run", "draw"), ("staff", "posts")):
        digest = digest_of((record / f"{result}.json").read_bytes())
        edit_json(record / f"{claims}.json", lambda data, d=digest: data.update(result_digest=d))
    for path in _draws(record):
        edit_json(path, lambda day: day.update(result_digest=digest_of(
            canonical_bytes(day["result"]))))  # fmt: skip


def refreeze(record: Path) -> None:
    """Make every digest that of what lies there: of frozen data, sheets, draws and results."""
    redigest(record)
    frozen = [(record / f"{name}.json").read_bytes() for name in ("inputs", "structure", "draw")]
    edit_json(record / "run.json", lambda run: run.update(digest=digest_of(*frozen[:2])))
    more = [(record / f"{name}.json").read_bytes() for name in ("recusals", "posting")]
    posts = digest_of(*frozen, *more)
    edit_json(record / "staff.json", lambda staff: staff.update(digest=posts))
    for path in (record / "sheets").glob("*.json"):
        edit_json(path, lambda sheet: sheet.update(digest=posts))
    _refreeze_amendments(record)
    for path in _draws(record):
        edit_json(path, lambda day: day.update(digest=_day_digest(record, day)))


def _refreeze_amendments(record: Path) -> None:
    """Let every amendment bear the digest of what lies before it and of what it says was asked."""
    before = [(record / f"{name}.json").read_bytes()
              for name in ("inputs", "structure", "draw", "posts")]  # fmt: skip
    for path in amendments(record):
        asked = {name: load(path)[name] for name in ("corrections", "fixed", "number", "out")}
        digest = digest_of(*before, canonical_bytes(asked))
        edit_json(path, lambda one, d=digest: one.update(digest=d))
        before.append(path.read_bytes())


def amendments(record: Path) -> list[Path]:
    """Return the files of the amendments, in their order."""
    return sorted((record / "amendments").glob("*.json"))


def _day_digest(record: Path, day: Any) -> str:
    sheet = (record / "sheets" / f"{day['site']}.json").read_bytes()
    return day_digest(sheet, day["session"], day["absent"], day["earlier"], day["number"])


def _draws(record: Path) -> list[Path]:
    return sorted(path for name in ("draws", "rehearsals") for path in (record / name).glob("*"))


def forge(record: Path) -> None:
    """Leave no trace: digests follow the files, the log follows both, and its chain is whole."""
    refreeze(record)
    relist(record)
    rewrite_log(record, lambda acts: retell(record, acts))


def relist(record: Path) -> None:
    """Make the digests of published documents those of the files that lie there."""
    lists = sorted((record / "documents").glob("*.json"), key=_when)
    # What a redraw put aside is listed where it lay before: the last list is of what lies there.
    last = {place: path for path in lists for place in load(path)["files"]}
    for path in lists:
        mine = [place for place, holder in last.items() if holder == path]
        there = [place for place in mine if (record.parent / place).is_file()]
        digests = {place: _listed(record.parent / place) for place in there}
        edit_json(path, lambda listed, new=digests: listed["files"].update(new))


def _when(path: Path) -> tuple[int, str]:
    """Return where a list stands among all, in the order in which they were written."""
    kinds = ("seats", "posts", "amend", "draw", "rehearsal")
    return kinds.index(path.stem.partition("_")[0]), path.stem


def _listed(path: Path) -> list[str]:
    """Return what a list says of a workbook: digests of the file and of its contents."""
    return [sha256_of(path), program().contents_of(path)]


def retell(record: Path, acts: list[Act]) -> None:
    """Make the log say of every draw what its file says."""
    run, staff = load(record / "run.json"), load(record / "staff.json")
    frozen = [(record / f"{name}.json").read_bytes() for name in ("inputs", "structure")]
    days = [load(path) for path in _draws(record)]
    for act, body, _ in acts:
        if act in ("封存", "确认"):
            body["digest"] = run["digest"]
            if body.get("sm3"):
                body["sm3"] = sm3_of(*frozen)
        elif act.startswith("座位抽签"):
            body |= _said(body, run)
            _confirm_again(body, "座位抽签", run)
        elif act == "岗位抽签":
            body |= _said(body, staff)
        elif act.startswith("变更"):
            _amended_again(body, {load(path)["number"]: path for path in amendments(record)})
        elif "site" in body and "session" in body:
            rehearsed = act == "演练抽签"
            key = (body["site"], body["session"], body["number"], rehearsed)
            for day in days:
                if key == (day["site"], day["session"], day["number"], day["rehearsal"]):
                    body |= _said(body, day)
                    _confirm_again(body, "抽签结果", day)
    _commit_again(acts)


def _amended_again(body: Any, paths: Mapping[int, Path]) -> None:
    """Make an entry say of an amendment what its file says; leave it where there is none."""
    path = paths.get(body["number"])
    if path is not None:
        one = {**load(path), "result_digest": digest_of(path.read_bytes())}
        body |= _said(body, one)
        _confirm_again(body, "变更", one)


def _confirm_again(body: Any, act: str, drawn: Any) -> None:
    """Make a confirmation that of the draw as it now is."""
    if "confirmed" in body:
        persons = body["operator"], body["reviewer"]
        body["confirmed"] = draw_digest(
            act, drawn["digest"], body["number"], drawn["seed"], persons, body["reason"]
        )


def _commit_again(acts: list[Act]) -> None:
    """Make every commitment that of its half, for the draw as it now is."""
    shown = {
        digest: (role, half, nonce)
        for act, body, _ in acts
        if act == "种子揭示"
        for digest, role, half, nonce in zip(
            body["commitments"], "AB", body["halves"], body["nonces"], strict=True
        )
    }
    for _, body, digest in acts:
        if digest in shown:
            subject = Subject(digest=body["digest"], number=body["number"],
                              operator=body["operator"], reviewer=body["reviewer"])  # fmt: skip
            body["commitment"] = commitment_of(subject, *shown[digest])


def _said(body: Any, facts: Any) -> dict[str, Any]:
    names = ("digest", "seed", "absent", "reason", "operator", "reviewer", "witness", "method")
    new = {name: facts[name] for name in names if name in body and name in facts}
    return new | ({"result": facts["result_digest"]} if "result" in body else {})


def rewrite_log(record: Path, change: Retold = lambda acts: None) -> None:
    """Write the log anew as if it had always been so: files, states, chain, triggers, counter.

    `change` edits the acts in place, or returns others.
    """
    with closing(sqlite3.connect(record / log.FILE)) as base:
        made = base.execute("SELECT sql FROM sqlite_master WHERE name LIKE 'log%' ORDER BY type")
        made = [sql for (sql,) in made.fetchall()]
        rows = base.execute("SELECT act, body, digest FROM log ORDER BY number").fetchall()
    acts: list[Act] = [[act, json.loads(body), digest] for act, body, digest in rows]
    acts = change(acts) or acts
    _tell_files(acts, ledger.record_files(record))
    for path in record.glob(f"{log.FILE}*"):
        path.unlink()
    with closing(sqlite3.connect(record / log.FILE)) as base:
        base.execute("PRAGMA journal_mode=WAL")
        for statement in made:
            base.execute(statement)
        base.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?)", _chained(acts))
        base.commit()


def _tell_files(acts: list[Act], files: dict[str, str]) -> None:
    """Make each file's last entry tell its digest; files that are gone were never there."""
    teller: dict[str, Any] = {}
    for _, body, _ in acts:
        for name in list(body["changed"]):
            if name in files:
                teller[name] = body
            else:
                del body["changed"][name]
    for name, digest in files.items():
        teller.get(name, acts[-1][1])["changed"][name] = digest


def _chained(acts: list[Act]) -> list[tuple[int, str, str, str, str]]:
    files: dict[str, str] = {}
    before, rows, known = log.START, [], {}
    for number, (act, body, digest) in enumerate(acts, start=1):
        body["state_before"] = ledger.state_digest(files)
        files |= body["changed"]
        body["state_after"] = ledger.state_digest(files)
        text = _renamed(canonical_bytes(body).decode(), known)
        rows.append((number, act, text, before, log.entry_digest(number, act, text, before)))
        before = known[digest] = rows[-1][-1]
    return rows


def _renamed(text: str, known: Mapping[str, str]) -> str:
    """Let an entry speak of others by their new digests."""
    for old, new in known.items():
        text = text.replace(old, new)
    return text


def sql(record: Path, *statements: str, chained: bool = False, guards: bool = True) -> None:
    """Change the log behind its triggers; `chained`: the hashes are made good, nothing else.

    `guards`: the triggers are put back.
    """
    with closing(sqlite3.connect(record / log.FILE)) as base:
        found = base.execute(TRIGGERS).fetchall()
        for name, _ in found:
            base.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            base.execute(statement)
        if chained:
            _chain(base)
        for _, text in found if guards else ():
            base.execute(text)
        base.commit()


def _chain(base: sqlite3.Connection) -> None:
    """Make the chain of a log good, whatever its entries say."""
    before, known = log.START, {}
    rows = base.execute("SELECT number, act, body, digest FROM log ORDER BY number").fetchall()
    for number, act, body, old in rows:
        text = _renamed(body, known)
        digest = log.entry_digest(number, act, text, before)
        base.execute("UPDATE log SET body = ?, before = ?, digest = ? WHERE number = ?",
                     (text, before, digest, number))  # fmt: skip
        before = known[old] = digest
