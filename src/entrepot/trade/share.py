"""The share of an exporter in the world's trade of a product: price, buyers, exposure.

A price is a unit value: value over mass, which mixes qualities.

Source: UNCTAD Handbook of Statistics, market share and concentration; Hirschman (1945).
"""

from collections.abc import Iterable
from dataclasses import dataclass

Known = float | None


@dataclass(frozen=True, slots=True)
class Sale:
    """What an exporter sells to a buyer; mass is None where it is unknown.

    Attributes:
        exporter, importer: Who sells and who buys.
        value: Value, one currency, FOB.
        mass: Net mass [t].
    """

    exporter: str
    importer: str
    value: float
    mass: Known = None


@dataclass(frozen=True, slots=True)
class Buyer:
    """A buyer of the exporter.

    Attributes:
        importer: Who buys.
        value: What it buys from the exporter.
        of_sales: Share of the exporter's sales.
        of_purchases: Share of the buyer's purchases: how much it leans on the exporter.
        price: Unit value paid to the exporter [value/t].
        other_price: Unit value paid to the others.
    """

    importer: str
    value: float
    of_sales: float
    of_purchases: float
    price: Known
    other_price: Known


@dataclass(frozen=True, slots=True)
class Standing:
    """An exporter in the world's trade of a product; None where it sells nothing or is unknown."""

    value: float
    world: float
    rank: int | None
    price: Known
    world_price: Known
    mass_share: Known
    buyers: tuple[Buyer, ...]

    @property
    def share(self) -> Known:
        """Share of the world's value."""
        return self.value / self.world if self.world else None

    @property
    def herfindahl(self) -> Known:
        """Concentration of the sales on buyers."""
        return sum(one.of_sales**2 for one in self.buyers) if self.buyers else None

    @property
    def largest(self) -> Known:
        """Share of the four largest buyers: CR4."""
        return sum(one.of_sales for one in self.buyers[:4]) if self.buyers else None


def standing(sales: Iterable[Sale], exporter: str) -> Standing:
    """How an exporter stands.

    Args:
        sales: All the world's sales of the product.
        exporter: Whose standing.
    """
    told = list(sales)
    own = [one for one in told if one.exporter == exporter]
    totals: dict[str, float] = {}
    for one in told:
        totals[one.exporter] = totals.get(one.exporter, 0.0) + one.value
    value, world = totals.get(exporter, 0.0), sum(totals.values())
    larger = sum(other > value for other in totals.values())
    own_mass, mass = _mass(own), _mass(told)
    return Standing(
        value, world, larger + 1 if value else None, _price(own), _price(told),
        own_mass / mass if own_mass is not None and mass else None, _buyers(told, own, value),
    )  # fmt: skip


def _buyers(told: list[Sale], own: list[Sale], value: float) -> tuple[Buyer, ...]:
    found = []
    for name in {one.importer for one in own if one.value}:
        bought = [one for one in told if one.importer == name]
        ours = [one for one in own if one.importer == name]
        paid, all_paid = sum(one.value for one in ours), sum(one.value for one in bought)
        others = [one for one in bought if one.exporter != ours[0].exporter]
        found.append(Buyer(name, paid, paid / value, paid / all_paid, _price(ours), _price(others)))
    return tuple(sorted(found, key=lambda one: (-one.value, one.importer)))


def _mass(sales: list[Sale]) -> Known:
    known = [one.mass for one in sales if one.mass is not None]
    return sum(known) if len(known) == len(sales) else None


def _price(sales: list[Sale]) -> Known:
    """Unit value of some sales; unknown where a mass is."""
    mass = _mass(sales)
    return sum(one.value for one in sales) / mass if mass else None
