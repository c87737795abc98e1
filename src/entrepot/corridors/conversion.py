"""Railways of a country on another gauge: the land rebuilt, the sea and the air carried over."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from entrepot.corridors.cost import lognormal
from entrepot.corridors.network import Network, lay_out
from entrepot.corridors.overlay import Arc, Overlay
from entrepot.corridors.scaling import RETURN, stretched, with_arcs
from entrepot.kernel.errors import Problem
from entrepot.region.edits import Conversion
from entrepot.region.model import Region
from entrepot.region.transport import Border, Link, Service, Terminal, Transfer

_LEAST_SHARE = 0.5  # of a published transit, whatever handling is taken off it
_OVER_LAND = frozenset({"road", "rail", "river", "ferry"})


def convert(network: Network, edits: Iterable[Conversion]) -> Network:
    """A network whose railways are converted; the base stays as it is."""
    region = network.region
    for edit in edits:
        region = convert_region(region, edit)
    if region is network.region:
        return network

    def carry(overlay: Overlay, _: Sequence[Service]) -> None:
        _carry_voyages(overlay, network)

    base = network.trucking.overlay
    laid = lay_out(Overlay(region, base.book, base.sea, network.on, drives=base.drives), carry)
    return _retimed(laid, network)


def convert_region(region: Region, edit: Conversion) -> Region:
    """A region with the gauge of one country's railways changed.

    A post holds a change of gauge where its two sides have none in common. Where that ends,
    the pack's handling for a change of gauge is taken off its time and charge, down to those
    of a crossing without a post of its own; where it begins, the handling is added. A side
    whose yard across the border has the new gauge already is met by it.
    """
    if edit.from_mm == edit.to_mm:
        return region
    yards = {row.place: row.gauges_mm for row in region.terminals}
    return replace(
        region,
        gauges=tuple(
            replace(row, gauge_mm=edit.to_mm)
            if (row.country, row.gauge_mm) == (edit.country, edit.from_mm)
            else row
            for row in region.gauges
        ),
        terminals=tuple(_terminal(region, row, edit) for row in region.terminals),
        links=tuple(_link(region, row, edit) for row in region.links),
        borders=tuple(post for row in region.borders for post in _posts(region, row, edit, yards)),
    )


def check_conversion(region: Region, edit: Conversion, where: str) -> Problem | None:
    """A gauge that no railway of the country has."""
    found = _gauges(region, edit.country)
    if edit.from_mm in found:
        return None
    known = ", ".join(str(gauge) for gauge in sorted(found)) or "none"
    message = f"{edit.country} has no railway of {edit.from_mm} mm."
    return Problem("scenario.gauge", f"{where}.from_mm", message, f"Known there: {known}.")


def _gauges(region: Region, country: str) -> set[int]:
    places = region.places
    found = {row.gauge_mm for row in region.gauges if row.country == country}
    for row in region.terminals:
        if places[row.place].country == country:
            found |= set(row.gauges_mm)
    for link in region.links:
        if link.gauge_mm and places[link.from_place].country == country:
            found.add(link.gauge_mm)
    return found


def _changed(gauges: tuple[int, ...], edit: Conversion) -> tuple[int, ...]:
    return tuple(dict.fromkeys(edit.to_mm if g == edit.from_mm else g for g in gauges))


def _terminal(region: Region, row: Terminal, edit: Conversion) -> Terminal:
    if region.places[row.place].country != edit.country or edit.from_mm not in row.gauges_mm:
        return row
    return replace(row, gauges_mm=_changed(row.gauges_mm, edit))


def _link(region: Region, row: Link, edit: Conversion) -> Link:
    """A link inside the country has the new gauge; one over its border that of each side."""
    inside = [region.places[p].country == edit.country for p in (row.from_place, row.to_place)]
    if row.gauge_mm != edit.from_mm or not any(inside):
        return row
    return replace(row, gauge_mm=edit.to_mm if all(inside) else None)


def _posts(
    region: Region, row: Border, edit: Conversion, yards: dict[str, tuple[int, ...]]
) -> Iterable[Border]:
    """A post as it is then; of one for trains and trucks only the trains' part changes."""
    if "rail" not in row.modes or edit.country not in (row.country_a, row.country_b):
        return (row,)
    side_a, side_b = row.gauge_a_mm, row.gauge_b_mm
    if row.country_a == edit.country:
        side_a = _changed(side_a, edit)
        side_b = _met(side_b, yards.get(row.place_b, ()), edit)
    else:
        side_b = _changed(side_b, edit)
        side_a = _met(side_a, yards.get(row.place_a, ()), edit)
    post = replace(row, modes=("rail",), gauge_a_mm=side_a, gauge_b_mm=side_b)
    others = tuple(mode for mode in row.modes if mode != "rail")
    post = _handled(region, row, post)
    return (post, replace(row, modes=others)) if others else (post,)


