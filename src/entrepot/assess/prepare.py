"""From raw values to indicators on one scale: every step before weights come in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from entrepot.assess.impute import fill_em, fill_middle, fill_panel
from entrepot.assess.normalise import check_column, normalise
from entrepot.assess.scheme import Scheme, number
from entrepot.assess.treat import Treatment, treat
from entrepot.assess.wording import problem
from entrepot.kernel.errors import ModelError, Problem

Floats = NDArray[np.float64]


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
