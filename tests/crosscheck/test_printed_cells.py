"""500 duties of printed cells of the EU and Japan, beside a second evaluator in fractions."""

import csv
import random
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from tests.crosscheck.fraction_duties import eu_duty, jp_duty

from entrepot.kernel.money import Money
from entrepot.tariff.dialects import parse
from entrepot.tariff.evaluation import evaluate

CELLS = list(
    csv.DictReader((Path(__file__).parent / "duty_cells.csv").read_text("utf-8").splitlines(True))
)
CASES = 500
# Quantities by the program's units and by the second evaluator's words.
NAMES = {
    "kg": "kg", "l": "l", "l_alc": "alcohol_l", "item": "items", "pair": "pairs", "m": "m",
    "m2": "m2", "kg/net_drained": "kg drained", "kg/net_dry": "kg dry",
    "kg/sucrose_pct": "kg sucrose", "kg/standard_quality": "kg standard",
    "kg/gross": "kg gross", "kg/dry_lactic_matter": "kg dry lactic",
    "kg/lactic_matter": "kg lactic", "kg/total_alcohol": "kg alcohol",
    "kg/lactose_pct_over_10": "kg lactose over 10",
}  # fmt: skip


def cases():
    chance = random.Random("printed cells")
    for _ in range(CASES):
        amounts = {name: Decimal(chance.randint(1, 10**6)).scaleb(-2) for name in NAMES}
        value = Decimal(chance.randint(1, 10**8)).scaleb(-2)
        yield chance.choice(CELLS), amounts, value, date(2026, chance.randint(1, 12), 15)


def own(cell: Mapping[str, str], amounts, value: Decimal, day: date) -> Decimal | None:
    currency = "EUR" if cell["dialect"] == "eu" else "JPY"
    duty = parse(cell["text"], cell["dialect"])
    worked = evaluate(
        duty, bases={"customs_value": Money(value, currency)}, quantities=amounts,
        currency=currency, on=day,
    )  # fmt: skip
    return worked.amount and worked.amount.amount


def second(cell: Mapping[str, str], amounts, value: Decimal, day: date) -> Fraction | None:
    facts = {NAMES[name]: Fraction(amount) for name, amount in amounts.items()}
    facts["value"] = Fraction(value)
    if cell["dialect"] == "eu":
        return eu_duty(cell["text"], facts, day.month, day.day)
    return jp_duty(cell["text"], facts)


def _agree(ours: Decimal | None, theirs: Fraction | None) -> bool:
    """The same, but for what fifty digits cannot hold."""
    if ours is None or theirs is None:
        return ours is theirs
    return abs(Fraction(ours) - theirs) < Fraction(1, 10**30)


def test_five_hundred_random_duties_agree_exactly() -> None:
    apart = []
    for cell, amounts, value, day in cases():
        ours, theirs = own(cell, amounts, value, day), second(cell, amounts, value, day)
        if not _agree(ours, theirs):
            apart.append((cell["text"], amounts, value, day, ours, theirs and float(theirs)))

    assert apart == []


def test_every_printed_cell_has_its_source() -> None:
    assert all(cell["source"] and cell["line"] for cell in CELLS)
    assert {cell["dialect"] for cell in CELLS} == {"eu", "jp"}


@pytest.mark.parametrize("dialect", ["eu", "jp"])
def test_the_random_cases_are_of_both(dialect: str) -> None:
    assert sum(cell["dialect"] == dialect for cell, *_ in cases()) > CASES / 4
