"""Tables of the land port and the airport: centres, and the opening of ports and areas."""

from dataclasses import dataclass

from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class AirCentre(Row):
    """What a centre of the aviation port is for."""

    role: str
    zone: str


@dataclass(frozen=True, slots=True)
class Opening(Row):
    """Approvals and readiness of ports and special areas, each with its day where it is known."""

    zone: str
    kind: str
    step: str
    step_zh: str
    state: str
    since: str


@dataclass(frozen=True, slots=True)
class DesignatedGoods(Row):
    """Goods that are brought in through areas designated for them alone, where a source says so."""

    id: str
    name: str
    name_zh: str
    hs: tuple[str, ...]
