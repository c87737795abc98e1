"""Market access of the region's places in a year, compared with another year or an opening."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast, get_args

from entrepot.corridors.access import Access
from entrepot.corridors.closure import Avoid, parse_avoids
from entrepot.corridors.network import Network
from entrepot.corridors.reach import By, access_of, list_openings, markets_of, with_links_open
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import weakest
from entrepot.region.model import Region
from entrepot.region.places import Place
from entrepot.region.transport import Link
from entrepot.region.units import singular, units_at
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.service.regional_flows import FIRST_YEAR, LAST_YEAR
from entrepot.service.route_request import Ground

MOST_THETA = Decimal(20)
_BEST = 3  # markets told of each place
_SIZE = {"gdp": "USD", "population": "people"}
_COST = {"cost": "USD/TEU", "time": "h"}
_SIZE_ZH = {"gdp": "美元", "population": "人"}
_COST_ZH = {"cost": "美元/标准箱", "time": "小时"}
NO_GAIN = {"mean_gain_pct": None, "most_gain_pct": None, "most_gain_place": None}
BYS: tuple[By, ...] = get_args(By)


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """A checked request for market access.

    Attributes:
        year: Year of the network.
        levels: Levels told.
        theta: How fast the pull of a market falls with cost.
        opened: Ids of the links opened beside what is open.
        against: Year compared with; None for none.
        by: What reaching a market is measured by.
        avoid: What to keep away from.
        each: Tell what each possible opening adds by itself.
        network: The network of the middle of the year.
    """

    year: int
    levels: tuple[str, ...]
    theta: float
    opened: tuple[str, ...]
    against: int | None
    by: By
    avoid: tuple[Avoid, ...]
    each: bool
    network: Network

    @property
    def told(self) -> Document:
        """The request as it was understood."""
        return {
            "year": self.year, "levels": list(self.levels), "theta": self.theta,
            "open": [f"link:{name}" for name in self.opened], "against": self.against,
            "by": self.by, "avoid": [one.tag for one in self.avoid],
            "each": self.each,
        }  # fmt: skip


def market_access_document(ground: Ground, raw: Mapping[str, object], *, today: date) -> Document:
    """Market access of every place of the region, as a document.

    Args:
        ground: The region and its networks.
        raw: Fields by name: year, level (one or several), theta, open (link:ID, one or
            several), against (a year), by (cost or time), avoid,
            each (1 tells what each opening adds by itself).
        today: Its year is taken where none is given.

    Raises:
        InputError: With every fault of every field.
        ModelError: No market has a size.
    """
    request = parse_access(raw, ground, today=today)
    region = ground.region
    units = [(level, place) for level in request.levels for place in units_at(region, level)]
    markets = markets_of(region)
    density = region.parameter("trade_usd_per_teu")
    ids = list(dict.fromkeys(place.id for _, place in units))

    def on(network: Network) -> dict[str, Access]:
        found = access_of(
            network, ids, markets.markets, theta=request.theta, value_usd_per_teu=density.mid,
            by=request.by, avoid=request.avoid,
        )  # fmt: skip
        return {one.place: one for one in found}

    now = on(opened_network(request))
    before = _before(request, ground)
    then = on(before) if before is not None else None
    gains = _gains(request, on) if request.each else {}
    status = weakest(["modelled", density.status, *(one.status for one in markets.rests_on)])
    first = next(iter(now.values()), None)
    rows = _rows(units, now, then)
    return {
        "query": request.told,
        "unit": f"{_SIZE[first.basis]} / ({_COST[request.by]})^theta" if first else "",
        "unit_zh": f"{_SIZE_ZH[first.basis]} / ({_COST_ZH[request.by]})^θ" if first else "",
        "size": {
            "basis": first.basis if first else None,
            "markets": len(markets.markets),
            "counted": len(first.parts) if first else 0,
            "sources": [{"source": one.text, "status": one.status} for one in markets.rests_on],
        },
        "cost": {
            "by": request.by, "unit": _COST[request.by], "value_usd_per_teu": density.mid,
            "source": density.source, "status": density.status,
        },
        "status": status,
        "places": rows,
        "left_out": _left_out(now),
        "openings": [
            {**_opening(link), **gains.get(link.id, NO_GAIN)}
            for link in list_openings(request.network)
        ],
    }  # fmt: skip


def _opening(link: Link) -> Document:
    return {
        "id": f"link:{link.id}", "from": link.from_place, "to": link.to_place,
        "mode": link.mode, "state": link.state,
        "opens": link.valid_from.isoformat() if link.valid_from else None,
        "source": link.source, "status": link.status,
    }  # fmt: skip


def _gains(
    request: AccessRequest, on: Callable[[Network], dict[str, Access]]
) -> dict[str, Document]:
    """What each opening adds by itself: the mean over the places, and where it adds most [%]."""
    base = on(request.network)
    gains: dict[str, Document] = {}
    for link in list_openings(request.network):
        after = on(with_links_open(request.network, [link.id]))
        added = {place: 100 * (after[place].value / one.value - 1)
                 for place, one in base.items() if one.value}  # fmt: skip
        most = max(added, key=lambda place: (added[place], place), default=None)
        gains[link.id] = {
            "mean_gain_pct": sum(added.values()) / len(added) if added else None,
            "most_gain_pct": added[most] if most else None,
            "most_gain_place": most if most and added[most] > 0 else None,
        }
    return gains


def parse_access(raw: Mapping[str, object], ground: Ground, *, today: date) -> AccessRequest:
    """Check every field of a request for market access.

    Raises:
        InputError: With every fault of every field.
    """
    fields, region = Fields(raw), ground.region
    year = fields.whole("year", low=FIRST_YEAR, high=LAST_YEAR) or today.year
    against = fields.whole("against", low=FIRST_YEAR, high=LAST_YEAR)
    theta = fields.positive("theta", most=MOST_THETA)
    levels = _levels(fields, region)
    opened = _links(fields)
    if against is not None and opened:
        message = "compares with a year, and an opening is compared with the same year."
        fields.fault("both", "against", message, "Give --open or --against.")
    network = ground.network(_middle(year))
    if opened:
        can_open = {link.id for link in list_openings(network)}
        if not set(opened) <= can_open:
            fields.problems += _not_openable(network, opened)
    by = cast(By, fields.word("by", BYS) or "cost")
    avoid: tuple[Avoid, ...] = ()
    try:
        avoid = parse_avoids(network, fields.texts("avoid"))
    except InputError as error:
        fields.problems += error.problems
    each = fields.word("each", ("1", "true")) != ""
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    own = region.parameter("access_theta").mid
    exponent = float(theta or own)
    return AccessRequest(year, levels, exponent, opened, against, by, avoid, each, network)


def _not_openable(network: Network, names: Sequence[str]) -> list[Problem]:
    try:
        with_links_open(network, names)
    except InputError as error:
        return list(error.problems)
    return []


def _levels(fields: Fields, region: Region) -> tuple[str, ...]:
    asked = fields.texts("level")
    found = []
    for text in asked:
        word = singular(text.casefold(), region.levels)
        if word is None:
            hint = f"Levels are {', '.join(region.levels)}."
            fields.fault("level", "level", f"{text!r} is no level of {region.name}.", hint)
        else:
            found.append(word)
    return tuple(dict.fromkeys(found)) or region.levels


def _links(fields: Fields) -> tuple[str, ...]:
    found = []
    for text in fields.texts("open"):
        kind, _, name = text.partition(":")
        if kind != "link" or not name:
            fields.fault("open", "open", f"'{text}' is not link:ID.", "Links alone can be opened.")
        else:
            found.append(name)
    return tuple(dict.fromkeys(found))


def _middle(year: int) -> date:
    return date(year, 7, 1)


def opened_network(request: AccessRequest) -> Network:
    """The network of a request with the links it opens."""
    return with_links_open(request.network, request.opened) if request.opened else request.network


def _before(request: AccessRequest, ground: Ground) -> Network | None:
    """The network that is compared with, if one is."""
    if request.opened:
        return request.network
    return ground.network(_middle(request.against)) if request.against is not None else None


def _rows(
    units: Sequence[tuple[str, Place]], now: Mapping[str, Access],
    then: Mapping[str, Access] | None,
) -> list[Document]:  # fmt: skip
    """Places level by level, the best first; ranks start anew at each level."""
    rows: list[Document] = []
    for level in dict.fromkeys(level for level, _ in units):
        places = [place for one, place in units if one == level]
        places.sort(key=lambda place: (-now[place.id].value, place.id))
        best = max((now[place.id].value for place in places), default=0.0)
        for rank, place in enumerate(places, start=1):
            rows.append(_row(level, rank, place, now[place.id], best, then))
    return rows


def _row(
    level: str, rank: int, place: Place, found: Access, best: float,
    then: Mapping[str, Access] | None,
) -> Document:  # fmt: skip
    whole = found.value or 1.0
    before = None if then is None else then[place.id].value
    return {
        "level": level, "rank": rank, "place": place.id, "name": place.name,
        "name_zh": place.name_zh, "lat": place.lat, "lon": place.lon,
        "access": found.value, "share_of_best": found.value / best if best else None,
        "markets": len(found.parts),
        "best": [{"place": name, "share": part / whole} for name, part in found.parts[:_BEST]],
        "before": before,
        "gain_pct": 100 * (found.value / before - 1) if before else None,
    }  # fmt: skip


def _left_out(found: Mapping[str, Access]) -> list[Document]:
    """Markets that do not count, by reason, with how many places leave them out."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in found.values():
        counts.update((market.place, market.code) for market in one.left_out)
    basis = next((one.basis for one in found.values()), "population")
    return [
        {"place": place, "code": code, "places": count, **_reason(code, basis)}
        for (place, code), count in sorted(counts.items())
        if code != "access.self"
    ]


def _reason(code: str, basis: str) -> Document:
    if code == "access.no_way":
        return {"reason": "no way leads there.", "reason_zh": "没有通路。"}
    known, known_zh = ("GDP", "国内生产总值") if basis == "gdp" else ("population", "人口")
    return {"reason": f"its {known} is not known.", "reason_zh": f"{known_zh}未知。"}
