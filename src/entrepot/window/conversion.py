"""Rates of exchange of one document: the one it states, else those of the month."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeAlias

from entrepot.kernel.errors import Problem
from entrepot.window.case import Case
from entrepot.window.rates import THE_CASE
from entrepot.window.reasons import Reasons


class CustomsRate(Protocol):
    """A rate of exchange for customs: units of the country's money for one of a currency."""

    @property
    def rate(self) -> Decimal: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102


Exchange: TypeAlias = Callable[[str, date], CustomsRate | None]
"""The customs rate of a currency in the month of a day; None where it is not known."""


@dataclass(frozen=True, slots=True)
class UsedRate:
    """A rate of exchange as an answer tells it.

    Attributes:
        currency: The currency it is of.
        rate: Units of the country's money for one.
        month: Month of acceptance, as 2026-03.
        source: Who said so.
    """

    currency: str
    rate: Decimal
    month: str
    source: str


class Conversion:
    """Converts the sums of one document into the country's money; asks once a currency.

    Args:
        case: The document.
        exchange: Customs rates of the month.
        base_currency: The country's money.
    """

    def __init__(self, case: Case, exchange: Exchange, base_currency: str) -> None:
        self._case = case
        self._exchange = exchange
        self.base_currency = base_currency
        self._month = f"{case.accepted_on:%Y-%m}"
        self._known: dict[str, UsedRate | None] = {}

    def rate_of(self, currency: str) -> Decimal:
        """Units of the country's money for one of a currency; it must not be missing."""
        return self._sure(currency).rate

    def between(self, frm: str, to: str) -> Decimal | None:
        """The same as the tariff room asks for it."""
        return self.rate_of(frm) if to == self.base_currency else None

    def of_prices(self) -> UsedRate:
        """The rate of the prices of the document."""
        return self._sure(self._case.currency)

    def missing(self, currencies: Iterable[str], reasons: Reasons) -> list[Problem]:
        """Faults for the currencies that have no rate."""
        return [
            reasons.problem(
                "value.rate_missing", "currency", pointer="/currency",
                currency=currency, month=self._month,
            )
            for currency in dict.fromkeys(currencies)
            if self._find(currency) is None
        ]  # fmt: skip

    def _sure(self, currency: str) -> UsedRate:
        used = self._find(currency)
        if used is None:
            raise LookupError(currency)
        return used

    def _find(self, currency: str) -> UsedRate | None:
        if currency not in self._known:
            self._known[currency] = self._ask(currency)
        return self._known[currency]

    def _ask(self, currency: str) -> UsedRate | None:
        stated = self._case.exchange_rate
        if currency == self.base_currency:
            return UsedRate(currency, Decimal(1), self._month, THE_CASE)
        if currency == self._case.currency and stated is not None:
            return UsedRate(currency, stated, self._month, THE_CASE)
        found = self._exchange(currency, self._case.accepted_on)
        if found is None:
            return None
        return UsedRate(currency, found.rate, self._month, found.source)
