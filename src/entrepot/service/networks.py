"""The world's networks: build them, check them against published lengths, find ways."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entrepot.corridors.memory import Memory
from entrepot.corridors.simplify import simplify
from entrepot.kernel.errors import InputError, OutsideError, Problem
from entrepot.store import packs
from entrepot.store.home import open_home
from entrepot.store.networks import LICENCES, Networks, build_networks
from entrepot.store.reference import WindowReference, open_reference
from entrepot.store.surveys import find_summary

if TYPE_CHECKING:
    from entrepot.corridors.rails import RailTables
    from entrepot.corridors.travel import Ask, Way
    from entrepot.region.model import Region

COLUMNS = ("from", "to", "mode", "avoid")
ATTRIBUTION = (
    "Railways and roads: (c) OpenStreetMap contributors, ODbL 1.0, as simplified in scgraph_data. "
    "Sea lanes and ports: searoute, Apache 2.0. Towns: (c) GeoNames, CC BY 4.0."
)
_TABLES = (
    "rail_repairs", "rail_gauge", "rail_passenger_only", "rail_mileage", "rail_openings",
    "gauges", "borders",
)  # fmt: skip
_WITHIN_DEGREES = 0.005  # half a kilometre, for the line of a way
_NAMED_KM = 50.0  # a change of gauge farther from any place is told by its position


def build(region: str | None = None) -> dict[str, Any]:
    """Build the networks from the packages at hand, and survey the pack on them.

    What was built of the same files and tables stays as it is.

    Raises:
        InputError: The pack has problems.
        OutsideError: A package is missing, or a file is cut or changed; the build in use
            stays.
    """
    name = region or open_home().region
    reference = open_reference(name)
    built = build_networks(_cache(), _texts(region), lambda: read_tables(reference))
    return {
        "key": built.key,
        "built": built.is_new,
        "networks": dict(built.networks),
        "survey": _survey(packs.open_region(name)),
    }


def _survey(region: "Region") -> dict[str, Any]:
    """Survey a region where it has not been, and tell what came of it."""
    kept = find_summary(_cache(), region)
    if kept is None:
        from entrepot.service.surveys import make_survey

        make_survey(_cache(), region)
    return {"built": kept is None} | (kept or find_summary(_cache(), region) or {})


def read_tables(reference: WindowReference) -> "RailTables":
    """The tables that make railways of a map.

    Raises:
        InputError: With every problem of a table.
    """
    from entrepot.corridors.rails import RailTables

    return RailTables(*(reference.table(name) for name in _TABLES))


def show() -> dict[str, Any]:
    """The build in use: its key, nodes and edges, and whose data it holds; or that there is none.

    `built` says whether there is one. Where there is none `hint` says what to do.
    """
    licences = {"attribution": ATTRIBUTION, "licences": LICENCES}
    try:
        networks = Networks(_cache())
    except OutsideError as error:
        problem = error.problems[0]
        told = {"code": problem.code, "reason": problem.message, "hint": problem.hint}
        return {"built": False, "key": None, "networks": {}, **told, **licences}
    sizes = {mode: dict(size) for mode, size in networks.sizes.items()}
    nothing = dict.fromkeys(("code", "reason", "hint"))
    return {"built": True, "key": networks.key, "networks": sizes, **nothing, **licences}


def check(
    region: str | None = None, kept: Memory[str, dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Every published length beside the computed one; reports are shown and not judged.

    Args:
        region: Region whose published lengths are known.
        kept: Answers for builds checked before, where the region stays the same.
    """
    networks = Networks(_cache())
    if kept is None:
        return _check(networks, region)
    return kept.get(networks.key, lambda: _check(networks, region))


def _check(networks: Networks, region: str | None) -> dict[str, Any]:
    from entrepot.corridors.rails import compare

    reference = open_reference(region or open_home().region)
    rows = compare(networks.physical("rail"), reference.table("rail_mileage"))
    documents = [(row.row.use, row.document()) for row in rows]
    return {
        "checks": [document for use, document in documents if use != "report"],
        "reports": [document for use, document in documents if use == "report"],
    }


def find_paths(
    queries: Sequence[Mapping[str, str]],
    *,
    year: int | None = None,
    opened: Sequence[str] = (),
    lines: bool = False,
    region: str | None = None,
) -> dict[str, Any]:
    """Physical ways for questions with the keys from, to, mode and avoid.

    Args:
        queries: The questions; `avoid` holds KIND:ID, several parted by semicolons.
        year: Calendar year of the journeys; None takes all that is drawn.
        opened: Passages to use though they are always shut, such as passage:northwest.
        lines: Tell each way's line on the map too, as points of latitude and longitude.
        region: Region whose places and posts are known.

    Raises:
        InputError: A place, mode or thing to avoid is not known; all faults at once.
        OutsideError: The networks have not been built.
    """
    from entrepot.service.network_asks import Asker

    networks = Networks(_cache())
    reference = open_reference(region or open_home().region)
    asker = Asker(networks, reference)
    passages = asker.opened(opened) if opened else frozenset()
    asks = asker.read(queries, year)
    finder = _Finder(networks, reference, asks, passages)
    ways = [finder.answer(ask) for ask in asks]
    if lines:
        told = [finder.document(way) | {"line": _line(way)} for way in ways]
        return {"paths": told, "attribution": ATTRIBUTION}
    return {"paths": [finder.document(way) for way in ways]}


