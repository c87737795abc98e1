"""Why a node is to be strengthened, supplemented or extended, and where it ranks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from entrepot.industry.chain import Balance, Chain
from entrepot.industry.io import Floats

STRENGTHEN, SUPPLEMENT, EXTEND = "strengthen", "supplement", "extend"
WEIGHTS: Mapping[str, float] = {"gap": 0.4, "criticality": 0.3, "relatedness": 0.2, "fit": 0.1}
_LOW_SHARE = 0.5  # of a need that is met in the region
_MOST_OF_SUPPLY = 0.5  # that one firm holds
_UNPROCESSED = 0.5  # of an output that local users take
_LEAST_KNOWN = 0.5  # of the weights; from less there is no score


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a class.

    Attributes:
        value: What was found.
        limit: What it was held against.
        node: Neighbour it is about.
    """

    code: str
    value: float | None = None
    limit: float | None = None
    node: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A node: its class with reasons, and the parts of its score.

    Attributes:
        kind: Class, None where none is due.
        unknown: What had to be known for a class and is not.
    """

    kind: str | None
    reasons: tuple[Reason, ...]
    unknown: tuple[str, ...] = ()


def parts_of(chain: Chain, found: Balance) -> dict[str, Floats]:
    """What the score is made of, NaN where unknown (n,)."""
    fit = [min(node.fit.values(), default=np.nan) for node in chain.nodes]
    return {"gap": found.gap, "criticality": found.criticality,
            "relatedness": relatedness(found), "fit": np.array(fit)}  # fmt: skip


def relatedness(found: Balance) -> Floats:
    """Share of the neighbours whose place is known in which the region is specialised (n,)."""
    links = (found.coefficients > 0) | np.isnan(found.coefficients)
    near = (links | links.T) & ~np.eye(len(links), dtype=bool)
    slq = found.quotients.slq
    known = (near & ~np.isnan(slq)).sum(axis=1)
    special = (near & (slq >= 1)).sum(axis=1)
    share = np.divide(special, known, out=np.full(len(links), np.nan), where=known > 0)
    return np.asarray(share)


def percentile(values: Floats) -> Floats:
    """Place of each among the known, 0 the least, 1 the most; ties share the lower (n,)."""
    known = values[~np.isnan(values)]
    below = np.searchsorted(np.sort(known), values, side="left") / max(1, len(known) - 1)
    return np.where(np.isnan(values), np.nan, below)


def scored(parts: Mapping[str, Floats], weights: Mapping[str, float]) -> dict[str, Floats]:
    """Parts of the nodes of which enough is known for a score; NaN of the others (n,)."""
    known = np.stack([~np.isnan(parts[name]) for name in weights], axis=1)
    heavy = np.array(list(weights.values()))
    enough = (known * heavy).sum(axis=1) >= _LEAST_KNOWN * heavy.sum()
    return {name: np.where(enough, parts[name], np.nan) for name in weights}


def scores(parts: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Weighted percentiles; weights stretch over the parts that are known (n,)."""
    table = np.stack([percentile(parts[name]) for name in weights], axis=1)
    weight = np.where(np.isnan(table), 0.0, np.array(list(weights.values())))
    whole, total = weight.sum(axis=1), np.nansum(weight * table, axis=1)
    share = np.divide(total, whole, out=np.full(len(total), np.nan), where=whole > 0)
    return np.asarray(share)


def place(chain: Chain, found: Balance) -> list[Placed]:
    """The class of each node, with its reasons."""
    gaps = found.gap[found.gap > 0]
    high = float(np.median(gaps)) if len(gaps) else np.nan
    related = relatedness(found)
    middle = float(np.median(related[~np.isnan(related)])) if (~np.isnan(related)).any() else np.nan
    return [
        _supplement(found, at, high)
        or _extend(chain, found, at, related[at], middle)
        or _strengthen(chain, found, at)
        for at in range(len(chain.nodes))
    ]


def _supplement(found: Balance, at: int, high: float) -> Placed | None:
    """Local users, met by less than half, and a gap that is large among the gaps."""
    share, gap = found.local_share[at], found.gap[at]
    if not (share < _LOW_SHARE and gap >= high):
        return None
    return Placed(SUPPLEMENT, (
        Reason("users", float(found.need[at]), 0.0),
        Reason("local_share_low", float(share), _LOW_SHARE), Reason("gap_high", float(gap), high),
    ))  # fmt: skip


def _extend(
    chain: Chain, found: Balance, at: int, related: float, middle: float
) -> Placed | None:  # fmt: skip
    """Behind a strong node whose output leaves the region unprocessed, and related."""
    if not related > middle:
        return None
    strong = [seller for seller in np.flatnonzero(found.coefficients[:, at] > 0).tolist()
              if _is_strong(found, seller) and _use(found, seller) < _UNPROCESSED]  # fmt: skip
    if not strong:
        return None
    names = chain.names
    return Placed(EXTEND, (
        *(Reason("unprocessed", _use(found, one), _UNPROCESSED, names[one]) for one in strong),
        Reason("related", float(related), middle),
    ))  # fmt: skip


def _strengthen(chain: Chain, found: Balance, at: int) -> Placed:
    """Present and specialised, and small beside its peers or in one hand."""
    weak = _weak(chain, at, found.output[at])
    if not found.output[at] > 0 or not weak:
        return Placed(None, ())
    quotient = float(found.quotients.slq[at])
    if np.isnan(quotient):
        return Placed(None, weak, ("location_quotient",))
    if quotient < 1:
        return Placed(None, ())
    return Placed(STRENGTHEN, (Reason("specialised", quotient, 1.0), *weak))


def _weak(chain: Chain, at: int, output: float) -> tuple[Reason, ...]:
    node = chain.nodes[at]
    sizes = [firm.output for firm in chain.firms if firm.node == node.id]
    known = [size for size in sizes if size is not None]
    found = []
    if known and node.peer_output is not None and np.mean(known) < node.peer_output:
        found.append(Reason("below_peers", float(np.mean(known)), node.peer_output))
    if known and output > 0 and max(known) / output > _MOST_OF_SUPPLY:
        found.append(Reason("one_firm", max(known) / float(output), _MOST_OF_SUPPLY))
    return tuple(found)


def _is_strong(found: Balance, at: int) -> bool:
    return bool(found.output[at] > 0 and found.quotients.slq[at] >= 1)


def _use(found: Balance, at: int) -> float:
    """Share of a node's output that local users take."""
    return float(found.need[at] / found.output[at])


def known_parts(parts: Mapping[str, Floats]) -> Sequence[str]:
    """Parts of which something is known."""
    return [name for name, values in parts.items() if not np.isnan(values).all()]
