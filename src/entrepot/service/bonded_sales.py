"""Bonded goods sold at home, or missing: assessed as a declaration would be, by two states.

A product may be taxed as it is, or as the materials that went into it; the firm chooses. Both
are worked out by the duty functions of declarations, so that the choice can be seen.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.bonded.consumption import Bill, find_bill
from entrepot.kernel.errors import EntrepotError, InputError, ModelError, Problem
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document
from entrepot.service.assessment import assess_cases
from entrepot.service.bonded_fields import Asked
from entrepot.service.window import Window
from entrepot.tariff.units import UNITS

STATES = ("material", "finished")
_RATES = ("duty", "vat", "consumption_tax")
Items = Mapping[str, Mapping[str, Any]]
Rates = Mapping[str, Mapping[str, str]]


def assess_sale(
    window: Window, items: Items, bills: Sequence[Bill], asked: Asked, on: date
) -> Document:
    """Assess a domestic sale of an item by material and by finished state.

    Args:
        window: The window, whose tables have the rates.
        items: Rows of the book's items by name.
        bills: Bills of materials of the book.
        asked: `item`, `quantity`, `by` (finished), `version`, `value` of a product as it is
            sold, and `rates` by item where they are stated: `duty`, `vat`, `consumption_tax`.
        on: Legal day.

    Returns:
        `by`, `owed`, and under `states` the assessment of each state; one that cannot be worked
        out is null with its `problems`.

    Raises:
        InputError: With everything that is wrong.
        MissingError: The product has no bill of materials.
        ModelError: The state that was chosen cannot be assessed.
    """
    name, much = asked.text("item", required=True), asked.number("quantity")
    by = asked.word("by", STATES, default="finished")
    version = asked.whole("version") if "version" in asked else None
    value = asked.money("value", required=False)
    rates = {
        one.text("item", required=True): {
            kind: one.text(kind, most=60) for kind in _RATES if kind in one
        }
        for one in asked.rows("rates", required=False)
    }
    if name and name not in items:
        asked.fault("item_unknown", "item", f"{name!r} is no item of the book.",
                    "Name one of its items.", "料号不在账册中。")  # fmt: skip
    asked.end()
    assert much is not None
    is_product = items[name]["role"] == "product"
    materials = find_bill(bills, name, version).consumption(much) if is_product else {name: much}
    finished = [_line(items[name], much, value, rates)]
    states = {
        "material": _assessed(
            window, [_line(items[one], how_much, None if is_product else value, rates)
                     for one, how_much in materials.items()], on
        ),
        "finished": _assessed(window, finished, on),
    }  # fmt: skip
    chosen = states[by]
    if chosen["total_due"] is None:
        raise chosen["error"]
    return {
        "item": name, "quantity": f"{much:f}", "by": by, "on": on.isoformat(),
        "owed": chosen["total_due"],
        "states": {one: {k: v for k, v in told.items() if k != "error"}
                   for one, told in states.items()},
    }  # fmt: skip


def assess_missing(
    window: Window, item: Mapping[str, Any], much: Decimal, rates: tuple[str, str], on: date
) -> Document:
    """The supplementary assessment of what is missing past the tolerance.

    Raises:
        InputError: The item has no HS code, origin or value.
        ModelError: A rate is not known.
    """
    stated = {name: text for name, text in zip(_RATES, rates, strict=False) if text}
    told = _assessed(window, [_line(item, much, None, {item["item"]: stated})], on)
    if told["total_due"] is None:
        raise told["error"]
    return {name: one for name, one in told.items() if name != "error"}


def _line(
    item: Mapping[str, Any], much: Decimal, value: Money | None, rates: Rates
) -> dict[str, Any]:
    """One item of the case that is assessed, with what it lacks as `lacks`."""
    lacks = [name for name in ("hs", "origin") if not item[name]]
    if value is None and item["unit_value"] is None:
        lacks.append("unit_value")
    elif value is None:
        value = Money(item["unit_value"], item["currency"]) * much
        value = value.rounded()
    line: dict[str, Any] = {
        "hs": item["hs"], "origin": item["origin"], "item": item["item"], "lacks": lacks,
        "value": value, "quantities": _quantities(item, much),
    }  # fmt: skip
    if stated := rates.get(item["item"]):
        line["rates"] = dict(stated)
    return line


def _quantities(item: Mapping[str, Any], much: Decimal) -> list[dict[str, str]]:
    """The quantity in the declared and the statutory unit, where the tariff counts in them."""
    found = {item["unit"]: much, item["statutory_unit"]: much * item["per_unit"]}
    return [
        {"amount": f"{amount.quantize(Decimal('0.00001')):f}", "unit": unit}
        for unit, amount in found.items() if unit in UNITS
    ]  # fmt: skip


def _assessed(window: Window, lines: list[dict[str, Any]], on: date) -> Document:
    """Assess lines as one import; null with the problems where that is not possible."""
    try:
        found = assess_cases(window, _case(lines, on))
    except EntrepotError as error:
        return {"total_due": None, "customs_value": None, "items": [], "error": error,
                "problems": [one.document() for one in error.problems]}  # fmt: skip
    assert isinstance(found, dict)
    items = [
        {"item": line["item"], "customs_value": one["customs_value"], "charges": one["charges"],
         "quantities": line["quantities"]}
        for line, one in zip(lines, found["items"], strict=True)
    ]  # fmt: skip
    return {"total_due": found["total_due"], "customs_value": found["customs_value"],
            "items": items, "totals": found["totals"], "parameters": found["parameters"],
            "problems": []}  # fmt: skip


def _case(lines: list[dict[str, Any]], on: date) -> Document:
    lacking = [
        Problem("bonded.not_assessable", f"{line['item']}.{name}", "is not in the book.",
                "Give it with the item of the book.", message_zh="账册料件缺少计税要素。")
        for line in lines for name in line["lacks"]
    ]  # fmt: skip
    if lacking:
        raise InputError(lacking)
    currencies = {line["value"].currency for line in lines}
    if len(currencies) > 1:
        raise ModelError(
            Problem("bonded.currencies", "items", "The values are in several currencies.",
                    "Keep the materials of a product in one.", message_zh="料件币制不一致。")
        )  # fmt: skip
    items = [
        {"seq": place, "hs": line["hs"], "origin": line["origin"],
         "value": f"{line['value'].amount:f}", "quantities": line["quantities"],
         **({"rates": line["rates"]} if "rates" in line else {})}
        for place, line in enumerate(lines, start=1)
    ]  # fmt: skip
    return {"flow": "import", "accepted_on": on.isoformat(), "transaction_mode": "CIF",
            "currency": currencies.pop(), "items": items}  # fmt: skip
