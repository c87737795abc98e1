"""A change between two runs, split exactly into what caused it."""

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations
from math import factorial

CAUSES = ("data", "weights", "method", "peers")


def split_change(
    value: Callable[[frozenset[str]], float], causes: Sequence[str] = CAUSES
) -> Mapping[str, float]:
    """Shapley's split of a change over its causes.

    Each cause is given what it adds, averaged over every order in which causes may come; the
    parts add up to the whole change.

    Args:
        value: What is told when the named causes stand as in the second run, the others as in
            the first.
        causes: Their names; at most eight, as every order is walked.

    Raises:
        ValueError: There are more.
    """
    if len(causes) > 8:
        msg = "every order of more than eight causes is too many"
        raise ValueError(msg)
    known: dict[frozenset[str], float] = {}

    def told(changed: frozenset[str]) -> float:
        if changed not in known:
            known[changed] = value(changed)
        return known[changed]

    parts = dict.fromkeys(causes, 0.0)
    for order in permutations(causes):
        changed = frozenset[str]()
        for cause in order:
            parts[cause] += told(changed | {cause}) - told(changed)
            changed |= {cause}
    return {cause: part / factorial(len(causes)) for cause, part in parts.items()}