def _met(gauges: tuple[int, ...], yard: tuple[int, ...], edit: Conversion) -> tuple[int, ...]:
    """Gauges on the other side of a post, with the new one where its yard has it."""
    return tuple(dict.fromkeys((*gauges, edit.to_mm))) if edit.to_mm in yard and gauges else gauges


def _handled(region: Region, before: Border, after: Border) -> Border:
    """A post with the handling of a change of gauge taken off or added."""
    had, has = _changes(before), _changes(after)
    row = _handling(region, before)
    if had == has or row is None:
        return after
    sign = 1.0 if has else -1.0
    p50, p90 = _usual(region, "border_p50_h"), _usual(region, "border_p90_h")
    usd = _usual(region, "border_usd_per_teu")
    return replace(
        after,
        p50_h=_moved(before.p50_h, sign * row.p50_h, p50),
        p90_h=_moved(before.p90_h, sign * row.p90_h, p90),
        cost_usd_per_teu=_moved(before.cost_usd_per_teu, sign * row.usd_per_teu, usd),
        mean_h=None,
        status="modelled",
    )


def _usual(region: Region, name: str) -> float:
    """A figure of crossings without a post of their own."""
    return next((row.mid for row in region.parameters if row.id == name), 0.0)


def _moved(value: float | None, change: float, usual: float) -> float | None:
    """A figure of a post moved, but not below the usual one (nor below itself)."""
    if value is None:
        return None
    return max(value + change, min(value, usual))


def _changes(row: Border) -> bool:
    sides = set(row.gauge_a_mm), set(row.gauge_b_mm)
    return all(sides) and not sides[0] & sides[1]


def _handling(region: Region, post: Border) -> Transfer | None:
    """The pack's handling from gauge to gauge at a post, else its default."""
    rows = {
        row.place: row
        for row in region.transfers
        if row.mode_a == row.mode_b == "rail" and row.gauge_change
    }
    return rows.get(post.place_a) or rows.get(post.place_b) or rows.get("*")


def _retimed(laid: Network, before: Network) -> Network:
    """Services whose published transit holds a change of gauge that is no more, or not yet.

    The handling is taken off the transit, down to half of it, or added; their price stays.
    """
    rows = {row.id: row for row in laid.region.services}
    posts = {row.id: row for row in before.region.borders if "rail" in row.modes}
    had, has = _changing(before), _changing(laid)
    changed: dict[int, Arc] = {}
    for name in sorted(had.keys() & has.keys()):
        row = rows.get(name.removesuffix(RETURN))
        if row is None or (row.transit_days_min is None and row.transit_days_max is None):
            continue  # its time comes from the posts themselves
        extra = _handling_h(before.region, posts, has[name] - had[name])
        extra -= _handling_h(before.region, posts, had[name] - has[name])
        numbers = [int(n) for n in laid.tags[f"service:{name}"] if laid.arcs[int(n)].km]
        whole = sum(laid.arcs[n].span.mean_h for n in numbers)
        if extra and whole:
            factor = max(_LEAST_SHARE, 1 + extra / whole)
            for n in numbers:
                arc = laid.arcs[n]
                changed[n] = replace(arc, span=stretched(arc.span, factor))
    return with_arcs(laid, changed)


def _changing(network: Network) -> dict[str, set[str]]:
    """Posts at which each rail service changes gauge."""
    found: dict[str, set[str]] = defaultdict(set)
    for arc in network.arcs:
        if arc.mode == "rail" and arc.run.id and arc.border:
            found[arc.run.id] |= {arc.border} if arc.gauge_change else set()
    return found


def _handling_h(region: Region, posts: Mapping[str, Border], names: Iterable[str]) -> float:
    """Mean time of the handling from gauge to gauge at some posts [h]."""
    rows = [_handling(region, posts[name]) for name in names if name in posts]
    return sum(lognormal(row.p50_h, row.p90_h).mean_h for row in rows if row)


def _carry_voyages(overlay: Overlay, network: Network) -> None:
    """Take the sailings and flights of another network over, at nodes of the same names."""
    names = tuple(network.nodes)
    for arc in network.arcs:
        if arc.mode not in _OVER_LAND and arc.kind != "transfer":
            tail, head = overlay.node(*names[arc.tail]), overlay.node(*names[arc.head])
            overlay.arcs.append(replace(arc, tail=tail, head=head))
