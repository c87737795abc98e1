"""Figures of a table from its cells: amounts in one money, sums, and what is unknown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from entrepot.kernel.money import MINOR_DIGITS
from entrepot.kernel.source import STATUSES, Status


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table for one month.

    Attributes:
        key: Its fields, in the order the table is by.
        month: Month [yyyymm].
        flow: import, export, re-import or re-export.
        value_minor: Value in minor units of the wanted currency; None where a part is unknown.
        net_mass_g: Net mass [g]; None where a part is unknown.
        duty_minor: Duty, as the value.
        n_lines: Number of lines.
        n_firms: Number of firms; None where a line does not tell its firm.
        top1_minor: Value of the largest firm; None as before.
        hours_median, hours_p90: Hours from lodging to release; None where none is known.
        status: The least certain status of its lines.
    """

    key: tuple[str, ...]
    month: int
    flow: str
    value_minor: int | None
    net_mass_g: int | None
    duty_minor: int | None
    n_lines: int
    n_firms: int | None
    top1_minor: int | None
    hours_median: float | None
    hours_p90: float | None
    status: Status


def cells_of(rows: Iterable[Mapping[str, Any]], by: Sequence[str]) -> list[Cell]:
    """Cells from the rows of `tables.cells`, in the order of their fields and months."""
    found = [
        Cell(
            tuple(row[name] for name in by), row["month"], row["flow"], row["value_minor"],
            row["net_mass_g"], row["duty_minor"], row["n_lines"], row["n_firms"],
            row["top1_minor"], row["hours_median"], row["hours_p90"], STATUSES[row["status_rank"]],
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda cell: (cell.key, cell.month, cell.flow))


def rate_digits(rate: Decimal, currency: str, wanted: str) -> Decimal:
    """Minor units of the wanted currency in a minor unit of another.

    Example:
        >>> rate_digits(Decimal("150.05"), "USD", "JPY")
        Decimal('1.5005')
    """
    return rate.scaleb(MINOR_DIGITS.get(wanted, 2) - MINOR_DIGITS.get(currency, 2))


def plus(one: int | None, other: int | None) -> int | None:
    """A sum; unknown where a part is."""
    return None if one is None or other is None else one + other


def total(parts: Iterable[int | None]) -> int | None:
    """A sum of many; unknown where a part is."""
    found: int | None = 0
    for part in parts:
        found = plus(found, part)
    return found


def months_between(first: int, last: int) -> list[int]:
    """The months from one to another, both included [yyyymm].

    Example:
        >>> months_between(202311, 202402)
        [202311, 202312, 202401, 202402]
    """
    return [
        year * 100 + month
        for year in range(first // 100, last // 100 + 1)
        for month in range(1, 13)
        if first <= year * 100 + month <= last
    ]
