"""The growth of 2021 to 2023 as the reference region published it, read by hand from its pack.

Source: regions/guizhou/trade_series.csv, rows TS020, TS023 to TS026, TS042 to TS045, TS051 to
TS054; each row names its publication.
"""

import pytest

from entrepot.service.trade_review import review_growth
from entrepot.store.reference import open_reference


@pytest.fixture(scope="module")
def found():
    return review_growth(open_reference("guizhou"))


def test_the_years_are_those_of_the_average_that_was_published(found):
    assert (found["from"], found["to"]) == (2021, 2023)
    assert [one["id"] for one in found["averages"]] == ["TS025"]


def test_both_readings_of_the_average_are_held(found):
    own = [one for one in found["averages"][0]["readings"] if one["is_its_own"]]

    assert [(one["since"], one["steps"], round(one["implied"], 2)) for one in own] == [
        (2020, 3, 75.96), (2021, 2, 81.48),
    ]  # fmt: skip
    assert [(one["fits"], one["proves"]) for one in own] == [(True, False), (False, False)]


def test_in_dollars_neither_reading_is_true(found):
    dollars = [one for one in found["averages"][0]["readings"] if one["unit"] == "bn USD"]

    assert [one["fits"] for one in dollars] == [False] * 4
    assert [round(one["pace_pct"], 1) for one in dollars] == [10.9, 3.6, 11.5, 1.1]
    assert all(one["proves"] for one in dollars)


def test_every_published_yearly_growth_fits_its_values(found):
    fits = {(one["flow"], one["unit"], step["year"]): step["fits"]
            for one in found["series"] for step in one["steps"]
            if step["stated_growth_pct"] is not None}  # fmt: skip

    assert len([fit for fit in fits.values() if fit]) == 9
    assert False not in fits.values()


def test_what_is_ambiguous_is_flagged(found):
    flags = {(one["code"], one["where"]) for one in found["flags"]}

    assert flags == {
        ("review.derived", "TS020"), ("review.derived", "TS024"), ("review.derived", "TS026"),
        ("review.sign", "TS024, TS043, TS052"), ("review.average", "TS025"),
        ("review.unproved", "TS025"),
    }  # fmt: skip
    assert all(one["message"] and one["message_zh"] for one in found["flags"])


def test_contributions_are_unknown_where_one_year_of_a_part_is_known(found):
    parts = {(one["flow"], one["year"]): one for one in found["contributions"]}

    assert {one["points"] for one in parts.values()} == {None}
    assert round(parts["exports", 2021]["share_pct"], 2) == 74.46  # 48.71 of 65.42 bn RMB
    assert parts["imports", 2022]["share_pct"] is None


def test_the_nation_and_others_stand_beside_it(found):
    beside = {(one["geography"], one["unit"]): one for one in found["beside"]}

    assert round(beside["China", "tn RMB"]["pace_pct"], 2) == 9.1  # 32.16 to 41.76
    assert round(beside["Guizhou", "bn USD"]["pace_pct"], 2) == 10.87
    assert sum(one["is_own"] for one in found["beside"]) == 2
