"""Figures of our own records: exact means, and real cases never mixed with invented ones."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from entrepot.assess.measured import Record, figures_of, mean_of

amounts = st.lists(st.fractions(0, 1000, max_denominator=3600), min_size=1, max_size=9)


@given(amounts)
def test_a_mean_is_rounded_once_and_stands_among_its_cases(some) -> None:
    mean = mean_of(some)

    assert abs(Fraction(mean) - sum(some, Fraction(0)) / len(some)) <= Fraction(1, 20_000)
    assert Fraction(mean) >= min(some) - Fraction(1, 20_000)


def test_a_real_case_leaves_the_invented_ones_out() -> None:
    records = [Record("h", "D1", Fraction(2), "weir"), Record("h", "D2", Fraction(9), "weir", True),
               Record("d", "R1", Fraction(4), "", True)]  # fmt: skip
    told = {(one.what, one.where): one for one in figures_of(records, "upland")}

    assert told["h", "upland"].value == told["h", "weir"].value == Decimal("2.0000")
    assert told["h", "upland"].status == "derived"
    assert told["d", "upland"].status == "synthetic"
    assert ("d", "weir") not in told


def test_no_record_gives_no_figure() -> None:
    assert figures_of([], "upland") == []
