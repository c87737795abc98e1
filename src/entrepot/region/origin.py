"""Tables of the origin of goods: agreements, their parties, articles and product rules."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from entrepot.kernel.period import Period
from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class OriginAgreement(Row):
    """A trade agreement as rules of origin see it."""

    code: str
    name: str
    name_zh: str
    regimes: tuple[str, ...]  # what schedules call its rates, where not by its code
    edition: str  # edition of the HS its product rules are written on
    general_rule: str  # for goods without a product rule; empty is none, or not known
    de_minimis_pct: Decimal | None
    de_minimis_weight_pct: Decimal | None
    de_minimis_weight_chapters: tuple[str, ...]  # from-to
    minimal_operations: tuple[str, ...]
    certificates: tuple[str, ...]
    proof_months: int | None
    cumulation: str
    direct_transport: str
    has_differentials: bool | None  # rates differ by the party in which origin was acquired
    cumulation_zh: str = field(default="", kw_only=True)
    direct_transport_zh: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class OriginParty(Row):
    """A country and the days on which an agreement binds it."""

    agreement: str
    country: str
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which it is a party."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class OriginArticle(Row):
    """What an article of an agreement says of origin, in short."""

    agreement: str
    topic: str
    rule: str
    article: str
    rule_zh: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class OriginRule(Row):
    """A product rule of an agreement for codes from one to another; empty is not known."""

    agreement: str
    edition: str
    hs_from: str
    hs_to: str
    goods: str
    rule: str
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which the rule is in force."""
        return Period(self.valid_from, self.valid_to)
