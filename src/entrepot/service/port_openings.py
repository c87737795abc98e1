"""Opening of ports and special areas: rows of the pack, and what officers record and confirm."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import InputError
from entrepot.port.openings import (
    DONE,
    KINDS,
    STATES,
    Readiness,
    Step,
    check_confirm,
    check_step,
    goods_without_area,
    readiness_of,
)
from entrepot.region.places import Zone
from entrepot.region.port import DesignatedGoods
from entrepot.service.fields import Fields
from entrepot.service.port_air import list_openings as rows_of_pack
from entrepot.service.port_desk import at_port, checked, no_such, refuse, seeing
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.port import Port

Document = dict[str, Any]
Row = Mapping[str, Any]
RECORDERS = ("supervisor", "inspector", "document_officer")
_LONGEST = {"step": 200, "step_zh": 200, "doer": 120, "evidence": 400}


def list_openings(window: Window, *, by: str = "", at: datetime) -> Document:
    """Steps of all ports and areas, how ready each is, and what is open for which goods.

    A step that officers recorded takes the place of the pack's row of the same name. Without an
    account only what is confirmed is told.

    Args:
        window: The window.
        by: Account that asks; empty is the public.
        at: Now.

    Returns:
        `rows`, `readiness` by area with what is `missing`, `areas` by kind of goods, and the
        kinds of `goods` that need one.
    """
    with seeing(window, by, at) as book:
        found = list(book.list_opening_items(zone=""))
    recorded = [_recorded(window, one) for one in found if by or one["confirmed_at"]]
    known = {(one["zone"], one["kind"], one["step"]) for one in recorded}
    pack = [_of_pack(one) for one in rows_of_pack(window.reference)["rows"]
            if (one["zone"], one["kind"], one["step"]) not in known]  # fmt: skip
    rows = sorted([*pack, *recorded], key=lambda one: one["name"])
    return {
        "rows": rows,
        "readiness": [_readiness(window, one) for one in readiness_of(map(_step, rows))],
        "areas": [_area(goods, rows) for goods in _goods(window)],
        "zones": [{"zone": one.id, "name": one.name, "name_zh": one.name_zh}
                  for one in _zones(window).values()],
    }  # fmt: skip


def record(window: Window, raw: Mapping[str, object], *, by: str, at: datetime) -> Document:
    """Record a step of a port or area; the same step again is a fault.

    Args:
        window: The window.
        raw: zone, kind, step, doer and state; step_zh, goods, due_on, since and evidence where
            they are known.
        by: Account of an officer.
        at: Now.

    Raises:
        InputError: With every fault of every field.
        RoleError: The account is no officer's.
    """
    fields = Fields(raw)
    step = {
        "zone": fields.word("zone", [*_zones(window)], required=True),
        "kind": fields.word("kind", KINDS, required=True),
        "step": fields.text("step", required=True), "step_zh": fields.text("step_zh"),
        "goods": fields.word("goods", [one.id for one in _goods(window)]),
    }  # fmt: skip
    told = _told(fields)
    _judge(fields, {**step, **told}, window, at)
    with at_port(window, by, at, *RECORDERS) as (book, actor):
        book.become_system()
        number = book.add_opening(**step, **told, by=actor.account, at=at)
        if number is None:
            fields.fault("twice", "step", "is recorded already.", "Change it.")
            raise InputError(fields.problems)
        append_event(book, f"opening:{number}", kind="opening_recorded", at=at, by=actor,
                     body={**step, **_plain(told)})  # fmt: skip
        return _recorded(window, book.lock_opening(id=number))


def change(
    window: Window, number: int, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:
    """Say how a step stands now; what is changed is to be confirmed anew.

    Args:
        window: The window.
        number: The step.
        raw: state and doer; due_on, since and evidence where they are known.
        by: Account of an officer.
        at: Now.

    Raises:
        InputError: With every fault of every field.
        MissingError: There is no such step.
    """
    fields = Fields(raw)
    told = _told(fields)
    with at_port(window, by, at, *RECORDERS) as (book, actor):
        row = _locked(book, number)
        _judge(fields, {**row, **told}, window, at)
        book.change_opening(**told, by=actor.account, at=at, id=number)
        append_event(book, f"opening:{number}", kind="opening_changed", at=at, by=actor,
                     body=_plain(told))  # fmt: skip
        return _recorded(window, book.lock_opening(id=number))


def confirm(window: Window, number: int, *, by: str, at: datetime) -> Document:
    """Confirm that a step is done, as a second person.

    Raises:
        RefusedError: It is not done, is confirmed, or who asks recorded it.
        MissingError: There is no such step.
    """
    with at_port(window, by, at, *RECORDERS) as (book, actor):
        row = _locked(book, number)
        refuse(check_confirm(_step(_recorded(window, row)), actor.account))
        book.confirm_opening(by=actor.account, at=at, id=number)
        append_event(book, f"opening:{number}", kind="opening_confirmed", at=at, by=actor,
                     body={"state": row["state"], "evidence": row["evidence"]})  # fmt: skip
        return _recorded(window, book.lock_opening(id=number))


def notices_at(window: Window, book: Port, container: str, place: str) -> list[Document]:
    """What imported goods in a box need a designated area that is not known to be open at a place.

    It stops nothing: the rows of the pack say what their sources say, and no more.
    """
    goods = _goods(window)
    if not goods:
        return []
    codes = [one["hs"] for one in book.list_imported_goods(container=container)]
    if not codes:
        return []
    here = {one.id for one in _zones(window).values() if one.place == place}
    items = list(book.list_opening_items(zone=""))
    open_here = [one["goods"] for one in items if one["zone"] in here and one["confirmed_at"]]
    lacking = goods_without_area(codes, [(one.id, one.hs) for one in goods], open_here)
    return [_notice(one) for one in goods if one.id in lacking]


def _notice(goods: DesignatedGoods) -> Document:
    return {
        "code": "gate.designated_area",
        "message": f"{goods.name}: no designated area for such goods is known to be open here.",
        "message_zh": f"{goods.name_zh}：本处没有已知开放的该类货物指定监管场地。",
        "source": goods.source, "status": goods.status,
    }  # fmt: skip


# Fields


def _told(fields: Fields) -> dict[str, Any]:
    return {
        "doer": fields.text("doer", required=True), "due_on": fields.day("due_on"),
        "state": fields.word("state", STATES, required=True), "since": fields.day("since"),
        "evidence": fields.text("evidence"),
    }  # fmt: skip


def _judge(fields: Fields, step: Row, window: Window, at: datetime) -> None:
    for name, longest in _LONGEST.items():
        if len(step.get(name) or "") > longest:
            fields.fault("too_long", name, f"is longer than {longest} signs.", "Shorten it.")
    found = Step(step["zone"], step["kind"], step["step"], step["state"], step["since"],
                 step["evidence"])  # fmt: skip
    fields.problems += check_step(found, at.astimezone(window.reference.zone).date())
    checked(fields)


def _locked(book: Port, number: int) -> Row:
    book.become_system()
    row: Row | None = book.lock_opening(id=number)
    if row is None:
        raise no_such("opening", number, "事项")
    return row


def _plain(told: Row) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value
            for name, value in told.items()}  # fmt: skip


# Documents


def _zones(window: Window) -> dict[str, Zone]:
    return {one.id: one for one in window.reference.table("zones")}


def _goods(window: Window) -> tuple[DesignatedGoods, ...]:
    rows: tuple[DesignatedGoods, ...] = window.reference.table("designated_goods")
    return rows


def _of_pack(row: Row) -> Document:
    return {**row, "id": None, "goods": "", "doer": None, "due_on": None, "evidence": row["source"],
            "changed_by": None, "confirmed_by": None, "confirmed_at": None}  # fmt: skip


def _recorded(window: Window, row: Row) -> Document:
    zone = _zones(window).get(row["zone"])
    days = {name: row[name].isoformat() if row[name] else None for name in ("due_on", "since")}
    confirmed = row["confirmed_at"]
    return {
        "zone": row["zone"], "name": zone.name if zone else row["zone"],
        "name_zh": zone.name_zh if zone else row["zone"], "kind": row["kind"],
        "step": row["step"], "step_zh": row["step_zh"] or row["step"], "state": row["state"],
        "since": days["since"], "note": "", "source": row["evidence"],
        "status": None if confirmed else "unverified", "id": row["id"], "goods": row["goods"],
        "doer": row["doer"], "due_on": days["due_on"], "evidence": row["evidence"],
        "changed_by": row["changed_by"], "confirmed_by": row["confirmed_by"],
        "confirmed_at": confirmed.isoformat() if confirmed else None,
    }  # fmt: skip


def _step(row: Row) -> Step:
    """A row as the room of the port judges it; the pack's rows rest on their source."""
    is_confirmed = row["id"] is None or row["confirmed_by"] is not None
    return Step(row["zone"], row["kind"], row["step"], row["state"], None, row["evidence"],
                row["goods"], row["changed_by"] or "", is_confirmed)  # fmt: skip


def _readiness(window: Window, found: Readiness) -> Document:
    zone = _zones(window).get(found.zone)
    return {
        "zone": found.zone, "name": zone.name if zone else found.zone,
        "name_zh": zone.name_zh if zone else found.zone, "done": found.done,
        "steps": found.steps, "share": found.share,
        "missing": [{"kind": one.kind, "step": one.step, "state": one.state}
                    for one in found.missing],
    }  # fmt: skip


def _area(goods: DesignatedGoods, rows: Iterable[Row]) -> Document:
    """A kind of goods that needs a designated area, and the areas that are open for it."""
    found = [one for one in rows if one["goods"] == goods.id and one["confirmed_by"]
             and one["state"] == DONE]  # fmt: skip
    return {
        "goods": goods.id, "name": goods.name, "name_zh": goods.name_zh, "hs": list(goods.hs),
        "source": goods.source, "status": goods.status,
        "open": [{name: one[name] for name in ("zone", "name", "name_zh", "since", "evidence")}
                 for one in found],
    }  # fmt: skip
