"""What a change of a product of factors comes from, with nothing left over."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from entrepot.kernel.errors import InputError, ModelError, Problem

Sectors = Mapping[str, Sequence[float]]
_NOISE = 1e-12  # of the values; a smaller rest is only floating point


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A change split by factor.

    Attributes:
        effects: By factor, over all sectors.
        by_sector: By sector and factor.
        total: Change of the sum of products.
        residual: What the effects leave of the total.
    """

    effects: Mapping[str, float]
    by_sector: Mapping[str, Mapping[str, float]]
    total: float
    residual: float


def lmdi(factors: Sequence[str], start: Sectors, end: Sectors) -> Decomposition:
    """Split the change of a sum of products over sectors (additive LMDI-I).

    A product that is lost or born takes the analytical limit: it is that of the factor that is
    zero, and in equal parts of several that are. One that is zero at both ends has no effect.

    Args:
        factors: Names, in the order of the values.
        start: Values of the factors by sector, 0 or more.
        end: The same later.

    Raises:
        InputError: Sectors or the number of values differ.
        ModelError: A value is below 0, or a product is out of the range of numbers.

    Example:
        >>> found = lmdi(("people", "output_per_head"), {"all": (10, 10)}, {"all": (12, 35 / 3)})
        >>> {name: round(effect, 6) for name, effect in found.effects.items()}
        {'people': 21.674484, 'output_per_head': 18.325516}

    Source:
        Ang, The LMDI approach to decomposition analysis, Energy Policy 33 (2005), and Ang and
        Liu, Handling zero values in LMDI, Energy Policy 35 (2007).
    """
    _check(factors, start, end)
    by_sector = {
        sector: dict(zip(factors, _effects(start[sector], end[sector]), strict=True))
        for sector in start
    }
    effects = {one: math.fsum(told[one] for told in by_sector.values()) for one in factors}
    before, after = _products(start), _products(end)
    total = math.fsum((*after, *(-one for one in before)))
    rest = math.fsum((total, *(-one for one in effects.values())))
    is_noise = abs(rest) <= _NOISE * math.fsum((*before, *after))
    return Decomposition(effects, by_sector, total, 0.0 if is_noise else rest)


def log_mean(a: float, b: float) -> float:
    """Logarithmic mean of two values above 0; near one another it is their middle.

    Example:
        >>> round(log_mean(100, 140), 6)
        118.880536
    """
    # Near one another log1p keeps digits; far apart it loses them, and b / a does not.
    ratio = math.log1p((b - a) / a) if abs(b - a) < a / 2 else math.log(b / a)
    return (b - a) / ratio if abs(ratio) > 1e-6 else (a + b) / 2 * (1 - ratio**2 / 12)


def _effects(start: Sequence[float], end: Sequence[float]) -> list[float]:
    before, after = math.prod(start), math.prod(end)
    if before and after:
        mean = log_mean(before, after)
        return [mean * math.log(b / a) for a, b in zip(start, end, strict=True)]
    empty = [a == 0 for a in (end if before else start)]
    return [(after - before) / sum(empty) if is_empty else 0.0 for is_empty in empty]


def _products(sectors: Sectors) -> list[float]:
    return [math.prod(values) for values in sectors.values()]


def _check(factors: Sequence[str], start: Sectors, end: Sectors) -> None:
    """Raise everything that is wrong, once."""
    problems = [
        Problem("lmdi.sector", one, "is told at one end only.", "Write 0 for what is not there.")
        for one in sorted({*start} ^ {*end})
    ]
    problems += [
        Problem("lmdi.factors", f"{name}.{sector}",
                f"has {len(values)} values for {len(factors)} factors.", "Give one a factor.")
        for name, sectors in (("start", start), ("end", end))
        for sector, values in sectors.items() if len(values) != len(factors)
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    ends = {"start": start, "end": end}
    places = [(f"{name}.{sector}", values)
              for name, sectors in ends.items() for sector, values in sectors.items()]  # fmt: skip
    faults = [fault for place in places for fault in _unfit(factors, *place)]
    if faults:
        raise ModelError(faults)


def _unfit(factors: Sequence[str], where: str, values: Sequence[float]) -> Iterator[Problem]:
    """Values below 0, or a product too large or too small to be told."""
    below = [name for name, value in zip(factors, values, strict=True) if value < 0]
    for name in below:
        yield Problem("lmdi.negative", f"{where}, {name}", "is below 0 and has no logarithm.",
                      "Split what is gained from what is lost.")  # fmt: skip
    product = math.prod(values)
    if not below and (math.isinf(product) or (product == 0 and 0 not in values)):
        yield Problem("lmdi.range", where, "has a product out of the range of numbers.",
                      "Choose other units.")  # fmt: skip
