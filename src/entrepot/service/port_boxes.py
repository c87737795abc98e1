"""Boxes at the port: what each is, where it stands, who holds it, and whose time it was."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from entrepot.kernel.equipment import check_size_type
from entrepot.kernel.errors import InputError, ModelError
from entrepot.port.dwell import PARTIES, attribute, by_party, turns
from entrepot.port.yard import band_of, free_until
from entrepot.service.fields import Fields
from entrepot.service.officers import officer_agency
from entrepot.service.port_desk import (
    MOST_ROWS,
    at_port,
    checked,
    no_such,
    own_site,
    refuse,
    told_instant,
)
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.window.actor import Actor

Document = dict[str, Any]
HOLDERS = (
    "port_operator", "carrier", "inspector", "supervisor", "quarantine_officer", "market_officer",
    "coast_officer",
)  # fmt: skip
MOST_STAYS = 5000
HEAVIEST_TARE_KG = Decimal(20_000)


def list_boxes(
    window: Window, *, by: str, at: datetime, site: str = "", after: str = ""
) -> Document:
    """Boxes for these eyes, by number."""
    with at_port(window, by, at) as (book, _):
        rows = list(book.list_boxes(site=site, before=after, most=MOST_ROWS))
    return {
        "rows": [_plain(row) for row in rows],
        "next": rows[-1]["container"] if len(rows) == MOST_ROWS else None,
    }


def show_box(window: Window, container: str, *, by: str, at: datetime) -> Document:
    """A box with its events, holds, free time and whose time its stay was.

    Raises:
        InputError: The number is wrong.
        MissingError: There is none for these eyes.
    """
    window.check_container(container)
    with at_port(window, by, at) as (book, _):
        row = book.find_box(container=container)
        if row is None:
            raise no_such("box", container, "箱")
        events = list(book.list_box_events(container=container, most=MOST_ROWS))
        holds = list(book.list_port_holds(container=container))
        with book.as_system():  # whose turn it was is told, not what was declared
            marks = list(book.list_marks(containers=[container]))
    return {
        **_plain(row), "events": [_plain(one) for one in events],
        "holds": [_plain(one) for one in holds], "dwell": _dwell(window, row, marks, at),
    }  # fmt: skip


def register(window: Window, raw: Mapping[str, object], *, by: str, at: datetime) -> Document:
    """Announce a box before it comes: size, seal, tare.

    Raises:
        InputError: With every fault.
    """
    fields = Fields(raw)
    container, site = fields.text("container", required=True), fields.text("site")
    size, seal = fields.text("size_type", required=True), fields.text("seal")[:35]
    status = fields.word("status", ("full", "empty")) or "full"
    tare = fields.positive("tare_kg", most=HEAVIEST_TARE_KG)
    fields.nothing_else()
    problems = [*fields.problems, *(check_size_type(size) if size else ())]
    if problems:
        raise InputError(problems)
    window.check_container(container)
    with at_port(window, by, at, "port_operator", "carrier") as (book, actor):
        place = own_site(window, actor, site)
        book.become_system()
        book.register_box(container=container, site=place, org=None, size_type=size,
                          status=status, seal=seal, tare_kg=tare, at=at)  # fmt: skip
        body = {"size_type": size, "seal": seal, "tare_kg": tare}
        append_event(book, f"box:{container}", kind="announced", at=at, by=actor, body=body)
        return _plain(book.find_box(container=container))


def hold(window: Window, container: str, *, by: str, at: datetime, reason: str) -> Document:
    """Keep a box at the port until the hold is lifted; a hold that is there stays.

    Raises:
        InputError: The number is wrong, or no reason is given.
        MissingError: There is no such box for these eyes.
    """
    fields = Fields({"reason": reason})
    fields.text("reason", required=True)
    checked(fields)
    window.check_container(container)
    with at_port(window, by, at, *HOLDERS) as (book, actor):
        row = book.find_box(container=container)
        if row is None:
            raise no_such("box", container, "箱")
        holder = _holder(actor)
        book.become_system()
        book.lock_box(container=container)
        number = book.place_port_hold(
            container=container, site=row["site"], org=row["org_id"], holder=holder,
            reason=reason.strip()[:400], by=actor.account, at=at,
        )  # fmt: skip
        if number is not None:
            body = {"holder": holder, "reason": reason.strip()[:400]}
            append_event(book, f"box:{container}", kind="box_held", at=at, by=actor, body=body)
    return show_box(window, container, by=by, at=at)


def lift(window: Window, container: str, *, by: str, at: datetime) -> Document:
    """Lift one's own hold of a box.

    Raises:
        RefusedError: One holds nothing.
        MissingError: There is no such box for these eyes.
    """
    window.check_container(container)
    with at_port(window, by, at, *HOLDERS) as (book, actor):
        if book.find_box(container=container) is None:
            raise no_such("box", container, "箱")
        holder = _holder(actor)
        book.become_system()
        book.lock_box(container=container)
        number = book.lift_port_hold(by=actor.account, at=at, container=container, holder=holder)
        refuse([] if number else [window.reasons.problem("hold.none", container)])
        body = {"holder": holder}
        append_event(book, f"box:{container}", kind="box_let_go", at=at, by=actor, body=body)
    return show_box(window, container, by=by, at=at)


def _holder(actor: Actor) -> str:
    """Who holds: a site or carrier by its name, an officer by the agency."""
    return actor.name if actor.roles & {"port_operator", "carrier"} else officer_agency(actor)


# Dwell


def dwell(
    window: Window, start: date, end: date, *, by: str, at: datetime, site: str = ""
) -> Document:
    """Stays that began on some days, divided among the parties whose time each part was.

    Returns:
        `parties` with hours and share, `boxes` counted, `hours` in all: the parts add up.
    """
    zone = window.reference.zone
    since = datetime.combine(start, time(), zone)
    until = datetime.combine(end + timedelta(days=1), time(), zone)
    with at_port(window, by, at) as (book, _):
        stays = list(book.list_stays(site=site, since=since, until=until, most=MOST_STAYS))
        with book.as_system():
            marks = list(book.list_marks(containers=[row["container"] for row in stays]))
    total = dict.fromkeys(PARTIES, timedelta())
    for row in stays:
        mine = [one for one in marks if one["container"] == row["container"]]
        for party, length in by_party(_intervals(row, mine, at)).items():
            total[party] += length
    whole = sum(total.values(), timedelta())
    return {
        "from": start.isoformat(), "to": end.isoformat(), "boxes": len(stays),
        "hours": _hours(whole),
        "parties": [
            {"party": party, "hours": _hours(length), "seconds": length.total_seconds(),
             "share_pct": round(100 * (length / whole), 1) if whole else None}
            for party, length in total.items()
        ],
    }  # fmt: skip


def _intervals(row: Mapping[str, Any], marks: Iterable[Mapping[str, Any]], at: datetime) -> Any:
    left = row["out_at"] if row["out_at"] and row["out_at"] > row["in_at"] else at
    return attribute(row["in_at"], left, turns((one["at"], one["kind"]) for one in marks))


def _dwell(
    window: Window, row: Mapping[str, Any], marks: Sequence[Mapping[str, Any]], at: datetime
) -> Document | None:
    if row["in_at"] is None:
        return None
    parts = _intervals(row, marks, at)
    left = row["out_at"] if row["out_at"] and row["out_at"] > row["in_at"] else None
    stood = (left or at) - row["in_at"]
    free = free_days(window, row["in_at"])
    until = None if free is None else free_until(row["in_at"], free)
    return {
        "since": told_instant(row["in_at"]), "until": told_instant(left), "hours": _hours(stood),
        "band": band_of(stood), "free_until": told_instant(until),
        "is_over_free_time": None if until is None else (left or at) > until,
        "parts": [
            {"party": one.party, "from": told_instant(one.starts), "to": told_instant(one.ends),
             "hours": _hours(one.length)}
            for one in parts
        ],
    }  # fmt: skip


def free_days(window: Window, at: datetime) -> int | None:
    """Days a box may stand without charge, by the pack; None where nobody said."""
    try:
        return window.legal.days("port_free_days", at.astimezone(window.reference.zone).date())
    except ModelError:
        return None


def _hours(length: timedelta) -> float:
    return round(length / timedelta(hours=1), 2)


def _plain(row: Mapping[str, Any]) -> Document:
    found: Document = {}
    for name, value in row.items():
        if isinstance(value, datetime):
            found[name] = value.astimezone(UTC).isoformat()
        elif name in ("teu", "tare_kg", "gross_kg") and value is not None:
            found[name] = float(value)
        else:
            found[name] = value
    return found
