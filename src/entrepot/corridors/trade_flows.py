"""What a region sends and fetches in a year, from published totals to pairs of places.

Packs tell trade by year and, at most, by partner. Who in the region trades with which city
abroad is modelled:

    flow(unit, destination) = value x share(partner) x share(unit) x share(destination) / density

The share of a unit is that of the residents of its level. The share of a destination within
its partner is that of population / km^a, with km the great circle from the region's home. What
no partner's share speaks of goes to all other countries by the same rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from entrepot.kernel.errors import MissingError, Problem
from entrepot.kernel.geography import great_circle_km
from entrepot.kernel.source import Source, Status, weakest
from entrepot.region.aims import Partner, TradeFigure
from entrepot.region.model import Region
from entrepot.region.places import Place
from entrepot.region.units import units_at
from entrepot.region.worth import worth_usd

Direction = Literal["exports", "imports"]
DIRECTIONS: tuple[Direction, ...] = ("exports", "imports")
_SURE: tuple[Status, ...] = ("published", "derived", "synthetic", "modelled", "unverified")
_NEAREST_KM = 1.0


@dataclass(frozen=True, slots=True)
class Flow:
    """Goods of a year between a unit of the region and a place abroad.

    Attributes:
        direction: exports or imports.
        home: Unit of the region.
        abroad: Place abroad.
        teu: How much [TEU/year].
        value_usd: What it is worth [USD/year].
    """

    direction: Direction
    home: str
    abroad: str
    teu: float
    value_usd: float

    @property
    def ends(self) -> tuple[str, str]:
        """Origin and destination."""
        out = self.direction == "exports"
        return (self.home, self.abroad) if out else (self.abroad, self.home)


@dataclass(frozen=True, slots=True)
class Stray:
    """Trade that has no place to go to or come from.

    Attributes:
        direction: exports or imports.
        partner: Who it is with.
        teu: How much [TEU/year].
        code: Stable name of the reason.
        reason: Why, as a sentence.
        reason_zh: The same in Chinese.
    """

    direction: Direction
    partner: str
    teu: float
    code: str
    reason: str
    reason_zh: str


@dataclass(frozen=True, slots=True)
class Trade:
    """A year's flows with what they rest on.

    Attributes:
        year: Year the totals speak of.
        value_usd: Totals by direction [USD/year].
        flows: Flows between units and places abroad.
        strays: Trade without a place.
        rests_on: Sources of totals, shares and density.
        status: The least certain of them; a split is modelled at best.
        notes: What a reader must know, in English and Chinese.
    """

    year: int
    value_usd: Mapping[Direction, float]
    flows: tuple[Flow, ...]
    strays: tuple[Stray, ...]
    rests_on: tuple[Source, ...]
    status: Status
    notes: tuple[tuple[str, str], ...]


def flows_of_year(region: Region, year: int, *, level: str) -> Trade:
    """Split the trade of a year among units of a level and places abroad.

    Args:
        region: The region; its tables of trade, partners and destinations are used.
        year: Year wanted; if the tables lack it, the nearest earlier one, else the first.
        level: Level of the region's units.

    Raises:
        MissingError: The pack has no totals, or no year tells exports from imports.
        InputError: There is no such level.
    """
    units = units_at(region, level)
    values, told, notes = _totals(region, year)
    density = region.parameter("trade_usd_per_teu")
    decay = region.parameter("gravity_distance")
    homes = shares_of_units(units)
    flows: list[Flow] = []
    strays: list[Stray] = []
    for direction in DIRECTIONS:
        for partner, share, places in _partners(region, told, direction, decay.mid, notes):
            teu = values[direction] * share / density.mid
            if not places:
                strays.append(_stray(direction, partner, teu))
                continue
            flows += [
                Flow(direction, home, place, teu * part * weight, teu * part * weight * density.mid)
                for home, part in homes.items()
                for place, weight in places.items()
            ]
    rows = [density.cited, decay.cited, *(Source(f.source, f.status) for f in told)]
    notes += [
        (
            f"units by their residents, places abroad by population / km^{decay.mid:g}; "
            f"a TEU holds goods worth {density.mid:,.0f} USD",
            f"区内单元按常住人口、境外地点按人口/公里^{decay.mid:g} 分配；"
            f"每标准箱货值 {density.mid:,.0f} 美元",
        )
    ]
    return Trade(
        told[0].year, values, tuple(flows), tuple(strays), tuple(dict.fromkeys(rows)),
        weakest(["modelled", *(row.status for row in rows)]), tuple(dict.fromkeys(notes)),
    )  # fmt: skip


def _totals(
    region: Region, year: int
) -> tuple[dict[Direction, float], list[TradeFigure], list[tuple[str, str]]]:
    """Exports and imports of a year [USD], the rows they rest on, and notes."""
    by_year: dict[int, dict[str, TradeFigure]] = defaultdict(dict)
    for row in _own_rows(region):
        best = by_year[row.year].get(row.flow)
        if best is None or _rank(row) < _rank(best):
            by_year[row.year][row.flow] = row
    whole = {y: rows for y, rows in by_year.items() if "total" in rows or _is_split(rows)}
    split = {y: rows for y, rows in by_year.items() if _is_split(rows)}
    if not whole or not split:
        message = "the pack does not tell exports and imports of any year."
        hint = "Give rows of exports and imports, period year, in trade_series.csv."
        raise MissingError(Problem("flows.no_totals", "trade_series.csv", message, hint))
    used, parts = _nearest_year(whole, year), _nearest_year(split, year)
    notes = [] if used == year else [_other_year(year, used)]
    if used == parts:
        rows = [whole[used]["exports"], whole[used]["imports"]]
        worth = [_usd(region, row) for row in rows]
        return dict(zip(DIRECTIONS, worth, strict=True)), rows, notes
    total, one, other = whole[used]["total"], split[parts]["exports"], split[parts]["imports"]
    share = _usd(region, one) / (_usd(region, one) + _usd(region, other))
    notes.append(
        (
            f"{used} is told as a total; exports are {share:.1%} of it, as in {parts}",
            f"{used} 年只有总额；出口占比取 {parts} 年的 {share:.1%}",
        )
    )
    worth = [_usd(region, total) * part for part in (share, 1 - share)]
    return dict(zip(DIRECTIONS, worth, strict=True)), [total, one, other], notes


def _own_rows(region: Region) -> Iterable[TradeFigure]:
    names = _own_names(region)
    for row in region.trade_series:
        is_whole = row.period in ("", "year") and row.flow in ("total", *DIRECTIONS)
        if row.geography in names and is_whole and row.value is not None:
            yield row


def _own_names(region: Region) -> set[str]:
    """What the tables of trade call the region."""
    also = {row.geography for row in region.trade_series if row.geography_zh == region.name_zh}
    return {region.id, region.name, region.root} | also


def _is_split(rows: Mapping[str, TradeFigure]) -> bool:
    return "exports" in rows and "imports" in rows


def _rank(row: TradeFigure) -> tuple[int, bool]:
    """Published before derived, and dollars before what must be converted."""
    return _SURE.index(row.status), not row.unit.endswith("USD")


def _nearest_year(rows: Mapping[int, object], year: int) -> int:
    return max((y for y in rows if y <= year), default=min(rows))


def _other_year(asked: int, used: int) -> tuple[str, str]:
    return (
        f"the tables tell no total of {asked}: {used} is used in its place",
        f"数据包没有 {asked} 年的总额，改用 {used} 年",
    )


def _usd(region: Region, row: TradeFigure) -> float:
    """A figure such as 12.05 bn USD [USD].

    Raises:
        MissingError: Its unit is not an amount of money the pack can convert.
    """
    assert row.value is not None
    usd = worth_usd(region, row.value, row.unit)
    if usd is None:
        message = f"'{row.unit}' is no unit of money that can be converted."
        hint = "Give bn USD, or a currency with a usd_per_ parameter."
        raise MissingError(Problem("flows.unit", f"trade_series.csv {row.id}", message, hint))
    return usd


def shares_of_units(units: Sequence[Place]) -> dict[str, float]:
    """Share of each unit in the residents; the same for all where none are told."""
    people = {one.id: float(one.population or 0) for one in units}
    whole = sum(people.values())
    if not whole:
        return {one.id: 1 / len(units) for one in units}
    return {place: count / whole for place, count in people.items() if count}


def _partners(
    region: Region, told: list[TradeFigure], direction: Direction, decay: float,
    notes: list[tuple[str, str]],
) -> Iterable[tuple[str, float, dict[str, float]]]:  # fmt: skip
    """Partners with their share of a direction, and the places abroad each is split among."""
    weights = pulls_abroad(region, decay)
    taken: set[str] = set()
    left = 1.0
    for row in _shares_told(region, direction, told[0].year):
        assert row.share_pct is not None
        share = min(row.share_pct / 100, left)
        taken |= set(row.countries)
        left -= share
        notes.append(
            (
                f"{row.partner}: {share:.1%} of {direction}, as told for {row.year}",
                f"{row.partner}：占{'出口' if direction == 'exports' else '进口'}的 {share:.1%}"
                f"（{row.year} 年）",
            )
        )
        yield row.partner, share, shares_within(weights, set(row.countries), region)
    if left > 0:
        others = {place: w for place, w in weights.items()
                  if region.places[place].country not in taken}  # fmt: skip
        whole = sum(others.values())
        yield "other countries", left, {p: w / whole for p, w in others.items() if whole}


def _shares_told(region: Region, direction: Direction, year: int) -> list[Partner]:
    """Shares of partners that do not overlap, of whole years, the latest first."""
    names = _own_names(region)
    other = "imports" if direction == "exports" else "exports"
    rows = [
        row
        for row in region.partners
        if row.reporter in names and row.share_pct and row.period in ("", "year")
        and f"({other})" not in row.unit and (row.year or 0) <= max(year, 1)
    ]  # fmt: skip
    rows.sort(key=lambda row: (-(row.year or 0), f"({direction})" not in row.unit, row.rank or 999))
    kept: list[Partner] = []
    taken: set[str] = set()
    for row in rows:
        named = any(row.partner == one.partner for one in kept)
        if not named and not taken & set(row.countries):
            kept.append(row)
            taken |= set(row.countries)
    return kept


def pulls_abroad(region: Region, decay: float) -> dict[str, float]:
    """Pull of every place abroad: population / km^decay; a place without residents has none."""
    home = region.places[region.home]
    places = {row.place: row.population for row in region.destinations if row.population}
    listed = {region.places[place].country for place in places}
    for one in region.places.values():  # countries that the list of destinations leaves out
        if one.country not in listed and one.population and one.country != region.country:
            places[one.id] = one.population
    weights = {}
    for place, people in places.items():
        there = region.places[place]
        if there.country != region.country:
            km = great_circle_km(home.lat, home.lon, there.lat, there.lon)
            weights[place] = people / max(km, _NEAREST_KM) ** decay
    return weights


def shares_within(
    weights: Mapping[str, float], countries: set[str], region: Region
) -> dict[str, float]:
    """Share of each place in some countries, by its pull; nothing where there is none."""
    inside = {p: w for p, w in weights.items() if region.places[p].country in countries}
    whole = sum(inside.values())
    return {place: weight / whole for place, weight in inside.items()}


def _stray(direction: Direction, partner: str, teu: float) -> Stray:
    return Stray(
        direction, partner, teu, "flows.no_destination",
        f"the pack knows no place with residents in {partner}.",
        f"数据包中“{partner}”没有带人口的地点。",
    )  # fmt: skip
