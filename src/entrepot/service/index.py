"""Composite indices of files, as documents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.assess import coherence
from entrepot.assess.adjust import deducted, vetoed
from entrepot.assess.derived import derived, in_mean_weights
from entrepot.assess.index import Index, build, parts_of, reweighted, rules_of, weights_at
from entrepot.assess.prepare import Prepared
from entrepot.assess.ranks import rank_apart
from entrepot.assess.scheme import Scheme
from entrepot.assess.weigh import Component, Doubt
from entrepot.assess.wording import problem
from entrepot.kernel.errors import InputError
from entrepot.service.index_files import IndexFiles, read_index
from entrepot.service.index_sensitivity import pairs_of
from entrepot.service.index_swap import swap_of

Document = dict[str, Any]


def index_of(scheme: Path, data: Path, *, stages: bool = False) -> Document:
    """The index of a scheme over data, every filled, treated or missing value flagged.

    Raises:
        InputError: A file cannot be used.
        ModelError: The numbers have no honest answer.
    """
    files = read_index(scheme, data)
    return told_index(files, build(files.scheme, files.table), stages=stages)


def told_index(files: IndexFiles, index: Index, *, stages: bool = False) -> Document:
    """An index that was worked out, as a document."""
    document: Document = {
        "scheme": files.scheme.code,
        "hash": files.hash,
        "units": _units(index),
        "treatment": list(_treatment(index)),
        **_found_weights(index),
        "coherence": _coherence(in_mean_weights(index)),
        "warnings": list(_warnings(files, index)),
    }
    if stages:
        document["stages"] = _stages(index)
    return document


def what_if(
    scheme: Path, data: Path, weights: Sequence[str], swaps: Sequence[str] = ()
) -> Document:
    """Ranks before and after weights change, and the least change that swaps two units.

    Args:
        scheme: TOML of the tree and the steps.
        data: CSV, a row a unit.
        weights: NODE=2, each a node and its new weight.
        swaps: A,B, each two units that are to change places.

    Raises:
        InputError: A file, a weight or a pair cannot be used.
        ModelError: The numbers have no honest answer.
    """
    files = read_index(scheme, data)
    before = build(files.scheme, files.table)
    pairs = pairs_of(before, swaps, "--swap")
    after = build(reweighted(files.scheme, changes_of(files.scheme, weights)), files.table)
    told = told_shift(before, after)
    return {**told, **({"swaps": [swap_of(before, *pair) for pair in pairs]} if swaps else {})}


def told_shift(before: Index, after: Index) -> Document:
    """Scores and ranks before and after, unit by unit."""
    shift = np.abs(after.ranks - before.ranks)
    known = ~np.isnan(shift)
    units = [
        {
            "unit": unit, **_when(before, at),
            "score_before": _number(before.final[at]),
            "score_after": _number(after.final[at]),
            "rank_before": _whole(before.ranks[at]), "rank_after": _whole(after.ranks[at]),
        }
        for at, unit in _in_order(after)
    ]  # fmt: skip
    return {
        "units": units,
        "mean_abs_rank_shift": float(shift[known].mean()) if known.any() else None,
        "largest_shift": int(shift[known].max()) if known.any() else None,
    }


def changes_of(scheme: Scheme, weights: Sequence[str]) -> Mapping[str, float]:
    """New weights by node, each as NODE=2.

    Raises:
        InputError: One is none, or leaves a node only zeros below.
    """
    codes, changes, problems = {node.code for node in scheme.nodes}, dict[str, float](), []
    for text in weights:
        node, _, value = text.partition("=")
        try:
            changes[node] = float(value)
        except ValueError:
            changes[node] = -1.0
        if node not in codes or not 0 <= changes[node] < float("inf"):
            hint = "Write NODE=2, a node of the tree and a weight of at least 0."
            problems.append(problem("weight", "--weight", f"{text!r} is none.", hint))
    found = [node for node in scheme.aggregates if weights_at(scheme, node)]
    problems += [
        problem("weight", f"--weight {one.code}", f"has no say: {node.code} finds them.",
                "Leave out the section weights.")
        for node in found
        for one in scheme.children(node.code)
        if one.code in changes
    ]  # fmt: skip
    lost = [
        problem("weight", f"node {node.code}", "has only weights of zero below.", "")
        for node in reweighted(scheme, changes).aggregates
        if not any(changes.get(one.code, one.weight) for one in scheme.children(node.code))
    ]
    if problems or lost:
        raise InputError([*problems, *lost])
    return changes


def _units(index: Index) -> list[Document]:
    prepared, table = index.prepared, index.table
    nodes = [node.code for node in index.scheme.aggregates]
    filled = prepared.is_imputed.mean(axis=1)
    flags, before = _flags(index), _before_rules(index)
    return [
        {
            "unit": unit,
            **_when(index, at),
            "class": table.classes[prepared.rows[at]] if table.classes else None,
            "rank": _whole(index.ranks[at]),
            "score": _number(index.final[at]),
            **before[at],
            "imputed_share": float(filled[at]),
            "nodes": {code: _number(index.scores[code][at]) for code in nodes},
            "flags": flags[at],
        }
        for at, unit in _in_order(index)
    ]


def _before_rules(index: Index) -> list[Document]:
    """Score and rank before deductions and vetoes, where the scheme has any."""
    rows, scores = index.prepared.rows, index.scores[index.scheme.root.code]
    if not index.scheme.rule_columns:
        return [{} for _ in rows]
    ranks = rank_apart(scores, parts_of(index.table, rows))
    return [
        {"score_before": _number(scores[at]), "rank_before": _whole(ranks[at]),
         "deducted": _number(scores[at] - index.final[at])}
        for at in range(len(rows))
    ]  # fmt: skip


def _in_order(index: Index) -> Iterator[tuple[int, str]]:
    names = [index.table.units[row] for row in index.prepared.rows]
    ranks = np.where(np.isnan(index.ranks), np.inf, index.ranks)
    for at in sorted(range(len(names)), key=lambda at: (ranks[at], names[at])):
        yield at, names[at]


def _when(index: Index, at: int) -> Document:
    times = index.table.times
    return {"time": times[index.prepared.rows[at]]} if times else {}


def _flags(index: Index) -> list[list[Document]]:
    """What was filled, treated or is missing, unit by unit."""
    found: list[list[Document]] = [[] for _ in index.prepared.rows]
    codes = [node.code for node in index.scheme.indicators]
    for kind, mask in _marks(index.prepared):
        for at, column in np.argwhere(mask).tolist():
            found[at].append({"flag": kind, "indicator": codes[column]})
    for node in index.scheme.aggregates:
        for at in np.flatnonzero(np.isnan(index.scores[node.code])).tolist():
            reason = "too few of its parts are present"
            found[at].append({"flag": "no_score", "node": node.code, "reason": reason})
    _flag_rules(index, found)
    return found


def _flag_rules(index: Index, found: list[list[Document]]) -> None:
    """Every deduction and veto that met a unit, with the act behind it."""
    scheme, count = index.scheme, len(index.prepared.rows)
    rules = rules_of(index.table, index.prepared.rows)
    for one, points in zip(scheme.deductions, deducted(scheme, rules, count), strict=True):
        for at in np.flatnonzero(points).tolist():
            told = {"rule": one.code, "points": float(points[at]), "source": one.source}
            found[at].append({"flag": "deduction", **told})
    for veto, barred in zip(scheme.vetoes, vetoed(scheme, rules, count), strict=True):
        for at in np.flatnonzero(barred).tolist():
            told = {"rule": veto.code, "effect": veto.effect, "source": veto.source}
            found[at].append({"flag": "veto", **told})


def _marks(prepared: Prepared) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    yield "imputed", prepared.is_imputed
    rows, treated = prepared.stages.get("treated", ((), None))
    stage = prepared.stages.get("imputed") or prepared.stages["denominated"]
    if treated is not None:
        before = stage[1][list(rows)]
        changed = (treated != before) & ~np.isnan(before)
        logs = np.array([told.is_log for told in prepared.treatment])
        yield "winsorised", changed & ~logs
        yield "log", changed & logs
    yield "missing", np.isnan(prepared.normalised)


def _found_weights(index: Index) -> Document:
    """Weights that the data told: one set a node, or one a unit."""
    found = derived(index)
    if not found:
        return {}
    parts = {code: [one.code for one in index.scheme.children(code)] for code in found}
    told = [
        {"node": code, "shares": dict(zip(parts[code], one.weights.tolist(), strict=True)),
         "explained_share": one.explained_share}
        for code, one in found.items()
        if isinstance(one, Component)
    ]  # fmt: skip
    best = [
        {
            "unit": index.table.units[row], **_when(index, at), "node": code,
            "shares": dict(zip(parts[code], map(_number, one.shares[at]), strict=True)),
        }
        for code, one in found.items()
        if isinstance(one, Doubt)
        for at, row in enumerate(index.prepared.rows)
    ]  # fmt: skip
    return {"weights": told} | ({"best_weights": best} if best else {})


def _treatment(index: Index) -> Iterator[Document]:
    for node, told in zip(index.scheme.indicators, index.prepared.treatment, strict=False):
        yield {
            "indicator": node.code, "skew": told.skew, "kurtosis": told.kurtosis,
            "points": told.points, "log": told.is_log, "passed": told.has_passed,
            "skew_after": told.skew_after, "kurtosis_after": told.kurtosis_after,
        }  # fmt: skip


def _coherence(index: Index) -> Document:
    """Whether the tree hangs together."""
    found = list(coherence.pairs(index))
    return {
        "influence": [asdict(one) for one in coherence.influences(index)],
        "alpha": dict(coherence.alphas(index)),
        "collinear": [_pair(*one) for one in found if one[2] >= coherence.COLLINEAR],
        "negative": [_pair(*one) for one in found if one[2] < 0],
    }


def _pair(a: str, b: str, r: float) -> Document:
    return {"nodes": [a, b], "correlation": r}


def _warnings(files: IndexFiles, index: Index) -> Iterator[str]:
    if files.ignored:
        yield f"columns not used: {', '.join(files.ignored)}"
    for unit, share in index.prepared.dropped.items():
        yield f"{unit} is screened out: {share:.0%} of its indicators are known"
    for told in _treatment(index):
        if not told["passed"]:
            yield f"{told['indicator']} still has heavy tails after treatment"


def _stages(index: Index) -> Document:
    """Each stage's table: a row a unit, by indicator."""
    codes = [node.code for node in index.scheme.indicators]
    told = {
        name: [_row(index, row, zip(codes, values[at], strict=True)) for at, row in enumerate(rows)]
        for name, (rows, values) in index.prepared.stages.items()
    }
    told["aggregated"] = [
        _row(index, row, ((code, scores[at]) for code, scores in index.scores.items()))
        for at, row in enumerate(index.prepared.rows)
    ]
    return told


def _row(index: Index, row: int, cells: Any) -> Document:
    times = index.table.times
    when = {"time": times[row]} if times else {}
    unit = {"unit": index.table.units[row], **when}
    return unit | {"values": {code: _number(value) for code, value in cells}}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
