"""A country's schedule: rows of a file in; measures, national lines and what is wrong out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.period import Period
from entrepot.kernel.source import Status
from entrepot.region.law import Measure
from entrepot.tariff.column_map import ColumnMap, Programme, RateColumn
from entrepot.tariff.dialects import read_cell
from entrepot.tariff.dialects.reading import Reading
from entrepot.tariff.expression import NotCovered, is_zero, render

LEAST_PARSED = 0.95
PROVISIONAL = "Provisional"  # regime of rates that stand behind a triangle
_NAMES_IN_RATES = 0.2  # names that end in a rate, as a share of all, are the rates themselves
_ENDS_IN_RATE = re.compile(r"(?:^|[^\d.])\d{1,3}(?:\.\d+)?\s*%?\s*$")
_CHAPTERS = tuple(f"{number:02}" for number in range(1, 98) if number != 77)


@dataclass(slots=True)
class Tally:
    """Cells of a column that are not blank, and how many of them were read."""

    cells: int = 0
    parsed: int = 0
    zero: int = 0

    @property
    def needs_person(self) -> int:
        """Cells that a person must read."""
        return self.cells - self.parsed


@dataclass(frozen=True, slots=True)
class Need:
    """A cell that a person must read; rows count from 1 below the header."""

    row: int
    code: str
    column: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of a cell; `state` is parsed, unknown, not_covered or needs_person.

    `kind` is that of the measure, since a column may hold two: duty on what enters and leaves.
    """

    code: str
    column: str
    text: str
    state: str
    duty: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class NationalLine:
    """A line of the schedule with the goods it names."""

    code: str
    text: str
    unit: str
    depth: int
    row: int


