"""The sealed kernels of the gravity model: taking effects out of a column, row by row.

A column has one number a row, each row a weight, and for each of K effects the group it
belongs to. Taken out are the weighted means by group, one effect after the other, until a
sweep over all of them moves nothing any more (Gauss-Seidel on the normal equations of the
effects). Every second sweep is carried further along the way it went (Irons and Tuck).

Groups of all effects share one numbering: those of effect k are start[k] to start[k+1] - 1.

Source:
    Guimaraes and Portugal 2010, A simple feasible procedure to fit models with
    high-dimensional fixed effects (the sweeps); Irons and Tuck 1969, A version of the Aitken
    accelerator for computer iteration (the acceleration); Berge 2018 (its use here).
"""

from math import lgamma

import numpy as np
from numba import njit

_WAIT = 2  # sweeps before the first acceleration: the way must have settled


@njit(cache=True, nogil=True)
def sum_groups(groups, weight, start):  # type: ignore[no-untyped-def]
    """Sum of weights in each group; groups (K, n), weight (n,)."""
    total = np.zeros(start[-1])
    for k in range(len(start) - 1):
        group = groups[k]
        for i in range(len(weight)):
            total[group[i]] += weight[i]
    return total


@njit(cache=True, nogil=True)
def _settle(column, weight, groups, k, last, step, total):  # type: ignore[no-untyped-def]
    """Take away the step of the effect before; sum what is left by the groups of this one."""
    group, before = groups[k], groups[last]
    for i in range(len(column)):
        left = column[i] - step[before[i]]
        column[i] = left
        total[group[i]] += weight[i] * left


@njit(cache=True, nogil=True)
def _sweep(column, weight, groups, start, inverse, step, total, effect):  # type: ignore[no-untyped-def]
    """One sweep over all effects; what the last one takes away is left pending in `step`."""
    effects = len(start) - 1
    moved = 0.0
    for k in range(effects):
        first, end = start[k], start[k + 1]
        total[first:end] = 0.0
        _settle(column, weight, groups, k, (k - 1) % effects, step, total)
        for g in range(first, end):
            by = total[g] * inverse[g]
            step[g] = by
            effect[g] += by
            moved += by * total[g]
    return moved


@njit(cache=True, nogil=True)
def _take(column, groups, step):  # type: ignore[no-untyped-def]
    """Take a step of every effect out of a column."""
    for k in range(len(groups)):
        group = groups[k]
        for i in range(len(column)):
            column[i] -= step[group[i]]


@njit(cache=True, nogil=True)
def take_out(  # type: ignore[no-untyped-def]
    column, weight, groups, start, sums, effect, tolerance, most
):
    """Take the effects out of a column, in place.

    Args:
        column: What to take them out of; what is left afterwards (n,).
        weight: Weight of each row, above 0 (n,).
        groups: Group of each row for each effect (K, n).
        start: First group of each effect, and how many there are (K + 1,).
        sums: Sum of weights of each group.
        effect: What was taken out of each group so far; added to, in place.
        tolerance: Largest move of a sweep, by the weighted norm of the column.
        most: Sweeps after which to give up.

    Returns:
        Sweeps made; above `most` if what was asked for was not reached.
    """
    effects = len(start) - 1
    inverse = 1.0 / sums
    size = 0.0
    for i in range(len(column)):
        size += weight[i] * column[i] * column[i]
    enough = tolerance * tolerance * size
    step, total = np.zeros(len(sums)), np.zeros(len(sums))
    last = start[effects - 1]
    before, once = np.empty_like(effect), np.empty_like(effect)
    count, since = 0, 0
    while count < most:
        if since == 0:
            before[:] = effect
        moved = _sweep(column, weight, groups, start, inverse, step, total, effect)
        count += 1
        if moved <= enough or effects == 1:
            _take(column, groups[effects - 1 :], step)
            return count
        since += 1
        if since == 1:
            once[:] = effect
        elif count > _WAIT:
            since = 0
            top, bottom = 0.0, 0.0
            for g in range(len(effect)):
                second = effect[g] - once[g]
                bend = second - (once[g] - before[g])
                top += sums[g] * second * bend
                bottom += sums[g] * bend * bend
            if bottom > 0.0:
                share = -top / bottom
                for g in range(len(effect)):
                    by = share * (effect[g] - once[g])
                    effect[g] += by
                    step[g] = by + (step[g] if g >= last else 0.0)
                _take(column, groups, step)
                step[:] = 0.0
        else:
            since = 0
    _take(column, groups[effects - 1 :], step)
    return most + 1


