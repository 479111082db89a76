"""Makes recusals, posts and the sheets of sites again and compares them with the record."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from allocator.models.domain.staffing import PostingPlan, PostsPlan, Recusal
from allocator.pipeline.verification.tables import Difference, of_record
from allocator.record.canonical import canonical_bytes
from allocator.record.staff_store import (
    POSTING,
    POSTS,
    RECUSALS,
    SHEETS,
    STAFF_RUN,
    StaffClaims,
)
from allocator.record.store import DRAW, INPUTS, STRUCTURE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan, SeatingPlan
    from allocator.pipeline.amended_state import State
    from allocator.pipeline.derived import Derived


class Staff:
    """The staff of one record: what it says, and the same made again."""

    def __init__(
        self,
        inputs: Inputs,
        plan: RoomingPlan,
        seating: SeatingPlan,
        load: Callable[[Any, str], Any],
    ) -> None:
        """Read the record by `load(type, file)` and make everything again."""
        self._inputs, self._plan, self._seating = inputs, plan, seating
        self.claims: StaffClaims = load(StaffClaims, STAFF_RUN)
        self._recorded_recusals: tuple[Recusal, ...] = load(tuple[Recusal, ...], RECUSALS)
        self.posting: PostingPlan = load(PostingPlan, POSTING)
        self.posting_now = self.posting
        """With the objectives as amendments left them."""
        self._recorded_posts: PostsPlan = load(PostsPlan, POSTS)
        self._make()

    def digests(self) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
        """Yield file, field, what it states, and the files that it covers."""
        frozen = (INPUTS, STRUCTURE, DRAW, RECUSALS, POSTING)
        yield STAFF_RUN, "digest", self.claims.digest, frozen
        yield STAFF_RUN, "result_digest", self.claims.result_digest, (POSTS,)

    def _make(self) -> None:
        from allocator.pipeline.derived import Derived
        from allocator.pipeline.judging import judge_by
        from allocator.progress import Silent
        from allocator.solvers.posting.solve import draw_posts

        known = Derived(self._inputs, self._plan, self._seating, Silent())
        self.recusals, self.scopes = known.recusals, known.scopes
        self.turns, self.rooms, self.works = known.turns, known.rooms, known.works
        self.maker = known.maker
        seed, digest = self.claims.seed, self.claims.digest
        judge = judge_by(known.maker, self.turns)
        self.posts = draw_posts(self._inputs, self.posting, seed=seed, digest=digest, judge=judge)
        self.sheets: tuple[SiteSheet, ...] = known.maker.make(self.posts, digest)

    def differences(self) -> Iterator[Difference]:
        """Tell where recusals and posts of the record are not what was made again."""
        yield from self._recusals()
        if self.turns != self.posting.turns:
            yield of_record(POSTING, "场次 turns 与考试表不符")
        mine, theirs = self._by_staff(self.posts), self._by_staff(self._recorded_posts)
        for staff in sorted({*mine, *theirs}):
            if mine.get(staff) != theirs.get(staff):
                words = (
                    f"应为 {mine.get(staff, '没有岗位')}，记录为 {theirs.get(staff, '没有岗位')}"
                )
                yield of_record(POSTS, words, f"工号 {staff}")
        mine_tries, tries = self.posts.tries, self._recorded_posts.tries
        if mine_tries != tries:
            yield of_record(POSTS, f"岗位抽签次数 tries 应为 {mine_tries}，记录为 {tries}")
        yield from self._reserves()

    def amend(self, state: State, known: Derived | None) -> None:
        """Take posts and objectives as amendments left them."""
        if state.staff is None or known is None:
            return
        self.posting_now, self.posts = state.staff.posting, state.staff.posts
        self.sheets = known.maker.make(self.posts, self.claims.digest)

    def _recusals(self) -> Iterator[Difference]:
        ours, theirs = list(self.recusals), list(self._recorded_recusals)
        for recusal in ours:
            if recusal not in theirs:
                words = f"缺少回避：{recusal.rule} {recusal.kind}"
                yield of_record(RECUSALS, words, f"工号 {recusal.staff}")
        for recusal in theirs:
            if recusal not in ours:
                words = f"记录的回避重算没有：{recusal.rule} {recusal.kind}"
                yield of_record(RECUSALS, words, f"工号 {recusal.staff}")
        if sorted(ours) == sorted(theirs) and ours != theirs:
            yield of_record(RECUSALS, "回避的顺序与重算不符")

    @staticmethod
    def _by_staff(posts: PostsPlan) -> dict[str, str]:
        return {p.staff: f"考点 {p.site} {p.post} {list(p.turns)}" for p in posts.posted}

    def _reserves(self) -> Iterator[Difference]:
        mine, theirs = (
            {(one.site, one.turn): one for one in posts.reserves}
            for posts in (self.posts, self._recorded_posts)
        )
        for site, turn in sorted({*mine, *theirs}):
            one, other = mine.get((site, turn)), theirs.get((site, turn))
            if one != other:
                lists = [" ".join(found.staff) if found else "没有" for found in (one, other)]
                key = f"考点 {site} 场次 {self.turns[turn].name} 备用监考"
                yield of_record(POSTS, f"应为 {lists[0]}，记录为 {lists[1]}", key)

    @cached_property
    def _ours(self) -> dict[str, SiteSheet]:
        return {sheet.site: sheet for sheet in self.sheets}

    def sheet_differences(self, record: Path) -> Iterator[Difference]:
        """Compare the sheet of each site, naming the fields that differ."""
        left = dict(self._ours)
        for path in sorted((record / SHEETS).glob("[!.]*.json")):
            place = f"{SHEETS}/{path.name}"
            try:
                data = json.loads(path.read_bytes())
                ours = left.pop(data["site"])
            except (ValueError, TypeError):
                yield of_record(place, "抽签资料已损坏，无法读取")
                continue
            except KeyError:
                yield of_record(place, "不是有抽签的考点的资料")
                continue
            expected = canonical_bytes(ours)
            if expected != path.read_bytes():
                plain = json.loads(expected)
                fields = [name for name in plain if plain[name] != data.get(name)]
                yield of_record(place, f"与重算不符：{'、'.join(fields) or '文件的写法'}")
        for site in left:
            yield of_record(SHEETS, f"缺少考点 {site} 的抽签资料")
