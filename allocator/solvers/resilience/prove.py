"""Proof before the day: how many may be absent from a draw before it cannot be finished.

Nothing is drawn here. Counting gives the least number that stops a draw, exactly
(`counts`); a lemma says where bars and relatives cannot make it smaller
(`lemma`); where it does not apply, small sites are searched (`search`).
`docs/resilience.md` has the definitions and the proofs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.day_draws import Resilience
from allocator.models.domain.staffing import DRAWN_POSTS
from allocator.randomness import Stream
from allocator.solvers.day.patrols import merged_groups
from allocator.solvers.resilience.case import INVIGILATES, case_of
from allocator.solvers.resilience.counts import absent_to_break
from allocator.solvers.resilience.rehearsal import likely
from allocator.solvers.resilience.worst import Proof, cure_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.models.domain.staffing import PatrolGroup
    from allocator.solvers.resilience.case import Kind
    from allocator.solvers.resilience.worst import Answer

    CanFinish = Callable[[SiteSheet, int, frozenset[str]], bool]


def resilience(
    sheet: SiteSheet,
    turn: int,
    *,
    seed: str,
    digest: str,
    rehearsals: int = 1000,
    can_finish: CanFinish | None = None,
) -> Resilience:
    """Show how many may be absent from the draw `sheet.turns[turn]`.

    `worst` and `likely` are -1 where not even everybody together can finish it. `can_finish` is
    the exact answer of the draw itself, asked only where counting and the lemma leave it open; left
    out, a search of bounded effort answers, and what it leaves open counts as "cannot".
    Rehearsals draw from stream `rehearsals/<考点代码>/<first session>`.
    """
    proof = _best(sheet, turn, can_finish)
    case = proof.case
    stream = Stream(f"rehearsals/{sheet.site}/{sheet.turns[turn].turn.name}", seed, digest)
    return Resilience(
        site=sheet.site,
        turn=turn,
        people=len(case.staff),
        worst=proof.worst,
        witness=tuple(case.staff[person] for person in proof.witness),
        likely=likely(proof, stream, rehearsals),
        lacking=_lacking(proof),
        cure=_cure(proof),
    )


def _best(sheet: SiteSheet, turn: int, can_finish: CanFinish | None) -> Proof:
    """Return the proof of the worst case, under the waiver of PATROL-5 the best of several.

    Then the draw can be finished once it can with any merging of the patrol groups, and fewest
    groups ask for fewest people: whoever stops that by counting stops all.
    """
    proofs = []
    for groups in _groupings(sheet, turn):
        case = case_of(sheet, turn, groups)
        proofs.append(Proof(case, _asked(sheet, turn, case.staff, can_finish)))
    loosest = proofs[-1]
    best = max(reversed(proofs), key=lambda proof: proof.worst)
    if len(proofs) > 1 and not loosest.counted:
        # What a search found to stop one merging need not stop the others.
        best.witness = loosest.counted_witness()
    return best


def _groupings(sheet: SiteSheet, turn: int) -> list[tuple[PatrolGroup, ...]]:
    own = sheet.turns[turn].groups
    if not sheet.patrol_waiver:
        return [own]
    merged = [merged_groups(own, people) for people in range(len(own) - 1, 0, -1)]
    return list(dict.fromkeys([own, *merged]))


def _asked(
    sheet: SiteSheet, turn: int, staff: Sequence[str], can_finish: CanFinish | None
) -> Answer | None:
    if can_finish is None:
        return None
    return lambda present: can_finish(sheet, turn, frozenset(staff[person] for person in present))


def _lacking(proof: Proof) -> str:
    """Return who is scarcest; blank: simply people."""
    bound = proof.first
    if not proof.counted:
        return "没有考场限制和同场亲属的人员"
    if bound is None or any(
        absent_to_break(other, proof.people) == proof.fewest
        and not other.computer
        and all(other.gains[kind] for kind in proof.people)
        for other in proof.bounds
    ):
        return ""
    if bound.computer:
        return "具备计算机能力的监考人员"
    return "、".join(DRAWN_POSTS[post] for post in bound.posts)


def _cure(proof: Proof) -> str:
    found = cure_of(proof)
    if found is None:
        return "" if proof.first is None else "请减少考场限制，或改派没有同场亲属的人员"
    number, kind = found
    free = "" if proof.counted else "没有考场限制和同场亲属的"
    return f"增加 {number} 名{free}{_words(kind)}"


def _words(kind: Kind) -> str:
    skill = "具备计算机能力的" if kind.computer else ""
    if len(kind.posts) == 1:
        return f"{skill}备用{DRAWN_POSTS[kind.posts[0]]}"
    posts = "、".join(DRAWN_POSTS[post] for post in kind.posts)
    role = "备用监考" if INVIGILATES in kind.posts else "备用人员"
    return f"可任{posts}的{skill}{role}"
