"""The kernel of the choice for very many questions: what `options` chooses, a hundred times sooner.

What is chosen, and why, is said in `options`, the plain twin; a property test has both choose.
Ways are rows of a table of arcs (`traits`), written one after another; whatever is asked to be
the same is a number there.

Totals are cost, mean time, emissions and variance; a front is in the order of its totals.
"""

from math import log

import numpy as np
from numba import njit

from entrepot.corridors.options import (
    FAR_ROAD_KM,
    HARDLY_WORSE,
    LITTLE_WORSE,
    LONG_ROAD_KM,
    MOST_SHARED,
    MUCH,
    MUCH_BETTER,
    NEARLY,
    NO_GATE,
)
from entrepot.corridors.traits import RAIL, ROAD

_AS_GOOD = (1.0, 1.0, 1.0)
_MODE_BASE = 16  # of the digits that tell modes in order


@njit(cache=True, nogil=True)
def unbeaten_of(totals):  # type: ignore[no-untyped-def]
    """Ways such that no other one is as good in all criteria; of equal ones the first.

    Args:
        totals: Totals of ways in their order (w, 4).
    """
    kept = np.empty(len(totals), np.int64)
    count = 0
    for way in range(len(totals)):
        is_beaten = False
        for i in range(count):
            one = kept[i]
            if _is_within(totals[one], totals[way], _AS_GOOD) and (
                totals[one, 3] <= totals[way, 3]
            ):
                is_beaten = True
                break
        if not is_beaten:
            kept[count] = way
            count += 1
    return kept[:count].copy()


@njit(cache=True, nogil=True, error_model="numpy")
def _by_balance(totals):  # type: ignore[no-untyped-def]
    """Ways of a front by how many times worse than the best they are over all.

    The logarithms of the ratios are added, cost and time in full, the others by half, so
    that a way dearer by half is as bad as one slower by half.
    """
    score = np.zeros(len(totals))
    for c, share in enumerate((1.0, 1.0, 0.5, 0.5)):
        least = max(totals[:, c].min(), 1.0)
        for way in range(len(totals)):
            score[way] += share * log(max(totals[way, c], 1.0) / least)
    return np.argsort(score, kind="mergesort")


@njit(cache=True, nogil=True)
def _main_modes_of(rows, mode, km, crosses):  # type: ignore[no-untyped-def]
    """Modes in order as digits, without trucks that only feed another mode.

    A truck is a main haul when it goes far or crosses a border, or when it alone brings the
    goods to a ship or an aircraft over some distance; before or after a train it feeds it.
    """
    run_mode, run_km = np.empty(len(rows), np.int64), np.empty(len(rows))
    run_crosses = np.empty(len(rows), np.bool_)
    count = 0
    for row in rows:
        if km[row] <= 0:
            continue
        if count > 0 and run_mode[count - 1] == mode[row]:
            run_km[count - 1] += km[row]
            run_crosses[count - 1] |= crosses[row]
        else:
            run_mode[count], run_km[count], run_crosses[count] = mode[row], km[row], crosses[row]
            count += 1
    kept, every = 0, 0
    for i in range(count):
        every = _with_digit(every, run_mode[i])
        if run_mode[i] == ROAD and not run_crosses[i]:
            is_by_train = (i > 0 and run_mode[i - 1] == RAIL) or (
                i + 1 < count and run_mode[i + 1] == RAIL)  # fmt: skip
            if run_km[i] < LONG_ROAD_KM or (is_by_train and run_km[i] < FAR_ROAD_KM):
                continue
        kept = _with_digit(kept, run_mode[i])
    return kept if kept else every


@njit(cache=True, nogil=True)
def _with_digit(digits, mode):  # type: ignore[no-untyped-def]
    """Digits with one more for a mode that is not among them."""
    rest = digits
    while rest:
        if rest % _MODE_BASE == mode + 1:
            return digits
        rest //= _MODE_BASE
    return digits * _MODE_BASE + mode + 1


@njit(cache=True, nogil=True)
def _shared_share_of(one, other, stretch, km):  # type: ignore[no-untyped-def]
    """Share of the shorter way's kilometres that both ways use, of ways as rows."""
    common, one_km, other_km = 0.0, 0.0, 0.0
    for i in range(len(other)):
        if stretch[other[i]] >= 0 and not _is_in(stretch[other[i]], other[:i], stretch):
            other_km += km[other[i]]
    for i in range(len(one)):
        if stretch[one[i]] >= 0 and not _is_in(stretch[one[i]], one[:i], stretch):
            one_km += km[one[i]]
            if _is_in(stretch[one[i]], other, stretch):
                common += km[one[i]]
    shortest = min(one_km, other_km)
    return common / shortest if shortest > 0.0 else 1.0


