"""What every column of every table means: the one description, read from `columns.csv`.

Checks, defaults, templates and the reference pages all come from here.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import get_args, get_type_hints

from entrepot.region.model import TABLES, columns_of
from entrepot.region.row import COMMON as COMMON_COLUMNS

COMMON = "*"  # the table name under which columns that every table has are described
LISTS_END = " list"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table.

    Attributes:
        table: Table it belongs to.
        name: Column name, as in the header of the CSV.
        type: id, ref, text, word, unit, number, integer, decimal, date, flag, or one of
            them followed by ` list`.
        unit: Unit of the numbers, empty for none.
        required: Whether a cell must be filled.
        default: Text that stands for an empty cell.
        choices: The only words allowed; empty allows any.
        pattern: What a word must look like in full, None for anything.
        refers_to: Tables one of which must hold the value, and words allowed instead.
        low, high: Hard bounds [unit].
        plausible_low, plausible_high: Bounds outside which a value earns a warning [unit].
        plausible_if: Column and pattern: plausible bounds hold only where it matches.
        plausible_level: Plausible bounds hold for places at least this deep below the root.
        not_above: Column of the same row that this value must not exceed.
        before: Column of the same row that holds a later day.
        not_equal: Column of the same row that must differ.
        key: Whether it is part of the key of its table.
        once: Whether it is part of what may be valid only once on a day.
        nullable: Whether an empty cell is None.
        meaning_en, meaning_zh: Help text.
    """

    table: str
    name: str
    type: str
    unit: str
    required: bool
    default: str
    choices: tuple[str, ...]
    pattern: re.Pattern[str] | None
    refers_to: tuple[str, ...]
    low: float | None
    high: float | None
    plausible_low: float | None
    plausible_high: float | None
    plausible_if: tuple[str, re.Pattern[str]] | None
    plausible_level: int
    not_above: str
    before: str
    not_equal: str
    key: bool
    once: bool
    nullable: bool
    meaning_en: str
    meaning_zh: str

    @property
    def base(self) -> str:
        """The type of one value, without ` list`."""
        return self.type.removesuffix(LISTS_END)

    @property
    def is_list(self) -> bool:
        """Whether a cell holds several values separated by semicolons."""
        return self.type.endswith(LISTS_END)


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns by table, in the order of the header.

    Attributes:
        tables: Table name to its columns by name.
        meanings: Table name to what its rows are, in English and in Chinese.
    """

    tables: Mapping[str, Mapping[str, Column]]
    meanings: Mapping[str, tuple[str, str]]

    def __getitem__(self, table: str) -> Mapping[str, Column]:
        return self.tables[table]

    def __iter__(self) -> Iterator[Column]:
        for table in self.tables.values():
            yield from table.values()

    def key_of(self, table: str) -> tuple[str, ...]:
        """Names of the columns that tell the rows of a table apart."""
        return tuple(c.name for c in self.tables[table].values() if c.key)


def parse_columns(text: str) -> Columns:
    """Read the description of all columns.

    Args:
        text: The text of `columns.csv`; rows under the table `*` hold for every table, and
            the row of a table without a column tells what the table is.

    Raises:
        KeyError: A column of the model is not described.

    Example:
        >>> from importlib.resources import files
        >>> text = files("entrepot.region").joinpath("columns.csv").read_text("utf-8")
        >>> columns = parse_columns(text)
        >>> columns["links"]["km"].unit
        'km'
    """
    described = {(cell["table"], cell["column"]): cell for cell in csv.DictReader(StringIO(text))}
    meanings = {table: described[table, ""] for table in TABLES}
    return Columns(
        tables={table: _columns_of(table, described) for table in TABLES},
        meanings={t: (cell["meaning_en"], cell["meaning_zh"]) for t, cell in meanings.items()},
    )


def _columns_of(
    table: str, described: Mapping[tuple[str, str], Mapping[str, str]]
) -> dict[str, Column]:
    hints = get_type_hints(TABLES[table])
    return {
        name: _column(
            table,
            described[COMMON if name in COMMON_COLUMNS else table, name],
            nullable=type(None) in get_args(hints[name]),
        )
        for name in columns_of(table)
    }


def _column(table: str, cell: Mapping[str, str], *, nullable: bool) -> Column:
    return Column(
        table=table,
        name=cell["column"],
        type=cell["type"],
        unit=cell["unit"],
        required=cell["required"] == "yes",
        default=cell["default"],
        choices=_words(cell["choices"]),
        pattern=re.compile(cell["pattern"], re.ASCII) if cell["pattern"] else None,
        refers_to=_words(cell["refers_to"]),
        low=_number(cell["low"]),
        high=_number(cell["high"]),
        plausible_low=_number(cell["plausible_low"]),
        plausible_high=_number(cell["plausible_high"]),
        plausible_if=_condition(cell["plausible_if"]),
        plausible_level=int(cell["plausible_level"] or 0),
        not_above=cell["not_above"],
        before=cell["before"],
        not_equal=cell["not_equal"],
        key=cell["key"] == "yes",
        once=cell["once"] == "yes",
        nullable=nullable,
        meaning_en=cell["meaning_en"],
        meaning_zh=cell["meaning_zh"],
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _number(text: str) -> float | None:
    return float(text) if text else None


def _condition(text: str) -> tuple[str, re.Pattern[str]] | None:
    if not text:
        return None
    column, _, pattern = text.partition(": ")
    return column, re.compile(pattern, re.IGNORECASE)
