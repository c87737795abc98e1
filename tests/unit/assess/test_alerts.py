"""What calls for an alert, under which key, and how an alert stands."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from entrepot.assess.alerts import (
    Alert,
    Rule,
    check_close,
    failure_chance,
    find_break,
    find_drop,
    find_misses,
    find_missing,
    find_overdue,
)

TODAY = date(2026, 3, 10)
DROP = Rule("probability_drop", 0.1, 30)
MISSES = Rule("misses", 3, 30)
BREAK = Rule("break", 0.01, 30)
MISSING = Rule("missing_data", 2, 14)
CHANGES = st.lists(st.floats(-0.5, 0.5), min_size=4, max_size=12)


@pytest.mark.parametrize(
    ("before", "now", "is_raised"),
    [(None, 0.1, False), (0.6, 0.5, True), (0.6, 0.501, False), (0.5, 0.6, False)],
)
def test_a_fall_as_large_as_the_rule_says_is_raised(before, now, is_raised) -> None:
    found = find_drop("T1", before, now, "2025", DROP)

    assert (found is not None) == is_raised


def test_the_same_fall_has_the_same_key_and_another_has_another() -> None:
    first = find_drop("T1", 0.6, 0.4, "2025", DROP)
    again = find_drop("T1", 0.6, 0.4, "2025", DROP)
    other = find_drop("T1", 0.6, 0.3, "2026", DROP)

    assert first is not None
    assert again is not None
    assert other is not None
    assert first.key == again.key != other.key


def test_a_run_keeps_its_key_as_it_goes_on_and_a_hit_or_a_gap_ends_it() -> None:
    path = dict.fromkeys(range(2018, 2026), 10.0)
    run = {2020: 11.0, 2021: 9.0, 2022: 9.0, 2023: 9.0}
    first = find_misses("T1", run, path, ">=", MISSES)
    longer = find_misses("T1", run | {2024: 8.0}, path, ">=", MISSES)

    assert first is not None
    assert longer is not None
    assert (first.facts["first"], first.facts["count"], longer.facts["count"]) == (2021, 3, 4)
    assert first.key == longer.key
    assert find_misses("T1", run | {2024: 10.0}, path, ">=", MISSES) is None
    assert find_misses("T1", {2021: 9.0, 2023: 9.0, 2024: 9.0}, path, ">=", MISSES) is None
    assert find_misses("T1", run, {}, ">=", MISSES) is None
    assert find_misses("T1", run, path, "<=", MISSES) is None


def test_a_year_unlike_those_before_it_is_a_break() -> None:
    steady = {2015 + n: 100 * 1.05**n * (1.005 if n % 2 else 1) for n in range(8)}
    broken = steady | {2023: steady[2022] * 0.7}
    found = find_break("T1", broken, BREAK)

    assert found is not None
    assert (found.facts["year"], round(found.facts["change_pct"])) == (2023, -30)
    assert find_break("T1", steady, BREAK) is None
    assert find_break("T1", {2021: 1.0, 2022: 2.0, 2023: 90.0}, BREAK) is None
    assert find_break("T1", {**broken, 2022: 0.0}, BREAK) is None


@given(CHANGES, st.floats(-1, 1))
def test_the_test_for_a_break_is_that_of_a_regression_with_a_dummy(before, last) -> None:
    """A second program: the t test of an outlier in scipy's own distribution."""
    mean = sum(before) / len(before)
    variance = sum((one - mean) ** 2 for one in before) / (len(before) - 1)
    if variance < 1e-9:
        return
    score = (last - mean) / math.sqrt(variance * (1 + 1 / len(before)))
    expected = 2 * stats.t.sf(abs(score), len(before) - 1)

    assert failure_chance(before, last) == pytest.approx(expected, abs=1e-9)


def test_changes_that_are_all_alike_make_any_other_a_break() -> None:
    assert failure_chance([0.05] * 4, 0.05) == 1.0
    assert failure_chance([0.05] * 4, 0.06) == 0.0


@pytest.mark.parametrize(
    ("last", "due_year", "is_raised"),
    [(None, 2030, True), (2025, 2030, False), (2024, 2030, False), (2023, 2030, True),
     (2018, 2020, True), (2019, 2020, False), (2020, 2020, False)],
)  # fmt: skip
def test_data_are_missing_where_the_last_year_lies_too_far_behind(
    last, due_year, is_raised
) -> None:
    assert (find_missing("T1", last, due_year, TODAY, MISSING) is not None) == is_raised


def test_a_task_past_its_day_is_raised_once_a_day_it_was_due() -> None:
    rule = Rule("overdue", 0, 7)
    first = find_overdue("M1", TODAY - timedelta(days=1), TODAY, rule)
    later = find_overdue("M1", TODAY - timedelta(days=1), TODAY + timedelta(days=9), rule)
    moved = find_overdue("M1", TODAY, TODAY + timedelta(days=9), rule)

    assert first is not None
    assert later is not None
    assert moved is not None
    assert first.key == later.key != moved.key
    assert rule.due_on(TODAY) == TODAY + timedelta(days=7)
    assert find_overdue("M1", TODAY, TODAY, rule) is None


@given(st.lists(st.tuples(st.integers(-40, 40), st.sampled_from(["open", "closed"]))))
def test_overdue_ones_stand_first_and_closed_ones_last(told) -> None:
    alerts = [Alert("li", TODAY + timedelta(days=days), state) for days, state in told]
    alerts.sort(key=lambda one: one.order(TODAY))
    standings = [one.standing(TODAY) for one in alerts]

    assert standings == sorted(standings, key=("overdue", "open", "closed").index)


def test_an_alert_is_closed_once_and_with_a_reason() -> None:
    alert = Alert("li", TODAY)

    assert [one.code for one in check_close(alert, " ")] == ["alert.no_reason"]
    assert check_close(alert, "The plan was changed.") == ()
    assert [one.code for one in check_close(Alert("li", TODAY, "closed"), "x")] == ["alert.closed"]
