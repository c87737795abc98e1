"""What a change of trade costs does to the region and the world, on the lines that are loaded."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.kernel.source import weakest
from entrepot.service.desk import Desk
from entrepot.service.equilibrium import equilibrium
from entrepot.service.fields import Fields
from entrepot.service.trade_cells import Asked, count_cells
from entrepot.service.trade_overview import TradeTables
from entrepot.store.trade import acting_trade
from entrepot.trade.closure import Closure

Document = dict[str, Any]
Flows = Mapping[tuple[str, str], float]
OWN = ""  # who reports where a line does not tell
DRAWS, SEED = 200, 1
DEFAULTS = {
    "cost_pct": "-5", "theta": "4", "theta_sd": "0.5", "domestic_pct": "80", "closure": "additive",
}  # fmt: skip
CLOSURES = tuple(one for one in Closure if one is not Closure.FIXED_NOMINAL)
_LOWEST, _HIGHEST = Decimal(-90), Decimal(1000)
SOURCE = "lines of trade that are loaded; exact hat algebra, Dekle, Eaton and Kortum (2008)"


class WhatIfWorld:
    """What-ifs on the world of the lines, which is counted once a revision.

    Args:
        desk: The desk.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tables = TradeTables(desk.window)

    def show(self, raw: Mapping[str, Any], *, by: str, at: datetime) -> Document:
        """Solve the world again after trade costs between two economies changed, both ways.

        Args:
            raw: Fields by name: partner (empty is every one), cost_pct, theta, theta_sd,
                domestic_pct (share of spending at home, which the lines do not tell), closure,
                year. `DEFAULTS` stand in for those that are absent.
            by: Account; empty is the machine itself.
            at: Instant.

        Returns:
            The document of `equilibrium` with asked, year, place of each country, and statuses.

        Raises:
            InputError: With every fault of every field.
            MissingError: No exports of the region are loaded.
            ModelError: There is no convergence.
            RoleError: Who acts is no statistics analyst.
        """
        asked = _parse(raw)
        world = self.world(asked["year"], by=by, at=at)
        region = self._desk.region.id
        partners = sorted({code for pair in world["flows"] for code in pair} - {region})
        if asked["partner"] and asked["partner"] not in partners:
            raise InputError(Problem("input.unknown", "partner", f"{asked['partner'][:20]!r} is "
                                     "not in the trade.", "Write it as JP."))  # fmt: skip
        found = equilibrium(_case(world["flows"], asked, region, partners))
        return found | self.about(world, asked)

    def about(self, world: Document, asked: Document) -> Document:
        """What stands beside a result on the world of a year."""
        region = self._desk.region.id
        partners = sorted({code for pair in world["flows"] for code in pair} - {region})
        return {
            "asked": asked, "year": world["year"], "data_status": world["data_status"],
            "source": SOURCE, "region": region, "partners": partners,
            "places": {code: self.place(code) for code in (region, *partners)},
        }  # fmt: skip

    def outline(self, raw: Mapping[str, Any]) -> Document:
        """What was asked, with the defaults, for a form without a result."""
        return {**DEFAULTS, **raw}

    def world(self, year: int | None, *, by: str, at: datetime) -> Document:
        """Trade of a year among economies: year, data_status, flows by seller and buyer.

        Raises:
            MissingError: No exports of the region are loaded for it.
            RoleError: Who acts is no statistics analyst.
        """

        def make() -> Document:
            return _count(self._desk, year, by=by, at=at)

        found: Document = self._tables.kept(f"what-if {year}", make, by=by, at=at)
        return found

    def place(self, code: str) -> Document | None:
        """Where an economy is drawn: at home, or at its most populous destination."""
        region = self._desk.region
        if code == region.id:
            name: str | None = region.home
        else:
            found = [one for one in region.destinations if region.places[one.place].country == code]
            largest = max(found, key=lambda one: one.population or 0, default=None)
            name = largest.place if largest else None
        place = region.places[name] if name else None
        return {"lat": place.lat, "lon": place.lon} if place else None


