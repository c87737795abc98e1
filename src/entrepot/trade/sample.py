"""Invented lines of trade that add up to given totals, drawn with a seed; each is synthetic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

_FIRMS_A_GOOD = 9
_LINES_A_PAIR = 2.5  # on the average, beside the one that each has
_SPREAD, _YEARLY, _PARETO = 1.0, 0.15, 1.1
_SEASON = (0.9, 0.6, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.1, 1.0, 1.1, 1.3)
_HOURS = {"export": (3.0, 0.9), "import": (9.0, 1.0)}  # median and spread; invented
_USD_A_KG = 4.0
_EXPORTERS, _WORLD_USD, _LEAST_USD = 24, 3e11, 1e6


@dataclass(frozen=True, slots=True)
class Pair:
    """What a district trades with a country in a year.

    Attributes:
        flow: export or import.
        region: District at home.
        partner: Country.
        value_minor: Value of the year [minor units].
    """

    flow: str
    region: str
    partner: str
    value_minor: int


def sample(
    pairs: Sequence[Pair], goods: Mapping[str, Sequence[str]], year: int, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """Lines of a year; those of a flow add up to its pairs exactly, each pair within its spread.

    Args:
        pairs: Totals of the year.
        goods: Six-digit codes by flow, the most traded first.
        year: The year.
        rng: Source of chance, seeded.
    """
    ordered = sorted(pairs, key=lambda one: (one.flow, one.region, one.partner))
    for flow in goods:
        chosen = [pair for pair in ordered if pair.flow == flow and pair.value_minor > 0]
        values = np.array([pair.value_minor for pair in chosen], dtype=np.float64)
        moved = values * np.exp(_YEARLY * rng.standard_normal(len(chosen)))
        for pair, value in zip(chosen, parted(sum(map(int, values)), moved), strict=True):
            yield from _lines(replace(pair, value_minor=value), goods[flow], year, rng)


def _lines(
    pair: Pair, goods: Sequence[str], year: int, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    count = 1 + int(rng.poisson(_LINES_A_PAIR))
    chance = 1 / np.arange(1, len(goods) + 1) ** _PARETO
    which = rng.choice(len(goods), size=count, p=chance / chance.sum())
    months = rng.choice(12, size=count, p=np.array(_SEASON) / sum(_SEASON)) + 1
    firms = rng.integers(0, _FIRMS_A_GOOD, size=count)
    median, spread = _HOURS[pair.flow]
    hours = median * np.exp(spread * rng.standard_normal(count))
    dearness = _USD_A_KG * np.exp(_SPREAD * rng.standard_normal(count))
    values = parted(pair.value_minor, np.exp(_SPREAD * rng.standard_normal(count)))
    took = (hours * 3600).astype("timedelta64[s]")
    for n, value in enumerate(values):
        day = int(rng.integers(1, 28))
        lodged = np.datetime64(f"{year}-{months[n]:02d}-{day:02d}T01:00:00")
        yield {
            "line": f"synthetic/{year}/{pair.flow}/{pair.region}/{pair.partner}/{n}",
            "month": f"{year}{months[n]:02d}", "flow": pair.flow, "region": pair.region,
            "partner": pair.partner, "hs": goods[which[n]], "regime": "0110",
            "firm": f"SYN-{goods[which[n]]}-{firms[n]}",
            "basis": "FOB" if pair.flow == "export" else "CIF", "value": value,
            "net_mass_kg": f"{value / 100 / dearness[n]:.3f}",
            "lodged_at": str(lodged), "released_at": str(lodged + took[n]),
        }  # fmt: skip


def sample_world(
    sizes: Mapping[str, float], goods: Sequence[str], year: int, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """Invented exports of countries to each other in a year, a line a triple.

    Args:
        sizes: Size of each country; the largest twenty-four export, all import.
        goods: Six-digit codes.
        year: The year; its lines are of the year as a whole.
        rng: Source of chance, seeded.
    """
    exporters = sorted(sizes, key=lambda code: (-sizes[code], code))[:_EXPORTERS]
    taste = {code: np.exp(rng.standard_normal(len(goods))) for code in sorted(sizes)}
    skill = {code: np.exp(_SPREAD * rng.standard_normal(len(goods))) for code in exporters}
    for exporter in exporters:
        for importer in sorted(sizes.keys() - {exporter}):
            ease = float(np.exp(_SPREAD * rng.standard_normal()))
            scale = _WORLD_USD * sizes[exporter] * sizes[importer] * ease
            values = scale * skill[exporter] * taste[importer]
            for good, value in zip(goods, values, strict=True):
                if value >= _LEAST_USD:
                    yield {
                        "line": f"synthetic-world/{year}/{exporter}/{importer}/{good}",
                        "month": f"{year}00", "flow": "export", "reporter": exporter,
                        "partner": importer, "hs": good, "basis": "FOB", "value": int(100 * value),
                    }  # fmt: skip


def parted(whole: int, weights: np.ndarray[Any, np.dtype[np.float64]]) -> list[int]:
    """A whole in parts by weight: whole numbers by largest remainder, which add up to it."""
    exact = weights / weights.sum() * whole
    parts = [int(one) for one in np.floor(exact)]
    order = np.argsort(-(exact - np.floor(exact)), kind="stable")
    for place in order[: whole - sum(parts)]:
        parts[int(place)] += 1
    parts[int(order[0])] += whole - sum(parts)
    return parts


_REGIONS, _GOODS, _PARTNERS, _MONTHS = 31, 5000, 220, 24
_ZIPF_GOODS, _ZIPF_PARTNERS, _MINOR = 1.1, 1.2, 12.0


def sample_columns(count: int, rng: np.random.Generator) -> dict[str, tuple[Any, tuple[Any, ...]]]:
    """Invented lines by the million, for measuring: a few goods and partners have most of them.

    Args:
        count: Number of lines.
        rng: Source of chance, seeded.

    Returns:
        By column, what each line has (count,) and the names it counts into; value_minor has none.
    """
    regions = tuple(f"R{n:02d}" for n in range(_REGIONS))
    goods = tuple(f"{10 + n // 52:02d}{n % 52:02d}{n % 89 + 10}" for n in range(_GOODS))
    partners = tuple(f"P{n:03d}" for n in range(_PARTNERS))
    months = tuple(year * 100 + month for year in (2023, 2024) for month in range(1, 13))
    return {
        "region": (rng.integers(0, _REGIONS, count, np.int16), regions),
        "hs": (_by_rank(_GOODS, _ZIPF_GOODS, count, rng), goods),
        "partner": (_by_rank(_PARTNERS, _ZIPF_PARTNERS, count, rng), partners),
        "month": (rng.integers(0, _MONTHS, count, np.int16), months),
        "flow": (rng.integers(0, 2, count, np.int16), ("export", "import")),
        "value_minor": (np.exp(rng.normal(_MINOR, 2.0, count)).astype(np.int64), ()),
    }


def _by_rank(count: int, power: float, size: int, rng: np.random.Generator) -> Any:
    """Ranks drawn so that the chance falls with a power of the rank."""
    chance = np.cumsum(1 / np.arange(1, count + 1) ** power)
    return np.searchsorted(chance, rng.uniform(0, chance[-1], size)).astype(np.int16)