@dataclass(slots=True)
class Schedule:
    """A schedule as read.

    Attributes:
        rows: Rows below the header.
        columns: Tally by header.
        measures: One a kind, regime, line, origins and days.
        lines: National lines in the order of the file.
        needs: Cells that a person must read.
        shown: What became of the cells of the codes asked for.
        names: How many names there are, and how many of them end in a rate.
    """

    rows: int = 0
    columns: dict[str, Tally] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)
    lines: list[NationalLine] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    names: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """A reading of a cell with its first day, None being that of the edition."""

    reading: Reading
    start: date | None


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
        >>> table = ColumnMap("XA", ("hs",), (RateColumn("duty", "mfn", "MFN", dialect="vn"),))
        >>> found = read_schedule([{"hs": "4011.20", "duty": "15"}], ["hs", "duty"], table,
        ...                       Period(date(2026, 1, 1)))
        >>> [(m.hs_code, m.duty) for m in found.measures]
        [('401120', '15 %')]
    """
    reader = _Reader(table, _Columns(header, table), valid, tuple(show))
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


class _Columns:
    """The columns that a file has of those that a map names."""

    def __init__(self, header: Sequence[str], table: ColumnMap) -> None:
        self._header = set(header)
        self.missing: list[str] = []
        self.code = [self.find(name) for name in table.code]
        self.read = [rate for rate in table.rates if not (rate.optional and self.lacks(rate))]
        self.rates = [self.find(rate.column) for rate in self.read]
        for rate in self.read:
            if rate.variant:
                self.find(rate.variant)
        for name in (table.depth, table.first_day, table.last_day):
            if name:
                self.find(name)
        self.name = table.name if table.name in self._header else ""
        self.unit = table.unit if table.unit in self._header else ""
        if self.missing:
            hint = f"Columns of the file: {', '.join(header)}. Give the right ones with --map."
            raise InputError(
                Problem("tariff.columns", name, "the file has no such column.", hint)
                for name in dict.fromkeys(self.missing)
            )

    def lacks(self, rate: RateColumn) -> bool:
        """Say whether the file has no such column of rates."""
        return not self._header.intersection(rate.column.split("|"))

    def find(self, name: str) -> str:
        """The column that a name of the map means."""
        found = next((one for one in name.split("|") if one in self._header), None)
        if found is None:
            self.missing.append(name)
        return found or name


class _Reader:
    """Reads rows in their order."""

    def __init__(
        self, table: ColumnMap, columns: _Columns, valid: Period, show: tuple[str, ...]
    ) -> None:
        self._table = table
        self._columns = columns
        self._valid = valid
        self._show = show
        self._found = Schedule(columns={name: Tally() for name in columns.rates})
        self._shown: dict[tuple[str, int], Shown] = {}
        self._above: dict[int, dict[str, str]] = {}
        self._last_code = ""
        self._began_anew = 0
        self._row = 0
        self._names = [0, 0]
        self._regimes: dict[tuple[int, Programme], None] = {}

    def take(self, row: Mapping[str, str]) -> None:
        """Read one row."""
        self._row += 1
        code = "".join(_digits(row[name]) for name in self._columns.code)
        self._note_section(code)
        self._note_name(row)
        texts = self._inherited(row)
        is_line = len(code) >= max(self._table.least_digits, 1)
        days = self._days(row)
        for place, (column, rate) in enumerate(
            zip(self._columns.rates, self._columns.read, strict=True)
        ):
            if any(row.get(name) != held for name, held in rate.where.items()):
                continue
            own, text = row[column].strip(), texts[column]
            if not (text or rate.duty or self._show) and rate.blank == "inherit":
                continue
            self._take_cell(place, rate, column, code, own, text, row, days, is_line=is_line)
        if is_line and self._columns.name:
            self._found.lines.append(self._line(code, row))

    def finish(self) -> Schedule:
        """What was read."""
        self._drop_earlier_sections()
        for place, programme in self._regimes:
            self._add_others(self._columns.read[place], programme)
        self._found.rows = self._row
        self._found.names = self._names[0], self._names[1]
        self._found.shown = list(self._told())
        return self._found

    # rows

    def _note_section(self, code: str) -> None:
        if len(code) >= 6:
            if code < self._last_code:
                self._began_anew = self._row
            self._last_code = code

    def _note_name(self, row: Mapping[str, str]) -> None:
        if self._columns.name and (name := row[self._columns.name].strip()):
            self._names[0] += 1
            may_end = name[-1] == "%" or name[-1].isdigit()
            self._names[1] += may_end and bool(_ENDS_IN_RATE.search(name))

    def _inherited(self, row: Mapping[str, str]) -> Mapping[str, str]:
        """Texts of the rate columns; a blank one is the nearest above of smaller depth."""
        own = {column: row[column].strip() for column in self._columns.rates}
        if not self._table.depth:
            return own
        depth = int(row[self._table.depth] or 0)
        for deeper in [one for one in self._above if one >= depth]:
            del self._above[deeper]
        nearest = self._above[max(self._above)] if self._above else {}
        texts = {column: text or nearest.get(column, "") for column, text in own.items()}
        self._above[depth] = texts
        return texts

    def _days(self, row: Mapping[str, str]) -> Period:
        if not (self._table.first_day or self._table.last_day):
            return self._valid
        first = _day(row.get(self._table.first_day, "")) or self._valid.start
        last = _day(row.get(self._table.last_day, ""))
        return Period(first, date.fromordinal(last.toordinal() + 1) if last else self._valid.end)

    def _line(self, code: str, row: Mapping[str, str]) -> NationalLine:
        unit = row[self._columns.unit].strip() if self._columns.unit else ""
        depth = row[self._table.depth] if self._table.depth else ""
        return NationalLine(
            code, row[self._columns.name].strip(), unit, int(depth or 0), self._row
        )  # fmt: skip

    # cells

    def _take_cell(
        self, place: int, rate: RateColumn, column: str, code: str, own: str, text: str,
        row: Mapping[str, str], days: Period, *, is_line: bool,
    ) -> None:  # fmt: skip
        tally = self._found.columns[column]
        steps, reason = _read(rate, text, own) if text or rate.duty else ((), "")
        if own:
            tally.cells += 1
            tally.parsed += not reason
            tally.zero += bool(steps) and all(is_zero(step.reading.duty) for step in steps)
        if own and (reason or not code):
            why = reason or "the row has a rate and no code"
            self._found.needs.append(Need(self._row, code, column, own, why))
        if self._show:
            self._keep_shown(place, column, code, text, steps, reason)
        if rate.headings and any(isinstance(s.reading.duty, NotCovered) for s in steps):
            steps = tuple(step for step in steps if step.reading.marks)
        if not is_line or (rate.programmes_only and not steps and not reason):
            return
        of_row = self._programme(rate, row)
        if rate.otherwise and of_row:
            self._regimes[place, of_row] = None
        variant = row[self._columns.find(rate.variant)].strip() if rate.variant else ""
        if reason:
            self._add(rate, of_row, code, days, "", text, variant=variant, note="needs a person")
        elif steps:
            self._add_steps(rate, of_row, code, days, text, steps, variant)
        elif rate.blank != "inherit":
            duty = "NotCovered" if rate.blank == "not_covered" else ""
            self._add(rate, of_row, code, days, duty, "", variant=variant)

    def _programme(self, rate: RateColumn, row: Mapping[str, str]) -> Programme | None:
        if not rate.regime_column:
            return Programme(rate.regime, rate.origins) if rate.otherwise else None
        return self._known(row[rate.regime_column].strip())

    def _known(self, name: str) -> Programme:
        group = f"{self._table.market}-{name}"
        return self._table.programmes.get(name, Programme(name, (group,)))

    def _add_steps(
        self, rate: RateColumn, of_row: Programme | None, code: str, days: Period, text: str,
        steps: Sequence[Step], variant: str,
    ) -> None:  # fmt: skip
        for programmes in dict.fromkeys(step.reading.programmes for step in steps):
            if rate.programmes_only and not programmes:
                continue
            mine = [step for step in steps if step.reading.programmes == programmes]
            for whom in self._whom(rate, of_row, programmes):
                for settled in _settle(mine, days, skip_bracketed=rate.skip_bracketed):
                    kind, area = rate.kind, whom
                    if settled.provisional:
                        kind, area = "provisional", Programme(PROVISIONAL, rate.origins)
                    elif programmes and kind == "mfn":
                        kind = "preference"
                    self._add(
                        rate, area, code, settled.days, settled.duty, text, kind=kind,
                        variant=variant, note=settled.note,
                    )  # fmt: skip

    def _whom(
        self, rate: RateColumn, of_row: Programme | None, programmes: tuple[str, ...]
    ) -> Iterator[Programme | None]:
        if not programmes:
            yield of_row
            return
        known = [self._known(name) for name in programmes]
        if rate.kind == "mfn" or not rate.regime:
            yield from known
        else:
            origins = dict.fromkeys(origin for one in known for origin in one.origins)
            yield Programme(rate.regime, tuple(origins))

    def _add(
        self, rate: RateColumn, whom: Programme | None, code: str, days: Period, duty: str,
        text: str, *, kind: str = "", variant: str = "", note: str = "",
    ) -> None:  # fmt: skip
        whom = whom or Programme(rate.regime, rate.origins)
        status: Status = self._table.status  # type: ignore[assignment]
        self._found.measures.append(
            Measure(
                note=note, source=self._table.source, status=status,
                id=f"row {self._row}, {rate.column}", market=self._table.market,
                kind=kind or rate.kind, regime=whom.regime, hs_code=code,
                origins=tuple(sorted(set(whom.origins))), excluded_origins=(), duty=duty,
                source_text=text, valid_from=days.start, valid_to=days.end,
                vintage=self._table.edition, additional_code=variant,
            )
        )  # fmt: skip

    def _add_others(self, rate: RateColumn, whom: Programme) -> None:
        """What a regime that lists exceptions gives to all other lines, chapter by chapter."""
        for chapter in _CHAPTERS:
            self._add(
                rate, whom, chapter, self._valid, rate.otherwise, "",
                note="the schedule lists exceptions; other lines are as here",
            )  # fmt: skip

    def _drop_earlier_sections(self) -> None:
        """Where only the last section counts, forget what was read of those before."""
        places = {rate.column for rate in self._columns.read if rate.section == "last"}
        if not (self._began_anew and places):
            return

        def is_late(told: str) -> bool:
            return int(told.split(",")[0].removeprefix("row ")) >= self._began_anew

        self._found.measures = [
            one for one in self._found.measures
            if is_late(one.id) or one.id.partition(", ")[2] not in places
        ]  # fmt: skip
        self._found.needs = [
            one for one in self._found.needs
            if one.row >= self._began_anew or one.column not in places
        ]  # fmt: skip
        self._found.lines = [one for one in self._found.lines if one.row >= self._began_anew]

    # what is shown

    def _keep_shown(
        self, place: int, column: str, code: str, text: str, steps: Sequence[Step], reason: str
    ) -> None:
        if not code or not any(code.startswith(one) or one.startswith(code) for one in self._show):
            return
        rate = self._columns.read[place]
        if reason:
            shown = Shown(code, column, text, "needs_person", kind=rate.kind)
        elif not steps:
            state = "not_covered" if rate.blank == "not_covered" else "unknown"
            shown = Shown(code, column, text, state, kind=rate.kind)
        elif all(isinstance(step.reading.duty, NotCovered) for step in steps):
            shown = Shown(code, column, text, "not_covered", kind=rate.kind)
        else:
            duty = "; ".join(map(_worded, steps))
            shown = Shown(code, column, text, "parsed", duty, rate.kind)
        before = self._shown.get((code, place))
        if before is None or before.state == "unknown" or rate.section == "last":
            self._shown[code, place] = shown

    def _told(self) -> Iterator[Shown]:
        for asked in self._show:
            exact = {code for code, _ in self._shown if code == asked}
            below = exact or {c for c, _ in self._shown if c.startswith(asked)}
            for code in sorted(below) or [asked]:
                yield from self._cells_of(code)

    def _cells_of(self, code: str) -> Iterator[Shown]:
        """Each column's cells of a code; one unknown where a column has none."""
        for column in dict.fromkeys(self._columns.rates):
            places = [n for n, name in enumerate(self._columns.rates) if name == column]
            found = [one for place in places if (one := self._closest(code, place))]
            yield from found or [Shown(code, column, "", "unknown", None)]

    def _closest(self, code: str, place: int) -> Shown | None:
        """The cell of a code, or the one above it that it inherits."""
        for digits in range(len(code), 0, -1):
            found = self._shown.get((code[:digits], place))
            if found and found.state != "unknown":
                return replace(found, code=code)
        return None


