"""An index: what was prepared, aggregated up its tree, ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from entrepot.assess.adjust import Adjusted, adjust
from entrepot.assess.aggregate import POSITIVE, combine
from entrepot.assess.prepare import Floats, Prepared, Table, prepare
from entrepot.assess.scheme import Node, Scheme, Step, number
from entrepot.assess.weigh import fault, weigh
from entrepot.assess.wording import problem
from entrepot.kernel.errors import ModelError, Problem

Weights = Mapping[str, float | Floats]
LEAST_PRESENT = 0.5  # a score from fewer than half of the parts is none of the whole


@dataclass(frozen=True, slots=True)
class Index:
    """Scores of every node, and ranks by the root.

    Attributes:
        scores: By node, indicators included (n_kept,).
        final: Of the root, deductions taken off (n_kept,).
        ranks: By the final scores, vetoes observed; 1 is best, ties share the better, NaN where
            there is none.
    """

    scheme: Scheme
    table: Table
    prepared: Prepared
    scores: Mapping[str, Floats]
    final: Floats
    ranks: Floats


def build(scheme: Scheme, table: Table) -> Index:
    """Run the whole pipeline.

    Raises:
        ModelError: The numbers have no honest answer; every reason is named.
    """
    prepared = prepare(scheme, table)
    scores = aggregate(scheme, prepared, units=table.units)
    done = adjusted(scheme, table, prepared.rows, scores[scheme.root.code])
    return Index(scheme, table, prepared, scores, done.final, done.ranks)


def adjusted(scheme: Scheme, table: Table, rows: Sequence[int], scores: Floats) -> Adjusted:
    """Scores of the root (..., n_kept) after deductions, and ranks after vetoes."""
    rules = rules_of(table, rows)
    return adjust(scheme, rules, scores, parts_of(table, rows))


def aggregate(
    scheme: Scheme, prepared: Prepared, weights: Weights | None = None, units: Sequence[str] = ()
) -> Mapping[str, Floats]:
    """Scores of every node.

    Args:
        scheme: The tree and the section aggregate.
        prepared: Indicators on one scale.
        weights: Weights by node instead of the scheme's; arrays (n_runs,) give scores
            (n_runs, n_units).
        units: Names of all units of the table, for a refusal.

    Raises:
        ModelError: A mean that needs values above zero meets others.
    """
    step = scheme.step("aggregate") or {"method": "arithmetic"}
    scores: dict[str, Floats] = {
        node.code: prepared.normalised[..., at] for at, node in enumerate(scheme.indicators)
    }
    problems, failed = list[Problem](), set[str]()
    for node in scheme.aggregates:
        below, heavy = _below(scheme, node, step, weights)
        values = np.stack(np.broadcast_arrays(*(scores[one.code] for one in below)), axis=-1)
        wrong = _wrong(scheme, node, values, below, prepared.rows, units)
        is_above = not failed.isdisjoint(one.code for one in below)
        if wrong or is_above:
            problems += [wrong] if wrong and not is_above else []
            failed.add(node.code)
            scores[node.code] = np.full(values.shape[:-1], np.nan)
        else:
            scores[node.code] = _scores(scheme, node, values, heavy)
    if problems:
        raise ModelError(problems)
    return scores


def _scores(scheme: Scheme, node: Node, values: Floats, heavy: Floats) -> Floats:
    """Scores of one node from those of its children (..., n_units, n_children)."""
    step, chosen = scheme.step("aggregate") or {"method": "arithmetic"}, weights_at(scheme, node)
    if chosen:
        heavy, best = weigh(values, heavy, chosen)
        if best is not None:
            return best
    return combine(
        values, heavy, _method_at(step, node.level), power=number(step, "power", 1.0),
        least_share=number(step, "min_present_share", LEAST_PRESENT),
    )  # fmt: skip


def root_scores(
    scheme: Scheme, prepared: Prepared, weights: Weights, units: Sequence[str] = ()
) -> Floats:
    """Scores of the root alone (n_runs, n_units); a tree that only adds up is one product.

    Args and refusals are those of `aggregate`.
    """
    step = scheme.step("aggregate") or {"method": "arithmetic"}
    if not is_sum(scheme) or bool(np.isnan(prepared.normalised).any()):
        return aggregate(scheme, prepared, weights, units)[scheme.root.code]
    carried: dict[str, Floats] = {scheme.root.code: np.ones(1)}
    for node in reversed(scheme.aggregates):
        below, heavy = _below(scheme, node, step, weights)
        shares = heavy / heavy.sum(axis=-1, keepdims=True)
        carried |= {one.code: carried[node.code] * shares[..., at] for at, one in enumerate(below)}
    each = np.broadcast_arrays(*(carried[node.code] for node in scheme.indicators))
    shares = np.stack(each, axis=-1)
    if prepared.normalised.ndim == 3:
        return np.asarray((prepared.normalised @ shares[:, :, None])[..., 0])
    return np.asarray(shares @ prepared.normalised.T)


def weights_at(scheme: Scheme, node: Node) -> Step | None:
    """How the weights below a node are found; None where they are given."""
    step = scheme.step("weights")
    if step is None or step["method"] == "given":
        return None
    levels = step.get("levels")
    return step if not isinstance(levels, list) or node.level in levels else None


def rules_of(table: Table, rows: Sequence[int]) -> Mapping[str, Floats]:
    """Columns of deductions and vetoes of some rows."""
    return {name: column[list(rows)] for name, column in table.rules.items()}


def is_sum(scheme: Scheme) -> bool:
    """Whether a score is a sum by given weights: every mean arithmetic, level by level."""
    if any(weights_at(scheme, node) for node in scheme.aggregates):
        return False
    step = scheme.step("aggregate") or {"method": "arithmetic"}
    methods = {_method_at(step, node.level) for node in scheme.aggregates}
    return methods == {"arithmetic"} and step.get("scope", "hierarchical") != "flat"


def parts_of(table: Table, rows: Sequence[int]) -> list[object]:
    """Class and year of each row, which are ranked apart."""
    return [
        (table.classes[row] if table.classes else None, table.times[row] if table.times else None)
        for row in rows
    ]


def reweighted(scheme: Scheme, changes: Mapping[str, float]) -> Scheme:
    """The scheme with other weights of some nodes."""
    nodes = (replace(one, weight=changes.get(one.code, one.weight)) for one in scheme.nodes)
    return replace(scheme, nodes=tuple(nodes))


def effective_weights(scheme: Scheme) -> Mapping[str, float]:
    """Share of the root that each node carries, were every level added up."""
    found = {scheme.root.code: 1.0}
    for node in reversed(scheme.aggregates):
        below = scheme.children(node.code)
        whole = sum(one.weight for one in below)
        found |= {one.code: found[node.code] * one.weight / whole for one in below}
    return found


def _method_at(step: Mapping[str, object], level: int) -> str:
    by_level = step.get("by_level")
    if isinstance(by_level, Mapping):
        found = by_level.get(str(level), by_level.get(level))
        if found:
            return str(found)
    return str(step["method"])


def _below(
    scheme: Scheme, node: Node, step: Mapping[str, object], weights: Weights | None
) -> tuple[tuple[Node, ...], Floats]:
    """What a node is made of, and its weights (n_children,) or (n_runs, n_children)."""
    given = dict(weights or {})
    below = scheme.children(node.code)
    if step.get("scope") == "flat":
        below = _leaves(scheme, node.code)
        if step.get("flat_weights", "own") == "effective":
            carried = effective_weights(scheme)
            return below, np.array([carried[one.code] for one in below])
    each = [np.asarray(given.get(one.code, one.weight), dtype=float) for one in below]
    return below, np.stack(np.broadcast_arrays(*each), axis=-1)


def _leaves(scheme: Scheme, code: str) -> tuple[Node, ...]:
    found: list[Node] = []
    for node in scheme.children(code):
        found += [node] if node.level == 1 else _leaves(scheme, node.code)
    return tuple(found)


def _wrong(
    scheme: Scheme, node: Node, values: Floats, below: Sequence[Node], rows: Sequence[int],
    units: Sequence[str],
) -> Problem | None:  # fmt: skip
    """Why a node has no scores; None where it has."""
    step, chosen = scheme.step("aggregate") or {"method": "arithmetic"}, weights_at(scheme, node)
    told = _no_weights(node, values, chosen, rows, units) if chosen else None
    if told or (chosen and chosen["method"] == "bod"):
        return told
    method = _method_at(step, node.level)
    if method in POSITIVE and bool((values <= 0).any()):
        return _not_positive(node, method, values, below, rows, units)
    return None


def _no_weights(
    node: Node, values: Floats, step: Step, rows: Sequence[int], units: Sequence[str]
) -> Problem | None:
    told, bad = fault(values, step)
    if not told:
        return None
    whose = [units[rows[at]] if units else str(at) for at in np.flatnonzero(bad).tolist()]
    return problem("weights", ", ".join([f"node {node.code}", *whose]),
        f"{told}: there are no weights by {step['method']}.",
        "Fill in, turn or leave out a part, normalise to 1 to 100, or weigh in another way.",
    )  # fmt: skip


def _not_positive(
    node: Node, method: str, values: Floats, below: Sequence[Node], rows: Sequence[int],
    units: Sequence[str],
) -> Problem:  # fmt: skip
    found = np.asarray(values <= 0).reshape(-1, *values.shape[-2:])
    bad = np.logical_or.reduce(found, axis=0)
    rows_bad, columns_bad = bad.any(axis=1), bad.any(axis=0)
    whose = [units[rows[at]] if units else str(at) for at in np.flatnonzero(rows_bad).tolist()]
    which = [below[at].code for at in np.flatnonzero(columns_bad).tolist()]
    return problem("not_positive", f"node {node.code}, {', '.join(whose)}",
        f"{method} needs values above zero; {', '.join(which)} has others.",
        "Normalise to 1 to 100, say.",
    )  # fmt: skip
