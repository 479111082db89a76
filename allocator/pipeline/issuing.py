"""Site packs are issued: one encrypted file for one site, its public key into the record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from allocator.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.record.day_store import DayRecord
    from allocator.record.packs import IssuedPack, Pack

ISSUED = "发考点包"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOptions:
    """What somebody says when a pack is issued."""

    site: str
    passphrase: str = field(repr=False)
    target: Path | None = None
    """The file; None: 考点包_<考点代码>.aloc in the folder of documents."""
    withdraw: bool = False
    """Earlier packs of the site are good for nothing any more."""
    time: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackIssued:
    """What an issued pack has to say."""

    sheet: SiteSheet
    number: int
    file: Path
    public: str
    draws: int
    """Draws that went with it."""
    valid: tuple[int, ...]
    """Earlier packs of the site that are still good."""


def issue(output: Path, record: Path, options: PackOptions) -> PackIssued:
    """Write the encrypted pack of one site, and its public key into the record.

    Raises `UsageError` for a short passphrase and a site without a sheet, `LimitError` where the
    file is there already; then nothing is written.
    """
    from allocator.publish import added
    from allocator.record import ledger
    from allocator.record.ceremony import FREEZE
    from allocator.record.packs import WITHDRAWN, pack_bytes, safe, write_issued
    from allocator.record.signing import refuse_short
    from allocator.record.staff_store import read_sheet

    refuse_short(options.passphrase, "没有生成考点包。")
    target = options.target or output / f"考点包_{safe(options.site)}.aloc"
    with added(output, record, existing=True) as staging:
        frozen = bool(ledger.open_record(record).facts(FREEZE))
        sheet, data = read_sheet(record, options.site)
        if target.exists():
            raise LimitError(f"{target} 已存在，没有覆盖。请移走它，或用 --to 指定另一个文件名。")
        pack, before = _new_pack(record, sheet, data, by_two=frozen)
        valid = [old for old in before if old.state != WITHDRAWN]
        gone, valid = (valid, []) if options.withdraw else ([], valid)
        for old in gone:
            write_issued(staging.record, replace(old, state=WITHDRAWN))
        write_issued(staging.record, _entry(pack))
        facts = _issue_facts(_entry(pack), gone, options.time)
        ledger.propose(staging.record, record, ISSUED, facts)
        made = staging.elsewhere / target.name
        made.write_bytes(pack_bytes(pack, options.passphrase))
        # The record knows the key before the file is there: results of no other are taken.
        staging.send(made, target)
        staging.publish()
        ledger.settle(record)
    return PackIssued(
        sheet=sheet, number=pack.number, file=target, public=pack.public, draws=len(pack.days),
        valid=tuple(old.number for old in valid))  # fmt: skip


def _new_pack(
    record: Path, sheet: SiteSheet, data: bytes, *, by_two: bool
) -> tuple[Pack, list[IssuedPack]]:
    """Return a new pack with fresh keys, and those issued to the site before."""
    from allocator.record.day_store import read_days
    from allocator.record.packs import Pack, read_issued
    from allocator.record.signing import new_keys

    before = [old for old in read_issued(record) if old.site == sheet.site]
    keys = new_keys()
    pack = Pack(
        number=max((old.number for old in before), default=0) + 1,
        sheet=sheet,
        data=data,
        days=tuple(_without_numbers(day) for day in read_days(record, sheet.site)),
        by_two=by_two,
        public=keys.public,
        private=keys.private,
    )
    return pack, before


def _without_numbers(day: DayRecord) -> DayRecord:
    """Return a draw as a laptop needs it: whoever made it, without a whole 证件号码."""
    from allocator.record.ledger import masked

    return replace(day, operator=masked(day.operator), reviewer=masked(day.reviewer))


def _entry(pack: Pack) -> IssuedPack:
    from allocator.record.packs import VALID, IssuedPack, sha256

    return IssuedPack(
        site=pack.sheet.site,
        number=pack.number,
        public=pack.public,
        sheet=sha256(pack.data),
        posts=pack.sheet.digest,
        state=VALID,
    )


def _issue_facts(entry: IssuedPack, gone: Sequence[IssuedPack], time: str) -> dict[str, object]:
    return {
        "site": entry.site,
        "pack": entry.number,
        "public": entry.public,
        "sheet": entry.sheet,
        "digest": entry.posts,
        "withdrawn": [old.number for old in gone],
        "time": time,
    }
