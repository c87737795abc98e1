"""The pipeline of an index: denominate, impute, screen, treat, normalise, aggregate, rank."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from entrepot.assess.adjust import Adjusted, adjust
from entrepot.assess.aggregate import POSITIVE, combine
from entrepot.assess.impute import fill_em, fill_middle, fill_panel
from entrepot.assess.normalise import check_column, normalise
from entrepot.assess.scheme import Node, Scheme, Step, number
from entrepot.assess.treat import Treatment, treat
from entrepot.assess.weigh import fault, weigh
from entrepot.assess.wording import problem
from entrepot.kernel.errors import ModelError, Problem

Floats = NDArray[np.float64]
Weights = Mapping[str, float | Floats]
LEAST_PRESENT = 0.5  # a score from fewer than half of the parts is none of the whole


@dataclass(frozen=True, slots=True)
class Table:
    """Units and what is known of them.

    Attributes:
        units: Their codes.
        values: Indicators in the order of the scheme (n_units, n_indicators), NaN where missing.
        groups, denominators: Columns by name.
        times: Year of each row of a panel.
        classes: Class of each unit, where classes are ranked apart.
        rules: Columns that deductions and vetoes read, by name.
    """

    units: tuple[str, ...]
    values: Floats
    groups: Mapping[str, tuple[str, ...]]
    denominators: Mapping[str, Floats]
    times: tuple[float, ...] = ()
    classes: tuple[str, ...] = ()
    rules: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A table ready to be aggregated.

    Attributes:
        rows: Rows of the table that were kept.
        stages: Each stage's values by name, and the rows it holds.
        normalised: Indicators on one scale (n_kept, n_indicators), or run by run with a leading
            axis of runs.
        is_imputed: Which of them were filled.
        dropped: Units screened out, with the share that was available.
    """

    rows: tuple[int, ...]
    stages: Mapping[str, tuple[tuple[int, ...], Floats]]
    normalised: Floats
    is_imputed: NDArray[np.bool_]
    treatment: tuple[Treatment, ...]
    dropped: Mapping[str, float]


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


def prepare(scheme: Scheme, table: Table) -> Prepared:
    """Every step before weights come in."""
    everyone = tuple(range(len(table.units)))
    stages: dict[str, tuple[tuple[int, ...], Floats]] = {"raw": (everyone, table.values)}
    values = _denominated(scheme, table)
    stages["denominated"] = (everyone, values)
    filled = _imputed(scheme, table, values)
    if scheme.step("impute"):
        stages["imputed"] = (everyone, filled)
    rows, dropped = _screened(scheme, table, values, filled)
    kept = list(rows)
    if scheme.step("screen"):
        stages["screened"] = (rows, filled[kept])
    treated, treatment = _treated(scheme, filled[kept])
    if scheme.step("treat"):
        stages["treated"] = (rows, treated)
    scaled = _normalised(scheme, table, rows, treated)
    stages["normalised"] = (rows, scaled)
    is_imputed = (np.isnan(values) & ~np.isnan(filled))[kept]
    return Prepared(rows, stages, scaled, is_imputed, treatment, dropped)


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
        method = _method_at(step, node.level)
        below, heavy = _below(scheme, node, step, weights)
        values = np.stack(np.broadcast_arrays(*(scores[one.code] for one in below)), axis=-1)
        chosen = weights_at(scheme, node)
        told = _no_weights(node, values, chosen, prepared.rows, units) if chosen else None
        is_above = not failed.isdisjoint(one.code for one in below)
        if told or is_above:
            problems += [told] if told and not is_above else []
            failed.add(node.code)
            scores[node.code] = np.full(values.shape[:-1], np.nan)
            continue
        heavy, best = weigh(values, heavy, chosen) if chosen else (heavy, None)
        if best is not None:
            scores[node.code] = best
            continue
        if method in POSITIVE and bool((values <= 0).any()):
            problems.append(_not_positive(node, method, values, below, prepared.rows, units))
            scores[node.code] = np.full(values.shape[:-1], np.nan)
            continue
        scores[node.code] = combine(
            values, heavy, method, power=number(step, "power", 1.0),
            least_share=number(step, "min_present_share", LEAST_PRESENT),
        )  # fmt: skip
    if problems:
        raise ModelError(problems)
    return scores


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


