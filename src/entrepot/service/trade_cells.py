"""Statistics of trade: tables at any revision, the lines under a cell, and cubes of files."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.rates import DayRates
from entrepot.service.trade_editions import join, need_one_edition
from entrepot.service.trade_load import need_columns, need_statistician
from entrepot.service.window import Window
from entrepot.store.exchange import load_rates
from entrepot.store.importers.sources import rows_table
from entrepot.store.lake import Lake, open_duckdb, read_lines
from entrepot.store.trade import acting_trade, manifest
from entrepot.trade import tables
from entrepot.trade.concordance import Concordance
from entrepot.trade.disclosure import Hidden, Risk, protect
from entrepot.trade.figures import Cell, cells_of, rate_digits
from entrepot.trade.lines import DIMENSIONS, MEASURED

if TYPE_CHECKING:
    from collections.abc import Iterator

Document = dict[str, Any]
Table = Any  # an Ibis table; Ibis has no types
BY = (*(name for name in DIMENSIONS if name not in ("month", "currency")), *tables.DERIVED, "month")
MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which table is asked for.

    Attributes:
        first, last: Months, both included [yyyymm].
        by: Fields of the table.
        flows: Flows that count.
        revision: As known at it; None is the newest.
        currency: Of the figures.
        where: Fields that must be so.
        public: Only what everybody may see: what gives a firm away is suppressed.
        concordances: By the edition before, to the one wanted; editions are not joined without.
    """

    first: int
    last: int
    by: tuple[str, ...]
    flows: tuple[str, ...] = ()
    revision: int | None = None
    currency: str = "USD"
    where: Mapping[str, str] | None = None
    public: bool = False
    concordances: Mapping[str, Concordance] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """Cells, and what a reader must know beside them."""

    revision: int
    cells: tuple[Cell, ...]
    months: frozenset[int]
    without_rate: tuple[tuple[str, int], ...]
    sources: tuple[str, ...]
    hidden: Hidden = field(default_factory=dict)


@contextmanager
def lines_of(window: Window, asked: Asked, *, by: str, at: datetime) -> "Iterator[Lines]":
    """The lines that stand at a revision, for who may read them; for a public table, for anyone.

    Raises:
        RoleError: Who acts is no statistics analyst.
        InputError: There is no such revision.
    """
    with acting_trade(window.database, "" if asked.public else by, at) as (book, who):
        need_statistician(who)
        batches = list(book.list_batches())
    newest = batches[-1]["revision"] if batches else 0
    revision = newest if asked.revision is None else asked.revision
    if not 0 <= revision <= newest:
        hint = f"Revisions: 0 to {newest}."
        raise InputError(Problem("trade.revision", "--revision", f"{revision} is none.", hint))
    lake = Lake(window.home.folder / "lake")
    found = manifest(batches, first=asked.first, last=asked.last, revision=revision)
    backend = open_duckdb()
    try:
        lines = tables.live(read_lines(backend, lake.files(found)), revision)
        lines = tables.within(lines, asked.first, asked.last)
        known = [one for one in batches if one["revision"] <= revision]
        months = frozenset(month for one in known for month in one["months"])
        if "reporter" in (asked.where or {}):
            lines = lines.filter(lines.reporter == asked.where["reporter"])  # type: ignore[index]
            used = backend.to_pyarrow(lines.select("month", "batch").distinct())
            months = frozenset(used["month"].to_pylist())
            known = [one for one in known if one["batch"] in set(used["batch"].to_pylist())]
        if asked.flows:
            lines = lines.filter(lines.flow.isin(asked.flows))
        for name, value in (asked.where or {}).items():
            lines = lines.filter(tables.field_of(lines, name) == value)
        lines = backend.create_view("standing", lines, overwrite=True)  # else compiled each time
        sources = {one["batch"]: one["source"] for one in known}
        yield Lines(backend, lines, revision, months, sources)
    finally:
        backend.disconnect()


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that stand, on a connection that is open."""

    backend: Any
    table: Table
    revision: int
    months: frozenset[int]
    source_of: Mapping[str, str]

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of the batches, each once."""
        return tuple(dict.fromkeys(one for one in self.source_of.values() if one))

    def rows(self, expression: Table) -> list[dict[str, Any]]:
        """The rows of an expression over the lines."""
        found: list[dict[str, Any]] = self.backend.to_pyarrow(expression).to_pylist()
        return found


