"""Reads a list of cross-border e-commerce from JSON, with every fault."""

import re
from decimal import Decimal

from entrepot.bonded.ecommerce import (
    EXPORT,
    IMPORT,
    MODES,
    NONE,
    PERSONAL,
    PUBLIC,
    EcommerceCase,
    Flow,
    Item,
    Order,
    Payment,
    Waybill,
)
from entrepot.bonded.intake import Intake
from entrepot.kernel.errors import InputError, Problem

MOST_ITEMS = 50
USED = "used_this_year"
_HS = re.compile(r"\d{6}(\d{2})?(\d{2})?", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}")
_WHOLE, _MOST_MASS_KG = Decimal(100), Decimal(100_000)
_MOST_PCT = Decimal(999)
_LEAST = Decimal("0.000001")
_HS_HINT, _COUNTRY_HINT = "Write 6, 8 or 10 digits.", "Write it as DE (ISO 3166-1)."


def parse_case(raw: object, currency: str, *, knows_used: bool = False) -> EcommerceCase:
    """Read a list.

    Args:
        raw: A JSON object: `mode`, `on`, `buyer`, `order`, `payment`, `waybill`, `items`, and
            `used_this_year`, `flow`, `partner` where they are told.
        currency: Money that all its amounts are in.
        knows_used: Somebody else knows what the buyer used of the year; else an import must tell
            it, for what nobody knows is not nothing.

    Raises:
        InputError: With every fault.
    """
    fields = Intake(raw)
    mode = fields.word("mode", tuple(MODES))
    flow = _flow(fields, mode)
    case = EcommerceCase(
        mode=mode,
        flow=flow,
        on=fields.day("on"),
        buyer=fields.text("buyer"),
        used=_used(fields, currency, must=flow == IMPORT and not knows_used),
        order=_order(fields.within("order"), currency),
        payment=_payment(fields, currency) if flow == IMPORT or fields.has("payment") else None,
        waybill=_waybill(fields.within("waybill")),
        items=tuple(_item(one, currency, flow) for one in fields.rows("items", MOST_ITEMS)),
        partner=fields.matching("partner", _COUNTRY, _COUNTRY_HINT, required=False),
        currency=currency,
    )
    fields.nothing_else()
    problems = fields.problems or _values(case)
    if problems:
        raise InputError(problems)
    return case


def _flow(fields: Intake, mode: str) -> Flow:
    flows = MODES[mode]
    found = fields.word("flow", flows, flows[0])
    return EXPORT if found == EXPORT else IMPORT


def _used(fields: Intake, currency: str, *, must: bool) -> Decimal | None:
    if fields.has(USED):
        return fields.money(USED, currency)
    if must:
        fields.problems.append(
            Problem(
                "input.missing", USED, "is not told, and the year of the buyer counts.",
                f'Write {{"amount":"0.00","currency":"{currency}"}} where nothing was used.',
                message_zh="未填写；须知订购人本年已用额度，未使用的请填0.00。",
            )
        )  # fmt: skip
    return None


def _order(fields: Intake, currency: str) -> Order:
    order = Order(
        fields.text("number"),
        fields.money("goods", currency),
        fields.money("freight", currency, required=False),
        fields.money("insurance", currency, required=False),
        fields.money("discount", currency, required=False),
        fields.word("discount_kind", (PUBLIC, PERSONAL, NONE)) if fields.has("discount_kind")
        else NONE,
        fields.money("tax", currency, required=False),
    )  # fmt: skip
    fields.nothing_else()
    return order


def _payment(fields: Intake, currency: str) -> Payment:
    told = fields.within("payment")
    found = Payment(told.text("order"), told.text("buyer"), told.money("amount", currency))
    told.nothing_else()
    return found


def _waybill(fields: Intake) -> Waybill:
    found = Waybill(
        fields.text("order"),
        fields.text("number"),
        fields.number("gross_mass_kg", low=_LEAST, high=_MOST_MASS_KG),
    )
    fields.nothing_else()
    return found


def _item(fields: Intake, currency: str, flow: Flow) -> Item:
    # What leaves owes nothing here, so that its rates need not be told.
    default = Decimal(0) if flow == EXPORT else None
    found = Item(
        fields.matching("hs", _HS, _HS_HINT),
        fields.number("quantity", low=_LEAST),
        fields.money("value", currency),
        fields.number("duty_pct", high=_MOST_PCT, default=default),
        fields.number("vat_pct", high=_MOST_PCT, default=default),
        fields.number("consumption_tax_pct", high=_WHOLE - _LEAST, default=default),
        fields.matching("origin", _COUNTRY, _COUNTRY_HINT, required=False),
    )
    fields.nothing_else()
    return found


def _values(case: EcommerceCase) -> list[Problem]:
    """What only shows when the amounts are looked at together."""
    found, order = [], case.order
    if order.discount and not order.discount_kind:
        found.append(
            Problem(
                "input.missing", "order.discount_kind", "is empty, and there is a discount.",
                "Say public for one open to everybody, else personal.",
                message_zh="有优惠金额时须填写优惠类型。",
            )
        )  # fmt: skip
    if order.goods <= 0 or order.taxable <= 0 or order.to_pay < 0:
        found.append(
            Problem(
                "ecommerce.value", "order.goods", "nothing is left of the value of the goods.",
                "Goods have a value, and a discount is below it.",
                message_zh="货物价值须大于零，且优惠须低于货值。",
            )
        )  # fmt: skip
    return found
