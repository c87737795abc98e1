"""A chain that is handed in: nodes, links, firms, and how often it is to be tried."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from entrepot.industry.chain import Chain, Firm, Link, Node
from entrepot.industry.placing import WEIGHTS
from entrepot.industry.regional import DELTA
from entrepot.service.model_case import ModelCase

RUNS, SEED, MOST_RUNS, MOST_NODES = 2_000, 1, 100_000, 2_000
NOISE_SHARE = 0.1
_KEYS = ("nodes", "links", "enterprises", "runs", "seed", "weights", "noise_share", "delta")
_ROWS: Mapping[str, tuple[str, ...]] = {
    "nodes": ("id", "output_cny", "national_output_cny", "local_supply_cny", "peer_output_cny",
              "fit", "name", "name_zh"),
    "links": ("from", "to", "coefficient"),
    "enterprises": ("id", "node", "output_cny", "name", "name_zh"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChainCase:
    """A chain and how its ranks are tried.

    Attributes:
        weights: Of the parts of the score.
        noise_share: Error of each part, as a share of it.
    """

    chain: Chain
    runs: int = RUNS
    seed: int = SEED
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    noise_share: float = NOISE_SHARE


def chain_case(raw: dict[str, Any]) -> ChainCase:
    """A chain as JSON tells it.

    Raises:
        InputError: It cannot be used; everything wrong is named.
    """
    case = ModelCase(raw, None)
    case.only(_KEYS)
    nodes = [_node(one) for one in _rows(case, "nodes")]
    names = [node.id for node in nodes]
    if not nodes:
        case.fault("chain.nodes", "nodes", "is empty.", "Give at least one node.")
    if len(nodes) > MOST_NODES:
        case.fault("chain.nodes", "nodes", f"are more than {MOST_NODES:,}.")
    for at, name in enumerate(names):
        if name and name in names[:at]:
            case.fault("chain.twice", f"nodes[{at}].id", f"{name!r} is given twice.", "Keep one.")
    links = [_link(one, set(names)) for one in _rows(case, "links")]
    _check_links(case, links)
    firms = [_firm(one, set(names)) for one in _rows(case, "enterprises")]
    delta, noise = _share(case, "delta", DELTA), _share(case, "noise_share", NOISE_SHARE)
    weights = _weights(case)
    runs = case.whole("runs", 1, MOST_RUNS) if "runs" in raw else RUNS
    seed = case.whole("seed", 0, 2**32 - 1) if "seed" in raw else SEED
    case.raise_problems()
    return ChainCase(Chain(nodes, links, firms, delta), runs, seed, weights, noise)


def _rows(case: ModelCase, name: str) -> Iterator[ModelCase]:
    rows = case.raw.get(name) or []
    if not isinstance(rows, list):
        case.fault("case.rows", name, "is no list of objects.", "Write [{...}].")
        return
    for place, row in enumerate(rows):
        at = f"{name}[{place}]."
        if not isinstance(row, dict):
            case.fault("case.object", at[:-1], "is no object.", "Write {...}.")
            continue
        inner = ModelCase(row, None, at, case.problems)
        inner.only(_ROWS[name])
        yield inner


def _node(row: ModelCase) -> Node:
    output, national, supply, peer = (
        _amount(row, f"{name}_cny")
        for name in ("output", "national_output", "local_supply", "peer_output")
    )
    if output is not None and national is not None and output > national:
        row.fault("chain.region", "output_cny", f"{output:g} is more than the nation's "
                  f"{national:g}.", "Give both in one unit.")  # fmt: skip
    fit = row.inner("fit")
    fits = {name: _share(fit, name, 0.0) for name in fit.raw} if fit else {}
    return Node(_needed(row, "id"), output, national, supply, peer, fits)


def _link(row: ModelCase, known: Collection[str]) -> Link:
    ends = [_of(row, name, known) for name in ("from", "to")]
    if ends[0] and ends[0] == ends[1]:
        row.fault("chain.self", "to", f"{ends[1]!r} is where it begins.",
                  "Count own use out of the output.")  # fmt: skip
    return Link(ends[0], ends[1], _amount(row, "coefficient"))


def _check_links(case: ModelCase, links: list[Link]) -> None:
    seen = set[tuple[str, str]]()
    for at, link in enumerate(links):
        if (pair := (link.start, link.end)) in seen and all(pair):
            case.fault("chain.twice", f"links[{at}]", f"{link.start} to {link.end} is given twice.",
                       "Add the coefficients up.")  # fmt: skip
        seen.add(pair)


def _firm(row: ModelCase, known: Collection[str]) -> Firm:
    return Firm(_of(row, "node", known), _amount(row, "output_cny"))


def _weights(case: ModelCase) -> Mapping[str, float]:
    inner = case.inner("weights")
    if inner is None:
        return WEIGHTS
    inner.only(tuple(WEIGHTS))
    found = {name: _amount(inner, name) or 0.0 for name in WEIGHTS}
    if not any(found.values()):
        inner.fault("chain.weights", "gap", "and the others are all 0.", "Give one above 0.")
    return {name: value for name, value in found.items() if value > 0}


def _of(row: ModelCase, name: str, known: Collection[str]) -> str:
    found = _needed(row, name)
    if found and found not in known:
        row.fault("chain.unknown", name, f"there is no node {found!r}.", "Add it to nodes.")
    return found


def _needed(row: ModelCase, name: str) -> str:
    if row.raw.get(name) is None:
        row.fault("case.missing", name, "is missing.", "Give a text.")
        return ""
    return row.text(name) or ""


def _amount(row: ModelCase, name: str) -> float | None:
    """A number that is 0 or more; None is unknown."""
    value = row.raw.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < np.inf:
        row.fault("chain.amount", name, f"{value!r} is not a number that is 0 or more.",
                  "Leave it out where it is not known.")  # fmt: skip
        return None
    return float(value)


def _share(row: ModelCase, name: str, default: float) -> float:
    value = row.number(name, default)
    if not 0 <= value <= 1 and np.isfinite(value):
        row.fault("chain.share", name, f"{value:g} is not from 0 to 1.")
    return value
