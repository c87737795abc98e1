"""Laws of the use of land."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.parks import Parcel, Rule, review


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=8), st.integers(2, 1000))
def test_another_currency_changes_no_answer(outputs, by):
    def answers(scale):
        rule = Rule(Decimal(3000) * scale, Decimal("0.1"), 365)
        parcels = [Parcel(str(at), "p", "land", Decimal(100), Decimal(one) * scale)
                   for at, one in enumerate(outputs)]  # fmt: skip
        return [(one.parcel.id, one.answer) for one in review(parcels, rule, date(2026, 11, 28))]

    assert answers(by) == answers(1)
