"""The best way to post a handful of people by trying every one, written from the rules alone.

Nothing here is shared with the solver. People are gone through one after the other; the state is
what is still needed and where those went whom others must keep clear of.
"""

from __future__ import annotations

from itertools import combinations

GUARDED = ("监考", "流动监考")


def best(inputs, turns, works, recusals=(), barred=None, interests=()):
    """Return (sum of squares of loads, sum of squares of early turns) or None."""
    barred = barred or {}
    watched = {w for one, other, scope in interests if scope != "考场" for w in (one, other)}
    full = any(_capable(works, spare=True).values())
    for spare in (True, False) if full else (True,):
        start = (
            tuple(sorted(_needs(works).items())),
            tuple(sorted(_capable(works, spare).items())),
        )
        states = {(*start, ()): (0, 0)}
        for member in inputs.staff:
            states = _after(member, states, inputs, turns, works, recusals, barred, watched,
                            interests)  # fmt: skip
        done = [cost for (need, capable, _), cost in states.items()
                if not any(n for _, n in need) and not any(n for _, n in capable)]  # fmt: skip
        if done:
            return min(done)
    return None


def best_mixed(inputs, turns, works, barred=None, doubles=False):
    """Return the same two sums and after them the women or men that rooms lack, or None.

    A room wants a woman and a man, and half of the reserves come on top, rounded down.
    """
    barred = barred or {}
    wanted = {
        (work.site, part.turn, sex): len(part.rooms) + part.reserves // 2
        for work in works
        for part in work.turns
        for sex in "女男"
    }
    counted = ("监考", "考场系统管理员") if doubles else ("监考",)
    states = {(tuple(_needs(works).items()), tuple(wanted.items())): (0, 0)}
    for member in inputs.staff:
        options = _options(inputs, turns, works, (), barred, member)
        if len(options) == 1:
            continue
        found = {}
        for (need, lack), (squares, early) in states.items():
            for option in options:
                site, post, served = option or ("", "", ())
                left, short = dict(need), dict(lack)
                for t in served:
                    left[site, post, t] -= 1
                    if post in counted and short.get((site, t, member.sex)):
                        short[site, t, member.sex] -= 1
                if any(n < 0 for n in left.values()):
                    continue
                load = member.past_sessions + sum(len(turns[t].sessions) for t in served)
                mornings = sum(turns[t].early for t in served)
                cost = (squares + load**2, early + mornings**2)
                state = (tuple(left.items()), tuple(short.items()))
                found[state] = min(cost, found.get(state, cost))
        states = found
    done = [
        (*cost, sum(max(lack[site, t, "女"], lack[site, t, "男"]) for site, t, _ in lack) // 2)
        for (need, short), cost in states.items()
        if (lack := dict(short)) is not None and not any(n for _, n in need)
    ]
    return min(done, default=None)


def may_serve(inputs, turns, works, member, recusals=(), barred=None):
    """Return whether anything is left to somebody."""
    return len(_options(inputs, turns, works, recusals, barred or {}, member)) > 1


def _needs(works):
    need = {}
    for work in works:
        for part in work.turns:
            t = part.turn
            need[work.site, "监考", t] = part.invigilators + part.reserves
            need[work.site, "流动监考", t] = len(part.groups)
            need[work.site, "考场系统管理员", t] = part.admins
            for post, people in work.whole:
                need[work.site, post, t] = people
    return need


def _capable(works, spare):
    """Return 监考 with computer skill needed: with reserves that could be drawn from them."""
    need = {}
    for work in works:
        for part in work.turns:
            if part.computer:
                most = part.invigilators + part.reserves
                more = part.reserves if spare else 0
                need[work.site, part.turn] = min(most, part.computer + more)
    return need


def _options(inputs, turns, works, recusals, barred, member):
    """Return (site, post, turns) that a person may take, and None for staying at home."""
    recused = {r.exam for r in recusals if r.staff == member.staff and r.scope == "考试"}
    off = {
        t
        for t, turn in enumerate(turns)
        for paper in inputs.papers
        if paper.exam in recused and paper.session in turn.sessions
    }
    options = [None]
    for work in works:
        if recused & set(work.exams) or work.site in barred.get(member.staff, ()):
            continue
        opened = [part.turn for part in work.turns]
        whole = dict(work.whole)
        for post in member.posts:
            if post in whole:
                sets = [tuple(opened)]
            elif post in (*GUARDED, "考场系统管理员"):
                sets = [s for n in range(1, len(opened) + 1) for s in combinations(opened, n)]
            else:
                continue
            guarded = (*GUARDED, "考场系统管理员")
            if post in guarded and member.source in ("志愿者招募", "社会招聘"):
                continue
            options += [
                (work.site, post, served)
                for served in sets
                if not off & set(served) and _allowed(inputs, turns, member, served)
                and all(_needs([work])[work.site, post, t] for t in served)
            ]  # fmt: skip
    return options


def _allowed(inputs, turns, member, served):
    if member.trained is None or member.trained >= min(turns[t].start.date() for t in served):
        return False
    if not inputs.policy.is_on("STAFF-AVAILABLE"):
        return True
    sessions = [s for t in served for s in turns[t].sessions]
    if member.sessions and not set(sessions) <= set(member.sessions):
        return False
    return member.max_sessions is None or len(sessions) <= member.max_sessions


def _after(member, states, inputs, turns, works, recusals, barred, watched, interests):
    options = _options(inputs, turns, works, recusals, barred, member)
    if len(options) == 1:
        return states
    found = {}
    for (need, capable, seen), (squares, early) in states.items():
        for option in options:
            load = member.past_sessions
            mornings = 0
            left, able, where = dict(need), dict(capable), seen
            if option is not None:
                site, post, served = option
                if not _clear(member.staff, site, seen, interests):
                    continue
                for t in served:
                    left[site, post, t] -= 1
                    if post == "监考" and member.computer and able.get((site, t)):
                        able[site, t] -= 1
                if min(left.values()) < 0:
                    continue
                load += sum(len(turns[t].sessions) for t in served)
                mornings = sum(turns[t].early for t in served)
                if member.staff in watched:
                    where = (*seen, (member.staff, site))
            state = (tuple(left.items()), tuple(able.items()), where)
            cost = (squares + load**2, early + mornings**2)
            if state not in found or cost < found[state]:
                found[state] = cost
    return found


def _clear(staff, site, seen, interests):
    for one, other, scope in interests:
        for a, b in ((one, other), (other, one)):
            if a == staff and scope == "考试" and b in dict(seen):
                return False
            if a == staff and scope == "考点" and dict(seen).get(b) == site:
                return False
    return True
