"""Student's t distribution of whole degrees of freedom, and its normal limit."""

import math
from functools import lru_cache
from statistics import NormalDist

_NORMAL = NormalDist()
_STEPS = 200  # of bisection; fewer suffice


def below(value: float, degrees: int | None) -> float:
    """Share of the distribution below a value.

    Args:
        value: Standard score.
        degrees: Degrees of freedom, 1 or more; None is the normal distribution.

    Example:
        >>> round(below(2.015048, 5), 6), round(below(1.644854, None), 6)
        (0.95, 0.95)

    Source:
        Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
    """
    if degrees is None:
        return _NORMAL.cdf(value)
    angle = math.atan(value / math.sqrt(degrees))
    sine, cosine = math.sin(angle), math.cos(angle)
    is_odd = degrees % 2 == 1
    term = cosine if is_odd else 1.0
    total = term if degrees > 1 else 0.0
    for k in range(3 if is_odd else 2, degrees - 1, 2):
        term *= cosine**2 * (k - 1) / k
        total += term
    middle = (angle + sine * total) * 2 / math.pi if is_odd else sine * total
    return min(1.0, max(0.0, (1 + middle) / 2))


@lru_cache(maxsize=1024)
def quantile(share: float, degrees: int | None) -> float:
    """Score below which a share of the distribution lies.

    Args:
        share: Between 0 and 1, ends excluded.
        degrees: Degrees of freedom, 1 or more; None is the normal distribution.
    """
    if degrees is None:
        return _NORMAL.inv_cdf(share)
    if share < 0.5:
        return -quantile(1 - share, degrees)
    low, high = 0.0, 1.0
    while below(high, degrees) < share:
        low, high = high, high * 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if below(middle, degrees) < share else (low, middle)
    return (low + high) / 2
