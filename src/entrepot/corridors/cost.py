"""Money, time, lateness and emissions of a leg, from the rows of the pack."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp, log
from typing import Protocol, TypeVar

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import Status
from entrepot.region.model import Region
from entrepot.region.parameters import Delay, Factor, Rate, Speed

Z_90 = 1.2815515655446004  # ninetieth percentile of the standard normal distribution
_UNIT = re.compile(r"(?P<n>\d*)(?P<item>TEU|FEU|box|container|t|kg)(-(?P<km>\d*)km)?")


@dataclass(frozen=True, slots=True)
class Price:
    """Money linear in the load [USD]."""

    per_20: float = 0.0
    per_40: float = 0.0
    per_t: float = 0.0
    per_kg: float = 0.0  # of chargeable weight

    def __add__(self, other: "Price") -> "Price":
        return Price(
            self.per_20 + other.per_20,
            self.per_40 + other.per_40,
            self.per_t + other.per_t,
            self.per_kg + other.per_kg,
        )

    def times(self, factor: float) -> "Price":
        """The price of `factor` such services."""
        return Price(
            self.per_20 * factor, self.per_40 * factor, self.per_t * factor, self.per_kg * factor
        )


@dataclass(frozen=True, slots=True)
class Span:
    """A time that varies: mean and median [h], variance [h2]; variances add."""

    mean_h: float = 0.0
    var_h2: float = 0.0
    p50_h: float = 0.0

    def __add__(self, other: "Span") -> "Span":
        return Span(
            self.mean_h + other.mean_h, self.var_h2 + other.var_h2, self.p50_h + other.p50_h
        )

    def times(self, share: float) -> "Span":
        """A share of the span, as one of several stretches of one run."""
        return Span(self.mean_h * share, self.var_h2 * share, self.p50_h * share)


@dataclass(frozen=True, slots=True)
class Carbon:
    """Emissions of a tonne of goods [kg CO2e].

    Attributes:
        wtw: Well to wheel.
        ttw: Of these, tank to wheel; None where the factor does not tell.
    """

    wtw: float = 0.0
    ttw: float | None = 0.0

    def times(self, factor: float) -> "Carbon":
        """The emissions of `factor` such ways."""
        return Carbon(self.wtw * factor, None if self.ttw is None else self.ttw * factor)


# The vehicle whose rates, speeds, factors and delays speak for a mode, unless another is named.
STANDARD_VEHICLE = {
    "rail": "block_train", "road": "linehaul", "river": "barge", "sea": "liner",
    "air": "freighter", "ferry": "ferry",
}  # fmt: skip
FREE = Price()
NO_TIME = Span()
CLEAN = Carbon()


def fixed_time(hours: float) -> Span:
    """A time without spread."""
    return Span(hours, 0.0, hours)


def lognormal(p50_h: float, p90_h: float) -> Span:
    """Span of a lognormal time through its median and ninetieth percentile [h].

    Example:
        >>> round(lognormal(30.0, 108.5).mean_h, 1)
        49.6
    """
    if p50_h <= 0 or p90_h <= p50_h:
        return fixed_time(max(p50_h, 0.0))
    sigma_2 = (log(p90_h / p50_h) / Z_90) ** 2
    mean = p50_h * exp(sigma_2 / 2)
    return Span(mean, mean * mean * (exp(sigma_2) - 1), p50_h)


def lateness(late_share: float, mean_late_days: float, cv: float) -> Span:
    """Span of a delay that is nothing mostly and gamma distributed when late.

    Args:
        late_share: Share of runs that are late [0-1].
        mean_late_days: Mean delay of the late ones [d].
        cv: Coefficient of variation of that delay.
    """
    hours = 24 * mean_late_days
    mean = late_share * hours
    return Span(mean, late_share * hours * hours * (1 + cv * cv) - mean * mean, 0.0)


def between(low_days: float | None, high_days: float | None) -> Span | None:
    """Span of a time spread evenly between two published limits [d], None if neither is known."""
    known = [24 * days for days in (low_days, high_days) if days is not None]
    if not known:
        return None
    mean = sum(known) / len(known)
    return Span(mean, (max(known) - min(known)) ** 2 / 12, mean)


def usual(transit: Span, late: Span) -> Span:
    """A listed transit with its lateness.

    A pack lists usual times, which late arrivals are part of: lateness gives the spread,
    where the listed range does not give a wider one, and leaves the mean.
    """
    return Span(transit.mean_h, max(transit.var_h2, late.var_h2), transit.p50_h)


class _Placed(Protocol):
    @property
    def mode(self) -> str: ...
    @property
    def vehicle(self) -> str: ...
    @property
    def use(self) -> str: ...


_Row = TypeVar("_Row", bound=_Placed)


@dataclass(frozen=True, slots=True)
class Tariff:
    """Price of a way: a fixed part, a part a kilometre, and who says so."""

    fixed: Price
    per_km: Price
    status: Status
    source: str

    def over(self, km: float) -> Price:
        """Price of so many kilometres, fixed part included [USD]."""
        return self.fixed + self.per_km.times(km)


@dataclass(slots=True)
class Book:
    """The pack's parameters, looked up by mode, country and vehicle.

    Rows of the vehicle asked for win, then rows without one; among these the narrowest
    area that holds the country, and `*` holds every country. A lane rate between two
    areas wins over a default rate.
    """

    region: Region
    sizes: Mapping[str, int] = field(init=False)
    areas: Mapping[str, frozenset[str]] = field(init=False)
    numbers: Mapping[str, float] = field(init=False)
    _kept: dict[tuple[object, ...], object] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.areas = {area.id: frozenset(area.countries) for area in self.region.areas}
        self.sizes = {area: len(countries) for area, countries in self.areas.items()}
        self.numbers = {row.id: row.mid for row in self.region.parameters}

    def number(self, parameter_id: str) -> float:
        """A parameter of the model.

        Raises:
            InputError: The pack lacks it.
        """
        try:
            return self.numbers[parameter_id]
        except KeyError:
            message = f"the parameter {parameter_id} is missing."
            raise InputError(Problem("pack.missing", "parameters.csv", message)) from None

    def holds(self, area: str, country: str) -> bool:
        """Say whether an area holds a country; empty and `*` hold every one."""
        return area in ("", "*") or country == area or country in self.areas.get(area, ())

    def tariff(self, mode: str, origin: str, destination: str, vehicle: str = "") -> Tariff:
        """Price from one country to another.

        Raises:
            InputError: The pack has no rate that speaks for the way.
        """
        key = ("rate", mode, origin, destination, vehicle)
        if key not in self._kept:
            self._kept[key] = self._find_tariff(mode, origin, destination, vehicle)
        return self._kept[key]  # type: ignore[return-value]

    def lane(self, mode: str, origin: str, destination: str) -> Rate | None:
        """Lane rate for a whole way from one country to another, where the pack has one."""
        rows = [
            row
            for row in self.region.rates
            if row.mode == mode
            and row.use == "lane"
            and not row.unit.endswith("km")
            and self.holds(row.from_area, origin)
            and self.holds(row.to_area, destination)
        ]
        return min(rows, key=lambda row: self._rank(row, STANDARD_VEHICLE[mode]), default=None)

    def speed_kmh(self, mode: str, country: str, vehicle: str = "") -> float:
        """Speed of a mode in a country [km/h]."""
        key = ("speed", mode, country, vehicle)
        if key not in self._kept:
            row = self._narrowest(self.region.speeds, mode, country, vehicle)
            self._kept[key] = _needed(row, "speeds.csv", mode, country).mid
        return self._kept[key]  # type: ignore[return-value]

    def carbon_per_km(self, mode: str, country: str, vehicle: str = "") -> Carbon:
        """Emissions of a tonne over a kilometre."""
        key = ("factor", mode, country, vehicle)
        if key not in self._kept:
            row = self._narrowest(self.region.factors, mode, country, vehicle)
            factor = _needed(row, "factors.csv", mode, country)
            self._kept[key] = Carbon(factor.wtw, factor.ttw).times(1 / 1000)
        return self._kept[key]  # type: ignore[return-value]

    def carbon_of_hub(self, mode: str, wtw: float) -> Carbon:
        """Emissions of handling a tonne, the part from tank to wheel as in the pack's factors.

        Args:
            mode: air, or any other.
            wtw: What the terminal emits, well to wheel [kg CO2e per t].
        """
        vehicle = "air_cargo" if mode == "air" else "container"
        row = self._narrowest(self.region.factors, "hub", "", vehicle)
        if row is None or row.ttw is None or not row.wtw:
            return Carbon(wtw, None)
        return Carbon(wtw, wtw * row.ttw / row.wtw)

    def delay(self, mode: str, countries: Iterable[str], vehicle: str = "") -> Span:
        """How late a run through some countries is; each row of the pack counts once."""
        rows = {row.id: row for c in countries if (row := self.delay_row(mode, c, vehicle))}
        late = NO_TIME
        for row in rows.values():
            late = late + lateness(row.late_share, row.mean_late_days, row.cv)
        return late

    def delay_row(self, mode: str, country: str, vehicle: str = "") -> Delay | None:
        """The row that tells how late the mode is in a country, if the pack has one."""
        key = ("delay", mode, country, vehicle)
        if key not in self._kept:
            self._kept[key] = self._narrowest(self.region.delays, mode, country, vehicle)
        return self._kept[key]  # type: ignore[return-value]

    def price(self, amount: float, unit: str) -> Price:
        """An amount in a unit such as USD/FEU or CNY/t-km as a price [USD]; per km if so."""
        currency, _, rest = unit.partition("/")
        parts = _UNIT.fullmatch(rest)
        if parts is None:
            message = f"'{unit}' is not a unit of price."
            hint = "Use CUR/TEU, CUR/FEU, CUR/box, CUR/t or CUR/kg, with -km for a kilometre."
            raise InputError(Problem("pack.unit", "rates.csv or services.csv", message, hint))
        usd = amount * self.usd_per(currency) / (int(parts["n"] or 1) * int(parts["km"] or 1))
        share = self.number("teu_share_of_feu")
        return {
            "TEU": Price(usd, usd / share),
            "FEU": Price(usd * share, usd),
            "box": Price(usd, usd),
            "container": Price(usd, usd),
            "t": Price(per_t=usd),
            "kg": Price(per_kg=usd),
        }[parts["item"]]

    def usd_per(self, currency: str) -> float:
        """Value of one unit of a currency in the freight tables [USD]."""
        return 1.0 if currency == "USD" else self.number(f"usd_per_{currency.lower()}")

    def _find_tariff(self, mode: str, origin: str, destination: str, vehicle: str) -> Tariff:
        vehicle = vehicle or STANDARD_VEHICLE[mode]
        rows = [
            row
            for row in self.region.rates
            if row.mode == mode
            and row.use in ("lane", "default")
            and self.holds(row.from_area, origin)
            and self.holds(row.to_area, destination)
        ]
        best = min(rows, key=lambda row: self._rank(row, vehicle), default=None)
        best = _needed(best, "rates.csv", mode, f"{origin} to {destination}")
        twins = [row for row in rows if self._rank(row, vehicle) == self._rank(best, vehicle)]
        return self._tariff_of(best, twins)

    def _rank(self, row: Rate, vehicle: str) -> tuple[int, bool, int, str]:
        width = self._width(row.from_area) + self._width(row.to_area)
        fit = _fit(row.vehicle, vehicle)
        return (fit, row.use != "lane", width, row.from_area)

    def _tariff_of(self, best: Rate, twins: list[Rate]) -> Tariff:
        """A rate as a tariff; of a pair by TEU and by FEU each prices its own box."""
        prices = [self._parts(row) for row in twins]
        fixed, per_km = prices[0]
        for row, (own_fixed, own_per_km) in zip(twins, prices, strict=True):
            if "/FEU" in row.unit and "/TEU" in best.unit:
                fixed = Price(fixed.per_20, own_fixed.per_40)
                per_km = Price(per_km.per_20, own_per_km.per_40)
            elif "/TEU" in row.unit and "/FEU" in best.unit:
                fixed = Price(own_fixed.per_20, fixed.per_40)
                per_km = Price(own_per_km.per_20, per_km.per_40)
        return Tariff(fixed, per_km, best.status, best.source)

    def _parts(self, row: Rate) -> tuple[Price, Price]:
        extra = (row.fixed or 0.0) * self.usd_per(row.currency)
        share = self.number("teu_share_of_feu") if "/FEU" in row.unit else 1.0
        fixed = Price(extra * share, extra)
        price = self.price(row.mid, row.unit)
        if row.mode == "air" and price.per_t:  # air freight is paid by chargeable weight
            price = Price(per_kg=price.per_t / 1000)
        return (fixed, price) if row.unit.endswith("km") else (fixed + price, FREE)

    def _narrowest(
        self, rows: Iterable[_Row], mode: str, country: str, vehicle: str
    ) -> _Row | None:
        vehicle = vehicle or STANDARD_VEHICLE[mode]
        fitting = [
            row
            for row in rows
            if row.mode == mode and row.use == "default" and self.holds(_area(row), country)
        ]
        return min(
            fitting,
            key=lambda row: (_fit(row.vehicle, vehicle), self._width(_area(row))),
            default=None,
        )

    def _width(self, area: str) -> int:
        if area in ("", "*"):
            return 1000
        return self.sizes.get(area, 1)


def _area(row: object) -> str:
    assert isinstance(row, (Speed, Factor, Delay))
    return row.area


def _fit(own: str, asked: str) -> int:
    """0 for the vehicle asked for, 1 for any vehicle, 2 for another one."""
    return 0 if own == asked else 1 if own in ("", "*") else 2


def _needed(row: _Row | None, file: str, mode: str, where: str) -> _Row:
    if row is None:
        message = f"no default row for {mode} in {where}."
        hint = "Give one with the area *."
        raise InputError(Problem("pack.missing", file, message, hint))
    return row
