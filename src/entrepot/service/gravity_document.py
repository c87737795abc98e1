"""What is asked of a gravity estimate, and the document it is told in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import Problem
from entrepot.trade.bias import Correction
from entrepot.trade.design import Design
from entrepot.trade.gravity import Fit, log_likelihood, pseudo_r2
from entrepot.trade.variance import KINDS, SMALL, Covariance, Kind, Small, tell_coefficients

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an estimate.

    Attributes:
        formula: The formula as it is written.
        where: DuckDB scalar SQL; rows for which it is true are used.
        derive: DuckDB scalar SQL of further columns by name.
        clusters: Columns whose rows err together, one or two; joined by `^` for combinations.
        kind: What is supposed of the errors; by default `cluster` with clusters, else `robust`.
        small: What is done for small samples.
        is_corrected: Whether estimate and error are freed of the three-way bias.
        reference: Level that effects are told against; by default the first.
        most_rows: Rows of the table up to which it is estimated; None sets no limit.
        most_cells: Rows times terms up to which it is; None sets no limit.
    """

    formula: str
    where: str | None = None
    derive: Mapping[str, str] | None = None
    clusters: Sequence[str] = ()
    kind: str | None = None
    small: str = "none"
    is_corrected: bool = False
    reference: str | None = None
    most_rows: int | None = None
    most_cells: int | None = None


def option_problems(asked: Asked) -> list[Problem]:
    """What is wrong with the options."""
    problems = []
    for name, value, known in (("vcov", asked.kind, KINDS), ("ssc", asked.small, SMALL)):
        if value is not None and value not in known:
            message = f"'{value}' is none of {', '.join(known)}."
            problems.append(Problem("gravity.option", name, message))
    if asked.kind == "cluster" and not asked.clusters:
        hint = "Name a column by cluster."
        problems.append(Problem("gravity.option", "vcov", "is cluster, but of what?", hint))
    if asked.kind in ("iid", "robust") and asked.clusters:
        message = f"'{asked.kind}' does not go with clusters."
        problems.append(Problem("gravity.option", "vcov", message, "Leave one of them out."))
    return problems


def kind_of(asked: Asked) -> Kind:
    """What is supposed of the errors."""
    default: Kind = "cluster" if asked.clusters else "robust"
    return next((one for one in KINDS if one == asked.kind), default)


def small_of(asked: Asked) -> Small:
    """What is done for small samples."""
    return next(one for one in SMALL if one == asked.small)


def estimate_document(
    fit: Fit, built: Design, trade: _Floats, covariance: Covariance,
    clusters: Sequence[tuple[str, ...]], asked: Asked, correction: Correction | None,
) -> dict[str, Any]:  # fmt: skip
    """An estimate in the keys of its contract."""
    names = [built.names[place] for place in fit.terms]
    matrix, beta = covariance.matrix, fit.beta
    counts = list(covariance.clusters)
    document: dict[str, Any] = {}
    if correction is not None:
        pairs = counts[0]
        factor = pairs / (pairs - 1) if asked.small == "stata" else 1.0
        document["bias_correction"] = _bias_document(names, beta, matrix, correction)
        matrix, beta = factor * correction.covariance, beta - correction.bias
    by = ["^".join(one) for one in clusters]
    return {
        "coefficients": _coefficients(names, beta, matrix),
        "vcov_matrix": matrix.tolist(),
        "vcov": {"kind": kind_of(asked), "by": by, "ssc": asked.small},
        "n_obs": len(trade),
        "n_clusters": (counts[0] if len(counts) == 1 else counts) if counts else None,
        "dropped": {
            "missing": 0,
            "separated": fit.separation.by_group + fit.separation.by_terms,
            "terms": [built.names[place] for place in fit.dropped],
        },
        "deviance": fit.deviance,
        "log_pseudo_likelihood": log_likelihood(trade, fit.fitted),
        "pseudo_r2": pseudo_r2(trade, fit.fitted),
        "iterations": fit.iterations,
        "gradient_norm": fit.gradient_norm,
        "converged": True,
        **document,
        "formula": asked.formula,
        "status": "modelled",
        "warnings": _warnings(fit, covariance, built),
    }


def _coefficients(names: Sequence[str], beta: _Floats, matrix: _Floats) -> list[dict[str, Any]]:
    return [
        {
            "term": name, "estimate": one.estimate, "std_error": one.std_error, "z": one.z,
            "p_value": one.p_value, "ci_low": one.ci_low, "ci_high": one.ci_high,
        }
        for name, one in zip(names, tell_coefficients(beta, matrix), strict=True)
    ]  # fmt: skip


def _bias_document(
    names: Sequence[str], beta: _Floats, matrix: _Floats, correction: Correction
) -> dict[str, Any]:
    """What the correction took off, beside what was estimated."""
    return {
        "method": "Weidner and Zylkin 2021",
        "terms": [
            {
                "term": name, "bias": float(correction.bias[k]), "estimate": one.estimate,
                "std_error": one.std_error,
            }
            for k, (name, one) in enumerate(
                zip(names, tell_coefficients(beta, matrix), strict=True)
            )
        ],
    }  # fmt: skip


def _warnings(fit: Fit, covariance: Covariance, built: Design) -> list[dict[str, str]]:
    told = []
    if fit.dropped:
        names = ", ".join(built.names[place] for place in fit.dropped)
        message = f"{names}: explained by effects or by terms before; left out."
        told.append(("gravity.collinear", "terms", message))
    if fit.separation.by_terms:
        count = fit.separation.by_terms
        message = f"{count} rows without trade are separated by terms and effects together."
        told.append(("gravity.separated", "rows", message))
    if not fit.separation.is_sure:
        message = "the search for separated rows did not come to an end; some may be left."
        told.append(("gravity.separation_open", "rows", message))
    if covariance.is_mended:
        message = "the two-way covariance had negative variances; they were set to zero."
        told.append(("gravity.vcov_mended", "vcov_matrix", message))
    return [{"code": code, "where": where, "message": text} for code, where, text in told]