def count_cells(window: Window, asked: Asked, *, by: str, at: datetime) -> Counted:
    """The cells of a table in one currency.

    Raises:
        InputError: CIF and FOB are mixed in a flow, editions of the HS in a table by code, or
            there is no such revision.
        RoleError: Who acts is no statistics analyst.
    """
    with lines_of(window, asked, by=by, at=at) as lines:
        pairs = lines.rows(lines.table.select("currency", "month").distinct())
        check_bases(lines.rows(lines.table.select("flow", "basis").distinct()))
        joins = bool(asked.concordances) and "hs6" in asked.by
        if not joins:
            need_one_edition(asked.by, lines.rows(lines.table.select("edition").distinct()))
        by_edition = (*asked.by, "edition") if joins else asked.by
        rates, lacking = month_rates(pairs, asked.currency)
        money = tables.in_currency(lines.table, rates_table(rates))
        if asked.public:  # firms are counted over all months and flows at once
            money = tables.as_one(money, asked.first, asked.by)
        found = tuple(cells_of(lines.rows(tables.cells(money, by_edition)), by_edition))
        if joins:
            found = tuple(join(found, asked.by, asked.concordances))
        hidden = protect(_risks(found)) if asked.public else {}
        return Counted(lines.revision, found, lines.months, lacking, lines.sources, hidden)


def _risks(cells: Sequence[Cell]) -> dict[tuple[str, str], Risk]:
    """Cells by row and column; a table by one field is one column."""
    return {
        place_of(cell.key): Risk(cell.value_minor or 0, cell.n_firms, cell.top1_minor)
        for cell in cells
    }


def place_of(key: Sequence[object]) -> tuple[str, str]:
    """Where a cell lies in a table of rows and columns."""
    row, column = (*key, "all", "all")[:2]
    return str(row) or "-", str(column) or "-"


def check_bases(rows: Iterable[Mapping[str, str]]) -> None:
    """See that each flow has one basis of value.

    Raises:
        InputError: A flow has values CIF and values FOB, which do not add.
    """
    bases: dict[str, set[str]] = {}
    for row in rows:
        bases.setdefault(row["flow"], set()).add(row["basis"])
    mixed = [flow for flow, found in bases.items() if len(found - {""}) > 1]
    if mixed:
        raise InputError([
            Problem("trade.basis", flow, "has values CIF and values FOB, which do not add.",
                    "Ask for one source, or set the step from one to the other.",
                    message_zh="CIF 与 FOB 数值不能相加。")
            for flow in mixed
        ])  # fmt: skip


