"""Tables of what may leave a country and who may invest in it: dated rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.kernel.period import Period
from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class Control(Row):
    """A control on what leaves a country: a licence, a review, a permit, an inspection or a ban."""

    id: str
    country: str
    item: str
    item_zh: str
    scope: str  # goods, or technology, which no code reaches
    hs_codes: tuple[str, ...]  # codes, or two codes of one length joined by a hyphen
    destinations: tuple[str, ...]  # empty is every destination
    instrument: str
    instrument_zh: str
    kind: str  # licence, review, permit, inspection or ban
    measure: str
    measure_zh: str
    permit: str
    permit_zh: str
    authority: str
    authority_zh: str
    valid_from: date | None
    valid_to: date | None
    suspended: tuple[str, ...]  # FIRST/LAST, both days inside
    standing: str  # confirm or unknown, where what was read does not settle it
    check: str  # how well it was read

    @property
    def valid(self) -> Period:
        """Days on which the control stands in the law, suspended or not."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Restriction(Row):
    """An entry of a list of activities that foreign investment may not enter freely."""

    country: str
    layer: str  # national, zone or local
    edition: str
    entry: int
    part: str  # tells the parts of one entry apart
    sector: str  # letter of GB/T 4754
    kind: str  # prohibited, equity, joint_venture, cooperation, condition or none
    foreign_max_pct: Decimal | None
    below: bool  # whether the share must stay below that
    activity: str
    activity_zh: str
    words: tuple[str, ...]  # what people call it, in either language
    except_words: tuple[str, ...]  # what the entry itself leaves free
    condition: str
    condition_zh: str
    area: str  # id of a pilot zone or of a place; empty is the whole country
    replaces: int | None  # entry of the national list that it stands instead of
    valid_from: date | None
    valid_to: date | None
    check: str  # how well it was read

    @property
    def valid(self) -> Period:
        """Days on which the edition is in force."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class PilotZone(Row):
    """The days on which a place is a pilot free-trade zone."""

    id: str
    country: str
    name: str
    name_zh: str
    valid_from: date
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days of membership."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class ZoneRule(Row):
    """A rule on goods that holds in pilot zones alone."""

    id: str
    country: str
    area: str  # id of a pilot zone; empty is every one of the country
    hs_codes: tuple[str, ...]  # codes, or two codes of one length joined by a hyphen; empty: all
    subject: str  # duty, import_tax, control, licence, inspection or quota
    rule: str
    rule_zh: str
    kind: str  # where it names a duty: which measure that stands in the place of
    duty: str  # canonical expression of tariff/expression.py; empty names none
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which the rule is in force."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class InvestmentStep(Row):
    """A step of a foreign investor's entry, complaint or remedy, with its clock."""

    country: str
    stage: str  # entry, complaint or remedy
    seq: int
    step: str
    step_zh: str
    who: str
    who_zh: str
    clock: int | None
    clock_unit: str  # working_days, days, months or years
    instrument: str
    instrument_zh: str
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which the step stands in the law."""
        return Period(self.valid_from, self.valid_to)
