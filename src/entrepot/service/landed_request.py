"""What is asked of a landed cost: a document in, a checked case or every fault out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.kernel.codes import INCOTERMS, is_currency
from entrepot.kernel.consignment import Line
from entrepot.kernel.errors import InputError
from entrepot.kernel.money import Money
from entrepot.region.law import Measure
from entrepot.service.duty_request import (
    InHand,
    Known,
    read_amounts,
    read_claims,
    read_country,
    read_fx,
    read_in_hand,
    read_measures,
)
from entrepot.service.fields import Fields
from entrepot.service.request import read_hs
from entrepot.tariff.claim import Claim
from entrepot.tariff.delivered import COSTS

MOST_ITEMS = 1000
_KEYS = {"value": "", "weight": "weight_kg", "volume": "volume_m3", "count": "count"}
_ADDS = ("freight", "insurance", "delivery")


@dataclass(frozen=True, slots=True)
class ItemAsked:
    """A good of the sale as it was told."""

    id: str
    line: Line
    additional_code: str
    keys: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Profile:
    """How the country of import values, as a case states it."""

    basis: str
    adds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LandedCase:
    """A checked question for a landed cost.

    Attributes:
        incoterm: Trade term.
        market: Customs territory or country, as written.
        on: Legal day.
        currency: Currency of the answer.
        items: The goods.
        costs: Costs by the names of `delivered.COSTS`.
        weights: Share of each item in the costs.
        claims: Preferences asked for.
        profile: How the country values; None takes the dated row.
        fx: Rates stated; None takes those of the day.
        measures: Measures stated; None takes the stored ones.
        in_hand: What conditions of measures ask for.
    """

    incoterm: str
    market: str
    on: date
    currency: str
    items: tuple[ItemAsked, ...]
    costs: Mapping[str, Money | None]
    weights: tuple[Decimal, ...]
    claims: tuple[Claim, ...]
    profile: Profile | None
    fx: Mapping[tuple[str, str], Decimal] | None
    measures: tuple[Measure, ...] | None
    in_hand: InHand


def parse_landed_case(raw: Mapping[str, object], known: Known, *, today: date) -> LandedCase:
    """Check every field of a landed cost.

    Args:
        raw: The document: incoterm, market, origin, on, currency, items, costs, allocate,
            claims, profile, fx, measures; also consignee, certificates and end_use.
        known: What its words are checked against.
        today: Legal day used where `on` is not given.

    Raises:
        InputError: With every fault.
    """
    fields = Fields(raw)
    incoterm = fields.word("incoterm", INCOTERMS, required=True)
    market = fields.text("market", required=True).upper()
    origin = read_country(fields, "origin")
    on = fields.day("on") or today
    currency = fields.text("currency").upper()
    items = _items(fields, known, origin)
    costs = _costs(fields)
    key = fields.word("allocate", tuple(_KEYS)) or "value"
    claims = read_claims(fields, known)
    profile = _profile(fields)
    fx = read_fx(fields)
    measures = read_measures(fields, known, market=market, hs="", on=on, direction="import")
    in_hand = read_in_hand(fields)
    fields.nothing_else()
    if currency and not is_currency(currency):
        fields.fault("currency", "currency", f"{currency[:40]!r} is no currency.", "As in EUR.")
    weights = _weights(fields, items, key)
    if fields.problems:
        raise InputError(fields.problems)
    return LandedCase(
        incoterm, market, on, currency or items[0].line.value.currency, items, costs, weights,
        claims, profile, fx, measures, in_hand,
    )  # fmt: skip


def _items(fields: Fields, known: Known, origin: str) -> tuple[ItemAsked, ...]:
    rows = fields.rows("items") or []
    if not 1 <= len(rows) <= MOST_ITEMS:
        fields.fault("items", "items", f"holds {len(rows)} goods.", f"Give 1 to {MOST_ITEMS}.")
    found: list[ItemAsked] = []
    for place, row in enumerate(rows[:MOST_ITEMS], start=1):
        id_ = row.text("id") or str(place)
        hs, price = read_hs(row, known.nomenclature), row.money_at("price", required=True)
        quantities = read_amounts(row)
        keys = {name: row.number(field) for name, field in _KEYS.items() if field}
        own, code = row.text("origin").upper() or origin, row.text("additional_code")
        row.nothing_else()
        if any(one.id == id_ for one in found):
            row.fault("twice", "id", f"{id_} is told twice.", "Give each its own.")
        if price is None:
            continue
        if keys["weight"] is not None:
            quantities.setdefault("kg", keys["weight"])
        found.append(ItemAsked(id_, Line(hs, price, own, None, quantities), code, keys))
    return tuple(found)


def _costs(fields: Fields) -> dict[str, Money | None]:
    told = fields.inner("costs")
    if told is None:
        return dict.fromkeys(COSTS)
    found = {name: told.money_at(name) for name in COSTS}
    told.nothing_else()
    return found


def _profile(fields: Fields) -> Profile | None:
    told = fields.inner("profile")
    if told is None:
        return None
    basis = told.word("basis", ("CIF", "FOB"), required=True)
    adds = told.texts("vat_base_adds")
    for name in adds:
        if name not in _ADDS:
            told.fault(
                "unknown", "vat_base_adds", f"{name[:40]!r} is not known.",
                f"Known: {', '.join(_ADDS)}.",
            )  # fmt: skip
    told.nothing_else()
    return Profile(basis, adds)


def _weights(fields: Fields, items: Sequence[ItemAsked], key: str) -> tuple[Decimal, ...]:
    """What costs are shared out by; every good must tell it."""
    if key == "value":
        weights = [item.line.value.amount for item in items]
        if len({item.line.value.currency for item in items}) > 1:
            hint = "Give all prices in one currency, or share out by weight."
            fields.fault("allocate", "allocate", "the prices are in several currencies.", hint)
    else:
        for place, item in enumerate(items):
            if item.keys[key] is None:
                where = f"items[{place}].{_KEYS[key]}"
                fields.fault("missing", where, "is empty.", "Fill it in.")
        weights = [item.keys[key] or Decimal(0) for item in items]
    if items and not any(weights):
        fields.fault("allocate", "allocate", "all shares are zero.", "Share out by another key.")
    return tuple(weights)
