"""Tables of where things are."""

from dataclasses import dataclass

from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class Place(Row):
    """A node of the map: unit of the region, city, port, airport, terminal, border station."""

    id: str
    name: str
    name_zh: str
    kind: str
    country: str
    parent: str | None
    admin_code: str
    unlocode: str
    lat: float
    lon: float
    population: int | None


@dataclass(frozen=True, slots=True)
class Zone(Row):
    """A bonded, development or pilot zone."""

    id: str
    name: str
    name_zh: str
    kind: str
    place: str
    area: float | None
    area_unit: str
    since: str
    figures: str


@dataclass(frozen=True, slots=True)
class ZoneRole(Row):
    """What a zone is for: projects are admitted to it by role."""

    id: str
    zone: str
    name: str
    name_zh: str
