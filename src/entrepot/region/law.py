"""Tables of the law at the border: dated rows."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from entrepot.kernel.codes import Mode
from entrepot.kernel.period import Period
from entrepot.region.row import Row


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
    choice: str = field(default="", kw_only=True)  # a rule of tariff/choice.py; empty: lowest


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
    additional_code: str = field(default="", kw_only=True)  # firm or variant; empty is the rest
    conditions: str = field(default="", kw_only=True)  # as in tariff/condition.py; empty is none

    @property
    def valid(self) -> Period:
        """Days on which the measure is in force."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Valuation(Row):
    """How a country values imports, and what its import tax adds to that value."""

    country: str
    basis: str  # CIF or FOB
    vat_base_adds: tuple[str, ...]  # freight, insurance, delivery
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which the country values so."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Membership(Row):
    """A country belongs to a group that measures name, for some time."""

    group: str
    country: str
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which it belongs."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Stacking(Row):
    """Where a charge under one regime falls on goods, one under another does not."""

    market: str
    regime: str
    excludes: str  # the regime that then does not apply
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which the one excludes the other."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Rounding(Row):
    """A customs territory rounds at a step of the sum, to so much of its own money."""

    market: str
    step: str  # customs_value, duty, tax_base or tax
    unit: Decimal  # in the market's currency
    how: str  # down or half_up
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which it rounds so."""
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
    readings: tuple[str, ...] = field(default=(), kw_only=True)  # rates that sources disagree on

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
