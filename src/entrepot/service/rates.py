"""Rates of exchange of one day, and which of them an answer rests on."""

from datetime import date
from decimal import Decimal

from entrepot.kernel.money import Money
from entrepot.store.exchange import ExchangeRate, ExchangeRates


class DayRates:
    """The exchange of one legal day; it remembers what it was asked."""

    def __init__(self, rates: ExchangeRates, on: date) -> None:
        self._rates = rates
        self._on = on
        self._used: dict[tuple[str, str], ExchangeRate] = {}

    def __call__(self, frm: str, to: str) -> Decimal | None:
        """Units of `to` for one of `frm`, None when not known."""
        if frm == to:
            return Decimal(1)
        if (frm, to) not in self._used:
            rate = self._rates.find_rate(frm, to, self._on)
            if rate is None:
                return None
            self._used[frm, to] = rate
        return self._used[frm, to].rate

    def change(self, money: Money, currency: str) -> Money | None:
        """Convert without rounding; None when the rate is not known."""
        rate = self(money.currency, currency)
        return None if rate is None else money.convert(rate, currency)

    @property
    def used(self) -> tuple[ExchangeRate, ...]:
        """The rates an answer rests on, in the order they were asked."""
        return tuple(self._used.values())
