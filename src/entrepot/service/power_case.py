"""What a contract of power does to an exporter, as a document."""

from collections.abc import Mapping
from decimal import Decimal

from entrepot.kernel.codes import is_currency
from entrepot.plan.power import Contract, Maker, PowerEffect, power_effect
from entrepot.service.case_parts import (
    Document,
    cited_document,
    cited_of,
    done,
    known,
    share,
    table,
    text,
)
from entrepot.service.fields import Fields

_MOST_THETA = Decimal(20)


def price_power(raw: Mapping[str, object]) -> Document:
    """What another contract of power does to an exporter's cost, price and sales.

    Args:
        raw: `good`, `currency`, `kwh` of a unit, `other_cost`, `price`; `units` a year,
            `pass_through` (0 to 1) and `theta`, unknown where absent; `before` and `after`, each
            with `prices` and `shares` of use by time of day, `carriage` and `levies`; `source`
            and `status`.

    Returns:
        `sides` before and after, of a kWh and of a unit, `cost_change_pct`, `sales_change_pct` and
        `units_change` (null where unknown), and who says so.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    good, currency = fields.text("good", required=True), fields.text("currency", required=True)
    if currency and not is_currency(currency):
        fields.fault("currency", "currency", f"{currency!r} is no currency.", "As in EUR.")
    maker, cited = _maker(fields), cited_of(fields)
    contracts = [_contract(fields, name) for name in ("before", "after")]
    done(fields)
    found = power_effect(maker, *contracts)
    change = None if found.sales_ratio is None else 100 * (found.sales_ratio - 1)
    units = None if change is None or maker.units is None else float(maker.units) * change / 100
    return {
        "good": good, "currency": currency, "sides": _sides(found),
        "power_share_pct": text(100 * found.power_share_before),
        "cost_change_pct": text(found.cost_change_pct),
        "price_change_pct": text(100 * (found.sold_after / found.sold_before - 1)),
        "sales_change_pct": change, "units_change": units,
        "pass_through": text(maker.pass_through), "theta": maker.theta,
        **cited_document(cited),
    }  # fmt: skip


def _maker(fields: Fields) -> Maker:
    kwh, price = fields.positive("kwh", required=True), fields.positive("price", required=True)
    other = fields.number("other_cost", required=True)
    theta = fields.positive("theta", most=_MOST_THETA)
    return Maker(kwh or Decimal(1), other or Decimal(0), price or Decimal(1),
                 fields.positive("units"), share(fields, "pass_through"),
                 None if theta is None else float(theta))  # fmt: skip


def _contract(fields: Fields, name: str) -> Contract:
    inner = fields.inner(name, required=True)
    if inner is None:
        return Contract({}, {})
    prices, shares = known(table(inner, "prices")), known(table(inner, "shares"))
    if set(prices) != set(shares):
        inner.fault("times", "shares", "name other times than prices.", "Name the same.")
    if sum(shares.values()) != 1:
        inner.fault("shares", "shares", "do not add up to 1.", "Write shares of 1.")
    found = Contract(prices, shares if set(prices) == set(shares) else {},
                     inner.number("carriage") or Decimal(0),
                     inner.number("levies") or Decimal(0))  # fmt: skip
    inner.nothing_else()
    return found


def _sides(found: PowerEffect) -> list[Document]:
    return [
        {"side": side, "kwh_price": text(getattr(found, f"price_{side}")),
               "power": text(getattr(found, f"power_{side}")),
               "cost": text(getattr(found, f"cost_{side}")),
               "sold_at": text(getattr(found, f"sold_{side}")),
               "margin": text(getattr(found, f"margin_{side}"))}
        for side in ("before", "after")
    ]  # fmt: skip
