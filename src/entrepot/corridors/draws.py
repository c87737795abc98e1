"""How long a route takes, drawn many times with the same chance for the same leg."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.journey import Leg, Timed

DRAWS = 4096
_LATE_H = 24.0
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """How the time of a route spreads.

    Attributes:
        p50_h, p90_h: Times that half and nine tenths of the draws keep [h].
        late_share: Share of draws more than a day beyond the usual time [0-1].
    """

    p50_h: float
    p90_h: float
    late_share: float


def spread(legs: Sequence[Leg]) -> Spread:
    """Draw the time of a route and tell its quantiles.

    Each leg draws by itself, and legs are added draw by draw. A wait for a regular service
    is even between its bounds, since a regular headway met at random is; it is told by a
    mean that equals the median. Every other leg that varies is lognormal with the leg's mean
    and variance. The draws of a leg depend on its places, mode and carrier alone: routes of
    any query that share a leg share its chance, so that their difference is that of their
    other legs.

    `late_share` is the share of draws longer by more than a day than the sum of the legs'
    usual times, which are their medians.

    Source:
        Fenton 1960, The sum of log-normal probability distributions in scatter transmission
        systems (moment matching); Law, Simulation Modeling and Analysis, ch. 11 (common
        random numbers); Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3
        (Philox); Box and Muller 1958 (normal deviates).
    """
    hours = np.zeros(DRAWS)
    for leg in legs:
        hours += draw(leg)
    usual = sum(leg.hours_p50 for leg in legs)
    p50, p90 = np.quantile(hours, (0.5, 0.9))
    late = float((hours > usual + _LATE_H).mean())
    return Spread(round(float(p50), 2), round(float(p90), 2), round(late, 4))


def draw(leg: Leg | Timed) -> Numbers:
    """Times of one leg (DRAWS) [h]."""
    mean, var = leg.hours_mean, leg.hours_var
    if mean <= 0 or var <= 0:
        return np.full(DRAWS, mean)
    chance, other = _chances(leg)
    half = sqrt(3 * var)
    if leg.kind == "wait" and half <= mean + 0.01 and abs(leg.hours_p50 - mean) < 0.01:
        return np.asarray(mean + half * (2 * chance - 1))
    sigma_2 = log(1 + var / (mean * mean))
    normal = np.sqrt(-2 * np.log(chance)) * np.cos(2 * pi * other)
    return np.asarray(np.exp(log(mean) - sigma_2 / 2 + sqrt(sigma_2) * normal))


def _chances(leg: Leg | Timed) -> Numbers:
    """Two rows of chances between 0 and 1 (2, DRAWS), the same for the same leg."""
    carrier = leg.service_id or leg.service
    words = (leg.kind, leg.from_place, leg.to_place, leg.mode, carrier, leg.border or "")
    key = int.from_bytes(sha256("\0".join(words).encode()).digest()[:8])
    raw = np.random.Philox(key=key).random_raw(2 * DRAWS)
    flat = ((raw >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    return np.asarray(flat.reshape(2, DRAWS))
