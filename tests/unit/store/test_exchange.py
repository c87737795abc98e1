"""Reference rates: the newest at or before the day, exact, and None where there is none."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.store.exchange import ExchangeRates, load_rates

TABLE = """\
Date,USD,JPY,RUB,
2026-10-30,1.1172,175.68,N/A,
2026-10-29,1.113,N/A,N/A,
2022-03-01,1.1162,N/A,117.201,
2022-02-28,1.1199,129.31,115.4842,
"""
FRIDAY, SATURDAY = date(2026, 10, 30), date(2026, 10, 31)


@pytest.fixture
def rates() -> ExchangeRates:
    return ExchangeRates(TABLE)


def test_a_rate_is_the_text_of_the_table(rates: ExchangeRates) -> None:
    rate = rates.find_rate("EUR", "USD", FRIDAY)

    assert (str(rate.rate), rate.date) == ("1.1172", FRIDAY)
    assert rate.source == "European Central Bank reference rates"


def test_on_a_day_without_rates_the_last_day_before_counts(rates: ExchangeRates) -> None:
    assert rates.find_rate("EUR", "USD", SATURDAY).date == FRIDAY
    assert rates.find_rate("EUR", "USD", date(2022, 3, 20)).date == date(2022, 3, 1)


def test_after_the_end_of_the_table_its_newest_day_counts(rates: ExchangeRates) -> None:
    assert rates.find_rate("EUR", "USD", date(2030, 1, 1)).date == FRIDAY


def test_both_rates_of_a_cross_rate_are_of_one_day(rates: ExchangeRates) -> None:
    rate = rates.find_rate("USD", "JPY", date(2026, 10, 30))

    assert (rate.rate, rate.date) == (Decimal("157.2502685"), FRIDAY)
    assert rates.find_rate("USD", "JPY", date(2026, 10, 29)) is None
    assert rates.find_rate("USD", "JPY", date(2022, 3, 1)).date == date(2022, 2, 28)


def test_the_way_back_is_the_inverse(rates: ExchangeRates) -> None:
    there = rates.find_rate("USD", "EUR", FRIDAY).rate
    back = rates.find_rate("EUR", "USD", FRIDAY).rate

    assert there == Decimal("0.8950948801")
    assert abs(there * back - 1) < Decimal("1e-9")


def test_a_currency_to_itself_is_one(rates: ExchangeRates) -> None:
    assert rates.find_rate("XXX", "XXX", FRIDAY).rate == 1


@pytest.mark.parametrize(
    ("frm", "day"),
    [
        ("XXX", FRIDAY),
        ("RUB", FRIDAY),
        ("RUB", date(2022, 5, 1)),
        ("USD", date(2022, 2, 27)),
        ("USD", date(1990, 1, 1)),
    ],
    ids=["unknown", "no longer quoted", "stale", "before the table", "long before"],
)
def test_where_there_is_no_rate_none_is_made_up(rates: ExchangeRates, frm: str, day: date) -> None:
    assert rates.find_rate(frm, "EUR", day) is None


def test_a_rate_of_the_last_month_of_a_currency_still_counts(rates: ExchangeRates) -> None:
    assert rates.find_rate("RUB", "EUR", date(2022, 3, 31)).date == date(2022, 3, 1)


def test_the_currencies_are_those_quoted_on_the_newest_day(rates: ExchangeRates) -> None:
    assert rates.currencies == ("EUR", "JPY", "USD")


def test_the_package_carries_rates_since_1999() -> None:
    rates = load_rates()

    assert str(rates.find_rate("EUR", "USD", date(1999, 1, 4)).rate) == "1.1789"
    assert rates.newest >= date(2026, 10, 30)
    assert {"CNY", "EUR", "JPY", "USD"} <= set(rates.currencies)
