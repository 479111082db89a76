"""Arranges small inputs stage by stage, as `allocator.pipeline` does."""

from allocator.progress import Silent
from allocator.solvers.kin_more import rooms_apart
from allocator.solvers.numbering import plan_of
from allocator.solvers.rooming import prepare
from allocator.solvers.seating import draw_seats
from allocator.solvers.tickets import with_tickets

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def rooms_for(inputs):
    """Return kinds and structure; None when there is no arrangement."""
    task = prepare(inputs)
    found = rooms_apart(task, Silent())
    return None if found is None else (task.kinds, plan_of(task, *found))


def seats_for(inputs, seed="391072"):
    """Return structure and drawn seats, without tickets."""
    kinds, plan = rooms_for(inputs)
    return plan, draw_seats(inputs, kinds, plan, seed=seed, digest=DIGEST, progress=Silent())


def arrange(inputs, seed="391072"):
    """Return structure and seats with tickets."""
    plan, seating = seats_for(inputs, seed)
    return plan, with_tickets(inputs, plan, seating)


def tier(plan, name):
    """Return one tier of a plan by its Chinese name."""
    (found,) = [tier for tier in plan.tiers if tier.name == name]
    return found
