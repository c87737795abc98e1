"""Trains and trucks over physical links, where no timetable says more."""

from collections.abc import Iterator
from datetime import date

from entrepot.corridors.borders import Crossing, Posts, Stretch
from entrepot.corridors.cost import Carbon, Price, Span, fixed_time
from entrepot.corridors.overlay import CLOSED, Arc, Overlay, Run, handled_into, opening
from entrepot.corridors.schedule import departure_wait
from entrepot.kernel.codes import Mode
from entrepot.region.transport import Link

MODELLED_TRAIN = "modelled train"
DRAYAGE = "drayage"


def add_trains(overlay: Overlay, posts: Posts) -> None:
    """Let a modelled train run over every open freight link of the railway.

    It is waited for once, by its headway, and then runs through; a change of gauge is a
    crossing whose post changes it, or an end of the run. Lateness is that of the railway
    it starts on; beyond a border the post's own spread stands for it.
    """
    for link in overlay.links.get("rail", ()):
        add_trains_on(overlay, posts, link)
    overlay.arcs += list_boardings(overlay)


def add_trains_on(
    overlay: Overlay, posts: Posts, link: Link, *, is_one_track: bool = False
) -> None:
    """Let a modelled train run over one link, both ways.

    Args:
        overlay: The overlay.
        posts: Its border posts.
        link: A railway.
        is_one_track: Its gauge goes through its posts, whatever theirs is.
    """
    later = _later(overlay, link)
    km = overlay.link_km(link)
    for a, b in ((link.from_place, link.to_place), (link.to_place, link.from_place)):
        for stretch in posts.cut("rail", a, b, km):
            tracks = _tracks(overlay, link, stretch)
            if is_one_track and link.gauge_mm:
                tracks = iter([(link.gauge_mm, link.gauge_mm)])
            for gauge_a, gauge_b in tracks:
                tail = overlay.node("train", stretch.a, "rail", gauge_a)
                head = overlay.node("train", stretch.b, "rail", gauge_b)
                changes = gauge_a != gauge_b
                arc = _link_arc(overlay, link, stretch, tail, head, changes, later)
                overlay.arcs.append(arc)


def add_trucks(overlay: Overlay, posts: Posts) -> None:
    """Let trucks run over every open road link; a truck is ordered once and then runs through.

    Ordering it costs the fixed part of a drayage and brings the lateness of the country.
    """
    for link in overlay.links.get("road", ()):
        add_trucks_on(overlay, posts, link)
    for key in [key for key in overlay.nodes if key[0] == "truck"]:
        add_ordering(overlay, str(key[1]))


def add_trucks_on(overlay: Overlay, posts: Posts, link: Link) -> None:
    """Let trucks run over one link, both ways."""
    later = _later(overlay, link)
    km = overlay.link_km(link)
    for a, b in ((link.from_place, link.to_place), (link.to_place, link.from_place)):
        for stretch in posts.cut("road", a, b, km):
            tail = overlay.node("truck", stretch.a)
            head = overlay.node("truck", stretch.b)
            arc = _link_arc(overlay, link, stretch, tail, head, False, later)
            overlay.arcs.append(arc)


def haul_of(overlay: Overlay, mode: Mode, place: str, km: float) -> tuple[Span, Price, Carbon]:
    """Time, price and emissions of a stretch from a place, without fixed part."""
    book, country = overlay.book, overlay.country(place)
    price = book.tariff(mode, country, country).per_km.times(km)
    span = fixed_time(km / book.speed_kmh(mode, country))
    return span, price, book.carbon_per_km(mode, country).times(km)


def _later(overlay: Overlay, link: Link) -> date | None:
    """Day a link opens, None when it is open already."""
    opens = opening(link, overlay.on)
    return None if opens == overlay.on else opens


def _link_arc(
    overlay: Overlay,
    link: Link,
    stretch: Stretch,
    tail: int,
    head: int,
    changes: bool,
    opens: date | None,
) -> Arc:
    mode = link.mode
    span, price, carbon = haul_of(overlay, mode, stretch.a, stretch.km)
    crossing: Crossing | None = stretch.crossing
    name = MODELLED_TRAIN if mode == "rail" else "truck"
    run = Run("", name, link.status, link.source, link.note)
    if crossing is not None:
        span, price = span + crossing.span, price + crossing.price
        run, opens = crossing.run, CLOSED if crossing.is_closed else opens
    return Arc(
        tail, head, stretch.kind, mode, stretch.a, stretch.b, run, stretch.km, span, price, carbon,
        (f"link:{link.id}", *(crossing.tags if crossing else ())),
        border=crossing.id if crossing else None,
        gauge_change=changes,
        opens=opens,
    )  # fmt: skip


def add_ordering(overlay: Overlay, place: str) -> None:
    """Let a truck be ordered at a place, and be left there."""
    book, country = overlay.book, overlay.country(place)
    road, truck = overlay.node("road", place), overlay.node("truck", place)
    tariff = book.tariff("road", country, country, DRAYAGE)
    run = Run("", "truck", tariff.status, tariff.source)
    late = book.delay("road", (country,))
    order = Arc(road, truck, "wait", "road", place, place, run, 0.0, late, tariff.fixed)
    overlay.arcs.append(order)
    overlay.arcs.append(Arc(truck, road, "wait", "road", place, place, run))


def _tracks(overlay: Overlay, link: Link, stretch: Stretch) -> Iterator[tuple[int, int]]:
    """Gauges on which a train enters and leaves a stretch."""
    side_a, side_b = overlay.gauges(stretch.a), overlay.gauges(stretch.b)
    crossing = stretch.crossing
    if crossing is not None:
        side_a = crossing.gauges_a or side_a
        side_b = crossing.gauges_b or side_b
    if link.gauge_mm is not None and crossing is None:
        side_a = side_b = frozenset({link.gauge_mm})
    common = side_a & side_b
    if common:
        yield from ((gauge, gauge) for gauge in sorted(common))
    elif crossing is not None:
        yield from ((a, b) for a in sorted(side_a) for b in sorted(side_b))


def list_boardings(overlay: Overlay) -> Iterator[Arc]:
    """A wait for a modelled train at every rail terminal it calls at."""
    book = overlay.book
    per_week, cutoff = book.number("train_per_week"), book.number("cutoff_train_h")
    cv = book.number("wait_cv_headway")
    for place, terminal in overlay.terminals.items():
        if "rail" not in terminal.modes:
            continue
        country = overlay.country(place)
        tariff = book.tariff("rail", country, country)
        wait = departure_wait("rail", per_week, cv, cutoff, handled_into(overlay, "rail"))
        wait = wait + book.delay("rail", (country,))
        source = "headway of modelled trains, a parameter of the pack"
        run = Run("", MODELLED_TRAIN, "modelled", source)
        for gauge in sorted(overlay.gauges(place)):
            train = overlay.nodes.get(("train", place, "rail", gauge))
            if train is not None:
                tail = overlay.node("dep", place, "rail", gauge)
                yield Arc(tail, train, "wait", "rail", place, place, run, 0.0, wait, tariff.fixed)
