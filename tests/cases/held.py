"""Whether counts can stand in a model, some rules left out."""

from allocator.solvers.base import Limits
from allocator.solvers.cpsat import solver_for


def status_of(build, problem, counts, *, without=()):
    """Return the status of the model that `build` makes, every variable fixed at `counts`."""
    model, x = build(problem, without=without)
    for index, value in x.hint(counts).items():
        model.add(model.get_int_var_from_proto_index(index) == value)
    return solver_for(Limits(deterministic_time=5.0)).solve(model)
