"""Exact amounts before their one rounding, and how they are written."""

from decimal import ROUND_HALF_EVEN, Decimal

from entrepot.kernel.money import MINOR_DIGITS, Money
from entrepot.tariff.units import EXACT

# A quotient such as 100 / 0.7 has no end and is carried with 50 digits. Figures of a document
# have at most 15 digits before the point, and their products at most 27 behind it, so that a
# half fen that is exactly one shows again when the quotient is cut to 30 decimals.
_SETTLED = Decimal(1).scaleb(-30)


def settled(money: Money) -> Money:
    """Cut what division left behind the thirtieth decimal, so that halves are halves."""
    return Money(money.amount.quantize(_SETTLED, ROUND_HALF_EVEN, EXACT), money.currency)


def exact_text(money: Money, most: int | None = None) -> str:
    """The amount without rounding, at least with the decimals of its currency.

    Args:
        money: The amount.
        most: Decimals after which it is cut and marked with an ellipsis; None is never.

    Example:
        >>> exact_text(Money(Decimal("14209.473600"), "CNY"))
        '14209.4736'
    """
    least = MINOR_DIGITS.get(money.currency, 2)
    text = f"{money.amount:f}"
    whole, _, decimals = text.partition(".")
    if len(decimals) == least:
        return text
    decimals = decimals.rstrip("0").ljust(least, "0")
    if most is not None and len(decimals) > max(most, least):
        return f"{whole}.{decimals[:most]}…"
    return f"{whole}.{decimals}" if decimals else whole


def told(money: Money) -> str:
    """The amount with its currency, for a working; endless decimals are cut."""
    return f"{exact_text(money, 6)} {money.currency}"
