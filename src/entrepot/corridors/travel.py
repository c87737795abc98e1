"""What a physical way is: length, borders, gauges, countries; or why there is none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.hierarchy import HierarchySearch
from entrepot.corridors.nearby import FARTHEST_SNAP_KM, Near, make_near
from entrepot.corridors.physical import (
    FERRY,
    PASSENGER,
    Physical,
    Track,
    closed_arcs,
    components,
    find_track,
    tails_of,
)
from entrepot.kernel.geography import great_circle_km
from entrepot.region.transport import Border

NAUTICAL_MILE_KM = 1.852
ALL = "all"
_CHOICE_KM = 5.0  # a joined-up network this much farther than the nearest scrap is as near
_SAME_GAUGE_KM = 15.0  # a town's stations of two gauges lie this far apart
_POST_KM = 80.0


@dataclass(frozen=True, slots=True)
class Point:
    """Where a way begins or ends: what it was called, and where that is [degrees]."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for a physical way.

    Attributes:
        start, goal: Its two ends.
        mode: rail, road or sea.
        year: Calendar year of the journey; None takes all that is drawn.
        avoid: Pairs of kind (border, country, link, passage) and id.
    """

    start: Point
    goal: Point
    mode: str
    year: int | None = None
    avoid: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GaugeChange:
    """Where a train changes gauge [degrees, mm]."""

    lat: float
    lon: float
    from_mm: int
    to_mm: int


@dataclass(frozen=True, slots=True)
class Way:
    """A physical way, or why there is none.

    Attributes:
        ask: The question.
        km: Length, None where there is no way [km].
        snap_km: How far its ends are from the network [km].
        borders: Ids of the posts it passes.
        gauge_changes: Where it changes gauge.
        countries: Countries in order.
        passages: Straits and canals in order.
        repairs: Ids of the repairs and openings it rests on.
        reason: Why there is no way; None where there is one.
        line: The way on the map, latitude and longitude, every point of the network [degrees].
    """

    ask: Ask
    km: float | None
    snap_km: tuple[float | None, float | None]
    borders: tuple[str, ...] = ()
    gauge_changes: tuple[GaugeChange, ...] = ()
    countries: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    reason: str | None = None
    line: tuple[tuple[float, float], ...] = ()


def travel(
    network: Physical,
    ask: Ask,
    posts: Sequence[Border] = (),
    openings: Mapping[str, str] | None = None,
    search: HierarchySearch | None = None,
) -> Way:
    """Find the shortest way over land.

    Args:
        network: Railways or roads.
        ask: The question.
        posts: Border posts of the pack.
        openings: Names of repairs and openings by their ids, for the reason.
        search: Search of the network's hierarchy, for questions that shut nothing.
    """
    nodes, snaps = snap_pair(network, ask)
    if nodes is None:
        return Way(ask, None, snaps, reason=_too_far(ask, snaps))
    if search is not None and not ask.avoid and ask.year is None:
        track = search.track(*nodes)
    else:
        track = find_track(network, close(network, ask, posts), *nodes)
    if track is None:
        reason = _explain(network, ask, nodes, posts, openings or {})
        return Way(ask, None, snaps, reason=reason)
    return Way(
        ask,
        track.km,
        snaps,
        borders=_borders(network, track, posts),
        gauge_changes=_changes(network, track),
        countries=_countries(network, track),
        repairs=_rows(network, track),
        line=line_of(network, track),
    )


def line_of(network: Physical, track: Track) -> tuple[tuple[float, float], ...]:
    """Points of a track in order, one where it changes gauge [degrees]."""
    nodes = list(track.nodes)
    points = zip(network.lat[nodes].tolist(), network.lon[nodes].tolist(), strict=True)
    return tuple(dict.fromkeys(points))


def snap_pair(
    network: Physical, ask: Ask, near: Near | None = None
) -> tuple[tuple[int, int] | None, tuple[float | None, float | None]]:
    """Nodes of the two ends.

    A station on the same tracks as one near the other end is taken before a nearer one
    from which trains change gauge, and this before a nearer one on a scrap of the map.

    Args:
        network: Railways or roads.
        ask: The question.
        near: Finds the nodes near a point; None looks through all of them.

    Returns:
        The nodes, None where an end is far from the network; and how far each end is.
    """
    find = near or make_near(network, is_sorted=False)
    ends = [find(point.lat, point.lon) for point in (ask.start, ask.goal)]
    if not all(ends):
        km = [min((far for far, _ in found), default=None) for found in ends]
        return None, (km[0], km[1])
    for group, choice_km in ((network.part, _SAME_GAUGE_KM), (network.component, _CHOICE_KM)):
        best = [_by_group(found, group, choice_km) for found in ends]
        shared = best[0].keys() & best[1].keys()
        if shared:
            one = min(shared, key=lambda part: (best[0][part][0] + best[1][part][0], part))
            return (best[0][one][1], best[1][one][1]), (best[0][one][0], best[1][one][0])
    (far_a, node_a), (far_b, node_b) = (min(found) for found in ends)
    return (node_a, node_b), (far_a, far_b)


def _by_group(
    found: list[tuple[float, int]], group: NDArray[np.int32], choice_km: float
) -> dict[int, tuple[float, int]]:
    """Nearest node of each group, of those little farther than the nearest of all."""
    limit = min(found)[0] + choice_km
    best: dict[int, tuple[float, int]] = {}
    for far, node in found:
        if far <= limit:
            key = int(group[node])
            best[key] = min(best.get(key, (far, node)), (far, node))
    return best


def close(network: Physical, ask: Ask, posts: Sequence[Border] = ()) -> NDArray[np.bool_]:
    """Arcs that a journey may not use: those of freight, of its year, and what it avoids."""
    closed = closed_arcs(network, year=ask.year)
    tails: NDArray[np.int32] | None = None
    for kind, name in ask.avoid:
        if kind == "link" and name in network.rows:
            closed |= network.row == network.rows.index(name)
        elif kind in ("border", "country"):
            tails = tails_of(network) if tails is None else tails
            closed |= _abroad(network, tails, kind, name, posts)
    return closed


def _abroad(
    network: Physical, tails: NDArray[np.int32], kind: str, name: str, posts: Sequence[Border]
) -> NDArray[np.bool_]:
    a, b = network.country[tails], network.country[network.heads]
    if kind == "country":
        number = network.countries.index(name) if name in network.countries else -1
        return np.asarray((a == number) | (b == number))
    crossing = a != b
    if name == ALL:
        return np.asarray(crossing)
    here = np.zeros(len(a), bool)
    post = next((row for row in posts if row.id == name), None)
    pair = {post.country_a, post.country_b} if post else set(name.upper().split("-"))
    for arc in np.flatnonzero(crossing).tolist():
        ends = {network.countries[a[arc]], network.countries[b[arc]]}
        if ends == pair:
            found = _post(network, int(tails[arc]), int(network.heads[arc]), posts)
            here[arc] = found == name if post else found == ""
    return here


def _post(network: Physical, tail: int, head: int, posts: Iterable[Border]) -> str:
    """Id of the post at a crossing, empty where the pack has none near."""
    ends = {network.countries[network.country[node]] for node in (tail, head)}
    lat, lon = network.lat[head], network.lon[head]
    near = [
        (great_circle_km(lat, lon, row.lat, row.lon), row.id)
        for row in posts
        if network.mode in row.modes and {row.country_a, row.country_b} == ends
    ]
    km, name = min(near, default=(np.inf, ""))
    return name if km <= _POST_KM else ""


def _borders(network: Physical, track: Track, posts: Iterable[Border]) -> tuple[str, ...]:
    country = network.country
    crossings = [
        _post(network, a, b, posts)
        for a, b in zip(track.nodes, track.nodes[1:], strict=False)
        if country[a] != country[b]
    ]
    return tuple(dict.fromkeys(name for name in crossings if name))


def _changes(network: Physical, track: Track) -> tuple[GaugeChange, ...]:
    gauge = network.gauge
    return tuple(
        GaugeChange(
            float(network.lat[a]), float(network.lon[a]), int(gauge[a]), int(gauge[b])
        )
        for a, b in zip(track.nodes, track.nodes[1:], strict=False)
        if gauge[a] != gauge[b]
    )  # fmt: skip


def _countries(network: Physical, track: Track) -> tuple[str, ...]:
    codes = [network.countries[number] for number in network.country[list(track.nodes)]]
    return tuple(dict.fromkeys(codes))


def _rows(network: Physical, track: Track) -> tuple[str, ...]:
    numbers = [int(network.row[arc]) for arc in track.arcs]
    return tuple(dict.fromkeys(network.rows[number] for number in numbers if number >= 0))


def _too_far(ask: Ask, snaps: tuple[float | None, float | None]) -> str:
    ends = [
        point.name
        for point, km in zip((ask.start, ask.goal), snaps, strict=True)
        if km is None or km > FARTHEST_SNAP_KM
    ]
    return (
        f"there is no {ask.mode} within {FARTHEST_SNAP_KM:g} km of {' and '.join(ends)}. "
        "[networks.far]"
    )


def _explain(
    network: Physical,
    ask: Ask,
    nodes: tuple[int, int],
    posts: Sequence[Border],
    openings: Mapping[str, str],
) -> str:
    """Why two nodes are not joined: the first closure whose lifting joins them."""
    free = Ask(ask.start, ask.goal, ask.mode, ask.year)
    if ask.avoid and find_track(network, close(network, free, posts), *nodes):
        kept = ", ".join(f"{kind}:{name}" for kind, name in ask.avoid)
        return f"every way is shut by what is avoided: {kept}. [networks.avoided]"
    if ask.year is not None:
        track = find_track(network, closed_arcs(network), *nodes)
        if track is not None:
            return _not_open(network, track, ask.year, openings)
    for kinds, told in (
        ((FERRY,), "only passenger lines lead there. [networks.passenger_only]"),
        ((PASSENGER,), "only a rail ferry leads there, which is off. [networks.ferry]"),
    ):
        if find_track(network, closed_arcs(network, kinds=kinds), *nodes):
            return told
    if _joined_but_for_gauge(network, nodes):
        return "no place on the way changes gauge. [networks.gauge]"
    return f"the two ends are on parts of the {ask.mode} map that do not meet. [networks.gap]"


def _not_open(network: Physical, track: Track, year: int, openings: Mapping[str, str]) -> str:
    late = {
        int(network.row[arc]): int(network.opened[arc]) // 10_000
        for arc in track.arcs
        if network.opened[arc] // 10_000 > year
    }
    told = "; ".join(
        f"{openings.get(network.rows[number], network.rows[number])} opened in {opened}"
        for number, opened in late.items()
    )
    return f"not yet open in {year}: {told}. [networks.not_open]"


def _joined_but_for_gauge(network: Physical, nodes: tuple[int, int]) -> bool:
    """Whether the two are joined when gauge changes wherever two gauges meet."""
    closed = closed_arcs(network)
    beside = np.flatnonzero(network.place[1:] == network.place[:-1])
    tail = np.concatenate([tails_of(network), beside])
    head = np.concatenate([network.heads, beside + 1])
    used = np.append(~closed, np.ones(len(beside), bool))
    part = components(len(network.lat), tail, head, used)
    return bool(part[nodes[0]] == part[nodes[1]])
