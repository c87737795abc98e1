"""Reads a case from the fields of a JSON object and names every fault at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeGuard

from entrepot.kernel.errors import Problem
from entrepot.kernel.money import MINOR_DIGITS
from entrepot.window.reasons import Reasons

MOST_MONEY = Decimal(10) ** 13
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class CaseFields:
    """Fields of one object of a case; a reading method gives None where the field is wrong.

    Args:
        raw: The object.
        path: Where it stands in the case, such as `("items", 0)`.
        faults: Where faults go.
        reasons: Their words.
    """

    def __init__(
        self,
        raw: Mapping[str, object],
        path: tuple[str | int, ...],
        faults: list[Problem],
        reasons: Reasons,
    ) -> None:
        self._raw = raw
        self._path = path
        self._faults = faults
        self._reasons = reasons
        self._asked: set[str] = set()

    def text(self, name: str, *, required: bool = True) -> str | None:
        """A text without blanks around it; None when absent or empty."""
        value = self._get(name)
        if value is not None and not isinstance(value, str):
            self.fault("case.shape", name, shape='"…"')
            return None
        found = (value or "").strip()
        if required and not found:
            self.fault("case.missing", name)
        return found or None

    def form(self, name: str, pattern: str, code: str, *, required: bool = True) -> str | None:
        """A text of a form; a fault of the given code where it has another."""
        found = self.text(name, required=required)
        if found and not re.fullmatch(pattern, found, re.ASCII):
            self.fault(code, name, value=_cut(found))
            return None
        return found

    def word(self, name: str, words: Sequence[str]) -> str | None:
        """One of a closed list of words, in any case of letters."""
        found = self.text(name)
        for known in words:
            if found and known.casefold() == found.casefold():
                return known
        if found:
            self.fault("case.word", name, value=_cut(found), words=", ".join(words))
        return None

    def day(self, name: str) -> date | None:
        """A day written as YYYY-MM-DD."""
        found = self.text(name)
        if found is None:
            return None
        try:
            if _DAY.fullmatch(found):
                return date.fromisoformat(found)
        except ValueError:
            pass
        self.fault("case.day", name, value=_cut(found))
        return None

    def number(
        self,
        name: str,
        *,
        above: int | None = None,
        least: int = 0,
        most: Decimal = MOST_MONEY,
        decimals: int,
        required: bool = False,
    ) -> Decimal | None:
        """An exact number: a text of digits, or a JSON number that was read exactly.

        Args:
            name: The field.
            above: It must be greater than this.
            least: It must not be smaller than this.
            most: It must not be greater.
            decimals: Digits it may have behind the point.
            required: Whether it may be left out.
        """
        number = self._exact(name, required=required)
        if number is None:
            return None
        if number > most or number < least or (above is not None and number <= above):
            low = f"> {above}" if above is not None else f">= {least}"
            self.fault("case.range", name, bounds=f"{low}, <= {most:f}")
        elif _decimals(number) > decimals:
            self.fault("case.decimals", name, n=decimals)
        else:
            return number
        return None

    def money(self, name: str, currency: str | None, *, required: bool = False) -> Decimal | None:
        """An amount with no more decimals than its currency has; a price is above zero."""
        above = 0 if required else None
        if currency is None:
            return self.number(name, above=above, decimals=30, required=required)
        digits = MINOR_DIGITS.get(currency, 2)
        number = self.number(name, above=above, decimals=30, required=required)
        if number is not None and _decimals(number) > digits:
            self.fault("value.currency_minor", name, currency=currency, n=digits)
            return None
        return number

    def whole(self, name: str) -> int | None:
        """A whole number above zero."""
        number = self.number(name, above=0, most=Decimal(10**6), decimals=0)
        return None if number is None else int(number)

    def table(self, name: str) -> "CaseFields | None":
        """An object within; None when absent or of another shape."""
        value = self._get(name)
        if value is None:
            return None
        if not is_object(value):
            self.fault("case.shape", name, shape="{…}")
            return None
        return self.within(value, name)

    def objects(self, name: str) -> Iterator[tuple[int, "CaseFields"]]:
        """The objects of a list with their places; what is none is a fault."""
        value = self._get(name)
        if value is None:
            return
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            self.fault("case.shape", name, shape="[…]")
            return
        for place, one in enumerate(value):
            if is_object(one):
                yield place, self.within(one, name, place)
            else:
                self.fault("case.shape", name, place, shape="{…}")

    def within(self, raw: Mapping[str, object], *path: str | int) -> "CaseFields":
        """The fields of an object that stands within this one."""
        return CaseFields(raw, (*self._path, *path), self._faults, self._reasons)

    def names(self) -> tuple[str, ...]:
        """Names of the fields given."""
        return tuple(self._raw)

    def __contains__(self, name: str) -> bool:
        return self._raw.get(name) is not None

    def nothing_else(self) -> None:
        """Name every field that was given but never asked for."""
        for name in self._raw:
            if name not in self._asked:
                self.fault("case.extra", _cut(str(name)))

    def fault(self, code: str, *path: str | int, **values: Any) -> None:
        """Keep one more fault; its text may name the field as `{field}`."""
        whole = (*self._path, *path)
        where = _where(whole)
        pointer = "".join(f"/{_escaped(str(part))}" for part in whole)
        self._faults.append(
            self._reasons.problem(code, where or "case", pointer=pointer, field=where, **values)
        )

    def _exact(self, name: str, *, required: bool) -> Decimal | None:
        value = self._get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if required:
                self.fault("case.missing", name)
            return None
        number: Decimal | None = None
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            number = Decimal(value.strip())
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            number = Decimal(value)
        if number is None or not number.is_finite():
            self.fault("case.number", name)
            return None
        return number

    def _get(self, name: str) -> object:
        self._asked.add(name)
        return self._raw.get(name)


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Say whether a value is a JSON object."""
    return isinstance(value, Mapping)


def _decimals(number: Decimal) -> int:
    """Digits behind the point, zeros at the end not counted."""
    exponent = number.normalize().as_tuple().exponent if number else 0
    return max(0, -int(exponent))


def _where(path: tuple[str | int, ...]) -> str:
    """The path as people count: `items[1].value` is the value of the first item."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
