"""Goods under bond in the rehearsal of the hub: a book with stock, a handbook, a repair, a lease.

Everything is of the synthetic zone firm; what is there already stays as it is.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from entrepot.service.amounts import Document
from entrepot.service.bonded import THINGS
from entrepot.service.examples import example_offices
from entrepot.service.window import Window

FIRM, OFFICER, MARK = "zone", "zone_officer", "(synthetic)"
BILL = {"product": "P1", "materials": [{"material": "M1", "net": "0.95", "loss_pct": "5"}]}


def rehearse_bonded(window: Window, *, at: datetime) -> None:
    """Make the rehearsal of the bonded room; a region without zones has none.

    Args:
        window: The window.
        at: Now.
    """
    roles, zones = (window.reference.table(name) for name in ("zone_roles", "zones"))
    if not zones:
        return
    zone = roles[0].zone if roles else zones[0].id
    place = {"zone": zone, "office": example_offices(window.reference)[0].office}
    rehearsal = _Rehearsal(window, at, place)
    book = rehearsal.once("books", lambda: _book(rehearsal))["reference"]
    rehearsal.once("handbooks", lambda: _handbook(rehearsal))
    rehearsal.once("repairs", lambda: _repair(rehearsal, book))
    rehearsal.once("leases", lambda: _lease(rehearsal))
    if roles:
        rehearsal.once("projects", lambda: _project(rehearsal, roles[0].id))


class _Rehearsal:
    def __init__(self, window: Window, at: datetime, place: Document) -> None:
        self.window, self.at, self.place = window, at, place

    def once(self, thing: str, make: Callable[[], Document]) -> Document:
        """The first thing of a kind that is there already, else a new one."""
        rows = next(iter(THINGS[thing].list(self.window, by=FIRM, at=self.at).values()))
        kind = {"books": "zone", "handbooks": "handbook"}.get(thing)
        kept = [
            one for one in rows
            if kind is None or (one["kind"] == kind and one["name"].endswith(MARK))
        ]  # fmt: skip
        return kept[-1] if kept else make()

    def add(self, thing: str, **raw: Any) -> Document:
        return THINGS[thing].add(self.window, raw, by=FIRM, at=self.at)

    def act(self, thing: str, name: str, move: str, by: str = FIRM, **raw: Any) -> Document:
        told = {**raw, "move": move}
        return THINGS[thing].act(self.window, name, told, by=by, at=self.at)

    def day(self, days: int) -> str:
        """A day so many days from now."""
        here = self.at.astimezone(self.window.reference.zone).date()
        return (here + timedelta(days=days)).isoformat()

    @property
    def items(self) -> list[Document]:
        money = {"unit_value": "4.00", "currency": self.window.reference.settings.currency}
        country = self.window.reference.settings.country
        return [
            {"item": "M1", "name": "Leaf (synthetic)", "hs": "090230", "origin": "VN",
             "unit": "kg", "statutory_unit": "kg", "limit": "5000", **money},
            {"item": "P1", "role": "product", "name": "Packed tea (synthetic)", "hs": "090230",
             "origin": country, "unit": "item", **money},
            {"item": "E1", "role": "asset", "name": "Engine (synthetic)", "unit": "item"},
        ]  # fmt: skip


def _book(one: _Rehearsal) -> Document:
    """A book with a thousand kilograms in it, some used up and some set aside."""
    made = one.add("books", name="Account book (synthetic)", items=one.items, bills=[BILL],
                   **one.place)  # fmt: skip
    book = made["reference"]
    lines = [{"item": "M1", "quantity": "1000"}, {"item": "E1", "quantity": "2"}]
    into = _listed(one, book, "in", "1000", lines)
    gate = one.add("gate-passes", vehicle="SYN-0001", direction="in", lists=[into])["reference"]
    one.act("gate-passes", gate, "weigh", OFFICER, weighed_kg="1010")
    one.act("books", book, "consume", product="P1", units="400")
    _listed(one, book, "re-export", "100", [{"item": "M1", "quantity": "100"}])
    return made


def _listed(one: _Rehearsal, book: str, kind: str, mass: str, lines: list[Document]) -> str:
    """A list that was approved."""
    made = one.add("lists", book=book, kind=kind, own_reference=f"SYN-{kind}", lines=lines,
                   gross_mass_kg=mass)  # fmt: skip
    one.act("lists", made["reference"], "approve", OFFICER)
    return str(made["reference"])


def _handbook(one: _Rehearsal) -> Document:
    return one.add(
        "handbooks", name="Handbook (synthetic)", items=one.items, bills=[BILL],
        valid_to=one.day(180), office=one.place["office"],
    )  # fmt: skip


def _repair(one: _Rehearsal, book: str) -> Document:
    return one.add("repairs", book=book, in_item="E1", quantity="1", return_by=one.day(60))


def _lease(one: _Rehearsal) -> Document:
    currency = one.window.reference.settings.currency
    rents = [
        {"due_on": one.day(30 * month), "amount": {"amount": "100000.00", "currency": currency}}
        for month in range(1, 4)
    ]
    return one.add("leases", asset="Crane (synthetic)", rents=rents, duty_pct="1", vat_pct="13",
                   end="return", **one.place)  # fmt: skip


def _project(one: _Rehearsal, role: str) -> Document:
    made = one.add("projects", role=role, name="Project (synthetic)", office=one.place["office"])
    one.act("projects", made["reference"], "admit", OFFICER)
    return made
