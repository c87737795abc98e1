"""A region as its pack describes it: one frozen row class a table, and Region over them.

Every class here is a table of a pack; its fields are the columns that `columns.csv`
describes. Every row carries a `source` and a `status`; None is unknown, never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from entrepot.kernel.codes import Mode
from entrepot.kernel.period import Period
from entrepot.kernel.source import Source, Status


@dataclass(frozen=True, slots=True)
class Row:
    """What every row of every table ends with."""

    note: str
    source: str
    status: Status

    @property
    def cited(self) -> Source:
        """The row's citation and standing."""
        return Source(self.source, self.status)


# Where things are


@dataclass(frozen=True, slots=True)
class Place(Row):
    """A node of the map: unit of the region, city, port, airport, terminal, border station."""

    id: str
    name: str
    name_zh: str
    kind: str
    country: str
    parent: str | None
    admin_code: str
    unlocode: str
    lat: float
    lon: float
    population: int | None


@dataclass(frozen=True, slots=True)
class Zone(Row):
    """A bonded, development or pilot zone."""

    id: str
    name: str
    name_zh: str
    kind: str
    place: str
    area: float | None
    area_unit: str
    since: str
    figures: str


# How goods move


@dataclass(frozen=True, slots=True)
class Link(Row):
    """A way between two places in one mode; only `use` leg is routed."""

    id: str
    from_place: str
    to_place: str
    mode: Mode
    use: str  # leg, path (whole way, a check) or observation
    km: float | None
    km_basis: str
    traffic: str  # freight, mixed or passenger
    gauge_mm: int | None
    state: str  # open, construction or planned
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which the link can be used."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Terminal(Row):
    """A place where goods are handed over between the modes it serves."""

    place: str
    modes: tuple[Mode, ...]
    gauges_mm: tuple[int, ...]
    is_liner_hub: bool
    capacity: float | None
    capacity_unit: str
    open_hours: str


@dataclass(frozen=True, slots=True)
class Transfer(Row):
    """Handling between two modes (or two gauges); place `*` is the default."""

    id: str
    place: str
    mode_a: Mode
    mode_b: Mode
    gauge_change: bool
    usd_per_teu: float
    usd_per_feu: float
    p50_h: float
    p90_h: float
    kg_co2e_per_t: float
    capacity_t_per_year: float | None


@dataclass(frozen=True, slots=True)
class Border(Row):
    """A border post; its time is lognormal through P50 and P90, gauge change included."""

    id: str
    place_a: str
    place_b: str
    country_a: str
    country_b: str
    lat: float
    lon: float
    modes: tuple[Mode, ...]
    gauge_a_mm: tuple[int, ...]
    gauge_b_mm: tuple[int, ...]
    p50_h: float | None
    p90_h: float | None
    mean_h: float | None
    cost_usd_per_teu: float | None
    open_hours: str
    regimes: tuple[str, ...]
    state: str  # open, restricted or closed
    year: int | None
    basis: str


@dataclass(frozen=True, slots=True)
class Service(Row):
    """A train, sailing, barge or flight that runs from one terminal to another."""

    id: str
    name: str
    from_place: str
    via: tuple[str, ...]
    to_place: str
    mode: Mode
    use: str  # offered (bookable), observed (a check) or price (a price observation)
    departures_per_week: float | None
    transit_days_min: float | None
    transit_days_max: float | None
    price: float | None
    price_unit: str  # USD/FEU, USD/TEU, CNY/TEU, CNY/FEU, USD/kg, USD/t
    year: int | None
    valid_from: date | None
    valid_to: date | None
    cutoff_h: float | None
    km: float | None
    passages: tuple[str, ...]
    capacity_teu: float | None

    @property
    def valid(self) -> Period:
        """Days on which the service runs."""
        return Period(self.valid_from, self.valid_to)


# What moving costs: parameters with low, mid and high


@dataclass(frozen=True, slots=True)
class Area(Row):
    """A set of countries that one rate, speed, factor or delay speaks of."""

    id: str
    name: str
    name_zh: str
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gauge(Row):
    """Track gauge of a country's main network."""

    country: str
    gauge_mm: int


@dataclass(frozen=True, slots=True)
class Rate(Row):
    """Freight rate of a mode inside an area, or from one area to another."""

    id: str
    mode: Mode
    name: str
    from_area: str
    to_area: str
    vehicle: str
    use: str  # default (priced with), lane (priced with between its two areas) or observed
    unit: str
    fixed: float | None
    low: float | None
    mid: float
    high: float | None
    currency: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Speed(Row):
    """Speed of a mode in an area; `includes` tells what is inside it."""

    id: str
    mode: Mode
    name: str
    area: str
    vehicle: str
    use: str  # default or observed
    unit: str
    low: float | None
    mid: float
    high: float | None
    includes: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Factor(Row):
    """Emission factor, well to wheel and tank to wheel."""

    id: str
    mode: str  # a mode, hub or reefer
    name: str
    area: str
    vehicle: str
    use: str  # default or observed
    wtw: float
    ttw: float | None
    unit: str
    low: float | None
    high: float | None
    edition: str
    page: str


