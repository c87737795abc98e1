"""A second evaluator of e-commerce taxes, in `fractions`, from the issue's words alone.

It reads the JSON of a list itself and shares no code with the house.
"""

from fractions import Fraction
from math import floor

CENT = Fraction(1, 100)


def half_up(amount: Fraction) -> Fraction:
    """To the fen, a half upwards."""
    return Fraction(floor(amount / CENT + Fraction(1, 2))) * CENT


def shares(total: Fraction, values: list[Fraction]) -> list[Fraction]:
    """Largest remainder, the first line first."""
    cents, whole = total / CENT, sum(values)
    exact = [cents * value / whole for value in values]
    parts = [floor(one) for one in exact]
    order = sorted(range(len(values)), key=lambda n: (parts[n] - exact[n], n))
    for n in order[: int(cents) - sum(parts)]:
        parts[n] += 1
    return [part * CENT for part in parts]


def taxes(raw: dict, *, share: Fraction, limit: Fraction) -> list[tuple[Fraction, ...]]:
    """Value, duty, consumption tax and VAT of each line of a list."""
    order = raw["order"]
    value = sum(Fraction(order[name]["amount"]) for name in ("goods", "freight", "insurance"))
    if order["discount_kind"] == "public":
        value -= Fraction(order["discount"]["amount"])
    is_full = value > limit
    part = Fraction(1) if is_full else share
    lines = []
    for item, taxable in zip(
        raw["items"],
        shares(value, [Fraction(item["value"]["amount"]) for item in raw["items"]]),
        strict=True,
    ):
        pct = {name: Fraction(item[f"{name}_pct"]) / 100 for name in ("duty", "vat")}
        excise = Fraction(item["consumption_tax_pct"]) / 100
        duty = half_up(taxable * pct["duty"]) if is_full else Fraction(0)
        price = (taxable + duty) / (1 - excise)
        lines.append(
            (taxable, duty, half_up(price * excise * part), half_up(price * pct["vat"] * part))
        )
    return lines
