"""Estimating a gravity equation over a table, as a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.gravity_bias import three_way
from entrepot.service.gravity_document import (
    Asked,
    estimate_document,
    kind_of,
    option_problems,
    small_of,
)
from entrepot.store.frames import Coded, Column, Frame, frame_of_rows, read_frame, write_frame
from entrepot.trade.bias import correct
from entrepot.trade.design import (
    Design,
    Levels,
    combine,
    count_terms,
    design,
    level_columns,
    number_columns,
)
from entrepot.trade.effects import level_codes, normalise, recover_effects
from entrepot.trade.formula import Formula, parse_clusters, parse_formula
from entrepot.trade.gravity import Fit, fit_ppml
from entrepot.trade.variance import (
    Covariance,
    estimate_covariance,
)

_Floats = NDArray[np.float64]
FITTED = "fitted"
MOST_CELLS = 500_000_000  # rows times terms: 4 GB
_LARGE = "Use the command line for large tables; make a factor of many levels an effect."


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate.

    Attributes:
        document: What it is told in.
        fit: The fit.
        built: Terms and effects it rests on.
        used: The rows without blanks.
    """

    document: dict[str, Any]
    fit: Fit
    built: Design
    used: Frame

    def fitted(self) -> Frame:
        """The rows that stayed, with their fitted values."""
        return self.used.take(self.fit.separation.kept).add(FITTED, self.fit.fitted)


def estimate_file(
    path: Path,
    asked: Asked,
    *,
    fitted: Path | None = None,
    effects: Path | None = None,
    name: str | None = None,
) -> dict[str, Any]:
    """Estimate over a CSV or Parquet file.

    Args:
        path: The file.
        asked: What is asked.
        fitted: File for the used rows with all their columns and `fitted`.
        effects: File for the effects against their reference.
        name: What to call the file in messages; by default its own name.

    Raises:
        InputError: The file, the formula, an expression or a value cannot be used; all of
            what is wrong is told.
        ModelError: Nothing is left to estimate from, or the steps do not settle.
    """
    formula, clusters = _read(asked)
    frame = read_frame(
        path, columns=None if fitted else _columns(formula, clusters), where=asked.where,
        derive=asked.derive, name=name,
    )  # fmt: skip
    found = estimate(frame, formula, clusters, asked)
    if fitted:
        write_frame(fitted, found.fitted())
    if effects:
        write_frame(effects, _effects(found.fit, formula, found.built, asked.reference))
    return found.document


def estimate_rows(rows: Sequence[Mapping[str, Any]], asked: Asked) -> dict[str, Any]:
    """Estimate over rows as JSON has them; raises as `estimate_file` does."""
    formula, clusters = _read(asked)
    frame = frame_of_rows(
        rows, columns=_columns(formula, clusters), where=asked.where, derive=asked.derive
    )
    return estimate(frame, formula, clusters, asked).document


def _read(asked: Asked) -> tuple[Formula, tuple[tuple[str, ...], ...]]:
    """The formula and the clusters; everything that is wrong with what is asked is told."""
    problems = list(option_problems(asked))
    try:
        formula = parse_formula(asked.formula)
    except InputError as error:
        problems += error.problems
    try:
        clusters = parse_clusters(asked.clusters)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    return formula, clusters


def check_size(formula: Formula, levels: Mapping[str, Levels], rows: int, asked: Asked) -> None:
    """Refuse what is more than was allowed, before it is built.

    Raises:
        InputError: There are too many rows, or terms for so many rows.
    """
    terms = count_terms(formula, levels)
    cells = rows * max(terms, 1)
    if asked.most_rows is not None and rows > asked.most_rows:
        message = f"has {rows:,} rows that can be used, more than {asked.most_rows:,}."
        raise InputError(Problem("gravity.too_large", "rows", message, _LARGE))
    if cells > (MOST_CELLS if asked.most_cells is None else asked.most_cells):
        message = f"asks for {terms:,} terms over {rows:,} rows."
        raise InputError(Problem("gravity.too_large", "formula", message, _LARGE))