@dataclass(frozen=True, slots=True)
class Delay(Row):
    """Lateness of a mode in an area: how often, and how long when late."""

    id: str
    mode: Mode
    name: str
    area: str
    vehicle: str
    use: str  # default or observed
    late_share: float
    mean_late_days: float
    cv: float
    year: int | None


@dataclass(frozen=True, slots=True)
class Payload(Row):
    """What a box, truck, train, barge or aircraft holds."""

    id: str
    name: str
    kind: str
    teu: float | None
    gross_t: float | None
    tare_t: float | None
    payload_t: float | None
    volume_m3: float | None


@dataclass(frozen=True, slots=True)
class Parameter(Row):
    """A single number of the model, such as the inventory carrying cost."""

    id: str
    name: str
    unit: str
    low: float | None
    mid: float
    high: float | None
    year: int | None
    use: str


@dataclass(frozen=True, slots=True)
class Destination(Row):
    """One of the places the region measures its access to."""

    place: str
    kind: str
    population: int | None
    population_year: int | None
    port: str


# Law at the border: dated rows


@dataclass(frozen=True, slots=True)
class Market(Row):
    """A customs territory: which countries, which value basis, which currency."""

    id: str
    name: str
    name_zh: str
    countries: tuple[str, ...]
    basis: str  # CIF or FOB
    currency: str
    vat_adds_freight: bool
    duty_digits: int | None  # decimals a duty is rounded to, None for the minor unit
    duty_rounding: str  # half_up or down


@dataclass(frozen=True, slots=True)
class Measure(Row):
    """A duty that applies to a code and all codes below it, on a day."""

    id: str
    market: str
    kind: str  # an entry of tariff/measures.py
    regime: str  # MFN, RCEP, ChAFTA, ...
    hs_code: str
    origins: tuple[str, ...]  # country codes; empty is every origin
    excluded_origins: tuple[str, ...]
    duty: str  # canonical expression of tariff/expression.py; empty is unknown
    source_text: str  # the cell as the schedule prints it
    valid_from: date | None
    valid_to: date | None
    vintage: str

    @property
    def valid(self) -> Period:
        """Days on which the measure is in force."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Gap(Row):
    """A charge of a market that the measures here do not cover; `note` says where to look."""

    market: str
    kind: str  # an entry of tariff/measures.py, or `fees`
    hs_codes: tuple[str, ...]  # codes it may fall on; empty is every code


@dataclass(frozen=True, slots=True)
class Vat(Row):
    """Import VAT, GST or sales tax of a country; hs_code empty is the standard rate."""

    country: str
    tax: str
    hs_code: str
    rate_pct: Decimal | None
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which the rate is in force."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Refund(Row):
    """Export VAT refund of a country by national line and export date."""

    country: str
    hs_code: str
    vat_pct: Decimal | None
    refund_pct: Decimal | None
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Export dates on which the rate applies."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class TradeTerm(Row):
    """Incoterms 2020: the stages that the seller's price includes."""

    code: str
    name: str
    name_zh: str
    transport: str  # any or sea
    price_includes: tuple[str, ...]  # origin, export, main, insurance, import, delivery, duty


@dataclass(frozen=True, slots=True)
class Good(Row):
    """What the region calls a good, in both languages, with its HS code."""

    hs_code: str
    name: str
    name_zh: str
    words: tuple[str, ...]  # further search words


@dataclass(frozen=True, slots=True)
class Paper(Row):
    """A document a consignment carries when it uses one of the modes or regimes."""

    id: str
    name: str
    name_zh: str
    modes: tuple[Mode, ...]  # empty is every mode
    regimes: tuple[str, ...]  # border regimes that call for it; empty is none in particular
    hs_codes: tuple[str, ...]  # goods that call for it; empty is every good
    when: str  # always, export, import, preference or transport


# What the region is and wants


@dataclass(frozen=True, slots=True)
class Cluster(Row):
    """An industrial cluster and its target."""

    id: str
    name: str
    name_zh: str
    level: str
    place: str
    target_value: float | None
    unit: str
    target_year: int | None
    stage: str
    lead_enterprises: str
    hs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product(Row):
    """A product the region trades, with a figure where one is known."""

    id: str
    product: str
    name: str
    name_zh: str
    category: str
    hs_code: str
    value: float | None
    unit: str
    period: str
    growth_pct: float | None
    volume: float | None
    volume_unit: str


