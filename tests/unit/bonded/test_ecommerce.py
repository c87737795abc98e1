"""Lists of e-commerce: every fault at once, every disagreement by its field."""

from copy import deepcopy
from decimal import Decimal

import pytest

from entrepot.bonded.allowance import Allowance
from entrepot.bonded.ecommerce import match
from entrepot.bonded.ecommerce_intake import parse_case
from entrepot.bonded.express import parse_parcel
from entrepot.kernel.errors import InputError, RefusedError


def money(amount: object, currency: str = "CNY") -> dict:
    return {"amount": amount, "currency": currency}


LIST = {
    "mode": "1210", "on": "2026-03-05", "buyer": "SYN-1", "used_this_year": money("0.00"),
    "order": {"number": "O1", "goods": money("900.00"), "freight": money("10.00"),
              "insurance": money("5.00"), "discount": money("20.00"),
              "discount_kind": "personal", "tax": money("81.90")},
    "payment": {"order": "O1", "buyer": "SYN-1", "amount": money("976.90")},
    "waybill": {"order": "O1", "number": "W1", "gross_mass_kg": 1.2},
    "items": [{"hs": "33049900", "quantity": 1, "value": money("900.00"), "duty_pct": "5",
               "vat_pct": "13", "consumption_tax_pct": "0"}],
}  # fmt: skip


def changed(path: str, value: object) -> dict:
    found = deepcopy(LIST)
    *way, last = path.split(".")
    inner: object = found
    for name in way:
        inner = inner[int(name) if name.isdigit() else name]  # type: ignore[index]
    inner[int(last) if last.isdigit() else last] = value  # type: ignore[index]
    return found


def test_a_list_that_agrees_is_read_as_it_is() -> None:
    case = parse_case(LIST, "CNY")

    assert match(case) == []
    assert (case.order.to_pay, case.order.taxable) == (Decimal("976.90"), Decimal("915.00"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("payment.order", "O2"), ("payment.buyer", "SYN-2"), ("payment.amount", money("976.89")),
        ("waybill.order", "O2"), ("order.goods", money("900.01")),
    ],
)  # fmt: skip
def test_what_disagrees_is_named_by_its_field(path: str, value: object) -> None:
    found = match(parse_case(changed(path, value), "CNY"))

    assert path in [one.where for one in found]
    assert {one.code for one in found} == {"ecommerce.match"}
    assert all("SYN-2" not in str(one) for one in found)  # no id of a person in a message


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("mode", "0110", "input.word"), ("on", "2026-02-30", "input.date"),
        ("buyer", "", "input.text"), ("order.goods", 900, "money.float"),
        ("order.goods", money(900.0), "money.float"), ("order.goods", money("1e3"), "input.money"),
        ("order.goods", money("900.00", "USD"), "input.currency"),
        ("order.goods", money("0.00"), "ecommerce.value"), ("order.extra", 1, "input.extra"),
        ("order.discount_kind", "coupon", "input.word"),
        ("order.discount_kind", None, "input.missing"), ("items", [], "input.list"),
        ("items.0.quantity", 0, "input.number"), ("items.0.hs", "33.04", "input.form"),
        ("items.0.consumption_tax_pct", "100", "input.number"),
        ("items.0.vat_pct", True, "input.number"), ("payment", None, "input.object"),
        ("waybill.gross_mass_kg", "heavy", "input.number"), ("used_this_year", "1", "input.money"),
        ("used_this_year", None, "input.missing"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(path: str, value: object, code: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_case(changed(path, value), "CNY")

    told = {(one.code, one.where.removesuffix(".currency")) for one in refused.value.problems}
    place = "items[0]." + path.removeprefix("items.0.") if path.startswith("items.0") else path
    assert (code, place) in told
    assert all(one.message_zh for one in refused.value.problems)


def test_what_the_buyer_used_is_told_unless_the_store_knows_it_or_the_goods_leave() -> None:
    untold = {name: value for name, value in LIST.items() if name != "used_this_year"}
    with pytest.raises(InputError) as refused:
        parse_case(untold, "CNY")

    assert [one.where for one in refused.value.problems] == ["used_this_year"]
    assert parse_case(untold, "CNY", knows_used=True).used is None
    assert parse_case({**untold, "mode": "9610", "flow": "export"}, "CNY").used is None


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        parse_case({"mode": "9610"}, "CNY")

    assert len(refused.value.problems) >= 8


@pytest.mark.parametrize("raw", [None, [], "text", 7, {"items": [None]}, {"order": {"number": {}}}])
def test_nonsense_is_a_fault_and_no_crash(raw: object) -> None:
    with pytest.raises(InputError):
        parse_case(raw, "CNY")
    with pytest.raises(InputError):
        parse_parcel(raw)


def test_an_allowance_holds_to_its_last_fen() -> None:
    full = Allowance(Decimal(26000)).reserve(Decimal(26000))
    with pytest.raises(RefusedError, match="general trade"):
        full.reserve(Decimal("0.01"))
    used = full.use(Decimal(6000))

    assert used.give_back(Decimal(6000), was_used=True).remaining == 6000
    assert used.give_back(Decimal(20000), was_used=False).remaining == 20000
    with pytest.raises(ValueError, match="more is given back"):
        used.give_back(Decimal(6001), was_used=True)
    with pytest.raises(ValueError, match="more is used"):
        used.use(Decimal(20001))