def _count(desk: Desk, year: int | None, *, by: str, at: datetime) -> Document:
    """Trade of a year by seller and buyer, the region apart from its country [USD].

    Raises:
        MissingError: No exports of the region are loaded for it.
    """
    asked = Asked(0, 999999, ("reporter", "partner", "flow"), ("export", "import"))
    cells = count_cells(desk.window, asked, by=by, at=at).cells
    years = sorted({
        one.month // 100 for one in cells if one.key[0] == OWN and one.key[2] == "export"
    })  # fmt: skip
    if not years or (year is not None and year not in years):
        raise MissingError(
            Problem("trade.no_lines", "year", "no exports of the region are loaded for it.",
                    "Load lines with `entrepot statistics load`, or try `entrepot demo trade`.")
        )  # fmt: skip
    beside = {one.month // 100 for one in cells if one.key[0] != OWN}
    chosen = year or max(set(years) & beside, default=years[-1])
    region, country = desk.region.id, desk.region.country
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for one in cells:
        reporter, partner, flow = one.key
        if one.month // 100 != chosen or not one.value_minor or partner in (reporter, ""):
            continue
        if flow == "export":
            sums[reporter or region, partner] += one.value_minor
        elif reporter == OWN:  # what others import is told by who sells it
            sums[partner, region] += one.value_minor
    with acting_trade(desk.window.database, by, at) as (book, _):
        statuses = [one["status"] for one in book.list_batches()]
    return {
        "year": chosen, "data_status": weakest(statuses), "flows": _apart(sums, region, country)
    }  # fmt: skip


def _apart(sums: Mapping[tuple[str, str], int], region: str, country: str) -> dict[Any, float]:
    """The country without the region; what the two trade with each other is not told."""
    found = {pair: value / 100 for pair, value in sums.items() if set(pair) != {region, country}}
    for seller, buyer in list(found):
        if seller == country:
            found[seller, buyer] -= found.get((region, buyer), 0)
        elif buyer == country:
            found[seller, buyer] -= found.get((seller, region), 0)
    return {pair: value for pair, value in found.items() if value > 0}


def _case(flows: Flows, asked: Document, region: str, partners: list[str]) -> Document:
    """The case of `equilibrium` where the costs of some pairs change by a share."""
    factor = 1 + asked["cost_pct"] / 100
    others = [asked["partner"]] if asked["partner"] else partners
    pairs = [pair for one in others for pair in ((region, one), (one, region))]
    return case_of(flows, asked) | {
        "shock": {"tau_hat": "tau_hat", "rows": [
            {"origin": seller, "destination": buyer, "tau_hat": factor}
            for seller, buyer in pairs if (seller, buyer) in flows
        ] or [{"origin": region, "destination": region, "tau_hat": 1.0}]},
        "draws": {
            "n": DRAWS, "seed": SEED,
            "theta": {"mean": asked["theta"], "sd": asked["theta_sd"]},
        },
    }  # fmt: skip


def case_of(flows: Flows, asked: Document) -> Document:
    """A case without a shock; spending at home is what was supposed, of what is bought."""
    bought: dict[str, float] = defaultdict(float)
    sold: dict[str, float] = defaultdict(float)
    for (seller, buyer), value in flows.items():
        sold[seller] += value
        bought[buyer] += value
    ratio = asked["domestic_pct"] / (100 - asked["domestic_pct"])
    codes = sorted({code for pair in flows for code in pair})
    at_home = {(code, code): ratio * (bought[code] or sold[code]) for code in codes}
    return {
        "model": "one-sector", "theta": asked["theta"], "closure": asked["closure"],
        "flows": {"rows": [
            {"origin": seller, "destination": buyer, "value": value}
            for (seller, buyer), value in {**flows, **at_home}.items()
        ]},
    }  # fmt: skip


def _parse(raw: Mapping[str, Any]) -> Document:
    """The fields, checked.

    Raises:
        InputError: With every fault.
    """
    fields = Fields({**DEFAULTS, **{name: text for name, text in raw.items() if text}})
    year = fields.text("year")
    asked: Document = {
        "partner": fields.text("partner").upper(), "closure": fields.text("closure"),
        "year": int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        "cost_pct": number_between(fields, "cost_pct", _LOWEST, _HIGHEST),
        "theta": number_between(fields, "theta", Decimal("0.5"), Decimal(50)),
        "theta_sd": number_between(fields, "theta_sd", Decimal(0), Decimal(10)),
        "domestic_pct": number_between(fields, "domestic_pct", Decimal(1), Decimal(99)),
    }  # fmt: skip
    fields.nothing_else()
    problems = list(fields.problems)
    if year and asked["year"] is None:
        problems.append(Problem("input.number", "year", f"{year[:20]!r} is no year."))
    if asked["closure"] not in CLOSURES:
        problems.append(Problem("input.unknown", "closure", f"{asked['closure'][:20]!r} is none.",
                                f"One of {', '.join(CLOSURES)}."))  # fmt: skip
    if problems:
        raise InputError(problems)
    return asked


def number_between(fields: Fields, name: str, least: Decimal, most: Decimal) -> float:
    """A number in a range, the least where it is wrong; what is wrong is kept in the fields."""
    text = fields.text(name)
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    is_number = digits.replace(".", "", 1).isdigit() and digits.isascii() and len(digits) < 16
    found = sign * Decimal(digits) if is_number else None
    if found is None or not least <= found <= most:
        fields.problems.append(Problem(
            "input.number", name, f"{text[:20]!r} is no number from {least} to {most}."
        ))  # fmt: skip
        return float(least)
    return float(found)