@dataclass(frozen=True, slots=True)
class TradeFigure(Row):
    """One published or derived figure of the region's trade."""

    id: str
    year: int
    period: str
    geography: str
    flow: str
    value: float | None
    unit: str
    growth_pct: float | None
    basis: str


@dataclass(frozen=True, slots=True)
class Partner(Row):
    """What a partner takes of the region's trade in a period."""

    id: str
    reporter: str
    partner: str
    iso3: str
    partner_kind: str
    year: int | None
    period: str
    rank: int | None
    share_pct: float | None
    value: float | None
    unit: str
    growth_pct: float | None


@dataclass(frozen=True, slots=True)
class Target(Row):
    """A stated goal with its baseline."""

    id: str
    indicator: str
    geography: str
    baseline_value: float | None
    baseline_year: int | None
    operator: str
    target_value: float | None
    unit: str
    target_year: int | None


@dataclass(frozen=True, slots=True)
class Indicator(Row):
    """A measured value of the region."""

    id: str
    indicator: str
    geography: str
    value: float | None
    unit: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Agreement(Row):
    """An agreement with a counterpart, and where it stands."""

    id: str
    name: str
    kind: str
    counterpart: str
    country: str
    year: str
    stage: str
    fields: str


@dataclass(frozen=True, slots=True)
class Programme(Row):
    """A policy of the region: what it says."""

    id: str
    name: str
    what_it_says: str
    system_no: int | None


TABLES: dict[str, type[Row]] = {
    "places": Place, "zones": Zone,
    "links": Link, "terminals": Terminal, "transfers": Transfer, "borders": Border,
    "services": Service, "areas": Area, "gauges": Gauge, "rates": Rate, "speeds": Speed,
    "factors": Factor, "delays": Delay, "payloads": Payload, "parameters": Parameter,
    "destinations": Destination,
    "markets": Market, "measures": Measure, "gaps": Gap, "vat": Vat, "refunds": Refund,
    "trade_terms": TradeTerm, "goods": Good, "papers": Paper,
    "clusters": Cluster, "products": Product, "trade_series": TradeFigure,
    "partners": Partner, "targets": Target, "indicators": Indicator,
    "agreements": Agreement, "programmes": Programme,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """A region with the world around it.

    Attributes:
        id: Folder name of the pack.
        name, name_zh: What people call it.
        root: Place id of the region as a whole.
        levels: Kind words of its units from the root down, such as province, prefecture,
            county; the words are the pack's own.
        country: ISO 3166-1 alpha-2 of the customs territory it lies in.
        currency: ISO 4217 code of its money.
        home: Place id a quote starts from when none is named.
        centre: Latitude and longitude of the map.
        version: First digits of the SHA-256 over all pack texts.
    """

    id: str
    name: str
    name_zh: str
    root: str
    levels: tuple[str, ...]
    country: str
    currency: str
    home: str
    centre: tuple[float, float]
    version: str
    places: Mapping[str, Place]
    zones: tuple[Zone, ...] = ()
    links: tuple[Link, ...] = ()
    terminals: tuple[Terminal, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    borders: tuple[Border, ...] = ()
    services: tuple[Service, ...] = ()
    areas: tuple[Area, ...] = ()
    gauges: tuple[Gauge, ...] = ()
    rates: tuple[Rate, ...] = ()
    speeds: tuple[Speed, ...] = ()
    factors: tuple[Factor, ...] = ()
    delays: tuple[Delay, ...] = ()
    payloads: tuple[Payload, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    destinations: tuple[Destination, ...] = ()
    markets: tuple[Market, ...] = ()
    measures: tuple[Measure, ...] = ()
    gaps: tuple[Gap, ...] = ()
    vat: tuple[Vat, ...] = ()
    refunds: tuple[Refund, ...] = ()
    trade_terms: tuple[TradeTerm, ...] = ()
    goods: tuple[Good, ...] = ()
    papers: tuple[Paper, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    products: tuple[Product, ...] = ()
    trade_series: tuple[TradeFigure, ...] = ()
    partners: tuple[Partner, ...] = ()
    targets: tuple[Target, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    programmes: tuple[Programme, ...] = ()

    def table(self, name: str) -> tuple[Row, ...]:
        """All rows of a table by its name in `TABLES`."""
        rows = getattr(self, name)
        return tuple(rows.values()) if isinstance(rows, Mapping) else rows

    def parameter(self, parameter_id: str) -> Parameter:
        """A parameter by its id.

        Raises:
            KeyError: The pack lacks it.
        """
        for parameter in self.parameters:
            if parameter.id == parameter_id:
                return parameter
        raise KeyError(parameter_id)


def columns_of(table: str) -> tuple[str, ...]:
    """Column names of a table, its own first and note, source and status last."""
    names = [field.name for field in fields(TABLES[table])]
    return (*names[3:], *names[:3])
