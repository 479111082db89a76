"""How long recusal takes for a whole province.

    python tests/benchmarks/recusal.py [--candidates 100000] [--staff 11000] [--ties 50000]

Two thirds of the ties are declared by staff, the others by candidates; of the relatives 30 in 100
are candidates, 5 staff, 5 known by name only, and the others sit no exam. A family is of up to
forty ties, so that many rows meet in one person. Prints people, ties, rows of 回避名单, and seconds
for each question, by the clock and, for a machine that is not idle, of this process.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.exam import Candidate, Inputs, Need
from allocator.models.domain.kinship import KinTie, OtherTie
from allocator.models.domain.policy import Policy
from allocator.models.domain.staff import StaffMember
from allocator.randomness import Stream
from allocator.solvers.recusal.graph import KinGraph
from allocator.solvers.recusal.recusals import recusals, staff_interests, staff_relatives

if TYPE_CHECKING:
    from collections.abc import Sequence

_TERMS = (
    "父亲", "母亲", "儿子", "女儿", "妻子", "丈夫", "哥哥", "妹妹", "爷爷", "外婆", "叔叔",
    "姑姑", "舅舅", "姨妈", "堂弟", "堂姐", "表哥", "表妹", "侄子", "外甥女", "岳父", "婆婆",
    "儿媳", "女婿", "嫂子", "姐夫", "小舅子", "大姑子", "连襟", "妯娌", "亲家母", "舅妈", "姨父",
    "侄媳", "堂侄", "养女", "妻子的弟弟的妻子", "继子",
)  # fmt: skip
_FAMILY = 40


class _Size(NamedTuple):
    candidates: int
    staff: int
    ties: int


def province(size: _Size) -> Inputs:
    """Return seeded people and ties of the given numbers."""
    stream = Stream("benchmark/recusal", "1", digest="")
    candidates = tuple(_candidate(nth) for nth in range(size.candidates))
    staff = tuple(_member(nth) for nth in range(size.staff))
    return Inputs(
        papers=(),
        candidates=candidates,
        sites=(),
        rooms=(),
        staff=staff,
        kin_ties=tuple(_ties(stream, size, candidates, staff)),
        other_ties=tuple(
            OtherTie(
                first=staff[stream.below(size.staff)].staff,
                first_kind="工号",
                second=candidates[stream.below(size.candidates)].registration,
                second_kind="报名序号",
                scope=("考试", "考点", "考场")[nth % 3],
                reason="师生",
            )
            for nth in range(size.ties // 50)
        ),
        post_needs=(),
        duty_needs=(),
        policy=Policy(),
    )


def _ties(
    stream: Stream, size: _Size, candidates: Sequence[Candidate], staff: Sequence[StaffMember]
) -> list[KinTie]:
    ties: list[KinTie] = []
    while len(ties) < size.ties:
        first, rows = stream.below(size.candidates), 1 + stream.below(_FAMILY)
        member = stream.below(size.staff)
        family = [candidates[(first + k) % size.candidates].id_number for k in range(12)]
        family += [staff[(member + k) % size.staff].id_number for k in range(4)]
        for _ in range(min(rows, size.ties - len(ties))):
            own = family[12 + stream.below(4)] if stream.below(3) else family[stream.below(12)]
            ties.append(_tie(stream, own, family, f"{len(ties):06d}"))
    return ties


def _tie(stream: Stream, own: str, family: Sequence[str], serial: str) -> KinTie:
    lot = stream.below(100)
    number = f"990102195001{serial}"
    if lot < 30:
        number = family[stream.below(12)]
    elif lot < 35:
        number = family[12 + stream.below(4)]
    elif lot < 40:
        number = ""
    term = _TERMS[stream.below(len(_TERMS))]
    note = "形成抚养关系" if term == "继子" else ""
    return KinTie(declarer=own, relation=term, name=f"亲{serial}", id_number=number, note=note)


def _candidate(nth: int) -> Candidate:
    return Candidate(
        registration=f"R{nth:06d}", name=f"考{nth:06d}", sex="男女"[nth % 2],
        id_type="居民身份证", id_number=f"99010119{nth:06d}00{1 - nth % 2}0", exam="E", level="",
        specialty="", subjects=("1",), employer="", site="", need=Need(), photo="", note="",
    )  # fmt: skip


def _member(nth: int) -> StaffMember:
    return StaffMember(
        staff=f"G{nth:05d}", name=f"职{nth:05d}", sex="男女"[nth % 2],
        id_number=f"99010218{nth:06d}00{1 - nth % 2}0", employer="", phone="", posts=("监考",),
        computer=False, experience=0, trained=None, source="单位选派", site="", sessions=(),
        max_sessions=None, past_sessions=0,
    )  # fmt: skip


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _took(start: tuple[float, float], end: tuple[float, float]) -> str:
    return f"{end[0] - start[0]:.2f} s (process {end[1] - start[1]:.2f} s)"


def main(arguments: Sequence[str]) -> int:
    """Measure and print a line for each question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=100_000)
    parser.add_argument("--staff", type=int, default=11_000)
    parser.add_argument("--ties", type=int, default=50_000)
    given = parser.parse_args(arguments)
    inputs = province(_Size(given.candidates, given.staff, given.ties))
    print(f"{given.candidates} candidates, {given.staff} staff, {len(inputs.kin_ties)} ties")
    start = _now()
    kin = KinGraph(inputs)
    read = _now()
    rows = recusals(inputs, kin)
    listed = _now()
    pairs, interests = staff_relatives(inputs, kin), staff_interests(inputs)
    end = _now()
    edges = kin.graph.number_of_edges()
    print(f"graph: {len(kin.graph)} people, {edges} edges, {_took(start, read)}")
    print(f"recusals: {len(rows)} rows, {_took(read, listed)}; together {_took(start, listed)}")
    print(f"staff: {len(pairs)} relatives, {len(interests)} interests, {_took(listed, end)}")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