def _denominated(scheme: Scheme, table: Table) -> Floats:
    values, problems = table.values.copy(), list[Problem]()
    for at, node in enumerate(scheme.indicators):
        if not node.denominator:
            continue
        below = table.denominators[node.denominator]
        problems += [
            problem("denominator", f"{table.units[row]}, {node.denominator}", "is zero.",
                    f"{node.code} is divided by it.")
            for row in np.flatnonzero(below == 0)
        ]  # fmt: skip
        values[:, at] = values[:, at] / np.where(below == 0, np.nan, below)
    if problems:
        raise ModelError(dict.fromkeys(problems))
    return values


def _imputed(scheme: Scheme, table: Table, values: Floats) -> Floats:
    step = scheme.step("impute")
    method = str(step["method"]) if step else "none"
    if step is None or method == "none":
        return values
    alike = ("",) * len(table.units)
    match method:
        case "mean" | "median":
            filled = fill_middle(values, alike, method)
        case "panel":
            filled = fill_panel(values, table.units, table.times)
        case "em":
            filled = fill_em(values)
        case _:
            groups = table.groups[str(step["group"])]
            filled = fill_middle(values, groups, method.removeprefix("group_"))
    problems = list(_left(scheme, table, filled, method))
    if problems:
        raise ModelError(problems)
    return filled


def _left(scheme: Scheme, table: Table, filled: Floats, method: str) -> Iterator[Problem]:
    for at, node in enumerate(scheme.indicators):
        units = dict.fromkeys(table.units[row] for row in np.flatnonzero(np.isnan(filled[:, at])))
        if units:
            yield problem("missing", f"node {node.code}, {', '.join(units)}",
                f"is still missing after {method}.",
                "Leave the units or the indicator out, or fill in another way.",
            )  # fmt: skip


def _screened(
    scheme: Scheme, table: Table, values: Floats, filled: Floats
) -> tuple[tuple[int, ...], Mapping[str, float]]:
    step = scheme.step("screen")
    everyone = tuple(range(len(table.units)))
    if step is None:
        return everyone, {}
    seen = values if step.get("on", "imputed") == "raw" else filled
    share = (~np.isnan(seen)).mean(axis=1)
    least = number(step, "min_available_share", 0.0)
    rows = tuple(row for row in everyone if share[row] >= least)
    if not rows:
        hint = "Lower screen.min_available_share."
        raise ModelError(problem("screen", "screen", "leaves no unit.", hint))
    gone = {table.units[row]: float(share[row]) for row in everyone if share[row] < least}
    return rows, gone


def _treated(scheme: Scheme, values: Floats) -> tuple[Floats, tuple[Treatment, ...]]:
    step = scheme.step("treat")
    if step is None:
        return values, ()
    done = [treat(column, step) for column in values.T]
    return np.column_stack([column for column, _ in done]), tuple(told for _, told in done)


def _normalised(scheme: Scheme, table: Table, rows: tuple[int, ...], values: Floats) -> Floats:
    step = scheme.step("normalise")
    if step is None:
        return np.asarray(values * np.array([node.direction for node in scheme.indicators]))
    columns = list(zip(values.T, scheme.indicators, strict=True))
    wanted = step.get("reference")
    names = [table.units[row] for row in rows]
    at = names.index(str(wanted)) if wanted in names else None
    found = [check_column(column, node, step, at) for column, node in columns]
    problems = [one for one in found if one]
    if wanted is not None and at is None:
        problems.append(problem("reference", "normalise.reference", f"no unit {wanted!r}."))
    if problems:
        raise ModelError(problems)
    return np.column_stack([normalise(column, node, step, at) for column, node in columns])


def renormalised(scheme: Scheme, table: Table, prepared: Prepared, values: Floats) -> Prepared:
    """What was prepared, with other values brought to scale anew, run by run.

    Args:
        scheme: Its section normalise.
        table: Where a reference unit is named.
        prepared: As it was.
        values: Instead of those before normalising (n_runs, n_kept, n_indicators).
    """
    step, nodes = scheme.step("normalise"), scheme.indicators
    if step is None:
        signs = np.array([node.direction for node in nodes])
        return replace(prepared, normalised=values * signs)
    names = [table.units[row] for row in prepared.rows]
    at = names.index(str(step["reference"])) if step.get("reference") is not None else None
    each = [normalise(values[..., i], node, step, at) for i, node in enumerate(nodes)]
    return replace(prepared, normalised=np.stack(each, axis=-1))


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
