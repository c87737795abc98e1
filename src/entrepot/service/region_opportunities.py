"""Opportunities of the region: its own lines beside the world's, with duty and route of each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.kernel.errors import EntrepotError, MissingError, Problem
from entrepot.service.desk import Desk
from entrepot.service.duty_answer import answer_duty
from entrepot.service.opportunities import Matrix, Wanted, matrix_of, ranked, read_factors
from entrepot.service.routes import route_at
from entrepot.service.tariff_desk import tariff_law
from entrepot.service.tariff_law import TariffLaw
from entrepot.service.trade_cells import Asked, count_cells
from entrepot.service.window import Window
from entrepot.store.frames import Coded
from entrepot.store.reference import open_reference

Document = dict[str, Any]
OWN = ""  # who reports where a line does not tell
_TRIAL = {"amount": "1000", "currency": "USD"}


def region_opportunities(
    desk: Desk, wanted: Wanted, *, year: int | None, by: str, at: datetime,
    factors: Path | None = None,
) -> Document:  # fmt: skip
    """What the region could sell and does not, by product and market.

    Args:
        desk: The desk.
        wanted: Which are asked for; the exporter is the region unless told.
        year: Year of the trade; None is the last in which the world is loaded beside the region.
        by: Account; empty is the machine itself.
        at: Instant.
        factors: Table of the further terms that are asked for.

    Returns:
        rows, each with its binding term, its duty and its route; the year; warnings.

    Raises:
        InputError: A term is none, or has no factors.
        MissingError: No lines are loaded.
        RoleError: Who acts is no statistics analyst.
    """
    window = Window(desk.home, desk.database, open_reference(str(desk.folder)))
    matrix, year = world_matrix(window, desk.region.id, year, by=by, at=at)
    wanted = wanted if wanted.exporter else replace(wanted, exporter=desk.region.id)
    rows = ranked(matrix, wanted, read_factors(factors, matrix, wanted))
    links = Links(desk, at.date())
    return {
        "year": year, "currency": "USD",
        "rows": [{**row, "links": links.of(row["importer"], row["product"])} for row in rows],
        "backtest": None, "status": "modelled", "warnings": list(matrix.warnings),
    }  # fmt: skip


def world_matrix(
    window: Window, region: str, year: int | None, *, by: str, at: datetime
) -> tuple[Matrix, int]:
    """Exports of a year by exporter, market and product, the region one of the exporters.

    Raises:
        MissingError: No lines of exports are loaded.
        RoleError: Who acts is no statistics analyst.
    """
    fields = ("reporter", "partner", "hs6")
    asked = Asked(0, 999999, fields, ("export",), None, "USD")
    counted = count_cells(window, asked, by=by, at=at)
    years = sorted({cell.month // 100 for cell in counted.cells if cell.key[0] == OWN})
    if not years or (year is not None and year not in years):
        raise MissingError(
            Problem("trade.no_lines", "--year", "no exports of the region are loaded for it.",
                    "Load lines with `entrepot statistics load`, or try `entrepot demo trade`.")
        )  # fmt: skip
    beside = {cell.month // 100 for cell in counted.cells if cell.key[0] != OWN}
    chosen = year or max(set(years) & beside, default=years[-1])
    sums: dict[tuple[str, str, str], int] = {}
    for cell in counted.cells:
        if cell.month // 100 == chosen and cell.value_minor:
            exporter = cell.key[0] or region
            key = (exporter, cell.key[1], cell.key[2])
            sums[key] = sums.get(key, 0) + cell.value_minor
    country = window.reference.settings.country
    return _split(sums, region, country), chosen


def _split(sums: Mapping[tuple[str, str, str], int], region: str, country: str) -> Matrix:
    """The country's row without the region's; a rest below nothing is nothing, and told."""
    told: list[Document] = []
    values = {key: value for key, value in sums.items() if key[1] != country}
    if any(key[0] == country for key in values):
        rest = {
            key: value - values.get((region, *key[1:]), 0)
            for key, value in values.items() if key[0] == country
        }  # fmt: skip
        below = sum(value < 0 for value in rest.values())
        values |= {key: max(value, 0) for key, value in rest.items()}
        told.append({
            "code": "trade.split", "where": country,
            "message": f"{country} is the country without {region}: the region's exports are taken "
            f"off the country's, and {below} cells that fell below nothing are nothing.",
        })  # fmt: skip
    keys = sorted(values)
    amounts = np.array([values[key] / 100 for key in keys])
    return replace(matrix_of([_coded([key[n] for key in keys]) for n in range(3)], amounts),
                   warnings=tuple(told))  # fmt: skip


def _coded(texts: list[str]) -> Coded:
    levels, codes = np.unique(np.array(texts), return_inverse=True)
    return Coded(codes.astype(np.int64), tuple(str(one) for one in levels))


class Links:
    """Duty and best route of a market, each found once.

    Args:
        desk: The desk.
        on: Legal day.
    """

    def __init__(self, desk: Desk, on: date) -> None:
        self._desk, self._on = desk, on
        self._law: TariffLaw = tariff_law(desk)
        self._routes: dict[str, Document] = {}

    def of(self, market: str, hs: str) -> Document:
        """The duty of a product in a market, and the cheapest way there."""
        if market not in self._routes:
            self._routes[market] = self._route(market)
        return {"duty": self._duty(market, hs), "route": self._routes[market]}

    def _duty(self, market: str, hs: str) -> Document:
        origin = self._desk.region.country
        href = (
            f"/duty?market={market}&hs={hs}&origin={origin}&on={self._on}"
            f"&value={_TRIAL['amount']}&currency={_TRIAL['currency']}"
        )
        ask = {"market": market, "hs": hs, "origin": origin, "customs_value": _TRIAL,
               "on": self._on.isoformat()}  # fmt: skip
        try:
            found = answer_duty(self._law, ask, today=self._on)
        except EntrepotError as error:
            markets = self._desk.region.markets
            is_held = any(market in (one.id, *one.countries) for one in markets)
            return {
                "href": href if is_held else None,
                "rate": None,
                "why": str(error.problems[0].message),
            }
        candidates = [one for one in found["candidates"] if one["state"] == "applies"]
        best = candidates[0] if candidates else None
        return {
            "href": href, "rate": best and best["rate"], "regime": best and best["regime"],
            "saving": found["saving"], "complete": found["complete"],
        }  # fmt: skip

    def _route(self, market: str) -> Document:
        place = self._place(market)
        if place is None:
            return {"href": None, "cost_usd": None, "why": f"no place in {market} is known."}
        home = self._desk.region.home
        href = f"/corridors/compare?from={home}&to={place}&teu=1"
        try:
            ask = {"origin": home, "destination": place, "teu": "1", "by": "cost"}
            found = route_at(self._desk, ask, today=self._on)
        except EntrepotError as error:
            return {"href": href, "cost_usd": None, "why": str(error.problems[0].message)}
        best = found["routes"][0]
        return {
            "href": href, "to": place, "cost_usd": best["cost_usd"], "hours": best["time_mean_h"],
            "unit": "TEU",
        }  # fmt: skip

    def _place(self, market: str) -> str | None:
        """The most populous destination of a country."""
        places = self._desk.region.places
        found = [
            one for one in self._desk.region.destinations if places[one.place].country == market
        ]
        largest = max(found, key=lambda one: one.population or 0, default=None)
        return largest.place if largest else None
