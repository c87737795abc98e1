"""Routes: a question about a load in, the document of its best ways out."""

import gc
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from math import isfinite
from time import perf_counter
from typing import TYPE_CHECKING, cast

from entrepot.corridors.bans import avoid_of, miss_of, refusals
from entrepot.corridors.closure import Avoid, only_modes
from entrepot.corridors.draws import spread
from entrepot.corridors.ground import lay
from entrepot.corridors.itinerary import Itinerary
from entrepot.corridors.journey import Leg, Route, Unreachable
from entrepot.corridors.misses import MODES_ZH, Miss, curated_only, cut_misses, list_misses
from entrepot.corridors.network import Network, build_network, last_change
from entrepot.corridors.planning import By, Plan, plan_routes
from entrepot.corridors.points import add_point
from entrepot.corridors.route import Query
from entrepot.corridors.sea import SeaGraph
from entrepot.corridors.survey import Survey
from entrepot.corridors.timetable import Departure
from entrepot.corridors.track import list_changes
from entrepot.kernel.codes import MODES
from entrepot.kernel.errors import EntrepotError, MissingError, Problem, RefusedError
from entrepot.region.gazetteer import Gazetteer
from entrepot.region.model import Region
from entrepot.service.amounts import Document
from entrepot.service.itineraries import Calendar
from entrepot.service.route_lines import lines_of
from entrepot.service.route_request import (
    Ground,
    RouteRequest,
    in_year,
    parse_route,
    variant_of,
)
from entrepot.service.track_lines import TrackLines
from entrepot.store import hscodes, packs
from entrepot.store.home import open_home
from entrepot.store.kernels import use_kernels
from entrepot.store.sealanes import load_sea
from entrepot.store.surveys import load_survey
from entrepot.tariff.nomenclature import Nomenclature

if TYPE_CHECKING:
    from entrepot.service.desk import Desk

BEST = ("cost_usd", "time_mean_h", "co2e_wtw_kg", "variance_h2")
SPLIT = ("haul", "transfer", "border", "port", "drayage", "inventory", "fees")
GC_AFTER = 20_000  # new things after which the collector looks; Python begins with 700
_PART = {"wait": "haul", "fee": "fees"}


