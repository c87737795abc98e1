"""Runs the cases of the TOML files here; each names what was read where.

A case is added in its file alone. Money is written `650.00 EUR`.
"""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from entrepot.kernel.codes import bare_hs
from entrepot.kernel.consignment import Consignment, Line
from entrepot.kernel.money import Money
from entrepot.tariff.duty import assess
from entrepot.tariff.evaluation import evaluate
from entrepot.tariff.expression import parse_duty
from entrepot.tariff.quote import landed_cost
from entrepot.tariff.value import Freight

HERE = Path(__file__).parent


def cases(name: str) -> list:
    found = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["name"]) for case in found]


def money(text: str) -> Money | None:
    if not text:
        return None
    amount, currency = text.split()
    return Money(Decimal(amount), currency)


def quantities(case: dict) -> dict[str, Decimal]:
    return {unit: Decimal(amount) for unit, amount in case.get("quantities", {}).items()}


def exchange_of(case: dict):
    rates = {tuple(pair.split("/")): Decimal(rate) for pair, rate in case.get("rates", {}).items()}
    return lambda have, want: rates.get((have, want))


@pytest.mark.parametrize("name", ["expressions", "duties", "landed"])
def test_every_case_cites_a_source_and_has_its_own_name(name: str) -> None:
    found = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["case"]

    assert all(case["source"] for case in found)
    assert len({case["name"] for case in found}) == len(found)


@pytest.mark.parametrize("case", cases("expressions"))
def test_a_duty_comes_to_the_amount_worked_by_hand(case: dict) -> None:
    value = money(case["value"])
    worked = evaluate(
        parse_duty(case["duty"]),
        bases={"customs_value": value},
        quantities=quantities(case),
        currency=value.currency,
        exchange=exchange_of(case),
    )

    if "expect" in case:
        assert worked.amount == money(case["expect"])
    else:
        assert worked.amount is None
        assert list(worked.needs) == case["needs"]


@pytest.mark.parametrize("case", cases("duties"))
def test_the_duty_on_a_line_is_what_the_schedule_says(case: dict, law) -> None:
    value = money(case["value"])
    market = law.find_market(case["market"])
    line = Line(bare_hs(case["hs"]), value, case["origin"], None, quantities(case))
    duty = assess(
        line, market, law.book, customs_value=value, on=case["on"], gaps=law.gaps,
        exchange=exchange_of(case), proofs=case.get("proofs", ()),
        roundings=law.roundings_of(market.id, case["on"]),
    )  # fmt: skip
    charge = duty.charges[0]

    assert charge.state == case["state"]
    assert charge.amount == money(case.get("amount", ""))
    if "rate" in case:
        assert charge.rate == case["rate"]
    if "chosen" in case:
        assert [c.regime for c in duty.candidates if c.chosen] == case["chosen"]
    for regime, why in case.get("refused", {}).items():
        assert {c.regime: c.why for c in duty.candidates}[regime] == why
    for regime, amount in case.get("saving", {}).items():
        assert {s.regime: s.amount for s in duty.saving}[regime] == money(amount)
    for bound in ("low", "high"):
        if bound in case:
            assert getattr(charge.range, bound) == money(case[bound])
    if "asks" in case:
        assert case["asks"] in charge.question
    missing = [what.partition(":")[0] for what in duty.missing]
    assert set(case.get("missing", ())) <= set(missing)
    assert not set(case.get("not_missing", ())) & set(missing)


@pytest.mark.parametrize("case", cases("landed"))
def test_the_landed_cost_is_what_was_worked_by_hand(case: dict, law) -> None:
    line = Line(case["hs"], money(case["price"]), case["exporter"], None, quantities(case))
    consignment = Consignment("a", "b", (line,), case["incoterm"], Decimal(1000), Decimal(1))
    landed = landed_cost(
        consignment, law, exporter=case["exporter"], importer=case["importer"],
        freight=Freight(*(money(cost) for cost in case["freight"])),
        exchange=exchange_of(case), on=case["on"],
        purchase_net=money(case.get("purchase_net", "")),
    )  # fmt: skip
    lines = {line.charge.what: line for line in landed.lines}

    for what, amount in case.get("lines", {}).items():
        assert lines[what].charge.amount == money(amount), what
    for what, state in case.get("states", {}).items():
        assert lines[what].charge.state == state, what
    for what, payer in case.get("payers", {}).items():
        assert lines[what].payer == payer, what
    for what, words in case.get("says", {}).items():
        assert words in lines[what].charge.note
    if "total" in case:
        assert landed.total == money(case["total"])
    missing = {what.partition(":")[0] for what in landed.missing}
    assert set(case.get("missing", ())) <= missing
    assert landed.complete == case.get("complete", False)
