"""Editions of the Harmonized System: refused where they are mixed, joined where one says how."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.store.importers.sources import open_source
from entrepot.store.lake import open_duckdb
from entrepot.trade.concordance import (
    Concordance,
    Link,
    apportion,
    concordance_of,
    convert,
    need_codes,
)
from entrepot.trade.editions import in_edition
from entrepot.trade.figures import Cell

Document = dict[str, Any]
COLUMNS = ("from_edition", "from_code", "to_edition", "to_code", "weight")
CODED = ("hs", "hs2", "hs4", "hs6")


def read_concordances(path: Path) -> dict[str, Concordance]:
    """Concordances of a file, by the edition before; they all lead to one edition.

    Args:
        path: CSV or Parquet with from_edition, from_code, to_edition, to_code, weight (0.5 or
            1/2) and where it is told source.

    Raises:
        InputError: With every fault of the file.
    """
    rows = _rows(path, COLUMNS)
    after = sorted({row["to_edition"] for row in rows})
    if len(after) != 1:
        raise InputError(
            Problem("trade.concordance", path.name, f"leads to {', '.join(after) or 'none'}.",
                    "One file leads to one edition.", message_zh="对照表须指向同一版本。")
        )  # fmt: skip
    links: dict[str, list[Link]] = {}
    sources: dict[str, str] = {}
    for place, row in enumerate(rows, start=2):
        link = Link(row["from_code"], row["to_code"], _weight(row["weight"]), f"row {place}")
        links.setdefault(row["from_edition"], []).append(link)
        sources.setdefault(row["from_edition"], row.get("source") or path.name)
    return {
        before: concordance_of(before, after[0], own, sources[before])
        for before, own in links.items()
    }


def need_one_edition(by: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """See that a table by code is of one edition.

    Raises:
        InputError: `trade.edition`: its lines tell several editions.
    """
    editions = sorted({row["edition"] for row in rows if row["edition"]})
    if len(editions) > 1 and set(CODED) & set(by) and "edition" not in by:
        raise InputError(
            Problem("trade.edition", ", ".join(editions), "a code means other goods in each.",
                    "Name a concordance, ask for one edition, or add edition to the fields.",
                    message_zh="各版本编码含义不同，请指定对照表或版本。")
        )  # fmt: skip


def join(
    cells: Sequence[Cell], by: Sequence[str], concordances: Mapping[str, Concordance]
) -> list[Cell]:
    """Cells whose key ends with the edition, as cells of the edition the concordances lead to.

    Raises:
        InputError: An edition has no concordance, or a code has no place in it.
    """
    after = next(iter(concordances.values())).after
    codes: dict[str, set[str]] = {}
    for cell in cells:
        if cell.key[-1] not in ("", after):
            codes.setdefault(cell.key[-1], set()).add(cell.key[by.index("hs6")])
    if lacking := sorted(codes.keys() - concordances.keys()):
        raise InputError([
            Problem("trade.edition", one, f"has no concordance to {after}.", "Name one.",
                    message_zh=f"缺少{one}至{after}的对照表。")
            for one in lacking
        ])  # fmt: skip
    for edition, own in codes.items():
        need_codes(concordances[edition], own)
    return in_edition(cells, by, after, concordances)


def convert_file(path: Path, concordance: Path, before: str) -> Document:
    """Cells of a file in another edition, and what was split.

    Args:
        path: CSV or Parquet with hs6 and value_minor, and any other columns as a key.
        concordance: File of a concordance, see `read_concordances`.
        before: Edition of the cells.

    Returns:
        from, to, source, rows, total_minor, and split: each code that went to several with its
        parts.

    Raises:
        InputError: A file cannot be used, or a code has no place.
    """
    rows = _rows(path, ("hs6", "value_minor"))
    known = read_concordances(concordance)
    if before not in known:
        raise InputError(
            Problem("trade.edition", before, "is not in the concordance.",
                    f"Editions: {', '.join(sorted(known))}.", message_zh="对照表中没有该版本。")
        )  # fmt: skip
    found = known[before]
    groups = _groups(rows, found)
    told = [
        {**dict(key), "hs6": code, "value_minor": str(value)}
        for key, amounts in groups.items()
        for code, value in convert(amounts, found).items()
    ]
    whole = _added(groups.values())
    return {
        "from": before, "to": found.after, "source": found.source, "rows": told,
        "total_minor": str(sum(whole.values())),
        "split": [
            {"hs6": code, "value_minor": str(whole[code]),
             "to": {to: str(part) for to, part in apportion(whole[code], shares).items()}}
            for code, shares in sorted(found.split.items()) if code in whole
        ],
        "status": "derived",
    }  # fmt: skip


def _groups(
    rows: Sequence[Mapping[str, Any]], found: Concordance
) -> dict[tuple[tuple[str, Any], ...], dict[str, int]]:
    """Amounts by code for each key of the other columns."""
    groups: dict[tuple[tuple[str, Any], ...], dict[str, int]] = {}
    problems = []
    for place, row in enumerate(rows, start=2):
        key = tuple((name, row[name]) for name in row if name not in ("hs6", "value_minor"))
        own = groups.setdefault(key, {})
        try:
            own[row["hs6"]] = own.get(row["hs6"], 0) + int(row["value_minor"])
        except (TypeError, ValueError):
            message = f"{row['value_minor']!r} is no whole number."
            problems.append(Problem("trade.value", f"row {place}", message, "Minor units."))
    if problems:
        raise InputError(problems)
    need_codes(found, (code for own in groups.values() for code in own))
    return groups


def _added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    whole: dict[str, int] = {}
    for own in parts:
        for code, value in own.items():
            whole[code] = whole.get(code, 0) + value
    return whole


def _rows(path: Path, needed: Sequence[str]) -> list[dict[str, Any]]:
    backend = open_duckdb()
    try:
        with open_source(backend, path) as source:
            if lacking := [name for name in needed if name not in source.columns]:
                hint = f"Columns of the file: {', '.join(source.columns)}."
                raise InputError([
                    Problem("trade.column", name, "is no column.", hint) for name in lacking
                ])  # fmt: skip
            found: list[dict[str, Any]] = backend.to_pyarrow(source).to_pylist()
            return found
    finally:
        backend.disconnect()


def _weight(text: object) -> Fraction:
    try:
        return Fraction(str(text).strip())
    except (ValueError, ZeroDivisionError):
        return Fraction(0)  # told with its row: a weight is above 0
