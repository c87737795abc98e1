"""The review of growth: figures by hand, and what rounding can and cannot hide."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.trade.review import (
    PARTS,
    TOTAL,
    Stated,
    contributions,
    growth,
    pace,
    readings,
    review,
    span,
)

UNIT = "bn EUR"


def figure(year: int, value: str, told: str = "", flow: str = TOTAL, **more: object) -> Stated:
    return Stated(f"{flow} {year}", flow, UNIT, year, Decimal(value),
                  Decimal(told) if told else None, **more)  # type: ignore[arg-type]  # fmt: skip


def test_growth_follows_from_the_values_and_a_stated_one_is_held_against_it() -> None:
    figures = [figure(2020, "10.0"), figure(2021, "12.0", "20.0"), figure(2022, "12.6", "7.5")]
    (one,) = review(figures, 2021, 2022)

    assert [step.growth for step in one.steps] == [None, 20, 5]
    assert [step.fits for step in one.steps] == [None, True, False]
    assert one.pace == pytest.approx(Decimal("12.2497"), abs=Decimal("0.0001"))


def test_a_missing_year_is_unknown_and_breaks_the_growth_of_two() -> None:
    (one,) = review([figure(2020, "10"), figure(2022, "12")], 2021, 2022)

    assert [step.value for step in one.steps] == [10, None, 12]
    assert [step.growth for step in one.steps] == [None, None, None]
    assert one.pace is not None, "the ends alone tell the average"


def test_of_two_values_of_a_year_none_is_chosen() -> None:
    figures = [figure(2020, "10"), figure(2021, "11"), figure(2021, "12")]
    (one,) = review(figures, 2021, 2021)

    assert len(one.steps[1].stated) == 2
    assert (one.steps[1].value, one.pace) == (None, None)


def test_an_average_is_read_from_the_year_before_and_from_its_first_year() -> None:
    (series,) = review(
        [figure(2020, "100"), figure(2021, "150"), figure(2023, "133.1")], 2021, 2023
    )
    average = Stated("a", TOTAL, UNIT, 2023, None, Decimal(10), since=2021)
    before, first = readings(average, series)

    assert (before.since, before.steps, before.implied) == (2020, 3, Decimal("133.1"))
    assert (first.since, first.steps, first.implied) == (2021, 2, Decimal("181.5"))
    assert (before.fits, first.fits) == (True, False)
    assert before.proves


def test_a_value_worked_out_from_the_average_does_not_prove_it() -> None:
    figures = [figure(2020, "100"), figure(2021, "110", is_derived=True)]
    (series,) = review(figures, 2021, 2021)
    (reading,) = readings(Stated("a", TOTAL, UNIT, 2021, None, Decimal(10), since=2021), series)

    assert (reading.fits, reading.proves) == (True, False)


def test_contributions_by_hand() -> None:
    # The whole grows from 100 to 110: exports by 8, imports by 2.
    figures = [
        figure(2020, "100"), figure(2021, "110"), figure(2020, "60", flow="exports"),
        figure(2021, "68", flow="exports"), figure(2020, "40", flow="imports"),
        figure(2021, "42", flow="imports"),
    ]  # fmt: skip
    found = contributions(review(figures, 2021, 2021))

    assert [(one.flow, one.points) for one in found] == [("exports", 8), ("imports", 2)]


def test_a_part_of_which_a_year_is_unknown_adds_what_nobody_knows() -> None:
    figures = [figure(2020, "100"), figure(2021, "110"), figure(2021, "68", flow="exports")]
    exports, imports = contributions(review(figures, 2021, 2021))

    assert (exports.points, imports.points, imports.share) == (None, None, None)
    assert exports.share == pytest.approx(Decimal("61.818"), abs=Decimal("0.001"))


amounts = st.decimals("1", "9999", places=6)


@given(amounts, amounts)
def test_a_growth_that_was_truly_rounded_always_fits(before: Decimal, after: Decimal) -> None:
    told = growth(before, after)
    assert told is not None
    figures = [
        figure(2020, str(round(before, 2))), figure(2021, str(round(after, 2)), str(round(told, 1)))
    ]  # fmt: skip
    (one,) = review(figures, 2021, 2021)

    assert one.steps[1].fits is True


@given(st.lists(st.tuples(amounts, amounts), min_size=2, max_size=5))
def test_contributions_add_up_to_the_growth(pairs: list[tuple[Decimal, Decimal]]) -> None:
    figures = [
        figure(2000 + n, str(value), flow=flow)
        for n, pair in enumerate(pairs)
        for flow, value in zip((*PARTS, TOTAL), (*pair, sum(pair)), strict=True)
    ]
    series = review(figures, 2001, 2000 + len(pairs) - 1)
    whole = next(one for one in series if one.flow == TOTAL)
    for step in whole.steps[1:]:
        parts = [one.points for one in contributions(series) if one.year == step.year]
        assert sum(filter(None, parts)) == pytest.approx(step.growth, abs=Decimal("1e-15"))


@given(amounts, st.decimals("-20", "40", places=1), st.integers(1, 9))
def test_a_pace_is_found_again(start: Decimal, rate: Decimal, steps: int) -> None:
    end = start * (1 + rate / 100) ** steps

    assert pace(start, end, steps) == pytest.approx(rate, abs=Decimal("1e-15"))


def test_a_rounded_value_stands_for_a_span() -> None:
    assert span(Decimal("10.05")) == (Decimal("10.045"), Decimal("10.055"))
    assert (pace(Decimal(0), Decimal(1), 1), growth(Decimal(0), Decimal(1))) == (None, None)