def _line(way: "Way") -> list[list[float]]:
    """The line of a way with no more points than a map shows [degrees]."""
    return [list(point) for point in simplify(way.line, _WITHIN_DEGREES)]


def read_pairs(path: Path) -> list[dict[str, str]]:
    """Questions of a CSV file with the columns from, to, mode and avoid.

    Raises:
        InputError: The file cannot be read or lacks a column.
    """
    text = packs.read_text(path)
    rows = csv.DictReader(StringIO(text or ""))
    missing = [name for name in COLUMNS[:3] if name not in (rows.fieldnames or ())]
    if text is None or missing:
        message = "there is no such file." if text is None else f"lacks {', '.join(missing)}."
        hint = f"Give a CSV file with the columns {', '.join(COLUMNS)}."
        raise InputError(Problem("networks.pairs", str(path), message, hint))
    return [{name: (row.get(name) or "").strip() for name in COLUMNS} for row in rows]


def _cache() -> Path:
    return open_home().folder / "networks"


def _texts(region: str | None) -> dict[str, str]:
    folder = packs.read_folder(packs.find_folder(region or open_home().region))
    layers = (("world", folder.world), ("own", folder.own or {}))
    return {
        f"{layer}/{name}": texts[f"{name}.csv"]
        for layer, texts in layers
        for name in _TABLES
        if f"{name}.csv" in texts
    }


class _Finder:
    """Answers questions, with each network opened once.

    Args:
        networks: The build in use.
        reference: Tables of the region.
        asks: The questions to come.
        opened: Passages to use though they are always shut.
    """

    def __init__(
        self,
        networks: Networks,
        reference: WindowReference,
        asks: Iterable["Ask"],
        opened: frozenset[str],
    ) -> None:
        from entrepot.corridors.hierarchy import HierarchySearch
        from entrepot.corridors.sea import SeaWays

        asks = list(asks)
        modes = {ask.mode for ask in asks}
        self._reference = reference
        self._repairs = {row.id for row in reference.table("rail_repairs")}
        self._land = {mode: networks.physical(mode) for mode in modes - {"sea"}}
        self._search = {
            mode: HierarchySearch(network, networks.hierarchy(mode))
            for mode, network in self._land.items()
        }
        points = [point for ask in asks for point in (ask.start, ask.goal)]
        ends = {point.name: (point.lat, point.lon) for point in points}
        self._sea = SeaWays(networks.sea(), ends, opened) if "sea" in modes else None

    def answer(self, ask: "Ask") -> "Way":
        """The way asked for, or why there is none."""
        from entrepot.corridors.sailing import sail
        from entrepot.corridors.travel import travel

        if self._sea is not None and ask.mode == "sea":
            return sail(self._sea, ask)
        names = {
            row.id: row.name
            for table in ("rail_repairs", "rail_openings")
            for row in self._reference.table(table)
        }
        posts = self._reference.table("borders")
        return travel(self._land[ask.mode], ask, posts, names, self._search[ask.mode])

    def document(self, way: "Way") -> dict[str, Any]:
        """A way as it is told."""
        from entrepot.corridors.travel import NAUTICAL_MILE_KM

        km = None if way.km is None else round(way.km, 1)
        return {
            "from": way.ask.start.name,
            "to": way.ask.goal.name,
            "mode": way.ask.mode,
            "reached": km is not None,
            "km": km,
            "nm": None if way.km is None else round(way.km / NAUTICAL_MILE_KM, 1),
            "borders": list(way.borders),
            "gauge_changes": [
                {
                    "place": self._place(change.lat, change.lon),
                    "from_mm": change.from_mm,
                    "to_mm": change.to_mm,
                }
                for change in way.gauge_changes
            ],
            "countries": list(way.countries),
            "passages": list(way.passages),
            "repairs": [row for row in way.repairs if row in self._repairs],
            "snap_km": [None if far is None else round(far, 1) for far in way.snap_km],
            "reason": way.reason,
        }

    def _place(self, lat: float, lon: float) -> str:
        from entrepot.kernel.geography import great_circle_km

        far = (
            (great_circle_km(lat, lon, place.lat, place.lon), place.id)
            for place in self._reference.table("places")
        )
        km, name = min(far)
        return name if km <= _NAMED_KM else f"{lat:.3f},{lon:.3f}"
