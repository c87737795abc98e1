"""What releases added to statistics: by declaration, by e-commerce list, by express or mail."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.amounts import Document
from entrepot.service.tellings import plain_number
from entrepot.service.window import Window
from entrepot.store.ecommerce import Lists, acting_on_lists

Row = Mapping[str, Any]
Told = tuple[str, Document]
# A movement's number, a line of a list with its version, or a parcel.
_PLACE = re.compile(
    r"(?P<id>[0-9]{1,18})|(?P<list>L[0-9A-Z]{13})\.(?P<seq>[0-9]{1,9})\.(?P<version>[12])"
    r"|(?P<parcel>P[0-9A-Z]{13})",
    re.ASCII,
)


def list_movements(
    window: Window, *, by: str, at: datetime, cursor: str = "", most: int | None = None
) -> Document:
    """What the releases of who asks added to statistics, corrections included.

    First the lines of declarations, then those of released e-commerce lists, then express and mail
    parcels, which are let go when they are filed. Nothing is copied: each row is read where it is
    kept, and seen by who may see that. A list counts in the month of its release.

    Args:
        window: The window.
        by: Account.
        at: Instant.
        cursor: Where the page begins, as the page before said.
        most: Rows of a page; None takes all there are.

    Returns:
        rows, each with document (declaration, list or parcel), its reference under declaration and
        trade_mode (the regime of a list; express or mail for a parcel); cursor, empty at the end.

    Raises:
        InputError: The cursor is no place in a list.
    """
    parts = _parts(window, _place(cursor))
    with acting_on_lists(window.database, by, at) as (book, _):
        told: list[Told] = []
        for part in parts:
            left = None if most is None else most + 1 - len(told)
            if left is None or left > 0:
                told += part(book, left)
    more = most is not None and len(told) > most
    told = told[:most]
    return {"rows": [row for _, row in told], "cursor": told[-1][0] if more else ""}


def _place(cursor: str) -> Mapping[str, str | None]:
    found = _PLACE.fullmatch(cursor or "0")
    if found is None:
        raise InputError(
            Problem("input.cursor", "cursor", f"{cursor[:40]!r} is no place in a list.",
                    "Use the cursor that the page before gave.", message_zh="游标无效。")
        )  # fmt: skip
    return found.groupdict()


def _parts(
    window: Window, place: Mapping[str, str | None]
) -> list[Callable[[Lists, int | None], Iterator[Told]]]:
    """The parts still to be read, the first from where the page begins."""

    def declarations(book: Lists, most: int | None) -> Iterator[Told]:
        for row in book.list_movements(after=int(place["id"] or 0), most=most):
            yield str(row["id"]), _declared(row)

    def lists(book: Lists, most: int | None) -> Iterator[Told]:
        for row in book.list_released_lines(
            org=book.whose_lists(), reference=place["list"] or "", seq=int(place["seq"] or 0),
            version=int(place["version"] or 0), most=most,
        ):  # fmt: skip
            yield f"{row['reference']}.{row['seq']}.{row['version']}", _listed(row)

    def parcels(book: Lists, most: int | None) -> Iterator[Told]:
        for row in book.list_moved_parcels(
            org=book.whose_lists(), reference=place["parcel"] or "", most=most
        ):
            on = row["made_at"].astimezone(window.reference.zone).date()
            yield row["reference"], _sent(row, on)

    if place["parcel"]:
        return [parcels]
    return [lists, parcels] if place["list"] else [declarations, lists, parcels]


def _declared(row: Row) -> Document:
    return {
        "document": "declaration", "declaration": row["reference"], "number": row["number"],
        "version": row["version"], "seq": row["seq"], "kind": row["kind"], "flow": row["flow"],
        "hs": row["hs"], "partner": row["partner"], "origin": row["origin"],
        "value": _money(row["value"], row["currency"]),
        "net_mass_kg": plain_number(row["net_mass_kg"]), "trade_mode": row["trade_mode"],
        "period": f"{row['period']:%Y-%m}",
    }  # fmt: skip


def _listed(row: Row) -> Document:
    """A line of a list; a waybill tells the gross mass of a parcel, not the net mass of a line."""
    return {
        "document": "list", "declaration": row["reference"], "number": None,
        "version": row["version"], "seq": row["seq"], "kind": row["kind"], "flow": row["flow"],
        "hs": row["hs"], "partner": row["partner"] or None, "origin": row["origin"] or None,
        "value": _money(row["value"], row["currency"]), "net_mass_kg": None,
        "trade_mode": row["mode"], "period": f"{row['posted_on']:%Y-%m}",
    }  # fmt: skip


def _sent(row: Row, on: date) -> Document:
    """A parcel: its code and the country it goes to or comes from are not told."""
    return {
        "document": "parcel", "declaration": row["reference"], "number": None, "version": 1,
        "seq": 1, "kind": "original", "flow": row["flow"], "hs": None, "partner": None,
        "origin": row["origin"], "value": _money(row["value"], row["currency"]),
        "net_mass_kg": None, "trade_mode": row["kind"], "period": f"{on:%Y-%m}",
    }  # fmt: skip


def _money(amount: Decimal, currency: str) -> Document:
    return {"amount": str(amount), "currency": currency}
