"""Green channels: dated, first in line, starving nobody; the audit can be drawn again."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from entrepot.finance.green import (
    Eligibility,
    Waiting,
    audited,
    check_turn,
    in_line,
    is_eligible,
    places,
)
from entrepot.kernel.period import Period

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROW = Eligibility("f1", "refund", Period(date(2026, 3, 1), date(2026, 4, 1)), "listed")


def test_a_firm_is_eligible_on_its_days_and_for_its_channel_alone() -> None:
    assert is_eligible([ROW], "f1", "refund", date(2026, 3, 31))
    assert not is_eligible([ROW], "f1", "refund", date(2026, 4, 1))
    assert not is_eligible([ROW], "f1", "loan", date(2026, 3, 31))
    assert not is_eligible([ROW], "f2", "refund", date(2026, 3, 31))


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 5), st.integers(0, 9))
def test_no_ordinary_case_waits_for_more_than_so_many_green_ones(kinds, most, taken) -> None:
    cases = [Waiting(f"c{n}", NOON + timedelta(minutes=n), kind) for n, kind in enumerate(kinds)]
    green = {one.case for one in cases if one.is_green}

    line = in_line(cases, most, taken)

    assert sorted(line) == sorted(one.case for one in cases)
    for kind in (True, False):
        mine = [case for case in line if (case in green) == kind]
        assert mine == [one.case for one in cases if one.is_green == kind]
    row = taken
    for place, case in enumerate(line):
        row = row + 1 if case in green else 0
        waits = any(other not in green for other in line[place + 1 :])
        assert not waits or row <= max(most, taken)


def test_the_share_audited_is_drawn_by_a_key_and_can_be_drawn_again() -> None:
    cases = [f"R{n}" for n in range(20_000)]
    drawn = audited(cases, b"key", 500)

    assert drawn == audited(cases, b"key", 500) != audited(cases, b"other", 500)
    assert 900 < len(drawn) < 1_100
    assert audited(cases, b"key", 10_000) == cases
    assert audited(cases, b"key", 0) == []


@given(st.lists(st.booleans(), min_size=1, max_size=20), st.integers(1, 4), st.integers(0, 6))
def test_the_head_of_the_line_is_never_refused_and_its_reason_is_told(kinds, most, taken) -> None:
    cases = [Waiting(f"c{n}", NOON + timedelta(minutes=n), kind) for n, kind in enumerate(kinds)]
    line = places(cases, most, taken)

    assert check_turn(cases, line[0].case, most, taken) == []
    assert [one.number for one in line] == list(range(1, len(cases) + 1))
    green = {one.case for one in cases if one.is_green}
    assert all((one.why == "eligible") == (one.case in green) for one in line)


def test_a_green_case_is_refused_only_where_an_ordinary_one_waits_for_its_turn() -> None:
    green = Waiting("g", NOON, is_green=True)
    both = [green, Waiting("o", NOON, is_green=False)]

    assert [one.code for one in check_turn(both, "g", 2, 2)] == ["green.ordinary_first"]
    assert check_turn(both, "g", 2, 1) == check_turn([green], "g", 2, 9) == []
