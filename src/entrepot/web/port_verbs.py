"""What the pages and the API ask of the service about the land port.

A verb that acts takes `who` first, as in `window_verbs`; the rest is the service's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

Document = dict[str, Any]
Act = Callable[..., Document]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortVerbs:
    """The service's functions, bound to a desk and to this machine's clock.

    Attributes:
        zone: Zone of the legal day.
        labels: Names of codes in both languages.
        places: Places by id with name and point, for maps.
        today: The legal day.
        gate: `who, container, site=` to GO or STOP with every reason.
        gate_in: `who, container, site=, size_type=, status=, seal=, route=`.
        gate_out: `who, container, site=, route=`.
        events: `who, rows` to what was kept, replayed, refused.
        calls: `who, site=, before=`.
        call: `who, number` to a call with its bills.
        plan_call: `who, fields`.
        move_call: `who, number, move`.
        add_bills: `who, number, fields`.
        boxes: `who, site=, after=`.
        box: `who, container` with events, holds and dwell.
        register: `who, fields`.
        hold: `who, container, reason=`.
        lift: `who, container`.
        yard: `who, site=` to slots, boxes and ages.
        lay_out: `who, block, bays, rows, tiers, site=`.
        ground: `who, container, slot=, site=`.
        take_up: `who, container, site=`.
        trucks: `who, site=, days=`.
        open_slots: `who, fields`.
        book_truck: `who, fields`.
        change_truck: `who, number, to`.
        legs: `who, state=, before=`.
        take_in_leg: `who, number, seal, note=`.
        close_check: `who, number, seal, note=`.
        throughput: `start, end, by=, site=`.
        dwell: `who, start, end, site=`.
        local: `who, start, end` to shares cleared at home.
        airport: `who, start, end`.
        air_step: `who, fields`.
        openings: `who` (empty is the public) to rows, readiness, areas.
        record_opening: `who, fields`.
        change_opening: `who, number, fields`.
        confirm_opening: `who, number`.
    """

    zone: Callable[[], tzinfo]
    labels: Callable[[], Mapping[str, Mapping[str, Mapping[str, str]]]]
    places: Callable[[], Mapping[str, Document]]
    today: Callable[[], date]
    gate: Act
    gate_in: Act
    gate_out: Act
    events: Act
    calls: Act
    call: Act
    plan_call: Act
    move_call: Act
    add_bills: Act
    boxes: Act
    box: Act
    register: Act
    hold: Act
    lift: Act
    yard: Act
    lay_out: Act
    ground: Act
    take_up: Act
    trucks: Act
    open_slots: Act
    book_truck: Act
    change_truck: Act
    legs: Act
    take_in_leg: Act
    close_check: Act
    throughput: Act
    dwell: Act
    local: Act
    airport: Act
    air_step: Act
    openings: Act
    record_opening: Act
    change_opening: Act
    confirm_opening: Act
