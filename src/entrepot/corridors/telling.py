"""From arcs to legs: neighbouring hauls of one run and country are told as one."""

from collections import Counter
from collections.abc import Mapping, Sequence

from entrepot.corridors.journey import Leg, Point, Route, Timed
from entrepot.corridors.network import Network
from entrepot.corridors.options import Candidate, gateways
from entrepot.corridors.overlay import Arc
from entrepot.corridors.track import changed_gauges, gauge_of, touches_ship, traffic_of
from entrepot.kernel.source import weakest
from entrepot.region.places import Place


def tell(network: Network, candidate: Candidate, label: str) -> Route:
    """Tell a candidate as a route."""
    weights = candidate.weights.tolist()
    groups = _groups(network.region.places, candidate, weights)
    legs = tuple(_leg(network, candidate, weights, group) for group in groups)
    return Route(label, candidate.modes, candidate.chain, legs, candidate.best_in)


def _groups(
    places: Mapping[str, Place], candidate: Candidate, weights: Sequence[Sequence[float]]
) -> list[list[int]]:
    """Numbers of the arcs of each leg."""
    groups: list[list[int]] = []
    before: Arc | None = None
    for number, arc in enumerate(candidate.arcs):
        if is_silent(arc, weights[number]):
            continue
        if before is not None and is_one_leg(places, before, arc):
            groups[-1].append(number)
        else:
            groups.append([number])
        before = arc
    return groups


def time_of(arcs: Sequence[Arc], weights: Sequence[Sequence[float]]) -> Timed:
    """What the leg of some arcs tells of time."""
    first, last = arcs[0], arcs[-1]
    return Timed(
        kind=last.kind if first.mode == "road" else first.kind,
        from_place=first.from_place,
        to_place=last.to_place,
        mode=first.mode,
        service=last.run.name,
        service_id=last.run.id,
        border=last.border,
        hours_p50=round(sum(arc.span.p50_h for arc in arcs), 2),
        hours_mean=sum(row[1] for row in weights) / 100,
        hours_var=sum(row[3] for row in weights) / 100,
    )


def labels_of(network: Network, candidates: Sequence[Candidate]) -> list[str]:
    """What sets each way apart in a few words.

    Of ways named alike the first or last terminal is told, whichever differs, else they
    are numbered.
    """
    labels = [_label(network, way) for way in candidates]
    for label in [name for name, count in Counter(labels).items() if count > 1]:
        alike = [i for i, name in enumerate(labels) if name == label]
        for at, word in ((0, "from"), (-1, "to")):
            ends = [_terminal(network, candidates[i], at) for i in alike]
            if "" not in ends and len(set(ends)) == len(ends):
                for i, end in zip(alike, ends, strict=True):
                    labels[i] += f", {word} {end}"
                break
        else:
            for number, i in enumerate(alike[1:], start=2):
                labels[i] += f" ({number})"
    return labels


def _terminal(network: Network, way: Candidate, at: int) -> str:
    """Name of the first or last terminal, "" where trucks go all the way."""
    hauls = [arc for arc in way.arcs if arc.kind == "haul" and arc.mode != "road"]
    if not hauls:
        return ""
    return network.region.places[hauls[0].from_place if at == 0 else hauls[-1].to_place].name


def _label(network: Network, way: Candidate) -> str:
    names = [_gateway_name(network, gateway) for gateway in gateways(way.arcs)]
    by = f" by {names[0]}" if names else ""
    if way.modes == ("rail",):
        return f"Train{by}"
    if way.modes == ("road",):
        return f"Truck{by}"
    *most, last = way.modes
    text = f"{', '.join(most)} and {last}" if most else last
    return text.capitalize() + by


def _gateway_name(network: Network, gateway: str) -> str:
    places = network.region.places
    if gateway in places:
        return places[gateway].name
    post = next((row for row in network.region.borders if row.id == gateway), None)
    if post is None:
        return gateway.upper()
    return f"{places[post.place_a].name}-{places[post.place_b].name}"


