"""A duty as a tree: terms added up, held by floors and caps, by season where the law says so."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

CUSTOMS_VALUE = "customs_value"
DUTY_PAID = "duty_paid"  # the customs value and the charges before this one
COMPOSITE_PRICE = "composite_price"  # the same with the charge itself and its part by quantity
BASES = (CUSTOMS_VALUE, "fob", "cif", DUTY_PAID, COMPOSITE_PRICE, "retail")


@dataclass(frozen=True, slots=True)
class Free:
    """No duty, by the schedule's own word."""


@dataclass(frozen=True, slots=True)
class NotCovered:
    """The regime says nothing of this line; another regime's duty applies."""


@dataclass(frozen=True, slots=True)
class SeeLine:
    """The duty of another line applies."""

    code: str


@dataclass(frozen=True, slots=True)
class AdValorem:
    """A percentage of a value.

    Attributes:
        rate_pct: Rate [%].
        basis: One of `BASES`, or `content` and a material.
    """

    rate_pct: Decimal
    basis: str = CUSTOMS_VALUE


@dataclass(frozen=True, slots=True)
class Specific:
    """An amount of money for so many of a unit, such as 166.00 EUR/1000 kg.

    Attributes:
        amount: Money for `per` units.
        currency: ISO 4217 code.
        per: How many units the amount is for.
        unit: A name in `units.UNITS`.
        qualifier: What of the goods is counted, such as `lead`; empty is the goods whole.
    """

    amount: Decimal
    currency: str
    per: Decimal
    unit: str
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """An amount that the schedule only names, such as `entry_price`; unknown until supplied."""

    name: str


Term: TypeAlias = AdValorem | Specific | Part


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms added up; the sign before each."""

    terms: tuple[tuple[Literal["+", "-"], Term], ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """A floor or a cap under or over what stands before it."""

    kind: Literal["at least", "at most"]
    limit: Sum


@dataclass(frozen=True, slots=True)
class Bounded:
    """A sum held by bounds, applied in the order written."""

    body: Sum
    bounds: tuple[Bound, ...]


@dataclass(frozen=True, slots=True, order=True)
class YearDay:
    """A day of any year; 29 February exists in leap years only."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a year from the first to the last, both within; it may run over New Year."""

    first: YearDay
    last: YearDay

    def __contains__(self, day: date) -> bool:
        at = YearDay(day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class Season:
    """What is owed in some spans of each year."""

    duty: Free | Sum | Bounded
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Seasonal:
    """A duty for each season; a day in none of them, or in two, has no known duty."""

    seasons: tuple[Season, ...]

    def on(self, day: date) -> Free | Sum | Bounded | None:
        """The duty of a day, None where the seasons do not tell one."""
        found = [s.duty for s in self.seasons if any(day in span for span in s.spans)]
        return found[0] if len(found) == 1 else None


Duty: TypeAlias = Free | NotCovered | SeeLine | Sum | Bounded | Seasonal


def is_zero(duty: Duty) -> bool:
    """Say whether nothing is owed whatever the goods are worth: Free, or only zero rates."""
    match duty:
        case Free():
            return True
        case Sum(terms):
            return all(_is_nought(term) for _, term in terms)
        case Bounded(body, bounds):
            return is_zero(body) and all(is_zero(bound.limit) for bound in bounds)
        case Seasonal(seasons):
            return all(is_zero(season.duty) for season in seasons)
    return False


def terms_of(duty: Duty) -> Iterator[Term]:
    """Every term of a duty, those of its bounds and seasons too."""
    match duty:
        case Sum(terms):
            yield from (term for _, term in terms)
        case Bounded(body, bounds):
            for total in (body, *(bound.limit for bound in bounds)):
                yield from terms_of(total)
        case Seasonal(seasons):
            for season in seasons:
                yield from terms_of(season.duty)


def rebase(duty: Duty, basis: str, before: str = CUSTOMS_VALUE) -> Duty:
    """The duty with its percentages of one basis taken of another."""
    match duty:
        case Sum():
            return _rebased(duty, basis, before)
        case Bounded(body, bounds):
            held = (replace(b, limit=_rebased(b.limit, basis, before)) for b in bounds)
            return Bounded(_rebased(body, basis, before), tuple(held))
        case Seasonal(seasons):
            return Seasonal(tuple(_in_season(season, basis, before) for season in seasons))
    return duty


def _in_season(season: Season, basis: str, before: str) -> Season:
    duty = rebase(season.duty, basis, before)
    assert isinstance(duty, Free | Sum | Bounded)
    return replace(season, duty=duty)


def _rebased(total: Sum, basis: str, before: str) -> Sum:
    def of(term: Term) -> Term:
        if isinstance(term, AdValorem) and term.basis == before:
            return replace(term, basis=basis)
        return term

    return Sum(tuple((sign, of(term)) for sign, term in total.terms))


def is_plain(duty: Duty) -> bool:
    """Say whether value and quantities settle it: no other line, season or part that is named."""
    if isinstance(duty, NotCovered | SeeLine | Seasonal):
        return False
    return not any(isinstance(term, Part) for term in terms_of(duty))


def _is_nought(term: Term) -> bool:
    match term:
        case AdValorem():
            return not term.rate_pct
        case Specific():
            return not term.amount
    return False
