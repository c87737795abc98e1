"""Sailings and flights: offered ones, and modelled ones where hubs have none.

A voyage counts its changes of ship or aircraft: nodes of ports and airports carry the
number of changes made so far, and goods change at most `CHANGES` times between two land
legs.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf

from entrepot.corridors.cost import Price, Span, between, usual
from entrepot.corridors.overlay import Arc, Lane, Overlay, Run, handled_into
from entrepot.corridors.schedule import departure_wait
from entrepot.corridors.services import add_wait, run_of
from entrepot.kernel.codes import Mode
from entrepot.region.transport import Service

CHANGES = 1
FEEDER = "feeder"
_FEEDER_HUBS = 2
NONE: frozenset[str] = frozenset()
MODELLED_SOURCE = "frequency, speed and rate are parameters of the pack"


def add_voyages(overlay: Overlay, offers: Sequence[Service]) -> None:
    """Add all sailings and flights."""
    sailings = [row for row in offers if row.mode == "sea" and _is_at_sea(overlay, row)]
    flights = [row for row in offers if row.mode == "air"]
    avoided = passages_avoided(overlay, sailings)
    for row in sailings:
        _add_sailing(overlay, row, avoided)
    for row in flights:
        _add_flight(overlay, row)
    _add_modelled_liners(overlay, sailings, avoided)
    _add_modelled_flights(overlay, flights)


def passages_avoided(overlay: Overlay, sailings: Iterable[Service]) -> frozenset[str]:
    """Passages that lines keep away from now, as their own passages show.

    A sailing speaks against a passage of its shortest way when it does not use it and
    shutting that one passage, or it and one more, explains the way it takes; it speaks for
    every passage it uses. Sailings weigh by their frequency. A passage that a line going
    round another one still uses is not kept away from.
    """
    against: dict[str, float] = defaultdict(float)
    used: dict[str, float] = defaultdict(float)
    rows = [row for row in sailings if row.passages]
    for row in rows:
        weight = row.departures_per_week or 1.0
        for passage in row.passages:
            used[passage] += weight
        for passage in _gone_round(overlay, row):
            against[passage] += weight
    avoided = {p for p, weight in against.items() if weight > used[p]}
    passed = {p for row in rows if _missed(overlay, row, ()) & avoided for p in row.passages}
    return frozenset(avoided - passed)


def _gone_round(overlay: Overlay, row: Service) -> set[str]:
    """Passages that explain a sailing's own way when they are shut, alone or in pairs."""
    found: set[str] = set()
    for one in _missed(overlay, row, ()):
        beyond = _missed(overlay, row, (one,))
        if beyond == NONE:
            found.add(one)
        pairs = {(one, other) for other in beyond if _missed(overlay, row, (one, other)) == NONE}
        found.update(passage for pair in pairs for passage in pair)
    return found


def _missed(overlay: Overlay, row: Service, shut: tuple[str, ...]) -> frozenset[str]:
    """Passages of the shortest way left that a sailing does not use; the shut ones without one."""
    way = overlay.sea.way(row.from_place, row.to_place, shut)
    return frozenset(way.passages) - set(row.passages) if way else frozenset(shut)


def _add_sailing(overlay: Overlay, row: Service, avoided: frozenset[str]) -> None:
    """A sailing: a wait and one arc a call, for every number of changes before it."""
    calls = (row.from_place, *row.via, row.to_place)
    legs = [_own_lane(overlay, row, a, b, avoided) for a, b in pairwise(calls)]
    whole = sum(km for _, km, _ in legs)
    if whole == inf or not whole:
        return
    km_row = row.km or whole
    country, vehicle = overlay.country(row.from_place), _vehicle(overlay, row)
    late = overlay.book.delay("sea", (country,), vehicle)
    listed = between(row.transit_days_min, row.transit_days_max)
    span = _sailing_time(overlay, country, km_row, vehicle) + late
    span = usual(listed, late) if listed else span
    price = _price(overlay, row, km_row, vehicle)
    carbon = overlay.book.carbon_per_km("sea", country, vehicle)
    run = run_of(row)
    for changes in range(CHANGES + 1):
        tail = overlay.node("aboard", row.id, 0, changes)
        add_wait(overlay, row, overlay.node("dep", row.from_place, "sea", changes), tail)
        for number, (shut, km, passages) in enumerate(legs, 1):
            a, b = calls[number - 1], calls[number]
            head = _after_call(overlay, row, number, len(legs), changes)
            share, own_km = km / whole, km_row * km / whole
            lane = Lane(a, b, shut, km, price.times(1 / km_row), span.mean_h / km_row)
            tags = (f"service:{row.id}", *(f"passage:{p}" for p in passages))
            overlay.arcs.append(
                Arc(tail, head, "haul", "sea", a, b, run, own_km, span.times(share),
                    price.times(share), carbon.times(own_km), tags, passages=passages, lane=lane)
            )  # fmt: skip
            tail = head


