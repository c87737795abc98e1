"""A country's schedule: rows of a file in; measures, national lines and what is wrong out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from entrepot.kernel.errors import Problem
from entrepot.kernel.period import Period
from entrepot.tariff.column_map import ColumnMap
from entrepot.tariff.schedule_found import NationalLine, Need, Schedule, Shown, Tally
from entrepot.tariff.schedule_reader import Columns, Reader

__all__ = ["NationalLine", "Need", "Schedule", "Shown", "Tally", "check_columns", "read_schedule"]
LEAST_PARSED = 0.95
_NAMES_IN_RATES = 0.2  # names that end in a rate, as a share of all, are the rates themselves


def read_schedule(
    rows: Iterable[Mapping[str, str]],
    header: Sequence[str],
    table: ColumnMap,
    valid: Period,
    show: Sequence[str] = (),
) -> Schedule:
    """Read a schedule; nothing is judged but single cells.

    Args:
        rows: Rows by header.
        header: Columns of the file.
        table: Which column is what.
        valid: Days of the edition.
        show: Codes, digits only, whose cells are told.

    Raises:
        InputError: The file lacks columns that the map names.

    Example:
        >>> from datetime import date
        >>> from entrepot.tariff.column_map import RateColumn
        >>> table = ColumnMap("XA", ("hs",), (RateColumn("duty", "mfn", "MFN", dialect="vn"),))
        >>> found = read_schedule([{"hs": "4011.20", "duty": "15"}], ["hs", "duty"], table,
        ...                       Period(date(2026, 1, 1)))
        >>> [(m.hs_code, m.duty) for m in found.measures]
        [('401120', '15 %')]
    """
    reader = Reader(table, Columns(header, table), valid, tuple(show))
    for row in rows:
        reader.take(row)
    return reader.finish()


def check_columns(schedule: Schedule) -> tuple[Problem, ...]:
    """Columns that must not be loaded: too little of them was read, or they hide their rates."""
    return tuple(_check_columns(schedule))


def _check_columns(schedule: Schedule) -> Iterator[Problem]:
    if not schedule.columns:  # a list of lines, without rates
        return
    rates = [(name, one) for name, one in schedule.columns.items() if one.cells]
    for name, tally in rates:
        if tally.parsed < LEAST_PARSED * tally.cells:
            said = f"of {tally.cells} cells only {tally.parsed} could be read as duties."
            yield _unparsed(name, said, "Check the map's column and dialect.")
    if not rates:
        said = "no column of rates has a cell that is not blank."
        yield _unparsed(", ".join(schedule.columns), said, "Check the map's columns.")
    named, in_rates = schedule.names
    hidden = named and in_rates >= _NAMES_IN_RATES * named
    if rates and hidden and all(tally.zero == tally.cells for _, tally in rates):
        said = f"every rate is zero while {in_rates} of {named} names end in a rate."
        yield _unparsed(", ".join(name for name, _ in rates), said, "Map the column of the rates.")


def _unparsed(column: str, message: str, hint: str) -> Problem:
    return Problem("tariff.column_unparsed", f"column {column}", message, hint)
