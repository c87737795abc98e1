"""Reading cases from a file, lists of cases, and the document that is printed."""

import io
import json
import sys
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from entrepot.kernel.errors import InputError, MissingError, ModelError
from entrepot.service.assessment import MOST_FAULTS, Assessor, assess_cases
from entrepot.service.cases import read_cases
from entrepot.store.reference import open_reference

CASE = {
    "flow": "import", "accepted_on": "2026-03-10", "transaction_mode": "CIF", "currency": "CNY",
    "items": [{"seq": 1, "hs": "8479899990", "origin": "JP", "value": "1000.00",
               "rates": {"duty": "900 CNY/t", "consumption_tax": "30 %"},
               "quantities": [{"amount": "0.1", "unit": "t"}]}],
}  # fmt: skip


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(open_reference("guizhou"))


def test_numbers_are_read_exactly(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"a": 0.1, "b": 1e3, "c": 12}', encoding="utf-8")

    assert read_cases(str(path)) == {"a": Decimal("0.1"), "b": Decimal(1000), "c": 12}


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"[1]")))

    assert read_cases("-") == [1]


@pytest.mark.parametrize(
    "text",
    ["", "{", "NaN", '{"a": Infinity}', '{"a": 1, "a": 2}', "[" * 100_000, "9" * 5000, "\udcff"],
)
def test_what_is_no_exact_json_is_a_fault(tmp_path: Path, text: str) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(InputError) as caught:
        read_cases(str(path))

    assert [problem.code for problem in caught.value.problems] == ["input.json"]


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_cases(str(tmp_path / "none.json"))

    assert [problem.code for problem in caught.value.problems] == ["file.unreadable"]


def test_quantities_and_prices_without_end_are_told_exactly(assessor: Assessor) -> None:
    document = assess_cases(assessor, CASE)
    duty, tax = document["items"][0]["charges"]

    assert duty["quantity"] == {"amount": "0.1", "unit": "t"}
    assert duty["unrounded"] == "90.00"
    assert tax["base"]["amount"].startswith("1557.1428571428571428571428571")
    assert tax["amount"] == {"amount": "467.14", "currency": "CNY"}
    assert document["exchange"] == {
        "currency": "CNY", "rate": "1", "month": "2026-03", "source": "the case",
    }  # fmt: skip


def test_faults_of_a_list_say_which_case_they_are_of(assessor: Assessor) -> None:
    wrong = CASE | {"flow": "transit"}
    unknown = CASE | {"items": [{"hs": "999999", "origin": "JP", "value": "1"}]}

    with pytest.raises(InputError) as caught:
        assess_cases(assessor, [CASE, wrong, unknown])
    with pytest.raises(ModelError) as named:
        assess_cases(assessor, [CASE, unknown])

    first, *_ = caught.value.problems
    assert (first.where, first.pointer) == ("[2] flow", "/1/flow")
    assert {problem.code for problem in named.value.problems} == {"tax.rate_missing"}
    assert {problem.where for problem in named.value.problems} == {"[2] item 1"}


def test_a_list_of_nonsense_is_named_up_to_a_bound(assessor: Assessor) -> None:
    with pytest.raises(InputError) as caught:
        assess_cases(assessor, [{}] * MOST_FAULTS)

    assert len(caught.value.problems) == MOST_FAULTS


def test_an_empty_list_is_answered_by_one(assessor: Assessor) -> None:
    assert assess_cases(assessor, []) == []


def test_the_rate_of_the_month_is_read_where_none_is_stated(assessor: Assessor) -> None:
    document = assess_cases(assessor, CASE | {"currency": "USD"})

    assert document["exchange"]["month"] == "2026-03"
    assert Decimal(document["exchange"]["rate"]) > 6


def test_a_month_without_rates_or_calendar_has_no_answer(assessor: Assessor) -> None:
    with pytest.raises(ModelError):
        assess_cases(assessor, CASE | {"currency": "XYZ"})
    with pytest.raises((ModelError, MissingError)):
        assess_cases(assessor, CASE | {"currency": "USD", "accepted_on": "2060-03-10"})


def test_the_document_is_plain_json(assessor: Assessor) -> None:
    document = assess_cases(assessor, CASE)

    assert json.loads(json.dumps(document)) == document
