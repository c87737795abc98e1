"""Loans, credit insurance and fruit by document: the contract, and every fault at once."""

import copy
from datetime import date

import pytest

from entrepot.kernel.errors import InputError
from entrepot.service.cases import answer_cases
from entrepot.service.fruit import consolidate_case
from entrepot.service.lending_cases import quote_insurance, score_loan
from entrepot.store.reference import open_reference

TODAY = date(2026, 8, 1)


def yuan(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def record(feature: str, value: str) -> dict[str, str]:
    return {"feature": feature, "value": value, "source": "customs"}


LOAN = {
    "asked": yuan("3000000.00"),
    "records": [
        record("exports_12m", "12500000.00"), record("credit_class", "registered"),
        record("refund_class", "II"), record("tax_arrears", "0"), record("insured_pct", "45"),
        record("claims_pct", "0"), record("corrected_pct", "1.5"),
    ],
}  # fmt: skip
COVER = {
    "buyer": {"country": "DE", "country_grade": "1", "grade": "2", "paid_12m": yuan("4000000.00")},
    "shipments": [{"ref": "S1", "value": yuan("1000000.00"), "terms_days": "60"}],
}
BATCH = {
    "batch": "B1", "farmer": "F1", "fruit": "kiwi", "harvested_at": "2026-08-28T08:00:00+08:00",
    "shelf_life_days": "60", "quarantine": "passed", "mass_kg": "4000", "low_c": "0",
    "high_c": "4", "value": yuan("2.00"),
}  # fmt: skip
FRUIT = {
    "train": {"id": "X1", "cutoff_at": "2026-09-01T08:00:00+08:00",
              "arrives_at": "2026-09-16T08:00:00+08:00", "least_days_left": "5"},
    "boxes": [{"box": "C1", "capacity_kg": "20000", "temperature_c": "2"}],
    "batches": [BATCH, BATCH | {"batch": "B2", "farmer": "F2", "value": yuan("1.00")}],
    "proceeds": yuan("1.00"), "costs": yuan("0.00"),
}  # fmt: skip


@pytest.fixture(scope="module")
def reference():
    """Tables of a region whose money is the yuan."""
    return open_reference("guizhou")


def test_the_parts_of_a_loan_add_up_and_the_scheme_is_told_to_be_synthetic(reference) -> None:
    told = score_loan(reference, LOAN, today=TODAY)

    assert told["score"] == sum(part["points"] for part in told["parts"]) == 68
    assert (told["band"], told["limit"]) == ("B", yuan("2500000.00"))
    assert told["granted"] == yuan("2500000.00")
    assert told["missing"] == ["months_exporting"]
    assert told["status"] == "synthetic"
    assert all(part["source"] == "customs" for part in told["parts"] if part["value"])


def test_a_quote_tells_limit_premium_and_working(reference) -> None:
    told = quote_insurance(reference, COVER, today=TODAY)

    assert told["buyer_limit"] == yuan("1400000.00")
    assert told["premium"] == yuan("3600.00")
    assert told["working"] == ["S1: 900000.00 CNY x 0.40 % = 3600.00 CNY"]
    assert told["missing"] == []


def test_fruit_goes_into_boxes_and_farmers_get_their_exact_share() -> None:
    told = consolidate_case(FRUIT)

    assert told["boxes"][0]["batches"] == ["B1", "B2"]
    assert told["left_out"] == []
    assert told["payouts"] == [
        {"farmer": "F1", "amount": yuan("0.67")}, {"farmer": "F2", "amount": yuan("0.33")},
    ]  # fmt: skip


def test_until_something_is_sold_a_share_is_unknown() -> None:
    told = consolidate_case({name: FRUIT[name] for name in ("train", "boxes", "batches")})

    assert [one["amount"] for one in told["payouts"]] == [None, None]


def test_costs_that_nobody_told_are_not_taken_as_none() -> None:
    with pytest.raises(InputError) as caught:
        consolidate_case({name: FRUIT[name] for name in FRUIT if name != "costs"})

    assert [problem.where for problem in caught.value.problems] == ["costs"]


def test_everything_wrong_with_a_document_is_named_at_once(reference) -> None:
    records = [record("credit_class", "good")]
    wrong = {"asked": yuan("1.005"), "colour": "red", "records": records}
    with pytest.raises(InputError) as caught:
        score_loan(reference, wrong, today=TODAY)

    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["input.amount", "input.extra", "loan.value"]


def test_wrong_batches_are_named_with_their_place() -> None:
    wrong = copy.deepcopy(FRUIT)
    wrong["batches"][1] |= {"batch": "B1", "harvested_at": "yesterday", "value": yuan("0")}
    wrong["costs"] = yuan("2.00")
    with pytest.raises(InputError) as caught:
        consolidate_case(wrong)

    where = {problem.where for problem in caught.value.problems}
    assert where == {"batches[1].harvested_at", "batches[1].value", "costs"}


def test_a_json_number_is_no_money(reference) -> None:
    raw = [{**LOAN, "asked": {"amount": 3, "currency": "CNY"}}, LOAN]
    found, code = answer_cases(raw, lambda one: score_loan(reference, one, today=TODAY))

    assert code == 2
    assert found[0]["problem"]["problems"][0]["code"] == "money.float"
    assert found[1]["score"] == 68
