"""Units of measure a duty may be charged on, and what must be known to count them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal

EXACT = Context(prec=50)
PER_STRENGTH = "% vol/hl"
# Quantities that are no mass or number of anything, but a product of two.
_ASKED = {
    "kg/sucrose_pct": "net mass [kg] times sucrose [% by weight]",
    "kg/lactose_pct_over_10": "net mass [kg] times lactose over 10 [% by weight]",
    "item/line": "number of items times their size [lines]",
}
# Alcohol that is counted only above a strength [% vol].
_STRENGTHS = {"": Decimal(0), "over_1_15_pct_vol": Decimal("1.15")}
_WHOLE = frozenset({"net"})  # masses are net unless they say otherwise


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the tariff as so many of a counted quantity.

    Attributes:
        key: Name of the quantity a consignment line states.
        factor: How much of `key` one unit is.
        meaning: What to ask a person for.
    """

    key: str
    factor: Decimal
    meaning: str


def _unit(key: str, factor: str, meaning: str) -> Unit:
    return Unit(key, Decimal(factor), meaning)


# A US proof litre is a litre at 50 % vol: half a litre of pure alcohol (27 CFR 30.11).
# A barrel is 42 US gallons of 231 cubic inches.
UNITS: Mapping[str, Unit] = {
    "g": _unit("kg", "0.001", "net mass [kg]"),
    "kg": _unit("kg", "1", "net mass [kg]"),
    "t": _unit("kg", "1000", "net mass [kg]"),
    "l": _unit("l", "1", "volume of the goods [l]"),
    "hl": _unit("l", "100", "volume of the goods [l]"),
    "l_alc": _unit("l_alc", "1", "volume [l] and strength [% vol]"),
    "hl_alc": _unit("l_alc", "100", "volume [l] and strength [% vol]"),
    "pf_l": _unit("l_alc", "0.5", "volume [l] and strength [% vol]"),
    PER_STRENGTH: _unit("l_alc", "1", "volume [l] and strength [% vol]"),
    "bbl": _unit("l", "158.987294928", "volume of the goods [l]"),
    "kg_deg": _unit("kg_deg", "1", "net mass [kg] times degrees of polarisation under 100"),
    "item": _unit("item", "1", "number of items"),
    "dozen": _unit("item", "12", "number of items"),
    "pair": _unit("pair", "1", "number of pairs"),
    "m": _unit("m", "1", "length [m]"),
    "m2": _unit("m2", "1", "area [m2]"),
    "m3": _unit("m3", "1", "volume of the goods [m3]"),
    "cm3": _unit("cm3", "1", "engine capacity of all items together [cm3]"),
    "kW": _unit("kW", "1", "power [kW]"),
    "W": _unit("W", "1", "power [W]"),
    "MWh": _unit("MWh", "1", "energy [MWh]"),
    "carat": _unit("carat", "1", "mass [carat]"),
    "GT": _unit("GT", "1", "gross tonnage"),
}


def count(unit: str, qualifier: str, quantities: Mapping[str, Decimal]) -> Decimal | None:
    """How many of a unit the goods are; None when the quantity was not given.

    Pure alcohol follows from litres and `abv_pct` (strength in % vol) where it is not stated:
    "1 EUR/% vol/hl" on 10 hl of 40 % vol is 1 x 40 x 10, the litres of pure alcohol.

    Args:
        unit: A name in `UNITS`.
        qualifier: What of the goods is counted, such as `lead`; empty is the goods whole.
        quantities: Stated quantities by unit, qualified ones as `kg/lead`.
    """
    known = UNITS[unit]
    amount = _stated(known.key, "" if qualifier in _WHOLE else qualifier, quantities)
    if amount is None and known.key == "l_alc":
        amount = _pure_alcohol(quantities, qualifier)
    return None if amount is None else EXACT.divide(amount, known.factor)


def asks_for(unit: str, qualifier: str) -> str:
    """What a person must tell so that `count` can answer."""
    if f"{UNITS[unit].key}/{qualifier}" in _ASKED:
        return _ASKED[f"{UNITS[unit].key}/{qualifier}"]
    return f"{UNITS[unit].meaning} of {qualifier}" if qualifier else UNITS[unit].meaning


def _stated(key: str, qualifier: str, quantities: Mapping[str, Decimal]) -> Decimal | None:
    for name, unit in UNITS.items():
        amount = quantities.get(f"{name}/{qualifier}" if qualifier else name)
        if unit.key == key and amount is not None:
            return EXACT.multiply(amount, unit.factor)
    return None


def _pure_alcohol(quantities: Mapping[str, Decimal], over: str) -> Decimal | None:
    litres, strength_pct = _stated("l", "", quantities), quantities.get("abv_pct")
    if litres is None or strength_pct is None or over not in _STRENGTHS:
        return None
    counted_pct = max(EXACT.subtract(strength_pct, _STRENGTHS[over]), Decimal(0))
    return EXACT.divide(EXACT.multiply(litres, counted_pct), Decimal(100))
