"""Empty tables for a new region, and a text that says what goes into them."""

import csv
from collections.abc import Iterable
from io import StringIO

from entrepot.region.columns import Column, Columns
from entrepot.region.reference import describe_table
from entrepot.region.settings import FILE, KEYS, Key

README = "README.md"
_FOR_YOU = ("country", "currency")  # left empty, so that the check asks for them
_RULES = """\
A file holds one table, a row one thing. Lists in a cell are separated by `;`, flags are
`yes` or `no`, days are written 2026-04-01, and a last day is the first day outside. An
empty cell is unknown or takes the default; it never counts as zero. A column that is all
default may be left out, and so may a table. Save as UTF-8 with plain digits.

Every row names its source and its status. A row with the key of a row of the world layer
takes its place. `entrepot region check PATH` lists everything that is wrong.
"""


def new_pack(columns: Columns, region_id: str = "my_region") -> dict[str, str]:
    """Write the files of an empty pack.

    Args:
        columns: The description of all columns.
        region_id: Name of the pack's folder.

    Returns:
        File name to text: `region.toml`, a readme, and each table with its header.
    """
    tables = {f"{name}.csv": write_table(table.values()) for name, table in columns.tables.items()}
    return {FILE: _settings(region_id), README: _readme(columns, region_id), **tables}


def write_table(table: Iterable[Column], rows: Iterable[Iterable[str]] = ()) -> str:
    """The text of a CSV file: the header of a table, then rows of cells in its order."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in table])
    writer.writerows(rows)
    return text.getvalue()


def _settings(region_id: str) -> str:
    return "\n".join(_setting(name, key, region_id) for name, key in KEYS.items())


def _setting(name: str, key: Key, region_id: str) -> str:
    example = '""' if name in _FOR_YOU else key.example.replace("my_region", region_id)
    return f"# {key.meaning_en} {key.meaning_zh}\n{name} = {example}\n"


def _readme(columns: Columns, region_id: str) -> str:
    parts = [describe_table(columns, table) for table in columns.tables]
    return f"# The tables of {region_id}\n\n{_RULES}\n" + "\n".join(parts)
