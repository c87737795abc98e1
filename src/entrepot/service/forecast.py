"""A forecast of a series of a case: futures, the pace a target needs, its probability."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.outlook import Outlook
from entrepot.service.model_case import ModelCase, ModelTable, read_case
from entrepot.trade.forecast import Forecast, forecast
from entrepot.trade.smoothing import Numbers
from entrepot.trade.targets import HOLDS
from entrepot.trade.trajectory import Trajectory, cost_change_pct, remainder

Document = dict[str, Any]
_KEYS = ("series", "target", "operator", "year", "what", "where", "unit", "source", "theta",
         "parts", "draws", "seed")  # fmt: skip
_PARTS = ("supply", "demand", "trade_cost", "new_products")
_MOST_PERIODS = 1200


def forecast_file(path: Path) -> Document:
    """Forecast the series of the case in a file.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
        ModelError: The series is too short.
    """
    return forecast_case(read_case(path), path.parent)


def forecast_case(raw: Mapping[str, Any], folder: Path | None = None) -> Document:
    """Forecast the series of a case.

    Args:
        raw: The case: `series` with period and value, `year`, and by choice `target` with its
            `operator`; a period is a year `2024` or a month `202401`. Absent periods are unknown.
        folder: What its file is relative to; None refuses files.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
        ModelError: The series is too short.
    """
    case = ModelCase({"draws": 2000, "seed": 1, **raw}, folder)
    case.only(_KEYS)
    target = case.number("target", above=0) if "target" in raw else None
    operator, year = case.word("operator", tuple(HOLDS), ">="), case.whole("year", 1900, 2200)
    draws, seed = case.whole("draws", 100, 10_000), case.whole("seed", 0, 2**31 - 1)
    theta = case.number("theta", 4.0, above=0)
    told = {name: case.text(name) or "" for name in ("what", "where", "unit", "source")}
    table = case.table("series", ("period",), ("value",))
    parts = case.inner("parts")
    factors = tuple(parts.number(name, 1.0, above=0) for name in _PARTS) if parts else ()
    if parts:
        parts.only(_PARTS)
    values, first, season = _series(case, table)
    case.raise_problems()
    ahead = (year + 1) * season - (first + values.size)
    if ahead < 1 or ahead > _MOST_PERIODS:
        message = f"{year} lies before the end of the series, or too far after it."
        raise InputError(Problem("forecast.year", "year", message, "Give a later year."))
    found = forecast(values, season, ahead, draws=draws, seed=seed)
    if season > 1 and np.isfinite(values).sum() < 2 * season:
        case.warn("forecast.short", "series", "Fewer than two years of months: no season is told.")
    yearly = _yearly(values, found, first, season)
    paths = _paths_of(yearly, year)
    told = {**told, "operator": operator}
    outlook = None if target is None else _outlook(paths, year, target, found.method, told)
    return {
        "method": found.method, "backtest": [asdict(one) for one in found.trials],
        "coverage": asdict(found.coverage),
        "known": int(np.isfinite(values).sum()), "unknown": int((~np.isfinite(values)).sum()),
        "periods": _periods(found, first + values.size, season),
        "years": [_year(one, paths) for one, paths in sorted(yearly.items())],
        "outlook": outlook and asdict(outlook),
        "path": outlook and _path(values, first, season, outlook.target, year),
        "gap": outlook and _gap(outlook, theta),
        "decomposition": outlook and _decomposition(outlook, factors, parts),
        "draws": draws, "seed": seed, "status": "modelled", "warnings": case.warnings,
    }  # fmt: skip


def _series(case: ModelCase, table: ModelTable | None) -> tuple[Numbers, int, int]:
    """Values with no gap in time, the number of the first period, and periods of a year."""
    if table is None or case.problems:
        return np.empty(0), 0, 1
    column = table.keys["period"]
    texts = [column.levels[code].replace("-", "") for code in column.codes.tolist()]
    season = 12 if len(texts[0]) == 6 else 1
    numbers: dict[int, float] = {}
    for place, (text, value) in enumerate(zip(texts, table.numbers["value"].tolist(), strict=True)):
        number = _number(text, season)
        if number is None or number in numbers:
            told = "is no period of this series" if number is None else "is there twice"
            case.fault("forecast.period", table.where(place, "period"), f"{text!r} {told}.",
                       "Write all years as 2024, or all months as 202401.")  # fmt: skip
        else:
            numbers[number] = value
    if not numbers:
        return np.empty(0), 0, season
    first, last = min(numbers), max(numbers)
    values = [numbers.get(one, float("nan")) for one in range(first, last + 1)]
    return np.array(values), first, season


def _number(text: str, season: int) -> int | None:
    """Periods since year 0; None where it is none."""
    if not (text.isascii() and text.isdigit()) or len(text) != (4 if season == 1 else 6):
        return None
    if season == 1:
        return int(text)
    month = int(text[4:])
    return int(text[:4]) * 12 + month - 1 if 1 <= month <= season else None


def _yearly(values: Numbers, found: Forecast, first: int, season: int) -> dict[int, Numbers]:
    """Simulated totals of each whole year to come; one with an unknown month has none."""
    draws = len(found.paths)
    known = np.repeat(values[None, :], draws, axis=0)
    whole = np.concatenate([known, found.paths], axis=1)
    begins, ends = first + values.size, first + whole.shape[1]
    totals = {}
    for year in range(begins // season, ends // season):
        start = year * season - first
        total = whole[:, max(start, 0) : start + season].sum(axis=1)
        if start >= 0 and np.isfinite(total).all():
            totals[year] = total
    return totals


def _paths_of(yearly: Mapping[int, Numbers], year: int) -> Numbers:
    """Simulated totals of a year.

    Raises:
        InputError: Some of its months lie behind the end of the series and are unknown.
    """
    if year not in yearly:
        message = f"{year} has months behind us that are unknown."
        raise InputError(Problem("forecast.year", "year", message, "Add them, or ask later years."))
    return yearly[year]


def _outlook(
    paths: Numbers, year: int, target: float, method: str, told: Mapping[str, str]
) -> Outlook:
    low, median, high = np.percentile(paths, (5, 50, 95)).tolist()
    probability = float(np.mean(HOLDS[told["operator"]](paths, target)))
    chosen = f"{method}, chosen by backtest, {len(paths):,} simulated futures"
    return Outlook(told["what"], told["where"], year, target, probability, median, low, high,
                   told["unit"], chosen, told["source"], operator=told["operator"])  # fmt: skip


def _periods(found: Forecast, begins: int, season: int) -> list[Document]:
    return [
        {"period": str(n) if season == 1 else f"{n // season:04d}{n % season + 1:02d}",
         "median": median, "p05": p05, "p25": p25, "p75": p75, "p95": p95}
        for n, median, (p05, p25, p75, p95) in zip(
            range(begins, begins + len(found.median)), found.median.tolist(),
            found.bands.T.tolist(), strict=True)
    ]  # fmt: skip


def _year(year: int, paths: Numbers) -> Document:
    low, median, high = np.percentile(paths, (5, 50, 95)).tolist()
    return {"year": year, "median": median, "p05": low, "p95": high}


def _path(values: Numbers, first: int, season: int, target: float, year: int) -> Document | None:
    """The steady path from the last whole known year; None where there is none."""
    for base_year in range((first + values.size) // season - 1, first // season - 1, -1):
        start = base_year * season - first
        base = float(values[start : start + season].sum()) if start >= 0 else float("nan")
        if base > 0 and base_year < year:
            way = Trajectory(base, target, base_year, year)
            years = range(base_year, year + 1)
            return {
                "base_year": base_year, "base": base, "factor": way.factor,
                "pace_pct_a_year": way.pace_pct,
                "years": [{"year": one, "value": way.at(one)} for one in years],
            }  # fmt: skip
    return None


def _gap(outlook: Outlook, theta: float) -> Document | None:
    """By how much the middle future falls short, and the one lever that would close it."""
    if outlook.median <= 0:
        return None
    factor = outlook.target / outlook.median
    return {
        "factor": factor, "theta": theta, "trade_cost_pct": cost_change_pct(factor, theta),
        "supply_or_demand_pct": 100 * (factor - 1),
    }  # fmt: skip


def _decomposition(
    outlook: Outlook, factors: tuple[float, ...], parts: ModelCase | None
) -> Document | None:
    """Expected growth of supply, demand, cost and goods against the gap, and what they leave."""
    if parts is None or outlook.median <= 0:
        return None
    total = outlook.target / outlook.median
    return {
        "total": total, **dict(zip(_PARTS, factors, strict=True)),
        "remainder": remainder(total, factors),
    }  # fmt: skip
