"""Which rate applies, and where the others stand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from entrepot.kernel.consignment import Line
from entrepot.kernel.money import Money
from entrepot.region.law import Stacking
from entrepot.tariff.choice import Quota
from entrepot.tariff.claim import Claim, Pact, Proof
from entrepot.tariff.evaluation import no_exchange
from entrepot.tariff.owed import Goods, Owed, Rules, owe

DAY = date(2026, 8, 1)
PROOF = Proof("certificate", "1", date(2026, 7, 1))
VALUE = Money(Decimal(1000), "EUR")


def _ask(make: SimpleNamespace, *measures, goods: dict | None = None, **rules) -> Owed:
    line = Line("401120", VALUE, "XC", None, {"kg": Decimal(50)})
    found = owe(
        replace(Goods(line, VALUE, DAY, no_exchange), **(goods or {})),
        replace(Rules(make.market, "XA", measures), **rules),
    )
    assert found is not None
    return found


def _standing(owed: Owed) -> dict[str, str]:
    return {one.kind: one.standing for one in owed.candidates}


def test_goods_without_mfn_treatment_pay_the_general_rate(make) -> None:
    general = make.measure("401120", "40 %", kind="general", regime="general")
    owed = _ask(make, general, make.measure("401120", "5 %"), has_mfn=False)

    assert owed.charges[0].amount == Money(Decimal("400.00"), "EUR")
    assert _standing(owed)["mfn"] == "rejected"


def test_other_goods_do_not(make) -> None:
    general = make.measure("401120", "4 %", kind="general", regime="general")
    owed = _ask(make, general, make.measure("401120", "5 %"))

    assert owed.charges[0].amount == Money(Decimal("50.00"), "EUR")
    assert _standing(owed)["general"] == "rejected"


def test_a_temporary_rate_stands_in_place_of_the_general_one(make) -> None:
    market = replace(make.market, choice="general_or_bound")
    rates = (
        make.measure("401120", "1 %", kind="general", regime="general"),
        make.measure("401120", "3 %", kind="provisional", regime="provisional"),
        make.measure("401120", "5 %"),
    )
    owed = _ask(make, *rates, market=market)

    assert owed.charges[0].amount == Money(Decimal("30.00"), "EUR")
    assert _standing(owed)["general"] == "rejected"


def test_an_agreement_without_a_rate_is_listed_all_the_same(make) -> None:
    pact = Pact("PACT", frozenset({"pact"}), ())
    stored = _ask(make, make.measure("401120", "5 %"), pacts=(pact,))
    given = _ask(make, make.measure("401120", "5 %"), pacts=(pact,), is_given=True)

    assert _standing(stored)["preference"] == "unknown"
    assert _standing(given)["preference"] == "not_covered"


def test_a_claim_under_an_agreement_whose_rate_is_not_held_leaves_the_duty_open(make) -> None:
    pact = Pact("PACT", frozenset({"pact"}), ())
    claims = {"claims": (Claim("PACT", PROOF),)}
    owed = _ask(make, make.measure("401120", "5 %"), goods=claims, pacts=(pact,))
    free = _ask(make, make.measure("401120", "Free"), goods=claims, pacts=(pact,))

    assert owed.charges[0].needs == ("the rate of line 401120 under PACT",)
    assert not any(one.chosen for one in owed.candidates)
    assert free.charges[0].state == "zero_by_law"


def test_a_claim_under_an_agreement_that_does_not_bind_the_pair_is_rejected(make) -> None:
    owed = _ask(
        make, make.measure("401120", "5 %"), goods={"claims": (Claim("FARAWAY", PROOF),)}
    )  # fmt: skip
    found = {one.regime: one.standing for one in owed.candidates}

    assert found["FARAWAY"] == "rejected"
    assert owed.charges[0].amount == Money(Decimal("50.00"), "EUR")


def test_a_claim_for_a_rate_that_is_not_known_leaves_the_duty_open(make) -> None:
    owed = _ask(
        make, make.measure("401120", "5 %"), make.preference("401120", ""),
        goods={"claims": (Claim("PACT", PROOF),)},
    )  # fmt: skip

    assert owed.charges[0].state == "unknown"
    assert owed.missing


@pytest.mark.parametrize(
    ("balance", "amount", "standing"),
    [("50", "10.00", "applies"), ("49", "50.00", "rejected"), (None, "50.00", "unknown")],
)
def test_a_quota_is_used_while_it_lasts(make, balance, amount, standing) -> None:
    quota = Quota("TRQ", balance and Decimal(balance), "kg", "customs, as at 2026-08-01")
    owed = _ask(
        make, make.measure("401120", "5 %"),
        make.measure("401120", "1 %", kind="in_quota", regime="TRQ"),
        goods={"claims": (Claim("TRQ", PROOF),), "quotas": (quota,)},
    )  # fmt: skip

    assert owed.charges[0].amount == Money(Decimal(amount), "EUR")
    assert _standing(owed)["in_quota"] == standing


def test_an_area_of_one_country_is_closer_than_the_world(make) -> None:
    own = replace(make.measure("401120", "2 %"), id="own", origins=("XC",))
    owed = _ask(make, make.measure("401120", "5 %"), own)

    assert owed.charges[0].amount == Money(Decimal("20.00"), "EUR")
    assert owed.rejected[0].why == "a measure for XC is closer"


def test_a_charge_that_another_excludes_is_told_and_not_owed(make) -> None:
    row = Stacking("", "made up", "synthetic", "XA", "A", "B", None, None)
    added = [make.measure("401120", "10 %", kind="additional", regime=name) for name in "AB"]
    owed = _ask(make, make.measure("401120", "5 %"), *added, stackings=(row,))
    aside = next(charge for charge in owed.charges if charge.regime == "B")

    assert aside.state == "not_applicable"
    assert aside.note == "A applies, which excludes it"
    assert owed.duty == Money(Decimal("150.00"), "EUR")


def test_a_measure_by_another_line_takes_that_lines_duty(make) -> None:
    heading = make.measure("99038803", "25 %", kind="additional", regime="chapter 99")
    joined = make.measure("401120", "SeeLine 99038803", kind="additional", regime="301")
    owed = _ask(make, make.measure("401120", "5 %"), joined, look_up={"99038803": heading}.get)

    assert owed.charges[1].amount == Money(Decimal("250.00"), "EUR")
    assert owed.charges[1].note == "as 99038803"


def test_what_the_data_do_not_hold_for_these_goods_is_unknown(make) -> None:
    owed = _ask(make, make.measure("401120", "5 %"), gaps=(make.gap("excise", "4011"),))

    assert {charge.kind: charge.state for charge in owed.charges}["excise"] == "unknown"
    assert owed.tax is None


def test_nothing_is_said_where_no_rate_holds(make) -> None:
    line = Line("401120", VALUE, "XC")
    late = make.measure("401120", "5 %", valid_from=date(2027, 1, 1))

    assert owe(Goods(line, VALUE, DAY, no_exchange), Rules(make.market, "XA", (late,))) is None
