"""The draw at random: fair, since anyone can work it out again once the day's key is told."""

import hmac
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR
from functools import lru_cache
from hashlib import sha256

from entrepot.window.legal import LegalBook

WHOLE_BP = 10_000
AEO, DISHONEST = "aeo", "dishonest"
_DRAW_BYTES = 8


def draw_bp(day_key: bytes, number: str) -> int:
    """The draw of a declaration, 0 to 9999; below its rate it is chosen.

    Args:
        day_key: The secret of the day.
        number: Number of the declaration.

    Example:
        >>> draw_bp(b"entrepot-demo-2026-11-20", "CNGUY2026I000000001")
        1889
    """
    keyed = _keyed(day_key).copy()
    keyed.update(number.encode("utf-8", "surrogateescape"))
    return int.from_bytes(keyed.digest()[:_DRAW_BYTES], "big") % WHOLE_BP


@lru_cache(maxsize=8)
def _keyed(day_key: bytes) -> hmac.HMAC:
    return hmac.new(day_key, digestmod="sha256")


def commitment(day_key: bytes) -> str:
    """What is published in the morning: SHA-256 of the key, in hex."""
    return sha256(day_key).hexdigest()


@dataclass(frozen=True, slots=True)
class Draw:
    """What came of the draw.

    Attributes:
        bp: The draw, None where there is no number yet to draw by.
        rate_bp: Rate of the trader's class [1/10000].
        commitment: SHA-256 of the day's key, in hex.
    """

    bp: int | None
    rate_bp: int
    commitment: str

    @property
    def is_chosen(self) -> bool:
        """Whether the declaration is inspected at random."""
        return self.bp is not None and self.bp < self.rate_bp


def rate_bp(credit_class: str, on: date, legal: LegalBook) -> int:
    """Share of a class of traders that is drawn [1/10000].

    A certified operator is drawn at no more than a fifth of the ordinary rate, rounded down;
    a dishonest firm at no less than its own rate.

    Args:
        credit_class: `aeo`, `dishonest`; any other is ordinary.
        on: Legal day.
        legal: Holds `random_rate_bp`, `aeo_rate_factor`, `dishonest_rate_pct`.

    Source:
        Order 251 of the customs administration on the credit of enterprises, by the design.
    """
    base = legal.number("random_rate_bp", on)
    if credit_class == AEO:
        base *= legal.number("aeo_rate_factor", on)
    elif credit_class == DISHONEST:
        base = max(base, legal.number("dishonest_rate_pct", on) * 100)
    return int(base.to_integral_value(ROUND_FLOOR))
