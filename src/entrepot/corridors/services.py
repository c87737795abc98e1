"""Services as offered, stage by stage, and the modelled way back of each."""

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf

from entrepot.corridors.borders import Posts, Stretch
from entrepot.corridors.cost import CLEAN, FREE, NO_TIME, Price, Span, between, usual
from entrepot.corridors.overland import haul_of
from entrepot.corridors.overlay import Arc, Overlay, Run, handled_into, opening
from entrepot.corridors.schedule import departure_wait, runs_on
from entrepot.kernel.codes import Mode
from entrepot.region.transport import Service

# A way over links longer than this many great circles is not the way the service takes.
_LONGEST_DETOUR = 2.5
_BORDER_SHARE = 0.5  # borders told inside a published transit take at most this share of it


@dataclass(slots=True)
class Tracks:
    """Shortest ways over the open links of one mode, by place."""

    overlay: Overlay
    mode: Mode
    _out: dict[str, list[tuple[str, float, str]]] = field(default_factory=lambda: defaultdict(list))
    _kept: dict[str, tuple[dict[str, float], dict[str, tuple[str, str]]]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        for link in self.overlay.links.get(self.mode, ()):
            if opening(link, self.overlay.on) == self.overlay.on:
                km = self.overlay.link_km(link)
                self._out[link.from_place].append((link.to_place, km, link.id))
                self._out[link.to_place].append((link.from_place, km, link.id))

    def way(self, a: str, b: str) -> list[tuple[str, str, float, str]]:
        """Steps (place, place, km, link) from one place to another; empty if there is none."""
        km, by = self._tree(a)
        straight = self.overlay.apart_km(a, b)
        if km.get(b, inf) > _LONGEST_DETOUR * straight + 100:
            return []
        steps = []
        while b != a:
            before, link = by[b]
            steps.append((before, b, km[b] - km[before], link))
            b = before
        return steps[::-1]

    def _tree(self, a: str) -> tuple[dict[str, float], dict[str, tuple[str, str]]]:
        if a not in self._kept:
            km, by = {a: 0.0}, {}
            heap = [(0.0, a)]
            while heap:
                far, place = heapq.heappop(heap)
                if far > km[place]:
                    continue
                for other, length, link in self._out.get(place, ()):
                    if far + length < km.get(other, inf):
                        km[other], by[other] = far + length, (place, link)
                        heapq.heappush(heap, (far + length, other))
            self._kept[a] = km, by
        return self._kept[a]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of a service with what shuts it."""

    stretch: Stretch
    tags: tuple[str, ...] = ()
    via: tuple[str, ...] = ()


def list_offers(overlay: Overlay) -> tuple[Service, ...]:
    """Every service that runs on the day, and a modelled way back where none is offered."""
    offered = [row for row in overlay.region.services if runs_on(row, overlay.on)]
    joined = {(row.from_place, row.to_place, row.mode) for row in offered}
    backs: dict[tuple[str, str, Mode], Service] = {}
    for row in offered:
        pair = (row.to_place, row.from_place, row.mode)
        if pair not in joined:
            backs.setdefault(pair, way_back(overlay, row))
    return (*offered, *backs.values())


def add_runs(overlay: Overlay, posts: Posts, offers: Iterable[Service]) -> None:
    """Add the trains, barges, ferries and trucks among the offers."""
    tracks: dict[Mode, Tracks] = {}
    for row in offers:
        if row.mode not in ("sea", "air"):
            if row.mode not in tracks:
                tracks[row.mode] = Tracks(overlay, row.mode)
            add_run(overlay, posts, tracks[row.mode], row)


def way_back(overlay: Overlay, row: Service) -> Service:
    """The modelled return of a service that is offered one way only.

    It runs as often and takes as long. It costs what a lane rate of that direction says,
    else the same.
    """
    here, there = overlay.country(row.to_place), overlay.country(row.from_place)
    lane = overlay.book.lane(row.mode, here, there)
    return replace(
        row,
        id=f"{row.id}-return",
        name=f"{row.name}, return",
        from_place=row.to_place,
        to_place=row.from_place,
        via=row.via[::-1],
        price=lane.mid if lane else row.price,
        price_unit=lane.unit if lane else row.price_unit,
        status="modelled",
        note=f"modelled way back of {row.id}",
        source=lane.source if lane else row.source,
    )


def add_run(overlay: Overlay, posts: Posts, tracks: Tracks, row: Service) -> None:
    """A train, barge or ferry: a wait, then one arc a stage."""
    stages = stages_of(overlay, posts, tracks, row)
    if stages is None:
        return
    gauges = _gauges_on_the_way(overlay, stages) if row.mode == "rail" else (0, 0, set())
    whole = sum(stage.stretch.km for stage in stages) or 1.0
    scale = (row.km or whole) / whole
    spans = _spans(overlay, row, stages, scale)
    prices = _prices(overlay, row, stages, scale)
    run = run_of(row)
    tail = overlay.node("aboard", row.id, 0)
    add_wait(overlay, row, overlay.node("dep", row.from_place, row.mode, gauges[0]), tail)
    for number, (stage, span, price) in enumerate(zip(stages, spans, prices, strict=True), 1):
        stretch, last = stage.stretch, number == len(stages)
        head = (
            overlay.node("arr", row.to_place, row.mode, gauges[1])
            if last
            else overlay.node("aboard", row.id, number)
        )
        km = stretch.km * scale
        _, _, carbon = haul_of(overlay, row.mode, stretch.a, km)
        crossing = stretch.crossing
        overlay.arcs.append(
            Arc(
                tail, head, stretch.kind, row.mode, stretch.a, stretch.b, run, km, span, price,
                carbon, (f"service:{row.id}", *stage.tags, *(crossing.tags if crossing else ())),
                border=crossing.id if crossing else None,
                gauge_change=number in gauges[2],
                via=stage.via,
            )
        )  # fmt: skip
        tail = head


def stages_of(overlay: Overlay, posts: Posts, tracks: Tracks, row: Service) -> list[Stage] | None:
    """Cut a service at its via points and borders; None if it would cross a closed post."""
    stages: list[Stage] = []
    points = (row.from_place, *row.via, row.to_place)
    for a, b in pairwise(points):
        if a == b:
            continue
        steps = tracks.way(a, b)
        if not steps:
            km = overlay.apart_km(a, b) * overlay.book.number(f"detour_{row.mode}")
            steps = [(a, b, km, "")]
        pieces: list[Stage] = []
        for p, q, km, link in steps:
            cut = posts.cut(row.mode, p, q, km)
            if any(piece.crossing and piece.crossing.is_closed for piece in cut):
                return None
            tags = (f"link:{link}",) if link else ()
            pieces += [Stage(stretch, tags) for stretch in cut]
        stages += _joined(overlay, pieces)
    return stages


def _joined(overlay: Overlay, pieces: Iterable[Stage]) -> list[Stage]:
    """Neighbouring hauls in one country told as one."""
    result: list[Stage] = []
    for piece in pieces:
        last = result[-1] if result else None
        if last is not None and _is_one_haul(overlay, last.stretch, piece.stretch):
            km = last.stretch.km + piece.stretch.km
            stretch = Stretch("haul", last.stretch.a, piece.stretch.b, km)
            tags = tuple(dict.fromkeys((*last.tags, *piece.tags)))
            result[-1] = Stage(stretch, tags, (*last.via, piece.stretch.a))
        else:
            result.append(piece)
    return result


def _is_one_haul(overlay: Overlay, one: Stretch, other: Stretch) -> bool:
    countries = {overlay.country(place) for place in (one.a, one.b, other.b)}
    return one.kind == other.kind == "haul" and len(countries) == 1


def _spans(overlay: Overlay, row: Service, stages: list[Stage], scale: float) -> list[Span]:
    """Time of each stage: the published transit split, or running and border times.

    Inside a published transit the borders take their median time and the rest is split by
    kilometres; the spread is split as the time is.
    """
    passed = [overlay.country(stage.stretch.a) for stage in stages]
    late = overlay.book.delay(row.mode, (*passed, overlay.country(row.to_place)))
    whole = between(row.transit_days_min, row.transit_days_max)
    kms = [stage.stretch.km for stage in stages]
    crossings = [stage.stretch.crossing for stage in stages]
    if whole is None:
        own = [haul_of(overlay, row.mode, s.stretch.a, s.stretch.km * scale)[0] for s in stages]
        own = [o + (c.span if c else NO_TIME) for o, c in zip(own, crossings, strict=True)]
        total = sum(span.mean_h for span in own) or 1.0
        return [span + late.times(span.mean_h / total) for span in own]
    borders = [c.span.p50_h if c else 0.0 for c in crossings]
    share = min(1.0, _BORDER_SHARE * whole.mean_h / (sum(borders) or 1.0))
    running = whole.mean_h - sum(borders) * share
    total_km = sum(kms) or 1.0
    hours = [b * share + running * km / total_km for b, km in zip(borders, kms, strict=True)]
    return [usual(whole, late).times(h / whole.mean_h) for h in hours]


def _prices(overlay: Overlay, row: Service, stages: list[Stage], scale: float) -> list[Price]:
    """Price of each stage: the offered price by kilometres, or rates and border charges."""
    total = sum(stage.stretch.km for stage in stages) or 1.0
    if row.price is not None:
        price = overlay.book.price(row.price, row.price_unit)
        return [price.times(stage.stretch.km / total) for stage in stages]
    prices = []
    for stage in stages:
        stretch = stage.stretch
        price = haul_of(overlay, row.mode, stretch.a, stretch.km * scale)[1]
        prices.append(price + (stretch.crossing.price if stretch.crossing else FREE))
    country = overlay.country(row.from_place)
    tariff = overlay.book.tariff(row.mode, country, country)
    return [prices[0] + tariff.fixed, *prices[1:]]


def _gauges_on_the_way(overlay: Overlay, stages: list[Stage]) -> tuple[int, int, set[int]]:
    """Gauge at the start and the end, and the numbers of the stages that change it."""
    gauge, changes = 0, set()
    first = 0
    for number, stage in enumerate(stages, 1):
        stretch, crossing = stage.stretch, stage.stretch.crossing
        side_a, side_b = overlay.gauges(stretch.a), overlay.gauges(stretch.b)
        if crossing is not None:
            side_a, side_b = crossing.gauges_a or side_a, crossing.gauges_b or side_b
        if not gauge:
            gauge = first = min(side_a & side_b or side_a, default=0)
        if gauge not in side_b and side_b:
            gauge = min(side_b)
            changes.add(number)
    return first, gauge, changes


def add_wait(overlay: Overlay, row: Service, tail: int, aboard: int) -> None:
    """The wait for a service in the yard of its first terminal."""
    place, tags = row.from_place, (f"service:{row.id}",)
    wait = wait_for(overlay, row)
    run = run_of(row)
    overlay.arcs.append(
        Arc(tail, aboard, "wait", row.mode, place, place, run, 0.0, wait, FREE, CLEAN, tags)
    )


def wait_for(overlay: Overlay, row: Service) -> Span:
    """Wait for a service at its first terminal, cut-off included."""
    book = overlay.book
    per_week = row.departures_per_week or book.number(f"{row.mode}_per_week")
    cv, cutoff = book.number("wait_cv_headway"), row.cutoff_h or 0.0
    return departure_wait(row.mode, per_week, cv, cutoff, handled_into(overlay, row.mode))


def run_of(row: Service) -> Run:
    """The carrier's line as told on a leg."""
    return Run(row.id, row.name, row.status, row.source, row.note)