def _after_call(overlay: Overlay, row: Service, number: int, last: int, changes: int) -> int:
    """The node behind a call: ashore at the last one, else still aboard."""
    if number == last:
        return overlay.node("arr", row.to_place, row.mode, changes)
    return overlay.node("aboard", row.id, number, changes)


def _price(overlay: Overlay, row: Service, km: float, vehicle: str = "") -> Price:
    """The listed price of a voyage, else the rate between its two countries."""
    if row.price is not None:
        return overlay.book.price(row.price, row.price_unit)
    here, there = overlay.country(row.from_place), overlay.country(row.to_place)
    return overlay.book.tariff(row.mode, here, there, vehicle).over(km)


def _vehicle(overlay: Overlay, row: Service) -> str:
    """A feeder, if the sailing is short and at most one end is a liner hub."""
    ends = [overlay.terminals.get(place) for place in (row.from_place, row.to_place)]
    hubs = sum(1 for terminal in ends if terminal is not None and terminal.is_liner_hub)
    km = row.km or overlay.sea.km(row.from_place, row.to_place)
    is_short = km <= overlay.book.number("feeder_longest_km")
    return FEEDER if hubs < len(ends) and is_short else ""


def _own_lane(
    overlay: Overlay, row: Service, a: str, b: str, avoided: frozenset[str]
) -> tuple[frozenset[str], float, tuple[str, ...]]:
    """Passages that a line keeps shut on one leg, the length of its way and its passages."""
    sea = overlay.sea
    shut = avoided - set(row.passages)
    way = sea.way(a, b, shut)
    if way is None:
        shut = frozenset()
        way = sea.way(a, b)
    if way is None:
        return shut, inf, ()
    if row.via or not row.passages:
        return shut, way.km, way.passages
    order = {passage: number for number, passage in enumerate(way.passages)}
    told = sorted(row.passages, key=lambda passage: order.get(passage, len(order)))
    return shut, way.km, tuple(told)


def _sailing_time(overlay: Overlay, country: str, km: float, vehicle: str = "") -> Span:
    """Time of a modelled sailing: steaming and calls on the way, spread evenly."""
    book = overlay.book
    hours = km / book.speed_kmh("sea", country, vehicle)
    calls = km / book.number("liner_call_every_km")
    hours += calls * 24 * book.number("liner_port_call_days")
    spread = 2 * book.number("voyage_spread_share") * hours
    return Span(hours, spread * spread / 12, hours)


def _add_modelled_liners(
    overlay: Overlay, sailings: Sequence[Service], avoided: frozenset[str]
) -> None:
    """Weekly liners between hubs no sailing joins, and feeders to ports without any.

    A hub that lies behind the passages lines avoid gets feeders like any other port.
    """
    ports = [
        place
        for place, terminal in overlay.terminals.items()
        if "sea" in terminal.modes and place in overlay.sea.ports
    ]
    hubs = [place for place in ports if overlay.terminals[place].is_liner_hub]
    joined = {(row.from_place, row.to_place) for row in sailings}
    served = {place for pair in joined for place in pair} | set(hubs)
    for a in hubs:
        for b in hubs:
            if a != b and (a, b) not in joined and overlay.country(a) != overlay.country(b):
                _add_liner(overlay, a, b, "", avoided)
    km = overlay.sea.km
    apart = {a for a in hubs if all(km(a, b, avoided) == inf for b in hubs if b != a)}
    for port in (place for place in ports if place not in served or place in apart):
        shut = avoided if any(km(hub, port, avoided) < inf for hub in hubs if hub != port) else NONE
        by_km = sorted((km(hub, port, shut), hub) for hub in hubs if hub != port)
        for far, hub in by_km[:_FEEDER_HUBS]:
            if far < inf:
                _add_liner(overlay, port, hub, FEEDER, shut)
                _add_liner(overlay, hub, port, FEEDER, shut)


