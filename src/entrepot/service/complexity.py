"""Complexity of the places and products of a file, and places laid over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.kernel.errors import InputError, Problem
from entrepot.store.frames import Coded, Frame, frame_of_rows, read_frame, write_frame
from entrepot.trade import complexity
from entrepot.trade.complexity import Numbers, Space

Document = dict[str, Any]
MEASURES = ("rca", "given")


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns of a file of exports."""

    location: str = "country"
    product: str = "product"
    value: str = "value"


@dataclass(frozen=True, slots=True)
class Exports:
    """A table of exports.

    Attributes:
        locations, products: Codes, in order.
        values: Exports (n_locations, n_products).
    """

    locations: tuple[str, ...]
    products: tuple[str, ...]
    values: Numbers


def complexity_of(
    path: Path,
    columns: Columns,
    *,
    least_exports: float = 0.0,
    measure: str = "rca",
    pairs: Sequence[tuple[str, str]] = (),
    project: Path | None = None,
    out: Path | None = None,
) -> Document:
    """Complexity of every location and product of a file.

    Args:
        path: CSV or Parquet with a row a location and product.
        columns: Their names.
        least_exports: Locations that export less are left out.
        measure: rca; or given, where the values are marks of 0 and 1.
        pairs: Products whose proximity is wanted.
        project: A like file of places to be laid over the space.
        out: Folder for tables: locations, products, and each location's nearness to each product.

    Returns:
        The document of the contract.

    Raises:
        InputError: The file cannot be used, or a product of a pair is not in the space.
        ModelError: Too little is left.
    """
    if measure not in MEASURES:
        hint = f"Measures: {', '.join(MEASURES)}."
        raise InputError(Problem("complexity.measure", "--measure", f"{measure!r} is none.", hint))
    exports = read_exports(path, columns)
    space = complexity.space_of(
        exports.values, is_given=measure == "given", least_exports=least_exports
    )
    locations = _kept(exports.locations, space.kept_locations)
    products = _kept(exports.products, space.kept_products)
    close = complexity.density(space.made, space.proximity)
    index, gain = complexity.outlook(space, space.made, close)
    document = {
        "n_locations": len(locations), "n_products": len(products), "m_sum": int(space.made.sum()),
        "dropped": {
            "locations": _kept(exports.locations, ~space.kept_locations),
            "products": _kept(exports.products, ~space.kept_products),
        },
        "locations": _locations(space, locations, complexity.standardised(index)),
        "products": _products(space, products),
        "pairs": _pairs(space, products, pairs),
        "projected": _projected(space, products, project, columns) if project else [],
        "status": "modelled", "warnings": [],
    }  # fmt: skip
    if out is not None:
        _write(out, document, _cells(space, locations, products, close, gain))
    return document


def _write(folder: Path, document: Document, cells: Frame) -> None:
    """Write the tables of an answer to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("locations", "products"):
        write_frame(folder / f"{name}.csv", frame_of_rows(document[name], name=name))
    write_frame(folder / "cells.parquet", cells)


def read_exports(path: Path, columns: Columns) -> Exports:
    """Exports by location and product; rows of the same pair are added up.

    Raises:
        InputError: A column is missing, a value is no number of zero or more, or a code is blank.
    """
    frame = read_frame(path, texts=(columns.location, columns.product))
    location, product = frame.coded(columns.location), frame.coded(columns.product)
    value = frame.number(columns.value)
    wrong = ~(np.isfinite(value) & (value >= 0))
    blank = (location.codes < 0) | (product.codes < 0)
    if problems := [*_wrong_values(frame, columns, wrong), *_blanks(frame, blank)]:
        raise InputError(problems)
    values = np.zeros((len(location.levels), len(product.levels)))
    np.add.at(values, (location.codes, product.codes), value)
    return Exports(location.levels, product.levels, values)


def _wrong_values(frame: Frame, columns: Columns, wrong: Any) -> list[Problem]:
    hint = "Give exports as numbers of zero or more."
    return [
        Problem("trade.value", f"{frame.file} row {row}, {columns.value}", "is no amount.", hint)
        for row in frame.rows[wrong].tolist()
    ]


def _blanks(frame: Frame, blank: Any) -> list[Problem]:
    return [
        Problem("trade.code", f"{frame.file} row {row}", "lacks a code.", "Fill both codes.")
        for row in frame.rows[blank].tolist()
    ]


def _kept(names: Sequence[str], kept: Any) -> list[str]:
    return [name for name, stays in zip(names, kept.tolist(), strict=True) if stays]


def _locations(space: Space, names: Sequence[str], outlook: Numbers) -> list[Document]:
    rows = zip(names, space.diversity.tolist(), space.eci.tolist(), outlook.tolist(), strict=True)
    return [
        {"code": code, "diversity": diversity, "eci": eci, "coi": coi}
        for code, diversity, eci, coi in rows
    ]


def _products(space: Space, names: Sequence[str]) -> list[Document]:
    rows = zip(names, space.ubiquity.tolist(), space.pci.tolist(), strict=True)
    return [{"code": code, "ubiquity": ubiquity, "pci": pci} for code, ubiquity, pci in rows]


def _pairs(
    space: Space, products: Sequence[str], pairs: Sequence[tuple[str, str]]
) -> list[Document]:
    place = {code: n for n, code in enumerate(products)}
    unknown = sorted({code for pair in pairs for code in pair if code not in place})
    if unknown:
        hint = "It has no trade with advantage, or is not in the file."
        raise InputError(
            [Problem("complexity.product", code, "is not in the space.", hint) for code in unknown]
        )
    return [
        {"a": a, "b": b, "proximity": float(space.proximity[place[a], place[b]])} for a, b in pairs
    ]


def _projected(
    space: Space, products: Sequence[str], path: Path, columns: Columns
) -> list[Document]:
    """Places laid over the space; goods that it lacks are named and do not count."""
    exports = read_exports(path, columns)
    place = {code: n for n, code in enumerate(exports.products)}
    values = np.zeros((len(exports.locations), len(products)))
    for n, code in enumerate(products):
        if code in place:
            values[:, n] = exports.values[:, place[code]]
    found = complexity.project(space, values)
    lacking = sorted(place.keys() - set(products))
    return [
        {
            "code": code, "diversity": int(found.made[n].sum()),
            "eci": float(found.eci[n]) if found.made[n].any() else None,
            "not_in_space": lacking,
            "products": [
                {"code": product, "rca": float(found.rca[n, p]),
                 "density": float(found.density[n, p]), "cog": float(found.gain[n, p])}
                for p, product in enumerate(products)
            ],
        }
        for n, code in enumerate(exports.locations)
    ]  # fmt: skip


def _cells(
    space: Space, locations: Sequence[str], products: Sequence[str], close: Numbers, gain: Numbers
) -> Frame:
    """Advantage, density and gain of every location and product."""
    n, p = space.made.shape
    columns: dict[str, Any] = {
        "location": Coded(np.repeat(np.arange(n), p), tuple(locations)),
        "product": Coded(np.tile(np.arange(p), n), tuple(products)),
        "made": space.made.ravel().astype(np.int64),
        "density": close.ravel(), "cog": gain.ravel(),
    }  # fmt: skip
    if space.rca is not None:
        columns["rca"] = space.rca.ravel()
    return Frame("cells", columns, np.arange(1, n * p + 1))
