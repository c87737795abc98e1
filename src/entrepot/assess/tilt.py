"""Sharing a pool by rank, only as far as the rank is sure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SURE, DOUBTFUL = 0.8, 0.5
MOST_POOL = 10**15  # minor units; floats tell a share of it to less than one


@dataclass(frozen=True, slots=True)
class Tilt:
    """What each unit is paid, in minor units.

    Attributes:
        chances: Share of the runs in which a unit is among the first (n_units,).
        plain: By the nominal ranks alone.
        robust: As far as a place among the first is sure.
        by_run: By the ranks of each run alone (n_runs, n_units).
    """

    chances: Floats
    plain: list[int]
    robust: list[int]
    by_run: Ints

    def moved_by_run(self) -> Ints:
        """Money that each run pays elsewhere than the nominal ranks do (n_runs,)."""
        less = np.maximum(np.array(self.plain, dtype=np.int64) - self.by_run, 0)
        return np.asarray(less.sum(axis=1))

    def with_gains(self, gains: "Tilt") -> "Tilt":
        """What is paid together with what is paid for gains; chances stay those of a place."""
        plain, robust = (
            [a + b for a, b in zip(one, other, strict=True)]
            for one, other in ((self.plain, gains.plain), (self.robust, gains.robust))
        )
        return Tilt(self.chances, plain, robust, self.by_run + gains.by_run)


def share_gains(pool: int, nominal: Floats, runs: Floats) -> Tilt:
    """Share a pool by points gained since an earlier time; a loss claims nothing.

    Args:
        pool: In minor units.
        nominal: Points gained (n_units,), NaN where that is not known.
        runs: Alike, run by run (n_runs, n_units).
    """
    gained, each = (np.maximum(np.nan_to_num(one), 0.0) for one in (nominal, runs))
    chances = np.asarray((runs > 0).mean(axis=0))
    plain, robust = (tilt(pool, claims) for claims in (gained, certainty(chances) * gained))
    return Tilt(chances, plain, robust, tilt_many(pool, each))


def share_out(
    pool: int, floor: int, top: int, nominal: tuple[Floats, Floats], runs: tuple[Floats, Floats]
) -> Tilt:
    """Share a pool: a floor each, the rest by score among the first.

    A run in which nobody has a claim pays the floors alone.

    Args:
        pool: In minor units, at least a floor each.
        floor: What each unit has whatever its rank.
        top: How many places claim the rest.
        nominal: Ranks and scores (n_units,), NaN where there is none; scores not below zero.
        runs: Alike, run by run (n_runs, n_units).
    """
    rest = pool - floor * len(nominal[0])
    chances = np.asarray((runs[0] <= top).mean(axis=0))
    score = np.nan_to_num(nominal[1])
    plain, robust = (
        [floor + paid for paid in tilt(rest, claims)]
        for claims in (_claims(*nominal, top), certainty(chances) * score)
    )
    return Tilt(chances, plain, robust, floor + tilt_many(rest, _claims(*runs, top)))


def certainty(chances: Floats) -> Floats:
    """How much of a prize is paid: all from a chance of 0.8, none below 0.5, between in line."""
    return np.asarray(np.clip((chances - DOUBTFUL) / (SURE - DOUBTFUL), 0.0, 1.0))


def tilt(pool: int, claims: Floats) -> list[int]:
    """Share a pool of minor units in proportion to claims; what is over goes to the largest rests.

    Args:
        pool: In minor units of money.
        claims: Of each unit, none below zero (n_units,); all zero, and nothing is paid.

    Returns:
        Minor units of each; they add up to the pool.

    Raises:
        ValueError: A claim is below zero.
    """
    if (claims < 0).any():
        msg = "a claim is below zero"
        raise ValueError(msg)
    return [int(one) for one in tilt_many(pool, claims[None, :])[0]]


def tilt_many(pool: int, claims: Floats) -> Ints:
    """The same for many runs at once (n_runs, n_units)."""
    whole = claims.sum(axis=1, keepdims=True)
    shares = np.divide(pool * claims, whole, out=np.zeros_like(claims), where=whole > 0)
    paid = np.floor(shares).astype(np.int64)
    over = np.where(whole[:, 0] > 0, pool - paid.sum(axis=1), 0)
    order = np.argsort(paid - shares, axis=1, kind="stable")
    place = np.argsort(order, axis=1, kind="stable")
    return np.asarray(paid + (place < over[:, None]))


def _claims(ranks: Floats, scores: Floats, top: int) -> Floats:
    return np.where(ranks <= top, np.nan_to_num(scores), 0.0)
