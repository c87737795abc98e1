"""Parcels and air cargo between the centres of the aviation port, and the opening of ports."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from entrepot.port.airport import CENTRES, CUSTOMS_STATES, FIRST, KINDS, Step, check_step
from entrepot.port.airport import service_times as times_of
from entrepot.region.port import AirCentre, Opening
from entrepot.service.fields import Fields
from entrepot.service.port_desk import (
    MOST_ROWS,
    at_port,
    checked,
    no_such,
    own_site,
    read_instant,
    refuse,
)
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.reference import WindowReference

Document = dict[str, Any]
Row = Mapping[str, Any]
HANDLERS = ("port_operator", "carrier")


def list_centres(window: Window) -> list[Document]:
    """The five centres with their names in the pack; one the pack does not name has none."""
    rows: tuple[AirCentre, ...] = window.reference.table("air_centres")
    zones = {one.id: one for one in window.reference.table("zones")}
    known = {row.role: zones[row.zone] for row in rows if row.zone in zones}
    return [
        {"centre": role, "zone": zone.id if (zone := known.get(role)) else None,
         "name": zone.name if zone else None, "name_zh": zone.name_zh if zone else None,
         "status": zone.status if zone else "unknown"}
        for role in CENTRES
    ]  # fmt: skip


def take_step(window: Window, raw: Mapping[str, object], *, by: str, at: datetime) -> Document:
    """Tell that a consignment came into a centre, changed its customs state, or left.

    Args:
        window: The window.
        raw: reference, kind, centre (empty leaves the port), customs; at.
        by: Account of a handler.
        at: Now, where no instant is told.

    Raises:
        InputError: With every fault of a field.
        RefusedError: The step does not follow from those before.
    """
    fields = Fields(raw)
    reference, kind = fields.text("reference", required=True), fields.word("kind", KINDS)
    centre = fields.word("centre", CENTRES)
    customs = fields.word("customs", CUSTOMS_STATES, required=True)
    moment, site = read_instant(fields, "at") or at, fields.text("site")
    if len(reference) > 60 or any(one.isspace() for one in reference):
        fields.fault("reference", "reference", "has a blank or more than 60 signs.", "As AWB-1.")
    checked(fields)
    with at_port(window, by, at, *HANDLERS) as (book, actor):
        place = own_site(window, actor, site)
        book.become_system()
        book.lock_chain(chain=f"air:{reference}")
        rows = list(book.list_air_steps(reference=reference))
        if rows and rows[0]["org_id"] != actor.organisation:
            raise no_such("air consignment", reference, "空运货物")
        kind = rows[0]["kind"] if rows else kind or KINDS[-1]
        step = Step(centre, moment, customs)
        refuse(check_step(kind, [_step(row) for row in rows], step))
        book.add_air_step(org=actor.organisation, site=place, reference=reference, kind=kind,
                          centre=centre, customs=customs, at=moment, by=actor.account)  # fmt: skip
        body = {"centre": centre, "customs": customs, "kind": kind}
        append_event(book, f"air:{reference}", kind="air_step", at=at, by=actor, body=body)
        return _way(reference, list(book.list_air_steps(reference=reference)), at)


def show_way(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """The way of a consignment and how long it was at each centre.

    Raises:
        MissingError: There is none for these eyes.
    """
    with at_port(window, by, at) as (book, _):
        rows = list(book.list_air_steps(reference=reference))
    if not rows:
        raise no_such("air consignment", reference, "空运货物")
    return _way(reference, rows, at)


def show_airport(window: Window, start: date, end: date, *, by: str, at: datetime) -> Document:
    """Where consignments are now, and hours of service by centre and kind.

    Returns:
        `centres`, `now` with the latest step of each, `times` by centre and kind with the
        number of consignments and their mean and longest hours.
    """
    zone = window.reference.zone
    since = datetime.combine(start, time(), zone)
    until = datetime.combine(end + timedelta(days=1), time(), zone)
    with at_port(window, by, at) as (book, _):
        now = list(book.list_air_now(most=MOST_ROWS))
        rows = list(book.list_air_all(since=since, until=until))
    return {
        "from": start.isoformat(), "to": end.isoformat(), "centres": list_centres(window),
        "first": dict(FIRST),
        "now": [
            {"reference": row["reference"], "kind": row["kind"], "centre": row["centre"] or None,
             "customs": row["customs"], "since": row["at"].isoformat(),
             "hours": _hours(at - row["at"]) if row["centre"] else None}
            for row in now
        ],
        "times": _times(rows, at),
    }  # fmt: skip


def _times(rows: Sequence[Row], at: datetime) -> list[Document]:
    spans: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
    for _, group in groupby(rows, key=lambda row: row["reference"]):
        steps = list(group)
        for centre, span in times_of(map(_step, steps), at):
            spans[centre, steps[0]["kind"]].append(span)
    return [
        {"centre": centre, "kind": kind, "consignments": len(found),
         "mean_h": _hours(sum(found, timedelta()) / len(found)), "longest_h": _hours(max(found))}
        for (centre, kind), found in sorted(spans.items())
    ]  # fmt: skip


def _way(reference: str, rows: Sequence[Row], at: datetime) -> Document:
    steps = [_step(row) for row in rows]
    return {
        "reference": reference,
        "kind": rows[0]["kind"],
        "centre": steps[-1].centre or None,
        "customs": steps[-1].customs,
        "steps": [
            {"centre": one.centre or None, "customs": one.customs, "at": one.at.isoformat()}
            for one in steps
        ],
        "times": [{"centre": name, "hours": _hours(span)} for name, span in times_of(steps, at)],
    }


def _step(row: Row) -> Step:
    return Step(row["centre"], row["at"], row["customs"])


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 2)


def list_openings(reference: WindowReference) -> Document:
    """Approvals and readiness of ports and special areas, as dated rows of the pack."""
    rows: tuple[Opening, ...] = reference.table("openings")
    zones = {one.id: one for one in reference.table("zones")}
    return {
        "rows": [
            {"zone": row.zone, "name": zones[row.zone].name, "name_zh": zones[row.zone].name_zh,
             "kind": row.kind, "step": row.step, "step_zh": row.step_zh, "state": row.state,
             "since": row.since or None, "note": row.note, "source": row.source,
             "status": row.status}
            for row in rows
        ]
    }  # fmt: skip
