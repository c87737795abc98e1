"""Tariffs, border posts and services made dearer, slower or more frequent: columns changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from entrepot.corridors.borders import Crossing, Posts
from entrepot.corridors.cost import Price, Span
from entrepot.corridors.memory import Memory
from entrepot.corridors.network import Network, patch_columns
from entrepot.corridors.overlay import Arc, Overlay, handled_into
from entrepot.region.edits import Scaling
from entrepot.region.transport import Service

RETURN = "-return"
_KEPT_PLACES = 1000


@dataclass(frozen=True, slots=True)
class Factors:
    """Factors on the cost, the time and the frequency of one thing."""

    cost: float = 1.0
    time: float = 1.0
    frequency: float = 1.0

    def times(self, other: Scaling) -> "Factors":
        """Both one after the other."""
        return Factors(
            self.cost * other.cost, self.time * other.time, self.frequency * other.frequency
        )


AS_IT_IS = Factors()


@dataclass(slots=True)
class Scale:
    """What scalings make of an arc.

    The charge and the time of a post are told apart from what the carrier is paid and takes:
    a tariff changes the one, a border the other, a service both. A post that lies inside a
    published price or transit is taken to have no more of it than there is.
    """

    overlay: Overlay
    posts: Posts
    factors: dict[tuple[str, str], Factors]
    _crossings: dict[tuple[str, str], Crossing] = field(default_factory=dict)
    _spare_h: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, network: Network, scalings: Iterable[Scaling]) -> "Scale":
        """The scalings of a scenario; of two on one thing both count."""
        factors: dict[tuple[str, str], Factors] = defaultdict(lambda: AS_IT_IS)
        for one in scalings:
            factors[one.kind, one.id] = factors[one.kind, one.id].times(one)
        trucking = network.trucking
        return cls(trucking.overlay, trucking.posts, dict(factors))

    def touches(self, arc: Arc) -> bool:
        """Say whether a factor speaks of an arc."""
        found = self.factors
        return (
            ("tariff", arc.mode) in found
            or any(("border", name) in found for name in (arc.border, "all") if arc.border)
            or ("service", arc.run.id) in found
            or any(("service", tag[8:]) in found for tag in arc.tags if tag.startswith("service:"))
        )

    def __call__(self, arc: Arc) -> Arc:
        """The arc as it is then."""
        if arc.kind == "transfer" or not self.touches(arc):
            return arc
        tariff = self.factors.get(("tariff", arc.mode), AS_IT_IS)
        service = self._service(arc)
        if arc.kind == "wait":
            price = arc.price.times(tariff.cost * service.cost)
            return replace(arc, price=price, span=self._wait(arc, service.frequency))
        post = self._post(arc)
        price = _price(arc, self._crossing(arc), tariff.cost, post.cost).times(service.cost)
        span = stretched(_span(arc, self._crossing(arc), post.time), service.time)
        lane = arc.lane and replace(
            arc.lane,
            per_km=arc.lane.per_km.times(tariff.cost * service.cost),
            hours_per_km=arc.lane.hours_per_km * service.time,
        )
        return replace(arc, price=price, span=span, lane=lane)

    def _service(self, arc: Arc) -> Factors:
        tags = [tag[8:] for tag in arc.tags if tag.startswith("service:")]
        found = (self.factors.get(("service", name)) for name in tags)
        return next((one for one in found if one), AS_IT_IS)

    def _post(self, arc: Arc) -> Factors:
        one = self.factors.get(("border", arc.border or ""), AS_IT_IS)
        every = self.factors.get(("border", "all"), AS_IT_IS) if arc.border else AS_IT_IS
        return Factors(one.cost * every.cost, one.time * every.time)

    def _crossing(self, arc: Arc) -> Crossing | None:
        if arc.border is None:
            return None
        key = arc.border, arc.mode
        if key not in self._crossings:
            self._crossings[key] = self.posts.crossing(*key)
        return self._crossings[key]

    def _wait(self, arc: Arc, frequency: float) -> Span:
        """A wait for more departures: the headway shrinks, the time of the cut-off stays."""
        if frequency == 1.0:
            return arc.span
        spare, span = self._spare(arc), arc.span
        return Span(
            (span.mean_h - spare) / frequency + spare,
            span.var_h2 / (frequency * frequency),
            (span.p50_h - spare) / frequency + spare,
        )

    def _spare(self, arc: Arc) -> float:
        """What of a cut-off is waited for beyond the handling [h]."""
        name = arc.run.id.removesuffix(RETURN)
        if name not in self._spare_h:
            row = _row(self.overlay.region.services, name)
            cutoff = (row.cutoff_h if row else None) or 0.0
            self._spare_h[name] = max(0.0, cutoff - handled_into(self.overlay, arc.mode))
        return self._spare_h[name]


def scale_network(network: Network, scalings: tuple[Scaling, ...]) -> Network:
    """A network with the columns of the arcs concerned changed; the base stays as it is."""
    if not scalings:
        return network
    scale = Scale.of(network, scalings)
    changed = {
        number: scale(arc)
        for number, arc in enumerate(network.arcs)
        if arc.kind != "transfer" and scale.touches(arc)
    }
    trucking = replace(network.trucking, revise=scale, _kept=Memory(_KEPT_PLACES))
    return with_arcs(network, changed).changed(trucking=trucking)


def with_arcs(network: Network, changed: Mapping[int, Arc]) -> Network:
    """A network with some arcs changed; the one handed in stays as it is."""
    arcs = list(network.arcs)
    for number, arc in changed.items():
        arcs[number] = arc
    columns = patch_columns(network.columns, changed)
    return network.changed(arcs=tuple(arcs), columns=columns)


def _price(arc: Arc, crossing: Crossing | None, own: float, post: float) -> Price:
    """Price with the carrier's part and the post's charge changed."""
    if crossing is None:
        return arc.price.times(own)
    full = crossing.price
    inside = Price(
        min(full.per_20, arc.price.per_20), min(full.per_40, arc.price.per_40),
        min(full.per_t, arc.price.per_t), min(full.per_kg, arc.price.per_kg),
    )  # fmt: skip
    carrier = arc.price + inside.times(-1.0)
    charged = full if post > 1 else inside
    return arc.price + carrier.times(own - 1) + charged.times(post - 1)


def _span(arc: Arc, crossing: Crossing | None, post: float) -> Span:
    """Time with the post's part stretched."""
    if crossing is None or post == 1.0:
        return arc.span
    full, span = crossing.span, arc.span
    inside = Span(
        min(full.mean_h, span.mean_h), min(full.var_h2, span.var_h2), min(full.p50_h, span.p50_h)
    )
    part = full if post > 1 else inside
    return Span(
        span.mean_h + part.mean_h * (post - 1),
        span.var_h2 + part.var_h2 * (post * post - 1),
        span.p50_h + part.p50_h * (post - 1),
    )


def stretched(span: Span, factor: float) -> Span:
    """A time so many times as long, and so its spread."""
    if factor == 1.0:
        return span
    return Span(span.mean_h * factor, span.var_h2 * factor * factor, span.p50_h * factor)


def _row(services: Iterable[Service], name: str) -> Service | None:
    return next((row for row in services if row.id == name), None)


def is_waited_for(network: Network, service: str) -> bool:
    """Say whether a service has a wait of its own; modelled ships of one port share theirs."""
    numbers = network.tags.get(f"service:{service}", ())
    return any(network.arcs[int(number)].kind == "wait" for number in numbers)