def _add_liner(overlay: Overlay, a: str, b: str, vehicle: str, shut: frozenset[str]) -> None:
    book, sea = overlay.book, overlay.sea
    source = a if overlay.terminals[a].is_liner_hub else b
    other = b if source == a else a
    way = sea.way(source, other, shut)
    if way is None:
        return
    passages = way.passages if source == a else way.passages[::-1]
    here, there = overlay.country(a), overlay.country(b)
    span = _sailing_time(overlay, here, way.km, vehicle) + book.delay("sea", (here,), vehicle)
    price = book.tariff("sea", here, there, vehicle).over(way.km)
    carbon = book.carbon_per_km("sea", here, vehicle).times(way.km)
    name = "feeder" if vehicle else "liner"
    identifier = f"modelled-{name}-{a}-{b}"
    note = f"no {name} from {a} to {b} is listed: a weekly one is assumed"
    run = Run(identifier, f"modelled {name}", "modelled", MODELLED_SOURCE, note)
    lane = Lane(a, b, shut, way.km, price.times(1 / way.km), span.mean_h / way.km)
    tags = (f"service:{identifier}", *(f"passage:{p}" for p in passages))
    for changes in range(CHANGES + 1):
        tail = _weekly(overlay, "ship", a, "sea", changes)
        head = overlay.node("arr", b, "sea", changes)
        overlay.arcs.append(
            Arc(tail, head, "haul", "sea", a, b, run, way.km, span, price, carbon, tags,
                passages=passages, lane=lane)
        )  # fmt: skip


def _weekly(overlay: Overlay, role: str, place: str, mode: Mode, changes: int) -> int:
    """The node aboard a modelled ship or aircraft, with the wait for it when it is new."""
    is_new = (role, place, mode, changes) not in overlay.nodes
    node = overlay.node(role, place, mode, changes)
    if is_new:
        book = overlay.book
        cutoff = book.number("cutoff_liner_h" if mode == "sea" else "cutoff_flight_h")
        per_week = book.number(f"{mode}_per_week")
        wait = departure_wait(mode, per_week, 0.0, cutoff, handled_into(overlay, mode))
        run = Run("", f"modelled {role}", "modelled", MODELLED_SOURCE)
        tail = overlay.node("dep", place, mode, changes)
        overlay.arcs.append(Arc(tail, node, "wait", mode, place, place, run, 0.0, wait))
    return node


def _add_flight(overlay: Overlay, row: Service) -> None:
    """A flight: a wait and one arc a call, for every number of changes before it."""
    calls = (row.from_place, *row.via, row.to_place)
    book, here = overlay.book, overlay.country(row.from_place)
    kms = [overlay.apart_km(a, b) * book.number("detour_air") for a, b in pairwise(calls)]
    whole = sum(kms) or 1.0
    km_row = row.km or whole
    listed = between(row.transit_days_min, row.transit_days_max)
    late = book.delay("air", (here,))
    span = usual(listed, late) if listed else _flight_time(overlay, km_row) + late
    price, run = _price(overlay, row, km_row), run_of(row)
    carbon, added = book.carbon_per_km("air", here), book.number("air_distance_add_km")
    for changes in range(CHANGES + 1):
        tail = overlay.node("aboard", row.id, 0, changes)
        add_wait(overlay, row, overlay.node("dep", row.from_place, "air", changes), tail)
        for number, ((a, b), km) in enumerate(zip(pairwise(calls), kms, strict=True), 1):
            head = _after_call(overlay, row, number, len(kms), changes)
            share, own_km = km / whole, km_row * km / whole
            overlay.arcs.append(
                Arc(tail, head, "haul", "air", a, b, run, own_km, span.times(share),
                    price.times(share), carbon.times(own_km + added), (f"service:{row.id}",))
            )  # fmt: skip
            tail = head


def _flight_time(overlay: Overlay, km: float) -> Span:
    """Time of a modelled flight, from block to block."""
    hours = km / overlay.book.speed_kmh("air", "")
    return Span(hours, 0.0, hours)


def _add_modelled_flights(overlay: Overlay, flights: Sequence[Service]) -> None:
    """Weekly flights between airports of two countries that flights serve but do not join."""
    joined = {(row.from_place, row.to_place) for row in flights}
    airports = sorted({place for pair in joined for place in pair})
    book = overlay.book
    detour, added = book.number("detour_air"), book.number("air_distance_add_km")
    for a in airports:
        here = overlay.country(a)
        late = book.delay("air", (here,))
        carbon = book.carbon_per_km("air", here)
        for b in airports:
            there = overlay.country(b)
            if a == b or here == there or (a, b) in joined:
                continue
            km = overlay.apart_km(a, b) * detour
            identifier = f"modelled-flight-{a}-{b}"
            note = f"no flight from {a} to {b} is listed: a weekly one is assumed"
            run = Run(identifier, "modelled flight", "modelled", MODELLED_SOURCE, note)
            overlay.arcs.append(
                Arc(_weekly(overlay, "plane", a, "air", 0), overlay.node("arr", b, "air", 0),
                    "haul", "air", a, b, run, km, _flight_time(overlay, km) + late,
                    book.tariff("air", here, there).over(km), carbon.times(km + added),
                    (f"service:{identifier}",))
            )  # fmt: skip


def _is_at_sea(overlay: Overlay, row: Service) -> bool:
    places = (row.from_place, *row.via, row.to_place)
    return all(place in overlay.sea.ports for place in places)
