"""Transport calls and their manifests."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import psycopg

from entrepot.kernel.errors import InputError
from entrepot.port.calls import MODES, Call, check_move
from entrepot.port.manifests import HOUSE, MASTER, MOST_BOXES, Bill, check_bills
from entrepot.service.fields import Fields
from entrepot.service.port_desk import (
    LAST,
    MOST_ROWS,
    at_port,
    checked,
    no_such,
    own_site,
    read_instant,
    refuse,
    told_instant,
)
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.port import Port

Document = dict[str, Any]
PLANNERS = ("port_operator", "carrier")
_COLUMNS = ("site", "mode", "reference", "route", "planned_at", "arrived_at", "departed_at")


def list_calls(
    window: Window, *, by: str, at: datetime, site: str = "", before: int = LAST
) -> Document:
    """Calls for these eyes, the newest first."""
    with at_port(window, by, at) as (book, _):
        rows = list(book.list_calls(site=site, before=before, most=MOST_ROWS))
    return {
        "rows": [_document(row) for row in rows],
        "next": rows[-1]["id"] if len(rows) == MOST_ROWS else None,
    }


def show_call(window: Window, number: int, *, by: str, at: datetime) -> Document:
    """A call with its bills.

    Raises:
        MissingError: There is none for these eyes.
    """
    with at_port(window, by, at) as (book, _):
        row = book.get_call(id=number)
        if row is None:
            raise no_such("call", number, "班次")
        return _shown(book, row)


def plan_call(window: Window, raw: Mapping[str, object], *, by: str, at: datetime) -> Document:
    """Plan a call; one that is planned already is the same call.

    Args:
        window: The window.
        raw: mode, reference, route and planned_at; site where the account has several.
        by: Account of a site operator or carrier.
        at: Now.

    Raises:
        InputError: With every fault of every field.
    """
    fields = Fields(raw)
    mode = fields.word("mode", MODES, required=True)
    reference, route = fields.text("reference", required=True), fields.text("route", required=True)
    planned = read_instant(fields, "planned_at", required=True)
    site = fields.text("site")
    if len(reference) > 60 or any(sign.isspace() for sign in reference):
        fields.fault("reference", "reference", "has a blank or more than 60 signs.", "As X1.")
    if len(route) > 120:
        fields.fault("route", "route", "is longer than 120 signs.", "Name a service.")
    checked(fields)
    with at_port(window, by, at, *PLANNERS) as (book, actor):
        place = own_site(window, actor, site)
        book.become_system()
        number = book.add_call(
            site=place, mode=mode, reference=reference, route=route, planned_at=planned,
            org=actor.organisation, by=actor.account, at=at,
        )  # fmt: skip
        if number is not None:
            body = {"mode": mode, "reference": reference, "route": route, "planned_at": planned}
            append_event(book, f"call:{number}", kind="call_planned", at=at, by=actor, body=body)
        row = book.find_call(site=place, mode=mode, reference=reference)
        return _shown(book, row)


def move_call(window: Window, number: int, move: str, *, by: str, at: datetime) -> Document:
    """Tell that a call came (`arrive`) or went (`depart`).

    Raises:
        RefusedError: It did already, or has not come.
        MissingError: There is none for these eyes.
    """
    with at_port(window, by, at, *PLANNERS) as (book, actor):
        if book.get_call(id=number) is None:
            raise no_such("call", number, "班次")
        book.become_system()
        row = book.lock_call(id=number)
        call = Call(**{name: row[name] for name in _COLUMNS})
        refuse(check_move(call, move, at))
        arrived, departed = (at, None) if move == "arrive" else (call.arrived_at, at)
        book.move_call(arrived_at=arrived, departed_at=departed, id=number)
        append_event(book, f"call:{number}", kind=f"call_{move}", at=at, by=actor, body={})
        return _shown(book, book.get_call(id=number))


def add_bills(
    window: Window, number: int, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:
    """Add bills to the manifest of a call; all of them or none.

    Args:
        window: The window.
        number: The call.
        raw: `bills`, each with number, kind, master and containers.
        by: Account of a site operator or carrier.
        at: Now.

    Raises:
        InputError: With everything that is wrong, the bills there are taken into account.
        MissingError: There is no such call for these eyes.
    """
    bills = _read_bills(raw)
    with at_port(window, by, at, *PLANNERS) as (book, actor):
        row = book.get_call(id=number)
        if row is None:
            raise no_such("call", number, "班次")
        book.become_system()
        book.lock_call(id=number)
        known = known_bills(book, number)
        if problems := check_bills([*known, *bills]):
            raise InputError(problems)
        for one in sorted(bills, key=lambda bill: bill.kind == HOUSE):
            try:
                book.add_bill(
                    call=number, site=row["site"], number=one.number, kind=one.kind,
                    master=one.master or None, org=one.organisation or None,
                    containers=list(one.containers), by=actor.account, at=at,
                )  # fmt: skip
            except psycopg.errors.ForeignKeyViolation as error:
                raise no_such("organisation", one.organisation, "机构") from error
        body = {"bills": [one.number for one in bills]}
        append_event(book, f"call:{number}", kind="manifest_told", at=at, by=actor, body=body)
        return _shown(book, row)


def _read_bills(raw: Mapping[str, object]) -> list[Bill]:
    fields = Fields(raw)
    rows = fields.rows("bills") or []
    found = []
    for one in rows:
        kind = one.word("kind", (MASTER, HOUSE), required=True)
        bill = Bill(one.text("number", required=True)[:60], kind, one.text("master"),
                    one.texts("containers"), one.text("organisation"))  # fmt: skip
        if not 1 <= len(bill.containers) <= MOST_BOXES:
            one.fault("containers", "containers", "names no box, or more than 500.", "Name each.")
        one.nothing_else()
        found.append(bill)
    if not rows:
        fields.fault("missing", "bills", "is empty.", "Name one at least.")
    checked(fields)
    return found


def known_bills(book: Port, call: int) -> list[Bill]:
    """Bills that a call has."""
    return [_bill(one) for one in book.list_bills(call=call)]


def _bill(row: Mapping[str, Any]) -> Bill:
    return Bill(row["number"], row["kind"], row["master"] or "", tuple(row["containers"]))


def _shown(book: Port, row: Mapping[str, Any]) -> Document:
    bills = [
        {**one, "made_at": told_instant(one["made_at"])} for one in book.list_bills(call=row["id"])
    ]
    return {**_document(row), "bills": bills}


def _document(row: Mapping[str, Any]) -> Document:
    call = Call(**{name: row[name] for name in _COLUMNS})
    times = {name: told_instant(row[name]) for name in ("planned_at", "arrived_at", "departed_at")}
    named = {"site": call.site, "mode": call.mode, "reference": call.reference}
    stands = {"route": call.route, "state": call.state, "organisation": row["org_id"]}
    return {"id": row["id"], **named, **stands, **times}
