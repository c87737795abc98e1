"""Taxes of e-commerce lists against a second evaluator in `fractions`."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.crosscheck.fraction_ecommerce import taxes

from entrepot.bonded.ecommerce import match
from entrepot.bonded.ecommerce_intake import parse_case
from entrepot.bonded.ecommerce_tax import EcommerceLaw, assess

LAW = EcommerceLaw(
    Decimal(70), Decimal("5000.00"), Decimal("26000.00"), Decimal("5000.00"), 30, 45, "made up"
)
amounts = st.decimals("0.01", "9000", places=2)
small = st.decimals("0", "300", places=2)
rates = st.decimals("0", "60", places=2)
items = st.lists(st.tuples(amounts, rates, rates, rates), min_size=1, max_size=6)


def money(amount: Decimal) -> dict[str, str]:
    return {"amount": f"{amount:.2f}", "currency": "CNY"}


def listed(
    lines: list[tuple[Decimal, ...]], freight: Decimal, insurance: Decimal, discount: Decimal,
    kind: str,
) -> dict:  # fmt: skip
    goods = sum((line[0] for line in lines), Decimal(0))
    discount = min(discount, goods / 2).quantize(Decimal("0.01"))
    return {
        "mode": "9610", "on": "2026-03-05", "buyer": "SYN-1",
        "order": {"number": "O1", "goods": money(goods), "freight": money(freight),
                  "insurance": money(insurance), "discount": money(discount),
                  "discount_kind": kind},
        "payment": {"order": "O1", "buyer": "SYN-1",
                    "amount": money(goods + freight + insurance - discount)},
        "waybill": {"order": "O1", "number": "W1", "gross_mass_kg": 1},
        "items": [{"hs": "33049900", "quantity": 1, "value": money(value), "duty_pct": f"{duty}",
                   "vat_pct": f"{vat}", "consumption_tax_pct": f"{excise}"}
                  for value, duty, vat, excise in lines],
    }  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(items, small, small, small, st.sampled_from(["public", "personal"]))
def test_a_list_owes_the_same_in_fractions(lines, freight, insurance, discount, kind) -> None:
    raw = listed(lines, freight, insurance, discount, kind)
    case = parse_case(raw, "CNY", knows_used=True)
    found = assess(case, LAW)
    due = taxes(raw, share=Fraction(7, 10), limit=Fraction(5000))

    assert match(case) == []
    assert [
        tuple(map(Fraction, (one.taxable, one.duty, one.consumption_tax, one.vat)))
        for one in found.lines
    ] == due
    assert sum(one.taxable for one in found.lines) == found.taxable
    assert found.total == sum(one.total for one in found.lines)
