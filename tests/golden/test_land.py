"""Use of land and buildings, worked by hand.

The rule asks 3,000 of a square metre, lowered by a tenth: 2,700. 90,000,000 on 20,000 m2 are 4,500;
20,000,000 on 10,000 m2 are 2,000; together 110,000,000 on 30,000 m2, 3,666.67.
"""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.industry.parks import Parcel, Rule, review, totals

ON = date(2026, 11, 28)
RULE = Rule(Decimal(3000), Decimal("0.1"), 365)
PARCELS = [
    Parcel("e1", "east", "land", Decimal(20_000), Decimal(90_000_000)),
    Parcel("e2", "east", "land", Decimal(10_000), Decimal(20_000_000)),
    Parcel("e3", "east", "building", Decimal(5_000), Decimal(0), date(2025, 6, 1)),
    Parcel("w1", "west", "land", Decimal(8_000)),
]


def test_idle_stands_first_then_below_the_lowered_rule_then_unknown():
    found = review(PARCELS, RULE, ON)

    assert [(one.parcel.id, one.answer) for one in found] == [
        ("e3", "idle"), ("e2", "below"), ("w1", "unknown"), ("e1", "in_use"),
    ]  # fmt: skip
    assert found[0].idle_days == 545
    assert RULE.limit == Decimal("2700.0")


def test_intensity_of_a_park_is_of_all_its_land_and_unknown_where_one_is():
    found = {(one.park, one.kind): one for one in totals(review(PARCELS, RULE, ON))}

    assert round(found["east", "land"].output_per_m2, 2) == Decimal("3666.67")
    assert found["east", "building"].idle_m2 == 5_000
    assert found["west", "land"].output_per_m2 is None


@pytest.mark.parametrize(("days", "answer"), [(364, "below"), (365, "idle")])
def test_the_day_on_which_the_rule_bites(days, answer):
    since = date.fromordinal(ON.toordinal() - days)
    found = review([Parcel("a", "p", "land", Decimal(1), Decimal(0), since)], RULE, ON)

    assert found[0].answer == answer
