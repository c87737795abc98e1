"""The facts of a declaration that risk rules may ask, and their exact text.

A fact that is not known is left out; a rule that needs it does not fire and says so.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import Any

import orjson

from entrepot.window.expression_terms import ITEMS
from entrepot.window.filed import Declaration, Item

PARTY = "party."
_TOLD = ("credit_class", "declarations_12m", "lcl_partners_new")
# How many inspections the rate of all traders counts for beside a trader's own.
SHRINKAGE_INSPECTIONS = 20
_EXACT = Context(prec=28)
_NUMBER = "n"  # marks an exact number in JSON, where a text would look the same


# Text


def encode_facts(facts: object) -> str:
    """Facts as JSON that reads back as exactly the same values; equal facts, equal text.

    Example:
        >>> encode_facts({"b": Decimal("1.50"), "a": "1.50"})
        '{"a":"1.50","b":{"n":"1.50"}}'
    """
    return orjson.dumps(facts, _mark, orjson.OPT_SORT_KEYS).decode()


def decode_facts(text: str) -> Any:
    """Facts from their text."""
    return json.loads(text, object_hook=_unmark)


def _mark(value: object) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {_NUMBER: format(value, "f")}
    raise TypeError(f"{type(value).__name__} is no fact")


def _unmark(node: dict[str, Any]) -> Any:
    return Decimal(node[_NUMBER]) if node.keys() == {_NUMBER} else node


def exact(value: Any) -> Any:
    """A value of JSON with each binary fraction as the decimal it was written as."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {name: exact(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [exact(one) for one in value]
    return value


# Facts


@dataclass(frozen=True, slots=True)
class History:
    """What the window knows of the past when a declaration comes in; None is not known.

    Attributes:
        discrepancy_rate: Share of inspections at random that found something, all traders.
        median_90d: Median value of one unit by code and country of origin (import) or of
            destination (export) [currency of the line].
        mass_band: 2nd and 98th percentile of the mass of one unit by code [kg].
        earlier_invoices: Invoice numbers of the trader within a year.
        agreement_days: Days since each agreement began, by its code.
        refund_pct: Export refund rate by code [%].
        tariff_rate_pct: Rate of duty by code and country of origin [%].
        booked_loading_port: Port of loading in the booking.
        days_since_exit: Days since returned goods left.
    """

    discrepancy_rate: Decimal | None = None
    median_90d: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    mass_band: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    earlier_invoices: frozenset[str] | None = None
    agreement_days: Mapping[str, int] = field(default_factory=dict)
    refund_pct: Mapping[str, Decimal] = field(default_factory=dict)
    tariff_rate_pct: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    booked_loading_port: str | None = None
    days_since_exit: int | None = None


NOTHING_KNOWN = History()


def facts_of(
    declaration: Declaration, party: Mapping[str, Any], history: History = NOTHING_KNOWN
) -> dict[str, Any]:
    """The facts that rules may ask of a declaration.

    Args:
        declaration: The declaration.
        party: What is known of the trader: `credit_class`, `declarations_12m`, `inspections`,
            `discrepancies`, `lcl_partners_new`; any may be absent.
        history: What is known of the past.

    Returns:
        Facts by the names of `risk_features.FEATURES`; what is not known is left out.
    """
    own = {**_declared(declaration), **_past(declaration, history), **_trader(party, history)}
    items = [_known(_item(item, declaration.flow, history)) for item in declaration.items]
    return {**_known(own), ITEMS: items}