def _columns(formula: Formula, clusters: Sequence[tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys([*formula.columns(), *(one for names in clusters for one in names)]))


def estimate(
    frame: Frame, formula: Formula, clusters: Sequence[tuple[str, ...]], asked: Asked
) -> Estimate:
    """Estimate over a table; raises as `estimate_file` does."""
    used, numbers = _usable(frame, formula, clusters)
    names = [*level_columns(formula), *(one for names in clusters for one in names)]
    levels = {name: Levels(one.codes, one.levels) for name, one in _coded(used, names).items()}
    if not len(used):
        raise InputError(Problem("gravity.no_rows", frame.file, "has no row that can be used."))
    check_size(formula, levels, len(used), asked)
    built = design(formula, numbers, levels, len(used))
    trade = numbers[formula.outcome]
    fit = fit_ppml(trade, built.terms, [one.codes for one in built.effects])
    kept = fit.separation.kept
    groups = [combine([levels[name] for name in one]).codes[kept] for one in clusters]
    correction = None
    if asked.is_corrected:
        panel = three_way(formula, levels, fit, trade[kept], groups)
        correction = correct(panel)
    covariance = _covariance(fit, trade[kept], groups, asked)
    document = estimate_document(fit, built, trade[kept], covariance, clusters, asked, correction)
    document["dropped"]["missing"] = len(frame) - len(used)
    return Estimate(document, fit, built, used)


def _coded(frame: Frame, names: Sequence[str]) -> dict[str, Coded]:
    return {name: frame.coded(name) for name in dict.fromkeys(names)}


def _usable(
    frame: Frame, formula: Formula, clusters: Sequence[tuple[str, ...]]
) -> tuple[Frame, dict[str, _Floats]]:
    """The rows without blanks, and their numbers.

    Raises:
        InputError: A number is none, trade is unknown or negative, or a logarithm is taken of
            what has none; every such cell is told.
    """
    problems: list[Problem] = []
    numbers: dict[str, _Floats] = {}
    for name in number_columns(formula):
        try:
            numbers[name] = frame.number(name)
        except InputError as error:
            problems += error.problems
    if formula.outcome in frame.columns:
        problems += _trade_problems(frame, formula.outcome, frame.known(formula.outcome))
    problems += _number_problems(frame, formula, numbers)
    if problems:
        raise InputError(problems)
    blank = np.zeros(len(frame), dtype=np.bool_)
    for column in numbers.values():
        blank |= np.isnan(column)
    names = [*level_columns(formula), *(one for names in clusters for one in names)]
    for coded in _coded(frame, names).values():
        blank |= coded.codes < 0
    return frame.take(~blank), {name: one[~blank] for name, one in numbers.items()}


def _trade_problems(frame: Frame, name: str, trade: _Floats) -> list[Problem]:
    """A problem for each row whose trade is unknown, endless or negative."""
    hint = f'Correct it, or leave the row out: where isfinite("{name}") AND "{name}" >= 0.'
    return [
        Problem("gravity.trade", f"{frame.file} row {frame.rows[i]}, {name}", told, hint)
        for i in np.flatnonzero(~(np.isfinite(trade) & (trade >= 0))).tolist()
        for told in ["is unknown." if np.isnan(trade[i]) else f"{trade[i]:g} is no trade."]
    ]


def _number_problems(
    frame: Frame, formula: Formula, numbers: Mapping[str, _Floats]
) -> list[Problem]:
    """A problem for each number that is endless, or has no logarithm where one is taken."""
    logs = {f.column for term in formula.terms for f in term.factors if f.kind == "log"}
    problems = []
    for name, column in numbers.items():
        if name == formula.outcome and name not in logs:
            continue
        wrong = np.isinf(column) | ((column <= 0) if name in logs else False)
        problems += [
            Problem(
                "gravity.number", f"{frame.file} row {frame.rows[i]}, {name}",
                f"{column[i]:g} " + ("has no logarithm." if name in logs else "is endless."),
            )
            for i in np.flatnonzero(wrong).tolist()
        ]  # fmt: skip
    return problems


def _covariance(
    fit: Fit, trade: _Floats, groups: Sequence[NDArray[np.int64]], asked: Asked
) -> Covariance:
    return estimate_covariance(
        fit.left, trade - fit.fitted, fit.information,
        kind=kind_of(asked), clusters=groups, small=small_of(asked),
    )  # fmt: skip


def _effects(fit: Fit, formula: Formula, built: Design, reference: str | None) -> Frame:
    """Every level of every effect against its reference."""
    index = np.log(fit.fitted)
    kept = fit.separation.kept
    if fit.terms:
        index = index - built.terms[kept][:, list(fit.terms)] @ fit.beta
    levels = [
        [built.effects[k].names[code] for code in level_codes(fit.groups, k).tolist()]
        for k in range(len(built.effects))
    ]
    marks = [
        np.array([reference is None or reference in name.split("^") for name in names], np.bool_)
        for names in levels
    ]
    values = normalise(recover_effects(index, fit.fitted, fit.groups), fit.groups, marks)
    sizes = [len(names) for names in levels]
    texts = tuple("^".join(one) for one in formula.effects)
    which = np.repeat(np.arange(len(texts)), sizes).astype(np.int64)
    names = [name for one in levels for name in one]
    columns: dict[str, Column] = {
        "effect": Coded(which, texts),
        "level": Coded(np.arange(len(names)), tuple(names)),
        "estimate": np.concatenate(values) if values else np.zeros(0),
    }
    return Frame("effects", columns, np.arange(1, len(names) + 1))
