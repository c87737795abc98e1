"""A whole document: totals, waivers, preferences, exchange, and what the answer rests on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from entrepot.kernel.errors import InputError, ModelError
from entrepot.kernel.money import Money
from entrepot.tariff.expression import parse_duty
from entrepot.window.assessment import Assessment, assess
from entrepot.window.case import Case, CaseItem, Preference
from entrepot.window.rates import Assumption, ItemRates, Rate

DAY = date(2026, 3, 10)
FULL = {"duty": "10 %", "vat": "13 %"}


def item(value: str, seq: int = 1, **more) -> CaseItem:
    return replace(CaseItem(seq, "847989", "JP", Decimal(value), rates=FULL), **more)


def asked(proof: str, rate: str | None = "0 %") -> Preference:
    return Preference("RCEP", rate, proof)


def case(*items: CaseItem, **more) -> Case:
    made = Case("import", DAY, "CIF", "CNY", None, None, None, None, items)
    return replace(made, **more)


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


class Tables:
    """A source of rates that has one for every item, or none."""

    def __init__(self, found: ItemRates | ModelError) -> None:
        self._found = found

    def find_rates(self, *_: object) -> ItemRates:
        if isinstance(self._found, ModelError):
            raise self._found
        return self._found


@pytest.fixture
def work(reasons, law):
    """Assesses a case by an invented law; euros have a rate of the month, dollars have none."""

    def assessed(given: Case, *, tables=None, legal=law) -> Assessment:
        month = {"EUR": SimpleNamespace(rate=Decimal(8), source="a gazette")}
        return assess(
            given, rates=tables, legal=legal, exchange=lambda currency, _: month.get(currency),
            base_currency="CNY", reasons=reasons,
        )  # fmt: skip

    return assessed


def owed(answer: Assessment) -> dict[str, Money]:
    return {one.type: one.due for one in answer.totals}


def test_totals_add_the_rounded_charges_of_all_items(work) -> None:
    answer = work(case(item("100.05"), item("100.05", 2)))

    assert [one.customs_value for one in answer.items] == [cny("100.05")] * 2
    assert {one.type: one.calculated for one in answer.totals} == {
        "duty": cny("20.02"), "vat": cny("28.62"),
    }  # fmt: skip
    assert answer.customs_value == cny("200.10")


def test_a_type_under_the_threshold_is_waived_and_nothing_is_not(work) -> None:
    free = item("1000.00", rates={"duty": "0 %", "anti_dumping": "4.99 %", "vat": "13 %"})
    answer = work(case(free))

    assert [(one.type, one.waived) for one in answer.totals] == [
        ("duty", False), ("anti_dumping", True), ("vat", False),
    ]  # fmt: skip
    assert owed(answer)["anti_dumping"] == cny("0.00")
    assert answer.total_due == owed(answer)["vat"] == cny("136.49")


@pytest.mark.parametrize(("stays", "vat"), [("yes", "71.49"), ("no", "65.00")])
def test_the_law_says_whether_a_waived_tax_stays_in_the_base(work, law_of, stays, vat) -> None:
    small = item("500.00", rates={"duty": "9.99 %", "vat": "13 %"})
    answer = work(case(small), legal=law_of(waived_tax_in_vat_base=stays))

    assert owed(answer) == {"duty": cny("0.00"), "vat": cny(vat)}
    told = {one.name: one.value for one in answer.parameters}
    assert told["waived_tax_in_vat_base"] == stays


def test_the_numbers_of_the_law_are_told_with_their_source(work) -> None:
    answer = work(case(item("1000.00"), currency="EUR", transaction_mode="C&F"))
    (insurance, *_) = answer.parameters

    assert [one.name for one in answer.parameters] == [
        "insurance_default_pct", "tax_waiver_threshold", "waived_tax_in_vat_base",
    ]  # fmt: skip
    assert (insurance.value, insurance.source) == (Decimal("0.3"), "an act")


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({"transaction_mode": "FOB"}, ["not_stated.freight"]),
        ({"transaction_mode": "EXW"}, ["not_stated.inland", "not_stated.freight"]),
        ({"transaction_mode": "CIF"}, []),
        ({"transaction_mode": "C&I", "freight": cny("0.00")}, []),
        (
            {"transaction_mode": "CIF", "flow": "export"},
            ["not_stated.freight", "not_stated.insurance"],
        ),
    ],
)
def test_a_cost_taken_for_nothing_is_told(work, more, names) -> None:
    answer = work(case(item("1000.00", rates={}), **more))

    told = {one.name: one.value for one in answer.parameters if one.name.startswith("not_")}
    assert told == dict.fromkeys(names, "0.00")


@pytest.mark.parametrize("name", ["tax_waiver_threshold", "insurance_default_pct"])
def test_a_number_the_law_lacks_is_never_zero(work, law_of, name) -> None:
    with pytest.raises(ModelError) as caught:
        work(case(item("1.00"), transaction_mode="FOB"), legal=law_of(**{name: None}))

    assert name in caught.value.problems[0].message


def test_the_rate_of_the_month_is_taken_where_the_case_has_none(work) -> None:
    answer = work(case(item("100.00"), currency="EUR"))

    assert answer.items[0].customs_value == cny("800.00")
    assert (answer.exchange.rate, answer.exchange.month, answer.exchange.source) == (
        Decimal(8), "2026-03", "a gazette",
    )  # fmt: skip


def test_the_rate_of_the_case_comes_before_that_of_the_month(work) -> None:
    answer = work(case(item("100.00"), currency="EUR", exchange_rate=Decimal("7.5")))

    assert answer.items[0].customs_value == cny("750.00")
    assert answer.exchange.source == "the case"


def test_a_rate_in_other_money_goes_by_the_month(work) -> None:
    by_unit = item("1000.00", rates={"duty": "2 EUR/kg"}, quantities={"kg": Decimal(10)})

    assert owed(work(case(by_unit))) == {"duty": cny("160.00")}


def test_every_currency_without_a_rate_is_named(work) -> None:
    by_unit = item("1.00", rates={"duty": "2 GBP/kg", "vat": "13 %"}, quantities={"kg": Decimal(1)})
    given = case(by_unit, currency="USD", transaction_mode="FOB", freight=Money(Decimal(1), "JPY"))

    with pytest.raises(ModelError) as caught:
        work(given)

    assert [problem.message for problem in caught.value.problems] == [
        "No exchange rate for USD in 2026-03.",
        "No exchange rate for JPY in 2026-03.",
        "No exchange rate for GBP in 2026-03.",
    ]
    assert {problem.message_zh for problem in caught.value.problems} >= {"2026-03无USD汇率。"}


def test_what_the_tables_lack_and_what_the_case_lacks_are_named_together(work, reasons) -> None:
    unknown = ModelError(reasons.problem("tax.rate_missing", "item 1", table="t", charge="c",
                                         hs="h", origin="o", date="d"))  # fmt: skip
    counted = item("1.00", 2, rates={"duty": "1 CNY/kg"})

    with pytest.raises(ModelError) as caught:
        work(case(item("1.00", rates=None)), tables=Tables(unknown))
    assert [problem.code for problem in caught.value.problems] == ["tax.rate_missing"]
    with pytest.raises(InputError) as named:
        work(case(item("1.00", rates=None), counted, currency="USD"), tables=Tables(unknown))
    assert [problem.code for problem in named.value.problems] == [
        "case.quantity_missing", "tax.rate_missing", "value.rate_missing",
    ]  # fmt: skip


def test_rates_of_the_tables_and_what_they_leave_out_are_told(work) -> None:
    charged = tuple(Rate(type_, text, parse_duty(text), "a tariff") for type_, text in FULL.items())
    left_out = Assumption("not_covered.anti_dumping", "none", "a scope", "unverified")
    answer = work(case(item("100.00", rates=None), item("1.00", 2, rates=None)),
                  tables=Tables(ItemRates(charged, None, (left_out,))))  # fmt: skip

    assert [levy.source for levy in answer.items[0].levies] == ["a tariff", "a tariff"]
    assert answer.parameters[-1] == left_out
    assert [one.name for one in answer.parameters].count("not_covered.anti_dumping") == 1


@pytest.mark.parametrize(
    ("proof", "status", "duty", "security"),
    [("valid", "granted", "0.00", None), ("missing", "secured", "0.00", "1130.00"),
     ("none", "possible", "1000.00", None)],
)  # fmt: skip
def test_a_proof_decides_what_a_preference_is_worth(work, proof, status, duty, security) -> None:
    answer = work(case(item("10000.00", preference=asked(proof))))

    assert owed(answer)["duty"] == cny(duty)
    assert answer.security == (cny(security) if security else None)
    assert answer.preference is not None
    assert answer.preference.status == status
    assert answer.preference.saving == {
        "duty": cny("1000.00"), "consumption_tax": cny("0.00"), "vat": cny("130.00"),
    }  # fmt: skip
    assert answer.preference.total == cny("1130.00")


def test_a_saving_is_of_what_is_due_so_that_a_waived_duty_saves_nothing(work) -> None:
    answer = work(case(item("499.00", preference=asked("missing"))))

    assert answer.preference is not None
    assert answer.preference.saving["duty"] == cny("0.00")  # 49.90 would be waived
    assert answer.security == answer.preference.saving["vat"] == cny("6.49")


def test_the_status_that_asks_most_is_told_for_its_items_alone(work) -> None:
    answer = work(case(
        item("10000.00", 1, preference=asked("valid")),
        item("20000.00", 2, preference=asked("none")),
        item("40000.00", 3),
    ))  # fmt: skip

    assert answer.preference is not None
    assert answer.preference.status == "possible"
    assert answer.preference.saving["duty"] == cny("2000.00")
    assert owed(answer)["duty"] == cny("6000.00")


def test_a_preference_that_is_higher_or_unknown_changes_nothing(work) -> None:
    higher = work(case(item("10000.00", preference=asked("missing", "20 %"))))
    unknown = work(case(item("10000.00", rates={"vat": "13 %"}, preference=asked("valid"))))

    assert owed(higher)["duty"] == cny("1000.00")
    assert higher.security == cny("0.00")
    assert unknown.preference is None


def test_the_working_begins_with_how_the_value_comes_about(work) -> None:
    answer = work(case(item("100.00"), currency="EUR", transaction_mode="FOB",
                       freight=Money(Decimal("10.00"), "EUR"),
                       insurance=Money(Decimal("0.00"), "EUR")))  # fmt: skip

    assert answer.items[0].levies[0].working == (
        "(100.00 EUR + 10.00 EUR) x 8 CNY/EUR = 880.00 CNY; 880.00 CNY x 10 %"
    )


def test_nothing_to_charge_is_nothing_due(work) -> None:
    answer = work(case(item("100.00", rates={}), flow="export", transaction_mode="FOB"))

    assert (answer.totals, answer.total_due, answer.security) == ((), cny("0.00"), None)
    assert answer.parameters == ()
