"""A firm's own trade: value, growth, partners, goods, and its share of the region's.

The share is told only where what is left without the firm may be shown to everybody: else the firm
could find another in the rest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from entrepot.kernel.source import Status
from entrepot.trade import indices
from entrepot.trade.disclosure import Risk
from entrepot.trade.ledger import Account, Traded, account_of, by_partner

UNKNOWN = Account(None, None)


@dataclass(frozen=True, slots=True)
class FirmTrade:
    """The trade of a firm in some months; None where it is unknown or not told.

    Attributes:
        firm: Credit code.
        first, last: Months, both included [yyyymm].
        currency: Of the figures.
        whole, before: Of these months, and of the same a year earlier.
        partners, products: By country, and by chapter of the Harmonized System.
        share: Share of the region's trade, 0 to 1.
        status: The least certain status of its lines.
    """

    firm: str
    first: int
    last: int
    currency: str
    whole: Account
    before: Account
    partners: Mapping[str, Account]
    products: Mapping[str, Account]
    share: Fraction | None
    status: Status

    @property
    def growth(self) -> Fraction | None:
        """Change of exports and imports together on a year earlier."""
        return indices.growth(self.before.turnover, self.whole.turnover)

    @property
    def partner_herfindahl(self) -> Fraction | None:
        """Concentration on partners."""
        return concentration(self.partners)

    @property
    def product_herfindahl(self) -> Fraction | None:
        """Concentration on chapters."""
        return concentration(self.products)


@dataclass(frozen=True, slots=True)
class Good:
    """What was traded of a chapter with a partner in a month."""

    chapter: str
    traded: Traded


def whole_of(goods: Iterable[Good]) -> Account:
    """All goods in one account."""
    return account_of(one.traded for one in goods)


def partners_of(goods: Iterable[Good]) -> dict[str, Account]:
    """An account each partner."""
    return by_partner(one.traded for one in goods)


def products_of(goods: Iterable[Good]) -> dict[str, Account]:
    """An account each chapter."""
    found: dict[str, Account] = {}
    for one in goods:
        found[one.chapter] = found.get(one.chapter, Account()).with_one(one.traded)
    return found


def concentration(accounts: Mapping[str, Account]) -> Fraction | None:
    """Herfindahl index of the turnovers; unknown where one is."""
    values = {name: one.turnover for name, one in accounts.items()}
    known = {name: value for name, value in values.items() if value is not None}
    return indices.herfindahl(known) if len(known) == len(values) else None


def share_of(firm: str, by_firm: Mapping[str, int | None]) -> Fraction | None:
    """Share of a firm in the trade of all, where the rest gives no other firm away.

    Args:
        firm: Whose share, a key of `by_firm`.
        by_firm: Turnover by firm; the key is empty where lines do not tell their firm.
    """
    rest = {name: value for name, value in by_firm.items() if name != firm and value != 0}
    known = [value for value in rest.values() if value is not None]
    own = by_firm.get(firm, 0)
    if own is None or "" in rest or len(known) < len(rest):
        return None
    left = Risk(sum(known), len(known), max(known, default=0))
    return None if left.is_unsafe else Fraction(own, own + sum(known))
