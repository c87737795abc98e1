"""Tables of a nation made a region's: what of its needs a region buys at home."""

from dataclasses import dataclass

import numpy as np

from entrepot.industry.io import Floats

DELTA = 0.3


@dataclass(frozen=True, slots=True)
class Regional:
    """Flegg's location quotients, and what follows of them.

    Attributes:
        share: Of the nation's output.
        scale: What the region's size lets it buy at home, lambda.
        slq: Share of the region in each sector over its share in all (n,).
        flq: Quotient of seller and buyer times the scale; NaN where the region lacks the buyer
            (n, n).
        local_share: The same, at most 1 (n, n).
    """

    share: float
    scale: float
    slq: Floats
    flq: Floats
    local_share: Floats

    def coefficients(self, national: Floats) -> Floats:
        """Coefficients of what is bought in the region; none of a buyer it lacks (n, n)."""
        return np.where(np.isnan(self.local_share), 0.0, self.local_share * national)


def regional(regional_output: Floats, national_output: Floats, delta: float = DELTA) -> Regional:
    """Quotients of sectors; NaN where the outputs of a sector are not known.

    Args:
        regional_output: Of each sector (n,).
        national_output: Alike (n,).
        delta: How fast local shares fall with the size of the region, 0 to 1.

    Source:
        Flegg and Webber, Regional Studies 31 (1997), 795-805.
    """
    known = ~(np.isnan(regional_output) | np.isnan(national_output))
    whole = national_output[known].sum()
    share = float(regional_output[known].sum() / whole) if whole > 0 else float("nan")
    scale = float(np.log2(1 + share) ** delta)
    with np.errstate(divide="ignore", invalid="ignore"):
        slq = regional_output / national_output / share
        buyers = np.where(slq > 0, slq, np.nan)
        quotient = slq[:, None] / buyers
    np.fill_diagonal(quotient, buyers)
    flq = quotient * scale
    return Regional(share, scale, slq, flq, np.minimum(1.0, flq))
