"""The engine's duties against amounts another program worked out from the printed cells."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from entrepot.kernel.money import Money
from entrepot.tariff.composite import composite_price
from entrepot.tariff.evaluation import evaluate
from entrepot.tariff.expression import NotCovered, parse_duty

NUMBERS = Path(__file__).with_name("duty_by_printed_rate.csv")
TINY = Fraction(1, 10**25)  # a price that holds its tax need not end
GOODS = {"kg": "1000", "l": "1200", "abv_pct": "40", "cm3": "40000", "item": "20"}
FRONT_ENDS = {"EU", "GB", "US", "VN", "JP", "AU", "NZ", "EAEU", "CN"}


def numbers() -> dict[str, tuple[str, Fraction]]:
    with NUMBERS.open(encoding="utf-8", newline="") as file:
        return {r["id"]: (r["source_text"], Fraction(r["amount"])) for r in csv.DictReader(file)}


def engine(measure, currency: str) -> Fraction:
    value = Decimal(11_000) if measure.kind == "excise" else Decimal(10_000)
    duty, bases = parse_duty(measure.duty), {"customs_value": Money(value, currency)}

    def work(part):
        quantities = {unit: Decimal(amount) for unit, amount in GOODS.items()}
        return evaluate(part, bases=bases, quantities=quantities, currency=currency)

    if "composite_price" in measure.duty:
        bases["composite_price"] = composite_price(duty, Money(value, currency), work)
    worked = work(duty)
    assert worked.amount is not None, (measure.id, worked.needs)
    return Fraction(worked.amount.amount)


def test_every_duty_equals_the_one_worked_out_from_the_printed_cell(region) -> None:
    currencies = {market.id: market.currency for market in region.markets}
    known = numbers()
    checked = 0
    for measure in region.measures:
        if measure.id not in known or not measure.duty:
            continue
        printed, expected = known[measure.id]
        checked += 1

        assert measure.source_text == printed
        assert abs(engine(measure, currencies[measure.market]) - expected) < TINY, measure.id
    assert checked > 1_300


def test_hardly_any_duty_goes_unchecked(region) -> None:
    known = numbers()
    for market in FRONT_ENDS:
        rows = [
            m
            for m in region.measures
            if m.market == market and m.source_text and m.duty not in ("", "NotCovered")
        ]
        found = sum(m.id in known for m in rows)

        assert found >= 0.99 * len(rows), market


def test_what_was_not_read_is_not_known_to_the_engine_either(region) -> None:
    for measure in region.measures:
        if measure.market in FRONT_ENDS and measure.duty:
            is_covered = not isinstance(parse_duty(measure.duty), NotCovered)

            assert is_covered or measure.source_text in ("", "*"), measure.id
