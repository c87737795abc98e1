"""A formula over columns: the terms as a matrix, the effects as codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import InputError, Problem
from entrepot.trade.formula import CONSTANT, Factor, Formula, Term

_Floats = NDArray[np.float64]
_MOST_COUNTED = 10_000_000  # largest code up to which counting is quicker than sorting
_Part = tuple[str, _Floats]


@dataclass(frozen=True, slots=True)
class Levels:
    """A column of levels: the code of each row, -1 where blank (n,), and what codes mean."""

    codes: NDArray[np.int64]
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Design:
    """Terms and effects of a formula over rows.

    Attributes:
        names: Name of each column of the terms.
        terms: The columns (n, p).
        effects: Levels of each effect, without blanks.
    """

    names: tuple[str, ...]
    terms: _Floats
    effects: tuple[Levels, ...]


def number_columns(formula: Formula) -> list[str]:
    """Columns that must be numbers: the outcome and those of terms."""
    of_terms = [f.column for term in formula.terms for f in term.factors if f.kind != "levels"]
    return list(dict.fromkeys([formula.outcome, *of_terms]))


def level_columns(formula: Formula) -> list[str]:
    """Columns of levels: those of effects and of `i(…)`."""
    of_terms = [f.column for term in formula.terms for f in term.factors if f.kind == "levels"]
    return list(dict.fromkeys([*of_terms, *(name for one in formula.effects for name in one)]))


def count_terms(formula: Formula, levels: Mapping[str, Levels]) -> int:
    """How many columns the terms have, before they are made."""
    return int(formula.has_constant) + sum(
        prod(len(levels[f.column].names) for f in term.factors if f.kind == "levels")
        for term in formula.terms
    )


def design(
    formula: Formula, numbers: Mapping[str, _Floats], levels: Mapping[str, Levels], count: int
) -> Design:
    """Build terms and effects.

    Args:
        formula: What explains what.
        numbers: Columns of numbers, without blanks (n,) each.
        levels: Columns of levels, without blanks.
        count: Rows there are.

    Raises:
        InputError: A reference is no level of its factor.
    """
    problems = [one for term in formula.terms for one in _no_reference(term, levels)]
    if problems:
        raise InputError(problems)
    parts = [part for term in formula.terms for part in _columns(term, numbers, levels)]
    if formula.has_constant:
        parts.insert(0, (CONSTANT, np.ones(count)))
    columns = [column for _, column in parts]
    terms = np.column_stack(columns) if columns else np.zeros((count, 0))
    effects = tuple(combine([levels[name] for name in one]) for one in formula.effects)
    return Design(tuple(name for name, _ in parts), terms, effects)


def combine(columns: Sequence[Levels]) -> Levels:
    """Levels of every combination that occurs, named by their parts joined by `^`."""
    first, *others = columns
    codes = first.codes.astype(np.int64)
    for one in others:
        codes = codes * len(one.names) + one.codes
    told, codes = number_codes(codes)
    names = []
    for code in told.tolist():
        parts = []
        rest = code
        for one in reversed(others):
            rest, part = divmod(rest, len(one.names))
            parts.append(one.names[part])
        names.append("^".join([first.names[rest], *reversed(parts)]))
    return Levels(codes, names)


def number_codes(codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The codes that occur, and for each row the place of its own among them (n,)."""
    if int(codes.max(initial=0)) > _MOST_COUNTED:
        told, places = np.unique(codes, return_inverse=True)
        return told, places.astype(np.int64)
    told = np.flatnonzero(np.bincount(codes))
    places = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.int64)
    places[told] = np.arange(len(told))
    return told, places[codes]


def _no_reference(term: Term, levels: Mapping[str, Levels]) -> list[Problem]:
    return [
        Problem(
            "gravity.reference", f"i({one.column})", f"'{one.reference}' is no level of it.",
            f"There are: {', '.join(levels[one.column].names[:50])}.",
        )
        for one in term.factors
        if one.reference is not None and one.reference not in levels[one.column].names
    ]  # fmt: skip


def _columns(
    term: Term, numbers: Mapping[str, _Floats], levels: Mapping[str, Levels]
) -> list[_Part]:
    """The columns of a term: one, or one for each combination of levels."""
    choices = [_choices(one, numbers, levels) for one in term.factors]
    return [
        (":".join(name for name, _ in parts), np.prod([column for _, column in parts], axis=0))
        for parts in product(*choices)
    ]


def _choices(
    factor: Factor, numbers: Mapping[str, _Floats], levels: Mapping[str, Levels]
) -> list[_Part]:
    if factor.kind == "column":
        return [(factor.column, numbers[factor.column])]
    if factor.kind == "log":
        return [(f"log({factor.column})", np.log(numbers[factor.column]))]
    column = levels[factor.column]
    return [
        (f"{factor.column}::{name}", (column.codes == code).astype(np.float64))
        for code, name in enumerate(column.names)
        if name != factor.reference
    ]