@dataclass(frozen=True, slots=True)
class _Settled:
    duty: str
    days: Period
    note: str
    provisional: bool


def _settle(steps: Sequence[Step], days: Period, *, skip_bracketed: bool) -> Iterator[_Settled]:
    """Measures of one cell for one area: one a day, unknown where only a condition tells it."""
    for provisional in sorted({step.reading.provisional for step in steps}):
        mine = [step for step in steps if step.reading.provisional == provisional]
        starts = sorted({step.start or date.min for step in mine})
        for start, end in zip(starts, [*starts[1:], None][: len(starts)], strict=True):
            period = _within(days, None if start == date.min else start, end)
            if period is None:
                continue
            now = [s.reading for s in mine if (s.start or date.min) == start]
            plain = [one for one in now if not one.marks]
            if skip_bracketed and all(one.bracketed for one in now):
                continue
            if len(plain) == 1:
                yield _Settled(render(plain[0].duty), period, "", provisional)
            else:
                told = "; ".join(f"{one.marks} {render(one.duty)}".strip() for one in now)
                yield _Settled("", period, f"on a condition: {told}", provisional)


def _within(days: Period, start: date | None, end: date | None) -> Period | None:
    first = max(filter(None, (days.start, start)), default=None)
    last = min(filter(None, (days.end, end)), default=None)
    return None if first and last and first >= last else Period(first, last)


