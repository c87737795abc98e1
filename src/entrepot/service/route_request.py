"""What is asked of `route`: raw fields in, a checked request or every fault out."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol, cast

from entrepot.corridors.bans import avoid_of, bans_on
from entrepot.corridors.closure import Avoid, parse_avoids
from entrepot.corridors.load import Load, load_boxes
from entrepot.corridors.memory import Memory
from entrepot.corridors.network import Network
from entrepot.corridors.planning import BYS, By
from entrepot.corridors.points import add_point, point_id
from entrepot.corridors.survey import Survey
from entrepot.corridors.variant import Variant, check_scenario, vary
from entrepot.kernel.codes import MODES, Mode
from entrepot.kernel.errors import InputError
from entrepot.region.gazetteer import Gazetteer
from entrepot.region.model import Region
from entrepot.region.scenario import Scenario
from entrepot.region.scenario_reading import EditReader
from entrepot.region.transport import Ban
from entrepot.service.fields import Fields
from entrepot.service.request import read_hs
from entrepot.tariff.nomenclature import Nomenclature

MOST_ROUTES = 7
_MOST_DAYS = 92
_VARIANTS = 4  # networks of scenarios kept beside a network, each some megabytes
_POINT = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*,\s*([+-]?\d+(?:\.\d+)?)\s*")


class Ground(Protocol):
    """What a route is found on: a desk, or a pack alone."""

    @property
    def region(self) -> Region:
        """The region with the world around it."""
        ...

    @property
    def gazetteer(self) -> Gazetteer:
        """Places by name."""
        ...

    @property
    def nomenclature(self) -> Nomenclature:
        """The HS by code and words."""
        ...

    @property
    def survey(self) -> Survey:
        """What the physical networks say of the region; without a key where none are built."""
        ...

    def network(self, on: date) -> Network:
        """The network as it stands on a day."""
        ...


@dataclass(frozen=True, slots=True)
class RouteRequest:
    """A checked request.

    Attributes:
        network: The network of the day, with the points of the question in it.
        origin, destination: Place ids, the same as `LAT,LON` for a point.
        load: What is carried.
        told: The query as it was understood, as JSON tells it.
        depart: Day of departure.
        network_day: Day whose network is used; another year than `depart` if one was asked.
        avoid: What to keep away from, modes left out not among it.
        modes: Modes that may be used.
        by: The front, or one criterion.
        epsilon: Tolerance of the search.
        most: Routes wanted at most, 0 for all.
        inventory_pct: Cost of a day as a share of the value [%]; None takes the pack's.
        window_days: Days of departure of the profile, 0 for none.
        bans: Bans that speak of the goods; what they shut is among `avoid`.
        scenario: What differs from the region as it is; `network` and `avoid` hold it.
    """

    network: Network
    origin: str
    destination: str
    load: Load
    told: dict[str, object]
    depart: date
    network_day: date
    avoid: tuple[Avoid, ...]
    modes: tuple[Mode, ...]
    by: By
    epsilon: float
    most: int
    inventory_pct: float | None
    window_days: int
    scenario: Scenario | None = None
    bans: tuple[Ban, ...] = ()


def parse_route(raw: Mapping[str, object], ground: Ground, *, today: date) -> RouteRequest:
    """Check every field of a route.

    Args:
        raw: Fields by name: origin, destination, teu, tonnes [t], hs, value_usd [USD], depart,
            window [d], year, modes, by, eps, max, avoid, inventory [%/d]; and scenario, a table
            of edits, in whose last year the network is taken where none is given.
        ground: The region and its networks.
        today: Day of departure where none is given.

    Raises:
        InputError: With every fault of every field.
    """
    fields = Fields(raw)
    depart = fields.day("depart") or today
    year = fields.whole("year", low=1990, high=2100)
    scenario = _scenario(fields, ground, raw.get("scenario"))
    day = in_year(depart, year or (scenario and scenario.year) or depart.year)
    variant = _variant(fields, ground.network(day), scenario, day.year)
    network, origin = _end(fields, "origin", ground, variant.network)
    network, destination = _end(fields, "destination", ground, network)
    if origin and origin == destination:
        fields.fault("same", "destination", "is the origin.", "Name another place.")
    load = read_load(fields, ground)
    hs_code = read_hs(fields, ground.nomenclature) if raw.get("hs") else None
    modes = read_modes(fields)
    by = fields.word("by", BYS) or "pareto"
    epsilon = read_share(fields, "eps", most=10)
    most = fields.whole("max", low=0, high=1000)
    inventory = read_share(fields, "inventory", most=100)
    window = fields.whole("window", low=1, high=_MOST_DAYS)
    avoid = read_avoid(fields, network)
    fields.nothing_else()
    if fields.problems or load is None:
        raise InputError(fields.problems)
    eps = 0.05 if epsilon is None else epsilon
    most = MOST_ROUTES if most is None else most
    told: dict[str, object] = {
        "origin": origin, "destination": destination, "teu": load.teu, "tonnes": load.tonnes,
        "hs": hs_code, "value_usd": load.value_usd or None, "depart": depart.isoformat(),
        "window": window or 0, "year": day.year, "modes": list(modes), "by": by, "eps": eps,
        "max": most, "avoid": [one.tag for one in avoid],
        "inventory": ground_inventory(network) if inventory is None else inventory,
        "networks": ground.survey.key or None,
    }  # fmt: skip
    if scenario is not None:
        told["scenario"] = {"name": scenario.name, "hash": hash_of(ground, scenario)}
    bans = bans_on(ground.region.bans, hs_code or "", day)
    shut = tuple(dict.fromkeys((*avoid, *variant.avoid, *map(avoid_of, bans))))
    return RouteRequest(
        network, origin, destination, load, told, depart, day, shut, modes, cast(By, by), eps,
        most, inventory, window or 0, scenario, bans,
    )  # fmt: skip


def hash_of(ground: Ground, scenario: Scenario) -> str:
    """Hash of the pack, of what the built networks say of it, and of the edits alone."""
    region = ground.region
    return scenario.digest(f"{region.id} {region.version} {ground.survey.key}")


def variant_of(network: Network, scenario: Scenario | None, year: int) -> Variant:
    """A network as a scenario has it; asked again it is not made again."""
    if scenario is None:
        return Variant(network, ())
    variants = network.kept.get("variants", lambda: Memory(_VARIANTS))
    key = (scenario.edits, year)
    return cast(Memory[Hashable, Variant], variants).get(key, lambda: vary(network, scenario, year))


def _scenario(fields: Fields, ground: Ground, raw: object) -> Scenario | None:
    """The scenario of a question, whose name is its own or `scenario`."""
    fields.text("scenario")
    if raw is None or raw == "":
        return None
    reader = EditReader(ground.region, ground.gazetteer)
    found = reader.scenario(raw, "scenario", "scenario")
    fields.problems += reader.problems
    return found


def _variant(fields: Fields, network: Network, scenario: Scenario | None, year: int) -> Variant:
    unknown = check_scenario(network, scenario, "scenario") if scenario else []
    fields.problems += unknown
    return variant_of(network, None if unknown else scenario, year)


def ground_inventory(network: Network) -> float:
    """What a day in transit costs of the value where the question does not say [%]."""
    return network.book.number("inv_carry")


def in_year(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    return day.replace(year=year, day=min(day.day, 28 if day.month == 2 else day.day))


def _end(fields: Fields, name: str, ground: Ground, network: Network) -> tuple[Network, str]:
    """A place id, and the network with the place in it where it is a point."""
    text = fields.text(name, required=True)
    place, point = read_place(fields, name, text, ground.gazetteer)
    if point is not None:
        network, _ = add_point(network, *point)
    return network, place


def read_place(
    fields: Fields, where: str, text: str, gazetteer: Gazetteer
) -> tuple[str, tuple[float, float] | None]:
    """A place id, and the latitude and longitude where it is a point; "" where it is wrong."""
    point = _POINT.fullmatch(text)
    if point:
        lat, lon = float(point[1]), float(point[2])
        if abs(lat) > 90 or abs(lon) > 180:
            hint = "Write LAT,LON: -90 to 90, then -180 to 180."
            fields.fault("point", where, f"{text!r} is no point on Earth.", hint)
            return "", None
        return point_id(lat, lon), (lat, lon)
    found = gazetteer.find(text) if text else None
    if text and found is None:
        near = ", ".join(f"{p.name} ({p.id})" for p in gazetteer.nearest(text))
        hint = f"Nearest: {near}." if near else "Search with: entrepot places search WORD."
        fields.fault("place", where, f"{text!r} is no place known.", hint)
    return found.id if found else "", None


def read_load(fields: Fields, ground: Ground) -> Load | None:
    """What is carried, by TEU, tonnes or both; None where it is absent or wrong."""
    teu = fields.positive("teu", most=Decimal(50_000))
    tonnes = fields.positive("tonnes", most=Decimal(1_000_000))
    value = fields.positive("value_usd")
    if teu is None and tonnes is None:
        if not (fields.text("teu") or fields.text("tonnes")):
            fields.fault("missing", "teu", "is empty.", "Give --teu N or --tonnes N.")
        return None
    try:
        return load_boxes(
            ground.region.payloads,
            teu=None if teu is None else float(teu),
            tonnes=None if tonnes is None else float(tonnes),
            value_usd=float(value or 0),
        )
    except InputError as error:
        fields.problems += error.problems
        return None


def read_modes(fields: Fields) -> tuple[Mode, ...]:
    """Modes that may be used, in the order of the code list; all where none is named."""
    asked = fields.texts("modes")
    for word in asked:
        if word.casefold() not in MODES:
            known = ", ".join(MODES)
            fields.fault("unknown", "modes", f"{word!r} is no mode.", f"Known: {known}.")
    wanted = {word.casefold() for word in asked}
    return tuple(mode for mode in MODES if mode in wanted or not asked)


def read_share(fields: Fields, name: str, *, most: float) -> float | None:
    """A number from zero to `most`; None where it is absent or wrong."""
    text = fields.text(name)
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    if not (number.is_finite() and 0 <= number <= Decimal(most)):
        hint = "Write digits, such as 0.05."
        fields.fault("number", name, f"{text!r} is not a number from 0 to {most:g}.", hint)
        return None
    return float(number)


def read_avoid(fields: Fields, network: Network) -> tuple[Avoid, ...]:
    """What to keep away from; empty where a word is wrong."""
    texts: Sequence[str] = fields.texts("avoid")
    try:
        return parse_avoids(network, texts)
    except InputError as error:
        fields.problems += error.problems
        return ()
