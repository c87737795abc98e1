"""Opportunities: products and markets by what could be sold and is not, from a file of trade."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.kernel.errors import InputError, ModelError, Problem
from entrepot.store.frames import Coded, Frame, read_frame
from entrepot.trade import complexity
from entrepot.trade.opportunity import (
    ALL,
    TERMS,
    Factor,
    Flows,
    Foretold,
    Numbers,
    Potential,
    backtest,
    potentials,
)

Document = dict[str, Any]
COLUMNS = ("exporter", "importer", "product")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Trade of the world with the names of its codes.

    Attributes:
        flows: Trade by exporter, importer and product.
        exporters, importers, products: Names by code.
        warnings: What a reader must know of it.
    """

    flows: Flows
    exporters: tuple[str, ...]
    importers: tuple[str, ...]
    products: tuple[str, ...]
    warnings: tuple[Document, ...] = ()

    def names(self, part: str) -> tuple[str, ...]:
        """Names of exporters, importers or products."""
        found: tuple[str, ...] = getattr(self, f"{part}s")
        return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which opportunities are asked for.

    Attributes:
        exporter, market, product: Names; empty is every one.
        least: Least unrealised amount.
        top: How many at most; 0 is all.
        terms: Terms that multiply, beside supply, demand and ease.
    """

    exporter: str = ""
    market: str = ""
    product: str = ""
    least: float = 0.0
    top: int = 20
    terms: tuple[str, ...] = field(default=())


def opportunities_of(
    path: Path, wanted: Wanted, *, factors: Path | None = None, later: Path | None = None
) -> Document:
    """Opportunities of a file of trade.

    Args:
        path: CSV or Parquet with exporter, importer, product and value.
        wanted: Which are asked for.
        factors: Table of term, exporter, importer, product (blank is every one) and factor.
        later: The same trade some years on, for a backtest.

    Returns:
        rows, by what is not realised; backtest; status; warnings.

    Raises:
        InputError: A file cannot be used, or a name is in none.
    """
    matrix = read_matrix(path)
    rows = ranked(matrix, wanted, read_factors(factors, matrix, wanted))
    tested = tested_document(matrix, read_matrix(later), wanted) if later else None
    return {
        "rows": rows, "backtest": tested, "status": "modelled", "warnings": list(matrix.warnings)
    }  # fmt: skip


def ranked(matrix: Matrix, wanted: Wanted, factors: Sequence[Factor] = ()) -> list[Document]:
    """The rows that are asked for, the largest unrealised amount first."""
    check_names(matrix, wanted)
    close = densities(matrix)
    exporters = [n for n, name in enumerate(matrix.exporters) if wanted.exporter in ("", name)]
    found: list[tuple[float, int, int, int, Document]] = []
    for one in potentials(matrix.flows, exporters, factors):
        rows = _rows(matrix, wanted, one, close)
        found = heapq.nlargest(wanted.top, [*found, *rows]) if wanted.top else [*found, *rows]
    return [row for *_, row in sorted(found, key=lambda entry: entry[:4], reverse=True)]


def _rows(
    matrix: Matrix, wanted: Wanted, potential: Potential, close: Numbers | None
) -> list[tuple[float, int, int, int, Document]]:
    """Rows of an exporter with what they are ranked by; names break ties, the first first."""
    binding = np.array(potential.binding())
    fits = potential.unrealised >= max(wanted.least, np.finfo(float).tiny if wanted.top else 0.0)
    for part, name in (("importer", wanted.market), ("product", wanted.product)):
        if name:
            fits &= getattr(potential, part) == matrix.names(part).index(name)
    places = np.flatnonzero(fits)
    if wanted.top and len(places) > wanted.top:
        order = np.argsort(-potential.unrealised[places], kind="stable")
        places = places[order[: wanted.top]]
    chosen = potential.take(places)
    return [
        (float(chosen.unrealised[n]), -chosen.exporter, -int(chosen.importer[n]),
         -int(chosen.product[n]), _row(matrix, chosen, n, str(binding[places[n]]), close))
        for n in range(len(places))
    ]  # fmt: skip


def _row(matrix: Matrix, one: Potential, n: int, binding: str, close: Numbers | None) -> Document:
    product = int(one.product[n])
    return {
        "exporter": matrix.exporters[one.exporter],
        "importer": matrix.importers[int(one.importer[n])],
        "product": matrix.products[product],
        "actual": float(one.actual[n]), "potential": float(one.potential[n]),
        "unrealised": float(one.unrealised[n]), "supply": float(one.supply[n]),
        "demand": float(one.demand[n]), "ease": float(one.ease[n]),
        "density": None if close is None else _known(close[one.exporter, product]),
        "binding": binding, "links": {"duty": None, "route": None},
    }  # fmt: skip


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def densities(matrix: Matrix) -> Numbers | None:
    """Density of each product for each exporter; None where the world is too small to tell."""
    exports = matrix.flows.by("exporter", "product")
    try:
        space = complexity.space_of(exports)
    except ModelError:
        return None
    found = np.full(exports.shape, np.nan)
    inner = np.ix_(np.flatnonzero(space.kept_locations), np.flatnonzero(space.kept_products))
    found[inner] = complexity.density(space.made, space.proximity)
    return found


def check_names(matrix: Matrix, wanted: Wanted) -> None:
    """See that each name that is asked for is in the trade.

    Raises:
        InputError: With every one that is not.
    """
    asked = {"exporter": wanted.exporter, "importer": wanted.market, "product": wanted.product}
    lacking = [
        (part, name) for part, name in asked.items() if name and name not in matrix.names(part)
    ]
    if lacking:
        raise InputError([
            Problem("trade.unknown", part, f"{name!r} is not in the trade.",
                    "Write it as the table does.")
            for part, name in lacking
        ])  # fmt: skip


# Files


def read_matrix(path: Path) -> Matrix:
    """Trade by exporter, importer and product; rows of the same triple are added up.

    Raises:
        InputError: A column is missing, a value is no number of zero or more, or a code is blank.
    """
    frame = read_frame(path, texts=COLUMNS)
    coded = [frame.coded(name) for name in COLUMNS]
    value = frame.number("value")
    wrong = ~(np.isfinite(value) & (value >= 0))
    blank = np.any([one.codes < 0 for one in coded], axis=0)
    if problems := [*_wrong(frame, wrong, "is no amount of zero or more."),
                    *_wrong(frame, blank, "lacks a code.")]:  # fmt: skip
        raise InputError(problems)
    return matrix_of(coded, value)


def matrix_of(coded: Sequence[Coded], value: Numbers) -> Matrix:
    """Trade from coded columns, each triple once and those of nothing left out."""
    sizes = [len(one.levels) for one in coded]
    key = (
        np.ravel_multi_index([one.codes for one in coded], sizes)
        if len(value)
        else value.astype(int)
    )
    keys, place = np.unique(key, return_inverse=True)
    sums = np.asarray(np.bincount(place, weights=value, minlength=len(keys)), dtype=np.float64)
    keys, sums = keys[sums > 0], np.asarray(sums[sums > 0], dtype=np.float64)
    codes = [np.asarray(part, dtype=np.int64) for part in np.unravel_index(keys, sizes)]
    flows = Flows(codes[0], codes[1], codes[2], sums, (sizes[0], sizes[1], sizes[2]))
    return Matrix(flows, coded[0].levels, coded[1].levels, coded[2].levels)


def _wrong(frame: Frame, rows: Any, message: str) -> list[Problem]:
    return [
        Problem("trade.value", f"{frame.file} row {row}", message, "Correct it or leave it out.")
        for row in frame.rows[rows].tolist()
    ]


def read_factors(path: Path | None, matrix: Matrix, wanted: Wanted) -> list[Factor]:
    """Factors of the terms that are asked for.

    Raises:
        InputError: A term is none, or is asked for and has no factors, or a row cannot be used.
    """
    unknown = [one for one in wanted.terms if one not in TERMS]
    if unknown:
        hint = f"Terms: {', '.join(TERMS)}."
        raise InputError(
            [Problem("trade.term", "--terms", f"{one!r} is none.", hint) for one in unknown]
        )
    if not wanted.terms:
        return []
    if path is None:
        raise InputError(Problem(
            "trade.term", "--factors", f"lacks the factors of {', '.join(wanted.terms)}.",
            "Give a table of term, exporter, importer, product (blank is every one) and factor.",
        ))  # fmt: skip
    return _factors(read_frame(path, texts=("term", *COLUMNS)), matrix, wanted)


def _factors(frame: Frame, matrix: Matrix, wanted: Wanted) -> list[Factor]:
    terms, factor = frame.coded("term").texts(), frame.number("factor")
    codes = {name: frame.coded(name).texts() for name in COLUMNS}
    places = {name: {one: n for n, one in enumerate(matrix.names(name))} for name in COLUMNS}
    wrong = ~(np.isfinite(factor) & (factor >= 0))
    if wrong.any():
        raise InputError(_wrong(frame, wrong, "has no factor of zero or more."))
    found = []
    for n, term in enumerate(terms):
        at = [places[part].get(codes[part][n] or "", ALL) for part in COLUMNS]
        is_known = all(not codes[part][n] or at[m] != ALL for m, part in enumerate(COLUMNS))
        if term in wanted.terms and is_known:
            found.append(Factor(term, at[0], at[1], at[2], float(factor[n])))  # type: ignore[arg-type]
    return found


# Backtest


def tested_document(now: Matrix, later: Matrix, wanted: Wanted) -> Document:
    """How well three rankings foretold what grew more than all trade did."""
    grown = _later_values(now, later)
    world = grown.sum() / now.flows.value.sum() if now.flows.value.sum() else 1.0
    exporters = [n for n, name in enumerate(now.exporters) if wanted.exporter in ("", name)]
    scores: dict[str, list[Numbers]] = {"potential": [], "rca": [], "gravity": []}
    growth = []
    rca = complexity.advantage(now.flows.by("exporter", "product"))
    for one in potentials(now.flows, exporters):
        scores["potential"].append(one.unrealised)
        scores["rca"].append(rca[one.exporter, one.product])
        scores["gravity"].append(one.supply * one.demand - one.actual)
        growth.append(grown[one.exporter, one.importer, one.product] - world * one.actual)
    after = np.concatenate(growth) if growth else np.empty(0)
    return {
        name: _foretold(backtest(np.concatenate(parts), after)) for name, parts in scores.items()
    } | {"triples": len(after)}  # fmt: skip


def _later_values(now: Matrix, later: Matrix) -> Numbers:
    """Values of later trade by the codes of the earlier (n_exporters, n_importers, n_products)."""
    found = np.zeros(now.flows.shape)
    maps = [_places(now.names(part), later.names(part)) for part in COLUMNS]
    codes = [at[getattr(later.flows, part)] for at, part in zip(maps, COLUMNS, strict=True)]
    known = np.all([one >= 0 for one in codes], axis=0)
    np.add.at(found, tuple(one[known] for one in codes), later.flows.value[known])
    return found


def _places(here: Iterable[str], there: Iterable[str]) -> Any:
    at: Mapping[str, int] = {name: n for n, name in enumerate(here)}
    return np.array([at.get(name, -1) for name in there], dtype=np.int64)


def _foretold(found: Foretold) -> Document:
    return {"auc": found.auc, "rank_correlation": found.rank_correlation}
