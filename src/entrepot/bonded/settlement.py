"""The settlement of a handbook: what came in, what it became, what left, what is missing.

For each material of processing trade: opening + in - used - out = closing. What was used stands
beside what the bills of materials allow for the products that were made. At the end nothing may
lie there any more: what the book still shows is missing, and past the tolerance it is taxed.

Source: design of the window 4.10; the yield of a bill of materials is net / (1 - loss).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from entrepot.bonded.books import Stock
from entrepot.bonded.consumption import Bill
from entrepot.bonded.count import Count, Finding, Yield

_NONE = Decimal(0)
USED = "consume"


@dataclass(frozen=True, slots=True)
class Made:
    """Units of a product that were made by a version of its bill of materials."""

    bill: Bill
    units: Decimal


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What may differ without tax.

    Attributes:
        yield_pct: Use beside the bills of materials [%].
        count_pct: What is missing, of what came in with the opening [%].
    """

    yield_pct: Decimal
    count_pct: Decimal


@dataclass(frozen=True, slots=True)
class Settled:
    """One item of a handbook at its end; quantities in the item's unit.

    Attributes:
        item: Its name in the book.
        is_material: Whether it is used up for products.
        opening: What was there at the start.
        taken_in: Came in since, of whatever kind.
        by_bill: What the bills of materials allow for the products that were made.
        used: Used up, as the firm told it.
        out: Went out otherwise, by kind of movement.
        tolerances: What may differ without tax.
    """

    item: str
    is_material: bool
    opening: Decimal
    taken_in: Decimal
    by_bill: Decimal
    used: Decimal
    out: Mapping[str, Decimal]
    tolerances: Tolerances

    @property
    def closing(self) -> Decimal:
        """What the book still shows, and is therefore missing."""
        return self.opening + self.taken_in - self.used - sum(self.out.values(), _NONE)

    @property
    def use(self) -> Yield:
        """What was used beside what the bills allow."""
        return Yield(self.item, self.by_bill, self.used, self.tolerances.yield_pct)

    @property
    def is_off_bill(self) -> bool:
        """Whether a material was used otherwise than the bills allow."""
        return self.is_material and not self.use.is_within

    @property
    def end(self) -> Count:
        """The item counted at the end: nothing is found."""
        base = self.opening + self.taken_in
        return Count(self.item, self.closing, _NONE, self.tolerances.count_pct, base)

    @property
    def finding(self) -> Finding:
        """Equal, within the tolerance, or short of it."""
        return self.end.finding

    @property
    def taxed(self) -> Decimal:
        """What a supplementary assessment is made on."""
        return self.end.taxed


def settle(
    stocks: Iterable[Stock],
    materials: Iterable[str],
    out: Mapping[tuple[str, str], Decimal],
    made: Sequence[Made],
    tolerances: Tolerances,
) -> tuple[Settled, ...]:
    """The statement of a handbook, in the order of its items.

    Args:
        stocks: The items as they stand.
        materials: Items that are used up for products.
        out: What went out, by item and kind of movement.
        made: The products that were made.
        tolerances: What may differ without tax.
    """
    allowed = allowed_use(made)
    used_up = frozenset(materials)
    return tuple(_settled(stock, stock.item in used_up, out, allowed, tolerances)
                 for stock in stocks)  # fmt: skip


def allowed_use(made: Iterable[Made]) -> dict[str, Decimal]:
    """Gross consumption of all that was made, by material; each making rounds once."""
    found: dict[str, Decimal] = {}
    for one in made:
        for material, much in one.bill.consumption(one.units).items():
            found[material] = found.get(material, _NONE) + much
    return found


def _settled(
    stock: Stock, is_material: bool, out: Mapping[tuple[str, str], Decimal],
    allowed: Mapping[str, Decimal], tolerances: Tolerances,
) -> Settled:  # fmt: skip
    own = {kind: much for (item, kind), much in out.items() if item == stock.item}
    used = own.pop(USED, _NONE)
    by_bill = allowed.get(stock.item, _NONE)
    return Settled(
        stock.item, is_material, stock.opening, stock.received, by_bill, used, own, tolerances
    )
