"""How the columns of a schedule's file are read: which is the code, which are rates, of what."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.tariff.measures import KINDS

BLANKS = ("inherit", "not_covered", "unknown")
DUPLICATES = ("refuse", "person")
ANY_AGREEMENT = "{agreement}"  # a regime that the command names
REFUND_KINDS = ("vat_refund", "vat_base")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list's cell stands for: the rate of the heading it names, with its days."""

    duty: str
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """Whom a code within cells, or a cell of the regime's column, is for."""

    regime: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RateColumn:
    """A column of rates.

    Attributes:
        column: Its header; `a|b` is the first of the two that the file has.
        kind: A kind of measure.
        regime: Regime of the measures; empty is that of the programme in the cell.
        origins: Countries or groups; empty is every origin.
        dialect: How its cells are worded.
        blank: What an empty cell means, one of `BLANKS`.
        split: Sign between the steps of a cell; empty where a cell has none.
        steps: First days of the steps.
        where: Cells that rows must hold to count, by column.
        section: `last`: only rows after the codes begin anew.
        skip_bracketed: Rates in brackets are bound and not applied: no measure of this kind.
        programmes_only: A rate for nobody in particular belongs to another column.
        duty: The same duty for every row, where rows only list goods.
        headings: What cells stand for, where they name headings.
        variant: Column that tells apart measures which fall on goods together.
        regime_column: Column that names the regime.
        otherwise: Duty of the lines that the schedule does not list; empty is none.
        optional: A file without the column has no such rates.
    """

    column: str
    kind: str
    regime: str = ""
    origins: tuple[str, ...] = ()
    dialect: str = "entrepot"
    blank: str = "inherit"
    split: str = ""
    steps: tuple[date, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    section: str = ""
    skip_bracketed: bool = False
    programmes_only: bool = False
    duty: str = ""
    headings: Mapping[str, Heading] = field(default_factory=dict)
    variant: str = ""
    regime_column: str = ""
    otherwise: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How one schedule is read.

    Attributes:
        market: Customs territory whose duties these are.
        code: Columns whose digits make the code together; `a|b` is the first there is.
        name: Column of the goods' names; empty where the file has none.
        unit: Column of the unit; empty where the file has none.
        conditions: Column of what a row's rates depend on, as in `condition`; empty where the
            file has none.
        depth: Column of the depth, where blanks inherit from the nearest shallower row above.
        first_day: Column of a row's first day; empty is the edition's.
        last_day: Column of a row's last day.
        least_digits: Rows whose code has fewer are headings, without a line of their own.
        rates: Columns of rates.
        programmes: Who is meant by codes within cells and by names of regimes.
        edition: Edition, where the command gives none.
        valid_from: First day of the edition, where the command gives none.
        valid_to: First day on which it no longer holds; None is open.
        duplicates: `refuse` two rates of one line, or have a `person` read both.
        source: Act and edition.
        status: Standing of its figures.
        language: Language of the names.
        lists: Where a schedule is several lists, each in a file of its own: the name of the list
            by a column that only its file has, the first that is found.
    """

    market: str
    code: tuple[str, ...]
    rates: tuple[RateColumn, ...]
    name: str = ""
    unit: str = ""
    conditions: str = ""
    depth: str = ""
    first_day: str = ""
    last_day: str = ""
    least_digits: int = 1
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    edition: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    duplicates: str = "refuse"
    source: str = ""
    status: str = "published"
    language: str = "en"
    lists: Mapping[str, str] = field(default_factory=dict)

    def list_of(self, header: Collection[str]) -> str:
        """Which list a file with these columns is; empty where there is only one."""
        return next((name for column, name in self.lists.items() if column in header), "")


def read_map(told: Mapping[str, Any], over: Mapping[str, Any], agreement: str = "") -> ColumnMap:
    """Make a map of what is shipped and what a person puts over it.

    Args:
        told: The shipped map as TOML tells it; `agreements` holds what differs by agreement.
        over: The person's; its `[columns]` go over the shipped ones, its `rates` replace them.
        agreement: Which agreement the file is of.

    Raises:
        InputError: With everything that is wrong with the map.
    """
    parts = [told, _of_agreement(told, agreement), over]
    merged: dict[str, Any] = {}
    for part in parts:
        columns = {**merged.get("columns", {}), **part.get("columns", {})}
        merged |= {**part, "columns": columns}
    problems = list(_faults(merged))
    if problems:
        raise InputError(problems)
    columns = merged["columns"]
    return ColumnMap(
        market=merged["market"],
        code=_texts(columns["code"]),
        rates=tuple(_rates(merged, columns, agreement)),
        name=columns.get("name", ""), unit=columns.get("unit", ""),
        conditions=columns.get("conditions", ""),
        depth=columns.get("depth", ""), first_day=columns.get("from", ""),
        last_day=columns.get("to", ""), least_digits=merged.get("least_digits", 1),
        programmes={
            name: Programme(row.get("regime", name), _texts(row.get("origins", ())))
            for name, row in merged.get("programmes", {}).items()
        },
        edition=merged.get("edition", ""), valid_from=merged.get("valid_from"),
        valid_to=merged.get("valid_to"), duplicates=merged.get("duplicates", "refuse"),
        source=merged.get("source", ""), status=merged.get("status", "published"),
        language=merged.get("language", "en"), lists=merged.get("lists", {}),
    )  # fmt: skip


def _of_agreement(told: Mapping[str, Any], agreement: str) -> Mapping[str, Any]:
    known = told.get("agreements", {})
    takes_any = any(row.get("regime") == ANY_AGREEMENT for row in told.get("rates", ()))
    if takes_any or not (known or agreement):
        return {}
    if agreement not in known:
        hint = f"Known: {', '.join(known)}." if known else "This schedule is of no agreement."
        message = f"{agreement or 'no agreement'} is none of this schedule's agreements."
        raise InputError(Problem("tariff.agreement", "--agreement", message, hint))
    found: Mapping[str, Any] = known[agreement]
    return found


def _of_any_agreement(
    rows: Iterable[Mapping[str, Any]], agreement: str
) -> Iterator[Mapping[str, Any]]:
    """Rows of rates with the agreement in its place; without one, those of one are left out."""
    for row in rows:
        if row.get("regime") != ANY_AGREEMENT:
            yield row
        elif agreement:
            yield {**row, "regime": agreement, "origins": [agreement]}


def _rates(
    merged: Mapping[str, Any], columns: Mapping[str, Any], agreement: str
) -> Iterator[RateColumn]:
    """The rate columns; one given by a name of `[columns]` bears that column's header."""
    for row in _of_any_agreement(merged.get("rates", ()), agreement):
        headings = {
            name: Heading(one["duty"], one.get("from"), one.get("to"), one.get("note", ""))
            for name, one in row.get("headings", {}).items()
        }
        column = columns.get(row.get("named", ""), row.get("column", ""))
        if not column:
            continue
        rest: dict[str, Any] = {
            key: _texts(value) if key in ("origins", "steps") else value
            for key, value in row.items()
            if key not in ("named", "column", "headings")
        }
        dialect = rest.pop("dialect", merged.get("dialect", "entrepot"))
        yield RateColumn(column=column, dialect=dialect, headings=headings, **rest)


def _texts(value: Any) -> tuple[Any, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _faults(merged: Mapping[str, Any]) -> Iterator[Problem]:
    known = ColumnMap.__dataclass_fields__.keys() | {
        "columns", "dialect", "agreements", "rates", "programmes"
    }  # fmt: skip
    for name in sorted(merged.keys() - known):
        yield _fault(name, "is no key of a column map.", f"Keys: {', '.join(sorted(known))}.")
    if not merged.get("market"):
        yield _fault("market", "is missing.", "Name the market, as US.")
    if not merged["columns"].get("code"):
        yield _fault("columns.code", "is missing.", "Name the column of the code.")
    if merged.get("duplicates", "refuse") not in DUPLICATES:
        yield _fault("duplicates", "is none of those there are.", ", ".join(DUPLICATES))
    for place, row in enumerate(merged.get("rates", ()), 1):
        yield from _rate_faults(f"rates {place}", row)


def _rate_faults(where: str, row: Mapping[str, Any]) -> Iterator[Problem]:
    fields = RateColumn.__dataclass_fields__.keys() | {"named"}
    for name in sorted(row.keys() - fields):
        yield _fault(where, f"{name} is no key of it.", f"Keys: {', '.join(sorted(fields))}.")
    if row.get("kind") not in {*KINDS, *REFUND_KINDS}:
        yield _fault(where, f"{row.get('kind')!r} is no kind.", f"Kinds: {', '.join(KINDS)}.")
    if row.get("blank", "inherit") not in BLANKS:
        yield _fault(where, "blank is none of those there are.", ", ".join(BLANKS))


def _fault(where: str, message: str, hint: str) -> Problem:
    return Problem("tariff.map", f"column map, {where}", message, hint)