@dataclass
class PackGround:
    """A pack alone, read from its files: routes need no database.

    Attributes:
        region: The region as its pack has it.
        sea: Lanes of the sea.
        survey: What the networks say of the region.
    """

    region: Region
    sea: SeaGraph
    survey: Survey = field(default_factory=Survey)
    _networks: dict[date, Network] = field(default_factory=dict)

    @cached_property
    def ground(self) -> Region:
        """The region with its survey laid over it."""
        return lay(self.region, self.survey)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Places by name."""
        return Gazetteer(self.region.places.values())

    @cached_property
    def nomenclature(self) -> Nomenclature:
        """The HS by code and words."""
        return Nomenclature(hscodes.load_hs(), self.region.goods)

    def network(self, on: date) -> Network:
        """The network as it stands on a day; days between two changes share one."""
        since = last_change(self.ground, on)
        if since not in self._networks:
            drives = self.survey.drives_km
            other = next(iter(self._networks.values()), None)  # the sea is the same on any day
            sea = self.sea if other is None else other.sea
            self._networks[since] = build_network(self.ground, sea, on=on, drives=drives)
        return self._networks[since]


def open_ground(region: str | None = None) -> PackGround:
    """Read a pack.

    Args:
        region: Id or path of a pack; None takes `ENTREPOT_REGION`, else the default.

    Raises:
        InputError: The pack has problems.
    """
    gc.set_threshold(GC_AFTER)  # a network is many small things and hardly a circle among them
    home = open_home()
    use_kernels(home.folder)
    own = packs.open_region(region or home.region)
    survey = load_survey(home.folder / "networks", own)
    return PackGround(own, load_sea(home.folder), survey or Survey())


def track_lines() -> TrackLines:
    """Lines along the networks built in the data folder."""
    return TrackLines(open_home().folder / "networks")


def route(
    ground: Ground,
    raw: Mapping[str, object],
    *,
    today: date,
    timing: bool = False,
    tracks: TrackLines | None = None,
    jobs: int = 1,
) -> Document:
    """Answer a question with its routes, the exact best values and what is missed.

    Args:
        ground: The region and its networks.
        raw: Fields by name; see `service.route_request.parse_route`.
        today: Day of departure where none is given.
        timing: Add how long the steps took; without it the same query gives the same bytes.
        tracks: Add where the routes run as `lines`, along the networks built there.
        jobs: Threads for the days of a window; the answer is the same for any number.

    Raises:
        InputError: With every fault of every field.
        MissingError: No way leads there; the reasons are its `misses`.
        RefusedError: The goods may not pass where the only ways lead.
    """
    document, request, plan = _answer(ground, raw, today, timing, jobs)
    if tracks is not None:
        document["lines"] = lines_of(request.network, plan.routes, tracks.open())
    return document


def route_at(
    desk: "Desk", raw: Mapping[str, object], *, today: date, lines: bool = False
) -> Document:
    """The same at a desk, one question at a time; with `lines` where the routes run.

    Raises:
        InputError: With every fault of every field.
        MissingError: No way leads there; the reasons are its `misses`.
    """
    with desk.turn:
        document, request, plan = _answer(desk, raw, today, timing=False)
    if lines:
        document["lines"] = lines_of(request.network, plan.routes, desk.tracks.open())
    return document


def _answer(
    ground: Ground, raw: Mapping[str, object], today: date, timing: bool, jobs: int = 1
) -> tuple[Document, RouteRequest, Plan]:
    began = perf_counter()
    request = parse_route(raw, ground, today=today)
    ready = perf_counter()
    plan = _plan(request, request.network, request.by)
    searched = perf_counter()
    if plan.unreachable is not None:
        raise _unreachable(request, plan.unreachable)
    calendar = Calendar(request.network.region, request.origin, request.scenario)
    document = {
        "query": request.told,
        "overlay_hash": plan.overlay_hash,
        "front_size": plan.front_size,
        "best": dict(zip(BEST, plan.best, strict=True)),
        "routes": [
            route_document(f"r{number}", one, why, request, calendar.walk(one, request.depart))
            for number, (one, why) in enumerate(zip(plan.routes, plan.why, strict=True), start=1)
        ],
        "misses": [
            asdict(miss) for miss in (*cut_misses(plan.is_cut), *_misses(request, plan.routes))
        ],
        "profile": _profile(ground, request, calendar, jobs) if request.window_days else [],
    }
    if timing:
        told = perf_counter()
        steps = {"prepare": ready - began, "search": searched - ready, "tell": told - searched}
        document["timing_ms"] = {name: round(1000 * s, 3) for name, s in steps.items()}
    return document, request, plan


def route_document(
    number: str, one: Route, why: Sequence[str], request: RouteRequest, itinerary: Itinerary
) -> Document:
    """One route with its split of cost, its spread of time, its legs and departures caught."""
    drawn = spread(one.legs)
    return {
        "id": number,
        "why": list(why),
        "cost_usd": one.cost_usd,
        "cost": _split(one.legs),
        "time_mean_h": one.hours_mean,
        "time_p50_h": drawn.p50_h,
        "time_p90_h": drawn.p90_h,
        "variance_h2": one.hours_var,
        "late_share": drawn.late_share,
        "co2e_wtw_kg": one.co2e_kg,
        "co2e_ttw_kg": one.co2e_ttw_kg,
        "co2e_hub_kg": one.co2e_hub_kg,
        "distance_km": one.distance_km,
        "km_by_mode": _km_by_mode(one.legs),
        "borders": list(one.border_posts),
        "gauge_changes": [change._asdict() for change in list_changes(one.legs)],
        "passages": list(one.passages),
        "boxes": {box.kind: box.count for box in request.load.boxes},
        "legs": [
            _leg(seq, leg, itinerary.departures.get(seq - 1))
            for seq, leg in enumerate(one.legs, start=1)
        ],
    }


def kind_of(leg: Leg) -> str:
    """Kind of a leg as routes tell it: short hauls and ports by names of their own."""
    if leg.kind == "haul" and leg.local:
        return "drayage"
    return "port" if leg.kind == "transfer" and leg.at_port else leg.kind


def _leg(seq: int, leg: Leg, departure: Departure | None) -> Document:
    return {
        "seq": seq,
        "kind": kind_of(leg),
        "mode": leg.mode,
        "from": leg.from_place,
        "to": leg.to_place,
        "km": leg.km,
        "gauge_mm": leg.gauge_mm,
        "traffic": leg.traffic,
        "service": leg.service_id or None,
        "departs": departure.at.isoformat() if departure else None,
        "cost_usd": leg.cost_usd,
        "time_mean_h": leg.hours_mean,
        "variance_h2": leg.hours_var,
        "co2e_wtw_kg": leg.co2e_kg,
        "co2e_ttw_kg": leg.co2e_ttw_kg,
        "source": leg.source,
        "status": leg.status,
    }


def _split(legs: Sequence[Leg]) -> Document:
    """Cost by what it is paid for; waiting is part of the haul [USD]."""
    cents = dict.fromkeys(SPLIT, 0)
    for leg in legs:
        kind = kind_of(leg)
        cents[_PART.get(kind, kind)] += round(100 * leg.freight_usd)
        cents["inventory"] += round(100 * leg.inventory_usd)
    return {name: amount / 100 for name, amount in cents.items()}


def _km_by_mode(legs: Sequence[Leg]) -> Document:
    tenths: Counter[str] = Counter()
    for leg in legs:
        if leg.km:
            tenths[leg.mode] += round(10 * leg.km)
    return {mode: km / 10 for mode, km in tenths.items()}


def _plan(request: RouteRequest, network: Network, by: By) -> Plan:
    query = Query(
        request.origin,
        request.destination,
        request.load,
        (*request.avoid, *only_modes(request.modes)),
        request.most,
        request.epsilon,
        request.inventory_pct,
    )
    return plan_routes(network, query, by)


def _misses(request: RouteRequest, routes: Sequence[Route]) -> tuple[Miss, ...]:
    used = {leg.mode for one in routes for leg in one.legs if leg.kind == "haul" and leg.km}
    found = list_misses(
        request.network, request.origin, request.destination, request.avoid,
        modes=request.modes, used=used,
    )  # fmt: skip
    banned = [miss_of(ban, str(request.told["hs"])) for ban in request.bans]
    missing = () if request.told["networks"] else (curated_only(),)
    return (*found, *banned, *missing)


def _unreachable(request: RouteRequest, why: Unreachable) -> EntrepotError:
    """Why there is no way: what the goods may not pass, if that alone is in the way."""
    freely = replace(request, avoid=_asked(request))
    if request.bans and _plan(freely, request.network, "cost").routes:
        return RefusedError(refusals(request.bans, str(request.told["hs"])))
    where = f"{request.origin} to {request.destination}"
    hint = "See misses: avoid less, or ask for more modes."
    told, told_zh = _reason(request, why)
    error = MissingError(Problem("corridors.unreachable", where, told, hint, message_zh=told_zh))
    first = Miss("route", f"corridors.{why.code}", where, told, told_zh, hint)
    error.extra["misses"] = [asdict(miss) for miss in (first, *_misses(request, ()))]
    return error


def _asked(request: RouteRequest) -> tuple[Avoid, ...]:
    """What the question itself keeps away from."""
    banned = {avoid_of(ban) for ban in request.bans}
    told = cast(list[str], request.told["avoid"])
    return tuple(one for one in request.avoid if one not in banned or one.tag in told)


def _reason(request: RouteRequest, why: Unreachable) -> tuple[str, str]:
    """Why there is no way, the modes asked for told apart from what is to be avoided."""
    if why.code != "avoided" or len(request.modes) == len(MODES):
        return why.reason, ""
    modes = " and ".join(request.modes)
    modes_zh = "、".join(MODES_ZH[mode] for mode in request.modes)
    if not request.avoid:
        return f"No way by {modes} alone leads there.", f"仅用{modes_zh}无法到达。"
    tags = ", ".join(avoid.tag for avoid in request.avoid)
    return (
        f"No way by {modes} alone keeps away from all of {tags}.",
        f"仅用{modes_zh}且避开 {tags} 时无法到达。",
    )


def _profile(
    ground: Ground, request: RouteRequest, calendar: Calendar, jobs: int
) -> list[Document]:
    """The cheapest way of each day of departure, with what is really waited for on it.

    The network of a day differs from another's where a link or a service begins or ends. The
    cheapest way is that of mean waits; a timetable tells when it really leaves and arrives.
    """
    days = [request.depart + timedelta(days=number) for number in range(request.window_days)]
    asked: dict[tuple[int, int], tuple[Network, int]] = {}
    keys = []
    for day in days:
        year = request.network_day.year + day.year - request.depart.year
        network = ground.network(in_year(day, year))
        keys.append((id(network), year if request.scenario else 0))
        asked.setdefault(keys[-1], (network, year))
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        found = pool.map(lambda one: _plan_on(request, *one), asked.values())
        plans = dict(zip(asked, found, strict=True))
    return [_entry(day, plans[key], calendar) for day, key in zip(days, keys, strict=True)]


def _entry(day: date, plan: Plan, calendar: Calendar) -> Document:
    cheapest = min(plan.routes, key=lambda one: one.cost_usd, default=None)
    if cheapest is None or not isfinite(plan.best[0]):
        reason = plan.unreachable.reason if plan.unreachable else ""
        return {"day": day.isoformat(), "cost_usd": None, "departs": None, "wait_h": None,
                "arrives_mean": None, "route": None, "services": [], "by_headway": [],
                "reason": reason}  # fmt: skip
    itinerary = calendar.walk(cheapest, day)
    caught = dict.fromkeys(one.id for one in itinerary.departures.values())
    return {
        "day": day.isoformat(),
        "cost_usd": cheapest.cost_usd,
        "departs": itinerary.first.at.isoformat() if itinerary.first else None,
        "wait_h": itinerary.waited_h,
        "arrives_mean": itinerary.arrives.isoformat(timespec="minutes"),
        "route": cheapest.label,
        "services": list(caught),
        "by_headway": list(itinerary.by_headway),
        "reason": None,
    }


def _plan_on(request: RouteRequest, network: Network, year: int) -> Plan:
    """The cheapest way on the network of another day, with the scenario asked for."""
    varied = variant_of(network, request.scenario, year).network
    return _plan(request, with_points(request, varied), "cost")


def with_points(request: RouteRequest, network: Network) -> Network:
    """Another network with the points of the question in it."""
    for name in (request.origin, request.destination):
        if name not in network.region.places:
            place = request.network.region.places[name]
            network, _ = add_point(network, place.lat, place.lon)
    return network