def month_rates(
    pairs: Iterable[Mapping[str, Any]], wanted: str
) -> tuple[list[dict[str, Any]], tuple[tuple[str, int], ...]]:
    """Rates of the first day of each month, and the currencies and months without one."""
    rates, lacking, known = [], [], load_rates()
    for pair in pairs:
        currency, month = pair["currency"], pair["month"]
        on = date(month // 100, max(month % 100, 1), 1)
        rate = DayRates(known, on)(currency, wanted)
        if rate is None:
            lacking.append((currency, month))
        else:
            exact = rate_digits(rate, currency, wanted)
            rates.append({"of": currency, "in_month": month, "rate": f"{exact:.9f}"})
    return rates, tuple(sorted(lacking))


def rates_table(rates: Sequence[Mapping[str, Any]]) -> Table:
    """Rates as `tables.in_currency` takes them."""
    table = rows_table(rates or [{"of": "", "in_month": 0, "rate": "0"}])
    return table.select(
        of=table.of, in_month=table.in_month.cast("int64"), rate=table.rate.cast("decimal(18, 9)")
    )


def list_lines(
    window: Window, asked: Asked, *, by: str, at: datetime, most: int = MOST_LINES
) -> Document:
    """The lines under a cell, each with its declaration and batch.

    Raises:
        RoleError: Who acts is no statistics analyst.
    """
    with lines_of(window, asked, by=by, at=at) as lines:
        chosen = lines.table.order_by(["month", "line", "version"]).limit(most + 1)
        rows = lines.rows(chosen)
        return {
            "revision": lines.revision, "more": len(rows) > most,
            "rows": [
                _line(row) | {"source": lines.source_of.get(row["batch"], "")}
                for row in rows[:most]
            ],
        }  # fmt: skip


_TOLD = (
    "line", "version", "declaration", "month", "flow", "region", "partner", "origin", "hs",
    "regime", "office", "firm", "basis", "currency", "batch", "revision", "status",
)  # fmt: skip


def _line(row: Mapping[str, Any]) -> Document:
    whole = ("value_minor", "duty_minor", "net_mass_g")
    return {name: row[name] for name in _TOLD} | {
        name: None if row[name] is None else str(row[name]) for name in whole
    }


def list_batches(window: Window, *, by: str, at: datetime) -> Document:
    """Every batch and the revision it made.

    Raises:
        RoleError: Who acts is no statistics analyst.
    """
    with acting_trade(window.database, by, at) as (book, who):
        need_statistician(who)
        rows = [dict(one) for one in book.list_batches()]
    return {"rows": [{**one, "made_at": one["made_at"].isoformat()} for one in rows]}


def cube_file(
    path: Path, map_path: Path, by: Sequence[str], out: Path, *, backend: str = "duckdb"
) -> Document:
    """Sum a file of lines by some fields, without a store.

    Args:
        path: CSV or Parquet.
        map_path: Map of its columns, JSON.
        by: Fields of the map; hs2, hs4 and hs6 follow from hs.
        out: Parquet to write: the fields, value_minor and n_lines.
        backend: duckdb or spark.

    Returns:
        backend, lines, cells, currency, value_minor, duty_minor, digest.

    Raises:
        InputError: The file, the map or a field cannot be used.
        OutsideError: Spark is not there.
    """
    from entrepot.store import analytics
    from entrepot.store.importers.sources import read_map
    from entrepot.trade.lines import parse_map

    found = parse_map(read_map(map_path), str(map_path))
    check_by(by, found.columns)
    with analytics.open_backend(backend) as connection:
        source = analytics.open_file(connection, backend, path)
        need_columns(source, found)
        rows, whole = tables.rows_of(source, found, by), Whole()

        def cells() -> "Iterator[Any]":
            yield from whole.counted(analytics.run(connection, tables.cube(rows, by), by))
            if whole.n_wrong:  # nothing is written then
                wrong = analytics.run(connection, tables.faults(rows), ("fault", "told"))
                raise InputError([unreadable(one) for part in wrong for one in part.to_pylist()])

        made = analytics.write(cells(), out, [*by, "value_minor", "n_lines"])
    return {
        "backend": backend, "lines": whole.n_lines, "cells": whole.cells,
        "currency": found.currency, "value_minor": _text(whole.value_minor),
        "duty_minor": _text(whole.duty_minor), "digest": made,
    }  # fmt: skip


@dataclass(slots=True)
class Whole:
    """The whole of a cube, counted while its cells go by; unknown where a cell is."""

    cells: int = 0
    n_lines: int = 0
    n_wrong: int = 0
    value_minor: int | None = 0
    duty_minor: int | None = 0

    def counted(self, batches: Iterable[Any]) -> "Iterator[Any]":
        """The same batches, counted."""
        for batch in batches:
            self.cells += batch.num_rows
            self.n_lines += _sum(batch, "n_lines") or 0
            self.n_wrong += _sum(batch, "n_wrong") or 0
            self.value_minor = _plus(self.value_minor, _sum(batch, "value_minor"))
            self.duty_minor = _plus(self.duty_minor, _sum(batch, "duty_minor"))
            yield batch


def _plus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _sum(batch: Any, name: str) -> int | None:
    import pyarrow.compute

    found: int | None = pyarrow.compute.sum(batch.column(name), skip_nulls=False).as_py()
    return 0 if not batch.num_rows else found


def unreadable(row: Mapping[str, Any]) -> Problem:
    """What is wrong with lines of a file, from a row of `tables.faults`."""
    message = f"{row['told']!r} is no {'amount' if row['fault'] in MEASURED else row['fault']}"
    return Problem(
        f"trade.{row['fault']}", row["fault"], f"{message}. Lines with it: {row['n_lines']}.",
        "Mend the file: amounts are plain numbers, months 202401 or 2024-01.",
    )  # fmt: skip


def check_by(by: Sequence[str], columns: Mapping[str, str]) -> None:
    """See that the map tells every field of a table.

    Raises:
        InputError: With every field it does not tell.
    """
    known = {*columns, *(tables.DERIVED if "hs" in columns else ())}
    lacking = [name for name in by if name not in known] or ([] if by else ["--by"])
    if lacking or "value" not in columns:
        hint = (
            f"Fields: {', '.join(sorted(known))}. The value must be among the columns of the map."
        )
        problems = [Problem("trade.by", name, "is no field of the map.", hint) for name in lacking]
        raise InputError(problems or [Problem("trade.map", "value", "is not told.", hint)])


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
