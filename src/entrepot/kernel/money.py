"""Exact amounts in one currency."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

# ISO 4217 list one: currencies whose minor unit is not a hundredth.
MINOR_DIGITS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0,
    "PYG": 0, "RWF": 0, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip
_EXACT = Context(prec=50)


@lru_cache(maxsize=256)
def minor_unit(currency: str) -> Decimal:
    """Smallest amount of a currency, such as 0.01 for EUR and 1 for JPY."""
    return Decimal(1).scaleb(-MINOR_DIGITS.get(currency, 2))


@dataclass(frozen=True, slots=True, init=False)
class Money:
    """An exact amount; it rounds only where `rounded` is called.

    Attributes:
        amount: Decimal, never float.
        currency: ISO 4217 code.

    Example:
        >>> Money(Decimal("10.005"), "EUR").rounded()
        Money(amount=Decimal('10.01'), currency='EUR')
    """

    amount: Decimal
    currency: str

    # A filing makes a hundred amounts; the way a frozen dataclass sets its fields takes twice
    # as long.
    def __init__(self, amount: Decimal, currency: str) -> None:
        if not isinstance(amount, Decimal):
            raise TypeError(f"money is Decimal, not {type(amount).__name__}")
        _set_amount(self, amount)
        _set_currency(self, currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(_EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(_EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        if isinstance(factor, float):
            raise TypeError("money is multiplied by Decimal or int, not float")
        return Money(_EXACT.multiply(self.amount, Decimal(factor)), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return other.amount

    def rounded(self) -> "Money":
        """Round half up to the minor unit of the currency."""
        unit = minor_unit(self.currency)
        return Money(self.amount.quantize(unit, ROUND_HALF_UP, _EXACT), self.currency)

    def convert(self, rate: Decimal, currency: str) -> "Money":
        """Convert at `rate` units of `currency` for one of this; does not round."""
        return Money(_EXACT.multiply(self.amount, rate), currency)

    def allocate(self, weights: Sequence[Decimal]) -> tuple["Money", ...]:
        """Split by weights into rounded parts that add up exactly (largest remainder).

        Args:
            weights: One weight a part, none negative, not all zero.

        Raises:
            ValueError: A weight is negative, or all are zero.
        """
        total = sum(weights, Decimal(0))
        if not total or min(weights) < 0:
            raise ValueError("weights must not be negative and not all zero")
        unit = minor_unit(self.currency)
        units = int(self.rounded().amount / unit)
        shares = [_floored(_EXACT.multiply(units, weight), total) for weight in weights]
        parts = [whole for whole, _ in shares]
        by_remainder = sorted(range(len(parts)), key=lambda i: (-shares[i][1], i))
        for i in by_remainder[: units - sum(parts)]:
            parts[i] += 1
        return tuple(Money(part * unit, self.currency) for part in parts)


def _floored(times: Decimal, over: Decimal) -> tuple[int, Decimal]:
    """A quotient rounded down, and what is left over; both exact."""
    whole, rest = _EXACT.divmod(times, over)
    return (int(whole) - 1, rest + over) if rest < 0 else (int(whole), rest)


_set_amount = Money.__dict__["amount"].__set__
_set_currency = Money.__dict__["currency"].__set__


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Add amounts of one currency; nothing at all gives zero of it."""
    return sum(amounts, Money(Decimal(0), currency))
