"""Repair and remanufacture: what came in, what goes out for it, what was swapped, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

KINDS = ("repair", "remanufacture")
OLD_PARTS = ("with the item", "re-export", "destroy")  # what becomes of a part taken out


@dataclass(frozen=True, slots=True)
class Part:
    """A part that was swapped.

    Attributes:
        item: Item of the book that was put in.
        quantity: How much of it [the item's unit].
        old: What becomes of the part taken out: one of OLD_PARTS.
    """

    item: str
    quantity: Decimal
    old: str


@dataclass(frozen=True, slots=True)
class Repair:
    """Goods that came in to be repaired and must leave the country again by a day.

    Attributes:
        reference: Its name.
        in_item: Item that came in.
        out_item: Item that goes out for it; another one after a remanufacture.
        quantity: How many [the item's unit].
        return_by: Last day to leave.
    """

    reference: str
    in_item: str
    out_item: str
    quantity: Decimal
    return_by: date

    @property
    def opens_case_on(self) -> date:
        """The day, in whose morning a case is opened where it has not left."""
        return self.return_by + timedelta(days=1)

    def is_overdue(self, on: date) -> bool:
        """Whether the last day is over."""
        return on > self.return_by


def needed_parts(parts: Iterable[Part]) -> dict[str, Decimal]:
    """How much of each item was put in."""
    needed: dict[str, Decimal] = {}
    for part in parts:
        needed[part.item] = needed.get(part.item, Decimal(0)) + part.quantity
    return needed