@njit(cache=True, nogil=True)
def join_groups(first, second, count):  # type: ignore[no-untyped-def]
    """Connected sets of groups: those that rows join, by their least group (count,).

    Args:
        first: Group of each row (n,).
        second: Another group of each row (n,).
        count: Groups there are.
    """
    root = np.arange(count)
    for i in range(len(first)):
        a, b = first[i], second[i]
        while root[a] != a:
            root[a] = root[root[a]]
            a = root[a]
        while root[b] != b:
            root[b] = root[root[b]]
            b = root[b]
        if a < b:
            root[b] = a
        else:
            root[a] = b
    for g in range(count):
        at = g
        while root[at] != at:
            at = root[at]
        root[g] = at
    return root


@njit(cache=True, nogil=True)
def fit_sums(fitted, wanted, groups, start, sweeps):  # type: ignore[no-untyped-def]
    """Scale fitted values by group until each effect's sums are those wanted, in place.

    Args:
        fitted: Fitted values, above 0 (n,).
        wanted: Sum of each group, above 0.
        groups: Group of each row for each effect (K, n).
        start: First group of each effect, and how many there are (K + 1,).
        sweeps: How often over all effects.

    Source:
        Deming and Stephan 1940 (iterative proportional fitting).
    """
    total = np.empty(len(wanted))
    for _ in range(sweeps):
        for k in range(len(groups)):
            group = groups[k]
            first, end = start[k], start[k + 1]
            total[first:end] = 0.0
            for i in range(len(fitted)):
                total[group[i]] += fitted[i]
            for g in range(first, end):
                total[g] = wanted[g] / total[g]
            for i in range(len(fitted)):
                fitted[i] *= total[group[i]]


@njit(cache=True, nogil=True)
def _weigh(column, weight, groups, into):  # type: ignore[no-untyped-def]
    """Weighted sums of a column by group, into an array."""
    into[:] = 0.0
    for k in range(len(groups)):
        group = groups[k]
        for i in range(len(column)):
            into[group[i]] += weight[i] * column[i]


@njit(cache=True, nogil=True)
def take_out_exactly(column, weight, groups, sums, tolerance, most):  # type: ignore[no-untyped-def]
    """Take the effects out of a column, in place, whatever the weights are.

    Slower a step than `take_out`, but its steps do not grow with how unlike weights are.

    Args:
        column: What to take them out of (n,).
        weight: Weight of each row, above 0 (n,).
        groups: Group of each row for each effect (K, n).
        sums: Sum of weights of each group.
        tolerance: Largest norm of what the equations miss, as a share of the first.
        most: Steps after which to give up.

    Returns:
        Steps made; above `most` if what was asked for was not reached.

    Source:
        Hestenes and Stiefel 1952 (conjugate gradients), with the sums as preconditioner.
    """
    miss, way = np.empty(len(sums)), np.zeros(len(sums))
    moved, push = np.empty(len(column)), np.empty(len(sums))
    _weigh(column, weight, groups, miss)
    now = np.sum(miss * miss / sums)
    size, enough = 1.0, tolerance * tolerance * now
    for count in range(most):
        if now <= enough or now == 0.0:
            return count
        way[:] = miss / sums + way * (now / size)
        _spread(way, groups, moved)
        _weigh(moved, weight, groups, push)
        bend = np.sum(way * push)
        if bend <= 0.0:
            return count
        miss -= now / bend * push
        column -= now / bend * moved
        size, now = now, np.sum(miss * miss / sums)
    return most + 1


@njit(cache=True, nogil=True)
def _spread(way, groups, into):  # type: ignore[no-untyped-def]
    """Sum over effects of what each row's groups hold, into an array."""
    into[:] = 0.0
    for k in range(len(groups)):
        group = groups[k]
        for i in range(len(into)):
            into[i] += way[group[i]]


@njit(cache=True, nogil=True)
def sum_log_factorials(values):  # type: ignore[no-untyped-def]
    """Sum of ln(y!), by the gamma function (n,)."""
    total = 0.0
    for i in range(len(values)):
        if values[i] > 0.0:
            total += lgamma(values[i] + 1.0)
    return total
