"""What is asked of `matrix`: raw fields in, a checked request or every fault out."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import cast

from entrepot.corridors.bans import avoid_of, bans_on
from entrepot.corridors.closure import Avoid, only_modes
from entrepot.corridors.load import Load
from entrepot.corridors.matrix import EPSILON, MOST_ROUTES, Kind
from entrepot.corridors.network import Network
from entrepot.corridors.points import add_points
from entrepot.kernel.errors import InputError, Problem
from entrepot.region.model import Region
from entrepot.region.units import plural, singular, units_at
from entrepot.service.fields import Fields
from entrepot.service.request import read_hs
from entrepot.service.route_request import (
    Ground,
    ground_inventory,
    in_year,
    read_avoid,
    read_load,
    read_modes,
    read_place,
    read_share,
)
from entrepot.store import packs

KINDS: tuple[Kind, ...] = ("scalar", "pareto")
DESTINATIONS = ("world200", "destinations")  # the pack's table of destinations, as people call it
MOST_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Places that a file names, each with its row; the header is row 1."""

    file: str
    cells: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class MatrixRequest:
    """A checked request.

    Attributes:
        network: The network of the day, with the points of the question in it.
        origins, destinations: Place ids in order, each once.
        kind: scalar or pareto.
        load: What is carried from each origin to each destination.
        avoid: What to keep away from, modes left out and what bans shut among it.
        inventory_pct: Cost of a day as a share of the value [%]; None takes the pack's.
        told: The query as it was understood, as JSON tells it.
    """

    network: Network
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    kind: Kind
    load: Load
    avoid: tuple[Avoid, ...]
    inventory_pct: float | None
    told: dict[str, object]


def parse_matrix(raw: Mapping[str, object], ground: Ground, *, today: date) -> MatrixRequest:
    """Check every field of a matrix.

    Args:
        raw: Fields by name: from and to (a level, `world200`, or a list of places), kind,
            teu, tonnes [t], hs, value_usd [USD], depart, year, modes, avoid, inventory [%/d].
            Without teu and tonnes one TEU is carried.
        ground: The region and its networks.
        today: Day of departure where none is given.

    Raises:
        InputError: With every fault of every field and of every row.
    """
    given = dict(raw) if raw.get("teu") or raw.get("tonnes") else {**raw, "teu": "1"}
    fields = Fields(given)
    depart = fields.day("depart") or today
    year = fields.whole("year", low=1990, high=2100)
    day = in_year(depart, year or depart.year)
    ends = _Ends(ground)
    origins, destinations = (ends.read(fields, raw.get(name), name) for name in ("from", "to"))
    kind = fields.word("kind", KINDS, required=True)
    load = read_load(fields, ground)
    hs_code = read_hs(fields, ground.nomenclature) if raw.get("hs") else None
    modes = read_modes(fields)
    inventory = read_share(fields, "inventory", most=100)
    network = add_points(ground.network(day), ends.points.values())
    avoid = read_avoid(fields, network)
    fields.nothing_else()
    if len(origins) * len(destinations) > MOST_CELLS:
        message = f"{len(origins) * len(destinations):,} cells are more than {MOST_CELLS:,}."
        fields.fault("too_many", "from", message, "Ask for parts of it.")
    if fields.problems or load is None:
        raise InputError(fields.problems)
    told: dict[str, object] = {
        "from": list(origins), "to": list(destinations), "kind": kind, "teu": load.teu,
        "tonnes": load.tonnes, "hs": hs_code, "value_usd": load.value_usd or None,
        "depart": depart.isoformat(), "year": day.year, "modes": list(modes),
        "avoid": [one.tag for one in avoid],
        "inventory": ground_inventory(network) if inventory is None else inventory,
        "networks": ground.survey.key or None,
        "eps": EPSILON if kind == "pareto" else None,
        "max": MOST_ROUTES if kind == "pareto" else None,
    }  # fmt: skip
    banned = map(avoid_of, bans_on(ground.region.bans, hs_code or "", day))
    shut = tuple(dict.fromkeys((*avoid, *banned, *only_modes(modes))))
    return MatrixRequest(
        network, origins, destinations, cast(Kind, kind), load, shut,
        inventory, told,
    )  # fmt: skip


class _Ends:
    """Reads the two sides of a matrix; points among them are kept to be added."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.points: dict[str, tuple[float, float]] = {}

    def read(self, fields: Fields, raw: object, name: str) -> tuple[str, ...]:
        """Places of one side in order, none twice; empty where something is wrong."""
        fields.texts(name)
        if isinstance(raw, Rows):
            return self._listed(fields, raw)
        if isinstance(raw, Sequence) and not isinstance(raw, str):
            texts = tuple(enumerate(map(str, raw), start=1))
            return self._listed(fields, Rows(name, texts))
        return self._named(fields, name, fields.text(name, required=True))

    def _listed(self, fields: Fields, rows: Rows) -> tuple[str, ...]:
        if not rows.cells:
            fields.fault("missing", rows.file, "names no place.", "Give at least one.")
        seen: dict[str, int] = {}
        for row, text in rows.cells:
            where = f"{rows.file} row {row}"
            if not text:
                fields.fault("missing", where, "is empty.", "Fill it in.")
                continue
            place, point = read_place(fields, where, text, self._ground.gazetteer)
            if point is not None:
                self.points[place] = point
            first = seen.setdefault(place, row)
            if place and first != row:
                message = f"{text!r} is in row {first} already."
                fields.fault("twice", where, message, "Leave it out.")
        return tuple(sorted(seen))

    def _named(self, fields: Fields, name: str, word: str) -> tuple[str, ...]:
        region = self._ground.region
        if word.casefold() in DESTINATIONS:
            return tuple(sorted({row.place for row in region.destinations}))
        level = singular(word.casefold(), region.levels)
        if level is not None:
            found = tuple(sorted(place.id for place in units_at(region, level)))
            if not found:
                fields.fault("level", name, f"the region has no {plural(level)}.", "Give a file.")
            return found
        if word:
            known = ", ".join((*map(plural, region.levels), DESTINATIONS[0]))
            message = f"{word!r} is no level of the region and no file."
            fields.fault("level", name, message, f"Give one of {known}, or a CSV file.")
        return ()


def read_file(word: str, region: Region) -> str | Rows:
    """The rows of a CSV file with a column `place`; a word that is no file stays a word.

    Raises:
        InputError: The file cannot be read or lacks the column.
    """
    if word.casefold() in DESTINATIONS or singular(word.casefold(), region.levels):
        return word
    path = Path(word)
    text = packs.read_text(path)
    if text is None:
        return word
    reader = csv.reader(StringIO(text, newline=""))
    try:
        records = [(row, cells) for row, cells in enumerate(reader, start=1) if any(cells)]
    except csv.Error as error:
        message = f"cannot be split into cells: {error}."
        raise InputError(Problem("input.csv", str(path), message)) from error
    header = [cell.strip() for cell in records[0][1]] if records else []
    if "place" not in header:
        message, hint = "lacks the column place.", "Give one: ids, UN/LOCODEs or LAT,LON."
        raise InputError(Problem("input.column", str(path), message, hint))
    at = header.index("place")
    cells = tuple((row, r[at].strip() if at < len(r) else "") for row, r in records[1:])
    return Rows(path.name, cells)