@njit(cache=True, nogil=True)
def _is_in(number, rows, numbers):  # type: ignore[no-untyped-def]
    for row in rows:  # noqa: SIM110 - compiled
        if numbers[row] == number:
            return True
    return False


@njit(cache=True, nogil=True)
def _gate_of(rows, rank, gate):  # type: ignore[no-untyped-def]
    """Number of what a way is named by, -1 for nothing: of the first row of the least rank."""
    least, found = NO_GATE, -1
    for row in rows:
        if rank[row] < least:
            least, found = rank[row], gate[row]
    return found


@njit(cache=True, nogil=True)
def _is_within(one, other, slacks):  # type: ignore[no-untyped-def]
    return (one[0] <= slacks[0] * other[0]) & (one[1] <= slacks[1] * other[1]) & (
        one[2] <= slacks[2] * other[2])  # fmt: skip


@njit(cache=True, nogil=True)
def _is_outshone(way, chosen, totals):  # type: ignore[no-untyped-def]
    """Say whether a chosen way beats another but for a little.

    It is as good in cost and time and hardly worse in emissions, or hardly worse in each
    and much better in cost and time together.
    """
    its = totals[way]
    for other in chosen:
        best = totals[other]
        if _is_within(best, its, HARDLY_WORSE):
            return True
        gain = (its[0] * its[1]) / max(best[0] * best[1], 1.0)
        if gain >= MUCH_BETTER and _is_within(best, its, LITTLE_WORSE):
            return True
    return False


@njit(cache=True, nogil=True, error_model="numpy")
def _pays_off(way, chosen, totals):  # type: ignore[no-untyped-def]
    """Say whether a way like others differs from each by much in cost and in time."""
    for other in chosen:
        for c in range(2):
            than = totals[other, c]
            if than != 0.0 and abs(log(totals[way, c] / than)) <= MUCH:
                return False
    return True


@njit(cache=True, nogil=True)
def pick(  # type: ignore[no-untyped-def]  # noqa: C901 - one step after another, compiled whole
    totals, rows, first, mode, km, crosses, stretch, rank, gate, most, sure_enough
):
    """Choose at most so many ways of a front.

    Args:
        totals: Totals of the ways of the front in their order (w, 4).
        rows: Rows of the ways, one way after another.
        first: First of the rows of each way, and their count (w + 1).
        mode: The table of arcs, this and the next five; see `traits`.
        km: As said.
        crosses: As said.
        stretch: As said.
        rank: As said.
        gate: As said.
        most: Ways wanted at most.
        sure_enough: A variance within this factor of the least is as reliable.

    Returns:
        Numbers of the chosen ways, the best first, and for each way of the front the
        criteria in which a chosen way is best, as bits.
    """
    count = len(totals)
    best_in, chosen = np.zeros(count, np.int64), np.empty(max(most, 4), np.int64)
    size = 0
    for c in range(4):
        least = totals[:, c].min()
        enough, best = least, -1
        if c == 3:
            enough = sure_enough * least
        for i in range(size):
            if totals[chosen[i], c] <= enough:
                best = chosen[i]
                break
        if best == -1:
            best = totals[:, c].argmin()
            chosen[size] = best
            size += 1
        best_in[best] |= 1 << c
    size = min(size, max(most, 1))
    kinds, chains = np.empty(count, np.int64), np.empty(count, np.int64)
    for way in range(count):
        own = rows[first[way] : first[way + 1]]
        kinds[way] = _main_modes_of(own, mode, km, crosses)
        chains[way] = _gate_of(own, rank, gate)
    ranked = _by_balance(totals)
    near_cost, near_co2e = NEARLY * totals[:, 0].min(), NEARLY * totals[:, 2].min()
    for step in range(6):
        for way in ranked:
            if size >= most:
                return chosen[:size].copy(), best_in
            so_far = chosen[:size]
            if step == 0:
                is_new = way == ranked[0] and not (so_far == way).any()
            elif step == 1:
                is_near = totals[way, 0] <= near_cost or totals[way, 2] <= near_co2e
                is_new = is_near and _pays_off(way, so_far, totals)
            elif step == 2:
                is_new = not (kinds[so_far] == kinds[way]).any()
            elif step == 3:
                is_same = (kinds[so_far] == kinds[way]) & (chains[so_far] == chains[way])
                is_new = not is_same.any()
            elif step == 4:
                is_new = True
                for other in so_far:
                    shared = _shared_share_of(
                        rows[first[way] : first[way + 1]], rows[first[other] : first[other + 1]],
                        stretch, km,
                    )  # fmt: skip
                    if shared >= MOST_SHARED:
                        is_new = False
                        break
            else:
                is_new = _pays_off(way, so_far, totals)
            if is_new and not _is_outshone(way, so_far, totals):
                chosen[size] = way
                size += 1
    return chosen[:size].copy(), best_in
