"""The map of industrial chains: what its nodes need of each other and lack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from entrepot.industry.io import Floats, ghosh_losses, leontief_inverse, losses
from entrepot.industry.regional import DELTA, Regional, regional

KNOWN, BY_QUOTIENT = "known", "flq"


@dataclass(frozen=True, slots=True)
class Node:
    """Something that is made, or would be.

    Attributes:
        output: What the region makes of it in a year [money]; None is unknown, not nothing.
        national_output: What the nation makes of it.
        local_supply: What local users can have of it.
        peer_output: What a firm of the nation makes of it on average.
        fit: How well each limit (power, land, carbon, skills, logistics) lets it grow, 0 to 1.
    """

    id: str
    output: float | None = None
    national_output: float | None = None
    local_supply: float | None = None
    peer_output: float | None = None
    fit: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """What goes into what; the coefficient is money of the one in money of the other."""

    start: str
    end: str
    coefficient: float | None = None


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm at a node."""

    node: str
    output: float | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Nodes, links and firms; names are checked."""

    nodes: Sequence[Node]
    links: Sequence[Link]
    firms: Sequence[Firm] = ()
    delta: float = DELTA

    @property
    def names(self) -> list[str]:
        """Of the nodes, in their order."""
        return [node.id for node in self.nodes]


@dataclass(frozen=True, slots=True)
class Balance:
    """What the nodes of a chain need and lack; NaN is unknown.

    Attributes:
        coefficients: Of the chain (n, n).
        output: Of each node (n,).
        need: What local users take of each (n,).
        local_share: Share of the need that the region meets; NaN without local users (n,).
        basis: Where the share is from, None where there is none.
        gap: What the region does not meet (n,).
        criticality: What the others lose without the node (n,).
        quotients: By the nation's outputs.
    """

    coefficients: Floats
    output: Floats
    need: Floats
    local_share: Floats
    basis: Sequence[str | None]
    gap: Floats
    criticality: Floats
    quotients: Regional


def balance(chain: Chain) -> Balance:
    """What the nodes need, lack and carry.

    Raises:
        ModelError: The links use up all that is made.
    """
    made = _column([node.output for node in chain.nodes])
    coefficients = _matrix(chain)
    flows = np.where((coefficients == 0) | (made == 0), 0.0, coefficients * made)
    need = flows.sum(axis=1)
    quotients = regional(made, _column([node.national_output for node in chain.nodes]), chain.delta)
    shares, basis = _shares(chain, need, quotients)
    local = np.where(flows == 0, 0.0, shares * flows).sum(axis=1)
    share = np.divide(local, need, out=np.full(len(need), np.nan), where=need > 0)
    gap = np.where(need == 0, 0.0, need - local)
    bought = np.where(flows == 0, 0.0, shares * coefficients)
    told = [one if np.isfinite(share[at]) else None for at, one in enumerate(basis)]
    return Balance(coefficients, made, need, share, told, gap, criticality(bought, made), quotients)


def criticality(coefficients: Floats, output: Floats) -> Floats:
    """What others lose without each node, as buyer and as seller (n,).

    A node is NaN where something unknown lies on a way to it or from it.

    Args:
        coefficients: Of what is bought in the region, NaN where unknown (n, n).
        output: NaN where unknown (n,).
    """
    unknown = np.isnan(coefficients)
    inverse = leontief_inverse(np.where(unknown, 0.0, coefficients))
    made = np.nan_to_num(output)
    found = losses(inverse, made) + ghosh_losses(inverse, made)
    return np.where(_touched(coefficients, np.isnan(output)), np.nan, found)


def _touched(coefficients: Floats, is_unknown: np.ndarray) -> np.ndarray:
    """Nodes with an unknown link before or behind them, or an unknown output behind them."""
    reach = _reach(np.isnan(coefficients) | (coefficients > 0))
    starts, ends = np.nonzero(np.isnan(coefficients))
    return np.asarray(
        reach[ends].any(axis=0) | reach[:, starts].any(axis=1) | (reach & is_unknown).any(axis=1)
    )


def _reach(links: np.ndarray) -> np.ndarray:
    """Which node leads to which, each to itself (n, n)."""
    reach = links | np.eye(len(links), dtype=bool)
    while True:
        further = (reach.astype(np.float32) @ reach.astype(np.float32)) > 0
        if np.array_equal(further, reach):
            return np.asarray(reach)
        reach = further


def _shares(
    chain: Chain, need: Floats, quotients: Regional
) -> tuple[Floats, list[str]]:  # fmt: skip
    """Share of each link that is met in the region, and where it is from (n, n)."""
    supply = _column([node.local_supply for node in chain.nodes])
    known = np.divide(supply, need, out=np.ones(len(need)), where=need > 0)
    known = np.where(np.isnan(supply) | np.isnan(need), np.nan, np.minimum(1.0, known))
    is_known = ~np.isnan(supply)
    shares = np.where(is_known[:, None], known[:, None], quotients.local_share)
    return shares, [KNOWN if one else BY_QUOTIENT for one in is_known]


def _matrix(chain: Chain) -> Floats:
    at = {name: place for place, name in enumerate(chain.names)}
    found = np.zeros((len(at), len(at)))
    for link in chain.links:
        value = np.nan if link.coefficient is None else link.coefficient
        found[at[link.start], at[link.end]] = value
    return found


def _column(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if one is None else one for one in values], dtype=np.float64)
