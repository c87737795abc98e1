"""Numbers and choices of the law: dated rows, asked for by name and day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from entrepot.kernel.errors import ModelError, Problem
from entrepot.kernel.money import Money
from entrepot.kernel.period import Period
from entrepot.kernel.source import Status
from entrepot.region.window import LegalRow

TABLE = "legal.csv"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or a choice of the law as it stands on a day.

    Attributes:
        name: Its name in code.
        value: The number [unit], or a word.
        unit: Unit of the number, or currency of an amount; empty for none.
        source: Act or text it was read in.
        status: Standing of the row.
        valid: Days on which it holds.
    """

    name: str
    value: Decimal | str
    unit: str
    source: str
    status: Status
    valid: Period


class LegalBook:
    """The parameters of one customs territory.

    Args:
        rows: Rows of `legal.csv` of one jurisdiction; no two of a name hold on one day.

    Example:
        >>> row = LegalRow(note="", source="an act", status="synthetic", jurisdiction="XU",
        ...     name="audit_years", label_en="", label_zh="", value="3", unit="year",
        ...     valid_from=None, valid_to=None)
        >>> LegalBook([row]).number("audit_years", date(2026, 1, 1))
        Decimal('3')
    """

    def __init__(self, rows: Iterable[LegalRow]) -> None:
        self._parameters: defaultdict[str, list[Parameter]] = defaultdict(list)
        for row in rows:
            self._parameters[row.name].append(_parameter(row))

    def __iter__(self) -> Iterator[Parameter]:
        for parameters in self._parameters.values():
            yield from parameters

    def get(self, name: str, on: date) -> Parameter:
        """The parameter in force on a legal day.

        Raises:
            ModelError: The table has none for that day; it is never taken as zero.
        """
        for parameter in self._parameters.get(name, ()):
            if on in parameter.valid:
                return parameter
        raise ModelError(_missing(name, on))

    def number(self, name: str, on: date) -> Decimal:
        """The value of a parameter that is a number [its unit].

        Raises:
            ModelError: There is none that day, or it is a word.
        """
        value = self.get(name, on).value
        if isinstance(value, Decimal):
            return value
        raise ModelError(_not_a_number(name, value))

    def days(self, name: str, on: date) -> int:
        """The value of a parameter that is a whole number, such as a count of days.

        Raises:
            ModelError: There is none that day, or it is not a whole number.
        """
        value = self.number(name, on)
        if value == value.to_integral_value():
            return int(value)
        raise ModelError(_not_a_number(name, str(value)))

    def money(self, name: str, on: date) -> Money:
        """The value of a parameter that is an amount; its unit is the currency.

        Raises:
            ModelError: There is none that day, or it is a word.
        """
        return Money(self.number(name, on), self.get(name, on).unit)


def _parameter(row: LegalRow) -> Parameter:
    return Parameter(row.name, _value(row.value), row.unit, row.source, row.status, row.valid)


def _value(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _missing(name: str, on: date) -> Problem:
    return Problem(
        "legal.missing",
        f"{TABLE}, {name}",
        f"No value of {name} holds on {on}.",
        f"Add a row to {TABLE} with its days and its source.",
        message_zh=f"{name} 在 {on} 没有有效值。",
    )


def _not_a_number(name: str, value: str) -> Problem:
    return Problem(
        "legal.not_a_number",
        f"{TABLE}, {name}",
        f"The value of {name}, {value!r}, is not the number asked for.",
        f"Correct the row of {TABLE}.",
        message_zh=f"{name} 的值 {value!r} 不是所需的数值。",
    )
