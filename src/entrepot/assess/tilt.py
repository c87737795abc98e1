"""Sharing a pool by rank, only as far as the rank is sure."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SURE, DOUBTFUL = 0.8, 0.5


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
    whole = float(claims.sum())
    if whole == 0:
        return [0] * len(claims)
    exact = [pool * float(claim) / whole for claim in claims]
    paid = [int(one) for one in exact]
    by_rest = sorted(range(len(paid)), key=lambda at: paid[at] - exact[at])
    for at in by_rest[: pool - sum(paid)]:
        paid[at] += 1
    return paid
