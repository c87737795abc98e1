"""The questions of the bonded room that need no store, as an officer would write them down."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from entrepot.kernel.errors import InputError, RefusedError
from entrepot.service.bonded_cases import assess_lease, check_book, work_out_gross

CASES = tomllib.loads((Path(__file__).parent / "bonded.toml").read_text(encoding="utf-8"))
Case = dict[str, Any]


def named(kind: str) -> Any:
    return pytest.mark.parametrize("case", CASES[kind], ids=lambda case: case["name"])


@named("gross")
def test_gross_consumption_is_that_of_the_case(case: Case) -> None:
    assert work_out_gross(case["asked"]) == case["answer"]


@named("book")
def test_a_book_stands_after_its_moves_as_the_case_says(case: Case) -> None:
    told = check_book({"unit": "kg", "items": case["items"], "moves": case["moves"]})

    assert told["items"] == case["answer"]


@named("refused")
def test_each_move_that_cannot_be_is_named(case: Case) -> None:
    with pytest.raises(RefusedError) as refused:
        check_book({"unit": "kg", "items": case["items"], "moves": case["moves"]})

    assert {one.code for one in refused.value.problems} == {case["code"]}
    assert [one.where for one in refused.value.problems] == case["where"]


@named("lease")
def test_a_lease_owes_what_the_case_says(case: Case) -> None:
    told = assess_lease(case["asked"])

    def amounts(one: Case) -> list[str]:
        return [one[name]["amount"] for name in ("duty", "vat", "total")]

    assert [amounts(one) for one in told["instalments"]] == case["instalments"]
    assert amounts(told["end"]) == case["end"]
    assert told["total"] == {"amount": case["total"], "currency": "CNY"}


@pytest.mark.parametrize("loss", ["-0.1", "100", "100.5"])
def test_a_loss_below_nothing_or_of_all_is_none(loss: str) -> None:
    with pytest.raises(InputError) as wrong:
        work_out_gross({"net": "1", "loss_pct": loss})

    assert [one.code for one in wrong.value.problems] == ["bonded.loss"]


def test_everything_wrong_with_a_book_is_said_at_once() -> None:
    raw = {
        "items": [{"item": "M1"}, {"item": "M1"}],
        "moves": [{"list": "L", "item": "X", "kind": "stolen", "stage": "pre", "quantity": 0}],
    }

    with pytest.raises(InputError) as wrong:
        check_book(raw)

    assert {one.code for one in wrong.value.problems} == {
        "bonded.item_twice", "bonded.item_unknown", "bonded.word", "bonded.quantity",
    }  # fmt: skip


def test_a_rent_as_a_json_number_is_refused() -> None:
    raw = {"rents": [{"due_on": "2026-03-01", "amount": 5}], "duty_pct": "1", "vat_pct": "13",
           "end": "return"}  # fmt: skip

    with pytest.raises(InputError) as wrong:
        assess_lease(raw)

    assert [one.code for one in wrong.value.problems] == ["money.float"]
