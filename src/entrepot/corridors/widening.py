"""Links opened or added: new arcs beside those there are, none of which changes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from entrepot.corridors.borders import Posts
from entrepot.corridors.drayage import add_city_trucks
from entrepot.corridors.network import Network, as_arrays
from entrepot.corridors.overland import add_ordering, add_trains_on, add_trucks_on, list_boardings
from entrepot.corridors.overlay import CLOSED, Arc, Kind, Overlay
from entrepot.corridors.services import Tracks, add_run
from entrepot.corridors.transfers import add_transfers
from entrepot.region.edits import Addition, Opening
from entrepot.region.transport import Link, Service, Terminal

ADDED = "added"
SOURCE = "scenario"
_NOTE = "assumed by a scenario"


def widen(network: Network, edits: Iterable[Opening | Addition], year: int) -> Network:
    """A network with the links that are there by a year; the base stays as it is.

    A link whose arcs are there and wait for their day is let in. Any other one gets arcs of
    its own, with boarding and handling at its two ends, where a yard is assumed if the pack
    has none. No arc of the base changes, so no way grows worse.
    """
    due = [edit for edit in edits if edit.year is None or edit.year <= year]
    opened = [edit.link for edit in due if isinstance(edit, Opening)]
    network = _let_in(network, opened)
    rows = {row.id: row for row in network.region.links}
    missing = [rows[name] for name in opened if f"link:{name}" not in network.tags]
    added = [
        _link_of(edit, number)
        for number, edit in enumerate((e for e in due if isinstance(e, Addition)), start=1)
    ]
    links = [
        replace(link, state="open", valid_from=None, valid_to=None)
        for link in (*missing, *added)
        if link.traffic != "passenger"
    ]
    return _with_links(network, links) if links else network


def _let_in(network: Network, names: Iterable[str]) -> Network:
    """Let the arcs of links that wait for their day be used at once; closed posts stay shut."""
    late = [
        int(number)
        for name in names
        for number in network.tags.get(f"link:{name}", ())
        if network.arcs[int(number)].opens not in (None, CLOSED)
    ]
    if not late:
        return network
    opens, arcs = network.opens.copy(), list(network.arcs)
    for number in late:
        opens[number] = 0
        arcs[number] = replace(arcs[number], opens=None)
    return network.changed(opens=opens, arcs=tuple(arcs))


def _link_of(edit: Addition, number: int) -> Link:
    return Link(
        id=f"{ADDED}-{number}", from_place=edit.from_place, to_place=edit.to_place,
        mode=edit.mode, use="leg", km=edit.km, km_basis=_NOTE, traffic=edit.traffic,
        gauge_mm=edit.gauge_mm, state="open", valid_from=None, valid_to=None,
        note=_NOTE, note_zh="情景假设", source=SOURCE, status="modelled",
    )  # fmt: skip


def _with_links(network: Network, links: list[Link]) -> Network:
    base = network.trucking.overlay
    region = replace(
        network.region,
        links=(*(row for row in network.region.links if row.id not in {x.id for x in links}),
               *links),
        terminals=tuple(_terminals(base, links).values()),
    )  # fmt: skip
    overlay = Overlay(
        region, base.book, base.sea, network.on, nodes=dict(network.nodes), drives=base.drives
    )
    posts = Posts(overlay)
    for link in links:
        _add_link(overlay, posts, link)
    places = {place for link in links for place in (link.from_place, link.to_place)}
    places |= {arc.to_place for arc in overlay.arcs} | {arc.from_place for arc in overlay.arcs}
    _add_handling(overlay, posts, places)
    known = {(arc.tail, arc.head, arc.kind) for arc in network.arcs}
    fresh = [arc for arc in overlay.arcs if not _is_known(arc, known)]
    overlay.arcs = [*network.arcs, *fresh]
    wider = as_arrays(overlay, posts)
    yards = set(wider.trucking.places) - set(network.trucking.places)
    doors = {place for place in yards if ("road", place) in network.nodes}
    trucking = replace(wider.trucking, doors=network.trucking.doors | frozenset(doors))
    return replace(wider, trucking=trucking)


def _is_known(arc: Arc, known: set[tuple[int, int, Kind]]) -> bool:
    """Handling, boarding and trucks inside a city that the base has already."""
    is_own = any(tag.startswith(("link:", "service:")) for tag in arc.tags)
    return not is_own and (arc.tail, arc.head, arc.kind) in known


def _add_link(overlay: Overlay, posts: Posts, link: Link) -> None:
    if link.mode == "rail":
        add_trains_on(overlay, posts, link, is_one_track=link.source == SOURCE)
    elif link.mode == "road":
        add_trucks_on(overlay, posts, link)
    else:
        for row in _services(overlay, link):
            add_run(overlay, posts, Tracks(overlay, link.mode), row)


def _services(overlay: Overlay, link: Link) -> Iterator[Service]:
    """A modelled barge or ferry each way, as often as the pack says of one not known."""
    for name, a, b in ((link.id, link.from_place, link.to_place),
                       (f"{link.id}-return", link.to_place, link.from_place)):  # fmt: skip
        yield Service(
            id=name, name=f"modelled {link.mode}", name_zh="", from_place=a, via=(), to_place=b,
            mode=link.mode, use="offered", departures_per_week=None, transit_days_min=None,
            transit_days_max=None, price=None, price_unit="", year=None, valid_from=None,
            valid_to=None, cutoff_h=None, km=overlay.link_km(link), passages=(),
            capacity_teu=None, note=_NOTE, note_zh="情景假设", source=link.source,
            status="modelled",
        )  # fmt: skip


def _add_handling(overlay: Overlay, posts: Posts, places: set[str]) -> None:
    overlay.arcs += [arc for arc in list_boardings(overlay) if arc.from_place in places]
    for key in [key for key in overlay.nodes if key[0] == "truck" and key[1] in places]:
        add_ordering(overlay, str(key[1]))
    add_transfers(overlay, places)
    add_city_trucks(overlay, posts)


def _terminals(overlay: Overlay, links: Iterable[Link]) -> Mapping[str, Terminal]:
    """The terminals, with yards for the new links at their ends."""
    found = dict(overlay.terminals)
    for link in links:
        if link.mode == "road":
            continue
        for place in (link.from_place, link.to_place):
            found[place] = _yard(overlay, found.get(place), place, link)
    return MappingProxyType(found)


def _yard(overlay: Overlay, row: Terminal | None, place: str, link: Link) -> Terminal:
    gauges: tuple[int, ...] = ()
    if link.mode == "rail":
        own = overlay.gauge_of_country.get(overlay.country(place))
        gauge = link.gauge_mm or own
        gauges = (gauge,) if gauge else ()
    if row is None:
        return Terminal(
            place=place, modes=("road", link.mode), gauges_mm=gauges, is_liner_hub=False,
            capacity=None, capacity_unit="", open_hours="", note=_NOTE, note_zh="情景假设",
            source=SOURCE, status="modelled",
        )  # fmt: skip
    had = sorted(overlay.gauges(place)) if "rail" in row.modes else []
    if row.gauges_mm and link.gauge_mm is None:
        gauges = ()
    return replace(
        row,
        modes=tuple(dict.fromkeys((*row.modes, link.mode))),
        gauges_mm=tuple(dict.fromkeys((*had, *gauges))) if link.mode == "rail" else row.gauges_mm,
    )