def shrunk_rate(hits: int, n: int, rate: Decimal) -> Decimal:
    """A trader's own rate, drawn towards that of all the more the less is known of him.

    Args:
        hits: His inspections that found something.
        n: His inspections.
        rate: The rate of all traders, 0 to 1.

    Example:
        >>> shrunk_rate(0, 0, Decimal("0.03")), shrunk_rate(10, 20, Decimal("0.03"))
        (Decimal('0.03'), Decimal('0.265'))
    """
    prior = _EXACT.multiply(rate, Decimal(SHRINKAGE_INSPECTIONS))
    return _EXACT.divide(_EXACT.add(prior, Decimal(hits)), Decimal(SHRINKAGE_INSPECTIONS + n))


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts without those that are not known."""
    # An amount held against a text is dear.
    return {
        name: value
        for name, value in facts.items()
        if value is not None and (type(value) is not str or value)
    }


def _declared(declaration: Declaration) -> dict[str, Any]:
    exemptions = (row.get("document_exemption") for row in declaration.rows("documents"))
    return {
        "flow": declaration.flow,
        "declaration_type": declaration.type,
        "trade_mode": declaration.trade_mode,
        "cut_mode": declaration.cut_mode,
        "partner_country": declaration.partner_country,
        "routing_countries": _texts(declaration.values.get("routing_countries")),
        "loading_port": declaration.text("loading_port"),
        "package_kind": declaration.text("package_kind"),
        "gross_mass_kg": declaration.gross_mass_kg,
        "item_count": len(declaration.items),
        "container_count": len(declaration.containers),
        "container_lcl": _is_shared(declaration),
        "documents": [document.type for document in declaration.documents],
        "exemption_count": sum(map(bool, exemptions)),
        "is_dutiable": declaration.flag("is_dutiable"),
    }


def _texts(value: Any) -> list[str] | None:
    return [str(one) for one in value] if isinstance(value, tuple) else None


def _is_shared(declaration: Declaration) -> bool | None:
    """Whether a container carries goods of others too; None where no box says."""
    flags = [box.values.get("container_lcl") for box in declaration.equipment]
    stated = [flag for flag in flags if isinstance(flag, bool)]
    return any(stated) if stated else None


def _past(declaration: Declaration, history: History) -> dict[str, Any]:
    numbers = {row.get("invoice_no") for row in declaration.rows("invoices")} - {None}
    earlier = history.earlier_invoices
    return {
        "booked_loading_port": history.booked_loading_port,
        "days_since_exit": history.days_since_exit,
        "invoice_is_repeated": None if earlier is None else not numbers.isdisjoint(earlier),
    }


def _trader(party: Mapping[str, Any], history: History) -> dict[str, Any]:
    return {
        **{f"{PARTY}{name}": party.get(name) for name in _TOLD},
        f"{PARTY}discrepancy_rate_shrunk": _rate_of(party, history.discrepancy_rate),
    }


def _rate_of(party: Mapping[str, Any], rate: Decimal | None) -> Decimal | None:
    inspections, hits = party.get("inspections"), party.get("discrepancies")
    if inspections is None or hits is None or rate is None:
        return None
    return shrunk_rate(hits, inspections, rate)


def _item(item: Item, flow: str, history: History) -> dict[str, Any]:
    hs, origin, final = item.hs_code, item.origin_country, item.final_country
    quantity, mass_kg, agreement = item.quantity, item.net_mass_kg, item.agreement
    low, high = history.mass_band.get(hs, (None, None))
    value, elements = item.values.get("line_value"), item.values.get("declaration_elements")
    return {
        "hs_code": hs,
        "goods_name_length": len(item.goods_name) or None,
        "declaration_elements_count": len(elements) if isinstance(elements, tuple) else None,
        "origin_country": origin,
        "final_country": final,
        "line_value": value,
        "quantity": quantity,
        "unit_value": _ratio(value, quantity),
        "median_90d": history.median_90d.get((hs, origin if flow == "import" else final)),
        "item_net_mass": mass_kg,
        "mass_per_unit": _ratio(mass_kg, quantity),
        "mass_band_low": low,
        "mass_band_high": high,
        "agreement_code": agreement,
        "agreement_days": history.agreement_days.get(agreement),
        "origin_proof_state": item.proof,
        "duty_mode": item.duty_mode,
        "producer_reg_no": item.values.get("producer_reg_no"),
        "refund_pct": history.refund_pct.get(hs),
        "tariff_rate_pct": history.tariff_rate_pct.get((hs, origin)),
    }


def _ratio(amount: Any, count: Decimal | None) -> Decimal | None:
    if not isinstance(amount, Decimal) or not count:
        return None
    return _EXACT.divide(amount, count)
