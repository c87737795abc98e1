"""Duties as each country's schedule words them, read into the grammar of the house by one door."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from entrepot.kernel.errors import InputError, Problem
from entrepot.tariff.dialects import au, cn, eaeu, eu, jp, nz, us, vn
from entrepot.tariff.dialects.reading import Dialect, Reading, in_force, unparsed
from entrepot.tariff.expression import Duty, parse_duty


def _canonical(text: str) -> tuple[Reading, ...]:
    return (Reading(parse_duty(text)),)


DIALECTS: Mapping[str, Dialect] = {
    "entrepot": _canonical,
    "eu": eu.read,
    "us": us.read,
    "jp": jp.read,
    "vn": vn.read,
    "au": au.read,
    "nz": nz.read,
    "eaeu": eaeu.read,
    "cn": cn.read,
}


def parse(text: str, dialect: str, on: date | None = None) -> Duty:
    """Read the duty that a cell of a schedule gives to goods of no particular origin.

    Args:
        text: The cell as the schedule prints it.
        dialect: A name in `DIALECTS`; `entrepot` is the canonical grammar.
        on: The legal day, for cells whose rate changes by date.

    Raises:
        InputError: `tariff.unparsed`: the text is no duty of that dialect, or not one duty.
            It is never taken for zero.

    Example:
        >>> from entrepot.tariff.expression import render
        >>> print(render(parse("21.1¢/pf.liter", "us")))
        0.211 USD/pf_l
    """
    general = [reading for reading in read_cell(text, dialect) if not reading.programmes]
    found = in_force(general, on)
    if found is None:
        raise unparsed(text, dialect, "more than one rate", "Give one rate, or the day.")
    if any(sign.isalpha() for sign in found.marks):
        raise unparsed(text, dialect, f"holds on a condition only: {found.marks}")
    return found.duty


@lru_cache(maxsize=65536)
def read_cell(text: str, dialect: str) -> tuple[Reading, ...]:
    """Read every rate of a cell: for whom, from which day, under which mark.

    Raises:
        InputError: `tariff.unparsed`, or `tariff.dialect` for a dialect not known.
    """
    if dialect not in DIALECTS:
        hint = f"Dialects: {', '.join(DIALECTS)}."
        raise InputError(Problem("tariff.dialect", "dialect", f"{dialect!r} is not known", hint))
    try:
        readings = DIALECTS[dialect](text.strip())
    except InputError as error:
        problem = error.problems[0]
        if problem.code == "tariff.unparsed":
            raise
        raise unparsed(text, dialect, problem.message, problem.hint) from error
    if not readings:
        raise unparsed(text, dialect, "no rate", "Give a rate such as 6.5 %.")
    return readings
