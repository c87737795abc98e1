"""Tables of trade finance: what a score rests on, what a band may borrow, what cover costs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.kernel.period import Period
from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class LoanPoints(Row):
    """Points of a trade loan's score for one record of a firm, from a value up or for a word."""

    id: str
    feature: str
    at_least: Decimal | None
    word: str  # instead of a number, such as a class
    points: int
    is_bar: bool  # no loan, whatever the other points
    label_en: str
    label_zh: str
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days of the row."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class LoanBand(Row):
    """A band of scores: how much may be lent, and who bears which share of a loss."""

    id: str
    at_least: int
    limit_pct: Decimal  # of the exports of twelve months
    most: Decimal
    lender_pct: Decimal
    fund_pct: Decimal
    insurer_pct: Decimal
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days of the row."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class BuyerGrade(Row):
    """A grade of foreign buyers: most that is insured on one, and the share of a loss borne."""

    id: str
    grade: int
    most: Decimal
    paid_pct: Decimal  # of what the buyer paid in twelve months
    insured_pct: Decimal
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days of the row."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class CreditRate(Row):
    """Premium of export credit insurance by grade of the country and days of credit."""

    id: str
    country_grade: int
    to_days: int
    rate_pct: Decimal
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days of the row."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class GreenRule(Row):
    """How a green channel works: who grants it, how far it goes before, what is audited."""

    id: str
    channel: str
    granted_by: str  # role; of the house whose queue it is
    confirmed_by: str  # role; always another person
    most_in_a_row: int  # green cases before an ordinary one has its turn
    audit_bp: int  # share of green cases that is audited [1/10000]
    label_en: str
    label_zh: str
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days of the row."""
        return Period(self.valid_from, self.valid_to)
