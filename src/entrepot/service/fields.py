"""Reads raw fields of a form, a command or a JSON body, and keeps every fault."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from entrepot.kernel.codes import is_currency
from entrepot.kernel.errors import Problem
from entrepot.kernel.money import Money
from entrepot.kernel.reader import Reader, pointer_of

_NUMBER = re.compile(r"\d{1,15}(\.\d{1,15})?", re.ASCII)
_DIGITS = "Write digits: 1234.5"


class Fields(Reader):
    """Values by name from raw text or numbers; absent or wrong ones are None or empty."""

    __slots__ = ()

    @property
    def raw(self) -> Mapping[str, object]:
        """The object as it was given."""
        return self._raw

    def inner(self, name: str, *, required: bool = False) -> "Fields | None":
        """The object under a name; its faults are kept with this one's."""
        value = self._get(name)
        if value is None:
            if required:
                self.fault("missing", name, "is empty.", "Fill it in.")
            return None
        return self._object(value, name)

    def rows(self, name: str) -> "list[Fields] | None":
        """The objects of a list under a name, None where there is no list."""
        value = self._get(name)
        if value is None:
            return None
        if not isinstance(value, list):
            self.fault("list", name, "is no list.", "Write [{...}].")
            return []
        found = (self._object(one, f"{name}[{place}]") for place, one in enumerate(value))
        return [one for one in found if one is not None]

    def items(self, name: str) -> list[object]:
        """The items of a list under a name as they are; none where there is no list."""
        value = self._get(name)
        if value is not None and not isinstance(value, list):
            self.fault("list", name, "is no list.", "Write [...].")
        return value if isinstance(value, list) else []

    def _object(self, value: object, name: str) -> "Fields | None":
        if not isinstance(value, Mapping):
            self._no_object(name)
            return None
        return self._within(value, name)

    def _no_object(self, name: str) -> None:
        self.fault("object", name, "is no object.", "Write {...}.")

    def text(self, name: str, *, required: bool = False) -> str:
        """A text, stripped; empty when absent."""
        value = self._get(name)
        if self._at and isinstance(value, Mapping | list):
            self.fault("text", name, "is no text.", 'Write "...".')
            return ""
        found = "" if value is None else str(value).strip()
        if required and not found:
            self.fault("missing", name, "is empty.", "Fill it in.")
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; a single text may separate them by commas or blanks."""
        value = self._get(name)
        if isinstance(value, str):
            value = value.replace(",", " ").split()
        if not isinstance(value, Sequence):
            return ()
        return tuple(text for item in value if (text := str(item).strip()))

    def word(self, name: str, words: Sequence[str], *, required: bool = False) -> str:
        """One of a closed list of words, whatever its case."""
        found = self.text(name, required=required)
        for known in words:
            if known.casefold() == found.casefold():
                return known
        if found:
            from rapidfuzz import process  # who writes no wrong word does not wait for it

            near = ", ".join(
                match for match, _, _ in process.extract(found.upper(), words, limit=3)
            )
            self.fault("unknown", name, f"{found!r} is not known.", f"Nearest: {near}.")
        return ""

    def positive(
        self, name: str, *, required: bool = False, most: Decimal = Decimal(10) ** 12
    ) -> Decimal | None:
        """A number above zero and at most `most`, exact."""
        found = self.text(name, required=required)
        if not found:
            return None
        try:
            number = Decimal(found)
        except InvalidOperation:
            self.fault("number", name, f"{found!r} is not a number.", "Write digits: 1234.5")
            return None
        if not number.is_finite() or number <= 0:
            self.fault("positive", name, f"{found} is not above zero.", "Give a positive number.")
        elif number > most:
            self.fault("too_large", name, f"{found} is above {most:f}.", "Check the unit.")
        else:
            return number
        return None

    def amount(self, name: str, *, most: Decimal = Decimal(10) ** 13) -> Decimal | None:
        """A number from zero to `most`, exact."""
        found = self.text(name)
        if not found or found in ("0", "0.00"):
            return Decimal(0) if found else None
        return self.positive(name, most=most)

    def whole(self, name: str, *, low: int, high: int) -> int | None:
        """A whole number between two bounds."""
        found = self.text(name)
        if not found:
            return None
        if not (found.isascii() and found.isdigit() and low <= int(found) <= high):
            self.fault(
                "whole", name, f"{found!r} is not a whole number from {low} to {high}.", "Mend it."
            )
            return None
        return int(found)

    def day(self, name: str) -> date | None:
        """A day written as YYYY-MM-DD."""
        found = self.text(name)
        if not found:
            return None
        try:
            return date.fromisoformat(found)
        except ValueError:
            self.fault("date", name, f"{found!r} is not a day.", "Write it as 2026-11-20.")
            return None

    def money(self, name: str, currency_name: str, currencies: Sequence[str]) -> Money | None:
        """An amount above zero with its currency."""
        amount = self.positive(name, required=True)
        currency = self.word(currency_name, currencies, required=True)
        return Money(amount, currency) if amount is not None and currency else None

    def money_at(self, name: str, *, required: bool = False) -> Money | None:
        """An amount of zero or more as `{"amount": "1.00", "currency": "EUR"}`."""
        inner = self.inner(name, required=required)
        if inner is None:
            return None
        number = inner.number("amount", required=True)
        currency = inner.text("currency", required=True).upper()
        if currency and not is_currency(currency):
            inner.fault("currency", "currency", f"{currency!r} is no currency.", "As in EUR.")
        inner.nothing_else()
        return Money(number, currency) if number is not None and is_currency(currency) else None

    def number(self, name: str, *, required: bool = False) -> Decimal | None:
        """A number of zero or more, exact."""
        found = self.text(name, required=required)
        if _NUMBER.fullmatch(found):
            return Decimal(found)
        if found:
            self.fault("number", name, f"{found[:40]!r} is no number of zero or more.", _DIGITS)
        return None

    def numbers(self, name: str) -> dict[str, Decimal | None]:
        """A table of numbers above zero by name; None for one that is wrong."""
        given = self._get(name) or {}
        if not isinstance(given, Mapping):
            self.fault(name, name, "is not a table.", 'Write {"l": 1000}.')
            return {}
        amounts = Fields(given)
        found = {str(key): amounts.positive(str(key)) for key in given}
        self.problems += amounts.problems
        return found

    def nothing_else(self) -> None:
        """Name every field that was given but never asked for."""
        for name in self._unknown():
            from rapidfuzz import fuzz, process

            near = process.extractOne(name, sorted(self._known), scorer=fuzz.ratio, score_cutoff=70)
            hint = f"Did you mean {near[0]}?" if near else "Leave it out."
            self.fault("extra", name, "is no field of this request.", hint)

    def fault(self, code: str, where: str, message: str, hint: str, source: str = "") -> None:
        """Keep one more fault."""
        place = self._path(where)
        told = pointer_of(place) if self._at else ""
        self.problems.append(Problem(f"input.{code}", place, message, hint, source, pointer=told))
