"""Reading a schedule row by row: what blanks inherit, for whom a rate is, what is shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.period import Period
from entrepot.kernel.source import Status
from entrepot.region.law import Measure
from entrepot.tariff.column_map import ColumnMap, Programme, RateColumn
from entrepot.tariff.condition import parse_conditions, render_conditions
from entrepot.tariff.expression import NotCovered, is_zero
from entrepot.tariff.schedule_cells import Step, read_steps, settle, worded
from entrepot.tariff.schedule_found import NationalLine, Need, Schedule, Shown, Tally

PROVISIONAL = "Provisional"  # regime of rates that stand behind a triangle
_ENDS_IN_RATE = re.compile(r"(?:^|[^\d.])\d{1,3}(?:\.\d+)?\s*%?\s*$")
_CHAPTERS = tuple(f"{number:02}" for number in range(1, 98) if number != 77)


class Columns:
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
        if table.conditions:
            self.find(table.conditions)
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


class Reader:
    """Reads rows in their order."""

    def __init__(
        self, table: ColumnMap, columns: Columns, valid: Period, show: tuple[str, ...]
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
        self._conditions = ""
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
        unread = self._note_conditions(row)
        for place, (column, rate) in enumerate(
            zip(self._columns.rates, self._columns.read, strict=True)
        ):
            if any(row.get(name) != held for name, held in rate.where.items()):
                continue
            own, text = row[column].strip(), texts[column]
            if not (text or rate.duty or self._show) and rate.blank == "inherit":
                continue
            self._take_cell(
                place, rate, column, code, own, text, row, days, unread, is_line=is_line
            )
        if is_line and self._columns.name:
            self._found.lines.append(self._line(code, row))

    def finish(self) -> Schedule:
        """What was read."""
        self._drop_earlier_sections()
        self._conditions = ""
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

    def _note_conditions(self, row: Mapping[str, str]) -> str:
        """Keep what the rates of a row depend on; gives why that cannot be read."""
        text = row[self._table.conditions] if self._table.conditions else ""
        try:
            self._conditions = render_conditions(parse_conditions(text))
        except InputError as error:
            self._conditions = ""
            return error.problems[0].message
        return ""

    def _line(self, code: str, row: Mapping[str, str]) -> NationalLine:
        unit = row[self._columns.unit].strip() if self._columns.unit else ""
        depth = row[self._table.depth] if self._table.depth else ""
        return NationalLine(
            code, row[self._columns.name].strip(), unit, int(depth or 0), self._row
        )  # fmt: skip

    # cells

    def _take_cell(
        self, place: int, rate: RateColumn, column: str, code: str, own: str, text: str,
        row: Mapping[str, str], days: Period, unread: str, *, is_line: bool,
    ) -> None:  # fmt: skip
        tally = self._found.columns[column]
        steps, reason = read_steps(rate, text, own) if text or rate.duty else ((), "")
        reason = reason or unread
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
                for settled in settle(mine, days, skip_bracketed=rate.skip_bracketed):
                    kind, area = rate.kind, whom
                    if settled.provisional:
                        kind, area = "provisional", Programme(PROVISIONAL, rate.origins)
                    elif programmes and kind == "mfn":
                        kind = "preference"
                    self._add(
                        rate, area, code, settled.days, settled.duty, text, kind=kind,
                        variant=variant, note=settled.note, conditions=settled.conditions,
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
        text: str, *, kind: str = "", variant: str = "", note: str = "", conditions: str = "",
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
                conditions="; ".join(filter(None, (self._conditions, conditions))),
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
            duty = "; ".join(map(worded, steps))
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
