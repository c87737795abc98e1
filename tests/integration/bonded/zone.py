"""A bonded zone with the people of the hub in it, and the acts of a test in few words."""

import itertools
from dataclasses import dataclass
from typing import Any

from tests.integration.window.house import House

from entrepot.service import bonded_acts, bonded_books, bonded_lists, bonded_passes

Document = dict[str, Any]
_NUMBERS = itertools.count(1)
LEAF = {"item": "M1", "role": "material", "name": "Leaf", "hs": "090230", "origin": "XV",
        "unit": "kg", "statutory_unit": "t", "per_unit": "0.001", "unit_value": "4.00",
        "currency": "EUR", "limit": "5000"}  # fmt: skip
TEA = {"item": "P1", "role": "product", "name": "Packed tea", "hs": "090230", "origin": "XU",
       "unit": "item", "unit_value": "9.00", "currency": "EUR"}  # fmt: skip
BILL = {"product": "P1", "materials": [{"material": "M1", "net": "0.95", "loss_pct": "5"}]}


@dataclass
class Zone:
    """A zone at work; what its firm and its supervisor do.

    Attributes:
        house: The window.
    """

    house: House

    def do(self, act: Any, *words: Any, by: str = "zone", **more: Any) -> Document:
        return self.house.do(act, *words, by=by, **more)

    def open(self, *items: Document, by: str = "zone", **more: Any) -> str:
        """An account book; its reference."""
        raw = {"zone": "averlund_bonded", "office": self.house.office, "name": "A book",
               "items": list(items or (LEAF, TEA)), **more}  # fmt: skip
        return str(self.do(bonded_books.open_book, raw, by=by)["reference"])

    def list(
        self, book: str, kind: str, quantity: object, item: str = "M1", by: str = "zone",
        mass: str = "100", **more: Any,
    ) -> str:  # fmt: skip
        """A list that waits; its reference."""
        raw = {"book": book, "kind": kind, "own_reference": f"V-{next(_NUMBERS)}",
               "gross_mass_kg": mass, "lines": [{"item": item, "quantity": str(quantity)}],
               **more}  # fmt: skip
        return str(self.do(bonded_lists.submit_list, raw, by=by)["reference"])

    def approve(self, reference: str) -> Document:
        return self.act("list", reference, "approve", by="zone_officer")

    def act(self, thing: str, reference: str, move: str, by: str = "zone", **more: Any) -> Document:
        module = {"list": bonded_lists.act_on_list, "pass": bonded_passes.act_on_pass,
                  "book": bonded_acts.carry_out}[thing]  # fmt: skip
        return self.do(module, reference, {"move": move, **more}, by=by)

    def make_pass(
        self, *lists: str | Document, direction: str = "in", by: str = "zone", **more: Any
    ) -> str:  # fmt: skip
        raw = {"vehicle": "云A12345", "direction": direction, "lists": list(lists), **more}
        return str(self.do(bonded_passes.make_pass, raw, by=by)["reference"])

    def weigh(self, reference: str, kg: object) -> Document:
        return self.act("pass", reference, "weigh", by="zone_officer", weighed_kg=str(kg))

    def bring_in(self, book: str, quantity: object, item: str = "M1", by: str = "zone") -> None:
        """Stock in a book, all the way through the gate."""
        reference = self.list(book, "in", quantity, item, by=by)
        self.approve(reference)
        self.weigh(self.make_pass(reference, by=by), 100)

    def weigh_out(self, book: str, quantity: object) -> None:
        """Stock out of a book and abroad."""
        reference = self.list(book, "re-export", quantity)
        self.approve(reference)
        self.weigh(self.make_pass(reference, direction="out"), 100)

    def stock(self, book: str, item: str = "M1", by: str = "zone") -> tuple[str, str, str]:
        """What lies there, is set aside and is free."""
        shown = self.do(bonded_books.show_book, book, by=by)
        one = next(one for one in shown["items"] if one["item"] == item)
        return one["closing"], one["pre_deducted"], one["available"]

    def agrees(self, book: str, by: str = "zone") -> bool:
        return bool(self.do(bonded_books.verify_book, book, by=by)["agrees"])
