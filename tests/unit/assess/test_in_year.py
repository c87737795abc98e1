"""The pace within a year against past seasons: by hand, and as laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.assess.doubling import Doubling, split
from entrepot.assess.in_year import in_year

AMOUNTS = st.floats(0.01, 1e6)


def year_of(year: int, values) -> dict[int, float]:
    return {year * 100 + n: float(value) for n, value in enumerate(values, start=1)}


def test_a_late_season_makes_half_a_year_of_little_be_on_its_way() -> None:
    """Past year 1 to 12, sum 78, 21 of it by June; 30 of 100 are 0.30 / 0.26923 = 1.11429."""
    found = in_year(
        {**year_of(2025, range(1, 13)), **year_of(2026, [5, 5, 5, 5, 5, 5])}, 2026, 100.0
    )

    assert (found.months, found.elapsed, found.completion) == (6, 0.5, 0.3)
    assert found.expected == pytest.approx(21 / 78)
    assert found.pace == pytest.approx(0.3 * 78 / 21)
    assert found.likely == pytest.approx(30 * 78 / 21)
    assert found.range == pytest.approx((30 * 78 / 21,) * 2)


def test_several_past_years_count_alike_and_their_extremes_are_the_range() -> None:
    early, late = [10] * 6 + [0] * 6, [0] * 6 + [10] * 5 + [50]
    values = {**year_of(2023, early), **year_of(2024, late), **year_of(2025, [10] * 12),
              **year_of(2026, [1] * 6)}  # fmt: skip
    found = in_year(values, 2026, 12.0)

    assert found.of_years == {2023: 1.0, 2024: 0.0, 2025: 0.5}
    assert (found.expected, found.pace) == (0.5, 1.0)
    assert found.range == (6.0, 12.0)


@pytest.mark.parametrize(
    ("values", "goal", "reason"),
    [
        ({}, 1.0, "no_months"),
        (year_of(2026, [1, 1]), 1.0, "no_past_year"),
        ({**year_of(2025, [1] * 11), **year_of(2026, [1])}, 1.0, "no_past_year"),
        ({**year_of(2025, [1] * 12), **year_of(2026, [1])}, None, "no_goal"),
        ({**year_of(2025, [0] * 11 + [1]), **year_of(2026, [1])}, 1.0, "past_is_zero"),
    ],
)
def test_an_unknown_pace_has_its_reason(values, goal, reason) -> None:
    found = in_year(values, 2026, goal)

    assert (found.pace, found.reason) == (None, reason)


def test_a_gap_ends_what_is_known_of_the_year() -> None:
    values = {**year_of(2025, [1] * 12), 202601: 1.0, 202603: 9.0}

    assert (in_year(values, 2026, 12.0).months, in_year(values, 2026, 12.0).so_far) == (1, 1.0)


@given(value=AMOUNTS, months=st.integers(1, 12), goal=AMOUNTS, so_far=AMOUNTS)
def test_equal_months_expect_the_share_of_the_year_that_is_over(
    value: float, months: int, goal: float, so_far: float
) -> None:
    past = {**year_of(2024, [value] * 12), **year_of(2025, [2 * value] * 12)}
    found = in_year({**past, **year_of(2026, [so_far] * months)}, 2026, goal)

    assert found.expected == pytest.approx(months / 12)
    assert found.expected == pytest.approx(found.elapsed)
    assert found.pace == pytest.approx(so_far * 12 / goal)


@given(
    base=st.dictionaries(st.text(max_size=3), st.integers(0, 10**12), max_size=8),
    so_far=st.dictionaries(st.text(max_size=3), st.integers(0, 10**12), max_size=8),
    year=st.integers(2021, 2030), expected=st.floats(0.01, 1),
)  # fmt: skip
def test_the_parts_of_a_doubling_add_up_to_it(base, so_far, year: int, expected: float) -> None:
    parts = split(Doubling(2020, 2030), year, base, so_far, expected)
    owed = sum(base.values()) * Doubling(2020, 2030).level(year) * expected

    assert sum(one.base for one in parts) == sum(base.values())
    assert sum(one.at_end for one in parts) == 2 * sum(base.values())
    assert sum(one.so_far for one in parts) == sum(so_far.values())
    assert sum(one.owed or 0 for one in parts) == pytest.approx(owed, abs=len(parts) + 1e-3)
    assert all(one.gap == one.so_far - (one.owed or 0) for one in parts)


def test_what_had_no_base_owes_nothing_and_an_unknown_season_leaves_what_is_owed_unknown() -> None:
    (new,) = split(Doubling(2020, 2022), 2021, {}, {"new": 5}, 0.5)
    (old,) = split(Doubling(2020, 2022), 2022, {"old": 10}, {"old": 5}, None)

    assert (new.owed, new.gap, new.pace) == (0, 5, None)
    assert (old.at_end, old.owed, old.gap) == (20, None, None)
