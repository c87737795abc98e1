"""Pack text in; a Region, or every problem, out."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import partial
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.region import checks, plausibility, settings
from entrepot.region.cells import nearest
from entrepot.region.columns import Columns
from entrepot.region.later import Later
from entrepot.region.model import TABLES, Region
from entrepot.region.places import Place
from entrepot.region.row import Row
from entrepot.region.sheet import Sheet, read_sheet

WORLD = "world/"  # what messages put before the name of a file of the layer beneath
VERSION_DIGITS = 12
_PROSE = (".md", ".txt")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a pack.

    Attributes:
        region: The region with the world around it; None with any problem, and for the
            world read alone.
        problems: Everything that must be mended, in the order of files and rows.
        warnings: What looks odd or is not certain; the pack loads all the same.
        rows: Rows of each table file of the pack, the layer beneath not counted.
    """

    region: Region | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    rows: Mapping[str, int]


def read_pack(
    columns: Columns,
    world: Mapping[str, str],
    own: Mapping[str, str] | None = None,
    *,
    later: Collection[str] = (),
) -> Reading:
    """Read a region's pack over the world's.

    A row of the region with the key of a row of the world takes its place.

    Args:
        columns: The description of all columns.
        world: Files of the world layer, name to text.
        own: Files of the region, name to text; None checks the world alone. Bytes that
            are not UTF-8 come as U+FFFD.
        later: Tables to read and check at their first use only, not now.

    Returns:
        The region, or every problem found in either layer.
    """
    put_off = {f"{name}.csv" for name in later}
    beneath = own is not None
    lower, problems = _read_layer(
        columns, _without(world, put_off), prefix=WORLD if beneath else "", is_own=not beneath
    )
    upper: dict[str, Sheet] = {}
    chosen: dict[str, Any] = {}
    if own is not None:
        upper, found = _read_layer(
            columns, _without(own, put_off), prefix="", is_own=True, extra=(settings.FILE,)
        )
        chosen, missing = settings.read_settings(own.get(settings.FILE))
        problems += found + missing
    sheets = _merge(columns, lower, upper)
    problems += _between(columns, sheets, chosen)
    region = None
    if own is not None and not problems:
        at_use = {name: _later(columns, name, world, own) for name in later}
        region = _build(chosen, sheets, at_use, pack_version(world, own))
    return Reading(
        region=region,
        problems=tuple(sorted(problems, key=_natural)),
        warnings=tuple(sorted(plausibility.warn(columns, sheets), key=_natural)),
        rows={name: len(sheet.rows) for name, sheet in (upper if beneath else lower).items()},
    )


def read_table(
    columns: Columns, name: str, world: str | None, own: str | None = None
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Read one table of a pack over the world's, for who needs no more than that.

    What the rows say of other tables is left to `read_pack`.

    Args:
        columns: The description of all columns.
        name: Table name.
        world: Text of the world's file, None when it has none.
        own: Text of the region's file, None when it has none.

    Returns:
        The rows, the world's first, and every problem; no rows with any problem.
    """
    layers: list[dict[str, Sheet]] = []
    problems: list[Problem] = []
    for text, prefix in ((world, WORLD), (own, "")):
        files = {} if text is None else {f"{name}.csv": text}
        sheets, found = _read_layer(columns, files, prefix=prefix, is_own=not prefix)
        layers.append(sheets)
        problems += found
    merged = _merge(columns, *layers)
    problems += checks.check_validity(columns, merged)
    if problems:
        return (), tuple(sorted(problems, key=_natural))
    return tuple(row for sheet in merged[name] for row in _rows(TABLES[name], sheet)), ()


def pack_version(world: Mapping[str, str], own: Mapping[str, str]) -> str:
    """First hex digits of the SHA-256 over all texts, the world's first, in name order."""
    digest = sha256()
    for layer in (world, own):
        for name in sorted(layer):
            digest.update(f"{name}\0{layer[name]}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:VERSION_DIGITS]


def _read_layer(
    columns: Columns,
    files: Mapping[str, str],
    *,
    prefix: str,
    is_own: bool,
    extra: tuple[str, ...] = (),
) -> tuple[dict[str, Sheet], list[Problem]]:
    known = {f"{name}.csv": name for name in TABLES}
    allowed = {*known, *extra}
    problems = [
        Problem("pack.file", prefix + name, "is not a file of a pack.", nearest(name, [*allowed]))
        for name in files
        if name not in allowed and not name.endswith(_PROSE)
    ]
    sheets = {}
    for file, name in known.items():
        if file in files:
            sheet, found = read_sheet(
                name, columns[name], files[file], prefix=prefix, is_own=is_own
            )
            sheets[name] = sheet
            problems += found
            problems += checks.check_keys(columns, sheet)
            problems += checks.check_rows(columns[name], sheet)
    return sheets, problems


def _merge(
    columns: Columns, lower: Mapping[str, Sheet], upper: Mapping[str, Sheet]
) -> dict[str, list[Sheet]]:
    """The sheets of each table; rows of the world that the region restates are left out."""
    merged = {}
    for name in TABLES:
        layers = [layer[name] for layer in (lower, upper) if name in layer]
        if len(layers) == 2:
            names = columns.key_of(name)
            restated = set(layers[1].keys(names))
            layers[0] = layers[0].keep([key not in restated for key in layers[0].keys(names)])
        merged[name] = layers
    return merged


def _between(
    columns: Columns, sheets: Mapping[str, list[Sheet]], chosen: Mapping[str, Any]
) -> Iterator[Problem]:
    yield from checks.check_references(columns, sheets)
    yield from checks.check_ancestry(sheets)
    yield from checks.check_validity(columns, sheets)
    places = {place for sheet in sheets["places"] for place in sheet.values["id"]}
    yield from settings.check_places(chosen, places)


def _without(files: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    return {name: text for name, text in files.items() if name not in names}


def _later(
    columns: Columns, name: str, world: Mapping[str, str], own: Mapping[str, str]
) -> Later[Row]:
    file = f"{name}.csv"
    return Later(partial(_require_table, columns, name, world.get(file), own.get(file)))


def _require_table(
    columns: Columns, name: str, world: str | None, own: str | None
) -> tuple[Row, ...]:
    rows, problems = read_table(columns, name, world, own)
    if problems:
        raise InputError(problems)
    return rows


def _build(
    chosen: Mapping[str, Any],
    sheets: Mapping[str, list[Sheet]],
    at_use: Mapping[str, Later[Row]],
    version: str,
) -> Region:
    tables: dict[str, Any] = {
        name: tuple(row for sheet in layers for row in _rows(TABLES[name], sheet))
        for name, layers in sheets.items()
    }
    tables |= at_use
    places: dict[str, Place] = {place.id: place for place in tables.pop("places")}
    told = {**chosen, "levels": tuple(chosen["levels"]), "centre": tuple(chosen["centre"])}
    return Region(**told, version=version, places=MappingProxyType(places), **tables)


def _rows(kind: type[Row], sheet: Sheet) -> Iterator[Row]:
    names = [field.name for field in fields(kind)]
    for values in zip(*(sheet.values[name] for name in names), strict=True):
        yield kind(**dict(zip(names, values, strict=True)))


def _natural(problem: Problem) -> tuple[list[tuple[int, str]], str, str]:
    """Sort key: files by name, rows by number."""
    parts = re.split(r"(\d+)", problem.where)
    order = [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
    return order, problem.code, problem.message
