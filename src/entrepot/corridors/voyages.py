"""Sailings and flights: offered ones, and modelled ones where hubs have none.

A voyage counts its changes of ship or aircraft: nodes of ports and airports carry the
number of changes made so far, and goods change at most `CHANGES` times between two land
legs.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf

from entrepot.corridors.cost import FREE, Price, Span, between, usual
from entrepot.corridors.overlay import Arc, Lane, Overlay, Run, handled_into
from entrepot.corridors.schedule import departure_wait
from entrepot.corridors.services import add_wait, run_of
from entrepot.kernel.codes import Mode
from entrepot.region.model import Service

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
    shutting that one passage explains the way it takes; it speaks for every passage it
    uses. Sailings weigh by their frequency.
    """
    against: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for row in sailings:
        weight = row.departures_per_week or 1.0
        for passage in row.passages:
            used[passage] += weight  # type: ignore[assignment]
        shortest = overlay.sea.way(row.from_place, row.to_place) if row.passages else None
        for passage in shortest.passages if shortest else ():
            if passage not in row.passages:
                other = overlay.sea.way(row.from_place, row.to_place, (passage,))
                if other and set(other.passages) <= set(row.passages):
                    against[passage] += weight  # type: ignore[assignment]
    return frozenset(p for p, weight in against.items() if weight > used[p])


def _add_sailing(overlay: Overlay, row: Service, avoided: frozenset[str]) -> None:
    calls = (row.from_place, *row.via, row.to_place)
    legs = [_own_lane(overlay, row, a, b, avoided) for a, b in pairwise(calls)]
    whole = sum(km for _, km, _ in legs)
    if whole == inf or not whole:
        return
    km_row = row.km or whole
    country, other = overlay.country(row.from_place), overlay.country(row.to_place)
    book = overlay.book
    vehicle = FEEDER if _is_feeder(overlay, row) else ""
    whole_span = between(row.transit_days_min, row.transit_days_max)
    late = book.delay("sea", (country,), vehicle)
    sailing = _sailing_time(overlay, country, km_row, vehicle)
    span = usual(whole_span, late) if whole_span else sailing + late
    if row.price is not None:
        price = book.price(row.price, row.price_unit)
    else:
        tariff = book.tariff("sea", country, other, vehicle)
        price = tariff.over(km_row) if tariff else FREE
    kg = book.kg_co2e_per_tkm("sea", country, vehicle)
    run = run_of(row)
    for changes in range(CHANGES + 1):
        tail = overlay.node("aboard", row.id, 0, changes)
        add_wait(overlay, row, overlay.node("dep", row.from_place, "sea", changes), tail)
        for number, (shut, km, passages) in enumerate(legs, 1):
            a, b = calls[number - 1], calls[number]
            share = km / whole
            head = (
                overlay.node("arr", b, "sea", changes)
                if number == len(legs)
                else overlay.node("aboard", row.id, number, changes)
            )
            lane = Lane(a, b, shut, km, price.times(1 / km_row), span.mean_h / km_row)
            tags = (f"service:{row.id}", *(f"passage:{p}" for p in passages))
            overlay.arcs.append(
                Arc(tail, head, "haul", "sea", a, b, run, km_row * share, span.times(share),
                    price.times(share), kg * km_row * share, tags,
                    passages=passages, lane=lane)
            )  # fmt: skip
            tail = head


def _is_feeder(overlay: Overlay, row: Service) -> bool:
    """Say whether a sailing is a feeder's: short, and no more than one end a liner hub."""
    ends = [overlay.terminals.get(place) for place in (row.from_place, row.to_place)]
    hubs = sum(1 for terminal in ends if terminal is not None and terminal.is_liner_hub)
    km = row.km or overlay.sea.km(row.from_place, row.to_place)
    return hubs < len(ends) and km <= overlay.book.number("feeder_longest_km", 3500.0)


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
    told = row.passages if row.passages and not row.via else way.passages
    return shut, way.km, told


def _sailing_time(overlay: Overlay, country: str, km: float, vehicle: str = "") -> Span:
    """Time of a modelled sailing: steaming and calls on the way, spread evenly."""
    book = overlay.book
    hours = km / book.speed_kmh("sea", country, vehicle)
    calls = km / book.number("liner_call_every_km", 6000.0)
    hours += calls * 24 * book.number("liner_port_call_days")
    spread = 2 * book.number("voyage_spread_share", 0.13) * hours
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
    tariff = book.tariff("sea", here, there, vehicle)
    price = tariff.over(way.km) if tariff else FREE
    kg = book.kg_co2e_per_tkm("sea", here, vehicle) * way.km
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
            Arc(tail, head, "haul", "sea", a, b, run, way.km, span, price, kg, tags,
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
    calls = (row.from_place, *row.via, row.to_place)
    detour = overlay.book.number("detour_air")
    kms = [overlay.apart_km(a, b) * detour for a, b in pairwise(calls)]
    whole = sum(kms) or 1.0
    km_row = row.km or whole
    here, there = overlay.country(row.from_place), overlay.country(row.to_place)
    book = overlay.book
    listed = between(row.transit_days_min, row.transit_days_max)
    late = book.delay("air", (here,))
    span = usual(listed, late) if listed else _flight_time(overlay, km_row) + late
    price = (
        book.price(row.price, row.price_unit)
        if row.price is not None
        else _flight_price(overlay, here, there, km_row)
    )
    kg, run = book.kg_co2e_per_tkm("air", here), run_of(row)
    for changes in range(CHANGES + 1):
        tail = overlay.node("aboard", row.id, 0, changes)
        add_wait(overlay, row, overlay.node("dep", row.from_place, "air", changes), tail)
        for number, ((a, b), km) in enumerate(zip(pairwise(calls), kms, strict=True), 1):
            share, last = km / whole, number == len(kms)
            head = (
                overlay.node("arr", b, "air", changes)
                if last
                else overlay.node("aboard", row.id, number, changes)
            )
            overlay.arcs.append(
                Arc(tail, head, "haul", "air", a, b, run, km_row * share, span.times(share),
                    price.times(share), kg * km_row * share, (f"service:{row.id}",))
            )  # fmt: skip
            tail = head


def _flight_time(overlay: Overlay, km: float) -> Span:
    hours = km / overlay.book.speed_kmh("air", "")
    return Span(hours, 0.0, hours)


def _flight_price(overlay: Overlay, here: str, there: str, km: float) -> Price:
    tariff = overlay.book.tariff("air", here, there)
    return tariff.over(km) if tariff else FREE


def _add_modelled_flights(overlay: Overlay, flights: Sequence[Service]) -> None:
    """Weekly flights between airports of two countries that flights serve but do not join."""
    joined = {(row.from_place, row.to_place) for row in flights}
    airports = sorted({place for pair in joined for place in pair})
    detour = overlay.book.number("detour_air")
    added = overlay.book.number("air_distance_add_km")
    for a in airports:
        here = overlay.country(a)
        late, kg_per_km = (
            overlay.book.delay("air", (here,)),
            overlay.book.kg_co2e_per_tkm("air", here),
        )
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
                    _flight_price(overlay, here, there, km), kg_per_km * (km + added),
                    (f"service:{identifier}",))
            )  # fmt: skip


def _is_at_sea(overlay: Overlay, row: Service) -> bool:
    places = (row.from_place, *row.via, row.to_place)
    return all(place in overlay.sea.ports for place in places)
