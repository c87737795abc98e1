"""What a cell of a schedule says: one rate or several, for whom and from when."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from entrepot.kernel.errors import InputError, Problem
from entrepot.tariff.expression import Duty

NUMBER = r"\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class Reading:
    """One rate of a cell.

    Attributes:
        duty: The rate in the grammar of the house.
        programmes: Codes of the programmes or countries it is for; empty is everyone.
        valid_from: First day, where the cell names one.
        bracketed: Printed in brackets: bound, but another column's rate is applied.
        marks: Marks or words that set a condition which the cell does not tell.
        provisional: The rate of a year's provisional list, where the same cell holds both.
    """

    duty: Duty
    programmes: tuple[str, ...] = ()
    valid_from: date | None = None
    bracketed: bool = False
    marks: str = ""
    provisional: bool = False


Dialect: TypeAlias = Callable[[str], tuple[Reading, ...]]


def in_force(readings: Iterable[Reading], on: date | None) -> Reading | None:
    """The one rate of a day: the last begun; None where the day does not settle it."""
    found = [reading for reading in readings if not reading.provisional]
    if len(found) <= 1 or on is None:
        return found[0] if len(found) == 1 else None
    begun = [r for r in found if r.valid_from is None or r.valid_from <= on]
    latest = max((r.valid_from or date.min for r in begun), default=None)
    last = [r for r in begun if (r.valid_from or date.min) == latest]
    return last[0] if len(last) == 1 else None


def unparsed(text: str, dialect: str, why: str, hint: str = "") -> InputError:
    """The error of a text that is no duty."""
    where = f"{dialect} duty {text!r}"
    return InputError(Problem("tariff.unparsed", where, why, hint or "A person must read it."))


def spaced(text: str) -> str:
    """The text with each run of blanks, hard ones too, as one space."""
    return re.sub(r"[\s\u200b]+", " ", text).strip()


def slug(words: str) -> str:
    """Words as one word of the grammar: "strap, band or bracelet" is strap_band_or_bracelet."""
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
