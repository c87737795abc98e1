"""Chains as documents: what they need and lack, and how sure each rank is.

Scores come from the room of industry; the engine of the room of assessment tries them under other
weights and with errors in every part. Neither room knows of the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.assess.index import build
from entrepot.assess.prepare import Table
from entrepot.assess.ranks import rank
from entrepot.assess.scheme import Node, Scheme
from entrepot.assess.uncertainty import Assumption, Option, sensitivity
from entrepot.industry.chain import Balance, balance
from entrepot.industry.placing import (
    Placed,
    known_parts,
    parts_of,
    percentile,
    place,
    scored,
    scores,
)
from entrepot.service.chain_case import ChainCase, chain_case
from entrepot.service.model_case import plain, read_case

Document = dict[str, Any]
Floats = NDArray[np.float64]
_SPAN = 0.25  # weights are drawn so far from what they are
_BAND = (5, 95)


def gaps_of(path: Path) -> Document:
    """What a chain of a file needs and lacks.

    Raises:
        InputError: It cannot be used; everything wrong is named.
        ModelError: The links use up all that is made.
    """
    return gaps(chain_case(read_case(path)))


def gaps(case: ChainCase) -> Document:
    """What a chain needs and lacks, node by node.

    Raises:
        ModelError: The links use up all that is made.
    """
    chain, found = case.chain, balance(case.chain)
    parts = scored(parts_of(chain, found), case.weights)
    score = scores(parts, case.weights)
    ranks = rank(score)
    low, high = rank_band(case, parts)
    placed = place(chain, found)
    columns = zip(
        plain(found.need), plain(found.local_share), found.basis, plain(found.gap),
        plain(found.criticality), plain(score), _whole(ranks), plain(low), plain(high),
        strict=True,
    )  # fmt: skip
    nodes = [
        {"id": chain.names[at], "need_cny": need, "local_share": share, "basis": basis,
         "gap_cny": gap, "criticality_cny": critical, **_class(placed[at]),
         "parts": _parts(parts, case.weights, at), "score": one, "rank": own,
         "rank_p05": p05, "rank_p95": p95}
        for at, (need, share, basis, gap, critical, one, own, p05, p95) in enumerate(columns)
    ]  # fmt: skip
    return {"nodes": nodes, "region": _region(found), "weights": dict(case.weights),
            "runs": case.runs, "seed": case.seed, "noise_share": case.noise_share}  # fmt: skip


def rank_band(case: ChainCase, parts: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Ranks that 90 of 100 runs lie between, NaN where a node has none (n,), (n,)."""
    names = known_parts(parts)
    shape = len(case.chain.nodes)
    if not names:
        return np.full(shape, np.nan), np.full(shape, np.nan)
    ranks = _tried(case, names, np.stack([parts[name] for name in names], axis=1))
    found = np.full((2, shape), np.nan)
    known = ~np.isnan(ranks).any(axis=0)
    found[:, known] = np.percentile(ranks[:, known], _BAND, axis=0)
    return found[0], found[1]


def _tried(case: ChainCase, names: Sequence[str], values: Floats) -> Floats:
    """Ranks of each run (n_runs, n_nodes)."""
    table = Table(tuple(case.chain.names), values, {}, {})
    steps: dict[str, Mapping[str, object]] = {
        "normalise": {"method": "percentile_rank"},
        "aggregate": {"method": "arithmetic", "min_present_share": 1e-6},
    }
    leaves = [Node(name, 1, "score", weight=case.weights[name]) for name in names]
    nominal = build(Scheme("chain", "node", (*leaves, Node("score", 2)), steps=steps), table)
    draw = np.random.default_rng(case.seed)
    drawn = draw.uniform(1 - _SPAN, 1 + _SPAN, (case.runs, len(names)))
    weights = [Option(weights={name: case.weights[name] * float(by)
                               for name, by in zip(names, row, strict=True)})
               for row in drawn]  # fmt: skip
    errors = Assumption("errors", (Option(),) * case.runs, noise_share=case.noise_share)
    found = sensitivity(
        nominal, [Assumption("weights", tuple(weights)), errors], method="sobol",
        points=-(-case.runs // 2), seed=case.seed,
    )  # fmt: skip
    return found.ranks[: case.runs]


def _class(placed: Placed) -> Document:
    return {"class": placed.kind, "reasons": [asdict(one) for one in placed.reasons],
            "unknown": list(placed.unknown)}  # fmt: skip


def _parts(parts: Mapping[str, Floats], weights: Mapping[str, float], at: int) -> Document:
    return {
        name: {"value": plain(values[[at]])[0], "percentile": plain(percentile(values)[[at]])[0],
               "weight": weights[name]}
        for name, values in parts.items()
    }  # fmt: skip


def _region(found: Balance) -> Document:
    share, scale = plain(np.array([found.quotients.share, found.quotients.scale]))
    return {"share": share, "lambda": scale}


def _whole(ranks: Floats) -> list[int | None]:
    return [None if one is None else int(one) for one in plain(ranks)]
