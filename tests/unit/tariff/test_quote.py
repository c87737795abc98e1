"""Landed cost: trade terms, value bases, tax, refund, and what one unknown does."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.consignment import Consignment, Line
from entrepot.kernel.errors import InputError
from entrepot.kernel.money import Money
from entrepot.tariff.landed import Landed
from entrepot.tariff.quote import landed_cost
from entrepot.tariff.value import Freight, value_on_basis

DAY = date(2026, 11, 20)


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


FREIGHT = Freight(euros("50"), euros("200"), euros("30"), euros("20"))


def sent(*lines: Line, term: str = "CIF") -> Consignment:
    return Consignment("a", "b", lines, term, Decimal(1000), Decimal(1))


def goods(price: str = "1000", hs: str = "401120", kg: str = "") -> Line:
    return Line(hs, euros(price), "XC", Decimal(kg) if kg else None)


def quote(law, consignment: Consignment, **more) -> Landed:
    settings = {
        "exporter": "XC", "importer": "XA", "freight": FREIGHT, "on": DAY,
        "exchange": lambda _a, _b: None,
    }  # fmt: skip
    return landed_cost(consignment, law, **(settings | more))


@pytest.fixture
def law(make):
    return make.law(
        make.measure("401120", "10 %"), vats=[make.vat("20")], refunds=[make.refund("401120", "9")]
    )


def of(landed: Landed, what: str):
    return next(line for line in landed.lines if line.charge.what == what)


@pytest.mark.parametrize(
    ("term", "value", "total"),
    [
        ("EXW", "1270", "1427.00"),  # 1000 + 50 + 200 + 20; the buyer pays 300 and the duty
        ("FOB", "1220", "1372.00"),
        ("CIF", "1000", "1130.00"),
        ("DAP", "970", "1097.00"),
    ],
)
def test_a_stage_is_paid_once_whatever_the_term(law, term: str, value: str, total: str) -> None:
    landed = quote(law, sent(goods(), term=term))

    assert of(landed, "customs_duty").charge.base == euros(value).rounded()
    assert landed.total == euros(total)


def test_under_duty_paid_terms_price_less_duty_and_tax_is_the_value(law) -> None:
    landed = quote(law, sent(goods(), term="DDP"))
    duty, tax = of(landed, "customs_duty").charge, of(landed, "import_vat").charge

    # One cent more of value would cost more than the price: 734.85 + 73.49 + 161.67 + 30.
    assert (duty.base, duty.amount, tax.amount) == (
        euros("734.84"),
        euros("73.48"),
        euros("161.66"),
    )
    assert landed.total == euros("1000.00")
    assert of(landed, "customs_duty").payer == "seller"


def test_duty_paid_terms_with_an_unknown_duty_leave_the_value_unknown(make) -> None:
    landed = quote(make.law(vats=[make.vat("20")]), sent(goods(), term="DDP"))

    assert of(landed, "customs_duty").charge.state == "unknown"
    assert "customs_value: the price without the duty and tax it includes" in landed.missing


@pytest.mark.parametrize(
    ("basis", "included", "value"),
    [
        ("CIF", (), "1270"),
        ("CIF", ("origin", "main", "insurance"), "1000"),
        ("CIF", ("origin", "main", "insurance", "delivery"), "970"),
        ("FOB", (), "1050"),
        ("FOB", ("origin",), "1000"),
        ("FOB", ("origin", "main", "insurance", "delivery"), "750"),
    ],
)
def test_a_price_becomes_a_value_on_either_basis(basis: str, included: tuple, value: str) -> None:
    valued = value_on_basis(euros("1000"), basis, included, FREIGHT.by_stage())

    assert valued.amount == euros(value)


def test_a_price_below_its_freight_has_no_value() -> None:
    valued = value_on_basis(euros("10"), "CIF", ("delivery", "origin", "main", "insurance"),
                            FREIGHT.by_stage())  # fmt: skip

    assert valued.amount is None
    assert valued.needs == ("a price above the freight it includes",)


def test_only_the_stages_that_matter_must_be_known() -> None:
    stages = {"origin": None, "main": None, "insurance": None, "delivery": euros("30")}

    known = value_on_basis(euros("1000"), "CIF", ("origin", "main", "insurance"), stages)
    unknown = value_on_basis(euros("1000"), "FOB", ("origin", "main", "insurance"), stages)

    assert known.amount == euros("1000")
    assert unknown.needs == ("main_carriage", "insurance")


def test_tax_is_taken_of_value_and_duty(law) -> None:
    tax = of(quote(law, sent(goods())), "import_vat").charge

    assert tax.base == euros("1100.00")
    assert tax.amount == euros("220.00")


@pytest.mark.parametrize(("basis", "base"), [("CIF", "1130.00"), ("FOB", "1078.00")])
def test_a_market_may_tax_freight_too(make, basis: str, base: str) -> None:
    market = replace(make.market, basis=basis, vat_adds_freight=True)
    law = make.law(make.measure("401120", "10 %"), market=market, vats=[make.vat("20")])

    tax = of(quote(law, sent(goods())), "import_vat").charge

    assert tax.base == euros(base)  # CIF: 1100 + delivery 30; FOB: 780 + 78 + 200 + 20


def test_tax_stands_apart_from_the_total(law) -> None:
    landed = quote(law, sent(goods()))

    assert landed.vat == euros("220.00")
    assert landed.total == euros("1130.00")


def test_tax_on_a_range_is_a_range(make) -> None:
    law = make.law(
        make.measure("40112010", "10 %"), make.measure("40112090", "5 %"), vats=[make.vat("20")]
    )
    tax = of(quote(law, sent(goods())), "import_vat").charge

    assert (tax.state, tax.amount) == ("unknown", None)
    assert (tax.range.low, tax.range.high) == (euros("210.00"), euros("220.00"))


def test_a_tax_rate_of_zero_is_by_law(make) -> None:
    law = make.law(make.measure("401120", "10 %"), vats=[make.vat("0")])

    assert of(quote(law, sent(goods())), "import_vat").charge.state == "zero_by_law"


def test_a_tax_of_zero_where_no_schedule_is_known_is_in_the_money_of_the_invoice(make) -> None:
    law = replace(make.law(vats=[make.vat("0")]), markets={})

    tax = of(quote(law, sent(goods())), "import_vat").charge

    assert (tax.state, tax.amount) == ("zero_by_law", euros("0.00"))


def test_a_tax_where_no_schedule_is_known_asks_for_the_duty(make) -> None:
    law = replace(make.law(vats=[make.vat("20")]), markets={})

    tax = of(quote(law, sent(goods())), "import_vat").charge

    assert (tax.state, tax.amount, tax.needs) == ("unknown", None, ("customs_duty",))


@pytest.mark.parametrize("vats", [[], [("", "two figures")]])
def test_an_unknown_tax_rate_makes_the_quote_incomplete(make, vats: list) -> None:
    rows = [make.vat(pct, note=note) for pct, note in vats]
    landed = quote(make.law(make.measure("401120", "10 %"), vats=rows), sent(goods()))

    assert of(landed, "import_vat").charge.state == "unknown"
    assert not landed.complete
    assert landed.vat is None


def test_a_reduced_rate_of_a_code_beats_the_standard_rate(make) -> None:
    law = make.law(make.measure("401120", "0 %"), vats=[make.vat("20"), make.vat("7", hs="4011")])

    assert of(quote(law, sent(goods())), "import_vat").charge.rate == "7 %"


def test_a_quote_with_everything_known_is_complete(law) -> None:
    landed = quote(law, sent(goods()))

    assert landed.complete
    assert landed.missing == ()


def test_the_refund_is_shown_and_never_taken_off_the_total(law, make) -> None:
    without = quote(make.law(make.measure("401120", "10 %"), vats=[make.vat("20")]), sent(goods()))
    landed = quote(law, sent(goods()))

    assert landed.refund == euros("70.20")  # 9 % of the FOB value, 780
    assert landed.total == without.total


def test_a_net_purchase_invoice_is_the_base_of_the_refund(law) -> None:
    yuan = Money(Decimal(500), "CNY")
    charge = of(quote(law, sent(goods()), purchase_net=yuan), "export_vat_refund").charge

    assert charge.amount == Money(Decimal("45.00"), "CNY")


def test_a_refund_known_for_other_lines_only_is_a_question(make) -> None:
    law = make.law(
        make.measure("401120", "10 %"), refunds=[make.refund("40112010", "9")],
        vats=[make.vat("20")],
    )  # fmt: skip
    charge = of(quote(law, sent(goods())), "export_vat_refund").charge

    assert charge.state == "unknown"
    assert charge.question == "Which line of XC under 401120? Known: 40112010: 9 %."


def test_the_exporters_own_line_settles_the_refund(make) -> None:
    law = make.law(make.measure("401120", "10 %"), refunds=[make.refund("40112010", "9")])
    landed = quote(law, sent(goods()), export_codes=["4011201090"])

    assert landed.refund == euros("70.20")


@pytest.mark.parametrize(("imported", "state"), [("40112010", "unknown"), ("40112077", "computed")])
def test_a_line_of_the_importer_is_not_taken_for_one_of_the_exporter(make, imported, state) -> None:
    law = make.law(make.measure(imported, "10 %"), refunds=[make.refund("40112010", "9")])
    landed = quote(law, sent(goods(hs="40112010")))

    assert of(landed, "export_vat_refund").charge.state == state


def test_lines_with_different_refunds_under_one_code_are_not_guessed(make) -> None:
    rows = [make.refund("401120", "13"), make.refund("4011200010", "0")]
    law = make.law(make.measure("401120", "10 %"), refunds=rows)

    assert of(quote(law, sent(goods())), "export_vat_refund").charge.state == "unknown"


def test_a_refund_outside_its_days_is_unknown(make) -> None:
    rows = [make.refund("401120", "9", valid_to=DAY)]
    law = make.law(make.measure("401120", "10 %"), refunds=rows)

    assert of(quote(law, sent(goods())), "export_vat_refund").charge.state == "unknown"


def test_a_cancelled_refund_says_that_output_tax_is_due(make) -> None:
    law = make.law(make.measure("401120", "10 %"), refunds=[make.refund("401120", "0")])
    charge = of(quote(law, sent(goods())), "export_vat_refund").charge

    assert (charge.state, charge.amount) == ("zero_by_law", euros("0.00"))
    assert "output VAT of 13 % is due" in charge.note


def test_no_border_no_duty(law) -> None:
    landed = quote(law, sent(goods()), exporter="XB")

    assert {line.charge.state for line in landed.lines if line.goods_line} == {"not_applicable"}
    assert landed.complete


def test_freight_is_shared_by_mass_and_adds_up(law) -> None:
    freight = replace(FREIGHT, main=euros("100.01"))
    landed = quote(law, sent(goods(kg="1"), goods(kg="2"), term="FOB"), freight=freight)
    bases = [line.charge.base for line in landed.lines if line.charge.what == "customs_duty"]

    assert bases == [
        euros("1040.01"),
        euros("1080.00"),
    ]  # main 33.34 + 66.67, insurance 6.67 + 13.33
    assert sum(b.amount for b in bases) == Decimal("2120.01")


def test_a_mass_not_told_shares_freight_by_value(law) -> None:
    landed = quote(law, sent(goods("900"), goods("100", kg="7"), term="FOB"))
    bases = [line.charge.base for line in landed.lines if line.charge.what == "customs_duty"]

    assert bases == [euros("1098.00"), euros("122.00")]


def test_with_several_lines_the_missing_says_which(make) -> None:
    law = make.law(make.measure("401120", "10 %"), vats=[make.vat("20")])
    landed = quote(law, sent(goods(), goods(hs="090210")))

    assert any(what.startswith("customs_duty of line 2: ") for what in landed.missing)
    assert not any(what.startswith("customs_duty of line 1: ") for what in landed.missing)


def test_an_unknown_freight_inside_the_price_is_no_gap(law) -> None:
    landed = quote(law, sent(goods()), freight=replace(FREIGHT, before_border=None))

    assert "origin_carriage: its cost is not known" not in landed.missing
    assert of(landed, "customs_duty").charge.state == "computed"


def test_a_range_adds_its_least_to_the_total(make) -> None:
    law = make.law(make.measure("40112010", "10 %"), make.measure("40112090", "5 %"))
    landed = quote(law, sent(goods()))

    assert landed.total == euros("1080.00")
    assert not landed.complete


def test_a_duty_that_cannot_be_told_in_the_invoices_currency_is_missing(make) -> None:
    law = make.law(make.measure("401120", "10 %"), vats=[make.vat("20")],
                   refunds=[make.refund("401120", "9")])  # fmt: skip
    dollars = Line("401120", Money(Decimal(100), "USD"), "XC")
    nothing = Money(Decimal(0), "USD")
    landed = quote(
        law, sent(dollars), freight=Freight(nothing, nothing, nothing, nothing),
        exchange=lambda have, want: {("USD", "EUR"): Decimal("0.5")}.get((have, want)),
    )  # fmt: skip

    assert of(landed, "customs_duty").charge.amount == euros("5.00")
    assert "exchange: no rate from EUR for customs_duty" in landed.missing


def test_an_unknown_trade_term_is_refused(law) -> None:
    with pytest.raises(InputError):
        quote(law, sent(goods(), term="FAS"))


@pytest.mark.parametrize("code", ["EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP",
                                  "DPU", "DDP"])  # fmt: skip
def test_every_term_of_the_reference_data_can_be_quoted(world_law, code: str) -> None:
    consignment = sent(replace(goods(hs="310530"), country_of_origin="CN"), term=code)
    landed = quote(world_law, consignment, exporter="CN", importer="DE")
    value = of(landed, "customs_duty").charge.base

    assert value.amount > 0
    assert landed.total.amount >= 1000