def is_silent(arc: Arc, weights: Sequence[float]) -> bool:
    """A step that takes nothing and goes nowhere, such as stepping onto the road."""
    return arc.km == 0 and arc.from_place == arc.to_place and not any(weights)


def is_one_leg(places: Mapping[str, Place], one: Arc, other: Arc) -> bool:
    """Say whether an arc is of one leg with the one before it."""
    if is_order(one) and is_drive(other):
        return True
    bond = bond_of(places, one)
    return bond is not None and bond == bond_of(places, other)


def is_order(arc: Arc) -> bool:
    """A truck is waited for, which is of one leg with its drive."""
    return (arc.kind, arc.mode) == ("wait", "road")


def is_drive(arc: Arc) -> bool:
    """A truck that was ordered drives."""
    return (arc.kind, arc.mode, arc.local) == ("haul", "road", False)


def bond_of(places: Mapping[str, Place], arc: Arc) -> tuple[str, ...] | None:
    """What neighbouring hauls of one leg have in common: mode, run and country.

    None for a haul that is a leg by itself, and for what is no haul.
    """
    country = places[arc.from_place].country
    if arc.kind != "haul" or arc.local or arc.lane or places[arc.to_place].country != country:
        return None
    return arc.mode, arc.run.id, arc.run.name, country


def _leg(
    network: Network, candidate: Candidate, weights: list[list[float]], group: Sequence[int]
) -> Leg:
    arcs = [candidate.arcs[i] for i in group]
    own = [weights[i] for i in group]
    cents, grams = sum(row[0] for row in own), sum(row[2] for row in own)
    freight = sum(candidate.freight[i] for i in group)
    first, last, places = arcs[0], arcs[-1], network.region.places
    sources = tuple(dict.fromkeys(arc.run.source for arc in arcs if arc.run.source))
    notes = tuple(dict.fromkeys(arc.run.note for arc in arcs if arc.run.note))
    return Leg(
        **time_of(arcs, own)._asdict(),
        km=round(sum(round(arc.km, 1) for arc in arcs), 1),
        freight_usd=freight / 100,
        inventory_usd=(cents - freight) / 100,
        co2e_kg=grams / 1000,
        co2e_ttw_kg=_ttw_kg(arcs, grams / 1000),
        gauge_change=any(arc.gauge_change for arc in arcs),
        passages=tuple(dict.fromkeys(p for arc in arcs for p in arc.passages)),
        path=_path(network, arcs),
        from_country=places[first.from_place].country,
        to_country=places[last.to_place].country,
        local=first.local,
        links=tuple(tag[5:] for arc in arcs for tag in arc.tags if tag.startswith("link:")),
        status=weakest(arc.run.status for arc in arcs),
        source="; ".join(sources),
        note="; ".join(notes),
        gauge_mm=gauge_of(network, arcs),
        traffic=traffic_of(network, arcs),
        at_port=touches_ship(network, arcs),
        **changed_gauges(network, candidate.arcs, group),
    )


def _ttw_kg(arcs: Sequence[Arc], kg: float) -> float | None:
    """The part of a leg's emissions that is from tank to wheel [kg CO2e]."""
    known = [arc.carbon.ttw for arc in arcs if arc.carbon.ttw is not None]
    if len(known) < len(arcs):
        return None
    whole = sum(arc.carbon.wtw for arc in arcs)
    return round(kg * sum(known) / whole, 3) if whole else 0.0


def _path(network: Network, arcs: Sequence[Arc]) -> tuple[Point, ...]:
    points: list[Point] = []
    for arc in arcs:
        line = _line(network, arc)
        points += line[1:] if points and points[-1] == line[0] else line
    return tuple(points)


def _line(network: Network, arc: Arc) -> Sequence[Point]:
    if arc.lane is not None:
        way = network.sea.way(arc.lane.port_a, arc.lane.port_b, arc.lane.shut)
        if way is not None:
            return way.path
    places = network.region.places
    stops = (arc.from_place, *arc.via, arc.to_place)
    return [(places[place].lat, places[place].lon) for place in stops]
