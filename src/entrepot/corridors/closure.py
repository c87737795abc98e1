"""What a traveller asks to keep away from: arcs shut, and sailings sent another way."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.cost import Span
from entrepot.corridors.network import Columns, Graph, Network, patch_columns
from entrepot.corridors.overlay import Arc
from entrepot.kernel.codes import MODES, Mode
from entrepot.kernel.errors import InputError, Problem

AvoidKind = Literal["border", "passage", "link", "terminal", "service", "country", "mode"]
AVOID_KINDS: tuple[AvoidKind, ...] = get_args(AvoidKind)
ALL = "all"


@dataclass(frozen=True, slots=True)
class Avoid:
    """Something to keep away from; `border` `all` is every border.

    Attributes:
        kind: border, passage, link, terminal, service, country or mode.
        id: Its name in the pack; a passage by its name on the sea lanes, a terminal by its
            place, a country by its two letters.
    """

    kind: AvoidKind
    id: str

    @property
    def tag(self) -> str:
        """The same as one word, as arcs carry it."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Open:
    """A network as it stands with some things shut.

    Attributes:
        closed: Arcs that may not be used (m).
        columns: Weights, with sailings sent another way where their passage is shut.
        moved: Arcs that are not as the network has them.
    """

    closed: NDArray[np.bool_]
    columns: Columns
    moved: dict[int, Arc]

    def arc(self, network: Graph, number: int) -> Arc:
        """An arc as it stands now."""
        return self.moved.get(number) or network.arcs[number]


def only_modes(modes: Collection[Mode]) -> tuple[Avoid, ...]:
    """Keep away from every mode but these; short hauls by truck inside a country stay."""
    return tuple(Avoid("mode", mode) for mode in MODES if mode not in modes)


def parse_avoids(network: Network, texts: Iterable[str]) -> tuple[Avoid, ...]:
    """Read words such as `border:x` and check that each is known.

    Raises:
        InputError: A word is not KIND:ID, or names nothing known; all faults at once.
    """
    avoids, problems = [], []
    for text in texts:
        kind, _, name = text.partition(":")
        if kind in AVOID_KINDS and name:
            avoids.append(Avoid(kind, name))
        else:
            message = f"'{text}' is not KIND:ID."
            hint = f"Kinds are {', '.join(AVOID_KINDS)}."
            problems.append(Problem("route.avoid_form", "avoid", message, hint))
    problems += check_avoid(network, avoids)
    if problems:
        raise InputError(problems)
    return tuple(avoids)


def check_avoid(network: Network, avoids: Iterable[Avoid]) -> tuple[Problem, ...]:
    """List what is to be avoided but is not known, each with its nearest matches."""
    problems = []
    for avoid in avoids:
        names = _known(network, avoid.kind)
        if avoid.id in names or (avoid.kind == "border" and _is_any_border(network, avoid.id)):
            continue
        near = get_close_matches(avoid.id, names, n=3, cutoff=0.5)
        hint = f"Did you mean {', '.join(near)}?" if near else ""
        message = f"there is no {avoid.kind} '{avoid.id}'."
        problems.append(Problem("route.unknown_avoid", "avoid", message, hint))
    return tuple(problems)


def _is_any_border(network: Network, name: str) -> bool:
    """Say whether a name is every border, or one of two countries without a post of its own."""
    if name == ALL:
        return True
    countries = {place.country.lower() for place in network.region.places.values()}
    low, _, high = name.partition("-")
    return low < high and {low, high} <= countries


def _known(network: Network, kind: AvoidKind) -> Collection[str]:
    region = network.region
    if kind == "passage":
        return network.sea.passages
    rows = {
        "border": [row.id for row in region.borders],
        "link": [row.id for row in region.links],
        "terminal": [row.place for row in region.terminals],
        "service": [row.id for row in region.services],
        "country": [place.country for place in region.places.values()],
        "mode": MODES,
    }[kind]
    prefix = f"{kind}:"
    return {*rows, *(tag[len(prefix) :] for tag in network.tags if tag.startswith(prefix))}


def shut(network: Network, avoids: Collection[Avoid], *, until: date | None = None) -> Open:
    """Shut what is avoided.

    A sailing through a shut passage takes the next shortest way, which is longer and
    dearer, and is dropped if there is none: shutting never makes anything better.

    Args:
        network: The network.
        avoids: What to keep away from.
        until: Use what opens up to this day too; for saying when a way opens.
    """
    key = (frozenset(avoids), until)
    return cast(Open, network.kept.get(key, lambda: _shut(network, avoids, until)))


def _shut(network: Network, avoids: Collection[Avoid], until: date | None) -> Open:
    closed = network.opens > (until or network.on).toordinal()
    passages = frozenset(avoid.id for avoid in avoids if avoid.kind == "passage")
    for avoid in avoids:
        if avoid.kind != "passage" and avoid.tag in network.tags:
            closed[network.tags[avoid.tag]] = True
    moved: dict[int, Arc] = {}
    hit = {int(i) for p in passages for i in network.tags.get(f"passage:{p}", ())}
    for number in sorted(hit):
        other = reroute(network, network.arcs[number], passages)
        if other is None:
            closed[number] = True
        else:
            moved[number] = other
    return Open(closed, patch_columns(network.columns, moved), moved)


def reroute(network: Network, arc: Arc, passages: frozenset[str]) -> Arc | None:
    """The same sailing with passages shut, or None where no way is left.

    The line goes on keeping away from what it keeps away from now, so that its way can
    only grow longer.
    """
    lane = arc.lane
    if lane is None:
        return None
    keeps = lane.shut | passages
    way = network.sea.way(lane.port_a, lane.port_b, keeps)
    if way is None:
        return None
    extra = max(0.0, way.km - lane.km)
    span = arc.span + Span(extra * lane.hours_per_km, 0.0, extra * lane.hours_per_km)
    carbon = arc.carbon.times((arc.km + extra) / arc.km) if arc.km else arc.carbon
    price = arc.price + lane.per_km.times(extra)
    note = f"sent round: {', '.join(sorted(passages))} is shut"
    run = replace(arc.run, status="modelled", note=note)
    return replace(
        arc, km=arc.km + extra, span=span, price=price, carbon=carbon, run=run,
        passages=way.passages, lane=replace(lane, shut=keeps, km=way.km),
    )  # fmt: skip