def _read(rate: RateColumn, text: str, own: str) -> tuple[tuple[Step, ...], str]:
    """The steps of a cell, or why it cannot be read."""
    try:
        if rate.duty:
            return (Step(read_cell(rate.duty, "entrepot")[0], None),), ""
        if rate.headings:
            return _of_heading(rate, own)
        if rate.split:
            return _in_steps(text, rate.dialect, rate.split, rate.steps), ""
        return _steps(text, rate.dialect), ""
    except InputError as error:
        return (), error.problems[0].message


def _of_heading(rate: RateColumn, text: str) -> tuple[tuple[Step, ...], str]:
    heading = rate.headings.get(text)
    if heading is None:
        return (), f"the map does not tell what {text!r} stands for"
    if not heading.duty:  # known to be charged, at a rate that no source here tells
        return (Step(Reading(NotCovered(), marks=heading.note or text), heading.valid_from),), ""
    return (Step(read_cell(heading.duty, "entrepot")[0], heading.valid_from),), ""


@lru_cache(maxsize=65536)
def _steps(text: str, dialect: str) -> tuple[Step, ...]:
    return tuple(Step(reading, reading.valid_from) for reading in read_cell(text, dialect))


@lru_cache(maxsize=65536)
def _in_steps(text: str, dialect: str, sign: str, days: tuple[date, ...]) -> tuple[Step, ...]:
    parts = text.split(sign)
    if len(parts) > max(len(days), 1):
        message = f"the cell has {len(parts)} steps, the map names {len(days)}"
        raise InputError(Problem("tariff.unparsed", "steps", message))
    found: list[Step] = []
    for part, day in zip(parts, days or (None,), strict=False):
        (reading,) = read_cell(part, dialect)
        if not found or found[-1].reading.duty != reading.duty:
            found.append(Step(reading, day if len(parts) > 1 else None))
    return tuple(found)


def _worded(step: Step) -> str:
    reading = step.reading
    told = [f"from {step.start}" if step.start else "", reading.marks]
    told += ["provisional" if reading.provisional else "", render(reading.duty)]
    told.append(f"({', '.join(reading.programmes)})" if reading.programmes else "")
    return " ".join(filter(None, told))


@lru_cache(maxsize=65536)
def _digits(text: str) -> str:
    return "".join(sign for sign in text if "0" <= sign <= "9")


def _day(text: str) -> date | None:
    """A day as 2026-08-01 or 20260801; None where the cell is blank or no day."""
    digits = _digits(text)
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) if digits else None
    except ValueError:
        return None
