"""What several projects bring together, split so that what they share is counted once.

A project gets the mean of what it adds, over all orders in which the projects may come:

    phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))

The parts add up to what all bring together.

Source:
    Shapley 1953, A value for n-person games; Castro, Gomez and Tejada 2009 (drawing orders).
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from math import factorial

from entrepot.kernel.errors import InputError, Problem

MOST_EXACT = 12  # projects: 4096 sets
Worth = Callable[[frozenset[str]], float]


def shapley(projects: Sequence[str], worth: Worth) -> dict[str, float]:
    """The part of each project, by every set of projects.

    Args:
        projects: Up to 12 different names.
        worth: A set of projects to what it brings; nothing brings nothing.

    Raises:
        InputError: There are more (`plan.too_many`); draw orders for those.

    Example:
        >>> shapley(["rail", "road"], lambda some: 10.0 * bool(some))
        {'rail': 5.0, 'road': 5.0}
    """
    count = len(projects)
    if count > MOST_EXACT:
        message = f"{count} projects are more than {MOST_EXACT}."
        raise InputError(Problem("plan.too_many", "projects", message, "Compare fewer at once."))
    sets = [frozenset(some) for size in range(count + 1) for some in combinations(projects, size)]
    value = {some: worth(some) for some in sets}
    weight = [factorial(k) * factorial(count - k - 1) / factorial(count) for k in range(count)]
    return {
        one: sum(weight[len(some)] * (value[some | {one}] - value[some])
                 for some in sets if one not in some)
        for one in projects
    }  # fmt: skip


def shapley_by_orders(
    projects: Sequence[str], worth: Worth, orders: Iterable[Sequence[str]]
) -> dict[str, float]:
    """The part of each project by some orders, each of all projects; their sum is exact.

    Args:
        projects: Their names.
        worth: A set of projects to what it brings.
        orders: Orders of the projects, drawn or all there are.
    """
    found, count = dict.fromkeys(projects, 0.0), 0
    for order in orders:
        there: frozenset[str] = frozenset()
        before = worth(there)
        for one in order:
            there |= {one}
            after = worth(there)
            found[one] += after - before
            before = after
        count += 1
    return {one: part / max(count, 1) for one, part in found.items()}
