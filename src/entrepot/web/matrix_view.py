"""What the page of a matrix shows: a heat map of one criterion, some columns at a time."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from entrepot.web.corridor_form import address_of
from entrepot.web.verbs import Document

CRITERIA: Mapping[str, tuple[str, str, int]] = {
    "cost": ("cost_usd", "USD", 0), "time": ("time_mean_h", "h", 0),
    "late": ("time_p90_h", "h", 0), "co2e": ("co2e_wtw_kg", "kg", 0),
    "risk": ("variance_h2", "h²", 0),
}  # fmt: skip
COLUMNS_A_PAGE = 20
SHADES = 7
_CARRIED = ("teu", "tonnes", "hs", "value_usd", "depart", "year", "modes", "avoid", "inventory")


@dataclass(frozen=True, slots=True)
class Heat:
    """A heat map.

    Attributes:
        columns: Destinations shown.
        rows: Each origin with its cells in the order of the columns.
        bounds: Least and greatest value of each shade, as far as some cell has it.
        page, pages: Which part of the destinations is shown, from 1, and of how many.
        criterion, unit: What is shown.
    """

    columns: list[str]
    rows: list[tuple[str, list[Document]]]
    bounds: list[tuple[int, float, float]]
    page: int
    pages: int
    criterion: str
    unit: str


def heat_map(rows: Sequence[Document], asked: Document, criterion: str, page: int) -> Heat:
    """The best value of each cell by one criterion; of a front the best of its routes.

    Args:
        rows: Rows of the matrix.
        asked: What was asked, for the address of a cell's routes.
        criterion: cost, time, late, co2e or risk; else cost.
        page: Which part of the destinations, from 1.
    """
    criterion = criterion if criterion in CRITERIA else "cost"
    column, unit, _ = CRITERIA[criterion]
    best, reasons = _best(rows, column)
    origins = sorted({row["origin"] for row in rows})
    names = sorted({row["destination"] for row in rows})
    pages = max(1, ceil(len(names) / COLUMNS_A_PAGE))
    page = min(max(page, 1), pages)
    shown = names[(page - 1) * COLUMNS_A_PAGE : page * COLUMNS_A_PAGE]
    limits = _limits(sorted(best.values()))
    table = [
        (origin, [_cell(best, reasons, limits, asked, (origin, name)) for name in shown])
        for origin in origins
    ]
    return Heat(shown, table, _bounds(best, limits), page, pages, criterion, unit)


_Pair = tuple[str, str]


def _best(rows: Sequence[Document], column: str) -> tuple[dict[_Pair, float], dict[_Pair, str]]:
    best: dict[_Pair, float] = {}
    reasons: dict[_Pair, str] = {}
    for row in rows:
        pair, value = (row["origin"], row["destination"]), row[column]
        if value is None:
            reasons[pair] = row["reason"]
        else:
            best[pair] = min(value, best.get(pair, value))
    return best, reasons


def _limits(values: Sequence[float]) -> list[float]:
    """Values at which the next shade begins: each shade has as many cells."""
    count = len(values)
    return [values[count * shade // SHADES] for shade in range(1, SHADES)] if count else []


def _cell(
    best: Mapping[_Pair, float], reasons: Mapping[_Pair, str], limits: Sequence[float],
    asked: Document, pair: _Pair,
) -> Document:  # fmt: skip
    value = best.get(pair)
    carried: dict[str, Any] = {name: asked[name] for name in _CARRIED if name in asked}
    if "tonnes" not in carried:
        carried.setdefault("teu", "1")
    ends = {"origin": pair[0], "destination": pair[1]}
    return {
        "value": value,
        "shade": None if value is None else bisect_right(limits, value),
        "reason": reasons.get(pair),
        "destination": pair[1],
        "address": address_of("/corridors", {**ends, **carried, "eps": "0.1"}),
    }


def _bounds(best: Mapping[_Pair, float], limits: Sequence[float]) -> list[tuple[int, float, float]]:
    shades: dict[int, list[float]] = {}
    for value in best.values():
        shades.setdefault(bisect_right(limits, value), []).append(value)
    return [(shade, min(values), max(values)) for shade, values in sorted(shades.items())]
