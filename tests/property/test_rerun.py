"""Laws of a changed clause that hold whatever the book."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.property.test_origin import HELD, LAW, STEPS, cases, rules, shares

from entrepot.kernel.money import Money
from entrepot.region.law import Measure
from entrepot.tariff.clause_change import (
    Figure,
    NewRate,
    ProductRule,
    Threshold,
    change_law,
    change_measures,
    change_stated,
    change_text,
    count_touched,
)
from entrepot.tariff.origin import determine
from entrepot.tariff.rerun import Moved, Side, tally
from entrepot.tariff.rules_of_origin import parse_rule, render
from entrepot.tariff.rules_of_origin import tests_of as list_tests

DAY = date(2026, 8, 1)
verdicts = st.sampled_from(["originating", "not_originating", "undetermined", None])
amounts = st.one_of(
    st.none(),
    st.builds(Money, st.integers(0, 10_000).map(lambda n: Decimal(n) / 100),
              st.sampled_from(["CNY", "USD"])),
)  # fmt: skip
sides = st.builds(Side, verdicts, amounts, amounts, st.booleans(), st.booleans())
books = st.lists(st.builds(Moved, sides, sides), max_size=12)


@HELD
@given(rules, shares, shares)
def test_a_change_of_the_value_content_changes_that_alone(rule, was, to):
    text = render(rule)
    after = change_text(text, Threshold("RCEP", to, was))

    pairs = zip(list_tests(parse_rule(text)), list_tests(parse_rule(after)), strict=True)
    for before, then in pairs:
        asked = getattr(before, "threshold_pct", None)
        assert then == before or (asked == was and then.threshold_pct == to)


@HELD
@given(cases(), shares)
def test_a_change_that_changes_nothing_turns_nothing(case, share):
    same = [Threshold("RCEP", share, share), Figure("RCEP", "de_minimis_pct", Decimal(10))]
    law = change_law(LAW, same)
    asked = change_stated(case.rule, "RCEP", same)

    assert asked == case.rule
    assert [count_touched(LAW, one) for one in same] == [0, 0]
    assert determine(case, law) == determine(case, LAW)


@HELD
@given(cases(), shares, shares)
def test_a_lower_threshold_never_loses_an_origin(case, one, other):
    low, high = sorted((one, other))
    stated = {to: change_stated(case.rule, "RCEP", [Threshold("RCEP", to)]) for to in (low, high)}
    before, after = (_verdict(case, stated[to]) for to in (high, low))

    assert not (before == "originating" and after != "originating")
    assert STEPS[after] >= STEPS[before]


@HELD
@given(cases(), st.integers(0, 100), st.integers(0, 100))
def test_a_greater_small_rest_never_loses_an_origin(case, one, other):
    low, high = sorted((one, other))
    before, after = (
        determine(case, change_law(LAW, [Figure("RCEP", "de_minimis_pct", Decimal(pct))])).verdict
        for pct in (low, high)
    )

    assert STEPS[after] >= STEPS[before]


def test_a_law_that_is_changed_stays_as_it_was():
    rules_before, agreement = LAW.rules, LAW.profiles["RCEP"].agreement
    after = change_law(LAW, [ProductRule("RCEP", "92", "92", "RVC35"),
                             Figure("RCEP", "de_minimis_pct", None)])  # fmt: skip

    assert (LAW.rules, LAW.profiles["RCEP"].agreement) == (rules_before, agreement)
    assert [rule.rule for rule in after.rules] == ["RVC35"]


@HELD
@given(books)
def test_what_moves_adds_up_and_what_is_open_adds_to_no_sum(book):
    whole = tally(book)

    assert sum(count for _, _, count in whole.verdicts) <= whole.cases == len(book)
    for one in whole.duty:
        assert one.after - one.before == one.net == one.more - one.less
    counted = sum(one.cases for one in whole.duty)
    assert counted == sum(moved.duty.by is not None for moved in book)
    assert not any(
        moved.duty.by is not None
        for moved in book
        if "undetermined" in (moved.before.verdict, moved.after.verdict)
    )


@HELD
@given(st.sampled_from(["9202", "920290", "92"]), st.sampled_from(["9202", "920290", "92"]))
def test_a_rate_is_changed_on_its_line_and_below_and_nowhere_else(held, changed):
    row = Measure("", "made up", "synthetic", "m", "JP", "mfn", "MFN", held, (), (), "5 %", "5 %",
                  None, None, "")  # fmt: skip
    change = NewRate("JP", "mfn", "MFN", changed, "9 %")
    found = change_measures([row], "JP", "920290", DAY, [change])

    assert found[0].duty == ("9 %" if held.startswith(changed) else "5 %")
    assert change_measures([row], "VN", "920290", DAY, [change]) == (row,)


def _verdict(case, rule):
    return determine(replace(case, rule=rule), LAW).verdict
