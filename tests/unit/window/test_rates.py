"""Rates by the tables: which measure falls on a code, and what is said where none does."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.errors import ModelError
from entrepot.region.law import Gap, Measure, Vat
from entrepot.tariff.measures import MeasureBook
from entrepot.window.case import CaseItem, Preference
from entrepot.window.rates import ItemRates, TariffRates, stated_rates

CITED = ("", "a table", "synthetic")
DAY = date(2026, 3, 10)
ITEM = CaseItem(1, "4011200090", "XC", Decimal(1000))


def measure(hs: str, duty: str, kind: str = "mfn", regime: str = "MFN", **more) -> Measure:
    row = Measure(
        *CITED, f"{kind}-{hs}", "XA", kind, regime, hs, (), (), duty, duty, None, None, ""
    )
    return replace(row, **more)


def vat(pct: str | None, hs: str = "") -> Vat:
    return Vat(*CITED, "XA", "VAT", hs, None if pct is None else Decimal(pct), None, None)


def gap(kind: str, *codes: str) -> Gap:
    return Gap("not here", "a scope", "unverified", "XA", kind, codes)


STANDARD = (vat("13"),)


@pytest.fixture
def find(reasons):
    """Looks rates up in tables made of rows."""

    def look(*measures: Measure, item: CaseItem = ITEM, flow="import", vats=STANDARD, gaps=(),
             regimes=None) -> ItemRates:  # fmt: skip
        source = TariffRates(
            "XA", "XA", book=MeasureBook(measures), vat=vats, gaps=gaps, reasons=reasons,
            regimes=regimes,
        )  # fmt: skip
        return source.find_rates(item, flow, DAY)

    return look


def texts(found: ItemRates) -> dict[str, str]:
    return {rate.type: rate.text for rate in found.charged}


def lacking(find, *measures: Measure, **more) -> list[str]:
    with pytest.raises(ModelError) as caught:
        find(*measures, **more)

    assert all(problem.message_zh for problem in caught.value.problems)
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize("hs", ["40", "4011", "401120", "40112000", "4011200090"])
def test_a_measure_holds_for_every_code_that_its_own_begins(find, hs) -> None:
    assert texts(find(measure(hs, "10 %"))) == {"duty": "10 %", "vat": "13 %"}


def test_the_longest_code_is_the_closest(find) -> None:
    found = find(
        measure("401120", "10 %"), measure("40112000", "8 %"), vats=[vat("13"), vat("9", "4011")]
    )

    assert texts(found) == {"duty": "8 %", "vat": "9 %"}
    assert [rate.source for rate in found.charged] == ["a table", "a table"]


def test_a_provisional_rate_comes_before_the_mfn(find) -> None:
    provisional = measure("401120", "3 %", "provisional", "Provisional")

    assert texts(find(measure("401120", "10 %"), provisional))["duty"] == "3 %"


def test_rates_beside_the_duty_come_in_the_order_of_the_sum(find) -> None:
    found = find(
        measure("401120", "2 %", "excise", "tax"),
        measure("401120", "3 %", "countervailing", "c"),
        measure("401120", "4 %", "anti_dumping", "a", origins=("XC",)),
        measure("401120", "5 %", "anti_dumping", "b", origins=("XD",)),
        measure("401120", "6 %", "safeguard", "s"),
        measure("401120", "7 %", "additional", "r"),
        measure("401120", "10 %"),
    )

    assert [(rate.type, rate.text) for rate in found.charged] == [
        ("duty", "10 %"), ("additional_duty", "7 %"), ("safeguard", "6 %"),
        ("anti_dumping", "4 %"), ("countervailing", "3 %"), ("consumption_tax", "2 %"),
        ("vat", "13 %"),
    ]  # fmt: skip
    assert not next(rate for rate in found.charged if rate.type == "consumption_tax").of_price


def test_what_another_regime_covers_is_not_charged(find) -> None:
    found = find(measure("401120", "10 %"), measure("401120", "NotCovered", "excise", "tax"))

    assert texts(found) == {"duty": "10 %", "vat": "13 %"}


def test_a_rate_that_no_table_has_names_the_table(find) -> None:
    assert lacking(find, vats=[]) == [
        "Table measures.csv has no rate of duty for 4011200090 from XC on 2026-03-10.",
        "Table vat.csv has no rate of vat for 4011200090 from XC on 2026-03-10.",
    ]
    assert len(lacking(find, measure("401120", ""))) == 1
    assert len(lacking(find, measure("401120", "SeeLine 401110"))) == 1
    assert len(lacking(find, measure("401120", "10 %"), vats=[vat(None)])) == 1
    assert len(lacking(find, measure("401120", "10 %", valid_from=date(2026, 3, 11)))) == 1


def test_no_rate_is_taken_from_a_measure_that_is_none_of_duty_for_all(find) -> None:
    claimed = measure("401120", "1 %", "preference", "PACT")
    beside = measure("401120", "5 %", "anti_dumping", "a")

    assert len(lacking(find, claimed)) == len(lacking(find, beside)) == 1


def test_a_code_that_covers_lines_with_rates_of_their_own_is_unclear(find) -> None:
    short = replace(ITEM, hs="401120")
    rows = [measure("40112080", "7 %"), measure("401120", "10 %"), measure("40112010", "5 %"),
            measure("40112090", "6 %", valid_to=date(2026, 1, 1))]  # fmt: skip

    assert lacking(find, *rows, item=short) == [
        "Code 401120 covers lines with rates of their own: 40112010, 40112080; give one of them."
    ]
    assert len(lacking(find, measure("401120", "10 %"), item=short,
                       vats=[vat("13"), vat("9", "40112010")])) == 1  # fmt: skip


@pytest.mark.parametrize("agreement", ["PACT", "pact", "22"])
def test_a_preference_is_the_measure_of_its_regime(find, agreement) -> None:
    asked = replace(ITEM, preference=Preference(agreement, None, "valid"))
    rows = [measure("401120", "10 %"), measure("401120", "1 %", "preference", "PACT"),
            measure("401120", "0 %", "preference", "ALLIANCE")]  # fmt: skip

    found = find(*rows, item=asked, regimes={"22": "PACT"})

    assert found.preferential is not None
    assert (found.preferential.text, texts(found)["duty"]) == ("1 %", "10 %")


def test_a_preference_claimed_must_have_a_rate(find) -> None:
    rows = [measure("401120", "10 %"), measure("401120", "NotCovered", "preference", "PACT")]
    for proof in ("valid", "missing"):
        asked = replace(ITEM, preference=Preference("PACT", None, proof))

        assert lacking(find, *rows, item=asked) == [
            "Table measures.csv has no rate of duty (PACT) for 4011200090 from XC on 2026-03-10."
        ]
    spared = replace(ITEM, preference=Preference("PACT", None, "none"))
    assert find(*rows, item=spared).preferential is None


def test_a_rate_open_to_all_is_no_preference(find) -> None:
    asked = replace(ITEM, preference=Preference("MFN", None, "none"))

    assert find(measure("401120", "10 %"), item=asked).preferential is None


def test_a_stated_preference_is_taken_before_the_tables(find) -> None:
    asked = replace(ITEM, preference=Preference("PACT", "2 %", "valid"))
    found = find(
        measure("401120", "10 %"), measure("401120", "1 %", "preference", "PACT"), item=asked
    )

    assert found.preferential is not None
    assert (found.preferential.text, found.preferential.source) == ("2 %", "the case")


def test_a_charge_the_tables_leave_out_is_told_or_missed(find) -> None:
    row = measure("401120", "10 %")
    found = find(row, gaps=[gap("anti_dumping"), gap("excise", "2203"), gap("fees")])

    assert [one.name for one in found.assumed] == ["not_covered.anti_dumping"]
    assert found.assumed[0].source == "a scope"
    for code in ("40", "4011200090", "401120009011"):
        assert lacking(find, row, gaps=[gap("excise", code)]) == [
            "Table gaps.csv has no rate of consumption_tax for 4011200090 from XC on 2026-03-10."
        ]
    taxed = measure("401120", "2 %", "excise", "tax")
    assert find(row, taxed, gaps=[gap("excise", "40")]).assumed == ()


def test_an_export_has_only_its_own_measures(find) -> None:
    rows = [measure("401120", "10 %"), measure("4011", "20 %", "export_duty", "export")]

    assert texts(find(*rows, item=ITEM, flow="export", vats=[])) == {"export_duty": "20 %"}
    assert texts(find(*rows, item=ITEM)) == {"duty": "10 %", "vat": "13 %"}
    assert texts(find(item=ITEM, flow="export", gaps=[gap("excise", "40")])) == {}
    assert len(lacking(find, flow="export", gaps=[gap("export_duty", "4011")])) == 1


def test_two_duties_on_one_export_are_unclear(find) -> None:
    rows = [measure("4011", "20 %", "export_duty", regime) for regime in ("export", "provisional")]

    assert len(lacking(find, *rows, flow="export")) == 1


def test_stated_rates_are_complete_and_come_in_order() -> None:
    item = replace(ITEM, rates={"vat": "13 %", "duty": "6 %"})

    assert texts(stated_rates(item, "import")) == {"duty": "6 %", "vat": "13 %"}
    assert [rate.type for rate in stated_rates(item, "import").charged] == ["duty", "vat"]
    assert stated_rates(replace(ITEM, rates={}), "import") == ItemRates(())
