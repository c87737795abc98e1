"""The verbs of the land port over a desk."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from entrepot.service import (
    port_air,
    port_boxes,
    port_calls,
    port_events,
    port_figures,
    port_gates,
    port_legs,
    port_openings,
    port_trucks,
    port_yard,
)
from entrepot.service.desk import Desk
from entrepot.service.labels import labels
from entrepot.web.port_verbs import Document, PortVerbs

T = TypeVar("T")


def bind_port(desk: Desk, now: Callable[[], datetime]) -> PortVerbs:
    """Bind the service's functions to a desk and to a clock."""
    window = desk.window

    def act(verb: Callable[..., T]) -> Callable[..., T]:
        return lambda who, *given, **told: verb(window, *given, by=who, at=now(), **told)

    def throughput(start: date, end: date, *, by: str, site: str = "") -> Document:
        return port_figures.throughput(window, start, end, by=by, at=now(), site=site)

    return PortVerbs(
        zone=lambda: window.reference.zone,
        labels=cache(lambda: labels(window)),
        places=cache(lambda: _places(desk)),
        today=lambda: now().astimezone(window.reference.zone).date(),
        gate=act(port_gates.check),
        gate_in=act(port_gates.move_in),
        gate_out=act(port_gates.move_out),
        events=act(port_events.record_events),
        calls=act(port_calls.list_calls),
        call=act(port_calls.show_call),
        plan_call=act(port_calls.plan_call),
        move_call=act(port_calls.move_call),
        add_bills=act(port_calls.add_bills),
        boxes=act(port_boxes.list_boxes),
        box=act(port_boxes.show_box),
        register=act(port_boxes.register),
        hold=act(port_boxes.hold),
        lift=act(port_boxes.lift),
        yard=act(port_yard.show_yard),
        lay_out=act(port_yard.lay_out),
        ground=act(port_yard.ground),
        take_up=act(port_yard.take_up),
        trucks=act(port_trucks.list_slots),
        open_slots=act(port_trucks.open_slots),
        book_truck=act(port_trucks.book_truck),
        change_truck=act(port_trucks.change),
        legs=act(port_legs.list_legs),
        take_in_leg=act(port_legs.take_in),
        close_check=act(port_legs.close_check),
        throughput=throughput,
        dwell=act(port_boxes.dwell),
        local=act(port_figures.cleared_at_home),
        airport=act(port_air.show_airport),
        air_step=act(port_air.take_step),
        openings=act(port_openings.list_openings),
        record_opening=act(port_openings.record),
        change_opening=act(port_openings.change),
        confirm_opening=act(port_openings.confirm),
    )


def _places(desk: Desk) -> Mapping[str, dict[str, Any]]:
    return {
        place.id: {"name": place.name, "name_zh": place.name_zh, "lat": place.lat,
                   "lon": place.lon}
        for place in desk.region.places.values()
    }  # fmt: skip
