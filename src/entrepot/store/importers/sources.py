"""Files of trade as tables: CSV, Parquet, and movements as JSON."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem

LAYOUTS = Path(__file__).parent / "layouts"
WINDOW = "window"
# Exports by list are declared by the month or counted apart: a list counts in no batch of lines.
_COUNTED = "declaration"
GENERIC = "generic"
Table = Any  # an Ibis table; Ibis has no types


def layouts() -> tuple[str, ...]:
    """The layouts that are known by name, and the one a map tells."""
    return (*sorted(path.stem for path in LAYOUTS.glob("*.toml")), GENERIC)


def raw_map(layout: str, own: Mapping[str, Any]) -> dict[str, Any]:
    """The map of a layout with what a person gives over it, part by part and name by name.

    Raises:
        InputError: There is no such layout.
    """
    if layout not in layouts():
        hint = f"Layouts: {', '.join(layouts())}."
        raise InputError(Problem("trade.layout", "--layout", f"{layout!r} is no layout.", hint))
    path = LAYOUTS / f"{layout}.toml"
    found: dict[str, Any] = tomllib.loads(path.read_text("utf-8")) if layout != GENERIC else {}
    for part, value in own.items():
        both = isinstance(value, Mapping) and isinstance(found.get(part), Mapping)
        found[part] = {**found[part], **value} if both else value
    return found


def read_map(path: Path) -> Mapping[str, Any]:
    """A map as a person wrote it, JSON.

    Raises:
        InputError: It cannot be read, or is no JSON object.
    """
    try:
        raw = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InputError(
            Problem("trade.map", str(path), f"cannot be read: {error}.", "Send one JSON object.")
        ) from error
    if not isinstance(raw, Mapping):
        raise InputError(Problem("trade.map", str(path), "is no JSON object.", "Send one."))
    return raw


@contextmanager
def open_source(backend: Any, path: Path) -> Iterator[Table]:
    """A file as a table of its own columns; those of a CSV are all text.

    Args:
        backend: Connection of Ibis, to DuckDB.
        path: .csv, .csv.gz, .parquet, or .json of movements.

    Raises:
        InputError: The file is missing or cannot be read as what its name says.
    """
    import duckdb

    if not path.is_file():
        raise InputError(Problem("input.file", str(path), "is not there.", "Check the path."))
    try:
        if path.name.endswith(".json"):
            yield rows_table(_movements(path))
        elif path.name.endswith((".parquet", ".pq")):
            yield backend.read_parquet(str(path))
        else:
            yield backend.read_csv(str(path), all_varchar=True, header=True)
    except duckdb.Error as error:
        first = str(error).partition("\n")[0]
        hint = "Send UTF-8 CSV with a head of columns, or Parquet."
        raise InputError(
            Problem("input.file", str(path), f"cannot be read: {first}", hint)
        ) from error


def rows_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Rows as a table of text."""
    import ibis
    import pyarrow

    names = list(rows[0]) if rows else ["line"]
    columns = {
        name: pyarrow.array([None if row.get(name) is None else str(row[name]) for row in rows],
                            type=pyarrow.string())
        for name in names
    }  # fmt: skip
    return ibis.memtable(pyarrow.table(columns))


def _movements(path: Path) -> list[dict[str, Any]]:
    try:
        raw = json.loads(path.read_text("utf-8-sig"))
        rows = raw["rows"] if isinstance(raw, Mapping) else raw
        return [_movement(one) for one in rows if one.get("document", _COUNTED) == _COUNTED]
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "Send what `entrepot movements --json` prints."
        raise InputError(
            Problem("input.json", str(path), f"are no movements: {error}.", hint)
        ) from error


def _movement(one: Mapping[str, Any]) -> dict[str, Any]:
    money = one["value"]
    return {
        "district": "", "trade_mode": "", "office": "", "firm": "", "arrived_at": None,
        "lodged_at": None, "released_at": None, "basis": basis_of(one["flow"]), **one,
        "line": f"{one['declaration']}/{one['seq']}",
        "value": money["amount"], "currency": money["currency"],
    }  # fmt: skip


def basis_of(flow: str) -> str:
    """How the window values goods: imports CIF, exports FOB."""
    return "CIF" if flow == "import" else "FOB"
