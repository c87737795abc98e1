"""The flows of a region in a year on its network: who goes which way, and what narrows cost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from entrepot.corridors.closure import Avoid
from entrepot.corridors.doors import Doors, one_teu, open_doors
from entrepot.corridors.loading import DEFAULT_GAP, MOST_ROUNDS, Gates, Loading, PairFlow, gates_of
from entrepot.corridors.loading import load as load_pairs
from entrepot.corridors.network import Network
from entrepot.corridors.overlay import Arc
from entrepot.corridors.things import Thing, Things, gate_of, gates, run_costs, thing_tags
from entrepot.corridors.trade_flows import Flow
from entrepot.kernel.codes import MODES, Mode
from entrepot.kernel.source import Status

CONGESTED = (*MODES, "border", "terminal")


@dataclass(frozen=True, slots=True)
class Narrow:
    """A thing that flows pass and what it costs them.

    Attributes:
        thing: The service, post, terminal or link.
        teu: Flow over it [TEU/year].
        saturation: Flow over capacity; None where no capacity is known.
        lost_usd: Flow times what its congestion adds [USD/year]; None where no capacity is known.
        delay_usd: Flow times the value of waiting at it [USD/year]: for a service the wait for
            its departure, for a post or terminal the mean time beyond the median.
        dual_usd_per_teu: By how much one more TEU of yearly capacity would lower the objective;
            None where no capacity is known.
    """

    thing: Thing
    teu: float
    saturation: float | None
    lost_usd: float | None
    delay_usd: float
    dual_usd_per_teu: float | None

    @property
    def usd(self) -> float:
        """What it costs the region a year, as far as that is known [USD/year]."""
        return (self.lost_usd or 0.0) + self.delay_usd


@dataclass(frozen=True, slots=True)
class Step:
    """What moves between two places by one mode and one line.

    Attributes:
        from_place, to_place: Place ids.
        mode: Mode.
        kind: haul, border or drayage.
        service: Id of the line, empty for none.
        teu: Flow [TEU/year].
        usd_per_teu: Mean cost [USD/TEU].
        saturation: Flow over the capacity of the line or post; None where it is not known.
        status, source: Who says so.
    """

    from_place: str
    to_place: str
    mode: Mode
    kind: str
    service: str
    teu: float
    usd_per_teu: float
    saturation: float | None
    status: Status
    source: str


@dataclass(frozen=True, slots=True)
class Regional:
    """A region's flows on its network.

    Attributes:
        flows: The flows, in the order of the pairs of the loading.
        doors: The network they use.
        gates: What is limited.
        loading: The equilibrium.
        things: The things by their tags.
    """

    flows: tuple[Flow, ...]
    doors: Doors
    gates: Gates
    loading: Loading
    things: Things

    @property
    def unassigned(self) -> tuple[Flow, ...]:
        """Flows that no way carries."""
        return tuple(self.flows[number] for number in self.loading.without)


def assign_region(
    network: Network, flows: Sequence[Flow], *, value_usd_per_teu: float,
    avoid: Sequence[Avoid] = (), gap: float = DEFAULT_GAP, most: int = MOST_ROUNDS,
) -> Regional:  # fmt: skip
    """Assign flows to a network.

    Everybody takes the way that costs least in freight and time tied up, given what
    congestion adds. Only the flows given are on the network: what others send over the same
    posts and ports is not known.

    Args:
        network: The network of a day in the year.
        flows: Flows of the region.
        value_usd_per_teu: What a TEU is worth, by which time is valued.
        avoid: What is shut.
        gap: Relative gap to reach.
        most: Rounds after which to give up.

    Raises:
        ModelError: The gap is not reached.
        InputError: The pack lacks a parameter of congestion.
    """
    carried = [flow for flow in flows if flow.teu > 0]
    box = one_teu(network, value_usd_per_teu)
    doors = open_doors(network, (flow.ends for flow in carried), box, avoid=avoid)
    things = Things(network)
    limited = gates(things, [tag for arc in doors.arcs if (tag := gate_of(arc))])
    arrays = gates_of(doors, limited, run_costs(doors), _congestion(network))
    pairs = [PairFlow(*flow.ends, flow.teu) for flow in carried]
    found = load_pairs(doors, pairs, arrays, gap=gap, most=most)
    return Regional(tuple(carried), doors, arrays, found, things)


def _congestion(network: Network) -> Mapping[str, tuple[float, float]]:
    number = network.book.number
    return {mode: (number(f"bpr_b_{mode}"), number(f"bpr_power_{mode}")) for mode in CONGESTED}


def rank_narrows(found: Regional) -> list[Narrow]:
    """Everything the flows pass, what costs most a year first."""
    flow: dict[str, float] = defaultdict(float)
    for way in found.loading.ways:
        arcs = (found.doors.arcs[number] for number in way.arcs)
        for tag in dict.fromkeys(tag for arc in arcs for tag in thing_tags(arc)):
            flow[tag] += way.teu
    delays = _delays(found)
    number = {f"{one.kind}:{one.id}": at for at, one in enumerate(found.gates.things)}
    rows = [
        _narrow(found, found.things.get(tag), teu, delays.get(tag, 0.0), number.get(tag))
        for tag, teu in flow.items()
    ]
    return sorted(rows, key=lambda one: (-one.usd, -one.teu, one.thing.kind, one.thing.id))


def _narrow(
    found: Regional, thing: Thing, teu: float, delay_usd: float, number: int | None
) -> Narrow:
    if number is None:
        return Narrow(thing, teu, None, None, delay_usd, None)
    gates, load = found.gates, float(found.loading.loads[number])
    capacity, power = float(gates.capacity[number]), float(gates.power[number])
    extra = float(gates.scale[number]) * (load / capacity) ** power
    dual = power / (power + 1) * extra * load / capacity
    return Narrow(thing, load, load / capacity, extra * load, delay_usd, dual)


def _delays(found: Regional) -> dict[str, float]:
    """Value of waiting by tag of the thing waited at [USD/year]."""
    total: dict[str, float] = defaultdict(float)
    for arc, teu in _loaded(found):
        tag = gate_of(arc)
        if tag:
            total[tag] += teu * _waiting_h(found.things, arc) * found.doors.inventory_usd_per_h
    return total


def _waiting_h(things: Things, arc: Arc) -> float:
    if arc.border:
        return things.queue_h(arc.border)
    return arc.span.mean_h if arc.kind == "wait" else max(arc.span.mean_h - arc.span.p50_h, 0.0)


def _loaded(found: Regional) -> Iterable[tuple[Arc, float]]:
    """Arcs that carry something, with their flow [TEU/year]."""
    flow: dict[int, float] = defaultdict(float)
    for way in found.loading.ways:
        for number in way.arcs:
            flow[number] += way.teu
    return ((found.doors.arcs[number], teu) for number, teu in sorted(flow.items()))


def steps_of(found: Regional) -> list[Step]:
    """What moves between places, the most first."""
    flow: dict[int, float] = defaultdict(float)
    for way in found.loading.ways:
        for number in way.arcs:
            flow[number] += way.teu
    grouped: dict[tuple[str, str, str, str, str], list[int]] = defaultdict(list)
    for number in sorted(flow):
        arc = found.doors.arcs[number]
        if arc.kind in ("haul", "border") and arc.from_place != arc.to_place:
            kind = "drayage" if arc.local and arc.kind == "haul" else arc.kind
            grouped[arc.from_place, arc.to_place, arc.mode, kind, arc.run.id].append(number)
    steps = [_step(found, key[3], numbers, flow) for key, numbers in grouped.items()]
    return sorted(steps, key=lambda one: (-one.teu, one.from_place, one.to_place, one.service))


def _step(found: Regional, kind: str, numbers: Sequence[int], flow: Mapping[int, float]) -> Step:
    arc = found.doors.arcs[numbers[0]]
    teu = sum(flow[number] for number in numbers)
    usd = sum(flow[number] * float(found.doors.usd[number]) for number in numbers) / teu
    tag = f"border:{arc.border}" if arc.border else ""
    if not tag and arc.run.id and f"service:{arc.run.id}" in arc.tags:
        tag = f"service:{arc.run.id}"
    capacity = found.things.get(tag).capacity.teu if tag else None
    return Step(
        arc.from_place, arc.to_place, arc.mode, kind, arc.run.id if tag else "", teu, usd,
        teu / capacity if capacity else None, arc.run.status, arc.run.source,
    )  # fmt: skip
