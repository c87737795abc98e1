"""Fields keeps every fault and gives exact values."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.money import Money
from entrepot.service.fields import Fields


def codes(fields: Fields) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in fields.problems]


def test_right_values_are_read_without_faults() -> None:
    fields = Fields(
        {"value": "60000.10", "currency": "usd", "on": "2026-11-20", "max": 3, "avoid": "a:b, c:d"}
    )

    assert fields.money("value", "currency", ["EUR", "USD"]) == Money(Decimal("60000.10"), "USD")
    assert fields.day("on") == date(2026, 11, 20)
    assert fields.whole("max", low=1, high=7) == 3
    assert fields.texts("avoid") == ("a:b", "c:d")
    assert fields.problems == []


def test_every_fault_is_kept() -> None:
    fields = Fields({"value": "-1", "currency": "USX", "on": "20.11.2026", "max": "9"})

    fields.money("value", "currency", ["EUR", "USD"])
    fields.day("on")
    fields.whole("max", low=1, high=7)
    fields.text("origin", required=True)

    assert codes(fields) == [
        ("input.positive", "value"),
        ("input.unknown", "currency"),
        ("input.date", "on"),
        ("input.whole", "max"),
        ("input.missing", "origin"),
    ]


@pytest.mark.parametrize("text", ["0", "-0.1", "NaN", "Infinity", "1e400", "1,5", "一", "1_0x"])
def test_what_is_no_amount_above_zero_is_refused(text: str) -> None:
    fields = Fields({"tonnes": text})

    assert fields.positive("tonnes") is None
    assert len(fields.problems) == 1


def test_an_unknown_word_names_the_nearest() -> None:
    fields = Fields({"incoterm": "DAB"})

    fields.word("incoterm", ["DAP", "EXW"])

    assert "DAP" in fields.problems[0].hint


def test_a_float_of_a_json_body_is_read_as_it_was_written() -> None:
    assert Fields({"tonnes": 0.1}).positive("tonnes") == Decimal("0.1")


def test_a_field_nobody_asked_for_is_named_with_the_nearest_one() -> None:
    fields = Fields({"proof": "RCEP", "zzz": 1, "proofs": "RCEP", "quantities": {"l": 1, "m": 0}})
    fields.texts("proofs")
    fields.numbers("quantities")

    fields.nothing_else()

    assert [(p.code, p.where, p.hint) for p in fields.problems] == [
        ("input.positive", "m", "Give a positive number."),
        ("input.extra", "proof", "Did you mean proofs?"),
        ("input.extra", "zzz", "Leave it out."),
    ]
