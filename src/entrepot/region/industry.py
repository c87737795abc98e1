"""Tables of industrial chains: what is made, of what, by whom."""

from dataclasses import dataclass
from decimal import Decimal

from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class ChainRow(Row):
    """An industrial chain."""

    id: str
    name: str
    name_zh: str
    cluster: str
    level: str


@dataclass(frozen=True, slots=True)
class ChainNodeRow(Row):
    """Something a chain makes or takes, and what is known of it in the region."""

    id: str
    chain: str
    name: str
    name_zh: str
    hs: tuple[str, ...]
    industry: str
    presence: str
    places: tuple[str, ...]
    output_cny: Decimal | None
    national_output_cny: Decimal | None
    local_supply_cny: Decimal | None
    peer_output_cny: Decimal | None


@dataclass(frozen=True, slots=True)
class ChainLinkRow(Row):
    """What goes into what."""

    id: str
    start: str
    end: str
    coefficient: Decimal | None
    ratio: Decimal | None
    ratio_unit: str
    basis: str
    by_product: bool


@dataclass(frozen=True, slots=True)
class EnterpriseRow(Row):
    """A firm or plant, and the nodes of chains it is at."""

    id: str
    name: str
    name_zh: str
    credit_code: str
    place: str
    clusters: tuple[str, ...]
    nodes: tuple[str, ...]
    kind: str
    hs: tuple[str, ...]
    exporter: str
    projects: tuple[str, ...]
    output_cny: Decimal | None
