"""Days as precise as they are known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.partners.days import months_after, read_day

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@pytest.mark.parametrize(
    ("text", "last"),
    [("2008", date(2008, 12, 31)), ("2020-02", date(2020, 2, 29)),
     ("2014-04-17", date(2014, 4, 17))],
)  # fmt: skip
def test_a_day_counts_from_the_last_it_may_be(text, last) -> None:
    assert (read_day(text).text, read_day(text).last) == (text, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "08",
        "2008-13",
        "2021-02-29",
        "２００８",
        "2008/01",
        "2008-1-01",
        "20080101",
        "2008-00",
        "2014-04-00",
    ],
)
def test_what_is_no_day_is_refused(text) -> None:
    with pytest.raises(ValueError, match="is no day"):
        read_day(text)


def test_29_february_falls_on_the_28th_in_common_years() -> None:
    signed = read_day("2020-02-29")

    assert [signed.after(years).text for years in (1, 4)] == ["2021-02-28", "2024-02-29"]


def test_a_later_day_is_as_precise() -> None:
    assert [read_day(text).after(5).text for text in ("1992", "2018-12")] == ["1997", "2023-12"]


@given(day=DAYS, months=st.integers(0, 600))
def test_months_later_is_in_that_month(day, months) -> None:
    found = months_after(day, months)

    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1


def test_no_day_is_out_of_range() -> None:
    assert months_after(date(9999, 3, 1), 24) == date.max
    assert months_after(date(1, 3, 1), -24) == date.min
